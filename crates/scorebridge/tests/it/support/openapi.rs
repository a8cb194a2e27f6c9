//! Answers compared with the document that describes them: as much of JSON Schema as the document uses. Words that
//! it does not know are a fault, so that nothing is passed over.

use serde_json::Value;

/// Checks one answer of an operation; `body` is null when there is none.
pub(crate) fn check(document: &Value, operation: (&str, &str), status: u16, body: &Value) {
    let (method, path) = operation;
    let responses = &document["paths"][path][method]["responses"];
    assert!(responses.is_object(), "{method} {path} is not in the document");
    let class = format!("{}XX", status / 100);
    let response = responses.get(status.to_string()).or_else(|| responses.get(&class));
    let response =
        response.unwrap_or_else(|| panic!("{method} {path} answers {status}, which is not described"));
    let content = response["content"].as_object().unwrap();
    let (_, media) = content.iter().next().unwrap();
    let mut faults = Vec::new();
    validate(document, &media["schema"], body, "$", &mut faults);
    assert!(faults.is_empty(), "{method} {path} {status}: {faults:#?}\nin {body:#}");
}

fn validate(document: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    for (word, rule) in schema.as_object().unwrap() {
        match word.as_str() {
            "$ref" => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').unwrap();
                validate(document, document.pointer(pointer).unwrap(), value, at, faults);
            }
            "type" => check_type(rule, value, at, faults),
            "enum" => expect(rule.as_array().unwrap().contains(value), at, "is none of the words", faults),
            "required" => {
                for name in rule.as_array().unwrap() {
                    expect(value.get(name.as_str().unwrap()).is_some(), at, &format!("lacks {name}"), faults);
                }
            }
            "properties" => {
                for (name, schema) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        validate(document, schema, value, &format!("{at}.{name}"), faults);
                    }
                }
            }
            "items" => {
                for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                    validate(document, rule, value, &format!("{at}[{index}]"), faults);
                }
            }
            "allOf" => {
                for schema in rule.as_array().unwrap() {
                    validate(document, schema, value, at, faults);
                }
            }
            "oneOf" | "anyOf" => {
                let fits = |schema: &&Value| {
                    let mut faults = Vec::new();
                    validate(document, schema, value, at, &mut faults);
                    faults.is_empty()
                };
                expect(
                    rule.as_array().unwrap().iter().any(|schema| fits(&schema)),
                    at,
                    "fits nothing",
                    faults,
                );
            }
            "format" => check_format(rule.as_str().unwrap(), value, at, faults),
            "minimum" => expect(value.as_f64() >= rule.as_f64(), at, "is too small", faults),
            "maximum" => expect(value.as_f64() <= rule.as_f64(), at, "is too large", faults),
            "description" | "example" | "title" => {}
            other => faults.push(format!("{at}: the document uses the word {other}")),
        }
    }
}

fn expect(holds: bool, at: &str, fault: &str, faults: &mut Vec<String>) {
    if !holds {
        faults.push(format!("{at} {fault}"));
    }
}

fn check_type(rule: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let is = |name: &Value| match name.as_str().unwrap() {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("unknown type {other}"),
    };
    let fits = rule.as_array().map_or_else(|| is(rule), |names| names.iter().any(is));
    expect(fits, at, &format!("is no {rule}"), faults);
}

fn check_format(format: &str, value: &Value, at: &str, faults: &mut Vec<String>) {
    let Some(text) = value.as_str() else { return };
    let fits = match format {
        "date-time" => text.parse::<jiff::Timestamp>().is_ok(),
        "date" => text.parse::<jiff::civil::Date>().is_ok(),
        "uuid" => uuid::Uuid::parse_str(text).is_ok(),
        "uri" => url::Url::parse(text).is_ok(),
        other => panic!("unknown format {other}"),
    };
    expect(fits, at, &format!("is no {format}"), faults);
}
