//! What an instance means when it refuses (protocol sections 1.5 and 6.1). Wording moves between releases, so the
//! words are searched, never compared whole, and always quoted.

use super::{named, quoted};
use crate::message::Message;

/// Why an instance refused a call.
pub(super) fn problem(status: u16, message: &str, detail: Option<&str>) -> Message {
    let words = quoted(message, detail);
    let known = recognise(&words);
    known.unwrap_or_else(|| named("problem-refused").with("status", status).with("words", words))
}

/// Recognises a refusal by its words, also when a person pastes them (S23); `None` for words that are not known.
pub fn recognise(words: &str) -> Option<Message> {
    Some(known(words)?.with("words", quoted(words, None)))
}

fn known(words: &str) -> Option<Message> {
    let lower = words.to_lowercase();
    let says = |part: &str| lower.contains(part);
    if says("cross-scope access policy") {
        return Some(cross_scope(words));
    }
    if says("data policy exception") {
        return Some(with_name(
            ["problem-data-policy", "problem-data-policy-unnamed"],
            "fields",
            after(words, "mandatory:"),
        ));
    }
    if says("check state transition") {
        return Some(named("problem-state-move"));
    }
    if says("aborted by business rule") {
        return Some(with_name(
            ["problem-business-rule", "problem-business-rule-unnamed"],
            "rule",
            between(words, "Business Rule '"),
        ));
    }
    if says("acl exception") {
        return Some(named("problem-acl-write"));
    }
    if says("insufficient rights") || says("do not have permission to be read") {
        return Some(named("problem-acl-read"));
    }
    if says("invalid table") {
        return Some(with_name(
            ["problem-unknown-table", "problem-unknown-table-unnamed"],
            "table",
            after(words, "Invalid table"),
        ));
    }
    if says("user not authorized") || says("not authorized to") {
        return Some(named("problem-api-closed"));
    }
    if says("does not represent any resource") {
        return Some(named("problem-api-missing"));
    }
    if says("large rest payload") {
        return Some(named("problem-payload-large"));
    }
    says("transaction cancelled").then(|| named("problem-cancelled"))
}

/// `Read operation against 'oauth_entity' from scope 'x_...' has been refused due to the table's cross-scope access
/// policy` (S23).
fn cross_scope(words: &str) -> Message {
    let (table, scope) = (between(words, "against '"), between(words, "scope '"));
    let (Some(table), Some(scope)) = (table, scope) else { return named("problem-cross-scope-unnamed") };
    let operation = words.split_whitespace().next().unwrap_or_default();
    named("problem-cross-scope").with("table", table).with("scope", scope).with("operation", operation)
}

/// A problem with the name that the words hold; people paste parts of messages, in which it can be missing.
fn with_name([key, unnamed]: [&str; 2], argument: &str, name: Option<String>) -> Message {
    match name.filter(|name| !name.is_empty()) {
        Some(name) => named(key).with(argument, name),
        None => named(unnamed),
    }
}

/// The text after a mark, up to the next sentence.
fn after(words: &str, mark: &str) -> Option<String> {
    let (_, rest) = words.split_once(mark)?;
    let end = rest.find([':', ';']).unwrap_or(rest.len());
    Some(rest[..end].trim().to_owned())
}

/// The text after a mark that ends with a quotation mark, up to the next one or to the `^` before a sys_id.
fn between(words: &str, mark: &str) -> Option<String> {
    let (_, rest) = words.split_once(mark)?;
    rest.find(['\'', '^']).map(|end| rest[..end].to_owned())
}
