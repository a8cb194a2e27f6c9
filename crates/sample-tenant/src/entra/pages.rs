//! The pages people see: the choice of a person, a refusal, the end of a session, the front page.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use url::{Host, Url, form_urlencoded};

use crate::{
    entra::{authorize::SignIn, refusal::Refusal, wording::Wording},
    state::{Shared, State as Tenant},
};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInView<'a> {
    wording: &'static Wording,
    application: &'a str,
    action: String,
    other_language: String,
    people: Vec<PersonView<'a>>,
}

struct PersonView<'a> {
    oid: &'a str,
    initials: String,
    name: &'a str,
    user_name: String,
    role: &'static str,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessageView {
    wording: &'static Wording,
    title: &'static str,
    lead: &'static str,
    detail: Option<String>,
}

#[derive(Template)]
#[template(path = "front.html")]
struct FrontView<'a> {
    wording: &'static Wording,
    tenant: &'a str,
    paths: [String; 7],
}

/// The people to choose from. The form repeats the request, which is checked again when it comes back.
pub(super) fn people(state: &Tenant, sign_in: &SignIn<'_>, wording: &'static Wording, uri: &Uri) -> Response {
    let people = state.people.iter().map(|person| PersonView {
        oid: &person.oid,
        initials: person.initials(),
        name: person.name,
        user_name: person.user_name(),
        role: wording.role(person.role),
    });
    let view = SignInView {
        wording,
        application: sign_in.client.display_name,
        action: in_language(uri, wording.language),
        other_language: in_language(uri, wording.other_language.language),
        people: people.collect(),
    };
    page(StatusCode::OK, &view, Some(&sign_in.redirect_uri))
}

/// What went wrong, when the way back cannot be trusted.
pub(super) fn refusal(refusal: &Refusal, wording: &'static Wording) -> Response {
    let view = MessageView {
        wording,
        title: wording.refusal_title,
        lead: wording.refusal_lead,
        detail: Some(refusal.description()),
    };
    page(refusal.status(), &view, None)
}

pub(super) fn signed_out(wording: &'static Wording) -> Response {
    let view =
        MessageView { wording, title: wording.signed_out_title, lead: wording.signed_out_lead, detail: None };
    page(StatusCode::OK, &view, None)
}

/// `GET /`: says what this is and what answers.
pub(crate) async fn front(State(state): State<Shared>, headers: HeaderMap) -> Response {
    let own = &state.id;
    let view = FrontView {
        wording: Wording::for_request(None, &headers),
        tenant: own,
        paths: [
            format!("/{own}/oauth2/v2.0/token"),
            format!("/{own}/v2.0/.well-known/openid-configuration"),
            "/v1.0/security/secureScores".to_owned(),
            "/v1.0/security/secureScoreControlProfiles".to_owned(),
            "/dev/clients".to_owned(),
            "/dev/people".to_owned(),
            "/dev/faults".to_owned(),
        ],
    };
    page(StatusCode::OK, &view, None)
}

/// `GET /signin.css`.
pub(crate) async fn stylesheet() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, include_str!("../../assets/signin.css"))
}

fn page(status: StatusCode, view: &impl Template, returns_to: Option<&Url>) -> Response {
    let Ok(html) = view.render() else {
        tracing::error!("a page of the sample tenant could not be rendered");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = (status, Html(html)).into_response();
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(returns_to)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Browsers hold the redirect after a form to `form-action` too, so the way back has to be in it. The grammar
/// of the policy has no IPv6 addresses; there the scheme stands in.
fn content_security_policy(returns_to: Option<&Url>) -> String {
    let origin = returns_to.map(|uri| match uri.host() {
        Some(Host::Ipv6(_)) => format!("{}:", uri.scheme()),
        _ => uri.origin().ascii_serialization(),
    });
    let form_action = format!("'self' {}", origin.unwrap_or_default());
    format!(
        "default-src 'none'; style-src 'self'; form-action {}; base-uri 'none'; frame-ancestors 'none'",
        form_action.trim_end()
    )
}

/// The same address with `ui_locales` set.
fn in_language(uri: &Uri, language: &str) -> String {
    let query = uri.query().unwrap_or_default();
    let others = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "ui_locales");
    let mut options = form_urlencoded::Serializer::new(String::new());
    let options = options.extend_pairs(others).append_pair("ui_locales", language).finish();
    format!("{}?{options}", uri.path())
}
