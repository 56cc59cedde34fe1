//! Stories of saved views and of what feeds tell, on both engines.

use registry::{
    adr::{Draft, Filter, Status},
    identity::{Actor, Role},
    kernel::{Error, Registry, Result},
    testing::{on_both_engines, person},
};

use crate::scene::{architect, wrong_field};

async fn two(registry: &Registry) -> Result<(Actor, Actor)> {
    let ada = architect(registry, "Ada").await?;
    let bo = person(registry, "Bo", &[Role::Viewer, Role::Architect], &[]).await?;
    Ok((ada, bo))
}

#[tokio::test]
async fn a_view_is_saved_shared_renamed_and_deleted() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, bo) = two(&registry).await?;
        let records = registry.records();
        let view = records
            .save_view(&ada, " Open questions ", "?status=proposed", false)
            .await?;
        assert_eq!(
            (view.name.as_str(), view.query.as_str()),
            ("Open questions", "status=proposed")
        );
        wrong_field(&records.save_view(&ada, "OPEN questions", "tag=x", false).await, "name");
        wrong_field(&records.save_view(&ada, " ", "tag=x", false).await, "name");
        wrong_field(&records.save_view(&ada, "All", "", false).await, "name");
        records.save_view(&bo, "Open questions", "tag=x", false).await?;

        assert_eq!(records.views(&ada).await?.len(), 1, "another's own view is not seen");
        assert!(matches!(records.view(&bo, view.id).await, Err(Error::NotFound(_))));
        let shared = records.change_view(&ada, view.id, "Undecided", true, 1).await?;
        assert_eq!(shared.version, 2);
        let seen = records.views(&bo).await?;
        assert_eq!(seen.len(), 2);
        assert!(!records.view(&bo, view.id).await?.is_of(&bo));
        assert!(matches!(
            records.change_view(&ada, view.id, "Late", false, 1).await,
            Err(Error::Conflict { current: 2, .. })
        ));
        for refused in [
            records.change_view(&bo, view.id, "Mine", true, 2).await,
            records.delete_view(&bo, view.id).await,
        ] {
            assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
        }
        let other = records.save_view(&ada, "Other", "tag=y", false).await?;
        wrong_field(
            &records.change_view(&ada, other.id, "undecided", false, 1).await,
            "name",
        );
        records.delete_view(&ada, view.id).await?;
        assert_eq!(records.views(&bo).await?.len(), 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_feed_tells_the_newest_changes_of_status_first() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, bo) = two(&registry).await?;
        let records = registry.records();
        let draft = |title: &str, tags: &str| Draft {
            log: "PLAT".into(),
            log_name: "Platform".into(),
            title: title.into(),
            text: format!("---\ntags: {tags}\nstatus: draft\n---\n\n# {title}\n\n## Context\n\nWhy <b>this</b>.\n"),
            ..Draft::default()
        };
        let one = records.write(&ada, &draft("One", "data")).await?;
        let log = |key: &str| Filter {
            log: Some(key.into()),
            ..Filter::default()
        };
        assert_eq!(records.changes(&ada, &log("PLAT")).await?, [], "a draft is no news");
        records.propose(&ada, one.id).await?;
        registry.clock().advance(time::Duration::hours(1));
        records.decide(&bo, one.id, Status::Accepted, "It holds.").await?;
        registry.clock().advance(time::Duration::hours(1));
        let two = records.write(&ada, &draft("Two", "cost")).await?;
        records.propose(&ada, two.id).await?;

        let told = records.changes(&ada, &log("plat")).await?;
        let steps: Vec<_> = told.iter().map(|it| (it.label.as_str(), it.from, it.to)).collect();
        assert_eq!(
            steps,
            [
                ("PLAT-0002", Some(Status::Draft), Status::Proposed),
                ("PLAT-0001", Some(Status::Proposed), Status::Accepted),
                ("PLAT-0001", Some(Status::Draft), Status::Proposed),
            ]
        );
        assert_eq!((told[1].person.as_str(), told[1].reason.as_str()), ("Bo", "It holds."));
        assert_eq!(told[1].address, "/adrs/PLAT/1");
        assert!(told[1].excerpt.contains("Why this."), "{}", told[1].excerpt);
        assert_eq!(told, records.changes(&ada, &log("plat")).await?, "identifiers stay");
        let tagged = Filter {
            tag: Some("cost".into()),
            ..Filter::default()
        };
        assert_eq!(records.changes(&ada, &tagged).await?.len(), 1);
        let found = Filter {
            text: Some("two".into()),
            limit: Some(1),
            ..Filter::default()
        };
        assert_eq!(records.changes(&ada, &found).await?.len(), 1);
        assert_eq!(records.changes(&ada, &log("EU")).await?, []);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_feeds_secret_is_one_persons_and_ends() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, bo) = two(&registry).await?;
        let people = registry.people();
        assert_eq!(people.feed_token_made(&ada).await?, None);
        assert!(matches!(people.revoke_feed_token(&ada).await, Err(Error::NotFound(_))));
        let first = people.make_feed_token(&ada).await?;
        let of_bo = people.make_feed_token(&bo).await?;
        let reader = people.reader_of_feed(&first).await?;
        assert_eq!(reader.and_then(|reader| reader.id), ada.id);
        let second = people.make_feed_token(&ada).await?;
        assert!(people.reader_of_feed(&first).await?.is_none(), "the former ends");
        assert!(people.reader_of_feed(&second).await?.is_some());
        people.revoke_feed_token(&ada).await?;
        assert!(people.reader_of_feed(&second).await?.is_none());
        assert!(people.reader_of_feed(&of_bo).await?.is_some());
        assert!(people.reader_of_feed("").await?.is_none());
        let stored: Vec<(String,)> =
            registry::kernel::Run::all(&mut registry.db.read(), "SELECT token_hash FROM feed_token", Vec::new())
                .await?;
        assert!(stored.iter().all(|(hash,)| hash.len() == 64 && *hash != of_bo));
        Ok(())
    })
    .await
}
