//! Stories of services, dependencies and integration points, on both engines.

use registry::{
    audit::Filter,
    identity::Role,
    inventory::{Category, Draft, Layer, PointDraft, PointFilter, ServiceDraft, ServiceFilter},
    kernel::{Error, Id, Result},
    testing::{on_both_engines, person},
    workload,
};

use crate::{
    desk::stored,
    scene::{scene, wrong_field},
};

fn bedrock() -> Draft {
    Draft {
        service: "bedrock-runtime".into(),
        inside: "12".into(),
        leaking: "3".into(),
        ..Draft::default()
    }
}

#[tokio::test]
async fn a_service_is_attached_with_its_counts() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let inventory = registry.inventory();
        let made = inventory.attach(&ada, workload.id, &bedrock()).await?;
        assert_eq!((made.points, made.leaking, made.covered()), (15, 3, 0));
        assert_eq!(
            made.category,
            Category::Abstractable,
            "the catalogue's, when none is chosen"
        );
        assert_eq!((made.workload.as_str(), made.version), ("Claims triage", 1));
        let iceberg = Draft {
            service: "iceberg".into(),
            category: "open-standard".into(),
            ..Draft::default()
        };
        inventory.attach(&ada, workload.id, &iceberg).await?;
        let all = inventory.of_workload(&ada, workload.id).await?;
        assert_eq!(
            all.iter().map(|one| one.service.layer).collect::<Vec<_>>(),
            [Layer::Data, Layer::Compute]
        );
        assert_eq!(all[1], made);
        assert_eq!(
            inventory.of_service(&ada, "bedrock-runtime").await?,
            std::slice::from_ref(&made)
        );
        wrong_field(&inventory.attach(&ada, workload.id, &bedrock()).await, "service");
        let trail = registry
            .audit()
            .list(
                &ada,
                &Filter {
                    noun: Some("dependency".into()),
                    limit: 9,
                    ..Filter::default()
                },
            )
            .await?;
        assert_eq!(trail.len(), 2);
        assert_eq!(trail[1].subject, "Bedrock Runtime of Claims triage");
        assert_eq!(
            trail[1].detail,
            "AWS-native but abstractable; 15 integration points, 3 leaking"
        );
        let summary = registry
            .workloads()
            .list(&ada, &workload::Filter::default())
            .await?
            .remove(0);
        assert_eq!(
            (summary.dependencies, summary.points, summary.leaking, summary.covered),
            (2, 15, 3, 0)
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn only_an_accepted_record_covers() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let inventory = registry.inventory();
        let (proposed, accepted) = (
            stored(&registry, 1, "proposed").await?,
            stored(&registry, 2, "accepted").await?,
        );
        stored(&registry, 3, "rejected").await?;
        let offered = inventory.records(&ada).await?;
        assert_eq!(
            offered.iter().map(|one| one.id).collect::<Vec<_>>(),
            [accepted, proposed]
        );
        let leaning = |record: Id| Draft {
            record: record.to_string(),
            ..bedrock()
        };
        let made = inventory.attach(&ada, workload.id, &leaning(proposed)).await?;
        assert_eq!(made.covered(), 0);
        let everything = PointFilter::default();
        assert_eq!(inventory.coverage(&ada, &everything).await?.percent(), Some(0.0));
        let covered = inventory
            .change(&ada, made.id, &leaning(accepted), made.version)
            .await?;
        assert_eq!(covered.covered(), 15);
        assert_eq!(
            covered.record.as_ref().and_then(registry::adr::Cited::path).as_deref(),
            Some("/adrs/log-2/2")
        );
        inventory
            .attach(
                &ada,
                workload.id,
                &Draft {
                    service: "sqs".into(),
                    inside: "5".into(),
                    ..Draft::default()
                },
            )
            .await?;
        let coverage = inventory.coverage(&ada, &everything).await?;
        assert_eq!(
            (coverage.rows, coverage.points, coverage.leaking, coverage.covered),
            (3, 20, 3, 15)
        );
        assert_eq!(coverage.percent(), Some(75.0));
        let uncovered = PointFilter {
            uncovered: true,
            limit: 10,
            ..PointFilter::default()
        };
        let listed = inventory.points(&ada, &uncovered).await?;
        assert_eq!(
            listed
                .iter()
                .map(|point| point.service.key.as_str())
                .collect::<Vec<_>>(),
            ["sqs"]
        );
        assert_eq!(inventory.of_record(&ada, accepted).await?.len(), 1);
        wrong_field(
            &inventory
                .attach(
                    &ada,
                    workload.id,
                    &Draft {
                        service: "s3".into(),
                        record: Id::nil().to_string(),
                        ..Draft::default()
                    },
                )
                .await,
            "record",
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn points_are_located_moved_and_removed() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let inventory = registry.inventory();
        let id = inventory.attach(&ada, workload.id, &bedrock()).await?.id;
        let place = PointDraft {
            location: "claims-api:src/llm.rs:42".into(),
            operation: "InvokeModel".into(),
            calls: "2".into(),
            leaking: "true".into(),
            of_count: "true".into(),
        };
        let after = inventory.add_point(&ada, id, &place).await?;
        assert_eq!(
            (after.points, after.leaking, after.unlocated_leaking),
            (15, 3, 1),
            "taken from the count"
        );
        assert_eq!(after.version, 2);
        wrong_field(&inventory.add_point(&ada, id, &place).await, "location");
        let another = PointDraft {
            location: "infra:main.tf:7".into(),
            ..PointDraft::default()
        };
        assert_eq!(
            inventory.add_point(&ada, id, &another).await?.points,
            16,
            "one more, inside"
        );
        let of = |leaking| PointFilter {
            dependency: Some(id),
            leaking,
            limit: 10,
            ..PointFilter::default()
        };
        let leaking = inventory.points(&ada, &of(Some(true))).await?;
        assert_eq!(
            leaking
                .iter()
                .map(|one| (one.is_count(), one.calls))
                .collect::<Vec<_>>(),
            [(true, 1), (false, 2)]
        );
        let moved = inventory.move_point(&ada, leaking[1].id, false).await?;
        assert_eq!((moved.points, moved.leaking), (16, 1));
        let moved = inventory.move_point(&ada, leaking[0].id, false).await?;
        assert_eq!((moved.points, moved.leaking, moved.unlocated_inside), (16, 0, 13));
        assert_eq!(
            inventory
                .points(&ada, &of(None))
                .await?
                .iter()
                .filter(|one| one.is_count())
                .count(),
            1
        );
        let rest = inventory.remove_point(&ada, leaking[1].id).await?;
        assert_eq!(rest.points, 14);
        assert!(matches!(
            inventory.remove_point(&ada, leaking[1].id).await,
            Err(Error::NotFound(_))
        ));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_dependency_is_changed_once_per_version_and_removed() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let inventory = registry.inventory();
        let made = inventory.attach(&ada, workload.id, &bedrock()).await?;
        let draft = Draft {
            category: "deeply-coupled".into(),
            owner: "Ada".into(),
            exit_option: "litellm".into(),
            runbook: "https://wiki.example.com/exit".into(),
            inside: "4".into(),
            ..Draft::default()
        };
        let after = inventory.change(&ada, made.id, &draft, made.version).await?;
        assert_eq!(
            (after.points, after.leaking, after.exit_name.as_str()),
            (4, 0, "LiteLLM")
        );
        assert!(after.wants_record());
        let stale = inventory.change(&ada, made.id, &draft, made.version).await;
        assert!(matches!(stale, Err(Error::Conflict { current: 2, .. })), "{stale:?}");
        let trail = registry
            .audit()
            .list(
                &ada,
                &Filter {
                    limit: 1,
                    ..Filter::default()
                },
            )
            .await?;
        assert_eq!(
            trail[0].detail,
            "category: AWS-native but abstractable → deeply coupled by design; owner: none → Ada; \
             exit option: none → LiteLLM; runbook: none → https://wiki.example.com/exit; \
             points: 15 integration points, 3 leaking → 4 integration points"
        );
        inventory.detach(&ada, made.id).await?;
        assert!(matches!(
            inventory.get(&ada, made.id).await,
            Err(Error::NotFound("dependency"))
        ));
        assert_eq!(inventory.coverage(&ada, &PointFilter::default()).await?.rows, 0);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_organisation_adds_a_service() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let inventory = registry.inventory();
        let draft = ServiceDraft {
            name: "Model Vault".into(),
            provider: "In-house".into(),
            layer: "data".into(),
            category: "open-standard".into(),
            strong_use: "Keeps weights".into(),
            practice: "Plain files behind an HTTP interface".into(),
            why: String::new(),
        };
        let vault = inventory.add_service(&ada, &draft).await?;
        assert_eq!(vault.key, "model-vault");
        wrong_field(&inventory.add_service(&ada, &draft).await, "name");
        wrong_field(
            &inventory
                .add_service(
                    &ada,
                    &ServiceDraft {
                        name: "bedrock".into(),
                        ..draft
                    },
                )
                .await,
            "name",
        );
        let services = inventory.services(&ada).await?;
        assert_eq!(services.find("model-vault"), Some(&vault));
        let use_it = Draft {
            service: vault.key.clone(),
            inside: "7".into(),
            ..Draft::default()
        };
        assert_eq!(inventory.attach(&ada, workload.id, &use_it).await?.service, vault);
        let first = inventory.uses(&ada, &ServiceFilter::default()).await?.remove(0);
        assert_eq!(
            (first.service.key.as_str(), first.added, first.workloads, first.points),
            ("model-vault", true, 1, 7)
        );
        let used = ServiceFilter {
            used: true,
            layer: Some("data".into()),
            ..ServiceFilter::default()
        };
        assert_eq!(inventory.uses(&ada, &used).await?.len(), 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn wrong_input_is_named_by_field() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let inventory = registry.inventory();
        let cases = [
            (
                Draft {
                    service: "no-such".into(),
                    ..bedrock()
                },
                "service",
            ),
            (
                Draft {
                    category: "loose".into(),
                    ..bedrock()
                },
                "category",
            ),
            (
                Draft {
                    exit_option: "no-such".into(),
                    ..bedrock()
                },
                "exit",
            ),
            (
                Draft {
                    exit_option: "bedrock-runtime".into(),
                    ..bedrock()
                },
                "exit",
            ),
            (
                Draft {
                    runbook: "javascript:alert(1)".into(),
                    ..bedrock()
                },
                "runbook",
            ),
            (
                Draft {
                    record: "7".into(),
                    ..bedrock()
                },
                "record",
            ),
            (
                Draft {
                    inside: "some".into(),
                    ..bedrock()
                },
                "inside",
            ),
            (
                Draft {
                    leaking: "-1".into(),
                    ..bedrock()
                },
                "leaking",
            ),
        ];
        for (draft, field) in cases {
            wrong_field(&inventory.attach(&ada, workload.id, &draft).await, field);
        }
        assert!(matches!(
            inventory.attach(&ada, Id::nil(), &bedrock()).await,
            Err(Error::NotFound("workload"))
        ));
        let made = inventory.attach(&ada, workload.id, &bedrock()).await?;
        wrong_field(
            &inventory.add_point(&ada, made.id, &PointDraft::default()).await,
            "location",
        );
        let none = PointDraft {
            location: "a:b:1".into(),
            calls: "0".into(),
            ..PointDraft::default()
        };
        wrong_field(&inventory.add_point(&ada, made.id, &none).await, "calls");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn architects_and_reviewers_change_the_inventory_and_everybody_reads_it() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let inventory = registry.inventory();
        let made = inventory.attach(&ada, workload.id, &bedrock()).await?;
        let place = |role: Role| PointDraft {
            location: format!("app:{role}.rs:1"),
            ..PointDraft::default()
        };
        for role in Role::all() {
            let one = person(&registry, role.label(), &[role], &[]).await?;
            let may = matches!(role, Role::Architect | Role::Reviewer);
            assert_eq!(inventory.get(&one, made.id).await?.service, made.service);
            assert!(!inventory.uses(&one, &ServiceFilter::default()).await?.is_empty());
            let added = inventory.add_point(&one, made.id, &place(role)).await;
            assert_eq!(added.is_ok(), may, "{role}");
            let refused = [
                inventory.attach(&one, workload.id, &bedrock()).await.err(),
                inventory.change(&one, made.id, &bedrock(), 0).await.err(),
                inventory.detach(&one, Id::nil()).await.err(),
                inventory.move_point(&one, Id::nil(), true).await.err(),
                inventory.remove_point(&one, Id::nil()).await.err(),
                inventory.add_service(&one, &ServiceDraft::default()).await.err(),
            ];
            for error in refused {
                assert_eq!(!matches!(error, Some(Error::Refused(_))), may, "{role}: {error:?}");
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_list_makes_a_constant_number_of_statements() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let inventory = registry.inventory();
        let count = async || -> Result<u64> {
            let before = registry.db.statements();
            inventory.of_workload(&ada, workload.id).await?;
            inventory
                .points(
                    &ada,
                    &PointFilter {
                        limit: 100,
                        ..PointFilter::default()
                    },
                )
                .await?;
            inventory.uses(&ada, &ServiceFilter::default()).await?;
            Ok(registry.db.statements() - before)
        };
        let empty = count().await?;
        for service in ["bedrock", "s3", "sqs", "lambda"] {
            inventory
                .attach(
                    &ada,
                    workload.id,
                    &Draft {
                        service: service.into(),
                        ..bedrock()
                    },
                )
                .await?;
        }
        assert_eq!(count().await?, empty);
        Ok(())
    })
    .await
}
