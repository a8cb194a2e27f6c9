//! Applications: installing the package that ServiceNow's SDK uploads,
//! upgrading and uninstalling, and the requests the SDK makes around it
//! (protocol 7.2). A package is a zip of update XML, one file per record or
//! small group; [`payload`] reads it, [`apply`] writes the records.

mod apply;
mod archive;
mod current;
mod keys;
mod payload;
mod remove;
mod sdk;
mod tracked;
mod unload;
mod update_set;

use crate::engine::{Record, Session};
use crate::refusals::Refusal;

/// Takes away what a deleted application brought.
pub(crate) fn remove(session: &Session, app: &Record) -> Result<(), Refusal> {
    remove::application(session, app.sys_id()).map(drop)
}

pub(crate) use sdk::{ajax, angular, download, progress, upload, vendor_prefix};
pub(crate) use unload::{records as unload_records, related as unload_related};
pub(crate) use update_set::{commit, export, load, preview};
