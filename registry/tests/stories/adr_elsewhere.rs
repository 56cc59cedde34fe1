//! Stories of decisions taken where the files are kept, of files that move or vanish, and of what
//! an import looks up.

use registry::{
    adr::{
        Draft, Files, ImportReport, Record, Status, incoming::Settle, report::Outcome, reviewing::Remark,
        source::Origin,
    },
    identity::{Actor, Role},
    kernel::{Registry, Result},
    testing::{on_both_engines, person},
};

use crate::{
    desk::{edit, files},
    scene::architect,
};

const FILE: &str = "# 1. Use S3\n\n## Status\n\nProposed\n\n## Context\n\nFiles lie on one disk.\n";
const PATH: &str = "0001-use-s3.md";

async fn import(registry: &Registry, actor: &Actor, log: &str, files: &[(&str, &str)]) -> Result<ImportReport> {
    from(registry, actor, log, "Files", files).await
}

async fn from(
    registry: &Registry,
    actor: &Actor,
    log: &str,
    source: &str,
    given: &[(&str, &str)],
) -> Result<ImportReport> {
    let files = Files {
        files: files(given),
        ..Files::default()
    };
    let origin = Origin {
        source: source.to_owned(),
        revision: None,
    };
    registry.records().import_from(actor, log, None, files, &origin).await
}

fn accepted() -> String {
    FILE.replace("Proposed", "Accepted")
}

fn stays(record: &Record, report: &ImportReport) {
    assert_eq!(record.adr.status, Status::Proposed);
    let told = report.files[0].outcome.facts().map(|facts| &facts.diagnostics);
    let said = |notes: &[String]| notes.iter().any(|note| note.contains("that stays"));
    assert!(told.is_some_and(|notes| said(notes)), "{told:?}");
    assert!(said(&record.diagnostics), "{:?}", record.diagnostics);
}

#[tokio::test]
async fn what_nobody_works_on_here_is_accepted_with_its_file_and_says_so() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada, by import").await?;
        import(&registry, &ada, "S", &[(PATH, FILE)]).await?;
        let report = import(&registry, &ada, "S", &[(PATH, &accepted())]).await?;
        assert_eq!(report.files[0].outcome.word(), "updated");
        let record = registry.records().get(&ada, "S", 1).await?;
        assert_eq!(record.adr.status, Status::Accepted);
        let event = record.events.last().expect("an event");
        assert!(event.reason.contains("not signed off here"), "{}", event.reason);
        // Later steps of the file are followed too, and the name of whoever imports tells nothing.
        let report = import(&registry, &ada, "S", &[(PATH, &FILE.replace("Proposed", "Deprecated"))]).await?;
        assert_eq!(report.files[0].outcome.word(), "updated");
        edit(&registry, &ada, "S", 1, "one disk", "no disk", "A slip").await?;
        let report = import(&registry, &ada, "S", &[(PATH, &FILE.replace("Proposed", "Rejected"))]).await?;
        assert_eq!(report.files[0].outcome.word(), "conflict", "it was written here");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_file_accepts_nothing_people_work_on_here() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let rob = person(&registry, "Rob", &[Role::Reviewer], &[]).await?;
        let records = registry.records();
        for (log, work) in [("ASKED", 0), ("OPINED", 1), ("SAID", 2)] {
            import(&registry, &ada, log, &[(PATH, FILE)]).await?;
            let record = records.get(&ada, log, 1).await?;
            let id = record.adr.id;
            match work {
                0 => {
                    records.ask(&ada, id, &[&rob.email], &[]).await?;
                }
                1 => {
                    let text = record.text();
                    let seen = records
                        .proceedings(&rob, &record.adr, &text)
                        .await?
                        .standing
                        .wording
                        .version;
                    records.opine(&rob, id, "request-changes", "Why?", seen).await?;
                }
                _ => {
                    let remark = Remark {
                        text: "Why?".into(),
                        ..Remark::default()
                    };
                    records.comment(&rob, id, &remark).await?;
                }
            }
            let report = import(&registry, &ada, log, &[(PATH, &accepted())]).await?;
            assert_eq!(report.files[0].outcome.word(), "updated", "{log}");
            stays(&records.get(&ada, log, 1).await?, &report);
            // Another status of the file is followed: nothing is in force by it.
            import(&registry, &ada, log, &[(PATH, FILE)]).await?;
            import(&registry, &ada, log, &[(PATH, &FILE.replace("Proposed", "Rejected"))]).await?;
            assert_eq!(records.get(&ada, log, 1).await?.adr.status, Status::Rejected, "{log}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_was_written_here_is_accepted_neither_by_its_file_nor_by_settling() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        for (how, log) in [(Settle::Theirs, "THEIRS"), (Settle::Merge, "MERGE")] {
            let draft = Draft {
                log: log.into(),
                log_name: log.into(),
                title: "Use S3".into(),
                text: FILE.replace("Proposed", "Draft"),
                ..Draft::default()
            };
            let begun = records.write(&ada, &draft).await?;
            let adr = records.propose(&ada, begun.id).await?;
            let export = records.export(&ada, log).await?;
            assert_eq!(export.records, 1);
            let (path, bytes) = export.files[0].clone();
            let text = String::from_utf8(bytes).expect("text");
            assert!(text.contains("Proposed"));
            // Known as it was exported; then changed on both sides.
            assert_eq!(
                import(&registry, &ada, log, &[(&path, &text)]).await?.files[0]
                    .outcome
                    .word(),
                "unchanged"
            );
            let theirs = text.replace("Proposed", "Accepted");
            let report = import(&registry, &ada, log, &[(&path, &theirs)]).await?;
            assert_eq!(report.files[0].outcome.word(), "updated");
            stays(&records.get(&ada, log, 1).await?, &report);
            let record = edit(&registry, &ada, log, 1, "one disk", "an old disk", "").await?;
            let unlike = "The text says accepted, the registry proposed; the registry counts.";
            assert!(
                record.diagnostics.iter().any(|it| it == unlike),
                "{:?}",
                record.diagnostics
            );
            let more = theirs
                .replace("# 1. Use S3", "# 1. Use S3 alone")
                .replace("# Use S3", "# Use S3 alone");
            let report = import(&registry, &ada, log, &[(&path, &more)]).await?;
            assert_eq!(report.files[0].outcome.word(), "conflict");
            let waiting = records.incoming(&ada, adr.id).await?.expect("a text waits");
            let version = record.adr.version;
            let after = records
                .settle_incoming(&ada, adr.id, how, version, waiting.version)
                .await?;
            assert_eq!(
                (after.status, after.title.as_str()),
                (Status::Proposed, "Use S3 alone"),
                "{log}"
            );
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_moved_file_keeps_its_record_and_a_vanished_one_is_told() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let two = "# 2. Use queues\n\n## Status\n\nAccepted\n\n## Context\n\nSee [one](0001-use-s3.md).\n";
        let files = [(PATH, FILE), ("0002-use-queues.md", two)];
        from(&registry, &ada, "M", "Folder adr", &files).await?;
        let first = registry.records().get(&ada, "M", 1).await?.adr.id;
        let report = from(&registry, &ada, "M", "Folder adr", &[("storage/0001-s3.md", FILE)]).await?;
        assert_eq!(
            report.totals(),
            "1 file: 0 new, 0 updated, 0 unchanged, 0 skipped, 1 moved; 1 no longer in the source"
        );
        assert_eq!(report.log.records, 2);
        let record = registry.records().get(&ada, "M", 1).await?;
        assert_eq!(
            (record.adr.id, record.adr.path.as_deref()),
            (first, Some("storage/0001-s3.md"))
        );
        assert_eq!(record.versions.len(), 1);
        let gone = report
            .files
            .iter()
            .find(|file| file.path == "0002-use-queues.md")
            .expect("it is told");
        assert!(matches!(&gone.outcome, Outcome::Gone(facts) if facts.number == Some(2)));
        let report = from(
            &registry,
            &ada,
            "M",
            "Folder adr",
            &[("storage/0001-s3.md", &accepted())],
        )
        .await?;
        assert_eq!(
            report.files.iter().map(|file| file.outcome.word()).collect::<Vec<_>>(),
            ["gone", "updated"]
        );
        // Another source is no word about what it does not hold.
        let report = from(
            &registry,
            &ada,
            "M",
            "Archive some.zip",
            &[("0003-x.md", &FILE.replace("S3", "X"))],
        )
        .await?;
        assert_eq!(report.totals(), "1 file: 1 new, 0 updated, 0 unchanged, 0 skipped");
        let shown = registry.sources().of(&ada, "M").await?;
        let report = registry.sources().report(&ada, "M", shown.runs[1].id).await?;
        assert!(report.files.iter().any(|file| matches!(file.outcome, Outcome::Gone(_))));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn relations_that_led_nowhere_lead_once_their_record_comes() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let links = "# 1. Links\n\n## Status\n\nAccepted\n\n## Context\n\n[a](sub/0007-later.md), [b](2024-07-15-use-x), [[ADR-9]] and [[EU-3]].\n";
        import(&registry, &ada, "L", &[("adr/0001-links.md", links)]).await?;
        let leads = async || -> Result<Vec<String>> {
            let record = registry.records().get(&ada, "L", 1).await?;
            let found = record.relations.into_iter().filter_map(|it| it.other);
            let mut labels: Vec<String> = found.map(|other| other.label()).collect();
            labels.sort();
            Ok(labels)
        };
        assert!(leads().await?.is_empty());
        let text = |title: &str| format!("# {title}\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n");
        import(&registry, &ada, "EU", &[("0003-far.md", &text("3. Far"))]).await?;
        assert_eq!(leads().await?, ["EU-0003"]);
        import(&registry, &ada, "L", &[("adr/sub/0007-later.md", &text("7. Later"))]).await?;
        assert_eq!(leads().await?, ["EU-0003", "L-0007"]);
        import(&registry, &ada, "L", &[("adr/2024-07-15-use-x/README.md", &text("Use X"))]).await?;
        assert_eq!(leads().await?, ["EU-0003", "L-0007", "L-0008"]);
        // A draft that gets the number another record names.
        let draft = Draft {
            log: "L".into(),
            title: "Nine".into(),
            text: text("Nine"),
            ..Draft::default()
        };
        let nine = registry.records().write(&ada, &draft).await?;
        registry.records().propose(&ada, nine.id).await?;
        assert_eq!(leads().await?, ["EU-0003", "L-0007", "L-0008", "L-0009"]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_import_of_many_changed_files_makes_few_statements() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let files = |many: usize, word: &str| -> Vec<(String, Vec<u8>)> {
            (1..=many)
                .map(|n| {
                    let text = format!(
                        "# {n}. T\n\n## Status\n\nProposed\n\n## Context\n\n{word} ADR-{}.\n",
                        n / 2 + 1
                    );
                    (format!("{n:04}-t.md"), text.into_bytes())
                })
                .collect()
        };
        let mut counts = Vec::new();
        for (log, many) in [("FEW", 20), ("MANY", 95)] {
            let mut these = Vec::new();
            for word in ["one", "two", "two"] {
                let before = registry.db.statements();
                registry.records().import(&ada, log, None, files(many, word)).await?;
                these.push(registry.db.statements() - before);
            }
            counts.push(these);
        }
        assert_eq!(counts[0], counts[1], "new, changed and unchanged files");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_export_of_an_accepted_record_says_so_though_its_file_never_did() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let eve = person(&registry, "Eve", &[Role::Executive], &[]).await?;
        let records = registry.records();
        let minimal = "# Keep it small\n\n## Context and Problem Statement\n\nWhy?\n\n## Considered Options\n\n* A\n\n## Decision Outcome\n\nA.\n";
        let draft = Draft {
            log: "S".into(),
            log_name: "Small".into(),
            title: "Keep it small".into(),
            text: minimal.into(),
            ..Draft::default()
        };
        let begun = records.write(&ada, &draft).await?;
        records.propose(&ada, begun.id).await?;
        records.decide(&eve, begun.id, Status::Accepted, "It is small.").await?;
        let export = records.export(&ada, "S").await?;
        assert_eq!(
            String::from_utf8_lossy(&export.files[0].1),
            format!("---\nstatus: accepted\n---\n\n{minimal}")
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_export_brings_its_pictures_into_another_registry() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        let id = "01890000-0000-7000-8000-0000000000aa";
        let text = format!("{FILE}\n![x](attachments/{id}/x.svg)\n");
        let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"><rect width=\"9\" height=\"9\"/></svg>";
        let file = format!("docs/attachments/{id}/x.svg");
        let other = format!("docs/attachments/{}/y.svg", id.replace("aa", "bb"));
        let files = [
            ("docs/0001-use-s3.md", text.as_str()),
            (file.as_str(), picture),
            (other.as_str(), picture),
            ("docs/z.svg", picture),
        ];
        let report = import(&registry, &ada, "PIC", &files).await?;
        assert_eq!(report.totals(), "4 files: 1 new, 0 updated, 0 unchanged, 3 skipped");
        let kept = records.attachment(&ada, id.parse().expect("an identifier")).await?;
        assert_eq!((kept.name.as_str(), kept.media.as_str()), ("x.svg", "image/svg+xml"));
        let export = records.export(&ada, "PIC").await?;
        assert_eq!(export.records, 1);
        assert_eq!(export.files[1], (file.clone(), kept.bytes.clone()));
        // What is there is not replaced, whoever names it.
        let worse = picture.replace('9', "1");
        import(&registry, &ada, "PIC", &[("docs/0001-use-s3.md", text.as_str()), (file.as_str(), &worse)]).await?;
        assert_eq!(records.attachment(&ada, kept.id).await?.bytes, kept.bytes);
        Ok(())
    })
    .await
}
