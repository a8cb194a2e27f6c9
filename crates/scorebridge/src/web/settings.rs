//! `GET /settings`: language, colours, time zone, shortcuts; and the quick switches of the header (S30).

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use jiff::tz::{self, TimeZone};
use serde::Deserialize;

use super::components::FieldErrors;
use super::error::{Error, Result};
use super::filters;
use super::form::SignedForm;
use super::parameters::Parameters;
use super::shell::{self, Here, Shell};
use super::urls::{self, Query};
use super::viewer::{LANGUAGE_COOKIE, SHORTCUTS_COOKIE, THEME_COOKIE, Viewer};
use crate::app::App;
use crate::message::Message;
use crate::store::{Language, Theme};

/// Shortcuts with what they do; `assets/js/keys.js` has them.
const KEYS: [(&str, &str); 12] = [
    ("/", "key-search"),
    ("g h", "key-home"),
    ("g s", "key-score"),
    ("g t", "key-tickets"),
    ("c", "key-create"),
    ("s", "key-share"),
    ("j", "key-next"),
    ("k", "key-previous"),
    ("x", "key-select"),
    ("Enter", "key-open"),
    ("Esc", "key-close"),
    ("?", "key-help"),
];

#[derive(Template)]
#[template(path = "pages/settings.html")]
struct SettingsView {
    shell: Shell,
    /// `en`, `nl`, or nothing for the browser's.
    language: String,
    theme: String,
    zone: String,
    zones: Vec<String>,
    shortcuts: bool,
    saved: bool,
    errors: FieldErrors,
}

/// The page.
pub(super) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let person = &viewer.person;
    let view = SettingsView {
        shell: shell_of(&app, &viewer, false).await?,
        language: person.language.map_or("", Language::as_str).to_owned(),
        theme: viewer.visitor.theme.as_str().to_owned(),
        zone: person.time_zone.clone(),
        zones: zones(),
        shortcuts: viewer.visitor.shortcuts,
        saved: Parameters::parse(query).get("saved").is_some(),
        errors: FieldErrors::default(),
    };
    shell::page(&viewer, &view)
}

async fn shell_of(app: &App, viewer: &Viewer, failed: bool) -> Result<Shell> {
    let shell = Shell::load(app, viewer, Here::Elsewhere).await?;
    Ok(shell.titled(viewer.words().phrase("nav-settings")).failed(failed))
}

fn zones() -> Vec<String> {
    let mut zones: Vec<_> = tz::db().available().map(|name| name.as_str().to_owned()).collect();
    zones.sort_unstable();
    zones
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    language: String,
    theme: String,
    time_zone: String,
    shortcuts: String,
}

/// Saves all of it.
pub(super) async fn post(
    viewer: Viewer,
    State(app): State<App>,
    jar: CookieJar,
    SignedForm(sent): SignedForm<Sent>,
) -> Result<Response> {
    let language = Language::parse(&sent.language);
    let theme = Theme::parse(&sent.theme).unwrap_or(Theme::System);
    if TimeZone::get(&sent.time_zone).is_err() {
        return refused(&app, &viewer, sent).await;
    }
    app.store.set_preferences(viewer.person.id, language, theme, &sent.time_zone).await?;
    let shortcuts = if sent.shortcuts == "on" { "on" } else { "off" };
    let jar = jar
        .add(lasting(&app, LANGUAGE_COOKIE, language.map_or("", Language::as_str)))
        .add(lasting(&app, THEME_COOKIE, theme.as_str()))
        .add(lasting(&app, SHORTCUTS_COOKIE, shortcuts));
    Ok((jar, Redirect::to(&Query::new(urls::SETTINGS).with("saved", "yes").to_string())).into_response())
}

async fn refused(app: &App, viewer: &Viewer, sent: Sent) -> Result<Response> {
    let mut errors = FieldErrors::default();
    errors.push("time_zone", Message::new("settings-error-zone"));
    let view = SettingsView {
        shell: shell_of(app, viewer, true).await?,
        language: sent.language,
        theme: sent.theme,
        zone: sent.time_zone,
        zones: zones(),
        shortcuts: sent.shortcuts == "on",
        saved: false,
        errors,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shell::page(viewer, &view)?).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Switch {
    language: String,
    theme: String,
    return_to: String,
}

/// `POST /settings/language`: from the header, back to the page it was on.
pub(super) async fn language(
    viewer: Viewer,
    State(app): State<App>,
    jar: CookieJar,
    SignedForm(switch): SignedForm<Switch>,
) -> Result<Response> {
    let language = Language::parse(&switch.language).ok_or_else(unknown)?;
    let person = &viewer.person;
    app.store.set_preferences(person.id, Some(language), person.theme, &person.time_zone).await?;
    let jar = jar.add(lasting(&app, LANGUAGE_COOKIE, language.as_str()));
    Ok((jar, Redirect::to(urls::local(&switch.return_to))).into_response())
}

/// `POST /settings/theme`
pub(super) async fn theme(
    viewer: Viewer,
    State(app): State<App>,
    jar: CookieJar,
    SignedForm(switch): SignedForm<Switch>,
) -> Result<Response> {
    let theme = Theme::parse(&switch.theme).ok_or_else(unknown)?;
    let person = &viewer.person;
    app.store.set_preferences(person.id, person.language, theme, &person.time_zone).await?;
    let jar = jar.add(lasting(&app, THEME_COOKIE, theme.as_str()));
    Ok((jar, Redirect::to(urls::local(&switch.return_to))).into_response())
}

fn unknown() -> Error {
    Error::bad_request(Message::new("error-400"))
}

/// A preference that stays; it says nothing of the person.
fn lasting(app: &App, name: &'static str, value: &str) -> Cookie<'static> {
    let secure = app.config.server.base_url.scheme() == "https";
    Cookie::build((name, value.to_owned()))
        .path("/")
        .permanent()
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .build()
}
