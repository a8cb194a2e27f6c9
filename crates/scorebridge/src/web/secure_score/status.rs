//! `POST /secure-score/actions/{id}/status`: the status and notes that a person sets. They stay in the portal.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::action::{self, Asked};
use super::keys;
use crate::app::App;
use crate::ids::ActionId;
use crate::live::LiveEvent;
use crate::message::Message;
use crate::score::{ActionStatus, ImprovementAction};
use crate::store::StatusMark;
use crate::web::components::FieldErrors;
use crate::web::error::Result;
use crate::web::form::SignedForm;
use crate::web::parameters::Parameters;
use crate::web::urls::{self, Query};
use crate::web::viewer::Viewer;

/// Longest notes, in characters.
const NOTES_MAX: usize = 2000;

/// What a person can choose; completed is set by the system alone.
const CHOICES: [ActionStatus; 5] = [
    ActionStatus::ToAddress,
    ActionStatus::Planned,
    ActionStatus::RiskAccepted,
    ActionStatus::ThirdParty,
    ActionStatus::AlternateMitigation,
];

/// The form as it is shown.
pub(super) struct StatusForm {
    /// Key word of the chosen status.
    chosen: String,
    pub(super) notes: String,
    /// All points are reached: the status cannot be changed.
    pub(super) is_completed: bool,
    pub(super) errors: FieldErrors,
}

/// One radio button.
pub(super) struct StatusChoice {
    pub(super) value: &'static str,
    pub(super) key: &'static str,
    pub(super) chosen: bool,
}

impl StatusForm {
    /// Filled with what is known.
    pub(super) fn of(action: &ImprovementAction, mark: Option<&StatusMark>) -> Self {
        Self {
            chosen: action.status.as_str().to_owned(),
            notes: mark.map_or_else(String::new, |mark| mark.notes.clone()),
            is_completed: action.status == ActionStatus::Completed,
            errors: FieldErrors::default(),
        }
    }

    /// As somebody typed it before their session ended.
    pub(super) fn typed(action: &ImprovementAction, sent: Sent) -> Self {
        Self {
            chosen: sent.status,
            notes: sent.notes,
            is_completed: action.status == ActionStatus::Completed,
            errors: FieldErrors::default(),
        }
    }

    /// The radio buttons.
    pub(super) fn choices(&self) -> Vec<StatusChoice> {
        let choice = |status: ActionStatus| StatusChoice {
            value: status.as_str(),
            key: keys::status(status),
            chosen: status.as_str() == self.chosen,
        };
        CHOICES.into_iter().map(choice).collect()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Sent {
    status: String,
    notes: String,
}

/// Saves, and shows the action again.
pub(in crate::web) async fn post(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<String>,
    SignedForm(sent): SignedForm<Sent>,
) -> Result<Response> {
    let action = action::find(&app, &viewer, &ActionId::new(id)).await?;
    match read(&action, &sent) {
        Ok((status, notes)) => {
            let by = viewer.person.user_name.clone();
            let mark = StatusMark { status, notes, by, at: viewer.now() };
            app.store.set_mark(viewer.tenant(), &action.id, &mark).await?;
            app.live.publish(LiveEvent::Score(viewer.tenant().clone()));
            let to = Query::new(urls::action(&action.id)).with("saved", "yes");
            Ok(Redirect::to(&to.to_string()).into_response())
        }
        Err(errors) => {
            let is_completed = action.status == ActionStatus::Completed;
            let form = StatusForm { chosen: sent.status, notes: sent.notes, is_completed, errors };
            let mark = app.store.find_mark(viewer.tenant(), &action.id).await?;
            let asked = Asked { form: Some(form), mark, parameters: Parameters::default() };
            let page = action::page(&app, &viewer, action, asked).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// All errors at once.
fn read(
    action: &ImprovementAction,
    sent: &Sent,
) -> std::result::Result<(Option<ActionStatus>, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let status = ActionStatus::parse(&sent.status).filter(|status| CHOICES.contains(status));
    let is_completed = action.status == ActionStatus::Completed;
    if status.is_none() && !is_completed {
        errors.push("status", Message::new("action-error-status"));
    }
    let notes = sent.notes.replace("\r\n", "\n").trim().to_owned();
    let length = notes.chars().count();
    if length > NOTES_MAX {
        let message = Message::new("action-error-notes-long").with("max", NOTES_MAX).with("length", length);
        errors.push("notes", message);
    }
    let status = status.filter(|_| !is_completed);
    if errors.is_empty() { Ok((status, notes)) } else { Err(errors) }
}
