//! `/x_scbr_m365ticket_status.do`: whether a portal is connected, by what it last reported (S13).

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};

use super::{CONNECTIONS, Installed, NOT_INSTALLED, texts::Texts};
use crate::{
    app::App,
    engine::{Record, Selection, Session},
    query::{Operator, Query},
    refusals::Refusal,
    ui::{Page, Problem, Shell, Viewer},
};

/// Connections on the page, and errors of each.
const CONNECTIONS_SHOWN: u64 = 20;
const ERRORS_SHOWN: u64 = 20;

#[derive(Template)]
#[template(path = "connector/status.html")]
struct StatusPage {
    shell: Shell,
    texts: &'static Texts,
    connections: Vec<Connection>,
}

#[derive(Debug)]
struct Connection {
    portal_url: String,
    word: &'static str,
    tone: &'static str,
    facts: Vec<Fact>,
    errors: Vec<Fact>,
}

#[derive(Debug)]
struct Fact {
    label: String,
    text: String,
}

/// `GET`.
pub(crate) async fn status(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Response, Problem> {
    let texts = Texts::of(viewer.language);
    let installed = app.engine.read(&viewer.caller, |session| Ok(Installed::of(session))).await?;
    if installed == Installed::No {
        return Err(Problem::not_found(NOT_INSTALLED));
    }
    let connections = app.engine.read(&viewer.caller, move |session| connections(session, texts)).await?;
    let shell = viewer.shell(texts.status.title);
    Ok(Page::of(&StatusPage { shell, texts, connections }).into_response())
}

fn connections(session: &Session, texts: &Texts) -> Result<Vec<Connection>, Refusal> {
    let newest =
        Selection::of(Query::all().ordered_by_descending("sys_updated_on")).limited(CONNECTIONS_SHOWN);
    let rows = session.select(CONNECTIONS, &newest)?;
    rows.iter().map(|row| connection(session, texts, row)).collect()
}

fn connection(session: &Session, texts: &Texts, row: &Record) -> Result<Connection, Refusal> {
    let words = &texts.status;
    let (word, tone) = match row.get("status") {
        "connected" => (words.connected, "good"),
        "error" | "broken" | "degraded" => (words.broken, "bad"),
        _ => (words.not_connected, "warn"),
    };
    let fact = |label: &str, text: String| Fact { label: label.to_owned(), text };
    let facts = vec![
        fact(words.portal, row.get("portal_url").to_owned()),
        fact(words.integration_user, row.get("integration_user").to_owned()),
        fact(words.last_call_in, session.display(row, "last_call_in")?),
        fact(words.last_call_out, session.display(row, "last_call_out")?),
        fact(words.updated, session.display(row, "sys_updated_on")?),
        fact(words.tokens, valid_tokens(session)?.to_string()),
    ];
    Ok(Connection {
        portal_url: row.get("portal_url").to_owned(),
        word,
        tone,
        facts,
        errors: errors(session, row)?,
    })
}

/// Access and refresh tokens of registered applications that have not expired.
fn valid_tokens(session: &Session) -> Result<u64, Refusal> {
    let query = Query::all().and("expires", Operator::Greater, &session.now_text());
    session.trusted(|session| session.count("oauth_credential", &query))
}

/// The error that the portal reports now, and those it reported before, from the audit.
fn errors(session: &Session, row: &Record) -> Result<Vec<Fact>, Refusal> {
    let query = Query::equals("documentkey", row.sys_id())
        .and("fieldname", Operator::Equals, "last_error")
        .ordered_by_descending("sys_created_on");
    let audited = session
        .trusted(|session| session.select("sys_audit", &Selection::of(query).limited(ERRORS_SHOWN)))?;
    let mut errors = Vec::new();
    for change in audited.iter().filter(|change| !change.is_empty("newvalue")) {
        errors.push(Fact {
            label: session.display(change, "sys_created_on")?,
            text: change.get("newvalue").to_owned(),
        });
    }
    let current = row.get("last_error");
    if !current.is_empty() && errors.iter().all(|error| error.text != current) {
        errors.insert(0, Fact { label: session.display(row, "sys_updated_on")?, text: current.to_owned() });
    }
    Ok(errors)
}
