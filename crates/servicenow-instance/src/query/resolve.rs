//! Binds a query to a table, a caller and a moment. What cannot be bound is
//! dropped and counted, as the platform does (protocol 1.5).

use std::sync::Arc;

use jiff::Timestamp;

use super::dates::{self, Unit};
use super::filter::{Check, Counted, Exists, Filter, Operand, Ordering, Path, Pattern, Place, Step, Test};
use super::functions::{self, Scene};
use super::{Comparison, Condition, Group, Operator, Query, Related, Term};
use crate::caller::Caller;
use crate::dictionary::{Dictionary, Field, Kind, Table};

/// Ids of the platform's dynamic filter options.
const ME: [&str; 2] = ["90d1921e5f510100a9ad2572f2b477fe", "54635e965f510100a9ad2572f2b4774c"];
const MY_GROUPS: &str = "d6435e965f510100a9ad2572f2b47744";

/// Reference steps a path may take.
const LONGEST_PATH: usize = 8;
/// Fields that a full-text condition searches, where a table has them.
const TEXT_FIELDS: [&str; 8] =
    ["number", "short_description", "description", "name", "user_name", "email", "close_notes", "text"];

pub(crate) struct Resolver<'a> {
    pub(crate) dictionary: &'a Dictionary,
    pub(crate) caller: &'a Caller,
    pub(crate) now: Timestamp,
    pub(crate) groups: &'a dyn Fn() -> Vec<String>,
    /// Conditions that were dropped.
    pub(crate) dropped: usize,
    /// Fields the query tests, with the table that holds them.
    pub(crate) touched: Vec<(Arc<Table>, Arc<Field>)>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(
        dictionary: &'a Dictionary,
        caller: &'a Caller,
        now: Timestamp,
        groups: &'a dyn Fn() -> Vec<String>,
    ) -> Self {
        Self { dictionary, caller, now, groups, dropped: 0, touched: Vec::new() }
    }

    pub(crate) fn filter(&mut self, table: &Arc<Table>, query: &Query) -> Filter {
        let groups: Vec<Filter> = query.groups.iter().filter_map(|group| self.group(table, group)).collect();
        if groups.is_empty() {
            return Filter::Everything;
        }
        Filter::any(groups)
    }

    /// Orderings by unknown fields are ignored.
    pub(crate) fn orderings(&self, table: &Arc<Table>, query: &Query) -> Vec<Ordering> {
        query
            .orders
            .iter()
            .filter_map(|order| {
                Some(Ordering { path: self.path(table, &order.path)?, descending: order.descending })
            })
            .filter(|ordering| ordering.path.field.kind.is_stored() && !ordering.path.field.kind.is_hidden())
            .collect()
    }

    /// The way to a field, or `None` when a step does not exist.
    pub(crate) fn path(&self, table: &Arc<Table>, dotted: &str) -> Option<Path> {
        let mut table = Arc::clone(table);
        let mut steps = Vec::new();
        let mut names = dotted.split('.').peekable();
        while let Some(name) = names.next() {
            if names.peek().is_none() {
                let field = Arc::clone(table.field(name)?);
                return Some(Path { steps, field, table });
            }
            let field = Arc::clone(table.field(name)?);
            let target = field.reference.as_deref().filter(|_| field.kind.is_reference())?;
            table = Arc::clone(self.dictionary.table(target)?);
            steps.push(Step { field, target: Arc::clone(&table) });
            if steps.len() > LONGEST_PATH {
                return None;
            }
        }
        None
    }

    fn group(&mut self, table: &Arc<Table>, group: &Group) -> Option<Filter> {
        let terms: Vec<Filter> = group.terms.iter().filter_map(|term| self.term(table, term)).collect();
        (!terms.is_empty()).then(|| Filter::all(terms))
    }

    fn term(&mut self, table: &Arc<Table>, term: &Term) -> Option<Filter> {
        let mut conditions = Vec::new();
        for condition in &term.conditions {
            match self.condition(table, condition) {
                Some(filter) => conditions.push(filter),
                None => self.dropped += 1,
            }
        }
        (!conditions.is_empty()).then(|| Filter::any(conditions))
    }

    fn condition(&mut self, table: &Arc<Table>, condition: &Condition) -> Option<Filter> {
        match condition {
            Condition::Field { path, operator, value } => {
                let path = self.path(table, path)?;
                if !path.field.kind.is_stored() {
                    return None;
                }
                // Whether one is set may be asked, not what it is.
                let asks_whether = matches!(operator, Operator::IsEmpty | Operator::IsNotEmpty);
                if path.field.kind.is_hidden() && !asks_whether && !self.caller.is_system() {
                    return Some(Filter::Nothing);
                }
                self.touch(&path);
                self.check(path, *operator, value)
            }
            Condition::Text(words) => Some(self.full_text(table, words)),
            Condition::Join { field, table: other, other_field, query } => {
                self.join(table, field, (other, other_field), query)
            }
            Condition::Related(related) => self.related(table, related),
            Condition::Invalid(_) => None,
        }
    }

    fn touch(&mut self, path: &Path) {
        self.touched.push((Arc::clone(&path.table), Arc::clone(&path.field)));
    }

    fn full_text(&self, table: &Arc<Table>, words: &str) -> Filter {
        let paths: Vec<Path> = TEXT_FIELDS.iter().filter_map(|name| self.path(table, name)).collect();
        let each_word = words.split_whitespace().map(|word| {
            let in_fields =
                paths.iter().map(|path| test(path.clone(), Check::Like(pattern(word, Place::Anywhere))));
            Filter::any(in_fields.collect())
        });
        Filter::all(each_word.collect())
    }

    fn join(
        &mut self,
        table: &Arc<Table>,
        field: &str,
        (other, other_field): (&str, &str),
        query: &Query,
    ) -> Option<Filter> {
        let (named, here) = field.split_once('.')?;
        if !table.is_a(named) && table.name != named {
            return None;
        }
        let here = self.path(table, here)?;
        let other = Arc::clone(self.dictionary.table(other)?);
        let there = Arc::clone(other.field(other_field)?);
        self.touch(&here);
        self.touched.push((Arc::clone(&other), Arc::clone(&there)));
        let filter = self.filter(&other, query);
        Some(Filter::Exists(Box::new(Exists { here, table: other, there, filter })))
    }

    fn related(&mut self, _table: &Arc<Table>, related: &Related) -> Option<Filter> {
        let table = Arc::clone(self.dictionary.table(&related.table)?);
        let field = Arc::clone(table.field(&related.field)?);
        self.touched.push((Arc::clone(&table), Arc::clone(&field)));
        let filter = self.filter(&table, &related.query);
        Some(Filter::Counted(Box::new(Counted {
            table,
            field,
            comparison: related.comparison,
            count: related.count,
            filter,
        })))
    }

    fn check(&mut self, path: Path, operator: Operator, value: &str) -> Option<Filter> {
        use Comparison as C;
        use Operator as O;
        match operator {
            O::Equals => self.equality(path, value, false),
            O::NotEquals => self.equality(path, value, true),
            O::Less => self.comparison(path, C::Less, value),
            O::LessOrEqual => self.comparison(path, C::LessOrEqual, value),
            O::Greater => self.comparison(path, C::Greater, value),
            O::GreaterOrEqual => self.comparison(path, C::GreaterOrEqual, value),
            O::In => self.membership(path, value, false),
            O::NotIn => self.membership(path, value, true),
            O::Contains => self.like(path, value, Place::Anywhere, false),
            O::DoesNotContain => self.like(path, value, Place::Anywhere, true),
            O::StartsWith => self.like(path, value, Place::Start, false),
            O::EndsWith => self.like(path, value, Place::End, false),
            O::IsEmpty | O::EmptyString => Some(test(path, Check::Empty)),
            O::IsNotEmpty => Some(test(path, Check::NotEmpty)),
            O::Anything => Some(Filter::Everything),
            O::Between => self.between(path, value),
            O::SameAs => self.same_as(path, value, false),
            O::NotSameAs => self.same_as(path, value, true),
            O::GreaterField => self.other_field(path, C::Greater, value),
            O::GreaterOrEqualField => self.other_field(path, C::GreaterOrEqual, value),
            O::LessField => self.other_field(path, C::Less, value),
            O::LessOrEqualField => self.other_field(path, C::LessOrEqual, value),
            O::MoreThan => self.distance(path, value, true),
            O::LessThan => self.distance(path, value, false),
            O::On => self.on(path, value, false),
            O::NotOn => self.on(path, value, true),
            O::DatePart => self.date_part(path, value),
            O::RelativeGreater => self.relative(path, C::Greater, value),
            O::RelativeGreaterOrEqual => self.relative(path, C::GreaterOrEqual, value),
            O::RelativeEqual => self.relative(path, C::Equal, value),
            O::RelativeLessOrEqual => self.relative(path, C::LessOrEqual, value),
            O::RelativeLess => self.relative(path, C::Less, value),
            O::Dynamic => self.dynamic(path, value),
            O::InstanceOf => self.instance_of(path, value),
            O::MatchesPattern | O::MatchesRegex | O::Unsupported(_) => None,
        }
    }

    fn equality(&self, path: Path, value: &str, negated: bool) -> Option<Filter> {
        if value.is_empty() || value.eq_ignore_ascii_case("null") {
            let check = if negated { Check::NotEmpty } else { Check::Empty };
            return Some(test(path, check));
        }
        let mut operands = self.operands(&path.field, value)?;
        if operands.len() != 1 {
            let check = if negated { Check::NotIn(operands) } else { Check::In(operands) };
            return Some(test(path, check));
        }
        let comparison = if negated { Comparison::NotEqual } else { Comparison::Equal };
        let operand = operands.remove(0);
        Some(test(path, Check::Compare(comparison, operand)))
    }

    fn comparison(&self, path: Path, comparison: Comparison, value: &str) -> Option<Filter> {
        let operand = self.operand(&path.field, value)?;
        let fits = !path.field.kind.is_number() || !matches!(operand, Operand::Text(_));
        fits.then(|| test(path, Check::Compare(comparison, operand)))
    }

    fn membership(&self, path: Path, value: &str, negated: bool) -> Option<Filter> {
        let operands = if is_script(value) {
            self.operands(&path.field, value)?
        } else {
            value
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .filter_map(|part| self.operand(&path.field, part))
                .collect()
        };
        let check = if negated { Check::NotIn(operands) } else { Check::In(operands) };
        Some(test(path, check))
    }

    /// A reference is compared by what is shown for it.
    fn like(&self, path: Path, value: &str, place: Place, negated: bool) -> Option<Filter> {
        let text = if is_script(value) { self.script(value)?.into_iter().next()? } else { value.to_owned() };
        let path = self.shown(path);
        let pattern = pattern(&text, place);
        let check = if negated { Check::NotLike(pattern) } else { Check::Like(pattern) };
        Some(test(path, check))
    }

    fn shown(&self, path: Path) -> Path {
        let Some(target) = path
            .field
            .reference
            .as_deref()
            .filter(|_| path.field.kind == Kind::Reference)
            .and_then(|name| self.dictionary.table(name))
        else {
            return path;
        };
        let Some(display) = target.display.as_deref().and_then(|name| target.field(name)) else {
            return path;
        };
        let mut steps = path.steps;
        steps.push(Step { field: path.field, target: Arc::clone(target) });
        Path { steps, field: Arc::clone(display), table: Arc::clone(target) }
    }

    fn between(&self, path: Path, value: &str) -> Option<Filter> {
        let (low, high) = value.split_once('@')?;
        let low = self.operand(&path.field, low)?;
        let high = self.operand(&path.field, high)?;
        Some(test(path, Check::Between(low, high)))
    }

    /// `Today@javascript:…@javascript:…`: a label, then start and end.
    fn on(&self, path: Path, value: &str, negated: bool) -> Option<Filter> {
        let mut parts = value.split('@');
        let label = parts.next()?;
        let (low, high) = match (parts.next(), parts.next()) {
            (Some(low), Some(high)) => (self.operand(&path.field, low)?, self.operand(&path.field, high)?),
            _ => self.whole_day(&path.field, label)?,
        };
        let check = if negated { Check::NotBetween(low, high) } else { Check::Between(low, high) };
        Some(test(path, check))
    }

    fn whole_day(&self, field: &Field, day: &str) -> Option<(Operand, Operand)> {
        let zone = &self.caller.time_zone;
        let start = dates::in_zone(&dates::date(day)?.to_string(), zone)?;
        let start = start.to_zoned_datetime(zone.clone());
        let end = dates::end_of(&start, Unit::Day)?;
        let operand = |at: Timestamp| Operand::Text(stored_moment(field.kind, at));
        Some((operand(start.timestamp()), operand(end.timestamp())))
    }

    /// `other`, or `other@day` for moments.
    fn same_as(&self, path: Path, value: &str, negated: bool) -> Option<Filter> {
        let (other, unit) = match value.split_once('@') {
            Some((other, unit)) => (other, Some(Unit::of(unit)?)),
            None => (value, None),
        };
        let other = self.sibling(&path, other)?;
        let Some(unit) = unit else {
            let comparison = if negated { Comparison::NotEqual } else { Comparison::Equal };
            return Some(test(path, Check::Field(comparison, other)));
        };
        let check = Check::SameUnit { other, unit, zone: self.zone(), negated };
        Some(test(path, check))
    }

    fn other_field(&self, path: Path, comparison: Comparison, value: &str) -> Option<Filter> {
        let name = value.split('@').next()?;
        let other = self.sibling(&path, name)?;
        Some(test(path, Check::Field(comparison, other)))
    }

    /// A field of the record that the path starts from.
    fn sibling(&self, path: &Path, name: &str) -> Option<Path> {
        let table = match path.steps.first() {
            Some(_) => return None,
            None => &path.table,
        };
        self.path(table, name).filter(|other| other.field.kind.is_stored())
    }

    /// `other@day@before@1`: more (or less) than that long before the other.
    fn distance(&self, path: Path, value: &str, more: bool) -> Option<Filter> {
        let mut parts = value.split('@');
        let other = self.sibling(&path, parts.next()?)?;
        let unit = Unit::of(parts.next()?)?;
        let before = match parts.next()? {
            "before" => true,
            "after" => false,
            _ => return None,
        };
        let count: i64 = parts.next()?.parse().ok()?;
        let seconds = unit.seconds().checked_mul(count)?;
        let (from, to) = match (more, before) {
            (true, true) => (None, Some(-seconds - 1)),
            (true, false) => (Some(seconds + 1), None),
            (false, true) => (Some(-seconds), Some(0)),
            (false, false) => (Some(0), Some(seconds)),
        };
        Some(test(path, Check::Distance { other, from, to }))
    }

    /// `Monday@javascript:gs.datePart('dayofweek','monday','EE')`
    fn date_part(&self, path: Path, value: &str) -> Option<Filter> {
        let script = value.split_once("datePart(")?.1;
        let arguments: Vec<&str> = script
            .trim_end_matches([';', ')'])
            .split(',')
            .map(|argument| argument.trim().trim_matches(['\'', '"']))
            .collect();
        let [part, name, comparison] = arguments[..] else {
            return None;
        };
        let comparison = match comparison {
            "EE" => Comparison::Equal,
            "GT" => Comparison::Greater,
            "GE" => Comparison::GreaterOrEqual,
            "LT" => Comparison::Less,
            "LE" => Comparison::LessOrEqual,
            _ => return None,
        };
        let check = Check::Part {
            part: part.to_owned(),
            zone: self.zone(),
            comparison,
            number: dates::part_number(part, name)?,
        };
        Some(test(path, check))
    }

    /// `@day@ago@3`. Days and longer are compared by their edges.
    fn relative(&self, path: Path, comparison: Comparison, value: &str) -> Option<Filter> {
        let mut parts = value.trim_start_matches('@').split('@');
        let unit = Unit::of(parts.next()?)?;
        let sign = match parts.next()? {
            "ago" => -1,
            "ahead" => 1,
            _ => return None,
        };
        let count: i64 = parts.next()?.trim().parse().ok()?;
        let now = self.now.to_zoned_datetime(self.caller.time_zone.clone());
        let then = dates::shift(&now, unit, count.checked_mul(sign)?)?;
        let edge = if matches!(unit, Unit::Minute | Unit::Hour) { unit } else { Unit::Day };
        let operand = |at: jiff::ZonedDateTime| Operand::Text(stored_moment(path.field.kind, at.timestamp()));
        let exact = edge != Unit::Day;
        let start = dates::start_of(&then, edge)?;
        let end = dates::end_of(&then, edge)?;
        let check = match comparison {
            Comparison::Equal => Check::Between(operand(start), operand(end)),
            _ if exact => Check::Compare(comparison, operand(then)),
            Comparison::GreaterOrEqual | Comparison::Less => Check::Compare(comparison, operand(start)),
            _ => Check::Compare(comparison, operand(end)),
        };
        Some(test(path, check))
    }

    fn dynamic(&self, path: Path, value: &str) -> Option<Filter> {
        let ids = if ME.contains(&value) {
            vec![self.caller.user_id.clone()]
        } else if value == MY_GROUPS {
            (self.groups)()
        } else {
            return None;
        };
        Some(test(path, Check::In(ids.into_iter().map(Operand::Text).collect())))
    }

    fn instance_of(&self, path: Path, value: &str) -> Option<Filter> {
        let classes = &self.dictionary.table(value)?.classes;
        let names = classes.iter().cloned().map(Operand::Text).collect();
        Some(test(path, Check::In(names)))
    }

    fn operand(&self, field: &Field, value: &str) -> Option<Operand> {
        self.operands(field, value)?.into_iter().next()
    }

    /// The stored forms of a value; a script may give several.
    fn operands(&self, field: &Field, value: &str) -> Option<Vec<Operand>> {
        if is_script(value) {
            let values = self.script(value)?;
            return values.iter().map(|value| stored(field, value)).collect();
        }
        Some(vec![stored(field, value)?])
    }

    fn script(&self, value: &str) -> Option<Vec<String>> {
        let scene = Scene { caller: self.caller, now: self.now, groups: self.groups };
        functions::evaluate(value.trim_start().strip_prefix("javascript:")?, &scene)
    }

    fn zone(&self) -> String {
        let zone = self.caller.time_zone.iana_name();
        zone.unwrap_or("UTC").to_owned()
    }
}

fn is_script(value: &str) -> bool {
    value.trim_start().starts_with("javascript:")
}

fn test(path: Path, check: Check) -> Filter {
    Filter::Test(Test { path, check })
}

fn pattern(text: &str, place: Place) -> Pattern {
    Pattern { text: text.to_owned(), place }
}

/// `None` when a moment cannot be read; a number that is none fits no record.
fn stored(field: &Field, value: &str) -> Option<Operand> {
    let value = value.trim_end();
    Some(match field.kind {
        Kind::Integer => match value.parse() {
            Ok(number) => Operand::Integer(number),
            Err(_) => decimal(value),
        },
        Kind::Decimal => decimal(value),
        Kind::Boolean => Operand::Text(boolean(value).to_owned()),
        kind if kind.is_moment() => Operand::Text(stored_moment(kind, dates::from_wire(value)?)),
        _ => Operand::Text(value.to_owned()),
    })
}

fn decimal(value: &str) -> Operand {
    value.parse().map_or_else(|_| Operand::Text(value.to_owned()), Operand::Real)
}

/// `1`, `true` and `yes` are true in any case.
pub(crate) fn boolean(value: &str) -> &'static str {
    if ["true", "1", "yes"].iter().any(|word| value.eq_ignore_ascii_case(word)) { "true" } else { "false" }
}

fn stored_moment(kind: Kind, at: Timestamp) -> String {
    let mut text = dates::to_wire(at);
    if kind == Kind::Date {
        text.truncate(10);
    }
    text
}
