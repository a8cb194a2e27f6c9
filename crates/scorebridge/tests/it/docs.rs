//! The table of `docs/topics/diagnostics.md`: every statement on troubleshooting and every check, what reproduces it,
//! what a person sees, the test. It is written from the list of rows and compared, so that it cannot drift.
//! `UPDATE_DOCS=1` writes it.

mod rows;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use scorebridge::connection::CheckName;
use scorebridge::i18n;
use scorebridge::message::Message;
use scorebridge::store::Language;
use servicenow_instance::Scenario;

use rows::ROWS;

const HEAD: &str = "# Diagnostics

What the page `/troubleshooting`, `scorebridge doctor` and `/api/v1/doctor` check, and how each finding can be brought about.
Names in code style are scenarios of the developer instance (`--scenario`, or `PUT /dev/scenarios/{name}`) or faults of the
sample tenant. Dots stand for what differs: names, addresses, fields. The table is written by the tests; each test runs the
check, and reads what is shown in both languages.

| Statement | Check | Brought about by | Shown in English | Shown in Dutch | Test |
|---|---|---|---|---|---|
";

/// Arguments that a sentence of the table can have.
const ARGUMENTS: [&str; 34] = [
    "access",
    "addresses",
    "authority",
    "client",
    "condition",
    "content",
    "count",
    "day",
    "days",
    "entity",
    "fields",
    "found",
    "host",
    "instance",
    "limit",
    "minutes",
    "missing",
    "name",
    "needed",
    "number",
    "operation",
    "proxy",
    "read",
    "redirect",
    "registered",
    "release",
    "roles",
    "rule",
    "scope",
    "seconds",
    "status",
    "table",
    "user",
    "words",
];

/// Words of a key, with dots where arguments stand.
fn words(language: Language, key: &str) -> String {
    let all = ARGUMENTS.iter().chain(&["seen", "changed"]);
    let message = all.fold(Message::new(key), |message, name| message.with(*name, "…"));
    i18n::message(language, &message).replace('|', "\\|")
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    for (statement, check, cause, key, test) in ROWS {
        let (en, nl) = (words(Language::En, key), words(Language::Nl, key));
        assert!(en != key && nl != key && en != nl, "{key} is in both languages");
        let check = check.as_str();
        writeln!(page, "| {statement} | `{check}` | {cause} | {en} | {nl} | `{test}` |").unwrap();
    }
    page
}

fn tests_below(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests_below(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            into.extend(text.split("fn ").skip(1).map(|rest| {
                rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
            }));
        }
    }
}

/// S23 to S29
#[test]
fn the_table_of_diagnostics_is_complete_and_up_to_date() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut tests = BTreeSet::new();
    tests_below(&root.join("tests"), &mut tests);
    tests_below(&root.join("src"), &mut tests);
    for (_, _, cause, _, test) in ROWS {
        assert!(tests.contains(test), "there is no test {test}");
        let names = cause.split('`').skip(1).step_by(2).next();
        let is_known = |name: &str| {
            name.parse::<Scenario>().is_ok()
                || sample_tenant::Fault::ALL.iter().any(|fault| fault.name() == name)
        };
        assert!(
            names.is_none_or(|name| is_known(name) || name.starts_with('-') || name.contains('.')),
            "{cause}"
        );
    }
    for check in CheckName::ALL {
        assert!(ROWS.iter().any(|row| row.1 == check), "{} is not in the table", check.as_str());
    }
    for number in 23..=29 {
        let statement = format!("S{number}");
        assert!(ROWS.iter().any(|row| row.0 == statement), "{statement} is not in the table");
    }
    let file = root.join("../../docs/topics/diagnostics.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, page()).unwrap();
    }
    assert!(std::fs::read_to_string(&file).unwrap() == page(), "run this test with UPDATE_DOCS=1");
}
