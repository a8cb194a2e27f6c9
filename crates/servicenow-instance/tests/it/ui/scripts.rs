//! Scripts that people meet on forms and lists: rules before a display, and UI actions.

use serde_json::{Value, json};

use super::{admin, made, sys_id};
use crate::browser::Browser;
use crate::support::{BETH, Lab};

async fn action(lab: &Lab, name: &str, script: &str, more: Value) -> String {
    let mut fields = json!({ "name": name, "table": "incident", "form_button": "true", "active": "true", "script": script });
    for (name, value) in more.as_object().unwrap() {
        fields[name] = value.clone();
    }
    sys_id(&made(lab, "sys_ui_action", &fields).await).to_owned()
}

async fn incident(lab: &Lab, title: &str) -> (String, String) {
    let record = made(lab, "incident", &json!({ "short_description": title, "caller_id": BETH })).await;
    (format!("/incident.do?sys_id={}", sys_id(&record)), sys_id(&record).to_owned())
}

async fn value(lab: &Lab, id: &str, field: &str) -> Value {
    lab.show("incident", &json!(id)).await[field].clone()
}

#[tokio::test]
async fn a_rule_before_the_display_changes_the_form_and_not_the_record() {
    let lab = Lab::new().await;
    let (path, id) = incident(&lab, "Printer").await;
    let rule = json!({
        "name": "Show", "collection": "incident", "when": "before_display", "advanced": "true", "active": "true",
        "condition": "current.getValue('short_description') == 'Printer'",
        "script": "g_scratchpad.seen = true; current.setValue('short_description', current.short_description + ' of Beth'); gs.addInfoMessage('Shown ' + g_scratchpad.seen);",
    });
    made(&lab, "sys_script", &rule).await;
    let browser = admin(&lab).await;
    let page = browser.get(&path).await;
    assert_eq!(page.attribute("#field-short_description", "value").as_deref(), Some("Printer of Beth"));
    assert_eq!(page.all(".message"), ["Shown true"]);
    assert_eq!(value(&lab, &id, "short_description").await, "Printer");
    browser.submit(&page, "#record", &[("sys_action", "sysverb_update")]).await;
    assert_eq!(value(&lab, &id, "short_description").await, "Printer of Beth", "people save what they see");
}

#[tokio::test]
async fn actions_are_offered_where_their_conditions_and_roles_say() {
    let lab = Lab::new().await;
    let (path, _) = incident(&lab, "Printer").await;
    action(&lab, "Always", "", json!({})).await;
    action(&lab, "Printers", "", json!({ "condition": "current.short_description == 'Printer'" })).await;
    action(&lab, "Others", "", json!({ "condition": "current.short_description != 'Printer'" })).await;
    action(&lab, "Broken", "", json!({ "condition": "no.such.thing" })).await;
    action(&lab, "New", "", json!({ "show_update": "false" })).await;
    action(&lab, "Off", "", json!({ "active": "false" })).await;
    let guarded = action(&lab, "Guarded", "", json!({})).await;
    let role = lab.list("/api/now/table/sys_user_role?name=admin").await[0]["sys_id"].clone();
    lab.create("sys_ui_action_role", json!({ "sys_ui_action": guarded, "sys_user_role": role })).await;
    let offered = async |user: &str, path: &str| {
        let page = Browser::signed_in(&lab, user, user).await.get(path).await;
        page.all("button[value^='action:']")
    };
    assert_eq!(offered("admin", &path).await, ["Always", "Printers", "Guarded"]);
    assert_eq!(offered("itil", &path).await, ["Always", "Printers"]);
    let new = offered("itil", "/incident.do?sys_id=-1").await;
    assert!(new.contains(&"New".to_owned()) && new.contains(&"Others".to_owned()), "{new:?}");
}

#[tokio::test]
async fn an_action_gets_what_was_typed_and_decides_what_is_saved_and_where_to_go() {
    let lab = Lab::new().await;
    let (path, id) = incident(&lab, "Printer").await;
    let script = "current.description = 'pressed by ' + gs.getUserName(); current.update(); gs.addInfoMessage('Done with ' + current.number); action.setRedirectURL('/incident_list.do');";
    let press = format!("action:{}", action(&lab, "Press", script, json!({})).await);
    let browser = admin(&lab).await;
    let page = browser.get(&path).await;
    let typed = [("short_description", "Typed"), ("sys_action", press.as_str())];
    let page = browser.submit(&page, "#record", &typed).await;
    assert_eq!(page.url.path(), "/incident_list.do");
    let number = value(&lab, &id, "number").await;
    assert_eq!(page.all(".message"), [format!("Done with {}", number.as_str().unwrap())]);
    assert_eq!(value(&lab, &id, "short_description").await, "Typed");
    assert_eq!(value(&lab, &id, "description").await, "pressed by admin");
    let quiet = format!("action:{}", action(&lab, "Quiet", "gs.info('nothing saved');", json!({})).await);
    let page = browser.get(&path).await;
    browser.submit(&page, "#record", &[("short_description", "Lost"), ("sys_action", &quiet)]).await;
    assert_eq!(
        value(&lab, &id, "short_description").await,
        "Typed",
        "an action that does not save, saves nothing"
    );
}

#[tokio::test]
async fn an_action_that_fails_or_may_not_be_pressed_says_so() {
    let lab = Lab::new().await;
    let (path, id) = incident(&lab, "Printer").await;
    let broken =
        format!("action:{}", action(&lab, "Broken", "throw new Error('out of paper');", json!({})).await);
    let browser = admin(&lab).await;
    let page = browser.get(&path).await;
    let page = browser.submit(&page, "#record", &[("sys_action", &broken)]).await;
    assert!(page.first(".message.bad").contains("out of paper"), "{}", page.first(".message.bad"));
    let hidden = action(
        &lab,
        "Hidden",
        "current.description = 'x'; current.update();",
        json!({ "condition": "false" }),
    );
    let hidden = format!("action:{}", hidden.await);
    let page = browser.submit(&page, "#record", &[("sys_action", &hidden)]).await;
    assert!(page.has(".message.bad"), "{}", page.text);
    assert_eq!(value(&lab, &id, "description").await, "");
}
