//! Writing records: begun as drafts, saved again; what a text brings with it is stored here.

use super::{
    Door, Log, Status, attachments, autosave, compare,
    draft::{Checked, Draft},
    edit, log, read,
    record::{self, Adr, Event},
    reviewing::found,
    said::{Said, tied, unlike},
    service::{Records, traced},
    sorting, store,
    store_entry::{self, Entry, Named},
    store_known, store_parts,
    version::Written,
};
use crate::{
    audit,
    identity::{Act, Actor},
    kernel::{Error, Id, Problems, Result, Run as _, Tx, check},
};

impl Records<'_> {
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
            dialect: said.stated.dialect,
            path: None,
            raw_number: None,
            raw_date: None,
            decided_on: None,
            author_id: actor.id,
            created_at: self.0.now(),
            updated_at: self.0.now(),
            version: 1,
        };
        said.stated.note_in(&mut adr);
        store::insert(tx, &adr, &source).await?;
        store_parts::insert_version(tx, &adr, &source, actor, &Written::here("")).await?;
        let entry = Entry {
            adr: adr.id,
            title: &adr.title,
            body: store_entry::laid(tx.engine(), &source).await?,
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
        let Some(key) = problems.keep("log", log::key(&draft.log)) else {
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
        said.stated.note_in(&mut after);
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
            body: store_entry::laid(tx.engine(), source).await?,
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
            let references = named.map(|it| (adr.log.as_str(), adr.path.as_deref(), &it.target));
            tied(
                &store_known::known(tx, references.collect()).await?,
                adr,
                &said.relations,
            )
        };
        store_parts::set_relations(tx, adr.id, &relations).await?;
        let stated = said.stated.raw_status.is_some().then_some(said.status);
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
