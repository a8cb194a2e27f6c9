//! Packages that differ from the one that is handed out, as those of other versions do.

use std::io::{Cursor, Read as _, Write as _};

use scorebridge::connection::AppFile;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The package with other texts; files without a text are left out.
pub(super) fn changed(change: impl Fn(&str) -> Option<String>) -> Vec<u8> {
    let package = AppFile::ALL.into_iter().find(|file| file.extension == "zip").unwrap();
    let mut old = ZipArchive::new(Cursor::new(package.content)).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut file = old.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        if let Some(text) = change(&text) {
            new.start_file(file.name().unwrap(), SimpleFileOptions::default()).unwrap();
            new.write_all(text.as_bytes()).unwrap();
        }
    }
    new.finish().unwrap().into_inner()
}
