//! Whether a value has the shape that an exchange names; `fixtures/README.md`
//! says how shapes are written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// Names what does not fit, and where.
pub(super) fn fits(shape: &Value, value: &Value) -> Result<(), String> {
    match (shape, value) {
        (Value::String(pattern), value) if pattern.starts_with('~') => {
            if matches(pattern, value) {
                Ok(())
            } else {
                Err(format!("{value} is no {pattern}"))
            }
        }
        (Value::Object(shape), value) => object(shape, value),
        (Value::Array(shapes), Value::Array(values)) if shapes.len() == values.len() => {
            shapes.iter().zip(values).enumerate().try_for_each(|(at, (shape, value))| {
                fits(shape, value).map_err(|fault| format!("[{at}] {fault}"))
            })
        }
        _ if shape == value => Ok(()),
        _ => Err(format!("{value} instead of {shape}")),
    }
}

fn object(shape: &Map<String, Value>, value: &Value) -> Result<(), String> {
    if let Some(each) = shape.get("~each") {
        let items = value.as_array().filter(|items| !items.is_empty()).ok_or("no list with elements")?;
        return items.iter().try_for_each(|item| fits(each, item));
    }
    if let Some(inner) = shape.get("~base64") {
        let bytes = value.as_str().and_then(|text| STANDARD.decode(text).ok()).ok_or("no Base64")?;
        return fits(inner, &serde_json::from_slice(&bytes).map_err(|error| error.to_string())?);
    }
    let members = value.as_object().ok_or_else(|| format!("{value} is no object"))?;
    let named = shape.iter().filter(|(name, _)| !name.starts_with('~'));
    for (name, shape) in named {
        let member = members.get(name).ok_or_else(|| format!("{name} is missing"))?;
        fits(shape, member).map_err(|fault| format!("{name}: {fault}"))?;
    }
    let mut others = members.iter().filter(|(name, _)| !shape.contains_key(*name));
    match (shape.get("~members"), shape.contains_key("~open")) {
        (Some(each), _) => others
            .try_for_each(|(name, member)| fits(each, member).map_err(|fault| format!("{name}: {fault}"))),
        (None, true) => Ok(()),
        (None, false) => others.next().map_or(Ok(()), |(name, _)| Err(format!("there is a member {name}"))),
    }
}

fn matches(pattern: &str, value: &Value) -> bool {
    let (kind, given) = pattern.split_once(' ').unwrap_or((pattern, ""));
    let all = |text: &str, length: usize, admits: fn(char) -> bool| {
        text.len() == length && text.chars().all(admits)
    };
    let length = given.parse().unwrap_or(32);
    match (kind, value) {
        ("~any", _) | ("~text", Value::String(_)) | ("~number", Value::Number(_)) => true,
        ("~word", Value::String(text)) => !text.trim().is_empty(),
        ("~digits", Value::String(text)) => {
            !text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit())
        }
        ("~sys_id" | "~hex", Value::String(text)) => {
            all(text, length, |digit| matches!(digit, '0'..='9' | 'a'..='f'))
        }
        ("~token", Value::String(text)) => {
            all(text, length, |letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
        }
        ("~moment", Value::String(text)) => text.len() == 19 && text.parse::<jiff::civil::DateTime>().is_ok(),
        ("~starts", Value::String(text)) => text.starts_with(given),
        _ => false,
    }
}

#[test]
fn shapes_fit_what_they_name_and_nothing_else() {
    use serde_json::json;
    let shape = json!({ "a": "~sys_id", "b": [{ "~open": true, "c": "x" }], "d": { "~each": "~digits" } });
    let good = json!({ "a": "0".repeat(32), "b": [{ "c": "x", "more": 1 }], "d": ["1", "22"] });
    assert_eq!(fits(&shape, &good), Ok(()));
    for (member, bad) in [
        ("a", json!("x")),
        ("a", json!("0".repeat(31))),
        ("b", json!([])),
        ("b", json!([{ "c": "y" }])),
        ("d", json!([])),
        ("d", json!(["1", 2])),
        ("e", json!(1)),
    ] {
        let mut value = good.clone();
        value[member] = bad;
        assert!(fits(&shape, &value).is_err(), "{value}");
    }
    assert!(fits(&json!({ "~members": "~word" }), &json!({ "a": "", "b": "x" })).is_err());
    assert!(fits(&json!({ "~base64": { "r": 1 } }), &json!(STANDARD.encode("{\"r\":1}"))).is_ok());
    assert!(matches("~moment", &json!("2026-11-02 09:30:00")) && !matches("~moment", &json!("2026-11-02")));
    assert!(matches("~starts x", &json!("xy")) && !matches("~starts x", &json!("yx")));
}
