//! What every page has around its content: ribbon, banner, navigator, notices.

use super::{assets, navigator::Application};

/// A message at the top of a page.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    /// Class of the message: `good`, `warn`, `bad` or empty.
    pub(crate) tone: &'static str,
    pub(crate) text: String,
}

/// The signed-in person in the banner.
#[derive(Debug)]
pub(crate) struct Badge {
    pub(crate) user_id: String,
    pub(crate) user_name: String,
    pub(crate) name: String,
    pub(crate) initials: String,
    pub(crate) may_impersonate: bool,
    pub(crate) impersonated: bool,
}

/// The frame of a page.
#[derive(Debug)]
pub(crate) struct Shell {
    pub(crate) title: String,
    pub(crate) language: &'static str,
    pub(crate) stylesheet: &'static str,
    pub(crate) script: &'static str,
    /// Names of the active scenarios.
    pub(crate) scenarios: String,
    pub(crate) viewer: Option<Badge>,
    /// Tab of the navigator: `all`, `favorites` or `history`.
    pub(crate) tab: &'static str,
    pub(crate) navigator: Vec<Application>,
    pub(crate) notices: Vec<Notice>,
    /// Token that forms carry in `sysparm_ck`.
    pub(crate) form_token: String,
}

impl Shell {
    /// For people who are not signed in.
    pub(crate) fn signed_out(title: &str, scenarios: String, form_token: String) -> Self {
        Self {
            title: title.to_owned(),
            language: "en",
            stylesheet: assets::stylesheet(),
            script: assets::script(),
            scenarios,
            viewer: None,
            tab: "all",
            navigator: Vec::new(),
            notices: Vec::new(),
            form_token,
        }
    }
}

/// First letters of the first and last word of a name.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_last_name() {
        assert_eq!(initials("System Administrator"), "SA");
        assert_eq!(initials("Jan van der Berg"), "JB");
        assert_eq!(initials("admin"), "A");
        assert_eq!(initials(""), "");
    }
}
