//! The layers of configuration as one flat table of texts, and the faults found in it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use confique::meta::{Expr, FieldKind, LeafKind, Meta};

/// Prefix of environment variables.
const PREFIX: &str = "SCOREBRIDGE_";
/// Variables with the prefix that the command line reads, not the configuration.
const NOT_CONFIGURATION: [&str; 4] =
    ["SCOREBRIDGE_URL", "SCOREBRIDGE_TOKEN", "SCOREBRIDGE_LOG", "SCOREBRIDGE_CONFIG"];

/// Variables that other programs read too: the way out through a proxy, in capitals or not.
const PROXY_VARIABLES: [&str; 4] = ["https_proxy", "http_proxy", "all_proxy", "no_proxy"];

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A line of the file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// Nothing was set.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Default => f.write_str("nowhere"),
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key, such as `server.listen`; empty when the file as a whole is meant.
    pub key: String,
    /// Where it stands.
    pub origin: Origin,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.key.as_str(), &self.origin) {
            ("", origin) => write!(f, "{origin}: {}", self.reason),
            (key, Origin::Default) => write!(f, "{key}: {}", self.reason),
            (key, origin) => write!(f, "{key} ({origin}): {}", self.reason),
        }
    }
}

/// All faults of a configuration.
#[derive(Debug, Clone, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration has {} fault(s)", self.0.len())?;
        self.0.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

/// The layers, flattened.
pub(super) struct Settings {
    defaults: BTreeMap<String, Option<String>>,
    values: BTreeMap<String, (String, Origin)>,
    proxies: BTreeMap<String, String>,
    faults: Vec<Fault>,
}

impl Settings {
    /// Knows the keys and defaults of the schema.
    pub(super) fn new(meta: &Meta) -> Self {
        let mut defaults = BTreeMap::new();
        collect(meta, "", &mut defaults);
        Self { defaults, values: BTreeMap::new(), proxies: BTreeMap::new(), faults: Vec::new() }
    }

    /// Takes over a TOML file.
    pub(super) fn add_file(&mut self, path: &Path) {
        let origin = Origin::File(path.to_owned());
        let table = std::fs::read_to_string(path)
            .map_err(|error| error.to_string())
            .and_then(|text| text.parse::<toml::Table>().map_err(|error| error.to_string()));
        match table {
            Ok(table) => self.add_table("", &table, &origin),
            Err(reason) => self.fault("", origin, reason.trim().to_owned()),
        }
    }

    fn add_table(&mut self, prefix: &str, table: &toml::Table, origin: &Origin) {
        for (name, value) in table {
            let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            match value {
                toml::Value::Table(inner) => self.add_table(&key, inner, origin),
                toml::Value::String(text) => self.add(key, text.clone(), origin.clone()),
                toml::Value::Array(items) => self.add(key, join(items), origin.clone()),
                other => self.add(key, other.to_string(), origin.clone()),
            }
        }
    }

    /// Takes over the variables with our prefix, `DATABASE_URL`, and those of the proxy.
    pub(super) fn add_environment(&mut self, variables: impl IntoIterator<Item = (String, String)>) {
        for (name, value) in variables {
            if name == "DATABASE_URL" {
                self.add("server.database_url".to_owned(), value, Origin::Environment(name));
            } else if PROXY_VARIABLES.contains(&name.to_ascii_lowercase().as_str()) {
                self.proxies.insert(name, value);
            } else if let Some(rest) = name.strip_prefix(PREFIX)
                && !NOT_CONFIGURATION.contains(&name.as_str())
            {
                let key = rest.to_ascii_lowercase().replace("__", ".");
                self.add(key, value, Origin::Environment(name));
            }
        }
    }

    fn add(&mut self, key: String, value: String, origin: Origin) {
        if self.defaults.contains_key(&key) {
            self.values.insert(key, (value, origin));
        } else {
            let hint = match self.closest(&key) {
                Some(near) => format!("no such key; did you mean {near}?"),
                None => "no such key; `scorebridge config reference` prints all".to_owned(),
            };
            self.fault(&key, origin, hint);
        }
    }

    /// The known key with the same last part, or one that differs in few letters.
    fn closest(&self, key: &str) -> Option<&str> {
        self.defaults
            .keys()
            .map(|known| (distance(known, key), known.as_str()))
            .min()
            .filter(|&(distance, _)| distance <= 3)
            .map(|(_, known)| known)
    }

    pub(super) fn fault(&mut self, key: &str, origin: Origin, reason: String) {
        self.faults.push(Fault { key: key.to_owned(), origin, reason });
    }

    fn text(&self, key: &str) -> Option<(String, Origin)> {
        let default = || self.defaults.get(key).cloned().flatten().map(|value| (value, Origin::Default));
        self.values.get(key).cloned().or_else(default).filter(|(value, _)| !value.is_empty())
    }

    /// A value that must be there.
    pub(super) fn required<T: FromStr>(&mut self, key: &'static str, expected: &str) -> Option<T> {
        if self.text(key).is_none() {
            self.fault(key, Origin::Default, format!("missing; expected {expected}"));
        }
        self.optional(key, expected)
    }

    /// A value that may be absent. The value itself is not repeated in a fault: it may be a secret.
    pub(super) fn optional<T: FromStr>(&mut self, key: &'static str, expected: &str) -> Option<T> {
        let (text, origin) = self.text(key)?;
        let parsed = text.trim().parse().ok();
        if parsed.is_none() {
            self.fault(key, origin, format!("expected {expected}"));
        }
        parsed
    }

    /// A proxy of the configuration, or of `variable` where that is named.
    pub(super) fn proxy<T>(
        &mut self,
        key: &'static str,
        variable: &str,
        expected: &str,
        parse: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let found = if variable.is_empty() { self.text(key) } else { self.proxy_of_environment(variable) };
        let (text, origin) = found?;
        let parsed = parse(text.trim());
        if parsed.is_none() {
            self.fault(key, origin, format!("expected {expected}"));
        }
        parsed
    }

    fn proxy_of_environment(&self, variable: &str) -> Option<(String, Origin)> {
        self.proxy_variable(variable).or_else(|| self.proxy_variable("all_proxy"))
    }

    /// A variable of the proxy, in small letters before capitals.
    pub(super) fn proxy_variable(&self, name: &str) -> Option<(String, Origin)> {
        [name.to_owned(), name.to_ascii_uppercase()].into_iter().find_map(|name| {
            let value = self.proxies.get(&name)?.trim();
            (!value.is_empty()).then(|| (value.to_owned(), Origin::Environment(name)))
        })
    }

    /// Refuses the value of a key for a reason that does not repeat it.
    pub(super) fn refuse(&mut self, key: &'static str, reason: String) {
        let origin = self.text(key).map_or(Origin::Default, |(_, origin)| origin);
        self.fault(key, origin, reason);
    }

    /// A number within bounds.
    pub(super) fn number(&mut self, key: &'static str, bounds: std::ops::RangeInclusive<u32>) -> Option<u32> {
        let expected = format!("a number from {} to {}", bounds.start(), bounds.end());
        let number: u32 = self.required(key, &expected)?;
        if bounds.contains(&number) {
            return Some(number);
        }
        self.refuse(key, format!("expected {expected}, found {number}"));
        None
    }

    /// Parts of a list, in a file an array, in the environment separated by commas.
    pub(super) fn list(&self, key: &str) -> Vec<String> {
        let text = self.text(key).map(|(text, _)| text).unwrap_or_default();
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    pub(super) fn finish(self) -> Result<(), Faults> {
        if self.faults.is_empty() { Ok(()) } else { Err(Faults(self.faults)) }
    }
}

fn collect(meta: &Meta, prefix: &str, into: &mut BTreeMap<String, Option<String>>) {
    for field in meta.fields {
        let key = if prefix.is_empty() { field.name.to_owned() } else { format!("{prefix}.{}", field.name) };
        match field.kind {
            FieldKind::Nested { meta } => collect(meta, &key, into),
            FieldKind::Leaf { kind: LeafKind::Required { default: Some(default) }, .. } => {
                into.insert(key, Some(plain(&default)));
            }
            FieldKind::Leaf { .. } => {
                into.insert(key, None);
            }
        }
    }
}

fn plain(default: &Expr) -> String {
    match default {
        Expr::Str(text) => (*text).to_owned(),
        Expr::Integer(number) => number.to_string(),
        Expr::Float(number) => number.to_string(),
        Expr::Bool(flag) => flag.to_string(),
        Expr::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        _ => String::new(),
    }
}

fn join(items: &[toml::Value]) -> String {
    items
        .iter()
        .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
        .collect::<Vec<_>>()
        .join(",")
}

/// Levenshtein distance, for hints on misspelt keys.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let substitution = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substitution.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[right.len()]
}
