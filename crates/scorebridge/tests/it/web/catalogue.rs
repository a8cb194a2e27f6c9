//! Proves S30: every word exists in both languages, with the same arguments and elements, and nothing else does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|ext| ext == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Keys with their text, and the order they stand in, of one file.
fn entries(path: &Path) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        match line.split_once(" =").filter(|(key, _)| is_key(key)) {
            Some((key, text)) => entries.push((key.to_owned(), text.to_owned())),
            None if line.starts_with([' ', '}']) => {
                let last = &mut entries.last_mut().expect("no text before a key").1;
                last.push('\n');
                last.push_str(line);
            }
            None => assert!(line.is_empty() || line.starts_with('#'), "{}: {line:?}", path.display()),
        }
    }
    entries
}

fn catalogue(language: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for path in files(&root().join("locales").join(language), "ftl") {
        for (key, text) in entries(&path) {
            assert!(all.insert(key.clone(), text).is_none(), "{key} is twice in {language}");
        }
    }
    all
}

/// What stands between `open` and the next character that cannot belong to a name.
fn names(text: &str, open: &str) -> BTreeSet<String> {
    let parts = text.split(open).skip(1);
    parts.map(|part| part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_arguments_and_elements() {
    let (en, nl) = (catalogue("en"), catalogue("nl"));
    let keys = |catalogue: &BTreeMap<String, String>| catalogue.keys().cloned().collect::<BTreeSet<_>>();
    let missing: Vec<_> = keys(&en).symmetric_difference(&keys(&nl)).cloned().collect();
    assert!(missing.is_empty(), "only in one language: {missing:?}");
    for (key, text) in &en {
        assert_eq!(names(text, "$"), names(&nl[key], "$"), "arguments of {key}");
        assert_eq!(names(text, "<"), names(&nl[key], "<"), "elements of {key}");
    }
}

#[test]
fn keys_are_sorted() {
    for path in files(&root().join("locales"), "ftl") {
        let keys: Vec<_> = entries(&path).into_iter().map(|(key, _)| key).collect();
        assert!(keys.is_sorted(), "{}", path.display());
    }
}

#[test]
fn no_text_is_empty() {
    for language in ["en", "nl"] {
        for (key, text) in catalogue(language) {
            assert!(!text.trim().is_empty(), "{key} in {language}");
        }
    }
}

/// Templates and Rust sources of the portal, tests left out.
fn sources() -> Vec<String> {
    let mut all: Vec<_> = files(&root().join("templates"), "html");
    let is_test = |path: &PathBuf| {
        path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests")
    };
    all.extend(files(&root().join("src"), "rs").into_iter().filter(|path| !is_test(path)));
    all.iter().map(|path| product_code(&fs::read_to_string(path).unwrap())).collect()
}

/// Without tests at the end and without comments.
fn product_code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_key_that_is_used_exists() {
    let en = catalogue("en");
    let mut unknown = BTreeSet::new();
    for source in sources() {
        for before in [".phrase(\"", "Message::new(\""] {
            for part in source.split(before).skip(1) {
                let key = part.split('"').next().unwrap();
                if is_key(key) && !en.contains_key(key) {
                    unknown.insert(key.to_owned());
                }
            }
        }
        for part in source.split("\"|t").collect::<Vec<_>>().windows(2) {
            let key = part[0].rsplit('"').next().unwrap();
            let is_filter = !part[1].starts_with(|c: char| c.is_alphanumeric() || c == '_');
            if is_filter && is_key(key) && !en.contains_key(key) {
                unknown.insert(key.to_owned());
            }
        }
    }
    assert!(unknown.is_empty(), "not in the catalogue: {unknown:?}");
}

#[test]
fn every_key_of_the_catalogue_is_used() {
    let sources = sources().join("\n");
    let literals: BTreeSet<_> = sources.split('"').filter(|text| is_key(text)).collect();
    // Keys that are put together begin with a literal that ends in a dash and a place to fill: "check-{}".
    let beginnings: BTreeSet<_> = sources
        .split('"')
        .filter_map(|text| text.split_once('{').map(|(beginning, _)| beginning))
        .filter(|beginning| beginning.ends_with('-') && is_key(beginning))
        .collect();
    let is_used =
        |key: &str| literals.contains(key) || beginnings.iter().any(|beginning| key.starts_with(beginning));
    // The way out of a problem goes by the problem's key.
    let is_way_out = |key: &str| key.strip_suffix("-way-out").is_some_and(is_used);
    let unused: Vec<_> =
        catalogue("en").into_keys().filter(|key| !is_used(key) && !is_way_out(key)).collect();
    assert!(unused.is_empty(), "never used: {unused:?}");
}
