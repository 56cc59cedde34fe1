//! Stories of assessments and the ratio, on both engines.

use registry::{
    args,
    checklist::{Decision, State},
    identity::{Actor, Role},
    kernel::{Error, Quarter, Registry, Result, Run},
    risk::{Assessment, Component, LineDraft, NoRatio, Settings, Verdict, Zone},
    testing::{on_both_engines, person, team},
    workload::Workload,
};

use crate::scene::{architect, workload, workload_draft, wrong_field};

fn line(label: &str, low: &str, likely: &str, high: &str) -> LineDraft {
    LineDraft {
        component: "adapter-rewrite".to_owned(),
        label: label.to_owned(),
        low: low.to_owned(),
        likely: likely.to_owned(),
        high: high.to_owned(),
        ..LineDraft::default()
    }
}

#[expect(clippy::expect_used, reason = "a fixture")]
fn quarter(text: &str) -> Quarter {
    text.parse().expect("a quarter")
}

/// A dependency with ten calls behind a boundary, and a data asset of 400 TB.
async fn furnish(registry: &Registry, workload: &Workload) -> Result<()> {
    let id = registry.id();
    let mut tx = registry.write().await?;
    tx.run(
        "INSERT INTO dependency (id, workload_id, service_key, category, owner, boundary, exit_option, runbook, \
         created_at, updated_at, version) \
         VALUES ($1, $2, 'bedrock', 'deeply-coupled', '', 'src/adapters', '', '', $3, $3, 1)",
        args![id, workload.id, registry.now()],
    )
    .await?;
    tx.run(
        "INSERT INTO integration_point (id, dependency_id, location, operation, calls, leaking, created_at) \
         VALUES ($1, $2, '', '', 10, $3, $4)",
        args![registry.id(), id, false, registry.now()],
    )
    .await?;
    tx.run(
        "INSERT INTO data_asset (id, workload_id, kind, name, owner, location, format, open_format, retention, \
         catalogue_entry, open_export, volume_gb, created_at, version) \
         VALUES ($1, $2, 'training-data', 'Claims 2024', '', '', '', $3, '', '', '', 409600, $4, 1)",
        args![registry.id(), workload.id, true, registry.now()],
    )
    .await?;
    tx.commit().await
}

#[tokio::test]
async fn an_assessment_begins_with_what_the_registry_knows() -> Result<()> {
    on_both_engines(|registry| async move {
        let claims = team(&registry, "Claims").await?;
        let ada = person(&registry, "Ada", &[Role::Architect], &[&claims]).await?;
        let workload = workload(&registry, &ada, "Claims triage", "claims", "1000000", "USD").await?;
        furnish(&registry, &workload).await?;
        let risk = registry.risk();
        let q4 = quarter("2026-Q4");
        assert!(matches!(
            risk.assessment(&ada, "claims-triage", q4).await,
            Err(Error::NotFound(_))
        ));
        let future = risk.open(&ada, "claims-triage", quarter("2027-Q1")).await;
        assert!(matches!(future, Err(Error::Refused(_))), "{future:?}");
        let begun = risk.open(&ada, "claims-triage", q4).await?;
        // 10 points × 5 days × 30 % × $1,100.
        assert_eq!(begun.subtotal(Component::AdapterRewrite).likely().minor, 1_650_000);
        let transfer = begun
            .of(Component::DataMovement)
            .find(|line| line.label == "Data transfer out");
        assert_eq!(
            transfer.expect("the data has to move").estimate.likely().minor,
            2_437_120
        );
        assert!(begun.lines.iter().all(registry::risk::Line::is_proposed));
        assert_eq!(begun.spend.map(|spend| spend.minor), Some(100_000_000));
        assert!(begun.ratio().is_ok() && risk.band(&begun).await.is_ok());
        let again = risk.open(&ada, "claims-triage", q4).await?;
        assert_eq!(again, begun);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_a_person_estimated_survives_new_proposals() -> Result<()> {
    on_both_engines(|registry| async move {
        team(&registry, "Claims").await?;
        let ada = architect(&registry, "Ada").await?;
        let workload = workload(&registry, &ada, "Claims triage", "claims", "1000000", "USD").await?;
        furnish(&registry, &workload).await?;
        let (risk, q4) = (registry.risk(), quarter("2026-Q4"));
        let begun = risk.open(&ada, "claims-triage", q4).await?;
        let adapter = begun
            .of(Component::AdapterRewrite)
            .next()
            .expect("one is proposed")
            .clone();
        let own = LineDraft {
            estimator: adapter.estimator.clone(),
            ..line(&adapter.label, "10000", "20000", "40000")
        };
        let saved = risk
            .save_line(&ada, "claims-triage", q4, adapter.id, &own, begun.version)
            .await?;
        assert_eq!(
            saved
                .of(Component::AdapterRewrite)
                .next()
                .map(|line| line.estimator.as_str()),
            Some("Ada")
        );
        let stale = risk
            .save_line(&ada, "claims-triage", q4, adapter.id, &own, begun.version)
            .await;
        assert!(matches!(stale, Err(Error::Conflict { .. })), "{stale:?}");
        registry
            .workloads()
            .change(
                &ada,
                "claims-triage",
                &workload_draft("Claims triage", "claims", "2000000", "USD"),
                1,
            )
            .await?;
        let fresh = risk.refresh(&ada, "claims-triage", q4).await?;
        assert_eq!(fresh.subtotal(Component::AdapterRewrite).likely().minor, 2_000_000);
        assert_eq!(fresh.lines.len(), begun.lines.len());
        assert_eq!(fresh.spend.map(|spend| spend.minor), Some(200_000_000));
        registry
            .workloads()
            .change(
                &ada,
                "claims-triage",
                &workload_draft("Claims triage", "claims", "2000000", "EUR"),
                2,
            )
            .await?;
        let mixed = risk.refresh(&ada, "claims-triage", q4).await;
        assert!(matches!(mixed, Err(Error::Refused(_))), "{mixed:?}");
        let less = risk
            .delete_line(&ada, "claims-triage", q4, adapter.id, fresh.version)
            .await?;
        assert_eq!(less.subtotal(Component::AdapterRewrite).likely().minor, 0);
        let euro = risk.refresh(&ada, "claims-triage", q4).await?;
        assert!(euro.lines.is_empty() && euro.no_proposals().is_some(), "{euro:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_wrong_line_is_refused_at_its_field() -> Result<()> {
    on_both_engines(|registry| async move {
        team(&registry, "Claims").await?;
        let ada = architect(&registry, "Ada").await?;
        workload(&registry, &ada, "Claims triage", "claims", "", "USD").await?;
        let (risk, q4) = (registry.risk(), quarter("2026-Q4"));
        risk.open(&ada, "claims-triage", q4).await?;
        let cases = [
            ("label", line(" ", "1", "2", "3")),
            ("low", line("A", "x", "2", "3")),
            ("likely", line("A", "3", "2", "1")),
            (
                "component",
                LineDraft {
                    component: "x".into(),
                    ..line("A", "1", "2", "3")
                },
            ),
        ];
        for (field, wrong) in cases {
            wrong_field(&risk.add_line(&ada, "claims-triage", q4, &wrong).await, field);
        }
        let added = risk
            .add_line(&ada, "claims-triage", q4, &line("Adapters", "1", "2", "3"))
            .await?;
        assert_eq!(added.ratio(), Err(NoRatio::SpendMissing));
        assert_eq!(risk.band(&added).await, Err(NoRatio::SpendMissing));
        assert_eq!(added.total.likely().minor, 200);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn only_the_right_people_estimate_and_seal() -> Result<()> {
    on_both_engines(|registry| async move {
        let claims = team(&registry, "Claims").await?;
        let ada = architect(&registry, "Ada").await?;
        let ben = person(&registry, "Ben", &[Role::Reviewer], &[&claims]).await?;
        let eve = person(&registry, "Eve", &[Role::Reviewer], &[]).await?;
        let cto = person(&registry, "Cy", &[Role::Executive], &[]).await?;
        let viewer = person(&registry, "Vi", &[Role::Viewer], &[]).await?;
        let workload = workload(&registry, &ada, "Claims triage", "claims", "1000", "USD").await?;
        let (risk, q4) = (registry.risk(), quarter("2026-Q4"));
        for stranger in [&eve, &cto, &viewer] {
            assert!(matches!(
                risk.open(stranger, "claims-triage", q4).await,
                Err(Error::Refused(_))
            ));
        }
        risk.open(&ben, "claims-triage", q4).await?;
        assert!(
            matches!(risk.seal(&cto, "claims-triage", q4).await, Err(Error::Refused(_))),
            "no line yet"
        );
        let full = risk
            .add_line(&ben, "claims-triage", q4, &line("Adapters", "200", "250", "400"))
            .await?;
        assert!(matches!(
            risk.seal(&ada, "claims-triage", q4).await,
            Err(Error::Refused(_))
        ));
        assert!(!risk.under_review(&cto, workload.id, q4).await?);
        risk.seal(&cto, "claims-triage", q4).await?;
        let sealed = risk.assessment(&viewer, "claims-triage", q4).await?;
        assert_eq!(sealed.sealed.as_ref().map(|seal| seal.by.as_str()), Some("Cy"));
        let drawn = risk.band(&full).await.expect("there is a ratio");
        let stored = sealed.band.expect("stored with the seal");
        assert!((drawn.high - stored.high).abs() < 1e-9, "{drawn:?} {stored:?}");
        let id = sealed.lines[0].id;
        let refused = [
            risk.add_line(&ada, "claims-triage", q4, &line("More", "1", "2", "3"))
                .await,
            risk.save_line(
                &ada,
                "claims-triage",
                q4,
                id,
                &line("Less", "1", "2", "3"),
                sealed.version,
            )
            .await,
            risk.delete_line(&ada, "claims-triage", q4, id, sealed.version).await,
            risk.refresh(&ada, "claims-triage", q4).await,
        ];
        for refused in refused {
            assert!(
                matches!(&refused, Err(Error::Refused(why)) if why.contains("sealed on 2026-11-22 by Cy")),
                "{refused:?}"
            );
        }
        assert!(matches!(
            risk.seal(&cto, "claims-triage", q4).await,
            Err(Error::Refused(_))
        ));
        let g1 = registry
            .checklist()
            .item(&viewer, "claims-triage", Decision::G1)
            .await?;
        assert_eq!(g1.state, State::Adopted);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_workload_under_review_is_sealed_by_its_signatures_alone() -> Result<()> {
    on_both_engines(|registry| async move {
        team(&registry, "Claims").await?;
        let ada = architect(&registry, "Ada").await?;
        let cto = person(&registry, "Cy", &[Role::Executive], &[]).await?;
        let workload = workload(&registry, &ada, "Claims triage", "claims", "1000", "USD").await?;
        let (risk, q4) = (registry.risk(), quarter("2026-Q4"));
        risk.open(&ada, "claims-triage", q4).await?;
        risk.add_line(&ada, "claims-triage", q4, &line("Adapters", "200", "250", "400"))
            .await?;
        review(&registry, &workload, 2).await?;
        assert!(risk.under_review(&cto, workload.id, q4).await?);
        let refused = risk.seal(&cto, "claims-triage", q4).await;
        assert!(
            matches!(&refused, Err(Error::Refused(why)) if why.contains("2 so far")),
            "{refused:?}"
        );
        let mut tx = registry.write().await?;
        tx.run("UPDATE review_week SET signed = $1", args![true]).await?;
        tx.commit().await?;
        let held = risk
            .add_line(&ada, "claims-triage", q4, &line("More", "1", "2", "3"))
            .await;
        assert!(
            matches!(&held, Err(Error::Refused(why)) if why.contains("Week 4")),
            "{held:?}"
        );
        let g2 = registry.checklist().item(&ada, "claims-triage", Decision::G2).await?;
        assert_eq!(g2.state, State::Adopted);
        let mut tx = registry.write().await?;
        registry::risk::seal(&mut tx, &registry, &ada, workload.id, q4, "Ada, Ben").await?;
        tx.commit().await?;
        let sealed = risk.assessment(&ada, "claims-triage", q4).await?;
        assert_eq!(sealed.sealed.map(|seal| seal.by), Some("Ada, Ben".to_owned()));
        Ok(())
    })
    .await
}

/// A review of the quarter with this workload and so many weeks signed.
async fn review(registry: &Registry, workload: &Workload, signed: i64) -> Result<()> {
    let (cycle, review) = (registry.id(), registry.id());
    let mut tx = registry.write().await?;
    tx.run(
        "INSERT INTO review_cycle (id, quarter, started_on, started_by, reason, created_at) \
         VALUES ($1, '2026-Q4', $2, 'Cy', '', $3)",
        args![cycle, registry.today(), registry.now()],
    )
    .await?;
    tx.run(
        "INSERT INTO review (id, cycle_id, workload_id, position, spend_minor, currency) \
         VALUES ($1, $2, $3, 1, NULL, 'USD')",
        args![review, cycle, workload.id],
    )
    .await?;
    for week in 1..=4_i64 {
        tx.run(
            "INSERT INTO review_week (id, review_id, week, due_on, signed, version) VALUES ($1, $2, $3, $4, $5, 1)",
            args![registry.id(), review, week, registry.today(), week <= signed],
        )
        .await?;
    }
    tx.commit().await
}

/// Opens, fills and seals an assessment with one line.
async fn sealed(registry: &Registry, ada: &Actor, cto: &Actor, slug: &str, q: &str, cost: i64) -> Result<Assessment> {
    let risk = registry.risk();
    risk.open(ada, slug, quarter(q)).await?;
    let amounts = [cost / 2, cost, cost * 2].map(|amount| amount.to_string());
    risk.add_line(
        ada,
        slug,
        quarter(q),
        &line("Adapters", &amounts[0], &amounts[1], &amounts[2]),
    )
    .await?;
    risk.seal(cto, slug, quarter(q)).await?;
    risk.assessment(ada, slug, quarter(q)).await
}

#[tokio::test]
async fn the_platform_is_the_sum_of_its_workloads() -> Result<()> {
    on_both_engines(|registry| async move {
        team(&registry, "Claims").await?;
        let ada = architect(&registry, "Ada").await?;
        let cto = person(&registry, "Cy", &[Role::Executive], &[]).await?;
        workload(&registry, &ada, "Large", "claims", "3000", "USD").await?;
        workload(&registry, &ada, "Small", "claims", "1000", "USD").await?;
        workload(&registry, &ada, "Unknown", "claims", "", "USD").await?;
        workload(&registry, &ada, "New", "claims", "500", "USD").await?;
        let empty = registry.risk().platform(&ada).await?;
        assert_eq!(
            (empty.ratio(), empty.workloads.len()),
            (Err(NoRatio::NothingAssessed), 4)
        );
        for (q, large, small) in [("2026-Q1", 1500, 300), ("2026-Q2", 1300, 280), ("2026-Q3", 1100, 260)] {
            sealed(&registry, &ada, &cto, "large", q, large).await?;
            sealed(&registry, &ada, &cto, "small", q, small).await?;
        }
        sealed(&registry, &ada, &cto, "unknown", "2026-Q3", 100).await?;
        // Only the large one is reviewed in the last quarter; the small one still counts.
        sealed(&registry, &ada, &cto, "large", "2026-Q4", 500).await?;
        let before = registry.db.statements();
        let platform = registry.risk().platform(&ada).await?;
        assert_eq!(registry.db.statements() - before, 3);
        let latest = platform.latest().expect("four quarters are sealed");
        assert_eq!(
            latest.ratio.as_ref().map(|ratio| ratio.tenths()),
            Ok(190),
            "760 of 4,000"
        );
        assert_eq!((latest.workloads, latest.fresh, latest.left_out), (2, 1, 1));
        assert_eq!(
            latest.components.iter().map(|(_, cost)| cost.minor).sum::<i64>(),
            76_000
        );
        let band = latest.band.expect("there is a ratio");
        assert!(band.low < 19.0 && 19.0 < band.high, "{band:?}");
        assert_eq!(platform.trend.verdict, Verdict::Declining, "45, 39.5, 34, 19");
        let (was, is) = platform.last_two().expect("two quarters have a ratio");
        assert_eq!((was.zone(), is.zone()), (Zone::Watch, Zone::OnTarget));
        let large = &platform.workloads[0];
        assert_eq!((large.slug.as_str(), large.points.len()), ("large", 4));
        assert_eq!(large.change().map(|split| split.tenths().change), Some(-200));
        assert_eq!(platform.workloads[3].slug, "new");
        let workload = registry.workloads().get(&ada, "unknown").await?;
        let standing = registry.risk().of_workload(&ada, &workload).await?;
        assert_eq!(standing.points[0].ratio(), Err(NoRatio::SpendMissing));
        assert_eq!(
            registry.risk().quarters(&ada, &workload).await?,
            [(quarter("2026-Q3"), true)]
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn settings_shape_the_next_proposals_only() -> Result<()> {
    on_both_engines(|registry| async move {
        team(&registry, "Claims").await?;
        let ada = architect(&registry, "Ada").await?;
        let admin = person(&registry, "Al", &[Role::Administrator], &[]).await?;
        let workload = workload(&registry, &ada, "Claims triage", "claims", "1000000", "USD").await?;
        furnish(&registry, &workload).await?;
        let (risk, q4) = (registry.risk(), quarter("2026-Q4"));
        risk.open(&ada, "claims-triage", q4).await?;
        let dearer = Settings {
            day_rate: 220_000,
            ..risk.settings(&ada).await?
        };
        assert!(matches!(
            risk.save_settings(&ada, &dearer).await,
            Err(Error::Refused(_))
        ));
        let nonsense = Settings {
            low_percent: 300,
            ..dearer.clone()
        };
        assert!(matches!(
            risk.save_settings(&admin, &nonsense).await,
            Err(Error::Invalid(_))
        ));
        risk.save_settings(&admin, &dearer).await?;
        assert_eq!(risk.settings(&ada).await?, dearer);
        let before = risk.assessment(&ada, "claims-triage", q4).await?;
        assert_eq!(before.subtotal(Component::AdapterRewrite).likely().minor, 1_650_000);
        assert_eq!(before.settings.day_rate, 110_000);
        let after = risk.refresh(&ada, "claims-triage", q4).await?;
        assert_eq!(after.subtotal(Component::AdapterRewrite).likely().minor, 3_300_000);
        assert_eq!(after.settings.day_rate, 220_000);
        Ok(())
    })
    .await
}
