//! The connector app that the portal hands out: what it is made of is what the portal counts on. S05, S08, S13, S17.

use scorebridge::connection::{APP_VERSION, AppFile};
use scorebridge::score::Category;
use scorebridge::tickets::{CHANGE_CATEGORY, CORRELATION_DISPLAY, ConnectorColumns, Source};

use crate::support::app::TestApp;

fn update_set() -> &'static str {
    let file = AppFile::ALL.into_iter().find(|file| file.extension == "xml").unwrap();
    std::str::from_utf8(file.content).unwrap()
}

/// Payloads of the set, by the name of their update.
fn payload(name: &str) -> &'static str {
    let (_, rest) = update_set().split_once(&format!("<name>{name}</name>\n<payload>")).expect(name);
    rest.split_once("</payload>").unwrap().0
}

#[tokio::test]
async fn set_up_hands_out_the_app() {
    let app = TestApp::start().await;
    for file in AppFile::ALL {
        let page = app.get(&format!("/servicenow/connector/{}", file.name())).await;
        assert_eq!((page.status.as_u16(), page.bytes.as_slice()), (200, file.content));
        assert_eq!(page.header("content-type"), file.kind);
        let name = format!("attachment; filename=\"ticketing-connector-{APP_VERSION}.{}\"", file.extension);
        assert_eq!(page.header("content-disposition"), name);
    }
    assert_eq!(app.get("/servicenow/connector/ticketing-connector-0.0.1.zip").await.status, 404);
}

/// S08
#[test]
fn the_app_has_the_columns_and_values_that_tickets_carry() {
    for table in ["incident", "change_request"] {
        for column in ConnectorColumns::NAMES {
            assert!(payload(&format!("sys_dictionary_{table}_{column}")).contains(column));
        }
        let sources = payload(&format!("sys_choice_{table}_{}", ConnectorColumns::SOURCE));
        for source in [Source::User, Source::Microsoft] {
            assert!(sources.contains(&format!("<value>{}</value>", source.as_str())), "{source:?}");
        }
        let categories = payload(&format!("sys_choice_{table}_{}", ConnectorColumns::CATEGORY));
        for category in Category::ALL {
            let value = category.as_str().to_ascii_lowercase();
            assert!(categories.contains(&format!("<value>{value}</value>")), "{category:?}");
        }
    }
}

/// S17
#[test]
fn the_app_adds_the_category_of_changes_and_its_list() {
    let choice = format!("<value>{CHANGE_CATEGORY}</value>");
    assert_eq!(update_set().matches(&choice).count(), 2, "in both languages");
    assert!(update_set().contains(&format!("<filter>category={CHANGE_CATEGORY}</filter>")));
}

/// S13
#[test]
fn the_app_knows_the_states_that_the_heartbeat_writes() {
    let states = payload("sys_choice_x_scbr_m365ticket_connection_status");
    for state in ["connected", "not_connected", "error"] {
        assert!(states.contains(&format!("<value>{state}</value>")), "{state}");
    }
}

#[test]
fn only_changes_of_our_tickets_are_told() {
    let rules: Vec<_> = update_set().split("<sys_script action=").skip(1).collect();
    assert_eq!(rules.len(), 2);
    for rule in rules {
        let condition =
            format!("<filter_condition>correlation_display={CORRELATION_DISPLAY}</filter_condition>");
        assert!(rule.contains(&condition));
        assert!(rule.contains("<when>async_always</when>"));
    }
}

/// The integration user is no administrator: neither its role nor what the role contains.
#[test]
fn the_role_of_the_integration_user_stays_narrow() {
    let contained: Vec<_> =
        update_set().split("<contains name=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0).collect();
    assert_eq!(contained, ["sn_change_write", "sn_incident_write"]);
}
