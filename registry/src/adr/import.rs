//! Importing files into a log: all files or none, and every file accounted for.
//!
//! Files are known by their path. What people did here since the last import is kept: where the
//! file changed too, its text waits beside the record until somebody chooses (see `incoming`).
//!
//! `sorting` reads the files, `planning` numbers them, `again` says what becomes of those that are
//! known, `told` what is said of them. Files are written
//! a hundred at a time, while the next hundred are read.

use std::collections::{HashMap, HashSet};

use super::{
    Adr, Files, ImportReport, Log,
    again::{self, Beside, CONFLICT, Former, Known, Met, Moved, beside, cut},
    attachments, index, log, picture,
    planning::{Note, Plan, gone, planned},
    report::{Facts, Imported, Outcome as Became},
    said::{Stated, settle},
    service::Records,
    sorting::{self, Found, Shown, Slot, Sorted},
    source::{Origin, Run},
    sources, store,
    store_bulk::{self, Filed},
    store_entry, store_import, store_incoming, store_source,
    told::{Told, describe, facts, facts_apart, facts_of, written_again},
};
use crate::{
    audit,
    identity::{Act, Actor},
    kernel::{Id, Problems, Result, Run as _, Tx, check},
};

/// An import under way.
struct Course {
    log: Log,
    /// What the log held of each file before, by path.
    known: HashMap<String, store_import::Known>,
    became: Vec<Imported>,
    /// Records with new numbers or files.
    fresh: Vec<index::Known>,
    /// Records by the pictures they show, as an export has them.
    shows: HashMap<String, Id>,
    /// How many records were written.
    written: usize,
}

impl Records<'_> {
    /// Like [`Records::import_from`], for files of no particular origin.
    ///
    /// # Errors
    /// Without the role architect; when the key is none. Then nothing was imported.
    pub async fn import(
        &self,
        actor: &Actor,
        log: &str,
        name: Option<&str>,
        files: Vec<(String, Vec<u8>)>,
    ) -> Result<ImportReport> {
        let files = Files {
            files,
            ..Files::default()
        };
        self.import_from(actor, log, name, files, &Origin::default()).await
    }

    /// Imports files into the log with this key, which is made if it does not exist. Files are
    /// known by their path: the same text is unchanged, another one updates its record and the
    /// former stays as a version. A record that was changed here since stays as it is; if its
    /// file changed too, that is a conflict and the file's text waits beside it. A file whose very
    /// text was known under a path that is gone was moved; files that are gone from where the last
    /// import came from are told, and their records stay.
    ///
    /// A record keeps the number its file says if the log has it free, else it gets the next.
    /// Its status is its text's; where that changes in the file, so it does here, but for an
    /// acceptance of what people work on here.
    ///
    /// # Errors
    /// Without the role architect; when the key is none. Then nothing was imported.
    pub async fn import_from(
        &self,
        actor: &Actor,
        log: &str,
        name: Option<&str>,
        files: Files,
        origin: &Origin,
    ) -> Result<ImportReport> {
        actor.must(Act::WriteRecords)?;
        let mut problems = Problems::new();
        let key = problems.keep("log", log::key(log)).unwrap_or_default();
        let name = problems.optional_text("log_name", name.unwrap_or(""), 100);
        check(problems)?;
        let Files { files, skipped } = files;
        let Sorted {
            slots,
            pictures,
            skipped: mut became,
        } = sorting::sorted(files).await?;
        became.extend(skipped.iter().map(|(path, reason)| sorting::left_out(path, reason)));
        let mut tx = self.0.write().await?;
        let log = store::log_by_key(&mut tx, &key).await?;
        let made = log.is_none();
        let log = if let Some(log) = log {
            log
        } else {
            let name = if name.is_empty() { key.clone() } else { name };
            self.make_log(&mut tx, actor, key, name, None).await?
        };
        let next = store::lock_log(&mut tx, log.id).await?;
        let mut course = Course {
            known: store_import::known(&mut tx, log.id).await?,
            log,
            became,
            fresh: Vec::new(),
            shows: HashMap::new(),
            written: 0,
        };
        let numbers = store::numbers(&mut tx, course.log.id).await?;
        let gone = gone(&slots, &course.known);
        let planned = planned(slots, &course.known, &gone, numbers, next);
        self.gone(&mut tx, &mut course, &gone, &planned, origin).await?;
        self.write_all(&mut tx, actor, &mut course, planned).await?;
        self.keep_pictures(&mut tx, actor, &mut course, pictures).await?;
        let Course {
            log,
            became: mut files,
            fresh,
            written,
            ..
        } = course;
        settle(&mut tx, &fresh).await?;
        if written > store_bulk::BATCH {
            store_entry::settle_search(&mut tx).await?;
        }
        if let Some(largest) = fresh.iter().filter_map(|it| it.number).max() {
            store::raise_number(&mut tx, log.id, largest + 1).await?;
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut report = ImportReport { log, made, files };
        let event = audit::Event::new("imported into", "decision log", &report.log.name)
            .id(report.log.id)
            .at(format!("/adrs?log={}", report.log.key))
            .detail(report.totals());
        audit::record(&mut tx, self.0, actor, event).await?;
        report.log = store::log_by_key(&mut tx, &report.log.key).await?.unwrap_or(report.log);
        self.keep_run(&mut tx, actor, &report, origin).await?;
        tx.commit().await?;
        Ok(report)
    }

    /// Writes what was planned, part by part; each is read while the one before it is written.
    async fn write_all(
        self,
        tx: &mut Tx,
        actor: &Actor,
        course: &mut Course,
        planned: Vec<(Slot, Plan)>,
    ) -> Result<()> {
        let mut planned = planned.into_iter();
        let engine = tx.engine();
        let mut next = || {
            let part: Vec<_> = planned.by_ref().take(store_bulk::BATCH).collect();
            (!part.is_empty()).then(|| tokio::spawn(sorting::whole(engine, part)))
        };
        let mut ahead = next();
        while let Some(reading) = ahead.take() {
            let found = reading
                .await
                .map_err(|error| crate::kernel::Error::Corrupt(error.to_string()))??;
            ahead = next();
            self.write_some(tx, actor, course, found).await?;
        }
        Ok(())
    }

    async fn write_some(self, tx: &mut Tx, actor: &Actor, course: &mut Course, found: Vec<Found<Plan>>) -> Result<()> {
        let Beside {
            adrs,
            rows,
            texts,
            last,
            had,
            touched,
        } = beside(tx, &course.known, &found).await?;
        let now = self.0.now();
        let (mut fresh, mut changed, mut written) = (Vec::new(), Vec::new(), Vec::new());
        let (mut waits, mut settled, mut dropped, mut moved): (Vec<_>, Vec<_>, Vec<Id>, Moved) = Default::default();
        for mut file in found {
            let known = file.plan.known_as.as_ref().and_then(|path| course.known.get(path));
            let Some((known, mut before)) = known.and_then(|known| Some((known, adrs.get(&known.id)?.clone()))) else {
                let path = file.path.clone();
                let shows = std::mem::take(&mut file.shows);
                let (new, one, facts) = self.fresh(actor, &course.log, file);
                course.fresh.push(index::Known::from(&new.adr));
                course.shows.extend(shows.into_iter().map(|path| (path, new.adr.id)));
                fresh.push(new);
                written.push(one);
                course.became.push(Imported {
                    path,
                    outcome: Became::New(Box::new(facts)),
                });
                continue;
            };
            let id = known.id;
            course.shows.extend(file.shows.drain(..).map(|path| (path, id)));
            let was_at = file.plan.known_as.take().filter(|path| *path != file.path);
            if was_at.is_some() {
                before.path = Some(file.path.clone());
                moved.push((id, file.path.clone()));
                course.fresh.push(index::Known::from(&before));
            }
            let said = |note: Option<String>| Box::new(facts(&before, &file.parsed, note));
            let met = Met {
                file: &file.source,
                record: texts.get(&id).map(Vec::as_slice),
                here: known.here,
                row: rows.get(&id),
                last: last.get(&id).map(Vec::as_slice),
                had: had.contains(&id),
            };
            let outcome = match again::known(met) {
                Known::Stays { note, settles } => {
                    if settles {
                        settled.push((id, file.source.clone()));
                    }
                    match was_at {
                        Some(path) => {
                            // What its text refers to is looked for from where it lies now.
                            written.push(written_again(&before, &file.parsed, None));
                            Became::Moved(Box::new(Facts {
                                notes: vec![format!("It was {path} before.")],
                                ..facts(&before, &file.parsed, None)
                            }))
                        }
                        None => Became::Unchanged(said(note.map(str::to_owned))),
                    }
                }
                Known::Conflicts { news } => {
                    if news {
                        waits.push((id, file.source.clone()));
                    }
                    Became::Conflict(Box::new(facts_apart(&before, &file.parsed, CONFLICT)))
                }
                Known::Changes(base) => {
                    let former = Former {
                        adr: &before,
                        base,
                        chosen: false,
                        touched: touched.contains(&id),
                    };
                    let (adr, note) = again::renewed(&former, &file.parsed, now);
                    if rows.contains_key(&id) {
                        dropped.push(id);
                    }
                    let facts = facts(&adr, &file.parsed, note.clone());
                    written.push(written_again(&adr, &file.parsed, note));
                    changed.push(self.changed(actor, &before, adr, &file.parsed, file.source, file.body));
                    Became::Updated(Box::new(facts))
                }
            };
            course.became.push(Imported {
                path: file.path,
                outcome,
            });
        }
        store_import::set_paths(tx, &moved).await?;
        store_bulk::insert(tx, fresh, actor).await?;
        store_bulk::update(tx, changed, actor).await?;
        store_incoming::put_incoming(tx, waits, now).await?;
        store_incoming::put_settled(tx, settled, now).await?;
        store_incoming::drop_incoming(tx, &dropped).await?;
        course.written += written.len();
        describe(tx, &written).await
    }

    /// Keeps the pictures that the records show and the registry does not have yet.
    async fn keep_pictures(self, tx: &mut Tx, actor: &Actor, course: &mut Course, pictures: Vec<Shown>) -> Result<()> {
        for Shown { id, name, path, bytes } in pictures {
            let said = match course.shows.get(&path) {
                None => "It is a picture no record shows.".to_owned(),
                Some(adr) => match sorting::blocking(move || picture::check(bytes)).await? {
                    Err(why) => format!("It is no picture that can be kept: {why}"),
                    Ok(picture) => {
                        attachments::bring(tx, self.0.now(), actor, *adr, (id, &name), picture).await?;
                        "It is a picture; it is kept with the record that shows it.".to_owned()
                    }
                },
            };
            course.became.push(sorting::left_out(&path, &said));
        }
        Ok(())
    }

    /// Tells which files are no longer where the last import found them. Files of another source
    /// are no word about those that are missing.
    async fn gone(
        self,
        tx: &mut Tx,
        course: &mut Course,
        gone: &HashSet<String>,
        planned: &[(Slot, Plan)],
        origin: &Origin,
    ) -> Result<()> {
        let last = store_source::last_source(tx, course.log.id).await?;
        if last.as_ref() != Some(&origin.source) || origin.source == Origin::default().source {
            return Ok(());
        }
        let moved: HashSet<&str> = planned
            .iter()
            .filter_map(|(_, plan)| plan.known_as.as_deref())
            .collect();
        let ids: Vec<Id> = gone
            .iter()
            .filter(|path| !moved.contains(path.as_str()))
            .filter_map(|path| course.known.get(path))
            .filter(|known| !known.begun_here)
            .map(|known| known.id)
            .collect();
        for some in ids.chunks(store_bulk::BATCH) {
            for adr in store_import::records(tx, some).await?.into_values() {
                let said = "The file is no longer in the source; the record stays.";
                course.became.push(Imported {
                    path: adr.path.clone().unwrap_or_default(),
                    outcome: Became::Gone(Box::new(facts_of(&adr, said))),
                });
            }
        }
        Ok(())
    }

    async fn keep_run(&self, tx: &mut Tx, actor: &Actor, report: &ImportReport, origin: &Origin) -> Result<()> {
        let run = Run {
            id: self.0.id(),
            at: self.0.now(),
            person: actor.name.clone(),
            source: origin.source.clone(),
            revision: origin.revision.clone(),
            totals: report.totals(),
            error: None,
            has_report: true,
        };
        let json = sources::kept(report)?;
        let kept = store_source::Kept {
            person_id: actor.id,
            report: Some(&json),
        };
        store_source::insert_run(tx, report.log.id, &run, kept).await
    }

    fn fresh(self, actor: &Actor, log: &Log, file: Found<Plan>) -> (Filed, Told, Facts) {
        let Found {
            path,
            source,
            hash,
            parsed,
            body,
            plan,
            ..
        } = file;
        let mut adr = Adr {
            id: self.0.id(),
            log_id: log.id,
            log: log.key.clone(),
            log_name: log.name.clone(),
            number: Some(plan.number),
            title: cut(&parsed.title),
            status: parsed.status,
            raw_status: None,
            door: None,
            dialect: parsed.dialect,
            path: Some(path),
            raw_number: parsed
                .number
                .filter(|raw| i64::from(*raw) != plan.number)
                .map(|raw| raw.to_string()),
            raw_date: None,
            decided_on: parsed.date,
            author_id: None,
            created_at: self.0.now(),
            updated_at: self.0.now(),
            version: 1,
        };
        Stated::of(&parsed).note_in(&mut adr);
        let (given, unclear) = match plan.note {
            Some(Note::Given(said)) => (Some(said), None),
            Some(Note::Unclear(said)) => (None, Some(said)),
            None => (None, None),
        };
        let facts = Facts {
            notes: given.into_iter().collect(),
            ..facts(&adr, &parsed, unclear)
        };
        let new = Filed {
            step: Some((self.0.id(), self.step(actor, &adr, None))),
            adr: adr.clone(),
            source,
            hash,
            body,
            named: store_entry::Named::of(&parsed),
        };
        let written = Told {
            adr,
            relations: parsed.relations,
            notes: facts.diagnostics.clone(),
            fresh: true,
        };
        (new, written, facts)
    }
}
