//! The people who can sign in. They have no passwords: the sign-in page lets one be picked.

use crate::noise::Noise;

/// Template id of the directory role Security Administrator (Entra built-in roles reference).
const SECURITY_ADMINISTRATOR: &str = "194ae4cb-b126-40b2-bd5b-6091b380977d";
/// Template id of the directory role Security Reader.
const SECURITY_READER: &str = "5d6b6bb7-de71-4623-b4af-96380a352509";
/// The id Entra adds to `wids` for every ordinary user; it grants nothing.
const ORDINARY_USER: &str = "b79fbf4d-3ef9-4689-8143-76b194e85509";

/// The domain of the tenant, of a name that can never exist (RFC 2606).
pub(crate) const DOMAIN: &str = "sample.example";

/// Someone who can be picked on the sign-in page.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) oid: String,
    pub(crate) name: &'static str,
    pub(crate) mailbox: &'static str,
    pub(crate) role: DirectoryRole,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DirectoryRole {
    SecurityAdministrator,
    SecurityReader,
    None,
}

impl DirectoryRole {
    /// The `wids` claim: role template ids.
    pub(crate) fn template_ids(self) -> Vec<&'static str> {
        match self {
            Self::SecurityAdministrator => vec![SECURITY_ADMINISTRATOR, ORDINARY_USER],
            Self::SecurityReader => vec![SECURITY_READER, ORDINARY_USER],
            Self::None => vec![ORDINARY_USER],
        }
    }

    /// The `roles` claim: app roles assigned to the person, absent when there is none.
    pub(crate) fn app_roles(self) -> Option<Vec<&'static str>> {
        match self {
            Self::SecurityAdministrator => Some(vec!["Ticketing.Admin"]),
            Self::SecurityReader => Some(vec!["Ticketing.Reader"]),
            Self::None => None,
        }
    }
}

impl Person {
    /// The sign-in name, which is the mail address too.
    pub(crate) fn user_name(&self) -> String {
        format!("{}@{DOMAIN}", self.mailbox)
    }

    /// Two letters for the picture beside the name.
    pub(crate) fn initials(&self) -> String {
        let mut words = self.name.split(' ');
        let first = words.next().and_then(|word| word.chars().next());
        let last = words.next_back().and_then(|word| word.chars().next());
        first.into_iter().chain(last).collect()
    }
}

/// Everyone of the tenant, in the order of the sign-in page.
pub(crate) fn everyone(noise: Noise) -> Vec<Person> {
    [
        ("Sam de Vries", "sam.devries", DirectoryRole::SecurityAdministrator),
        ("Robin Bakker", "robin.bakker", DirectoryRole::SecurityReader),
        ("Kim Jansen", "kim.jansen", DirectoryRole::None),
    ]
    .map(|(name, mailbox, role)| Person { oid: noise.guid(mailbox), name, mailbox, role })
    .into()
}
