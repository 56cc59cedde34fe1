//! Stories of what waits for whom in a review, and of what an overview of it costs.

use registry::{
    kernel::Result,
    review::{Week, WeekState},
    testing::on_both_engines,
};
use time::Duration;

use crate::company::Company;

#[tokio::test]
async fn weeks_become_late_and_wait_in_the_right_inbox() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::new(registry).await?;
        let reviews = company.registry.reviews();
        reviews.start(&company.eve, company.quarter, None).await?;
        assert_eq!(reviews.due_for(&company.rita).await?.len(), 8);
        assert_eq!(reviews.due_for(&company.felix).await?.len(), 4);
        assert_eq!(reviews.due_for(&company.eve).await?.len(), 0);
        assert_eq!(reviews.due_for(&company.viewer).await?.len(), 0);
        company.fill("claims-triage").await?;
        company.confirm_all(Week::Inventory).await?;
        company.sign(&company.rita, Week::Inventory).await?;
        company.registry.clock().advance(Duration::days(15));
        let cycle = reviews.current(&company.viewer).await?.expect("it runs");
        let states = |index: usize| {
            cycle.reviews[index]
                .weeks
                .iter()
                .map(|week| week.state)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            states(0),
            [WeekState::Late, WeekState::Late, WeekState::Open, WeekState::Open]
        );
        // Nothing is open in the data layer and in the risk week: they only wait for a signature.
        assert_eq!(
            states(1),
            [WeekState::Signed, WeekState::Late, WeekState::Open, WeekState::Ready]
        );
        assert_eq!(cycle.reviews[1].weeks[1].days_left, -1);
        assert_eq!(reviews.list(&company.viewer).await?[0].late, 5);
        let due = reviews.due_for(&company.rita).await?;
        assert_eq!(
            (due.len(), due[0].name.as_str(), due[0].may_sign),
            (7, "Call notes", true)
        );
        let of_alice = reviews.due_for(&company.alice).await?;
        assert!(
            of_alice
                .iter()
                .all(|due| due.week.settled < due.week.tasks && !due.may_sign)
        );
        assert_eq!(of_alice.len(), 5);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_overview_makes_the_same_statements_however_much_there_is() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::new(registry).await?;
        let reviews = company.registry.reviews();
        let count = async || -> Result<u64> {
            let before = company.registry.db.statements();
            reviews.current(&company.viewer).await?;
            Ok(company.registry.db.statements() - before)
        };
        let one = Some((vec!["claims-triage".to_owned()], "first".to_owned()));
        reviews.start(&company.eve, company.quarter.previous(), one).await?;
        let small = count().await?;
        company.fill("claims-triage").await?;
        company.fill("fraud-signals").await?;
        reviews.start(&company.eve, company.quarter, None).await?;
        company.confirm_all(Week::Inventory).await?;
        company.sign(&company.rita, Week::Inventory).await?;
        assert_eq!(count().await?, small);
        assert_eq!(small, 9);
        Ok(())
    })
    .await
}
