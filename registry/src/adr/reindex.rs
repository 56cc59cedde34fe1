//! Laying the search index anew, after an update of the program that lays it by other rules.

use sqlx::FromRow;

use super::{
    edit,
    said::Said,
    service::Records,
    sorting,
    store_entry::{self, Body, Entry, Named},
};
use crate::{
    args,
    kernel::{Engine, Id, Result, Run},
};

/// The version of the rules by which texts are laid into the search index. It rises whenever the
/// same text would be laid otherwise than before.
const RULES: i64 = 3;

/// Records that are read at once.
const AT_ONCE: i64 = 100;

#[derive(FromRow)]
struct TextRow {
    seq: i64,
    adr_id: Id,
    path: Option<String>,
    title: String,
    source: Vec<u8>,
}

struct Laid {
    adr: Id,
    title: String,
    body: Body,
    named: Named,
}

impl Laid {
    fn of(row: TextRow, engine: Engine) -> Self {
        Self {
            adr: row.adr_id,
            title: row.title,
            body: Body::of(engine, &edit::shown(&row.source)),
            named: Said::of(row.path.as_deref(), &row.source).named,
        }
    }

    fn entry(&mut self) -> Entry<'_> {
        Entry {
            adr: self.adr,
            title: &self.title,
            body: std::mem::take(&mut self.body),
            named: &self.named,
        }
    }
}

impl Records<'_> {
    /// Lays every record into the search index anew if it was laid by former rules, and says how
    /// many there were. Of several programs that start at once one does it; the others wait.
    ///
    /// # Errors
    /// When the database fails; then the index stays as it was.
    pub async fn reindex(&self) -> Result<u64> {
        let laid_by = "SELECT rules FROM adr_search_rules";
        if self.0.db.read().number(laid_by, args![]).await? == RULES {
            return Ok(0);
        }
        let mut tx = self.0.write().await?;
        let sql = "UPDATE adr_search_rules SET rules = $1 WHERE rules <> $1";
        if tx.run(sql, args![RULES]).await? == 0 {
            return Ok(0);
        }
        let records = tx.number("SELECT count(*) FROM adr_entry", args![]).await?;
        if records > 0 {
            tracing::info!(records, "laying the search index anew");
        }
        let engine = tx.engine();
        let (mut done, mut after) = (0, 0);
        loop {
            let sql = "SELECT e.seq, e.adr_id, a.path, a.title, a.source FROM adr_entry e JOIN adr a ON a.id = e.adr_id \
                       WHERE e.seq > $1 ORDER BY e.seq LIMIT $2";
            let rows: Vec<TextRow> = tx.all(sql, args![after, AT_ONCE]).await?;
            let Some(last) = rows.last() else {
                break;
            };
            after = last.seq;
            let read = move || rows.into_iter().map(|row| Laid::of(row, engine)).collect();
            let mut laid: Vec<Laid> = sorting::blocking(read).await?;
            done += laid.len() as u64;
            store_entry::renew(&mut tx, laid.iter_mut().map(Laid::entry).collect()).await?;
        }
        store_entry::settle_search(&mut tx).await?;
        tx.commit().await?;
        Ok(done)
    }
}
