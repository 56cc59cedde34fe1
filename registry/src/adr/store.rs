//! SQL of decision records and their logs. Lists and search are in `store_list`, what belongs to
//! one record in `store_parts`.

use std::collections::BTreeSet;

use sqlx::FromRow;
use time::Date;

use super::{Adr, Log, sorting};
use crate::{
    args,
    kernel::{
        Error, Id, Instant, Result, Run, Tx, bulk,
        db::{Arg, Engine},
        stored,
    },
};

/// The columns of [`AdrRow`], from `adr a` and `decision_log l`.
macro_rules! columns {
    () => {
        "a.id, a.log_id, l.key AS log, l.name AS log_name, a.number, a.title, a.status, a.raw_status, a.door, \
         a.dialect, a.path, a.raw_number, a.raw_date, a.decided_on, a.author_id, a.created_at, a.updated_at, a.version"
    };
}
pub(super) use columns;

#[derive(FromRow)]
pub(super) struct AdrRow {
    id: Id,
    log_id: Id,
    log: String,
    log_name: String,
    number: Option<i64>,
    title: String,
    status: String,
    raw_status: Option<String>,
    door: Option<String>,
    dialect: String,
    path: Option<String>,
    raw_number: Option<String>,
    raw_date: Option<String>,
    decided_on: Option<Date>,
    author_id: Option<Id>,
    created_at: Instant,
    updated_at: Instant,
    version: i64,
}

impl TryFrom<AdrRow> for Adr {
    type Error = Error;

    fn try_from(row: AdrRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            log_id: row.log_id,
            log: row.log,
            log_name: row.log_name,
            number: row.number,
            title: row.title,
            status: stored(&row.status)?,
            raw_status: row.raw_status,
            door: row.door.as_deref().map(stored).transpose()?,
            dialect: stored(&row.dialect)?,
            path: row.path,
            raw_number: row.raw_number,
            raw_date: row.raw_date,
            decided_on: row.decided_on,
            author_id: row.author_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        })
    }
}

#[derive(FromRow)]
struct LogRow {
    id: Id,
    key: String,
    name: String,
    source: Option<String>,
    records: i64,
}

macro_rules! log_columns {
    () => {
        "l.id, l.key, l.name, l.source, (SELECT CAST(coalesce(sum(t.records), 0) AS BIGINT) FROM adr_tally t \
         WHERE t.log_key = l.key) AS records"
    };
}

impl From<LogRow> for Log {
    fn from(row: LogRow) -> Self {
        Self {
            id: row.id,
            key: row.key,
            name: row.name,
            source: row.source,
            records: row.records,
        }
    }
}

pub async fn logs(db: &mut impl Run) -> Result<Vec<Log>> {
    let rows: Vec<LogRow> = db
        .all(
            concat!("SELECT ", log_columns!(), " FROM decision_log l ORDER BY l.key"),
            args![],
        )
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub async fn log_by_key(db: &mut impl Run, key: &str) -> Result<Option<Log>> {
    let row: Option<LogRow> = db
        .optional(
            concat!("SELECT ", log_columns!(), " FROM decision_log l WHERE l.key = $1"),
            args![key],
        )
        .await?;
    Ok(row.map(Into::into))
}

pub async fn insert_log(db: &mut impl Run, log: &Log) -> Result<()> {
    db.run(
        "INSERT INTO decision_log (id, key, name, source, next_number) VALUES ($1, $2, $3, $4, $5)",
        args![log.id, &log.key, &log.name, log.source.clone(), 1_i64],
    )
    .await?;
    Ok(())
}

/// Takes the next number of a log. Whoever asks next waits until this transaction ends.
pub async fn take_number(db: &mut impl Run, log: Id) -> Result<i64> {
    let row: Option<(i64,)> = db
        .optional(
            "UPDATE decision_log SET next_number = next_number + 1 WHERE id = $1 RETURNING next_number",
            args![log],
        )
        .await?;
    row.map(|row| row.0 - 1).ok_or(Error::NotFound("decision log"))
}

/// Locks a log until the transaction ends, and says which number comes next.
pub async fn lock_log(db: &mut impl Run, log: Id) -> Result<i64> {
    let row: Option<(i64,)> = db
        .optional(
            "UPDATE decision_log SET next_number = next_number WHERE id = $1 RETURNING next_number",
            args![log],
        )
        .await?;
    row.map(|row| row.0).ok_or(Error::NotFound("decision log"))
}

pub async fn raise_number(db: &mut impl Run, log: Id, next: i64) -> Result<()> {
    db.run(
        "UPDATE decision_log SET next_number = $1 WHERE id = $2 AND next_number < $1",
        args![next, log],
    )
    .await?;
    Ok(())
}

pub async fn by_number(db: &mut impl Run, log: &str, number: i64) -> Result<Option<Adr>> {
    let row: Option<AdrRow> = db
        .optional(
            concat!(
                "SELECT ",
                columns!(),
                " FROM adr a JOIN decision_log l ON l.id = a.log_id WHERE l.key = $1 AND a.number = $2"
            ),
            args![log, number],
        )
        .await?;
    row.map(TryInto::try_into).transpose()
}

pub async fn by_id(db: &mut impl Run, id: Id) -> Result<Option<Adr>> {
    let row: Option<AdrRow> = db
        .optional(
            concat!(
                "SELECT ",
                columns!(),
                " FROM adr a JOIN decision_log l ON l.id = a.log_id WHERE a.id = $1"
            ),
            args![id],
        )
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Keeps others from changing a record until this transaction ends, so that what is read of it now
/// still holds then. On SQLite one transaction writes at a time as it is.
pub async fn lock(tx: &mut Tx, id: Id) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        let _: Option<(Id,)> = tx
            .optional("SELECT id FROM adr WHERE id = $1 FOR UPDATE", args![id])
            .await?;
    }
    Ok(())
}

#[derive(FromRow)]
struct SourceRow {
    source: Vec<u8>,
    author: Option<String>,
}

/// A record's bytes, and its author's name.
pub async fn source(db: &mut impl Run, id: Id) -> Result<(Vec<u8>, Option<String>)> {
    let row: Option<SourceRow> = db
        .optional(
            "SELECT a.source, p.name AS author FROM adr a LEFT JOIN person p ON p.id = a.author_id WHERE a.id = $1",
            args![id],
        )
        .await?;
    row.map(|row| (row.source, row.author))
        .ok_or(Error::NotFound("decision record"))
}

/// Where the values of [`row`] go.
pub const COLUMNS: &str = "adr (id, log_id, number, title, status, raw_status, door, source, dialect, path, raw_number, \
                           raw_date, decided_on, author_id, created_at, updated_at, version, source_hash)";

/// A record's values; `hash` is of its source.
pub fn row(adr: &Adr, source: &[u8], hash: Vec<u8>) -> Vec<Arg> {
    args![
        adr.id,
        adr.log_id,
        adr.number,
        &adr.title,
        adr.status.as_str(),
        adr.raw_status.clone(),
        adr.door.map(super::Door::as_str),
        source.to_vec(),
        adr.dialect.as_str(),
        adr.path.clone(),
        adr.raw_number.clone(),
        adr.raw_date.clone(),
        adr.decided_on,
        adr.author_id,
        adr.created_at,
        adr.updated_at,
        adr.version,
        hash
    ]
}

pub async fn insert(db: &mut impl Run, adr: &Adr, source: &[u8]) -> Result<()> {
    bulk::insert(db, COLUMNS, vec![row(adr, source, sorting::hash(source))]).await
}

/// Writes everything that may change, if the version still is the one read, and raises it.
pub async fn update(db: &mut impl Run, adr: &Adr, source: &[u8]) -> Result<bool> {
    let changed = db
        .run(
            "UPDATE adr SET log_id = $1, number = $2, title = $3, status = $4, raw_status = $5, door = $6, \
             source = $7, dialect = $8, path = $9, raw_number = $10, raw_date = $11, decided_on = $12, \
             updated_at = $13, source_hash = $14, version = version + 1 WHERE id = $15 AND version = $16",
            args![
                adr.log_id,
                adr.number,
                &adr.title,
                adr.status.as_str(),
                adr.raw_status.clone(),
                adr.door.map(super::Door::as_str),
                source.to_vec(),
                adr.dialect.as_str(),
                adr.path.clone(),
                adr.raw_number.clone(),
                adr.raw_date.clone(),
                adr.decided_on,
                adr.updated_at,
                sorting::hash(source),
                adr.id,
                adr.version
            ],
        )
        .await?;
    Ok(changed == 1)
}

#[derive(FromRow)]
struct WholeRow {
    #[sqlx(flatten)]
    adr: AdrRow,
    source: Vec<u8>,
}

/// The records of a log that are files, with their texts.
pub async fn of_log(db: &mut impl Run, log: Id) -> Result<Vec<(Adr, Vec<u8>)>> {
    let rows: Vec<WholeRow> = db
        .all(
            concat!(
                "SELECT ",
                columns!(),
                ", a.source FROM adr a JOIN decision_log l ON l.id = a.log_id WHERE a.log_id = $1 AND a.path IS NOT NULL"
            ),
            args![log],
        )
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.adr.try_into()?, row.source)))
        .collect()
}

/// The texts of a log's records that are files, by path.
pub async fn texts(db: &mut impl Run, log: Id) -> Result<Vec<(String, Vec<u8>)>> {
    db.all(
        "SELECT path, source FROM adr WHERE log_id = $1 AND path IS NOT NULL ORDER BY path, id",
        args![log],
    )
    .await
}

/// The numbers of a log that are taken.
pub async fn numbers(db: &mut impl Run, log: Id) -> Result<BTreeSet<i64>> {
    let rows: Vec<(i64,)> = db
        .all(
            "SELECT number FROM adr WHERE log_id = $1 AND number IS NOT NULL",
            args![log],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
