//! SQL of workloads.

use sqlx::FromRow;
use time::Date;

use super::model::{Filter, Sealed, Summary, Workload};
use crate::{
    args,
    kernel::{Currency, Id, Instant, Money, Result, Run, like, stored},
};

/// The columns of [`WorkloadRow`], from `workload w` and `team t`.
macro_rules! columns {
    () => {
        "w.id, w.slug, w.name, w.purpose, w.team_id, t.name AS team, w.durability, w.spend_minor, w.currency, \
         w.accounts, w.regions, w.classification, w.registered_on, w.updated_at, w.version"
    };
}

#[derive(FromRow)]
struct WorkloadRow {
    id: Id,
    slug: String,
    name: String,
    purpose: String,
    team_id: Id,
    team: String,
    durability: String,
    spend_minor: Option<i64>,
    currency: String,
    accounts: String,
    regions: String,
    classification: String,
    registered_on: Date,
    updated_at: Instant,
    version: i64,
}

impl TryFrom<WorkloadRow> for Workload {
    type Error = crate::kernel::Error;

    fn try_from(row: WorkloadRow) -> Result<Self> {
        let currency: Currency = stored(&row.currency)?;
        Ok(Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            purpose: row.purpose,
            team_id: row.team_id,
            team: row.team,
            durability: stored(&row.durability)?,
            currency,
            spend: row.spend_minor.map(|minor| Money::new(minor, currency)),
            accounts: row.accounts,
            regions: row.regions,
            classification: row.classification,
            registered_on: row.registered_on,
            updated_at: row.updated_at,
            version: row.version,
        })
    }
}

pub async fn by_slug(db: &mut impl Run, slug: &str) -> Result<Option<Workload>> {
    let row: Option<WorkloadRow> = db
        .optional(
            concat!(
                "SELECT ",
                columns!(),
                " FROM workload w JOIN team t ON t.id = w.team_id WHERE w.slug = $1"
            ),
            args![slug],
        )
        .await?;
    row.map(TryInto::try_into).transpose()
}

pub async fn all(db: &mut impl Run) -> Result<Vec<Workload>> {
    let rows: Vec<WorkloadRow> = db
        .all(
            concat!(
                "SELECT ",
                columns!(),
                " FROM workload w JOIN team t ON t.id = w.team_id ORDER BY lower(w.name), w.id"
            ),
            args![],
        )
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Whether another workload has this name.
pub async fn name_taken(db: &mut impl Run, name: &str, except: Option<Id>) -> Result<bool> {
    let others = db
        .number(
            "SELECT count(*) FROM workload WHERE lower(name) = lower($1) AND ($2 IS NULL OR id <> $2)",
            args![name, except],
        )
        .await?;
    Ok(others > 0)
}

pub async fn slug_taken(db: &mut impl Run, slug: &str) -> Result<bool> {
    Ok(db
        .number("SELECT count(*) FROM workload WHERE slug = $1", args![slug])
        .await?
        > 0)
}

pub async fn insert(db: &mut impl Run, workload: &Workload) -> Result<()> {
    db.run(
        "INSERT INTO workload (id, slug, name, purpose, team_id, durability, spend_minor, currency, accounts, \
         regions, classification, registered_on, created_at, updated_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14)",
        args![
            workload.id,
            &workload.slug,
            &workload.name,
            &workload.purpose,
            workload.team_id,
            workload.durability.key(),
            workload.spend.map(|spend| spend.minor),
            workload.currency.code(),
            &workload.accounts,
            &workload.regions,
            &workload.classification,
            workload.registered_on,
            workload.updated_at,
            workload.version
        ],
    )
    .await?;
    Ok(())
}

/// Writes everything but slug and registration day, if the version still is the one read.
pub async fn update(db: &mut impl Run, workload: &Workload) -> Result<bool> {
    let changed = db
        .run(
            "UPDATE workload SET name = $1, purpose = $2, team_id = $3, durability = $4, spend_minor = $5, \
             currency = $6, accounts = $7, regions = $8, classification = $9, updated_at = $10, \
             version = version + 1 WHERE id = $11 AND version = $12",
            args![
                &workload.name,
                &workload.purpose,
                workload.team_id,
                workload.durability.key(),
                workload.spend.map(|spend| spend.minor),
                workload.currency.code(),
                &workload.accounts,
                &workload.regions,
                &workload.classification,
                workload.updated_at,
                workload.id,
                workload.version
            ],
        )
        .await?;
    Ok(changed == 1)
}

#[derive(FromRow)]
struct SummaryRow {
    #[sqlx(flatten)]
    workload: WorkloadRow,
    dependencies: i64,
    points: i64,
    leaking: i64,
    covered: i64,
    sealed_quarter: Option<String>,
    sealed_exit: Option<i64>,
    sealed_spend: Option<i64>,
    sealed_currency: Option<String>,
}

impl TryFrom<SummaryRow> for Summary {
    type Error = crate::kernel::Error;

    fn try_from(row: SummaryRow) -> Result<Self> {
        let sealed = match (row.sealed_quarter, row.sealed_exit, row.sealed_currency) {
            (Some(quarter), Some(exit), Some(currency)) => {
                let currency = stored(&currency)?;
                Some(Sealed {
                    quarter,
                    exit_cost: Money::new(exit, currency),
                    spend: row.sealed_spend.map(|minor| Money::new(minor, currency)),
                })
            }
            _ => None,
        };
        Ok(Self {
            workload: row.workload.try_into()?,
            dependencies: row.dependencies,
            points: row.points,
            leaking: row.leaking,
            covered: row.covered,
            sealed,
        })
    }
}

/// Workloads with their counts, the largest spend first: one statement, however many there are.
pub async fn list(db: &mut impl Run, filter: &Filter) -> Result<Vec<Summary>> {
    let like = filter.text.as_deref().map(like);
    let rows: Vec<SummaryRow> = db
        .all(
            concat!(
                "SELECT ",
                columns!(),
                ", coalesce(c.dependencies, 0) AS dependencies, coalesce(c.points, 0) AS points, \
                 coalesce(c.leaking, 0) AS leaking, coalesce(c.covered, 0) AS covered, \
                 a.quarter AS sealed_quarter, a.exit_likely AS sealed_exit, a.spend_minor AS sealed_spend, \
                 a.currency AS sealed_currency \
                 FROM workload w JOIN team t ON t.id = w.team_id \
                 LEFT JOIN (SELECT d.workload_id, count(DISTINCT d.id) AS dependencies, \
                            CAST(sum(p.calls) AS BIGINT) AS points, \
                            CAST(sum(CASE WHEN p.leaking = $4 THEN p.calls ELSE 0 END) AS BIGINT) AS leaking, \
                            CAST(sum(CASE WHEN r.status = 'accepted' THEN p.calls ELSE 0 END) AS BIGINT) AS covered \
                            FROM dependency d LEFT JOIN integration_point p ON p.dependency_id = d.id \
                            LEFT JOIN adr r ON r.id = d.adr_id GROUP BY d.workload_id) c ON c.workload_id = w.id \
                 LEFT JOIN (SELECT workload_id, max(quarter) AS quarter FROM assessment \
                            WHERE sealed_at IS NOT NULL GROUP BY workload_id) n ON n.workload_id = w.id \
                 LEFT JOIN assessment a ON a.workload_id = n.workload_id AND a.quarter = n.quarter \
                 WHERE ($1 IS NULL OR t.slug = $1) AND ($2 IS NULL OR w.durability = $2) \
                 AND ($3 IS NULL OR lower(w.name) LIKE $3 OR lower(w.purpose) LIKE $3) \
                 ORDER BY coalesce(w.spend_minor, -1) DESC, lower(w.name), w.id"
            ),
            args![filter.team.clone(), filter.durability.clone(), like, true],
        )
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}
