//! SQL of texts that came in while their record had been changed here too.

use std::collections::HashMap;

use sqlx::FromRow;

use crate::{
    args,
    kernel::{Id, Instant, Result, Run},
};

/// A text that came in.
#[derive(Clone, Debug, FromRow)]
pub struct IncomingRow {
    pub source: Vec<u8>,
    pub base: Option<Vec<u8>>,
    pub at: Instant,
    pub settled: bool,
    pub version: i64,
}

#[derive(FromRow)]
struct IncomingOfLog {
    adr_id: Id,
    #[sqlx(flatten)]
    row: IncomingRow,
}

pub async fn incoming(db: &mut impl Run, adr: Id) -> Result<Option<IncomingRow>> {
    db.optional(
        "SELECT source, base, at, (settled_at IS NOT NULL) AS settled, version FROM adr_incoming WHERE adr_id = $1",
        args![adr],
    )
    .await
}

/// Whether a text waits for somebody to choose.
pub async fn waits(db: &mut impl Run, adr: Id) -> Result<bool> {
    let waiting = db
        .number(
            "SELECT count(*) FROM adr_incoming WHERE adr_id = $1 AND settled_at IS NULL",
            args![adr],
        )
        .await?;
    Ok(waiting > 0)
}

/// All texts that came in for records of a log.
pub async fn incoming_of(db: &mut impl Run, log: Id) -> Result<HashMap<Id, IncomingRow>> {
    let rows: Vec<IncomingOfLog> = db
        .all(
            "SELECT i.adr_id, i.source, i.base, i.at, (i.settled_at IS NOT NULL) AS settled, i.version \
             FROM adr_incoming i JOIN adr a ON a.id = i.adr_id WHERE a.log_id = $1",
            args![log],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.adr_id, row.row)).collect())
}

/// Records of a log that wait for somebody to choose: number and title.
pub async fn conflicts(db: &mut impl Run, log: Id) -> Result<Vec<(i64, String)>> {
    db.all(
        "SELECT a.number, a.title FROM adr_incoming i JOIN adr a ON a.id = i.adr_id \
         WHERE a.log_id = $1 AND i.settled_at IS NULL AND a.number IS NOT NULL ORDER BY a.number",
        args![log],
    )
    .await
}

/// Records of any log that wait for somebody to choose: log, number and title; the first fifty.
pub async fn all_conflicts(db: &mut impl Run) -> Result<Vec<(String, i64, String)>> {
    db.all(
        "SELECT l.key, a.number, a.title FROM adr_incoming i JOIN adr a ON a.id = i.adr_id \
         JOIN decision_log l ON l.id = a.log_id WHERE i.settled_at IS NULL AND a.number IS NOT NULL \
         ORDER BY l.key, a.number LIMIT 50",
        args![],
    )
    .await
}

/// Keeps a text that came in until somebody chooses. What was settled before is what both changes
/// began from.
pub async fn put_incoming(db: &mut impl Run, adr: Id, source: &[u8], at: Instant) -> Result<()> {
    db.run(
        "INSERT INTO adr_incoming (adr_id, source, at, version) VALUES ($1, $2, $3, 1) \
         ON CONFLICT (adr_id) DO UPDATE SET \
         base = CASE WHEN adr_incoming.settled_at IS NULL THEN adr_incoming.base ELSE adr_incoming.source END, \
         source = $2, at = $3, settled_at = NULL, version = adr_incoming.version + 1",
        args![adr, source.to_vec(), at],
    )
    .await?;
    Ok(())
}

/// Notes that a file has this text and that there is nothing to choose.
pub async fn put_settled(db: &mut impl Run, adr: Id, source: &[u8], at: Instant) -> Result<()> {
    db.run(
        "INSERT INTO adr_incoming (adr_id, source, at, settled_at, version) VALUES ($1, $2, $3, $3, 1) \
         ON CONFLICT (adr_id) DO UPDATE SET base = NULL, source = $2, at = $3, settled_at = $3, \
         version = adr_incoming.version + 1",
        args![adr, source.to_vec(), at],
    )
    .await?;
    Ok(())
}

/// Marks a text as settled, if it still is the one somebody saw.
pub async fn settle_incoming(db: &mut impl Run, adr: Id, version: i64, at: Instant) -> Result<bool> {
    let settled = db
        .run(
            "UPDATE adr_incoming SET settled_at = $3 WHERE adr_id = $1 AND version = $2 AND settled_at IS NULL",
            args![adr, version, at],
        )
        .await?;
    Ok(settled == 1)
}

pub async fn drop_incoming(db: &mut impl Run, adr: Id) -> Result<()> {
    db.run("DELETE FROM adr_incoming WHERE adr_id = $1", args![adr]).await?;
    Ok(())
}

/// The text of a record that the last import left, if one ever did.
async fn last_imported(db: &mut impl Run, adr: Id) -> Result<Option<Vec<u8>>> {
    let row: Option<(Vec<u8>,)> = db
        .optional(
            concat!(
                "SELECT source FROM adr_version WHERE adr_id = $1 AND person_name LIKE '%",
                ", by import",
                "' ORDER BY version DESC LIMIT 1"
            ),
            args![adr],
        )
        .await?;
    Ok(row.map(|row| row.0))
}

/// What a record and its file both began from: the text they last agreed on, if they ever did.
pub async fn base(db: &mut impl Run, adr: Id, row: Option<&IncomingRow>) -> Result<Option<Vec<u8>>> {
    match row {
        Some(row) if row.settled => Ok(Some(row.source.clone())),
        Some(IncomingRow { base: Some(base), .. }) => Ok(Some(base.clone())),
        _ => last_imported(db, adr).await,
    }
}
