//! What an identity token tells of a person, and the role that follows from it (Entra roles reference, January
//! 2026: template ids are the same in every tenant).

use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};

use crate::store::Role;

/// Claims beside the standard ones.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct EntraClaims {
    /// Tenant id.
    pub(super) tid: String,
    /// Object id of the person: stable, unlike names.
    pub(super) oid: String,
    /// App roles.
    pub(super) roles: Vec<String>,
    /// Template ids of directory roles.
    pub(super) wids: Vec<String>,
}

impl AdditionalClaims for EntraClaims {}

/// Directory roles that may write Secure Score: they administer.
const ADMINISTRATOR_WIDS: [&str; 2] = [
    "62e90394-69f5-4237-9190-012177145e10", // Global Administrator
    "194ae4cb-b126-40b2-bd5b-6091b380977d", // Security Administrator
];

/// Directory roles that work on security.
const OPERATOR_WIDS: [&str; 1] = [
    "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f", // Security Operator
];

/// Directory roles that may read Secure Score.
const READER_WIDS: [&str; 7] = [
    "5d6b6bb7-de71-4623-b4af-96380a352509", // Security Reader
    "f2ef992c-3afb-46b9-b7cf-a126ee74c451", // Global Reader
    "29232cdf-9323-42fd-ade2-1d097af3e4de", // Exchange Administrator
    "f28a1f50-f6e7-4571-818b-6a12f2af6b6c", // SharePoint Administrator
    "729827e3-9c14-49f7-bb1b-9608f156bbb8", // Helpdesk Administrator
    "fe930be7-5e62-47db-91af-98c3a49a38b1", // User Administrator
    "f023fd81-a637-4b56-95fd-791ac0226033", // Service Support Administrator
];

impl EntraClaims {
    /// The highest role that app roles or directory roles give; `None` for someone without any.
    pub(super) fn role(&self) -> Option<Role> {
        let has = |app_role: &str, wids: &[&str]| {
            self.roles.iter().any(|role| role == app_role)
                || self.wids.iter().any(|wid| wids.iter().any(|known| wid.eq_ignore_ascii_case(known)))
        };
        if has("Ticketing.Admin", &ADMINISTRATOR_WIDS) {
            Some(Role::Administrator)
        } else if has("Ticketing.Operator", &OPERATOR_WIDS) {
            Some(Role::Operator)
        } else if has("Ticketing.Reader", &READER_WIDS) {
            Some(Role::Reader)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(roles: &[&str], wids: &[&str]) -> EntraClaims {
        let owned = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect();
        EntraClaims { roles: owned(roles), wids: owned(wids), ..EntraClaims::default() }
    }

    #[test]
    fn the_highest_role_counts() {
        assert_eq!(claims(&["Ticketing.Reader", "Ticketing.Admin"], &[]).role(), Some(Role::Administrator));
        assert_eq!(claims(&["Ticketing.Operator"], &[READER_WIDS[0]]).role(), Some(Role::Operator));
        assert_eq!(claims(&[], &["194AE4CB-B126-40B2-BD5B-6091B380977D"]).role(), Some(Role::Administrator));
    }

    #[test]
    fn ordinary_directory_members_have_no_role() {
        assert_eq!(claims(&[], &["b79fbf4d-3ef9-4689-8143-76b194e85509"]).role(), None);
        assert_eq!(claims(&["Ticketing.Administrator"], &[]).role(), None);
    }
}
