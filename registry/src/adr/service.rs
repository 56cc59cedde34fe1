//! Use cases of decision records: list, read, render, write, save. Proposing and deciding are in
//! `decide`, importing is in `import`.
//!
//! The bytes somebody wrote stay canonical; number, status and door are the registry's own.

use std::{collections::HashSet, sync::Arc};

use super::{
    Dialect, Door, Relation, Status, attachments, autosave, compare, edit,
    index::{Index, Known, Reach, Wanted},
    link,
    markdown::{self, Leads},
    read::{self, Outcome},
    record::{self, Adr, Checked, Draft, Event, Filter, Log, Record, Summary},
    reviewing::found,
    sorting, store,
    store_entry::{self, Entry, Named},
    store_incoming, store_known, store_list, store_parts,
    version::Written,
    visible,
};
use time::Date;

use crate::{
    audit,
    identity::{Act, Actor},
    kernel::{Error, Id, Problems, Registry, Result, Run, Tx, check, stored},
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

/// What a text says of itself.
pub(super) struct Said {
    pub dialect: Dialect,
    /// Its heading; none when it has none.
    pub title: Option<String>,
    pub status: Status,
    raw_status: Option<String>,
    raw_date: Option<String>,
    /// The day it gives for the decision.
    pub date: Option<Date>,
    relations: Vec<Relation>,
    pub named: Named,
    pub diagnostics: Vec<String>,
}

impl Said {
    /// Reads a text. A draft may be anything, so one that reads as no record says nothing.
    pub(super) fn of(path: Option<&str>, source: &[u8]) -> Self {
        match read::record(path.unwrap_or(record::DRAFT), source).outcome {
            Outcome::Record(parsed) => Self::from(*parsed),
            Outcome::NotAnAdr(reason) => Self {
                dialect: Dialect::Plain,
                title: None,
                status: Status::Unknown,
                raw_status: None,
                raw_date: None,
                date: None,
                relations: Vec::new(),
                named: Named::default(),
                diagnostics: vec![reason],
            },
        }
    }

    /// Puts into the row what only the text knows.
    pub(super) fn note_in(&self, adr: &mut Adr) {
        adr.dialect = self.dialect;
        adr.raw_status.clone_from(&self.raw_status);
        adr.raw_date.clone_from(&self.raw_date);
    }
}

impl From<read::Parsed> for Said {
    fn from(parsed: read::Parsed) -> Self {
        Self {
            dialect: parsed.dialect,
            title: parsed.title_at.is_some().then(|| visible(&parsed.title)),
            status: parsed.status,
            raw_status: parsed.status_at.map(|raw| raw.text),
            raw_date: parsed.date_at.map(|raw| raw.text),
            date: parsed.date,
            relations: parsed.relations,
            named: Named {
                tags: parsed.tags,
                deciders: parsed.deciders,
            },
            diagnostics: parsed.diagnostics.iter().map(ToString::to_string).collect(),
        }
    }
}

/// What the text names, tied to the records it means.
pub(super) fn tied(index: &Index, adr: &Adr, relations: &[Relation]) -> Vec<store_parts::Stored> {
    let mut out: Vec<store_parts::Stored> = Vec::new();
    let mut seen = HashSet::new();
    for relation in relations {
        let (log, path) = (adr.log.as_str(), adr.path.as_deref());
        let to = index.find(log, path, &relation.target).map(|known| known.id);
        if to != Some(adr.id) && (to.is_none() || seen.insert((relation.kind, to))) {
            out.push(store_parts::Stored {
                kind: relation.kind,
                to,
                raw: relation.target.to_string(),
                reach: to.is_none().then(|| Reach::of(log, path, &relation.target)),
            });
        }
    }
    out
}

/// What to say where a text states another status than the record is in: nobody decided that here.
pub(super) fn unlike(adr: &Adr, text: Option<Status>) -> Option<String> {
    let text = text.filter(|text| *text != Status::Unknown && *text != adr.status && adr.number.is_some())?;
    let here = adr.status;
    Some(read::Diagnostic::OtherStatus { text, here }.to_string())
}

/// Ties relations that led nowhere and mean one of these records, which have new numbers or files.
pub(super) async fn settle(db: &mut impl Run, new: &[Known]) -> Result<()> {
    let loose: Vec<_> = store_parts::loose_relations(db, new)
        .await?
        .into_iter()
        .map(|loose| (super::index::target(&loose.raw_target), loose))
        .collect();
    let targets = loose
        .iter()
        .map(|(target, loose)| (loose.log.as_str(), loose.path.as_deref(), target));
    let wanted = Wanted::of(targets);
    let index = store_known::known(db, wanted).await?;
    let mut rows = Vec::new();
    for (target, loose) in loose {
        let (log, path) = (loose.log.as_str(), loose.path.as_deref());
        let to = index.find(log, path, &target).map(|known| known.id);
        let to = to.filter(|to| *to != loose.from_id);
        if to.is_none() && !loose.unnoted {
            continue;
        }
        let tied = store_parts::Stored {
            kind: stored(&loose.kind)?,
            to,
            reach: to.is_none().then(|| Reach::of(log, path, &target)),
            raw: loose.raw_target,
        };
        rows.push(tied.row(loose.from_id, loose.position));
    }
    store_parts::tie_relations(db, rows).await
}

impl Records<'_> {
    /// The decision logs, by key.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn logs(&self, actor: &Actor) -> Result<Vec<Log>> {
        actor.must(Act::Read)?;
        store::logs(&mut self.0.db.read()).await
    }

    /// Adds a decision log.
    ///
    /// # Errors
    /// Without the role architect; when the key is none or taken, or there is no name.
    pub async fn add_log(&self, actor: &Actor, key: &str, name: &str) -> Result<Log> {
        actor.must(Act::WriteRecords)?;
        let mut problems = Problems::new();
        let key = problems.keep("log", record::log_key(key)).unwrap_or_default();
        let name = problems.text("log_name", name, 100);
        check(problems)?;
        let mut tx = self.0.write().await?;
        if store::log_by_key(&mut tx, &key).await?.is_some() {
            return Err(Error::invalid("log", "There is a log with this key already."));
        }
        let log = self.make_log(&mut tx, actor, key, name, None).await?;
        tx.commit().await?;
        Ok(log)
    }

    pub(super) async fn make_log(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        key: String,
        name: String,
        source: Option<String>,
    ) -> Result<Log> {
        let log = Log {
            id: self.0.id(),
            key,
            name,
            source,
            records: 0,
        };
        store::insert_log(tx, &log).await.map_err(|error| {
            if error.is_duplicate() {
                Error::invalid("log", "Somebody added this log in this moment. Try again.")
            } else {
                error
            }
        })?;
        let event = audit::Event::new("added", "decision log", &log.name)
            .id(log.id)
            .at(format!("/adrs?log={}", log.key));
        audit::record(tx, self.0, actor, event).await?;
        Ok(log)
    }

    /// Records as filtered; with a search the best hits first, each with an excerpt.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn list(&self, actor: &Actor, filter: &Filter) -> Result<Vec<Summary>> {
        actor.must(Act::Read)?;
        store_list::list(&mut self.0.db.read(), filter, true, None).await
    }

    /// How many records are in each status, under the filter's other conditions. A search counts
    /// as far as [`super::filter::COUNTED`] and one.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn counts(&self, actor: &Actor, filter: &Filter) -> Result<Vec<(Status, i64)>> {
        actor.must(Act::Read)?;
        Ok(store_list::counts(&mut self.0.db.read(), filter).await?.0)
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

    /// What somebody typed into version `seen` of a record, brought together with what was saved
    /// since; none when both changed the same lines, or nobody knows what was seen.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such record.
    pub async fn merged(&self, actor: &Actor, id: Id, seen: i64, typed: &str) -> Result<Option<String>> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let Some(base) = store_parts::source_at(&mut db, id, seen).await? else {
            return Ok(None);
        };
        let (now, _) = store::source(&mut db, id).await?;
        let mine = edit::shown(typed.as_bytes());
        let (base, now) = (edit::shown(&base), edit::shown(&now));
        sorting::blocking(move || compare::merge(&base, &mine, &now)).await
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
        let wanted = Wanted::of(targets.iter().map(|target| (log.as_str(), path, target)));
        let index = store_known::known(&mut self.0.db.read(), wanted).await?;
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

    /// Begins a record: a draft without a number.
    ///
    /// # Errors
    /// Without the role architect; when the draft has problems.
    pub async fn write(&self, actor: &Actor, draft: &Draft) -> Result<Adr> {
        actor.must(Act::WriteRecords)?;
        let mut tx = self.0.write().await?;
        let adr = self.begin(&mut tx, actor, draft).await?;
        tx.commit().await?;
        Ok(adr)
    }

    /// Begins a record within the transaction of somebody who may.
    pub(super) async fn begin(&self, tx: &mut Tx, actor: &Actor, draft: &Draft) -> Result<Adr> {
        let mut problems = Problems::new();
        let Checked { title, text, door } = draft.check(&mut problems);
        let log = self.log_of(tx, actor, draft, &mut problems).await?;
        let Some(log) = log.filter(|_| problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        let source = edit::retitle(record::DRAFT, text.as_bytes(), &title);
        let said = Said::of(None, &source);
        let mut adr = Adr {
            id: self.0.id(),
            log_id: log.id,
            log: log.key,
            log_name: log.name,
            number: None,
            title,
            status: Status::Draft,
            raw_status: None,
            door,
            dialect: said.dialect,
            path: None,
            raw_number: None,
            raw_date: None,
            decided_on: None,
            author_id: actor.id,
            created_at: self.0.now(),
            updated_at: self.0.now(),
            version: 1,
        };
        said.note_in(&mut adr);
        store::insert(tx, &adr, &source).await?;
        store_parts::insert_version(tx, &adr, &source, actor, &Written::here("")).await?;
        let entry = Entry {
            adr: adr.id,
            title: &adr.title,
            body: store_entry::body(tx.engine(), &edit::shown(&source)),
            named: &said.named,
        };
        store_entry::add(tx, vec![entry]).await?;
        self.parts(tx, &adr, &said).await?;
        self.event(tx, actor, &adr, None, "").await?;
        attachments::adopt(tx, actor, adr.id, &source).await?;
        autosave::settle(tx, self.0.now(), actor, &draft.place).await?;
        audit::record(tx, self.0, actor, traced("began", &adr)).await?;
        Ok(adr)
    }

    /// The log a draft names, made if it is to be; problems are noted.
    async fn log_of(&self, tx: &mut Tx, actor: &Actor, draft: &Draft, problems: &mut Problems) -> Result<Option<Log>> {
        if draft.log.trim().is_empty() {
            problems.add("log", "Choose the log the record belongs to.");
            return Ok(None);
        }
        let Some(key) = problems.keep("log", record::log_key(&draft.log)) else {
            return Ok(None);
        };
        if let Some(log) = store::log_by_key(tx, &key).await? {
            return Ok(Some(log));
        }
        if draft.log_name.trim().is_empty() {
            problems.add("log", format!("There is no log with the key {key}."));
            return Ok(None);
        }
        let name = problems.text("log_name", &draft.log_name, 100);
        if problems.is_empty() {
            self.make_log(tx, actor, key, name, None).await.map(Some)
        } else {
            Ok(None)
        }
    }

    /// Saves a record's title, text and door. `version` is the one the person saw. A title typed
    /// anew is put into the heading; a heading written anew becomes the title; the day of the
    /// decision follows the text unless another was given here. The status stays, whatever the text
    /// says of it. Only a draft without a number may change its log.
    ///
    /// # Errors
    /// Without the role architect; when the draft has problems, or somebody else saved in between;
    /// once it is proposed, without a text; once it is decided, when the text changes without a reason.
    pub async fn save(&self, actor: &Actor, id: Id, draft: &Draft, version: i64) -> Result<Adr> {
        actor.must(Act::WriteRecords)?;
        let mut problems = Problems::new();
        let Checked { title, text, door } = draft.check(&mut problems);
        let mut tx = self.0.write().await?;
        let before = found(&mut tx, id).await?;
        let moves = before.number.is_none() && !draft.log.trim().is_empty() && draft.log != before.log;
        let log = if moves {
            self.log_of(&mut tx, actor, draft, &mut problems).await?
        } else {
            None
        };
        check(problems)?;
        let (old, _) = store::source(&mut tx, id).await?;
        let path = before.read_as();
        let mut source = edit::restore(&old, &text);
        let heading = Said::of(Some(path), &source).title;
        let title = if title == before.title {
            heading
                .filter(|new| Said::of(Some(path), &old).title.as_ref() != Some(new))
                .unwrap_or(title)
        } else {
            source = edit::retitle(path, &source, &title);
            title
        };
        let said = Said::of(Some(path), &source);
        let reason = why(draft, &before, source != old, &source)?;
        let dated = before.decided_on.is_none() || before.decided_on == Said::of(Some(path), &old).date;
        let mut after = Adr {
            title,
            door,
            version,
            decided_on: if dated {
                said.date.or(before.decided_on)
            } else {
                before.decided_on
            },
            updated_at: self.0.now(),
            ..before.clone()
        };
        if let Some(log) = log {
            after = Adr {
                log_id: log.id,
                log: log.key,
                log_name: log.name,
                ..after
            };
        }
        said.note_in(&mut after);
        let label = |door: Option<Door>| door.map_or("no door", Door::label);
        let mut doors = String::new();
        if before.door != after.door {
            doors = format!("door: {} → {}", label(before.door), label(after.door));
        }
        // The door is part of what people sign off, so another one is a text of its own to them.
        let written = if source != old {
            Some(Written::here(&*reason))
        } else if !doors.is_empty() && before.status == Status::Proposed {
            Some(Written::here(&*doors))
        } else {
            None
        };
        self.store(&mut tx, actor, &mut after, &source, &said.named, written)
            .await?;
        self.parts(&mut tx, &after, &said).await?;
        attachments::adopt(&mut tx, actor, id, &source).await?;
        autosave::settle(&mut tx, self.0.now(), actor, &draft.place).await?;
        let mut detail = Vec::new();
        if before.title != after.title {
            detail.push(format!("title: {} → {}", before.title, after.title));
        }
        if before.log != after.log {
            detail.push(format!("log: {} → {}", before.log, after.log));
        }
        let rewritten = if source == old {
            "text unchanged"
        } else {
            "text rewritten"
        };
        detail.push(if reason.is_empty() {
            rewritten.to_owned()
        } else {
            format!("{rewritten}: {reason}")
        });
        detail.extend(Some(doors).filter(|doors| !doors.is_empty()));
        let detail = detail.join("; ");
        audit::record(&mut tx, self.0, actor, traced("saved", &after).detail(detail)).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Writes the row, and the text as a new version if it is one; the version in `adr` then is the
    /// stored one.
    pub(super) async fn store(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        adr: &mut Adr,
        source: &[u8],
        named: &Named,
        written: Option<Written>,
    ) -> Result<()> {
        if !store::update(tx, adr, source).await? {
            let current = store::by_id(tx, adr.id).await?.map_or(0, |now| now.version);
            return Err(Error::Conflict {
                noun: "decision record",
                current,
            });
        }
        adr.version += 1;
        if let Some(written) = written {
            store_parts::insert_version(tx, adr, source, actor, &written).await?;
        }
        let entry = Entry {
            adr: adr.id,
            title: &adr.title,
            body: store_entry::body(tx.engine(), &edit::shown(source)),
            named,
        };
        store_entry::renew(tx, vec![entry]).await
    }

    /// Writes what the text says of other records and what was unclear in it.
    pub(super) async fn parts(&self, tx: &mut Tx, adr: &Adr, said: &Said) -> Result<()> {
        let relations = if said.relations.is_empty() {
            Vec::new()
        } else {
            let named = said.relations.iter();
            let wanted = Wanted::of(named.map(|it| (adr.log.as_str(), adr.path.as_deref(), &it.target)));
            tied(&store_known::known(tx, wanted).await?, adr, &said.relations)
        };
        store_parts::set_relations(tx, adr.id, &relations).await?;
        let stated = said.raw_status.is_some().then_some(said.status);
        let diagnostics: Vec<String> = said.diagnostics.iter().cloned().chain(unlike(adr, stated)).collect();
        store_parts::set_diagnostics(tx, adr.id, &diagnostics).await
    }

    pub(super) async fn event(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        adr: &Adr,
        from: Option<Status>,
        reason: &str,
    ) -> Result<()> {
        let event = Event {
            at: self.0.now(),
            person: actor.name.clone(),
            from,
            to: adr.status,
            reason: reason.to_owned(),
        };
        store_parts::insert_event(tx, self.0.id(), adr.id, &event, actor.id).await
    }
}

/// Why a text changes, checked: a record that people look at keeps having one, and a decided one
/// changes for a reason.
fn why(draft: &Draft, before: &Adr, rewritten: bool, source: &[u8]) -> Result<String> {
    let mut problems = Problems::new();
    let reason = if rewritten && before.status.is_decided() {
        problems.text("reason", &draft.reason, 500)
    } else {
        problems.optional_text("reason", &draft.reason, 500)
    };
    let empty = rewritten && before.number.is_some() && read::body(&edit::shown(source)).trim().is_empty();
    problems.require(
        !empty,
        "text",
        "There is no text left below the title. To retire a record, record that decision instead.",
    );
    check(problems)?;
    Ok(reason)
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
