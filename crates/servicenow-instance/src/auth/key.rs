//! The instance's own key: beside the data file when there is one, else drawn anew at each start.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

pub(crate) use super::vault::KEY_BYTES;
use crate::random::Random;

/// Where the key of a data file is.
pub(crate) fn beside(data: &Path) -> PathBuf {
    let mut name = data.as_os_str().to_owned();
    name.push(".key");
    name.into()
}

/// Reads the key, or makes one that only the owner of the file can read.
pub(crate) fn load_or_make(path: &Path, random: &Random) -> io::Result<[u8; KEY_BYTES]> {
    match fs::read(path) {
        Ok(bytes) => bytes.try_into().map_err(|_| io::Error::other("key file has not 32 bytes")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(path, random),
        Err(error) => Err(error),
    }
}

fn make(path: &Path, random: &Random) -> io::Result<[u8; KEY_BYTES]> {
    let key: [u8; KEY_BYTES] = random.bytes();
    let mut file = options().open(path)?;
    file.write_all(&key)?;
    file.sync_all()?;
    Ok(key)
}

#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_data_file_stays_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = beside(&folder.path().join("instance.db"));
        assert!(path.ends_with("instance.db.key"));
        let first = load_or_make(&path, &Random::new(None)).unwrap();
        assert_eq!(load_or_make(&path, &Random::new(None)).unwrap(), first);
    }

    #[test]
    fn a_damaged_key_file_is_refused_instead_of_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, b"short").unwrap();
        assert!(load_or_make(&path, &Random::new(None)).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"short");
    }
}
