//! Where several stories begin, and what they look for.

use registry::{
    identity::{Actor, Role},
    kernel::{Error, Registry, Result},
    testing::{person, team},
    workload::{self, Workload},
};

/// An architect and a workload of their team.
pub async fn scene(registry: &Registry) -> Result<(Actor, Workload)> {
    let claims = team(registry, "Claims").await?;
    let ada = person(registry, "Ada", &[Role::Architect], &[&claims]).await?;
    let draft = workload::Draft {
        name: "Claims triage".into(),
        team: "claims".into(),
        durability: "stable-production-inference".into(),
        currency: "USD".into(),
        ..workload::Draft::default()
    };
    let workload = registry.workloads().register(&ada, &draft).await?;
    Ok((ada, workload))
}

/// The result is refused, and the problem stands at this field.
pub fn wrong_field<T: std::fmt::Debug>(result: &Result<T>, field: &str) {
    let Err(Error::Invalid(problems)) = result else {
        unreachable!("{field}: {result:?}");
    };
    assert!(problems.of(field).is_some(), "{field}: {problems}");
}
