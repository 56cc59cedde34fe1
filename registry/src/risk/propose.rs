//! A first estimate of an exit, drawn from the registry: the estimator starts from these lines
//! and changes what they know better.

use super::{Component, Estimate, Settings};
use crate::{
    inventory::Category,
    kernel::{Currency, Money, money::MoneyError},
};

/// What the registry knows about a workload that costs something to leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// People who operate the workload.
    pub people: u32,
    /// Its dependencies.
    pub dependencies: Vec<DependencyFacts>,
    /// Its data assets.
    pub assets: Vec<AssetFacts>,
    /// Its fine-tuned models.
    pub models: Vec<ModelFacts>,
    /// Contracts that bind it.
    pub contracts: Vec<ContractFacts>,
}

/// One dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DependencyFacts {
    /// The service's name.
    pub name: String,
    /// How tightly it binds.
    pub category: Category,
    /// Integration points inside the boundary.
    pub inside: u32,
    /// Integration points outside any boundary.
    pub leaking: u32,
    /// Whether operators have a runbook for it.
    pub runbook: bool,
}

/// One data asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetFacts {
    /// Its name.
    pub name: String,
    /// Its volume.
    pub gigabytes: u64,
    /// Whether it is kept in an open format.
    pub open_format: bool,
}

/// One fine-tuned model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFacts {
    /// Its name.
    pub name: String,
    /// What training it again costs in compute, if known.
    pub compute: Option<Money>,
    /// Facts missing from its reproducibility record.
    pub missing: u32,
}

/// One contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractFacts {
    /// Its name.
    pub name: String,
    /// Committed spend that would go unused.
    pub stranded: Money,
    /// Penalties for leaving early or spending too little.
    pub penalty: Money,
}

/// One proposed line of an assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The component it belongs to.
    pub component: Component,
    /// What costs something.
    pub label: String,
    /// How the likely cost was worked out.
    pub note: String,
    /// The cost.
    pub estimate: Estimate,
}

/// The proposed lines, in the order of the components; what costs nothing has no line.
///
/// # Errors
/// When an amount is in another currency than the settings, or does not fit.
pub fn lines(facts: &Facts, settings: &Settings) -> Result<Vec<Line>, MoneyError> {
    let mut lines = Vec::new();
    for dependency in &facts.dependencies {
        lines.extend(adapter(dependency, settings)?);
    }
    lines.extend(movement(&facts.assets, settings)?);
    lines.extend(retraining(facts, settings)?);
    for model in &facts.models {
        lines.extend(reproduction(model, settings)?);
    }
    for contract in &facts.contracts {
        lines.extend(constraint(contract, settings.currency)?);
    }
    Ok(lines)
}

fn adapter(dependency: &DependencyFacts, settings: &Settings) -> Result<Option<Line>, MoneyError> {
    let each = i128::from(settings.point_tenths(dependency.category));
    // Hundredths of a tenth of a day: the boundary's discount is in percent.
    let effort = each
        * (i128::from(dependency.leaking) * 100 + i128::from(dependency.inside) * i128::from(settings.inside_percent));
    let boundary = match dependency.inside {
        0 => String::new(),
        inside => format!("; {inside} inside the boundary at {}\u{a0}%", settings.inside_percent),
    };
    let note = format!(
        "{}, {} days each at {}{boundary}",
        counted(u64::from(dependency.inside) + u64::from(dependency.leaking), "point"),
        days(each),
        Money::new(settings.day_rate, settings.currency).full(),
    );
    line(
        Component::AdapterRewrite,
        dependency.name.clone(),
        note,
        work(effort, settings)?,
        settings,
    )
}

fn movement(assets: &[AssetFacts], settings: &Settings) -> Result<Vec<Line>, MoneyError> {
    let gigabytes = assets
        .iter()
        .fold(0_u64, |sum, asset| sum.saturating_add(asset.gigabytes));
    let price = settings.transfer.price(gigabytes, settings.currency)?;
    let mut lines = Vec::new();
    lines.extend(line(
        Component::DataMovement,
        "Data transfer out".to_owned(),
        format!("{gigabytes} GB at the tiered price"),
        price,
        settings,
    )?);
    for asset in assets {
        let mut tenths = i128::from(settings.pipeline_tenths) + i128::from(settings.revalidation_tenths);
        let mut note = "rebuild pipelines, check the data, update references".to_owned();
        if !asset.open_format {
            tenths += i128::from(settings.conversion_tenths);
            note.push_str(", convert to an open format");
        }
        let note = format!("{}: {note}", counted_days(tenths));
        let cost = work(tenths * 100, settings)?;
        lines.extend(line(Component::DataMovement, asset.name.clone(), note, cost, settings)?);
    }
    Ok(lines)
}

fn retraining(facts: &Facts, settings: &Settings) -> Result<Option<Line>, MoneyError> {
    let each = i128::from(settings.retraining_tenths);
    let with = facts
        .dependencies
        .iter()
        .filter(|dependency| dependency.runbook)
        .count();
    let without = facts.dependencies.len() - with;
    let shares = wide(with) * i128::from(settings.runbook_percent) + wide(without) * 100;
    let note = format!(
        "{} × {} days for each of {}; {with} with a runbook at {}\u{a0}%",
        if facts.people == 1 {
            "1 person".to_owned()
        } else {
            format!("{} people", facts.people)
        },
        days(each),
        if facts.dependencies.len() == 1 {
            "1 dependency".to_owned()
        } else {
            format!("{} dependencies", facts.dependencies.len())
        },
        settings.runbook_percent,
    );
    let cost = work(each * shares * i128::from(facts.people), settings)?;
    line(
        Component::OperationalRetraining,
        "Operators learn the replacements".to_owned(),
        note,
        cost,
        settings,
    )
}

fn reproduction(model: &ModelFacts, settings: &Settings) -> Result<Option<Line>, MoneyError> {
    let compute = model
        .compute
        .unwrap_or(Money::new(settings.model_compute, settings.currency));
    let tenths = i128::from(settings.evaluation_tenths) + i128::from(settings.approval_tenths);
    let base = work(tenths * 100, settings)?.plus(compute)?;
    let extra = i128::from(model.missing) * i128::from(settings.missing_fact_percent);
    let cost = share(i128::from(base.minor), 100 + extra, settings.currency)?;
    let gaps = match model.missing {
        0 => String::new(),
        missing => format!(
            "; {} missing from its record: {extra}\u{a0}% more",
            counted(u64::from(missing), "fact")
        ),
    };
    let note = format!(
        "{} compute, {} of evaluation and approval{gaps}",
        compute.full(),
        counted_days(tenths)
    );
    line(Component::FineTuning, model.name.clone(), note, cost, settings)
}

/// What a contract costs is written in it, so its three figures are the same.
fn constraint(contract: &ContractFacts, currency: Currency) -> Result<Option<Line>, MoneyError> {
    let cost = Money::zero(currency).plus(contract.stranded)?.plus(contract.penalty)?;
    let note = format!(
        "{} unused commitment, {} penalties",
        contract.stranded.full(),
        contract.penalty.full()
    );
    Ok((cost.minor > 0).then(|| Line {
        component: Component::ContractConstraints,
        label: contract.name.clone(),
        note,
        estimate: Estimate::exactly(cost),
    }))
}

/// A line around a likely cost; none when it costs nothing.
fn line(
    component: Component,
    label: String,
    note: String,
    likely: Money,
    settings: &Settings,
) -> Result<Option<Line>, MoneyError> {
    if likely.minor <= 0 {
        return Ok(None);
    }
    let minor = i128::from(likely.minor);
    let low = share(minor, i128::from(settings.low_percent.min(100)), likely.currency)?;
    let high = share(minor, i128::from(settings.high_percent.max(100)), likely.currency)?;
    let estimate =
        Estimate::new(low.minor, likely.minor, high.minor, likely.currency).unwrap_or(Estimate::exactly(likely));
    Ok(Some(Line {
        component,
        label,
        note,
        estimate,
    }))
}

/// Hundredths of tenths of days at the day rate, rounded half up.
fn work(thousandths: i128, settings: &Settings) -> Result<Money, MoneyError> {
    let product = thousandths
        .checked_mul(i128::from(settings.day_rate.max(0)))
        .ok_or_else(too_large)?;
    fit((product + 500) / 1000, settings.currency)
}

/// So many percent of an amount, rounded half up.
fn share(minor: i128, percent: i128, currency: Currency) -> Result<Money, MoneyError> {
    let product = minor.checked_mul(percent).ok_or_else(too_large)?;
    fit((product + 50) / 100, currency)
}

fn fit(minor: i128, currency: Currency) -> Result<Money, MoneyError> {
    let minor = i64::try_from(minor).map_err(|_| too_large())?;
    Ok(Money::new(minor, currency))
}

fn too_large() -> MoneyError {
    MoneyError::TooLarge("the proposed cost".to_owned())
}

fn wide(count: usize) -> i128 {
    i128::try_from(count).unwrap_or(i128::MAX)
}

/// Tenths of days without a needless `.0`.
fn days(tenths: i128) -> String {
    if tenths % 10 == 0 {
        (tenths / 10).to_string()
    } else {
        super::ratio::decimal(tenths)
    }
}

fn counted_days(tenths: i128) -> String {
    if tenths == 10 {
        "1 day".to_owned()
    } else {
        format!("{} days", days(tenths))
    }
}

fn counted(count: u64, thing: &str) -> String {
    if count == 1 {
        format!("1 {thing}")
    } else {
        format!("{count} {thing}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    fn bedrock(inside: u32, leaking: u32) -> DependencyFacts {
        DependencyFacts {
            name: "Bedrock".to_owned(),
            category: Category::Abstractable,
            inside,
            leaking,
            runbook: true,
        }
    }

    fn facts() -> Facts {
        Facts {
            people: 4,
            dependencies: vec![
                bedrock(10, 2),
                DependencyFacts {
                    name: "Step Functions".to_owned(),
                    category: Category::DeeplyCoupled,
                    inside: 0,
                    leaking: 3,
                    runbook: false,
                },
            ],
            assets: vec![AssetFacts {
                name: "Claims".to_owned(),
                gigabytes: 409_600,
                open_format: false,
            }],
            models: vec![ModelFacts {
                name: "Fraud scorer".to_owned(),
                compute: Some(usd(500_000)),
                missing: 2,
            }],
            contracts: vec![ContractFacts {
                name: "EDP".to_owned(),
                stranded: usd(1_000),
                penalty: usd(500),
            }],
        }
    }

    #[test]
    fn every_line_by_hand() {
        let lines = lines(&facts(), &Settings::default()).unwrap();
        let likely: Vec<_> = lines
            .iter()
            .map(|line| (line.component, line.label.as_str(), line.estimate.likely().minor))
            .collect();
        assert_eq!(
            likely,
            [
                // 2 points × 2 days + 10 × 2 × 30 % = 10 days at $1,100.
                (Component::AdapterRewrite, "Bedrock", 1_100_000),
                // 3 × 5 days.
                (Component::AdapterRewrite, "Step Functions", 1_650_000),
                (Component::DataMovement, "Data transfer out", 2_437_120),
                // 6 + 3 + 8 days.
                (Component::DataMovement, "Claims", 1_870_000),
                // 4 people × 2 days × (50 % + 100 %) = 12 days.
                (
                    Component::OperationalRetraining,
                    "Operators learn the replacements",
                    1_320_000
                ),
                // ($5,000 + 8 days × $1,100) × 140 %.
                (Component::FineTuning, "Fraud scorer", 1_932_000),
                (Component::ContractConstraints, "EDP", 1_500),
            ]
        );
        assert_eq!(lines[0].estimate.low().minor, 660_000);
        assert_eq!(lines[0].estimate.high().minor, 1_980_000);
        assert_eq!(
            lines[0].note,
            "12 points, 2 days each at $1,100.00; 10 inside the boundary at 30\u{a0}%"
        );
        assert_eq!(lines[6].estimate.low(), lines[6].estimate.high());
    }

    #[test]
    fn what_costs_nothing_has_no_line() {
        assert_eq!(lines(&Facts::default(), &Settings::default()), Ok(Vec::new()));
        let idle = Facts {
            dependencies: vec![bedrock(0, 0)],
            ..Facts::default()
        };
        assert_eq!(lines(&idle, &Settings::default()), Ok(Vec::new()));
    }

    #[test]
    fn another_currency_is_refused() {
        let mut facts = facts();
        facts.contracts[0].penalty = Money::new(1, "EUR".parse().unwrap());
        assert!(matches!(
            lines(&facts, &Settings::default()),
            Err(MoneyError::TwoCurrencies(..))
        ));
    }

    proptest! {
        #[test]
        fn a_boundary_never_makes_it_dearer(points in 0..5_000_u32, inside in 0..5_000_u32) {
            let inside = inside.min(points);
            let cost = |inside| {
                let facts = Facts { dependencies: vec![bedrock(inside, points - inside)], ..Facts::default() };
                let lines = lines(&facts, &Settings::default()).unwrap();
                Estimate::total(lines.iter().map(|line| line.estimate), Currency::USD).unwrap()
            };
            prop_assert!(cost(inside).likely().minor <= cost(0).likely().minor);
        }
    }
}
