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
    lexeme,
    record::Summary,
    search,
    store::{AdrRow, columns},
    store_entry::{self, Facet},
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

/// Where a search looks: in everything, in everything for the words as they are and not as the
/// beginnings of others, in titles alone, in all but titles.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    Whole,
    Title,
    NotTitle,
}

/// The beginning of a statement: what it reads, under which conditions.
struct Shape {
    engine: Engine,
    from: &'static str,
    conditions: Vec<String>,
    args: Vec<Arg>,
}

impl Shape {
    /// Everything a filter asks for. With `many` the conditions only check rows, which then come
    /// in the order of the list; without, they lead to the rows.
    fn of(engine: Engine, filter: &Filter, words: Option<&[String]>, many: bool, place: Place) -> Self {
        let mut shape = Self {
            engine,
            from: "adr_entry e",
            conditions: Vec::new(),
            args: Vec::new(),
        };
        if let Some(words) = words {
            shape.search(filter, words, many && filter.order.is_some(), place);
        }
        shape.narrow(filter, many, words.is_some());
        shape
    }

    /// Binds a value and says how the statement names it.
    fn bind(&mut self, value: impl Into<Arg>) -> String {
        self.args.push(value.into());
        format!("${}", self.args.len())
    }

    fn search(&mut self, filter: &Filter, words: &[String], check: bool, place: Place) {
        match self.engine {
            Engine::Sqlite => {
                let asked = self.bind(matched(filter, words, place));
                if check {
                    // All hits at once: to ask of each record whether it is one reads all of them each time.
                    self.conditions.push(format!(
                        "+e.seq IN (SELECT adr_search.rowid FROM adr_search WHERE adr_search MATCH {asked})"
                    ));
                } else {
                    // SQLite keeps the order of a cross join: first the hits, then their entries.
                    self.from = "adr_search CROSS JOIN adr_entry e ON e.seq = adr_search.rowid";
                    self.conditions.push(format!("adr_search MATCH {asked}"));
                }
            }
            Engine::Postgres => {
                self.from = "adr_search s JOIN adr_entry e ON e.seq = s.seq";
                let asked = self.bind(lexeme::asked(words, place != Place::Whole));
                let has = |column: &str| format!("s.{column} @@ CAST({asked} AS tsquery)");
                match place {
                    Place::Anywhere | Place::Whole => self.conditions.push(has("document")),
                    Place::Title => self.conditions.push(has("titles")),
                    Place::NotTitle => {
                        self.conditions.push(has("document"));
                        self.conditions.push(format!("NOT {}", has("titles")));
                    }
                }
            }
        }
    }

    fn narrow(&mut self, filter: &Filter, many: bool, searched: bool) {
        // A plus keeps SQLite from an index; PostgreSQL knows how much each condition hits.
        let check = many && self.engine == Engine::Sqlite;
        let plus = if check { "+" } else { "" };
        if let Some(log) = &filter.log {
            // By number, the index of a log has the order of the list.
            let ordered = filter.text.is_none() && filter.order.is_none_or(|order| order.by == Order::Number);
            let plus = if ordered { "" } else { plus };
            let log = self.bind(log.to_ascii_uppercase());
            self.conditions.push(format!("{plus}e.log_key = {log}"));
        }
        if let Some(status) = filter.status {
            let status = self.bind(status.as_str());
            self.conditions.push(format!("{plus}e.status = {status}"));
        }
        if let Some(door) = filter.door {
            let door = self.bind(door.as_str());
            self.conditions.push(format!("{plus}e.door = {door}"));
        }
        if filter.unclear {
            self.conditions.push(if check {
                "EXISTS (SELECT 1 FROM adr_diagnostic n WHERE n.adr_id = e.adr_id)".to_owned()
            } else {
                "e.adr_id IN (SELECT n.adr_id FROM adr_diagnostic n WHERE n.position = 0)".to_owned()
            });
        }
        // SQLite's search index looks through the records of the tag alone.
        let within = searched && self.engine == Engine::Sqlite;
        if let Some(tag) = filter.tag.as_ref().filter(|_| !within) {
            let tag = self.bind(store_entry::key(tag));
            self.conditions.push(if check {
                format!("EXISTS (SELECT 1 FROM adr_tag t WHERE t.tag = {tag} AND t.seq = e.seq)")
            } else {
                format!("e.seq IN (SELECT t.seq FROM adr_tag t WHERE t.tag = {tag})")
            });
        }
        if let Some(name) = &filter.decider {
            let key = store_entry::key(name);
            let beyond = self.bind(format!("{key}\u{10ffff}"));
            let key = self.bind(key);
            let named = format!("p.name_key >= {key} AND p.name_key < {beyond}");
            self.conditions.push(if check {
                format!("EXISTS (SELECT 1 FROM adr_decider p WHERE p.seq = e.seq AND {named})")
            } else {
                format!("e.seq IN (SELECT p.seq FROM adr_decider p WHERE {named})")
            });
        }
        if let Some(due) = filter.due {
            let due = self.bind(due);
            self.conditions.push(format!(
                "e.status = 'accepted' AND e.adr_id IN (SELECT m.adr_id FROM adr_terms m WHERE m.review_by <= {due})"
            ));
        }
        let mut cites = Vec::new();
        let mut about = String::new();
        if let Some(slug) = &filter.workload {
            let named = format!("w.slug = {}", self.bind(slug));
            if filter.service.is_none() {
                about = format!(
                    " UNION SELECT x.adr_id FROM adr_workload x JOIN workload w ON w.id = x.workload_id WHERE {named}"
                );
            }
            cites.push(named);
        }
        if let Some(service) = &filter.service {
            cites.push(format!("d.service_key = {}", self.bind(service)));
        }
        if !cites.is_empty() {
            self.conditions.push(format!(
                "e.adr_id IN (SELECT d.adr_id FROM dependency d JOIN workload w ON w.id = d.workload_id WHERE {}{about})",
                cites.join(" AND ")
            ));
        }
    }

    /// `FROM … WHERE …`
    fn body(&self) -> String {
        if self.conditions.is_empty() {
            format!("FROM {}", self.from)
        } else {
            format!("FROM {} WHERE {}", self.from, self.conditions.join(" AND "))
        }
    }
}

/// What SQLite's search index is asked for: the words, and of which log and tag.
fn matched(filter: &Filter, words: &[String], place: Place) -> String {
    let all = search::for_sqlite(words, place != Place::Whole);
    let mut asked = match place {
        Place::Anywhere | Place::Whole => format!("({{title body}} : ({all}))"),
        Place::Title => format!("({{title}} : ({all}))"),
        Place::NotTitle => format!("(({{title body}} : ({all})) NOT ({{title}} : ({all})))"),
    };
    let log = filter.log.as_ref().map(|log| (Facet::Log, log.to_ascii_uppercase()));
    let tag = filter.tag.as_ref().map(|tag| (Facet::Tag, store_entry::key(tag)));
    for (kind, text) in log.into_iter().chain(tag) {
        let word = store_entry::facet(kind, &text);
        asked.push_str(" AND {facets} : ");
        asked.push_str(&word);
    }
    asked
}

/// The words of a filter's search; none without one.
fn words(filter: &Filter) -> Option<Vec<String>> {
    let text = filter.text.as_deref()?.trim();
    (!text.is_empty()).then(|| search::words(text))
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
pub async fn list(db: &mut impl Run, filter: &Filter, excerpts: bool, hits: Option<i64>) -> Result<Vec<Summary>> {
    let limit = filter.limit.unwrap_or(MOST).clamp(0, 10_000);
    let offset = filter.offset.max(0);
    let words = words(filter);
    if words.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let sought = words.as_deref();
    let many = match hits {
        _ if sought.is_none() && !filter.narrows() => false,
        Some(hits) => hits > MANY,
        None => reach(db, filter).await? > MANY,
    };
    let marks = sought.filter(|_| excerpts).map(Excerpts::of);
    let engine = db.engine();
    let shape = |place| Shape::of(engine, filter, sought, many, place);
    let marks = marks.as_ref();
    if sought.is_none() || filter.order.is_some() {
        let page = Page::sorted(order(filter.order), limit, offset);
        return page.read(db, shape(Place::Anywhere), marks).await;
    }
    if !many {
        return Page::ranked(engine, limit, offset)
            .read(db, shape(Place::Anywhere), marks)
            .await;
    }
    let newest = |limit, offset| Page::sorted(NEWEST, limit, offset);
    let mut found = newest(limit, offset).read(db, shape(Place::Title), marks).await?;
    let missing = limit - i64::try_from(found.len()).unwrap_or(limit);
    if missing > 0 {
        let titled = shape(Place::Title);
        let sql = format!("SELECT count(*) {}", titled.body());
        let before = count(db, &sql, titled.args).await?;
        let page = newest(missing, (offset - before).max(0));
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
        let newest = self.within == NEWEST && shape.engine == Engine::Sqlite;
        // The same order, said so that the search index gives it by itself.
        let within = if newest { "adr_search.rowid DESC" } else { self.within };
        let (limit, offset) = (shape.bind(self.limit), shape.bind(self.offset));
        let found = format!(
            "SELECT e.seq{} {} ORDER BY {within} LIMIT {limit} OFFSET {offset}",
            self.rank,
            shape.body(),
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
pub async fn reach(db: &mut impl Run, filter: &Filter) -> Result<i64> {
    Ok(total(&by_status(db, filter).await?))
}

fn total(counts: &[(Status, i64)]) -> i64 {
    counts.iter().map(|(_, count)| count).sum()
}

/// How many records a filter hits of each status, as far as [`COUNTED`] and one in all.
async fn by_status(db: &mut impl Run, filter: &Filter) -> Result<Vec<(Status, i64)>> {
    let filter = Filter {
        order: None,
        ..filter.clone()
    };
    let words = words(&filter);
    // Of a word that occurs nearly everywhere the beginnings of others take long to bring together.
    let places = if words.is_some() {
        &[Place::Whole, Place::Anywhere][..]
    } else {
        &[Place::Anywhere]
    };
    let mut counts = Vec::new();
    for place in places {
        let mut shape = Shape::of(db.engine(), &filter, words.as_deref(), false, *place);
        let most = shape.bind(COUNTED + 1);
        let hits = format!("SELECT e.status {} LIMIT {most}", shape.body());
        let sql = format!("SELECT h.status, count(*) FROM ({hits}) h GROUP BY h.status");
        counts = statuses(db, &sql, shape.args).await?;
        if total(&counts) > COUNTED {
            break;
        }
    }
    Ok(counts)
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
pub fn hits(engine: Engine, filter: &Filter) -> Option<(&'static str, String, Vec<Arg>)> {
    let words = words(filter);
    if words.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let shape = Shape::of(engine, filter, words.as_deref(), false, Place::Anywhere);
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

/// How many records are in each status, whatever status the filter names; and whether it hits more
/// than were counted.
pub async fn counts(db: &mut impl Run, filter: &Filter) -> Result<(Vec<(Status, i64)>, bool)> {
    let filter = Filter {
        status: None,
        order: None,
        ..filter.clone()
    };
    let words = words(&filter);
    if words.as_ref().is_some_and(Vec::is_empty) {
        return Ok((Vec::new(), false));
    }
    if filter == tallied(&filter) {
        let log = filter.log.map(|log| log.to_ascii_uppercase());
        let sql = "SELECT t.status, CAST(sum(t.records) AS BIGINT) FROM adr_tally t \
                   WHERE CAST($1 AS TEXT) IS NULL OR t.log_key = $1 GROUP BY t.status HAVING sum(t.records) > 0";
        return Ok((statuses(db, sql, args![log]).await?, false));
    }
    let counts = by_status(db, &filter).await?;
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
