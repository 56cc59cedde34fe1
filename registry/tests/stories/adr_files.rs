//! Stories of decision records as files: what comes in as an archive or a folder goes out
//! again byte for byte.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use registry::{
    adr::{Filter, archive, files::tidy},
    identity::Role,
    kernel::{Error, Result},
    testing::{on_both_engines, person},
};
use serde_json::json;

use crate::{
    desk::{draft, files},
    scene::architect,
};

const MARKED: &[u8] = b"\xef\xbb\xbf# 1. Use S3\r\n\r\nDate: 15/07/2024\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Context\r\n\r\n\xff one.\r\n";
const SECOND: &[u8] =
    b"# 2. Leave S3\n\n## Status\n\nPerhaps\n\nAmends [1. Use S3](../0001-use-s3.md)\n\n## Context\n\nx";

fn given() -> Vec<(String, Vec<u8>)> {
    vec![
        ("0001-use-s3.md".into(), MARKED.to_vec()),
        ("README.md".into(), b"# Decisions\n".to_vec()),
        ("old/0002-leave-s3.md".into(), SECOND.to_vec()),
    ]
}

#[tokio::test]
async fn what_is_imported_is_exported_as_it_was() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        let packed = archive::tar_gz("repository-main", &given()).unwrap();
        let found = archive::read(&packed).unwrap();
        let report = records.import(&ada, "ARC", Some("Archive"), found.files).await?;
        assert_eq!(report.totals(), "3 files: 2 new, 0 updated, 0 unchanged, 1 skipped");

        let begun = records.write(&ada, &draft("ARC", "Keep queues behind a port")).await?;
        records.propose(&ada, begun.id).await?;
        records.write(&ada, &draft("ARC", "Not yet")).await?;
        let viewer = person(&registry, "Vera", &[Role::Viewer], &[]).await?;
        let export = records.export(&viewer, "arc").await?;
        let paths: Vec<&str> = export.files.iter().map(|file| file.0.as_str()).collect();
        let expected = [
            "0001-use-s3.md",
            "0003-keep-queues-behind-a-port.md",
            "old/0002-leave-s3.md",
        ];
        assert_eq!(paths, expected);
        assert_eq!(
            (export.files[0].1.as_slice(), export.files[2].1.as_slice()),
            (MARKED, SECOND)
        );
        assert_eq!(export.files[1].1, records.get(&ada, "ARC", 3).await?.source);
        assert_eq!((export.log.key.as_str(), export.drafts), ("ARC", 1));

        let packed = archive::zip("ARC", &export.files).unwrap();
        let back = archive::read(&packed).unwrap();
        assert_eq!(back.files, export.files);
        let again = records.import(&ada, "ARC", None, back.files).await?;
        assert_eq!(again.totals(), "3 files: 0 new, 0 updated, 3 unchanged, 0 skipped");
        assert_eq!(records.export(&viewer, "ARC").await?, export);
        assert!(matches!(records.export(&ada, "NONE").await, Err(Error::NotFound(_))));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_report_says_of_each_file_what_it_became() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let mut files = given();
        files.push((format!("{}.md", "long".repeat(300)), SECOND.to_vec()));
        let mut report = registry.records().import(&ada, "ARC", Some("Archive"), files).await?;
        report.skip("link.md", "It is a symbolic link; links are not followed.");
        let written = serde_json::to_value(&report).unwrap();
        assert_eq!(
            written["log"],
            json!({ "key": "ARC", "name": "Archive", "source": null, "records": 2 })
        );
        assert_eq!(written["made"], json!(true));
        let files = written["files"].as_array().unwrap();
        assert_eq!(files.len(), 5);
        assert_eq!(
            files[0],
            json!({
                "path": "0001-use-s3.md",
                "outcome": "new",
                "dialect": "nygard",
                "number": 1,
                "status": "accepted",
                "raw_status": "Accepted",
                "decided_on": "2024-07-15",
                "raw_date": "15/07/2024",
                "title": "Use S3",
                "relations": [],
                "diagnostics": files[0]["diagnostics"],
            })
        );
        assert_eq!(files[1]["path"], "README.md");
        assert_eq!(files[1]["outcome"], "skipped");
        assert!(files[1]["reason"].is_string() && files[1].get("title").is_none());
        assert_eq!(files[2]["reason"], "It is a symbolic link; links are not followed.");
        assert_eq!(files[3]["reason"], "Its path is longer than 1,000 bytes.");
        assert_eq!(
            (&files[4]["status"], &files[4]["raw_status"], &files[4]["decided_on"]),
            (&json!("unknown"), &json!("Perhaps"), &json!(null))
        );
        assert_eq!(
            files[4]["relations"],
            json!([{ "kind": "amends", "target": "../0001-use-s3.md" }])
        );
        assert!(files[4]["diagnostics"].as_array().is_some_and(|all| !all.is_empty()));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn files_that_go_by_days_get_numbers_and_need_no_look() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        let lakes = "# Use lakes\n\n- Status: superseded by [20240716-use-tables](20240716-use-tables.md)\n- Date: 2024-07-15\n- Tags: data\n\n## Context\n\nWhy?\n";
        let tables = "# Use tables\n\n- Status: accepted\n- Deciders: Ann\n\n## Context\n\nWhy?\n";
        let plain = "# Use ports\n\n## Status\n\nAccepted\n\n## Context\n\nWhy?\n";
        let under = |folder: &str| -> Vec<(String, Vec<u8>)> {
            [
                ("20240715-use-lakes.md", lakes),
                ("20240716-use-tables.md", tables),
                ("2024-07-17-use-ports.md", plain),
                ("index.md", "# Decisions\n"),
                ("template.md", tables),
            ]
            .map(|(path, text)| (format!("{folder}/{path}"), text.as_bytes().to_vec()))
            .into()
        };
        let report = records.import(&ada, "DAYS", None, under("docs/adr")).await?;
        assert_eq!(report.totals(), "5 files: 3 new, 0 updated, 0 unchanged, 2 skipped");
        let facts: Vec<_> = report.files.iter().filter_map(|file| file.outcome.facts()).collect();
        let mut numbers: Vec<_> = facts.iter().filter_map(|facts| facts.number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2, 3]);
        for facts in facts {
            let number = facts.number.unwrap_or_default();
            assert!(facts.diagnostics.is_empty(), "{facts:?}");
            let given = format!("Its file goes by a day; it became number {number}.");
            assert_eq!(facts.notes, [given.as_str()]);
            let record = records.get(&ada, "DAYS", number).await?;
            assert!(record.diagnostics.is_empty(), "{:?}", record.diagnostics);
        }
        let unclear = Filter {
            unclear: true,
            ..Filter::default()
        };
        assert!(records.list(&ada, &unclear).await?.is_empty());
        let written = serde_json::to_value(&report).unwrap();
        let lines = written["files"].as_array().unwrap();
        assert!(lines.iter().any(|line| line["notes"][0] == "Its file goes by a day; it became number 1."));

        // A log that moves to another folder needs no look either.
        let report = records.import(&ada, "DAYS", None, under("adr")).await?;
        assert_eq!(report.count("moved"), 3, "{}", report.totals());
        for facts in report.files.iter().filter_map(|file| file.outcome.facts()) {
            assert!(facts.diagnostics.is_empty(), "{facts:?}");
            assert!(facts.notes[0].starts_with("It was docs/adr/"), "{facts:?}");
        }

        // A file with neither a day nor a number does.
        let bare = files(&[("use-queues.md", plain)]);
        let report = records.import(&ada, "BARE", None, bare).await?;
        let said = report.files[0].outcome.facts().map(|facts| facts.diagnostics.clone());
        assert_eq!(said.as_deref(), Some(&["The file has no number; it became 1.".to_owned()][..]));
        Ok(())
    })
    .await
}

/// The files of a folder, by path within it.
fn folder(at: &Path, root: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(at).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            folder(&path, root, into);
        } else if let Some(inside) = path
            .strip_prefix(root)
            .ok()
            .and_then(|path| tidy(&path.to_string_lossy()))
        {
            into.insert(inside, fs::read(&path).unwrap_or_default());
        }
    }
}

/// Real logs, when there are any at hand: one per folder in `ADR_LOGS`, or in the folder
/// `shared/corpora/adr` beside the checkout.
#[tokio::test]
async fn real_logs_go_in_and_out_unharmed() -> Result<()> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora/adr");
    let root = env::var_os("ADR_LOGS").map_or(default, PathBuf::from);
    let mut logs: Vec<PathBuf> = fs::read_dir(&root)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    logs.sort();
    let logs = &logs;
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        for (at, number) in logs.iter().zip(1..) {
            let mut files = BTreeMap::new();
            folder(at, at, &mut files);
            let key = format!("LOG-{number}");
            let given: Vec<_> = files.clone().into_iter().collect();
            let report = registry.records().import(&ada, &key, None, given).await?;
            let export = registry.records().export(&ada, &key).await?;
            let records = report.files.iter().filter(|file| file.outcome.facts().is_some());
            let expected: BTreeMap<String, Vec<u8>> = records
                .map(|file| (file.path.clone(), files[&file.path].clone()))
                .collect();
            assert_eq!(export.files.len(), expected.len(), "{}", at.display());
            assert!(
                export.files.iter().all(|(path, bytes)| expected[path] == *bytes),
                "{}",
                at.display()
            );
            for packed in [archive::zip(&key, &export.files), archive::tar_gz(&key, &export.files)] {
                let back = archive::read(&packed.unwrap()).unwrap();
                assert!(
                    back.skipped.is_empty() && back.files == export.files,
                    "{}",
                    at.display()
                );
            }
        }
        Ok(())
    })
    .await
}
