//! A document carried out: tables, their records, and what is known of each field, as far as access
//! rules let the caller see them.

use std::cell::RefCell;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::Request;
use super::errors::{self, Stop};
use super::parse;
use super::tree::{Document, Field, Input, Operation, Selection};
use crate::acl::{Operation as Access, Verdict};
use crate::dictionary::{self, Table};
use crate::engine::{self, Cell, Record, Session};
use crate::query::{Operator, Query};
use crate::refusals::Write;
use crate::ui::labels;

/// Records of a table when the document sets no limit.
const USUAL_LIMIT: u64 = 1_000;
/// Fragments within fragments.
const DEEPEST_FRAGMENT: usize = 16;

type Done<T> = Result<T, Stop>;

struct Runner<'a> {
    session: &'a Session,
    document: &'a Document,
    variables: Map<String, Value>,
    errors: RefCell<Vec<Value>>,
}

/// `{"data": …, "errors": […]}`; the list of errors is always there.
pub(super) fn answer(session: &Session, request: &Request) -> Value {
    let document = match parse::document(&request.query) {
        Ok(document) => document,
        Err(error) => return json!({ "data": null, "errors": [errors::syntax(&error)] }),
    };
    let runner = Runner { session, document: &document, variables: Map::new(), errors: RefCell::default() };
    match runner.operation(request) {
        Ok((data, errors)) => json!({ "data": data, "errors": errors }),
        Err(message) => json!({ "data": null, "errors": [errors::invalid(&message)] }),
    }
}

impl<'a> Runner<'a> {
    fn operation(mut self, request: &Request) -> Result<(Value, Vec<Value>), String> {
        let operation = self.chosen(&request.operation)?;
        if operation.kind != "query" {
            return Err(format!("Schema is not configured for {}s", operation.kind));
        }
        for (name, default) in &operation.variables {
            let given = request.variables.get(name).cloned();
            let value = match (given, default) {
                (Some(given), _) => given,
                (None, Some(default)) => self.value(default).map_err(told)?,
                (None, None) => Value::Null,
            };
            self.variables.insert(name.clone(), value);
        }
        let data = self.root(&operation.selections).map_err(told)?;
        Ok((data, self.errors.into_inner()))
    }

    fn chosen(&self, name: &str) -> Result<&'a Operation, String> {
        let operations = &self.document.operations;
        match (operations.as_slice(), name) {
            ([only], "") => Ok(only),
            ([], "") => Err("Must provide an operation".to_owned()),
            (_, "") => Err("Must provide operation name if query contains multiple operations".to_owned()),
            (all, name) => all
                .iter()
                .find(|operation| operation.name == name)
                .ok_or_else(|| format!("Unknown operation named '{name}'")),
        }
    }

    fn root(&self, selections: &'a [Selection]) -> Done<Value> {
        self.object(selections, |field| match field.name.as_str() {
            "__typename" => Ok(json!("Query")),
            "GlideRecord_Query" if field.selections.is_empty() => Err(Stop::no_selection(&[], &field.name)),
            "GlideRecord_Query" => self.tables(&field.selections),
            other => Err(Stop::undefined(&[], other, "Query")),
        })
    }

    fn tables(&self, selections: &'a [Selection]) -> Done<Value> {
        let dictionary = self.session.dictionary();
        self.object(selections, |field| {
            let path = ["GlideRecord_Query", &field.key];
            if field.name == "__typename" {
                return Ok(json!("GlideRecord_QueryType"));
            }
            let table = dictionary.table(&field.name);
            let table =
                table.ok_or_else(|| Stop::undefined(&path[..1], &field.name, "GlideRecord_QueryType"))?;
            match self.table(field, table) {
                Err(Stop::Refused(refusal)) => {
                    self.errors.borrow_mut().push(errors::refused(&refusal, &path));
                    Ok(Value::Null)
                }
                other => other,
            }
        })
    }

    fn table(&self, field: &'a Field, table: &Arc<Table>) -> Done<Value> {
        let path = ["GlideRecord_Query", &field.name];
        if field.selections.is_empty() {
            return Err(Stop::no_selection(&path[..1], &field.name));
        }
        let selection = self.selection(field)?;
        self.object(&field.selections, |part| match part.name.as_str() {
            "__typename" => Ok(json!(format!("GlideRecord_{}Type", table.name))),
            "_rowCount" => Ok(json!(self.session.count(&table.name, &selection.query)?)),
            "_table_metadata" => self.table_metadata(part, table),
            "_results" if part.selections.is_empty() => Err(Stop::no_selection(&path, &part.name)),
            "_results" => {
                let records = self.session.select(&table.name, &selection)?;
                records.iter().map(|record| self.record(record, &part.selections)).collect()
            }
            other => Err(Stop::undefined(&path, other, &format!("GlideRecord_{}Type", table.name))),
        })
    }

    fn selection(&self, field: &Field) -> Done<engine::Selection> {
        let mut query = Query::all();
        let (mut id, mut limit, mut offset) = (None, USUAL_LIMIT, 0);
        for (name, input) in &field.arguments {
            let value = self.value(input)?;
            match name.as_str() {
                "queryConditions" => query = Query::parse(value.as_str().unwrap_or_default()),
                "sys_id" => id = value.as_str().map(str::to_owned),
                "pagination" => {
                    limit = value["limit"].as_u64().unwrap_or(limit);
                    offset = value["offset"].as_u64().unwrap_or(offset);
                }
                other => {
                    return Err(Stop::Invalid(format!(
                        "Validation error (UnknownArgument@[GlideRecord_Query/{}]) : Unknown field argument '{other}'",
                        field.name
                    )));
                }
            }
        }
        if let Some(id) = id {
            query = query.and("sys_id", Operator::Equals, &id);
        }
        Ok(engine::Selection { query, limit: Some(limit), offset })
    }

    fn table_metadata(&self, part: &'a Field, table: &Arc<Table>) -> Done<Value> {
        let may = |operation| {
            json!(self.session.acls().table(operation, table, self.session.caller()) != Verdict::Denied)
        };
        self.object(&part.selections, |field| {
            Ok(match field.name.as_str() {
                "name" => json!(table.name),
                "label" => json!(table.label),
                "plural" => json!(labels::plural(&table.label)),
                "canRead" => may(Access::Read),
                "canWrite" => may(Access::Write),
                "canCreate" => may(Access::Create),
                "canDelete" => may(Access::Delete),
                other => return Err(Stop::undefined(&[&part.name], other, "GlideRecord_TableMetadata")),
            })
        })
    }

    fn record(&self, record: &Record, selections: &'a [Selection]) -> Done<Value> {
        let layout = Arc::clone(record.layout());
        self.object(selections, |part| {
            if part.name == "__typename" {
                return Ok(json!(format!("GlideRecord_{}", layout.name)));
            }
            let path = ["GlideRecord_Query", &layout.name, "_results"];
            let field = layout.field(&part.name);
            let field = field
                .ok_or_else(|| Stop::undefined(&path, &part.name, &format!("GlideRecord_{}", layout.name)))?;
            if part.selections.is_empty() {
                return Err(Stop::no_selection(&path, &part.name));
            }
            self.cell(record, field, &part.selections)
        })
    }

    fn cell(&self, record: &Record, field: &dictionary::Field, selections: &'a [Selection]) -> Done<Value> {
        let session = self.session;
        let readable = session.may_read_field(record, &field.name);
        let value = Cell { record, field }.value();
        self.object(selections, |part| {
            Ok(match part.name.as_str() {
                "value" | "displayValue" | "_reference" if !readable => Value::Null,
                "value" => json!(value),
                "displayValue" => json!(session.display(record, &field.name)?),
                "_reference" => self.reference(field, value, part)?,
                "label" => json!(field.label),
                "internalType" => json!(field.type_name),
                "isMandatory" => json!(field.mandatory),
                "isReadOnly" => json!(field.read_only),
                "maxLength" => json!(field.max_length),
                "referenceTableName" => json!(field.reference),
                "canRead" => json!(readable),
                "canWrite" => json!(
                    session.may_write(Write::Update, record)
                        && session.may_write_field(record, &field.name, false)
                ),
                "_choices" => self.choices(record, field, part)?,
                other => return Err(Stop::undefined(&[&field.name], other, "GlideRecord_Element")),
            })
        })
    }

    fn choices(&self, record: &Record, field: &dictionary::Field, part: &'a Field) -> Done<Value> {
        let dictionary = self.session.dictionary();
        let depends = field.dependent.as_deref().map(|name| record.get(name)).unwrap_or_default();
        let offered = dictionary.choices(record.layout(), &field.name).iter().filter(|choice| {
            let fits = choice.dependent.as_deref().is_none_or(|on| depends.is_empty() || on == depends);
            !choice.inactive && choice.language == "en" && fits
        });
        offered
            .map(|choice| {
                self.object(&part.selections, |wanted| match wanted.name.as_str() {
                    "value" => Ok(json!(choice.value)),
                    "displayValue" => Ok(json!(choice.label)),
                    other => Err(Stop::undefined(&[&part.name], other, "GlideRecord_Choice")),
                })
            })
            .collect()
    }

    fn reference(&self, field: &dictionary::Field, value: &str, part: &'a Field) -> Done<Value> {
        let dictionary = self.session.dictionary();
        let target = field.reference.as_deref().filter(|_| field.kind.is_reference());
        let Some(target) = target.and_then(|name| dictionary.table(name)) else {
            return Err(Stop::undefined(&[&field.name], &part.name, "GlideRecord_Element"));
        };
        if part.selections.is_empty() {
            return Err(Stop::no_selection(&[&field.name], &part.name));
        }
        match self.session.load_many(target, &[value])?.remove(value) {
            Some(record) if self.session.may_read(&record)? => self.record(&record, &part.selections),
            _ => Ok(Value::Null),
        }
    }

    /// The fields of a selection, each under its key.
    fn object(&self, selections: &'a [Selection], value: impl Fn(&'a Field) -> Done<Value>) -> Done<Value> {
        let mut members = Map::new();
        for field in self.fields(selections, 0)? {
            let found = value(field)?;
            match members.get_mut(&field.key) {
                Some(known) => merge(known, found),
                None => {
                    members.insert(field.key.clone(), found);
                }
            }
        }
        Ok(Value::Object(members))
    }

    /// Fragments opened, conditions applied.
    fn fields(&self, selections: &'a [Selection], depth: usize) -> Done<Vec<&'a Field>> {
        if depth > DEEPEST_FRAGMENT {
            return Err(Stop::Invalid(
                "Validation error (NoFragmentCycles) : fragments nest too deep".to_owned(),
            ));
        }
        let mut fields = Vec::new();
        for selection in selections {
            match selection {
                Selection::Field(field) if self.is_wanted(field)? => fields.push(field),
                Selection::Field(_) => {}
                Selection::Inline(inner) => fields.extend(self.fields(inner, depth + 1)?),
                Selection::Spread(name) => {
                    let fragment = self.document.fragments.iter().find(|fragment| fragment.name == *name);
                    let fragment = fragment.ok_or_else(|| {
                        Stop::Invalid(format!(
                            "Validation error (UndefinedFragment) : Undefined fragment '{name}'"
                        ))
                    })?;
                    fields.extend(self.fields(&fragment.selections, depth + 1)?);
                }
            }
        }
        Ok(fields)
    }

    fn is_wanted(&self, field: &Field) -> Done<bool> {
        for (directive, arguments) in &field.directives {
            let condition = arguments.iter().find(|(name, _)| name == "if").map(|(_, input)| input);
            let holds = match condition {
                Some(input) => self.value(input)? == Value::Bool(true),
                None => false,
            };
            match (directive.as_str(), holds) {
                ("include", false) | ("skip", true) => return Ok(false),
                ("include" | "skip", _) => {}
                (other, _) => {
                    let text = format!("Validation error (UnknownDirective) : Unknown directive '{other}'");
                    return Err(Stop::Invalid(text));
                }
            }
        }
        Ok(true)
    }

    fn value(&self, input: &Input) -> Done<Value> {
        Ok(match input {
            Input::Plain(value) => value.clone(),
            Input::List(items) => {
                Value::Array(items.iter().map(|item| self.value(item)).collect::<Done<_>>()?)
            }
            Input::Object(members) => {
                let members = members.iter().map(|(name, input)| Ok((name.clone(), self.value(input)?)));
                Value::Object(members.collect::<Done<_>>()?)
            }
            Input::Variable(name) => self.variables.get(name).cloned().ok_or_else(|| {
                Stop::Invalid(format!("Validation error (UndefinedVariable) : Undefined variable '{name}'"))
            })?,
        })
    }
}

fn told(stop: Stop) -> String {
    match stop {
        Stop::Invalid(message) => message,
        Stop::Refused(refusal) => refusal.message.into_owned(),
    }
}

/// One key asked for twice has what both ask for.
fn merge(known: &mut Value, found: Value) {
    match (known, found) {
        (Value::Object(known), Value::Object(found)) => {
            for (name, value) in found {
                match known.get_mut(&name) {
                    Some(member) => merge(member, value),
                    None => {
                        known.insert(name, value);
                    }
                }
            }
        }
        (Value::Array(known), Value::Array(found)) => {
            known.iter_mut().zip(found).for_each(|(known, found)| merge(known, found));
        }
        (known, found) => *known = found,
    }
}
