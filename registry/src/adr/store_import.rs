//! SQL an import looks things up with: what a log holds of each file without the texts, and the
//! texts of a few records at a time.

use std::collections::{HashMap, HashSet};

use sqlx::FromRow;

use super::{
    record::Adr,
    sorting,
    store::{AdrRow, columns},
    store_incoming::IncomingRow,
};
use crate::{
    args,
    kernel::{Id, Result, Run, bulk, db::Arg},
};

/// Records of one statement.
const AT_ONCE: usize = 100;

/// What a log holds of a file.
pub struct Known {
    pub id: Id,
    pub number: Option<i64>,
    /// Of its text.
    pub hash: Vec<u8>,
    /// Whether somebody wrote its text here since it was imported.
    pub here: bool,
    /// Whether it was begun here and not in a file.
    pub begun_here: bool,
}

#[derive(FromRow)]
struct KnownRow {
    id: Id,
    path: String,
    number: Option<i64>,
    source_hash: Option<Vec<u8>>,
    begun_here: bool,
    origin: String,
}

/// What a log holds, by path.
pub async fn known(db: &mut impl Run, log: Id) -> Result<HashMap<String, Known>> {
    hash_texts(db, log).await?;
    let rows: Vec<KnownRow> = db
        .all(
            "SELECT a.id, a.path, a.number, a.source_hash, (a.author_id IS NOT NULL) AS begun_here, \
             coalesce((SELECT v.origin FROM adr_version v WHERE v.adr_id = a.id ORDER BY v.version DESC LIMIT 1), 'here') \
             AS origin FROM adr a WHERE a.log_id = $1 AND a.path IS NOT NULL",
            args![log],
        )
        .await?;
    let known = rows.into_iter().map(|row| {
        let known = Known {
            id: row.id,
            number: row.number,
            hash: row.source_hash.unwrap_or_default(),
            here: row.origin != "file",
            begun_here: row.begun_here,
        };
        (row.path, known)
    });
    Ok(known.collect())
}

/// Notes what texts are in short that were stored before that was noted.
async fn hash_texts(db: &mut impl Run, log: Id) -> Result<()> {
    loop {
        let some: Vec<(Id, Vec<u8>)> = db
            .all(
                "SELECT id, source FROM adr WHERE log_id = $1 AND path IS NOT NULL AND source_hash IS NULL LIMIT 100",
                args![log],
            )
            .await?;
        if some.is_empty() {
            return Ok(());
        }
        for (id, source) in some {
            let hash = sorting::hash(&source);
            db.run("UPDATE adr SET source_hash = $1 WHERE id = $2", args![hash, id])
                .await?;
        }
    }
}

/// These records, without their texts.
pub async fn records(db: &mut impl Run, ids: &[Id]) -> Result<HashMap<Id, Adr>> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let sql = format!(
            concat!(
                "SELECT ",
                columns!(),
                " FROM adr a JOIN decision_log l ON l.id = a.log_id WHERE a.id IN ({})"
            ),
            bulk::list(0, some.len())
        );
        let rows: Vec<AdrRow> = db.all(&sql, bulk::ids(some)).await?;
        for row in rows {
            let adr = Adr::try_from(row)?;
            found.insert(adr.id, adr);
        }
    }
    Ok(found)
}

/// The texts of these records.
pub async fn texts(db: &mut impl Run, ids: &[Id]) -> Result<HashMap<Id, Vec<u8>>> {
    pairs(db, ids, "SELECT id, source FROM adr WHERE id IN").await
}

/// The texts the last import left, of those of these records that were imported.
pub async fn last_imported(db: &mut impl Run, ids: &[Id]) -> Result<HashMap<Id, Vec<u8>>> {
    let sql = "SELECT v.adr_id, v.source FROM adr_version v WHERE v.origin = 'file' AND v.version = \
               (SELECT max(m.version) FROM adr_version m WHERE m.adr_id = v.adr_id AND m.origin = 'file') AND v.adr_id IN";
    pairs(db, ids, sql).await
}

async fn pairs(db: &mut impl Run, ids: &[Id], select: &str) -> Result<HashMap<Id, Vec<u8>>> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let sql = format!("{select} ({})", bulk::list(0, some.len()));
        let rows: Vec<(Id, Vec<u8>)> = db.all(&sql, bulk::ids(some)).await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Which of these records once had exactly this text.
pub async fn had(db: &mut impl Run, texts: &[(Id, &[u8])]) -> Result<HashSet<Id>> {
    let mut found = HashSet::new();
    for some in texts.chunks(20) {
        let any: Vec<String> = (0..some.len())
            .map(|at| format!("(adr_id = ${} AND source = ${})", 2 * at + 1, 2 * at + 2))
            .collect();
        let sql = format!("SELECT DISTINCT adr_id FROM adr_version WHERE {}", any.join(" OR "));
        let args = some
            .iter()
            .flat_map(|(id, text)| [Arg::from(*id), Arg::from(text.to_vec())])
            .collect();
        let rows: Vec<(Id,)> = db.all(&sql, args).await?;
        found.extend(rows.into_iter().map(|row| row.0));
    }
    Ok(found)
}

#[derive(FromRow)]
struct IncomingOf {
    adr_id: Id,
    #[sqlx(flatten)]
    row: IncomingRow,
}

/// The texts that came in for these records while they were changed here.
pub async fn incoming(db: &mut impl Run, ids: &[Id]) -> Result<HashMap<Id, IncomingRow>> {
    let mut found = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let sql = format!(
            "SELECT adr_id, source, base, at, (settled_at IS NOT NULL) AS settled, version FROM adr_incoming \
             WHERE adr_id IN ({})",
            bulk::list(0, some.len())
        );
        let rows: Vec<IncomingOf> = db.all(&sql, bulk::ids(some)).await?;
        found.extend(rows.into_iter().map(|row| (row.adr_id, row.row)));
    }
    Ok(found)
}

/// Which of these records people worked on here: began, wrote, proposed or decided, were asked
/// about, gave an opinion on or commented.
pub async fn touched(db: &mut impl Run, ids: &[Id]) -> Result<HashSet<Id>> {
    let mut found = HashSet::new();
    for some in ids.chunks(AT_ONCE) {
        let sql = format!(
            "SELECT a.id FROM adr a WHERE a.id IN ({}) AND (a.author_id IS NOT NULL \
             OR EXISTS (SELECT 1 FROM adr_version v WHERE v.adr_id = a.id AND v.origin <> 'file') \
             OR EXISTS (SELECT 1 FROM adr_event e WHERE e.adr_id = a.id AND e.origin <> 'file') \
             OR EXISTS (SELECT 1 FROM adr_ask q WHERE q.adr_id = a.id) \
             OR EXISTS (SELECT 1 FROM adr_opinion o WHERE o.adr_id = a.id) \
             OR EXISTS (SELECT 1 FROM adr_comment c WHERE c.adr_id = a.id))",
            bulk::list(0, some.len())
        );
        let rows: Vec<(Id,)> = db.all(&sql, bulk::ids(some)).await?;
        found.extend(rows.into_iter().map(|row| row.0));
    }
    Ok(found)
}

/// Gives records the paths their files have now.
pub async fn set_paths(db: &mut impl Run, moved: &[(Id, String)]) -> Result<()> {
    for (id, path) in moved {
        db.run("UPDATE adr SET path = $1 WHERE id = $2", args![path, *id])
            .await?;
    }
    Ok(())
}
