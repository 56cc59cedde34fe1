//! What a list of decision records is asked for, as the conditions of a statement.

use super::{
    filter::{COUNTED, Filter, Order},
    lexeme,
    search::{self, Sought},
    store_entry::{self, Facet},
};
use crate::{
    args,
    kernel::{Engine, Result, Run, db::Arg},
};

/// What a list is asked for: a filter, and the words of its search as they are looked for.
#[derive(Clone)]
pub struct Query {
    pub filter: Filter,
    pub words: Option<Vec<Sought>>,
    /// Whether the words alone hit more than are counted.
    pub beyond: bool,
}

impl Query {
    /// Reads the words of a filter's search. One that very many records have as it stands is looked
    /// for as it stands: the beginnings of other words would add little, and take long to bring
    /// together.
    pub async fn of(db: &mut impl Run, filter: &Filter) -> Result<Self> {
        let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let words = text.map(search::words);
        let mut words: Option<Vec<Sought>> = words.map(|words| words.into_iter().map(Sought::from).collect());
        let mut beyond = false;
        if let Some(words) = &mut words {
            for at in common(db, words).await? {
                words[at].whole = true;
                beyond = words.len() == 1;
            }
        }
        Ok(Self {
            filter: filter.clone(),
            words,
            beyond,
        })
    }

    /// Whether a search has no word to look for, and so finds nothing.
    pub fn is_void(&self) -> bool {
        self.words.as_ref().is_some_and(Vec::is_empty)
    }

    /// The same search under another filter.
    pub fn under(&self, filter: Filter) -> Self {
        Self { filter, ..self.clone() }
    }
}

/// Which words more than [`COUNTED`] records have as they stand.
async fn common(db: &mut impl Run, words: &[Sought]) -> Result<Vec<usize>> {
    let mut args = args![COUNTED];
    let mut each = Vec::new();
    for (at, sought) in words.iter().enumerate().filter(|(_, sought)| !sought.whole) {
        let whole = [Sought {
            whole: true,
            ..sought.clone()
        }];
        let nth = args.len() + 1;
        let (has, word) = match db.engine() {
            Engine::Sqlite => (
                format!("adr_search MATCH ${nth}"),
                format!("{{title body}} : {}", search::for_sqlite(&whole)),
            ),
            Engine::Postgres => (format!("document @@ CAST(${nth} AS tsquery)"), lexeme::asked(&whole)),
        };
        args.push(word.into());
        each.push(format!(
            "SELECT CAST({at} AS BIGINT) WHERE EXISTS (SELECT 1 FROM adr_search WHERE {has} LIMIT 1 OFFSET $1)"
        ));
    }
    if each.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i64,)> = db.all_planned(&each.join(" UNION ALL "), args).await?;
    Ok(rows.into_iter().filter_map(|(at,)| usize::try_from(at).ok()).collect())
}

/// Where a search looks: in everything, in titles alone, in all but titles.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Anywhere,
    Title,
    NotTitle,
}

/// The beginning of a statement: what it reads, under which conditions.
pub struct Shape {
    pub engine: Engine,
    pub from: &'static str,
    pub conditions: Vec<String>,
    pub args: Vec<Arg>,
}

impl Shape {
    /// Everything a filter asks for. With `many` the conditions only check rows, which then come
    /// in the order of the list; without, they lead to the rows.
    pub fn of(engine: Engine, query: &Query, many: bool, place: Place) -> Self {
        let Query { filter, words, .. } = query;
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
    pub fn bind(&mut self, value: impl Into<Arg>) -> String {
        self.args.push(value.into());
        format!("${}", self.args.len())
    }

    fn search(&mut self, filter: &Filter, words: &[Sought], check: bool, place: Place) {
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
                let asked = self.bind(lexeme::asked(words));
                let titled = format!("s.titles @@ CAST({asked} AS tsquery)");
                let mut document = Vec::new();
                match place {
                    Place::Anywhere => document.push(asked),
                    Place::Title => self.conditions.push(titled),
                    Place::NotTitle => {
                        document.push(asked);
                        self.conditions.push(format!("NOT {titled}"));
                    }
                }
                let facets = facets(Engine::Postgres, filter);
                if !facets.is_empty() {
                    document.push(self.bind(lexeme::all_of(&facets)));
                }
                if !document.is_empty() {
                    let all: Vec<String> = document.iter().map(|it| format!("CAST({it} AS tsquery)")).collect();
                    self.conditions.push(format!("s.document @@ ({})", all.join(" && ")));
                }
            }
        }
    }

    fn narrow(&mut self, filter: &Filter, many: bool, searched: bool) {
        // A plus keeps SQLite from an index; PostgreSQL knows how much each condition hits.
        let check = many && self.engine == Engine::Sqlite;
        let plus = if check { "+" } else { "" };
        // What is searched is looked for in the index among the records of the log, status and tag.
        if let Some(log) = filter.log.as_ref().filter(|_| !searched) {
            // By number, the index of a log has the order of the list.
            let ordered = filter.order.is_none_or(|order| order.by == Order::Number);
            let plus = if ordered { "" } else { plus };
            let log = self.bind(log.to_ascii_uppercase());
            self.conditions.push(format!("{plus}e.log_key = {log}"));
        }
        let among = searched && self.engine == Engine::Postgres;
        if let Some(status) = filter.status.filter(|_| !among) {
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
        if let Some(tag) = filter.tag.as_ref().filter(|_| !searched) {
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
    pub fn body(&self) -> String {
        if self.conditions.is_empty() {
            format!("FROM {}", self.from)
        } else {
            format!("FROM {} WHERE {}", self.from, self.conditions.join(" AND "))
        }
    }
}

/// What SQLite's search index is asked for: the words, and of which log and tag.
fn matched(filter: &Filter, words: &[Sought], place: Place) -> String {
    let all = search::for_sqlite(words);
    let mut asked = match place {
        Place::Anywhere => format!("({{title body}} : ({all}))"),
        Place::Title => format!("({{title}} : ({all}))"),
        Place::NotTitle => format!("(({{title body}} : ({all})) NOT ({{title}} : ({all})))"),
    };
    for facet in facets(Engine::Sqlite, filter) {
        asked.push_str(" AND {facets} : ");
        asked.push_str(&facet);
    }
    asked
}

/// The words of the index that a filter asks for besides those of its search.
fn facets(engine: Engine, filter: &Filter) -> Vec<String> {
    let log = filter.log.as_ref().map(|log| (Facet::Log, log.to_ascii_uppercase()));
    let tag = filter.tag.as_ref().map(|tag| (Facet::Tag, store_entry::key(tag)));
    let kept = filter.status.filter(|_| engine == Engine::Postgres);
    let status = kept.map(|status| (Facet::Status, status.as_str().to_owned()));
    let all = log.into_iter().chain(tag).chain(status);
    all.map(|(kind, text)| store_entry::facet(engine, kind, &text))
        .collect()
}
