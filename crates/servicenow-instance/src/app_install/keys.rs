//! By what records are recognised that an instance may have under another id,
//! and in which order records must be written.

/// Fields that together name a record of the table; empty where only the id does.
pub(super) fn natural(table: &str) -> &'static [&'static str] {
    match table {
        "sys_db_object" | "sys_user_role" | "sys_properties" => &["name"],
        "sys_app" | "sys_scope" | "sys_store_app" => &["scope"],
        "sys_dictionary" | "sys_dictionary_override" | "sys_choice_set" => &["name", "element"],
        "sys_choice" => &["name", "element", "value", "language", "dependent_value"],
        "sys_documentation" => &["name", "element", "language"],
        "sys_user_role_contains" => &["role", "contains"],
        "sys_scope_privilege" => &["source_scope", "target_name", "operation"],
        _ => &[],
    }
}

/// Applications before tables before columns before what belongs to them;
/// records of the application's own tables at the end.
pub(super) fn rank(table: &str) -> u8 {
    match table {
        "sys_app" | "sys_scope" | "sys_store_app" => 0,
        "sys_package" => 1,
        "sys_db_object" => 2,
        "sys_dictionary" => 3,
        "sys_dictionary_override" => 4,
        "sys_choice_set" => 5,
        "sys_choice" => 6,
        "sys_documentation" => 7,
        "sys_user_role" => 8,
        table if table.starts_with("sys_") => 9,
        _ => 10,
    }
}

/// Tables whose rows describe others: the dictionary need not be read anew
/// after each of them.
pub(super) fn describes(table: &str) -> bool {
    matches!(
        table,
        "sys_dictionary" | "sys_dictionary_override" | "sys_choice_set" | "sys_choice" | "sys_documentation"
    )
}
