//! One QuickJS engine: limits, the prelude, and how a script is run in it.

use std::fmt;
use std::rc::Rc;

use rquickjs::context::{EvalOptions, intrinsic};
use rquickjs::function::Rest;
use rquickjs::{
    CatchResultExt, CaughtError, Coerced, Context, Ctx, Exception, Function, Object, Persistent, Runtime,
    Value,
};

use super::answer::{Fault, Handle};
use super::bench::Bench;
use super::{host, record};

/// Bytes that the scripts of one engine may have.
const MEMORY: usize = 32 * 1024 * 1024;
/// Bytes of stack for one engine; several may be on one thread's stack.
const STACK: usize = 192 * 1024;
/// Promise reactions that are run after a script.
const REACTIONS: usize = 10_000;
/// Bytes of a script that are read.
const LONGEST: usize = 1024 * 1024;

/// What there is of JavaScript. Typed arrays, which the platform does not
/// have, work for long without looking at the clock.
type Parts = (
    intrinsic::Date,
    intrinsic::Eval,
    intrinsic::RegExpCompiler,
    intrinsic::RegExp,
    intrinsic::Json,
    intrinsic::Proxy,
    intrinsic::MapSet,
    intrinsic::Promise,
);

const PRELUDE: &str = concat!(
    "(function (host) {\n",
    include_str!("prelude/guards.js"),
    include_str!("prelude/record.js"),
    include_str!("prelude/time.js"),
    include_str!("prelude/system.js"),
    include_str!("prelude/rest.js"),
    include_str!("prelude/kernel.js"),
    "})"
);
/// Name of the prelude's frames in a stack.
const PRELUDE_NAME: &str = "platform";

/// An engine with the platform's API.
pub(super) struct Machine {
    // Dropped before the runtime it belongs to.
    kernel: Persistent<Object<'static>>,
    context: Context,
    bench: Rc<Bench>,
}

/// A script with what the log calls it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Script<'a> {
    /// `business rule Notify portal [sys_script.1234…]`
    pub(super) name: &'a str,
    pub(super) source: &'a str,
    pub(super) scope: &'a str,
}

/// What a script finds when it runs.
pub(super) enum Scene {
    Rule { current: Handle, previous: Option<Handle> },
    Action { current: Handle },
    Rest { request: String },
}

/// What is wanted of a script's last value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Nothing,
    Truth,
    /// As text.
    Text,
    /// The answer of a scripted REST API, as JSON.
    Answer,
}

/// Why a script did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    #[error("{text}")]
    Thrown {
        /// With the script's name and line.
        text: String,
        /// What a service error of a scripted REST API says, as JSON.
        service: Option<String>,
    },
    #[error("script execution time exceeded")]
    TimedOut,
    #[error("out of memory: scripts of one transaction may have {} MiB", MEMORY / 1024 / 1024)]
    OutOfMemory,
    #[error("scripts cause each other more than {0} levels deep")]
    TooDeep(u32),
    #[error("the script engine failed: {0}")]
    Engine(String),
}

impl From<rquickjs::Error> for Trouble {
    fn from(error: rquickjs::Error) -> Self {
        Self::Engine(error.to_string())
    }
}

impl Machine {
    pub(super) fn new(bench: Rc<Bench>) -> Result<Self, Trouble> {
        let runtime = Runtime::new()?;
        runtime.set_memory_limit(MEMORY);
        runtime.set_max_stack_size(STACK);
        let watched = Rc::clone(&bench);
        runtime.set_interrupt_handler(Some(Box::new(move || watched.is_late())));
        let context = Context::custom::<Parts>(&runtime)?;
        let kernel = context.with(|ctx| {
            install(&ctx, &bench).catch(&ctx).map_err(|caught| Trouble::Engine(described(&caught)))
        })?;
        Ok(Self { kernel, context, bench })
    }

    pub(super) fn bench(&self) -> &Rc<Bench> {
        &self.bench
    }

    /// Runs a script to its end and answers what is wanted of it, as text.
    pub(super) fn run(&self, script: Script<'_>, scene: Scene, want: Want) -> Result<String, Trouble> {
        if script.source.len() > LONGEST {
            let text = format!("{}: a script has more than {LONGEST} bytes", script.name);
            return Err(Trouble::Thrown { text, service: None });
        }
        self.context.with(|ctx| {
            let kernel = self.kernel.clone().restore(&ctx)?;
            let result = enter(&ctx, &kernel, script.scope, scene)
                .and_then(|()| evaluate(&ctx, script.name, &wrapped(script.source)))
                .and_then(|value| finish(&ctx, &kernel, value, want));
            let result = result.catch(&ctx).map_err(|caught| self.trouble(&kernel, script.name, &caught));
            let left: rquickjs::Result<()> = call(&kernel, "leave", ());
            let left = left.catch(&ctx).map_err(|caught| Trouble::Engine(described(&caught)));
            result.and_then(|answer| left.map(|()| answer))
        })
    }

    fn trouble<'js>(&self, kernel: &Object<'js>, name: &str, caught: &CaughtError<'js>) -> Trouble {
        if self.bench.is_late() {
            return Trouble::TimedOut;
        }
        if is_exhausted(caught) {
            return Trouble::OutOfMemory;
        }
        let service = match caught {
            CaughtError::Exception(exception) => {
                call::<_, String>(kernel, "problem", (exception.as_object().clone(),)).ok()
            }
            _ => None,
        };
        let text = match line(caught) {
            Some(place) => format!("{} ({place})", described(caught)),
            None => format!("{} ({name})", described(caught)),
        };
        Trouble::Thrown { text, service: service.filter(|text| !text.is_empty()) }
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine").finish_non_exhaustive()
    }
}

/// `with` gives a script its application's names; line numbers stay its own.
fn wrapped(source: &str) -> String {
    format!("with(__scope){{{source}\n}}")
}

fn evaluate<'js>(ctx: &Ctx<'js>, name: &str, source: &str) -> rquickjs::Result<Value<'js>> {
    let mut options = EvalOptions::default();
    options.global = true;
    options.strict = false;
    options.filename = Some(name.replace(['\0', '\n', '(', ')'], " "));
    ctx.eval_with_options(source, options)
}

fn enter<'js>(ctx: &Ctx<'js>, kernel: &Object<'js>, scope: &str, scene: Scene) -> rquickjs::Result<()> {
    match scene {
        Scene::Rule { current, previous } => {
            let current = native(ctx, current)?;
            let previous = previous.map(|previous| native(ctx, previous)).transpose()?;
            call(kernel, "rule", (scope, current, previous))
        }
        Scene::Action { current } => call(kernel, "action", (scope, native(ctx, current)?)),
        Scene::Rest { request } => call(kernel, "rest", (scope, request)),
    }
}

fn finish<'js>(
    ctx: &Ctx<'js>,
    kernel: &Object<'js>,
    value: Value<'js>,
    want: Want,
) -> rquickjs::Result<String> {
    for _ in 0..REACTIONS {
        if !ctx.execute_pending_job() {
            break;
        }
    }
    match want {
        Want::Nothing => Ok(String::new()),
        Want::Truth => Ok(call::<_, bool>(kernel, "truth", (value,))?.to_string()),
        Want::Text => Ok(value.get::<Coerced<String>>()?.0),
        Want::Answer => call(kernel, "answer", (value,)),
    }
}

fn call<'js, A, R>(object: &Object<'js>, name: &str, given: A) -> rquickjs::Result<R>
where
    A: rquickjs::function::IntoArgs<'js>,
    R: rquickjs::FromJs<'js>,
{
    object.get::<_, Function<'js>>(name)?.call(given)
}

/// Puts the prelude into a context; answers its kernel.
fn install<'js>(ctx: &Ctx<'js>, bench: &Rc<Bench>) -> rquickjs::Result<Persistent<Object<'static>>> {
    let object = Object::new(ctx.clone())?;
    for operation in host::OPERATIONS {
        object.set(*operation, operation_of(ctx, operation, bench)?)?;
    }
    object.set("tick", clock(ctx, bench)?)?;
    object.set("load", loader(ctx, bench)?)?;
    object.set("module", module_loader(ctx, bench)?)?;
    let boot: Function<'js> = evaluate(ctx, PRELUDE_NAME, PRELUDE)?
        .into_function()
        .ok_or_else(|| Exception::throw_internal(ctx, "the prelude is no function"))?;
    let kernel: Object<'js> = boot.call((object,))?;
    Ok(Persistent::save(ctx, kernel))
}

/// `tick()` throws once the time is up. Such an error can be caught, but then
/// the next loop or call is stopped for good.
fn clock<'js>(ctx: &Ctx<'js>, bench: &Rc<Bench>) -> rquickjs::Result<Function<'js>> {
    let bench = Rc::clone(bench);
    Function::new(ctx.clone(), move |ctx: Ctx<'js>| {
        if bench.is_late() { Err(Exception::throw_internal(&ctx, "interrupted")) } else { Ok(()) }
    })
}

fn operation_of<'js>(
    ctx: &Ctx<'js>,
    operation: &'static str,
    bench: &Rc<Bench>,
) -> rquickjs::Result<Function<'js>> {
    let bench = Rc::clone(bench);
    Function::new(ctx.clone(), move |ctx: Ctx<'js>, given: Rest<Coerced<String>>| {
        let given: Vec<String> = given.0.into_iter().map(|text| text.0).collect();
        thrown(&ctx, bench.carry(&given).and_then(|()| host::run(&bench, operation, &given)))
    })
}

/// `load(key, name, prepare)`: the value of a script include.
fn loader<'js>(ctx: &Ctx<'js>, bench: &Rc<Bench>) -> rquickjs::Result<Function<'js>> {
    let bench = Rc::clone(bench);
    Function::new(ctx.clone(), move |ctx: Ctx<'js>, key: String, name: String, prepare: Function<'js>| {
        let include = thrown(&ctx, host::include(&bench, &key))?;
        prepare.call::<_, ()>(())?;
        let source = format!("{}\n;(typeof {name} === 'undefined' ? void 0 : {name})", include.source);
        evaluate(&ctx, &include.title, &wrapped(&source))
    })
}

/// `module(scope, path, prepare)`: the function that fills a module.
fn module_loader<'js>(ctx: &Ctx<'js>, bench: &Rc<Bench>) -> rquickjs::Result<Function<'js>> {
    let bench = Rc::clone(bench);
    Function::new(ctx.clone(), move |ctx: Ctx<'js>, scope: String, path: String, prepare: Function<'js>| {
        let module = thrown(&ctx, host::module(&bench, &scope, &path))?;
        prepare.call::<_, ()>(())?;
        let source = format!("(function(module, exports, require) {{{}\n}})", module.source);
        evaluate(&ctx, &module.title, &wrapped(&source))
    })
}

/// A record as a function of its operation and up to three arguments. It is
/// freed with the function.
pub(super) fn native<'js>(ctx: &Ctx<'js>, handle: Handle) -> rquickjs::Result<Function<'js>> {
    let held = record::Held::of(handle).map_err(|fault| Exception::throw_message(ctx, &fault.0))?;
    Function::new(ctx.clone(), move |ctx: Ctx<'js>, operation: String, given: Rest<Coerced<String>>| {
        let given: Vec<String> = given.0.into_iter().map(|text| text.0).collect();
        thrown(&ctx, held.carry(&given).and_then(|()| record::run(held.record(), &operation, &given)))
    })
}

fn thrown<R>(ctx: &Ctx<'_>, outcome: Result<R, Fault>) -> rquickjs::Result<R> {
    outcome.map_err(|fault| Exception::throw_message(ctx, &fault.0))
}

fn described(caught: &CaughtError<'_>) -> String {
    match caught {
        CaughtError::Exception(exception) => {
            let name = exception
                .get::<_, Coerced<String>>("name")
                .map_or_else(|_| "Error".to_owned(), |name| name.0);
            format!("{name}: {}", exception.message().unwrap_or_default())
        }
        CaughtError::Value(value) => {
            let text = value.get::<Coerced<String>>();
            text.map_or_else(|_| "a value that is no text was thrown".to_owned(), |text| text.0)
        }
        CaughtError::Error(error) => error.to_string(),
    }
}

/// An engine without memory throws `null`, because an error would need some.
fn is_exhausted(caught: &CaughtError<'_>) -> bool {
    match caught {
        CaughtError::Value(value) => value.is_null(),
        CaughtError::Exception(exception) => exception.message().as_deref() == Some("out of memory"),
        CaughtError::Error(_) => false,
    }
}

/// The first frame of a script: its name and line.
fn line(caught: &CaughtError<'_>) -> Option<String> {
    let CaughtError::Exception(exception) = caught else {
        return None;
    };
    exception.stack()?.lines().find_map(place)
}

/// `    at f (name:3:7)` or `    at name:3:7` as `name, line 3`. Names have
/// no parentheses.
fn place(frame: &str) -> Option<String> {
    let frame = frame.trim().strip_prefix("at ")?;
    let inside = match frame.split_once(" (") {
        Some((_, inside)) => inside.strip_suffix(')')?,
        None => frame,
    };
    let mut parts = inside.rsplitn(3, ':');
    let (_, line, name) = (parts.next()?, parts.next()?, parts.next()?);
    (name != PRELUDE_NAME && line.parse::<u32>().is_ok()).then(|| format!("{name}, line {line}"))
}
