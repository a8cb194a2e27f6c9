//! Whether a record that may not be stored fits a condition.

use std::borrow::Cow;

use super::record::Record;
use super::session::Session;
use crate::query::filter::Path;
use crate::query::matches::{Lookup, matches};
use crate::query::{Query, Resolver};

/// Tests an encoded query against a record in memory. Conditions that cannot
/// be read do not count, as in lists.
pub(crate) fn fits(session: &Session, record: &Record, query: &Query) -> bool {
    if query.groups.is_empty() {
        return true;
    }
    let dictionary = session.dictionary();
    let groups = || session.my_groups().unwrap_or_default();
    let mut resolver = Resolver::new(&dictionary, session.caller(), session.now(), &groups);
    let filter = resolver.filter(record.layout(), query);
    matches(&filter, &Values { session, record })
}

struct Values<'a> {
    session: &'a Session,
    record: &'a Record,
}

impl Lookup for Values<'_> {
    fn value(&self, path: &Path) -> String {
        let mut holder = Cow::Borrowed(self.record);
        for step in &path.steps {
            let id = holder.get(&step.field.name).to_owned();
            let found = self.session.load_many(&step.target, &[&id]);
            match found.ok().and_then(|mut found| found.remove(&id)) {
                Some(next) => holder = Cow::Owned(next),
                None => return String::new(),
            }
        }
        holder.get(&path.field.name).to_owned()
    }
}
