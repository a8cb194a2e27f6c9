//! Encoded queries as an instance understands them.

use futures::TryStreamExt as _;
use servicenow_client::{Condition, ErrorKind, Fields, Query, Record};

use super::{Subject, fresh_id};

async fn numbers(subject: &Subject, query: Query) -> Vec<String> {
    let records: Vec<Record> = subject.client.table("incident").stream(query).try_collect().await.unwrap();
    records.iter().map(|record| record.number().to_owned()).collect()
}

#[tokio::test]
async fn any_value_finds_its_record_and_no_other() {
    let subject = Subject::start().await;
    for value in
        ["a^ORactive=true", "^", "a^^b", "x^NQactive=true", "50% & more + \"quotes\"", "é ü 漢字", "a,b@c|d"]
    {
        let title = format!("{} {value} end", fresh_id());
        let created = subject.incident(Fields::new().set("short_description", &title)).await;
        for query in [
            Query::new().equals("short_description", &title),
            Query::new().starts_with("short_description", &title),
            Query::new().contains("short_description", &title),
            Query::new().is_in("short_description", [title.as_str(), "nothing"]),
        ] {
            assert_eq!(numbers(&subject, query.clone()).await, [created.number()], "{query}");
        }
        subject.client.table("incident").delete(created.sys_id()).await.unwrap();
    }
}

#[tokio::test]
async fn conditions_are_joined_as_documented() {
    let subject = Subject::start().await;
    let tag = fresh_id();
    let mut made = Vec::new();
    for (impact, urgency) in [(1, 1), (2, 1), (3, 1), (3, 3)] {
        let fields =
            Fields::new().set("short_description", &tag).set("impact", impact).set("urgency", urgency);
        made.push(subject.incident(fields).await);
    }
    let ours = || Query::new().equals("short_description", &tag).order_by("number");
    let expect = |places: &[usize]| places.iter().map(|&at| made[at].number().to_owned()).collect::<Vec<_>>();
    for (query, places) in [
        (ours(), &[0, 1, 2, 3][..]),
        (ours().equals("impact", 1).or(Condition::equals("impact", 3)).equals("urgency", 1), &[0, 2]),
        (ours().is_in("impact", [1, 2]), &[0, 1]),
        (ours().and(Condition::not_in("impact", [1, 2])), &[2, 3]),
        (ours().not_equals("urgency", 1), &[3]),
        (ours().greater_than("impact", 1).less_or_equal("impact", 2), &[1]),
        (ours().is_empty("assigned_to"), &[0, 1, 2, 3]),
        (ours().is_not_empty("resolved_at"), &[]),
        (
            ours()
                .equals("impact", 1)
                .union(Query::new().equals("short_description", &tag).equals("urgency", 3)),
            &[0, 3],
        ),
    ] {
        assert_eq!(numbers(&subject, query.clone()).await, expect(places), "{query}");
    }
    let down = ours().limit(3);
    assert_eq!(numbers(&subject, down).await.len(), 4, "pages are followed");
    for record in made {
        subject.client.table("incident").delete(record.sys_id()).await.unwrap();
    }
}

#[tokio::test]
async fn a_field_that_does_not_exist_is_noticed() {
    let subject = Subject::start().await;
    let created = subject.incident(Fields::new()).await;
    let query = Query::new().equals("no_such_field", "x").limit(5);
    let error = subject.client.table("incident").list(&query).await.unwrap_err();
    // Strict query rules of recent releases refuse it, others drop it.
    assert!(
        matches!(error.kind(), ErrorKind::FilterIgnored { .. } | ErrorKind::Refused { status: 403, .. }),
        "{error}"
    );
    subject.client.table("incident").delete(created.sys_id()).await.unwrap();
}

#[tokio::test]
async fn a_page_tells_its_total_and_the_next() {
    let subject = Subject::start().await;
    let tag = fresh_id();
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(subject.incident(Fields::new().set("short_description", &tag)).await);
    }
    let table = subject.client.table("incident");
    let ours = Query::new().equals("short_description", &tag).order_by("sys_id").limit(2);
    let first = table.list(&ours).await.unwrap();
    assert_eq!((first.items().len(), first.total(), first.next_offset()), (2, Some(3), Some(2)));
    let last = table.list(&ours.offset(2)).await.unwrap();
    assert_eq!((last.items().len(), last.total(), last.next_offset()), (1, Some(3), None));
    for record in made {
        table.delete(record.sys_id()).await.unwrap();
    }
}

#[tokio::test]
async fn a_query_longer_than_an_address_is_answered() {
    let subject = Subject::start().await;
    let created = subject.incident(Fields::new()).await;
    let others = (0..300).map(|number| format!("INC{:07}", 9_000_000 + number));
    let query = Query::new().is_in("number", others.chain([created.number().to_owned()])).fields(&["number"]);
    assert_eq!(numbers(&subject, query).await, [created.number()]);
    subject.client.table("incident").delete(created.sys_id()).await.unwrap();
}

#[tokio::test]
async fn only_the_fields_asked_for_come() {
    let subject = Subject::start().await;
    let created = subject.incident(Fields::new().set("short_description", "x")).await;
    let query =
        Query::new().equals("number", created.number()).fields(&["short_description", "opened_by.user_name"]);
    let record = subject.client.table("incident").first(&query).await.unwrap().unwrap();
    assert_eq!(
        record.names().collect::<Vec<_>>(),
        ["number", "opened_by.user_name", "short_description", "sys_id"]
    );
    assert!(!record.value("opened_by.user_name").is_empty());
    subject.client.table("incident").delete(created.sys_id()).await.unwrap();
}

#[tokio::test]
async fn a_count_agrees_with_the_list() {
    let subject = Subject::start().await;
    let tag = fresh_id();
    let table = subject.client.table("incident");
    let ours = Query::new().equals("short_description", &tag);
    assert_eq!(table.count(&ours).await.unwrap(), 0);
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(subject.incident(Fields::new().set("short_description", &tag)).await);
    }
    assert_eq!(table.count(&ours).await.unwrap(), 3);
    for record in made {
        table.delete(record.sys_id()).await.unwrap();
    }
}
