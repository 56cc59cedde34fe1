//! SQL of assessments and of the settings they are made with.

use sqlx::FromRow;

use super::{Component, Estimate, Line, propose};
use crate::{
    args,
    inventory::catalogue,
    kernel::{Currency, Id, Instant, Quarter, Result, Run, stored},
    workload::Workload,
};

/// An assessment as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct AssessmentRow {
    pub id: Id,
    pub spend_minor: Option<i64>,
    pub currency: String,
    pub settings: String,
    pub band: Option<String>,
    pub sealed_at: Option<Instant>,
    pub sealed_by: Option<String>,
    pub version: i64,
}

/// The assessment of a workload in a quarter.
pub async fn find(db: &mut impl Run, workload: Id, quarter: Quarter) -> Result<Option<AssessmentRow>> {
    db.optional(
        "SELECT id, spend_minor, currency, settings, band, sealed_at, sealed_by, version \
         FROM assessment WHERE workload_id = $1 AND quarter = $2",
        args![workload, quarter.to_string()],
    )
    .await
}

/// The quarters in which a workload has an assessment, with whether it is sealed, oldest first.
pub async fn quarters(db: &mut impl Run, workload: Id) -> Result<Vec<(String, Option<Instant>)>> {
    db.all(
        "SELECT quarter, sealed_at FROM assessment WHERE workload_id = $1 ORDER BY quarter",
        args![workload],
    )
    .await
}

/// Begins an assessment; false when somebody else just did.
pub async fn insert(
    db: &mut impl Run,
    workload: &Workload,
    quarter: Quarter,
    id: Id,
    settings: &str,
    now: Instant,
) -> Result<bool> {
    let changed = db
        .run(
            "INSERT INTO assessment (id, workload_id, quarter, spend_minor, currency, exit_low, exit_likely, \
             exit_high, settings, band, sealed_at, sealed_by, created_at, version) \
             VALUES ($1, $2, $3, $4, $5, 0, 0, 0, $6, NULL, NULL, NULL, $7, 1) \
             ON CONFLICT (workload_id, quarter) DO NOTHING",
            args![
                id,
                workload.id,
                quarter.to_string(),
                workload.spend.map(|spend| spend.minor),
                workload.currency.code(),
                settings,
                now
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Writes sums, spend and settings, if the version still is the one read and nothing is sealed.
pub async fn update(
    db: &mut impl Run,
    id: Id,
    spend_minor: Option<i64>,
    total: Estimate,
    settings: &str,
    version: i64,
) -> Result<bool> {
    let changed = db
        .run(
            "UPDATE assessment SET spend_minor = $1, currency = $2, exit_low = $3, exit_likely = $4, \
             exit_high = $5, settings = $6, version = version + 1 \
             WHERE id = $7 AND version = $8 AND sealed_at IS NULL",
            args![
                spend_minor,
                total.currency().code(),
                total.low().minor,
                total.likely().minor,
                total.high().minor,
                settings,
                id,
                version
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Seals an assessment for ever; false when it is sealed already or was just changed.
pub async fn seal(
    db: &mut impl Run,
    id: Id,
    version: i64,
    at: Instant,
    by: &str,
    band: Option<String>,
) -> Result<bool> {
    let changed = db
        .run(
            "UPDATE assessment SET sealed_at = $1, sealed_by = $2, band = $3, version = version + 1 \
             WHERE id = $4 AND version = $5 AND sealed_at IS NULL",
            args![at, by, band, id, version],
        )
        .await?;
    Ok(changed == 1)
}

#[derive(FromRow)]
struct LineRow {
    id: Id,
    component: String,
    label: String,
    low_minor: i64,
    likely_minor: i64,
    high_minor: i64,
    estimator: String,
    note: String,
}

/// The lines of an assessment in their order.
pub async fn lines(db: &mut impl Run, assessment: Id, currency: Currency) -> Result<Vec<Line>> {
    let rows: Vec<LineRow> = db
        .all(
            "SELECT id, component, label, low_minor, likely_minor, high_minor, estimator, note \
             FROM assessment_line WHERE assessment_id = $1 ORDER BY position, id",
            args![assessment],
        )
        .await?;
    let mut lines = rows
        .into_iter()
        .map(|row| {
            Ok(Line {
                id: row.id,
                component: stored(&row.component)?,
                label: row.label,
                estimate: Estimate::new(row.low_minor, row.likely_minor, row.high_minor, currency)
                    .map_err(|error| crate::kernel::Error::Corrupt(error.to_string()))?,
                estimator: row.estimator,
                note: row.note,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    // Stable: within a component the stored order stays.
    lines.sort_by_key(|line| line.component);
    Ok(lines)
}

/// Adds a line after all others.
pub async fn insert_line(db: &mut impl Run, assessment: Id, line: &Line) -> Result<()> {
    db.run(
        "INSERT INTO assessment_line (id, assessment_id, position, component, label, low_minor, likely_minor, \
         high_minor, estimator, note) VALUES ($1, $2, \
         (SELECT coalesce(max(position), 0) + 1 FROM assessment_line WHERE assessment_id = $2), \
         $3, $4, $5, $6, $7, $8, $9)",
        args![
            line.id,
            assessment,
            line.component.key(),
            &line.label,
            line.estimate.low().minor,
            line.estimate.likely().minor,
            line.estimate.high().minor,
            &line.estimator,
            &line.note
        ],
    )
    .await?;
    Ok(())
}

/// Writes over a line.
pub async fn update_line(db: &mut impl Run, assessment: Id, line: &Line) -> Result<bool> {
    let changed = db
        .run(
            "UPDATE assessment_line SET component = $1, label = $2, low_minor = $3, likely_minor = $4, \
             high_minor = $5, estimator = $6, note = $7 WHERE id = $8 AND assessment_id = $9",
            args![
                line.component.key(),
                &line.label,
                line.estimate.low().minor,
                line.estimate.likely().minor,
                line.estimate.high().minor,
                &line.estimator,
                &line.note,
                line.id,
                assessment
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Removes a line.
pub async fn delete_line(db: &mut impl Run, assessment: Id, line: Id) -> Result<bool> {
    let sql = "DELETE FROM assessment_line WHERE id = $1 AND assessment_id = $2";
    Ok(db.run(sql, args![line, assessment]).await? == 1)
}

/// Removes the lines nobody has touched.
pub async fn delete_proposed(db: &mut impl Run, assessment: Id) -> Result<()> {
    let sql = "DELETE FROM assessment_line WHERE assessment_id = $1 AND estimator = $2";
    db.run(sql, args![assessment, super::model::PROPOSED]).await?;
    Ok(())
}

/// A sealed assessment without its lines.
#[derive(Clone, Debug, FromRow)]
pub struct SealedRow {
    pub id: Id,
    pub workload_id: Id,
    pub quarter: String,
    pub spend_minor: Option<i64>,
    pub currency: String,
    pub exit_low: i64,
    pub exit_likely: i64,
    pub exit_high: i64,
    pub band: Option<String>,
}

/// Sealed assessments, of one workload or of all, oldest quarter first.
pub async fn sealed(db: &mut impl Run, workload: Option<Id>) -> Result<Vec<SealedRow>> {
    db.all(
        "SELECT id, workload_id, quarter, spend_minor, currency, exit_low, exit_likely, exit_high, band \
         FROM assessment WHERE sealed_at IS NOT NULL AND ($1 IS NULL OR workload_id = $1) ORDER BY quarter, id",
        args![workload],
    )
    .await
}

/// The likely cost of each component of each sealed assessment.
pub async fn component_sums(db: &mut impl Run) -> Result<Vec<(Id, String, i64)>> {
    db.all(
        "SELECT l.assessment_id, l.component, CAST(sum(l.likely_minor) AS BIGINT) AS likely \
         FROM assessment_line l JOIN assessment a ON a.id = l.assessment_id \
         WHERE a.sealed_at IS NOT NULL GROUP BY l.assessment_id, l.component",
        args![],
    )
    .await
}

/// Weeks signed in the quarter's review of a workload, and whether week 4 is among them; none
/// when the workload is not under review.
pub async fn review(db: &mut impl Run, workload: Id, quarter: Quarter) -> Result<Option<(i64, bool)>> {
    let row: Option<(Id, i64, i64)> = db
        .optional(
            "SELECT v.id, coalesce(CAST(sum(CASE WHEN k.signed = $3 THEN 1 ELSE 0 END) AS BIGINT), 0) AS signed, \
             coalesce(CAST(sum(CASE WHEN k.signed = $3 AND k.week = 4 THEN 1 ELSE 0 END) AS BIGINT), 0) AS fourth \
             FROM review v JOIN review_cycle y ON y.id = v.cycle_id LEFT JOIN review_week k ON k.review_id = v.id \
             WHERE v.workload_id = $1 AND y.quarter = $2 GROUP BY v.id",
            args![workload, quarter.to_string(), true],
        )
        .await?;
    Ok(row.map(|(_, signed, fourth)| (signed, fourth > 0)))
}

#[derive(FromRow)]
struct DependencyRow {
    service_key: String,
    service_name: Option<String>,
    category: String,
    boundary: String,
    runbook: String,
    inside: i64,
    leaking: i64,
}

#[derive(FromRow)]
struct ModelRow {
    name: String,
    training_data: String,
    configuration: String,
    benchmark: String,
    approval_path: String,
    deployment_target: String,
    rollback_path: String,
}

/// What the registry knows about a workload that costs something to leave. Commitments are not
/// recorded yet, so no contract is among it.
pub async fn facts(db: &mut impl Run, workload: &Workload) -> Result<propose::Facts> {
    let count = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
    let people = db
        .number(
            "SELECT count(*) FROM team_member WHERE team_id = $1",
            args![workload.team_id],
        )
        .await?;
    let dependencies: Vec<DependencyRow> = db
        .all(
            "SELECT d.service_key, s.name AS service_name, d.category, d.boundary, d.runbook, \
             coalesce(CAST(sum(CASE WHEN p.leaking = $2 THEN 0 ELSE p.calls END) AS BIGINT), 0) AS inside, \
             coalesce(CAST(sum(CASE WHEN p.leaking = $2 THEN p.calls ELSE 0 END) AS BIGINT), 0) AS leaking \
             FROM dependency d LEFT JOIN service s ON s.key = d.service_key \
             LEFT JOIN integration_point p ON p.dependency_id = d.id WHERE d.workload_id = $1 \
             GROUP BY d.id, d.service_key, s.name, d.category, d.boundary, d.runbook ORDER BY d.service_key",
            args![workload.id, true],
        )
        .await?;
    let assets: Vec<(String, i64, bool)> = db
        .all(
            "SELECT name, volume_gb, open_format FROM data_asset WHERE workload_id = $1 ORDER BY lower(name), id",
            args![workload.id],
        )
        .await?;
    let models: Vec<ModelRow> = db
        .all(
            "SELECT name, training_data, configuration, benchmark, approval_path, deployment_target, rollback_path \
             FROM model WHERE workload_id = $1 ORDER BY lower(name), id",
            args![workload.id],
        )
        .await?;
    let dependencies = dependencies
        .into_iter()
        .map(|row| {
            // Without a boundary nothing is inside one.
            let (inside, leaking) = if row.boundary.is_empty() {
                (0, row.inside + row.leaking)
            } else {
                (row.inside, row.leaking)
            };
            let name = row
                .service_name
                .or_else(|| catalogue::find(&row.service_key).map(|service| service.name.clone()))
                .unwrap_or(row.service_key);
            Ok(propose::DependencyFacts {
                name,
                category: stored(&row.category)?,
                inside: count(inside),
                leaking: count(leaking),
                runbook: !row.runbook.is_empty(),
            })
        })
        .collect::<Result<_>>()?;
    let assets = assets
        .into_iter()
        .map(|(name, gigabytes, open_format)| propose::AssetFacts {
            name,
            gigabytes: u64::try_from(gigabytes).unwrap_or(0),
            open_format,
        })
        .collect();
    let models = models
        .into_iter()
        .map(|row| {
            let facts = [
                &row.training_data,
                &row.configuration,
                &row.benchmark,
                &row.approval_path,
                &row.deployment_target,
                &row.rollback_path,
            ];
            let missing = facts.into_iter().filter(|fact| fact.trim().is_empty()).count();
            propose::ModelFacts {
                name: row.name,
                compute: None,
                missing: u32::try_from(missing).unwrap_or(0),
            }
        })
        .collect();
    // Somebody operates it even if the team has no member here yet.
    Ok(propose::Facts {
        people: count(people).max(1),
        dependencies,
        assets,
        models,
        contracts: Vec::new(),
    })
}

/// A proposed line, ready to be stored.
pub fn proposed(id: Id, line: propose::Line) -> Line {
    Line {
        id,
        component: line.component,
        label: line.label,
        estimate: line.estimate,
        estimator: super::model::PROPOSED.to_owned(),
        note: line.note,
    }
}

/// Whether a line for the same thing is there already.
pub fn covers(lines: &[Line], component: Component, label: &str) -> bool {
    lines
        .iter()
        .any(|line| line.component == component && line.label == label)
}

/// A setting's JSON.
pub async fn setting(db: &mut impl Run, key: &str) -> Result<Option<String>> {
    let row: Option<(String,)> = db
        .optional("SELECT value FROM setting WHERE key = $1", args![key])
        .await?;
    Ok(row.map(|row| row.0))
}

/// Writes a setting's JSON.
pub async fn set_setting(db: &mut impl Run, key: &str, value: &str, now: Instant) -> Result<()> {
    db.run(
        "INSERT INTO setting (key, value, updated_at) VALUES ($1, $2, $3) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
        args![key, value, now],
    )
    .await?;
    Ok(())
}
