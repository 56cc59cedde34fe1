//! SQL of a record's terms, the workloads it is about, and what it replaces.

use sqlx::FromRow;
use time::Date;

use super::{
    sign_off::Replacement,
    store_cited::{CitedRow, cited_columns},
    terms::{Due, Terms},
};
use crate::{
    args,
    kernel::{Error, Id, Money, Result, Run, bulk, stored},
};

#[derive(FromRow)]
struct TermsRow {
    reversal: String,
    cost_minor: Option<i64>,
    currency: String,
    triggers: String,
    review_by: Option<Date>,
    version: i64,
}

/// The terms of a record; empty ones of version 0 while nothing was written.
pub async fn terms(db: &mut impl Run, adr: Id) -> Result<Terms> {
    let row: Option<TermsRow> = db
        .optional(
            "SELECT reversal, cost_minor, currency, triggers, review_by, version FROM adr_terms WHERE adr_id = $1",
            args![adr],
        )
        .await?;
    let Some(row) = row else {
        return Ok(Terms::default());
    };
    let cost = match row.cost_minor {
        Some(minor) => Some(Money::new(minor, stored(&row.currency)?)),
        None => None,
    };
    Ok(Terms {
        reversal: row.reversal,
        cost,
        triggers: row.triggers.lines().map(ToOwned::to_owned).collect(),
        review_by: row.review_by,
        version: row.version,
    })
}

/// Writes terms if the version still is the one given, and raises it.
pub async fn write_terms(db: &mut impl Run, adr: Id, terms: &Terms) -> Result<bool> {
    let (minor, currency) = match terms.cost {
        Some(cost) => (Some(cost.minor), cost.currency.code()),
        None => (None, ""),
    };
    let changed = if terms.version == 0 {
        db.run(
            "INSERT INTO adr_terms (adr_id, reversal, cost_minor, currency, triggers, review_by, version) \
             VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (adr_id) DO NOTHING",
            args![
                adr,
                &terms.reversal,
                minor,
                currency,
                terms.triggers.join("\n"),
                terms.review_by
            ],
        )
        .await?
    } else {
        db.run(
            "UPDATE adr_terms SET reversal = $1, cost_minor = $2, currency = $3, triggers = $4, review_by = $5, \
             version = version + 1 WHERE adr_id = $6 AND version = $7",
            args![
                &terms.reversal,
                minor,
                currency,
                terms.triggers.join("\n"),
                terms.review_by,
                adr,
                terms.version
            ],
        )
        .await?
    };
    Ok(changed == 1)
}

#[derive(FromRow)]
struct DueRow {
    review_by: Date,
    #[sqlx(flatten)]
    record: CitedRow,
}

/// Records in force to be looked at again by a day, the most urgent first.
pub async fn due(db: &mut impl Run, until: Date) -> Result<Vec<Due>> {
    let rows: Vec<DueRow> = db
        .all(
            concat!(
                "SELECT m.review_by, ",
                cited_columns!(),
                " FROM adr_terms m JOIN adr r ON r.id = m.adr_id JOIN decision_log l ON l.id = r.log_id \
                 WHERE m.review_by <= $1 AND r.status = 'accepted' ORDER BY m.review_by, r.id"
            ),
            args![until],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let record = row.record.cited()?.ok_or(Error::NotFound("decision record"))?;
            Ok(Due {
                record,
                review_by: row.review_by,
            })
        })
        .collect()
}

/// The workloads a record is about: slug and name.
pub async fn workloads(db: &mut impl Run, adr: Id) -> Result<Vec<(String, String)>> {
    db.all(
        "SELECT w.slug, w.name FROM adr_workload x JOIN workload w ON w.id = x.workload_id WHERE x.adr_id = $1 \
         ORDER BY lower(w.name), w.slug",
        args![adr],
    )
    .await
}

pub async fn set_workloads(db: &mut impl Run, adr: Id, workloads: &[Id]) -> Result<()> {
    db.run("DELETE FROM adr_workload WHERE adr_id = $1", args![adr]).await?;
    let rows = workloads.iter().map(|workload| args![adr, *workload]);
    bulk::insert(db, "adr_workload (adr_id, workload_id)", rows.collect()).await
}

#[derive(FromRow)]
struct ReplacementRow {
    successor: bool,
    part: String,
    #[sqlx(flatten)]
    other: CitedRow,
}

/// What a record replaces, then what replaces it.
pub async fn replacements(db: &mut impl Run, adr: Id) -> Result<(Vec<Replacement>, Vec<Replacement>)> {
    let rows: Vec<ReplacementRow> = db
        .all(
            concat!(
                "SELECT (x.successor_id = $1) AS successor, x.part, ",
                cited_columns!(),
                " FROM adr_replacement x JOIN adr r ON r.id = CASE WHEN x.successor_id = $1 THEN x.predecessor_id \
                 ELSE x.successor_id END JOIN decision_log l ON l.id = r.log_id \
                 WHERE x.successor_id = $1 OR x.predecessor_id = $1 ORDER BY l.key, r.number, r.id"
            ),
            args![adr],
        )
        .await?;
    let (mut replaces, mut replaced_by) = (Vec::new(), Vec::new());
    for row in rows {
        let other = row.other.cited()?.ok_or(Error::NotFound("decision record"))?;
        let side = if row.successor { &mut replaces } else { &mut replaced_by };
        side.push(Replacement { other, part: row.part });
    }
    Ok((replaces, replaced_by))
}

pub async fn insert_replacement(db: &mut impl Run, successor: Id, predecessor: Id, part: &str) -> Result<()> {
    db.run(
        "INSERT INTO adr_replacement (successor_id, predecessor_id, part) VALUES ($1, $2, $3) \
         ON CONFLICT (successor_id, predecessor_id) DO UPDATE SET part = excluded.part",
        args![successor, predecessor, part],
    )
    .await?;
    Ok(())
}

pub async fn delete_replacement(db: &mut impl Run, successor: Id, predecessor: Id) -> Result<bool> {
    let gone = db
        .run(
            "DELETE FROM adr_replacement WHERE successor_id = $1 AND predecessor_id = $2",
            args![successor, predecessor],
        )
        .await?;
    Ok(gone == 1)
}
