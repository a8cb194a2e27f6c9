//! The language catalogues: both languages must have the same files, keys and arguments. Whether a key is used
//! is for the product's own tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context as _, bail};

use crate::workspace;

const LOCALES: &str = "crates/scorebridge/locales";
const LANGUAGES: [&str; 2] = ["en", "nl"];

/// Arguments of each key. Attributes count as keys of their own.
type Keys = BTreeMap<String, BTreeSet<String>>;

/// Compares the languages and reports every difference at once.
pub(crate) fn check() -> anyhow::Result<()> {
    let mut faults = Vec::new();
    let [one, other] = LANGUAGES.map(|language| read(language, &mut faults));
    let (one, other) = (one?, other?);
    let files: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    for file in files {
        match (one.get(file), other.get(file)) {
            (Some(one), Some(other)) => compare(file, one, other, &mut faults),
            (Some(_), None) => faults.push(format!("{file} exists in {} only", LANGUAGES[0])),
            _ => faults.push(format!("{file} exists in {} only", LANGUAGES[1])),
        }
    }
    if !faults.is_empty() {
        bail!("the language catalogues differ:\n  {}", faults.join("\n  "));
    }
    Ok(())
}

fn read(language: &str, faults: &mut Vec<String>) -> anyhow::Result<BTreeMap<String, Keys>> {
    let folder = format!("{LOCALES}/{language}");
    let mut catalogue = BTreeMap::new();
    for path in workspace::files(&folder, "ftl")? {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name =
            path.strip_prefix(workspace::root().join(&folder)).unwrap_or(Path::new("")).display().to_string();
        catalogue.insert(name.clone(), keys(&format!("{language}/{name}"), &text, faults));
    }
    Ok(catalogue)
}

/// Reads keys and the arguments within each. (Fluent syntax 1.0: a message begins at the start of a line, its
/// text and attributes are indented.)
fn keys(file: &str, text: &str, faults: &mut Vec<String>) -> Keys {
    let mut keys = Keys::new();
    let (mut message, mut current) = (String::new(), None::<String>);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (place, value) = line.split_once('=').unwrap_or((line, ""));
        let place = place.trim_end();
        if let Some(attribute) = place.trim_start().strip_prefix('.').filter(|name| is_identifier(name)) {
            current = Some(format!("{message}.{attribute}"));
        } else if line.contains('=')
            && is_identifier(place.trim_start_matches('-'))
            && !place.starts_with(' ')
        {
            place.clone_into(&mut message);
            current = Some(message.clone());
        } else if let Some(key) = &current {
            keys.entry(key.clone()).or_default().extend(arguments(line));
            continue;
        } else {
            continue;
        }
        if let Some(key) = &current
            && keys.insert(key.clone(), arguments(value).collect()).is_some()
        {
            faults.push(format!("{file} has {key} twice"));
        }
    }
    keys
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// The `$name`s in a piece of text.
fn arguments(text: &str) -> impl Iterator<Item = String> {
    text.split('$').skip(1).map(|after| {
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
        after[..end.unwrap_or(after.len())].to_owned()
    })
}

fn compare(file: &str, one: &Keys, other: &Keys, faults: &mut Vec<String>) {
    let [first, second] = LANGUAGES;
    for (key, arguments) in one {
        match other.get(key) {
            None => faults.push(format!("{file}: {key} is missing in {second}")),
            Some(found) if found != arguments => {
                faults
                    .push(format!("{file}: {key} takes {arguments:?} in {first} but {found:?} in {second}"));
            }
            Some(_) => {}
        }
    }
    for key in other.keys().filter(|key| !one.contains_key(*key)) {
        faults.push(format!("{file}: {key} is missing in {first}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_keys(text: &str) -> Keys {
        let mut faults = Vec::new();
        let keys = keys("en/x.ftl", text, &mut faults);
        assert_eq!(faults, Vec::<String>::new());
        keys
    }

    #[test]
    fn reads_messages_terms_attributes_and_arguments() {
        let keys = read_keys(
            "# words = no key\n-brand = Security center\ncount = { $n ->\n    [one] { $n } of { $total }\n   *[other] x = y\n }\n    .title = Of { $name }\n",
        );
        let arguments = |key: &str| keys[key].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(keys.keys().collect::<Vec<_>>(), ["-brand", "count", "count.title"]);
        assert_eq!(arguments("count"), ["n", "total"]);
        assert_eq!(arguments("count.title"), ["name"]);
    }

    #[test]
    fn reports_every_difference() {
        let mut faults = Vec::new();
        let (en, nl) = (read_keys("a = { $x }\nb = b\n"), read_keys("a = a\nc = c\n"));
        compare("x.ftl", &en, &nl, &mut faults);
        assert_eq!(
            faults,
            [
                "x.ftl: a takes {\"x\"} in en but {} in nl",
                "x.ftl: b is missing in nl",
                "x.ftl: c is missing in en",
            ]
        );
    }

    #[test]
    fn reports_a_key_that_occurs_twice() {
        let mut faults = Vec::new();
        keys("nl/x.ftl", "a = 1\na = 2\n", &mut faults);
        assert_eq!(faults, ["nl/x.ftl has a twice"]);
    }
}
