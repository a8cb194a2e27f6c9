//! Changes of every type, in every state.

use super::{AGENTS, GROUPS, World};
use crate::engine::Values;
use crate::refusals::Refusal;

const SUBJECTS: [(&str, &str); 10] = [
    ("Upgrade the mail gateway", "Software"),
    ("Replace the core switch in Utrecht", "Network"),
    ("Raise the memory of the database server", "Hardware"),
    ("Roll out the new VPN client", "Applications Software"),
    ("Renew the certificate of the customer portal", "Service"),
    ("Move the file shares to the new storage", "Hardware"),
    ("Apply the monthly security updates", "System Software"),
    ("Change the telephone menu of the service desk", "Telecom"),
    ("Publish the revised recovery procedure", "Documentation"),
    ("Open the firewall for the payment provider", "Network"),
];
/// Types with their models and the states they pass.
const TYPES: [(&str, &str, &[&str]); 3] = [
    ("normal", "007c4001c343101035ae3f52c1d3aeb2", &["-5", "-4", "-3", "-2", "-1", "0", "3", "4"]),
    ("standard", "e55d0bfec343101035ae3f52c1d3ae49", &["-5", "-2", "-1", "0", "3", "4"]),
    ("emergency", "62bc25bfc3a3101035ae3f52c1d3ae13", &["-5", "-3", "-2", "-1", "0", "3", "4"]),
];

pub(super) fn fill(world: &mut World<'_>) -> Result<(), Refusal> {
    let mut number = 0;
    for round in 0..3 {
        for (kind, model, states) in TYPES {
            for state in states {
                number += 1;
                let change = change(world, number, round, (kind, model, state));
                let name = format!("CHG{number:07}");
                let id = world.put("change_request", &name, change)?;
                tasks(world, &id, number, state)?;
            }
        }
    }
    Ok(())
}

fn change(
    world: &mut World<'_>,
    number: u32,
    round: i64,
    (kind, model, state): (&str, &str, &str),
) -> Values {
    let (subject, category) = SUBJECTS[(number as usize * 7) % SUBJECTS.len()];
    let (agent, agent_name) = AGENTS[world.draw.below(AGENTS.len())];
    let age = 40 + round * 500 + i64::from(number) * 9;
    let opened = world.hours(-age);
    let start = world.hours(if matches!(state, "3" | "0") { -age + 24 } else { 48 + age % 200 });
    let end = world.hours(if matches!(state, "3" | "0") { -age + 28 } else { 52 + age % 200 });
    let closed = matches!(state, "3" | "4");
    let approval = match state {
        "-4" | "-3" => "requested",
        "-2" | "-1" | "0" | "3" => "approved",
        _ => "not requested",
    };
    let name = format!("CHG{number:07}");
    let mut change = Values::new()
        .with("number", name.as_str())
        .with("task_effective_number", name)
        .with("short_description", subject)
        .with("description", format!("{subject}. Planned by the owning team."))
        .with("type", kind)
        .with("chg_model", model)
        .with("state", state)
        .with("category", category)
        .with("risk", (2 + world.draw.below(3)).to_string())
        .with("impact", "3")
        .with("urgency", "3")
        .with("priority", "4")
        .with("approval", approval)
        .with("active", if closed { "false" } else { "true" })
        .with("assignment_group", GROUPS[world.draw.below(GROUPS.len())])
        .with("assigned_to", agent)
        .with("requested_by", world.person())
        .with("opened_by", agent)
        .with("opened_at", opened.as_str())
        .with("start_date", start)
        .with("end_date", end)
        .with("cmdb_ci", world.item())
        .with("conflict_status", "Not Run")
        .with("phase", "requested")
        .with("phase_state", "open")
        .with("sys_created_on", opened)
        .with("sys_created_by", agent_name);
    if closed {
        change.set("closed_at", world.hours(-age + 30));
        change.set("closed_by", agent);
    }
    if state == "3" {
        change.set("close_code", world.draw.pick(&["successful", "successful_issues", "unsuccessful"]));
        change.set("close_notes", "Carried out as planned.");
    }
    change
}

/// Changes that are carried out have their tasks.
fn tasks(world: &mut World<'_>, change: &str, number: u32, state: &str) -> Result<(), Refusal> {
    let done = matches!(state, "0" | "3");
    if !done && state != "-1" {
        return Ok(());
    }
    for (at, (name, kind)) in
        [("Implement", "implementation"), ("Post implementation testing", "testing")].into_iter().enumerate()
    {
        let number = format!("CTASK{:07}", number * 2 + u32::from(at == 1));
        let task = Values::new()
            .with("number", number.as_str())
            .with("task_effective_number", number.as_str())
            .with("short_description", name)
            .with("change_task_type", kind)
            .with("change_request", change)
            .with("parent", change)
            .with("state", if done { "3" } else { "1" })
            .with("active", if done { "false" } else { "true" })
            .with("assignment_group", GROUPS[world.draw.below(GROUPS.len())])
            .with("opened_at", world.hours(-30))
            .with("created_from", "workflow");
        world.put("change_task", &number, task)?;
    }
    Ok(())
}
