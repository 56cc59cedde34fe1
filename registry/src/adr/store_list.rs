//! SQL of lists of decision records and of the search through them.
//!
//! A statement first finds the rows of the page in `adr_entry`, the narrow table made for it, and
//! only then reads the records themselves. A filter that hits much and one that hits little want
//! different plans; how much it hits is counted first, but never further than it matters.

use sqlx::FromRow;

use super::{
    Status,
    excerpt::Excerpts,
    filter::{COUNTED, Filter, Order, Sorted},
    record::Summary,
    search::{self, Sought},
    store::{AdrRow, columns},
    store_query::{Place, Query, Shape},
};
use crate::{
    args,
    kernel::{Engine, Result, Run, db::Arg, stored},
};

/// Beyond so many hits those of a search are not weighed against each other one by one: words that
/// occur nearly everywhere tell little. Then those with the words in their title come first, and of
/// these the newest. A list in another order goes through the records in that order.
const MANY: i64 = COUNTED;

/// Rows of a list unless said otherwise.
const MOST: i64 = 500;

/// Letters of a text from which an excerpt is made.
const EXCERPTED: i64 = 100_000;

macro_rules! counts {
    () => {
        "(SELECT count(*) FROM (SELECT r.to_id AS other FROM adr_relation r WHERE r.from_id = a.id AND r.to_id IS NOT NULL \
          UNION SELECT r.from_id FROM adr_relation r WHERE r.to_id = a.id) o) AS relations, \
         (SELECT count(*) FROM dependency d WHERE d.adr_id = a.id) AS dependencies"
    };
}

#[derive(FromRow)]
struct SummaryRow {
    #[sqlx(flatten)]
    adr: AdrRow,
    relations: i64,
    dependencies: i64,
    body: Option<String>,
}

impl SummaryRow {
    fn summary(self, excerpts: Option<&Excerpts>) -> Result<Summary> {
        let excerpt = excerpts.zip(self.body).map(|(excerpts, body)| excerpts.from(&body));
        Ok(Summary {
            adr: self.adr.try_into()?,
            relations: self.relations,
            dependencies: self.dependencies,
            excerpt: excerpt.as_deref().map(search::marked),
        })
    }
}

/// How a list is sorted, by columns of `e`. Each order ends in a column of its own for each row.
fn order(sorted: Option<Sorted>) -> &'static str {
    let Some(Sorted { by, descending }) = sorted else {
        return "e.numbered, e.log_key, e.number DESC, e.seq DESC";
    };
    match (by, descending) {
        (Order::Number, true) => "e.numbered, e.log_key, e.number DESC, e.seq DESC",
        (Order::Number, false) => "e.numbered DESC, e.log_key, e.number, e.seq",
        (Order::Decided, true) => "e.decided_key DESC, e.seq DESC",
        (Order::Decided, false) => "e.decided_key, e.seq",
        (Order::Changed, true) => "e.updated_at DESC, e.seq DESC",
        (Order::Changed, false) => "e.updated_at, e.seq",
        (Order::Title, true) => "e.title_key DESC, e.seq DESC",
        (Order::Title, false) => "e.title_key, e.seq",
    }
}

/// Records, drafts first, then log by log with the newest number first; or, with a search, the
/// best hits first; or as the filter says. Excerpts only where wanted: they need the texts. `hits` is
/// how many records there are, where the caller knows.
pub async fn list(db: &mut impl Run, query: &Query, excerpts: bool, hits: Option<i64>) -> Result<Vec<Summary>> {
    let Query { filter, words, .. } = query;
    let limit = filter.limit.unwrap_or(MOST).clamp(0, 10_000);
    let offset = filter.offset.max(0);
    if query.is_void() {
        return Ok(Vec::new());
    }
    let many = match hits {
        _ if words.is_none() && !filter.narrows() => false,
        Some(hits) => hits > MANY,
        None => reach(db, query).await? > MANY,
    };
    let plain = |words: &Vec<Sought>| words.iter().map(|sought| sought.word.clone()).collect::<Vec<_>>();
    let marks = words
        .as_ref()
        .filter(|_| excerpts)
        .map(|words| Excerpts::of(&plain(words)));
    let engine = db.engine();
    let shape = |place| Shape::of(engine, query, many, place);
    let marks = marks.as_ref();
    if words.is_none() || filter.order.is_some() {
        let page = Page::sorted(order(filter.order), limit, offset);
        return page.read(db, shape(Place::Anywhere), marks).await;
    }
    if !many {
        return Page::ranked(engine, limit, offset)
            .read(db, shape(Place::Anywhere), marks)
            .await;
    }
    let newest = |limit, offset| Page::newest(engine, filter.log.is_some(), limit, offset);
    let mut found = newest(limit, offset).read(db, shape(Place::Title), marks).await?;
    let missing = limit - i64::try_from(found.len()).unwrap_or(limit);
    if missing > 0 {
        let begins = if found.is_empty() && offset > 0 {
            let titled = shape(Place::Title);
            let sql = format!("SELECT count(*) {}", titled.body());
            offset - count(db, &sql, titled.args).await?
        } else {
            0
        };
        let page = newest(missing, begins);
        found.extend(page.read(db, shape(Place::NotTitle), marks).await?);
    }
    Ok(found)
}

/// The order of hits that are too many to be weighed.
const NEWEST: &str = "e.seq DESC";

/// Which rows of what was found are shown, and in which order.
struct Page {
    /// What they are weighed by, as a column; empty when they are not.
    rank: &'static str,
    within: &'static str,
    outside: &'static str,
    limit: i64,
    offset: i64,
}

impl Page {
    fn sorted(order: &'static str, limit: i64, offset: i64) -> Self {
        Self {
            rank: "",
            within: order,
            outside: order,
            limit,
            offset,
        }
    }

    /// The newest first. The records of a log stand close together, so that from the newest of all it
    /// may be far to them: PostgreSQL is kept from walking there, and SQLite's index leads there.
    fn newest(engine: Engine, of_log: bool, limit: i64, offset: i64) -> Self {
        let within = match engine {
            // The same order, said so that the search index gives it by itself.
            Engine::Sqlite => "adr_search.rowid DESC",
            Engine::Postgres if of_log => "e.seq + 0 DESC",
            Engine::Postgres => NEWEST,
        };
        Self {
            within,
            ..Self::sorted(NEWEST, limit, offset)
        }
    }

    fn ranked(engine: Engine, limit: i64, offset: i64) -> Self {
        Self {
            rank: match engine {
                Engine::Sqlite => ", bm25(adr_search, 8.0, 1.0, 0.0) AS weight",
                Engine::Postgres => ", -ts_rank(s.document, CAST($1 AS tsquery)) AS weight",
            },
            within: "weight, e.log_key, e.number DESC, e.seq DESC",
            outside: "h.weight, e.log_key, e.number DESC, e.seq DESC",
            limit,
            offset,
        }
    }

    async fn read(self, db: &mut impl Run, mut shape: Shape, marks: Option<&Excerpts>) -> Result<Vec<Summary>> {
        let (limit, offset) = (shape.bind(self.limit), shape.bind(self.offset));
        let found = format!(
            "SELECT e.seq{} {} ORDER BY {} LIMIT {limit} OFFSET {offset}",
            self.rank,
            shape.body(),
            self.within,
        );
        let (join, row) = match shape.engine {
            Engine::Sqlite => ("CROSS JOIN", "rowid"),
            Engine::Postgres => ("JOIN", "seq"),
        };
        let (body, text) = if marks.is_some() {
            let most = shape.bind(EXCERPTED);
            (
                format!(
                    "substr(x.body, 1, {})",
                    if shape.engine == Engine::Postgres {
                        format!("CAST({most} AS INTEGER)")
                    } else {
                        most
                    }
                ),
                format!(" {join} adr_search x ON x.{row} = h.seq"),
            )
        } else {
            ("NULL".to_owned(), String::new())
        };
        let sql = format!(
            concat!(
                "SELECT ",
                columns!(),
                ", ",
                counts!(),
                ", {body} AS body FROM ({found}) h {join} adr_entry e ON e.seq = h.seq {join} adr a ON a.id = e.adr_id \
                 {join} decision_log l ON l.id = a.log_id{text} ORDER BY {order}"
            ),
            body = body,
            found = found,
            join = join,
            text = text,
            order = self.outside,
        );
        let rows: Vec<SummaryRow> = db.all_planned(&sql, shape.args).await?;
        rows.into_iter().map(|row| row.summary(marks)).collect()
    }
}

/// How many records a filter hits, as far as [`COUNTED`] and one.
pub async fn reach(db: &mut impl Run, query: &Query) -> Result<i64> {
    Ok(total(&by_status(db, query).await?))
}

fn total(counts: &[(Status, i64)]) -> i64 {
    counts.iter().map(|(_, count)| count).sum()
}

/// How many records a filter hits of each status, as far as [`COUNTED`] and one in all.
async fn by_status(db: &mut impl Run, query: &Query) -> Result<Vec<(Status, i64)>> {
    let mut shape = Shape::of(db.engine(), query, false, Place::Anywhere);
    let most = shape.bind(COUNTED + 1);
    let hits = format!("SELECT e.status {} LIMIT {most}", shape.body());
    let sql = format!("SELECT h.status, count(*) FROM ({hits}) h GROUP BY h.status");
    statuses(db, &sql, shape.args).await
}

async fn statuses(db: &mut impl Run, sql: &str, args: Vec<Arg>) -> Result<Vec<(Status, i64)>> {
    let rows: Vec<(String, i64)> = db.all_planned(sql, args).await?;
    rows.into_iter()
        .map(|(status, count)| Ok((stored(&status)?, count)))
        .collect()
}

async fn count(db: &mut impl Run, sql: &str, args: Vec<Arg>) -> Result<i64> {
    let rows: Vec<(i64,)> = db.all_planned(sql, args).await?;
    Ok(rows.first().map_or(0, |row| row.0))
}

/// The entries a filter leaves, as a statement reads them: from where, under which conditions, with
/// which values. None when a search has no word to look for.
pub fn hits(engine: Engine, query: &Query) -> Option<(&'static str, String, Vec<Arg>)> {
    if query.is_void() {
        return None;
    }
    let shape = Shape::of(engine, query, false, Place::Anywhere);
    let conditions = if shape.conditions.is_empty() {
        "1 = 1".to_owned()
    } else {
        shape.conditions.join(" AND ")
    };
    Some((shape.from, conditions, shape.args))
}

/// As much of a filter as `adr_tally` knows the counts of.
fn tallied(filter: &Filter) -> Filter {
    Filter {
        log: filter.log.clone(),
        limit: filter.limit,
        offset: filter.offset,
        ..Filter::default()
    }
}

/// A filter's search alone.
fn searched(filter: &Filter) -> Filter {
    Filter {
        text: filter.text.clone(),
        limit: filter.limit,
        offset: filter.offset,
        ..Filter::default()
    }
}

/// How many records are in each status, whatever status the filter names; and whether it hits more
/// than were counted. Of a word that is known to hit more, none are counted.
pub async fn counts(db: &mut impl Run, query: &Query) -> Result<(Vec<(Status, i64)>, bool)> {
    if query.is_void() {
        return Ok((Vec::new(), false));
    }
    let filter = Filter {
        status: None,
        order: None,
        ..query.filter.clone()
    };
    if filter == tallied(&filter) {
        let log = filter.log.map(|log| log.to_ascii_uppercase());
        let sql = "SELECT t.status, CAST(sum(t.records) AS BIGINT) FROM adr_tally t \
                   WHERE CAST($1 AS TEXT) IS NULL OR t.log_key = $1 GROUP BY t.status HAVING sum(t.records) > 0";
        return Ok((statuses(db, sql, args![log]).await?, false));
    }
    if query.beyond && filter == searched(&filter) {
        return Ok((Vec::new(), true));
    }
    let counts = by_status(db, &query.under(filter)).await?;
    let more = total(&counts) > COUNTED;
    Ok((counts, more))
}

/// Workloads, by slug and name, with each service for which a dependency of theirs cites a record;
/// an empty one for a workload a record is about.
pub async fn citing(db: &mut impl Run) -> Result<Vec<(String, String, String)>> {
    db.all(
        "SELECT c.slug, c.name, c.service FROM (\
         SELECT w.slug, w.name, d.service_key AS service FROM dependency d JOIN workload w ON w.id = d.workload_id \
         WHERE d.adr_id IS NOT NULL \
         UNION SELECT w.slug, w.name, '' FROM adr_workload x JOIN workload w ON w.id = x.workload_id\
         ) c ORDER BY lower(c.name), c.slug, c.service",
        Vec::new(),
    )
    .await
}
