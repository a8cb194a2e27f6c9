//! Demo data: plausible records where clients expect plenty. The same draw of
//! numbers every time; only the dates move with the day the instance is made.

mod changes;
mod incidents;
mod items;
mod people;
mod problems;

use jiff::{Timestamp, ToSpan as _};

use super::Session;
use super::flags;
use crate::engine::Values;
use crate::query::dates;
use crate::random::named_id;
use crate::refusals::Refusal;

/// What later records refer to.
struct World<'a> {
    session: &'a Session,
    draw: Draw,
    now: Timestamp,
    people: Vec<String>,
    items: Vec<String>,
}

pub(super) fn fill(session: &Session) -> Result<(), Refusal> {
    let mut world = World {
        session,
        draw: Draw { state: 0x5eed },
        now: session.now(),
        people: Vec::new(),
        items: Vec::new(),
    };
    people::fill(&mut world)?;
    items::fill(&mut world)?;
    problems::fill(&mut world)?;
    changes::fill(&mut world)?;
    incidents::fill(&mut world)
}

/// Repeatable numbers: a linear congruential generator is random enough for
/// made-up tickets.
struct Draw {
    state: u64,
}

impl Draw {
    /// Below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.state >> 33).unwrap_or_default();
        high % limit.max(1)
    }

    fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }
}

impl World<'_> {
    fn person(&mut self) -> String {
        let at = self.draw.below(self.people.len());
        self.people[at].clone()
    }

    fn item(&mut self) -> String {
        let at = self.draw.below(self.items.len());
        self.items[at].clone()
    }

    /// The wire form of a moment this many hours away; negative is in the past.
    fn hours(&self, hours: i64) -> String {
        let at = self.now.saturating_add(hours.hours()).unwrap_or(self.now);
        dates::to_wire(at)
    }

    /// Stores a record under an id made from its table and name.
    fn put(&self, table: &str, name: &str, values: Values) -> Result<String, Refusal> {
        let id = id(table, name);
        let values = flags::filled(self.session, table, values.with("sys_id", id.as_str()));
        self.session.insert_plain(table, &values)?;
        Ok(id)
    }

    /// An entry in a journal.
    fn note(
        &self,
        (table, record): (&str, &str),
        element: &str,
        text: &str,
        (at, by): (&str, &str),
    ) -> Result<(), Refusal> {
        let entry = Values::new()
            .with("name", table)
            .with("element", element)
            .with("element_id", record)
            .with("value", text)
            .with("sys_created_on", at)
            .with("sys_created_by", by);
        self.put("sys_journal_field", &format!("{record}:{element}:{at}:{text}"), entry).map(drop)
    }
}

fn id(table: &str, name: &str) -> String {
    named_id(&format!("demo:{table}:{name}"))
}

/// Agents who work on tasks, with their user names.
const AGENTS: [(&str, &str); 3] = [
    ("46d44a23a9fe19810012d100cca80666", "beth.anglin"),
    ("5137153cc611227c000bbd1bd8cd2007", "david.loo"),
    ("681b365ec0a80164000fb0b05854a0cd", "itil"),
];

const GROUPS: [&str; 5] = [
    "287ebd7da9fe198100f92cc8d1d2154e",
    "8a5055c9c61122780043563ef53438e3",
    "8a4dde73c6112278017a6a4baf547aa7",
    "d625dccec0a8016700a222a0f7900d06",
    "287ee6fea9fe198100ada7950d0b1b73",
];
