//! Stories of a week's signature: by one person, of what they saw, and what it holds.

use registry::{
    args, asset, inventory,
    kernel::{Error, Result, Run},
    review::Week,
    testing::on_both_engines,
};

use crate::company::Company;

#[tokio::test]
async fn of_two_who_sign_at_once_one_does() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::reviewing(registry, &[Week::Inventory]).await?;
        let reviews = company.registry.reviews();
        let place = company.at(Week::Inventory);
        let seen = reviews.week(&company.rita, &place).await?.hash;
        let (one, two) = tokio::join!(
            reviews.sign(&company.rita, &place, &seen),
            reviews.sign(&company.rolf, &place, &seen)
        );
        let outcomes = [one, two];
        assert_eq!(
            outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
            1,
            "{outcomes:?}"
        );
        assert!(
            outcomes
                .iter()
                .any(|outcome| matches!(outcome, Err(Error::Conflict { .. }))),
            "{outcomes:?}"
        );
        assert_eq!(reviews.week(&company.rita, &place).await?.signatures.len(), 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nobody_signs_what_they_did_not_see() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::reviewing(registry, &[Week::Inventory]).await?;
        let reviews = company.registry.reviews();
        let place = company.at(Week::Inventory);
        let sheet = reviews.week(&company.rita, &place).await?;
        let edit = async |calls: i64| -> Result<()> {
            let mut tx = company.registry.write().await?;
            tx.run("UPDATE integration_point SET calls = $1", args![calls]).await?;
            tx.commit().await
        };
        edit(15).await?;
        let stale = reviews.sign(&company.rita, &place, &sheet.hash).await;
        assert!(matches!(stale, Err(Error::Conflict { .. })), "{stale:?}");
        let seen = sheet.content.canonical().expect("it writes");
        let differences = reviews.differences(&company.rita, &place, &seen).await?;
        assert_eq!(differences.len(), 1);
        assert!(
            differences[0].contains("14 points") && differences[0].contains("15 points"),
            "{differences:?}"
        );
        // While somebody edits: signed is what was seen, or nothing.
        let hash = reviews.week(&company.rita, &place).await?.hash;
        let (signed, edited) = tokio::join!(reviews.sign(&company.rita, &place, &hash), edit(16));
        edited?;
        match signed {
            Ok(signature) => assert!(signature.content.contains("15 points"), "{}", signature.content),
            Err(error) => assert!(matches!(error, Error::Conflict { .. }), "{error:?}"),
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_was_signed_stands_until_the_week_is_reopened() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::new(registry).await?;
        let (reviews, inventory, assets) = (
            company.registry.reviews(),
            company.registry.inventory(),
            company.registry.assets(),
        );
        reviews.start(&company.eve, company.quarter, None).await?;
        company.fill("claims-triage").await?;
        let workload = company
            .registry
            .workloads()
            .get(&company.alice, "claims-triage")
            .await?
            .id;
        let elsewhere = company.registry.workloads().get(&company.alice, "pilot").await?.id;
        let attach = inventory::Draft {
            service: "s3".to_owned(),
            category: "aws-native-abstractable".to_owned(),
            ..inventory::Draft::default()
        };
        let add = asset::Draft {
            kind: "policy".to_owned(),
            name: "Retention policy".to_owned(),
            ..asset::Draft::default()
        };
        let tuned = asset::ModelDraft {
            name: "Triage v3".to_owned(),
            ..asset::ModelDraft::default()
        };
        for week in [Week::Inventory, Week::DataLayer, Week::ModelReproducibility] {
            company.confirm_all(week).await?;
            company.sign(&company.rita, week).await?;
        }
        let one = inventory.of_workload(&company.alice, workload).await?.remove(0);
        let set = assets.of_workload(&company.alice, workload).await?.remove(0);
        let point = inventory::PointDraft {
            location: "claims-api:src/llm.rs:42".to_owned(),
            calls: "1".to_owned(),
            ..inventory::PointDraft::default()
        };
        let refused = [
            inventory.attach(&company.alice, workload, &attach).await.err(),
            inventory.detach(&company.alice, one.id).await.err(),
            inventory.add_point(&company.alice, one.id, &point).await.err(),
            assets.add(&company.alice, workload, &add).await.err(),
            assets.remove(&company.alice, set.id).await.err(),
            assets.add_model(&company.alice, workload, &tuned).await.err(),
        ];
        for error in refused {
            let Some(Error::Invalid(problems)) = error else {
                panic!("not refused: {error:?}");
            };
            let why = problems.of("").unwrap_or_default();
            assert!(
                why.starts_with("Rita signed week") && why.contains("Reopen the week"),
                "{why}"
            );
        }
        // Nothing was written, and what no signature covers may change.
        assert_eq!(
            inventory.of_workload(&company.alice, workload).await?[0].version,
            one.version
        );
        assert_eq!(assets.of_workload(&company.alice, workload).await?.len(), 4);
        let located = inventory::PointDraft {
            of_count: "true".to_owned(),
            ..point.clone()
        };
        inventory.add_point(&company.alice, one.id, &located).await?;
        inventory.attach(&company.alice, elsewhere, &attach).await?;
        // Reopened, it can be changed, and the next signature covers the change.
        let place = company.at(Week::Inventory);
        reviews.reopen(&company.alice, &place, "S3 was missing.").await?;
        let s3 = inventory.attach(&company.alice, workload, &attach).await?;
        assert!(assets.add(&company.alice, workload, &add).await.is_err());
        inventory.add_point(&company.alice, s3.id, &point).await?;
        company.confirm_all(Week::Inventory).await?;
        company.sign(&company.rolf, Week::Inventory).await?;
        // All four signed: the signatures keep their copy, and the registry moves on.
        company.sign(&company.rita, Week::DependencyRisk).await?;
        assets.add(&company.alice, workload, &add).await?;
        let changed = reviews.week(&company.rita, &company.at(Week::DataLayer)).await?.changed;
        assert!(
            !changed.is_empty() && changed.iter().all(|said| said.contains("Retention policy")),
            "{changed:?}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn of_a_change_and_a_signature_at_once_what_is_signed_stands() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::reviewing(registry, &[Week::Inventory]).await?;
        let reviews = company.registry.reviews();
        let place = company.at(Week::Inventory);
        let workload = company
            .registry
            .workloads()
            .get(&company.alice, "claims-triage")
            .await?
            .id;
        let attach = inventory::Draft {
            service: "s3".to_owned(),
            category: "aws-native-abstractable".to_owned(),
            ..inventory::Draft::default()
        };
        let seen = reviews.week(&company.rita, &place).await?.hash;
        let inventory = company.registry.inventory();
        let (signed, attached) = tokio::join!(
            reviews.sign(&company.rita, &place, &seen),
            inventory.attach(&company.alice, workload, &attach)
        );
        assert_ne!(signed.is_ok(), attached.is_ok(), "{signed:?} {attached:?}");
        let sheet = reviews.week(&company.rita, &place).await?;
        assert_eq!(sheet.changed, [""; 0]);
        Ok(())
    })
    .await
}
