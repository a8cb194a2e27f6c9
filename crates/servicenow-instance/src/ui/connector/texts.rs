//! Words of the connector's pages in English and Dutch. One struct, so that a sentence missing in one
//! language does not compile. The platform's own pages are English, as its menu names are.

/// Everything the connector's pages say.
pub(crate) struct Texts {
    /// For the `lang` attribute.
    pub(crate) language: &'static str,
    pub(crate) checklist: Checklist,
    pub(crate) status: Status,
    pub(crate) problems: Problems,
}

pub(crate) struct Checklist {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) before: &'static str,
    pub(crate) store_credentials: &'static str,
    pub(crate) admin_rights: &'static str,
    pub(crate) admin_rights_held: &'static str,
    pub(crate) admin_rights_missing: &'static str,
    pub(crate) default_settings: &'static str,
    pub(crate) release: &'static str,
    pub(crate) not_run: &'static str,
    pub(crate) passed: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) run: &'static str,
    pub(crate) run_again: &'static str,
    pub(crate) required: &'static str,
    pub(crate) oauth: OauthStep,
    pub(crate) user: UserStep,
    pub(crate) values: ValuesStep,
    pub(crate) finish: FinishStep,
}

pub(crate) struct OauthStep {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) name: &'static str,
    pub(crate) redirect: &'static str,
    pub(crate) redirect_hint: &'static str,
    pub(crate) done: &'static str,
    pub(crate) where_to_find: &'static str,
    pub(crate) way_out: &'static str,
    pub(crate) open_settings: &'static str,
}

pub(crate) struct UserStep {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) user_name: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) password: &'static str,
    pub(crate) password_hint: &'static str,
    pub(crate) done: &'static str,
    pub(crate) roles: &'static str,
    pub(crate) where_to_find: &'static str,
    pub(crate) generated: &'static str,
}

pub(crate) struct ValuesStep {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) wait: &'static str,
    pub(crate) instance: &'static str,
    pub(crate) client_id: &'static str,
    pub(crate) client_secret: &'static str,
    pub(crate) integration_user: &'static str,
    pub(crate) show: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) copied: &'static str,
}

pub(crate) struct FinishStep {
    pub(crate) title: &'static str,
    pub(crate) steps: [&'static str; 4],
    pub(crate) open_portal: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) done: &'static str,
}

pub(crate) struct Status {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) connected: &'static str,
    pub(crate) not_connected: &'static str,
    pub(crate) broken: &'static str,
    pub(crate) never: &'static str,
    pub(crate) to_checklist: &'static str,
    pub(crate) portal: &'static str,
    pub(crate) integration_user: &'static str,
    pub(crate) last_call_in: &'static str,
    pub(crate) last_call_out: &'static str,
    pub(crate) updated: &'static str,
    pub(crate) tokens: &'static str,
    pub(crate) errors: &'static str,
    pub(crate) no_errors: &'static str,
    pub(crate) time: &'static str,
    pub(crate) error: &'static str,
    pub(crate) unknown: &'static str,
}

pub(crate) struct Problems {
    pub(crate) name_missing: &'static str,
    pub(crate) redirect_invalid: &'static str,
    pub(crate) user_name_invalid: &'static str,
    pub(crate) user_taken: &'static str,
    pub(crate) full_name_missing: &'static str,
    pub(crate) email_invalid: &'static str,
    pub(crate) password_short: &'static str,
    pub(crate) admin_needed: &'static str,
}

impl Texts {
    /// The words of a language; every language we do not have reads English.
    pub(crate) fn of(language: &str) -> &'static Self {
        if language.eq_ignore_ascii_case("nl") || language.to_ascii_lowercase().starts_with("nl-") {
            &super::dutch::DUTCH
        } else {
            &super::english::ENGLISH
        }
    }
}
