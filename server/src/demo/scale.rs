//! Generated workloads, to measure pages at a size: through the use cases as well.

use registry::{
    identity::Actor,
    inventory,
    kernel::{Clock, Db, Instant, Quarter, Randomness, Registry, Result},
    workload::Draft,
};
use time::Date;

use super::{address, fill::morning, firm};

/// Services the generated workloads depend on, in turn.
const SERVICES: [&str; 8] = [
    "bedrock-runtime",
    "lambda",
    "s3",
    "sqs",
    "stepfunctions",
    "dynamodb",
    "eks",
    "opentelemetry",
];

/// Adds generated workloads until there are `target`, each with three services, twelve
/// integration points and four sealed quarters.
///
/// # Errors
/// When a use case refuses.
pub async fn grow(db: &Db, today: Date, target: usize) -> Result<()> {
    let registry = Registry::new(db.clone(), Clock::fixed(Instant::start_of(today)), Randomness::system());
    let cto = registry.people().by_email(&address("cto")).await?;
    let architect = registry.people().by_email(&address("architect")).await?;
    let there = registry.workloads().names(&architect).await?.len();
    for number in there..target {
        one(&registry, &cto, &architect, today, number).await?;
        if (number + 1) % 50 == 0 {
            eprintln!("{} of {target} workloads", number + 1);
        }
    }
    Ok(())
}

async fn one(registry: &Registry, cto: &Actor, architect: &Actor, today: Date, number: usize) -> Result<()> {
    let mut quarter = Quarter::of(today).previous().previous().previous().previous();
    registry.clock().set(morning(quarter.first_day()));
    let spend = 20_000 + (number * 7_919) % 200_000;
    let draft = Draft {
        name: format!("Generated workload {number}"),
        purpose: "Generated for measuring.".to_owned(),
        team: registry::kernel::slug(firm::TEAMS[number % firm::TEAMS.len()]),
        durability: "stable-production-inference".to_owned(),
        spend: spend.to_string(),
        currency: "USD".to_owned(),
        regions: "eu-central-1".to_owned(),
        ..Draft::default()
    };
    let workload = registry.workloads().register(architect, &draft).await?;
    for step in 0..3 {
        let dependency = inventory::Draft {
            service: SERVICES[(number + step) % SERVICES.len()].to_owned(),
            owner: workload.team.clone(),
            inside: "3".to_owned(),
            leaking: "1".to_owned(),
            ..inventory::Draft::default()
        };
        registry.inventory().attach(architect, workload.id, &dependency).await?;
    }
    while quarter < Quarter::of(today) {
        registry.clock().set(morning(quarter.last_day()));
        registry.risk().open(architect, &workload.slug, quarter).await?;
        registry.risk().seal(cto, &workload.slug, quarter).await?;
        quarter = quarter.next();
    }
    Ok(())
}
