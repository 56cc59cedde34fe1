//! SQL of reviews.

use sqlx::FromRow;
use time::Date;

use super::model::{CycleSummary, Signature, Stored, Withdrawn};
use crate::{
    args,
    kernel::{Currency, Id, Instant, Money, Quarter, Result, Run, stored},
};

#[derive(FromRow)]
pub struct CycleRow {
    pub id: Id,
    pub quarter: String,
    pub started_on: Date,
    pub started_by: String,
    pub reason: String,
}

/// The cycle of a quarter, or the latest.
pub async fn cycle(db: &mut impl Run, quarter: Option<Quarter>) -> Result<Option<CycleRow>> {
    db.optional(
        "SELECT id, quarter, started_on, started_by, reason FROM review_cycle \
         WHERE $1 IS NULL OR quarter = $1 ORDER BY quarter DESC LIMIT 1",
        args![quarter.map(|quarter| quarter.to_string())],
    )
    .await
}

pub async fn insert_cycle(db: &mut impl Run, cycle: &CycleRow, at: Instant) -> Result<()> {
    db.run(
        "INSERT INTO review_cycle (id, quarter, started_on, started_by, reason, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        args![cycle.id, &cycle.quarter, cycle.started_on, &cycle.started_by, &cycle.reason, at],
    )
    .await?;
    Ok(())
}

pub async fn insert_review(
    db: &mut impl Run,
    id: Id,
    cycle: Id,
    workload: Id,
    position: i64,
    spend: Option<Money>,
    currency: Currency,
) -> Result<()> {
    db.run(
        "INSERT INTO review (id, cycle_id, workload_id, position, spend_minor, currency) VALUES ($1, $2, $3, $4, $5, $6)",
        args![id, cycle, workload, position, spend.map(|spend| spend.minor), currency.code()],
    )
    .await?;
    Ok(())
}

pub async fn insert_week(db: &mut impl Run, id: Id, review: Id, week: i64, due_on: Date) -> Result<()> {
    db.run(
        "INSERT INTO review_week (id, review_id, week, due_on, signed, version) VALUES ($1, $2, $3, $4, $5, $6)",
        args![id, review, week, due_on, false, 1_i64],
    )
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct SummaryRow {
    quarter: String,
    started_on: Date,
    started_by: String,
    workloads: i64,
    weeks: i64,
    signed: i64,
    late: i64,
}

/// All cycles, the latest first.
pub async fn cycles(db: &mut impl Run, today: Date) -> Result<Vec<CycleSummary>> {
    let rows: Vec<SummaryRow> = db
        .all(
            "SELECT c.quarter, c.started_on, c.started_by, count(DISTINCT r.id) AS workloads, count(k.id) AS weeks, \
             CAST(coalesce(sum(CASE WHEN k.signed = $1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS signed, \
             CAST(coalesce(sum(CASE WHEN k.signed = $2 AND k.due_on < $3 THEN 1 ELSE 0 END), 0) AS BIGINT) AS late \
             FROM review_cycle c LEFT JOIN review r ON r.cycle_id = c.id LEFT JOIN review_week k ON k.review_id = r.id \
             GROUP BY c.quarter, c.started_on, c.started_by ORDER BY c.quarter DESC",
            args![true, false, today],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(CycleSummary {
                quarter: stored(&row.quarter)?,
                started_on: row.started_on,
                started_by: row.started_by,
                workloads: row.workloads,
                weeks: row.weeks,
                signed: row.signed,
                late: row.late,
            })
        })
        .collect()
}

/// A week with the review and workload it belongs to.
#[derive(Clone, FromRow)]
pub struct WeekRow {
    pub review_id: Id,
    pub workload_id: Id,
    pub slug: String,
    pub name: String,
    pub team_id: Id,
    pub team: String,
    pub spend_minor: Option<i64>,
    pub currency: String,
    pub week_id: Id,
    pub week: i64,
    pub due_on: Date,
    pub signed: bool,
    pub version: i64,
}

/// The weeks of a cycle or of one review in it, workload by workload.
pub async fn weeks(db: &mut impl Run, cycle: Id, review: Option<Id>) -> Result<Vec<WeekRow>> {
    db.all(
        "SELECT r.id AS review_id, r.workload_id, w.slug, w.name, w.team_id, t.name AS team, r.spend_minor, r.currency, \
         k.id AS week_id, k.week, k.due_on, k.signed, k.version \
         FROM review r JOIN workload w ON w.id = r.workload_id JOIN team t ON t.id = w.team_id \
         JOIN review_week k ON k.review_id = r.id \
         WHERE r.cycle_id = $1 AND ($2 IS NULL OR r.id = $2) ORDER BY r.position, k.week",
        args![cycle, review],
    )
    .await
}

#[derive(FromRow)]
struct TaskRow {
    week_id: Id,
    key: String,
    title: String,
    why: String,
    about: String,
    done: bool,
    done_by: String,
    done_at: Option<Instant>,
    note: String,
    exception_reason: String,
    exception_owner: String,
    exception_until: Option<Date>,
}

/// What is stored about tasks, with the week each belongs to.
pub async fn tasks(db: &mut impl Run, cycle: Id, review: Option<Id>) -> Result<Vec<(Id, Stored)>> {
    let rows: Vec<TaskRow> = db
        .all(
            "SELECT q.week_id, q.key, q.title, q.why, q.about, q.done, q.done_by, q.done_at, q.note, \
             q.exception_reason, q.exception_owner, q.exception_until \
             FROM review r JOIN review_week k ON k.review_id = r.id JOIN review_task q ON q.week_id = k.id \
             WHERE r.cycle_id = $1 AND ($2 IS NULL OR r.id = $2) ORDER BY q.position, q.key",
            args![cycle, review],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let said = Stored {
                key: row.key,
                title: row.title,
                why: row.why,
                about: row.about,
                done: row.done,
                done_by: row.done_by,
                done_at: row.done_at,
                note: row.note,
                exception_reason: row.exception_reason,
                exception_owner: row.exception_owner,
                exception_until: row.exception_until,
            };
            (row.week_id, said)
        })
        .collect())
}

/// Writes what is said about a task, over what was said before.
pub async fn put_task(db: &mut impl Run, id: Id, week: Id, position: i64, said: &Stored) -> Result<()> {
    db.run(
        "INSERT INTO review_task (id, week_id, position, key, title, why, about, done, done_by, done_at, note, \
         exception_reason, exception_owner, exception_until) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
         ON CONFLICT (week_id, key) DO UPDATE SET position = excluded.position, title = excluded.title, \
         why = excluded.why, about = excluded.about, done = excluded.done, done_by = excluded.done_by, \
         done_at = excluded.done_at, note = excluded.note, exception_reason = excluded.exception_reason, \
         exception_owner = excluded.exception_owner, exception_until = excluded.exception_until",
        args![
            id,
            week,
            position,
            &said.key,
            &said.title,
            &said.why,
            &said.about,
            said.done,
            &said.done_by,
            said.done_at,
            &said.note,
            &said.exception_reason,
            &said.exception_owner,
            said.exception_until
        ],
    )
    .await?;
    Ok(())
}

/// Forgets what is stored about the tasks of a week, before its signature keeps them anew.
pub async fn forget_tasks(db: &mut impl Run, week: Id) -> Result<()> {
    db.run("DELETE FROM review_task WHERE week_id = $1", args![week])
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct SignatureRow {
    week_id: Id,
    person_name: String,
    role: String,
    at: Instant,
    hash: String,
    content: String,
    withdrawn_at: Option<Instant>,
    withdrawn_by: String,
    withdrawn_reason: String,
}

/// Signatures with the week each belongs to, the newest first.
pub async fn signatures(db: &mut impl Run, cycle: Id, review: Option<Id>) -> Result<Vec<(Id, Signature)>> {
    let rows: Vec<SignatureRow> = db
        .all(
            "SELECT s.week_id, s.person_name, s.role, s.at, s.hash, s.content, s.withdrawn_at, s.withdrawn_by, \
             s.withdrawn_reason FROM review r JOIN review_week k ON k.review_id = r.id \
             JOIN signature s ON s.week_id = k.id \
             WHERE r.cycle_id = $1 AND ($2 IS NULL OR r.id = $2) ORDER BY s.at DESC, s.id DESC",
            args![cycle, review],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let withdrawn = row.withdrawn_at.map(|at| Withdrawn {
                at,
                by: row.withdrawn_by,
                reason: row.withdrawn_reason,
            });
            let signature = Signature {
                name: row.person_name,
                role: row.role,
                at: row.at,
                hash: row.hash,
                content: row.content,
                withdrawn,
            };
            (row.week_id, signature)
        })
        .collect())
}

/// The review of a workload in a quarter.
pub async fn review(db: &mut impl Run, quarter: Quarter, workload: &str) -> Result<Option<Id>> {
    let row: Option<(Id,)> = db
        .optional(
            "SELECT r.id FROM review r JOIN review_cycle c ON c.id = r.cycle_id JOIN workload w ON w.id = r.workload_id \
             WHERE c.quarter = $1 AND w.slug = $2",
            args![quarter.to_string(), workload],
        )
        .await?;
    Ok(row.map(|row| row.0))
}

/// Makes everybody else who writes to this review or to the quarter's assessment wait until this
/// transaction ends: four weeks are judged together, and what is sealed is what was signed. An
/// update that changes nothing locks the row on both engines.
pub async fn lock(db: &mut impl Run, review: Id, quarter: Quarter) -> Result<()> {
    lock_review(db, review).await?;
    db.run(
        "UPDATE assessment SET version = version WHERE quarter = $1 \
         AND workload_id = (SELECT workload_id FROM review WHERE id = $2)",
        args![quarter.to_string(), review],
    )
    .await?;
    Ok(())
}

/// Makes everybody else who signs or works on this review wait until this transaction ends.
pub async fn lock_review(db: &mut impl Run, review: Id) -> Result<()> {
    db.run("UPDATE review SET position = position WHERE id = $1", args![review])
        .await?;
    Ok(())
}

#[derive(FromRow)]
pub struct Unfinished {
    pub id: Id,
    pub quarter: String,
}

/// The workload's review in the latest cycle, until its assessment is sealed.
pub async fn unfinished(db: &mut impl Run, workload: Id) -> Result<Option<Unfinished>> {
    db.optional(
        "SELECT r.id, c.quarter FROM review r JOIN review_cycle c ON c.id = r.cycle_id \
         LEFT JOIN assessment a ON a.workload_id = r.workload_id AND a.quarter = c.quarter \
         WHERE r.workload_id = $1 AND a.sealed_at IS NULL \
         AND c.quarter = (SELECT max(n.quarter) FROM review_cycle n)",
        args![workload],
    )
    .await
}

/// Turns a week signed or unsigned, if it was not.
pub async fn set_signed(db: &mut impl Run, week: Id, signed: bool) -> Result<bool> {
    let changed = db
        .run(
            "UPDATE review_week SET signed = $1, version = version + 1 WHERE id = $2 AND signed <> $1",
            args![signed, week],
        )
        .await?;
    Ok(changed == 1)
}

pub async fn insert_signature(db: &mut impl Run, id: Id, week: Id, person: Id, signature: &Signature) -> Result<()> {
    db.run(
        "INSERT INTO signature (id, week_id, person_id, person_name, role, at, hash, content, withdrawn_at, \
         withdrawn_by, withdrawn_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, '', '')",
        args![
            id,
            week,
            person,
            &signature.name,
            &signature.role,
            signature.at,
            &signature.hash,
            &signature.content
        ],
    )
    .await?;
    Ok(())
}

/// Marks the signature of a week withdrawn; it stays.
pub async fn withdraw(db: &mut impl Run, week: Id, withdrawn: &Withdrawn) -> Result<()> {
    db.run(
        "UPDATE signature SET withdrawn_at = $1, withdrawn_by = $2, withdrawn_reason = $3 \
         WHERE week_id = $4 AND withdrawn_at IS NULL",
        args![withdrawn.at, &withdrawn.by, &withdrawn.reason, week],
    )
    .await?;
    Ok(())
}

#[derive(FromRow)]
pub struct PastRow {
    pub quarter: String,
    pub started_on: Date,
    pub review_id: Id,
    pub week: i64,
    pub due_on: Date,
    pub signed: bool,
    pub signed_by: Option<String>,
    pub signed_at: Option<Instant>,
}

/// The weeks of all reviews of a workload, the latest quarter first.
pub async fn of_workload(db: &mut impl Run, workload: Id) -> Result<Vec<PastRow>> {
    db.all(
        "SELECT c.quarter, c.started_on, r.id AS review_id, k.week, k.due_on, k.signed, \
         s.person_name AS signed_by, s.at AS signed_at \
         FROM review r JOIN review_cycle c ON c.id = r.cycle_id JOIN review_week k ON k.review_id = r.id \
         LEFT JOIN signature s ON s.week_id = k.id AND s.withdrawn_at IS NULL \
         WHERE r.workload_id = $1 ORDER BY c.quarter DESC, k.week",
        args![workload],
    )
    .await
}
