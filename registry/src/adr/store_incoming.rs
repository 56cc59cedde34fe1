//! SQL of texts that came in while their record had been changed here too.

use sqlx::FromRow;

use super::{again, store_import};
use crate::{
    args,
    kernel::{Id, Instant, Result, Run, bulk},
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

/// Keeps texts that came in until somebody chooses. What was settled before is what both changes
/// began from.
pub async fn put_incoming(db: &mut impl Run, texts: Vec<(Id, Vec<u8>)>, at: Instant) -> Result<()> {
    let rows = texts
        .into_iter()
        .map(|(adr, source)| args![adr, source, at, 1_i64])
        .collect();
    let over = "ON CONFLICT (adr_id) DO UPDATE SET \
                base = CASE WHEN adr_incoming.settled_at IS NULL THEN adr_incoming.base ELSE adr_incoming.source END, \
                source = excluded.source, at = excluded.at, settled_at = NULL, version = adr_incoming.version + 1";
    bulk::upsert(db, "adr_incoming (adr_id, source, at, version)", rows, over).await?;
    Ok(())
}

/// Notes that files have these texts and that there is nothing to choose.
pub async fn put_settled(db: &mut impl Run, texts: Vec<(Id, Vec<u8>)>, at: Instant) -> Result<()> {
    let rows = texts
        .into_iter()
        .map(|(adr, source)| args![adr, source, at, at, 1_i64])
        .collect();
    let over = "ON CONFLICT (adr_id) DO UPDATE SET base = NULL, source = excluded.source, at = excluded.at, \
                settled_at = excluded.settled_at, version = adr_incoming.version + 1";
    let into = "adr_incoming (adr_id, source, at, settled_at, version)";
    bulk::upsert(db, into, rows, over).await?;
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

/// Forgets what came in for these records.
pub async fn drop_incoming(db: &mut impl Run, adrs: &[Id]) -> Result<()> {
    for some in adrs.chunks(100) {
        let sql = format!(
            "DELETE FROM adr_incoming WHERE adr_id IN ({})",
            bulk::list(0, some.len())
        );
        db.run(&sql, bulk::ids(some)).await?;
    }
    Ok(())
}

/// What a record and its file both began from: the text they last agreed on, if they ever did.
pub async fn base(db: &mut impl Run, adr: Id, row: Option<&IncomingRow>) -> Result<Option<Vec<u8>>> {
    let last = store_import::last_imported(db, &[adr]).await?;
    Ok(again::base(row, last.get(&adr).map(Vec::as_slice)).map(<[u8]>::to_vec))
}
