//! `/tickets/{id}/note`: a work note for the record of a ticket. It is stored here and written by a job, so that it is
//! neither lost nor doubled; the timeline shows how far it is.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::act::{self, NoFields};
use super::send::{self, Noted};
use super::show::{self, Told};
use crate::app::App;
use crate::auth;
use crate::ids::NoteId;
use crate::jobs;
use crate::message::Message;
use crate::tickets::{NOTE_MAX, Ticket};
use crate::web::components::FieldErrors;
use crate::web::error::{Error, Result};
use crate::web::filters;
use crate::web::form::SignedForm;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{kept, urls};

/// A note as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NoteForm {
    note: String,
    idempotency_key: String,
}

#[derive(Template)]
#[template(path = "pages/tickets/note.html")]
struct NoteView {
    shell: Shell,
    ticket: Ticket,
    form: NoteForm,
    errors: FieldErrors,
    user_name: String,
}

impl NoteView {
    fn url(&self) -> String {
        urls::ticket(self.ticket.id, self.ticket.number())
    }

    fn length(&self) -> usize {
        self.form.note.chars().count()
    }
}

/// The form.
pub(crate) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let ticket = act::found(&app, &viewer, &id).await?;
    if !ticket.takes_notes() {
        return refused(&app, &viewer, ticket).await;
    }
    let typed = kept::take::<NoteForm>(&app, &viewer, &headers).await?;
    let form = typed.unwrap_or_else(|| NoteForm { idempotency_key: auth::random(), ..NoteForm::default() });
    page(&app, &viewer, ticket, (form, FieldErrors::default())).await
}

/// Stores the note and goes back to the ticket.
pub(crate) async fn post(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<String>,
    SignedForm(form): SignedForm<NoteForm>,
) -> Result<Response> {
    let ticket = act::found(&app, &viewer, &id).await?;
    match send::note(&app, &viewer.person, &ticket, (&form.note, &form.idempotency_key)).await? {
        Noted::Stored => Ok(act::back(&ticket, "noted")),
        Noted::NotAllowed => refused(&app, &viewer, ticket).await,
        Noted::Invalid(message) => {
            let form = NoteForm { idempotency_key: auth::random(), ..form };
            let errors = FieldErrors(vec![("note".to_owned(), message)]);
            let page = page(&app, &viewer, ticket, (form, errors)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Writes a note that failed or waits again.
pub(crate) async fn retry(
    viewer: Viewer,
    State(app): State<App>,
    Path((id, note)): Path<(String, String)>,
    SignedForm(NoFields {}): SignedForm<NoFields>,
) -> Result<Response> {
    let ticket = act::found(&app, &viewer, &id).await?;
    let note = NoteId::parse(&note).ok_or_else(|| Error::not_found(Message::new("note-not-found")))?;
    let retried = jobs::retry_note(&app, &ticket, note).await?;
    Ok(act::back(&ticket, if retried { "note-retried" } else { "nothing-to-retry" }))
}

async fn page(
    app: &App,
    viewer: &Viewer,
    ticket: Ticket,
    (form, errors): (NoteForm, FieldErrors),
) -> Result<Response> {
    let words = viewer.words();
    let shell = Shell::load(app, viewer, Here::Tickets).await?.titled(words.phrase("note-title"));
    let shell = shell.under(urls::TICKETS, &words.phrase("tickets-title"));
    let shell = shell.under(urls::ticket(ticket.id, ticket.number()), &ticket.number().unwrap_or_default());
    let shell = shell.failed(!errors.0.is_empty());
    let user_name = viewer.person.user_name.clone();
    shell::page(viewer, &NoteView { shell, ticket, form, errors, user_name })
}

/// The ticket has no open record: its page says so.
async fn refused(app: &App, viewer: &Viewer, ticket: Ticket) -> Result<Response> {
    let problem = Some(Message::new("ticket-note-refused"));
    let page = show::page(app, viewer, ticket, Told { problem, notice: None }).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}
