//! What an operation of the instance gives back to a script. Keeps QuickJS's
//! types out of the operations themselves.

use std::cell::RefCell;
use std::rc::Rc;

use rquickjs::{Array, Ctx, IntoJs, Value};

use super::machine::native;
use super::record::NativeRecord;
use crate::refusals::Refusal;

/// A record that a script holds.
pub(super) type Handle = Rc<RefCell<NativeRecord>>;

/// The value a script sees.
#[derive(Debug)]
pub(super) enum Answer {
    Undefined,
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
    Texts(Vec<String>),
    Record(Handle),
}

/// Why an operation is not carried out; thrown as an `Error` in the script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Fault(pub(super) String);

pub(super) type Outcome = Result<Answer, Fault>;

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self(words(&refusal))
    }
}

/// Message and detail of a refusal in one line.
pub(super) fn words(refusal: &Refusal) -> String {
    match &refusal.detail {
        Some(detail) => format!("{}: {detail}", refusal.message),
        None => refusal.message.clone().into_owned(),
    }
}

impl Answer {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// `null` for nothing.
    pub(super) fn or_null(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }

    /// `undefined` for nothing.
    pub(super) fn or_undefined(text: Option<String>) -> Self {
        text.map_or(Self::Undefined, Self::Text)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of records stay far below 2^53")]
    pub(super) fn count(count: usize) -> Self {
        Self::Number(count as f64)
    }
}

impl<'js> IntoJs<'js> for Answer {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        match self {
            Self::Undefined => Ok(Value::new_undefined(ctx.clone())),
            Self::Null => Ok(Value::new_null(ctx.clone())),
            Self::Flag(flag) => flag.into_js(ctx),
            Self::Number(number) => number.into_js(ctx),
            Self::Text(text) => text.into_js(ctx),
            Self::Texts(texts) => {
                let array = Array::new(ctx.clone())?;
                for (at, text) in texts.into_iter().enumerate() {
                    array.set(at, text)?;
                }
                array.into_js(ctx)
            }
            Self::Record(handle) => native(ctx, handle)?.into_js(ctx),
        }
    }
}
