//! Both engines have the same tables with the same columns.

use std::borrow::Cow;

use registry::{
    adr::{Filter, Status},
    args,
    identity::Role,
    kernel::{Db, Result, Run as _},
    testing::{self, fresh_postgres, person, sqlite_columns},
};
use sqlx::{
    Connection, Executor as _, PgConnection, SqliteConnection,
    migrate::{Migrate, Migrator},
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

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// Makes the tables as they were after this migration.
async fn up_to(all: &Migrator, version: i64, connection: &mut impl Migrate) -> Result<()> {
    let former = all.migrations.iter().filter(|it| it.version <= version);
    let former = Migrator {
        migrations: Cow::Owned(former.cloned().collect()),
        ..Migrator::DEFAULT
    };
    Ok(former.run_direct(connection).await?)
}

/// A record as the program stored it when PostgreSQL still read texts for the search by itself.
fn stored(id: &str, source: &str, now: &str) -> Vec<String> {
    vec![
        format!("INSERT INTO decision_log (id, key, name, next_number) VALUES ({id}, 'OLD', 'Old', 8)"),
        format!(
            "INSERT INTO adr (id, log_id, number, title, status, source, dialect, path, created_at, updated_at, version) \
             VALUES ({id}, {id}, 7, 'Use OAuth2Proxy', 'accepted', {source}, 'nygard', '0007-x.md', {now}, {now}, 1)"
        ),
        format!("INSERT INTO adr_diagnostic (adr_id, position, message) VALUES ({id}, 0, 'The date is odd.')"),
    ]
}

const TEXT: &str =
    "# 7. Use OAuth2Proxy\n\n## Status\n\nAccepted\n\n## Context\n\nTwo proxies and a r\u{e9}sum\u{e9}.\n";

/// A database of a former version, with a record in it, is brought up to date.
async fn updated(url: &str) -> Result<()> {
    let registry = testing::open(url).await?;
    let records = registry.records();
    let ada = person(&registry, "Ada", &[Role::Architect], &[]).await?;
    assert_eq!(records.reindex().await?, 1);
    assert_eq!(records.reindex().await?, 0, "once is enough");
    for typed in ["oauth2proxy", "OAuth2Prox", "proxy", "resume"] {
        let hits = records.search(&ada, typed, 9).await?;
        assert_eq!(hits.len(), 1, "{typed}");
        assert_eq!(hits[0].adr.label(), "OLD-0007");
    }
    let listing = records.listing(&ada, &Filter::default()).await?;
    assert_eq!(listing.counts, [(Status::Accepted, 1)]);
    let unclear = Filter {
        unclear: true,
        ..Filter::default()
    };
    assert_eq!(records.list(&ada, &unclear).await?.len(), 1);
    let mut tx = registry.write().await?;
    for table in ["adr_diagnostic", "adr"] {
        tx.run(&format!("DELETE FROM {table}"), args![]).await?;
    }
    let left = "SELECT (SELECT count(*) FROM adr_search) + (SELECT count(*) FROM adr_entry)";
    assert_eq!(tx.number(left, args![]).await?, 0, "what is laid goes with its record");
    tx.commit().await
}

#[tokio::test]
async fn a_database_of_a_former_version_is_brought_up_to_date() -> Result<()> {
    let hex: Vec<String> = TEXT.bytes().map(|byte| format!("{byte:02x}")).collect();
    let hex = hex.concat();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("old.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let mut connection = SqliteConnection::connect(&url).await?;
    up_to(&SQLITE, 16, &mut connection).await?;
    let id = format!("x'{}'", "01".repeat(16));
    for sql in stored(&id, &format!("x'{hex}'"), "'2024-07-01T00:00:00.000000Z'") {
        connection.execute(sql.as_str()).await?;
    }
    let laid =
        "INSERT INTO adr_search (rowid, title, body, facets) SELECT seq, 'Use OAuth2Proxy', 'Two', '' FROM adr_entry";
    connection.execute(laid).await?;
    connection.close().await?;
    updated(&url).await?;

    let Some(url) = fresh_postgres().await? else {
        return Ok(());
    };
    let mut connection = PgConnection::connect(&url).await?;
    up_to(&POSTGRES, 16, &mut connection).await?;
    let id = format!("CAST('{}' AS UUID)", "01".repeat(16));
    for sql in stored(&id, &format!("'\\x{hex}'"), "'2024-07-01T00:00:00.000000Z'") {
        connection.execute(sql.as_str()).await?;
    }
    let laid = "INSERT INTO adr_search (seq, title, body) SELECT seq, 'Use OAuth2Proxy', 'Two' FROM adr_entry";
    connection.execute(laid).await?;
    connection.close().await?;
    updated(&url).await
}
