//! The update set: the same records in the file that "Import Update Set from XML" reads. Made for administrators
//! who do not use the SDK.

use anyhow::Context as _;

use super::{Release, build::Built, record};

const SCOPE: &str = "x_scbr_m365ticket";
const SCOPE_ID: &str = "b7f3d1c25e0a4f8f9d6c1a2b3c4d5e6f";
const NAME: &str = "Ticketing connector";
const SUMMARY: &str =
    "Columns, category, role, installation checklist, connection status and webhook of the security portal";

/// Tables in the order in which their records depend on each other; others follow.
const ORDER: [&str; 9] = [
    "sys_app",
    "sys_user_role",
    "sys_user_role_contains",
    "sys_db_object",
    "sys_dictionary",
    "sys_documentation",
    "sys_choice_set",
    "sys_choice",
    "sys_script_include",
];

/// A record of the set.
struct Entry<'a> {
    name: &'a str,
    table: &'a str,
    payload: &'a str,
}

/// What is the same in all elements of a set.
struct Set {
    id: String,
    moment: String,
    millis: i64,
}

/// The update set of the files. `dictionary/` is left out: it repeats what the records of tables and columns say, in
/// the form of an installer.
pub(super) fn xml(files: &[Built], release: &Release) -> anyhow::Result<String> {
    let mut entries = Vec::new();
    for file in files.iter().filter(|file| !file.path.starts_with("dictionary/")) {
        entries.push(entry(file)?);
    }
    entries.sort_by_key(|entry| (rank(entry), entry.name));
    let set = Set::of(release)?;
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<unload unload_date=\"{}\">\n{}",
        set.moment,
        head(&set, release, entries.len())
    );
    for (index, entry) in entries.iter().enumerate() {
        text.push_str(&update(&set, entry, index));
    }
    text.push_str("</unload>\n");
    Ok(text)
}

fn entry(file: &Built) -> anyhow::Result<Entry<'_>> {
    let (_, name) = file.path.rsplit_once('/').context("a record lies in no folder")?;
    let name = name.strip_suffix(".xml").with_context(|| format!("{} is no record", file.path))?;
    let table = record::table(&file.content).with_context(|| format!("{} names no table", file.path))?;
    Ok(Entry { name, table, payload: &file.content })
}

/// The row of a table itself comes before its columns.
fn rank(entry: &Entry<'_>) -> (usize, bool) {
    let place = ORDER.iter().position(|table| *table == entry.table).unwrap_or(ORDER.len());
    (place, !entry.name.ends_with("_null"))
}

impl Set {
    fn of(release: &Release) -> anyhow::Result<Self> {
        let moment = release.day.at(12, 0, 0, 0);
        Ok(Self {
            id: record::id_of(&format!("update set {}", release.version)),
            moment: moment.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            millis: moment.in_tz("UTC")?.timestamp().as_millisecond(),
        })
    }

    fn common(&self, id: &str) -> String {
        format!(
            "<sys_created_by>admin</sys_created_by>\n<sys_created_on>{moment}</sys_created_on>\n<sys_id>{id}</sys_id>\n\
             <sys_mod_count>0</sys_mod_count>\n",
            moment = self.moment
        )
    }

    fn changed(&self) -> String {
        format!("<sys_updated_by>admin</sys_updated_by>\n<sys_updated_on>{}</sys_updated_on>\n", self.moment)
    }
}

fn head(set: &Set, release: &Release, inserted: usize) -> String {
    format!(
        "<sys_remote_update_set action=\"INSERT_OR_UPDATE\">\n\
         <application display_value=\"{NAME}\">{SCOPE_ID}</application>\n\
         <application_name>{NAME}</application_name>\n\
         <application_scope>{SCOPE}</application_scope>\n\
         <application_version>{version}</application_version>\n\
         <collisions/>\n<commit_date/>\n<deleted/>\n\
         <description>{SUMMARY}</description>\n\
         <inserted>{inserted}</inserted>\n\
         <name>{NAME} {version}</name>\n\
         <origin_sys_id/>\n<parent display_value=\"\"/>\n<release_date/>\n\
         <remote_base_update_set display_value=\"\"/>\n<remote_parent_id/>\n\
         <remote_sys_id>{origin}</remote_sys_id>\n\
         <state>loaded</state>\n<summary/>\n\
         <sys_class_name>sys_remote_update_set</sys_class_name>\n\
         {common}{changed}\
         <update_set display_value=\"\"/>\n<update_source display_value=\"\"/>\n<updated/>\n\
         </sys_remote_update_set>\n",
        version = release.version,
        origin = record::id_of(&format!("origin of {}", set.id)),
        common = set.common(&set.id),
        changed = set.changed(),
    )
}

fn update(set: &Set, entry: &Entry<'_>, index: usize) -> String {
    let hash = record::java_hash(entry.payload);
    let guid = record::id_of(entry.payload);
    let id = record::id_of(&format!("{} in {}", entry.name, set.id));
    format!(
        "<sys_update_xml action=\"INSERT_OR_UPDATE\">\n\
         <action>INSERT_OR_UPDATE</action>\n\
         <application display_value=\"{NAME}\">{SCOPE_ID}</application>\n\
         <category>customer</category>\n<comments/>\n\
         <name>{name}</name>\n\
         <payload>{payload}</payload>\n\
         <payload_hash>{hash}</payload_hash>\n\
         <remote_update_set display_value=\"{NAME}\">{set_id}</remote_update_set>\n\
         <replace_on_upgrade>false</replace_on_upgrade>\n\
         {common}\
         <sys_recorded_at>{millis:x}{index:07x}</sys_recorded_at>\n\
         {changed}\
         <table>{table}</table>\n\
         <target_name>{target}</target_name>\n\
         <type>{kind}</type>\n\
         <update_domain>global</update_domain>\n\
         <update_guid>{guid}</update_guid>\n\
         <update_guid_history>{guid}:{hash}</update_guid_history>\n\
         <update_set display_value=\"\"/>\n<view/>\n\
         </sys_update_xml>\n",
        name = entry.name,
        payload = record::cdata(entry.payload),
        set_id = set.id,
        common = set.common(&id),
        changed = set.changed(),
        millis = set.millis,
        table = entry.table,
        target = target(entry),
        kind = kind(entry.table),
    )
}

/// What lists of updates show of a record. The text is taken as it stands: it is escaped in the payload already.
fn target<'a>(entry: &Entry<'a>) -> &'a str {
    let named = ["sys_name", "name", "title", "path"];
    named.iter().find_map(|field| record::element(entry.payload, field)).unwrap_or(entry.name)
}

/// The platform's word for records of a table.
fn kind(table: &str) -> &str {
    match table {
        "sys_app" => "Custom Application",
        "sys_app_application" => "Application Menu",
        "sys_app_module" => "Module",
        "sys_choice" | "sys_choice_set" => "Choice list",
        "sys_db_object" => "Table",
        "sys_dictionary" => "Dictionary",
        "sys_documentation" => "Field Label",
        "sys_properties" => "System Property",
        "sys_scope_privilege" => "Cross scope privilege",
        "sys_script" => "Business Rule",
        "sys_script_include" => "Script Include",
        "sys_security_acl" => "Access Control",
        "sys_security_acl_role" => "Access Roles",
        "sys_ui_action" => "UI Action",
        "sys_ui_page" => "UI Page",
        "sys_ui_policy" => "UI Policy",
        "sys_user_role" => "Role",
        "sys_user_role_contains" => "Contained Role",
        other => other,
    }
}
