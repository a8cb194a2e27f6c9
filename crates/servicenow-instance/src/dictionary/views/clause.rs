//! Conditions of database views: `inc_caller_id=usr_sys_id && inc_active=true`. Names, numbers and texts
//! are compared with each other; `&&` binds tighter than `||`.

use winnow::combinator::{alt, delimited, preceded, separated};
use winnow::error::ContextError;
use winnow::prelude::*;
use winnow::token::{take_till, take_while};

/// Characters of a condition.
const LONGEST: usize = 4_000;
/// Brackets within brackets.
const DEEPEST: usize = 16;

type Read<T> = winnow::Result<T, ContextError>;

/// The condition in SQL, or `None` when it cannot be read. `column` names the column behind a name.
pub(super) fn compiled(text: &str, column: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    if text.len() > LONGEST || text.matches('(').count() > DEEPEST {
        return None;
    }
    let mut input = text;
    let condition = any_of(&mut input, column).ok()?;
    input.trim().is_empty().then_some(condition)
}

fn any_of(input: &mut &str, column: &dyn Fn(&str) -> Option<String>) -> Read<String> {
    let parts: Vec<String> =
        separated(1.., |input: &mut &str| all_of(input, column), spaced("||")).parse_next(input)?;
    Ok(format!("({})", parts.join(" OR ")))
}

fn all_of(input: &mut &str, column: &dyn Fn(&str) -> Option<String>) -> Read<String> {
    let parts: Vec<String> =
        separated(1.., |input: &mut &str| one(input, column), spaced("&&")).parse_next(input)?;
    Ok(parts.join(" AND "))
}

fn one(input: &mut &str, column: &dyn Fn(&str) -> Option<String>) -> Read<String> {
    let nested = delimited(spaced("("), |input: &mut &str| any_of(input, column), spaced(")"));
    alt((nested, |input: &mut &str| comparison(input, column))).parse_next(input)
}

fn comparison(input: &mut &str, column: &dyn Fn(&str) -> Option<String>) -> Read<String> {
    let left = operand(input, column)?;
    let operators = alt((
        "!=".value("IS NOT"),
        "<=".value("<="),
        ">=".value(">="),
        "==".value("="),
        "=".value("="),
        "<".value("<"),
        ">".value(">"),
    ));
    let operator = preceded(blank, operators).parse_next(input)?;
    let right = operand(input, column)?;
    Ok(format!("{left} {operator} {right}"))
}

fn operand(input: &mut &str, column: &dyn Fn(&str) -> Option<String>) -> Read<String> {
    let name = take_while(1.., |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.' || c == '-');
    let quoted = alt((delimited('\'', take_till(0.., '\''), '\''), delimited('"', take_till(0.., '"'), '"')));
    let plain = name.verify_map(|word: &str| {
        let is_plain = matches!(word, "true" | "false") || word.parse::<f64>().is_ok();
        column(word).or_else(|| is_plain.then(|| text(word)))
    });
    preceded(blank, alt((quoted.map(text), plain))).parse_next(input)
}

/// Numbers too: columns turn them into their own form when they compare.
fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

fn spaced<'a>(text: &'static str) -> impl Parser<&'a str, (), ContextError> {
    (blank, text, blank).void()
}

fn blank(input: &mut &str) -> Read<()> {
    take_while(0.., char::is_whitespace).void().parse_next(input)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sql(text: &str) -> Option<String> {
        compiled(text, &|name| name.strip_prefix("a_").map(|field| format!("v0.\"{field}\"")))
    }

    #[test]
    fn conditions_become_sql() {
        assert_eq!(sql("a_x=a_y").as_deref(), Some("(v0.\"x\" = v0.\"y\")"));
        let whole = sql("a_x != 'it is' && (a_n >= 5 || a_b == true)");
        assert_eq!(
            whole.as_deref(),
            Some("(v0.\"x\" IS NOT 'it is' AND (v0.\"n\" >= '5' OR v0.\"b\" = 'true'))")
        );
        assert_eq!(sql("a_x = \"it's\"").as_deref(), Some("(v0.\"x\" = 'it''s')"));
        for wrong in
            ["", "a_x", "b_x=1", "a_x=", "a_x=1 && ", "a_x=1)", "a_x LIKE 'y'", "a_x=1; DROP TABLE x"]
        {
            assert_eq!(sql(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[a-z_=!<>&|()'\" 0-9;]{0,60}") {
            let _ = sql(&text);
        }
    }
}
