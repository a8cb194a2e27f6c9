//! The navigator: applications with their modules (`seed/navigator.json`), those a person may use.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::caller::Caller;

static APPLICATIONS: LazyLock<Vec<Menu>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../seed/navigator.json")).expect("a test reads the embedded file")
});

#[derive(Debug, Deserialize)]
struct Menu {
    title: String,
    #[serde(default)]
    role: String,
    modules: Vec<MenuItem>,
}

#[derive(Debug, Deserialize)]
struct MenuItem {
    title: String,
    address: String,
}

/// One application with the modules to show.
#[derive(Debug)]
pub(crate) struct Application {
    pub(crate) title: &'static str,
    pub(crate) modules: Vec<Module>,
}

/// One link.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) title: &'static str,
    pub(crate) address: &'static str,
    pub(crate) current: bool,
}

/// Applications for a person; `here` marks the current page, `filter` narrows by title.
pub(crate) fn for_person(caller: &Caller, here: &str, filter: &str) -> Vec<Application> {
    let filter = filter.trim().to_lowercase();
    let allowed = APPLICATIONS.iter().filter(|menu| menu.role.is_empty() || caller.has_role(&menu.role));
    allowed.map(|menu| application(menu, here, &filter)).filter(|found| !found.modules.is_empty()).collect()
}

fn application(menu: &'static Menu, here: &str, filter: &str) -> Application {
    let whole = menu.title.to_lowercase().contains(filter);
    let wanted = menu.modules.iter().filter(|item| whole || item.title.to_lowercase().contains(filter));
    Application {
        title: &menu.title,
        modules: wanted
            .map(|item| Module { title: &item.title, address: &item.address, current: item.address == here })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(roles: &[&str]) -> Caller {
        Caller { roles: roles.iter().map(|role| (*role).to_owned()).collect(), ..Caller::system() }
    }

    fn titles(applications: &[Application]) -> Vec<&str> {
        applications.iter().map(|application| application.title).collect()
    }

    #[test]
    fn people_see_the_applications_of_their_roles() {
        assert_eq!(titles(&for_person(&person(&[]), "/", "")), ["Self-Service"]);
        assert_eq!(
            titles(&for_person(&person(&["itil"]), "/", "")),
            ["Self-Service", "Incident", "Problem", "Change"]
        );
        assert!(titles(&for_person(&person(&["admin"]), "/", "")).contains(&"System OAuth"));
    }

    #[test]
    fn the_filter_keeps_modules_and_whole_applications() {
        let found = for_person(&person(&["admin"]), "/", "Microsoft 365");
        assert_eq!(titles(&found), ["Change"]);
        assert_eq!(found[0].modules.len(), 1);
        assert!(for_person(&person(&["admin"]), "/", "oauth").iter().any(|a| a.modules.len() == 2));
    }

    #[test]
    fn the_current_page_is_marked() {
        let found = for_person(&person(&["itil"]), "/incident_list.do", "");
        let current: Vec<_> = found.iter().flat_map(|a| &a.modules).filter(|m| m.current).collect();
        assert_eq!(current.len(), 1);
        assert_eq!(current[0].title, "All");
    }
}
