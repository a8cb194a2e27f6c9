//! UI actions that run on the server: which of them a form or list offers,
//! and what happens when one is pressed.

use std::rc::Rc;

use super::bench::{Alone, Bench};
use super::log::{Entry, Level};
use super::machine::{Machine, Scene, Script, Trouble, Want};
use super::record::NativeRecord;
use super::scripts::Action;
use super::workshop::with_machine;
use crate::caller::Caller;
use crate::dictionary::Table;
use crate::engine::{Engine, Record, Session, Values};
use crate::refusals::Refusal;

/// Where an action is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    NewForm,
    Form,
    List,
}

/// An action that somebody may press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) sys_id: String,
    pub(crate) name: String,
    pub(crate) hint: String,
}

impl Action {
    fn is_at(&self, place: Place) -> bool {
        match place {
            Place::NewForm => self.on_form && self.on_insert,
            Place::Form => self.on_form && self.on_update,
            Place::List => self.on_list,
        }
    }

    fn title(&self) -> String {
        format!("UI action {} [sys_ui_action.{}]", self.name, self.sys_id)
    }
}

/// Actions of a table whose conditions hold, in their order. Conditions that
/// fail are in the log and do not hold.
pub(crate) fn offered(session: &Session, record: &Record, place: Place) -> Vec<Offered> {
    let actions = session.scripts().actions(record.layout(), |action| action.is_at(place));
    actions
        .into_iter()
        .filter(|action| action.admits(session.caller()))
        .filter(|action| place == Place::List || holds(session, action, record))
        .map(|action| Offered {
            sys_id: action.sys_id.clone(),
            name: action.name.clone(),
            hint: action.hint.clone(),
        })
        .collect()
}

/// Actions for the selected rows of a list.
pub(crate) fn offered_for_rows(session: &Session, table: &std::sync::Arc<Table>) -> Vec<Offered> {
    offered(session, &Record::empty(std::sync::Arc::clone(table)), Place::List)
}

fn holds(session: &Session, action: &Action, record: &Record) -> bool {
    if action.condition.is_empty() {
        return true;
    }
    let title = format!("condition of {}", action.title());
    let result = with_machine(session, |machine| test(machine, action, &title, record.clone()));
    result.unwrap_or_else(|trouble| {
        session.workshop().log(Entry::error(trouble.to_string(), &action.scope));
        false
    })
}

fn test(machine: &Machine, action: &Action, title: &str, record: Record) -> Result<bool, Trouble> {
    if action.condition.is_empty() {
        return Ok(true);
    }
    let current = NativeRecord::of_record(machine.bench(), &action.scope, record, "").handle();
    let script = Script { name: title, source: &action.condition, scope: &action.scope };
    Ok(machine.run(script, Scene::Action { current }, Want::Truth)? == "true")
}

/// What an action is pressed on.
#[derive(Debug)]
pub(crate) struct Pressed {
    pub(crate) action: String,
    /// As stored, or a new record with its defaults.
    pub(crate) record: Record,
    pub(crate) is_new: bool,
    /// What the person typed, not yet saved.
    pub(crate) typed: Values,
}

/// Runs an action; messages and a page to go to are in the caller's inbox.
/// Blocks.
pub(crate) fn press(engine: &Engine, caller: &Caller, pressed: Pressed) -> Result<(), Refusal> {
    let alone = Alone { engine: engine.clone(), caller: caller.clone(), generation: 0 };
    let bench = Bench::alone(alone);
    let result = run(&bench, pressed);
    if let Err(fault) = bench.write_log() {
        tracing::error!(%fault, "the log of a script cannot be written");
    }
    result
}

fn run(bench: &Rc<Bench>, pressed: Pressed) -> Result<(), Refusal> {
    let scripts = bench.read(|session| Ok(session.scripts())).map_err(|fault| Refusal::internal(&fault))?;
    let action = scripts
        .action(&pressed.action)
        .filter(|action| pressed.record.layout().is_a(&action.table) || action.table == "global");
    let action = action.ok_or_else(Refusal::no_record)?;
    let admitted = bench.with_caller(|caller| action.admits(caller)).unwrap_or_default();
    if !admitted {
        return Err(Refusal::write_denied(crate::refusals::Write::Update));
    }
    let done = Machine::new(Rc::clone(bench)).and_then(|machine| {
        let title = format!("condition of {}", action.title());
        if test(&machine, action, &title, pressed.record.clone())? {
            return perform(&machine, action, pressed).map(|()| true);
        }
        Ok(false)
    });
    match done {
        Ok(true) => Ok(()),
        Ok(false) => Err(Refusal::write_denied(crate::refusals::Write::Update)),
        Err(trouble) => {
            bench.log(Level::Error, trouble.to_string(), &action.scope);
            Err(Refusal::script_failed(&trouble))
        }
    }
}

fn perform(machine: &Machine, action: &Action, pressed: Pressed) -> Result<(), Trouble> {
    let mut current = NativeRecord::of_record(machine.bench(), &action.scope, pressed.record, "");
    if pressed.is_new {
        current.before = None;
    }
    current.secure = false;
    for (name, value) in pressed.typed.iter() {
        current.set(name, value).map_err(|fault| Trouble::Engine(fault.0))?;
    }
    let title = action.title();
    let script = Script { name: &title, source: &action.script, scope: &action.scope };
    machine.run(script, Scene::Action { current: current.handle() }, Want::Nothing).map(drop)
}
