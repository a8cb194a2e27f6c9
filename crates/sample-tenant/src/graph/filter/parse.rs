//! From the text of a `$filter` to its expression: words first, then a descent with a bounded depth.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{Comparison, Expression, Scalar};

/// Longest filter taken, in bytes.
const LONGEST: usize = 2_000;
/// Deepest nesting of parentheses taken.
const DEEPEST: usize = 16;

pub(super) fn expression(text: &str, kind: &str, fields: &[&str]) -> Result<Expression, String> {
    if text.len() > LONGEST {
        return Err(format!("The $filter is longer than {LONGEST} characters."));
    }
    let mut parser = Parser { words: words(text)?, next: 0, kind, fields };
    let expression = parser.any(0)?;
    match parser.peek() {
        None => Ok(expression),
        Some(word) => Err(format!("Syntax error in $filter at '{}'.", word.text())),
    }
}

/// A point in time as OData writes it, or a day, which means its first moment in UTC.
pub(super) fn time(text: &str) -> Option<Timestamp> {
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    let day: Date = text.parse().ok()?;
    Some(day.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp())
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Open,
    Close,
    Quoted(String),
    Bare(String),
}

impl Word {
    fn text(&self) -> &str {
        match self {
            Self::Open => "(",
            Self::Close => ")",
            Self::Quoted(text) | Self::Bare(text) => text,
        }
    }
}

fn words(text: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after) = match first {
            '(' => (Word::Open, &rest[1..]),
            ')' => (Word::Close, &rest[1..]),
            '\'' => quoted(&rest[1..])?,
            _ => bare(rest),
        };
        words.push(word);
        rest = after.trim_start();
    }
    Ok(words)
}

/// Reads up to the closing quote; two quotes stand for one.
fn quoted(text: &str) -> Result<(Word, &str), String> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once('\'').ok_or("There is an unterminated string in $filter.")?;
        value.push_str(part);
        match after.strip_prefix('\'') {
            Some(after) => {
                value.push('\'');
                rest = after;
            }
            None => return Ok((Word::Quoted(value), after)),
        }
    }
}

fn bare(text: &str) -> (Word, &str) {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '\'')).unwrap_or(text.len());
    (Word::Bare(text[..end].to_owned()), &text[end..])
}

struct Parser<'a> {
    words: Vec<Word>,
    next: usize,
    kind: &'a str,
    fields: &'a [&'a str],
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Word> {
        self.words.get(self.next)
    }

    fn take(&mut self) -> Option<Word> {
        let word = self.words.get(self.next).cloned();
        self.next += 1;
        word
    }

    fn take_if(&mut self, wanted: &str) -> bool {
        let found = matches!(self.peek(), Some(Word::Bare(text)) if text == wanted);
        if found {
            self.next += 1;
        }
        found
    }

    fn any(&mut self, depth: usize) -> Result<Expression, String> {
        let mut parts = vec![self.all(depth)?];
        while self.take_if("or") {
            parts.push(self.all(depth)?);
        }
        Ok(Expression::Any(parts))
    }

    fn all(&mut self, depth: usize) -> Result<Expression, String> {
        let mut parts = vec![self.term(depth)?];
        while self.take_if("and") {
            parts.push(self.term(depth)?);
        }
        Ok(Expression::All(parts))
    }

    fn term(&mut self, depth: usize) -> Result<Expression, String> {
        if depth > DEEPEST {
            return Err(format!("The $filter is nested more than {DEEPEST} deep."));
        }
        match self.take() {
            Some(Word::Open) => {
                let inner = self.any(depth + 1)?;
                match self.take() {
                    Some(Word::Close) => Ok(inner),
                    _ => Err("A ')' is missing in $filter.".into()),
                }
            }
            Some(Word::Bare(property)) => self.comparison(property),
            Some(word) => Err(format!("Syntax error in $filter at '{}'.", word.text())),
            None => Err("The $filter ends where a property was expected.".into()),
        }
    }

    fn comparison(&mut self, property: String) -> Result<Expression, String> {
        if self.peek() == Some(&Word::Open) {
            return Err(format!("The function '{property}' is not supported in $filter."));
        }
        if !self.fields.contains(&property.as_str()) {
            return Err(format!("Could not find a property named '{property}' on type '{}'.", self.kind));
        }
        let comparison = match self.take().as_ref().map(Word::text) {
            Some("eq") => Comparison::Equal,
            Some("ne") => Comparison::NotEqual,
            Some("gt") => Comparison::Greater,
            Some("ge") => Comparison::GreaterOrEqual,
            Some("lt") => Comparison::Less,
            Some("le") => Comparison::LessOrEqual,
            Some(other) => return Err(format!("The operator '{other}' is not supported in $filter.")),
            None => return Err(format!("The $filter ends after '{property}'.")),
        };
        let literal =
            self.take().ok_or_else(|| format!("The $filter compares '{property}' with nothing."))?;
        Ok(Expression::Compare { property, comparison, literal: scalar(&literal)? })
    }
}

fn scalar(word: &Word) -> Result<Scalar, String> {
    match word {
        Word::Quoted(text) => Ok(Scalar::Text(text.clone())),
        Word::Bare(text) => match text.as_str() {
            "true" => Ok(Scalar::Boolean(true)),
            "false" => Ok(Scalar::Boolean(false)),
            "null" => Ok(Scalar::Null),
            _ => number_or_time(text),
        },
        Word::Open | Word::Close => Err(format!("Syntax error in $filter at '{}'.", word.text())),
    }
}

fn number_or_time(text: &str) -> Result<Scalar, String> {
    if let Ok(number) = text.parse::<f64>() {
        return Ok(Scalar::Number(number));
    }
    time(text).map(Scalar::Time).ok_or_else(|| format!("The value '{text}' in $filter is of no known kind."))
}
