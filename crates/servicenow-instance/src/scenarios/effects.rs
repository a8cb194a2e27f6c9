//! Scenarios that change the data: what they write when switched on and take
//! back when switched off. Brought about before the next request, because a
//! switch may come from code that cannot wait.

use super::{Scenario, Scenarios};
use crate::app::App;
use crate::caller::Caller;
use crate::engine::{Session, Values};
use crate::query::Query;
use crate::random::named_id;
use crate::refusals::Refusal;

/// A field that has one value while a scenario is on and another otherwise.
struct Change {
    table: &'static str,
    query: &'static str,
    field: &'static str,
    on: &'static str,
    off: &'static str,
}

/// A record that exists while a scenario is on.
struct Extra {
    table: &'static str,
    values: &'static [(&'static str, &'static str)],
}

const RESTRICTED: &[Change] = &[
    Change {
        table: "sys_db_object",
        query: "name=oauth_entity",
        field: "access",
        on: "package_private",
        off: "public",
    },
    Change {
        table: "sys_db_object",
        query: "name=oauth_entity",
        field: "read_access",
        on: "false",
        off: "true",
    },
];

const fn property(name: &'static str, on: &'static str, off: &'static str) -> Change {
    Change { table: "sys_properties", query: name, field: "value", on, off }
}

const OLD_RELEASE: &[Change] = &[
    property(
        "name=glide.war",
        "glide-jakarta-05-03-2017__patch9a-10-10-2018_10-12-2018_1502.zip",
        "glide-australia-02-11-2026__patch3-05-25-2026_06-12-2026_1106.zip",
    ),
    property(
        "name=glide.buildtag",
        "glide-jakarta-05-03-2017__patch9a-10-10-2018",
        "glide-australia-02-11-2026__patch3-05-25-2026",
    ),
    property("name=glide.buildname", "Jakarta", "Australia"),
    property("name=glide.builddate", "10-12-2018_1502", "06-12-2026_1106"),
];

const DATA_POLICY: &[Change] = &[
    Change {
        table: "sys_data_policy2",
        query: "model_table=incident^short_descriptionSTARTSWITHFurther",
        field: "active",
        on: "true",
        off: "false",
    },
    Change {
        table: "sys_data_policy2",
        query: "model_table=change_request^short_descriptionSTARTSWITHFurther",
        field: "active",
        on: "true",
        off: "false",
    },
];

const fn label(query: &'static str, on: &'static str, off: &'static str) -> Change {
    Change { table: "sys_choice", query, field: "label", on, off }
}

const RENAMED_STATES: &[Change] = &[
    label("name=incident^elementINstate,incident_state^value=2", "Work in Progress", "In Progress"),
    label("name=incident^elementINstate,incident_state^value=6", "Solved", "Resolved"),
    label("name=change_request^element=state^value=-4", "Under assessment", "Assess"),
    label("name=change_request^element=state^value=-2", "Planned", "Scheduled"),
];

const EXTRA_STATES: &[Extra] = &[
    choice(&[
        ("name", "incident"),
        ("element", "state"),
        ("value", "10"),
        ("label", "Awaiting Security Review"),
        ("sequence", "10"),
    ]),
    choice(&[
        ("name", "incident"),
        ("element", "incident_state"),
        ("value", "10"),
        ("label", "Awaiting Security Review"),
        ("sequence", "10"),
    ]),
    choice(&[
        ("name", "change_request"),
        ("element", "state"),
        ("value", "-6"),
        ("label", "Draft"),
        ("sequence", "10"),
    ]),
];

const fn choice(values: &'static [(&'static str, &'static str)]) -> Extra {
    Extra { table: "sys_choice", values }
}

impl Scenario {
    fn changes(self) -> &'static [Change] {
        match self {
            Self::OauthEntityRestricted => RESTRICTED,
            Self::OldRelease => OLD_RELEASE,
            Self::DataPolicy => DATA_POLICY,
            Self::CustomStates => RENAMED_STATES,
            _ => &[],
        }
    }

    fn extras(self) -> &'static [Extra] {
        match self {
            Self::CustomStates => EXTRA_STATES,
            _ => &[],
        }
    }
}

impl Scenarios {
    /// Brings the data in line with what is on. Quick when nothing was switched.
    pub(crate) async fn settle(app: &App) -> Result<(), Refusal> {
        if !app.scenarios.take_unsettled() {
            return Ok(());
        }
        let mut settled = app.scenarios.settled.lock().await;
        app.engine.hide_records(app.scenarios.is_on(Scenario::AclEmpty));
        let wanted: Vec<Scenario> =
            app.scenarios.active().into_iter().filter(|scenario| !scenario.changes().is_empty()).collect();
        let before = settled.clone();
        let after = wanted.clone();
        app.engine.write(&Caller::system(), move |session| settle(session, &before, &after)).await?;
        *settled = wanted;
        Ok(())
    }
}

fn settle(session: &Session, before: &[Scenario], after: &[Scenario]) -> Result<(), Refusal> {
    for scenario in before.iter().filter(|scenario| !after.contains(scenario)) {
        set(session, scenario.changes(), false)?;
        for extra in scenario.extras() {
            remove(session, extra)?;
        }
    }
    for scenario in after.iter().filter(|scenario| !before.contains(scenario)) {
        set(session, scenario.changes(), true)?;
        for extra in scenario.extras() {
            add(session, extra)?;
        }
    }
    Ok(())
}

fn set(session: &Session, changes: &[Change], on: bool) -> Result<(), Refusal> {
    for change in changes {
        let query = Query::parse(change.query);
        let value = if on { change.on } else { change.off };
        let values = Values::new().with(change.field, value);
        for record in session.select(change.table, &crate::engine::Selection::of(query))? {
            session.update(&record, &values)?;
        }
    }
    Ok(())
}

fn id_of(extra: &Extra) -> String {
    named_id(&format!("scenario:{}:{:?}", extra.table, extra.values))
}

fn add(session: &Session, extra: &Extra) -> Result<(), Refusal> {
    let id = id_of(extra);
    if session.find(extra.table, &id)?.is_some() {
        return Ok(());
    }
    let mut values: Values = extra.values.iter().copied().collect();
    values.set("sys_id", id);
    session.insert(extra.table, &values).map(drop)
}

fn remove(session: &Session, extra: &Extra) -> Result<(), Refusal> {
    match session.find(extra.table, &id_of(extra))? {
        Some(record) => session.delete(&record),
        None => Ok(()),
    }
}
