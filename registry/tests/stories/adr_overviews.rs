//! Stories of many records at once: their relations as a graph, their course over time.

use registry::{
    adr::{
        RelationKind, Status,
        course::Period,
        graph::{Graph, GraphFilter},
    },
    identity::Actor,
    kernel::{Error, Quarter, Registry, Result},
    testing::on_both_engines,
};

use crate::{desk::files, scene::architect};

fn text(title: &str, status: &str, date: &str, more: &str) -> Vec<u8> {
    format!("# {title}\n\nDate: {date}\n\n## Status\n\n{status}\n\n## Context\n\nWhy. {more}\n").into_bytes()
}

/// Two logs: a chain of three, a pair across the logs, a link to nowhere, and one alone.
async fn records(registry: &Registry) -> Result<Actor> {
    let ada = architect(registry, "Ada").await?;
    let plat = [
        (
            "0001-a.md",
            text("1. A", "Superseded by [2. B](0002-b.md)", "2025-01-10", ""),
        ),
        (
            "0002-b.md",
            text(
                "2. B",
                "Accepted\n\nSupersedes [1. A](0001-a.md)",
                "2025-08-10",
                "See [C](0003-c.md).",
            ),
        ),
        (
            "0003-c.md",
            text(
                "3. C",
                "Accepted",
                "2025-08-11",
                "Amends [B](0002-b.md). See [gone](0099-gone.md).",
            ),
        ),
        ("0004-d.md", text("4. D", "Rejected", "2026-02-01", "Alone.")),
    ];
    let data = [
        ("0001-e.md", text("1. E", "Accepted", "2026-03-01", "Like [[PLAT-3]].")),
        ("0002-f.md", text("2. F", "Proposed", "", "Like [[DATA-1]].")),
    ];
    registry
        .records()
        .import(&ada, "PLAT", Some("Platform"), files(&plat))
        .await?;
    registry
        .records()
        .import(&ada, "DATA", Some("Data"), files(&data))
        .await?;
    Ok(ada)
}

/// `PLAT-0002 supersedes PLAT-0001`, in the order of the alphabet.
fn told(graph: &Graph) -> Vec<String> {
    let mut told: Vec<String> = graph
        .edges
        .iter()
        .map(|edge| {
            let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
            format!("{} {} {}", from.label(), edge.kind, to.label())
        })
        .collect();
    told.sort();
    told
}

#[tokio::test]
async fn relations_of_many_records_are_one_graph() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = records(&registry).await?;
        let all = GraphFilter {
            steps: 2,
            ..GraphFilter::default()
        };
        let before = registry.db.statements();
        let (graph, around) = registry.records().graph(&ada, &all).await?;
        assert_eq!((registry.db.statements() - before, around), (1, None));
        let expected = [
            "DATA-0001 mentions PLAT-0003",
            "DATA-0002 mentions DATA-0001",
            "PLAT-0002 supersedes PLAT-0001",
            "PLAT-0003 amends PLAT-0002",
        ];
        assert_eq!(told(&graph), expected);
        let lost: Vec<_> = graph
            .broken
            .iter()
            .map(|said| (said.from.label(), said.raw.as_str()))
            .collect();
        assert_eq!(lost, [("PLAT-0003".to_owned(), "0099-gone.md")]);
        assert_eq!(
            (graph.records_left_out, graph.relations_left_out, graph.more),
            (0, 0, false)
        );

        let of_log = GraphFilter {
            log: Some("DATA".into()),
            ..all.clone()
        };
        let (graph, _) = registry.records().graph(&ada, &of_log).await?;
        assert_eq!(told(&graph), expected[..2], "the other end may be in another log");
        let of_kind = GraphFilter {
            kind: Some(RelationKind::Amends),
            ..all.clone()
        };
        let (graph, _) = registry.records().graph(&ada, &of_kind).await?;
        assert_eq!(told(&graph), expected[3..]);

        let first = registry.records().get(&ada, "PLAT", 1).await?.adr.id;
        let near = |steps| GraphFilter {
            around: Some(first),
            steps,
            ..GraphFilter::default()
        };
        for (steps, reached) in [(1, 1), (2, 2), (3, 3)] {
            let (graph, around) = registry.records().graph(&ada, &near(steps)).await?;
            assert_eq!(graph.edges.len(), reached, "{steps}: {:?}", told(&graph));
            assert_eq!(around.map(|record| record.label()), Some("PLAT-0001".into()));
            assert_eq!(graph.nodes[0].label(), "PLAT-0001");
        }
        let alone = GraphFilter {
            around: Some(registry.records().get(&ada, "PLAT", 4).await?.adr.id),
            ..near(3)
        };
        let (graph, _) = registry.records().graph(&ada, &alone).await?;
        assert_eq!((graph.nodes.len(), graph.edges.len()), (1, 0));
        let nowhere = GraphFilter {
            around: Some(registry.id()),
            ..near(1)
        };
        let missing = registry.records().graph(&ada, &nowhere).await;
        assert!(matches!(missing, Err(Error::NotFound(_))), "{missing:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn records_run_through_the_quarters_they_were_decided_in() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = records(&registry).await?;
        let course = registry.records().course(&ada, None, false).await?;
        let told: Vec<_> = course
            .quarters
            .iter()
            .map(|one| (one.quarter.to_string(), one.of(Status::Accepted), one.total()))
            .collect();
        let expected = [
            ("2025-Q1", 0, 1),
            ("2025-Q2", 0, 0),
            ("2025-Q3", 2, 2),
            ("2025-Q4", 0, 0),
            ("2026-Q1", 1, 2),
        ];
        assert_eq!(
            told,
            expected.map(|(quarter, accepted, all)| (quarter.to_owned(), accepted, all))
        );
        assert_eq!(course.undated(), 1);
        let data = registry.records().course(&ada, Some("DATA"), false).await?;
        assert_eq!((data.quarters.len(), data.undated()), (1, 1));

        let recorded = registry.records().course(&ada, None, true).await?;
        let today = Quarter::of(registry.today());
        assert_eq!((recorded.quarters.len(), recorded.quarters[0].quarter), (1, today));
        assert_eq!((recorded.quarters[0].total(), recorded.undated()), (6, 0));

        let period = |quarter: &str, status| Period {
            quarter: quarter.parse().unwrap(),
            recorded: false,
            status,
        };
        let named = |found: Vec<registry::adr::course::Dated>| -> Vec<String> {
            found
                .into_iter()
                .map(|dated| format!("{} {}", dated.record.label(), dated.on))
                .collect()
        };
        let found = registry
            .records()
            .of_quarter(&ada, &period("2025-Q3", None), None, 9)
            .await?;
        assert_eq!(named(found), ["PLAT-0003 2025-08-11", "PLAT-0002 2025-08-10"]);
        let rejected = period("2026-Q1", Some(Status::Rejected));
        let found = registry.records().of_quarter(&ada, &rejected, None, 9).await?;
        assert_eq!(named(found), ["PLAT-0004 2026-02-01"]);
        let found = registry.records().of_quarter(&ada, &rejected, Some("DATA"), 9).await?;
        assert!(found.is_empty(), "{found:?}");
        let now = Period {
            quarter: today,
            recorded: true,
            status: Some(Status::Proposed),
        };
        let found = registry.records().of_quarter(&ada, &now, None, 9).await?;
        assert_eq!(named(found), [format!("DATA-0002 {}", registry.today())]);
        Ok(())
    })
    .await
}
