//! Lists: conditions, sorting, paging, search, columns, actions on rows.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{admin, made, sys_id};
use crate::{browser::Browser, support::Lab};

async fn with_changes(lab: &Lab) {
    for (at, category) in
        ["Microsoft 365 Security and Configuration", "Network", "Network"].iter().enumerate()
    {
        let record =
            json!({ "short_description": format!("Change {at}"), "category": category, "type": "normal" });
        made(lab, "change_request", &record).await;
    }
}

/// S17
#[tokio::test]
async fn the_navigator_leads_to_the_changes_of_the_portal() {
    let lab = Lab::new().await;
    with_changes(&lab).await;
    let browser = admin(&lab).await;
    let page = browser.get("/").await;
    let address = page.link("Microsoft 365 Security and Configuration Change Requests").unwrap();
    let page = browser.get(&address).await;
    assert_eq!(page.first("h1"), "Change Requests");
    assert_eq!(page.all("tbody tr").len(), 1);
    assert_eq!(page.all(".crumbs li a"), ["All", ">", "Category = Microsoft 365 Security and Configuration"]);
    assert_eq!(page.first("tbody td:nth-of-type(2)"), "Change 0");
    assert_eq!(
        page.all("nav [aria-current=page]").first().map(String::as_str),
        Some("Microsoft 365 Security and Configuration Change Requests")
    );
}

#[tokio::test]
async fn conditions_can_be_left_out_one_by_one_or_from_the_right() {
    let lab = Lab::new().await;
    with_changes(&lab).await;
    let browser = admin(&lab).await;
    let page =
        browser.get("/change_request_list.do?sysparm_query=active=true^category=Network^stateIN-5,-4").await;
    assert_eq!(
        page.all(".crumbs li a:last-child"),
        ["All", "Active = true", "Category = Network", "State is one of New, Assess"]
    );
    let up_to = page.link("Category = Network").unwrap();
    assert_eq!(
        browser.get(&up_to).await.all(".crumbs li a:last-child"),
        ["All", "Active = true", "Category = Network"]
    );
    let without = page.attribute("a[aria-label='Remove only: Category = Network']", "href").unwrap();
    let page = browser.get(&without).await;
    assert_eq!(page.all(".crumbs li a:last-child"), ["All", "Active = true", "State is one of New, Assess"]);
    assert_eq!(page.all("tbody tr").len(), 3);
}

#[tokio::test]
async fn columns_sort_both_ways_and_say_so() {
    let lab = Lab::new().await;
    with_changes(&lab).await;
    let browser = admin(&lab).await;
    let page = browser.get("/change_request_list.do").await;
    let page = browser.get(&page.link("Short description").unwrap()).await;
    assert_eq!(page.attribute("th[aria-sort]", "aria-sort").as_deref(), Some("ascending"));
    assert_eq!(page.all("tbody td:nth-of-type(2)"), ["Change 0", "Change 1", "Change 2"]);
    let turned = page.attribute("th[aria-sort] a", "href").unwrap();
    let page = browser.get(&turned).await;
    assert_eq!(page.attribute("th[aria-sort]", "aria-sort").as_deref(), Some("descending"));
    assert_eq!(page.all("tbody td:nth-of-type(2)"), ["Change 2", "Change 1", "Change 0"]);
}

#[tokio::test]
async fn searching_a_column_adds_a_condition_with_the_values_behind_labels() {
    let lab = Lab::new().await;
    with_changes(&lab).await;
    let browser = admin(&lab).await;
    let page = browser.get("/change_request_list.do").await;
    let found = browser
        .submit(&page, ".title-bar form", &[("search_field", "short_description"), ("search_value", "ge 1")])
        .await;
    assert_eq!(found.all("tbody td:nth-of-type(2)"), ["Change 1"]);
    assert_eq!(found.url.query(), Some("sysparm_query=short_descriptionLIKEge+1"));
    let found =
        browser.submit(&page, ".title-bar form", &[("search_field", "state"), ("search_value", "new")]).await;
    assert_eq!(found.all("tbody tr").len(), 3, "{}", found.url);
}

#[tokio::test]
async fn long_lists_have_pages() {
    let lab = Lab::new().await;
    for at in 0..25 {
        made(&lab, "incident", &json!({ "short_description": format!("Incident {at}") })).await;
    }
    let browser = admin(&lab).await;
    let page = browser.get("/incident_list.do").await;
    assert_eq!(
        (page.all("tbody tr").len(), page.first(".pager span:not(.off)").as_str()),
        (20, "1 to 20 of 25")
    );
    let next = page.attribute("a[rel=next]", "href").unwrap();
    let page = browser.get(&next).await;
    assert_eq!(
        (page.all("tbody tr").len(), page.first(".pager span:not(.off)").as_str()),
        (5, "21 to 25 of 25")
    );
    assert!(!page.has("a[rel=next]"));
}

#[tokio::test]
async fn chosen_columns_are_remembered_for_the_person() {
    let lab = Lab::new().await;
    made(&lab, "incident", &json!({ "short_description": "One" })).await;
    let browser = admin(&lab).await;
    let page = browser.get("/incident_list.do").await;
    let page = browser
        .submit_with(&page, "#columns", &["column"], &[("column", "number"), ("column", "urgency")])
        .await;
    assert_eq!(page.all("thead th a"), ["Number", "Urgency"]);
    assert_eq!(browser.get("/incident_list.do").await.all("thead th a"), ["Number", "Urgency"]);
    let other = Browser::signed_in(&lab, "itil", "itil").await;
    assert!(other.get("/incident_list.do").await.all("thead th a").len() > 2);
    let page = browser.submit(&page, "#columns", &[("default_columns", "true")]).await;
    assert!(page.all("thead th a").len() > 2);
}

#[tokio::test]
async fn selected_rows_are_deleted_after_a_question() {
    let lab = Lab::new().await;
    let keep = made(&lab, "incident", &json!({ "short_description": "Keep" })).await;
    let drop = made(&lab, "incident", &json!({ "short_description": "Drop" })).await;
    let browser = admin(&lab).await;
    let page = browser.get("/incident_list.do").await;
    let page = browser.submit(&page, ".list", &[("row", sys_id(&drop)), ("row_action", "delete")]).await;
    assert_eq!(page.first("h1"), "Delete 1 record of Incidents?");
    let page = browser.submit(&page, "form.page", &[("confirmed", "true")]).await;
    assert_eq!(page.first(".message"), "1 record deleted.");
    assert_eq!(page.all("tbody th"), [keep["number"].as_str().unwrap()]);
}

#[tokio::test]
async fn every_table_of_the_dictionary_has_a_list_and_a_form() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let tables = lab.get("/api/now/table/sys_db_object?sysparm_fields=name").await;
    let names: Vec<&str> =
        tables["result"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap()).collect();
    assert!(names.len() > 60);
    for name in names {
        let page = browser.get(&format!("/{name}_list.do")).await;
        assert_eq!(page.status, StatusCode::OK, "{name}: {}", page.text);
        let page = browser.get(&format!("/{name}.do?sys_id=-1")).await;
        assert_eq!(page.status, StatusCode::OK, "{name}: {}", page.text);
    }
}

#[tokio::test]
async fn a_short_address_stands_for_its_query() {
    let lab = Lab::new().await;
    with_changes(&lab).await;
    let url = json!({ "url": "/api/now/table/change_request?sysparm_query=category=Network" });
    let answer = lab.request(Method::POST, "/api/now/tinyurl").json(&url).send().await.unwrap();
    let short = answer.json::<Value>().await.unwrap()["result"].as_str().unwrap().to_owned();
    let browser = admin(&lab).await;
    let page = browser.get(&format!("/{short}")).await;
    assert_eq!(page.all(".crumbs li a:last-child"), ["All", "Category = Network"]);
}

#[tokio::test]
async fn unknown_tables_and_pages_are_not_found() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    for path in [
        "/no_such_table_list.do",
        "/no_such_table.do",
        "/nonsense",
        "/incident.do?sys_id=00000000000000000000000000000000",
    ] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn people_without_rights_see_no_list() {
    let lab = Lab::new().await;
    let browser = Browser::signed_in(&lab, "itil", "itil").await;
    let page = browser.get("/oauth_entity_list.do").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(page.first("h1"), "Security constraints prevent access to requested page");
}
