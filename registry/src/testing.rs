//! For tests only: a fresh registry on each engine, people to act, and a clock that stands.

use std::{
    collections::BTreeSet,
    future::Future,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{Connection, PgConnection, SqlitePool};
use time::macros::datetime;

use crate::{
    identity::{Actor, NewPerson, Role, Team},
    kernel::{Clock, Db, Error, Instant, Randomness, Registry, Result},
};

/// Where every test clock stands at first: a Sunday in the middle of a quarter.
pub const START: time::OffsetDateTime = datetime!(2026-11-22 19:00 UTC);

/// The password of everybody in tests.
pub const PASSWORD: &str = "a password for tests";

/// Runs a story on a fresh SQLite database and, where `TWOWAY_TEST_POSTGRES_URL` names a server,
/// on a fresh PostgreSQL database too.
///
/// # Errors
/// When a database cannot be made, or the story fails.
pub async fn on_both_engines<F, Fut>(story: F) -> Result<()>
where
    F: Fn(Registry) -> Fut,
    Fut: Future<Output = Result<()>>,
{
    let folder = std::env::temp_dir().join(format!("twoway-test-{}-{}", std::process::id(), next()));
    std::fs::create_dir_all(&folder).map_err(|error| Error::Corrupt(format!("{}: {error}", folder.display())))?;
    let registry = open(&format!("sqlite://{}/test.db", folder.display())).await?;
    let told = story(registry.clone()).await;
    registry.db.close().await;
    let _ = std::fs::remove_dir_all(&folder);
    told?;
    if let Some(url) = fresh_postgres().await? {
        let registry = open(&url).await?;
        story(registry.clone()).await?;
        registry.db.close().await;
    }
    Ok(())
}

/// The address of a new, empty PostgreSQL database, if a server is named.
///
/// # Errors
/// When the server cannot be reached.
pub async fn fresh_postgres() -> Result<Option<String>> {
    let Ok(server) = std::env::var("TWOWAY_TEST_POSTGRES_URL") else {
        return Ok(None);
    };
    let name = format!("twoway_{}_{}", std::process::id(), next());
    let mut connection = PgConnection::connect(&server).await?;
    sqlx::query(&format!("CREATE DATABASE {name}"))
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    let (base, _) = server.rsplit_once('/').unwrap_or((&server, ""));
    Ok(Some(format!("{base}/{name}")))
}

/// A registry whose clock stands at [`START`] and whose identifiers are the same in every run.
///
/// # Errors
/// When the database cannot be opened.
pub async fn open(url: &str) -> Result<Registry> {
    Ok(Registry::new(
        Db::open(url).await?,
        Clock::fixed(Instant::new(START)),
        Randomness::seeded(7),
    ))
}

/// Adds a person with roles and teams and returns them ready to act.
///
/// # Errors
/// When they cannot be added.
pub async fn person(registry: &Registry, name: &str, roles: &[Role], teams: &[&Team]) -> Result<Actor> {
    let email = format!("{}@example.com", crate::kernel::slug(name));
    let new = NewPerson {
        email: email.clone(),
        name: name.to_owned(),
        password: PASSWORD.to_owned(),
        roles: roles.iter().copied().collect::<BTreeSet<_>>(),
        teams: teams.iter().map(|team| team.id).collect(),
    };
    registry.people().add(&Actor::operator(), new).await?;
    registry.people().by_email(&email).await
}

/// Adds a team.
///
/// # Errors
/// When the name is taken.
pub async fn team(registry: &Registry, name: &str) -> Result<Team> {
    registry.people().add_team(&Actor::operator(), name).await
}

fn next() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Table and column names of a SQLite database, for the parity test.
///
/// # Errors
/// When the database fails.
pub async fn sqlite_columns(pool: &SqlitePool) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query_as(
        "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2",
    )
    .fetch_all(pool)
    .await?)
}
