//! Scenarios that change the data: what they write when switched on and take
//! back when switched off. Brought about before the next request, because a
//! switch may come from code that cannot wait.

use super::{Scenario, Scenarios};
use crate::app::App;
use crate::refusals::Refusal;

impl Scenarios {
    /// Brings the data in line with what is on.
    pub(crate) async fn settle(app: &App) -> Result<(), Refusal> {
        let wanted: Vec<Scenario> =
            app.scenarios.active().into_iter().filter(|scenario| has_effect(*scenario)).collect();
        app.engine.hide_records(app.scenarios.is_on(Scenario::AclEmpty));
        *app.scenarios.settled() = wanted;
        Ok(())
    }
}

fn has_effect(scenario: Scenario) -> bool {
    matches!(
        scenario,
        Scenario::OauthEntityRestricted
            | Scenario::OldRelease
            | Scenario::DataPolicy
            | Scenario::CustomStates
    )
}
