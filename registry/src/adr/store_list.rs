//! SQL of lists of decision records and of the search through them.

use sqlx::FromRow;

use super::{
    Status,
    record::{Filter, Summary},
    search,
    store::{AdrRow, columns},
};
use crate::{
    args,
    kernel::{Engine, Id, Result, Run, db::Arg, stored},
};

macro_rules! counts {
    () => {
        "(SELECT count(*) FROM (SELECT r.to_id AS other FROM adr_relation r WHERE r.from_id = a.id AND r.to_id IS NOT NULL \
          UNION SELECT r.from_id FROM adr_relation r WHERE r.to_id = a.id) o) AS relations, \
         (SELECT count(*) FROM dependency d WHERE d.adr_id = a.id) AS dependencies"
    };
}

/// Log, status and door as placeholders 1 to 3.
macro_rules! narrowed {
    () => {
        "($1 IS NULL OR l.key = $1) AND ($2 IS NULL OR a.status = $2) AND ($3 IS NULL OR a.door = $3)"
    };
}

#[derive(FromRow)]
struct SummaryRow {
    #[sqlx(flatten)]
    adr: AdrRow,
    relations: i64,
    dependencies: i64,
    excerpt: Option<String>,
}

impl TryFrom<SummaryRow> for Summary {
    type Error = crate::kernel::Error;

    fn try_from(row: SummaryRow) -> Result<Self> {
        Ok(Self {
            adr: row.adr.try_into()?,
            relations: row.relations,
            dependencies: row.dependencies,
            excerpt: row.excerpt.as_deref().map(search::marked),
        })
    }
}

fn narrow(filter: &Filter) -> Vec<Arg> {
    args![
        filter.log.as_ref().map(|log| log.to_ascii_uppercase()),
        filter.status.map(Status::as_str),
        filter.door.map(super::Door::as_str)
    ]
}

const MOST: i64 = 500;

/// Records, drafts first, then log by log with the newest number first; or, with a search, the
/// best hits first.
pub async fn list(db: &mut impl Run, filter: &Filter) -> Result<Vec<Summary>> {
    let mut args = narrow(filter);
    args.extend(args![
        filter.limit.unwrap_or(MOST).clamp(0, 10_000),
        filter.offset.max(0)
    ]);
    let Some(text) = filter.text.as_deref().filter(|text| !text.trim().is_empty()) else {
        let sql = concat!(
            "SELECT ",
            columns!(),
            ", ",
            counts!(),
            ", NULL AS excerpt FROM adr a JOIN decision_log l ON l.id = a.log_id WHERE ",
            narrowed!(),
            " ORDER BY CASE WHEN a.number IS NULL THEN 0 ELSE 1 END, l.key, a.number DESC, a.updated_at DESC, a.id \
             LIMIT $4 OFFSET $5"
        );
        let rows: Vec<SummaryRow> = db.all(sql, args).await?;
        return rows.into_iter().map(TryInto::try_into).collect();
    };
    let words = search::words(text);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    // The marks are U+0002 and U+0003; an index holds neither.
    let rows: Vec<SummaryRow> = match db.engine() {
        Engine::Sqlite => {
            args.extend(args![search::for_sqlite(&words)]);
            let sql = concat!(
                "SELECT ",
                columns!(),
                ", ",
                counts!(),
                ", snippet(adr_search, 2, char(2), char(3), '…', 32) AS excerpt \
                 FROM adr_search JOIN adr a ON a.id = adr_search.adr_id JOIN decision_log l ON l.id = a.log_id \
                 WHERE adr_search MATCH $6 AND ",
                narrowed!(),
                " ORDER BY bm25(adr_search, 0.0, 8.0, 1.0), l.key, a.number DESC, a.id LIMIT $4 OFFSET $5"
            );
            db.all(sql, args).await?
        }
        Engine::Postgres => {
            args.extend(args![search::for_postgres(&words)]);
            // Excerpts are made after the limit: each costs more than finding the record.
            let sql = concat!(
                "SELECT h.*, ts_headline('english', h.body, to_tsquery('english', $6), \
                 'StartSel=\"' || chr(2) || '\", StopSel=\"' || chr(3) || '\", MaxFragments=1, MaxWords=32, MinWords=16') \
                 AS excerpt FROM (SELECT ",
                columns!(),
                ", ",
                counts!(),
                ", s.body, ts_rank(s.document, to_tsquery('english', $6)) AS rank \
                 FROM adr_search s JOIN adr a ON a.id = s.adr_id JOIN decision_log l ON l.id = a.log_id \
                 WHERE s.document @@ to_tsquery('english', $6) AND ",
                narrowed!(),
                " ORDER BY rank DESC, l.key, a.number DESC, a.id LIMIT $4 OFFSET $5) h \
                 ORDER BY h.rank DESC, h.log, h.number DESC, h.id"
            );
            db.all(sql, args).await?
        }
    };
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How many records are in each status, whatever status the filter names.
pub async fn counts(db: &mut impl Run, filter: &Filter) -> Result<Vec<(Status, i64)>> {
    let filter = Filter {
        status: None,
        ..filter.clone()
    };
    let mut args = narrow(&filter);
    let rows: Vec<(String, i64)> = match filter.text.as_deref().filter(|text| !text.trim().is_empty()) {
        None => {
            let sql = concat!(
                "SELECT a.status, count(*) FROM adr a JOIN decision_log l ON l.id = a.log_id WHERE ",
                narrowed!(),
                " GROUP BY a.status"
            );
            db.all(sql, args).await?
        }
        Some(text) => {
            let words = search::words(text);
            if words.is_empty() {
                return Ok(Vec::new());
            }
            match db.engine() {
                Engine::Sqlite => {
                    args.extend(args![search::for_sqlite(&words)]);
                    let sql = concat!(
                        "SELECT a.status, count(*) FROM adr_search JOIN adr a ON a.id = adr_search.adr_id \
                         JOIN decision_log l ON l.id = a.log_id WHERE adr_search MATCH $4 AND ",
                        narrowed!(),
                        " GROUP BY a.status"
                    );
                    db.all(sql, args).await?
                }
                Engine::Postgres => {
                    args.extend(args![search::for_postgres(&words)]);
                    let sql = concat!(
                        "SELECT a.status, count(*) FROM adr_search s JOIN adr a ON a.id = s.adr_id \
                         JOIN decision_log l ON l.id = a.log_id WHERE s.document @@ to_tsquery('english', $4) AND ",
                        narrowed!(),
                        " GROUP BY a.status"
                    );
                    db.all(sql, args).await?
                }
            }
        }
    };
    rows.into_iter()
        .map(|(status, count)| Ok((stored(&status)?, count)))
        .collect()
}

/// Lays a new record into the index.
pub async fn add_to_search(db: &mut impl Run, adr: Id, title: &str, text: &str) -> Result<()> {
    let body: String = search::plain(text);
    // PostgreSQL takes no document beyond a megabyte of words.
    let end = body.char_indices().nth(400_000).map_or(body.len(), |(at, _)| at);
    db.run(
        "INSERT INTO adr_search (adr_id, title, body) VALUES ($1, $2, $3)",
        args![adr, search::indexed(title), search::indexed(&body[..end])],
    )
    .await?;
    Ok(())
}

/// Lays a changed record into the index.
pub async fn renew_search(db: &mut impl Run, adr: Id, title: &str, text: &str) -> Result<()> {
    db.run("DELETE FROM adr_search WHERE adr_id = $1", args![adr]).await?;
    add_to_search(db, adr, title, text).await
}
