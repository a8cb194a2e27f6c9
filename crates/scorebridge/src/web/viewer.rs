//! Who looks at a page, and how: the signed-in [`Viewer`], and the [`Visitor`] that everybody is.
//! Rights are not decided here: the router's list names the role that each route needs.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::error::Error;
use super::urls;
use crate::app::App;
use crate::auth;
use crate::i18n::Words;
use crate::ids::TenantId;
use crate::store::{Language, Person, Role, Session, Theme};

/// Cookie with the language of someone who is not signed in.
pub(crate) const LANGUAGE_COOKIE: &str = "scorebridge_language";
/// Cookie with the colours: read before the page is drawn, so that nothing flashes.
pub(crate) const THEME_COOKIE: &str = "scorebridge_theme";
/// Cookie that switches keyboard shortcuts off in this browser.
pub(crate) const SHORTCUTS_COOKIE: &str = "scorebridge_shortcuts";

/// Cookie of the script: the navigation is folded to its icons.
const NAVIGATION_COOKIE: &str = "scorebridge_nav";
/// Header of the script's own looks: they are no activity of a person and do not lengthen the session.
const LIVE_HEADER: &str = "x-scorebridge-live";

/// Anybody with a browser.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// Language, time zone and the time of the request.
    pub(crate) words: Words,
    /// Colours.
    pub(crate) theme: Theme,
    /// Whether keyboard shortcuts are on.
    pub(crate) shortcuts: bool,
    /// Whether the navigation is folded.
    pub(crate) rail: bool,
    /// Path and query that were asked for.
    pub(crate) path: String,
}

/// A signed-in person.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    /// How they look at it.
    pub(crate) visitor: Visitor,
    /// Who they are.
    pub(crate) person: Person,
    /// Secret that their forms send back.
    pub(crate) csrf_token: String,
}

impl Viewer {
    /// Whether their role is at least this one.
    pub(crate) fn may(&self, role: Role) -> bool {
        self.person.role >= role
    }

    /// Whether they send and retry tickets, and set statuses.
    pub(crate) fn operates(&self) -> bool {
        self.may(Role::Operator)
    }

    /// Whether they connect, configure and remove.
    pub(crate) fn administers(&self) -> bool {
        self.may(Role::Administrator)
    }

    /// Whose data they see.
    pub(crate) fn tenant(&self) -> &TenantId {
        &self.person.tenant
    }

    /// Words in their language and time zone.
    pub(crate) fn words(&self) -> &Words {
        &self.visitor.words
    }

    /// Their language.
    pub(crate) fn language(&self) -> Language {
        self.words().language
    }

    /// The time of the request.
    pub(crate) fn now(&self) -> Timestamp {
        self.words().now
    }

    /// Today, where they are.
    pub(crate) fn today(&self) -> Date {
        self.words().today()
    }

    fn new(mut visitor: Visitor, session: Session) -> Self {
        let person = session.person;
        visitor.words.language = person.language.unwrap_or(visitor.words.language);
        visitor.words.zone = TimeZone::get(&person.time_zone).unwrap_or(TimeZone::UTC);
        if visitor.theme == Theme::System {
            visitor.theme = person.theme;
        }
        Self { visitor, person, csrf_token: session.csrf_token }
    }
}

/// Needs a session; without one the answer is the way to sign-in, which leads back here.
impl FromRequestParts<App> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        match find(parts, app).await? {
            Some(viewer) => Ok(viewer),
            None => Err(Error::SignIn(asked_for(parts))),
        }
    }
}

impl OptionalFromRequestParts<App> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Error> {
        find(parts, app).await
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let jar = CookieJar::from_headers(&parts.headers);
        let cookie = |name| jar.get(name).map(axum_extra::extract::cookie::Cookie::value);
        let language = cookie(LANGUAGE_COOKIE).and_then(Language::parse);
        let words = Words {
            language: language.unwrap_or_else(|| asked_language(&parts.headers)),
            zone: TimeZone::UTC,
            now: app.clock.now(),
        };
        let theme = cookie(THEME_COOKIE).and_then(Theme::parse).unwrap_or(Theme::System);
        let shortcuts = cookie(SHORTCUTS_COOKIE) != Some("off");
        let rail = cookie(NAVIGATION_COOKIE) == Some("rail");
        Ok(Self { words, theme, shortcuts, rail, path: path_of(parts) })
    }
}

/// The viewer of a request, found once and kept with it.
async fn find(parts: &mut Parts, app: &App) -> Result<Option<Viewer>, Error> {
    if let Some(viewer) = parts.extensions.get::<Viewer>() {
        return Ok(Some(viewer.clone()));
    }
    let jar = CookieJar::from_headers(&parts.headers);
    let Some(cookie) = jar.get(auth::SESSION_COOKIE) else { return Ok(None) };
    let session = if parts.headers.contains_key(LIVE_HEADER) {
        app.store.find_session(&auth::hash(cookie.value()), app.clock.now()).await?
    } else {
        auth::find_session(app, cookie.value()).await?
    };
    let Some(session) = session else { return Ok(None) };
    let Ok(visitor) = Visitor::from_request_parts(parts, app).await;
    let viewer = Viewer::new(visitor, session);
    parts.extensions.insert(viewer.clone());
    Ok(Some(viewer))
}

fn path_of(parts: &Parts) -> String {
    parts.uri.path_and_query().map_or(urls::HOME, |path| path.as_str()).to_owned()
}

/// Where to come back to after sign-in: a form cannot be sent again, so its page's own address is not enough.
fn asked_for(parts: &Parts) -> String {
    if parts.method == axum::http::Method::GET {
        return path_of(parts);
    }
    let referer = parts.headers.get(axum::http::header::REFERER).and_then(|value| value.to_str().ok());
    let page = referer.and_then(|text| url::Url::parse(text).ok());
    page.map_or(urls::HOME.to_owned(), |page| urls::local(&page[url::Position::BeforePath..]).to_owned())
}

/// The first language of `Accept-Language` that we have; quality values are rare enough to be taken as order.
pub(in crate::web) fn asked_language(headers: &HeaderMap) -> Language {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut asked = header.split(',').filter_map(|part| Language::parse(part.split(';').next()?.trim()));
    asked.next().unwrap_or(Language::En)
}
