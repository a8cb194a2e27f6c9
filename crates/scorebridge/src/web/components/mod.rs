//! Parts that several pages show. Each is a value with a template of its own under `templates/components/`; written
//! as `{{ part }}` in a page it takes over the page's language.

mod bars;
mod chip;
mod donut;
mod forms;
mod marks;
mod pager;
mod stack;
mod timeline;
mod trend;

pub(crate) use bars::{Counter, Meter};
pub(crate) use chip::{Chip, Choice};
pub(crate) use donut::Donut;
pub(crate) use forms::{ErrorSummary, FieldErrors};
pub(crate) use marks::{Badge, Due, Empty, MessageBar, PriorityMark, StateMark, Tone, state_mark};
pub(crate) use pager::{Pager, SortHead};
pub(crate) use stack::{Segment, StackedBar};
pub(crate) use timeline::{Entry, Quote, Timeline};
pub(crate) use trend::Trend;

/// A component's template escapes what it shows, so a page does not escape it again.
macro_rules! html_parts {
    ($($part:ty),* $(,)?) => {$(
        impl askama::filters::HtmlSafe for $part {}
    )*};
}

html_parts!(
    Badge,
    Chip,
    Counter,
    Donut,
    Due,
    Empty,
    ErrorSummary,
    MessageBar,
    Meter,
    Pager,
    PriorityMark,
    SortHead,
    StackedBar,
    StateMark,
    Timeline,
    Trend,
);
