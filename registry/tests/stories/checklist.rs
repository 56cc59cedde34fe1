//! Stories of the reversibility checklist, on both engines.

use registry::{
    args,
    checklist::{Decision, Draft, Filter, Item, LayerProgress, State},
    identity::{Actor, Role},
    inventory::Layer,
    kernel::{Error, Id, Registry, Result, Run},
    testing::{on_both_engines, person, team},
    workload::Workload,
};
use time::{Duration, macros::date};

use crate::{
    desk::stored,
    scene::{architect, workload, wrong_field},
};

fn adopt(owner: &Actor) -> Draft {
    Draft {
        state: "adopted".to_owned(),
        owner: owner.email.clone(),
        evidence: "https://wiki.example.com/iceberg".to_owned(),
        ..Draft::default()
    }
}

#[tokio::test]
async fn a_new_workload_has_twelve_decisions_with_their_days() -> Result<()> {
    on_both_engines(|registry| async move {
        let claims = team(&registry, "Claims").await?;
        let ada = architect(&registry, "Ada").await?;
        let workload = workload(&registry, &ada, "Claims triage", "claims", "1000000", "USD").await?;
        let items = registry.checklist().of_workload(&ada, &workload).await?;
        assert_eq!(items.len(), 12);
        assert!(
            items
                .iter()
                .all(|item| item.state == State::NotStarted && item.version == 0 && !item.late)
        );
        assert_eq!(items[0].due_on, date!(2026 - 12 - 22));
        assert_eq!(items[0].team_id, claims.id);
        registry.clock().advance(Duration::days(31));
        let progress = LayerProgress::of(&registry.checklist().matrix(&ada, &Filter::default()).await?);
        let data = progress
            .iter()
            .find(|layer| layer.layer == Layer::Data)
            .expect("every layer is there");
        assert_eq!((data.late, data.open, data.all()), (3, 0, 3));
        let late = registry
            .checklist()
            .matrix(
                &ada,
                &Filter {
                    late: true,
                    ..Filter::default()
                },
            )
            .await?;
        assert_eq!(late.len(), 3);
        let nobody = Filter {
            team: Some("no-such-team".to_owned()),
            ..Filter::default()
        };
        assert!(registry.checklist().matrix(&ada, &nobody).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn reviewers_move_their_own_teams_decisions_and_architects_any() -> Result<()> {
    on_both_engines(|registry| async move {
        let claims = team(&registry, "Claims").await?;
        let fraud = team(&registry, "Fraud").await?;
        let ada = architect(&registry, "Ada").await?;
        let ben = person(&registry, "Ben", &[Role::Reviewer], &[&claims]).await?;
        let eve = person(&registry, "Eve", &[Role::Reviewer], &[&fraud]).await?;
        let cto = person(&registry, "Cy", &[Role::Executive], &[]).await?;
        workload(&registry, &ada, "Claims triage", "claims", "1000000", "USD").await?;
        let checklist = registry.checklist();
        for stranger in [&eve, &cto] {
            let refused = checklist
                .move_to(stranger, "claims-triage", Decision::D1, &adopt(&ada), 0)
                .await;
            assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        }
        let moved = checklist
            .move_to(&ben, "claims-triage", Decision::D1, &adopt(&ben), 0)
            .await?;
        assert_eq!((moved.state, moved.version), (State::Adopted, 1));
        let again = Draft {
            due_on: "2027-01-31".to_owned(),
            ..adopt(&ada)
        };
        let moved = checklist
            .move_to(&ada, "claims-triage", Decision::D1, &again, 1)
            .await?;
        assert_eq!((moved.due_on, moved.version), (date!(2027 - 01 - 31), 2));
        let stale = checklist
            .move_to(&ben, "claims-triage", Decision::D1, &adopt(&ben), 1)
            .await;
        assert!(matches!(stale, Err(Error::Conflict { current: 2, .. })), "{stale:?}");
        let second_first_word = checklist
            .move_to(&ben, "claims-triage", Decision::D1, &adopt(&ben), 0)
            .await;
        assert!(matches!(second_first_word, Err(Error::Conflict { .. })));
        let history = checklist.history(&cto, &moved).await?;
        assert_eq!(history.len(), 2);
        assert!(history[0].detail.contains("owner: Ben → Ada"), "{}", history[0].detail);
        let other = checklist.item(&cto, "claims-triage", Decision::D2).await?;
        assert!(checklist.history(&cto, &other).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn every_state_has_its_conditions() -> Result<()> {
    on_both_engines(|registry| async move {
        team(&registry, "Claims").await?;
        let ada = architect(&registry, "Ada").await?;
        workload(&registry, &ada, "Claims triage", "claims", "1000000", "USD").await?;
        let try_it = async |decision, draft: Draft| -> Result<Item> {
            registry
                .checklist()
                .move_to(&ada, "claims-triage", decision, &draft, 0)
                .await
        };
        let field = |outcome: Result<Item>, field: &str| wrong_field(&outcome, field);
        field(
            try_it(
                Decision::D1,
                Draft {
                    evidence: String::new(),
                    ..adopt(&ada)
                },
            )
            .await,
            "evidence",
        );
        field(
            try_it(
                Decision::D1,
                Draft {
                    owner: "nobody@example.com".into(),
                    ..adopt(&ada)
                },
            )
            .await,
            "owner",
        );
        field(
            try_it(
                Decision::D1,
                Draft {
                    due_on: "31.12.2026".into(),
                    ..adopt(&ada)
                },
            )
            .await,
            "due_on",
        );
        field(
            try_it(
                Decision::C1,
                Draft {
                    state: "not-applicable".into(),
                    ..Draft::default()
                },
            )
            .await,
            "reason",
        );
        field(try_it(Decision::O2, adopt(&ada)).await, "state");
        let coupling = |adr: &str| Draft {
            state: "deliberate-coupling".into(),
            adr: adr.into(),
            ..Draft::default()
        };
        field(try_it(Decision::O1, coupling("")).await, "adr");
        let id = stored(&registry, 1, "proposed").await?.to_string();
        field(try_it(Decision::O1, coupling(&id)).await, "adr");
        let mut tx = registry.write().await?;
        tx.run("UPDATE adr SET status = 'accepted'", args![]).await?;
        tx.commit().await?;
        let moved = try_it(Decision::O1, coupling(&id)).await?;
        assert_eq!(moved.state, State::DeliberateCoupling);
        assert_eq!(registry.checklist().records(&ada).await?.len(), 1);
        let mut tx = registry.write().await?;
        tx.run("UPDATE adr SET status = 'superseded'", args![]).await?;
        tx.commit().await?;
        let lapsed = registry.checklist().item(&ada, "claims-triage", Decision::O1).await?;
        assert!(lapsed.lapsed() && lapsed.state == State::InProgress, "{lapsed:?}");
        Ok(())
    })
    .await
}

/// A dependency with one integration point of three calls.
async fn depend(registry: &Registry, workload: &Workload, leaking: bool, adr: Option<Id>) -> Result<()> {
    let id = registry.id();
    let mut tx = registry.write().await?;
    tx.run(
        "INSERT INTO dependency (id, workload_id, service_key, category, owner, boundary, exit_option, runbook, \
         adr_id, created_at, updated_at, version) \
         VALUES ($1, $2, 'bedrock', 'aws-native-abstractable', '', 'src/adapters', '', '', $3, $4, $4, 1)",
        args![id, workload.id, adr, registry.now()],
    )
    .await?;
    tx.run(
        "INSERT INTO integration_point (id, dependency_id, location, operation, calls, leaking, created_at) \
         VALUES ($1, $2, 'src/chat.rs:12', 'InvokeModel', 3, $3, $4)",
        args![registry.id(), id, leaking, registry.now()],
    )
    .await?;
    tx.commit().await
}

#[tokio::test]
async fn five_decisions_are_judged_by_the_registry() -> Result<()> {
    on_both_engines(|registry| async move {
        team(&registry, "Claims").await?;
        let ada = architect(&registry, "Ada").await?;
        let triage = workload(&registry, &ada, "Claims triage", "claims", "1000000", "USD").await?;
        let other = workload(&registry, &ada, "Other", "claims", "1000000", "USD").await?;
        depend(&registry, &triage, true, None).await?;
        let adr = stored(&registry, 1, "accepted").await?;
        depend(&registry, &other, false, Some(adr)).await?;
        let checklist = registry.checklist();
        let o2 = checklist.item(&ada, "claims-triage", Decision::O2).await?;
        let verdict = o2.verdict.clone().expect("O2 is computed");
        assert_eq!(
            verdict.why,
            "3 of 3 integration points are called outside their boundary."
        );
        assert_eq!(o2.state, State::NotStarted);
        let failing = checklist.failing(&ada, &o2).await?;
        assert_eq!(failing.len(), 1);
        assert!(
            failing[0].what.ends_with("src/chat.rs:12 · InvokeModel"),
            "{}",
            failing[0].what
        );
        let o3 = checklist.item(&ada, "claims-triage", Decision::O3).await?;
        assert_eq!(checklist.failing(&ada, &o3).await?[0].why, "no decision record");
        for decision in [Decision::O2, Decision::O3] {
            let good = checklist.item(&ada, "other", decision).await?;
            assert_eq!(good.state, State::Adopted, "{good:?}");
            assert!(checklist.failing(&ada, &good).await?.is_empty());
        }
        let tco = Draft {
            state: "not-started".into(),
            owner: ada.email.clone(),
            evidence: "https://wiki.example.com/tco".into(),
            ..Draft::default()
        };
        let g3 = checklist.move_to(&ada, "claims-triage", Decision::G3, &tco, 0).await?;
        assert_eq!(g3.state, State::Adopted);
        let g1 = checklist.item(&ada, "claims-triage", Decision::G1).await?;
        assert_eq!(
            g1.verdict.expect("G1 is computed").why,
            "The assessment of 2026 Q4 is not sealed yet."
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_matrix_costs_the_same_for_any_number_of_workloads() -> Result<()> {
    on_both_engines(|registry| async move {
        team(&registry, "Claims").await?;
        let ada = architect(&registry, "Ada").await?;
        let mut counts = Vec::new();
        for round in 0..3 {
            for number in 0..round * 4 {
                workload(
                    &registry,
                    &ada,
                    &format!("Workload {round} {number}"),
                    "claims",
                    "1000000",
                    "USD",
                )
                .await?;
            }
            let before = registry.db.statements();
            registry.checklist().matrix(&ada, &Filter::default()).await?;
            counts.push(registry.db.statements() - before);
        }
        assert_eq!(counts, [3, 3, 3]);
        Ok(())
    })
    .await
}
