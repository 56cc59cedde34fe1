//! What an import knows of files before it looks at the log's records: which of them are records,
//! and what they say. This is work for a processor, so it stays off the threads that serve people.

use std::{collections::HashSet, num::NonZero, panic, thread};

use sha2::{Digest as _, Sha256};

use super::{
    attach, edit,
    files::tidy,
    read::{self, Outcome, Parsed},
    report::{Imported, Outcome as Became},
    store_entry::Body,
};
use crate::kernel::{Engine, Error, Id, Result};

/// The largest file an import takes, in bytes.
pub const LARGEST_FILE: usize = 5 * 1024 * 1024;

/// The longest path, in bytes. PostgreSQL's index of paths takes little more than twice as much.
const LONGEST_PATH: usize = 1000;

/// Fewer files than this are read on one thread.
const FEW: usize = 50;

/// A file that is a record, with what has to be known of all files at once.
pub(super) struct Slot {
    pub path: String,
    pub source: Vec<u8>,
    /// Of the source.
    pub hash: Vec<u8>,
    /// The number it says.
    pub said: Option<u32>,
    /// Whether files of its kind say none.
    pub by_day: bool,
}

/// A picture as an export has it beside the record that shows it.
pub(super) struct Shown {
    pub id: Id,
    pub name: String,
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Files by what becomes of them.
#[derive(Default)]
pub(super) struct Sorted {
    pub slots: Vec<Slot>,
    pub pictures: Vec<Shown>,
    pub skipped: Vec<Imported>,
}

/// A record's file that was read.
pub(super) struct Found<P> {
    pub path: String,
    pub source: Vec<u8>,
    pub hash: Vec<u8>,
    pub parsed: Box<Parsed>,
    pub body: Body,
    /// The pictures it shows, as an export has them.
    pub shows: Vec<String>,
    /// What was planned for it meanwhile.
    pub plan: P,
}

/// A text in short, to tell whether it changed.
pub(super) fn hash(source: &[u8]) -> Vec<u8> {
    Sha256::digest(source).to_vec()
}

/// Parts records from what is none, in the order of their paths.
pub(super) async fn sorted(files: Vec<(String, Vec<u8>)>) -> Result<Sorted> {
    blocking(move || sort(files)).await
}

/// Reads files again, whole, for the part of an import that is written next.
pub(super) async fn whole<P: Send + 'static>(engine: Engine, slots: Vec<(Slot, P)>) -> Result<Vec<Found<P>>> {
    let found = move |(slot, plan)| found(engine, slot, plan);
    blocking(move || slots.into_iter().filter_map(found).collect()).await
}

/// Does work for a processor aside from the threads that serve people.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Corrupt(error.to_string()))
}

fn found<P>(engine: Engine, slot: Slot, plan: P) -> Option<Found<P>> {
    let Slot { path, source, hash, .. } = slot;
    let Outcome::Record(parsed) = read::record(&path, &source).outcome else {
        return None;
    };
    let text = edit::shown(&source);
    let shows = attach::references(&path, &text).into_iter().map(|(_, file)| file);
    Some(Found {
        body: Body::of(engine, &text),
        shows: shows.collect(),
        path,
        source,
        hash,
        parsed,
        plan,
    })
}

fn sort(files: Vec<(String, Vec<u8>)>) -> Sorted {
    let mut candidates = Vec::new();
    let (mut pictures, mut skipped) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    let mut files: Vec<_> = files
        .into_iter()
        .map(|(path, source)| (tidy(&path), path, source))
        .collect();
    files.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    for (tidied, path, source) in files {
        let mut skip = |path: &str, reason: &str| skipped.push(left_out(path, reason));
        let Some(tidied) = tidied else {
            skip(&path, "Its path leads out of the folder or is empty.");
            continue;
        };
        if !seen.insert(tidied.clone()) {
            skip(&tidied, "A file of this path was given twice; the first counts.");
        } else if tidied.len() > LONGEST_PATH {
            let beginning: String = tidied.chars().take(100).collect();
            skip(&format!("{beginning}…"), "Its path is longer than 1,000 bytes.");
        } else if tidied.contains(char::is_control) {
            skip(&tidied, "Its path holds control characters.");
        } else if aside(&tidied) {
            skip(&tidied, "It lies in a hidden folder or one of installed packages.");
        } else if source.len() > LARGEST_FILE {
            skip(&tidied, "It is larger than 5 MB; no record is.");
        } else if let Some((id, name)) = attach::of_file(&tidied) {
            pictures.push(Shown {
                id,
                name: name.to_owned(),
                path: tidied.clone(),
                bytes: source,
            });
        } else {
            candidates.push((tidied, source));
        }
    }
    let read = side_by_side(candidates, |(path, source)| {
        match read::record(&path, &source).outcome {
            Outcome::Record(parsed) => Ok(Slot {
                said: parsed.number,
                by_day: read::goes_by_day(&path),
                hash: hash(&source),
                path,
                source,
            }),
            Outcome::NotAnAdr(reason) => Err(left_out(&path, &reason)),
        }
    });
    let mut slots = Vec::with_capacity(read.len());
    for one in read {
        match one {
            Ok(slot) => slots.push(slot),
            Err(left_out) => skipped.push(left_out),
        }
    }
    Sorted {
        slots,
        pictures,
        skipped,
    }
}

/// A file that is not imported.
pub(super) fn left_out(path: &str, reason: &str) -> Imported {
    Imported {
        path: path.to_owned(),
        outcome: Became::Skipped(reason.to_owned()),
    }
}

/// Whether a path lies where no source is searched, so that an archive gives what its folder does.
fn aside(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders
        .split('/')
        .any(|folder| folder.starts_with('.') || folder == "node_modules")
}

/// Does the same with each, on several processors where there are some; the order stays.
fn side_by_side<T: Send, U: Send>(mut items: Vec<T>, work: impl Fn(T) -> U + Sync) -> Vec<U> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(4);
    if threads == 1 || items.len() < FEW {
        return items.into_iter().map(work).collect();
    }
    let size = items.len().div_ceil(threads);
    let mut parts = Vec::with_capacity(threads);
    while items.len() > size {
        let rest = items.split_off(items.len() - size);
        parts.push(rest);
    }
    parts.push(items);
    parts.reverse();
    let work = &work;
    thread::scope(|scope| {
        let running: Vec<_> = parts
            .into_iter()
            .map(|part| scope.spawn(move || part.into_iter().map(work).collect::<Vec<U>>()))
            .collect();
        running
            .into_iter()
            .flat_map(|part| part.join().unwrap_or_else(|panic| panic::resume_unwind(panic)))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_folders_and_packages_are_left_out_however_they_come() {
        for path in [".github/0001-a.md", "x/.git/0001-a.md", "node_modules/y/0001-a.md"] {
            assert!(aside(path), "{path}");
        }
        for path in [
            "0001-a.md",
            ".0001-a.md",
            "docs/adr/0001-a.md",
            "node_modules.md",
            "my_node_modules/0001-a.md",
        ] {
            assert!(!aside(path), "{path}");
        }
    }

    #[test]
    fn a_path_that_moves_a_terminal_is_refused() {
        let text = b"# A\n\n## Status\n\nAccepted\n".to_vec();
        let Sorted { slots, skipped, .. } = sort(vec![
            ("0001-a\u{1b}[2J.md".to_owned(), text.clone()),
            ("x/\n0002-b.md".to_owned(), text.clone()),
            ("0003-c.md".to_owned(), text),
        ]);
        assert_eq!(
            slots.iter().map(|slot| slot.path.as_str()).collect::<Vec<_>>(),
            ["0003-c.md"]
        );
        let paths: Vec<&str> = skipped.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["0001-a\u{1b}[2J.md", "x/\n0002-b.md"]);
    }

    #[test]
    fn work_side_by_side_keeps_its_order() {
        for many in [0, 1, 49, 50, 51, 1_000] {
            let doubled = side_by_side((0..many).collect(), |n: i32| 2 * n);
            assert_eq!(doubled, (0..many).map(|n| 2 * n).collect::<Vec<_>>());
        }
    }
}
