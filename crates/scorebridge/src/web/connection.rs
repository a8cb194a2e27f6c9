//! `GET /servicenow`: the connection, how it is doing, what is exchanged (S07, S08, S12), and the addresses that an
//! instance with IP filtering must allow (S28).

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::connection::{AppPresence, Connection, ConnectionStatus, Ending, SetupStep, SyncRun};
use crate::i18n::Words;
use crate::jobs;
use crate::message::Message;
use crate::web::checks::{self, CheckLine};
use crate::web::components::{Badge, Tone};
use crate::web::error::{Error, Result};
use crate::web::form::SignedForm;
use crate::web::notice::Notice;
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::urls::{self, Query};
use crate::web::viewer::Viewer;
use crate::web::webhook::{self, MadeSecret};
use crate::web::{filters, keys};

/// Lines of the history of syncs; the API has more.
const SYNCS_SHOWN: u64 = 10;

/// Which page to go back to: the button is on several.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct BackForm {
    return_to: String,
}

#[derive(Template)]
#[template(path = "pages/connection.html")]
struct ConnectionView {
    shell: Shell,
    words: Words,
    addresses: Vec<String>,
    checks: Vec<CheckLine>,
    syncs: Vec<SyncRun>,
    secret_ends: Option<Ending>,
    notice: Option<Notice>,
    webhook_url: String,
    made: Option<MadeSecret>,
}

impl ConnectionView {
    fn connection(&self) -> Option<&Connection> {
        self.shell.connection.as_ref()
    }

    /// A connection that was authorized once: it has a card.
    fn working(&self) -> Option<&Connection> {
        self.connection().filter(|connection| connection.authorization.is_some())
    }

    /// The step at which set-up waits, from 1.
    fn waits_at(&self) -> Option<usize> {
        let step = self.connection()?.step?;
        SetupStep::ALL.iter().position(|one| *one == step).map(|index| index + 1)
    }

    fn instance(&self) -> &str {
        self.connection().map_or("", |connection| connection.instance.name())
    }

    fn badge(connection: &Connection, words: &Words) -> Badge {
        let tone = match connection.status {
            ConnectionStatus::Connected => Tone::Ok,
            ConnectionStatus::SettingUp | ConnectionStatus::NotProvisioned => Tone::Warn,
            ConnectionStatus::Unreachable | ConnectionStatus::AuthorizationEnded => Tone::Bad,
        };
        Badge::new(tone, words.phrase(keys::connection_status(connection.status)))
    }

    /// Whether only provisioning is missing.
    fn is_waiting(connection: &Connection) -> bool {
        connection.status == ConnectionStatus::NotProvisioned
    }

    fn app_key(connection: &Connection) -> &'static str {
        match connection.app {
            AppPresence::Unknown => "connection-app-unknown",
            AppPresence::Missing => "connection-app-missing",
            AppPresence::Installed => "connection-app-installed",
        }
    }

    /// What stands in the way, as the keys of a bar.
    fn trouble(connection: &Connection) -> Option<(&'static str, &'static str)> {
        match connection.status {
            ConnectionStatus::Connected | ConnectionStatus::SettingUp => None,
            ConnectionStatus::NotProvisioned => {
                Some(("connection-not-provisioned", "connection-not-provisioned-text"))
            }
            ConnectionStatus::Unreachable => Some(("connection-unreachable", "connection-unreachable-text")),
            ConnectionStatus::AuthorizationEnded => {
                Some(("connection-authorization-ended", "connection-authorization-ended-text"))
            }
        }
    }

    /// When the authorization ends, if that is soon.
    fn ends_soon(&self) -> Option<Ending> {
        self.working()?.ending(self.shell.now)
    }

    fn result(run: &SyncRun, words: &Words) -> Badge {
        match &run.problem {
            None => Badge::new(Tone::Ok, words.phrase("connection-sync-ended")),
            Some(_) => Badge::new(Tone::Bad, words.phrase("connection-sync-failed")),
        }
    }

    fn seconds(run: &SyncRun) -> f64 {
        run.took.as_secs_f64()
    }

    fn good_checks(&self) -> usize {
        checks::good(&self.checks)
    }
}

/// The page.
pub(crate) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    show(&app, &viewer, Notice::parse(&Parameters::parse(query)), None).await
}

/// The page, with a secret that was just made.
pub(crate) async fn show(
    app: &App,
    viewer: &Viewer,
    notice: Option<Notice>,
    made: Option<MadeSecret>,
) -> Result<Response> {
    let shell = Shell::load(app, viewer, Here::Connection).await?;
    let (checks, syncs) = match &shell.connection {
        Some(connection) => (
            app.store.list_checks(connection.id).await?,
            app.store.list_syncs(connection.id, SYNCS_SHOWN).await?,
        ),
        None => (Vec::new(), Vec::new()),
    };
    let view = ConnectionView {
        words: viewer.words().clone(),
        addresses: app.config.servicenow.egress_addresses.clone(),
        checks: CheckLine::all(&checks),
        syncs,
        secret_ends: app.config.graph.client_secret_ends.and_then(|day| Ending::on(day, shell.now)),
        notice,
        webhook_url: shell.connection.as_ref().map(|one| webhook::address(app, one)).unwrap_or_default(),
        made,
        shell: shell.titled(viewer.words().phrase("connection-title")),
    };
    shell::page(viewer, &view)
}

/// Whoever reloads the page on which a secret was shown.
pub(crate) async fn back() -> Redirect {
    Redirect::to(urls::CONNECTION)
}

/// Asks for a sync now.
pub(crate) async fn sync(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(form): SignedForm<BackForm>,
) -> Result<Response> {
    the_connection(&app, &viewer).await?;
    jobs::sync_now(&app);
    let page = if form.return_to == urls::HOME { urls::HOME } else { urls::CONNECTION };
    Ok(Redirect::to(&Notice::on("sync-started", Query::new(page))).into_response())
}

/// Runs the checks, and shows them where they are explained when one failed.
pub(crate) async fn check(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(_): SignedForm<BackForm>,
) -> Result<Response> {
    let connection = the_connection(&app, &viewer).await?;
    let checks = CheckLine::all(&jobs::run_checks(&app, &connection).await?);
    if checks::first_failed(&checks).is_some() {
        return Ok(Redirect::to(urls::PROVISIONING).into_response());
    }
    Ok(Redirect::to(&Notice::on("checked", Query::new(urls::CONNECTION))).into_response())
}

/// The tenant's connection; without one the person saw an old page.
pub(crate) async fn the_connection(app: &App, viewer: &Viewer) -> Result<Connection> {
    let connection = app.store.find_connection(viewer.tenant()).await?;
    connection.ok_or_else(|| Error::conflict(Message::new("configuration-none")))
}
