//! Everything a form page shows, gathered in one reading of the data.

use super::{
    activity::{self, Entry},
    controls::{self, FormField},
    draft::{Draft, FieldProblem},
    process::{self, Move, Step},
    related::{self, Related},
};
use crate::{
    engine::Session,
    refusals::Refusal,
    script::action::{self, Offered, Place},
    ui::{access, address, layouts},
};

/// A form.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) table: String,
    pub(crate) table_label: String,
    pub(crate) sys_id: String,
    /// Number or name of the record.
    pub(crate) name: String,
    /// `sys_mod_count` of the record that the form was made from.
    pub(crate) version: String,
    pub(crate) is_new: bool,
    pub(crate) may_write: bool,
    pub(crate) may_delete: bool,
    pub(crate) back: String,
    pub(crate) delete_address: String,
    pub(crate) problems: Vec<FieldProblem>,
    pub(crate) process: Vec<Step>,
    pub(crate) moves: Vec<Move>,
    /// UI actions whose conditions hold.
    pub(crate) actions: Vec<Offered>,
    pub(crate) sections: Vec<FormSection>,
    pub(crate) related: Vec<Related>,
    pub(crate) activity: Vec<Entry>,
}

/// A part of a form.
#[derive(Debug)]
pub(crate) struct FormSection {
    pub(crate) title: String,
    pub(crate) fields: Vec<FormField>,
    /// The activity stream comes at its end: where notes are written.
    pub(crate) activity_follows: bool,
}

impl Form {
    pub(super) fn page_title(&self) -> String {
        let error = if self.problems.is_empty() { "" } else { "Error: " };
        format!("{error}{} {}", self.table_label, self.name)
    }

    /// Several parts have links to them.
    pub(crate) fn has_links(&self) -> bool {
        self.sections.len() > 1
    }
}

pub(super) fn build(session: &Session, draft: &Draft, problems: Vec<FieldProblem>) -> Result<Form, Refusal> {
    let sys_id = if draft.is_new { "-1" } else { draft.record.sys_id() };
    Ok(Form {
        table: draft.table.name.clone(),
        table_label: draft.table.label.clone(),
        name: name(draft),
        version: draft.record.get("sys_mod_count").to_owned(),
        is_new: draft.is_new,
        may_write: if draft.is_new {
            access::may_create(session, &draft.table)
        } else {
            access::may_write(session, &draft.record)
        },
        may_delete: !draft.is_new && access::may_delete(session, &draft.record),
        back: address::list(&draft.table.name, ""),
        delete_address: format!("{}&sysparm_confirm=delete", address::record(&draft.table.name, sys_id)),
        process: process::bar(session, draft),
        moves: process::moves(session, draft),
        actions: action::offered(
            session,
            &draft.record,
            if draft.is_new { Place::NewForm } else { Place::Form },
        ),
        sections: sections(session, draft, &problems)?,
        related: related::of(session, draft),
        activity: if activity::is_kept(draft) { activity::of(session, draft)? } else { Vec::new() },
        sys_id: sys_id.to_owned(),
        problems,
    })
}

fn name(draft: &Draft) -> String {
    if draft.is_new {
        return "New record".to_owned();
    }
    let display = draft.table.display.as_deref().map(|field| draft.record.get(field)).unwrap_or_default();
    if display.is_empty() { draft.record.sys_id().to_owned() } else { display.to_owned() }
}

fn sections(
    session: &Session,
    draft: &Draft,
    problems: &[FieldProblem],
) -> Result<Vec<FormSection>, Refusal> {
    let mut sections = Vec::new();
    for section in layouts::sections(&draft.table) {
        let narrow = section.fields.iter().map(|name| (name, false));
        let wide = section.wide.iter().map(|name| (name, true));
        let mut fields = Vec::new();
        for (name, wide) in narrow.chain(wide) {
            fields.extend(controls::field(session, draft, name, wide, problems)?);
        }
        let activity_follows =
            activity::is_kept(draft) && section.wide.iter().any(|name| name == "work_notes");
        sections.push(FormSection { title: section.title, fields, activity_follows });
    }
    Ok(sections)
}
