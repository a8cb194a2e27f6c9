//! What is told about a file, as text throughout.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::engine::{Record, Session};
use crate::refusals::Refusal;

/// In the order of answers; `download_link` and names are made.
const FIELDS: [&str; 22] = [
    "table_sys_id",
    "size_bytes",
    "sys_updated_on",
    "sys_id",
    "image_height",
    "sys_created_on",
    "file_name",
    "sys_created_by",
    "compressed",
    "average_image_color",
    "sys_updated_by",
    "sys_tags",
    "table_name",
    "image_width",
    "sys_mod_count",
    "content_type",
    "size_compressed",
    "chunk_size_bytes",
    "hash",
    "state",
    "created_by_name",
    "updated_by_name",
];

pub(super) fn list(session: &Session, files: &[Record], root: &str) -> Result<Vec<Value>, Refusal> {
    let mut names = HashMap::new();
    files.iter().map(|file| described(session, file, root, &mut names)).collect()
}

pub(super) fn one(session: &Session, file: &Record, root: &str) -> Result<Value, Refusal> {
    described(session, file, root, &mut HashMap::new())
}

fn described(
    session: &Session,
    file: &Record,
    root: &str,
    names: &mut HashMap<String, String>,
) -> Result<Value, Refusal> {
    let mut members = Map::new();
    for field in FIELDS {
        let value = match field {
            "created_by_name" => name_of(session, file.get("sys_created_by"), names)?,
            "updated_by_name" => name_of(session, file.get("sys_updated_by"), names)?,
            field => file.get(field).to_owned(),
        };
        members.insert(field.to_owned(), json!(value));
        if field == "size_bytes" {
            let link = format!("{root}/attachment/{}/file", file.sys_id());
            members.insert("download_link".to_owned(), json!(link));
        }
    }
    Ok(Value::Object(members))
}

fn name_of(
    session: &Session,
    user_name: &str,
    names: &mut HashMap<String, String>,
) -> Result<String, Refusal> {
    if let Some(name) = names.get(user_name) {
        return Ok(name.clone());
    }
    let user = session.trusted(|session| session.find_by("sys_user", "user_name", user_name))?;
    let name = user.map_or_else(|| user_name.to_owned(), |user| user.get("name").to_owned());
    names.insert(user_name.to_owned(), name.clone());
    Ok(name)
}

/// JSON that fits in a header: everything beyond ASCII escaped.
pub(super) fn ascii(value: &Value) -> String {
    let mut text = String::new();
    for character in value.to_string().chars() {
        if character.is_ascii() {
            text.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    text
}

/// `attachment;filename="…"`, with the encoded form (RFC 6266) where the name
/// has more than ASCII.
pub(super) fn disposition(file_name: &str) -> String {
    let plain: String = file_name
        .chars()
        .map(|character| match character {
            '"' | '\\' => '_',
            character if character.is_ascii_graphic() || character == ' ' => character,
            _ => '_',
        })
        .collect();
    if file_name.is_ascii() {
        return format!("attachment;filename=\"{plain}\"");
    }
    let mut encoded = String::new();
    for byte in file_name.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => encoded.push(char::from(byte)),
            byte => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    format!("attachment;filename=\"{plain}\";filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beyond_ascii_fit_in_headers() {
        assert_eq!(ascii(&json!({ "n": "é𝄞" })), "{\"n\":\"\\u00e9\\ud834\\udd1e\"}");
        assert_eq!(disposition("a b.txt"), "attachment;filename=\"a b.txt\"");
        assert_eq!(disposition("a\"\r\n.txt"), "attachment;filename=\"a___.txt\"");
        assert_eq!(disposition("é.txt"), "attachment;filename=\"_.txt\";filename*=UTF-8''%C3%A9.txt");
    }
}
