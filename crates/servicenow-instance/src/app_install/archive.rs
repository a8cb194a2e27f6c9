//! The zip that the SDK uploads.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::payload::{self, Update};
use crate::refusals::Refusal;

/// Files of a package.
const MOST_FILES: usize = 5_000;
/// Bytes of all files, unpacked.
const LARGEST: u64 = 64 * 1024 * 1024;

/// One file of a package.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// The name of the update: `sys_script_<id>`.
    pub(super) name: String,
    pub(super) text: String,
    pub(super) updates: Vec<Update>,
}

impl File {
    pub(super) fn read(name: &str, text: String) -> Result<Self, Refusal> {
        let updates = payload::updates(&text)
            .map_err(|_| Refusal::unreadable(format!("the file {name} is no update XML")))?;
        Ok(Self { name: name.to_owned(), text, updates })
    }
}

/// Every update of a package. The folder `dictionary` says again what the
/// updates of tables and columns say, for installers that make them first.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<File>, Refusal> {
    let unreadable = |reason: &dyn std::fmt::Display| {
        Refusal::unreadable(format!("the package is no zip that can be read: {reason}"))
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    if archive.len() > MOST_FILES {
        return Err(unreadable(&format!("it has more than {MOST_FILES} files")));
    }
    let mut files = Vec::new();
    let mut left = LARGEST;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|error| unreadable(&error))?;
        let path = file.name().map_err(|error| unreadable(&error))?.into_owned();
        let mut text = String::new();
        let read = file.take(left + 1).read_to_string(&mut text).map_err(|error| unreadable(&error))?;
        left = left.checked_sub(read as u64).ok_or_else(|| unreadable(&"its files are too large"))?;
        let mut parts = path.rsplit(['/', '\\']);
        let (name, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if let Some(name) = name.strip_suffix(".xml").filter(|_| folder != "dictionary") {
            files.push(File::read(name, text)?);
        }
    }
    if files.is_empty() {
        return Err(unreadable(&"it has no update"));
    }
    Ok(files)
}

/// Files with their names, zipped.
pub(super) fn write<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Vec<u8>, Refusal> {
    let failed =
        |error: &dyn std::fmt::Display| Refusal::internal(&format_args!("a zip cannot be made: {error}"));
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(name, SimpleFileOptions::default()).map_err(|error| failed(&error))?;
        writer.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
    }
    Ok(writer.finish().map_err(|error| failed(&error))?.into_inner())
}
