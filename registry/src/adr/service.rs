//! Use cases of decision records: list, read, render. Writing is in `writing`, proposing and
//! deciding in `decide`, importing in `import`; the logs are in `logs`.
//!
//! The bytes somebody wrote stay canonical; number, status and door are the registry's own.

use std::sync::Arc;

use super::{
    Filter, Status, link,
    markdown::{self, Leads},
    record::{self, Adr, Record, Summary},
    sorting, store, store_incoming, store_known, store_list, store_parts,
    store_query::Query,
};
use crate::{
    audit,
    identity::{Act, Actor},
    kernel::{Error, Id, Registry, Result, Run},
};

/// The use cases of decision records.
#[derive(Clone, Copy, Debug)]
pub struct Records<'a>(pub(super) &'a Registry);

impl Registry {
    /// Decision records.
    #[must_use]
    pub fn records(&self) -> Records<'_> {
        Records(self)
    }
}

impl Records<'_> {
    /// Records as filtered; with a search the best hits first, each with an excerpt.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn list(&self, actor: &Actor, filter: &Filter) -> Result<Vec<Summary>> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let query = Query::of(&mut db, filter).await?;
        store_list::list(&mut db, &query, true, None).await
    }

    /// How many records are in each status, under the filter's other conditions. A search counts
    /// as far as [`super::filter::COUNTED`] and one.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn counts(&self, actor: &Actor, filter: &Filter) -> Result<Vec<(Status, i64)>> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let query = Query::of(&mut db, filter).await?;
        Ok(store_list::counts(&mut db, &query).await?.0)
    }

    /// The best hits for some words, each of which must occur, as the beginning of a word at
    /// least; quotes and operators only part words.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn search(&self, actor: &Actor, text: &str, most: i64) -> Result<Vec<Summary>> {
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        let filter = Filter {
            text: Some(text.to_owned()),
            limit: Some(most),
            ..Filter::default()
        };
        self.list(actor, &filter).await
    }

    /// A record by its log's key and its number.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn get(&self, actor: &Actor, log: &str, number: i64) -> Result<Record> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let adr = store::by_number(&mut db, &log.to_ascii_uppercase(), number).await?;
        whole(&mut db, adr.ok_or(Error::NotFound("decision record"))?).await
    }

    /// A record by its identifier: how a draft without a number is found.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn draft(&self, actor: &Actor, id: Id) -> Result<Record> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let adr = store::by_id(&mut db, id).await?;
        whole(&mut db, adr.ok_or(Error::NotFound("decision record"))?).await
    }

    /// The text a record had in one of its versions, byte for byte.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn version(&self, actor: &Actor, id: Id, version: i64) -> Result<Vec<u8>> {
        actor.must(Act::Read)?;
        let found = store_parts::version_source(&mut self.0.db.read(), id, version).await?;
        found.ok_or(Error::NotFound("version of this record"))
    }

    /// A text as safe HTML, its links to other records led to their pages. What a record's page
    /// and the preview both show.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn render(&self, actor: &Actor, log: &str, path: Option<&str>, text: &str) -> Result<String> {
        actor.must(Act::Read)?;
        if path.is_some_and(|path| path.to_ascii_lowercase().ends_with(".rst")) {
            return Ok(markdown::verbatim(text));
        }
        let log = log.to_ascii_uppercase();
        // A person's own text may be long: reading it keeps nobody else waiting.
        let text: Arc<str> = text.into();
        let given = Arc::clone(&text);
        let targets: Vec<_> = sorting::blocking(move || markdown::hrefs(&given))
            .await?
            .iter()
            .filter_map(|href| link::target(href))
            .collect();
        let references = targets.iter().map(|target| (log.as_str(), path, target)).collect();
        let index = store_known::known(&mut self.0.db.read(), references).await?;
        let path = path.map(ToOwned::to_owned);
        let leads = move |href: &str| {
            let Some(target) = link::target(href) else {
                return Leads::AsWritten;
            };
            match index.find(&log, path.as_deref(), &target) {
                Some(known) => Leads::To {
                    address: record::address(&known.log, known.number, known.id),
                    label: record::label(&known.log, known.number),
                },
                None if link::is_elsewhere(href) => Leads::AsWritten,
                None => Leads::Nowhere,
            }
        };
        sorting::blocking(move || markdown::render_body_with(&text, leads)).await
    }
}

pub(super) fn traced(act: &'static str, adr: &Adr) -> audit::Event {
    audit::Event::new(act, "decision record", format!("{} {}", adr.label(), adr.title))
        .id(adr.id)
        .at(adr.address())
}

async fn whole(db: &mut impl Run, adr: Adr) -> Result<Record> {
    let (source, author) = store::source(db, adr.id).await?;
    Ok(Record {
        source,
        author,
        events: store_parts::events(db, adr.id).await?,
        versions: store_parts::versions(db, adr.id).await?,
        relations: store_parts::relations(db, adr.id).await?,
        diagnostics: store_parts::diagnostics(db, adr.id).await?,
        covers: store_parts::covers(db, adr.id).await?,
        incoming: store_incoming::waits(db, adr.id).await?,
        adr,
    })
}
