//! SQL of integration points.

use sqlx::FromRow;

use crate::{
    adr::{CitedRow, cited_columns},
    args,
    inventory::{Coverage, Point, PointFilter, Services},
    kernel::{Id, Instant, Result, Run, stored},
};

#[derive(FromRow)]
struct PointRow {
    id: Id,
    dependency_id: Id,
    workload_slug: String,
    workload: String,
    service_key: String,
    category: String,
    location: String,
    operation: String,
    calls: i64,
    leaking: bool,
    #[sqlx(flatten)]
    record: CitedRow,
}

impl PointRow {
    fn point(self, services: &Services) -> Result<Point> {
        Ok(Point {
            id: self.id,
            dependency_id: self.dependency_id,
            workload_slug: self.workload_slug,
            workload: self.workload,
            service: services.named(&self.service_key),
            category: stored(&self.category)?,
            location: self.location,
            operation: self.operation,
            calls: self.calls,
            leaking: self.leaking,
            record: self.record.cited()?,
        })
    }
}

/// Integration points by workload, service and place; counts without a place come first.
pub async fn points(db: &mut impl Run, filter: &PointFilter, services: &Services) -> Result<Vec<Point>> {
    let rows: Vec<PointRow> = db
        .all(
            concat!(
                "SELECT p.id, p.dependency_id, w.slug AS workload_slug, w.name AS workload, d.service_key, \
                 d.category, p.location, p.operation, p.calls, p.leaking, ",
                cited_columns!(),
                " FROM integration_point p JOIN dependency d ON d.id = p.dependency_id \
                 JOIN workload w ON w.id = d.workload_id \
                 LEFT JOIN adr r ON r.id = d.adr_id LEFT JOIN decision_log l ON l.id = r.log_id \
                 WHERE ($1 IS NULL OR w.slug = $1) AND ($2 IS NULL OR d.service_key = $2) \
                 AND ($3 IS NULL OR d.id = $3) AND ($4 OR p.leaking = $5) \
                 AND ($6 OR r.status IS NULL OR r.status <> 'accepted') \
                 ORDER BY lower(w.name), d.service_key, p.location, p.operation, p.id LIMIT $7 OFFSET $8"
            ),
            args![
                filter.workload.clone(),
                filter.service.clone(),
                filter.dependency,
                filter.leaking.is_none(),
                filter.leaking.unwrap_or_default(),
                !filter.uncovered,
                filter.limit,
                filter.skip
            ],
        )
        .await?;
    rows.into_iter().map(|row| row.point(services)).collect()
}

/// Counts what [`points`] would list without its limit.
pub async fn coverage(db: &mut impl Run, filter: &PointFilter) -> Result<Coverage> {
    let row: Option<(i64, i64, i64, i64)> = db
        .optional(
            "SELECT count(*), coalesce(CAST(sum(p.calls) AS BIGINT), 0), \
             coalesce(CAST(sum(CASE WHEN p.leaking = $7 THEN p.calls ELSE 0 END) AS BIGINT), 0), \
             coalesce(CAST(sum(CASE WHEN r.status = 'accepted' THEN p.calls ELSE 0 END) AS BIGINT), 0) \
             FROM integration_point p JOIN dependency d ON d.id = p.dependency_id \
             JOIN workload w ON w.id = d.workload_id LEFT JOIN adr r ON r.id = d.adr_id \
             WHERE ($1 IS NULL OR w.slug = $1) AND ($2 IS NULL OR d.service_key = $2) \
             AND ($3 IS NULL OR d.id = $3) AND ($4 OR p.leaking = $5) \
             AND ($6 OR r.status IS NULL OR r.status <> 'accepted')",
            args![
                filter.workload.clone(),
                filter.service.clone(),
                filter.dependency,
                filter.leaking.is_none(),
                filter.leaking.unwrap_or_default(),
                !filter.uncovered,
                true
            ],
        )
        .await?;
    let (rows, points, leaking, covered) = row.unwrap_or_default();
    Ok(Coverage {
        rows,
        points,
        leaking,
        covered,
    })
}

/// What is stored of an integration point.
#[derive(Clone, Debug, FromRow)]
pub struct StoredPoint {
    pub id: Id,
    pub dependency_id: Id,
    pub location: String,
    pub operation: String,
    pub calls: i64,
    pub leaking: bool,
}

pub async fn point(db: &mut impl Run, id: Id) -> Result<Option<StoredPoint>> {
    db.optional(
        "SELECT id, dependency_id, location, operation, calls, leaking FROM integration_point WHERE id = $1",
        args![id],
    )
    .await
}

pub async fn insert_point(db: &mut impl Run, point: &StoredPoint, at: Instant) -> Result<()> {
    db.run(
        "INSERT INTO integration_point (id, dependency_id, location, operation, calls, leaking, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            point.id,
            point.dependency_id,
            &point.location,
            &point.operation,
            point.calls,
            point.leaking,
            at
        ],
    )
    .await?;
    Ok(())
}

pub async fn set_leaking(db: &mut impl Run, id: Id, leaking: bool) -> Result<()> {
    db.run(
        "UPDATE integration_point SET leaking = $1 WHERE id = $2",
        args![leaking, id],
    )
    .await?;
    Ok(())
}

pub async fn delete_point(db: &mut impl Run, id: Id) -> Result<()> {
    db.run("DELETE FROM integration_point WHERE id = $1", args![id]).await?;
    Ok(())
}

/// Removes the counts without a place on one side of the boundary.
pub async fn delete_counts(db: &mut impl Run, dependency: Id, leaking: bool) -> Result<()> {
    db.run(
        "DELETE FROM integration_point WHERE dependency_id = $1 AND location = '' AND leaking = $2",
        args![dependency, leaking],
    )
    .await?;
    Ok(())
}
