//! What the server does on its own: it imports the repositories of logs when they are due.
//!
//! Any number of servers may run on one database; a lease in it gives each import to one of them.

use std::time::Duration;

use registry::{adr::source::Job, kernel::Registry};
use tokio::time::{MissedTickBehavior, interval};

use crate::git::{self, Place};

/// How often the server looks whether an import is due. Somebody who asks for one waits this long.
const LOOK: Duration = Duration::from_secs(3);

/// Imports what is due, one after another, for as long as the server runs.
pub async fn imports(registry: Registry) {
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        match registry.sources().claim().await {
            Ok(None) => {}
            Ok(Some(job)) => {
                import(&registry, &job).await;
                // The next one, if any, without waiting.
                looks.reset_immediately();
            }
            Err(error) => tracing::warn!(?error, "whether an import is due could not be read"),
        }
    }
}

async fn import(registry: &Registry, job: &Job) {
    let place = Place {
        repository: job.url.clone(),
        branch: job.branch.clone(),
        folder: job.folder.clone(),
    };
    let fetched = git::fetch(place).await;
    match &fetched {
        Ok(fetched) => tracing::info!(log = job.log, revision = fetched.revision, "a repository was fetched"),
        Err(error) => tracing::warn!(log = job.log, error, "a repository could not be fetched"),
    }
    if let Err(error) = registry.sources().finish(job, fetched).await {
        tracing::error!(log = job.log, ?error, "what an import came to could not be kept");
    }
}
