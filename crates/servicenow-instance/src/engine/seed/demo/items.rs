//! Configuration items: servers, applications, databases.

use super::{GROUPS, World};
use crate::engine::Values;
use crate::refusals::Refusal;

const CLASSES: [(&str, &str, &str, usize); 5] = [
    ("cmdb_ci_win_server", "WIN", "Windows server", 18),
    ("cmdb_ci_linux_server", "LNX", "Linux server", 18),
    ("cmdb_ci_database", "DB", "Database", 8),
    ("cmdb_ci_appl", "APP", "Application", 12),
    ("cmdb_ci_computer", "PC", "Computer", 14),
];

pub(super) fn fill(world: &mut World<'_>) -> Result<(), Refusal> {
    for (class, prefix, kind, count) in CLASSES {
        for number in 1..=count {
            let name = format!("{prefix}-{number:03}");
            let owner = world.person();
            let support = GROUPS[world.draw.below(GROUPS.len())];
            let item = Values::new()
                .with("name", name.as_str())
                .with("short_description", format!("{kind} {number} of the data centre"))
                .with("install_status", "1")
                .with("operational_status", "1")
                .with("serial_number", format!("SN{prefix}{:05}", number * 37))
                .with("owned_by", owner)
                .with("support_group", support)
                .with("ip_address", format!("10.{}.{}.{number}", prefix.len(), count))
                .with("fqdn", format!("{}.example.com", name.to_lowercase()));
            let id = world.put(class, &name, item)?;
            world.items.push(id);
        }
    }
    Ok(())
}
