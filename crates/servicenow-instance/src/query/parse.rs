//! Text to tree. Never fails: the platform drops what it cannot read, so the
//! tree keeps it as [`Condition::Invalid`].

use std::collections::VecDeque;

use winnow::combinator::{alt, repeat, separated};
use winnow::prelude::*;
use winnow::token::{none_of, take_while};

use super::operators::SPELLINGS;
use super::{Comparison, Condition, Order, Query, Related, Term};

/// Which index full-text words are looked up in; there is one.
const TEXT_INDEX: &str = "123TEXTINDEXGROUP321=";

pub(super) fn query(text: &str) -> Query {
    Reader::new(split(text), true).read()
}

/// Cuts at `^`; `^^` is a `^` within a value.
fn split(text: &str) -> VecDeque<String> {
    let token =
        repeat(0.., alt(("^^".value('^'), none_of('^')))).fold(String::new, |mut token: String, next| {
            token.push(next);
            token
        });
    let mut input = text;
    let tokens: winnow::Result<Vec<String>> = separated(1.., token, '^').parse_next(&mut input);
    tokens.unwrap_or_default().into()
}

struct Reader {
    tokens: VecDeque<String>,
    /// Joins and related lists hold a query, but none within it.
    nests: bool,
    query: Query,
    /// The next term opens a new group.
    opens_group: bool,
}

impl Reader {
    fn new(tokens: VecDeque<String>, nests: bool) -> Self {
        Self { tokens, nests, query: Query::all(), opens_group: true }
    }

    fn read(mut self) -> Query {
        while let Some(token) = self.tokens.pop_front() {
            self.token(&token);
        }
        self.query
    }

    fn token(&mut self, token: &str) {
        let mut text = token;
        let mut alternative = false;
        loop {
            if let Some(path) = text.strip_prefix("ORDERBYDESC") {
                return self.order(path, true);
            } else if let Some(path) = text.strip_prefix("ORDERBY") {
                return self.order(path, false);
            } else if let Some(after) = text.strip_prefix("OR") {
                (text, alternative) = (after, true);
            } else if let Some(after) = text.strip_prefix("NQ") {
                (text, alternative) = (after, false);
                self.opens_group = true;
            } else {
                break;
            }
        }
        if let Some(field) = text.strip_prefix("GROUPBY") {
            self.group_by(field);
        } else if !matches!(text, "" | "EQ" | "ENDRLQUERY") && !text.starts_with(TEXT_INDEX) {
            let condition = self.condition(text);
            self.add(condition, alternative);
        }
    }

    fn order(&mut self, path: &str, descending: bool) {
        if is_path(path) {
            self.query.orders.push(Order { path: path.to_owned(), descending });
        }
    }

    fn group_by(&mut self, field: &str) {
        if is_path(field) {
            self.query.group_by.push(field.to_owned());
        }
    }

    fn add(&mut self, condition: Condition, alternative: bool) {
        if std::mem::take(&mut self.opens_group) {
            self.query.groups.push(super::Group::default());
            return self.query.push(Term::of(condition));
        }
        let last = self.query.groups.last_mut();
        match last.and_then(|group| group.terms.last_mut()) {
            Some(term) if alternative => term.conditions.push(condition),
            _ => self.query.push(Term::of(condition)),
        }
    }

    fn condition(&mut self, text: &str) -> Condition {
        if let Some(words) = text.strip_prefix("123TEXTQUERY321=") {
            return Condition::Text(words.to_owned());
        }
        let join = text.strip_prefix("JOIN").filter(|_| self.nests);
        if let Some(condition) = join.and_then(|head| self.join(head)) {
            return condition;
        }
        let related = text.strip_prefix("RLQUERY").filter(|_| self.nests);
        if let Some(condition) = related.and_then(|head| self.related(head)) {
            return condition;
        }
        field_condition(text).unwrap_or_else(|| Condition::Invalid(text.to_owned()))
    }

    /// `table.field=other.field!query`; the query reaches to the next join,
    /// related list or new group. Orderings are the outer query's.
    fn join(&mut self, head: &str) -> Option<Condition> {
        let (sides, first) = head.split_once('!')?;
        let (here, there) = sides.split_once('=')?;
        let (table, other_field) = there.rsplit_once('.')?;
        if ![here, table, other_field].into_iter().all(is_path) || !here.contains('.') {
            return None;
        }
        let mut tokens = VecDeque::from([first.to_owned()]);
        while let Some(next) = self.tokens.pop_front_if(|token| !ends_join(token)) {
            if next.starts_with("ORDERBY") || next.starts_with("GROUPBY") {
                self.token(&next);
            } else {
                tokens.push_back(next);
            }
        }
        Some(Condition::Join {
            field: here.to_owned(),
            table: table.to_owned(),
            other_field: other_field.to_owned(),
            query: Box::new(Self::nested(tokens)),
        })
    }

    /// `table.field,>=1[,m2m]`, then conditions up to `ENDRLQUERY`.
    fn related(&mut self, head: &str) -> Option<Condition> {
        let (target, counting) = head.split_once(',')?;
        let (table, field) = target.rsplit_once('.')?;
        let (counting, many_to_many) = match counting.split_once(',') {
            Some((counting, "m2m")) => (counting, true),
            Some(_) => return None,
            None => (counting, false),
        };
        let (comparison, count) = amount(counting)?;
        if !is_path(table) || !is_path(field) {
            return None;
        }
        let mut tokens = VecDeque::new();
        while let Some(next) = self.tokens.pop_front() {
            if next == "ENDRLQUERY" {
                break;
            }
            tokens.push_back(next);
        }
        Some(Condition::Related(Related {
            table: table.to_owned(),
            field: field.to_owned(),
            comparison,
            count,
            many_to_many,
            query: Box::new(Self::nested(tokens)),
        }))
    }

    /// Orderings within mean nothing and are left out.
    fn nested(tokens: VecDeque<String>) -> Query {
        let mut query = Self::new(tokens, false).read();
        query.orders.clear();
        query.group_by.clear();
        query
    }
}

fn ends_join(token: &str) -> bool {
    ["JOIN", "RLQUERY", "NQ"].iter().any(|keyword| token.starts_with(keyword))
}

fn amount(text: &str) -> Option<(Comparison, u64)> {
    let (symbol, comparison) = Comparison::ALL.into_iter().find(|(symbol, _)| text.starts_with(symbol))?;
    Some((comparison, text[symbol.len()..].parse().ok()?))
}

fn is_path(text: &str) -> bool {
    !text.is_empty() && text.chars().all(in_path)
}

/// Field names are lower case and operators are not: that tells them apart.
fn in_path(character: char) -> bool {
    matches!(character, 'a'..='z' | '0'..='9' | '_' | '.')
}

fn field_condition(text: &str) -> Option<Condition> {
    let mut input = text;
    let path: winnow::Result<&str> = take_while(1.., in_path).parse_next(&mut input);
    let path = path.ok()?;
    let (spelling, operator) = SPELLINGS.iter().find(|(spelling, _)| input.starts_with(spelling))?;
    Some(Condition::Field {
        path: path.to_owned(),
        operator: *operator,
        value: input[spelling.len()..].to_owned(),
    })
}
