//! What scripts leave for after the transaction: asynchronous rules and
//! outbound calls, as rows of `sys_trigger`. They are written with the
//! transaction that causes them and deleted when done, so that none is lost
//! when the instance stops; one that was interrupted runs again.

use std::sync::{Arc, Weak};

use serde_json::{Map, Value, json};
use tokio::task::{JoinHandle, spawn_blocking};

use super::bench::{Alone, Bench};
use super::business::Moment;
use super::log::{Entry, Level};
use super::machine::{Machine, Scene, Script, Trouble, Want};
use super::outbound;
use super::record::NativeRecord;
use super::scripts::Rule;
use crate::app::App;
use crate::auth::people;
use crate::caller::{Caller, Channel};
use crate::engine::{Record, Selection, Session, Values};
use crate::query::{Operator, Query};
use crate::refusals::Refusal;
use crate::rules::Draft;

const TABLE: &str = "sys_trigger";
/// Asynchronous rules that may cause each other in a row. A rule that
/// updates its own record would otherwise never come to an end.
const GENERATIONS: u32 = 20;

/// `state` of a trigger.
const READY: &str = "0";

/// Leaves a rule for the worker.
pub(super) fn leave_rule(
    session: &Session,
    rule: &Rule,
    draft: &Draft,
    moment: Moment,
) -> Result<(), Refusal> {
    let generation = session.workshop().generation() + 1;
    if generation > GENERATIONS {
        let text = format!(
            "business rule {} [sys_script.{}] is not run: asynchronous rules caused each other {GENERATIONS} times",
            rule.name, rule.sys_id
        );
        session.workshop().log(Entry::error(text, &rule.scope));
        return Ok(());
    }
    let record = &draft.record;
    let context = json!({
        "rule": rule.sys_id,
        "operation": moment.name(),
        "user": session.caller().user_name,
        "generation": generation,
        "values": if moment == Moment::Delete { snapshot(record) } else { Value::Null },
    });
    let row = Values::new()
        .with("name", format!("ASYNC: {}", rule.name))
        .with("document", record.table())
        .with("document_key", record.sys_id())
        .with("job_context", context.to_string());
    leave(session, row)
}

/// Leaves an outbound call for the worker; answers the row's id.
pub(super) fn leave_call(session: &Session, request: &str, scope: &str) -> Result<String, Refusal> {
    let context = json!({ "call": request, "scope": scope, "user": session.caller().user_name });
    let row = Values::new().with("name", "ASYNC: outbound REST").with("job_context", context.to_string());
    let id = session.random().sys_id();
    leave(session, row.with("sys_id", id.as_str()))?;
    Ok(id)
}

/// Takes a call back; its request, unless the worker has it.
pub(super) fn take_call(session: &Session, id: &str) -> Result<Option<String>, Refusal> {
    let Some(row) = session.trusted(|session| session.find(TABLE, id))? else {
        return Ok(None);
    };
    let context: Value = serde_json::from_str(row.get("job_context")).unwrap_or_default();
    session.remove_plain(&row)?;
    Ok(context["call"].as_str().map(ToOwned::to_owned))
}

fn leave(session: &Session, row: Values) -> Result<(), Refusal> {
    let row = row
        .with("state", READY)
        .with("trigger_type", "0")
        .with("next_action", session.now_text())
        .with("run_count", "0");
    session.insert_plain(TABLE, &row)?;
    session.workshop().leave_work();
    Ok(())
}

fn snapshot(record: &Record) -> Value {
    let fields = record.layout().fields.iter().filter(|field| !record.is_empty(&field.name));
    let values: Map<String, Value> =
        fields.map(|field| (field.name.clone(), Value::from(record.get(&field.name)))).collect();
    Value::from(values)
}

/// The task that does what scripts left. Ends with the instance.
#[derive(Debug)]
pub(crate) struct Worker(JoinHandle<()>);

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Worker {
    /// Begins with what an earlier run of the instance left.
    pub(crate) fn start(app: &Arc<App>) -> Self {
        let engine = app.engine.clone();
        let app = Arc::downgrade(app);
        Self(tokio::spawn(async move {
            loop {
                work(&app).await;
                engine.later().notified().await;
            }
        }))
    }
}

/// Everything that is due.
async fn work(app: &Weak<App>) {
    while let Some(app) = app.upgrade() {
        if let Err(refusal) = app.engine.write_left_log().await {
            tracing::error!(detail = ?refusal.detail, "the log of scripts cannot be written");
        }
        match due(&app).await {
            Ok(Some(job)) => run(&app, job).await,
            Ok(None) => return,
            Err(refusal) => {
                tracing::error!(detail = ?refusal.detail, "asynchronous rules cannot be read");
                return;
            }
        }
    }
}

/// A row of `sys_trigger` with what it needs.
#[derive(Debug)]
struct Job {
    row: Record,
    context: Value,
    caller: Caller,
}

async fn due(app: &App) -> Result<Option<Job>, Refusal> {
    app.engine
        .read(&Caller::system(), |session| {
            let query = Query::equals("state", READY).and("job_context", Operator::IsNotEmpty, "").and(
                "next_action",
                Operator::LessOrEqual,
                &session.now_text(),
            );
            let Some(row) = session.select(TABLE, &Selection::of(query).limited(1))?.pop() else {
                return Ok(None);
            };
            let context: Value = serde_json::from_str(row.get("job_context")).unwrap_or_default();
            let caller = caller(session, context["user"].as_str().unwrap_or_default())?;
            Ok(Some(Job { row, context, caller }))
        })
        .await
}

/// Rules run as the person whose write caused them.
fn caller(session: &Session, user_name: &str) -> Result<Caller, Refusal> {
    let user = session.find_by("sys_user", "user_name", user_name)?;
    let person = user.map(|user| people::by_id(session, user.sys_id())).transpose()?.flatten();
    Ok(person.map_or_else(
        || Caller { channel: Channel::Script, ..Caller::system() },
        |person| person.caller(Channel::Script),
    ))
}

async fn run(app: &Arc<App>, job: Job) {
    let engine = app.engine.clone();
    let row = job.row.clone();
    let done = spawn_blocking(move || perform(engine, &job)).await;
    if let Err(stopped) = done {
        tracing::error!(%stopped, "a script left for later stopped the worker's thread");
    }
    let removed = app.engine.write(&Caller::system(), move |session| session.remove_plain(&row)).await;
    if let Err(refusal) = removed {
        tracing::error!(detail = ?refusal.detail, "a finished trigger cannot be removed");
    }
}

/// Blocks until the script is done; what goes wrong is in the log.
fn perform(engine: crate::engine::Engine, job: &Job) {
    let generation = job.context["generation"].as_u64().and_then(|count| u32::try_from(count).ok());
    let alone = Alone { engine, caller: job.caller.clone(), generation: generation.unwrap_or_default() };
    let bench = Bench::alone(alone);
    let result = match (job.context["rule"].as_str(), job.context["call"].as_str()) {
        (Some(rule), _) => run_rule(&bench, job, rule),
        (None, Some(call)) => {
            outbound::call(&bench, call).map(drop).map_err(|fault| Trouble::Engine(fault.0))
        }
        (None, None) => Ok(()),
    };
    if let Err(trouble) = result {
        let scope = job.context["scope"].as_str().unwrap_or("global");
        bench.log(Level::Error, format!("{trouble} ({})", job.row.get("name")), scope);
    }
    if let Err(fault) = bench.write_log() {
        tracing::error!(%fault, "the log of a script cannot be written");
    }
}

fn run_rule(bench: &std::rc::Rc<Bench>, job: &Job, rule_id: &str) -> Result<(), Trouble> {
    let found = bench.read(|session| {
        let rule = session.scripts().rule(rule_id).map(Arc::clone);
        Ok(rule.zip(record_of(session, job)?))
    });
    let found = found.map_err(|fault| Trouble::Engine(fault.0))?;
    let Some((rule, record)) = found else {
        return Ok(());
    };
    let moment = Moment::parse(job.context["operation"].as_str().unwrap_or_default());
    let machine = Machine::new(std::rc::Rc::clone(bench))?;
    let current = NativeRecord::of_record(bench, &rule.scope, record, moment.name()).handle();
    let title = format!("business rule {} [sys_script.{}]", rule.name, rule.sys_id);
    let script = Script { name: &title, source: &rule.script, scope: &rule.scope };
    // No previous record and no changes, as the platform documents for
    // asynchronous rules; conditions were tested when the record was written.
    let scene = Scene::Rule { current, previous: None };
    machine.run(script, scene, Want::Nothing).map(drop)
}

/// As it is now; a deleted one as it was.
fn record_of(session: &Session, job: &Job) -> Result<Option<Record>, Refusal> {
    let table = job.row.get("document");
    let Some(values) = job.context["values"].as_object() else {
        return session.trusted(|session| session.find(table, job.row.get("document_key")));
    };
    let dictionary = session.dictionary();
    let mut record = Record::empty(Arc::clone(dictionary.require(table)?));
    for (name, value) in values {
        record.put(name, value.as_str().unwrap_or_default());
    }
    Ok(Some(record))
}
