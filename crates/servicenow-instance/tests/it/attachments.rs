//! Files of records (protocol 3.2).

use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LINK, LOCATION};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::support::{Lab, body, refusal, with};

async fn incident(lab: &Lab) -> String {
    let made = lab.create_as("itil", "incident", json!({ "short_description": "with files" })).await;
    made["sys_id"].as_str().unwrap().to_owned()
}

async fn send_file(lab: &Lab, record: &str, name: &str, content: &[u8]) -> Response {
    let path =
        format!("/api/now/attachment/file?table_name=incident&table_sys_id={record}&hash=x&content_type=y");
    let request = lab.request_as("itil", Method::POST, &with(&path, "file_name", name));
    request.header(CONTENT_TYPE, "text/plain").body(content.to_vec()).send().await.unwrap()
}

async fn file(lab: &Lab, record: &str, name: &str, content: &[u8]) -> Value {
    body(send_file(lab, record, name, content).await, StatusCode::CREATED).await["result"].take()
}

fn path(file: &Value, rest: &str) -> String {
    format!("/api/now/attachment/{}{rest}", file["sys_id"].as_str().unwrap())
}

/// Proves P0.6, P3.4.
#[tokio::test]
async fn a_file_is_described_and_comes_back_byte_by_byte() {
    let lab = Lab::new().await;
    let record = incident(&lab).await;
    let answer = send_file(&lab, &record, "hello.txt", b"hello world").await;
    let location = answer.headers()[LOCATION].to_str().unwrap().to_owned();
    let made = body(answer, StatusCode::CREATED).await["result"].take();
    for (field, value) in [
        ("file_name", "hello.txt"),
        ("content_type", "text/plain"),
        ("size_bytes", "11"),
        ("compressed", "true"),
        ("state", "available"),
        ("table_name", "incident"),
        ("table_sys_id", &record),
        ("sys_created_by", "itil"),
        ("created_by_name", "ITIL User"),
        ("image_width", ""),
        ("hash", "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"),
    ] {
        assert_eq!(made[field], value, "{field}");
    }
    assert_eq!(location, lab.url(&path(&made, "")));
    assert_eq!(made["download_link"], lab.url(&path(&made, "/file")));

    let request = lab.request_as("itil", Method::GET, &path(&made, "/file")).header("Accept", "image/png");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()[CONTENT_TYPE], "text/plain");
    assert_eq!(answer.headers()[CONTENT_DISPOSITION], "attachment;filename=\"hello.txt\"");
    let told: Value =
        serde_json::from_str(answer.headers()["X-Attachment-Metadata"].to_str().unwrap()).unwrap();
    assert_eq!(told, made);
    assert_eq!(answer.bytes().await.unwrap(), "hello world");
}

#[tokio::test]
async fn a_file_larger_than_one_chunk_stays_whole() {
    let lab = Lab::new().await;
    let record = incident(&lab).await;
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    let content: Vec<u8> = (0..2_000_000).map(|_| noise()).collect();
    let made = file(&lab, &record, "é noise.bin", &content).await;
    assert_eq!(made["file_name"], "é noise.bin");
    let query = format!("sys_attachment={}", made["sys_id"].as_str().unwrap());
    let chunks = lab.list(&with("/api/now/table/sys_attachment_doc", "sysparm_query", query)).await;
    assert!(chunks.len() > 2, "{}", chunks.len());
    let answer = lab.request(Method::GET, &path(&made, "/file")).send().await.unwrap();
    assert_eq!(answer.bytes().await.unwrap(), content);
    let gone = lab.request(Method::DELETE, &path(&made, "")).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert!(lab.list("/api/now/table/sys_attachment_doc").await.is_empty());
}

/// Proves P0.6, P3.5.
#[tokio::test]
async fn a_list_has_totals_pages_and_filters() {
    let lab = Lab::new().await;
    let (one, two) = (incident(&lab).await, incident(&lab).await);
    for (record, name) in [(&one, "a.txt"), (&one, "b.txt"), (&two, "c.txt")] {
        file(&lab, record, name, b"x").await;
    }
    let filtered = format!("/api/now/v1/attachment?table_name=incident&table_sys_id={one}&sysparm_limit=1");
    let answer = lab.request(Method::GET, &filtered).send().await.unwrap();
    assert_eq!(answer.headers()["X-Total-Count"], "2");
    assert!(answer.headers()[LINK].to_str().unwrap().contains("rel=\"next\""));
    let found = body(answer, StatusCode::OK).await;
    assert_eq!(found["result"].as_array().unwrap().len(), 1);
    assert_eq!(found["result"][0]["file_name"], "a.txt");
    assert!(found["result"][0]["download_link"].as_str().unwrap().contains("/api/now/v1/attachment/"));
    let queried = with("/api/now/attachment", "sysparm_query", "file_nameSTARTSWITHc^ORDERBYfile_name");
    assert_eq!(lab.list(&queried).await[0]["table_sys_id"], two);
    let none = lab.request(Method::GET, "/api/now/v1/attachment?file_name=none").send().await.unwrap();
    assert_eq!(none.headers()["X-Total-Count"], "0");
    assert_eq!(body(none, StatusCode::OK).await, json!({ "result": [] }));
}

/// Proves P3.4.
#[tokio::test]
async fn a_form_brings_a_file_as_its_last_part() {
    let lab = Lab::new().await;
    let record = incident(&lab).await;
    let parts = format!(
        "--b\r\nContent-Disposition: form-data; name=\"table_name\"\r\n\r\nincident\r\n--b\r\nContent-Disposition: form-data; name=\"table_sys_id\"\r\n\r\n{record}\r\n--b\r\nContent-Disposition: form-data; name=\"uploadFile\"; filename=\"form.csv\"\r\nContent-Type: text/csv\r\n\r\na,b\r\n--b--\r\n"
    );
    let upload = |kind: &'static str, parts: String| {
        let request = lab.request_as("itil", Method::POST, "/api/now/attachment/upload");
        request.header(CONTENT_TYPE, kind).body(parts).send()
    };
    let answer = upload("multipart/form-data; boundary=b", parts.clone()).await.unwrap();
    let made = body(answer, StatusCode::CREATED).await["result"].take();
    assert_eq!((&made["file_name"], &made["content_type"]), (&json!("form.csv"), &json!("text/csv")));
    assert_eq!(made["size_bytes"], "3");

    let answer = upload("multipart/form-data", parts.clone()).await.unwrap();
    let found = body(answer, StatusCode::BAD_REQUEST).await;
    assert_eq!(found["error"]["message"], "Exception while reading request");
    let answer =
        upload("multipart/form-data; boundary=b", parts.replace("; filename=\"form.csv\"", "")).await;
    let detail = json!("The parameter uploadFile is required");
    refusal(answer.unwrap(), StatusCode::BAD_REQUEST, "Missing parameter", detail).await;
}

#[tokio::test]
async fn uploads_that_lack_something_are_refused() {
    let lab = Lab::new().await;
    let record = incident(&lab).await;
    let post =
        |path: String| lab.request(Method::POST, &path).header(CONTENT_TYPE, "text/plain").body("x").send();
    let base = "/api/now/attachment/file?table_name=incident";
    let answer = post(format!("{base}&table_sys_id={record}")).await.unwrap();
    let detail = json!("The parameter file_name is required");
    refusal(answer, StatusCode::BAD_REQUEST, "Missing parameter", detail).await;
    let answer =
        post(format!("{base}&table_sys_id=0123456789abcdef0123456789abcdef&file_name=a")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let answer =
        post(format!("/api/now/attachment/file?table_name=none&table_sys_id={record}&file_name=a")).await;
    assert_eq!(answer.unwrap().status(), StatusCode::BAD_REQUEST);
    let untyped = lab.request(Method::POST, &format!("{base}&table_sys_id={record}&file_name=a")).body("x");
    assert_eq!(untyped.send().await.unwrap().status(), StatusCode::BAD_REQUEST);

    let property = json!({ "name": "glide.attachment.extensions", "value": "txt, pdf" });
    lab.create("sys_properties", property).await;
    assert_eq!(send_file(&lab, &record, "a.PDF", b"x").await.status(), StatusCode::CREATED);
    let answer = send_file(&lab, &record, "a.exe", b"x").await;
    let detail = json!("Files with the extension of a.exe are not permitted");
    refusal(answer, StatusCode::BAD_REQUEST, "Attachment type not allowed", detail).await;
}

/// Proves P3.6.
#[tokio::test]
async fn a_file_is_renamed_and_removed() {
    let lab = Lab::new().await;
    let record = incident(&lab).await;
    let made = file(&lab, &record, "old.txt", b"x").await;
    let request = lab.request_as("itil", Method::PATCH, &path(&made, ""));
    let answer = request.json(&json!({ "file_name": "new.txt" })).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(lab.get(&path(&made, "")).await["result"]["file_name"], "new.txt");
    let answer = lab.request_as("itil", Method::DELETE, &path(&made, "")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let answer = lab.request(Method::GET, &path(&made, "/file")).send().await.unwrap();
    let detail = json!("Record doesn't exist or ACL restricts the record retrieval");
    refusal(answer, StatusCode::NOT_FOUND, "No Record found", detail).await;
}

/// Proves P3.7.
#[tokio::test]
async fn files_of_records_that_may_not_be_read_are_hidden() {
    let lab = Lab::new().await;
    lab.user("outsider", &[]).await;
    let record = incident(&lab).await;
    let made = file(&lab, &record, "a.txt", b"x").await;
    let answer = lab.request_as("outsider", Method::GET, "/api/now/attachment").send().await.unwrap();
    assert_eq!(body(answer, StatusCode::OK).await, json!({ "result": [] }));
    for rest in ["", "/file"] {
        let answer = lab.request_as("outsider", Method::GET, &path(&made, rest)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{rest}");
    }
}

/// Proves P3.6.
#[tokio::test]
async fn keys_with_values_are_kept_with_a_file() {
    let lab = Lab::new().await;
    let record = incident(&lab).await;
    let made = file(&lab, &record, "a.txt", b"x").await;
    let all = path(&made, "/attributes");
    let answer = lab.request(Method::POST, &all).json(&json!({ "origin": "scan", "page": 2 })).send().await;
    let found = body(answer.unwrap(), StatusCode::CREATED).await;
    assert_eq!(found["result"], json!({ "origin": "scan", "page": "2" }));
    let one = path(&made, "/attributes/origin");
    let answer = lab.request(Method::PUT, &one).json(&json!({ "value": "mail" })).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(lab.get(&one).await["result"], json!({ "origin": "mail" }));
    let answer = lab.request(Method::DELETE, &one).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(lab.get(&all).await["result"], json!({ "page": "2" }));
}
