//! Stories of a review's end: four signatures seal the ratio, by different people or at once.

use registry::{
    args,
    audit::Filter,
    kernel::{Error, Result, Run},
    review::{Week, WeekState, sign::Content},
    testing::on_both_engines,
};
use sha2::{Digest, Sha256};

use crate::company::Company;

#[tokio::test]
async fn four_weeks_are_worked_signed_and_sealed_by_different_people() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::new(registry).await?;
        let reviews = company.registry.reviews();
        reviews.start(&company.eve, company.quarter, None).await?;
        let inventory = company.at(Week::Inventory);
        // The registry ticks by itself once the facts are there.
        assert_eq!(company.open(&inventory).await?.len(), 2);
        company.fill("claims-triage").await?;
        let open = company.open(&inventory).await?;
        assert_eq!(open.len(), 1);
        assert!(matches!(
            company.sign(&company.rita, Week::Inventory).await,
            Err(Error::Invalid(_))
        ));
        assert!(matches!(
            reviews
                .tick(&company.alice, &inventory, &open[0].standing.key, "")
                .await,
            Err(Error::Invalid(_))
        ));
        assert!(matches!(
            reviews
                .tick(&company.alice, &inventory, "services-registered", "x")
                .await,
            Err(Error::Invalid(_))
        ));
        company.confirm_all(Week::Inventory).await?;
        let brief = reviews.week(&company.rita, &inventory).await?;
        assert_eq!((brief.brief.state, brief.refusals.len()), (WeekState::Ready, 0));
        let first = company.sign(&company.rita, Week::Inventory).await?;
        assert_eq!((first.name.as_str(), first.role.as_str()), ("Rita", "Reviewer"));
        let hash = |text: &str| format!("{:x}", Sha256::digest(text));
        assert_eq!(hash(&first.content), first.hash);
        let content: Content = serde_json::from_str(&first.content).expect("it reads back");
        assert_eq!(content.canonical().expect("it writes"), first.content);
        assert!(
            content.held.values().any(|value| value.contains("14 points")),
            "{:?}",
            content.held
        );
        // Week 4 may be signed early; it seals nothing yet.
        company.confirm_all(Week::DataLayer).await?;
        company.confirm_all(Week::ModelReproducibility).await?;
        company.sign(&company.rolf, Week::DependencyRisk).await?;
        assert_eq!(company.sealed_by().await?, None);
        company.sign(&company.rolf, Week::DataLayer).await?;
        company.sign(&company.rita, Week::ModelReproducibility).await?;
        assert_eq!(company.sealed_by().await?.as_deref(), Some("Rita, Rolf"));
        let cycle = reviews.current(&company.viewer).await?.expect("it runs");
        assert_eq!((cycle.complete(), cycle.signed()), (1, 4));
        assert!(cycle.reviews[1].sealed);
        // A sealed ratio is kept: the fourth week stays signed, the others may be reopened.
        let kept = reviews
            .reopen(&company.eve, &company.at(Week::DependencyRisk), "typo")
            .await;
        assert!(matches!(kept, Err(Error::Refused(_))), "{kept:?}");
        reviews
            .reopen(&company.eve, &inventory, "A service was missing.")
            .await?;
        let workload = company
            .registry
            .workloads()
            .get(&company.viewer, "claims-triage")
            .await?;
        let of_workload = reviews
            .of_workload(&company.viewer, workload.id, &workload.slug)
            .await?;
        let states: Vec<_> = of_workload[0].weeks.iter().map(|week| week.state).collect();
        assert_eq!(
            states,
            [
                WeekState::Ready,
                WeekState::Signed,
                WeekState::Signed,
                WeekState::Signed
            ]
        );
        let trail = company
            .registry
            .audit()
            .list(
                &company.viewer,
                &Filter {
                    limit: 50,
                    ..Filter::default()
                },
            )
            .await?;
        assert_eq!(trail.iter().filter(|entry| entry.noun == "review week").count(), 5);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_last_signature_does_not_seal_other_figures_than_were_signed() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::new(registry).await?;
        company
            .registry
            .reviews()
            .start(&company.eve, company.quarter, None)
            .await?;
        let empty = company
            .registry
            .reviews()
            .week(&company.rita, &company.at(Week::DependencyRisk))
            .await?;
        assert!(
            empty.refusals.iter().any(|why| why.contains("no assessment")),
            "{:?}",
            empty.refusals
        );
        company.fill("claims-triage").await?;
        company.sign(&company.rita, Week::DependencyRisk).await?;
        for week in [Week::Inventory, Week::DataLayer, Week::ModelReproducibility] {
            company.confirm_all(week).await?;
        }
        company.sign(&company.rita, Week::Inventory).await?;
        company.sign(&company.rita, Week::DataLayer).await?;
        let mut tx = company.registry.write().await?;
        tx.run(
            "UPDATE assessment_line SET likely_minor = $1 WHERE component = 'data-movement'",
            args![300_i64],
        )
        .await?;
        tx.commit().await?;
        let sheet = company
            .registry
            .reviews()
            .week(&company.rita, &company.at(Week::DependencyRisk))
            .await?;
        assert!(
            sheet.changed.len() == 1 && sheet.changed[0].contains("data movement"),
            "{:?}",
            sheet.changed
        );
        let last = company.sign(&company.rita, Week::ModelReproducibility).await;
        assert!(matches!(last, Err(Error::Invalid(_))), "{last:?}");
        company
            .registry
            .reviews()
            .reopen(&company.eve, &company.at(Week::DependencyRisk), "New quote.")
            .await?;
        company.sign(&company.rita, Week::ModelReproducibility).await?;
        assert_eq!(company.sealed_by().await?, None);
        company.sign(&company.rolf, Week::DependencyRisk).await?;
        assert_eq!(company.sealed_by().await?.as_deref(), Some("Rita, Rolf"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn two_weeks_signed_at_once_still_seal() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::reviewing(registry, &[Week::Inventory, Week::ModelReproducibility]).await?;
        company.sign(&company.rita, Week::Inventory).await?;
        company.sign(&company.rita, Week::DataLayer).await?;
        let (one, two) = tokio::join!(
            company.sign(&company.rita, Week::ModelReproducibility),
            company.sign(&company.rolf, Week::DependencyRisk)
        );
        one?;
        two?;
        assert!(company.sealed_by().await?.is_some());
        Ok(())
    })
    .await
}
