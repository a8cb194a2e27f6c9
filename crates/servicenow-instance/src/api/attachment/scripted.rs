//! Files as scripts handle them, without a request.

use super::upload::Upload;
use super::{TABLE, content};
use crate::engine::Session;
use crate::refusals::Refusal;

/// A file on its way to a record.
#[derive(Debug)]
pub(crate) struct File<'a> {
    pub(crate) table: &'a str,
    pub(crate) record: &'a str,
    pub(crate) name: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) bytes: Vec<u8>,
}

/// Attaches a file; answers its `sys_id`.
pub(crate) fn attach(session: &Session, file: File<'_>) -> Result<String, Refusal> {
    let made = Upload::of_file(file).save(session, "")?;
    Ok(made["sys_id"].as_str().unwrap_or_default().to_owned())
}

/// All bytes of an attached file.
pub(crate) fn bytes(session: &Session, id: &str) -> Result<Vec<u8>, Refusal> {
    let file = session.find(TABLE, id)?.ok_or_else(Refusal::no_record)?;
    content::load(session, &file)
}

/// Deletes a file; its content goes with it.
pub(crate) fn detach(session: &Session, id: &str) -> Result<(), Refusal> {
    let file = session.find(TABLE, id)?.ok_or_else(Refusal::no_record)?;
    session.delete(&file)
}
