//! Importing files into a log: all files or none, and every file accounted for.
//!
//! Files are known by their path. What people did here since the last import is kept: where the
//! file changed too, its text waits beside the record until somebody chooses (see `incoming`).

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    Adr, Files, ImportReport, Log, Status,
    files::tidy,
    index::Wanted,
    read::{self, Outcome, Parsed},
    record::{Event, Facts, Imported, Named, Outcome as Became, log_key},
    service::{Records, Said, settle, tied},
    source::{Origin, Run},
    sources, store,
    store_bulk::{self, Fresh},
    store_entry, store_incoming, store_known, store_parts, store_source, visible,
};
use crate::{
    audit,
    identity::{Act, Actor},
    kernel::{Problems, Result, Tx, check},
};

/// The largest file an import takes, in bytes.
pub const LARGEST_FILE: usize = 5 * 1024 * 1024;

/// The longest path, in bytes. PostgreSQL's index of paths takes little more than twice as much.
const LONGEST_PATH: usize = 1000;

/// A file that is a record.
struct Found {
    path: String,
    source: Vec<u8>,
    parsed: Parsed,
}

/// What the log holds before the import.
pub(super) struct Before {
    pub adr: Adr,
    pub source: Vec<u8>,
    pub last_by: String,
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
    /// file changed too, that is a conflict and the file's text waits beside it.
    ///
    /// A record keeps the number its file says if the log has it free, else it gets the next.
    /// Its status is its text's; where that changes in the file, so it does here.
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
        let key = problems.keep("log", log_key(log)).unwrap_or_default();
        let name = problems.optional_text("log_name", name.unwrap_or(""), 100);
        check(problems)?;
        let Files { files, skipped } = files;
        let (found, mut became) = sort(files);
        became.extend(skipped.into_iter().map(|(path, reason)| Imported {
            path,
            outcome: Became::Skipped(reason),
        }));
        let mut tx = self.0.write().await?;
        let known = store::log_by_key(&mut tx, &key).await?;
        let made = known.is_none();
        let log = if let Some(log) = known {
            log
        } else {
            let name = if name.is_empty() { key.clone() } else { name };
            self.make_log(&mut tx, actor, key, name, None).await?
        };
        let next = store::lock_log(&mut tx, log.id).await?;
        let before = store::of_log(&mut tx, log.id).await?;
        let before: HashMap<String, Before> = before
            .into_iter()
            .filter_map(|(adr, source, last_by)| Some((adr.path.clone()?, Before { adr, source, last_by })))
            .collect();
        let incoming = store_incoming::incoming_of(&mut tx, log.id).await?;
        let numbers = store::numbers(&mut tx, log.id).await?;
        let plan = numbered(&found, &before, numbers, next);
        let mut written: Vec<(Adr, Parsed)> = Vec::new();
        let mut fresh: Vec<Fresh> = Vec::new();
        for (file, (number, note)) in found.into_iter().zip(plan) {
            let Found { path, source, parsed } = file;
            let outcome = if let Some(before) = before.get(&path) {
                let row = incoming.get(&before.adr.id);
                let (outcome, renewed) = self.again(&mut tx, actor, before, row, &source, &parsed).await?;
                written.extend(renewed.map(|adr| (adr, parsed)));
                outcome
            } else {
                let new = self.fresh(actor, &log, &path, number, source, &parsed);
                let adr = new.adr.clone();
                fresh.push(new);
                if fresh.len() == store_bulk::BATCH {
                    store_bulk::insert(&mut tx, std::mem::take(&mut fresh), &by_import(actor)).await?;
                }
                let facts = facts(&adr, &parsed, note);
                written.push((adr, parsed));
                Became::New(Box::new(facts))
            };
            became.push(Imported { path, outcome });
        }
        store_bulk::insert(&mut tx, fresh, &by_import(actor)).await?;
        describe(&mut tx, &written, &became).await?;
        settle(&mut tx).await?;
        if written.len() > store_bulk::BATCH {
            store_entry::settle_search(&mut tx).await?;
        }
        if let Some(largest) = written.iter().filter_map(|(adr, _)| adr.number).max() {
            store::raise_number(&mut tx, log.id, largest + 1).await?;
        }
        became.sort_by(|a, b| a.path.cmp(&b.path));
        let mut report = ImportReport {
            log,
            made,
            files: became,
        };
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

    fn fresh(self, actor: &Actor, log: &Log, path: &str, number: i64, source: Vec<u8>, parsed: &Parsed) -> Fresh {
        let said = Said::from(parsed.clone());
        let mut adr = Adr {
            id: self.0.id(),
            log_id: log.id,
            log: log.key.clone(),
            log_name: log.name.clone(),
            number: Some(number),
            title: cut(&parsed.title),
            status: parsed.status,
            raw_status: None,
            door: None,
            dialect: parsed.dialect,
            path: Some(path.to_owned()),
            raw_number: parsed
                .number
                .filter(|raw| i64::from(*raw) != number)
                .map(|raw| raw.to_string()),
            raw_date: None,
            decided_on: parsed.date,
            author_id: None,
            created_at: self.0.now(),
            updated_at: self.0.now(),
            version: 1,
        };
        said.note_in(&mut adr);
        Fresh {
            event: self.0.id(),
            began: self.reason(actor, &adr, None),
            adr,
            source,
            named: said.named,
        }
    }

    pub(super) async fn imported(&self, tx: &mut Tx, actor: &Actor, adr: &Adr, from: Option<Status>) -> Result<()> {
        let event = self.reason(actor, adr, from);
        store_parts::insert_event(tx, self.0.id(), adr.id, &event, actor.id).await
    }

    fn reason(self, actor: &Actor, adr: &Adr, from: Option<Status>) -> Event {
        Event {
            at: self.0.now(),
            person: actor.name.clone(),
            from,
            to: adr.status,
            reason: format!("Imported from {}", adr.path.as_deref().unwrap_or_default()),
        }
    }
}

/// Stores what the written texts say of other records, and what was unclear in them.
async fn describe(tx: &mut Tx, written: &[(Adr, Parsed)], became: &[Imported]) -> Result<()> {
    let notes: HashMap<&str, &[String]> = became
        .iter()
        .filter_map(|file| Some((file.path.as_str(), file.outcome.facts()?.diagnostics.as_slice())))
        .collect();
    for written in written.chunks(store_bulk::BATCH) {
        let targets = written.iter().flat_map(|(adr, parsed)| {
            let from = (adr.log.as_str(), adr.path.as_deref());
            parsed.relations.iter().map(move |it| (from.0, from.1, &it.target))
        });
        let wanted = Wanted::of(targets);
        let index = store_known::known(tx, wanted).await?;
        let said: Vec<_> = written
            .iter()
            .map(|(adr, parsed)| {
                let notes = adr.path.as_deref().and_then(|path| notes.get(path));
                let notes = notes.copied().unwrap_or_default();
                (adr, tied(&index, adr, &parsed.relations), notes)
            })
            .collect();
        store_bulk::set_parts(tx, &said).await?;
    }
    Ok(())
}

/// Ends the name under which an imported version is kept, so that it can be told from one that
/// was written here.
pub(super) const BY_IMPORT: &str = ", by import";

pub(super) fn by_import(actor: &Actor) -> Actor {
    Actor {
        name: format!("{}{BY_IMPORT}", actor.name),
        ..actor.clone()
    }
}

/// A title of a length lists can show.
pub(super) fn cut(title: &str) -> String {
    let title: String = visible(title)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(300)
        .collect();
    title.trim().to_owned()
}

pub(super) fn facts(adr: &Adr, parsed: &Parsed, note: Option<String>) -> Facts {
    let read = parsed.diagnostics.iter().map(ToString::to_string);
    Facts {
        dialect: parsed.dialect,
        number: adr.number,
        raw_number: adr.raw_number.clone(),
        status: adr.status,
        raw_status: parsed.status_at.as_ref().map(|raw| raw.text.clone()),
        decided_on: adr.decided_on,
        raw_date: parsed.date_at.as_ref().map(|raw| raw.text.clone()),
        title: adr.title.clone(),
        relations: parsed
            .relations
            .iter()
            .map(|it| Named {
                kind: it.kind,
                target: it.target.to_string(),
            })
            .collect(),
        diagnostics: read.chain(note).collect(),
    }
}

/// Whether a path lies where no source is searched, so that an archive gives what its folder does.
fn aside(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders
        .split('/')
        .any(|folder| folder.starts_with('.') || folder == "node_modules")
}

/// Parts records from what is none, in the order of their paths.
fn sort(files: Vec<(String, Vec<u8>)>) -> (Vec<Found>, Vec<Imported>) {
    let mut found = Vec::new();
    let mut skipped = Vec::new();
    let mut seen = HashSet::new();
    let mut files: Vec<_> = files
        .into_iter()
        .map(|(path, source)| (tidy(&path), path, source))
        .collect();
    files.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    for (tidied, path, source) in files {
        let mut skip = |path: &str, reason: String| {
            skipped.push(Imported {
                path: path.to_owned(),
                outcome: Became::Skipped(reason),
            });
        };
        let Some(tidied) = tidied else {
            skip(&path, "Its path leads out of the folder or is empty.".to_owned());
            continue;
        };
        if !seen.insert(tidied.clone()) {
            skip(
                &tidied,
                "A file of this path was given twice; the first counts.".to_owned(),
            );
        } else if tidied.len() > LONGEST_PATH {
            let beginning: String = tidied.chars().take(100).collect();
            skip(
                &format!("{beginning}…"),
                "Its path is longer than 1,000 bytes.".to_owned(),
            );
        } else if aside(&tidied) {
            skip(
                &tidied,
                "It lies in a hidden folder or one of installed packages.".to_owned(),
            );
        } else if source.len() > LARGEST_FILE {
            skip(&tidied, "It is larger than 5 MB; no record is.".to_owned());
        } else {
            match read::record(&tidied, &source).outcome {
                Outcome::Record(parsed) => found.push(Found {
                    path: tidied,
                    source,
                    parsed: *parsed,
                }),
                Outcome::NotAnAdr(reason) => skip(&tidied, reason),
            }
        }
    }
    (found, skipped)
}

/// A number for each file, and what to say where it is not the file's own.
fn numbered(
    found: &[Found],
    before: &HashMap<String, Before>,
    mut taken: BTreeSet<i64>,
    next: i64,
) -> Vec<(i64, Option<String>)> {
    let mut plan: Vec<Option<i64>> = Vec::with_capacity(found.len());
    for file in found {
        let own = match before.get(&file.path) {
            Some(before) => before.adr.number,
            None => file.parsed.number.map(i64::from).filter(|number| taken.insert(*number)),
        };
        plan.push(own);
    }
    let mut next = taken.last().map_or(next, |largest| next.max(largest + 1));
    found
        .iter()
        .zip(plan)
        .map(|(file, own)| {
            if let Some(number) = own {
                return (number, None);
            }
            let number = next;
            next += 1;
            let note = file.parsed.number.map_or_else(
                || format!("The file has no number; it became {number}."),
                |said| format!("Number {said} belongs to another record of this log; it became {number}."),
            );
            (number, Some(note))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_folders_and_packages_are_left_out_however_they_come() {
        for path in [".github/0001-a.md", "x/.git/0001-a.md", "node_modules/y/0001-a.md"] {
            assert!(aside(path), "{path}");
        }
        for path in ["0001-a.md", ".0001-a.md", "docs/adr/0001-a.md", "node_modules.md"] {
            assert!(!aside(path), "{path}");
        }
    }

    #[test]
    fn numbers_are_the_files_own_if_free() {
        let files = ["0002-a.md", "0002-b.md", "0007-c.md", "2024-07-15-d.md", "0001-e.md"].map(|path| {
            (
                path.to_owned(),
                b"# T\n\n## Status\n\nAccepted\n\n## Context\n\nx\n".to_vec(),
            )
        });
        let (found, skipped) = sort(files.to_vec());
        assert!(skipped.is_empty());
        let plan = numbered(&found, &HashMap::new(), BTreeSet::from([1]), 4);
        let numbers: Vec<i64> = plan.iter().map(|it| it.0).collect();
        // By path: 0001-e (1 is taken), 0002-a, 0002-b (2 is taken now), 0007-c, the dated one.
        assert_eq!(numbers, [8, 2, 9, 7, 10]);
        assert_eq!(plan[1].1, None);
        assert!(plan[2].1.as_ref().is_some_and(|note| note.contains("became 9")));
    }
}
