//! Users as requests need them, kept until a write touches users, groups or roles: the engine then
//! replaces the whole collection, as it does with the dictionary.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use crate::{
    app::App,
    caller::{Caller, Channel},
    engine::{Record, Session},
    refusals::Refusal,
    script::Inbox,
};

use super::callers::caller_of;

/// Beyond this number of users the collection starts over.
const MAX_PEOPLE: usize = 4096;

/// A user's record and what the user may do.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) user: Record,
    caller: Caller,
}

impl Person {
    /// The caller that this person is on a channel.
    pub(crate) fn caller(&self, channel: Channel) -> Caller {
        Caller { channel, inbox: Inbox::default(), ..self.caller.clone() }
    }
}

/// How a person is found; user names are compared as the database does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Id(String),
    Name(String),
}

/// People that were asked for.
#[derive(Debug, Default)]
pub(crate) struct People(RwLock<HashMap<Key, Arc<Person>>>);

impl People {
    fn get(&self, key: &Key) -> Option<Arc<Person>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).map(Arc::clone)
    }

    fn keep(&self, key: Key, person: &Arc<Person>) {
        let mut people = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if people.len() >= MAX_PEOPLE {
            people.clear();
        }
        people.insert(key, Arc::clone(person));
    }
}

/// The user with this `sys_id`.
pub(crate) fn by_id(session: &Session, user_id: &str) -> Result<Option<Arc<Person>>, Refusal> {
    find(session, Key::Id(user_id.to_owned()))
}

/// The user with this name.
pub(crate) async fn by_name(app: &App, user_name: &str) -> Result<Option<Arc<Person>>, Refusal> {
    let key = Key::Name(user_name.to_ascii_lowercase());
    if let Some(known) = app.engine.metadata().people.get(&key) {
        return Ok(Some(known));
    }
    app.engine.read(&Caller::system(), move |session| find(session, key)).await
}

fn find(session: &Session, key: Key) -> Result<Option<Arc<Person>>, Refusal> {
    let people = session.people();
    if let Some(known) = people.get(&key) {
        return Ok(Some(known));
    }
    let user = match &key {
        Key::Id(user_id) => session.find("sys_user", user_id)?,
        Key::Name(user_name) => session.find_by("sys_user", "user_name", user_name)?,
    };
    let Some(user) = user else { return Ok(None) };
    let caller = caller_of(session, &user, Channel::Rest)?;
    let person = Arc::new(Person { user, caller });
    people.keep(key, &person);
    Ok(Some(person))
}
