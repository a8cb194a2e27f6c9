//! A `secureScoreControlProfile` as Graph writes it, oddities included.

use serde_json::{Map, Value, json};

use crate::{
    catalogue::{Control, StateUpdate},
    graph::score_json::{number, vendor},
    state::State,
};

/// Two titles end in spaces, as titles of the service do now and then.
const TITLES_WITH_TRAILING_SPACE: [&str; 2] = ["exo_mailboxaudit", "MDA_SNOW_highSecurity"];

pub(crate) fn profile(state: &State, control: &Control) -> Map<String, Value> {
    let title = control.title.as_deref().map(|title| {
        if TITLES_WITH_TRAILING_SPACE.contains(&control.id.as_str()) {
            format!("{title} ")
        } else {
            title.into()
        }
    });
    let updates: Vec<Value> = state.ledger().updates(&control.id).iter().map(update).collect();
    let profile = json!({
        "id": control.id,
        "azureTenantId": state.id,
        "actionType": control.action_type,
        "actionUrl": control.text.action_url,
        "controlCategory": control.control_category,
        "title": title,
        "deprecated": control.deprecated,
        "implementationCost": control.implementation_cost,
        "lastModifiedDateTime": null,
        "maxScore": number(control.max_score, state.noise.unit(&control.id, "whole") < 0.5),
        "rank": control.rank,
        "remediation": control.text.remediation,
        "remediationImpact": control.text.impact,
        "service": control.service,
        "threats": control.threats,
        "tier": control.tier,
        "userImpact": control.user_impact,
        "vendorInformation": vendor(),
        "complianceInformation": compliance(control),
        "controlStateUpdates": updates,
    });
    match profile {
        Value::Object(profile) => profile,
        _ => Map::new(),
    }
}

fn update(update: &StateUpdate) -> Value {
    json!({
        "assignedTo": update.assigned_to,
        "comment": update.comment,
        "state": update.state,
        "updatedBy": update.updated_by,
        "updatedDateTime": update.updated_at,
    })
}

/// Recent tenants get an empty list; one control keeps an entry in the documented shape, its address empty.
fn compliance(control: &Control) -> Value {
    if control.id != "AdminMFAV2" {
        return json!([]);
    }
    json!([{
        "certificationName": "ISO 27001:2022",
        "certificationControls": [{ "name": "A.8.5", "url": "" }],
    }])
}
