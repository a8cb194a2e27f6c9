//! The navigator: application menus and modules (`sys_app_application`, `sys_app_module`) that a person
//! may use. Their rows come with the seed (`seed/menu.json`) and with installed applications.

use std::collections::HashMap;

use crate::{
    caller::Caller,
    engine::{Record, Selection, Session},
    query::Query,
    refusals::Refusal,
    ui::address,
};

/// One application with its modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Application {
    pub(crate) title: String,
    pub(crate) modules: Vec<Module>,
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Module {
    pub(crate) title: String,
    pub(crate) address: String,
    pub(crate) current: bool,
}

/// Applications for a person; `here` marks the current page.
pub(crate) fn for_person(
    session: &Session,
    caller: &Caller,
    here: &str,
) -> Result<Vec<Application>, Refusal> {
    let active = || Selection::of(Query::equals("active", "true").ordered_by("order"));
    let mut modules: HashMap<String, Vec<Module>> = HashMap::new();
    for row in session.select("sys_app_module", &active())? {
        if may_use(caller, &row)
            && let Some(address) = address_of(&row)
        {
            let module = Module { title: row.get("title").to_owned(), current: address == here, address };
            modules.entry(row.get("application").to_owned()).or_default().push(module);
        }
    }
    let menus = session.select("sys_app_application", &active())?;
    let usable = menus.iter().filter(|menu| may_use(caller, menu));
    Ok(usable
        .filter_map(|menu| {
            let modules = modules.remove(menu.sys_id())?;
            Some(Application { title: menu.get("title").to_owned(), modules })
        })
        .collect())
}

/// Modules whose title contains the text; all of an application whose own title does.
pub(crate) fn filtered(applications: &[Application], filter: &str) -> Vec<Application> {
    let filter = filter.trim().to_lowercase();
    let fits = |title: &str| title.to_lowercase().contains(&filter);
    let narrowed = applications.iter().map(|application| {
        let whole = fits(&application.title);
        let modules = application.modules.iter().filter(|module| whole || fits(&module.title));
        Application { title: application.title.clone(), modules: modules.cloned().collect() }
    });
    narrowed.filter(|application| !application.modules.is_empty()).collect()
}

/// Any one of the named roles suffices; none named means everybody.
fn may_use(caller: &Caller, row: &Record) -> bool {
    let mut roles = row.get("roles").split(',').map(str::trim).filter(|role| !role.is_empty()).peekable();
    roles.peek().is_none() || roles.any(|role| caller.has_role(role))
}

/// Where a module leads; kinds that lead nowhere (separators) are left out.
fn address_of(module: &Record) -> Option<String> {
    let table = module.get("name");
    match module.get("link_type") {
        "LIST" | "FILTER" => Some(address::list(table, module.get("filter"))),
        "NEW" => Some(address::record(table, "-1")),
        "DIRECT" => Some(address::target(module.get("query"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application(title: &str, modules: &[&str]) -> Application {
        let module =
            |title: &&str| Module { title: (*title).to_owned(), address: "/".to_owned(), current: false };
        Application { title: title.to_owned(), modules: modules.iter().map(module).collect() }
    }

    #[test]
    fn the_filter_keeps_modules_and_whole_applications() {
        let all =
            [application("Change", &["Open", "Tasks"]), application("System OAuth", &["Manage Tokens"])];
        assert_eq!(filtered(&all, " task "), [application("Change", &["Tasks"])]);
        assert_eq!(filtered(&all, "oauth"), [application("System OAuth", &["Manage Tokens"])]);
        assert_eq!(filtered(&all, ""), all);
        assert_eq!(filtered(&all, "nothing"), []);
    }
}
