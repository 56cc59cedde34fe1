//! Stories of which workloads a review takes up.

use registry::{
    kernel::{Error, Result},
    testing::{on_both_engines, team},
};
use time::macros::date;

use crate::{
    company::Company,
    scene::{workload, workload_draft},
};

#[tokio::test]
async fn the_three_largest_are_picked_once_and_frozen() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::new(registry).await?;
        let reviews = company.registry.reviews();
        let refused = reviews.start(&company.rita, company.quarter, None).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        assert!(matches!(
            reviews.start(&company.eve, company.quarter.next(), None).await,
            Err(Error::Invalid(_))
        ));
        assert_eq!(reviews.current(&company.viewer).await?, None);
        // Two at once: one starts, the other is told.
        let (one, two) = tokio::join!(
            reviews.start(&company.eve, company.quarter, None),
            reviews.start(&company.alice, company.quarter, None)
        );
        let (cycle, other) = if one.is_ok() { (one?, two) } else { (two?, one) };
        assert!(matches!(other, Err(Error::Invalid(_))), "{other:?}");
        let names: Vec<_> = cycle.reviews.iter().map(|review| review.name.as_str()).collect();
        assert_eq!(names, ["Fraud signals", "Claims triage", "Call notes"]);
        let due: Vec<_> = cycle.reviews[0]
            .weeks
            .iter()
            .map(|week| (week.due_on, week.days_left))
            .collect();
        let expected = [
            (date!(2026 - 11 - 29), 7),
            (date!(2026 - 12 - 06), 14),
            (date!(2026 - 12 - 13), 21),
            (date!(2026 - 12 - 22), 30),
        ];
        assert_eq!(due, expected);
        // What is spent later does not change the figure the review started with.
        let claims = company
            .registry
            .workloads()
            .get(&company.alice, "claims-triage")
            .await?;
        let draft = workload_draft(&claims.name, "claims", "5", "USD");
        company
            .registry
            .workloads()
            .change(&company.alice, &claims.slug, &draft, claims.version)
            .await?;
        let again = reviews.cycle(&company.viewer, company.quarter).await?;
        assert_eq!(
            again.reviews[1].spend.map(registry::kernel::Money::plain).as_deref(),
            Some("900000")
        );
        let listed = reviews.list(&company.viewer).await?;
        assert_eq!(
            (listed.len(), listed[0].workloads, listed[0].weeks, listed[0].late),
            (1, 3, 12, 0)
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn other_picks_need_a_reason_and_currencies_are_not_compared() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::new(registry).await?;
        let reviews = company.registry.reviews();
        let pick = |slugs: &[&str], reason: &str| {
            Some((
                slugs.iter().map(|slug| (*slug).to_owned()).collect::<Vec<_>>(),
                reason.to_owned(),
            ))
        };
        for picks in [pick(&["pilot"], " "), pick(&[], "why"), pick(&["nothing"], "why")] {
            let refused = reviews.start(&company.eve, company.quarter, picks).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        }
        let euro = team(&company.registry, "Europe").await?;
        workload(&company.registry, &company.alice, "Euro bot", &euro.slug, "1", "EUR").await?;
        assert!(reviews.proposal(&company.eve, company.quarter).await?.picked.is_err());
        let refused = reviews.start(&company.eve, company.quarter, None).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        let cycle = reviews
            .start(
                &company.eve,
                company.quarter,
                pick(&["pilot", "call-notes"], "New this year."),
            )
            .await?;
        assert_eq!(cycle.reason, "New this year.");
        let names: Vec<_> = cycle.reviews.iter().map(|review| review.name.as_str()).collect();
        assert_eq!(names, ["Call notes", "Pilot"]);
        Ok(())
    })
    .await
}
