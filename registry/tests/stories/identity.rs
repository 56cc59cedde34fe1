//! Stories of people, on both engines.

use std::collections::BTreeSet;

use registry::{
    audit::Filter,
    identity::{Actor, NewPerson, Role, SignIn},
    kernel::{Error, Result},
    testing::{PASSWORD, on_both_engines, person, team},
};
use time::Duration;

#[tokio::test]
async fn the_first_person_is_set_up_once() -> Result<()> {
    on_both_engines(|registry| async move {
        let people = registry.people();
        assert!(people.is_empty().await?);
        let ada = || NewPerson {
            email: "Ada@Example.com".into(),
            name: "Ada".into(),
            password: PASSWORD.into(),
            ..NewPerson::default()
        };
        people.set_up(ada()).await?;
        assert!(!people.is_empty().await?);
        let again = people.set_up(ada()).await;
        assert!(matches!(again, Err(Error::Refused(_))), "{again:?}");
        let actor = people.by_email("ada@example.com").await?;
        assert!(actor.roles.contains(&Role::Administrator));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn guessing_is_slowed_and_forgiven() -> Result<()> {
    on_both_engines(|registry| async move {
        person(&registry, "Ben", &[Role::Viewer], &[]).await?;
        let people = registry.people();
        for _ in 0..5 {
            assert_eq!(
                people.sign_in("ben@example.com", "wrong password", "10.0.0.1").await?,
                SignIn::Wrong
            );
        }
        assert_eq!(
            people.sign_in("ben@example.com", PASSWORD, "10.0.0.1").await?,
            SignIn::Wait
        );
        registry.clock().advance(Duration::minutes(16));
        assert!(matches!(
            people.sign_in("BEN@example.com ", PASSWORD, "10.0.0.1").await?,
            SignIn::Welcome(..)
        ));
        assert_eq!(
            people.sign_in("nobody@example.com", PASSWORD, "10.0.0.1").await?,
            SignIn::Wrong
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn signing_out_everywhere_ends_older_sessions() -> Result<()> {
    on_both_engines(|registry| async move {
        person(&registry, "Cy", &[Role::Viewer], &[]).await?;
        let people = registry.people();
        let SignIn::Welcome(id, epoch) = people.sign_in("cy@example.com", PASSWORD, "::1").await? else {
            panic!("Cy may sign in");
        };
        let cy = people.actor(id, epoch).await?.expect("the session is good");
        people.sign_out_everywhere(&cy).await?;
        assert_eq!(people.actor(id, epoch).await?, None);
        people.change_password(&cy, PASSWORD, "another password").await?;
        assert!(matches!(
            people.change_password(&cy, PASSWORD, "x").await,
            Err(Error::Invalid(_))
        ));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_administrator_always_remains() -> Result<()> {
    on_both_engines(|registry| async move {
        let claims = team(&registry, "Claims").await?;
        let ada = person(&registry, "Ada", &[Role::Administrator], &[&claims]).await?;
        let people = registry.people();
        let mut listed = people.list(&ada).await?.remove(0);
        assert_eq!(listed.teams, vec![claims]);
        listed.roles = BTreeSet::from([Role::Viewer]);
        assert!(matches!(people.change(&ada, &listed).await, Err(Error::Invalid(_))));
        listed.roles = BTreeSet::from([Role::Administrator, Role::Executive]);
        people.change(&ada, &listed).await?;
        let stale = people.change(&ada, &listed).await;
        assert!(matches!(stale, Err(Error::Conflict { .. })), "{stale:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn only_administrators_add_people_and_it_is_traced() -> Result<()> {
    on_both_engines(|registry| async move {
        let eve = person(&registry, "Eve", &[Role::Executive], &[]).await?;
        let new = NewPerson {
            email: "x@example.com".into(),
            name: "X".into(),
            password: PASSWORD.into(),
            roles: BTreeSet::from([Role::Viewer]),
            teams: BTreeSet::new(),
        };
        assert!(matches!(
            registry.people().add(&eve, new.clone()).await,
            Err(Error::Refused(_))
        ));
        registry.people().add(&Actor::operator(), new.clone()).await?;
        assert!(matches!(
            registry.people().add(&Actor::operator(), new).await,
            Err(Error::Invalid(_))
        ));
        let trail = registry
            .audit()
            .list(
                &eve,
                &Filter {
                    limit: 10,
                    ..Filter::default()
                },
            )
            .await?;
        assert_eq!(trail.len(), 2);
        assert_eq!(trail[0].subject, "X");
        Ok(())
    })
    .await
}
