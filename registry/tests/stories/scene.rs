//! Where several stories begin, and what they look for: people, their workloads, what waits for
//! them. Records lie on the [desk](crate::desk).

use registry::{
    identity::{Actor, Role},
    kernel::{Error, Registry, Result},
    notify::Inbox,
    testing::{person, team},
    workload::{Draft, Workload},
};

pub async fn architect(registry: &Registry, name: &str) -> Result<Actor> {
    person(registry, name, &[Role::Architect], &[]).await
}

/// An architect and a workload of their team.
pub async fn scene(registry: &Registry) -> Result<(Actor, Workload)> {
    let claims = team(registry, "Claims").await?;
    let ada = person(registry, "Ada", &[Role::Architect], &[&claims]).await?;
    let workload = workload(registry, &ada, "Claims triage", "claims", "", "USD").await?;
    Ok((ada, workload))
}

/// What a form about a workload sends; `team` is a slug, and `spend` may be empty.
pub fn workload_draft(name: &str, team: &str, spend: &str, currency: &str) -> Draft {
    Draft {
        name: name.into(),
        team: team.into(),
        durability: "stable-production-inference".into(),
        spend: spend.into(),
        currency: currency.into(),
        ..Draft::default()
    }
}

/// Registers a workload of a team.
pub async fn workload(
    registry: &Registry,
    by: &Actor,
    name: &str,
    team: &str,
    spend: &str,
    currency: &str,
) -> Result<Workload> {
    let draft = workload_draft(name, team, spend, currency);
    registry.workloads().register(by, &draft).await
}

/// Those a record needs from its first words to its acceptance.
pub struct Cast {
    pub ada: Actor,
    pub eve: Actor,
    pub rob: Actor,
    pub administrator: Actor,
}

pub async fn cast(registry: &Registry) -> Result<Cast> {
    let core = team(registry, "Core").await?;
    Ok(Cast {
        ada: architect(registry, "Ada").await?,
        eve: person(registry, "Eve", &[Role::Executive], &[]).await?,
        rob: person(registry, "Rob", &[Role::Reviewer], &[&core]).await?,
        administrator: person(registry, "Amy", &[Role::Administrator], &[]).await?,
    })
}

/// What stands in somebody's own part of the inbox.
pub async fn waiting(registry: &Registry, who: &Actor) -> Result<Vec<String>> {
    let inbox = Inbox::of(who, &registry.inbox().facts(who).await?);
    Ok(inbox.mine().map(|item| item.text.clone()).collect())
}

/// The result is refused, and the problem stands at this field.
pub fn wrong_field<T: std::fmt::Debug>(result: &Result<T>, field: &str) {
    let Err(Error::Invalid(problems)) = result else {
        unreachable!("{field}: {result:?}");
    };
    assert!(problems.of(field).is_some(), "{field}: {problems}");
}
