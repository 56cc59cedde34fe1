//! Stories of a record's review: who is asked, what they say, what it retires, whether it holds.

use registry::{
    adr::{
        Draft, Filter, Status,
        decide::Conclusion,
        reviewing::Remark,
        terms::{self, Draft as Terms},
    },
    audit,
    identity::Role,
    kernel::{Error, Id, Result},
    testing::{on_both_engines, person},
};
use time::Duration;

use crate::{
    desk::{edit, proposed, seen, text},
    scene::{Cast, architect, cast, scene, waiting, wrong_field},
};

#[tokio::test]
async fn a_quorum_of_other_people_accepts() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast {
            ada,
            eve,
            rob,
            administrator,
        } = cast(&registry).await?;
        let records = registry.records();
        let adr = proposed(&registry, &ada, "Keep queues behind a port").await?;
        assert_eq!(records.quorum(&ada, "plat").await?, 1);
        assert!(matches!(
            records.set_quorum(&ada, "PLAT", "2").await,
            Err(Error::Refused(_))
        ));
        wrong_field(&records.set_quorum(&administrator, "PLAT", "0").await, "quorum");
        records.set_quorum(&administrator, "PLAT", "2").await?;

        let alone = records.decide(&eve, adr.id, Status::Accepted, "Good").await;
        wrong_field(&alone, "to");
        let now = seen(&registry, &rob, &adr).await?;
        wrong_field(&records.opine(&rob, adr.id, "request-changes", " ", now).await, "note");
        wrong_field(&records.opine(&rob, adr.id, "maybe", "", now).await, "verdict");
        let own = records.opine(&ada, adr.id, "approve", "", now).await;
        assert!(matches!(own, Err(Error::Refused(_))), "{own:?}");
        let viewer = person(&registry, "Vic", &[Role::Viewer], &[]).await?;
        let viewing = records.opine(&viewer, adr.id, "approve", "", now).await;
        assert!(matches!(viewing, Err(Error::Refused(_))), "{viewing:?}");

        records
            .opine(&rob, adr.id, "request-changes", "Name the port", now)
            .await?;
        wrong_field(&records.decide(&eve, adr.id, Status::Accepted, "Good").await, "to");
        registry.clock().advance(Duration::minutes(1));
        records.opine(&rob, adr.id, "approve", "", now).await?;

        // A changed text needs the approval again.
        let named = "## Context\n\nThe port is named.";
        let adr = edit(&registry, &ada, "PLAT", 1, "## Context", named, "").await?.adr;
        wrong_field(&records.decide(&eve, adr.id, Status::Accepted, "Good").await, "to");
        wrong_field(&records.opine(&rob, adr.id, "approve", "", now).await, "verdict");
        let now = seen(&registry, &rob, &adr).await?;
        registry.clock().advance(Duration::minutes(1));
        records.opine(&rob, adr.id, "approve", "Now it does", now).await?;

        let yesterday = registry.today() - Duration::days(1);
        let conclusion = Conclusion {
            reason: "Good".into(),
            decided_on: (registry.today() + Duration::days(1)).to_string(),
            ..Conclusion::new(Status::Accepted)
        };
        wrong_field(&records.conclude(&eve, adr.id, &conclusion).await, "decided_on");
        let conclusion = Conclusion {
            decided_on: yesterday.to_string(),
            ..conclusion
        };
        let accepted = records.conclude(&eve, adr.id, &conclusion).await?;
        assert_eq!(accepted.decided_on, Some(yesterday));
        let record = records.get(&eve, "PLAT", 1).await?;
        assert_eq!(record.events.last().map(|event| event.at.day()), Some(registry.today()));
        let kept = records.proceedings(&eve, &record.adr, &record.text()).await?;
        let said: Vec<_> = kept
            .opinions
            .iter()
            .map(|it| (it.person.as_str(), it.verdict.key()))
            .collect();
        assert_eq!(
            said,
            [
                ("Rob", "request-changes"),
                ("Rob", "approve"),
                ("Rob", "approve"),
                ("Eve", "approve")
            ]
        );
        assert_eq!(kept.readings.len(), 2);
        wrong_field(&records.opine(&rob, adr.id, "approve", "", now).await, "");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn people_and_teams_are_asked_and_find_it_in_their_inbox() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast { ada, eve, rob, .. } = cast(&registry).await?;
        let records = registry.records();
        let adr = proposed(&registry, &ada, "Use one queue").await?;
        wrong_field(&records.ask(&ada, adr.id, &[], &[]).await, "people");
        wrong_field(&records.ask(&ada, adr.id, &["nobody@example.com"], &[]).await, "people");
        wrong_field(&records.ask(&ada, adr.id, &[&ada.email], &[]).await, "people");
        wrong_field(&records.ask(&ada, adr.id, &[], &["none"]).await, "teams");
        records
            .ask(&ada, adr.id, &[&eve.email, &eve.email], &["core", "core"])
            .await?;
        records.ask(&ada, adr.id, &[&eve.email], &[]).await?;
        let there = text(&registry, &ada, adr.id).await?;
        let kept = records.proceedings(&ada, &adr, &there).await?;
        let names: Vec<&str> = kept.asked.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["Eve", "Core"], "asked once each");

        for who in [&eve, &rob] {
            let asked: Vec<Id> = records.asked_of(who).await?.iter().map(|it| it.id).collect();
            assert_eq!(asked, [adr.id], "{}", who.name);
            let mine = waiting(&registry, who).await?;
            let asked = "Say what you think of PLAT-0001: Use one queue";
            assert!(mine.iter().any(|text| text == asked), "{mine:?}");
        }
        assert!(records.asked_of(&ada).await?.is_empty());
        records
            .opine(&rob, adr.id, "abstain", "", kept.standing.wording.version)
            .await?;
        assert!(records.asked_of(&rob).await?.is_empty());
        records.unask(&ada, adr.id, kept.asked[0].id).await?;
        assert!(records.asked_of(&eve).await?.is_empty());
        let twice = records.unask(&ada, adr.id, kept.asked[0].id).await;
        assert!(matches!(twice, Err(Error::NotFound(_))), "{twice:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_discussion_stands_beside_its_passage() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast {
            ada,
            rob,
            administrator,
            ..
        } = cast(&registry).await?;
        let records = registry.records();
        let adr = proposed(&registry, &ada, "Use one queue").await?;
        let remark = |text: &str, passage: &str, answers: Option<Id>| Remark {
            text: text.into(),
            passage: passage.into(),
            answers,
        };
        wrong_field(&records.comment(&rob, adr.id, &remark(" ", "", None)).await, "comment");
        let lost = records
            .comment(&rob, adr.id, &remark("Why?", "words that are not there", None))
            .await;
        wrong_field(&lost, "passage");
        let first = records
            .comment(&rob, adr.id, &remark("Why **one**?", "Context", None))
            .await?;
        registry.clock().advance(Duration::minutes(1));
        let answer = records
            .comment(&ada, adr.id, &remark("Cheaper.", "", Some(first)))
            .await?;
        registry.clock().advance(Duration::minutes(1));
        records
            .comment(&rob, adr.id, &remark("I see.", "", Some(answer)))
            .await?;
        let read = text(&registry, &rob, adr.id).await?;
        let kept = records.proceedings(&rob, &adr, &read).await?;
        assert_eq!(kept.threads.len(), 1);
        assert!(kept.threads[0].stands);
        let said: Vec<&str> = kept.threads[0].answers.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(said, ["Cheaper.", "I see."]);

        let not_first = records.resolve(&ada, adr.id, answer, true).await;
        assert!(matches!(not_first, Err(Error::NotFound(_))), "{not_first:?}");
        records.resolve(&ada, adr.id, first, true).await?;
        let closed = records.proceedings(&rob, &adr, &read).await?;
        let by = closed.threads[0].first.resolved.as_ref().map(|it| it.0.as_str());
        assert_eq!(by, Some("Ada"));
        records.resolve(&rob, adr.id, first, false).await?;
        let gone = records
            .proceedings(&rob, &adr, &read.replace("Context", "Setting"))
            .await?;
        assert!(gone.threads[0].first.resolved.is_none());
        assert!(!gone.threads[0].stands, "the words it is about are gone");

        for _ in 0..2 {
            records.mark_read(&rob, adr.id, kept.standing.wording.version).await?;
        }
        let trail = registry
            .audit()
            .list(
                &administrator,
                &audit::Filter {
                    limit: 100,
                    ..audit::Filter::default()
                },
            )
            .await?;
        let noted = trail.iter().filter(|entry| entry.act == "read").count();
        assert_eq!(noted, 1, "read once");
        let far = records.mark_read(&rob, adr.id, kept.standing.wording.version + 1).await;
        assert!(matches!(far, Err(Error::NotFound(_))), "{far:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_acceptance_retires_what_the_record_replaces() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast { ada, eve, .. } = cast(&registry).await?;
        let records = registry.records();
        let mut old = Vec::new();
        for title in ["One queue", "One store", "One cache"] {
            let adr = proposed(&registry, &ada, title).await?;
            old.push(records.decide(&eve, adr.id, Status::Accepted, "Good").await?);
        }
        let status = async |number: i64| Ok::<_, Error>(records.get(&ada, "PLAT", number).await?.adr.status);
        let new = proposed(&registry, &ada, "No queue").await?;
        wrong_field(&records.replace(&ada, new.id, "99", "").await, "replaces");
        wrong_field(&records.replace(&ada, new.id, "4", "").await, "replaces");
        records.replace(&ada, new.id, "1", "").await?;
        records
            .replace(&ada, new.id, "PLAT-2", "the part about backups")
            .await?;
        records.replace(&ada, new.id, "3", "").await?;
        records.keep(&ada, new.id, old[2].id).await?;
        assert_eq!(status(1).await?, Status::Accepted, "not before the acceptance");
        records.decide(&eve, new.id, Status::Accepted, "Simpler").await?;
        assert_eq!(status(1).await?, Status::Superseded);
        assert_eq!(status(2).await?, Status::Accepted);
        assert_eq!(status(3).await?, Status::Accepted);
        let first = records.get(&ada, "PLAT", 1).await?;
        assert!(first.text().contains("\nSuperseded by ADR-0004\n"), "{}", first.text());
        let reason = first.events.last().map(|event| event.reason.as_str());
        assert_eq!(reason, Some("PLAT-0004 was accepted in its place"));
        let second = records.get(&ada, "PLAT", 2).await?;
        let line = "\nAccepted, partly superseded by ADR-0004\n";
        assert!(second.text().contains(line), "{}", second.text());
        let kept = records.proceedings(&ada, &second.adr, &second.text()).await?;
        assert_eq!(kept.replaced_by[0].part, "the part about backups");

        // A second successor joins the first; both stand in the text.
        let other = proposed(&registry, &ada, "No broker").await?;
        records.replace(&ada, other.id, "1", "").await?;
        records.decide(&eve, other.id, Status::Accepted, "Simpler").await?;
        let first = records.get(&ada, "PLAT", 1).await?;
        let line = "\nSuperseded by ADR-0004 and ADR-0005\n";
        assert!(first.text().contains(line), "{}", first.text());
        assert_eq!(first.relations.len(), 2);
        wrong_field(&records.replace(&ada, other.id, "3", "").await, "");

        // What the text itself says it supersedes goes the same way.
        let third = proposed(&registry, &ada, "No cache").await?;
        let typed = Draft {
            title: third.title.clone(),
            text: text(&registry, &ada, third.id).await?.replace(
                "\nProposed\n",
                "\nProposed\n\nSupersedes [3. One cache](0003-one-cache.md)\n",
            ),
            ..Draft::default()
        };
        records.save(&ada, third.id, &typed, third.version).await?;
        assert_eq!(status(3).await?, Status::Accepted);
        records.decide(&eve, third.id, Status::Accepted, "Simpler").await?;
        assert_eq!(status(3).await?, Status::Superseded);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn terms_say_when_to_look_again_and_a_reaffirmation_moves_the_day() -> Result<()> {
    on_both_engines(|registry| async move {
        let (_, workload) = scene(&registry).await?;
        let ben = architect(&registry, "Ben").await?;
        let eve = person(&registry, "Eve", &[Role::Executive], &[]).await?;
        let records = registry.records();
        let adr = proposed(&registry, &ben, "Use one queue").await?;
        let day = registry.today() + Duration::days(40);
        let draft = Terms {
            reversal: "Move the queue".into(),
            cost: "12000".into(),
            currency: "USD".into(),
            triggers: "Price above 0.10\nRegion closes".into(),
            review_by: day.to_string(),
            workloads: vec![workload.slug.clone(), workload.slug.clone()],
        };
        let odd = Terms {
            workloads: vec!["none".into()],
            ..draft.clone()
        };
        wrong_field(&records.set_terms(&ben, adr.id, &odd, 0).await, "workloads");
        records.set_terms(&ben, adr.id, &draft, 0).await?;
        let late = records.set_terms(&ben, adr.id, &draft, 0).await;
        assert!(matches!(late, Err(Error::Conflict { current: 1, .. })), "{late:?}");
        let there = text(&registry, &ben, adr.id).await?;
        let kept = records.proceedings(&ben, &adr, &there).await?;
        assert_eq!(kept.terms.triggers.len(), 2);
        assert_eq!(kept.workloads, [(workload.slug.clone(), workload.name.clone())]);

        wrong_field(&records.reaffirm(&eve, adr.id, "Still so", "").await, "");
        records.decide(&eve, adr.id, Status::Accepted, "Good").await?;
        assert!(records.due(&eve).await?.is_empty());
        registry.clock().advance(Duration::days(40 - terms::NOTICE));
        let due = records.due(&eve).await?;
        assert_eq!((due[0].record.id, due[0].review_by), (adr.id, day));
        let listed = async |filter: Filter| Ok::<_, Error>(records.list(&eve, &filter).await?.len());
        let by = |due| Filter {
            due: Some(due),
            ..Filter::default()
        };
        assert_eq!(listed(by(day)).await?, 1);
        assert_eq!(listed(by(day - Duration::days(1))).await?, 0);
        let about = Filter {
            workload: Some(workload.slug.clone()),
            ..Filter::default()
        };
        assert_eq!(
            listed(about).await?,
            1,
            "no dependency cites it, but it is about the workload"
        );
        let asked = "Say whether PLAT-0001 still holds: Use one queue";
        assert!(waiting(&registry, &eve).await?.iter().any(|text| text == asked));

        // The day does not move without a reason.
        for day in [String::new(), (day + Duration::days(1)).to_string()] {
            let moved = Terms {
                review_by: day,
                ..draft.clone()
            };
            wrong_field(&records.set_terms(&ben, adr.id, &moved, 1).await, "review_by");
        }
        wrong_field(&records.reaffirm(&eve, adr.id, "Still so", "").await, "next_review_by");
        wrong_field(&records.reaffirm(&eve, adr.id, " ", "").await, "reaffirm_reason");
        let past = registry.today().to_string();
        wrong_field(
            &records.reaffirm(&eve, adr.id, "Still so", &past).await,
            "next_review_by",
        );
        let next = registry.today() + Duration::days(365);
        records
            .reaffirm(&eve, adr.id, "Price is the same", &next.to_string())
            .await?;
        assert!(records.due(&eve).await?.is_empty());
        let record = records.get(&eve, "PLAT", 1).await?;
        let last = record
            .events
            .last()
            .map(|event| (event.from, event.to, event.reason.as_str()));
        assert_eq!(
            last,
            Some((Some(Status::Accepted), Status::Accepted, "Price is the same"))
        );
        Ok(())
    })
    .await
}
