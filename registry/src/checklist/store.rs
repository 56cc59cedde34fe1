//! SQL of the checklist. A decision nobody has touched has no row.

use sqlx::FromRow;
use time::Date;

use super::{Decision, State, model::Owner};
use crate::{
    adr::{Cited, CitedRow, cited_columns},
    args,
    kernel::{Id, Instant, Quarter, Result, Run, stored},
};

/// A decision somebody has said something about.
#[derive(Clone, Debug)]
pub struct Row {
    pub workload_id: Id,
    pub decision: Decision,
    pub state: State,
    pub owner: Option<Owner>,
    pub due_on: Date,
    pub evidence: String,
    pub reason: String,
    pub record: Option<Cited>,
    pub updated_at: Instant,
    pub version: i64,
}

#[derive(FromRow)]
struct ItemRow {
    workload_id: Id,
    decision: String,
    state: String,
    owner_id: Option<Id>,
    owner_name: Option<String>,
    owner_email: Option<String>,
    due_on: Date,
    evidence: String,
    reason: String,
    #[sqlx(flatten)]
    record: CitedRow,
    updated_at: Instant,
    version: i64,
}

impl TryFrom<ItemRow> for Row {
    type Error = crate::kernel::Error;

    fn try_from(row: ItemRow) -> Result<Self> {
        let owner = match (row.owner_id, row.owner_name, row.owner_email) {
            (Some(id), Some(name), Some(email)) => Some(Owner { id, name, email }),
            _ => None,
        };
        Ok(Self {
            workload_id: row.workload_id,
            decision: stored(&row.decision)?,
            state: stored(&row.state)?,
            owner,
            due_on: row.due_on,
            evidence: row.evidence,
            reason: row.reason,
            record: row.record.cited()?,
            updated_at: row.updated_at,
            version: row.version,
        })
    }
}

/// What was said, of one workload or of all.
pub async fn rows(db: &mut impl Run, workload: Option<Id>) -> Result<Vec<Row>> {
    let rows: Vec<ItemRow> = db
        .all(
            concat!(
                "SELECT c.workload_id, c.decision, c.state, c.owner_id, p.name AS owner_name, \
                 p.email AS owner_email, c.due_on, c.evidence, c.reason, ",
                cited_columns!(),
                ", c.updated_at, c.version \
                 FROM checklist_item c LEFT JOIN person p ON p.id = c.owner_id LEFT JOIN adr r ON r.id = c.adr_id \
                 LEFT JOIN decision_log l ON l.id = r.log_id WHERE ($1 IS NULL OR c.workload_id = $1)"
            ),
            args![workload],
        )
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// What the five computed decisions are judged by.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct FactRow {
    pub workload_id: Id,
    pub points: i64,
    pub leaking: i64,
    pub covered: i64,
    pub sealed: i64,
    /// Weeks signed; none when the workload is not in the quarter's review.
    pub signed: Option<i64>,
}

/// The facts of one workload or of all, in one statement.
pub async fn facts(db: &mut impl Run, workload: Option<Id>, quarter: Quarter) -> Result<Vec<FactRow>> {
    db.all(
        "SELECT w.id AS workload_id, coalesce(c.points, 0) AS points, coalesce(c.leaking, 0) AS leaking, \
         coalesce(c.covered, 0) AS covered, coalesce(a.sealed, 0) AS sealed, v.signed \
         FROM workload w \
         LEFT JOIN (SELECT d.workload_id, CAST(sum(p.calls) AS BIGINT) AS points, \
                    CAST(sum(CASE WHEN p.leaking = $3 THEN p.calls ELSE 0 END) AS BIGINT) AS leaking, \
                    CAST(sum(CASE WHEN r.status = 'accepted' THEN p.calls ELSE 0 END) AS BIGINT) AS covered \
                    FROM dependency d JOIN integration_point p ON p.dependency_id = d.id \
                    LEFT JOIN adr r ON r.id = d.adr_id GROUP BY d.workload_id) c ON c.workload_id = w.id \
         LEFT JOIN (SELECT workload_id, count(*) AS sealed FROM assessment \
                    WHERE quarter = $2 AND sealed_at IS NOT NULL GROUP BY workload_id) a ON a.workload_id = w.id \
         LEFT JOIN (SELECT rv.workload_id, CAST(sum(CASE WHEN k.signed = $3 THEN 1 ELSE 0 END) AS BIGINT) AS signed \
                    FROM review rv JOIN review_cycle y ON y.id = rv.cycle_id \
                    LEFT JOIN review_week k ON k.review_id = rv.id WHERE y.quarter = $2 \
                    GROUP BY rv.workload_id) v ON v.workload_id = w.id \
         WHERE ($1 IS NULL OR w.id = $1)",
        args![workload, quarter.to_string(), true],
    )
    .await
}

/// Writes the first word on a decision; false when somebody else just did.
pub async fn insert(db: &mut impl Run, row: &Row) -> Result<bool> {
    let changed = db
        .run(
            "INSERT INTO checklist_item (workload_id, decision, state, owner_id, due_on, evidence, reason, adr_id, \
             updated_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) \
             ON CONFLICT (workload_id, decision) DO NOTHING",
            args![
                row.workload_id,
                row.decision.key(),
                row.state.key(),
                row.owner.as_ref().map(|owner| owner.id),
                row.due_on,
                &row.evidence,
                &row.reason,
                row.record.as_ref().map(|record| record.id),
                row.updated_at
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Writes over what was said, if the version still is the one read.
pub async fn update(db: &mut impl Run, row: &Row) -> Result<bool> {
    let changed = db
        .run(
            "UPDATE checklist_item SET state = $1, owner_id = $2, due_on = $3, evidence = $4, reason = $5, \
             adr_id = $6, updated_at = $7, version = version + 1 \
             WHERE workload_id = $8 AND decision = $9 AND version = $10",
            args![
                row.state.key(),
                row.owner.as_ref().map(|owner| owner.id),
                row.due_on,
                &row.evidence,
                &row.reason,
                row.record.as_ref().map(|record| record.id),
                row.updated_at,
                row.workload_id,
                row.decision.key(),
                row.version
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// An active person by e-mail.
pub async fn owner(db: &mut impl Run, email: &str) -> Result<Option<Owner>> {
    let row: Option<(Id, String, String)> = db
        .optional(
            "SELECT id, name, email FROM person WHERE lower(email) = lower($1) AND active = $2",
            args![email, true],
        )
        .await?;
    Ok(row.map(|(id, name, email)| Owner { id, name, email }))
}

/// A place that is called, with what is said of its dependency.
#[derive(Clone, Debug, FromRow)]
pub struct PointRow {
    pub service_key: String,
    pub service_name: Option<String>,
    pub location: String,
    pub operation: String,
    pub calls: i64,
    pub leaking: bool,
    pub adr_title: Option<String>,
    pub adr_status: Option<String>,
}

/// The integration points of a workload that leak or have no accepted record.
pub async fn weak_points(db: &mut impl Run, workload: Id) -> Result<Vec<PointRow>> {
    db.all(
        "SELECT d.service_key, s.name AS service_name, p.location, p.operation, p.calls, p.leaking, \
         r.title AS adr_title, r.status AS adr_status \
         FROM dependency d JOIN integration_point p ON p.dependency_id = d.id \
         LEFT JOIN service s ON s.key = d.service_key LEFT JOIN adr r ON r.id = d.adr_id \
         WHERE d.workload_id = $1 AND (p.leaking = $2 OR r.status IS NULL OR r.status <> 'accepted') \
         ORDER BY d.service_key, p.location, p.id",
        args![workload, true],
    )
    .await
}
