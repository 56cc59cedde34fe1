//! Stories of the 30-day review, on both engines.

use registry::{
    args, asset,
    audit::Filter,
    identity::{Actor, Role, Team},
    inventory,
    kernel::{Error, Quarter, Registry, Result, Run},
    review::{ExceptionDraft, Place, TaskView, Week, WeekState, sign::Content},
    testing::{on_both_engines, person, team},
    workload::{Draft, Workload},
};
use sha2::{Digest, Sha256};
use time::{Duration, macros::date};

/// A company with two teams, four workloads and everybody a review needs.
struct Company {
    registry: Registry,
    quarter: Quarter,
    alice: Actor,
    eve: Actor,
    rita: Actor,
    rolf: Actor,
    felix: Actor,
    viewer: Actor,
}

impl Company {
    async fn new(registry: Registry) -> Result<Self> {
        let claims = team(&registry, "Claims").await?;
        let fraud = team(&registry, "Fraud").await?;
        let alice = person(&registry, "Alice", &[Role::Architect], &[&claims]).await?;
        for (name, spend, of) in [
            ("Claims triage", "900,000", &claims),
            ("Fraud signals", "1,200,000", &fraud),
            ("Call notes", "300,000", &claims),
            ("Pilot", "", &fraud),
        ] {
            register(&registry, &alice, name, spend, "USD", of).await?;
        }
        Ok(Self {
            quarter: Quarter::of(registry.today()),
            eve: person(&registry, "Eve", &[Role::Executive], &[]).await?,
            rita: person(&registry, "Rita", &[Role::Reviewer], &[&claims]).await?,
            rolf: person(&registry, "Rolf", &[Role::Reviewer], &[&claims]).await?,
            felix: person(&registry, "Felix", &[Role::Reviewer], &[&fraud]).await?,
            viewer: person(&registry, "Vera", &[Role::Viewer], &[&claims]).await?,
            alice,
            registry,
        })
    }

    fn at(&self, week: Week) -> Place {
        Place::new(self.quarter, "claims-triage", week)
    }

    /// One dependency with points, one asset, one model, an assessment with a line each.
    async fn fill(&self, slug: &str) -> Result<()> {
        let workload = self.registry.workloads().get(&self.alice, slug).await?.id;
        let now = self.registry.now();
        let (dependency, assessment) = (self.registry.id(), self.registry.id());
        let mut tx = self.registry.write().await?;
        tx.run(
            "INSERT INTO dependency (id, workload_id, service_key, category, owner, boundary, exit_option, runbook, \
             created_at, updated_at, version) VALUES ($1, $2, 'bedrock', 'aws-native-abstractable', 'Ada', '', '', '', $3, $3, 1)",
            args![dependency, workload, now],
        )
        .await?;
        tx.run(
            "INSERT INTO integration_point (id, dependency_id, location, operation, calls, leaking, created_at) \
             VALUES ($1, $2, '', 'InvokeModel', 14, $3, $4)",
            args![self.registry.id(), dependency, false, now],
        )
        .await?;
        for kind in ["training-data", "model-artifact", "evaluation-set", "inference-log"] {
            tx.run(
                "INSERT INTO data_asset (id, workload_id, kind, name, owner, location, format, open_format, retention, \
                 catalogue_entry, open_export, volume_gb, created_at, version) \
                 VALUES ($1, $2, $3, $3, 'Ada', 's3://x', 'Parquet', $4, '7 years', 'Glue', '', 10, $5, 1)",
                args![self.registry.id(), workload, kind, true, now],
            )
            .await?;
        }
        tx.run(
            "INSERT INTO assessment (id, workload_id, quarter, spend_minor, currency, exit_low, exit_likely, exit_high, \
             settings, created_at, version) VALUES ($1, $2, $3, 90000000, 'USD', 500, 1000, 2000, '{}', $4, 1)",
            args![assessment, workload, self.quarter.to_string(), now],
        )
        .await?;
        for (position, component) in registry::risk::Component::all().iter().enumerate() {
            tx.run(
                "INSERT INTO assessment_line (id, assessment_id, position, component, label, low_minor, likely_minor, \
                 high_minor, estimator, note) VALUES ($1, $2, $3, $4, 'x', 100, 200, 400, 'Ada', '')",
                args![
                    self.registry.id(),
                    assessment,
                    i64::try_from(position).unwrap_or(0),
                    component.key()
                ],
            )
            .await?;
        }
        tx.commit().await
    }

    /// Confirms every task of a week that a person may confirm.
    async fn confirm_all(&self, week: Week) -> Result<()> {
        let place = self.at(week);
        for task in self.open(&place).await? {
            self.registry
                .reviews()
                .tick(&self.alice, &place, &task.standing.key, "Compared with the bill.")
                .await?;
        }
        Ok(())
    }

    async fn open(&self, place: &Place) -> Result<Vec<TaskView>> {
        let today = self.registry.today();
        let sheet = self.registry.reviews().week(&self.alice, place).await?;
        Ok(sheet.tasks.into_iter().filter(|task| !task.is_settled(today)).collect())
    }

    async fn sign(&self, by: &Actor, week: Week) -> Result<registry::review::Signature> {
        let place = self.at(week);
        let seen = self.registry.reviews().week(by, &place).await?.hash;
        self.registry.reviews().sign(by, &place, &seen).await
    }

    async fn sealed_by(&self) -> Result<Option<String>> {
        let row: Option<(Option<String>,)> = self
            .registry
            .db
            .read()
            .optional(
                "SELECT a.sealed_by FROM assessment a JOIN workload w ON w.id = a.workload_id \
                 WHERE w.slug = 'claims-triage' AND a.quarter = $1",
                args![self.quarter.to_string()],
            )
            .await?;
        Ok(row.and_then(|row| row.0))
    }
}

async fn register(
    registry: &Registry,
    by: &Actor,
    name: &str,
    spend: &str,
    currency: &str,
    of: &Team,
) -> Result<Workload> {
    let draft = Draft {
        name: name.to_owned(),
        team: of.slug.clone(),
        durability: registry::workload::Durability::all()[0].key().to_owned(),
        spend: spend.to_owned(),
        currency: currency.to_owned(),
        ..Draft::default()
    };
    registry.workloads().register(by, &draft).await
}

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
        let draft = Draft {
            name: claims.name.clone(),
            team: "claims".to_owned(),
            durability: claims.durability.key().to_owned(),
            spend: "5".to_owned(),
            currency: "USD".to_owned(),
            ..Draft::default()
        };
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
        register(&company.registry, &company.alice, "Euro bot", "1", "EUR", &euro).await?;
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
async fn of_two_who_sign_at_once_one_does() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::new(registry).await?;
        let reviews = company.registry.reviews();
        reviews.start(&company.eve, company.quarter, None).await?;
        company.fill("claims-triage").await?;
        company.confirm_all(Week::Inventory).await?;
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
async fn two_weeks_signed_at_once_still_seal() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::new(registry).await?;
        let reviews = company.registry.reviews();
        reviews.start(&company.eve, company.quarter, None).await?;
        company.fill("claims-triage").await?;
        company.confirm_all(Week::Inventory).await?;
        company.confirm_all(Week::ModelReproducibility).await?;
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

#[tokio::test]
async fn nobody_signs_what_they_did_not_see() -> Result<()> {
    on_both_engines(|registry| async move {
        let company = Company::new(registry).await?;
        let reviews = company.registry.reviews();
        reviews.start(&company.eve, company.quarter, None).await?;
        company.fill("claims-triage").await?;
        company.confirm_all(Week::Inventory).await?;
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
        let point = registry::inventory::PointDraft {
            location: "claims-api:src/llm.rs:42".to_owned(),
            calls: "1".to_owned(),
            ..registry::inventory::PointDraft::default()
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
        let located = registry::inventory::PointDraft {
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
        let company = Company::new(registry).await?;
        let reviews = company.registry.reviews();
        reviews.start(&company.eve, company.quarter, None).await?;
        company.fill("claims-triage").await?;
        company.confirm_all(Week::Inventory).await?;
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
