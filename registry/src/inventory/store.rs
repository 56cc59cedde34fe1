//! SQL of services, dependencies and integration points.

mod points;

use sqlx::FromRow;

use super::model::{Dependency, Services};
use super::{Category, Service};
use crate::{
    adr::{CitedRow, cited_columns},
    args,
    kernel::{Id, Instant, Result, Run, stored},
};

pub use points::{StoredPoint, coverage, delete_counts, delete_point, insert_point, point, points, set_leaking};

#[derive(FromRow)]
struct ServiceRow {
    key: String,
    name: String,
    provider: String,
    layer: String,
    category: String,
    strong_use: String,
    practice: String,
    why: String,
}

impl TryFrom<ServiceRow> for Service {
    type Error = crate::kernel::Error;

    fn try_from(row: ServiceRow) -> Result<Self> {
        let category: Category = stored(&row.category)?;
        Ok(Self {
            key: row.key,
            name: row.name,
            provider: row.provider,
            layer: stored(&row.layer)?,
            category,
            reason: category.explanation().to_owned(),
            strong_use: row.strong_use,
            practice: row.practice,
            why: row.why,
            alternative: String::new(),
        })
    }
}

/// The one lookup over the built-in catalogue and the services of the organisation.
pub async fn services(db: &mut impl Run) -> Result<Services> {
    let rows: Vec<ServiceRow> = db
        .all(
            "SELECT key, name, provider, layer, category, strong_use, practice, why FROM service \
             ORDER BY lower(name), key",
            args![],
        )
        .await?;
    Ok(Services::with(
        rows.into_iter().map(TryInto::try_into).collect::<Result<_>>()?,
    ))
}

pub async fn insert_service(db: &mut impl Run, id: Id, service: &Service, at: Instant) -> Result<()> {
    db.run(
        "INSERT INTO service (id, key, name, provider, layer, category, strong_use, practice, why, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            id,
            &service.key,
            &service.name,
            &service.provider,
            service.layer.key(),
            service.category.key(),
            &service.strong_use,
            &service.practice,
            &service.why,
            at
        ],
    )
    .await?;
    Ok(())
}

/// How often a service is used: workloads, integration points and those leaking.
#[derive(FromRow)]
pub struct UseRow {
    pub service_key: String,
    pub workloads: i64,
    pub points: i64,
    pub leaking: i64,
}

pub async fn uses(db: &mut impl Run) -> Result<Vec<UseRow>> {
    db.all(
        "SELECT d.service_key, count(DISTINCT d.id) AS workloads, coalesce(CAST(sum(p.calls) AS BIGINT), 0) AS points, \
         CAST(sum(CASE WHEN p.leaking = $1 THEN p.calls ELSE 0 END) AS BIGINT) AS leaking \
         FROM dependency d LEFT JOIN integration_point p ON p.dependency_id = d.id GROUP BY d.service_key",
        args![true],
    )
    .await
}

/// The name of a workload, if there is one.
pub async fn workload(db: &mut impl Run, id: Id) -> Result<Option<String>> {
    let row: Option<(String,)> = db
        .optional("SELECT name FROM workload WHERE id = $1", args![id])
        .await?;
    Ok(row.map(|row| row.0))
}

#[derive(FromRow)]
struct DependencyRow {
    id: Id,
    workload_id: Id,
    workload_slug: String,
    workload: String,
    service_key: String,
    category: String,
    owner: String,
    boundary: String,
    exit_option: String,
    runbook: String,
    #[sqlx(flatten)]
    record: CitedRow,
    points: i64,
    leaking: i64,
    unlocated_inside: i64,
    unlocated_leaking: i64,
    updated_at: Instant,
    version: i64,
}

impl DependencyRow {
    fn dependency(self, services: &Services) -> Result<Dependency> {
        let exit_name = match self.exit_option.as_str() {
            "" => String::new(),
            key => services.named(key).name,
        };
        Ok(Dependency {
            id: self.id,
            workload_id: self.workload_id,
            workload_slug: self.workload_slug,
            workload: self.workload,
            service: services.named(&self.service_key),
            category: stored(&self.category)?,
            owner: self.owner,
            boundary: self.boundary,
            exit_option: self.exit_option,
            exit_name,
            runbook: self.runbook,
            record: self.record.cited()?,
            points: self.points,
            leaking: self.leaking,
            unlocated_inside: self.unlocated_inside,
            unlocated_leaking: self.unlocated_leaking,
            updated_at: self.updated_at,
            version: self.version,
        })
    }
}

/// Which dependencies to read; an empty one reads all.
#[derive(Clone, Debug, Default)]
pub struct Which {
    pub id: Option<Id>,
    pub workload: Option<Id>,
    pub service: Option<String>,
    pub record: Option<Id>,
}

/// Dependencies by layer and name, then by workload: one statement besides the services.
pub async fn dependencies(db: &mut impl Run, which: &Which, services: &Services) -> Result<Vec<Dependency>> {
    let rows: Vec<DependencyRow> = db
        .all(
            concat!(
                "SELECT d.id, d.workload_id, w.slug AS workload_slug, w.name AS workload, d.service_key, d.category, \
                 d.owner, d.boundary, d.exit_option, d.runbook, ",
                cited_columns!(),
                ", coalesce((SELECT CAST(sum(p.calls) AS BIGINT) FROM integration_point p \
                           WHERE p.dependency_id = d.id), 0) AS points, \
                 coalesce((SELECT CAST(sum(p.calls) AS BIGINT) FROM integration_point p \
                           WHERE p.dependency_id = d.id AND p.leaking = $1), 0) AS leaking, \
                 coalesce((SELECT CAST(sum(p.calls) AS BIGINT) FROM integration_point p \
                           WHERE p.dependency_id = d.id AND p.location = '' AND p.leaking <> $1), 0) AS unlocated_inside, \
                 coalesce((SELECT CAST(sum(p.calls) AS BIGINT) FROM integration_point p \
                           WHERE p.dependency_id = d.id AND p.location = '' AND p.leaking = $1), 0) AS unlocated_leaking, \
                 d.updated_at, d.version \
                 FROM dependency d JOIN workload w ON w.id = d.workload_id \
                 LEFT JOIN adr r ON r.id = d.adr_id LEFT JOIN decision_log l ON l.id = r.log_id \
                 WHERE ($2 IS NULL OR d.id = $2) AND ($3 IS NULL OR d.workload_id = $3) \
                 AND ($4 IS NULL OR d.service_key = $4) AND ($5 IS NULL OR d.adr_id = $5) \
                 ORDER BY lower(w.name), d.id"
            ),
            args![true, which.id, which.workload, which.service.clone(), which.record],
        )
        .await?;
    let mut found: Vec<Dependency> = rows
        .into_iter()
        .map(|row| row.dependency(services))
        .collect::<Result<_>>()?;
    // Stable: those of one service keep the order of their workloads.
    found.sort_by_cached_key(|one| (one.service.layer, one.service.name.to_lowercase()));
    Ok(found)
}

/// What is stored of a dependency itself.
pub struct Written<'a> {
    pub id: Id,
    pub workload_id: Id,
    pub service: &'a str,
    pub category: Category,
    pub owner: &'a str,
    pub boundary: &'a str,
    pub exit_option: &'a str,
    pub runbook: &'a str,
    pub record: Option<Id>,
    pub at: Instant,
}

pub async fn insert(db: &mut impl Run, one: &Written<'_>) -> Result<()> {
    db.run(
        "INSERT INTO dependency (id, workload_id, service_key, category, owner, boundary, exit_option, runbook, \
         adr_id, created_at, updated_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 1)",
        args![
            one.id,
            one.workload_id,
            one.service,
            one.category.key(),
            one.owner,
            one.boundary,
            one.exit_option,
            one.runbook,
            one.record,
            one.at
        ],
    )
    .await?;
    Ok(())
}

/// Writes everything but workload and service, if the version still is the one read.
pub async fn update(db: &mut impl Run, one: &Written<'_>, version: i64) -> Result<bool> {
    let changed = db
        .run(
            "UPDATE dependency SET category = $1, owner = $2, boundary = $3, exit_option = $4, runbook = $5, \
             adr_id = $6, updated_at = $7, version = version + 1 WHERE id = $8 AND version = $9",
            args![
                one.category.key(),
                one.owner,
                one.boundary,
                one.exit_option,
                one.runbook,
                one.record,
                one.at,
                one.id,
                version
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Ties a dependency to a record.
pub async fn set_record(db: &mut impl Run, id: Id, record: Id, at: Instant) -> Result<()> {
    db.run(
        "UPDATE dependency SET adr_id = $1, updated_at = $2, version = version + 1 WHERE id = $3",
        args![record, at, id],
    )
    .await?;
    Ok(())
}

/// Marks a dependency as changed because its points did.
pub async fn touch(db: &mut impl Run, id: Id, at: Instant) -> Result<()> {
    db.run(
        "UPDATE dependency SET updated_at = $1, version = version + 1 WHERE id = $2",
        args![at, id],
    )
    .await?;
    Ok(())
}

pub async fn delete(db: &mut impl Run, id: Id) -> Result<()> {
    db.run("DELETE FROM integration_point WHERE dependency_id = $1", args![id])
        .await?;
    db.run("DELETE FROM dependency WHERE id = $1", args![id]).await?;
    Ok(())
}
