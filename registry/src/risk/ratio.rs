//! The dependency-risk ratio: what an exit would cost as a share of a year's AI platform spend.

use std::{cmp::Ordering, fmt};

use serde::Serialize;

use super::Zone;
use crate::kernel::{Currency, Money, money::MoneyError};

/// Exit cost ÷ annual AI platform spend, kept as the two amounts so that comparing and zoning
/// are exact. The spend is above zero, the cost is not below, and both are in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Ratio {
    exit_cost: i64,
    spend: i64,
    currency: Currency,
}

/// Why there is no ratio.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRatio {
    /// No spend on record.
    #[error("no annual AI spend is recorded")]
    SpendMissing,
    /// Zero or less was spent.
    #[error("the recorded annual AI spend is zero")]
    SpendZero,
    /// A cost below zero.
    #[error("the exit cost is below zero")]
    CostNegative,
    /// Exit cost in one currency, spend in another.
    #[error("the exit cost is in {0} and the spend in {1}; give both in one currency")]
    TwoCurrencies(&'static str, &'static str),
    /// The amounts of several workloads add up to more than can be counted.
    #[error("the amounts are too large to add")]
    TooLarge,
    /// No workload has an assessment.
    #[error("no workload has been assessed yet")]
    NothingAssessed,
}

impl From<MoneyError> for NoRatio {
    fn from(error: MoneyError) -> Self {
        match error {
            MoneyError::TwoCurrencies(one, other) => Self::TwoCurrencies(one, other),
            _ => Self::TooLarge,
        }
    }
}

impl Ratio {
    /// The ratio of two amounts.
    ///
    /// # Errors
    /// When there is none, and why.
    pub fn of(exit_cost: Money, spend: Option<Money>) -> Result<Self, NoRatio> {
        let spend = spend.ok_or(NoRatio::SpendMissing)?;
        if exit_cost.currency != spend.currency {
            return Err(NoRatio::TwoCurrencies(exit_cost.currency.code(), spend.currency.code()));
        }
        if spend.minor <= 0 {
            return Err(NoRatio::SpendZero);
        }
        if exit_cost.minor < 0 {
            return Err(NoRatio::CostNegative);
        }
        Ok(Self {
            exit_cost: exit_cost.minor,
            spend: spend.minor,
            currency: spend.currency,
        })
    }

    /// The ratio of the platform: Σ exit cost ÷ Σ spend of its workloads.
    ///
    /// # Errors
    /// When there is no workload, or their amounts cannot be added.
    pub fn platform(workloads: impl IntoIterator<Item = Self>) -> Result<Self, NoRatio> {
        let mut workloads = workloads.into_iter();
        let first = workloads.next().ok_or(NoRatio::NothingAssessed)?;
        workloads.try_fold(first, |sum, next| {
            let cost = sum.exit_cost().plus(next.exit_cost())?;
            let spend = sum.spend().plus(next.spend())?;
            Self::of(cost, Some(spend))
        })
    }

    /// What is divided.
    #[must_use]
    pub fn exit_cost(self) -> Money {
        Money::new(self.exit_cost, self.currency)
    }

    /// What it is divided by; above zero.
    #[must_use]
    pub fn spend(self) -> Money {
        Money::new(self.spend, self.currency)
    }

    /// How it compares with a whole number of percent, exactly.
    #[must_use]
    pub fn compare_percent(self, percent: u8) -> Ordering {
        (i128::from(self.exit_cost) * 100).cmp(&(i128::from(self.spend) * i128::from(percent)))
    }

    /// Which is larger, exactly.
    #[must_use]
    pub fn compare(self, other: Self) -> Ordering {
        let left = i128::from(self.exit_cost) * i128::from(other.spend);
        let right = i128::from(other.exit_cost) * i128::from(self.spend);
        left.cmp(&right)
    }

    /// What it asks for.
    #[must_use]
    pub fn zone(self) -> Zone {
        if self.compare_percent(Zone::REVIEW_PERCENT) == Ordering::Greater {
            Zone::ReviewRequired
        } else if self.compare_percent(Zone::TARGET_PERCENT) == Ordering::Less {
            Zone::OnTarget
        } else {
            Zone::Watch
        }
    }

    /// In percent, for charts and statistics; always finite.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a chart needs fewer digits than a double has")]
    pub fn percent(self) -> f64 {
        self.exit_cost as f64 / self.spend as f64 * 100.0
    }

    /// In tenths of a percent, as people read it: rounded half up, but never onto or across a
    /// zone's edge, so that 19.96 % does not read as 20.0 % and “on target” at once.
    #[must_use]
    pub fn tenths(self) -> i128 {
        let (cost, spend) = (i128::from(self.exit_cost), i128::from(self.spend));
        let rounded = (cost * 2000 + spend) / (spend * 2);
        let (target, review) = (
            i128::from(Zone::TARGET_PERCENT) * 10,
            i128::from(Zone::REVIEW_PERCENT) * 10,
        );
        match self.zone() {
            Zone::OnTarget => rounded.min(target - 1),
            Zone::Watch => rounded,
            Zone::ReviewRequired => rounded.max(review + 1),
        }
    }
}

/// As people read it: `22.4 %`.
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{a0}%", decimal(self.tenths()))
    }
}

/// Tenths with a decimal point and no sign for zero: `-24` is `−2.4`.
#[must_use]
pub(crate) fn decimal(tenths: i128) -> String {
    let sign = if tenths < 0 { "−" } else { "" };
    let size = tenths.unsigned_abs();
    format!("{sign}{}.{}", size / 10, size % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    fn ratio(cost: i64, spend: i64) -> Ratio {
        Ratio::of(usd(cost), Some(usd(spend))).unwrap()
    }

    #[test]
    fn zones_are_exact_at_their_edges() {
        let spend = 100_000_000_000_000_003;
        assert_eq!(ratio(20, 100).zone(), Zone::Watch);
        assert_eq!(ratio(40, 100).zone(), Zone::Watch);
        assert_eq!(ratio(19_999_999, 100_000_000).zone(), Zone::OnTarget);
        assert_eq!(ratio(40_000_001, 100_000_000).zone(), Zone::ReviewRequired);
        assert_eq!(ratio(spend / 5, spend).zone(), Zone::OnTarget);
        assert_eq!(ratio(spend / 5 + 1, spend).zone(), Zone::Watch);
        assert_eq!(ratio(spend / 5 * 2 + 1, spend).zone(), Zone::Watch);
        assert_eq!(ratio(spend / 5 * 2 + 2, spend).zone(), Zone::ReviewRequired);
        assert_eq!(ratio(i64::MAX, 1).zone(), Zone::ReviewRequired);
    }

    #[test]
    fn a_reader_never_sees_a_number_that_contradicts_the_zone() {
        assert_eq!(ratio(224, 1000).to_string(), "22.4\u{a0}%");
        assert_eq!(ratio(1996, 10_000).to_string(), "19.9\u{a0}%");
        assert_eq!(ratio(4001, 10_000).to_string(), "40.1\u{a0}%");
        assert_eq!(ratio(2000, 10_000).to_string(), "20.0\u{a0}%");
        assert_eq!(ratio(2_245, 10_000).to_string(), "22.5\u{a0}%");
        assert_eq!(ratio(0, 5).to_string(), "0.0\u{a0}%");
    }

    #[test]
    fn without_spend_there_is_a_reason_instead() {
        assert_eq!(Ratio::of(usd(5), None), Err(NoRatio::SpendMissing));
        assert_eq!(Ratio::of(usd(5), Some(usd(0))), Err(NoRatio::SpendZero));
        assert_eq!(Ratio::of(usd(-5), Some(usd(1))), Err(NoRatio::CostNegative));
        let euro = Money::new(5, "EUR".parse().unwrap());
        assert_eq!(Ratio::of(usd(5), Some(euro)), Err(NoRatio::TwoCurrencies("USD", "EUR")));
        assert_eq!(Ratio::platform([]), Err(NoRatio::NothingAssessed));
    }

    #[test]
    fn the_platform_is_weighed_by_spend() {
        let platform = Ratio::platform([ratio(10, 100), ratio(90, 300)]).unwrap();
        assert_eq!(platform, ratio(100, 400));
        assert_eq!(
            Ratio::platform([ratio(i64::MAX, 1), ratio(1, 1)]),
            Err(NoRatio::TooLarge)
        );
    }

    proptest! {
        #[test]
        fn more_cost_never_lowers_and_more_spend_never_raises(
            cost in 0..i64::MAX / 2, spend in 1..i64::MAX / 2, more in 0..i64::MAX / 2,
        ) {
            let base = ratio(cost, spend);
            prop_assert_ne!(ratio(cost + more, spend).compare(base), Ordering::Less);
            prop_assert_ne!(ratio(cost, spend + more).compare(base), Ordering::Greater);
            prop_assert!(ratio(cost + more, spend).zone() >= base.zone());
            prop_assert!(base.percent().is_finite());
        }

        #[test]
        fn what_is_read_lies_in_the_zone(cost in 0..1_000_000_i64, spend in 1..1_000_000_i64) {
            let ratio = ratio(cost, spend);
            let fits = match ratio.zone() {
                Zone::OnTarget => ratio.tenths() < 200,
                Zone::Watch => (200..=400).contains(&ratio.tenths()),
                Zone::ReviewRequired => ratio.tenths() > 400,
            };
            prop_assert!(fits, "{ratio}");
        }
    }
}
