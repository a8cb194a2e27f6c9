//! The key file: one key a line, `id base64`. The first seals, all open: to rotate, put a new line on top and keep the
//! others until nothing is sealed with them any more. A running portal reads the file every minute, and seals anew
//! what another key had sealed.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{KEY_LENGTH, Key, KeyRing, random};
use crate::store::{Result, StoreError};

/// Longest id of a key: its length is one byte of an envelope.
const ID_MAX: usize = 64;

impl KeyRing {
    /// Reads the key file at `path`, or makes one with a new key (mode 0600).
    pub fn open_file(path: &Path) -> Result<Self> {
        let fault = |reason: String| StoreError::KeyFile { path: path.to_owned(), reason };
        match std::fs::read_to_string(path) {
            Ok(text) => parse(&Zeroizing::new(text)).map_err(fault),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                create(path).map_err(|error| fault(error.to_string()))
            }
            Err(error) => Err(fault(error.to_string())),
        }
    }
}

fn parse(text: &str) -> std::result::Result<KeyRing, String> {
    let lines =
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let keys = lines
        .map(|(at, line)| {
            parse_key(line).ok_or(format!("line {} is not a key id and 32 bytes in base64", at + 1))
        })
        .collect::<std::result::Result<Vec<_>, _>>()?;
    if keys.is_empty() {
        return Err("it holds no key".to_owned());
    }
    Ok(KeyRing::of(keys))
}

fn parse_key(line: &str) -> Option<Key> {
    let (id, secret) = line.trim().split_once(char::is_whitespace)?;
    let decoded = Zeroizing::new(STANDARD.decode(secret.trim()).ok()?);
    let secret = <[u8; KEY_LENGTH]>::try_from(decoded.as_slice()).ok()?;
    (id.len() <= ID_MAX).then(|| Key { id: id.to_owned(), secret: Zeroizing::new(secret) })
}

fn create(path: &Path) -> std::io::Result<KeyRing> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let key = Key::generate(format!("k{}", hex::encode(random::<4>())));
    let mut options = OpenOptions::new();
    // `create_new`: a file that another process makes at the same moment is not written over.
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let line = Zeroizing::new(format!("{} {}\n", key.id, STANDARD.encode(*key.secret)));
    file.write_all(line.as_bytes())?;
    // A key that is lost in a power cut takes every secret with it.
    file.sync_all()?;
    Ok(KeyRing::of(vec![key]))
}
