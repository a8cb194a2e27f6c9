//! Bodies of writes: the fields of one record.

use axum::http::HeaderMap;
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
    match Format::of_body(headers)? {
        Format::Json => json(body),
        Format::Xml => {
            let text = std::str::from_utf8(body).map_err(|_| Refusal::invalid_xml())?;
            Ok(xml::fields(text)?.into_iter().collect())
        }
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
