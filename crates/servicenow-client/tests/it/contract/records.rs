//! Records through their life.

use servicenow_client::tables::{ChangeState, IncidentState, Priority};
use servicenow_client::{ChangeRequest, ErrorKind, Fields, Incident, SysId};

use super::{Subject, fresh_id};

/// S01, S08
#[tokio::test]
async fn an_incident_is_created_found_changed_and_deleted() {
    let subject = Subject::start().await;
    let table = subject.client.table("incident");
    let id = fresh_id();
    let fields = Fields::new()
        .set("short_description", "Turn on MFA for administrators")
        .set("impact", 1)
        .set("urgency", 1)
        .set("correlation_id", &id);
    let created = table.create(&fields).await.unwrap();
    assert!(created.number().starts_with("INC"), "{}", created.number());
    let incident = Incident::from(&created);
    assert_eq!((incident.state, incident.priority), (IncidentState::New, Priority::Critical));
    assert_eq!(created.display_value("priority"), "1 - Critical");

    let found = table.find_by_correlation_id(&id).await.unwrap().unwrap();
    assert_eq!(found.sys_id(), created.sys_id());

    let changed =
        table.update(found.sys_id(), &Fields::new().set("state", IncidentState::InProgress)).await.unwrap();
    assert_eq!(Incident::from(&changed).state, IncidentState::InProgress);
    assert_eq!(changed.value("short_description"), "Turn on MFA for administrators");

    table.delete(created.sys_id()).await.unwrap();
    assert!(table.get(created.sys_id()).await.unwrap_err().is_not_found());
    assert_eq!(table.find_by_correlation_id(&id).await.unwrap(), None);
}

#[tokio::test]
async fn a_work_note_is_read_back_in_the_history() {
    let subject = Subject::start().await;
    let incident = subject.incident(Fields::new().set("short_description", "x")).await;
    let table = subject.client.table("incident");
    let noted = table
        .update(incident.sys_id(), &Fields::new().set("work_notes", "seen by the bridge"))
        .await
        .unwrap();
    assert_eq!(noted.value("work_notes"), "");
    assert!(
        noted.display_value("work_notes").contains("seen by the bridge"),
        "{}",
        noted.display_value("work_notes")
    );
    table.delete(incident.sys_id()).await.unwrap();
}

/// S02
#[tokio::test]
async fn a_change_request_begins_as_new_and_refuses_a_jump() {
    let subject = Subject::start().await;
    let table = subject.client.table("change_request");
    let created =
        table.create(&Fields::new().set("short_description", "x").set("type", "normal")).await.unwrap();
    assert!(created.number().starts_with("CHG"));
    assert_eq!(ChangeRequest::from(&created).state, ChangeState::New);

    let jump =
        table.update(created.sys_id(), &Fields::new().set("state", ChangeState::Closed)).await.unwrap_err();
    assert!(matches!(jump.kind(), ErrorKind::Refused { status: 403, .. }), "{jump}");
    assert!(!jump.may_have_taken_effect());
    let after = table.get(created.sys_id()).await.unwrap();
    assert_eq!(ChangeRequest::from(&after).state, ChangeState::New);
    table.delete(created.sys_id()).await.unwrap();
}

#[tokio::test]
async fn unknown_tables_and_records_are_told_apart() {
    let subject = Subject::start().await;
    let nowhere: SysId = "0123456789abcdef0123456789abcdef".parse().unwrap();
    let error = subject.client.table("incident").get(&nowhere).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let error = subject.client.table("x_no_such_table").get(&nowhere).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Refused { status: 400, .. }), "{error}");
    let error = subject.client.get_json("/api/now/no_such_api").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Refused { status: 400, .. }), "{error}");
}
