//! What moving data out costs: a price per gigabyte that falls with volume.

use serde::{Deserialize, Serialize};

use crate::kernel::{Currency, Money, money::MoneyError};

/// Gigabytes in a terabyte, as the price list counts them.
pub const GB_PER_TB: u64 = 1024;

/// One step of a price list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// How many gigabytes this step holds; the last step holds the rest.
    pub gigabytes: Option<u64>,
    /// Price of a gigabyte in millionths of the currency's unit: 90,000 is $0.09.
    pub micros: u64,
}

/// A price list for data transfer out, steps from the first gigabyte up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tiers(pub Vec<Tier>);

impl Default for Tiers {
    /// $0.09 for 10 TB, $0.085 for the next 40, $0.07 for the next 100, $0.05 beyond.
    fn default() -> Self {
        let step = |terabytes, micros| Tier {
            gigabytes: Some(terabytes * GB_PER_TB),
            micros,
        };
        Self(vec![
            step(10, 90_000),
            step(40, 85_000),
            step(100, 70_000),
            Tier {
                gigabytes: None,
                micros: 50_000,
            },
        ])
    }
}

impl Tiers {
    /// The price of moving so many gigabytes at once, rounded half up to a minor unit. Volume
    /// beyond a list without an open last step is charged at its last price.
    ///
    /// # Errors
    /// When the price does not fit.
    pub fn price(&self, gigabytes: u64, currency: Currency) -> Result<Money, MoneyError> {
        let mut left = gigabytes;
        let mut micros: u128 = 0;
        for (at, tier) in self.0.iter().enumerate() {
            let last = at + 1 == self.0.len();
            let here = if last {
                left
            } else {
                left.min(tier.gigabytes.unwrap_or(left))
            };
            micros += u128::from(here) * u128::from(tier.micros);
            left -= here;
        }
        let scale = u128::from(currency.scale().unsigned_abs());
        let minor = micros
            .checked_mul(scale)
            .map(|scaled| (scaled + 500_000) / 1_000_000)
            .and_then(|minor| i64::try_from(minor).ok())
            .ok_or_else(|| MoneyError::TooLarge("the transfer price".to_owned()))?;
        Ok(Money::new(minor, currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn price(gigabytes: u64) -> i64 {
        Tiers::default().price(gigabytes, Currency::USD).unwrap().minor
    }

    #[test]
    fn four_hundred_terabytes() {
        assert_eq!(price(400 * GB_PER_TB), 2_437_120);
    }

    #[test]
    fn each_step_ends_where_the_next_begins() {
        assert_eq!(price(0), 0);
        assert_eq!(price(1), 9);
        assert_eq!(price(10 * GB_PER_TB), 92_160);
        assert_eq!(price(10 * GB_PER_TB + 2), 92_177);
        assert_eq!(price(50 * GB_PER_TB), 440_320);
        assert_eq!(price(150 * GB_PER_TB), 1_157_120);
    }

    #[test]
    fn a_price_that_does_not_fit_is_refused() {
        let dear = Tiers(vec![Tier {
            gigabytes: Some(1),
            micros: u64::MAX,
        }]);
        assert!(dear.price(u64::MAX, Currency::USD).is_err());
        assert_eq!(
            Tiers(Vec::new()).price(5, Currency::USD),
            Ok(Money::zero(Currency::USD))
        );
    }

    proptest! {
        #[test]
        fn more_volume_never_costs_less(a in 0..1_000_000_000_u64, more in 0..1_000_000_000_u64) {
            prop_assert!(price(a + more) >= price(a));
            // Volume discounts: together is never dearer than apart, but for rounding.
            prop_assert!(price(a + more) <= price(a) + price(more) + 1);
        }
    }
}
