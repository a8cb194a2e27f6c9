//! Files of records.

use futures::TryStreamExt as _;
use serde_json::{Value, json};
use servicenow_client::{ErrorKind, SysId, Upload};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{HIBERNATING, ID, always, client, page, parameter, refusal, requests, result};

const FILE: &str = "6ea10fe64f411200adf9f8e18110c739";

fn id(text: &str) -> SysId {
    text.parse().unwrap()
}

fn stored() -> Value {
    json!({
        "sys_id": FILE, "table_name": "incident", "table_sys_id": ID, "file_name": "report.txt",
        "content_type": "text/plain", "size_bytes": "5", "sys_created_by": "itil",
        "sys_created_on": "2026-11-24 10:00:00", "hash": "2cf24d",
    })
}

#[tokio::test]
async fn uploads_the_bytes_with_their_type_and_place() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/api/now/attachment/file"))
        .respond_with(ResponseTemplate::new(201).set_body_json(json!({ "result": stored() })))
        .mount(&server)
        .await;
    let upload = Upload::new("report & more.txt", "text/plain", "hello");
    let attachment = client(&server).attachments().upload("incident", &id(ID), upload).await.unwrap();
    assert_eq!((attachment.sys_id, attachment.size_bytes), (id(FILE), 5));
    assert_eq!(attachment.hash.as_deref(), Some("2cf24d"));

    let request = &requests(&server).await[0];
    assert_eq!(request.body, b"hello");
    assert_eq!(request.headers["content-type"], "text/plain");
    assert_eq!(parameter(request, "file_name").unwrap(), "report & more.txt");
    assert_eq!(parameter(request, "table_name").unwrap(), "incident");
    assert_eq!(parameter(request, "table_sys_id").unwrap(), ID);
}

#[tokio::test]
async fn a_file_that_cannot_be_sent_is_refused_before_it_is() {
    let server = always(result(stored())).await;
    let attachments = client(&server).attachments();
    for upload in [
        Upload::new("", "text/plain", "x"),
        Upload::new("a".repeat(300), "text/plain", "x"),
        Upload::new("a.txt", "plain", "x"),
        Upload::new("a.txt", "text/plain\r\nx: y", "x"),
        Upload::new("a.bin", "application/octet-stream", vec![0; 25 * 1024 * 1024 + 1]),
    ] {
        let error = attachments.upload("incident", &id(ID), upload).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::InvalidInput { .. }), "{error}");
    }
    assert!(requests(&server).await.is_empty());
}

#[tokio::test]
async fn lists_the_files_of_one_record_and_notices_those_of_others() {
    let server = always(result(json!([stored()]))).await;
    let attachments = client(&server).attachments();
    let page = attachments.list_for("incident", &id(ID)).await.unwrap();
    assert_eq!(page.items()[0].file_name, "report.txt");
    let query = parameter(&requests(&server).await[0], "sysparm_query").unwrap();
    assert_eq!(query, format!("table_name=incident^table_sys_id={ID}"));

    let error = attachments.list_for("incident", &id(FILE)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::FilterIgnored { .. }));
}

#[tokio::test]
async fn downloads_whatever_was_stored_even_a_page() {
    for content_type in ["text/plain", "text/html", "application/json", "image/png"] {
        let answer = ResponseTemplate::new(200)
            .insert_header("content-disposition", "attachment;filename=\"a\"")
            .set_body_raw("<p>instance is hibernating</p>", content_type);
        let server = always(answer).await;
        let attachments = client(&server).attachments();
        let whole = attachments.download(&id(FILE)).await.unwrap();
        assert_eq!(whole, b"<p>instance is hibernating</p>", "{content_type}");
        let pieces: Vec<Vec<u8>> =
            attachments.download_stream(&id(FILE)).await.unwrap().try_collect().await.unwrap();
        assert_eq!(pieces.concat(), whole);
    }
}

#[tokio::test]
async fn a_download_refused_is_an_error_not_a_file() {
    for (answer, expected) in [
        (page(200, HIBERNATING), "the instance is hibernating"),
        (refusal(404, "No Record found", None), "not found"),
        (refusal(401, "User Not Authenticated", None), "credentials were not accepted"),
    ] {
        let server = always(answer).await;
        let attachments = client(&server).attachments();
        let error = attachments.download(&id(FILE)).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        let error = attachments.download_stream(&id(FILE)).await.err().unwrap();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn renames_and_deletes() {
    let server = MockServer::start().await;
    let of_file = format!("/api/now/attachment/{FILE}");
    for verb in ["PATCH", "DELETE"] {
        Mock::given(method(verb))
            .and(path(of_file.as_str()))
            .respond_with(ResponseTemplate::new(204))
            .expect(1)
            .mount(&server)
            .await;
    }
    let attachments = client(&server).attachments();
    attachments.rename(&id(FILE), "b.txt").await.unwrap();
    attachments.delete(&id(FILE)).await.unwrap();
}
