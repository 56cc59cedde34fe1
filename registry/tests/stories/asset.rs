//! Stories of data assets and fine-tuned models, on both engines.

use registry::{
    asset::{AssetFact, Draft, Kind, ModelDraft, ModelFact, missing_in_words},
    audit::Filter,
    identity::Role,
    kernel::{Error, Id, Result},
    testing::{on_both_engines, person},
};

use crate::scene::{scene, wrong_field};

fn logs() -> Draft {
    Draft {
        kind: "inference-log".into(),
        name: "Answers".into(),
        owner: "Claims".into(),
        volume_gb: "1,200".into(),
        ..Draft::default()
    }
}

fn tuned() -> ModelDraft {
    ModelDraft {
        name: "Triage v3".into(),
        base_model: "Llama 3".into(),
        training_data: "claims@2026-09".into(),
        ..ModelDraft::default()
    }
}

#[tokio::test]
async fn an_asset_is_completed_step_by_step() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let assets = registry.assets();
        let made = assets.add(&ada, workload.id, &logs()).await?;
        assert_eq!((made.kind, made.volume_gb), (Kind::InferenceLog, 1200));
        assert_eq!(
            made.missing(),
            [AssetFact::Retention, AssetFact::Catalogue, AssetFact::OpenExport]
        );
        let draft = Draft {
            retention: "400 days".into(),
            format: "Parquet".into(),
            open_format: "true".into(),
            ..logs()
        };
        let after = assets.change(&ada, made.id, &draft, made.version).await?;
        assert_eq!(missing_in_words(&after.missing()), "no catalogue metadata");
        let stale = assets.change(&ada, made.id, &draft, made.version).await;
        assert!(matches!(stale, Err(Error::Conflict { current: 2, .. })), "{stale:?}");
        let training = Draft {
            kind: "training-data".into(),
            name: "Zeta".into(),
            ..Draft::default()
        };
        assets.add(&ada, workload.id, &training).await?;
        let listed = assets.of_workload(&ada, workload.id).await?;
        assert_eq!(
            listed.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
            ["Zeta", "Answers"]
        );
        assert_eq!(listed[1], after);
        assets.remove(&ada, made.id).await?;
        assert!(matches!(
            assets.get(&ada, made.id).await,
            Err(Error::NotFound("data asset"))
        ));
        let trail = registry
            .audit()
            .list(
                &ada,
                &Filter {
                    noun: Some("asset".into()),
                    limit: 9,
                    ..Filter::default()
                },
            )
            .await?;
        let told: Vec<(&str, &str)> = trail
            .iter()
            .map(|entry| (entry.act.as_str(), entry.subject.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("removed", "Answers of Claims triage"),
                ("added", "Zeta of Claims triage"),
                ("changed", "Answers of Claims triage"),
                ("added", "Answers of Claims triage"),
            ]
        );
        assert_eq!(
            trail[2].detail,
            "format: none → Parquet; open format: no → yes; retention policy: none → 400 days"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_model_carries_its_reproducibility_record() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let assets = registry.assets();
        let made = assets.add_model(&ada, workload.id, &tuned()).await?;
        assert_eq!(made.missing().len(), ModelFact::all().len() - 1);
        let draft = ModelDraft {
            benchmark: "F1 ≥ 0.91 on eval-7".into(),
            rollback_path: "endpoint v2".into(),
            ..tuned()
        };
        let after = assets.change_model(&ada, made.id, &draft, made.version).await?;
        assert_eq!(
            after.missing(),
            [
                ModelFact::Configuration,
                ModelFact::ApprovalPath,
                ModelFact::DeploymentTarget
            ]
        );
        assert_eq!(
            assets.models_of_workload(&ada, workload.id).await?,
            std::slice::from_ref(&after)
        );
        assert_eq!(assets.get_model(&ada, made.id).await?, after);
        let stale = assets.change_model(&ada, made.id, &draft, made.version).await;
        assert!(matches!(stale, Err(Error::Conflict { .. })), "{stale:?}");
        assets.remove_model(&ada, made.id).await?;
        assert!(matches!(
            assets.get_model(&ada, made.id).await,
            Err(Error::NotFound("model"))
        ));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn wrong_input_is_named_by_field() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let assets = registry.assets();
        wrong_field(
            &assets
                .add(
                    &ada,
                    workload.id,
                    &Draft {
                        kind: "thing".into(),
                        ..logs()
                    },
                )
                .await,
            "kind",
        );
        wrong_field(
            &assets
                .add(
                    &ada,
                    workload.id,
                    &Draft {
                        name: " ".into(),
                        ..logs()
                    },
                )
                .await,
            "name",
        );
        wrong_field(
            &assets
                .add(
                    &ada,
                    workload.id,
                    &Draft {
                        volume_gb: "1.5".into(),
                        ..logs()
                    },
                )
                .await,
            "volume_gb",
        );
        wrong_field(
            &assets
                .add(
                    &ada,
                    workload.id,
                    &Draft {
                        retention: "x".repeat(301),
                        ..logs()
                    },
                )
                .await,
            "retention",
        );
        wrong_field(
            &assets.add_model(&ada, workload.id, &ModelDraft::default()).await,
            "name",
        );
        assert!(matches!(
            assets.add(&ada, Id::nil(), &logs()).await,
            Err(Error::NotFound("workload"))
        ));
        assert!(matches!(
            assets.add_model(&ada, Id::nil(), &tuned()).await,
            Err(Error::NotFound("workload"))
        ));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn architects_and_reviewers_change_assets_and_everybody_reads_them() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, workload) = scene(&registry).await?;
        let assets = registry.assets();
        assets.add(&ada, workload.id, &logs()).await?;
        for role in Role::all() {
            let one = person(&registry, role.label(), &[role], &[]).await?;
            let may = matches!(role, Role::Architect | Role::Reviewer);
            assert!(!assets.of_workload(&one, workload.id).await?.is_empty());
            let tried = [
                assets.add(&one, workload.id, &logs()).await.err(),
                assets.change(&one, Id::nil(), &logs(), 1).await.err(),
                assets.remove(&one, Id::nil()).await.err(),
                assets.add_model(&one, workload.id, &tuned()).await.err(),
                assets.change_model(&one, Id::nil(), &tuned(), 1).await.err(),
                assets.remove_model(&one, Id::nil()).await.err(),
            ];
            for error in tried {
                assert_eq!(!matches!(error, Some(Error::Refused(_))), may, "{role}: {error:?}");
            }
        }
        Ok(())
    })
    .await
}
