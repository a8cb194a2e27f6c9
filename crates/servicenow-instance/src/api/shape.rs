//! Records to answers: raw, displayed or both, with links or without, in JSON
//! or XML (protocol 1.4). Writes text at once instead of a tree of values,
//! because a list may hold ten thousand records.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::format::Format;
use super::params::Display;
use super::xml;
use crate::acl::Verdict;
use crate::dictionary::{Dictionary, Field, Kind, Table};
use crate::engine::{Cell, Displays, Record, Session, is_named_by_name};
use crate::query::Resolver;
use crate::query::filter::Step;
use crate::refusals::Refusal;

/// What an answer's records look like.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) display: Display,
    pub(crate) links: bool,
    pub(crate) format: Format,
    /// Addresses start with this (`http://host/api/now`).
    pub(crate) base: String,
    /// Dotted names; `None` for every field of the table.
    pub(crate) fields: Option<Vec<String>>,
}

/// One member of a record in the answer.
struct Column<'a> {
    /// Where it is not the field's own: a dotted name.
    dotted: Option<String>,
    steps: Vec<Step>,
    field: Cow<'a, Arc<Field>>,
    /// Access rules let it be seen in some records only.
    depends: bool,
}

/// Everything the records of one answer need.
struct Page<'a> {
    session: &'a Session,
    dictionary: Arc<Dictionary>,
    shape: &'a Shape,
    columns: Vec<Column<'a>>,
    /// Records that paths lead over: by table, then `sys_id`.
    walked: HashMap<String, HashMap<String, Record>>,
    displays: Displays,
}

/// `{"result": [...]}` or its XML.
pub(crate) fn list(
    session: &Session,
    table: &Arc<Table>,
    records: &[Record],
    shape: &Shape,
) -> Result<String, Refusal> {
    let page = Page::load(session, table, records, shape)?;
    let mut out = String::with_capacity(64 + records.len() * page.columns.len() * 40);
    match shape.format {
        Format::Json => {
            out.push_str("{\"result\":[");
            for (at, record) in records.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                page.record(&mut out, record);
            }
            out.push_str("]}");
        }
        Format::Xml => {
            out.push_str(xml::DECLARATION);
            out.push_str("<response>");
            for record in records {
                page.record(&mut out, record);
            }
            out.push_str("</response>");
        }
    }
    Ok(out)
}

/// `{"result": {...}}` or its XML.
pub(crate) fn single(
    session: &Session,
    table: &Arc<Table>,
    record: &Record,
    shape: &Shape,
) -> Result<String, Refusal> {
    let records = std::slice::from_ref(record);
    let page = Page::load(session, table, records, shape)?;
    let mut out = String::with_capacity(64 + page.columns.len() * 40);
    match shape.format {
        Format::Json => {
            out.push_str("{\"result\":");
            page.record(&mut out, record);
            out.push('}');
        }
        Format::Xml => {
            out.push_str(xml::DECLARATION);
            out.push_str("<response>");
            page.record(&mut out, record);
            out.push_str("</response>");
        }
    }
    Ok(out)
}

impl<'a> Page<'a> {
    fn load(
        session: &'a Session,
        table: &'a Arc<Table>,
        records: &[Record],
        shape: &'a Shape,
    ) -> Result<Self, Refusal> {
        let dictionary = session.dictionary();
        let columns = columns(session, &dictionary, table, shape.fields.as_deref());
        let mut page = Self {
            session,
            dictionary,
            shape,
            columns,
            walked: HashMap::new(),
            displays: Displays::default(),
        };
        page.walk(records)?;
        if shape.display != Display::Raw {
            let cells: Vec<Cell<'_>> = records
                .iter()
                .flat_map(|record| page.columns.iter().filter_map(|column| page.cell(record, column)))
                .collect();
            page.displays = Displays::load(session, &cells)?;
        }
        Ok(page)
    }

    /// Loads what dotted names lead over, one step after the other.
    fn walk(&mut self, records: &[Record]) -> Result<(), Refusal> {
        let longest = self.columns.iter().map(|column| column.steps.len()).max();
        for depth in 0..longest.unwrap_or_default() {
            let mut wanted: HashMap<String, (Arc<Table>, HashSet<String>)> = HashMap::new();
            for column in &self.columns {
                let Some(step) = column.steps.get(depth) else {
                    continue;
                };
                for record in records {
                    let Some(holder) = self.holder(record, &column.steps[..depth]) else {
                        continue;
                    };
                    let id = holder.get(&step.field.name);
                    if !id.is_empty() {
                        let (_, ids) = wanted
                            .entry(step.target.name.clone())
                            .or_insert_with(|| (Arc::clone(&step.target), HashSet::new()));
                        ids.insert(id.to_owned());
                    }
                }
            }
            for (name, (table, ids)) in wanted {
                let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                let found = self.session.load_many(&table, &ids)?;
                self.walked.entry(name).or_default().extend(found);
            }
        }
        Ok(())
    }

    /// The record at the end of these steps.
    fn holder<'r>(&'r self, record: &'r Record, steps: &[Step]) -> Option<&'r Record> {
        steps.iter().try_fold(record, |record, step| {
            self.walked.get(&step.target.name)?.get(record.get(&step.field.name))
        })
    }

    fn cell<'r>(&'r self, record: &'r Record, column: &'r Column<'_>) -> Option<Cell<'r>> {
        let holder = self.holder(record, &column.steps)?;
        Some(Cell { record: holder, field: &column.field })
    }

    fn is_readable(&self, record: &Record, column: &Column<'_>) -> bool {
        let Some(holder) = self.holder(record, &column.steps) else {
            return true;
        };
        let name = &column.field.name;
        let reachable = column.steps.is_empty() || self.session.may_read(holder).unwrap_or(false);
        reachable && self.session.may_read_field(holder, name)
    }

    fn record(&self, out: &mut String, record: &Record) {
        let json = self.shape.format == Format::Json;
        out.push_str(if json { "{" } else { "<result>" });
        let mut first = true;
        for column in &self.columns {
            if column.depends && !self.is_readable(record, column) {
                continue;
            }
            let cell = self.cell(record, column);
            if json {
                if !std::mem::take(&mut first) {
                    out.push(',');
                }
                string(out, column.name());
                out.push(':');
                self.json(out, cell.as_ref());
            } else {
                self.xml(out, column.name(), cell.as_ref());
            }
        }
        out.push_str(if json { "}" } else { "</result>" });
    }

    fn json(&self, out: &mut String, cell: Option<&Cell<'_>>) {
        match self.form(cell) {
            Form::Text(text) => string(out, &text),
            Form::Parts(parts) => {
                for (at, (name, text)) in parts.iter().enumerate() {
                    out.push(if at == 0 { '{' } else { ',' });
                    string(out, name);
                    out.push(':');
                    string(out, text);
                }
                out.push('}');
            }
        }
    }

    fn xml(&self, out: &mut String, name: &str, cell: Option<&Cell<'_>>) {
        match self.form(cell) {
            Form::Text(text) => xml::element(out, name, &text),
            Form::Parts(parts) => {
                out.push('<');
                out.push_str(name);
                out.push('>');
                for (part, text) in &parts {
                    xml::element(out, part, text);
                }
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
        }
    }

    /// The text or parts a value is answered as.
    fn form<'r>(&'r self, cell: Option<&Cell<'r>>) -> Form<'r> {
        let Some(cell) = cell else {
            return match self.shape.display {
                Display::Both => Form::Parts(vec![("display_value", "".into()), ("value", "".into())]),
                _ => Form::Text("".into()),
            };
        };
        let value = cell.value();
        let links = self.shape.links && cell.field.kind.is_reference() && !value.is_empty();
        let link = links.then(|| self.link(cell));
        let shown = || self.displays.show(&self.dictionary, self.session.caller(), cell);
        match (self.shape.display, link) {
            (Display::Raw, None) => Form::Text(value.into()),
            (Display::Raw, Some(link)) => Form::Parts(vec![("link", link), ("value", value.into())]),
            (Display::Shown, None) => Form::Text(shown()),
            (Display::Shown, Some(link)) => Form::Parts(vec![("display_value", shown()), ("link", link)]),
            (Display::Both, None) => Form::Parts(vec![("display_value", shown()), ("value", value.into())]),
            (Display::Both, Some(link)) => {
                Form::Parts(vec![("display_value", shown()), ("link", link), ("value", value.into())])
            }
        }
    }

    fn link<'r>(&self, cell: &Cell<'r>) -> Cow<'r, str> {
        let target = cell.field.reference.as_deref().unwrap_or_default();
        let by_name = is_named_by_name(target) && cell.value().len() != 32;
        let separator = if by_name { "?name=" } else { "/" };
        format!("{}/table/{target}{separator}{}", self.shape.base, cell.value()).into()
    }
}

enum Form<'a> {
    Text(Cow<'a, str>),
    Parts(Vec<(&'static str, Cow<'a, str>)>),
}

/// Named fields that exist, or all.
fn columns<'a>(
    session: &Session,
    dictionary: &Dictionary,
    table: &'a Arc<Table>,
    fields: Option<&[String]>,
) -> Vec<Column<'a>> {
    let Some(fields) = fields else {
        return all_columns(session, table);
    };
    let groups = Vec::new;
    let resolver = Resolver::new(dictionary, session.caller(), session.now(), &groups);
    let mut seen = HashSet::new();
    fields
        .iter()
        .filter(|name| seen.insert(name.as_str()))
        .filter_map(|name| {
            let path = resolver.path(table, name)?;
            let mut verdict = session.field_verdict(&path.table, &path.field.name);
            if !path.steps.is_empty() {
                verdict = verdict.and(session.table_verdict(&path.table));
            }
            Column::shown(Some(name), path.steps, Cow::Owned(path.field), verdict)
        })
        .collect()
}

fn all_columns<'a>(session: &Session, table: &'a Arc<Table>) -> Vec<Column<'a>> {
    let verdicts = session.field_verdicts(table);
    let fields = table.fields.iter().zip(verdicts);
    fields
        .filter_map(|(field, verdict)| Column::shown(None, Vec::new(), Cow::Borrowed(field), verdict))
        .collect()
}

impl<'a> Column<'a> {
    fn shown(
        dotted: Option<&str>,
        steps: Vec<Step>,
        field: Cow<'a, Arc<Field>>,
        verdict: Verdict,
    ) -> Option<Self> {
        let shown = field.kind != Kind::Collection && verdict != Verdict::Denied;
        let dotted = dotted.map(ToOwned::to_owned);
        shown.then(|| Self { dotted, steps, field, depends: verdict == Verdict::Depends })
    }

    fn name(&self) -> &str {
        self.dotted.as_deref().unwrap_or(&self.field.name)
    }
}

/// A JSON string.
fn string(out: &mut String, text: &str) {
    if text.is_empty() {
        return out.push_str("\"\"");
    }
    // Counts to the end instead of stopping early, so that the compiler takes many bytes at once.
    let special = |byte: &u8| matches!(byte, 0..0x20 | b'"' | b'\\');
    let special = text.as_bytes().iter().filter(|byte| special(byte)).count();
    if special == 0 {
        out.push('"');
        out.push_str(text);
        out.push('"');
        return;
    }
    let quoted = serde_json::to_string(text).expect("text is always representable");
    out.push_str(&quoted);
}
