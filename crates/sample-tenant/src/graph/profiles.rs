//! `GET /security/secureScoreControlProfiles` and `/{id}`: the controls, in pages.

use axum::{
    Json,
    extract::{OriginalUri, Path, State},
};
use serde_json::{Map, Value};

use crate::{
    catalogue::{CATALOGUE, Control},
    graph::{
        GraphError,
        bearer::Reader,
        filter::{Item, Scalar},
        profile_json,
        query::{Query, entity_context},
    },
    state::Shared,
};

const KIND: &str = "microsoft.graph.secureScoreControlProfile";
const FIELDS: [&str; 9] =
    ["id", "title", "controlCategory", "service", "tier", "actionType", "maxScore", "rank", "deprecated"];
/// Profiles on a page. The service has about 200 on one and more of them; fewer here, so that the tenant has a
/// second page too.
const PAGE: usize = 50;

impl Item for &Control {
    fn property(&self, name: &str) -> Option<Scalar> {
        let text = |value: &str| Some(Scalar::Text(value.to_owned()));
        match name {
            "id" => text(&self.id),
            "title" => text(self.title.as_deref()?),
            "controlCategory" => text(&self.control_category),
            "service" => text(&self.service),
            "tier" => text(self.tier.as_deref()?),
            "actionType" => text(self.action_type.as_deref()?),
            "maxScore" => Some(Scalar::Number(self.max_score)),
            "rank" => Some(Scalar::Number(f64::from(self.rank))),
            "deprecated" => Some(Scalar::Boolean(self.deprecated)),
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
    let listed = CATALOGUE.iter().filter(|control| control.has_profile() && !state.is_gone(control));
    let listed = (listed.collect::<Vec<_>>(), PAGE);
    Ok(Json(query.answer(&state, &uri, listed, |control| profile_json::profile(&state, control).into())))
}

pub(crate) async fn show(
    _: Reader,
    State(state): State<Shared>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
) -> Result<Json<Value>, GraphError> {
    let control = state
        .control(&id)
        .filter(|control| control.has_profile())
        .ok_or_else(|| GraphError::no_such("secureScoreControlProfile", &id))?;
    let mut answer = Map::new();
    answer.insert("@odata.context".into(), entity_context(&state, &uri).into());
    answer.extend(profile_json::profile(&state, control));
    Ok(Json(answer.into()))
}
