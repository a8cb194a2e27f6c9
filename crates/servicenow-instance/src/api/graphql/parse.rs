//! Text to [`Document`]. Types of variables and conditions of fragments are read and not kept: values
//! are taken as they come.

use serde_json::Value;
use winnow::combinator::{alt, delimited, opt, preceded, repeat, separated_pair, terminated};
use winnow::error::ContextError;
use winnow::prelude::*;
use winnow::stream::AsChar;
use winnow::token::{any, none_of, one_of, take_while};

use super::tree::{Document, Field, Fragment, Input, Operation, Selection};

/// Characters of a document.
const LONGEST: usize = 64 * 1024;
/// Brackets within brackets.
const DEEPEST: usize = 32;

type Read<T> = winnow::Result<T, ContextError>;
type Arguments = Vec<(String, Input)>;

/// Why a document cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum SyntaxError {
    #[error("Invalid Syntax : the document has more than {LONGEST} characters")]
    TooLong,
    #[error("Invalid Syntax : the document nests deeper than {DEEPEST} levels")]
    TooDeep,
    #[error("Invalid Syntax : offending text at line {line} column {column}")]
    At { line: usize, column: usize },
}

pub(super) fn document(text: &str) -> Result<Document, SyntaxError> {
    if text.len() > LONGEST {
        return Err(SyntaxError::TooLong);
    }
    if depth(text) > DEEPEST {
        return Err(SyntaxError::TooDeep);
    }
    let mut input = text;
    let mut document = Document::default();
    let mut read = |input: &mut &str| -> Read<Document> {
        ignored.parse_next(input)?;
        while !input.is_empty() {
            if let Some(fragment) = opt(fragment).parse_next(input)? {
                document.fragments.push(fragment);
            } else {
                document.operations.push(operation.parse_next(input)?);
            }
        }
        Ok(std::mem::take(&mut document))
    };
    let result = read(&mut input);
    result.map_err(|_| {
        let done = &text[..text.len() - input.len()];
        let column = done.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        SyntaxError::At { line: done.matches('\n').count() + 1, column }
    })
}

/// The deepest nesting of brackets outside texts.
fn depth(text: &str) -> usize {
    let (mut now, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for one in text.bytes() {
        match one {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'\n' => in_text = false,
            b'{' | b'[' | b'(' if !in_text => {
                now += 1;
                deepest = deepest.max(now);
            }
            b'}' | b']' | b')' if !in_text => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// White space, commas and comments.
fn ignored(input: &mut &str) -> Read<()> {
    let blank = take_while(1.., |c: char| c.is_whitespace() || c == ',' || c == '\u{feff}').void();
    let comment = ('#', take_while(0.., |c: char| c != '\n')).void();
    repeat::<_, _, (), _, _>(0.., alt((blank, comment))).parse_next(input)
}

fn token<'a>(text: &'static str) -> impl Parser<&'a str, (), ContextError> {
    terminated(text, ignored).void()
}

fn name(input: &mut &str) -> Read<String> {
    let first = one_of(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = take_while(0.., |c: char| c.is_alphanum() || c == '_');
    terminated((first, rest).take(), ignored).map(str::to_owned).parse_next(input)
}

fn word<'a>(expected: &'static str) -> impl Parser<&'a str, String, ContextError> {
    name.verify(move |found: &String| found == expected)
}

fn operation(input: &mut &str) -> Read<Operation> {
    let kind = opt(alt((word("query"), word("mutation"), word("subscription")))).parse_next(input)?;
    let Some(kind) = kind else {
        let selections = selections.parse_next(input)?;
        let (kind, name) = ("query".to_owned(), String::new());
        return Ok(Operation { kind, name, variables: Vec::new(), selections });
    };
    let name = opt(name).parse_next(input)?.unwrap_or_default();
    let variables =
        opt(delimited(token("("), repeat(0.., variable), token(")"))).parse_next(input)?.unwrap_or_default();
    Ok(Operation { kind, name, variables, selections: selections.parse_next(input)? })
}

/// `$limit: Int = 5`
fn variable(input: &mut &str) -> Read<(String, Option<Input>)> {
    let named = preceded(token("$"), name);
    let default = opt(preceded(token("="), value));
    (terminated(named, (token(":"), kind)), default).parse_next(input)
}

/// `[String!]!`
fn kind(input: &mut &str) -> Read<()> {
    let list = delimited(token("["), kind, token("]"));
    (alt((list, name.void())), opt(token("!"))).void().parse_next(input)
}

fn fragment(input: &mut &str) -> Read<Fragment> {
    let name = preceded(word("fragment"), name).parse_next(input)?;
    let selections = preceded((word("on"), self::name), selections).parse_next(input)?;
    Ok(Fragment { name, selections })
}

fn selections(input: &mut &str) -> Read<Vec<Selection>> {
    delimited(token("{"), repeat(1.., selection), token("}")).parse_next(input)
}

fn selection(input: &mut &str) -> Read<Selection> {
    if opt(token("...")).parse_next(input)?.is_none() {
        return field.map(Selection::Field).parse_next(input);
    }
    let on = opt(word("on")).parse_next(input)?;
    if on.is_some() {
        return preceded(name, selections).map(Selection::Inline).parse_next(input);
    }
    alt((selections.map(Selection::Inline), name.map(Selection::Spread))).parse_next(input)
}

fn field(input: &mut &str) -> Read<Field> {
    let key = name.parse_next(input)?;
    let name = opt(preceded(token(":"), name)).parse_next(input)?.unwrap_or_else(|| key.clone());
    let arguments = arguments.parse_next(input)?;
    let directives = repeat(0.., preceded('@', (self::name, self::arguments))).parse_next(input)?;
    let selections = opt(selections).parse_next(input)?.unwrap_or_default();
    Ok(Field { key, name, arguments, directives, selections })
}

fn arguments(input: &mut &str) -> Read<Arguments> {
    let pairs = repeat(0.., pair);
    Ok(opt(delimited(token("("), pairs, token(")"))).parse_next(input)?.unwrap_or_default())
}

fn pair(input: &mut &str) -> Read<(String, Input)> {
    separated_pair(name, token(":"), value).parse_next(input)
}

fn value(input: &mut &str) -> Read<Input> {
    alt((
        preceded('$', name).map(Input::Variable),
        delimited(token("["), repeat(0.., value), token("]")).map(Input::List),
        delimited(token("{"), repeat(0.., pair), token("}")).map(Input::Object),
        text.map(|text| Input::Plain(Value::from(text))),
        number.map(Input::Plain),
        name.map(|name| Input::Plain(plain(name))),
    ))
    .parse_next(input)
}

fn plain(name: String) -> Value {
    match name.as_str() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        _ => Value::String(name),
    }
}

fn number(input: &mut &str) -> Read<Value> {
    let digits = take_while(1.., |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'));
    terminated(digits, ignored).verify_map(|text: &str| serde_json::from_str(text).ok()).parse_next(input)
}

/// A text in quotes, on one line or, in three quotes, on several.
fn text(input: &mut &str) -> Read<String> {
    let block = delimited("\"\"\"", winnow::token::take_until(0.., "\"\"\""), "\"\"\"").map(str::to_owned);
    let character = alt((preceded('\\', any).verify_map(unescaped), none_of(['"', '\n', '\r'])));
    let line = delimited(
        '"',
        repeat(0.., alt((preceded("\\u", unicode), character))).fold(String::new, |mut text, one| {
            text.push(one);
            text
        }),
        '"',
    );
    terminated(alt((block, line)), ignored).parse_next(input)
}

fn unescaped(letter: char) -> Option<char> {
    Some(match letter {
        '"' | '\\' | '/' => letter,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => return None,
    })
}

fn unicode(input: &mut &str) -> Read<char> {
    take_while(4..=4, |c: char| c.is_ascii_hexdigit())
        .verify_map(|digits: &str| char::from_u32(u32::from_str_radix(digits, 16).ok()?))
        .parse_next(input)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_is_read_with_all_its_parts() {
        let read = document(
            "query Q($a: [String!]! = \"x\\u0041\\n\", $b: Int) { # comment\n  A: table(q: $a, p: {limit: 5, o: [true, null, E]}) @include(if: $b) { ...F, ... on T { y } }\n} fragment F on T { x }",
        )
        .unwrap();
        let operation = &read.operations[0];
        assert_eq!((operation.kind.as_str(), operation.name.as_str()), ("query", "Q"));
        assert_eq!(operation.variables[0], ("a".into(), Some(Input::Plain(json!("xA\n")))));
        assert_eq!(operation.variables[1], ("b".into(), None));
        let Selection::Field(field) = &operation.selections[0] else { panic!("{operation:?}") };
        assert_eq!((field.key.as_str(), field.name.as_str()), ("A", "table"));
        assert_eq!(field.arguments[0], ("q".into(), Input::Variable("a".into())));
        let list = Input::List([json!(true), json!(null), json!("E")].map(Input::Plain).to_vec());
        let object = vec![("limit".into(), Input::Plain(json!(5))), ("o".into(), list)];
        assert_eq!(field.arguments[1], ("p".into(), Input::Object(object)));
        assert_eq!(field.directives[0].0, "include");
        assert_eq!(field.selections[0], Selection::Spread("F".into()));
        assert_eq!(read.fragments[0].name, "F");
    }

    #[test]
    fn faults_are_told_with_their_place() {
        assert_eq!(document("{\n a( }"), Err(SyntaxError::At { line: 2, column: 3 }));
        assert_eq!(document("{}"), Err(SyntaxError::At { line: 1, column: 2 }));
        assert_eq!(document(&"{a".repeat(DEEPEST + 1)), Err(SyntaxError::TooDeep));
        assert_eq!(document(&" ".repeat(LONGEST + 1)), Err(SyntaxError::TooLong));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[a-z{}()\\[\\]\":,$@.#!= \\n\\\\0-9]{0,80}") {
            let _ = document(&text);
        }
    }
}
