//! The main job as one story, told in English and in Dutch: connect, share an improvement action, see the ticket in the
//! instance, move it there, see the card change, name its state, remove the connection.

use scorebridge::message::Message;
use scorebridge::store::Language;

use crate::support::Look;
use crate::world::World;

const ADMINISTRATOR: &str = "Sam de Vries";
const READER: &str = "Robin Bakker";
const NOBODY: &str = "Kim Jansen";
const INTEGRATION_USER: &str = "m365.integration";
const PASSWORD: &str = "a long enough passphrase";
const ACTION: &str = "/secure-score/actions/AdminMFAV2";

/// Proves S01, S02, S03, S04, S05, S07, S08, S09, S10, S11, S12, S13, S14, S15, S16, S17, S18, S19,
/// S20, S21, S22, S24, S25, S26.
#[tokio::test]
async fn s01_to_s22_from_a_score_to_a_tracked_ticket_in_english() {
    tell(Language::En, Look { size: (1440, 1000), ..Look::default() }).await;
}

/// Proves S01, S02, S03, S04, S05, S07, S08, S09, S10, S11, S12, S13, S14, S15, S16, S17, S18, S19,
/// S20, S21, S22, S24, S25, S26, S30.
#[tokio::test]
async fn s01_to_s22_and_s30_from_a_score_to_a_tracked_ticket_in_dutch() {
    tell(Language::Nl, Look { size: (1440, 1000), dark: true, ..Look::default() }).await;
}

async fn tell(language: Language, look: Look) {
    let world = World::start(language, look, false).await;
    world.sign_in(ADMINISTRATOR).await;
    asks_whether_servicenow_is_used(&world).await;
    let client = goes_through_the_checklist(&world).await;
    sets_up(&world, &client).await;
    refuses_a_personal_login(&world).await;
    authorizes_as_the_integration_user(&world).await;
    shows_the_status_on_both_sides(&world).await;
    let number = shares_an_improvement_action(&world).await;
    tracks_the_ticket(&world, &number).await;
    renames_a_state(&world).await;
    removes_the_connection(&world).await;
}

/// S09, S10: without a connection the home page asks, and no ticket card is there.
async fn asks_whether_servicenow_is_used(world: &World) {
    world.sees(&world.words("home-question")).await;
    world.sees_not(&world.words("view-all-tickets")).await;
    world.is_well_made().await;
    world.press("link", "home-connect").await;
    world.browser.wait_for_path("/servicenow/setup").await;
    world.sees(&world.words("setup-instance-text")).await;
    world.is_well_made().await;
}

/// What the checklist hands out.
struct OauthClient {
    id: String,
    secret: String,
}

/// S05, S24, S26: the checklist makes the OAuth entity and the integration user; both can be found.
async fn goes_through_the_checklist(world: &World) -> OauthClient {
    world.open_instance("/x_scbr_m365ticket_checklist.do").await;
    world.sign_in_to_instance("admin", "admin").await;
    world.sees("HI").await;
    let redirect = world.portal.url().join("servicenow/callback").unwrap();
    world.type_into("redirect_url", redirect.as_str()).await;
    run_step(world, "oauth").await;
    world.type_into("password", PASSWORD).await;
    run_step(world, "user").await;
    run_step(world, "show_secret").await;
    let client = OauthClient { id: value(world, "client-id").await, secret: value(world, "secret").await };
    world.is_well_made().await;
    world.open_instance("/oauth_entity_list.do").await;
    world.sees("Security + Compliance Connector").await;
    world.open_instance(&format!("/sys_user_list.do?sysparm_query=user_name={INTEGRATION_USER}")).await;
    world.sees(INTEGRATION_USER).await;
    world.is_well_made().await;
    client
}

async fn run_step(world: &World, step: &str) {
    world.press_css(&format!("button[name=step][value={step}]")).await;
}

async fn value(world: &World, id: &str) -> String {
    world.text_of(&format!("value-{id}")).await
}

/// S04, S07, S08, S10: five steps, each with its evidence; what is exchanged is said before.
async fn sets_up(world: &World, client: &OauthClient) {
    world.open("/servicenow/setup").await;
    world.type_into("instance", world.instance.url().as_str()).await;
    world.press("button", "setup-instance-go").await;
    world.sees(&world.words("setup-checklist-redirect")).await;
    world.is_well_made().await;
    world.press("button", "setup-checklist-go").await;
    world.press("button", "setup-client-go").await;
    world.sees(&world.words("setup-error-client-id-empty")).await;
    world.is_well_made().await;
    world.type_into("client_id", &client.id).await;
    world.type_into("client_secret", &client.secret).await;
    world.press("button", "setup-client-go").await;
    world.sees(&world.words("setup-authorize-warning-text")).await;
    world.is_well_made().await;
}

/// S11, S25: an authorization by the administrator is refused, and the way out is said.
async fn refuses_a_personal_login(world: &World) {
    world.press("button", "setup-authorize-go").await;
    world.sees("Signed in as System Administrator").await;
    world.is_well_made().await;
    world.press_named("button", "Allow").await;
    world.browser.wait_for_path("/servicenow/callback").await;
    world.sees("admin").await;
    world.is_well_made().await;
}

/// S11, S12, S25: "Not you?", the integration user, Allow; then provisioning passes.
async fn authorizes_as_the_integration_user(world: &World) {
    world.press("button", "callback-try-again").await;
    world.press_named("link", "Not you?").await;
    world.sign_in_to_instance(INTEGRATION_USER, PASSWORD).await;
    world.press_named("button", "Allow").await;
    world.browser.wait_for_path("/servicenow/setup").await;
    world.press("button", "setup-provision-go").await;
    world.sees(&world.words("setup-all-set")).await;
    world.is_well_made().await;
}

/// S12, S13, S18, S19, S22: the connection page, the connector app, and the two cards beside the score.
async fn shows_the_status_on_both_sides(world: &World) {
    world.open("/servicenow").await;
    world.sees(&world.words("connection-status-connected")).await;
    world.sees(INTEGRATION_USER).await;
    world.is_well_made().await;
    world.open("/ticketProvisioning").await;
    world.is_well_made().await;
    world.open("/").await;
    for key in ["home-change-title", "home-incident-title", "manage-configuration", "top-actions"] {
        world.sees(&world.words(key)).await;
    }
    world.is_well_made().await;
}

/// S01, S02, S08, S14, S15, S16: Share > ServiceNow, an empty name is refused with everything kept, then it is sent.
async fn shares_an_improvement_action(world: &World) -> String {
    world.open(ACTION).await;
    world.press("button", "share").await;
    world.is_well_made().await;
    world.press_first("link", "ServiceNow").await;
    world.press("button", "task-send").await;
    // The panel closes; a toast tells the number once ServiceNow gave it.
    world.press("link", "toast-open").await;
    let number = sent_number(world).await;
    assert!(number.starts_with("CHG"), "{number}");
    world.is_well_made().await;
    number
}

/// The number on the ticket's page.
async fn sent_number(world: &World) -> String {
    world.browser.wait_for_path("/tickets/CHG").await;
    let number = fantoccini::Locator::Css("#ticket-line .mono");
    let found =
        crate::support::eventually(async || world.browser.client.find(number).await.ok()?.text().await.ok());
    found.await.expect("the number appears on the ticket's page")
}

/// S03, S17: the record is a Microsoft 365 Security and Configuration Change Request; moved there, it moves here.
async fn tracks_the_ticket(world: &World, number: &str) {
    world.open(&format!("/tickets/{number}")).await;
    world.is_well_made().await;
    world.open_instance("/logout.do").await;
    world.open_instance("/change_request_list.do?sysparm_query=category%3DMicrosoft%20365%20Security%20and%20Configuration").await;
    world.sign_in_to_instance("admin", "admin").await;
    world.press_first("link", number).await;
    world.sees("Microsoft 365 Security and Configuration").await;
    world.is_well_made().await;
    world.type_into("field-assignment_group", "Network").await;
    world.press_named("button", "Request approval").await;
    world.open(&format!("/tickets/{number}")).await;
    let assess = if world.language == Language::Nl { "Beoordelen" } else { "Assess" };
    world.sees(assess).await;
    world.open("/").await;
    world.sees(assess).await;
}

/// S20, S21: a state gets another name, and the card shows it.
async fn renames_a_state(world: &World) {
    world.open("/servicenow/configuration").await;
    let field = match world.language {
        Language::En => "configuration-name-en-of",
        Language::Nl => "configuration-name-nl-of",
    };
    let label = world.say(Message::new(field).with("state", "Assess"));
    world.browser.fill("Board 7", async || world.browser.by_label(&label).await).await;
    world.is_well_made().await;
    world.press("button", "configuration-save").await;
    world.sees(&world.words("configuration-saved")).await;
    world.open("/").await;
    world.sees("Board 7").await;
}

/// S20: the connection is removed after its name was typed; the home page asks again.
async fn removes_the_connection(world: &World) {
    world.open("/servicenow/configuration/remove").await;
    world.press("button", "configuration-remove-confirm").await;
    world.is_well_made().await;
    let name = format!("127.0.0.1:{}", world.instance.addr().port());
    world.type_into("confirm", &name).await;
    world.press("button", "configuration-remove-confirm").await;
    world.sees(&world.words("configuration-removed")).await;
    world.open("/").await;
    world.sees(&world.words("home-question")).await;
}

/// From a fresh demo to a connection that works: the administrator's window for the instance's checklist, another for the
/// authorization, as the set-up page advises.
#[tokio::test]
async fn a_new_user_is_connected_in_under_fifteen_presses_and_three_minutes() {
    let world = World::start(Language::En, Look { size: (1440, 1000), ..Look::default() }, false).await;
    let began = std::time::Instant::now();
    world.sign_in(ADMINISTRATOR).await;
    world.press("link", "home-connect").await;
    world.browser.wait_for_path("/servicenow/setup").await;
    world.open_instance("/x_scbr_m365ticket_checklist.do").await;
    world.sign_in_to_instance("admin", "admin").await;
    let redirect = world.portal.url().join("servicenow/callback").unwrap();
    world.type_into("redirect_url", redirect.as_str()).await;
    run_step(&world, "oauth").await;
    world.type_into("password", PASSWORD).await;
    run_step(&world, "user").await;
    run_step(&world, "show_secret").await;
    let client = OauthClient { id: value(&world, "client-id").await, secret: value(&world, "secret").await };
    world.open_instance("/logout.do").await;
    world.open("/servicenow/setup").await;
    world.type_into("instance", world.instance.url().as_str()).await;
    world.press("button", "setup-instance-go").await;
    world.press("button", "setup-checklist-go").await;
    world.type_into("client_id", &client.id).await;
    world.type_into("client_secret", &client.secret).await;
    world.press("button", "setup-client-go").await;
    world.press("button", "setup-authorize-go").await;
    world.sign_in_to_instance(INTEGRATION_USER, PASSWORD).await;
    world.press_named("button", "Allow").await;
    world.browser.wait_for_path("/servicenow/setup").await;
    world.press("button", "setup-provision-go").await;
    world.sees(&world.words("setup-all-set")).await;
    let (presses, took) = (world.presses(), began.elapsed());
    println!("connected after {presses} presses and {:.0} s", took.as_secs_f64());
    assert!(presses < 15, "{presses} presses");
    assert!(took < std::time::Duration::from_mins(3), "{took:?}");
}

/// A person without a role gets their own message; a reader sees everything and can change nothing (S30 in Dutch).
#[tokio::test]
async fn people_without_rights_are_told_why() {
    let world = World::start(Language::Nl, Look { size: Look::PHONE, ..Look::default() }, true).await;
    world.sign_in(NOBODY).await;
    world.sees("Ticketing.Reader").await;
    world.is_well_made().await;
    world.sign_in(READER).await;
    world.sees(&world.words("reader-note")).await;
    world.sees_not(&world.words("create-ticket")).await;
    world.is_well_made().await;
    world.open("/tickets/new").await;
    world.sees(&world.words("error-needs-operator")).await;
    world.is_well_made().await;
}
