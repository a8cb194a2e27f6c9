//! A filled database kept in memory, so that the second instance of a process
//! (tests start hundreds) copies what the first one made.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::SeedOptions;
use super::pool::Storage;

/// What a filled database depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    demo_data: bool,
    connector: bool,
    /// Demo data lies around the day it is made.
    day: String,
}

static MADE: Mutex<Vec<(Key, Arc<Vec<u8>>)>> = Mutex::new(Vec::new());
/// Different fillings a process is likely to need.
const KEPT: usize = 4;

impl Key {
    pub(super) fn new(options: SeedOptions, now: &str) -> Self {
        let day = if options.demo_data { now } else { "" };
        let SeedOptions { demo_data, connector } = options;
        Self { demo_data, connector, day: day.chars().take(10).collect() }
    }
}

/// One instance fills at a time, so that the others can copy.
static FILLING: Mutex<()> = Mutex::new(());

/// Held by an instance from looking for a copy until it is filled.
pub(super) fn turn() -> MutexGuard<'static, ()> {
    FILLING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts a copy at `file` when there is one and the file does not exist yet.
pub(super) fn copy(key: &Key, file: &Path) -> io::Result<()> {
    let made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let found = made.iter().find(|(known, _)| known == key);
    let bytes = found.map(|(_, bytes)| Arc::clone(bytes));
    drop(made);
    match bytes {
        Some(bytes) if !file.exists() => fs::write(file, bytes.as_slice()),
        _ => Ok(()),
    }
}

/// Remembers the content of a database that was just filled.
pub(super) fn keep(key: Key, connection: &Connection) -> Result<(), Box<dyn std::error::Error>> {
    let scratch = Storage::temporary()?;
    let file = scratch.file();
    connection.execute("VACUUM INTO ?1", [file.to_string_lossy()])?;
    let bytes = Arc::new(fs::read(&file)?);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if made.len() < KEPT && made.iter().all(|(known, _)| *known != key) {
        made.push((key, bytes));
    }
    Ok(())
}
