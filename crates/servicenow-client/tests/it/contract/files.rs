//! Files, several requests in one.

use futures::TryStreamExt as _;
use servicenow_client::{Batch, ErrorKind, Fields, Upload};

use super::Subject;

#[tokio::test]
async fn a_file_comes_back_as_it_was_sent() {
    let subject = Subject::start().await;
    let incident = subject.incident(Fields::new()).await;
    let attachments = subject.client.attachments();
    let content: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let upload = Upload::new("bytes é & x.bin", "application/octet-stream", content.clone());
    let stored = attachments.upload("incident", incident.sys_id(), upload).await.unwrap();
    assert_eq!((stored.file_name.as_str(), stored.size_bytes), ("bytes é & x.bin", 300_000));

    let listed = attachments.list_for("incident", incident.sys_id()).await.unwrap();
    assert_eq!(listed.items().len(), 1);
    assert_eq!(attachments.download(&stored.sys_id).await.unwrap(), content);
    let pieces: Vec<Vec<u8>> =
        attachments.download_stream(&stored.sys_id).await.unwrap().try_collect().await.unwrap();
    assert_eq!(pieces.concat(), content);

    attachments.rename(&stored.sys_id, "renamed.bin").await.unwrap();
    assert_eq!(attachments.get(&stored.sys_id).await.unwrap().file_name, "renamed.bin");
    attachments.delete(&stored.sys_id).await.unwrap();
    assert!(attachments.download(&stored.sys_id).await.unwrap_err().is_not_found());
    subject.client.table("incident").delete(incident.sys_id()).await.unwrap();
}

#[tokio::test]
async fn a_file_for_a_record_that_is_not_there_is_refused() {
    let subject = Subject::start().await;
    let nowhere = "0123456789abcdef0123456789abcdef".parse().unwrap();
    let upload = Upload::new("a.txt", "text/plain", "x");
    let error = subject.client.attachments().upload("incident", &nowhere, upload).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound { .. } | ErrorKind::Refused { .. }), "{error}");
}

#[tokio::test]
async fn each_request_of_a_batch_has_its_own_answer() {
    let subject = Subject::start().await;
    let incident = subject.incident(Fields::new().set("short_description", "before")).await;
    let batch = Batch::new()
        .get(format!("/api/now/table/incident/{}?sysparm_fields=number", incident.sys_id()))
        .get("/api/now/table/x_no_such_table")
        .create("incident", &Fields::new().set("short_description", "made in a batch"));
    let items = subject.client.batch(&batch).await.unwrap().into_items();
    assert_eq!(items[0].as_ref().unwrap()["result"]["number"], incident.number());
    assert!(matches!(items[1].as_ref().unwrap_err().kind(), ErrorKind::Refused { status: 400, .. }));
    let made = items[2].as_ref().unwrap()["result"]["sys_id"]["value"].as_str().unwrap().parse().unwrap();

    let removal = Batch::new().delete("incident", &made).delete("incident", incident.sys_id());
    assert!(subject.client.batch(&removal).await.unwrap().items().iter().all(Result::is_ok));
    assert!(subject.client.table("incident").get(&made).await.unwrap_err().is_not_found());
}
