//! Filters against a made-up item, and against noise.

use super::*;

struct Sample;

impl Item for Sample {
    fn property(&self, name: &str) -> Option<Scalar> {
        match name {
            "category" => Some(Scalar::Text("Bob's".into())),
            "created" => parse::time("2026-11-10").map(Scalar::Time),
            "score" => Some(Scalar::Number(5.0)),
            "deprecated" => Some(Scalar::Boolean(false)),
            _ => None,
        }
    }
}

const FIELDS: [&str; 5] = ["category", "created", "score", "deprecated", "missing"];

fn filter(text: &str) -> Result<bool, String> {
    Filter::parse(text, "sample", &FIELDS)
        .map(|filter| filter.accepts(&Sample))
        .map_err(|error| error.message)
}

#[test]
fn compares_every_kind_of_value() {
    let cases = [
        ("category eq 'Bob''s'", true),
        ("category ne 'Bob''s'", false),
        ("created ge 2026-11-10T00:00:00Z", true),
        ("created gt 2026-11-10T00:00:00Z", false),
        ("created lt 2026-11-11", true),
        ("created ge '2026-11-09'", true),
        ("score le 5", true),
        ("score lt 5.0", false),
        ("deprecated eq false", true),
        ("missing eq null", true),
        ("missing gt 3", false),
        ("score eq 1 or score eq 5 and deprecated eq false", true),
        ("(score eq 1 or score eq 5) and deprecated eq true", false),
    ];
    for (text, expected) in cases {
        assert_eq!(filter(text), Ok(expected), "{text}");
    }
}

#[test]
fn refuses_what_it_does_not_understand_and_says_where() {
    let cases = [
        ("other eq 1", "Could not find a property named 'other' on type 'sample'."),
        ("startswith(category,'x')", "The function 'startswith' is not supported in $filter."),
        ("score has 5", "The operator 'has' is not supported in $filter."),
        ("score eq", "The $filter compares 'score' with nothing."),
        ("score", "The $filter ends after 'score'."),
        ("", "The $filter ends where a property was expected."),
        ("category eq 'x", "There is an unterminated string in $filter."),
        ("(score eq 5", "A ')' is missing in $filter."),
        ("score eq 5 score", "Syntax error in $filter at 'score'."),
        ("score eq tomorrow", "The value 'tomorrow' in $filter is of no known kind."),
    ];
    for (text, message) in cases {
        assert_eq!(filter(text), Err(message.to_owned()), "{text}");
    }
}

#[test]
fn bounds_length_and_depth() {
    assert!(filter(&"(".repeat(1_000)).unwrap_err().contains("nested more than"));
    assert!(filter(&"x".repeat(5_000)).unwrap_err().contains("longer than"));
}

#[test]
fn never_panics_on_noise() {
    let noise = crate::noise::Noise::new(1);
    let parts =
        ["score", " eq ", "'", "(", ")", "and", "or", "5", "\u{e9}", " ", "2026-11-10", "''", "\u{2028}"];
    for round in 0..2_000 {
        let text: String = (0..12)
            .map(|place| parts[noise.below(13, &round.to_string(), &place.to_string()) as usize])
            .collect();
        let _outcome = filter(&text);
    }
}
