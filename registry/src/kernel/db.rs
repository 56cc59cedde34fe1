//! The database: SQLite or PostgreSQL behind one small surface.
//!
//! SQL is written once, with `$1` placeholders, and run through [`Run`], which both a
//! [`Reader`] and a [`Tx`] are. Only what differs between the engines (full-text search) asks
//! [`Run::engine`]. Every statement is counted, so a test can say how many a page makes.

use std::{
    future::Future,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sqlx::{
    Connection as _, Executor as _, FromRow, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    encode::IsNull,
    error::BoxDynError,
    migrate::Migrator,
    pool::PoolConnection,
    postgres::{PgArgumentBuffer, PgConnectOptions, PgPoolOptions, PgRow, PgTypeInfo, types::Oid},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous},
};

use super::{Id, Instant, error::Result};

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// So long a connection to PostgreSQL that nobody used is taken to be still there.
const TRUSTED: Duration = Duration::from_secs(5);

/// Unless told, PostgreSQL takes what it fetches by an index to lie on a turning disk, and reads
/// through tables instead; and it starts processes and compilers for statements that are done
/// before those are.
const SHORT_STATEMENTS: &str = "SET random_page_cost = 1.1; SET max_parallel_workers_per_gather = 0; SET jit = off";

/// Which engine a database runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A handle on the database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pool: Pool,
    statements: Arc<AtomicU64>,
}

#[derive(Clone, Debug)]
enum Pool {
    // SQLite lets one connection write at a time; queueing here is fairer than its busy loop.
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// One value bound to a placeholder.
#[derive(Clone, Debug)]
pub enum Arg {
    /// Text or `NULL`; made by `From`, which sees to it that no U+0000 is in it.
    Text(Option<String>),
    /// A number or `NULL`.
    Int(Option<i64>),
    /// True or false.
    Bool(bool),
    /// An identifier or `NULL`.
    Id(Option<Id>),
    /// A moment or `NULL`.
    At(Option<Instant>),
    /// A day or `NULL`.
    Day(Option<time::Date>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Words of PostgreSQL's search.
    Words(TsVector),
}

/// A `tsvector` of PostgreSQL in its binary form, which it reads several times faster than a
/// written one: how many words; of each its bytes, a zero, how many places, and the places, in
/// whose highest two bits the weight stands. Numbers begin with their largest byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TsVector(pub Vec<u8>);

impl sqlx::Type<Postgres> for TsVector {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(3614))
    }
}

impl sqlx::Encode<'_, Postgres> for TsVector {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> std::result::Result<IsNull, BoxDynError> {
        buffer.extend(&self.0);
        Ok(IsNull::No)
    }
}

macro_rules! arg_from {
    ($($variant:ident: $type:ty),*) => {$(
        impl From<$type> for Arg {
            fn from(value: $type) -> Self { Self::$variant(Some(value)) }
        }
        impl From<Option<$type>> for Arg {
            fn from(value: Option<$type>) -> Self { Self::$variant(value) }
        }
    )*};
}
arg_from!(Int: i64, Id: Id, At: Instant, Day: time::Date);

// PostgreSQL refuses U+0000 in text and SQLite's functions stop at it, so text is bound with the
// replacement character in its place, as Markdown has it. Bytes are bound as they are.
impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(Some(if value.contains('\0') {
            value.replace('\0', "\u{fffd}")
        } else {
            value
        }))
    }
}
impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::from(value.to_owned())
    }
}
impl From<&String> for Arg {
    fn from(value: &String) -> Self {
        Self::from(value.clone())
    }
}
impl From<Option<String>> for Arg {
    fn from(value: Option<String>) -> Self {
        value.map_or(Self::Text(None), Self::from)
    }
}
impl From<Option<&str>> for Arg {
    fn from(value: Option<&str>) -> Self {
        Self::from(value.map(ToOwned::to_owned))
    }
}
impl From<bool> for Arg {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
impl From<TsVector> for Arg {
    fn from(value: TsVector) -> Self {
        Self::Words(value)
    }
}
impl From<Vec<u8>> for Arg {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

/// The values of a statement, in the order of its placeholders: `args![id, "text", 7_i64]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::kernel::db::Arg::from($value)),*] };
}

/// A row that either engine can hand over; derive `sqlx::FromRow` for it.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// Runs statements: a [`Reader`] outside a transaction, a [`Tx`] inside one.
pub trait Run: Send {
    /// The engine, for the few statements that differ.
    fn engine(&self) -> Engine;

    /// All rows. PostgreSQL plans the statement once for all values and keeps that plan, or plans it
    /// for these values alone; SQLite always does the former.
    fn rows<T: Row>(
        &mut self,
        sql: &str,
        args: Vec<Arg>,
        keep_plan: bool,
    ) -> impl Future<Output = Result<Vec<T>>> + Send;

    /// All rows.
    fn all<T: Row>(&mut self, sql: &str, args: Vec<Arg>) -> impl Future<Output = Result<Vec<T>>> + Send {
        self.rows(sql, args, true)
    }

    /// All rows of a statement whose best plan depends on its values, such as a search.
    fn all_planned<T: Row>(&mut self, sql: &str, args: Vec<Arg>) -> impl Future<Output = Result<Vec<T>>> + Send {
        self.rows(sql, args, false)
    }

    /// The first row, if any.
    fn optional<T: Row>(&mut self, sql: &str, args: Vec<Arg>) -> impl Future<Output = Result<Option<T>>> + Send;

    /// Changes rows and says how many.
    fn run(&mut self, sql: &str, args: Vec<Arg>) -> impl Future<Output = Result<u64>> + Send;

    /// The first column of the only row: a count, a sum.
    fn number(&mut self, sql: &str, args: Vec<Arg>) -> impl Future<Output = Result<i64>> + Send {
        async move { Ok(self.optional::<(i64,)>(sql, args).await?.map_or(0, |row| row.0)) }
    }
}

/// Reads outside a transaction. From its first statement on it holds a connection: the pool asks
/// after a connection each time it is given back, which would take as long as most statements.
/// So it is dropped before a transaction begins: whoever holds one connection and waits for another
/// may wait for somebody who does the same.
#[derive(Debug)]
pub struct Reader<'a> {
    db: &'a Db,
    held: Option<Held>,
}

#[derive(Debug)]
enum Held {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Reader<'_> {
    async fn held(&mut self) -> Result<&mut Held> {
        let held = match self.held.take() {
            Some(held) => held,
            None => match &self.db.pool {
                Pool::Sqlite { read, .. } => Held::Sqlite(read.acquire().await?),
                Pool::Postgres(pool) => Held::Postgres(pool.acquire().await?),
            },
        };
        Ok(self.held.insert(held))
    }
}

/// A write transaction; dropped without [`Tx::commit`], nothing of it stays.
#[derive(Debug)]
pub struct Tx {
    inner: Inner,
    statements: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

macro_rules! bind {
    ($query:expr, $args:expr, $words:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match arg {
                Arg::Text(value) => query.bind(value),
                Arg::Int(value) => query.bind(value),
                Arg::Bool(value) => query.bind(value),
                Arg::Id(value) => query.bind(value),
                Arg::At(value) => query.bind(value),
                Arg::Day(value) => query.bind(value),
                Arg::Bytes(value) => query.bind(value),
                Arg::Words(value) => query.bind($words(value)),
            };
        }
        query
    }};
}

macro_rules! impl_run {
    ($type:ty, $self:ident, $engine:expr, $statements:expr, $on:expr, $sqlite:pat => $sqlite_exec:expr, $postgres:pat => $postgres_exec:expr) => {
        impl Run for $type {
            fn engine(&self) -> Engine {
                let $self = self;
                $engine
            }

            async fn rows<T: Row>(&mut self, sql: &str, args: Vec<Arg>, keep_plan: bool) -> Result<Vec<T>> {
                let $self = self;
                $statements.fetch_add(1, Ordering::Relaxed);
                Ok(match $on {
                    $sqlite => {
                        bind!(sqlx::query_as::<Sqlite, T>(sql), args, |words: TsVector| words.0)
                            .fetch_all($sqlite_exec)
                            .await?
                    }
                    $postgres => {
                        bind!(sqlx::query_as::<Postgres, T>(sql), args, |words: TsVector| words)
                            .persistent(keep_plan)
                            .fetch_all($postgres_exec)
                            .await?
                    }
                })
            }

            async fn optional<T: Row>(&mut self, sql: &str, args: Vec<Arg>) -> Result<Option<T>> {
                let $self = self;
                $statements.fetch_add(1, Ordering::Relaxed);
                Ok(match $on {
                    $sqlite => {
                        bind!(sqlx::query_as::<Sqlite, T>(sql), args, |words: TsVector| words.0)
                            .fetch_optional($sqlite_exec)
                            .await?
                    }
                    $postgres => {
                        bind!(sqlx::query_as::<Postgres, T>(sql), args, |words: TsVector| words)
                            .fetch_optional($postgres_exec)
                            .await?
                    }
                })
            }

            async fn run(&mut self, sql: &str, args: Vec<Arg>) -> Result<u64> {
                let $self = self;
                $statements.fetch_add(1, Ordering::Relaxed);
                Ok(match $on {
                    $sqlite => bind!(sqlx::query::<Sqlite>(sql), args, |words: TsVector| words.0)
                        .execute($sqlite_exec)
                        .await?
                        .rows_affected(),
                    $postgres => bind!(sqlx::query::<Postgres>(sql), args, |words: TsVector| words)
                        .execute($postgres_exec)
                        .await?
                        .rows_affected(),
                })
            }
        }
    };
}

impl_run!(
    Reader<'_>, this, this.db.engine(), this.db.statements, this.held().await?,
    Held::Sqlite(connection) => &mut **connection, Held::Postgres(connection) => &mut **connection
);
impl_run!(
    Tx, this,
    match this.inner { Inner::Sqlite(_) => Engine::Sqlite, Inner::Postgres(_) => Engine::Postgres },
    this.statements, &mut this.inner,
    Inner::Sqlite(tx) => &mut **tx, Inner::Postgres(tx) => &mut **tx
);

impl Tx {
    /// Keeps what was written.
    ///
    /// # Errors
    /// When the database cannot; then nothing stays.
    pub async fn commit(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

impl Db {
    /// Opens `sqlite://PATH` (made if absent) or `postgres://…` and brings the schema up to date.
    ///
    /// # Errors
    /// When the address is wrong, the database cannot be reached, or a migration fails.
    pub async fn open(url: &str) -> Result<Self> {
        let pool = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let pool = PgPoolOptions::new()
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(10))
                // Asking before each statement whether the server is still there takes as long as
                // the statement.
                .test_before_acquire(false)
                .before_acquire(|connection, meta| {
                    Box::pin(async move {
                        if meta.idle_for > TRUSTED {
                            connection.ping().await?;
                        }
                        Ok(true)
                    })
                })
                .after_connect(|connection, _| {
                    Box::pin(async move {
                        connection.execute(SHORT_STATEMENTS).await?;
                        Ok(())
                    })
                })
                .connect_with(PgConnectOptions::from_str(url)?)
                .await?;
            POSTGRES.run(&pool).await?;
            Pool::Postgres(pool)
        } else {
            let options = SqliteConnectOptions::from_str(url)?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .pragma("temp_store", "memory");
            let write = SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(Duration::from_secs(30))
                // An import goes through more pages than SQLite keeps by itself: 64 MB of them.
                .connect_with(options.clone().pragma("cache_size", "-65536"))
                .await?;
            SQLITE.run(&write).await?;
            let read = SqlitePoolOptions::new()
                .max_connections(8)
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(options)
                .await?;
            Pool::Sqlite { read, write }
        };
        Ok(Self {
            pool,
            statements: Arc::default(),
        })
    }

    /// Which engine this is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.pool {
            Pool::Sqlite { .. } => Engine::Sqlite,
            Pool::Postgres(_) => Engine::Postgres,
        }
    }

    /// For reading outside a transaction.
    #[must_use]
    pub fn read(&self) -> Reader<'_> {
        Reader { db: self, held: None }
    }

    /// Begins a write transaction. On SQLite it takes the write lock at once, so it cannot fail
    /// halfway for want of it.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn write(&self) -> Result<Tx> {
        let inner = match &self.pool {
            Pool::Sqlite { write, .. } => Inner::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Pool::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Ok(Tx {
            inner,
            statements: Arc::clone(&self.statements),
        })
    }

    /// Does work whose loss would not matter, such as filling a database with samples: on SQLite its
    /// commits do not wait for the disk. Once it ends, well or not, all of it is brought to the disk.
    ///
    /// # Errors
    /// Those of the work, or of the database.
    pub async fn hurried<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let Pool::Sqlite { write, .. } = &self.pool else {
            return work.await;
        };
        sqlx::query("PRAGMA synchronous = off").execute(write).await?;
        let done = work.await;
        for statement in ["PRAGMA synchronous = full", "PRAGMA wal_checkpoint(truncate)"] {
            sqlx::query(statement).execute(write).await?;
        }
        done
    }

    /// How many statements have run so far.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// The SQLite pools if that is the engine: the one that reads, and the one connection that writes.
    #[must_use]
    pub fn sqlite(&self) -> Option<(&SqlitePool, &SqlitePool)> {
        match &self.pool {
            Pool::Sqlite { read, write } => Some((read, write)),
            Pool::Postgres(_) => None,
        }
    }

    /// The PostgreSQL pool, if that is the engine.
    #[must_use]
    pub fn postgres(&self) -> Option<&PgPool> {
        match &self.pool {
            Pool::Sqlite { .. } => None,
            Pool::Postgres(pool) => Some(pool),
        }
    }

    /// Ends all connections, finishing what runs.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}
