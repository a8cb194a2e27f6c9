//! Exports of lists and records, as the PowerShell module and browsers ask for them (protocol 0 and 7.1).

use std::io::Read as _;

use reqwest::{Method, Response, StatusCode};
use serde_json::json;

use super::browser::Browser;
use super::support::{BETH, Lab, body};

/// Three incidents, one of them with everything that needs care.
async fn world() -> Lab {
    let lab = Lab::new().await;
    let rows = json!({ "incident": [
        { "number": "INC1", "short_description": "First, \"quoted\" & <marked>", "state": "2", "caller_id": BETH },
        { "number": "INC2", "short_description": "=1+1", "state": "1" },
        { "number": "INC3", "short_description": "Third", "state": "7", "active": "false" },
    ] });
    let answer = lab.http.post(lab.url("/dev/seed")).json(&rows).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    lab
}

async fn export(lab: &Lab, format: &str, more: &str) -> Response {
    // A GET with a body of parameters: they follow the format in the address.
    let query = "sysparm_query=numberSTARTSWITHINC%5EORDERBYnumber";
    let path = format!("/incident_list.do?{format}&{query}{more}");
    let answer = lab.request_as("itil", Method::GET, &path).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer
}

const FIELDS: &str = "&sysparm_fields=number,state,caller_id.name,short_description,no_such_field";

/// Proves P0.8, P0.9.
#[tokio::test]
async fn a_list_is_exported_as_comma_separated_values() {
    let lab = world().await;
    let answer = export(&lab, "CSV", FIELDS).await;
    assert_eq!(answer.headers()["content-type"], "text/csv;charset=UTF-8");
    assert_eq!(answer.headers()["content-disposition"], "attachment;filename=incident.csv");
    let expected = [
        "\"number\",\"state\",\"caller_id.name\",\"short_description\"",
        "\"INC1\",\"In Progress\",\"Beth Anglin\",\"First, \"\"quoted\"\" & <marked>\"",
        "\"INC2\",\"New\",\"\",\"'=1+1\"",
        "\"INC3\",\"Closed\",\"\",\"Third\"",
    ];
    assert_eq!(answer.text().await.unwrap(), expected.join("\r\n") + "\r\n");
    let usual = export(&lab, "CSV", "").await.text().await.unwrap();
    assert!(
        usual.starts_with("\"number\",") && !usual.contains("sys_id"),
        "the columns of the page: {usual}"
    );
    let all = export(&lab, "CSV", "&sysparm_default_export_fields=all").await.text().await.unwrap();
    assert!(all.lines().next().unwrap().contains("\"correlation_id\""));
    lab.create("sys_properties", json!({ "name": "glide.csv.export.limit", "value": "1" })).await;
    assert_eq!(export(&lab, "CSV", FIELDS).await.text().await.unwrap().lines().count(), 2);
}

/// Proves P0.8, P0.9.
#[tokio::test]
async fn lists_and_records_are_exported_in_xml() {
    let lab = world().await;
    let text = export(&lab, "XML", FIELDS).await.text().await.unwrap();
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><xml><incident>"));
    assert!(
        text.contains(
            "<short_description>First, &quot;quoted&quot; &amp; &lt;marked&gt;</short_description>"
        )
    );
    assert_eq!(text.matches("<incident>").count(), 3);
    let first = text.split("</incident>").next().unwrap();
    assert!(
        first.find("<caller_id").unwrap() < first.find("<number>").unwrap(),
        "fields go by name: {first}"
    );
    let id = lab.list("/api/now/table/incident?number=INC1").await[0]["sys_id"].as_str().unwrap().to_owned();
    let record =
        |format: &str| lab.request(Method::GET, &format!("/incident.do?{format}&sys_id={id}")).send();
    let text = record("XML").await.unwrap().text().await.unwrap();
    assert!(text.contains(&format!("<caller_id display_value=\"Beth Anglin\">{BETH}</caller_id>")), "{text}");
    assert!(text.contains(&format!("<sys_id>{id}</sys_id>")) && text.contains("<parent/>"));
    let text = record("UNL").await.unwrap().text().await.unwrap();
    assert!(
        text.contains("<unload unload_date=\"2026-11-02 09:30:00\"><incident action=\"INSERT_OR_UPDATE\">")
    );
}

/// Proves P0.9.
#[tokio::test]
async fn a_list_is_exported_as_a_workbook() {
    let lab = world().await;
    for format in ["EXCEL", "XLSX"] {
        let bytes = export(&lab, format, FIELDS).await.bytes().await.unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut sheet = String::new();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
        let cell =
            |text: &str| format!("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>");
        let heads = ["Number", "State", "Name", "Short description"].map(cell).concat();
        assert!(sheet.contains(&format!("<row>{heads}</row>")), "{sheet}");
        assert!(sheet.contains(&cell("=1+1")), "text, no formula: {sheet}");
    }
}

/// Proves P0.9.
#[tokio::test]
async fn a_list_is_printed() {
    let lab = world().await;
    let answer = export(&lab, "PDF", FIELDS).await;
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    let bytes = answer.bytes().await.unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.starts_with("%PDF-1.4") && text.ends_with("%%EOF\n"));
    assert!(
        text.contains("(Incidents \\(3\\), page 1 of 1) Tj") && text.contains("(Beth Anglin) Tj"),
        "{text}"
    );
}

/// Proves P0.9.
#[tokio::test]
async fn exports_ask_who_it_is_and_what_may_be_read() {
    let lab = world().await;
    let path = "/incident_list.do?CSV";
    let anonymous = lab.http.get(lab.url(path)).header("accept", "text/html,*/*").send().await.unwrap();
    assert_eq!(anonymous.status(), StatusCode::FOUND, "a browser is sent to sign in");
    let program = lab.http.get(lab.url(path)).send().await.unwrap();
    assert_eq!(program.status(), StatusCode::UNAUTHORIZED, "a program is told");
    let wrong = lab.http.get(lab.url(path)).basic_auth("itil", Some("wrong")).send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    let unknown = lab.request(Method::GET, "/no_such_list.do?CSV").send().await.unwrap();
    let refused = body(unknown, StatusCode::BAD_REQUEST).await;
    assert_eq!(refused["error"]["message"], "Invalid table no_such_list");
    let posted = lab.request(Method::POST, path).send().await.unwrap();
    assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
    lab.user("nobody", &[]).await;
    let closed = lab.request_as("nobody", Method::GET, "/oauth_entity_list.do?CSV").send().await.unwrap();
    assert_eq!(closed.status(), StatusCode::FORBIDDEN);
    let browser = Browser::signed_in(&lab, "itil", "itil").await;
    assert_eq!(browser.get(path).await.status, StatusCode::OK);
}
