//! Stories of what a sign-off is worth: nobody signs their own words, nobody signs words they did
//! not see, and what is decided does not change unseen.

use registry::{
    adr::{
        Draft, Filter, Record, Status,
        decide::Conclusion,
        version::{Origin, changed_since_decision},
    },
    kernel::{Error, Result},
    testing::on_both_engines,
};
use time::Duration;

use crate::{
    desk::{draft, edit, import, proposed, seen, speak, text, typed},
    scene::{Cast, architect, cast, wrong_field},
};

fn accept(seen: i64) -> Conclusion {
    Conclusion {
        reason: "Good".into(),
        seen: Some(seen),
        ..Conclusion::new(Status::Accepted)
    }
}

#[tokio::test]
async fn a_text_is_accepted_as_it_was_seen() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast { ada, eve, .. } = cast(&registry).await?;
        let records = registry.records();
        let adr = proposed(&registry, &ada, "Use one queue").await?;
        let opened = seen(&registry, &eve, &adr).await?;
        let another = "## Context\n\nAnother one.";
        edit(&registry, &ada, "PLAT", 1, "## Context", another, "").await?;
        wrong_field(&records.conclude(&eve, adr.id, &accept(opened)).await, "to");
        let record = records.get(&eve, "PLAT", 1).await?;
        let kept = records.proceedings(&eve, &record.adr, &record.text()).await?;
        assert!(
            kept.opinions.is_empty() && kept.readings.is_empty(),
            "nothing was signed"
        );
        let now = seen(&registry, &eve, &record.adr).await?;
        records.conclude(&eve, adr.id, &accept(now)).await?;
        let numbers = async || {
            let record = records.get(&eve, "PLAT", 1).await?;
            Ok::<_, Error>(record.versions.iter().map(|it| it.version).collect::<Vec<_>>())
        };
        let many = i64::try_from(numbers().await?.len()).unwrap_or(0);
        assert_eq!(
            numbers().await?,
            (1..=many).collect::<Vec<_>>(),
            "texts are counted without gaps"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn whoever_wrote_the_words_does_not_sign_them() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast { ada, eve, .. } = cast(&registry).await?;
        let ben = architect(&registry, "Ben").await?;
        let records = registry.records();
        let adr = proposed(&registry, &ada, "Use one queue").await?;
        let own = "## Context\n\nBen's own words.";
        edit(&registry, &ben, "PLAT", 1, "## Context", own, "").await?;
        for writer in [&ada, &ben] {
            let own = records.decide(writer, adr.id, Status::Accepted, "Mine is good").await;
            assert!(matches!(own, Err(Error::Refused(_))), "{}: {own:?}", writer.name);
            let now = seen(&registry, writer, &adr).await?;
            let own = records.opine(writer, adr.id, "approve", "", now).await;
            assert!(matches!(own, Err(Error::Refused(_))), "{}: {own:?}", writer.name);
        }
        records.decide(&eve, adr.id, Status::Accepted, "Good").await?;

        // Whoever brought a proposed file in brought its words in.
        import(
            &registry,
            &ben,
            "PLAT",
            &[("0007-x.md", "# 7. X\n\n## Status\n\nProposed\n\n## Context\n\nWords.\n")],
        )
        .await?;
        let brought = records.get(&ben, "PLAT", 7).await?.adr;
        let own = records.decide(&ben, brought.id, Status::Accepted, "Good").await;
        assert!(matches!(own, Err(Error::Refused(_))), "{own:?}");
        records.decide(&ada, brought.id, Status::Accepted, "Good").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_quorum_holds_for_a_record_of_unknown_status_too() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast {
            ada,
            eve,
            administrator,
            ..
        } = cast(&registry).await?;
        let records = registry.records();
        let file = "# 3. Y\n\nDate: 2019-05-04\n\n## Status\n\nOn hold\n\n## Context\n\nWords.\n";
        import(&registry, &ada, "PLAT", &[("0003-y.md", file)]).await?;
        records.set_quorum(&administrator, "PLAT", "2").await?;
        let adr = records.get(&eve, "PLAT", 3).await?.adr;
        assert_eq!(adr.status, Status::Unknown);
        wrong_field(&records.decide(&eve, adr.id, Status::Accepted, "Good").await, "to");
        records.set_quorum(&administrator, "PLAT", "1").await?;
        let accepted = records.decide(&eve, adr.id, Status::Accepted, "Good").await?;
        let day = accepted.decided_on.map(|day| day.to_string());
        assert_eq!(day.as_deref(), Some("2019-05-04"), "it was decided before it came here");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_decided_changes_for_a_reason_and_is_seen_to() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast { ada, eve, .. } = cast(&registry).await?;
        let records = registry.records();
        let adr = proposed(&registry, &ada, "Use one queue").await?;
        records.decide(&eve, adr.id, Status::Accepted, "Good").await?;
        registry.clock().advance(Duration::hours(1));
        let mute = edit(&registry, &ada, "PLAT", 1, "## Context", "## Context\n\nNot so.", " ").await;
        wrong_field(&mute, "reason");
        let record = records.get(&ada, "PLAT", 1).await?;
        let later = |record: &Record| {
            changed_since_decision(record.adr.status, &record.events, &record.versions).map(|it| it.note.clone())
        };
        assert_eq!(later(&record), None);
        let empty = Draft {
            text: "# Use one queue\n".into(),
            reason: "Tidy".into(),
            ..typed(&record)
        };
        wrong_field(&records.save(&ada, adr.id, &empty, record.adr.version).await, "text");
        let so = "## Context\n\nSo.";
        let record = edit(&registry, &ada, "PLAT", 1, "## Context", so, "A word was missing").await?;
        assert_eq!(later(&record).as_deref(), Some("A word was missing"));
        assert_eq!(record.adr.status, Status::Accepted);
        let origins: Vec<Origin> = record.versions.iter().map(|it| it.origin).collect();
        assert_eq!(origins.last(), Some(&Origin::Here));
        assert!(origins.contains(&Origin::Status), "{origins:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn approvals_are_of_everything_that_is_decided() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast {
            ada,
            eve,
            rob,
            administrator,
        } = cast(&registry).await?;
        let records = registry.records();
        let old = proposed(&registry, &ada, "Two queues").await?;
        records.decide(&eve, old.id, Status::Accepted, "Good").await?;
        records.set_quorum(&administrator, "PLAT", "2").await?;
        let adr = proposed(&registry, &ada, "Use one queue").await?;
        let approve = async || speak(&registry, &rob, &adr, "approve", "").await;
        let too_few = async |what: &str| {
            let early = records.decide(&eve, adr.id, Status::Accepted, "Good").await;
            assert!(
                matches!(&early, Err(Error::Invalid(why)) if why.of("to").is_some()),
                "{what}: {early:?}"
            );
        };
        approve().await?;
        records.replace(&ada, adr.id, "1", "").await?;
        too_few("it replaces another record").await;
        approve().await?;
        records.keep(&ada, adr.id, old.id).await?;
        too_few("it no longer does").await;
        approve().await?;
        let record = records.get(&ada, "PLAT", 2).await?;
        let door = Draft {
            door: "one-way".into(),
            ..typed(&record)
        };
        records.save(&ada, adr.id, &door, record.adr.version).await?;
        too_few("it is another door").await;
        approve().await?;
        records.decide(&ada, adr.id, Status::Draft, "Not ready").await?;
        records.propose(&ada, adr.id).await?;
        too_few("it was withdrawn").await;
        approve().await?;
        records.decide(&eve, adr.id, Status::Accepted, "Good").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_objection_and_an_acceptance_at_once_leave_one_of_them() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast { ada, eve, rob, .. } = cast(&registry).await?;
        for number in 0..12 {
            let adr = proposed(&registry, &ada, &format!("Decision {number}")).await?;
            let now = seen(&registry, &rob, &adr).await?;
            let (accepting, objecting) = (registry.clone(), registry.clone());
            let (eve, rob) = (eve.clone(), rob.clone());
            let accepted = tokio::spawn(async move {
                accepting
                    .records()
                    .decide(&eve, adr.id, Status::Accepted, "Good")
                    .await
                    .is_ok()
            });
            let objected = tokio::spawn(async move {
                let records = objecting.records();
                records.opine(&rob, adr.id, "request-changes", "No", now).await.is_ok()
            });
            let both = (accepted.await.unwrap_or(true), objected.await.unwrap_or(true));
            assert!(both.0 != both.1, "accepted, objected: {both:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn words_of_a_status_stay_where_nothing_is_said_of_them() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast { ada, eve, .. } = cast(&registry).await?;
        let records = registry.records();
        let file = |title: &str, status: &str| format!("# {title}\n\n## Status\n\n{status}\n\n## Context\n\nWords.\n");
        import(
            &registry,
            &ada,
            "PLAT",
            &[
                (
                    "0003-three.md",
                    &file("3. Three", "Superseded by [5. Five](0005-five.md)"),
                ),
                ("0004-four.md", &file("4. Four", "On hold")),
                ("0005-five.md", &file("5. Five", "Accepted")),
            ],
        )
        .await?;
        let adr = proposed(&registry, &ada, "Six").await?;
        assert_eq!(adr.number, Some(6));
        records.replace(&ada, adr.id, "3", "").await?;
        records.replace(&ada, adr.id, "4", "the part about backups").await?;
        records.decide(&eve, adr.id, Status::Accepted, "Good").await?;
        let three = text(&registry, &ada, records.get(&ada, "PLAT", 3).await?.adr.id).await?;
        assert!(three.contains("\nSuperseded by ADR-0005 and ADR-0006\n"), "{three}");
        let four = text(&registry, &ada, records.get(&ada, "PLAT", 4).await?.adr.id).await?;
        assert!(four.contains("\nOn hold\n"), "{four}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_day_of_a_decision_stands_in_the_text() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast { ada, eve, .. } = cast(&registry).await?;
        let records = registry.records();
        let dated = Draft {
            text: "# Use one queue\n\nDate: 2026-01-02\n\n## Status\n\nProposed\n\n## Context\n\nWords.\n".into(),
            ..draft("PLAT", "Use one queue")
        };
        let begun = records.write(&ada, &dated).await?;
        records.propose(&ada, begun.id).await?;
        let yesterday = registry.today() - Duration::days(1);
        let conclusion = Conclusion {
            reason: "Good".into(),
            decided_on: yesterday.to_string(),
            ..Conclusion::new(Status::Accepted)
        };
        records.conclude(&eve, begun.id, &conclusion).await?;
        let there = text(&registry, &ada, begun.id).await?;
        assert!(there.contains(&format!("\nDate: {yesterday}\n")), "{there}");
        let day = format!("Date: {yesterday}");
        let record = edit(&registry, &ada, "PLAT", 1, &day, "Date: 2026-02-03", "A slip").await?;
        assert_eq!(
            record.adr.decided_on.map(|day| day.to_string()).as_deref(),
            Some("2026-02-03")
        );
        let listed = records.list(&ada, &Filter::default()).await?;
        assert_eq!(listed[0].adr.decided_on, record.adr.decided_on);
        Ok(())
    })
    .await
}
