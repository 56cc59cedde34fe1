//! Starts the site, and ends it without cutting anybody off.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use anyhow::Context as _;
use app::{
    chart::Charts,
    web::{SetupToken, Site, SiteParts},
};
use registry::kernel::{Clock, Db, Randomness, Registry};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::{assets, config::Web, jobs, router::router, session::Sessions};

/// Logs to standard error, so that standard output holds only what a command prints.
pub fn log(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

/// Opens a registry, making the folder of an SQLite file if it is absent.
///
/// # Errors
/// When the folder cannot be made or the database cannot be opened.
pub async fn open(database_url: &str) -> anyhow::Result<Registry> {
    if let Some(path) = database_url.strip_prefix("sqlite://") {
        let path = path.split('?').next().unwrap_or(path);
        if let Some(folder) = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
    }
    let db = Db::open(database_url).await.with_context(|| {
        let shown = database_url.rsplit_once('@').map_or(database_url, |(_, rest)| rest);
        format!("TWOWAY_DATABASE_URL: the database {shown} cannot be opened")
    })?;
    let registry = Registry::new(db, Clock::System, Randomness::system());
    registry
        .records()
        .reindex()
        .await
        .context("the search index cannot be laid anew")?;
    Ok(registry)
}

/// A site ready to serve.
pub struct Ready {
    listener: TcpListener,
    /// Where people reach it.
    pub base_url: String,
    /// The token to set it up with, while nobody exists.
    pub setup_token: Option<String>,
    site: Site,
    sessions: Sessions,
    idle_minutes: i64,
}

/// Prepares the site: everything that can fail, fails here.
///
/// # Errors
/// When the address is taken, or the program was built without its site.
pub async fn prepare(registry: Registry, web: &Web, demo: bool) -> anyhow::Result<Ready> {
    let listener = TcpListener::bind(web.listen)
        .await
        .with_context(|| format!("TWOWAY_LISTEN: cannot listen on {}", web.listen))?;
    let address = listener.local_addr()?;
    let base_url = web.base_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let setup_token = registry.people().is_empty().await?.then(|| registry.random().secret());
    let charts = Charts::new(assets::chart_script()?, web.chart_threads);
    let sessions = Sessions::open(&registry.db).await?;
    let site = Site::new(SiteParts {
        registry,
        charts,
        assets: Arc::new(assets::addresses(demo)?),
        base_url: base_url.clone(),
        setup: SetupToken::new(setup_token.clone()),
        behind_proxy: web.behind_proxy,
    });
    Ok(Ready {
        listener,
        base_url,
        setup_token,
        site,
        sessions,
        idle_minutes: web.idle_minutes,
    })
}

impl Ready {
    /// Serves until the process is asked to end, then finishes the requests in flight. Meanwhile it
    /// does what is due.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(self) -> anyhow::Result<()> {
        let importer = tokio::spawn(jobs::imports(self.site.registry.clone()));
        let served = self.serve_until(asked_to_end()).await;
        importer.abort();
        served
    }

    /// Serves until the future is done.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve_until(self, end: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
        let sweeper = tokio::spawn(sweep(self.sessions.clone()));
        let db = self.site.registry.db.clone();
        let service =
            router(self.site, self.sessions, self.idle_minutes).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(self.listener, service).with_graceful_shutdown(end).await?;
        sweeper.abort();
        db.close().await;
        tracing::info!("ended; every request was finished");
        Ok(())
    }
}

/// Deletes expired sessions every hour.
async fn sweep(sessions: Sessions) {
    let mut hours = tokio::time::interval(Duration::from_hours(1));
    loop {
        hours.tick().await;
        if let Err(error) = sessions.sweep().await {
            tracing::warn!(%error, "expired sessions could not be deleted");
        }
    }
}

async fn asked_to_end() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
