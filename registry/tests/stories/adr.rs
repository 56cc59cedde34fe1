//! Stories of decision records, on both engines.

use std::collections::BTreeSet;

use registry::{
    adr::{Dialect, Door, Draft, Filter, RelationKind, Status, decide::Conclusion, report::Outcome, template},
    identity::Role,
    kernel::{Error, Result},
    testing::{on_both_engines, person},
};

use crate::{
    desk::{draft, files, typed},
    scene::{architect, wrong_field},
};

const NYGARD: &str = "# 1. Use S3\n\nDate: 2024-07-15\n\n## Status\n\nAccepted\n\n## Context\n\nWe store things.\n";

#[tokio::test]
async fn a_record_lives_from_draft_to_superseded() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let eve = person(&registry, "Eve", &[Role::Executive], &[]).await?;
        let records = registry.records();
        let two_way = Draft {
            door: "two-way".into(),
            ..draft("PLAT", "Keep queues behind a port")
        };
        let begun = records.write(&ada, &two_way).await?;
        assert_eq!((begun.number, begun.status, begun.version), (None, Status::Draft, 1));
        let read = records.draft(&eve, begun.id).await?;
        assert!(
            read.text().starts_with("# Keep queues behind a port\n"),
            "{}",
            read.text()
        );
        assert_eq!(read.author.as_deref(), Some("Ada"));
        assert_eq!(read.adr.door, Some(Door::TwoWay));

        let proposed = records.propose(&ada, begun.id).await?;
        assert_eq!(proposed.address(), "/adrs/PLAT/1");
        assert_eq!(proposed.path.as_deref(), Some("0001-keep-queues-behind-a-port.md"));
        let own = records.decide(&ada, begun.id, Status::Accepted, "I like it").await;
        assert!(matches!(own, Err(Error::Refused(_))), "{own:?}");
        let mute = records.decide(&eve, begun.id, Status::Accepted, " ").await;
        assert!(
            matches!(&mute, Err(Error::Invalid(why)) if why.of("reason").is_some()),
            "{mute:?}"
        );
        let leap = records.decide(&eve, begun.id, Status::Superseded, "x").await;
        assert!(
            matches!(&leap, Err(Error::Invalid(why)) if why.of("to").is_some()),
            "{leap:?}"
        );
        let accepted = records
            .decide(&eve, begun.id, Status::Accepted, "Cheap to reverse")
            .await?;
        assert_eq!(accepted.decided_on, Some(registry.today()));

        let next = records.write(&ada, &draft("PLAT", "Use one queue product")).await?;
        let next = records.propose(&ada, next.id).await?;
        assert_eq!(next.number, Some(2));
        let superseded = |by: &str| Conclusion {
            reason: "Replaced".into(),
            by: by.into(),
            ..Conclusion::new(Status::Superseded)
        };
        let by_none = records.conclude(&eve, begun.id, &superseded(" ")).await;
        wrong_field(&by_none, "by");
        let early = records.conclude(&eve, begun.id, &superseded("2")).await;
        assert!(
            matches!(&early, Err(Error::Invalid(why)) if why.of("by").is_some()),
            "a proposed record retires nothing: {early:?}"
        );
        records.decide(&eve, next.id, Status::Accepted, "One is enough").await?;
        let old = records.conclude(&eve, begun.id, &superseded("2")).await?;
        let old = records.get(&ada, "plat", old.number.unwrap()).await?;
        assert!(old.text().contains("\nSuperseded by ADR-0002\n"), "{}", old.text());
        assert_eq!(old.relations.len(), 1);
        assert_eq!(old.relations[0].kind, RelationKind::SupersededBy);
        let new = records.get(&ada, "PLAT", 2).await?;
        assert_eq!(new.relations[0].kind, RelationKind::Supersedes);
        assert_eq!(new.relations[0].other.as_ref().unwrap().label(), "PLAT-0001");
        let way: Vec<_> = old
            .events
            .iter()
            .map(|event| (event.to, event.person.as_str()))
            .collect();
        assert_eq!(
            way,
            [
                (Status::Draft, "Ada"),
                (Status::Proposed, "Ada"),
                (Status::Accepted, "Eve"),
                (Status::Superseded, "Eve")
            ]
        );
        assert_eq!(old.events[2].reason, "Cheap to reverse");
        assert_eq!(old.versions.len(), 4, "each status stood in the text");
        let first = records.version(&eve, begun.id, 1).await?;
        assert!(String::from_utf8_lossy(&first).contains("\nDraft\n"));
        assert!(matches!(records.get(&ada, "PLAT", 99).await, Err(Error::NotFound(_))));
        assert!(matches!(records.get(&ada, "NONE", 1).await, Err(Error::NotFound(_))));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_save_changes_what_was_changed_and_conflicts_are_told() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        let source = b"\xef\xbb\xbf# 1. Use S3\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Context\r\n\r\n\xff one.\r\n";
        records
            .import(&ada, "OLD", None, vec![("adr/0001-use-s3.md".into(), source.to_vec())])
            .await?;
        let read = records.get(&ada, "OLD", 1).await?;
        assert_eq!(read.source, source);
        let slip = Draft {
            reason: "A slip".into(),
            ..typed(&read)
        };
        let same = records.save(&ada, read.adr.id, &slip, 1).await?;
        assert_eq!(same.version, 2);
        let read = records.get(&ada, "OLD", 1).await?;
        assert_eq!(read.source, source, "saving without a change keeps every byte");
        assert_eq!(read.versions.len(), 1);

        let stale = records.save(&ada, read.adr.id, &slip, 1).await;
        assert!(matches!(stale, Err(Error::Conflict { current: 2, .. })), "{stale:?}");
        let edited = Draft {
            text: read.text().replace(" one.", " two."),
            title: "Keep S3".into(),
            ..slip.clone()
        };
        records.save(&ada, read.adr.id, &edited, 2).await?;
        let read = records.get(&ada, "OLD", 1).await?;
        let lines: Vec<&[u8]> = read.source.split_inclusive(|byte| *byte == b'\n').collect();
        assert_eq!(lines[0], b"\xef\xbb\xbf# 1. Keep S3\r\n");
        assert_eq!(lines[4], b"Accepted\r\n");
        let headed = Draft {
            text: read.text().replace("1. Keep S3", "1. Leave S3"),
            title: "Keep S3".into(),
            ..slip
        };
        let saved = records.save(&ada, read.adr.id, &headed, 3).await?;
        assert_eq!((saved.title.as_str(), saved.status), ("Leave S3", Status::Accepted));

        let bad = Draft {
            door: "trap".into(),
            template: Some("no".into()),
            ..Draft::default()
        };
        let Err(Error::Invalid(problems)) = records.write(&ada, &bad).await else {
            panic!("it has problems")
        };
        let fields: BTreeSet<_> = problems.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, BTreeSet::from(["title", "door", "template", "log"]));
        let empty = Draft {
            log: "OLD".into(),
            title: "Nothing".into(),
            ..Draft::default()
        };
        let empty = records.write(&ada, &empty).await?;
        let early = records.propose(&ada, empty.id).await;
        assert!(
            matches!(&early, Err(Error::Invalid(why)) if why.of("text").is_some()),
            "{early:?}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn only_those_who_may_write_and_decide() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        let begun = records.write(&ada, &draft("PLAT", "A")).await?;
        let proposed = records.propose(&ada, begun.id).await?;
        for role in Role::all() {
            let name = format!("Person {role}");
            let who = person(&registry, &name, &[role], &[]).await?;
            let refused = |result: Result<()>| matches!(result, Err(Error::Refused(_)));
            let writes = role == Role::Architect;
            let decides = writes || role == Role::Executive;
            records.get(&who, "PLAT", 1).await?;
            records.list(&who, &Filter::default()).await?;
            assert_eq!(
                refused(records.write(&who, &draft("PLAT", "B")).await.map(drop)),
                !writes,
                "{role}"
            );
            assert_eq!(
                refused(records.save(&who, begun.id, &draft("PLAT", "A"), 0).await.map(drop)),
                !writes,
                "{role}"
            );
            assert_eq!(
                refused(records.propose(&who, begun.id).await.map(drop)),
                !writes,
                "{role}"
            );
            assert_eq!(
                refused(records.import(&who, "X", None, Vec::new()).await.map(drop)),
                !writes,
                "{role}"
            );
            assert_eq!(
                refused(records.add_log(&who, "Y", "Y").await.map(drop)),
                !writes,
                "{role}"
            );
            let step = records.decide(&who, proposed.id, Status::Rejected, "").await.map(drop);
            assert_eq!(refused(step), !decides, "{role}");
            let back = records.decide(&who, proposed.id, Status::Draft, "").await.map(drop);
            assert_eq!(refused(back), !writes, "{role}");
        }
        let withdrawn = records.decide(&ada, proposed.id, Status::Draft, "Not ready").await?;
        assert_eq!((withdrawn.status, withdrawn.number), (Status::Draft, Some(1)));
        let again = records.propose(&ada, proposed.id).await?;
        assert_eq!(again.number, Some(1), "a number is kept");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_proposals_at_once_get_fifty_numbers() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let mut drafts = Vec::new();
        for number in 0..50 {
            drafts.push(
                registry
                    .records()
                    .write(&ada, &draft("PLAT", &format!("Decision {number}")))
                    .await?
                    .id,
            );
        }
        let tasks: Vec<_> = drafts
            .into_iter()
            .map(|id| {
                let (registry, ada) = (registry.clone(), ada.clone());
                tokio::spawn(async move { registry.records().propose(&ada, id).await })
            })
            .collect();
        let mut numbers = BTreeSet::new();
        for task in tasks {
            numbers.extend(task.await.expect("no panic")?.number);
        }
        assert_eq!(numbers, (1..=50).collect());
        let counts = registry.records().counts(&ada, &Filter::default()).await?;
        assert_eq!(counts, [(Status::Proposed, 50)], "none was counted twice or left out");
        Ok(())
    })
    .await
}

/// What is typed, and the numbers of the records it finds.
const SEARCHES: &[(&str, &[i64])] = &[
    ("guardrails", &[1, 2]),
    ("guardr", &[1, 2]),
    ("GUARDRAIL", &[1, 2]),
    ("model adapter", &[1, 3]),
    ("adapter model", &[1, 3]),
    ("\"model adapter\"", &[1, 3]),
    ("adapters", &[1, 3]),
    ("the adapter", &[1, 3]),
    ("adr/paths", &[1]),
    ("4.0", &[3]),
    ("resume", &[2, 3]),
    ("R\u{c9}SUM\u{c9}", &[2, 3]),
    ("re\u{301}sume\u{301}", &[2, 3]),
    ("oauth2proxy", &[2]),
    ("iceberg bedrock", &[]),
    ("zebra", &[]),
    ("the", &[]),
    ("bedrock\" OR (", &[1]),
    ("bedrock\" (", &[1]),
    ("bedrock*:^-+~&|!<>'\\", &[1]),
    ("NEAR(bedrock", &[]),
    ("title:bedrock", &[]),
    ("%_", &[]),
    ("', ''); --", &[]),
];

#[tokio::test]
async fn a_search_finds_the_same_on_both_engines() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        let text = |title: &str, body: &str| format!("# {title}\n\n## Status\n\nAccepted\n\n## Context\n\n{body}\n");
        let texts = [
            (
                "0001-guardrails.md",
                text(
                    "Why Guardrails",
                    "The model adapter calls Bedrock through docs/adr paths.",
                ),
            ),
            (
                "0002-iceberg.md",
                text(
                    "Store data in Iceberg",
                    "Tables in S3; guardrails are not needed <b>here</b>, nor a r\u{e9}sum\u{e9} of OAuth2Proxies.",
                ),
            ),
            (
                "0003-adapter.md",
                text(
                    "One adapter",
                    "A thin layer in front of each model, version 4.0 of it, its re\u{301}sume\u{301} included.",
                ),
            ),
            (
                "0004-other.md",
                text(
                    "Something else",
                    "Nothing of the kind <script>alert(1)</script> & more.",
                ),
            ),
        ];
        records.import(&ada, "S", None, files(&texts)).await?;
        for &(typed, expected) in SEARCHES {
            let hits = records.search(&ada, typed, 20).await?;
            let mut numbers: Vec<_> = hits.iter().filter_map(|hit| hit.adr.number).collect();
            numbers.sort_unstable();
            assert_eq!(numbers, expected, "{typed}");
            let filter = Filter {
                text: Some(typed.into()),
                ..Filter::default()
            };
            let count: i64 = records
                .counts(&ada, &filter)
                .await?
                .iter()
                .map(|(_, count)| count)
                .sum();
            assert_eq!(usize::try_from(count), Ok(expected.len()), "{typed}");
        }
        let hits = records.search(&ada, "guardrails", 20).await?;
        assert_eq!(hits[0].adr.number, Some(1), "a title weighs more");
        let excerpt = hits[1].excerpt.clone().unwrap_or_default();
        assert!(excerpt.contains("<mark>guardrails</mark>"), "{excerpt}");
        let hits = records.search(&ada, "nothing kind", 20).await?;
        let excerpt = hits[0].excerpt.clone().unwrap_or_default();
        assert!(
            !excerpt.contains("<script") && excerpt.contains("&amp; more"),
            "{excerpt}"
        );

        let read = records.get(&ada, "S", 4).await?;
        let renamed = Draft {
            reason: "A slip".into(),
            text: read.text(),
            ..draft("PLAT", "Zebra")
        };
        records.save(&ada, read.adr.id, &renamed, 1).await?;
        assert_eq!(
            records.search(&ada, "zebra", 20).await?.len(),
            1,
            "the index follows a save"
        );
        assert!(records.search(&ada, "something", 20).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn lists_are_filtered_and_counted() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        records
            .import(&ada, "A", Some("First"), files(&[("0001-use-s3.md", NYGARD)]))
            .await?;
        records.write(&ada, &draft("PLAT", "Two")).await?;
        let all = records.list(&ada, &Filter::default()).await?;
        let shown: Vec<_> = all.iter().map(|it| it.adr.label()).collect();
        assert_eq!(shown, ["PLAT draft", "A-0001"]);
        let of = |filter: Filter| async move { records.list(&ada, &filter).await.map(|found| found.len()) };
        assert_eq!(
            of(Filter {
                log: Some("a".into()),
                ..Filter::default()
            })
            .await?,
            1
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_import_accounts_for_every_file_and_can_be_repeated() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        let two = "# 2. Leave S3\n\nDate: someday\n\n## Status\n\nWhat?\n\nSupersedes [1. Use S3](0001-use-s3.md)\n\n## Context\n\nx\n";
        let mut given = files(&[
            ("doc/0001-use-s3.md", NYGARD),
            ("doc/0002-leave-s3.md", two),
            ("doc/0002-again.md", NYGARD),
            ("doc/README.md", "# Decisions\n"),
            ("doc/template.md", NYGARD),
            ("../out.md", NYGARD),
            ("doc/0009-empty.md", ""),
        ]);
        given.push(("doc/0010-big.md".into(), vec![b'x'; 5 * 1024 * 1024 + 1]));
        given.push(("doc/picture.png".into(), vec![0, 1, 2]));
        let report = records.import(&ada, "imp", Some("Imported"), given.clone()).await?;
        assert_eq!(report.totals(), "9 files: 3 new, 0 updated, 0 unchanged, 6 skipped");
        assert!(report.made);
        assert_eq!((report.log.key.as_str(), report.log.name.as_str(), report.log.records), ("IMP", "Imported", 3));
        let of = |path: &str| report.files.iter().find(|file| file.path == path).map(|file| &file.outcome).unwrap();
        let Outcome::New(second) = of("doc/0002-leave-s3.md") else { panic!("it is new") };
        assert_eq!((second.dialect, second.status), (Dialect::Nygard, Status::Unknown));
        assert!(second.diagnostics.iter().any(|it| it.contains("someday")), "{:?}", second.diagnostics);
        assert!(second.diagnostics.iter().any(|it| it.contains("became 3")), "{:?}", second.diagnostics);
        assert!(matches!(of("doc/0010-big.md"), Outcome::Skipped(why) if why.contains("5 MB")));

        let first = records.get(&ada, "IMP", 1).await?;
        assert_eq!(first.source, NYGARD.as_bytes());
        assert_eq!(first.relations.len(), 1, "{:?}", first.relations);
        assert_eq!(first.relations[0].kind, RelationKind::SupersededBy);
        assert_eq!(first.relations[0].other.as_ref().unwrap().number, Some(3));

        let again = records.import(&ada, "IMP", None, given.clone()).await?;
        assert_eq!(again.totals(), "9 files: 0 new, 0 updated, 3 unchanged, 6 skipped");
        given[0].1 = NYGARD.replace("Accepted", "Deprecated").into_bytes();
        let changed = records.import(&ada, "IMP", None, given.clone()).await?;
        assert_eq!(changed.count("updated"), 1);
        let first = records.get(&ada, "IMP", 1).await?;
        assert_eq!((first.adr.status, first.adr.version, first.versions.len()), (Status::Deprecated, 2, 2));

        let mine = Draft { reason: "A slip".into(), text: first.text() + "\nMine.\n", ..typed(&first) };
        records.save(&ada, first.adr.id, &mine, 2).await?;
        let kept = records.import(&ada, "IMP", None, given.clone()).await?;
        assert_eq!(kept.count("unchanged"), 3);
        assert!(records.get(&ada, "IMP", 1).await?.text().ends_with("Mine.\n"), "what was written here stays");
        given[0].1.extend_from_slice(b"\nTheirs.\n");
        let both = records.import(&ada, "IMP", None, given).await?;
        assert_eq!(both.totals(), "9 files: 0 new, 0 updated, 2 unchanged, 6 skipped, 1 in conflict");
        assert!(records.get(&ada, "IMP", 1).await?.text().ends_with("Mine.\n"), "what was written here stays");

        let next = records.write(&ada, &draft("IMP", "After the import")).await?;
        assert_eq!(records.propose(&ada, next.id).await?.number, Some(4), "numbers go on above the largest");
        assert!(matches!(records.import(&ada, "A/B", None, Vec::new()).await, Err(Error::Invalid(_))));
        assert_eq!(records.logs(&ada).await?.len(), 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn hostile_markdown_is_harmless_and_links_lead_to_pages() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        records
            .import(&ada, "A", None, files(&[("0001-use-s3.md", NYGARD)]))
            .await?;
        let text = "# T\n\n<script>alert(1)</script><img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) \
                    [b](0001-use-s3.md) [[A-1]]\n\n<style>*{}</style><iframe src=//x></iframe>\n\0\u{2}x";
        let begun = records
            .write(
                &ada,
                &Draft {
                    text: text.into(),
                    ..draft("A", "T")
                },
            )
            .await?;
        let html = records.render(&ada, "a", None, text).await?;
        for bad in ["<script", "onerror", "javascript:", "<style", "<iframe"] {
            assert!(!html.contains(bad), "{html}");
        }
        assert_eq!(html.matches("href=\"/adrs/A/1\"").count(), 2, "{html}");
        let read = records.draft(&ada, begun.id).await?;
        assert_eq!(read.relations.iter().filter(|it| it.other.is_some()).count(), 1);
        for template in template::all() {
            let draft = Draft {
                template: Some(template.key.into()),
                ..draft("PLAT", template.name)
            };
            let begun = records.write(&ada, &draft).await?;
            let proposed = records.propose(&ada, begun.id).await?;
            assert_eq!(proposed.status, Status::Proposed);
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_makes_the_same_number_of_statements_however_much_there_is() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        let mut counts = Vec::new();
        for many in [2, 40] {
            let given: Vec<_> = (1..=many)
                .map(|n| {
                    (
                        format!("{n:04}-x.md"),
                        format!("{NYGARD}\nSee [[M-1]], [[M-2]] and ADR-{:04}.\n", n - 1).into_bytes(),
                    )
                })
                .collect();
            records.import(&ada, "M", None, given).await?;
            let before = registry.db.statements();
            records.list(&ada, &Filter::default()).await?;
            records.get(&ada, "M", 1).await?;
            records.counts(&ada, &Filter::default()).await?;
            counts.push(registry.db.statements() - before);
        }
        assert_eq!(counts[0], counts[1]);
        Ok(())
    })
    .await
}
