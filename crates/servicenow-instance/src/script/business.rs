//! When business rules run and what comes of them. A rule whose script fails
//! leaves a line in the log and the write goes on, as on the platform; only
//! `setAbortAction`, an aborting rule and the limit of time stop it.

use std::rc::Rc;
use std::sync::Arc;

use super::answer::Handle;
use super::bench::Bench;
use super::later;
use super::log::Entry;
use super::machine::{Machine, Scene, Script, Trouble, Want};
use super::record::{NativeRecord, Role};
use super::scripts::{Rule, When};
use super::workshop::with_machine;
use crate::dictionary::Table;
use crate::engine::{Record, Session, WriteOptions};
use crate::query::Query;
use crate::refusals::Refusal;
use crate::rules::Draft;

/// Rules with a lower order run before the instance's own.
const EARLY: i64 = 1_000;

/// Which of the rules before a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Early,
    Late,
}

/// What a write does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Insert,
    Update,
    Delete,
}

impl Moment {
    pub(crate) fn of(draft: &Draft) -> Self {
        if draft.is_new() { Self::Insert } else { Self::Update }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    pub(super) fn parse(name: &str) -> Self {
        match name {
            "insert" => Self::Insert,
            "delete" => Self::Delete,
            _ => Self::Update,
        }
    }
}

impl Rule {
    fn concerns(&self, moment: Moment) -> bool {
        match moment {
            Moment::Insert => self.on_insert,
            Moment::Update => self.on_update,
            Moment::Delete => self.on_delete,
        }
    }

    fn has_work(&self) -> bool {
        !self.script.is_empty() || !self.template.is_empty() || self.message.is_some()
    }

    fn title(&self) -> String {
        format!("business rule {} [sys_script.{}]", self.name, self.sys_id)
    }
}

/// Rules before a record is stored.
pub(crate) fn before(session: &Session, draft: &mut Draft, phase: Phase) -> Result<(), Refusal> {
    let moment = Moment::of(draft);
    let early = phase == Phase::Early;
    let rules = session.scripts().rules(draft.record.layout(), |rule| {
        rule.when == When::Before
            && (rule.order < EARLY) == early
            && rule.concerns(moment)
            && !rule.abort
            && rule.has_work()
    });
    if rules.is_empty() {
        return Ok(());
    }
    if draft.record.sys_id().is_empty() {
        let id = session.random().sys_id();
        draft.put("sys_id", id);
    }
    for rule in rules {
        if applies(session, &rule, draft, moment)? {
            set_values(&rule, draft);
            tell(session, &rule);
            run_before(session, &rule, draft, moment)?;
        }
    }
    Ok(())
}

/// The record as rules before its display leave it on a form; nothing of it is stored.
pub(crate) fn display(session: &Session, record: &Record) -> Result<Record, Refusal> {
    let shown = |rule: &Rule| rule.when == When::Display && rule.has_work();
    let mut draft = Draft::update(record.clone());
    for rule in session.scripts().rules(record.layout(), shown) {
        if applies(session, &rule, &draft, Moment::Update)? {
            set_values(&rule, &mut draft);
            tell(session, &rule);
            run_before(session, &rule, &mut draft, Moment::Update)?;
        }
    }
    Ok(draft.record)
}

/// Rules that abort a write on a condition alone.
pub(crate) fn abort(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    refuse(session, draft, Moment::of(draft))
}

fn refuse(session: &Session, draft: &Draft, moment: Moment) -> Result<(), Refusal> {
    if session.is_trusted() {
        return Ok(());
    }
    let aborting = |rule: &Rule| rule.abort && rule.when == When::Before && rule.concerns(moment);
    for rule in session.scripts().rules(draft.record.layout(), aborting) {
        if applies(session, &rule, draft, moment)? {
            tell(session, &rule);
            return Err(Refusal::aborted(draft.record.table(), &rule.name, &rule.sys_id));
        }
    }
    Ok(())
}

/// Rules after a record is stored; asynchronous ones are left to the worker.
pub(crate) fn after(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    follow(session, draft, Moment::of(draft))
}

pub(crate) fn before_delete(
    session: &Session,
    record: &Record,
    options: WriteOptions,
) -> Result<(), Refusal> {
    if options.without_rules {
        return Ok(());
    }
    let mut draft = Draft::update(record.clone());
    let rules = session.scripts().rules(record.layout(), |rule| {
        rule.when == When::Before && rule.on_delete && !rule.abort && rule.has_work()
    });
    for rule in rules {
        if applies(session, &rule, &draft, Moment::Delete)? {
            tell(session, &rule);
            run_before(session, &rule, &mut draft, Moment::Delete)?;
        }
    }
    refuse(session, &draft, Moment::Delete)
}

pub(crate) fn after_delete(session: &Session, record: &Record) -> Result<(), Refusal> {
    follow(session, &Draft::update(record.clone()), Moment::Delete)
}

fn follow(session: &Session, draft: &Draft, moment: Moment) -> Result<(), Refusal> {
    let rules = session.scripts().rules(draft.record.layout(), |rule| {
        matches!(rule.when, When::After | When::Async) && rule.concerns(moment) && rule.has_work()
    });
    for rule in rules {
        if !applies(session, &rule, draft, moment)? {
            continue;
        }
        if rule.when == When::Async {
            later::leave_rule(session, &rule, draft, moment)?;
            continue;
        }
        tell(session, &rule);
        if !rule.script.is_empty() {
            let work = |machine: &Machine| {
                let current = current(machine.bench(), &rule, draft, (Role::Stored, moment));
                run_script(machine, &rule, (current.handle(), Some(previous(machine, &rule, draft, moment))))
            };
            note(session, &rule, with_machine(session, work))?;
        }
    }
    Ok(())
}

/// Adds what rules before a query ask for. Reads of the instance's own rules
/// are not narrowed.
pub(crate) fn narrow(session: &Session, table: &Arc<Table>, query: &Query) -> Result<Option<Query>, Refusal> {
    if session.is_trusted() {
        return Ok(None);
    }
    let rules = session
        .scripts()
        .rules(table, |rule| rule.when == When::Before && rule.on_query && !rule.script.is_empty());
    if rules.is_empty() {
        return Ok(None);
    }
    let narrowed = session.workshop().narrowing(|| narrowed(session, table, &rules));
    let added = narrowed.transpose()?.unwrap_or_default();
    if added.is_empty() {
        return Ok(None);
    }
    let groups = if query.groups.is_empty() { String::new() } else { ungrouped(query) };
    let text = groups.split("^NQ").map(|group| joined(group, &added)).collect::<Vec<_>>().join("^NQ");
    let whole = Query::parse(&text);
    Ok(Some(Query { orders: query.orders.clone(), group_by: query.group_by.clone(), ..whole }))
}

fn ungrouped(query: &Query) -> String {
    Query { groups: query.groups.clone(), ..Query::default() }.to_string()
}

fn joined(group: &str, added: &str) -> String {
    if group.is_empty() { added.to_owned() } else { format!("{group}^{added}") }
}

/// The encoded query that the rules gave to `current`.
fn narrowed(session: &Session, table: &Arc<Table>, rules: &[Arc<Rule>]) -> Result<String, Refusal> {
    let mut asked = Vec::new();
    let draft = Draft::insert(Record::empty(Arc::clone(table)));
    for rule in rules {
        let work = |machine: &Machine| {
            if !rule.roles.is_empty() && !rule.roles.iter().any(|role| session.caller().has_role(role)) {
                return Ok(String::new());
            }
            let current = current(machine.bench(), rule, &draft, (Role::Own, Moment::Update)).handle();
            current.borrow_mut().operation = "query";
            if !holds(machine, rule, (Rc::clone(&current), None))? {
                return Ok(String::new());
            }
            let source = format!("{}\n;current.getEncodedQuery()", rule.script);
            let scene = Scene::Rule { current, previous: None };
            machine.run(script(rule, &rule.title(), &source), scene, Want::Text)
        };
        asked.extend(note(session, rule, with_machine(session, work))?.filter(|text| !text.is_empty()));
    }
    Ok(asked.join("^"))
}

/// The rule's conditions: roles, filter, script.
fn applies(session: &Session, rule: &Arc<Rule>, draft: &Draft, moment: Moment) -> Result<bool, Refusal> {
    if !rule.roles.is_empty() && !rule.roles.iter().any(|role| session.caller().has_role(role)) {
        return Ok(false);
    }
    if !rule.filter.holds(session, draft) {
        return Ok(false);
    }
    if rule.condition.is_empty() {
        return Ok(true);
    }
    let work = |machine: &Machine| {
        let current = current(machine.bench(), rule, draft, (Role::Stored, moment)).handle();
        holds(machine, rule, (current, Some(previous(machine, rule, draft, moment))))
    };
    Ok(note(session, rule, with_machine(session, work))?.unwrap_or_default())
}

fn holds(machine: &Machine, rule: &Rule, scene: (Handle, Option<Handle>)) -> Result<bool, Trouble> {
    if rule.condition.is_empty() {
        return Ok(true);
    }
    let title = format!("condition of {}", rule.title());
    let scene = Scene::Rule { current: scene.0, previous: scene.1 };
    Ok(machine.run(script(rule, &title, &rule.condition), scene, Want::Truth)? == "true")
}

/// The script runs on a copy; what it set goes into the draft.
fn run_before(session: &Session, rule: &Arc<Rule>, draft: &mut Draft, moment: Moment) -> Result<(), Refusal> {
    if rule.script.is_empty() {
        return Ok(());
    }
    let shown: &Draft = draft;
    let work = |machine: &Machine| {
        let current = current(machine.bench(), rule, shown, (Role::Draft, moment)).handle();
        let previous = previous(machine, rule, shown, moment);
        let result = run_script(machine, rule, (Rc::clone(&current), Some(previous)));
        Ok((current, result))
    };
    let Some((current, result)) = note(session, rule, with_machine(session, work))? else {
        return Ok(());
    };
    note(session, rule, result)?;
    let current = current.borrow();
    if let Some(record) = &current.record {
        draft.record = record.clone();
    }
    draft.entries.clone_from(&current.entries);
    draft.given.extend(current.touched.iter().cloned());
    if current.aborted {
        return Err(Refusal::aborted(draft.record.table(), &rule.name, &rule.sys_id));
    }
    Ok(())
}

fn run_script(machine: &Machine, rule: &Rule, scene: (Handle, Option<Handle>)) -> Result<(), Trouble> {
    let scene = Scene::Rule { current: scene.0, previous: scene.1 };
    machine.run(script(rule, &rule.title(), &rule.script), scene, Want::Nothing).map(drop)
}

fn script<'a>(rule: &'a Rule, name: &'a str, source: &'a str) -> Script<'a> {
    Script { name, source, scope: &rule.scope }
}

fn current(bench: &Rc<Bench>, rule: &Rule, draft: &Draft, (role, moment): (Role, Moment)) -> NativeRecord {
    NativeRecord::of_draft(bench, &rule.scope, draft, (role, moment.name()))
}

/// As it was; an insert has an empty one.
fn previous(machine: &Machine, rule: &Rule, draft: &Draft, moment: Moment) -> Handle {
    let before = match (&draft.before, moment) {
        (Some(before), _) => before.clone(),
        (None, _) => Record::empty(Arc::clone(draft.record.layout())),
    };
    NativeRecord::of_record(machine.bench(), &rule.scope, before, moment.name()).handle()
}

/// `state=2^assigned_to=…` of a rule that needs no script.
fn set_values(rule: &Rule, draft: &mut Draft) {
    let pairs = rule.template.trim_end_matches("^EQ").split('^').filter_map(|pair| pair.split_once('='));
    for (field, value) in pairs {
        draft.put(field, value);
        draft.given.push(field.to_owned());
    }
}

fn tell(session: &Session, rule: &Rule) {
    if let Some(message) = &rule.message {
        session.caller().inbox.add(rule.abort, message);
    }
}

/// The result, or nothing with a line in the log. Time that is up stops the
/// transaction.
fn note<R>(session: &Session, rule: &Rule, result: Result<R, Trouble>) -> Result<Option<R>, Refusal> {
    match result {
        Ok(result) => Ok(Some(result)),
        Err(trouble) => {
            let text = match &trouble {
                Trouble::Thrown { text, .. } => text.clone(),
                other => format!("{other} ({})", rule.title()),
            };
            tracing::warn!(rule.id = %rule.sys_id, "a business rule failed; the log table has the reason");
            session.workshop().log(Entry::error(text, &rule.scope));
            if trouble == Trouble::TimedOut { Err(Refusal::cancelled()) } else { Ok(None) }
        }
    }
}
