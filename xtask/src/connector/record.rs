//! Text of single records: what must be the same in every build, and what an update set says about them.

use sha2::{Digest as _, Sha256};

/// SHA-256 of a text, in hexadecimal.
pub(super) fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// An id that follows from a text.
pub(super) fn id_of(text: &str) -> String {
    sha256(text)[..32].to_owned()
}

/// Replaces what the SDK makes up anew in each build: serial number and time of its list of parts, and ids of roles
/// that it knows by name only (instances find those by their name too).
pub(super) fn reproducible(content: &str) -> String {
    let content = replace_between(content, "\"serialNumber\": \"urn:uuid:", "\"", |_| {
        "00000000-0000-4000-8000-000000000000".to_owned()
    });
    let content =
        replace_between(&content, "\"timestamp\": \"", "\"", |_| "2026-01-01T00:00:00.000Z".to_owned());
    replace_between(&content, "<contains name=\"", "</contains>", |text| match text.split_once("\">") {
        Some((name, _)) => format!("{name}\">{}", id_of(&format!("sys_user_role.{name}"))),
        None => text.to_owned(),
    })
}

fn replace_between(content: &str, start: &str, end: &str, by: impl Fn(&str) -> String) -> String {
    let Some((before, rest)) = content.split_once(start) else { return content.to_owned() };
    let Some((inner, after)) = rest.split_once(end) else { return content.to_owned() };
    format!("{before}{start}{}{end}{after}", by(inner))
}

/// The text of the first element with a name, if there is one.
pub(super) fn element<'a>(content: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = content.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(text)
}

/// The table of a record: the element below `record_update`.
pub(super) fn table(content: &str) -> Option<&str> {
    let (_, rest) = content.split_once("<record_update")?;
    let (_, rest) = rest.split_once('<')?;
    rest.split([' ', '>']).next()
}

/// `String.hashCode` of Java: update sets carry it for their payloads.
pub(super) fn java_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

/// Text inside of a CDATA section, whose end it may contain.
pub(super) fn cdata(text: &str) -> String {
    format!("<![CDATA[{}]]>", text.replace("]]>", "]]]]><![CDATA[>"))
}
