//! SQL that tells which records texts refer to: only those asked for are read.

use std::collections::BTreeSet;

use sqlx::FromRow;

use super::index::{self, Index, Keys, Known, Reference, Wanted};
use crate::{
    args,
    kernel::{Id, Result, Run, bulk, db::Arg},
};

/// Keys asked for in one statement at most.
const AT_ONCE: usize = 500;

#[derive(FromRow)]
struct KnownRow {
    id: Id,
    log: String,
    number: Option<i64>,
    path: Option<String>,
}

impl From<KnownRow> for Known {
    fn from(row: KnownRow) -> Self {
        Self {
            id: row.id,
            log: row.log,
            number: row.number,
            path: row.path,
        }
    }
}

/// The records some references mean. Most lead by their path; only of the others is looked up what
/// else they say.
pub async fn known(db: &mut impl Run, references: Vec<Reference<'_>>) -> Result<Index> {
    let mut known = Vec::new();
    for (log, paths) in &index::paths(references.iter().copied()) {
        known.extend(by_path(db, log, paths).await?);
    }
    let led = Index::new(known.clone());
    let wanted = Wanted::of(references.into_iter().filter(|reference| !led.leads(*reference)));
    known.extend(by_number(db, wanted.numbers).await?);
    let mut alone = Vec::new();
    for (log, files) in &wanted.files {
        alone.extend(by_file(db, log, files).await?);
    }
    Ok(Index::partial(known, alone))
}

/// The log with a key, by its placeholder. Of a log that has just been filled PostgreSQL does not
/// know yet how much it holds, and would rather walk through all of it than look records up; asked
/// in this way, it takes the log for one like the others.
fn of_log(at: usize) -> String {
    format!("(SELECT key FROM decision_log WHERE key = ${at})")
}

async fn by_number(db: &mut impl Run, numbers: Keys<i64>) -> Result<Vec<Known>> {
    let all: Vec<(String, i64)> = numbers
        .into_iter()
        .flat_map(|(log, numbers)| numbers.into_iter().map(move |number| (log.clone(), number)))
        .collect();
    let mut known = Vec::new();
    for part in all.chunks(AT_ONCE) {
        let (mut args, mut any): (Vec<Arg>, Vec<String>) = (Vec::new(), Vec::new());
        for same in part.chunk_by(|one, next| one.0 == next.0) {
            args.push(Arg::from(same[0].0.as_str()));
            any.push(format!(
                "(e.log_key = {} AND e.numbered = 1 AND e.number IN ({}))",
                of_log(args.len()),
                bulk::list(args.len(), same.len())
            ));
            args.extend(same.iter().map(|(_, number)| Arg::from(*number)));
        }
        let sql = format!(
            "SELECT a.id, e.log_key AS log, e.number, a.path FROM adr_entry e JOIN adr a ON a.id = e.adr_id WHERE {}",
            any.join(" OR ")
        );
        let rows: Vec<KnownRow> = db.all(&sql, args).await?;
        known.extend(rows.into_iter().map(Known::from));
    }
    Ok(known)
}

async fn by_path(db: &mut impl Run, log: &str, paths: &BTreeSet<String>) -> Result<Vec<Known>> {
    let paths: Vec<&String> = paths.iter().collect();
    let mut known = Vec::new();
    for part in paths.chunks(AT_ONCE) {
        let sql = format!(
            "SELECT a.id, l.key AS log, a.number, a.path FROM decision_log l JOIN adr a ON a.log_id = l.id \
             WHERE l.key = $1 AND a.path IN ({})",
            bulk::list(1, part.len())
        );
        let mut args = args![log];
        args.extend(part.iter().map(|path| Arg::from(*path)));
        // Asked for numbers too, SQLite would walk through all of the log's.
        let rows: Vec<KnownRow> = db.all(&sql, args).await?;
        known.extend(rows.into_iter().filter(|row| row.number.is_some()).map(Known::from));
    }
    Ok(known)
}

/// Records whose file's name no other record of the log has.
async fn by_file(db: &mut impl Run, log: &str, files: &BTreeSet<String>) -> Result<Vec<Known>> {
    let files: Vec<&String> = files.iter().collect();
    let mut known = Vec::new();
    for part in files.chunks(AT_ONCE) {
        let sql = format!(
            "SELECT a.id, e.log_key AS log, e.number, a.path FROM \
             (SELECT min(seq) AS seq FROM adr_entry WHERE log_key = {} AND file_key IN ({}) AND numbered = 1 \
             GROUP BY file_key HAVING count(*) = 1) u \
             JOIN adr_entry e ON e.seq = u.seq JOIN adr a ON a.id = e.adr_id",
            of_log(1),
            bulk::list(1, part.len())
        );
        let mut args = args![log];
        args.extend(part.iter().map(|file| Arg::from(*file)));
        let rows: Vec<KnownRow> = db.all(&sql, args).await?;
        known.extend(rows.into_iter().map(Known::from));
    }
    Ok(known)
}

/// Whether a record of the log has this file.
pub async fn has_path(db: &mut impl Run, log: Id, path: &str) -> Result<bool> {
    let found = db
        .number(
            "SELECT count(*) FROM adr WHERE log_id = $1 AND path = $2",
            args![log, path],
        )
        .await?;
    Ok(found > 0)
}
