//! Use cases of a log's source: registering a repository, asking for an import, and what the
//! server does on its own. Fetching a repository is the server's; what it fetched is imported here.

use super::{
    Files,
    report::ImportReport,
    service::Records,
    source::{Job, MOST_KEPT, Origin, Origins, Report, Run, Source, SourceDraft, label},
    store_incoming, store_source,
};
use crate::{
    audit,
    identity::{Act, Actor, Role},
    kernel::{Error, Id, Problems, Registry, Result, Tx, check},
};

/// How long a server may be at work on one repository; then another may take it.
pub const LEASE: time::Duration = time::Duration::minutes(20);

/// The use cases of where logs come from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a>(&'a Registry);

impl Registry {
    /// Where decision logs come from.
    #[must_use]
    pub fn sources(&self) -> Sources<'_> {
        Sources(self)
    }
}

impl Sources<'_> {
    /// A log with its source and its latest imports.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such log.
    pub async fn of(&self, actor: &Actor, log: &str) -> Result<Origins> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let log = store_source::log(&mut db, log).await?;
        Ok(Origins {
            counts: store_source::counts(&mut db, log.id).await?,
            source: store_source::source(&mut db, log.id).await?,
            runs: store_source::runs(&mut db, log.id, 20).await?,
            conflicts: store_incoming::conflicts(&mut db, log.id).await?,
            log,
        })
    }

    /// Logs with a repository whose last import failed: key and why.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn failing(&self, actor: &Actor) -> Result<Vec<(String, String)>> {
        actor.must(Act::Read)?;
        store_source::failing(&mut self.0.db.read()).await
    }

    /// Records whose file came in with another text that nobody has settled: log, number and title.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn conflicts(&self, actor: &Actor) -> Result<Vec<(String, i64, String)>> {
        actor.must(Act::Read)?;
        store_incoming::all_conflicts(&mut self.0.db.read()).await
    }

    /// What one import of a log came to, file by file.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such log or run.
    pub async fn report(&self, actor: &Actor, log: &str, run: Id) -> Result<Report> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let log = store_source::log(&mut db, log).await?;
        let found = store_source::run(&mut db, log.id, run).await?;
        let (run, report) = found.ok_or(Error::NotFound("import"))?;
        let files = match report {
            Some(json) => serde_json::from_str(&json).map_err(|error| Error::Corrupt(error.to_string()))?,
            None => Vec::new(),
        };
        Ok(Report { log, run, files })
    }

    /// Registers the repository a log is imported from, or that there is none. A schedule begins
    /// with an import at once.
    ///
    /// # Errors
    /// Without the role administrator; when what was typed has problems, or somebody else changed
    /// the source in between: `version` is the one the person saw, 0 when there was none.
    pub async fn register(&self, actor: &Actor, log: &str, draft: &SourceDraft, version: i64) -> Result<()> {
        actor.must(Act::ChangeSettings)?;
        let mut problems = Problems::new();
        let wanted = draft.check(&mut problems);
        check(problems)?;
        let mut tx = self.0.write().await?;
        let log = store_source::log(&mut tx, log).await?;
        let (written, detail) = match wanted {
            Some(source) => {
                let source = Source {
                    due_at: source.schedule.every().map(|_| self.0.now()),
                    version,
                    ..source
                };
                let detail = format!("{}; {}", source.label(), source.schedule.label().to_lowercase());
                (store_source::set_source(&mut tx, log.id, &source).await?, detail)
            }
            None if version == 0 => {
                return Err(Error::invalid(
                    "url",
                    "Name the repository, such as https://example.com/team/platform.git.",
                ));
            }
            None => {
                let gone = store_source::drop_source(&mut tx, log.id, version).await?;
                (gone, "no repository".to_owned())
            }
        };
        if !written {
            let now = store_source::source(&mut tx, log.id).await?;
            return Err(Error::Conflict {
                noun: "source",
                current: now.map_or(0, |source| source.version),
            });
        }
        self.trace(&mut tx, actor, "changed the source of", &log, detail)
            .await?;
        tx.commit().await
    }

    /// Asks for an import of a log's repository. A running server begins with it within seconds.
    ///
    /// # Errors
    /// Without the role architect; when no repository is registered.
    pub async fn ask(&self, actor: &Actor, log: &str) -> Result<()> {
        actor.must(Act::WriteRecords)?;
        let mut tx = self.0.write().await?;
        let log = store_source::log(&mut tx, log).await?;
        if !store_source::ask(&mut tx, log.id, self.0.now(), actor).await? {
            return Err(Error::invalid(
                "",
                "No repository is registered for this log; an administrator can do that.",
            ));
        }
        self.trace(&mut tx, actor, "asked for an import into", &log, String::new())
            .await?;
        tx.commit().await
    }

    async fn trace(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        act: &'static str,
        log: &super::Log,
        detail: String,
    ) -> Result<()> {
        let event = audit::Event::new(act, "decision log", &log.name)
            .id(log.id)
            .at(format!("/adrs/logs/{}", log.key))
            .detail(detail);
        audit::record(tx, self.0, actor, event).await
    }

    /// Takes the repository that has been due the longest, if any is. Of several servers on one
    /// database only one gets it; it is free again after [`LEASE`] or [`Sources::finish`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(&self) -> Result<Option<Job>> {
        let now = self.0.now();
        let until = crate::kernel::Instant::new(now.at() + LEASE);
        // Asked often and mostly in vain: a read does not wait for whoever writes.
        if !store_source::any_due(&mut self.0.db.read(), now).await? {
            return Ok(None);
        }
        let mut tx = self.0.write().await?;
        let Some(mut job) = store_source::claim(&mut tx, now, until, self.0.id()).await? else {
            return Ok(None);
        };
        let place = label(&job.url, job.branch.as_deref(), job.folder.as_deref());
        job.last = store_source::last_revision(&mut tx, job.log_id, &place).await?;
        tx.commit().await?;
        Ok(Some(job))
    }

    /// Imports what a job fetched, or keeps why it could not be fetched, and says when the next
    /// import is due. Nothing is imported when the lease was lost meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish(&self, job: &Job, fetched: Result<Fetched, String>) -> Result<()> {
        if !store_source::holds(&mut self.0.db.read(), job.lease).await? {
            return Ok(());
        }
        let actor = Actor {
            id: job.asked.as_ref().map(|asked| asked.0),
            name: job
                .asked
                .as_ref()
                .map_or_else(|| "Schedule".to_owned(), |asked| asked.1.clone()),
            email: String::new(),
            // Whoever asked had the right when they did; the schedule has an administrator's word.
            roles: [Role::Architect].into(),
            teams: std::collections::BTreeSet::new(),
        };
        let place = label(&job.url, job.branch.as_deref(), job.folder.as_deref());
        let failed = match fetched {
            Ok(fetched) if job.last.as_ref() == Some(&fetched.revision) => {
                let said = "The same commit as before: nothing new.";
                return self.note(job, &actor, &place, Some(fetched.revision), Ok(said)).await;
            }
            Ok(fetched) => {
                let origin = Origin {
                    source: place.clone(),
                    revision: Some(fetched.revision),
                };
                let records = Records(self.0);
                let imported = records.import_from(&actor, &job.log, None, fetched.files, &origin);
                match imported.await {
                    Ok(_) => return self.release(job).await,
                    Err(error @ (Error::Invalid(_) | Error::Refused(_) | Error::Conflict { .. })) => error.to_string(),
                    Err(error) => {
                        tracing::error!(log = job.log, ?error, "an import failed");
                        "The database failed while the files were imported; nothing of them was.".to_owned()
                    }
                }
            }
            Err(error) => error,
        };
        self.note(job, &actor, &place, None, Err(failed)).await
    }

    /// Keeps a run that imported nothing, and releases the job.
    async fn note(
        &self,
        job: &Job,
        actor: &Actor,
        place: &str,
        revision: Option<String>,
        said: Result<&str, String>,
    ) -> Result<()> {
        let mut tx = self.0.write().await?;
        let run = Run {
            id: self.0.id(),
            at: self.0.now(),
            person: actor.name.clone(),
            source: place.to_owned(),
            revision,
            totals: said.as_ref().map_or("", |said| *said).to_owned(),
            error: said.err(),
            has_report: false,
        };
        let kept = store_source::Kept {
            person_id: actor.id,
            report: None,
        };
        store_source::insert_run(&mut tx, job.log_id, &run, kept).await?;
        tx.commit().await?;
        self.release(job).await
    }

    async fn release(&self, job: &Job) -> Result<()> {
        let mut tx = self.0.write().await?;
        let source = store_source::source(&mut tx, job.log_id).await?;
        let next = source
            .and_then(|source| source.schedule.every())
            .map(|after| crate::kernel::Instant::new(self.0.now().at() + after));
        store_source::release(&mut tx, job, next).await?;
        tx.commit().await
    }
}

/// What was fetched of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Its files.
    pub files: Files,
    /// The commit they are of.
    pub revision: String,
}

/// A report as it is kept with its run: JSON of its files, what changed before what did not.
pub(super) fn kept(report: &ImportReport) -> Result<String> {
    const ORDER: [&str; 7] = ["conflict", "new", "updated", "moved", "gone", "skipped", "unchanged"];
    let mut files: Vec<_> = report.files.iter().collect();
    if files.len() > MOST_KEPT {
        files.sort_by_key(|file| ORDER.iter().position(|word| *word == file.outcome.word()));
        files.truncate(MOST_KEPT);
    }
    serde_json::to_string(&files).map_err(|error| Error::Corrupt(error.to_string()))
}
