//! Sessions, kept in the database that keeps everything else.

use registry::kernel::Db;
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Id, Record},
    session_store,
};
use tower_sessions_sqlx_store::{PostgresStore, SqliteStore, sqlx};

/// Sessions on either engine. On SQLite, writes go through the one writing connection, so that
/// signing in waits its turn instead of failing on a locked database.
#[derive(Clone, Debug)]
pub enum Sessions {
    /// Read and written through different pools.
    Sqlite {
        /// Many connections.
        read: SqliteStore,
        /// One connection.
        write: SqliteStore,
    },
    /// One pool.
    Postgres(PostgresStore),
}

impl Sessions {
    /// Opens the session table, making it if absent.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn open(db: &Db) -> sqlx::Result<Self> {
        if let Some((read, write)) = db.sqlite() {
            let write = SqliteStore::new(write.clone());
            write.migrate().await?;
            return Ok(Self::Sqlite {
                read: SqliteStore::new(read.clone()),
                write,
            });
        }
        let pool = db.postgres().ok_or(sqlx::Error::PoolClosed)?;
        let store = PostgresStore::new(pool.clone());
        store.migrate().await?;
        Ok(Self::Postgres(store))
    }

    /// Deletes sessions that have expired.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn sweep(&self) -> session_store::Result<()> {
        use tower_sessions::ExpiredDeletion;
        match self {
            Self::Sqlite { write, .. } => write.delete_expired().await,
            Self::Postgres(store) => store.delete_expired().await,
        }
    }

    /// The layer that reads and sets the cookie.
    #[must_use]
    pub fn layer(self, secure: bool, idle_minutes: i64) -> SessionManagerLayer<Self> {
        // `__Host-` binds the cookie to this host and to TLS; without TLS browsers refuse it.
        let name = if secure { "__Host-twoway" } else { "twoway" };
        SessionManagerLayer::new(self)
            .with_name(name)
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_secure(secure)
            .with_expiry(Expiry::OnInactivity(time::Duration::minutes(idle_minutes)))
    }
}

#[async_trait::async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        match self {
            Self::Sqlite { write, .. } => write.create(record).await,
            Self::Postgres(store) => store.create(record).await,
        }
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        match self {
            Self::Sqlite { write, .. } => write.save(record).await,
            Self::Postgres(store) => store.save(record).await,
        }
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        match self {
            Self::Sqlite { read, .. } => read.load(id).await,
            Self::Postgres(store) => store.load(id).await,
        }
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        match self {
            Self::Sqlite { write, .. } => write.delete(id).await,
            Self::Postgres(store) => store.delete(id).await,
        }
    }
}
