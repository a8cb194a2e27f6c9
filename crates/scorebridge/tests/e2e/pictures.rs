//! Every page of portal and instance, in both schemes, both languages, and at phone width: no accessibility fault, no
//! sideways scrolling, no complaint of the browser. Takes the pictures that the README shows.

use scorebridge::store::Language;

use crate::support::Look;
use crate::world::World;

const PAGES: [(&str, &str); 16] = [
    ("home", "/"),
    ("secure-score", "/secure-score"),
    ("actions", "/secure-score/actions"),
    ("action", "/secure-score/actions/AdminMFAV2"),
    ("history", "/secure-score/history"),
    ("trends", "/secure-score/trends"),
    ("tickets", "/tickets"),
    ("task", "/tickets/new?action=MFARegistrationV2&type=incident"),
    ("connection", "/servicenow"),
    ("setup", "/servicenow/setup"),
    ("configuration", "/servicenow/configuration"),
    ("provisioning", "/ticketProvisioning"),
    ("troubleshooting", "/troubleshooting?error=aborted%20by%20Business%20Rule&topic=ip-filtering"),
    ("search", "/search?q=mfa"),
    ("activity", "/activity"),
    ("settings", "/settings"),
];

const INSTANCE_PAGES: [(&str, &str); 9] = [
    ("list", "/change_request_list.do"),
    ("incidents", "/incident_list.do"),
    ("checklist", "/x_scbr_m365ticket_checklist.do"),
    ("status", "/x_scbr_m365ticket_status.do"),
    ("registry", "/oauth_entity_list.do"),
    ("users", "/sys_user_list.do"),
    ("properties", "/sys_properties_list.do"),
    ("addresses", "/ip_access_list.do"),
    ("scenarios", "/scenarios.do"),
];

async fn walk(name: &str, language: Language, look: Look) {
    let world = World::start(language, look, true).await;
    world.sign_in("Sam de Vries").await;
    world.open("/troubleshooting").await;
    world.is_well_made().await;
    world.press("button", "doctor-run").await;
    world.sees(&world.words("doctor-report")).await;
    for (page, path) in PAGES {
        world.open(path).await;
        world.is_well_made().await;
        world.browser.screenshot(&format!("{page}-{name}")).await;
    }
}

#[tokio::test]
async fn every_page_is_well_made_in_english_and_light() {
    walk("light", Language::En, Look { size: (1440, 1000), ..Look::default() }).await;
}

#[tokio::test]
async fn s30_every_page_is_well_made_in_dutch_and_dark() {
    walk("dark-nl", Language::Nl, Look { size: (1440, 1000), dark: true, ..Look::default() }).await;
}

#[tokio::test]
async fn s30_every_page_is_well_made_in_dutch_on_a_phone() {
    walk("phone-nl", Language::Nl, Look { size: (320, 740), ..Look::default() }).await;
}

#[tokio::test]
async fn s30_every_page_is_well_made_in_dutch_on_a_tablet() {
    walk("tablet-nl", Language::Nl, Look { size: (768, 1024), ..Look::default() }).await;
}

/// Tables are widest just before they become rows of facts, and Dutch words are longer.
#[tokio::test]
async fn s30_lists_fit_every_window_in_dutch() {
    let world = World::start(Language::Nl, Look { size: (1100, 900), ..Look::default() }, true).await;
    world.sign_in("Sam de Vries").await;
    for path in ["/secure-score/actions", "/tickets", "/servicenow"] {
        for width in [640, 700, 768, 800, 820, 900, 1000, 1024, 1100, 1279, 1280] {
            world.browser.set_window(width, 900).await;
            world.open(path).await;
            assert!(
                !world.browser.overflows().await,
                "{path} at {width}: {}",
                world.browser.sticking_out().await
            );
        }
    }
}

#[tokio::test]
async fn every_page_of_the_instance_is_well_made() {
    let world = World::start(Language::En, Look { size: (1440, 900), ..Look::default() }, true).await;
    world.open_instance("/").await;
    world.is_well_made().await;
    world.sign_in_to_instance("admin", "admin").await;
    for (page, path) in INSTANCE_PAGES {
        world.open_instance(path).await;
        world.is_well_made().await;
        world.browser.screenshot(&format!("instance-{page}")).await;
    }
    world.open_instance("/change_request_list.do?sysparm_query=correlation_display%3DScorebridge").await;
    world.press_first("link", "CHG").await;
    world.is_well_made().await;
    world.browser.screenshot("instance-form").await;
}
