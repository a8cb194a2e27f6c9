//! Switches every scenario, so that people can rehearse each trouble.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse, Response},
};
use serde_json::Value;

use crate::{
    app::App,
    scenarios::Scenario,
    ui::{Notice, Page, Params, Problem, Shell, Viewer, address},
};

#[derive(Template)]
#[template(path = "scenarios.html")]
struct ScenariosPage {
    shell: Shell,
    scenarios: Vec<Switch>,
}

#[derive(Debug)]
struct Switch {
    name: &'static str,
    description: &'static str,
    on: bool,
    /// Takes this page away too; only the control address brings it back.
    locks_out: bool,
}

/// `GET /scenarios.do`.
pub(crate) async fn scenarios(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Response, Problem> {
    viewer.require("admin")?;
    let scenarios = Scenario::ALL
        .into_iter()
        .map(|scenario| Switch {
            name: scenario.name(),
            description: scenario.description(),
            on: app.scenarios.is_on(scenario),
            locks_out: matches!(scenario, Scenario::Hibernating | Scenario::Maintenance | Scenario::Down),
        })
        .collect();
    Ok(Page::of(&ScenariosPage { shell: viewer.shell("Scenarios"), scenarios }).into_response())
}

/// `POST /scenarios.do`: `on` or `off` with the name of a scenario.
pub(crate) async fn switch(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let form = Params::parse(&body);
    viewer.check_token(&form)?;
    viewer.require("admin")?;
    let name = if form.has("on") { form.get("on") } else { form.get("off") };
    let scenario: Scenario = name
        .parse()
        .map_err(|error: crate::scenarios::UnknownScenario| Problem::not_found(error.to_string()))?;
    if form.has("on") {
        app.scenarios.switch_on(scenario, Value::Null, app.clock.now());
    } else {
        app.scenarios.switch_off(scenario);
    }
    let state = if form.has("on") { "on" } else { "off" };
    viewer.notify(Notice::good(format!("Scenario {scenario} is {state}.")));
    Ok(address::found("/scenarios.do"))
}
