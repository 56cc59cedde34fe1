//! What the server does on its own: it imports the repositories of logs when they are due.
//!
//! Any number of servers may run on one database; a lease in it gives each import to one of them.

use std::time::Duration;

use registry::{adr::source::Job, kernel::Registry};
use tokio::{
    task::{JoinError, JoinSet},
    time::{MissedTickBehavior, interval},
};

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
                supervised(&registry, job).await;
                // The next one, if any, without waiting.
                looks.reset_immediately();
            }
            Err(error) => tracing::warn!(?error, "whether an import is due could not be read"),
        }
    }
}

/// Does one import. What fails in it unforeseen ends this import and not those after it.
async fn supervised(registry: &Registry, job: Job) {
    let (within, at_work) = (registry.clone(), job.clone());
    let work = async move { import(&within, &at_work).await };
    if let Err(error) = watched(work).await {
        tracing::error!(log = job.log, %error, "an import broke off");
        let said = "The import broke off; the log of the server says more.".to_owned();
        if let Err(error) = registry.sources().finish(&job, Err(said)).await {
            tracing::error!(log = job.log, ?error, "what an import came to could not be kept");
        }
    }
}

/// Waits for work on a task of its own, which ends with whoever waits; an error when it panicked.
async fn watched(work: impl Future<Output = ()> + Send + 'static) -> Result<(), JoinError> {
    let mut tasks = JoinSet::new();
    tasks.spawn(work);
    tasks.join_next().await.unwrap_or(Ok(()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_panics_ends_alone() {
        assert!(watched(async {}).await.is_ok());
        let broken = watched(async { panic!("unforeseen") }).await;
        assert!(broken.is_err_and(|error| error.is_panic()));
    }
}
