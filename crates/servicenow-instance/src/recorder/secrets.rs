//! Takes credentials out of what is recorded: queries and forms by the names
//! of their parameters, JSON and XML by those of their members, headers by
//! theirs. Batches carry requests within, in Base64.

use axum::http::HeaderName;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

const HIDDEN: &str = "***";
/// Names that are credentials as they are.
const NAMES: [&str; 6] = ["code", "sysparm_ck", "g_ck", "apikey", "api_key", "credentials"];
/// Ends of names that are credentials.
const ENDS: [&str; 7] = ["password", "passwd", "secret", "token", "assertion", "verifier", "private_key"];
/// Headers whose values are credentials; of `Authorization` the scheme stays.
const HEADERS: [&str; 6] =
    ["cookie", "proxy-authorization", "x-usertoken", "x-sn-apikey", "x-mfa_token", "x-api-key"];

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || ENDS.iter().any(|end| name.ends_with(end))
}

/// The value of a header as it may be seen.
pub(super) fn header(name: &HeaderName, value: &str) -> String {
    match name.as_str() {
        "authorization" => format!("{} {HIDDEN}", value.split(' ').next().unwrap_or_default()),
        name if HEADERS.contains(&name) || is_secret(name) => HIDDEN.to_owned(),
        _ => value.to_owned(),
    }
}

/// A query or form with `***` for the values of credentials.
pub(super) fn form(encoded: &str) -> String {
    let hidden = encoded.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_secret(&decoded(name)) => format!("{name}={HIDDEN}"),
        _ => pair.to_owned(),
    });
    hidden.collect::<Vec<_>>().join("&")
}

fn decoded(name: &str) -> String {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(name).unwrap_or_default();
    pairs.into_iter().next().map_or_else(|| name.to_owned(), |(name, _)| name)
}

/// A body that is no form. One that holds nothing secret stays byte for byte.
pub(super) fn body(text: &str) -> String {
    if let Ok(mut value) = serde_json::from_str::<Value>(text) {
        return if hide(&mut value) { value.to_string() } else { text.to_owned() };
    }
    // XML, a multipart form, or JSON that is broken: told only when no name in it is a secret's.
    let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || "_-.".contains(letter)));
    let suspect = words.filter(|word| word.len() > 3).any(is_secret);
    if suspect { HIDDEN.to_owned() } else { text.to_owned() }
}

/// Whether something was hidden.
fn hide(value: &mut Value) -> bool {
    match value {
        Value::Array(items) => items.iter_mut().map(hide).filter(|hidden| *hidden).count() > 0,
        Value::Object(members) => {
            let named = |field: &str, test: fn(&str) -> bool| {
                members.get(field).and_then(Value::as_str).is_some_and(test)
            };
            let sealed = named("type", |kind| kind.starts_with("password")) || named("name", is_credential);
            let mut found = false;
            for (name, member) in members {
                let is_empty = member.as_str().is_some_and(str::is_empty) || member.is_null();
                if !is_empty && (is_secret(name) || sealed && name == "value") {
                    *member = Value::from(HIDDEN);
                    found = true;
                } else if name == "body" {
                    found |= hide_within(member);
                } else {
                    found |= hide(member);
                }
            }
            found
        }
        _ => false,
    }
}

/// Names of headers in a batch, and of properties.
fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "authorization" || HEADERS.contains(&name.as_str()) || is_secret(&name)
}

/// The body of a request in a batch.
fn hide_within(member: &mut Value) -> bool {
    let Some(encoded) = member.as_str() else {
        return hide(member);
    };
    let decoded = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(inner) = decoded else {
        return false;
    };
    let shown = body(&inner);
    if shown == inner {
        return false;
    }
    *member = Value::from(STANDARD.encode(shown));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_queries_lose_the_values_of_credentials() {
        let shown = form("grant_type=password&username=u&password=p&client%5Fsecret=s&code=c&state=x");
        assert_eq!(shown, "grant_type=password&username=u&password=***&client%5Fsecret=***&code=***&state=x");
    }

    #[test]
    fn members_of_json_are_hidden_at_any_depth_and_the_rest_stays_as_it_came() {
        let plain = "{ \"b\": 1,  \"a\": \"x\" }";
        assert_eq!(body(plain), plain);
        let shown = body(r#"{"records":[{"user_name":"u","user_password":"p","client_secret":""}]}"#);
        assert!(shown.contains("\"user_password\":\"***\"") && !shown.contains("\"p\""), "{shown}");
        assert!(shown.contains("\"client_secret\":\"\""), "what is empty hides nothing: {shown}");
        let property = body(r#"{"name":"x.webhook","type":"password2","value":"s3cret"}"#);
        assert!(!property.contains("s3cret"));
    }

    #[test]
    fn what_cannot_be_read_is_hidden_when_it_names_a_secret() {
        for text in ["{\"user_password\": \"p\"", "<r><client_secret>s</client_secret></r>"] {
            assert_eq!(body(text), "***");
        }
        assert_eq!(body("{\"short_description\": "), "{\"short_description\": ");
        assert_eq!(body("plain text"), "plain text");
    }

    #[test]
    fn requests_in_a_batch_are_looked_into() {
        let inner = STANDARD.encode(r#"{"user_password":"hunter2"}"#);
        let batch = format!(
            r#"{{"rest_requests":[{{"headers":[{{"name":"Authorization","value":"Basic eDp5"}}],"body":"{inner}"}}]}}"#
        );
        let shown = body(&batch);
        assert!(!shown.contains("eDp5") && !shown.contains(&inner), "{shown}");
    }
}
