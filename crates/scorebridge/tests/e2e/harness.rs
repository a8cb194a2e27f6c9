//! The harness itself, tried on the sign-in page of the sample tenant and on pages made to fail.

use fantoccini::key::Key;
use sample_tenant::SampleTenant;
use url::Url;

use crate::support::{Browser, Look};

async fn tenant() -> SampleTenant {
    SampleTenant::builder().listen("127.0.0.1:0".parse().unwrap()).start().await.unwrap()
}

/// A sign-in that returns to the tenant itself, where nothing answers under that path.
fn sign_in(tenant: &SampleTenant) -> Url {
    let callback = tenant.url().join("/signin/callback").unwrap();
    let mut url = tenant.url().join(&format!("{}/oauth2/v2.0/authorize", tenant.id())).unwrap();
    url.query_pairs_mut().extend_pairs([
        ("client_id", tenant.clients()[0].client_id.as_str()),
        ("response_type", "code"),
        ("redirect_uri", callback.as_str()),
        ("scope", "openid"),
    ]);
    url
}

/// A page without a server.
fn page(body: &str) -> String {
    format!("data:text/html,<!doctype html><html lang=en><title>Page</title><main><h1>Page</h1>{body}</main>")
}

#[tokio::test]
async fn the_sign_in_page_is_accessible_in_both_languages_schemes_and_on_a_phone() {
    let tenant = tenant().await;
    for (language, dark, size, title) in [
        ("en", false, (1280, 900), "Choose who signs in"),
        ("nl", true, Look::PHONE, "Kies wie zich aanmeldt"),
    ] {
        let browser = Browser::with(Look { language, dark, size, ..Look::default() }).await;
        browser.goto(sign_in(&tenant)).await;
        browser.find_by_role("heading", title).await;
        browser.assert_accessible().await;
        assert!(!browser.overflows().await, "{size:?}");
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        let picture = browser.screenshot(&format!("sample-tenant-sign-in-{language}")).await;
        assert!(picture.metadata().unwrap().len() > 1_000);
    }
}

#[tokio::test]
async fn a_person_is_picked_with_the_keyboard_alone_and_without_script() {
    let tenant = tenant().await;
    let browser = Browser::start().await;
    browser.goto(sign_in(&tenant)).await;
    let people = browser.names_of("button").await;
    assert_eq!(people.len(), 4, "{people:?}");
    browser.tab_to("button", &people[1]).await;
    browser.press(Key::Enter).await;
    browser.wait_for_path("/signin/callback?code=").await;

    let browser = Browser::with(Look { script: false, ..Look::default() }).await;
    browser.goto(sign_in(&tenant)).await;
    browser.click(async || browser.find_by_role("button", "Cancel").await).await;
    browser.wait_for_path("/signin/callback?error=access_denied").await;
}

#[tokio::test]
async fn a_page_runs_its_scripts_unless_told_not_to() {
    for (script, heading) in [(true, "Changed"), (false, "Page")] {
        let browser = Browser::with(Look { script, ..Look::default() }).await;
        let change = "<script>document.querySelector('h1').textContent = 'Changed'</script>";
        browser.goto(page(change)).await;
        assert_eq!(browser.names_of("heading").await, [heading]);
    }
}

#[tokio::test]
async fn the_tenants_other_pages_are_accessible() {
    let tenant = tenant().await;
    let browser = Browser::with(Look { language: "nl", size: Look::PHONE, ..Look::default() }).await;
    let logout = format!("{}/oauth2/v2.0/logout", tenant.id());
    let refused = format!("{}/oauth2/v2.0/authorize?client_id=nobody", tenant.id());
    for (path, heading) in [
        ("", "Voorbeeldtenant"),
        (logout.as_str(), "U bent afgemeld"),
        (refused.as_str(), "Deze aanmelding kan niet doorgaan"),
    ] {
        browser.goto(tenant.url().join(path).unwrap()).await;
        browser.find_by_role("heading", heading).await;
        browser.assert_accessible().await;
        assert!(!browser.overflows().await, "{path:?}");
    }
}

#[tokio::test]
async fn violations_are_found_and_named() {
    let browser = Browser::start().await;
    browser.goto(page("<input><p style='color:%23ccc;background:white'>faint</p>")).await;
    let rules: Vec<_> = browser.axe().await.into_iter().map(|violation| violation.rule).collect();
    assert!(rules.contains(&"label".to_owned()) && rules.contains(&"color-contrast".to_owned()), "{rules:?}");
}

#[tokio::test]
async fn fields_are_found_by_their_labels() {
    let browser = Browser::start().await;
    let fields = "<label>Name <input></label><label for=d>Due date</label><input id=d type=date>\
                  <span id=p>Priority</span><select aria-labelledby=p><option>Low</select>\
                  <label hidden>Gone <input></label>";
    browser.goto(page(fields)).await;
    browser.by_label("Name").await.send_keys("Block").await.unwrap();
    browser.by_label("Due date").await;
    assert_eq!(browser.by_label("Priority").await.tag_name().await.unwrap(), "select");
    assert_eq!(browser.by_label("Name").await.prop("value").await.unwrap().as_deref(), Some("Block"));
    assert_eq!(browser.focused().await, ("textbox".to_owned(), "Name".to_owned()));
}

#[tokio::test]
async fn a_page_that_scrolls_sideways_is_noticed() {
    let browser = Browser::start().await;
    browser.set_window(320, 700).await;
    browser.goto(page("<div style='width:30rem'>wide</div>")).await;
    assert!(browser.overflows().await);
    browser.set_window(800, 700).await;
    assert!(!browser.overflows().await);
}

#[tokio::test]
async fn the_scheme_follows_the_setting() {
    let tenant = tenant().await;
    let browser = Browser::start().await;
    browser.goto(sign_in(&tenant)).await;
    let background = async || {
        let script = "return getComputedStyle(document.body).backgroundColor";
        browser.client.execute(script, vec![]).await.unwrap()
    };
    assert_eq!(background().await, "rgb(241, 244, 241)");
    browser.set_dark(true).await;
    assert_eq!(background().await, "rgb(20, 26, 23)");
    browser.set_cookie("theme", "dark").await;
    assert_eq!(browser.client.get_named_cookie("theme").await.unwrap().value(), "dark");
}
