//! Secrets at rest.

use std::path::Path;

use super::Result;

/// The keys that seal secrets: the first seals, all open.
#[derive(Clone)]
pub struct KeyRing(());

impl KeyRing {
    /// Reads the key file at `path`, or makes one with a new key (mode 0600).
    pub fn open_file(path: &Path) -> Result<Self> {
        let _ = path;
        todo!()
    }

    /// One new key that is kept nowhere: what it seals cannot be opened after the process ends.
    pub fn ephemeral() -> Self {
        todo!()
    }
}
