//! Brings the sample firm into a registry: people, records, workloads and what they depend on.

use std::collections::BTreeMap;

use registry::{
    adr::Filter as Records,
    asset,
    checklist::{Decision, State, model::Draft as Claim},
    identity::{Actor, NewPerson},
    inventory,
    kernel::{Error, Id, Instant, Quarter, Registry, Result},
    workload::{Draft, Workload},
};
use time::{Date, Duration, Time};

use super::{RECORDS, address, firm};

/// How many quarters of history there are before the current one.
pub const QUARTERS: usize = 9;

/// The firm once it is in the registry.
pub struct Firm {
    /// Approves, starts reviews, seals.
    pub cto: Actor,
    /// Writes, registers, estimates.
    pub architect: Actor,
    /// Who signs for each workload, in the order of [`firm::workloads`].
    pub signers: Vec<Actor>,
    /// The workloads, in the same order.
    pub workloads: Vec<Workload>,
}

/// The quarters of the history, the oldest first, without the current one.
pub fn past(today: Date) -> Vec<Quarter> {
    let mut quarters = vec![Quarter::of(today).previous()];
    while quarters.len() < QUARTERS {
        let earlier = quarters[quarters.len() - 1].previous();
        quarters.push(earlier);
    }
    quarters.reverse();
    quarters
}

/// Half past eight on a day.
pub fn morning(day: Date) -> Instant {
    let at = Time::from_hms(8, 30, 0).unwrap_or(Time::MIDNIGHT);
    Instant::new(day.with_time(at).assume_utc())
}

/// Spend of a workload in a quarter of the history: it grew by two points a quarter.
pub fn spend(workload: &firm::Workload, quarter: usize) -> i64 {
    let share = 100 - 2 * i64::try_from(QUARTERS - 1 - quarter.min(QUARTERS - 1)).unwrap_or(0);
    workload.spend * share / 100
}

/// Everything up to the first review, as of the first quarter of the history.
pub async fn people_and_records(registry: &Registry, today: Date) -> Result<Firm> {
    let begin = past(today).first().map_or(today, |quarter| quarter.first_day());
    registry.clock().set(morning(begin));
    let operator = Actor::operator();
    let mut teams: BTreeMap<&str, Id> = BTreeMap::new();
    for name in firm::TEAMS {
        teams.insert(name, registry.people().add_team(&operator, name).await?.id);
    }
    for person in firm::people() {
        let new = NewPerson {
            email: address(&person.at),
            name: person.name.clone(),
            password: firm::PASSWORD.to_owned(),
            roles: person.roles.iter().copied().collect(),
            teams: teams.get(person.team.as_str()).copied().into_iter().collect(),
        };
        registry.people().add(&operator, new).await?;
    }
    let cto = registry.people().by_email(&address("cto")).await?;
    let architect = registry.people().by_email(&address("architect")).await?;
    let files = RECORDS
        .files()
        .map(|file| (file.path().display().to_string(), file.contents().to_vec()))
        .collect();
    registry
        .records()
        .import(&architect, firm::LOG, Some(firm::LOG_NAME), files)
        .await?;
    let listed = registry.records().list(&architect, &Records::default()).await?;
    let records: BTreeMap<i64, Id> = listed
        .into_iter()
        .filter_map(|record| Some((record.adr.number?, record.adr.id)))
        .collect();

    let mut signers = Vec::new();
    let mut workloads = Vec::new();
    for sample in firm::workloads() {
        signers.push(registry.people().by_email(&address(&sample.signer)).await?);
        let workload = registry
            .workloads()
            .register(&architect, &draft(sample, spend(sample, 0)))
            .await?;
        dependencies(registry, &architect, sample, &workload, &records).await?;
        assets(registry, &architect, sample, &workload).await?;
        workloads.push(workload);
    }
    // The first year went by before anybody worked through the checklist.
    registry.clock().set(morning(begin + Duration::days(300)));
    for (sample, workload) in firm::workloads().iter().zip(&workloads) {
        decisions(registry, &architect, sample, workload, &records, today).await?;
    }
    Ok(Firm {
        cto,
        architect,
        signers,
        workloads,
    })
}

/// A workload's form as an architect fills it in.
pub fn draft(sample: &firm::Workload, spend: i64) -> Draft {
    Draft {
        name: sample.name.clone(),
        purpose: sample.purpose.clone(),
        team: registry::kernel::slug(&sample.team),
        durability: sample.durability.clone(),
        spend: spend.to_string(),
        currency: "USD".to_owned(),
        accounts: sample.accounts.clone(),
        regions: sample.regions.clone(),
        classification: sample.classification.clone(),
    }
}

async fn dependencies(
    registry: &Registry,
    architect: &Actor,
    sample: &firm::Workload,
    workload: &Workload,
    records: &BTreeMap<i64, Id>,
) -> Result<()> {
    for dependency in sample.dependencies() {
        let record = record(records, dependency.adr)?;
        let runbook = if dependency.runbook {
            format!(
                "https://wiki.{}/runbooks/{}/{}",
                firm::DOMAIN,
                workload.slug,
                dependency.service
            )
        } else {
            String::new()
        };
        let draft = inventory::Draft {
            service: dependency.service.clone(),
            category: dependency.category.clone(),
            owner: sample.team.clone(),
            boundary: dependency.boundary.clone(),
            exit_option: dependency.exit.clone(),
            runbook,
            record,
            ..inventory::Draft::default()
        };
        let attached = registry.inventory().attach(architect, workload.id, &draft).await?;
        for point in dependency.points() {
            let point = inventory::PointDraft {
                location: point.location.clone(),
                operation: point.operation.clone(),
                calls: point.calls.to_string(),
                leaking: point.leaking.to_string(),
                ..inventory::PointDraft::default()
            };
            registry.inventory().add_point(architect, attached.id, &point).await?;
        }
    }
    Ok(())
}

async fn assets(registry: &Registry, architect: &Actor, sample: &firm::Workload, workload: &Workload) -> Result<()> {
    for one in sample.assets() {
        let draft = asset::Draft {
            kind: one.kind.clone(),
            name: one.name.clone(),
            owner: one.owner.clone(),
            location: one.location.clone(),
            format: one.format.clone(),
            open_format: one.open_format.to_string(),
            retention: one.retention.clone(),
            catalogue_entry: one.catalogue_entry.clone(),
            open_export: one.open_export.clone(),
            volume_gb: one.volume_gb.to_string(),
        };
        registry.assets().add(architect, workload.id, &draft).await?;
    }
    for one in sample.models() {
        let draft = asset::ModelDraft {
            name: one.name.clone(),
            base_model: one.base.clone(),
            training_data: one.training_data.clone(),
            configuration: one.configuration.clone(),
            benchmark: one.benchmark.clone(),
            approval_path: one.approval_path.clone(),
            deployment_target: one.deployment_target.clone(),
            rollback_path: one.rollback_path.clone(),
        };
        registry.assets().add_model(architect, workload.id, &draft).await?;
    }
    Ok(())
}

/// The identifier of a record by its number; empty for none.
fn record(records: &BTreeMap<i64, Id>, number: Option<i64>) -> Result<String> {
    match number {
        Some(number) => {
            let id = records.get(&number).ok_or(Error::NotFound("sample record"))?;
            Ok(id.to_string())
        }
        None => Ok(String::new()),
    }
}

async fn decisions(
    registry: &Registry,
    architect: &Actor,
    sample: &firm::Workload,
    workload: &Workload,
    records: &BTreeMap<i64, Id>,
    today: Date,
) -> Result<()> {
    let owner = address(&sample.signer);
    // What is not settled was planned anew; two things of the largest gap slipped all the same.
    let planned = |days: i64| (today + Duration::days(days)).to_string();
    let slipped = sample.ratio > 400;
    for decision in [Decision::O2, Decision::O3] {
        let late = slipped && decision == Decision::O2;
        let claim = Claim {
            state: State::NotStarted.key().to_owned(),
            owner: owner.clone(),
            due_on: planned(if late { -12 } else { 38 }),
            ..Claim::default()
        };
        registry
            .checklist()
            .move_to(architect, &workload.slug, decision, &claim, 0)
            .await?;
    }
    for decided in sample.decisions() {
        let decision = decided.decision;
        let due_on = match decided.state {
            State::NotStarted => planned(if slipped && decision == Decision::C1 { -5 } else { 52 }),
            State::InProgress => planned(24),
            _ => String::new(),
        };
        let claim = Claim {
            state: decided.state.key().to_owned(),
            owner: owner.clone(),
            due_on,
            evidence: decided.evidence.clone(),
            reason: decided.reason.clone(),
            adr: record(records, decided.adr)?,
        };
        registry
            .checklist()
            .move_to(architect, &workload.slug, decision, &claim, 0)
            .await?;
    }
    Ok(())
}
