//! What requests need at hand without a query: the dictionary, properties and
//! (in their own modules) access rules. Read from rows, replaced as a whole
//! when a committed write changed those rows.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::Connection;

use super::schema;
use crate::acl::Acls;
use crate::addresses::AddressRules;
use crate::auth::People;
use crate::dictionary::Dictionary;
use crate::limits::RateRules;
use crate::rules::{Policies, Priorities};
use crate::script::Scripts;

#[derive(Debug, Default, Clone)]
pub(crate) struct Metadata {
    pub(crate) dictionary: Arc<Dictionary>,
    pub(crate) properties: Arc<Properties>,
    pub(crate) policies: Arc<Policies>,
    pub(crate) priorities: Arc<Priorities>,
    pub(crate) scripts: Arc<Scripts>,
    pub(crate) acls: Arc<Acls>,
    pub(crate) addresses: Arc<AddressRules>,
    pub(crate) rate_rules: Arc<RateRules>,
    pub(crate) people: Arc<People>,
}

/// Rows of `sys_properties`.
#[derive(Debug, Default)]
pub(crate) struct Properties {
    values: HashMap<String, String>,
}

impl Properties {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// `true` in any case; `default` when there is no such property.
    pub(crate) fn flag(&self, name: &str, default: bool) -> bool {
        self.get(name).map_or(default, |value| value.trim().eq_ignore_ascii_case("true"))
    }

    pub(crate) fn number(&self, name: &str, default: u64) -> u64 {
        self.get(name).and_then(|value| value.trim().parse().ok()).unwrap_or(default)
    }

    fn load(connection: &Connection) -> rusqlite::Result<Self> {
        if !schema::has_table(connection, "sys_properties")? {
            return Ok(Self::default());
        }
        let mut statement =
            connection.prepare_cached("SELECT name, value FROM sys_properties WHERE name IS NOT NULL")?;
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?.unwrap_or_default())))?;
        Ok(Self { values: rows.collect::<rusqlite::Result<_>>()? })
    }
}

/// A part of the metadata that a write made stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Dictionary,
    Properties,
    Policies,
    Priorities,
    Scripts,
    Acls,
    Addresses,
    RateRules,
    People,
}

impl Part {
    pub(super) const ALL: [Self; 9] = [
        Self::Dictionary,
        Self::Properties,
        Self::Policies,
        Self::Priorities,
        Self::Scripts,
        Self::Acls,
        Self::Addresses,
        Self::RateRules,
        Self::People,
    ];

    /// The part that the rows of a table belong to.
    pub(crate) fn of_table(table: &str) -> Option<Self> {
        match table {
            "sys_db_object"
            | "sys_dictionary"
            | "sys_dictionary_override"
            | "sys_choice"
            | "sys_documentation"
            | "sys_db_view"
            | "sys_db_view_table"
            | "sys_db_view_table_field" => Some(Self::Dictionary),
            "sys_properties" => Some(Self::Properties),
            "sys_data_policy2" | "sys_data_policy_rule" => Some(Self::Policies),
            "dl_u_priority" => Some(Self::Priorities),
            "sys_script"
            | "sys_script_include"
            | "sys_module"
            | "sys_ui_action"
            | "sys_ui_action_role"
            | "sys_ws_definition"
            | "sys_ws_version"
            | "sys_ws_operation"
            | "sys_scope"
            | "sys_app"
            | "sys_store_app"
            | "sys_scope_privilege" => Some(Self::Scripts),
            "sys_security_acl" | "sys_security_acl_role" | "sys_user_role" => Some(Self::Acls),
            "ip_access" => Some(Self::Addresses),
            "sys_rate_limit_rules" => Some(Self::RateRules),
            "sys_user"
            | "sys_user_has_role"
            | "sys_user_grmember"
            | "sys_group_has_role"
            | "sys_user_role_contains" => Some(Self::People),
            _ => None,
        }
    }
}

impl Metadata {
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            dictionary: Arc::new(Dictionary::load(connection)?),
            properties: Arc::new(Properties::load(connection)?),
            policies: Arc::new(Policies::load(connection)?),
            priorities: Arc::new(Priorities::load(connection)?),
            scripts: Arc::new(Scripts::load(connection)?),
            acls: Arc::new(Acls::load(connection)?),
            addresses: Arc::new(AddressRules::load(connection)?),
            rate_rules: Arc::new(RateRules::load(connection)?),
            people: Arc::default(),
        })
    }

    /// Reads one part anew. People are read when they come; names of roles and formats of properties are
    /// part of them.
    pub(crate) fn reload(&mut self, part: Part, connection: &Connection) -> rusqlite::Result<()> {
        match part {
            Part::Dictionary => self.dictionary = Arc::new(Dictionary::load(connection)?),
            Part::Properties => self.properties = Arc::new(Properties::load(connection)?),
            Part::Policies => self.policies = Arc::new(Policies::load(connection)?),
            Part::Priorities => self.priorities = Arc::new(Priorities::load(connection)?),
            Part::Scripts => self.scripts = Arc::new(Scripts::load(connection)?),
            Part::Acls => self.acls = Arc::new(Acls::load(connection)?),
            Part::Addresses => self.addresses = Arc::new(AddressRules::load(connection)?),
            Part::RateRules => self.rate_rules = Arc::new(RateRules::load(connection)?),
            Part::People => {}
        }
        if matches!(part, Part::People | Part::Acls | Part::Properties) {
            self.people = Arc::default();
        }
        Ok(())
    }
}
