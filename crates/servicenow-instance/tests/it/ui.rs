//! Pages for signed-in people: lists, forms, administration, the ticketing connector.

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use servicenow_instance::Scenario;

use crate::{
    browser::{Browser, Page},
    support::{Lab, body as json_of},
};

async fn made(lab: &Lab, table: &str, record: &Value) -> Value {
    let answer =
        lab.request(Method::POST, &format!("/api/now/table/{table}")).json(record).send().await.unwrap();
    json_of(answer, StatusCode::CREATED).await["result"].clone()
}

async fn admin(lab: &Lab) -> Browser<'_> {
    Browser::signed_in(lab, "admin", "admin").await
}

fn sys_id(record: &Value) -> &str {
    record["sys_id"].as_str().unwrap()
}

mod lists {
    use super::*;

    async fn with_changes(lab: &Lab) {
        for (at, category) in
            ["Microsoft 365 Security and Configuration", "Network", "Network"].iter().enumerate()
        {
            let record = json!({ "short_description": format!("Change {at}"), "category": category, "type": "normal" });
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
        assert_eq!(
            page.all(".crumbs li a"),
            ["All", ">", "Category = Microsoft 365 Security and Configuration"]
        );
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
        let page = browser
            .get("/change_request_list.do?sysparm_query=active=true^category=Network^stateIN-5,-4")
            .await;
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
        assert_eq!(
            page.all(".crumbs li a:last-child"),
            ["All", "Active = true", "State is one of New, Assess"]
        );
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
            .submit(
                &page,
                ".title-bar form",
                &[("search_field", "short_description"), ("search_value", "ge 1")],
            )
            .await;
        assert_eq!(found.all("tbody td:nth-of-type(2)"), ["Change 1"]);
        assert_eq!(found.url.query(), Some("sysparm_query=short_descriptionLIKEge+1"));
        let found = browser
            .submit(&page, ".title-bar form", &[("search_field", "state"), ("search_value", "new")])
            .await;
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
}

mod forms {
    use super::*;

    async fn open(browser: &Browser<'_>, table: &str, record: &Value) -> Page {
        browser.get(&format!("/{table}.do?sys_id={}", sys_id(record))).await
    }

    #[tokio::test]
    async fn a_new_incident_is_submitted_and_shown() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        let page = browser.get("/incident.do?sys_id=-1").await;
        let page = browser
            .submit(
                &page,
                "#record",
                &[
                    ("short_description", "Printer <script>alert(1)</script>"),
                    ("sys_display.caller_id", "ITIL User"),
                    ("impact", "1"),
                    ("urgency", "1"),
                    ("sys_action", "sysverb_insert"),
                ],
            )
            .await;
        assert_eq!(page.first("h1"), "Incident");
        assert_eq!(page.first(".subtitle"), "INC0010001");
        assert_eq!(
            page.attribute("#field-short_description", "value").as_deref(),
            Some("Printer <script>alert(1)</script>")
        );
        assert!(!page.text.contains("<script>alert"), "what people type is escaped");
        assert_eq!(page.attribute("#field-caller_id", "value").as_deref(), Some("ITIL User"));
        assert_eq!(page.first("#field-priority option[selected]"), "1 - Critical");
        let record = lab.get("/api/now/table/incident?sysparm_query=number=INC0010001").await;
        assert_eq!(record["result"][0]["opened_by"]["value"], "6816f79cc0a8016401c5a33be04be441");
    }

    #[tokio::test]
    async fn mandatory_fields_are_marked_and_named_when_empty() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        let page = browser.get("/oauth_entity.do?sys_id=-1").await;
        assert_eq!(page.first("label[for=field-name]"), "*Mandatory: Name");
        let page = browser
            .submit(&page, "#record", &[("client_id", "kept"), ("sys_action", "sysverb_insert")])
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.first("title"), "Error: Application Registries New record - devinstance");
        assert_eq!(page.all(".message li a"), ["Name: enter a value"]);
        assert_eq!(page.attribute("#field-name", "aria-invalid").as_deref(), Some("true"));
        assert_eq!(page.attribute("#field-client_id", "value").as_deref(), Some("kept"), "{}", page.text);
    }

    #[tokio::test]
    async fn a_change_moves_along_its_model_and_no_other_way() {
        let lab = Lab::new().await;
        let change = made(
            &lab,
            "change_request",
            &json!({ "short_description": "C", "type": "standard", "assignment_group": "Network" }),
        )
        .await;
        let browser = admin(&lab).await;
        let page = open(&browser, "change_request", &change).await;
        assert_eq!(
            page.all(".process li"),
            ["New", "Assess", "Authorize", "Scheduled", "Implement", "Review", "Closed"]
        );
        assert_eq!(page.first(".process [aria-current=step]"), "New");
        assert_eq!(page.all("button[value^='move:']"), ["Schedule", "Cancel change"]);
        assert_eq!(page.all("#field-state option"), ["New", "Scheduled", "Canceled"]);
        let page = browser.submit(&page, "#record", &[("sys_action", "move:-2")]).await;
        assert_eq!(page.first(".process [aria-current=step]"), "Scheduled", "{}", page.text);
        let page = browser.submit(&page, "#record", &[("sys_action", "move:3")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.first("[role=alert] li").contains("Change Model: Check State Transition"),
            "{}",
            page.text
        );
    }

    #[tokio::test]
    async fn approvals_of_a_change_are_given_on_their_form() {
        let lab = Lab::new().await;
        let group = made(&lab, "sys_user_group", &json!({ "name": "Board" })).await;
        let member = json!({ "group": sys_id(&group), "user": "6816f79cc0a8016401c5a33be04be441" });
        made(&lab, "sys_user_grmember", &member).await;
        let change = json!({ "short_description": "C", "type": "normal", "assignment_group": "Board" });
        let change = made(&lab, "change_request", &change).await;
        let browser = admin(&lab).await;
        let page = open(&browser, "change_request", &change).await;
        let page = browser.submit(&page, "#record", &[("sys_action", "move:-4")]).await;
        let approval = page.attribute("section[aria-label=Approvals] tbody a", "href").unwrap();
        let page = browser.get(&approval).await;
        assert_eq!(page.all("button[value^='move:']"), ["Approve", "Reject"]);
        let page = browser.submit(&page, "#record", &[("sys_action", "move:approved")]).await;
        assert_eq!(page.first("#field-state option[selected]"), "Approved", "{}", page.text);
        let page = open(&browser, "change_request", &change).await;
        assert_eq!(page.first(".process [aria-current=step]"), "Authorize");
    }

    #[tokio::test]
    async fn work_notes_and_changes_are_in_the_activity_stream() {
        let lab = Lab::new().await;
        let incident =
            made(&lab, "incident", &json!({ "short_description": "I", "caller_id": "Beth Anglin" })).await;
        let browser = admin(&lab).await;
        let page = open(&browser, "incident", &incident).await;
        let page = browser
            .submit(&page, "#record", &[("work_notes", "Looking\ninto it"), ("sys_action", "sysverb_update")])
            .await;
        assert_eq!(page.first(".message.good"), "Incident saved.");
        assert!(
            page.first(".activity .note").contains("System Administrator Work notes · 2026-11-02 09:30:00")
        );
        assert!(page.first(".activity .note").ends_with("Looking into it"));
        assert_eq!(page.first("#field-work_notes"), "");
        lab.instance.set_now("2026-11-02T09:31:00Z".parse().unwrap());
        let page = browser.submit(&page, "#record", &[("sys_action", "move:2")]).await;
        assert!(
            page.first(".activity li").contains("State: In Progress was New"),
            "{:?}",
            page.all(".activity li")
        );
    }

    #[tokio::test]
    async fn a_data_policy_names_the_fields_it_wants() {
        let lab = Lab::new().await;
        let policy = json!({ "model_table": "incident", "conditions": "state=6", "active": "true" });
        let policy = made(&lab, "sys_data_policy2", &policy).await;
        let rule = json!({ "sys_data_policy": sys_id(&policy), "table": "incident", "field": "close_notes", "mandatory": "true" });
        made(&lab, "sys_data_policy_rule", &rule).await;
        let incident =
            made(&lab, "incident", &json!({ "short_description": "I", "caller_id": "Beth Anglin" })).await;
        let browser = admin(&lab).await;
        let page = open(&browser, "incident", &incident).await;
        let page = browser.submit(&page, "#record", &[("sys_action", "move:6")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
        let problems = page.all("[role=alert] li");
        assert!(
            problems[0].contains("Data Policy Exception: The following fields are mandatory"),
            "{problems:?}"
        );
        assert!(page.attribute("#field-close_notes", "aria-invalid").is_some());
    }

    #[tokio::test]
    async fn a_reference_is_looked_up_without_losing_what_was_typed() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        let page = browser.get("/incident.do?sys_id=-1").await;
        let page = browser
            .submit(
                &page,
                "#record",
                &[
                    ("short_description", "Half typed"),
                    ("sys_display.caller_id", "beth"),
                    ("sys_action", "lookup:caller_id"),
                ],
            )
            .await;
        assert_eq!(page.first("h1"), "Look up: Caller");
        assert_eq!(page.all("tbody th"), ["Beth Anglin"]);
        let pick = page.attribute("tbody th button", "value").unwrap();
        let page = browser.submit(&page, "main form", &[("sys_action", &pick)]).await;
        assert_eq!(page.attribute("#field-caller_id", "value").as_deref(), Some("Beth Anglin"));
        assert_eq!(page.attribute("#field-short_description", "value").as_deref(), Some("Half typed"));
        let page = browser
            .submit(
                &page,
                "#record",
                &[("sys_display.caller_id", "Nobody At All"), ("sys_action", "sysverb_insert")],
            )
            .await;
        assert!(page.first("#error-caller_id").contains("nothing is named \"Nobody At All\""));
    }

    #[tokio::test]
    async fn two_people_do_not_overwrite_each_other_unseen() {
        let lab = Lab::new().await;
        let incident =
            made(&lab, "incident", &json!({ "short_description": "First", "caller_id": "Beth Anglin" }))
                .await;
        let browser = admin(&lab).await;
        let page = open(&browser, "incident", &incident).await;
        let path = format!("/api/now/table/incident/{}", sys_id(&incident));
        let theirs = json!({ "short_description": "Theirs" });
        json_of(lab.request(Method::PATCH, &path).json(&theirs).send().await.unwrap(), StatusCode::OK).await;
        let page = browser
            .submit(&page, "#record", &[("short_description", "Mine"), ("sys_action", "sysverb_update")])
            .await;
        assert!(page.first("[role=alert] li").contains("changed this record while you edited it"));
        let page = browser.submit(&page, "#record", &[("sys_action", "sysverb_update")]).await;
        assert_eq!(page.attribute("#field-short_description", "value").as_deref(), Some("Mine"));
    }

    #[tokio::test]
    async fn deleting_asks_first() {
        let lab = Lab::new().await;
        let incident =
            made(&lab, "incident", &json!({ "short_description": "I", "caller_id": "Beth Anglin" })).await;
        let browser = admin(&lab).await;
        let page = open(&browser, "incident", &incident).await;
        let page = browser.get(&page.link("Delete").unwrap()).await;
        assert!(page.first("h1").starts_with("Delete Incident INC"));
        let page = browser.submit(&page, "form.page", &[("sys_action", "sysverb_delete")]).await;
        assert_eq!(page.url.path(), "/incident_list.do");
        assert_eq!(page.first(".none-found"), "No records to display.");
    }

    #[tokio::test]
    async fn a_form_beyond_the_limit_is_refused() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        let page = browser.get("/incident.do?sys_id=-1").await;
        let long = "x".repeat(1024 * 1024);
        let page = browser
            .submit(&page, "#record", &[("description", &long), ("sys_action", "sysverb_insert")])
            .await;
        assert_eq!(
            (page.status, page.first("h1").as_str()),
            (StatusCode::PAYLOAD_TOO_LARGE, "Form too large")
        );
    }

    #[tokio::test]
    async fn forms_of_other_sessions_are_refused() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        let page = browser.get("/incident.do?sys_id=-1").await;
        let page =
            browser.submit(&page, "#record", &[("sysparm_ck", ""), ("sys_action", "sysverb_insert")]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        let rows = lab.get("/api/now/table/incident").await;
        assert_eq!(rows["result"], json!([]));
    }

    #[tokio::test]
    async fn moments_are_shown_and_read_in_the_persons_zone() {
        let lab = Lab::new().await;
        let user = "/api/now/table/sys_user/6816f79cc0a8016401c5a33be04be441";
        let zone = json!({ "time_zone": "Europe/Amsterdam" });
        json_of(lab.request(Method::PATCH, user).json(&zone).send().await.unwrap(), StatusCode::OK).await;
        let incident =
            made(&lab, "incident", &json!({ "short_description": "I", "caller_id": "Beth Anglin" })).await;
        let browser = admin(&lab).await;
        let page = open(&browser, "incident", &incident).await;
        let page = browser
            .submit(
                &page,
                "#record",
                &[("due_date", "2026-12-24 18:00:00"), ("sys_action", "sysverb_update")],
            )
            .await;
        assert_eq!(page.attribute("#field-due_date", "value").as_deref(), Some("2026-12-24 18:00:00"));
        let stored = lab.get(&format!("/api/now/table/incident/{}", sys_id(&incident))).await;
        assert_eq!(stored["result"]["due_date"], "2026-12-24 17:00:00");
        let page =
            browser.submit(&page, "#record", &[("due_date", "soon"), ("sys_action", "sysverb_update")]).await;
        assert_eq!(page.first("#error-due_date"), "Due date: enter a date and time as YYYY-MM-DD HH:MM:SS");
    }

    /// S24
    #[tokio::test]
    async fn a_client_secret_is_behind_a_lock() {
        let lab = Lab::new().await;
        let entity = made(
            &lab,
            "oauth_entity",
            &json!({ "name": "E", "client_id": "c", "client_secret": "very secret" }),
        )
        .await;
        let browser = admin(&lab).await;
        let page = open(&browser, "oauth_entity", &entity).await;
        assert!(!page.text.contains("very secret"));
        let lock = page.attribute("a[aria-label='Show Client Secret']", "href").unwrap();
        assert_eq!(browser.get(&lock).await.first("#secret"), "very secret");
        let itil = Browser::signed_in(&lab, "itil", "itil").await;
        assert_eq!(itil.get(&lock).await.status, StatusCode::FORBIDDEN);
    }
}

mod frame {
    use super::*;

    #[tokio::test]
    async fn addresses_of_the_platforms_frame_lead_to_the_page() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        for path in [
            "/nav_to.do?uri=incident_list.do%3Fsysparm_query%3Dactive%253Dtrue",
            "/now/nav/ui/classic/params/target/incident_list.do%3Fsysparm_query%3Dactive%253Dtrue",
        ] {
            let page = browser.get(path).await;
            assert_eq!(
                (page.url.path(), page.url.query()),
                ("/incident_list.do", Some("sysparm_query=active%3Dtrue")),
                "{path}"
            );
        }
        assert_eq!(browser.get("/nav_to.do?uri=//evil.example").await.status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn pages_allow_nothing_inline_and_assets_are_kept() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        let page = browser.get("/").await;
        assert!(page.policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self';"));
        assert!(
            !page.has("style")
                && !page.has("script:not([src])")
                && !page.has("[style]")
                && !page.has("[onclick]")
        );
        for selector in ["link[rel=stylesheet]", "script"] {
            let attribute = if selector == "script" { "src" } else { "href" };
            let path = page.attribute(selector, attribute).unwrap();
            let asset = lab.http.get(lab.url(&path)).send().await.unwrap();
            assert_eq!(asset.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        }
    }

    #[tokio::test]
    async fn the_navigator_shows_what_a_person_may_use_and_what_was_installed() {
        let lab = Lab::new().await;
        let menu =
            made(&lab, "sys_app_application", &json!({ "title": "My app", "roles": "itil, asset" })).await;
        let module = json!({
            "title": "My problems", "application": sys_id(&menu), "link_type": "LIST", "name": "problem", "filter": "priority=1",
        });
        made(&lab, "sys_app_module", &module).await;
        let browser = Browser::signed_in(&lab, "itil", "itil").await;
        let page = browser.get("/").await;
        let applications = page.all("#navigator summary");
        assert!(applications.contains(&"My app".to_owned()) && applications.contains(&"Change".to_owned()));
        assert!(!applications.contains(&"System OAuth".to_owned()));
        assert_eq!(page.link("My problems").as_deref(), Some("/problem_list.do?sysparm_query=priority%3D1"));
    }

    #[tokio::test]
    async fn the_navigator_is_filtered_by_name() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        let page = browser.get("/").await;
        let page = browser.submit(&page, "#navigator form", &[("filter", "checklist")]).await;
        assert_eq!(page.all(".home-grid a"), ["Installation checklist"]);
    }

    #[tokio::test]
    async fn opened_pages_are_in_the_history_and_can_become_favorites() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        browser.get("/incident_list.do?sysparm_query=active%3Dtrue").await;
        browser.get("/problem_list.do").await;
        let page = browser.get("/history.do").await;
        assert_eq!(page.all("tbody th"), ["Problems", "Incidents"]);
        let address = "/incident_list.do?sysparm_query=active%3Dtrue";
        let page = browser.submit(&page, "main form", &[("add", address)]).await;
        assert_eq!(page.first(".message.good"), "Added to favorites.");
        let page = browser.get("/favorites.do").await;
        assert_eq!(page.attribute("tbody a", "href").as_deref(), Some(address));
        let other = Browser::signed_in(&lab, "itil", "itil").await;
        assert!(!other.get("/favorites.do").await.has("tbody"));
        let page = browser.submit(&page, "main form", &[("remove", address)]).await;
        assert_eq!(page.first(".none-found"), "No favorites yet. Add pages under History.");
    }

    #[tokio::test]
    async fn a_number_leads_to_its_record() {
        let lab = Lab::new().await;
        let incident = made(&lab, "incident", &json!({ "short_description": "Flux capacitor" })).await;
        let browser = admin(&lab).await;
        let page = browser.get("/").await;
        let found =
            browser.submit(&page, ".find", &[("sysparm_search", incident["number"].as_str().unwrap())]).await;
        assert_eq!(found.first(".subtitle"), incident["number"].as_str().unwrap());
        let found = browser.submit(&page, ".find", &[("sysparm_search", "capacitor")]).await;
        assert_eq!(
            found.all("main li"),
            [format!("{} Flux capacitor", incident["number"].as_str().unwrap())]
        );
    }

    #[tokio::test]
    async fn scenarios_are_switched_by_administrators_and_named_in_the_ribbon() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        let page = browser.get("/scenarios.do").await;
        assert_eq!(page.all("tbody tr").len(), Scenario::ALL.len());
        let page = browser.submit(&page, "main form", &[("on", "old-release")]).await;
        assert!(page.first(".ribbon").ends_with("rehearsing: old-release"));
        let listed =
            lab.http.get(lab.url("/dev/scenarios")).send().await.unwrap().json::<Value>().await.unwrap();
        assert!(listed.as_array().unwrap().iter().any(|s| s["name"] == "old-release" && s["active"] == true));
        let page = browser.submit(&page, "main form", &[("off", "old-release")]).await;
        assert!(!page.first(".ribbon").contains("old-release"));
        let itil = Browser::signed_in(&lab, "itil", "itil").await;
        assert_eq!(itil.get("/scenarios.do").await.status, StatusCode::FORBIDDEN);
    }

    #[tokio::test]
    async fn the_request_log_hides_secrets() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        lab.http.get(lab.url("/oauth_revoke_token.do?token=topsecret")).send().await.unwrap();
        let page = browser.get("/requests.do?text=revoke").await;
        assert!(page.all("tbody code").contains(&"/oauth_revoke_token.do?token=***".to_owned()));
        assert!(!page.text.contains("topsecret"));
    }
}

mod connector {
    use super::*;

    const CHECKLIST: &str = "/x_scbr_m365ticket_checklist.do";

    /// S05, S24, S26: the whole checklist, then the values work.
    #[tokio::test]
    async fn the_checklist_makes_a_registration_and_a_user_that_work() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        let page = browser.get(CHECKLIST).await;
        assert!(page.all("main li")[0].contains("HI credentials"));
        assert_eq!(page.all(".steps .card-head .status"), ["Not run"; 4]);
        let step = [
            ("step", "oauth"),
            ("name", "Our connector"),
            ("redirect_url", "https://portal.example/servicenow/callback"),
        ];
        let page = browser.submit(&page, "#step-1 form", &step).await;
        assert_eq!(
            page.all(".steps .card-head .status"),
            ["Passed", "Not run", "Not run", "Not run"],
            "{}",
            page.text
        );
        let page = browser.submit(&page, "#step-2 form", &[("step", "user")]).await;
        assert_eq!(page.all(".steps .card-head .status"), ["Passed", "Passed", "Passed", "Not run"]);
        let password = page.first("#generated-password");
        assert_eq!(page.first("#value-user"), "m365.integration");
        assert!(!page.has("#value-secret"));
        let page = browser.submit(&page, "#step-3 form", &[("step", "show_secret")]).await;
        assert!(!page.has("#generated-password"), "a password is shown once");
        let form = [
            ("grant_type", "password"),
            ("username", "m365.integration"),
            ("password", &password),
            ("client_id", &page.first("#value-client-id")),
            ("client_secret", &page.first("#value-secret")),
        ];
        let token = lab.http.post(lab.url("/oauth_token.do")).form(&form).send().await.unwrap();
        let token = json_of(token, StatusCode::OK).await;
        let connection = json!({ "portal_url": "https://portal.example", "status": "connected", "integration_user": "m365.integration" });
        let request = lab.http.post(lab.url("/api/now/table/x_scbr_m365ticket_connection"));
        let reported = request
            .bearer_auth(token["access_token"].as_str().unwrap())
            .json(&connection)
            .send()
            .await
            .unwrap();
        json_of(reported, StatusCode::CREATED).await;
        let incident = json!({ "short_description": "T", "x_scbr_m365ticket_source": "microsoft", "x_scbr_m365ticket_category": "identity" });
        let request = lab
            .http
            .post(lab.url("/api/now/table/incident"))
            .bearer_auth(token["access_token"].as_str().unwrap());
        let ticket = json_of(request.json(&incident).send().await.unwrap(), StatusCode::CREATED).await;
        assert_eq!(ticket["result"]["x_scbr_m365ticket_category"], "identity");
        let page = browser.get(CHECKLIST).await;
        assert_eq!(page.all(".steps .card-head .status"), ["Passed"; 4]);
        let users = browser.get("/sys_user_list.do?sysparm_query=user_name=m365.integration").await;
        assert_eq!(users.all("tbody th"), ["m365.integration"]);
        let registry = browser.get("/oauth_entity_list.do").await;
        assert_eq!(registry.all("tbody th"), ["Our connector"]);
    }

    /// S23: the platform's words, the settings to restore, and success once they are.
    #[tokio::test]
    async fn a_restricted_registry_fails_the_first_step_until_its_settings_are_restored() {
        let lab = Lab::of(Lab::builder().scenario(Scenario::OauthEntityRestricted)).await;
        let browser = admin(&lab).await;
        let page = browser.get(CHECKLIST).await;
        let step = [("step", "oauth"), ("redirect_url", "https://portal.example/servicenow/callback")];
        let page = browser.submit(&page, "#step-1 form", &step).await;
        assert_eq!(page.first("#step-1 .status"), "Failed");
        assert_eq!(
            page.first("#step-1 code"),
            "Read operation against 'oauth_entity' from scope 'x_scbr_m365ticket' has been refused due to the table's cross-scope access policy"
        );
        let settings = browser.get(&page.link("Open the table settings of oauth_entity").unwrap()).await;
        assert_eq!(settings.attribute("#field-name", "value").as_deref(), Some("oauth_entity"));
        let restored = [
            ("access", "public"),
            ("read_access", "true"),
            ("create_access", "true"),
            ("sys_action", "sysverb_update"),
        ];
        let settings = browser.submit(&settings, "#record", &restored).await;
        assert_eq!(settings.first(".message.good"), "Table saved.");
        let page = browser.submit(&page, "#step-1 form", &step).await;
        assert_eq!(page.first("#step-1 .status"), "Passed", "{}", page.text);
    }

    #[tokio::test]
    async fn faulty_values_are_named_and_nothing_is_made() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        let page = browser.get(CHECKLIST).await;
        let page = browser
            .submit(&page, "#step-1 form", &[("step", "oauth"), ("name", ""), ("redirect_url", "nonsense")])
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.has("#name-error") && page.has("#redirect_url-error"));
        let page = browser.submit(&page, "#step-2 form", &[("step", "user"), ("user_name", "admin")]).await;
        assert!(
            page.first("#user_name-error").contains("belongs to somebody who is not an integration user")
        );
        assert_eq!(lab.get("/api/now/table/oauth_entity").await["result"], json!([]));
    }

    #[tokio::test]
    async fn only_administrators_run_steps() {
        let lab = Lab::new().await;
        let browser = Browser::signed_in(&lab, "itil", "itil").await;
        let page = browser.get(CHECKLIST).await;
        assert!(page.first("main").contains("You do not have them: sign in as an administrator."));
        assert!(!page.has("main form"));
        let token = page.attribute("input[name=sysparm_ck]", "value").unwrap();
        let cookie = format!("JSESSIONID={}", browser.cookie("JSESSIONID").unwrap());
        let form = [
            ("step", "oauth"),
            ("name", "X"),
            ("redirect_url", "https://a.example/"),
            ("sysparm_ck", &token),
        ];
        let answer = lab
            .http
            .post(lab.url(CHECKLIST))
            .header(header::COOKIE, cookie)
            .form(&form)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    }

    /// S13
    #[tokio::test]
    async fn the_status_page_shows_what_the_portal_reported() {
        let lab = Lab::new().await;
        let browser = admin(&lab).await;
        let page = browser.get("/x_scbr_m365ticket_status.do").await;
        assert!(page.first(".message").contains("No portal has connected"));
        let row = json!({
            "portal_url": "https://portal.example", "status": "connected", "integration_user": "m365.integration",
            "last_call_in": "2026-11-02 09:00:00", "last_call_out": "2026-11-02 09:01:00",
        });
        let row = made(&lab, "x_scbr_m365ticket_connection", &row).await;
        let page = browser.get("/x_scbr_m365ticket_status.do").await;
        assert_eq!(
            (page.first(".card h2").as_str(), page.first(".card .status").as_str()),
            ("https://portal.example", "Connected")
        );
        assert_eq!(
            page.all(".facts dd")[..4],
            ["https://portal.example", "m365.integration", "2026-11-02 09:00:00", "2026-11-02 09:01:00"]
        );
        assert!(page.first(".card").contains("No errors were reported."));
        let path = format!("/api/now/table/x_scbr_m365ticket_connection/{}", sys_id(&row));
        for error in ["first failure", "second failure"] {
            let change = json!({ "status": "error", "last_error": error });
            json_of(lab.request(Method::PATCH, &path).json(&change).send().await.unwrap(), StatusCode::OK)
                .await;
        }
        let page = browser.get("/x_scbr_m365ticket_status.do").await;
        assert_eq!(page.first(".card .status"), "Needs attention");
        let mut errors = page.all(".card td");
        errors.sort();
        assert_eq!(errors, ["first failure", "second failure"]);
    }

    /// S30
    #[tokio::test]
    async fn the_connector_speaks_dutch_to_dutch_browsers_and_dutch_users() {
        let lab = Lab::new().await;
        let mut browser = admin(&lab).await;
        browser.language = "nl-NL,nl;q=0.9";
        let page = browser.get(CHECKLIST).await;
        assert_eq!(page.first("h1"), "Installatiechecklist");
        assert_eq!(page.attribute(".page", "lang").as_deref(), Some("nl"));
        assert_eq!(browser.get("/x_scbr_m365ticket_status.do").await.first("h1"), "Verbindingsstatus");
        browser.language = "en";
        assert_eq!(browser.get(CHECKLIST).await.first("h1"), "Installation checklist");
        let user = "/api/now/table/sys_user/6816f79cc0a8016401c5a33be04be441";
        let dutch = json!({ "preferred_language": "nl" });
        json_of(lab.request(Method::PATCH, user).json(&dutch).send().await.unwrap(), StatusCode::OK).await;
        assert_eq!(browser.get(CHECKLIST).await.first("h1"), "Installatiechecklist");
    }
}
