//! What surrounds each page: header, navigation, and the facts that several cards share. One function loads it with
//! two statements (connection, ticket figures); pages read those facts from here instead of asking again.

use askama::Template;
use axum::response::{Html, IntoResponse as _, Response};
use jiff::Timestamp;

use super::error::Result;
use super::urls;
use super::viewer::{Viewer, Visitor};
use crate::app::App;
use crate::connection::{Connection, ConnectionStatus};
use crate::store::{Counts, Role};

/// The place in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Here {
    Home,
    SecureScore,
    Tickets,
    Connection,
    Configuration,
    Provisioning,
    Troubleshooting,
    /// A page that the navigation does not list.
    Elsewhere,
}

/// An entry of the navigation.
pub(super) struct NavItem {
    pub(super) url: &'static str,
    pub(super) icon: &'static str,
    pub(super) key: &'static str,
    pub(super) current: bool,
    /// Open tickets; 0 shows nothing.
    pub(super) badge: u64,
    pub(super) attention: bool,
}

/// A step of the path above the title.
pub(super) struct Crumb {
    pub(super) url: String,
    pub(super) label: String,
}

/// Header, navigation and shared facts of a page.
pub(crate) struct Shell {
    /// Connection of the tenant that is not removed.
    pub(crate) connection: Option<Connection>,
    /// Figures of all tickets.
    pub(crate) counts: Counts,
    /// Whether the person sends tickets and sets statuses.
    pub(crate) operates: bool,
    /// Whether the person connects and configures.
    pub(crate) administers: bool,
    /// Secret for forms.
    pub(crate) csrf: String,
    /// When the facts were read.
    pub(crate) now: Timestamp,
    /// `true` puts "Error:" before the title.
    pub(crate) has_errors: bool,
    /// Words of the heading.
    pub(crate) title: String,
    /// Where the page listens for changes after the facts it shows.
    pub(super) events: String,
    pub(super) visitor: Visitor,
    pub(super) crumbs: Vec<Crumb>,
    pub(super) nav: Vec<NavItem>,
    pub(super) nav_servicenow: Vec<NavItem>,
    pub(super) person: String,
    pub(super) initials: String,
    pub(super) search: String,
    role: Role,
    here: Here,
}

impl Shell {
    /// Loads the shell of a page.
    pub(crate) async fn load(app: &App, viewer: &Viewer, here: Here) -> Result<Self> {
        let tenant = viewer.tenant();
        let seen = app.live.count(tenant);
        let connection = app.store.find_connection(tenant).await?;
        let counts = app.store.count_tickets(tenant, viewer.today(), viewer.now()).await?;
        let events = urls::Query::new(urls::EVENTS).with("seen", seen).to_string();
        Ok(Self::new(viewer, here, connection, counts, events))
    }

    /// The shell around facts that are known.
    fn new(
        viewer: &Viewer,
        here: Here,
        connection: Option<Connection>,
        counts: Counts,
        events: String,
    ) -> Self {
        Self {
            events,
            nav: navigation(here, connection.as_ref(), &counts),
            nav_servicenow: servicenow_navigation(here, connection.as_ref()),
            connection,
            counts,
            operates: viewer.operates(),
            administers: viewer.administers(),
            csrf: viewer.csrf_token.clone(),
            now: viewer.now(),
            has_errors: false,
            title: String::new(),
            visitor: viewer.visitor.clone(),
            crumbs: Vec::new(),
            person: viewer.person.name.clone(),
            initials: initials(&viewer.person.name),
            role: viewer.person.role,
            search: String::new(),
            here,
        }
    }

    /// Sets the heading, which is also the title of the tab.
    #[must_use]
    pub(crate) fn titled(mut self, title: impl ToString) -> Self {
        self.title = title.to_string();
        self
    }

    /// Adds a step above the title; the page itself is not one.
    #[must_use]
    pub(crate) fn under(mut self, url: impl ToString, label: &impl ToString) -> Self {
        self.crumbs.push(Crumb { url: url.to_string(), label: label.to_string() });
        self
    }

    /// Shows the words that were searched for.
    #[must_use]
    pub(crate) fn searching(mut self, text: &str) -> Self {
        text.clone_into(&mut self.search);
        self
    }

    /// Marks the title of a form that came back.
    #[must_use]
    pub(crate) fn failed(mut self, has_errors: bool) -> Self {
        self.has_errors = has_errors;
        self
    }

    /// Whether ticket cards and sharing are on (S29).
    pub(crate) fn is_provisioned(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.provisioned_at.is_some())
    }

    /// Open tickets of both kinds.
    pub(crate) fn open_tickets(&self) -> u64 {
        open_tickets(&self.counts)
    }

    /// The time the page was read at: `14:34`.
    pub(crate) fn clock(&self) -> String {
        self.visitor.words.time(self.now)
    }

    /// The topic of the help that belongs to the page.
    pub(super) fn help_url(&self) -> String {
        match self.here {
            Here::Home | Here::Elsewhere => urls::HELP.to_owned(),
            Here::SecureScore => urls::help_topic("create"),
            Here::Tickets | Here::Configuration => urls::help_topic("track"),
            Here::Connection => urls::help_topic("connect"),
            Here::Provisioning | Here::Troubleshooting => urls::help_topic("troubleshooting"),
        }
    }

    /// Key of the words for the person's role.
    pub(super) fn role_key(&self) -> &'static str {
        match self.role {
            Role::Reader => "role-reader",
            Role::Operator => "role-operator",
            Role::Administrator => "role-administrator",
        }
    }
}

fn open_tickets(counts: &Counts) -> u64 {
    counts.open.iter().map(|open| open.count).sum()
}

fn navigation(here: Here, connection: Option<&Connection>, counts: &Counts) -> Vec<NavItem> {
    let badge = if connection.is_some() { open_tickets(counts) } else { 0 };
    let item = |place, url, icon, key| NavItem {
        url,
        icon,
        key,
        current: place == here,
        badge: 0,
        attention: false,
    };
    vec![
        item(Here::Home, urls::HOME, "home", "nav-home"),
        item(Here::SecureScore, urls::SECURE_SCORE, "trophy", "nav-secure-score"),
        NavItem { badge, ..item(Here::Tickets, urls::TICKETS, "ticket", "nav-tickets") },
    ]
}

fn servicenow_navigation(here: Here, connection: Option<&Connection>) -> Vec<NavItem> {
    let status = connection.map(|connection| connection.status);
    let item = |place, url, icon, key, attention| NavItem {
        url,
        icon,
        key,
        current: place == here,
        badge: 0,
        attention,
    };
    let broken = matches!(status, Some(ConnectionStatus::Unreachable | ConnectionStatus::AuthorizationEnded));
    let unprovisioned = status == Some(ConnectionStatus::NotProvisioned);
    vec![
        item(Here::Connection, urls::CONNECTION, "plug", "nav-connection", broken),
        item(Here::Configuration, urls::CONFIGURATION, "sliders", "nav-configuration", false),
        item(Here::Provisioning, urls::PROVISIONING, "activity", "nav-provisioning", unprovisioned),
        item(Here::Troubleshooting, urls::TROUBLESHOOTING, "stethoscope", "nav-troubleshooting", false),
    ]
}

/// First letters of the first and the last word of a name.
fn initials(name: &str) -> String {
    let letters: Vec<_> = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
    match letters.as_slice() {
        [] => String::new(),
        [only] => only.to_uppercase().collect(),
        [first, .., last] => first.to_uppercase().chain(last.to_uppercase()).collect(),
    }
}

/// The head of a page without a person: sign-in, leaving, problems of strangers.
pub(crate) struct Bare {
    pub(super) title: String,
    pub(super) visitor: Visitor,
}

impl Bare {
    /// A bare page.
    pub(crate) fn new(visitor: &Visitor, title: impl ToString) -> Self {
        Self { title: title.to_string(), visitor: visitor.clone() }
    }
}

/// Writes a page in the viewer's language.
pub(crate) fn page(viewer: &Viewer, view: &impl Template) -> Result<Response> {
    bare_page(&viewer.visitor, view)
}

/// Writes a page for a visitor.
pub(crate) fn bare_page(visitor: &Visitor, view: &impl Template) -> Result<Response> {
    Ok(Html(view.render_with_values(&visitor.words)?).into_response())
}
