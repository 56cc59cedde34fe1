//! Stories of a review's tasks: who may do what, what is excepted, and until when.

use registry::{
    identity::Actor,
    kernel::{Error, Result},
    review::{ExceptionDraft, Week, WeekState},
    testing::on_both_engines,
};
use time::Duration;

use crate::company::Company;

#[tokio::test]
async fn who_may_do_what_in_a_review() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::new(registry).await?;
        let reviews = company.registry.reviews();
        reviews.start(&company.alice, company.quarter, None).await?;
        company.fill("claims-triage").await?;
        let place = company.at(Week::Inventory);
        let key = "services-complete";
        for nobody in [&company.viewer, &company.eve] {
            let refused = reviews.tick(nobody, &place, key, "seen").await;
            assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        }
        reviews.tick(&company.felix, &place, key, "seen").await?;
        let seen = reviews.week(&company.rita, &place).await?.hash;
        for nobody in [
            &company.viewer,
            &company.alice,
            &company.eve,
            &company.felix,
            &Actor::operator(),
        ] {
            let refused = reviews.sign(nobody, &place, &seen).await;
            assert!(
                matches!(refused, Err(Error::Refused(_))),
                "{}: {refused:?}",
                nobody.name
            );
        }
        let sheet = reviews.week(&company.felix, &place).await?;
        assert_eq!(
            sheet.refusals,
            ["Only a member of the team that owns the workload may sign."]
        );
        reviews.sign(&company.rita, &place, &seen).await?;
        // Signed: locked for everybody, until reopened with a reason by somebody who may.
        for locked in [
            reviews.tick(&company.alice, &place, key, "again").await,
            reviews.take_back(&company.alice, &place, key).await,
        ] {
            assert!(matches!(locked, Err(Error::Refused(_))), "{locked:?}");
        }
        assert!(matches!(
            reviews.reopen(&company.rita, &place, "why").await,
            Err(Error::Refused(_))
        ));
        assert!(matches!(
            reviews.reopen(&company.alice, &place, "  ").await,
            Err(Error::Invalid(_))
        ));
        reviews.reopen(&company.alice, &place, "SQS was missing.").await?;
        assert!(matches!(
            reviews.reopen(&company.alice, &place, "twice").await,
            Err(Error::Refused(_))
        ));
        reviews.take_back(&company.alice, &place, key).await?;
        let sheet = reviews.week(&company.rita, &place).await?;
        let withdrawn = sheet.signatures[0]
            .withdrawn
            .clone()
            .expect("it is withdrawn, and kept");
        assert_eq!(
            (withdrawn.by.as_str(), withdrawn.reason.as_str()),
            ("Alice", "SQS was missing.")
        );
        assert_eq!((sheet.brief.state, sheet.brief.signed), (WeekState::Open, None));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn exceptions_need_a_reason_an_owner_and_a_day_ahead() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::new(registry).await?;
        let reviews = company.registry.reviews();
        reviews.start(&company.eve, company.quarter, None).await?;
        let place = company.at(Week::Inventory);
        let draft = |reason: &str, owner: &str, until: &str| ExceptionDraft {
            reason: reason.to_owned(),
            owner: owner.to_owned(),
            until: until.to_owned(),
        };
        for wrong in [
            draft("", "Ada", "2027-01-31"),
            draft("why", "", "2027-01-31"),
            draft("why", "Ada", "soon"),
            draft("why", "Ada", "2026-11-22"),
        ] {
            let refused = reviews
                .except(&company.alice, &place, "services-registered", &wrong)
                .await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        }
        let good = draft("Nothing runs yet.", "Ada", "2026-11-25");
        assert!(matches!(
            reviews.except(&company.alice, &place, "nothing", &good).await,
            Err(Error::NotFound(_))
        ));
        reviews
            .except(&company.alice, &place, "services-registered", &good)
            .await?;
        reviews
            .tick(&company.alice, &place, "services-complete", "Seen.")
            .await?;
        assert_eq!(reviews.week(&company.rita, &place).await?.brief.state, WeekState::Ready);
        company.registry.clock().advance(Duration::days(4));
        let sheet = reviews.week(&company.rita, &place).await?;
        assert_eq!(sheet.brief.state, WeekState::Open);
        assert!(sheet.refusals[0].contains("expired"), "{:?}", sheet.refusals);
        reviews
            .except(
                &company.alice,
                &place,
                "services-registered",
                &draft("Still nothing.", "Ada", "2026-12-24"),
            )
            .await?;
        let signed = company.sign(&company.rita, Week::Inventory).await?;
        assert!(signed.content.contains("Still nothing."), "{}", signed.content);
        Ok(())
    })
    .await
}
