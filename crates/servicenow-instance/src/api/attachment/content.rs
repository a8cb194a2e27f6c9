//! Bytes of files: compressed, in chunks as Base64, one row of
//! `sys_attachment_doc` each.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::engine::{Record, Selection, Session, Values};
use crate::query::Query;
use crate::refusals::Refusal;

const CHUNKS: &str = "sys_attachment_doc";
/// Compressed bytes per row.
pub(super) const CHUNK: usize = 700_000;

pub(super) fn compress(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| Refusal::internal(&format_args!("a file cannot be compressed: {error}")))
}

pub(super) fn store(session: &Session, attachment: &str, compressed: &[u8]) -> Result<(), Refusal> {
    for (position, chunk) in compressed.chunks(CHUNK).enumerate() {
        let row = Values::new()
            .with("sys_attachment", attachment)
            .with("position", position.to_string())
            .with("length", chunk.len().to_string())
            .with("data", STANDARD.encode(chunk));
        session.insert_plain(CHUNKS, &row)?;
    }
    Ok(())
}

/// All bytes of a file.
pub(super) fn load(session: &Session, attachment: &Record) -> Result<Vec<u8>, Refusal> {
    let id = attachment.sys_id();
    let broken = |cause: &dyn std::fmt::Display| {
        Refusal::internal(&format_args!("the file of attachment {id} cannot be read: {cause}"))
    };
    let mut compressed = Vec::new();
    for chunk in chunks(session, id)? {
        let bytes = STANDARD.decode(chunk.get("data")).map_err(|error| broken(&error))?;
        compressed.extend_from_slice(&bytes);
    }
    let mut bytes = Vec::new();
    if !compressed.is_empty() {
        GzDecoder::new(&compressed[..]).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
    }
    Ok(bytes)
}

fn chunks(session: &Session, attachment: &str) -> Result<Vec<Record>, Refusal> {
    let query = Query::equals("sys_attachment", attachment).ordered_by("position");
    session.trusted(|session| session.select(CHUNKS, &Selection::of(query)))
}
