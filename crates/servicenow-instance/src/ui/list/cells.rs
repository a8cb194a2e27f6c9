//! Display values of many records at once, as far as the person may read them.

use crate::{
    dictionary::{Field, Kind},
    engine::{self, Displays, Record, Session},
    refusals::Refusal,
    ui::{access, address},
};

/// A value in its column.
#[derive(Debug)]
pub(crate) struct Cell {
    pub(crate) label: String,
    pub(crate) text: String,
    /// The record that the value refers to.
    pub(crate) address: Option<String>,
}

/// A row of cells for each record; names of referred records are looked up together.
pub(in crate::ui) fn grid(
    session: &Session,
    records: &[Record],
    names: &[String],
    labels: &[String],
) -> Result<Vec<Vec<Cell>>, Refusal> {
    let plain = records.iter().flat_map(|record| names.iter().filter_map(|name| plain_cell(record, name)));
    let displays = Displays::load(session, &plain.collect::<Vec<_>>())?;
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        let mut cells = Vec::with_capacity(names.len());
        for (name, label) in names.iter().zip(labels) {
            let text = text(session, &displays, record, name)?;
            let address = reference(record, name).filter(|_| !text.is_empty());
            cells.push(Cell { label: label.clone(), text, address });
        }
        rows.push(cells);
    }
    Ok(rows)
}

fn plain_cell<'a>(record: &'a Record, name: &str) -> Option<engine::Cell<'a>> {
    let field: &Field = record.layout().field(name)?;
    Some(engine::Cell { record, field })
}

fn text(session: &Session, displays: &Displays, record: &Record, name: &str) -> Result<String, Refusal> {
    if !access::may_read_path(session, record, name) {
        return Ok(String::new());
    }
    match plain_cell(record, name) {
        Some(cell) => Ok(displays.show(&session.dictionary(), session.caller(), &cell).into_owned()),
        None => session.display(record, name),
    }
}

fn reference(record: &Record, name: &str) -> Option<String> {
    let field = record.layout().field(name).filter(|field| field.kind == Kind::Reference)?;
    let table = field.reference.as_deref()?;
    let id = record.get(name);
    (!id.is_empty()).then(|| address::record(table, id))
}
