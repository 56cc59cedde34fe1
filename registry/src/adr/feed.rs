//! What feeds tell: the newest changes of status of a log's records, or of those a filter leaves.

use sqlx::FromRow;

use super::{Log, Status, filter::Filter, record, service::Records, store, store_list, store_query::Query};
use crate::{
    identity::{Act, Actor},
    kernel::{Engine, Error, Id, Instant, Result, Run, stored},
};

/// Letters of a record's text a feed shows.
const SHOWN: usize = 300;

/// A change of a record's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which change.
    pub id: Id,
    /// When.
    pub at: Instant,
    /// Who, by the name they had.
    pub person: String,
    /// From which status; none at its beginning.
    pub from: Option<Status>,
    /// To which.
    pub to: Status,
    /// Why; may be empty.
    pub reason: String,
    /// `PLAT-0012`
    pub label: String,
    /// The record's title now.
    pub title: String,
    /// Its page.
    pub address: String,
    /// How its text begins, without markup.
    pub excerpt: String,
}

#[derive(FromRow)]
struct ChangeRow {
    id: Id,
    at: Instant,
    person_name: String,
    from_status: Option<String>,
    to_status: String,
    reason: String,
    log_key: String,
    number: Option<i64>,
    adr_id: Id,
    title: String,
    body: String,
}

impl TryFrom<ChangeRow> for Change {
    type Error = Error;

    fn try_from(row: ChangeRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            at: row.at,
            person: row.person_name,
            from: row.from_status.as_deref().map(stored).transpose()?,
            to: stored(&row.to_status)?,
            reason: row.reason,
            label: record::label(&row.log_key, row.number),
            title: row.title,
            address: record::address(&row.log_key, row.number, row.adr_id),
            excerpt: begins(&row.body),
        })
    }
}

/// The first letters of a text, ended at a word.
fn begins(text: &str) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(SHOWN) else {
        return text.to_owned();
    };
    let cut = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{}…", text[..cut].trim_end())
}

impl Records<'_> {
    /// The newest changes of status of the records a filter leaves, drafts begun left out. The
    /// order of the filter does not matter, and its limit is how many there are at most.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn changes(&self, actor: &Actor, filter: &Filter) -> Result<Vec<Change>> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let query = Query::of(&mut db, filter).await?;
        let Some((from, conditions, mut args)) = store_list::hits(db.engine(), &query) else {
            return Ok(Vec::new());
        };
        args.push(filter.limit.unwrap_or(50).clamp(1, 200).into());
        let row = match db.engine() {
            Engine::Sqlite => "rowid",
            Engine::Postgres => "seq",
        };
        let sql = format!(
            "SELECT h.id, h.at, h.person_name, h.from_status, h.to_status, h.reason, h.log_key, h.number, h.adr_id, \
             a.title, substr(s.body, 1, 2000) AS body FROM (\
             SELECT v.id, v.at, v.person_name, v.from_status, v.to_status, v.reason, e.log_key, e.number, e.adr_id, e.seq \
             FROM {from} JOIN adr_event v ON v.adr_id = e.adr_id \
             WHERE v.to_status <> 'draft' AND {conditions} ORDER BY v.at DESC, v.id DESC LIMIT ${}) h \
             JOIN adr a ON a.id = h.adr_id JOIN adr_search s ON s.{row} = h.seq ORDER BY h.at DESC, h.id DESC",
            args.len()
        );
        let rows: Vec<ChangeRow> = db.all_planned(&sql, args).await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// A decision log by its key.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn log(&self, actor: &Actor, key: &str) -> Result<Log> {
        actor.must(Act::Read)?;
        store::log_by_key(&mut self.0.db.read(), &key.to_ascii_uppercase())
            .await?
            .ok_or(Error::NotFound("decision log"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_ends_at_a_word() {
        assert_eq!(begins(" Short. "), "Short.");
        let long = "é word ".repeat(100);
        let shown = begins(&long);
        assert!(shown.ends_with("word…") || shown.ends_with("é…"), "{shown}");
        assert!(shown.chars().count() <= SHOWN + 1);
    }
}
