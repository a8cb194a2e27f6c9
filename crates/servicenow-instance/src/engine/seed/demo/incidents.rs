//! Incidents in every state, with notes.

use super::{AGENTS, GROUPS, World};
use crate::engine::Values;
use crate::refusals::Refusal;

const SUBJECTS: [(&str, &str, &str); 16] = [
    ("Cannot read e-mail", "software", "email"),
    ("Laptop does not start", "hardware", ""),
    ("Need access to the finance share", "inquiry", ""),
    ("Wireless is slow on the third floor", "network", "wireless"),
    ("Database times out during reports", "database", "sql server"),
    ("Unable to connect to the VPN", "network", "vpn"),
    ("Monitor flickers", "hardware", "monitor"),
    ("Virus warning after opening an attachment", "inquiry", "antivirus"),
    ("Printer on the ground floor is jammed", "hardware", ""),
    ("Password of the shop system expired", "inquiry", "internal application"),
    ("Intranet shows an error page", "software", ""),
    ("Keyboard keys are stuck", "hardware", "keyboard"),
    ("Name resolution fails for the partner site", "network", "dns"),
    ("Cannot send large attachments", "software", "email"),
    ("Telephone conference has no sound", "inquiry", ""),
    ("File restored from backup is empty", "software", "os"),
];
/// Each state as often as people see it.
const STATES: [&str; 12] = ["1", "1", "2", "2", "2", "3", "3", "6", "6", "7", "7", "8"];
const CLOSE_CODES: [&str; 5] = [
    "Solution provided",
    "Workaround provided",
    "Resolved by caller",
    "User error",
    "No resolution provided",
];
const HOLD_REASONS: [&str; 4] = ["1", "3", "4", "5"];

pub(super) fn fill(world: &mut World<'_>) -> Result<(), Refusal> {
    for number in 1_u32..=96 {
        let state = STATES[(number as usize) % STATES.len()];
        let incident = incident(world, number, state);
        let opened = incident.get("opened_at").unwrap_or_default().to_owned();
        let name = format!("INC{number:07}");
        let id = world.put("incident", &name, incident)?;
        if state != "1" {
            let (_, agent) = AGENTS[(number as usize) % AGENTS.len()];
            let record = ("incident", id.as_str());
            world.note(record, "work_notes", "Looked into it and asked the owner.", (&opened, agent))?;
        }
        if number % 4 == 0 {
            let record = ("incident", id.as_str());
            world.note(record, "comments", "It still happens, please help.", (&opened, "employee"))?;
        }
    }
    Ok(())
}

fn incident(world: &mut World<'_>, number: u32, state: &str) -> Values {
    let (subject, category, subcategory) = SUBJECTS[(number as usize * 5) % SUBJECTS.len()];
    let (agent, agent_name) = AGENTS[(number as usize) % AGENTS.len()];
    let age = i64::from(number) * 11 + 2;
    let opened = world.hours(-age);
    let (impact, urgency) = (world.draw.below(3) + 1, world.draw.below(3) + 1);
    let name = format!("INC{number:07}");
    let mut incident = Values::new()
        .with("number", name.as_str())
        .with("task_effective_number", name)
        .with("short_description", subject)
        .with("description", format!("{subject}. Reported by telephone."))
        .with("category", category)
        .with("subcategory", subcategory)
        .with("state", state)
        .with("incident_state", state)
        .with("active", if matches!(state, "7" | "8") { "false" } else { "true" })
        .with("impact", impact.to_string())
        .with("urgency", urgency.to_string())
        .with("priority", (impact + urgency - 1).to_string())
        .with("severity", "3")
        .with("caller_id", world.person())
        .with("opened_by", agent)
        .with("opened_at", opened.as_str())
        .with("contact_type", world.draw.pick(&["phone", "email", "self-service", "walk-in"]))
        .with("assignment_group", GROUPS[world.draw.below(GROUPS.len())])
        .with("cmdb_ci", world.item())
        .with("approval", "not requested")
        .with("escalation", "0")
        .with("notify", "1")
        .with("made_sla", "true")
        .with("knowledge", "false")
        .with("reassignment_count", "0")
        .with("reopen_count", "0")
        .with("child_incidents", "0")
        .with("sys_created_on", opened)
        .with("sys_created_by", agent_name);
    if state != "1" {
        incident.set("assigned_to", agent);
    }
    end(world, &mut incident, state, age);
    incident
}

/// What belongs to a state: hold reason, resolution, closing.
fn end(world: &mut World<'_>, incident: &mut Values, state: &str, age: i64) {
    if state == "3" {
        incident.set("hold_reason", world.draw.pick(&HOLD_REASONS));
    }
    let (agent, _) = AGENTS[world.draw.below(AGENTS.len())];
    if matches!(state, "6" | "7") {
        // Resolved incidents are closed by a job after seven days.
        let resolved = if state == "6" { (age / 2).min(140) } else { age / 2 };
        incident.set("resolved_at", world.hours(-resolved));
        incident.set("resolved_by", agent);
        incident.set("close_code", world.draw.pick(&CLOSE_CODES));
        incident.set("close_notes", "Explained and solved with the caller.");
        incident.set("calendar_stc", (age * 1_800).to_string());
    }
    if matches!(state, "7" | "8") {
        incident.set("closed_at", world.hours(-age / 3));
        incident.set("closed_by", agent);
    }
}
