//! Lives through the sample firm's quarters: estimates, reviews, signatures, seals.

use registry::{
    identity::Actor,
    kernel::{Quarter, Registry, Result},
    review::{
        Week,
        model::{ExceptionDraft, Place},
    },
    risk::{Component, model::LineDraft},
    workload::Workload,
};
use time::{Date, Duration};

use super::{
    fill::{Firm, QUARTERS, draft, morning, past, spend},
    firm,
};

/// What share of a workload's exit cost each component is, in percent, and what it is called.
const PARTS: [(Component, i64, &str); 5] = [
    (Component::AdapterRewrite, 41, "Rewrite adapters and leaking calls"),
    (
        Component::DataMovement,
        22,
        "Move data, rebuild pipelines, check them again",
    ),
    (
        Component::OperationalRetraining,
        9,
        "Train operators on the new platform",
    ),
    (Component::FineTuning, 17, "Reproduce tuned models and their approvals"),
    (Component::ContractConstraints, 11, "Commitments that outlast the move"),
];

/// How many days after the start each week is signed.
const SIGNED_AFTER: [i64; 4] = [6, 13, 20, 29];

/// Lives through the past quarters and into the current one.
pub async fn live(registry: &Registry, firm: &Firm, today: Date) -> Result<()> {
    let mut versions: Vec<i64> = firm.workloads.iter().map(|workload| workload.version).collect();
    for (index, quarter) in past(today).into_iter().enumerate() {
        let start = quarter.first_day() + Duration::days(9);
        registry.clock().set(morning(start));
        for ((sample, workload), version) in firm::workloads().iter().zip(&firm.workloads).zip(&mut versions) {
            let changed = draft(sample, spend(sample, index));
            *version = registry
                .workloads()
                .change(&firm.architect, &workload.slug, &changed, *version)
                .await?
                .version;
        }
        let cycle = registry.reviews().start(&firm.cto, quarter, None).await?;
        for (sample, workload) in firm::workloads().iter().zip(&firm.workloads) {
            estimate(registry, &firm.architect, sample, workload, quarter, index).await?;
        }
        for (week, after) in Week::all().iter().zip(SIGNED_AFTER) {
            registry.clock().set(morning(start + Duration::days(after)));
            for (signer, workload) in firm.signers.iter().zip(&firm.workloads) {
                if cycle.reviews.iter().any(|review| review.slug == workload.slug) {
                    sign(registry, signer, workload, quarter, *week).await?;
                }
            }
        }
        for workload in &firm.workloads {
            if !cycle.reviews.iter().any(|review| review.slug == workload.slug) {
                registry.risk().seal(&firm.cto, &workload.slug, quarter).await?;
            }
        }
    }
    current(registry, firm, today).await
}

/// The review in progress: two workloads in time, one late in its second week.
async fn current(registry: &Registry, firm: &Firm, today: Date) -> Result<()> {
    let quarter = Quarter::of(today);
    let start = (today - Duration::days(16)).max(quarter.first_day());
    registry.clock().set(morning(start));
    let cycle = registry.reviews().start(&firm.cto, quarter, None).await?;
    for (index, (sample, workload)) in firm::workloads().iter().zip(&firm.workloads).enumerate() {
        if cycle.reviews.iter().any(|review| review.slug == workload.slug) {
            // Two estimates are begun; fraud has not got to it.
            if index != 1 {
                estimate(registry, &firm.architect, sample, workload, quarter, QUARTERS).await?;
            }
            let weeks = if index == 1 { 1 } else { 2 };
            for (week, after) in Week::all().iter().zip(SIGNED_AFTER).take(weeks) {
                let day = start + Duration::days(after);
                if day <= today {
                    registry.clock().set(morning(day));
                    sign(registry, &firm.signers[index], workload, quarter, *week).await?;
                }
            }
        }
    }
    registry.clock().set(morning(today));
    Ok(())
}

/// A quarter's assessment with five lines of the firm's own.
async fn estimate(
    registry: &Registry,
    architect: &Actor,
    sample: &firm::Workload,
    workload: &Workload,
    quarter: Quarter,
    index: usize,
) -> Result<()> {
    let mut assessment = registry.risk().open(architect, &workload.slug, quarter).await?;
    for line in assessment.lines.clone() {
        assessment = registry
            .risk()
            .delete_line(architect, &workload.slug, quarter, line.id, assessment.version)
            .await?;
    }
    let exit_cost = spend(sample, index) * ratio(sample, index) / 1000;
    for (component, share, label) in PARTS {
        let likely = exit_cost * share / 100;
        let line = LineDraft {
            component: component.key().to_owned(),
            label: label.to_owned(),
            low: (likely * 7 / 10).to_string(),
            likely: likely.to_string(),
            high: (likely * 15 / 10).to_string(),
            estimator: architect.name.clone(),
            note: "Estimated with the team from the dependency registry.".to_owned(),
        };
        registry
            .risk()
            .add_line(architect, &workload.slug, quarter, &line)
            .await?;
    }
    Ok(())
}

/// A workload's ratio in a quarter, in tenths of a percent: from what it was to what it is, with
/// a step back now and then.
fn ratio(sample: &firm::Workload, index: usize) -> i64 {
    let last = i64::try_from(QUARTERS - 1).unwrap_or(1);
    let index = i64::try_from(index).unwrap_or(0).min(last);
    let straight = sample.ratio_then + (sample.ratio - sample.ratio_then) * index / last;
    let step = [0, 3, -2, 4, 0, -3, 2, 0, 0];
    straight + step.get(usize::try_from(index).unwrap_or(0)).copied().unwrap_or(0)
}

/// Settles a week's open tasks and signs it.
async fn sign(registry: &Registry, signer: &Actor, workload: &Workload, quarter: Quarter, week: Week) -> Result<()> {
    let place = Place::new(quarter, &workload.slug, week);
    let today = registry.today();
    let sheet = registry.reviews().week(signer, &place).await?;
    for task in sheet.tasks.iter().filter(|task| !task.is_settled(today)) {
        let key = &task.standing.key;
        if task.by_hand {
            registry
                .reviews()
                .tick(signer, &place, key, "Checked with the team.")
                .await?;
        } else {
            let exception = ExceptionDraft {
                reason: "Known gap; on the team’s plan for next quarter.".to_owned(),
                owner: signer.name.clone(),
                until: quarter.next().last_day().to_string(),
            };
            registry.reviews().except(signer, &place, key, &exception).await?;
        }
    }
    let seen = registry.reviews().week(signer, &place).await?;
    registry.reviews().sign(signer, &place, &seen.hash).await?;
    Ok(())
}
