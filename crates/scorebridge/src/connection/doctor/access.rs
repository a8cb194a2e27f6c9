//! Client, user and authorization: what the instance's answers say of them. What it hides from the integration user
//! is said to be hidden, with the place to look.

use jiff::Timestamp;
use servicenow_client::{Record, User};

use super::{Outcome, Seen, cannot_tell, failed, passed, warned};
use crate::connection::{CallbackOutcome, Connection, Identity, identify};
use crate::message::Message;

/// The record of the integration user, as far as it is shown to itself.
#[derive(Debug, Clone)]
pub enum UserAnswer {
    /// Users are not shown to the integration user.
    Hidden,
    /// Not even the integration user itself is in the list: rules hide records.
    Emptied,
    /// No user has the name.
    Missing,
    /// The record.
    Found(User),
}

fn of_user(key: &str, connection: &Connection) -> Message {
    Message::new(key).with("user", &connection.expected_user)
}

/// S26: the integration user can be found, is active and not locked out.
pub(crate) fn integration_user(connection: &Connection, answer: &UserAnswer) -> Seen {
    match answer {
        UserAnswer::Hidden => cannot_tell(of_user("unknown-user", connection)),
        UserAnswer::Emptied => warned(of_user("problem-users-hidden", connection)),
        UserAnswer::Missing => failed(of_user("evidence-user-missing", connection)),
        UserAnswer::Found(user) if !user.active => failed(of_user("evidence-user-inactive", connection)),
        UserAnswer::Found(user) if user.locked_out => failed(of_user("evidence-user-locked", connection)),
        UserAnswer::Found(user) => passed(of_user("evidence-user", connection).with("name", &user.name)),
    }
}

/// Users for web services only cannot give consent (protocol 4.2): the next authorization would fail.
pub(crate) fn interactive(connection: &Connection, answer: &UserAnswer) -> Seen {
    match answer {
        UserAnswer::Found(user) if user.web_service_access_only => {
            warned(of_user("problem-web-service-only", connection))
        }
        UserAnswer::Found(_) => passed(of_user("evidence-interactive", connection)),
        UserAnswer::Hidden | UserAnswer::Emptied | UserAnswer::Missing => {
            cannot_tell(of_user("unknown-interactive", connection))
        }
    }
}

/// The roles that let a user make and follow both kinds of tickets; the first alone, or all of the others.
const WHOLE: &str = "itil";
const PARTS: [&str; 2] = ["sn_incident_write", "sn_change_write"];

/// Roles as the instance lists them for the integration user; an empty list is what hidden roles look like.
pub(crate) fn roles(connection: &Connection, found: &[String]) -> Seen {
    let has = |role: &str| found.iter().any(|name| name == role);
    let listed = || found.join(", ");
    if found.is_empty() {
        return cannot_tell(of_user("unknown-roles", connection));
    }
    if has(WHOLE) || PARTS.iter().all(|role| has(role)) {
        return passed(of_user("evidence-roles", connection).with("roles", listed()));
    }
    warned(of_user("problem-roles", connection).with("roles", listed()))
}

/// Whose token we hold (S11), and until when.
pub(crate) fn authorized(
    connection: &Connection,
    identity: Option<&Result<Identity, Message>>,
    now: Timestamp,
) -> Seen {
    let identity = match identity {
        None => return failed(of_user("problem-not-authorized", connection)),
        Some(Err(problem)) => return failed(problem.clone()),
        Some(Ok(identity)) => identity,
    };
    match identify(identity, &connection.expected_user) {
        Ok(()) => authorized_until(connection, now),
        Err(CallbackOutcome::AdministratorAccount { found }) => {
            failed(Message::new("problem-administrator-account").with("found", found))
        }
        Err(_) => failed(of_user("problem-wrong-user", connection).with("found", &identity.user_name)),
    }
}

fn authorized_until(connection: &Connection, now: Timestamp) -> Seen {
    match connection.ending(now) {
        Some(end) => warned(of_user("evidence-authorization-ends", connection).with("days", end.days)),
        None => passed(of_user("evidence-authorized", connection)),
    }
}

/// An OAuth entity, where the integration user may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Its name.
    pub name: String,
    /// Whether it may be used.
    pub active: bool,
    /// Its redirect URLs.
    pub redirects: Vec<String>,
}

impl From<&Record> for Registration {
    fn from(record: &Record) -> Self {
        let redirects = record.value("redirect_url").split(',').map(|url| url.trim().to_owned());
        Self {
            name: record.value("name").to_owned(),
            active: record.boolean("active").unwrap_or(true),
            redirects: redirects.filter(|url| !url.is_empty()).collect(),
        }
    }
}

/// S24: the OAuth entity. A token that works was issued by it, whether it is shown or not.
pub(crate) fn registered(client: &str, registration: Option<&Registration>, token_works: bool) -> Seen {
    let named = |key: &str| Message::new(key).with("client", client);
    match registration {
        Some(found) if !found.active => failed(named("problem-entity-inactive").with("entity", &found.name)),
        Some(found) => passed(named("evidence-entity").with("entity", &found.name)),
        None if token_works => passed(named("evidence-entity-proven")),
        None => cannot_tell(named("unknown-entity")),
    }
}

/// What the authorization page shows to a browser that nobody is signed in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInPage {
    /// The instance's own sign-in page.
    Form,
    /// Another server, or the start of single sign-on.
    SingleSignOn,
    /// The redirect URL is refused.
    RedirectRefused,
    /// Nothing of the kind.
    Unclear,
}

/// Reads where an unfollowed answer leads, or what its page says. `same_site` tells whether the address to follow is
/// the instance's own; `None` when there is nothing to follow.
pub(crate) fn sign_in_page(status: u16, follow: Option<(&str, bool)>, page: &str) -> Option<SignInPage> {
    let page = page.to_lowercase();
    match follow {
        Some((_, false)) => Some(SignInPage::SingleSignOn),
        Some((path, true)) if path.contains("sso") || path.contains("saml") => Some(SignInPage::SingleSignOn),
        Some((_, true)) => None,
        None if status == 400 && page.contains("redirect") => Some(SignInPage::RedirectRefused),
        None if page.contains("login_with_sso") && !page.contains("user_password") => {
            Some(SignInPage::SingleSignOn)
        }
        None if page.contains("user_password") || page.contains("type=\"password\"") => {
            Some(SignInPage::Form)
        }
        None => Some(SignInPage::Unclear),
    }
}

/// What is known of the registered redirect URL.
pub(crate) struct Redirect<'a> {
    /// Ours.
    pub(crate) ours: &'a str,
    /// The entity, where it is shown.
    pub(crate) registration: Option<&'a Registration>,
    /// The page before sign-in.
    pub(crate) page: SignInPage,
    /// When an authorization was begun last that never came back.
    pub(crate) never_came_back: Option<Timestamp>,
}

/// Whether the instance sends the browser back to us. The instance compares after sign-in, so often only the browser
/// that came back, or did not, tells.
pub(crate) fn redirect_url(connection: &Connection, redirect: &Redirect<'_>) -> Seen {
    let named = |key: &str| Message::new(key).with("redirect", redirect.ours);
    if let Some(found) = redirect.registration {
        let is_ours = found.redirects.iter().any(|url| url == redirect.ours);
        return if is_ours {
            passed(named("evidence-redirect"))
        } else {
            failed(named("problem-redirect").with("registered", found.redirects.join(", ")))
        };
    }
    let authorized_at = connection.authorization.as_ref().map(|held| held.at);
    let lost = redirect.never_came_back.filter(|at| authorized_at.is_none_or(|since| *at > since));
    match (redirect.page, lost, authorized_at) {
        (SignInPage::RedirectRefused, ..) => failed(named("problem-redirect-refused")),
        (_, Some(_), _) => warned(named("problem-redirect-silent")),
        (_, None, Some(_)) => passed(named("evidence-redirect-proven")),
        (_, None, None) => cannot_tell(named("unknown-redirect")),
    }
}

/// S27: single sign-on is no fault once the right user authorized.
pub(crate) fn single_sign_on(connection: &Connection, page: SignInPage) -> Seen {
    match page {
        SignInPage::Form | SignInPage::RedirectRefused => passed(Message::new("evidence-sign-in-page")),
        SignInPage::SingleSignOn if connection.authorization.is_some() => {
            passed(of_user("evidence-single-sign-on", connection))
        }
        SignInPage::SingleSignOn => warned(of_user("problem-single-sign-on", connection)),
        SignInPage::Unclear => cannot_tell(Message::new("unknown-sign-in-page")),
    }
}

/// S23: who may read OAuth entities from another scope, where the settings of the table are shown.
pub(crate) fn table_access(settings: Option<(&str, bool)>) -> Seen {
    match settings {
        Some(("public", true)) => passed(Message::new("evidence-table-access")),
        Some((access, read)) => {
            failed(Message::new("problem-table-access").with("access", access).with("read", read.to_string()))
        }
        None => (Outcome::Unknown, Message::new("unknown-table-access")),
    }
}
