//! The decision log of the sample firm is sound: it reads without a question, and its relations
//! hold in both directions.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{collections::BTreeMap, fs, path::Path};

use registry::adr::{
    Dialect, RelationKind, Status, Target, link,
    read::{Outcome, Parsed, record},
};

fn log() -> BTreeMap<String, Parsed> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/demo/adr");
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        match record(&name, &fs::read(entry.path()).unwrap()).outcome {
            Outcome::Record(parsed) => out.insert(name, *parsed),
            Outcome::NotAnAdr(reason) => panic!("{name}: {reason}"),
        };
    }
    out
}

#[test]
fn every_record_reads_without_a_question() {
    let log = log();
    let numbers: Vec<_> = log.values().map(|record| record.number).collect();
    assert_eq!(numbers, (1..=24).map(Some).collect::<Vec<_>>());
    for (name, record) in &log {
        assert!(record.diagnostics.is_empty(), "{name}: {:?}", record.diagnostics);
        assert!(record.date_at.is_some(), "{name}");
        assert!(
            matches!(record.dialect, Dialect::Madr4 | Dialect::Nygard),
            "{name}: {}",
            record.dialect
        );
    }
    let count = |status| log.values().filter(|record| record.status == status).count();
    let counts = [
        count(Status::Accepted),
        count(Status::Superseded),
        count(Status::Rejected),
        count(Status::Proposed),
        count(Status::Deprecated),
        count(Status::Draft),
    ];
    assert_eq!(counts, [17, 2, 1, 2, 1, 1]);
    let dates: Vec<_> = log.values().map(|record| record.date).collect();
    assert!(dates.is_sorted(), "numbers follow time");
}

#[test]
fn relations_lead_somewhere_and_hold_both_ways() {
    let log = log();
    let mut succession = 0;
    for (name, record) in &log {
        for relation in &record.relations {
            let Target::File(href) = &relation.target else {
                panic!("{name}: {:?}", relation.target)
            };
            let other = link::resolve(name, href).unwrap();
            let there = log
                .get(&other)
                .unwrap_or_else(|| panic!("{name} points at {other}, which is not there"));
            let back = relation.kind.inverse();
            let strong = matches!(
                relation.kind,
                RelationKind::Supersedes | RelationKind::SupersededBy | RelationKind::Amends | RelationKind::AmendedBy
            );
            let says_so = |relation: &registry::adr::Relation| {
                relation.kind == back && relation.target == Target::File(name.clone())
            };
            assert!(
                !strong || there.relations.iter().any(says_so),
                "{other} does not say that it is {back} {name}"
            );
            if relation.kind == RelationKind::Supersedes {
                succession += 1;
                assert_eq!(there.status, Status::Superseded, "{other}");
            }
        }
    }
    assert_eq!(succession, 2);
}
