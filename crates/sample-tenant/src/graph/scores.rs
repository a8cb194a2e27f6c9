//! `GET /security/secureScores` and `/{id}`: one record a day, newest first, for 90 days.

use axum::{
    Json,
    extract::{OriginalUri, Path, State},
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use serde_json::{Map, Value};

use crate::{
    catalogue::DAYS_KEPT,
    faults::Fault,
    graph::{
        GraphError,
        bearer::Reader,
        filter::{Item, Scalar},
        query::{Query, entity_context},
        score_json,
    },
    state::{Shared, State as Tenant},
};

const KIND: &str = "microsoft.graph.secureScore";
const FIELDS: [&str; 3] = ["id", "azureTenantId", "createdDateTime"];
/// Records on a page when `$top` does not ask for another number; `$top` may ask for all.
const PAGE: usize = 30;
const LARGEST_PAGE: usize = 90;

/// The day of a score, which is all that is needed to make it.
struct Day<'a> {
    day: Date,
    tenant: &'a Tenant,
}

impl Day<'_> {
    fn id(&self) -> String {
        format!("{}_{}", self.tenant.id, self.day)
    }
}

impl Item for Day<'_> {
    fn property(&self, name: &str) -> Option<Scalar> {
        match name {
            "id" => Some(Scalar::Text(self.id())),
            "azureTenantId" => Some(Scalar::Text(self.tenant.id.clone())),
            "createdDateTime" => {
                let midnight = self.day.to_zoned_datetime(TimeZone::UTC).ok()?;
                Some(Scalar::Time(midnight.timestamp()))
            }
            _ => None,
        }
    }
}

pub(crate) async fn list(
    _: Reader,
    State(state): State<Shared>,
    OriginalUri(uri): OriginalUri,
) -> Result<Json<Value>, GraphError> {
    let query = Query::parse(&uri, KIND, &FIELDS)?;
    let page = if query.has_top() { LARGEST_PAGE } else { PAGE };
    let days = kept_days(&state);
    Ok(Json(query.answer(&state, &uri, (days, page), |day| score_json::record(&state, &day.id(), day.day))))
}

pub(crate) async fn show(
    _: Reader,
    State(state): State<Shared>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
) -> Result<Json<Value>, GraphError> {
    let day = kept_days(&state)
        .into_iter()
        .find(|day| day.id() == id)
        .ok_or_else(|| GraphError::no_such("secureScore", &id))?;
    let mut answer = Map::new();
    answer.insert("@odata.context".into(), entity_context(&state, &uri).into());
    if let Value::Object(record) = score_json::record(&state, &id, day.day) {
        answer.extend(record);
    }
    Ok(Json(answer.into()))
}

/// The days that have a score, newest first.
fn kept_days(state: &Tenant) -> Vec<Day<'_>> {
    if state.faults.is_on(Fault::Empty) {
        return Vec::new();
    }
    let today = state.today();
    (0..DAYS_KEPT).map(|ago| Day { day: today.saturating_sub(ago.days()), tenant: state }).collect()
}
