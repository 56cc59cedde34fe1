//! Stories of dependencies without an accepted record, and of the records begun for them.

use registry::{
    adr::{self, Status},
    checklist::Decision,
    identity::Role,
    inventory::{CoverageFilter, Draft, PointDraft, PointFilter, Standing, Tally},
    kernel::{Error, Result},
    testing::{on_both_engines, person},
};

use crate::scene::{scene, wrong_field};

fn on(service: &str, inside: &str) -> Draft {
    Draft {
        service: service.into(),
        owner: "Claims platform".into(),
        inside: inside.into(),
        ..Draft::default()
    }
}

fn written(start: &adr::prefill::Start) -> adr::Draft {
    adr::Draft {
        log: start.log.clone().unwrap_or_else(|| "PLAT".into()),
        log_name: "Platform".into(),
        title: start.title.clone(),
        text: start.text.clone(),
        door: "costly".into(),
        ..adr::Draft::default()
    }
}

#[tokio::test]
async fn a_record_begun_for_a_dependency_covers_it_once_it_is_accepted() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let eve = person(&registry, "Eve", &[Role::Executive], &[]).await?;
        let (inventory, records) = (registry.inventory(), registry.records());
        let one = inventory.attach(&ada, workload.id, &on("stepfunctions", "4")).await?;
        inventory.attach(&ada, workload.id, &on("sqs", "6")).await?;
        let point = PointDraft {
            location: "claims:src/flow.rs:42".into(),
            operation: "StartExecution".into(),
            calls: "2".into(),
            ..PointDraft::default()
        };
        inventory.add_point(&ada, one.id, &point).await?;
        assert_eq!(one.standing(), Standing::Missing);

        let start = records.start(&ada, one.id).await?;
        assert_eq!((start.template, start.log.as_deref()), ("step-functions", None));
        assert_eq!(start.title, "Use Step Functions for the workflow of Claims triage");
        for known in [
            "**Owner:** Claims platform",
            "| `claims:src/flow.rs:42` | `StartExecution` | 2 |",
        ] {
            assert!(start.text.contains(known), "{}", start.text);
        }

        let begun = records.write_for(&ada, &written(&start), one.id).await?;
        let tied = inventory.get(&ada, one.id).await?;
        assert_eq!(tied.record.as_ref().map(|record| record.id), Some(begun.id));
        assert_eq!((tied.standing(), tied.covered()), (Standing::Pending, 0));
        assert_eq!(records.draft(&ada, begun.id).await?.covers.len(), 1);
        let trail = registry
            .audit()
            .list(
                &ada,
                &registry::audit::Filter {
                    limit: 1,
                    ..Default::default()
                },
            )
            .await?;
        assert!(trail[0].detail.contains("record"), "{:?}", trail[0]);

        records.propose(&ada, begun.id).await?;
        records.decide(&eve, begun.id, Status::Accepted, "Reviewed").await?;
        let covered = inventory.get(&ada, one.id).await?;
        assert_eq!((covered.standing(), covered.covered()), (Standing::Covered, 6));

        // The page, the tile of the overview and decision O3 count alike.
        let all = inventory.all(&ada).await?;
        let tally = Tally::of(&all);
        let platform = inventory.coverage(&ada, &PointFilter::default()).await?;
        assert_eq!((tally.points, tally.covered), (platform.points, platform.covered));
        assert_eq!((tally.points, tally.covered, tally.percent()), (12, 6, Some(50)));
        let o3 = registry.checklist().item(&ada, &workload.slug, Decision::O3).await?;
        let computed = o3.verdict.as_ref().unwrap();
        assert_eq!((i64::from(computed.done), i64::from(computed.of)), (6, 12));
        let narrowed = CoverageFilter {
            service: Some("sqs".into()),
            ..CoverageFilter::default()
        };
        assert_eq!(
            Tally::of(all.iter().filter(|one| narrowed.lets_through(one))).covered,
            0
        );
        // A later record proposes the log its neighbours are in.
        let queue = all.iter().find(|one| one.service.key == "sqs").unwrap();
        assert_eq!(records.start(&ada, queue.id).await?.log.as_deref(), Some("PLAT"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nobody_takes_a_dependency_from_the_record_behind_it() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let reader = person(&registry, "Rhea", &[Role::Viewer], &[]).await?;
        let reviewer = person(&registry, "Rob", &[Role::Reviewer], &[]).await?;
        let eve = person(&registry, "Eve", &[Role::Executive], &[]).await?;
        let (inventory, records) = (registry.inventory(), registry.records());
        let one = inventory.attach(&ada, workload.id, &on("dynamodb", "3")).await?;
        let start = records.start(&reader, one.id).await?;
        assert_eq!(start.template, "madr");
        for nobody in [&reader, &reviewer] {
            let refused = records.write_for(nobody, &written(&start), one.id).await;
            assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        }
        let first = records.write_for(&ada, &written(&start), one.id).await?;
        let second = records.write_for(&ada, &written(&start), one.id).await;
        wrong_field(&second, "covers");
        let filter = adr::Filter::default();
        assert_eq!(records.list(&ada, &filter).await?.len(), 1, "nothing is begun by half");
        let untitled = adr::Draft {
            title: " ".into(),
            ..written(&start)
        };
        wrong_field(&records.write_for(&ada, &untitled, one.id).await, "title");

        // What was turned down stands behind nothing; another may be begun.
        records.propose(&ada, first.id).await?;
        records
            .decide(&eve, first.id, Status::Rejected, "Not like this")
            .await?;
        assert_eq!(inventory.get(&ada, one.id).await?.standing(), Standing::Missing);
        let next = records.write_for(&ada, &written(&start), one.id).await?;
        let tied = inventory.get(&ada, one.id).await?;
        assert_eq!(tied.record.map(|record| record.id), Some(next.id));
        let gone = records.write_for(&ada, &written(&start), registry.id()).await;
        assert!(matches!(gone, Err(Error::NotFound(_))), "{gone:?}");
        Ok(())
    })
    .await
}
