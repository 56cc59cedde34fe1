//! SQL of where logs come from: repositories and runs of imports.

use sqlx::FromRow;

use super::{
    Status,
    source::{Job, Run, Source},
};
use crate::{
    args,
    identity::Actor,
    kernel::{Error, Id, Instant, Result, Run as Runs, stored},
};

/// How many runs of a log are kept.
const KEPT: i64 = 100;

#[derive(FromRow)]
struct SourceRow {
    url: String,
    branch: Option<String>,
    folder: Option<String>,
    schedule: String,
    due_at: Option<Instant>,
    leased_until: Option<Instant>,
    version: i64,
}

pub async fn source(db: &mut impl Runs, log: Id) -> Result<Option<Source>> {
    let row: Option<SourceRow> = db
        .optional(
            "SELECT url, branch, folder, schedule, due_at, leased_until, version FROM log_source WHERE log_id = $1",
            args![log],
        )
        .await?;
    row.map(|row| {
        Ok(Source {
            url: row.url,
            branch: row.branch,
            folder: row.folder,
            schedule: stored(&row.schedule)?,
            due_at: row.due_at,
            leased_until: row.leased_until,
            version: row.version,
        })
    })
    .transpose()
}

/// Writes a log's source if the version still is the one read; 0 means there was none.
pub async fn set_source(db: &mut impl Runs, log: Id, source: &Source) -> Result<bool> {
    let changed = if source.version == 0 {
        db.run(
            "INSERT INTO log_source (log_id, url, branch, folder, schedule, due_at, version) \
             VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (log_id) DO NOTHING",
            args![
                log,
                &source.url,
                source.branch.clone(),
                source.folder.clone(),
                source.schedule.key(),
                source.due_at
            ],
        )
        .await?
    } else {
        // A server at work on the former source no longer holds it.
        db.run(
            "UPDATE log_source SET url = $2, branch = $3, folder = $4, schedule = $5, due_at = $6, \
             lease = NULL, leased_until = NULL, asked_by = NULL, asked_name = NULL, version = version + 1 \
             WHERE log_id = $1 AND version = $7",
            args![
                log,
                &source.url,
                source.branch.clone(),
                source.folder.clone(),
                source.schedule.key(),
                source.due_at,
                source.version
            ],
        )
        .await?
    };
    name_source(db, log, Some(&source.url)).await?;
    Ok(changed == 1)
}

async fn name_source(db: &mut impl Runs, log: Id, name: Option<&str>) -> Result<()> {
    db.run("UPDATE decision_log SET source = $2 WHERE id = $1", args![log, name])
        .await?;
    Ok(())
}

pub async fn drop_source(db: &mut impl Runs, log: Id, version: i64) -> Result<bool> {
    let gone = db
        .run(
            "DELETE FROM log_source WHERE log_id = $1 AND version = $2",
            args![log, version],
        )
        .await?;
    name_source(db, log, None).await?;
    Ok(gone == 1)
}

/// Makes an import due now because somebody asked.
pub async fn ask(db: &mut impl Runs, log: Id, now: Instant, actor: &Actor) -> Result<bool> {
    let asked = db
        .run(
            "UPDATE log_source SET due_at = $2, asked_by = $3, asked_name = $4 WHERE log_id = $1",
            args![log, now, actor.id, &actor.name],
        )
        .await?;
    Ok(asked == 1)
}

#[derive(FromRow)]
struct JobRow {
    log_id: Id,
    log: String,
    url: String,
    branch: Option<String>,
    folder: Option<String>,
    asked_by: Option<Id>,
    asked_name: Option<String>,
    due_at: Instant,
}

/// Takes the repository that has been due the longest; of several servers only one gets it.
pub async fn claim(db: &mut impl Runs, now: Instant, until: Instant, lease: Id) -> Result<Option<Job>> {
    // Whoever comes second waits for the row and then finds it leased: the last condition is read
    // again, the subquery is not.
    let taken = db
        .run(
            "UPDATE log_source SET lease = $3, leased_until = $2 WHERE log_id = (SELECT log_id FROM log_source \
             WHERE due_at <= $1 AND (leased_until IS NULL OR leased_until < $1) ORDER BY due_at, log_id LIMIT 1) \
             AND (leased_until IS NULL OR leased_until < $1)",
            args![now, until, lease],
        )
        .await?;
    if taken == 0 {
        return Ok(None);
    }
    let row: Option<JobRow> = db
        .optional(
            "SELECT s.log_id, l.key AS log, s.url, s.branch, s.folder, s.asked_by, s.asked_name, s.due_at \
             FROM log_source s JOIN decision_log l ON l.id = s.log_id WHERE s.lease = $1",
            args![lease],
        )
        .await?;
    Ok(row.map(|row| Job {
        log_id: row.log_id,
        log: row.log,
        url: row.url,
        branch: row.branch,
        folder: row.folder,
        asked: row.asked_by.zip(row.asked_name),
        lease,
        due_at: row.due_at,
        last: None,
    }))
}

/// Ends a job: the next import is due then, unless somebody asked for one meanwhile. Says whether
/// the lease was still held.
pub async fn release(db: &mut impl Runs, job: &Job, next: Option<Instant>) -> Result<bool> {
    let released = db
        .run(
            "UPDATE log_source SET lease = NULL, leased_until = NULL, \
             asked_by = CASE WHEN due_at = $2 THEN NULL ELSE asked_by END, \
             asked_name = CASE WHEN due_at = $2 THEN NULL ELSE asked_name END, \
             due_at = CASE WHEN due_at = $2 THEN $3 ELSE due_at END WHERE lease = $1",
            args![job.lease, job.due_at, next],
        )
        .await?;
    Ok(released == 1)
}

/// Whether a job's lease is still held.
pub async fn holds(db: &mut impl Runs, lease: Id) -> Result<bool> {
    let held = db
        .number("SELECT count(*) FROM log_source WHERE lease = $1", args![lease])
        .await?;
    Ok(held > 0)
}

/// What a run leaves behind beside its row.
pub struct Kept<'a> {
    pub person_id: Option<Id>,
    /// JSON.
    pub report: Option<&'a str>,
}

/// Where the files of a log's last import came from that read any.
pub async fn last_source(db: &mut impl Runs, log: Id) -> Result<Option<String>> {
    let row: Option<(String,)> = db
        .optional(
            "SELECT source FROM log_import WHERE log_id = $1 AND error IS NULL ORDER BY at DESC, id DESC LIMIT 1",
            args![log],
        )
        .await?;
    Ok(row.map(|row| row.0))
}

/// Keeps a run, and of a log's runs the latest ones only.
pub async fn insert_run(db: &mut impl Runs, log: Id, run: &Run, kept: Kept<'_>) -> Result<()> {
    db.run(
        "INSERT INTO log_import (id, log_id, at, person_id, person_name, source, revision, totals, report, error) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            run.id,
            log,
            run.at,
            kept.person_id,
            &run.person,
            &run.source,
            run.revision.clone(),
            &run.totals,
            kept.report,
            run.error.clone()
        ],
    )
    .await?;
    db.run(
        "DELETE FROM log_import WHERE log_id = $1 AND id NOT IN \
         (SELECT id FROM log_import WHERE log_id = $1 ORDER BY at DESC, id DESC LIMIT $2)",
        args![log, KEPT],
    )
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct RunRow {
    id: Id,
    at: Instant,
    person_name: String,
    source: String,
    revision: Option<String>,
    totals: String,
    error: Option<String>,
    has_report: bool,
}

impl From<RunRow> for Run {
    fn from(row: RunRow) -> Self {
        Self {
            id: row.id,
            at: row.at,
            person: row.person_name,
            source: row.source,
            revision: row.revision,
            totals: row.totals,
            error: row.error,
            has_report: row.has_report,
        }
    }
}

/// The latest runs of a log, the newest first.
pub async fn runs(db: &mut impl Runs, log: Id, most: i64) -> Result<Vec<Run>> {
    let rows: Vec<RunRow> = db
        .all(
            "SELECT id, at, person_name, source, revision, totals, error, (report IS NOT NULL) AS has_report \
             FROM log_import WHERE log_id = $1 ORDER BY at DESC, id DESC LIMIT $2",
            args![log, most],
        )
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// A run of a log with its report as JSON.
pub async fn run(db: &mut impl Runs, log: Id, id: Id) -> Result<Option<(Run, Option<String>)>> {
    #[derive(FromRow)]
    struct WithReport {
        #[sqlx(flatten)]
        run: RunRow,
        report: Option<String>,
    }
    let row: Option<WithReport> = db
        .optional(
            "SELECT id, at, person_name, source, revision, totals, error, (report IS NOT NULL) AS has_report, report \
             FROM log_import WHERE log_id = $1 AND id = $2",
            args![log, id],
        )
        .await?;
    Ok(row.map(|row| (row.run.into(), row.report)))
}

/// The commit of the last import that went well, if it came from this place.
pub async fn last_revision(db: &mut impl Runs, log: Id, source: &str) -> Result<Option<String>> {
    let last = runs(db, log, KEPT).await?.into_iter().find(|run| run.error.is_none());
    Ok(last.filter(|run| run.source == source).and_then(|run| run.revision))
}

/// Logs whose latest import failed: key and why.
pub async fn failing(db: &mut impl Runs) -> Result<Vec<(String, String)>> {
    db.all(
        "SELECT l.key, i.error FROM log_import i JOIN decision_log l ON l.id = i.log_id \
         JOIN log_source s ON s.log_id = l.id WHERE i.error IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM log_import n WHERE n.log_id = i.log_id AND (n.at > i.at OR (n.at = i.at AND n.id > i.id))) \
         ORDER BY l.key",
        args![],
    )
    .await
}

/// How many records of a log are in each status.
pub async fn counts(db: &mut impl Runs, log: Id) -> Result<Vec<(Status, i64)>> {
    let rows: Vec<(String, i64)> = db
        .all(
            "SELECT status, count(*) FROM adr WHERE log_id = $1 GROUP BY status",
            args![log],
        )
        .await?;
    let mut counts: Vec<(Status, i64)> = rows
        .into_iter()
        .map(|(status, count)| Ok((stored(&status)?, count)))
        .collect::<Result<_>>()?;
    counts.sort_unstable();
    Ok(counts)
}

/// The log of an address, or that there is none.
pub async fn log(db: &mut impl Runs, key: &str) -> Result<super::Log> {
    let log = super::store::log_by_key(db, &key.trim().to_ascii_uppercase()).await?;
    log.ok_or(Error::NotFound("decision log"))
}

/// Whether any repository is due and free.
pub async fn any_due(db: &mut impl Runs, now: Instant) -> Result<bool> {
    let due = db
        .number(
            "SELECT count(*) FROM log_source WHERE due_at <= $1 AND (leased_until IS NULL OR leased_until < $1)",
            args![now],
        )
        .await?;
    Ok(due > 0)
}
