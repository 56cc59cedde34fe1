//! SQL of what lists and the search go by: the search index, tags, deciders. A record's row in
//! `adr_entry` is kept by triggers; what stands here has to be told what the text says.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write as _,
};

use super::{edit, lexeme::Lexemes, read::Parsed, search, sorting};
use crate::{
    args,
    kernel::{
        Engine, Error, Id, Result, Run, bulk,
        db::{Arg, Tx},
    },
};

/// Letters of a text that are searched.
const SEARCHED: usize = 400_000;

/// Longest tag and name of a decider that can be filtered by, in letters.
const LONGEST: usize = 100;

/// What a text says that lists filter by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// In lower case.
    pub tags: Vec<String>,
    /// As written.
    pub deciders: Vec<String>,
}

impl Named {
    pub fn of(parsed: &Parsed) -> Self {
        Self {
            tags: parsed.tags.clone(),
            deciders: parsed.deciders.clone(),
        }
    }
}

/// A record as it is laid into the index.
pub struct Entry<'a> {
    pub adr: Id,
    pub title: &'a str,
    pub body: Body,
    pub named: &'a Named,
}

/// A text made ready for the index: work for a processor.
#[derive(Default)]
pub struct Body {
    /// The words as excerpts are made of them.
    text: String,
    /// What PostgreSQL looks for; nothing on SQLite, which reads the words by itself.
    lexemes: Lexemes,
}

/// The bytes of a record made ready aside from the threads that serve people.
pub async fn laid(engine: Engine, source: &[u8]) -> Result<Body> {
    let source = source.to_vec();
    sorting::blocking(move || Body::of(engine, &edit::shown(&source))).await
}

/// Which records a search looks through.
#[derive(Clone, Copy)]
pub enum Facet {
    /// Those of a log.
    Log,
    /// Those with a tag.
    Tag,
    /// Those in a status; of PostgreSQL's index, where a trigger keeps it, alone.
    Status,
}

/// The word of the index for a log's key, a tag or a status. On SQLite it stands in a column of its
/// own, and no rule of stems takes an ending from it; on PostgreSQL it begins as no word of a text
/// does.
pub fn facet(engine: Engine, kind: Facet, text: &str) -> String {
    let mut out = String::from(match engine {
        Engine::Sqlite => "zz",
        Engine::Postgres => "=",
    });
    out.push(match kind {
        Facet::Log => 'l',
        Facet::Tag => 't',
        Facet::Status => 's',
    });
    for byte in text.bytes() {
        let _ = write!(out, "{byte:02x}");
    }
    out.push('q');
    out
}

#[derive(sqlx::FromRow)]
struct Place {
    adr_id: Id,
    seq: i64,
    log_key: String,
    status: String,
}

impl Body {
    /// Of a record's text for people.
    pub fn of(engine: Engine, text: &str) -> Self {
        let plain = search::plain(text);
        let end = plain.char_indices().nth(SEARCHED).map_or(plain.len(), |(at, _)| at);
        let text = search::indexed(&plain[..end]);
        let lexemes = match engine {
            Engine::Sqlite => Lexemes::default(),
            Engine::Postgres => Lexemes::of_body(&text),
        };
        Self { text, lexemes }
    }
}

/// Lays new records into the index.
pub async fn add(db: &mut Tx, entries: Vec<Entry<'_>>) -> Result<()> {
    let places = places(db, &entries).await?;
    lay(db, &places, entries).await
}

/// Lays changed records into the index.
pub async fn renew(db: &mut Tx, entries: Vec<Entry<'_>>) -> Result<()> {
    let places = places(db, &entries).await?;
    let rows: Vec<i64> = places.values().map(|place| place.seq).collect();
    let search = match db.engine() {
        Engine::Sqlite => ("adr_search", "rowid"),
        Engine::Postgres => ("adr_search", "seq"),
    };
    for some in rows.chunks(100) {
        for (table, column) in [search, ("adr_tag", "seq"), ("adr_decider", "seq")] {
            let sql = format!("DELETE FROM {table} WHERE {column} IN ({})", bulk::list(0, some.len()));
            db.run(&sql, some.iter().map(|seq| Arg::from(*seq)).collect()).await?;
        }
    }
    lay(db, &places, entries).await
}

/// Where records stand in the index.
async fn places(db: &mut Tx, entries: &[Entry<'_>]) -> Result<HashMap<Id, Place>> {
    let mut places: HashMap<Id, Place> = HashMap::with_capacity(entries.len());
    for part in entries.chunks(100) {
        let sql = format!(
            "SELECT adr_id, seq, log_key, status FROM adr_entry WHERE adr_id IN ({})",
            bulk::list(0, part.len())
        );
        let ids = part.iter().map(|entry| Arg::from(entry.adr)).collect();
        let rows: Vec<Place> = db.all(&sql, ids).await?;
        places.extend(rows.into_iter().map(|place| (place.adr_id, place)));
    }
    Ok(places)
}

async fn lay(db: &mut Tx, places: &HashMap<Id, Place>, entries: Vec<Entry<'_>>) -> Result<()> {
    let (mut texts, mut tags, mut deciders) = (Vec::with_capacity(entries.len()), Vec::new(), Vec::new());
    let engine = db.engine();
    for entry in entries {
        let place = places.get(&entry.adr).ok_or(Error::NotFound("decision record"))?;
        tags.extend(tag_rows(place.seq, entry.named));
        deciders.extend(decider_rows(place.seq, entry.named));
        texts.push(text_row(engine, place, entry));
    }
    let into = match engine {
        Engine::Sqlite => "adr_search (rowid, title, body, facets)",
        Engine::Postgres => "adr_search (seq, title, body, titles, document)",
    };
    bulk::insert(db, into, texts).await?;
    bulk::insert(db, "adr_tag (tag, seq)", tags).await?;
    bulk::insert(db, "adr_decider (name_key, seq, name)", deciders).await
}

fn text_row(engine: Engine, place: &Place, entry: Entry<'_>) -> Vec<Arg> {
    let title = search::indexed(entry.title);
    let Body { text, lexemes } = entry.body;
    let mut facets = vec![facet(engine, Facet::Log, &place.log_key)];
    facets.extend(tags_of(entry.named).iter().map(|tag| facet(engine, Facet::Tag, tag)));
    match engine {
        Engine::Sqlite => args![place.seq, title, text, facets.join(" ")],
        Engine::Postgres => {
            facets.push(facet(engine, Facet::Status, &place.status));
            let titles = Lexemes::of_title(&title);
            let document = lexemes.and(&titles).with(facets).vector();
            args![place.seq, title, text, titles.vector(), document]
        }
    }
}

/// A word people can filter by: without NUL, which PostgreSQL does not take, and not endless.
fn word(text: &str) -> Option<String> {
    let word: String = text.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    Some(word.trim().to_owned()).filter(|word| !word.is_empty())
}

fn tags_of(named: &Named) -> BTreeSet<String> {
    named.tags.iter().filter_map(|tag| word(&tag.to_lowercase())).collect()
}

fn tag_rows(seq: i64, named: &Named) -> Vec<Vec<Arg>> {
    tags_of(named).into_iter().map(|tag| args![tag, seq]).collect()
}

fn decider_rows(seq: i64, named: &Named) -> Vec<Vec<Arg>> {
    let people: BTreeMap<String, String> = named
        .deciders
        .iter()
        .filter_map(|name| word(name))
        .map(|name| (key(&name), name))
        .collect();
    people.into_iter().map(|(key, name)| args![key, seq, name]).collect()
}

/// A name as it is looked for.
pub fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The words there are to filter by, in order, at most so many: each is found from the one before,
/// so that a hundred thousand records cost no more than a hundred.
async fn each(db: &mut impl Run, sql: &str, most: i64) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = db.all(sql, args![most]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// The tags of all records.
pub async fn tags(db: &mut impl Run, most: i64) -> Result<Vec<String>> {
    let sql = "WITH RECURSIVE t (tag) AS (SELECT min(tag) FROM adr_tag UNION ALL \
               SELECT (SELECT min(n.tag) FROM adr_tag n WHERE n.tag > t.tag) FROM t WHERE t.tag IS NOT NULL) \
               SELECT tag FROM t WHERE tag IS NOT NULL LIMIT $1";
    each(db, sql, most).await
}

/// Everybody who decided on a record.
pub async fn deciders(db: &mut impl Run, most: i64) -> Result<Vec<String>> {
    let sql = "WITH RECURSIVE t (name_key) AS (SELECT min(name_key) FROM adr_decider UNION ALL \
               SELECT (SELECT min(n.name_key) FROM adr_decider n WHERE n.name_key > t.name_key) FROM t \
               WHERE t.name_key IS NOT NULL) \
               SELECT (SELECT min(d.name) FROM adr_decider d WHERE d.name_key = t.name_key \
               AND d.seq = (SELECT min(f.seq) FROM adr_decider f WHERE f.name_key = t.name_key)) \
               FROM t WHERE name_key IS NOT NULL LIMIT $1";
    each(db, sql, most).await
}

/// Brings PostgreSQL's search index in order after many records came at once: it keeps what is new
/// in a list that each search would read through. SQLite does so by itself.
pub async fn settle_search(db: &mut Tx) -> Result<()> {
    if db.engine() == Engine::Postgres {
        for index in ["adr_search_document", "adr_search_titles"] {
            let sql = "SELECT CAST(gin_clean_pending_list(CAST($1 AS regclass)) AS BIGINT)";
            db.number(sql, args![index]).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_facet_is_one_word_of_letters_and_digits() {
        assert_eq!(facet(Engine::Sqlite, Facet::Tag, "a b"), "zzt612062q");
        assert_eq!(facet(Engine::Postgres, Facet::Status, "a b"), "=s612062q");
        assert_ne!(
            facet(Engine::Sqlite, Facet::Log, "x"),
            facet(Engine::Sqlite, Facet::Tag, "x")
        );
    }

    #[test]
    fn words_to_filter_by_are_short_and_said_once() {
        let named = Named {
            tags: vec!["Data".into(), "data ".into(), "\0".into(), "x".repeat(500)],
            deciders: vec!["Ana Lima".into(), "ana lima".into(), String::new()],
        };
        assert_eq!(tag_rows(1, &named).len(), 2);
        assert_eq!(decider_rows(1, &named).len(), 1);
        assert!(matches!(&tag_rows(1, &named)[1][0], Arg::Text(Some(tag)) if tag.len() == LONGEST));
    }
}
