//! The signed-in person behind a page request.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};

use super::{
    Params, Problem, Shell, address,
    bookmarks::Place,
    navigator::{self, Application},
    shell::{Badge, initials},
};
use crate::{
    app::App,
    auth::{
        cookies, people,
        sessions::{self, BrowserSession},
        sign_in::{Door, allowed},
    },
    caller::{Caller, Channel},
};

/// Who looks at a page, and where they are. Without a session, the browser is sent to sign in.
#[derive(Debug)]
pub(crate) struct Viewer {
    pub(crate) caller: Caller,
    pub(crate) session: BrowserSession,
    /// Path and query of the request.
    pub(crate) here: String,
    /// `en` or `nl`: of the user's record, else of the browser.
    pub(crate) language: &'static str,
    /// Applications that the person may use.
    pub(crate) menu: Vec<Application>,
    name: String,
    scenarios: String,
    app: Arc<App>,
}

impl FromRequestParts<Arc<App>> for Viewer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let here = parts.uri.path_and_query().map_or("/", |whole| whole.as_str()).to_owned();
        let session = cookies::get(&parts.headers, sessions::COOKIE).and_then(|id| app.session(id));
        let signed_in = session.and_then(|session| session.user_id.clone().map(|user_id| (session, user_id)));
        let Some((session, user_id)) = signed_in else { return Err(to_sign_in(&parts.method, &here)) };
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let browser_language = preferred(accepted.unwrap_or_default());
        let system = Caller::system();
        let page = here.clone();
        let found = app.engine.read(&system, move |session| {
            let person = people::by_id(session, &user_id)?;
            let person = person.filter(|person| allowed(&person.user, Door::Browser).is_ok());
            let Some(person) = person else { return Ok(None) };
            let menu = navigator::for_person(session, &person.caller(Channel::Ui), &page)?;
            Ok(Some((person, menu)))
        });
        match found.await {
            Ok(Some((person, menu))) => {
                let language = match person.user.get("preferred_language") {
                    "" => browser_language,
                    own => preferred(own),
                };
                let (caller, name) = (person.caller(Channel::Ui), person.user.get("name").to_owned());
                let scenarios = app.scenarios.active_names();
                let app = Arc::clone(app);
                Ok(Self { caller, session, here, language, menu, name, scenarios, app })
            }
            Ok(None) => {
                app.auth.sessions.end(&session.id);
                Err(to_sign_in(&parts.method, &here))
            }
            Err(refusal) => Err(Problem::from(refusal).into_response()),
        }
    }
}

/// A form that was posted without a session cannot be repeated by an address.
fn to_sign_in(method: &Method, here: &str) -> Response {
    let goto = if method == Method::GET || method == Method::HEAD { here } else { "/" };
    address::found(&address::sign_in(goto))
}

/// The first of our languages in a list as browsers send it.
fn preferred(accepted: &str) -> &'static str {
    let languages = accepted.split(',').filter_map(|item| item.split([';', '-']).next());
    let ours = languages.filter_map(|language| match language.trim().to_ascii_lowercase().as_str() {
        "nl" => Some("nl"),
        "en" => Some("en"),
        _ => None,
    });
    ours.into_iter().next().unwrap_or("en")
}

impl Viewer {
    /// Frame of a page with navigator; shows the notices that wait for the person.
    pub(crate) fn shell(&self, title: &str) -> Shell {
        self.frame(title, self.menu.clone())
    }

    /// Frame of a page that is about one thing only.
    pub(crate) fn alone(&self, title: &str) -> Shell {
        let mut shell = self.frame(title, Vec::new());
        shell.viewer = None;
        shell
    }

    fn frame(&self, title: &str, navigator: Vec<Application>) -> Shell {
        let mut shell = Shell::signed_out(title, self.scenarios.clone(), self.session.token.clone());
        shell.viewer = Some(self.badge());
        shell.navigator = navigator;
        shell.tab = match self.here.as_str() {
            "/favorites.do" => "favorites",
            "/history.do" => "history",
            _ => "all",
        };
        shell.notices = self.app.auth.sessions.take_notices(&self.session.id);
        shell
    }

    fn badge(&self) -> Badge {
        let name = if self.name.is_empty() { self.caller.user_name.clone() } else { self.name.clone() };
        Badge {
            user_id: self.caller.user_id.clone(),
            user_name: self.caller.user_name.clone(),
            initials: initials(&name),
            name,
            may_impersonate: self.caller.is_admin() || self.session.impersonator.is_some(),
            impersonated: self.session.impersonator.is_some(),
        }
    }

    /// Remembers a list or record in the history of the session.
    pub(crate) fn visits(&self, title: &str, address: String) {
        let place = Place { title: title.to_owned(), address };
        self.app.auth.sessions.visit(&self.session.id, place);
    }

    /// Refuses a form that does not come from a page of this session.
    pub(crate) fn check_token(&self, form: &Params) -> Result<(), Problem> {
        if self.session.accepts(form.get("sysparm_ck")) {
            return Ok(());
        }
        let text = "The form does not belong to this session. Open the page again and repeat what you did.";
        Err(Problem::page(StatusCode::FORBIDDEN, "Form expired", text))
    }

    /// Refuses people without a role.
    pub(crate) fn require(&self, role: &str) -> Result<(), Problem> {
        if self.caller.has_role(role) { Ok(()) } else { Err(Problem::role_needed(role)) }
    }

    /// Shows what scripts said on the next page; the page they lead to.
    pub(crate) fn hear(&self) -> Option<String> {
        let said = self.caller.inbox.take();
        for message in said.messages {
            let notice = if message.is_error { super::Notice::bad } else { super::Notice::good };
            self.notify(notice(message.text));
        }
        said.redirect.map(|address| super::address::target(&address))
    }

    /// Shown on the next page.
    pub(crate) fn notify(&self, notice: super::Notice) {
        self.app.auth.sessions.add_notice(&self.session.id, notice);
    }
}

#[cfg(test)]
mod tests {
    use super::preferred;

    #[test]
    fn the_first_language_that_we_have_is_taken() {
        for (accepted, language) in [
            ("nl-NL,nl;q=0.9,en;q=0.8", "nl"),
            ("en-GB,nl;q=0.5", "en"),
            ("fr, nl;q=0.5", "nl"),
            ("de", "en"),
            ("", "en"),
        ] {
            assert_eq!(preferred(accepted), language, "{accepted}");
        }
    }
}
