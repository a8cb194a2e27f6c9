//! `PATCH /security/secureScoreControlProfiles/{id}`: a person's mark on a control.

use axum::{
    Json,
    body::Bytes,
    extract::{OriginalUri, Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    catalogue::NewUpdate,
    faults::Fault,
    graph::{GraphError, bearer::Writer, profile_json, query::entity_context},
    state::Shared,
};

/// The documented states. Undocumented ones are only ever read.
const STATES: [&str; 4] = ["Default", "Ignored", "ThirdParty", "Reviewed"];
/// Longest comment and assignee taken, in characters.
const LONGEST: usize = 2_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    assigned_to: Option<String>,
    comment: Option<String>,
    state: Option<String>,
    vendor_information: Option<Vendor>,
}

#[derive(Deserialize)]
struct Vendor {
    provider: Option<String>,
    vendor: Option<String>,
}

pub(crate) async fn update(
    writer: Writer,
    State(state): State<Shared>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, GraphError> {
    let control = state
        .control(&id)
        .filter(|control| control.has_profile())
        .ok_or_else(|| GraphError::no_such("secureScoreControlProfile", &id))?;
    let change = checked(&body.map_err(|_| GraphError::too_large())?)?;
    if !control.accepts_state() {
        let message = format!("The state of '{id}' cannot be changed here: it belongs to another product.");
        return Err(GraphError::bad_request(message));
    }
    if state.faults.strike(Fault::WriteIgnored).is_none() {
        let today = state.today();
        let update = NewUpdate {
            state: change.state,
            assigned_to: change.assigned_to,
            comment: change.comment,
            updated_by: writer.client_id,
            updated_at: state.clock.now(),
        };
        state.ledger().mark(&id, update, today);
    }
    if !prefers_representation(&headers) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let mut answer = Map::new();
    answer.insert("@odata.context".into(), entity_context(&state, &uri).into());
    answer.extend(profile_json::profile(&state, control));
    Ok(([("preference-applied", "return=representation")], Json(Value::from(answer))).into_response())
}

/// Reads a change and brings its state into the documented spelling.
fn checked(body: &[u8]) -> Result<Change, GraphError> {
    let mut change: Change = serde_json::from_slice(body).map_err(|error| {
        GraphError::bad_request(format!("Unable to read the JSON request payload: {error}."))
    })?;
    let named = change.vendor_information.as_ref().is_some_and(|vendor| {
        vendor.provider.as_deref() == Some("SecureScore") && vendor.vendor.as_deref() == Some("Microsoft")
    });
    if !named {
        let message = "vendorInformation must name provider 'SecureScore' and vendor 'Microsoft'.";
        return Err(GraphError::bad_request(message));
    }
    change.state = change.state.as_deref().map(documented_state).transpose()?;
    for (name, value) in [("assignedTo", &change.assigned_to), ("comment", &change.comment)] {
        if value.as_ref().is_some_and(|value| value.chars().count() > LONGEST) {
            let message = format!("The value of {name} is longer than {LONGEST} characters.");
            return Err(GraphError::bad_request(message));
        }
    }
    Ok(change)
}

fn documented_state(given: &str) -> Result<String, GraphError> {
    STATES.iter().find(|state| state.eq_ignore_ascii_case(given)).map(|state| (*state).to_owned()).ok_or_else(
        || GraphError::bad_request(format!("'{given}' is not a state; use {}.", STATES.join(", "))),
    )
}

fn prefers_representation(headers: &HeaderMap) -> bool {
    let preferences = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    preferences.flat_map(|value| value.split([',', ';'])).any(|part| part.trim() == "return=representation")
}
