//! Reads real decision logs, when there are any at hand, and prints what each file became.
//!
//! Set `ADR_LOGS` to a folder with one log per folder in it, and run
//! `cargo test -p registry --test adr_logs -- --nocapture`; with `ADR_LOGS_ALL=1` each file is listed.
//! Without the folder there is nothing to read and the test passes.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use registry::adr::{
    Raw, Status,
    read::{Diagnostic, Outcome, patch, record},
};

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

fn check(bytes: &[u8], raw: &Raw) {
    let found = bytes.get(raw.span.clone()).unwrap_or_default();
    assert_eq!(String::from_utf8_lossy(found), raw.text);
}

#[test]
fn real_logs_are_read() {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora/adr");
    let root = env::var_os("ADR_LOGS").map_or(default, PathBuf::from);
    let mut all = Vec::new();
    files(&root, &mut all);
    all.sort();
    let list = env::var_os("ADR_LOGS_ALL").is_some();
    let mut table: BTreeMap<String, usize> = BTreeMap::new();
    for path in &all {
        let bytes = fs::read(path).unwrap();
        let relative = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let (log, inside) = relative.split_once('/').unwrap_or(("", &relative));
        let line = match record(inside, &bytes).outcome {
            Outcome::NotAnAdr(reason) => {
                if list {
                    println!("{relative}\n    not a record: {reason}");
                }
                format!("{log} · not a record · {reason}")
            }
            Outcome::Record(read) => {
                let single = [
                    &read.title_at,
                    &read.status_at,
                    &read.date_at,
                    &read.deciders_at,
                    &read.tags_at,
                ];
                single.into_iter().flatten().for_each(|raw| check(&bytes, raw));
                read.relations.iter().for_each(|relation| check(&bytes, &relation.raw));
                assert!(!read.title.is_empty());
                if let Some(old) = &read.status_at {
                    assert_eq!(patch::replace(&bytes, old.span.clone(), &old.text), bytes);
                }
                if read.status_at.is_some() {
                    let patched = patch::status(inside, &bytes, "rejected").unwrap();
                    let Outcome::Record(again) = record(inside, &patched).outcome else {
                        panic!("{relative} is a record no longer")
                    };
                    assert_eq!(again.status, Status::Rejected, "{relative}");
                    assert_eq!((&again.title, again.date), (&read.title, read.date), "{relative}");
                }
                if list {
                    println!(
                        "{relative}\n    {} · {:?} · {:?} · {} ({:?}) · {:?} · by {:?} · tags {:?}",
                        read.dialect,
                        read.number,
                        read.title,
                        read.status,
                        read.status_at.as_ref().map(|raw| &raw.text),
                        read.date,
                        read.deciders,
                        read.tags
                    );
                    for relation in &read.relations {
                        println!("        {} {}", relation.kind, relation.target);
                    }
                    for diagnostic in &read.diagnostics {
                        println!("        ! {diagnostic}");
                    }
                }
                let name = |diagnostic: &Diagnostic| {
                    let debug = format!("{diagnostic:?}");
                    debug.split(['(', ' ']).next().unwrap_or("").to_owned()
                };
                let diagnostics: Vec<String> = read.diagnostics.iter().map(name).collect();
                format!("{log} · {} · {} · {}", read.dialect, read.status, diagnostics.join(" "))
            }
        };
        *table.entry(line).or_default() += 1;
    }
    for (line, count) in &table {
        println!("{count:4} {line}");
    }
    println!("{} files", all.len());
}
