//! Whether a note is in its record, by its last line: in the journal, and where that is hidden, in the history that the
//! record shows.

use servicenow_client::{Client, Error, ErrorKind, Query, SysId};

use crate::tickets::{Note, Ticket};

/// Where the platform keeps notes (protocol section 5.5).
const JOURNAL: &str = "sys_journal_field";

/// What a look found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// It is there.
    There,
    /// It is not: other notes can be read, and it is not among them.
    Absent,
    /// No note can be read at all, which proves nothing.
    Doubtful,
}

/// Looks for the note.
pub(super) async fn look(
    client: &Client,
    ticket: &Ticket,
    note: &Note,
    sys_id: &SysId,
) -> Result<Seen, Error> {
    let query = Query::new()
        .equals("element_id", sys_id.as_str())
        .equals("element", "work_notes")
        .contains("value", note.mark())
        .fields(&["sys_id", "element_id", "element", "value"]);
    match client.table(JOURNAL).first(&query).await {
        Ok(Some(_)) => return Ok(Seen::There),
        Ok(None) if shows_notes(client).await? => return Ok(Seen::Absent),
        Ok(None) => {}
        Err(error) if matches!(error.kind(), ErrorKind::Refused { status: 403, .. }) => {}
        Err(error) => return Err(error),
    }
    let record = client.table(ticket.task.kind.table()).get(sys_id).await?;
    Ok(match record.display_value("work_notes") {
        "" => Seen::Doubtful,
        notes if notes.contains(&note.mark()) => Seen::There,
        _ => Seen::Absent,
    })
}

/// Whether the integration user reads any work note: an ACL that hides them answers an empty list.
async fn shows_notes(client: &Client) -> Result<bool, Error> {
    let any = Query::new().equals("element", "work_notes").fields(&["sys_id", "element"]);
    Ok(client.table(JOURNAL).first(&any).await?.is_some())
}
