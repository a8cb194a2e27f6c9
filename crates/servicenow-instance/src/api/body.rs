//! Bodies of writes: the fields of one record.

use std::borrow::Cow;

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde_json::Value;

use super::format::Format;
use super::xml;
use crate::engine::Values;
use crate::refusals::Refusal;

/// The values of the first record in a body. An empty body has none.
pub(crate) fn values(headers: &HeaderMap, body: &[u8]) -> Result<Values, Refusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Values::new());
    }
    let body = decoded(headers, body);
    match Format::of_body(headers)? {
        Format::Json => json(&body),
        Format::Xml => {
            let text = std::str::from_utf8(&body).map_err(|_| Refusal::invalid_xml())?;
            Ok(xml::fields(text)?.into_iter().collect())
        }
    }
}

/// As UTF-8, from ISO 8859-1 when the header says so: every byte is the character of its number.
fn decoded<'a>(headers: &HeaderMap, body: &'a [u8]) -> Cow<'a, [u8]> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let charset = media_type.split(';').filter_map(|part| part.trim().split_once('='));
    let mut charset = charset.filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
    match charset.next().map(|(_, value)| value.trim_matches('"').to_ascii_lowercase()).as_deref() {
        Some("iso-8859-1" | "latin1") => {
            Cow::Owned(body.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes())
        }
        _ => Cow::Borrowed(body),
    }
}

fn json(body: &[u8]) -> Result<Values, Refusal> {
    let body: Value = serde_json::from_slice(body).map_err(|_| Refusal::invalid_json())?;
    let record = match body {
        Value::Array(mut records) if !records.is_empty() => records.swap_remove(0),
        Value::Array(_) => return Ok(Values::new()),
        other => other,
    };
    let Value::Object(fields) = record else {
        return Err(Refusal::invalid_json());
    };
    Ok(fields.iter().map(|(name, value)| (name.as_str(), text(value))).collect())
}

/// Numbers and booleans as text, `null` as empty, `{"value": …}` as its value,
/// a list joined by commas.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Object(parts) => match parts.get("value").or_else(|| parts.get("display_value")) {
            Some(inner) => text(inner),
            None => value.to_string(),
        },
        other => other.to_string(),
    }
}

/// Refuses a body over `glide.rest.max_content_length`.
pub(crate) fn check_length(length: usize, allowed: u64) -> Result<(), Refusal> {
    let length = length as u64;
    if length > allowed {
        return Err(Refusal::too_large(length, allowed));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Values, Refusal> {
        values(&HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn every_json_value_becomes_text() {
        let values =
            read(r#"{"a": 1, "b": true, "c": null, "d": {"link": "x", "value": "y"}, "e": ["p", "q"]}"#);
        let expected: Values =
            [("a", "1"), ("b", "true"), ("c", ""), ("d", "y"), ("e", "p,q")].into_iter().collect();
        assert_eq!(values.unwrap(), expected);
    }

    #[test]
    fn the_charset_of_the_header_counts() {
        let mut headers = HeaderMap::new();
        let body = b"{\"city\":\"Z\xfcrich\"}";
        assert!(values(&headers, body).is_err());
        headers.insert(CONTENT_TYPE, "application/json; charset=ISO-8859-1".parse().unwrap());
        assert_eq!(values(&headers, body).unwrap().get("city"), Some("Z\u{fc}rich"));
        headers.insert(CONTENT_TYPE, "application/json; Charset=\"utf-8\"".parse().unwrap());
        assert_eq!(values(&headers, "{\"a\":\"\u{fc}\"}".as_bytes()).unwrap().get("a"), Some("\u{fc}"));
    }

    #[test]
    fn only_the_first_of_several_records_counts() {
        let values = read(r#"[{"a": "1"}, {"a": "2"}]"#).unwrap();
        assert_eq!(values.get("a"), Some("1"));
        assert!(read("[]").unwrap().is_empty());
        assert!(read(" ").unwrap().is_empty());
    }

    #[test]
    fn refuses_what_is_no_record() {
        assert!(read("{").is_err());
        assert!(read("\"text\"").is_err());
        assert!(read("[1]").is_err());
    }
}
