//! Stories of whose turn it is with a proposed record: who is offered, asked and shown it.

use registry::{
    adr::Status,
    identity::{Actor, Role},
    kernel::{Error, Registry, Result},
    testing::{on_both_engines, person, team},
};

use crate::{
    desk::{edit, import, proposed, speak},
    scene::{Cast, architect, cast, waiting, wrong_field},
};

/// What stands in somebody's own part of the inbox about PLAT-0001.
async fn own(registry: &Registry, who: &Actor) -> Result<Vec<String>> {
    let mut own = waiting(registry, who).await?;
    own.retain(|text| text.contains("PLAT-0001"));
    Ok(own)
}

const SAY: &str = "Say what you think of PLAT-0001: Use one queue";
const DECIDE: &str = "Decide on PLAT-0001: Use one queue";

#[tokio::test]
async fn nobody_is_asked_about_their_own_words() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast { ada, eve, .. } = cast(&registry).await?;
        let team = team(&registry, "Data").await?;
        let ben = architect(&registry, "Ben").await?;
        let cleo = person(&registry, "Cleo", &[Role::Architect], &[&team]).await?;
        let records = registry.records();
        let adr = proposed(&registry, &ada, "Use one queue").await?;
        let offered = async |who: &Actor| {
            let (people, _) = records.reviewers(&ada, adr.id).await?;
            Ok::<_, Error>(people.iter().any(|person| person.email == who.email))
        };
        assert!(offered(&ben).await? && offered(&cleo).await? && !offered(&ada).await?);
        records.ask(&ada, adr.id, &[&ben.email], &["data"]).await?;
        for asked in [&ben, &cleo] {
            assert_eq!(own(&registry, asked).await?, [SAY], "{}", asked.name);
        }
        for (writer, words) in [(&ben, "Ben's words."), (&cleo, "Cleo's words.")] {
            let context = format!("## Context\n\n{words}");
            edit(&registry, writer, "PLAT", 1, "## Context", &context, "").await?;
            assert!(records.asked_of(writer).await?.is_empty(), "{}", writer.name);
            assert!(own(&registry, writer).await?.is_empty(), "{}", writer.name);
            assert!(!offered(writer).await?, "{}", writer.name);
        }
        wrong_field(&records.ask(&ada, adr.id, &[&cleo.email], &[]).await, "people");
        assert_eq!(own(&registry, &ben).await?, [SAY], "the words are another's now");
        assert!(offered(&ben).await?);
        assert_eq!(own(&registry, &eve).await?, [DECIDE]);

        // Whoever brought a proposed file in brought its words in.
        let file = "# 7. X\n\n## Status\n\nProposed\n\n## Context\n\nWords.\n";
        import(&registry, &ben, "PLAT", &[("0007-x.md", file)]).await?;
        let brought = records.get(&ben, "PLAT", 7).await?.adr;
        for (who, may) in [(&ben, false), (&cleo, true), (&ada, true), (&eve, true)] {
            let own = waiting(&registry, who).await?;
            let asked = own.iter().any(|text| text == "Decide on PLAT-0007: X");
            assert_eq!(asked, may, "{}", who.name);
        }
        let (people, _) = records.reviewers(&ada, brought.id).await?;
        assert!(people.iter().all(|person| person.email != ben.email));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_decision_waits_for_who_can_take_it() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast {
            ada,
            eve,
            rob,
            administrator,
        } = cast(&registry).await?;
        let ben = architect(&registry, "Ben").await?;
        let records = registry.records();
        let adr = proposed(&registry, &ada, "Use one queue").await?;
        records.set_quorum(&administrator, "PLAT", "2").await?;
        assert!(own(&registry, &rob).await?.is_empty(), "a reviewer decides nothing");
        for who in [&eve, &ben] {
            assert_eq!(own(&registry, who).await?, [DECIDE], "{}", who.name);
        }
        speak(&registry, &eve, &adr, "approve", "Name it").await?;
        assert!(own(&registry, &eve).await?.is_empty(), "another has to approve");
        speak(&registry, &rob, &adr, "request-changes", "Name it").await?;
        speak(&registry, &ben, &adr, "abstain", "Name it").await?;
        assert!(own(&registry, &ben).await?.is_empty(), "Rob asked for changes");
        speak(&registry, &rob, &adr, "approve", "Name it").await?;
        for who in [&eve, &ben] {
            assert_eq!(own(&registry, who).await?, [DECIDE], "{}", who.name);
        }
        records.decide(&eve, adr.id, Status::Accepted, "Good").await?;
        assert!(own(&registry, &ben).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn who_has_to_speak_again_is_told() -> Result<()> {
    on_both_engines(|registry| async move {
        let Cast { ada, eve, rob, .. } = cast(&registry).await?;
        let records = registry.records();
        // More proposals than a page of them, the one in question the last of all.
        for number in 0..55 {
            proposed(&registry, &ada, &format!("Decision {number}")).await?;
        }
        let adr = records.get(&ada, "PLAT", 1).await?.adr;
        records.ask(&ada, adr.id, &[&rob.email], &[]).await?;
        let waits = async |who: &Actor| {
            let asked = "Say what you think of PLAT-0001: Decision 0";
            let own = own(&registry, who).await?;
            Ok::<_, Error>(own.iter().filter(|text| *text == asked).count())
        };
        assert_eq!(waits(&rob).await?, 1);
        for verdict in ["request-changes", "approve"] {
            speak(&registry, &rob, &adr, verdict, "Name it").await?;
        }
        assert_eq!(waits(&rob).await?, 0);
        edit(&registry, &ada, "PLAT", 1, "## Context", "## Context\n\nNamed.", "").await?;
        assert_eq!(waits(&rob).await?, 1, "the approval is of another text");
        // Somebody nobody asked, who objected.
        speak(&registry, &eve, &adr, "request-changes", "Not this").await?;
        assert_eq!(waits(&eve).await?, 0);
        edit(&registry, &ada, "PLAT", 1, "Named.", "Named so.", "").await?;
        assert_eq!(waits(&eve).await?, 1, "only they can take it back");
        Ok(())
    })
    .await
}
