//! Applications and update sets, installed as ServiceNow's SDK and as people
//! do it.

use std::io::{Cursor, Write as _};

use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::support::{Lab, body};
use crate::browser::Browser;

const APP: &str = "a0000000000000000000000000000001";
const SCOPE: &str = "x_demo_notes";

/// One file of a package: a record, with references by text.
fn update(table: &str, id: u8, fields: &[(&str, &str)]) -> (String, String) {
    let sys_id =
        if table == "sys_app" { APP.to_owned() } else { format!("b00000000000000000000000000000{id:02}") };
    let scope = match table {
        "sys_choice" => String::new(),
        _ => format!("<sys_scope display_value=\"{SCOPE}\">{APP}</sys_scope>"),
    };
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("<{name}><![CDATA[{value}]]></{name}>")).collect();
    let text = format!(
        "<?xml version=\"1.0\"?><record_update table=\"{table}\"><{table} action=\"INSERT_OR_UPDATE\"><sys_id>{sys_id}</sys_id>{scope}{}</{table}></record_update>",
        fields.concat()
    );
    (format!("update/{table}_{sys_id}.xml"), text)
}

fn id(id: u8) -> String {
    format!("b00000000000000000000000000000{id:02}")
}

fn column(number: u8, name: &str, kind: &str, more: &[(&str, &str)]) -> (String, String) {
    let mut fields = vec![
        ("name", "x_demo_notes_note"),
        ("element", name),
        ("column_label", name),
        ("internal_type", kind),
        ("active", "true"),
        ("max_length", "100"),
    ];
    fields.extend_from_slice(more);
    update("sys_dictionary", number, &fields)
}

/// An application with a bit of everything.
fn files() -> Vec<(String, String)> {
    let (role, acl, api) = (id(20), id(21), id(40));
    let mut files = vec![
        update(
            "sys_ws_operation",
            41,
            &[
                ("name", "add"),
                ("http_method", "POST"),
                ("relative_path", "/add/{text}"),
                ("active", "true"),
                ("requires_authentication", "true"),
                ("requires_acl_authorization", "false"),
                ("web_service_definition", &api),
                (
                    "operation_script",
                    "(function process(request, response) { var n = new GlideRecord('x_demo_notes_note'); n.text = new Tools().loud(request.pathParams.text); n.insert(); return { number: n.getValue('order'), scope: gs.getCurrentScopeName() }; })(request, response);",
                ),
            ],
        ),
        update(
            "sys_ws_definition",
            40,
            &[
                ("name", "Notes"),
                ("service_id", "notes"),
                ("namespace", SCOPE),
                ("base_uri", "/api/x_demo_notes/notes"),
                ("active", "true"),
            ],
        ),
        update(
            "sys_script_include",
            30,
            &[
                ("name", "Tools"),
                ("api_name", "x_demo_notes.Tools"),
                ("active", "true"),
                (
                    "script",
                    "var Tools = Class.create(); Tools.prototype = { initialize: function () {}, loud: function (t) { return ('' + t).toUpperCase() + gs.getProperty('x_demo_notes.end', ''); }, type: 'Tools' };",
                ),
            ],
        ),
        update(
            "sys_script",
            31,
            &[
                ("name", "Number notes"),
                ("collection", "x_demo_notes_note"),
                ("when", "before"),
                ("advanced", "true"),
                ("active", "true"),
                ("action_insert", "true"),
                ("order", "100"),
                (
                    "script",
                    "(function executeRule(current, previous) { var all = new GlideAggregate('x_demo_notes_note'); all.addAggregate('COUNT'); all.query(); all.next(); current.order = Number(all.getAggregate('COUNT')) + 1; })(current, previous);",
                ),
            ],
        ),
        update("sys_properties", 32, &[("name", "x_demo_notes.end"), ("value", "!"), ("type", "string")]),
        update("sys_user_role", 20, &[("name", "x_demo_notes.user"), ("suffix", "user")]),
        update(
            "sys_security_acl",
            21,
            &[
                ("name", "x_demo_notes_note"),
                ("operation", "read"),
                ("type", "record"),
                ("active", "true"),
                ("admin_overrides", "true"),
            ],
        ),
        update("sys_security_acl_role", 22, &[("sys_security_acl", &acl), ("sys_user_role", &role)]),
        update(
            "sys_db_object",
            1,
            &[
                ("name", "x_demo_notes_note"),
                ("label", "Note"),
                ("access", "public"),
                ("read_access", "true"),
                ("ws_access", "true"),
                ("is_extendable", "false"),
            ],
        ),
        column(2, "text", "string", &[("display", "true")]),
        column(3, "kind", "string", &[("choice", "1"), ("default_value", "plain")]),
        column(4, "order", "integer", &[]),
        update(
            "sys_app",
            0,
            &[
                ("name", "Notes"),
                ("scope", SCOPE),
                ("version", "1.0.0"),
                ("active", "true"),
                ("runtime_access_tracking", "enforcing"),
            ],
        ),
    ];
    files.push((
        "author_elective_update/sys_choice_x_demo_notes_note_kind.xml".to_owned(),
        format!("<record_update><sys_choice_set action=\"INSERT_OR_UPDATE\" field=\"kind\" table=\"x_demo_notes_note\"><sys_choice_set action=\"INSERT_OR_UPDATE\"><sys_id>{}</sys_id><element>kind</element><name>x_demo_notes_note</name></sys_choice_set><sys_choice action=\"INSERT_OR_UPDATE\"><sys_id>{}</sys_id><name>x_demo_notes_note</name><element>kind</element><label>Plain note</label><value>plain</value><language>en</language></sys_choice></sys_choice_set></record_update>", id(50), id(51)),
    ));
    files
}

fn zipped(files: &[(String, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Signs in, gets the token, uploads and asks for the progress, as the SDK does.
pub(crate) async fn install(lab: &Lab, package: Vec<u8>) -> Value {
    let login = lab
        .http
        .post(lab.url("/angular.do?sysparm_type=view_form.login"))
        .form(&[
            ("sysparm_type", "login"),
            ("ni.nolog.user_password", "true"),
            ("user_name", "admin"),
            ("user_password", "admin"),
        ])
        .send()
        .await
        .unwrap();
    let cookie = login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(body(login, StatusCode::OK).await["status"], "success");
    let user = lab
        .http
        .post(lab.url("/angular.do?sysparm_type=get_user"))
        .header("Cookie", &cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(user.status(), StatusCode::UNAUTHORIZED);
    let token = user.headers()["x-usertoken-response"].to_str().unwrap().to_owned();
    let form = Form::new()
        .text("upload_type", "file")
        .text("load_demo", "true")
        .text("sysparm_ck", token.clone())
        .part("attachFile", Part::bytes(package).file_name("blob"));
    let path =
        "/sn_appclient_upload_processor.do?sysparm_track_fluent_install=true&sysparm_request_type=custom_app";
    let answer = lab
        .http
        .post(lab.url(path))
        .header("Cookie", &cookie)
        .header("X-UserToken", &token)
        .multipart(form)
        .send()
        .await
        .unwrap();
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let tracker = answer["executionTracker"].as_str().unwrap();
    let progress = lab
        .http
        .get(lab.url(&format!("/api/sn_cicd/progress/{tracker}")))
        .header("Cookie", &cookie)
        .header("X-UserToken", &token)
        .send()
        .await
        .unwrap();
    body(progress, StatusCode::OK).await["result"].take()
}

/// Proves P7.1.
#[tokio::test]
async fn what_a_package_brings_exists_and_works() {
    let lab = Lab::new().await;
    let done = install(&lab, zipped(&files())).await;
    assert_eq!((&done["status"], &done["percent_complete"]), (&json!("2"), &json!(100)), "{done}");
    let answer = lab.request(Method::POST, "/api/x_demo_notes/notes/add/hello").send().await.unwrap();
    let made = body(answer, StatusCode::OK).await;
    assert_eq!(made["result"], json!({ "number": "1", "scope": SCOPE }));
    let notes = lab.list("/api/now/table/x_demo_notes_note?sysparm_display_value=true").await;
    assert_eq!((&notes[0]["text"], &notes[0]["kind"]), (&json!("HELLO!"), &json!("Plain note")));
    let refused =
        lab.request_as("itil", Method::GET, "/api/now/table/x_demo_notes_note").send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let role = lab.list("/api/now/table/sys_user_role?name=x_demo_notes.user").await[0]["sys_id"].clone();
    lab.user("noter", &[role.as_str().unwrap()]).await;
    let allowed =
        lab.request_as("noter", Method::GET, "/api/now/table/x_demo_notes_note").send().await.unwrap();
    assert_eq!(body(allowed, StatusCode::OK).await["result"].as_array().unwrap().len(), 1);
    let history = lab.list("/api/now/table/sys_upgrade_history?to_version=x_demo_notes").await;
    assert!(!history[0]["upgrade_finished"].as_str().unwrap().is_empty());
}

/// Proves P7.2.
#[tokio::test]
async fn an_upgrade_removes_what_the_package_no_longer_has_and_keeps_settings() {
    let lab = Lab::new().await;
    install(&lab, zipped(&files())).await;
    lab.create("x_demo_notes_note", json!({ "text": "kept" })).await;
    let property = lab.list("/api/now/table/sys_properties?name=x_demo_notes.end").await;
    lab.update("sys_properties", &property[0]["sys_id"], json!({ "value": "?" })).await;
    let newer: Vec<(String, String)> = files()
        .into_iter()
        .filter(|(name, _)| {
            !name.ends_with(&format!("{}.xml", id(31))) && !name.ends_with(&format!("{}.xml", id(3)))
        })
        .map(|(name, text)| (name, text.replace("1.0.0", "1.1.0").replace("toUpperCase", "toLowerCase")))
        .collect();
    let done = install(&lab, zipped(&newer)).await;
    assert_eq!(done["status"], "2", "{done}");
    let answer = lab.request(Method::POST, "/api/x_demo_notes/notes/add/LOUD").send().await.unwrap();
    assert_eq!(body(answer, StatusCode::OK).await["result"]["number"], Value::Null, "the rule is gone");
    let notes = lab.list("/api/now/table/x_demo_notes_note?sysparm_query=ORDERBYtext").await;
    assert_eq!(
        notes.iter().map(|note| note["text"].as_str().unwrap()).collect::<Vec<_>>(),
        ["kept", "loud?"]
    );
    assert!(notes[0].get("kind").is_none(), "the column is gone");
    assert_eq!(lab.list("/api/now/table/sys_app?scope=x_demo_notes").await[0]["version"], "1.1.0");
}

/// Proves P7.3.
#[tokio::test]
async fn deleting_an_application_takes_everything_away() {
    let lab = Lab::new().await;
    install(&lab, zipped(&files())).await;
    let answer = lab.request(Method::DELETE, &format!("/api/now/table/sys_app/{APP}")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let gone = lab.request(Method::GET, "/api/now/table/x_demo_notes_note").send().await.unwrap();
    assert_eq!(
        body(gone, StatusCode::BAD_REQUEST).await["error"]["message"],
        "Invalid table x_demo_notes_note"
    );
    for table in [
        "sys_script",
        "sys_script_include",
        "sys_user_role",
        "sys_properties",
        "sys_dictionary",
        "sys_security_acl",
    ] {
        let left = lab.list(&format!("/api/now/table/{table}?sysparm_query=sys_scope={APP}")).await;
        assert!(left.is_empty(), "{table}: {left:?}");
    }
    assert_eq!(install(&lab, zipped(&files())).await["status"], "2", "it can be installed again");
}

#[tokio::test]
async fn a_package_that_cannot_be_read_changes_nothing_and_says_why() {
    let lab = Lab::new().await;
    let mut broken = files();
    broken.push(("update/zz.xml".to_owned(), "<record_update><a></record_update>".to_owned()));
    for (package, reason) in [(b"no zip".to_vec(), "is no zip"), (zipped(&broken), "zz is no update XML")] {
        let done = install(&lab, package).await;
        assert_eq!(done["status"], "3");
        assert!(done["error"].as_str().unwrap().contains(reason), "{done}");
    }
    assert!(lab.list("/api/now/table/sys_app?scope=x_demo_notes").await.is_empty());
    let nobody = lab
        .request_as("itil", Method::POST, "/sn_appclient_upload_processor.do")
        .multipart(Form::new())
        .send()
        .await
        .unwrap();
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_application_that_may_not_touch_a_table_is_refused_in_the_platforms_words() {
    let lab = Lab::new().await;
    let mut files = files();
    files.push(update(
        "sys_script",
        33,
        &[
            ("name", "Curious"),
            ("collection", "x_demo_notes_note"),
            ("when", "after"),
            ("advanced", "true"),
            ("active", "true"),
            ("action_insert", "true"),
            (
                "script",
                "var gr = new GlideRecord('incident'); gr.query(); gs.info('read ' + gr.getRowCount());",
            ),
        ],
    ));
    install(&lab, zipped(&files)).await;
    lab.create("x_demo_notes_note", json!({ "text": "a" })).await;
    let words = "Read operation against 'incident' from scope 'x_demo_notes' has been refused due to the table's cross-scope access policy";
    let log = lab.list("/api/now/table/syslog?sysparm_query=sourceLIKEx_demo").await;
    assert!(log.iter().any(|row| row["message"] == format!("Security restricted: {words}")), "{log:?}");
    let asked = lab
        .list("/api/now/table/sys_scope_privilege?target_name=incident&sysparm_exclude_reference_link=true")
        .await;
    assert_eq!((asked.len(), &asked[0]["status"]), (1, &json!("requested")));
    lab.update("sys_scope_privilege", &asked[0]["sys_id"], json!({ "status": "allowed" })).await;
    lab.create("x_demo_notes_note", json!({ "text": "b" })).await;
    let log = lab.list("/api/now/table/syslog?message=read 0").await;
    assert_eq!(log.len(), 1);
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn unload(files: &[(String, String)]) -> String {
    let set = "c0000000000000000000000000000001";
    let updates: Vec<String> = files
        .iter()
        .enumerate()
        .map(|(at, (name, payload))| {
            let name = name.rsplit('/').next().unwrap().trim_end_matches(".xml");
            let payload = escaped(payload);
            format!("<sys_update_xml action=\"INSERT_OR_UPDATE\"><sys_id>d00000000000000000000000000000{at:02}</sys_id><action>INSERT_OR_UPDATE</action><name>{name}</name><payload>{payload}</payload><remote_update_set display_value=\"\">{set}</remote_update_set></sys_update_xml>")
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><unload unload_date=\"2026-11-02 09:00:00\"><sys_remote_update_set action=\"INSERT_OR_UPDATE\"><name>Notes 1</name><application_name>Notes</application_name><application>{APP}</application><sys_id>{set}</sys_id><state>loaded</state></sys_remote_update_set>{}</unload>",
        updates.concat()
    )
}

/// Proves P7.4.
#[tokio::test]
async fn an_update_set_is_loaded_previewed_and_committed_on_its_page() {
    let lab = Lab::new().await;
    let browser = Browser::signed_in(&lab, "admin", "admin").await;
    let page = browser.get("/update_sets.do").await;
    assert_eq!(page.first("h1"), "Update Sets");
    let mut files = files();
    files.push(update(
        "sys_app_module",
        60,
        &[("title", "Lost"), ("application", "e0000000000000000000000000000001")],
    ));
    let token = page.attribute("input[name=sysparm_ck]", "value").unwrap();
    let form = Form::new()
        .text("sysparm_ck", token)
        .part("attachFile", Part::text(unload(&files)).file_name("set.xml"));
    let cookie = format!("JSESSIONID={}", browser.cookie("JSESSIONID").unwrap());
    let answer =
        lab.http.post(lab.url("/upload.do")).header("Cookie", cookie).multipart(form).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FOUND);
    let set = "c0000000000000000000000000000001";
    let page = browser.get("/update_sets.do").await;
    let page = browser.submit(&page, "form[action='/update_sets.do']", &[("preview", set)]).await;
    assert!(page.text.contains("1 problem found"), "{}", page.text);
    assert!(page.text.contains("Could not find a record in sys_app_application for column application"));
    assert!(!page.has("button[name=commit]"), "open problems stand in the way");
    let problem = page.attribute("button[name=skip]", "value").unwrap();
    let page = browser.submit(&page, "form[action='/update_sets.do']", &[("skip", &problem)]).await;
    let page = browser.submit(&page, "form[action='/update_sets.do']", &[("commit", set)]).await;
    assert!(page.text.contains("Committed:"), "{}", page.text);
    let answer = lab.request(Method::POST, "/api/x_demo_notes/notes/add/set").send().await.unwrap();
    assert_eq!(body(answer, StatusCode::OK).await["result"]["number"], "1");
    assert!(lab.list("/api/now/table/sys_app_module?title=Lost").await.is_empty());
}

/// Proves P7.4.
#[tokio::test]
async fn a_local_update_set_is_exported_and_loads_again() {
    let lab = Lab::new().await;
    let set = lab.create("sys_update_set", json!({ "name": "Mine & yours", "state": "complete" })).await;
    let (name, payload) = update("sys_properties", 70, &[("name", "u_demo"), ("value", "1")]);
    let payload = payload.replace(APP, "global");
    lab.create(
        "sys_update_xml",
        json!({ "name": name, "payload": payload, "update_set": set["sys_id"], "table": "sys_properties" }),
    )
    .await;
    let browser = Browser::signed_in(&lab, "admin", "admin").await;
    let file = browser
        .get(&format!("/export_update_set.do?sysparm_sys_id={}", set["sys_id"].as_str().unwrap()))
        .await;
    assert!(file.text.contains("<name>Mine &amp; yours</name>"), "{}", file.text);
    let other = Lab::new().await;
    let browser = Browser::signed_in(&other, "admin", "admin").await;
    let page = browser.get("/upload.do").await;
    let token = page.attribute("input[name=sysparm_ck]", "value").unwrap();
    let form =
        Form::new().text("sysparm_ck", token).part("attachFile", Part::text(file.text).file_name("set.xml"));
    let cookie = format!("JSESSIONID={}", browser.cookie("JSESSIONID").unwrap());
    other.http.post(other.url("/upload.do")).header("Cookie", cookie).multipart(form).send().await.unwrap();
    let page = browser.get("/update_sets.do").await;
    let page = browser
        .submit(&page, "form[action='/update_sets.do']", &[("preview", set["sys_id"].as_str().unwrap())])
        .await;
    let page = browser
        .submit(&page, "form[action='/update_sets.do']", &[("commit", set["sys_id"].as_str().unwrap())])
        .await;
    assert!(page.text.contains("Committed: 1 inserted"), "{}", page.text);
    assert_eq!(other.list("/api/now/table/sys_properties?name=u_demo").await[0]["value"], "1");
}
