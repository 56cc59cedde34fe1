//! A cost nobody knows exactly: low, likely and high.

use serde::{Deserialize, Serialize};

use crate::kernel::{Currency, Money, money::MoneyError};

/// An estimate in one currency. `low` and `high` are the ends of a 90 % interval: one case in
/// twenty lies below, one in twenty above. Always 0 ≤ low ≤ likely ≤ high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Raw", into = "Raw")]
pub struct Estimate {
    low: i64,
    likely: i64,
    high: i64,
    currency: Currency,
}

/// The three figures are no estimate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEstimate {
    /// A cost below zero.
    #[error("a cost is never below zero")]
    Negative,
    /// Out of order.
    #[error("give them in order: low at most likely, likely at most high")]
    OutOfOrder,
}

/// As stored: nothing is taken for granted.
#[derive(Serialize, Deserialize)]
struct Raw {
    low: i64,
    likely: i64,
    high: i64,
    currency: Currency,
}

impl TryFrom<Raw> for Estimate {
    type Error = NotAnEstimate;

    fn try_from(raw: Raw) -> Result<Self, Self::Error> {
        Self::new(raw.low, raw.likely, raw.high, raw.currency)
    }
}

impl From<Estimate> for Raw {
    fn from(estimate: Estimate) -> Self {
        let Estimate {
            low,
            likely,
            high,
            currency,
        } = estimate;
        Self {
            low,
            likely,
            high,
            currency,
        }
    }
}

impl Estimate {
    /// An estimate from minor units.
    ///
    /// # Errors
    /// When a figure is negative or they are out of order.
    pub fn new(low: i64, likely: i64, high: i64, currency: Currency) -> Result<Self, NotAnEstimate> {
        if low < 0 || likely < 0 || high < 0 {
            return Err(NotAnEstimate::Negative);
        }
        if low > likely || likely > high {
            return Err(NotAnEstimate::OutOfOrder);
        }
        Ok(Self {
            low,
            likely,
            high,
            currency,
        })
    }

    /// Nothing at all.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self {
            low: 0,
            likely: 0,
            high: 0,
            currency,
        }
    }

    /// A known cost: all three figures are the same. A negative amount counts as nothing.
    #[must_use]
    pub fn exactly(cost: Money) -> Self {
        let minor = cost.minor.max(0);
        Self {
            low: minor,
            likely: minor,
            high: minor,
            currency: cost.currency,
        }
    }

    /// The low end.
    #[must_use]
    pub fn low(self) -> Money {
        Money::new(self.low, self.currency)
    }

    /// The most likely cost, the one the ratio is made of.
    #[must_use]
    pub fn likely(self) -> Money {
        Money::new(self.likely, self.currency)
    }

    /// The high end.
    #[must_use]
    pub fn high(self) -> Money {
        Money::new(self.high, self.currency)
    }

    /// What it is counted in.
    #[must_use]
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// Sums figure by figure. The sum of two low ends is lower than the low end of the sum; the
    /// honest range of a total is [`Band`](super::Band).
    ///
    /// # Errors
    /// When the currencies differ, or the sum does not fit.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        Ok(Self {
            low: self.low().plus(other.low())?.minor,
            likely: self.likely().plus(other.likely())?.minor,
            high: self.high().plus(other.high())?.minor,
            currency: self.currency,
        })
    }

    /// The total of some estimates, zero when there are none.
    ///
    /// # Errors
    /// When the currencies differ, or the sum does not fit.
    pub fn total(estimates: impl IntoIterator<Item = Self>, currency: Currency) -> Result<Self, MoneyError> {
        estimates.into_iter().try_fold(Self::zero(currency), Self::plus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_ordered_and_never_negative() {
        let make = |low, likely, high| Estimate::new(low, likely, high, Currency::USD);
        assert!(make(1, 2, 3).is_ok() && make(0, 0, 0).is_ok());
        assert_eq!(make(3, 2, 4), Err(NotAnEstimate::OutOfOrder));
        assert_eq!(make(1, 5, 4), Err(NotAnEstimate::OutOfOrder));
        assert_eq!(make(-1, 5, 6), Err(NotAnEstimate::Negative));
        let smuggled = r#"{"low":9,"likely":2,"high":3,"currency":"USD"}"#;
        assert!(serde_json::from_str::<Estimate>(smuggled).is_err());
    }

    #[test]
    fn totals_add_figure_by_figure_in_one_currency() {
        let a = Estimate::new(1, 2, 3, Currency::USD).unwrap();
        let total = Estimate::total([a, a], Currency::USD).unwrap();
        assert_eq!((total.low, total.likely, total.high), (2, 4, 6));
        let euro = Estimate::zero("EUR".parse().unwrap());
        assert!(Estimate::total([a, euro], Currency::USD).is_err());
    }
}
