//! Stories of files that are imported again after people worked on their records: nothing of
//! either side is lost, and nothing is brought together silently.

use registry::{
    adr::{Adr, Draft, Record, Status, incoming::Settle, report::Outcome},
    identity::{Actor, Role},
    kernel::{Error, Registry, Result},
    testing::{on_both_engines, person},
};

use crate::{
    desk::{self, edit, typed},
    scene::architect,
};

const FILE: &str = "\u{feff}# 1. Use S3\r\n\r\n## Status\r\n\r\nProposed\r\n\r\n## Context\r\n\r\nFiles lie on one disk.\r\n\r\n## Decision\r\n\r\nWe use S3.\r\n";
const PATH: &str = "0001-use-s3.md";

struct Scene<'a> {
    registry: &'a Registry,
    ada: Actor,
    edna: Actor,
}

impl<'a> Scene<'a> {
    async fn begin(registry: &'a Registry) -> Result<Scene<'a>> {
        let ada = architect(registry, "Ada").await?;
        let edna = person(registry, "Edna", &[Role::Executive], &[]).await?;
        let scene = Self { registry, ada, edna };
        assert_eq!(scene.import(FILE).await?, "new");
        Ok(scene)
    }

    /// Imports the file and says what it became.
    async fn import(&self, text: &str) -> Result<&'static str> {
        let report = desk::import(self.registry, &self.ada, "S", &[(PATH, text)]).await?;
        Ok(report.files[0].outcome.word())
    }

    async fn now(&self) -> Result<Record> {
        self.registry.records().get(&self.ada, "S", 1).await
    }

    /// Replaces words of the text here, as somebody does in the editor.
    async fn edit(&self, from: &str, to: &str) -> Result<Adr> {
        let record = self.now().await?;
        let draft = Draft {
            reason: "A slip".into(),
            text: record.text().replace(from, to),
            door: "costly".into(),
            ..typed(&record)
        };
        let records = self.registry.records();
        records.save(&self.ada, record.adr.id, &draft, record.adr.version).await
    }

    async fn settle(&self, how: Settle) -> Result<Adr> {
        let record = self.now().await?;
        let records = self.registry.records();
        let waiting = records.incoming(&self.ada, record.adr.id).await?;
        let waiting = waiting.ok_or(Error::NotFound("incoming text"))?;
        records
            .settle_incoming(&self.ada, record.adr.id, how, record.adr.version, waiting.version)
            .await
    }
}

#[tokio::test]
async fn a_changed_file_updates_a_record_nobody_edited_and_keeps_what_was_decided_here() -> Result<()> {
    on_both_engines(|registry| async move {
        // Where a text has no place for a status the decision stands beside the text only.
        const PATH: &str = "0001-use-s3.rst";
        let plain =
            "Use S3\n======\n\nContext\n-------\n\nFiles lie on one disk.\n\nDecision\n--------\n\nWe use S3.\n";
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        let put = async |text: &str| desk::import(&registry, &ada, "S", &[(PATH, text)]).await;
        put(plain).await?;
        let record = records.get(&ada, "S", 1).await?;
        records
            .decide(&ada, record.adr.id, Status::Proposed, "Again.")
            .await
            .ok();
        let before = records.get(&ada, "S", 1).await?.adr.status;
        let changed = plain.replace("one disk", "two disks");
        let report = put(&changed).await?;
        assert_eq!(report.totals(), "1 file: 0 new, 1 updated, 0 unchanged, 0 skipped");
        let record = records.get(&ada, "S", 1).await?;
        assert_eq!(
            (record.adr.status, record.source),
            (before, changed.clone().into_bytes())
        );
        // The file goes back to what it was: that is a change like any other.
        let report = put(plain).await?;
        assert_eq!(report.totals(), "1 file: 0 new, 1 updated, 0 unchanged, 0 skipped");
        assert_eq!(records.get(&ada, "S", 1).await?.source, plain.as_bytes());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn both_sides_changed_and_somebody_takes_the_merge() -> Result<()> {
    on_both_engines(|registry| async move {
        let scene = Scene::begin(&registry).await?;
        let first = scene.now().await?;
        let records = registry.records();
        records
            .decide(&scene.edna, first.adr.id, Status::Accepted, "It is cheap.")
            .await?;
        scene.edit("one disk", "one old disk").await?;
        assert_eq!(scene.import(FILE).await?, "unchanged");
        assert!(!scene.now().await?.incoming);

        let theirs = FILE.replace("We use S3.", "We use S3 Tables.");
        assert_eq!(scene.import(&theirs).await?, "conflict");
        assert_eq!(scene.import(&theirs).await?, "conflict", "still");
        let record = scene.now().await?;
        assert!(record.incoming);
        assert!(record.text().contains("one old disk") && !record.text().contains("Tables"));
        assert_eq!(record.adr.status, Status::Accepted);
        let waiting = records
            .incoming(&scene.ada, record.adr.id)
            .await?
            .expect("a text waits");
        assert_eq!(waiting.source, theirs.as_bytes());
        let merged = waiting.merged.clone().expect("different lines");
        assert_eq!(
            String::from_utf8_lossy(&merged),
            theirs
                .replace("one disk", "one old disk")
                .replace("Proposed", "Accepted")
        );
        let viewer = person(&registry, "Vera", &[Role::Viewer], &[]).await?;
        let version = record.adr.version;
        let refused = records.settle_incoming(&viewer, record.adr.id, Settle::Ours, version, waiting.version);
        assert!(matches!(refused.await, Err(Error::Refused(_))));
        for (version, seen) in [(version - 1, waiting.version), (version, waiting.version - 1)] {
            let late = records.settle_incoming(&scene.ada, record.adr.id, Settle::Merge, version, seen);
            assert!(matches!(late.await, Err(Error::Conflict { .. })));
        }
        let after = scene.settle(Settle::Merge).await?;
        assert_eq!(
            (after.status, after.door),
            (Status::Accepted, Some(registry::adr::Door::Costly))
        );
        let record = scene.now().await?;
        assert_eq!((record.source.clone(), record.incoming), (merged, false));
        assert!(records.incoming(&scene.ada, record.adr.id).await?.is_none());
        assert!(matches!(scene.settle(Settle::Merge).await, Err(Error::NotFound(_))));

        // The same file is no news; a later change begins from it.
        assert_eq!(scene.import(&theirs).await?, "unchanged");
        let later = theirs.replace("one disk", "three disks");
        assert_eq!(scene.import(&later).await?, "conflict");
        let waiting = records
            .incoming(&scene.ada, record.adr.id)
            .await?
            .expect("a text waits");
        assert_eq!(waiting.merged, None, "both changed that line");
        assert!(matches!(scene.settle(Settle::Merge).await, Err(Error::Invalid(_))));
        assert!(scene.now().await?.incoming, "a refusal settles nothing");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn ours_is_kept_until_the_file_changes_again() -> Result<()> {
    on_both_engines(|registry| async move {
        let scene = Scene::begin(&registry).await?;
        scene.edit("one disk", "one old disk").await?;
        let theirs = FILE.replace("We use S3.", "We use S3 Tables.");
        assert_eq!(scene.import(&theirs).await?, "conflict");
        scene.settle(Settle::Ours).await?;
        let record = scene.now().await?;
        assert!(!record.incoming && !record.text().contains("Tables"));
        assert_eq!(scene.import(&theirs).await?, "unchanged", "it was decided");
        let more = theirs.replace("# 1. Use S3", "# 1. Use S3 everywhere");
        assert_eq!(scene.import(&more).await?, "conflict");
        let waiting = registry
            .records()
            .incoming(&scene.ada, record.adr.id)
            .await?
            .expect("a text waits");
        let merged = String::from_utf8(waiting.merged.expect("different lines")).expect("UTF-8");
        assert!(merged.contains("Use S3 everywhere") && merged.contains("one old disk"));
        assert!(
            !merged.contains("Tables"),
            "what was declined does not come back: {merged}"
        );
        // The file goes back to what was declined: nothing is left to choose.
        assert_eq!(scene.import(&theirs).await?, "unchanged");
        assert!(!scene.now().await?.incoming);
        // Somebody writes into the file what stands here: they agree, and go on from there.
        let ours = String::from_utf8(record.source.clone()).expect("UTF-8");
        assert_eq!(scene.import(&ours).await?, "unchanged");
        let next = ours.replace("one old disk", "no disk");
        assert_eq!(scene.import(&next).await?, "updated");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn theirs_replaces_the_text_and_keeps_the_former_as_a_version() -> Result<()> {
    on_both_engines(|registry| async move {
        let scene = Scene::begin(&registry).await?;
        scene.edit("one disk", "one old disk").await?;
        let mine = scene.now().await?;
        let theirs = FILE
            .replace("Proposed", "Deprecated")
            .replace("Use S3", "Use S3 no more");
        assert_eq!(scene.import(&theirs).await?, "conflict");
        let after = scene.settle(Settle::Theirs).await?;
        assert_eq!(
            (after.status, after.title.as_str()),
            (Status::Deprecated, "Use S3 no more")
        );
        assert_eq!(after.door, mine.adr.door, "the door was said here");
        let record = scene.now().await?;
        assert_eq!(record.source, theirs.as_bytes());
        let kept = registry
            .records()
            .version(&scene.ada, record.adr.id, mine.adr.version)
            .await?;
        assert_eq!(kept, mine.source);
        let next = theirs.replace("one disk", "no disk");
        assert_eq!(scene.import(&next).await?, "updated", "nobody edited it since");
        Ok(())
    })
    .await
}

/// Whatever the two sides do, every text that was stored here stays as a version or as the text,
/// and a text that came in is the record's, waits beside it, or was declined by somebody.
#[tokio::test]
async fn nothing_is_lost_in_any_order_of_edits_and_imports() -> Result<()> {
    on_both_engines(|registry| async move {
        for order in ["eiei", "ieie", "eeii", "iiee", "eimi", "eiti", "eioi"] {
            let ada = architect(&registry, &format!("Ada {order}")).await?;
            let records = registry.records();
            let log = order.to_ascii_uppercase();
            let put = async |text: &str| desk::import(&registry, &ada, &log, &[(PATH, text)]).await;
            put(FILE).await?;
            let mut file = FILE.to_owned();
            for (step, at) in order.chars().zip(0..) {
                let record = records.get(&ada, &log, 1).await?;
                let (id, version) = (record.adr.id, record.adr.version);
                if step == 'e' {
                    let words = format!("one disk {at}");
                    edit(&registry, &ada, &log, 1, "one disk", &words, "A slip").await?;
                } else if step == 'i' {
                    file = file.replace("We use S3", &format!("We use S3 {at}"));
                    let report = put(&file).await?;
                    let now = records.get(&ada, &log, 1).await?;
                    let waiting = records.incoming(&ada, id).await?;
                    match &report.files[0].outcome {
                        Outcome::Updated(_) => assert_eq!(now.source, file.as_bytes(), "{order}"),
                        Outcome::Conflict(_) => {
                            assert_eq!(now.source, record.source, "{order}");
                            assert_eq!(waiting.expect("it waits").source, file.as_bytes(), "{order}");
                        }
                        other => panic!("{order}: {other:?}"),
                    }
                } else if let Some(waiting) = records.incoming(&ada, id).await? {
                    let how = match step {
                        'm' => Settle::Merge,
                        't' => Settle::Theirs,
                        _ => Settle::Ours,
                    };
                    records.settle_incoming(&ada, id, how, version, waiting.version).await?;
                }
                let now = records.get(&ada, &log, 1).await?;
                let mut texts = vec![now.source.clone()];
                for version in &now.versions {
                    texts.push(records.version(&ada, id, version.version).await?);
                }
                assert!(texts.contains(&record.source), "{order}: a text is gone");
            }
        }
        Ok(())
    })
    .await
}
