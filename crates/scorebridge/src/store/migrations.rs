//! Migrations: forward only, never edited, run at every start. An older program runs on a newer schema (expand,
//! move, contract), so versions it does not know are no fault.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{SqlSafeStr, SqlStr};

use super::Result;

const MIGRATIONS: [(i64, &str, &str); 8] = [
    (20_261_124_080_000, "first_schema", include_str!("../../migrations/20261124080000_first_schema.sql")),
    (20_261_124_110_000, "api", include_str!("../../migrations/20261124110000_api.sql")),
    (20_261_124_150_000, "webhook", include_str!("../../migrations/20261124150000_webhook.sql")),
    (20_261_124_160_000, "ticket_notes", include_str!("../../migrations/20261124160000_ticket_notes.sql")),
    (20_261_124_170_000, "grants", include_str!("../../migrations/20261124170000_grants.sql")),
    (20_261_124_180_000, "tenant_checks", include_str!("../../migrations/20261124180000_tenant_checks.sql")),
    (20_261_124_190_000, "kept_forms", include_str!("../../migrations/20261124190000_kept_forms.sql")),
    (20_261_124_200_000, "syncs", include_str!("../../migrations/20261124200000_syncs.sql")),
];

/// How many a database must have.
pub(super) const COUNT: usize = MIGRATIONS.len();

fn migrator() -> Migrator {
    let migration = |(version, name, text): (i64, &'static str, &'static str)| {
        let text: SqlStr = text.into_sql_str();
        Migration::new(version, name.into(), MigrationType::Simple, text, false)
    };
    let mut migrator = Migrator::with_migrations(MIGRATIONS.map(migration).into());
    migrator.set_ignore_missing(true);
    migrator
}

pub(super) async fn run_sqlite(pool: &SqlitePool) -> Result<()> {
    Ok(migrator().run(pool).await?)
}

/// Replicas that start together wait for each other: the migrator holds an advisory lock.
pub(super) async fn run_postgres(pool: &PgPool) -> Result<()> {
    Ok(migrator().run(pool).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_run() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        assert_eq!(files, MIGRATIONS.map(|(version, name, _)| format!("{version}_{name}.sql")));
    }
}
