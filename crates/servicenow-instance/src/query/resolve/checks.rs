//! Conditions on one field: from an operator with its value, as text, to a check in stored form.

use jiff::Timestamp;

use super::{Resolver, boolean, pattern, test};
use crate::dictionary::{Field, Kind};
use crate::query::dates::{self, Unit};
use crate::query::filter::{Check, Filter, Operand, Path, Place, Step};
use crate::query::functions::{self, Scene};
use crate::query::{Comparison, Operator};

/// Ids of the platform's dynamic filter options.
const ME: [&str; 2] = ["90d1921e5f510100a9ad2572f2b477fe", "54635e965f510100a9ad2572f2b4774c"];
const MY_GROUPS: &str = "d6435e965f510100a9ad2572f2b47744";

impl Resolver<'_> {
    pub(super) fn check(&mut self, path: Path, operator: Operator, value: &str) -> Option<Filter> {
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
        steps.push(Step { field: path.field, target: std::sync::Arc::clone(target) });
        Path { steps, field: std::sync::Arc::clone(display), table: std::sync::Arc::clone(target) }
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

fn stored_moment(kind: Kind, at: Timestamp) -> String {
    let mut text = dates::to_wire(at);
    if kind == Kind::Date {
        text.truncate(10);
    }
    text
}
