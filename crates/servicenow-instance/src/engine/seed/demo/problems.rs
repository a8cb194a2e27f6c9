//! Problems in every state.

use super::{AGENTS, GROUPS, World};
use crate::engine::Values;
use crate::refusals::Refusal;

const SUBJECTS: [&str; 8] = [
    "Mail is delayed every Monday morning",
    "Disk of the file server fills up unexpectedly",
    "Wireless access points lose their configuration",
    "Sign-in to the portal fails after password change",
    "Backup of the database does not finish in time",
    "Printers drop off the network",
    "VPN disconnects after one hour",
    "Patches fail on part of the Windows servers",
];
const STATES: [&str; 6] = ["101", "102", "103", "104", "106", "107"];

pub(super) fn fill(world: &mut World<'_>) -> Result<(), Refusal> {
    for number in 1_u32..=24 {
        let at = (number as usize) % SUBJECTS.len();
        let state = STATES[(number as usize) % STATES.len()];
        let (agent, agent_name) = AGENTS[world.draw.below(AGENTS.len())];
        let opened = world.hours(-i64::from(number) * 53 - 24);
        let closed = state == "107";
        let (impact, urgency) = (world.draw.below(3) + 1, world.draw.below(3) + 1);
        let name = format!("PRB{number:07}");
        let problem = Values::new()
            .with("number", name.as_str())
            .with("task_effective_number", name.as_str())
            .with("short_description", SUBJECTS[at])
            .with("state", state)
            .with("problem_state", state)
            .with("active", if closed { "false" } else { "true" })
            .with("impact", impact.to_string())
            .with("urgency", urgency.to_string())
            .with("priority", (impact + urgency - 1).to_string())
            .with("assignment_group", GROUPS[world.draw.below(GROUPS.len())])
            .with("assigned_to", agent)
            .with("opened_by", agent)
            .with("opened_at", opened.as_str())
            .with("cmdb_ci", world.item())
            .with("known_error", if number % 5 == 0 { "true" } else { "false" })
            .with("approval", "not requested")
            .with("sys_created_on", opened.as_str())
            .with("sys_created_by", agent_name);
        world.put("problem", &name, problem)?;
    }
    Ok(())
}
