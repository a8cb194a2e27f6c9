//! What was typed survives a session that ended meanwhile (design 6, rule 8).

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use scorebridge::store::Role;

use crate::support::app::{BASE, Page, TestApp};
use crate::support::sample::Sample;

const FORM: &str = "/tickets/new?action=AdminMFAV2&type=change";

async fn connected() -> TestApp {
    let app = TestApp::start_as(Role::Operator).await.with_scores().await;
    app.with_connection().await;
    app
}

/// The session runs out while somebody types.
fn time_passes(app: &TestApp) {
    app.app.clock.advance(SignedDuration::from_mins(70));
}

/// Sends a form from its page, as a browser does.
async fn send_from(app: &TestApp, page: &str, path: &str, fields: &[(&str, &str)]) -> Page {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("csrf", app.csrf()).extend_pairs(fields);
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ORIGIN, BASE)
        .header(header::REFERER, format!("{BASE}{page}"))
        .body(Body::from(form.finish()));
    app.send(request.unwrap()).await
}

const TYPED: [(&str, &str); 6] = [
    ("type", "incident"),
    ("name", "Typed for an hour"),
    ("description", "Every <word> of it"),
    ("priority", "low"),
    ("action", "AdminMFAV2"),
    ("idempotency_key", "0123456789abcdef"),
];

/// The cookie that a page sets, as the browser sends it.
fn cookie(page: &Page) -> String {
    let cookies = page.headers.get_all(header::SET_COOKIE).iter();
    let kept = cookies
        .filter_map(|cookie| cookie.to_str().ok())
        .find(|cookie| cookie.starts_with("scorebridge_kept="));
    let kept = kept.expect("a cookie");
    assert!(kept.contains("HttpOnly") && kept.contains("SameSite=Lax"), "{kept}");
    kept.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_task_that_was_typed_comes_back_after_signing_in() {
    let mut app = connected().await;
    time_passes(&app);
    let answer = send_from(&app, FORM, "/tickets", &TYPED).await;
    assert_eq!(answer.status, 303);
    let to = answer.header("location").to_owned();
    assert!(to.starts_with("/signin?return_to=%2Ftickets%2Fnew"), "{to}");
    assert!(!to.contains("Typed"), "nothing that was typed is in an address");
    let kept = cookie(&answer);
    app.become_role(Role::Operator).await;
    app.with_cookie(&kept);
    let page = app.get(FORM).await;
    assert_eq!(page.attributes("#name", "value"), ["Typed for an hour"]);
    assert_eq!(page.raw("#description"), "Every <word> of it");
    assert_eq!(page.attributes("[name=type][checked]", "value"), ["incident"]);
    assert_eq!(page.attributes("[name=idempotency_key]", "value"), ["0123456789abcdef"]);
    assert!(page.one("form .bar.info").starts_with("Your session had ended."));
    let page = app.get(FORM).await;
    assert_eq!(
        page.attributes("#name", "value"),
        ["Require MFA for administrative roles"],
        "given back once"
    );
}

#[tokio::test]
async fn somebody_else_at_the_same_browser_never_sees_it() {
    let mut app = connected().await;
    time_passes(&app);
    let kept = cookie(&send_from(&app, FORM, "/tickets", &TYPED).await);
    app.become_role(Role::Administrator).await;
    app.with_cookie(&kept);
    assert_eq!(app.get(FORM).await.attributes("#name", "value"), ["Require MFA for administrative roles"]);
}

#[tokio::test]
async fn it_is_forgotten_after_a_quarter_of_an_hour() {
    let mut app = connected().await;
    time_passes(&app);
    let kept = cookie(&send_from(&app, FORM, "/tickets", &TYPED).await);
    app.app.clock.advance(SignedDuration::from_mins(15));
    app.become_role(Role::Operator).await;
    app.with_cookie(&kept);
    assert_eq!(app.get(FORM).await.attributes("#name", "value"), ["Require MFA for administrative roles"]);
}

/// Nobody can leave text in another person's form: it carries the secret of their session or is not kept.
#[tokio::test]
async fn a_form_without_the_secret_of_its_session_is_not_kept() {
    let app = connected().await;
    time_passes(&app);
    let fields = [("csrf", "guessed"), ("name", "planted")];
    let answer = app.post_unsigned("/tickets", &fields).await;
    assert_eq!(answer.status, 303);
    assert!(answer.headers.get(header::SET_COOKIE).is_none());
}

#[tokio::test]
async fn after_signing_out_nothing_is_kept() {
    let app = connected().await;
    app.post("/signout", &[]).await;
    let answer = send_from(&app, FORM, "/tickets", &TYPED).await;
    assert!(answer.headers.get(header::SET_COOKIE).is_none());
}

#[tokio::test]
async fn notes_and_statuses_come_back_too() {
    let mut app = connected().await;
    let connection = app.app.store.find_connection(app.tenant()).await.unwrap().unwrap().id;
    let id = app.with_ticket(connection, &Sample::default()).await;
    let note = format!("/tickets/{id}/note");
    let status = "/secure-score/actions/AdminMFAV2";
    time_passes(&app);
    let kept_note = cookie(&send_from(&app, &note, &note, &[("note", "Long note")]).await);
    let fields = [("status", "planned"), ("notes", "Until March")];
    let kept_status =
        cookie(&send_from(&app, &format!("{status}?edit=yes"), &format!("{status}/status"), &fields).await);
    app.become_role(Role::Operator).await;
    app.with_cookie(&kept_note);
    assert_eq!(app.get(&note).await.raw("#note"), "Long note");
    app.become_role(Role::Operator).await;
    app.with_cookie(&kept_status);
    let page = app.get(&format!("{status}?edit=yes")).await;
    assert_eq!(
        (page.raw("#notes").as_str(), page.attributes("[name=status][checked]", "value")),
        ("Until March", vec!["planned".to_owned()])
    );
}
