//! `scorebridge tickets export`: all tickets as a file for spreadsheets or programs.

use std::io::Write as _;

use serde_json::Value;

use super::remote::{Remote, plain};
use crate::web::harmless;

/// Columns: heads, and where the value stands in the API's ticket. Names and order are what programs rely on.
const COLUMNS: [(&str, &str); 16] = [
    ("number", "/number"),
    ("id", "/id"),
    ("name", "/name"),
    ("type", "/type"),
    ("priority", "/priority"),
    ("delivery", "/delivery"),
    ("state", "/record/state_name"),
    ("due", "/due"),
    ("started_by", "/started_by"),
    ("created_at", "/created_at"),
    ("updated_at", "/updated_at"),
    ("assignment_group", "/record/assignment_group"),
    ("assigned_to", "/record/assigned_to"),
    ("source", "/source"),
    ("category", "/category"),
    ("action", "/action"),
];

/// Prints them, newest first.
pub(super) async fn run(remote: &Remote, search: Option<String>, open: bool) -> anyhow::Result<()> {
    let mut query = Vec::new();
    query.extend(search.map(|text| ("q", text)));
    query.extend(open.then(|| ("open", "true".to_owned())));
    let tickets = remote.get_all(&["tickets"], &query).await?;
    let mut out = std::io::stdout().lock();
    if remote.wants_json() {
        writeln!(out, "{:#}", Value::Array(tickets))?;
    } else {
        out.write_all(&csv(&tickets)?)?;
    }
    Ok(out.flush()?)
}

/// RFC 4180, with a line of heads. No cell is a formula to a spreadsheet.
fn csv(tickets: &[Value]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS.map(|(head, _)| head))?;
    for ticket in tickets {
        writer.write_record(COLUMNS.map(|(_, pointer)| harmless(&plain(ticket.pointer(pointer)))))?;
    }
    Ok(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_ticket_is_one_line_whatever_its_name() {
        let ticket = json!({ "number": "CHG0030001", "name": "=1, \"two\"\nthree", "record": { "state_name": "New" } });
        let file = String::from_utf8(csv(&[ticket]).unwrap()).unwrap();
        let (heads, line) = file.split_once("\r\n").unwrap();
        assert!(heads.starts_with("number,id,name,type,priority,delivery,state,due,"));
        assert_eq!(line, "CHG0030001,,\"'=1, \"\"two\"\"\nthree\",,,,New,,,,,,,,,\r\n");
    }
}
