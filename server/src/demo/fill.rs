//! Brings the sample firm into a registry: people, records, workloads and what they depend on.

use std::collections::{BTreeMap, BTreeSet};

use registry::{
    adr::record::Filter as Records,
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
    /// Who signs for each workload, in the order of [`firm::WORKLOADS`].
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
    for person in &firm::PEOPLE {
        let new = NewPerson {
            email: address(person.at),
            name: person.name.to_owned(),
            password: firm::PASSWORD.to_owned(),
            roles: person.roles.iter().copied().collect(),
            teams: person
                .teams
                .iter()
                .filter_map(|team| teams.get(team))
                .copied()
                .collect::<BTreeSet<_>>(),
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
    for sample in &firm::WORKLOADS {
        signers.push(registry.people().by_email(&address(sample.signer)).await?);
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
    for (sample, workload) in firm::WORKLOADS.iter().zip(&workloads) {
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
        name: sample.name.to_owned(),
        purpose: sample.purpose.to_owned(),
        team: registry::kernel::slug(sample.team),
        durability: sample.durability.to_owned(),
        spend: spend.to_string(),
        currency: "USD".to_owned(),
        accounts: sample.accounts.to_owned(),
        regions: sample.regions.to_owned(),
        classification: sample.classification.to_owned(),
    }
}

async fn dependencies(
    registry: &Registry,
    architect: &Actor,
    sample: &firm::Workload,
    workload: &Workload,
    records: &BTreeMap<i64, Id>,
) -> Result<()> {
    for dependency in sample.dependencies {
        let record = match dependency.adr {
            Some(number) => records
                .get(&number)
                .ok_or(Error::NotFound("sample record"))?
                .to_string(),
            None => String::new(),
        };
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
            service: dependency.service.to_owned(),
            category: dependency.category.to_owned(),
            owner: sample.team.to_owned(),
            boundary: dependency.boundary.to_owned(),
            exit_option: dependency.exit.to_owned(),
            runbook,
            record,
            ..inventory::Draft::default()
        };
        let attached = registry.inventory().attach(architect, workload.id, &draft).await?;
        for (location, operation, calls, leaking) in dependency.points {
            let point = inventory::PointDraft {
                location: (*location).to_owned(),
                operation: (*operation).to_owned(),
                calls: calls.to_string(),
                leaking: leaking.to_string(),
                ..inventory::PointDraft::default()
            };
            registry.inventory().add_point(architect, attached.id, &point).await?;
        }
    }
    Ok(())
}

async fn assets(registry: &Registry, architect: &Actor, sample: &firm::Workload, workload: &Workload) -> Result<()> {
    for (kind, name, owner, location, format, open, retention, catalogue, export, gigabytes) in sample.assets {
        let draft = asset::Draft {
            kind: (*kind).to_owned(),
            name: (*name).to_owned(),
            owner: (*owner).to_owned(),
            location: (*location).to_owned(),
            format: (*format).to_owned(),
            open_format: open.to_string(),
            retention: (*retention).to_owned(),
            catalogue_entry: (*catalogue).to_owned(),
            open_export: (*export).to_owned(),
            volume_gb: gigabytes.to_string(),
        };
        registry.assets().add(architect, workload.id, &draft).await?;
    }
    for model in sample.models {
        let [
            name,
            base_model,
            training_data,
            configuration,
            benchmark,
            approval_path,
            deployment_target,
            rollback_path,
        ] = model.map(str::to_owned);
        let draft = asset::ModelDraft {
            name,
            base_model,
            training_data,
            configuration,
            benchmark,
            approval_path,
            deployment_target,
            rollback_path,
        };
        registry.assets().add_model(architect, workload.id, &draft).await?;
    }
    Ok(())
}

/// The decisions people move, in the order the sample names them.
const MOVED: [Decision; 7] = [
    Decision::D1,
    Decision::D2,
    Decision::D3,
    Decision::C1,
    Decision::C2,
    Decision::C3,
    Decision::O1,
];

async fn decisions(
    registry: &Registry,
    architect: &Actor,
    sample: &firm::Workload,
    workload: &Workload,
    records: &BTreeMap<i64, Id>,
    today: Date,
) -> Result<()> {
    let owner = address(sample.signer);
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
    for (decision, decided) in MOVED.into_iter().zip(&sample.decisions) {
        let mut claim = Claim {
            owner: owner.clone(),
            ..Claim::default()
        };
        let state = match decided {
            firm::Decided::Open => {
                claim.due_on = planned(if slipped && decision == Decision::C1 { -5 } else { 52 });
                State::NotStarted
            }
            firm::Decided::Progress => {
                claim.due_on = planned(24);
                State::InProgress
            }
            firm::Decided::Adopted(evidence) => {
                claim.evidence = (*evidence).to_owned();
                State::Adopted
            }
            firm::Decided::Deliberate(number, reason) => {
                claim.reason = (*reason).to_owned();
                claim.adr = records.get(number).ok_or(Error::NotFound("sample record"))?.to_string();
                State::DeliberateCoupling
            }
            firm::Decided::NotApplicable(reason) => {
                claim.reason = (*reason).to_owned();
                State::NotApplicable
            }
        };
        state.key().clone_into(&mut claim.state);
        registry
            .checklist()
            .move_to(architect, &workload.slug, decision, &claim, 0)
            .await?;
    }
    Ok(())
}
