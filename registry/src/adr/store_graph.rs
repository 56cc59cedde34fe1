//! SQL of relations among many records, and of records over time.

use sqlx::FromRow;
use time::Date;

use super::{
    Cited, Status,
    course::{Dated, Period},
    graph::{GraphFilter, Said},
    store_cited::{CitedRow, cited_columns},
};
use crate::{
    args,
    kernel::{Error, Id, Instant, Result, Run, stored},
};

#[derive(FromRow)]
struct SaidRow {
    from_id: Id,
    from_log: String,
    from_number: Option<i64>,
    from_title: String,
    from_status: String,
    kind: String,
    raw_target: String,
    #[sqlx(flatten)]
    to: CitedRow,
}

impl TryFrom<SaidRow> for Said {
    type Error = Error;

    fn try_from(row: SaidRow) -> Result<Self> {
        Ok(Self {
            from: Cited {
                id: row.from_id,
                log: row.from_log,
                number: row.from_number,
                title: row.from_title,
                status: stored(&row.from_status)?,
            },
            kind: stored(&row.kind)?,
            to: row.to.cited()?,
            raw: row.raw_target,
        })
    }
}

/// The columns of [`SaidRow`], from `adr_relation n`, the record `f` that says it with its log
/// `fl`, and the other one, `r` with `l`.
macro_rules! said_columns {
    () => {
        concat!(
            "f.id AS from_id, fl.key AS from_log, f.number AS from_number, f.title AS from_title, \
             f.status AS from_status, n.kind, n.raw_target, ",
            cited_columns!(),
            " FROM adr_relation n JOIN adr f ON f.id = n.from_id JOIN decision_log fl ON fl.id = f.log_id \
             LEFT JOIN adr r ON r.id = n.to_id LEFT JOIN decision_log l ON l.id = r.log_id "
        )
    };
}

/// What texts say of other records, of the records stored last first, at most so many.
pub async fn said(db: &mut impl Run, filter: &GraphFilter, most: i64) -> Result<Vec<Said>> {
    let rows: Vec<SaidRow> = match filter.around {
        None => {
            db.all(
                concat!(
                    "SELECT ",
                    said_columns!(),
                    "WHERE ($1 IS NULL OR fl.key = $1 OR l.key = $1) \
                     ORDER BY n.from_id DESC, n.position LIMIT $2"
                ),
                args![filter.log.clone(), most],
            )
            .await?
        }
        Some(around) => {
            // Each step once more over the relations from and to what was reached.
            db.all(
                concat!(
                    "WITH RECURSIVE near (id, steps) AS (SELECT a.id, 0 FROM adr a WHERE a.id = $1 UNION \
                     SELECT CASE WHEN n.from_id = near.id THEN n.to_id ELSE n.from_id END, near.steps + 1 \
                     FROM near JOIN adr_relation n ON n.from_id = near.id OR n.to_id = near.id \
                     WHERE near.steps < $2 AND n.to_id IS NOT NULL) SELECT ",
                    said_columns!(),
                    "WHERE n.from_id IN (SELECT id FROM near) \
                     AND (n.to_id IS NULL OR n.to_id IN (SELECT id FROM near)) \
                     ORDER BY n.from_id DESC, n.position LIMIT $3"
                ),
                args![around, filter.steps, most],
            )
            .await?
        }
    };
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How many records stand in a status, by the month of a day: `2026-11`; none where there is no day.
pub type Month = (Option<String>, Status, i64);

/// Records by the month they were decided in, or with `recorded` were stored in.
pub async fn months(db: &mut impl Run, log: Option<&str>, recorded: bool) -> Result<Vec<Month>> {
    let log = log.map(ToOwned::to_owned);
    let rows: Vec<(Option<String>, String, i64)> = if recorded {
        db.all(
            "SELECT substr(CAST(a.created_at AS TEXT), 1, 7) AS month, a.status, count(*) \
             FROM adr a JOIN decision_log l ON l.id = a.log_id WHERE ($1 IS NULL OR l.key = $1) \
             GROUP BY substr(CAST(a.created_at AS TEXT), 1, 7), a.status ORDER BY 1, 2",
            args![log],
        )
        .await?
    } else {
        db.all(
            "SELECT substr(CAST(a.decided_on AS TEXT), 1, 7) AS month, a.status, count(*) \
             FROM adr a JOIN decision_log l ON l.id = a.log_id WHERE ($1 IS NULL OR l.key = $1) \
             GROUP BY substr(CAST(a.decided_on AS TEXT), 1, 7), a.status ORDER BY 1, 2",
            args![log],
        )
        .await?
    };
    rows.into_iter()
        .map(|(month, status, count)| Ok((month, stored(&status)?, count)))
        .collect()
}

#[derive(FromRow)]
struct DatedRow {
    #[sqlx(flatten)]
    record: CitedRow,
    decided_on: Option<Date>,
    created_at: Instant,
}

/// Records of a quarter, the latest first, at most so many.
pub async fn dated(db: &mut impl Run, period: &Period, log: Option<&str>, most: i64) -> Result<Vec<Dated>> {
    let (from, to) = (period.quarter.first_day(), period.quarter.next().first_day());
    let log = log.map(ToOwned::to_owned);
    let status = period.status.map(Status::as_str);
    let rows: Vec<DatedRow> = if period.recorded {
        db.all(
            concat!(
                "SELECT ",
                cited_columns!(),
                ", r.decided_on, r.created_at FROM adr r JOIN decision_log l ON l.id = r.log_id \
                 WHERE ($1 IS NULL OR l.key = $1) AND ($2 IS NULL OR r.status = $2) \
                 AND r.created_at >= $3 AND r.created_at < $4 ORDER BY r.created_at DESC, r.id DESC LIMIT $5"
            ),
            args![log, status, Instant::start_of(from), Instant::start_of(to), most],
        )
        .await?
    } else {
        db.all(
            concat!(
                "SELECT ",
                cited_columns!(),
                ", r.decided_on, r.created_at FROM adr r JOIN decision_log l ON l.id = r.log_id \
                 WHERE ($1 IS NULL OR l.key = $1) AND ($2 IS NULL OR r.status = $2) \
                 AND r.decided_on >= $3 AND r.decided_on < $4 ORDER BY r.decided_on DESC, r.id DESC LIMIT $5"
            ),
            args![log, status, from, to, most],
        )
        .await?
    };
    rows.into_iter()
        .map(|row| {
            let on = row.decided_on.filter(|_| !period.recorded);
            let on = on.unwrap_or_else(|| row.created_at.day());
            Ok(row.record.cited()?.map(|record| Dated { record, on }))
        })
        .filter_map(Result::transpose)
        .collect()
}
