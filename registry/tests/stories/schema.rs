//! Both engines have the same tables with the same columns.

use registry::{
    kernel::{Db, Result},
    testing::{fresh_postgres, sqlite_columns},
};

#[test]
fn migrations_come_in_pairs() {
    let names = |engine: &str| -> Vec<String> {
        let folder = format!("{}/../migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder exists")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

#[tokio::test]
async fn both_engines_have_the_same_columns() -> Result<()> {
    let Some(url) = fresh_postgres().await? else {
        return Ok(());
    };
    let postgres = Db::open(&url).await?;
    let of_postgres: Vec<(String, String)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text FROM information_schema.columns \
         WHERE table_schema = 'public' ORDER BY 1, 2",
    )
    .fetch_all(postgres.postgres().expect("it is PostgreSQL"))
    .await?;
    let folder = tempfile::tempdir().expect("a folder");
    let sqlite = Db::open(&format!("sqlite://{}/schema.db", folder.path().display())).await?;
    let of_sqlite = sqlite_columns(sqlite.sqlite().expect("it is SQLite").0).await?;
    // Full-text search is kept in each engine's own way; its tables are compared by the search tests.
    let ours = |columns: &[(String, String)]| -> Vec<(String, String)> {
        columns
            .iter()
            .filter(|(table, _)| !table.starts_with("adr_search") && !table.starts_with("_sqlx"))
            .cloned()
            .collect()
    };
    let (mut left, mut right) = (ours(&of_sqlite), ours(&of_postgres));
    left.sort();
    right.sort();
    assert!(left.len() > 50);
    assert_eq!(left, right);
    Ok(())
}

#[tokio::test]
async fn the_connection_to_postgresql_is_encrypted_and_the_server_checked() -> Result<()> {
    let (Some(url), Ok(authority)) = (fresh_postgres().await?, std::env::var("TWOWAY_TEST_POSTGRES_CA")) else {
        return Ok(());
    };
    let strict = Db::open(&format!("{url}?sslmode=verify-full&sslrootcert={authority}")).await?;
    let (encrypted,): (bool,) = sqlx::query_as("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        .fetch_one(strict.postgres().expect("it is PostgreSQL"))
        .await?;
    assert!(encrypted);
    let unknown = Db::open(&format!("{url}?sslmode=verify-full")).await;
    assert!(unknown.is_err(), "the system does not know this authority");
    Ok(())
}
