//! People of several places and departments.

use super::World;
use crate::engine::Values;
use crate::random::named_id;
use crate::refusals::Refusal;

const FIRST: [&str; 12] =
    ["Anna", "Bram", "Carla", "Daan", "Emma", "Farid", "Greta", "Hugo", "Ines", "Joost", "Kim", "Lars"];
const LAST: [&str; 10] =
    ["Bakker", "de Vries", "Jansen", "Khan", "Lopez", "Meyer", "Nguyen", "Okafor", "Rossi", "Smit"];
const TITLES: [&str; 5] = ["Analyst", "Consultant", "Engineer", "Manager", "Specialist"];
const DEPARTMENTS: [&str; 7] =
    ["IT", "Finance", "Sales", "Human Resources", "Customer Support", "Development", "Product Management"];
const PLACES: [(&str, &str); 4] = [
    ("Stationsplein 1, Utrecht", "Europe/Amsterdam"),
    ("Coolsingel 40, Rotterdam", "Europe/Amsterdam"),
    ("700 Broadway, New York", "America/New_York"),
    ("Marina Bay 10, Singapore", "Asia/Singapore"),
];

pub(super) fn fill(world: &mut World<'_>) -> Result<(), Refusal> {
    let company = named_id("core_company:Contoso");
    for (first, last) in FIRST.iter().flat_map(|first| LAST.iter().map(move |last| (first, last))) {
        let user_name = format!("{first}.{last}").to_lowercase().replace(' ', "");
        let (place, zone) = PLACES[world.draw.below(PLACES.len())];
        let department = DEPARTMENTS[world.draw.below(DEPARTMENTS.len())];
        let number = 1_000 + world.people.len();
        let user = Values::new()
            .with("user_name", user_name.as_str())
            .with("first_name", *first)
            .with("last_name", *last)
            .with("name", format!("{first} {last}"))
            .with("email", format!("{user_name}@example.com"))
            .with("title", TITLES[world.draw.below(TITLES.len())])
            .with("department", named_id(&format!("cmn_department:{department}")))
            .with("location", named_id(&format!("cmn_location:{place}")))
            .with("company", company.as_str())
            .with("time_zone", zone)
            .with("employee_number", number.to_string())
            .with("active", if world.draw.below(20) == 0 { "false" } else { "true" })
            .with("locked_out", "false")
            .with("vip", if world.draw.below(25) == 0 { "true" } else { "false" })
            .with("web_service_access_only", "false")
            .with("internal_integration_user", "false")
            .with("identity_type", "human")
            .with("notification", "2");
        let id = world.put("sys_user", &user_name, user)?;
        world.people.push(id);
    }
    Ok(())
}
