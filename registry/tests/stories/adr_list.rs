//! Stories of the list of decision records: filters, orders, counts and searches that hit much, on
//! both engines.

use registry::{
    adr::{Door, Draft, Filter, Hits, Sorted, Status, filter::COUNTED},
    args,
    identity::Role,
    inventory,
    kernel::{Error, Registry, Result, Run as _},
    testing::{on_both_engines, person},
};

use crate::{
    desk::{draft, edit, files, typed},
    scene::{architect, scene},
};

const ONE: &str = "---\nstatus: accepted\ndate: 2024-03-01\ndecision-makers: Ana Lima, Bo\ntags: [Data, Cost]\n---\n\n# Zebra store\n\n## Context\n\nWe keep things in tables.\n";
const TWO: &str = "---\nstatus: proposed\ndate: 2023-01-01\ndecision-makers: Bo\ntags: data\n---\n\n# Adapter first\n\n## Context\n\nA thin layer for tables.\n";
const ODD: &str = "# Middle way\n\n## Status\n\nAccepted\n\nDate: some day\n\n## Context\n\nWe do nothing.\n";

/// The numbers a filter leaves, in the order of the list, and that counts agree.
async fn numbers(registry: &Registry, actor: &registry::identity::Actor, filter: Filter) -> Result<Vec<i64>> {
    let listing = registry.records().listing(actor, &filter).await?;
    let numbers: Vec<i64> = listing.found.iter().filter_map(|it| it.adr.number).collect();
    if filter.status.is_none() && filter.limit.is_none() && filter.offset == 0 {
        let total: i64 = listing.counts.iter().map(|(_, count)| count).sum();
        assert_eq!(usize::try_from(total), Ok(listing.found.len()), "{filter:?}");
    }
    Ok(numbers)
}

#[tokio::test]
async fn every_filter_narrows_and_they_combine() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let records = registry.records();
        let given = files(&[("0001-a.md", ONE), ("0002-b.md", TWO), ("0003-c.md", ODD)]);
        records.import(&ada, "PLAT", None, given).await?;
        records.import(&ada, "EU", None, files(&[("0001-a.md", TWO)])).await?;
        let one = records.get(&ada, "PLAT", 1).await?;
        let one_way = Draft {
            reason: "A slip".into(),
            door: "one-way".into(),
            ..typed(&one)
        };
        records.save(&ada, one.adr.id, &one_way, 1).await?;
        let dependency = inventory::Draft {
            service: "s3".into(),
            record: one.adr.id.to_string(),
            ..inventory::Draft::default()
        };
        registry.inventory().attach(&ada, workload.id, &dependency).await?;

        let plat = || Filter {
            log: Some("plat".into()),
            ..Filter::default()
        };
        let of = |filter: Filter| numbers(&registry, &ada, filter);
        assert_eq!(
            of(Filter::default()).await?,
            [1, 3, 2, 1],
            "log by log, the newest first"
        );
        assert_eq!(of(plat()).await?, [3, 2, 1]);
        let tagged = |tag: &str| Filter {
            tag: Some(tag.into()),
            ..plat()
        };
        assert_eq!(of(tagged("Data")).await?, [2, 1], "whatever the case");
        assert_eq!(of(tagged("cost")).await?, [1]);
        assert_eq!(of(tagged("dat")).await?, [0_i64; 0], "a tag is meant as a whole");
        let by = |name: &str| Filter {
            decider: Some(name.into()),
            ..plat()
        };
        assert_eq!(of(by("bo")).await?, [2, 1]);
        assert_eq!(of(by("ana")).await?, [1], "the beginning of a name will do");
        let door = Filter {
            door: Some(Door::OneWay),
            ..plat()
        };
        assert_eq!(of(door.clone()).await?, [1]);
        let status = Filter {
            status: Some(Status::Proposed),
            ..Filter::default()
        };
        assert_eq!(of(status).await?, [1, 2]);
        let unclear = Filter {
            unclear: true,
            ..plat()
        };
        assert_eq!(of(unclear.clone()).await?, [3], "its date could not be read");
        let cited = Filter {
            workload: Some(workload.slug.clone()),
            ..Filter::default()
        };
        assert_eq!(of(cited.clone()).await?, [1]);
        let on = |service: &str| Filter {
            service: Some(service.into()),
            ..cited.clone()
        };
        assert_eq!(of(on("s3")).await?, [1]);
        assert_eq!(of(on("lambda")).await?, [0_i64; 0]);
        let all = Filter {
            text: Some("tables".into()),
            tag: Some("data".into()),
            decider: Some("bo".into()),
            status: Some(Status::Accepted),
            service: Some("s3".into()),
            ..door
        };
        let listing = records.listing(&ada, &all).await?;
        assert_eq!(listing.found.len(), 1);
        assert_eq!(listing.counts, [(Status::Accepted, 1)]);
        assert!(
            listing.found[0]
                .excerpt
                .as_deref()
                .is_some_and(|it| it.contains("<mark>tables</mark>"))
        );

        let choices = records.choices(&ada).await?;
        assert_eq!(choices.tags, ["cost", "data"]);
        assert_eq!(choices.deciders, ["Ana Lima", "Bo"]);
        assert_eq!(
            choices.workloads,
            [("claims-triage".to_owned(), "Claims triage".to_owned())]
        );
        assert_eq!(choices.services, ["s3"]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_a_text_says_no_longer_is_found_no_longer() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, _) = scene(&registry).await?;
        let records = registry.records();
        records.import(&ada, "PLAT", None, files(&[("0002-b.md", TWO)])).await?;
        edit(&registry, &ada, "PLAT", 2, "tags: data", "tags: other", "A slip").await?;
        for text in [None, Some("layer".to_owned())] {
            for (tag, expected) in [("data", 0), ("Other", 1)] {
                let filter = Filter {
                    tag: Some(tag.into()),
                    log: Some("plat".into()),
                    text: text.clone(),
                    ..Filter::default()
                };
                assert_eq!(
                    numbers(&registry, &ada, filter).await?.len(),
                    expected,
                    "{tag} {text:?}"
                );
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_search_finds_a_record_in_the_status_it_is_in_now() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let eve = person(&registry, "Eve", &[Role::Executive], &[]).await?;
        let records = registry.records();
        let begun = records.write(&ada, &draft("PLAT", "Keep queues behind a port")).await?;
        let only_in = async |status: Status| {
            for asked in Status::ALL {
                let filter = Filter {
                    text: Some("queue".into()),
                    log: Some("PLAT".into()),
                    status: Some(asked),
                    ..Filter::default()
                };
                let found = records.listing(&ada, &filter).await?.found.len();
                assert_eq!(found, usize::from(asked == status), "asked for {asked:?} in {status:?}");
            }
            Ok::<(), Error>(())
        };
        only_in(Status::Draft).await?;
        records.propose(&ada, begun.id).await?;
        only_in(Status::Proposed).await?;
        records.decide(&eve, begun.id, Status::Rejected, "Too early").await?;
        only_in(Status::Rejected).await?;
        // However a status is changed.
        let mut tx = registry.write().await?;
        let sql = "UPDATE adr SET status = $1 WHERE id = $2";
        tx.run(sql, args!["deprecated", begun.id]).await?;
        tx.commit().await?;
        only_in(Status::Deprecated).await
    })
    .await
}

#[tokio::test]
async fn a_list_is_sorted_as_asked() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, _) = scene(&registry).await?;
        let records = registry.records();
        let given = files(&[("0001-a.md", ONE), ("0002-b.md", TWO), ("0003-c.md", ODD)]);
        records.import(&ada, "PLAT", None, given).await?;
        registry.clock().advance(time::Duration::hours(1));
        let one = records.get(&ada, "PLAT", 1).await?;
        let more = Draft {
            reason: "A slip".into(),
            text: format!("{}More.\n", one.text()),
            ..typed(&one)
        };
        records.save(&ada, one.adr.id, &more, 1).await?;
        for (sort, expected) in [
            ("number", [1, 2, 3]),
            ("-number", [3, 2, 1]),
            ("title", [2, 3, 1]),
            ("-title", [1, 3, 2]),
            ("decided", [3, 2, 1]),
            ("-decided", [1, 2, 3]),
            ("-changed", [1, 3, 2]),
            ("changed", [2, 3, 1]),
        ] {
            for text in [None, Some("we tables".to_owned()), Some("context".to_owned())] {
                let filter = Filter {
                    order: Sorted::read(sort),
                    text: text.clone(),
                    ..Filter::default()
                };
                let hits = |number: &i64| text.as_deref() != Some("we tables") || *number != 3;
                let expected: Vec<i64> = expected.into_iter().filter(hits).collect();
                assert_eq!(numbers(&registry, &ada, filter).await?, expected, "{sort} {text:?}");
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn words_that_occur_nearly_everywhere_are_found_in_pages_too() -> Result<()> {
    const ALL: i64 = COUNTED + 400;
    on_both_engines(|registry| async move {
        let (ada, _) = scene(&registry).await?;
        let records = registry.records();
        let given = (1..=ALL)
            .map(|n| {
                let (title, tag) = (if n % 100 == 0 { "Platform rule" } else { "Choice" }, n % 10);
                let text = format!(
                    "---\nstatus: accepted\ntags: t{tag}\n---\n\n# {title} {n}\n\n## Context\n\nThe platform again.\n"
                );
                (format!("{n:05}-x.md"), text.into_bytes())
            })
            .collect();
        records.import(&ada, "BIG", None, given).await?;
        let search = |offset: i64| Filter {
            text: Some("platform".into()),
            limit: Some(60),
            offset,
            ..Filter::default()
        };
        let first = records.listing(&ada, &search(0)).await?;
        assert!(first.more, "counted no further than it matters");
        let number = |at: i64| {
            let (registry, ada) = (registry.clone(), ada.clone());
            async move {
                let page = registry.records().list(&ada, &search(at)).await?;
                Ok::<_, registry::kernel::Error>(page.iter().filter_map(|it| it.adr.number).collect::<Vec<_>>())
            }
        };
        // Those with the word in their title, the newest first, and after them the others.
        let (first, titled) = (number(0).await?, usize::try_from(ALL / 100).unwrap_or(0));
        let others = 60 - ALL / 100;
        assert_eq!(first[..2], [ALL, ALL - 100]);
        assert_eq!(first[titled - 1..=titled + 1], [100, ALL - 1, ALL - 2]);
        assert_eq!(number(60).await?[0], ALL - others - 1, "pages meet without a gap");
        assert_eq!(number(ALL - 3).await?, [3, 2, 1]);
        let tagged = Filter {
            tag: Some("t3".into()),
            ..search(0)
        };
        let listing = records.listing(&ada, &tagged).await?;
        assert!(!listing.more);
        assert_eq!(listing.counts, [(Status::Accepted, ALL / 10)]);
        let sorted = Filter {
            order: Sorted::read("number"),
            status: Some(Status::Accepted),
            ..search(0)
        };
        let page = records.list(&ada, &sorted).await?;
        assert_eq!(page[0].adr.number, Some(1));
        // Without a search everything is counted, and a broad filter keeps its order.
        for filter in [
            Filter {
                status: Some(Status::Accepted),
                limit: Some(3),
                ..Filter::default()
            },
            Filter {
                log: Some("BIG".into()),
                limit: Some(3),
                ..Filter::default()
            },
        ] {
            let listing = records.listing(&ada, &filter).await?;
            assert_eq!(listing.counts, [(Status::Accepted, ALL)]);
            let shown: Vec<_> = listing.found.iter().filter_map(|it| it.adr.number).collect();
            assert_eq!(shown, [ALL, ALL - 1, ALL - 2]);
        }
        // A status that counting may stop before is counted by itself.
        let text = "---\nstatus: proposed\n---\n\n# Choice\n\n## Context\n\nThe platform again.\n";
        let given = (1..=4)
            .map(|n| (format!("{n:05}-x.md"), text.as_bytes().to_vec()))
            .collect();
        records.import(&ada, "NEW", None, given).await?;
        let proposed = Filter {
            status: Some(Status::Proposed),
            ..search(0)
        };
        let listing = records.listing(&ada, &proposed).await?;
        let few = Hits {
            counted: 4,
            more: false,
        };
        assert_eq!((listing.more, listing.hits, listing.found.len()), (true, few, 4));
        let hits = records.hits(&ada, &proposed).await?;
        assert_eq!(hits, few);
        let all = Hits {
            counted: COUNTED,
            more: true,
        };
        assert_eq!(records.hits(&ada, &search(0)).await?, all);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_list_makes_the_same_number_of_statements_however_much_there_is() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, _) = scene(&registry).await?;
        let records = registry.records();
        let mut made = Vec::new();
        for many in [3, 120] {
            let given = (1..=many)
                .map(|n| {
                    let links = format!("See [it](0001-x.md), [that](../y/0002-y.md) and [[EU-{n}]].");
                    let text = format!("---\nstatus: accepted\ntags: t{n}\ndeciders: P{n}\n---\n\n# Title {n}\n\n## Context\n\n{links}\n");
                    (format!("{n:04}-x.md"), text.into_bytes())
                })
                .collect();
            records.import(&ada, "PLAT", None, given).await?;
            let before = registry.db.statements();
            let search = Filter {
                text: Some("title".into()),
                ..Filter::default()
            };
            for filter in [Filter::default(), search] {
                records.listing(&ada, &filter).await?;
            }
            records.choices(&ada).await?;
            records.views(&ada).await?;
            let text = records.get(&ada, "PLAT", 2).await?.text();
            records.render(&ada, "PLAT", Some("0002-x.md"), &text).await?;
            made.push(registry.db.statements() - before);
        }
        assert_eq!(made[0], made[1]);
        Ok(())
    })
    .await
}

/// What is kept of how many records there are, and what there is to count: by log and status.
async fn tallied(registry: &Registry) -> Result<(Vec<(String, String, i64)>, Vec<(String, String, i64)>)> {
    let mut db = registry.db.read();
    let kept = "SELECT log_key, status, CAST(sum(records) AS BIGINT) FROM adr_tally GROUP BY log_key, status \
                HAVING sum(records) <> 0 ORDER BY log_key, status";
    let there = "SELECT log_key, status, count(*) FROM adr_entry GROUP BY log_key, status ORDER BY log_key, status";
    Ok((db.all(kept, args![]).await?, db.all(there, args![]).await?))
}

#[tokio::test]
async fn what_is_kept_of_how_many_records_there_are_is_what_there_is() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, _) = scene(&registry).await?;
        let records = registry.records();
        let status = |round: usize, n: usize| ["accepted", "proposed", "rejected", "draft"][(round + n) % 4];
        for round in 0..4 {
            let given = (1..=250)
                .map(|n| {
                    let status = status(round, n);
                    let text = format!("---\nstatus: {status}\n---\n\n# Choice {n}\n\n## Context\n\nRound {round}.\n");
                    (format!("{n:04}-x.md"), text.into_bytes())
                })
                .collect();
            records.import(&ada, "BIG", None, given).await?;
            let begun = records.write(&ada, &draft("EU", &format!("Round {round}"))).await?;
            if round % 2 == 0 {
                records.propose(&ada, begun.id).await?;
            }
            let (kept, there) = tallied(&registry).await?;
            assert_eq!(kept, there, "round {round}");
        }
        assert_eq!(tallied(&registry).await?.0.iter().map(|row| row.2).sum::<i64>(), 254);
        let mut tx = registry.write().await?;
        tx.run(
            "UPDATE decision_log SET key = $1 WHERE key = $2",
            args!["BIGGER", "BIG"],
        )
        .await?;
        tx.run(
            "DELETE FROM adr_entry WHERE log_key = $1 AND number <= 10",
            args!["BIGGER"],
        )
        .await?;
        tx.commit().await?;
        let (kept, there) = tallied(&registry).await?;
        assert_eq!(kept, there);
        assert!(kept.iter().any(|row| row.0 == "BIGGER") && kept.iter().all(|row| row.0 != "BIG"));
        let rows = registry
            .db
            .read()
            .number("SELECT count(*) FROM adr_tally", args![])
            .await?;
        assert!(rows < 120, "many changes become few rows: {rows}");
        Ok(())
    })
    .await
}
