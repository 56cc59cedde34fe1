//! Annual AI spend: what twelve months cost, and how many of them are known.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};
use time::Date;

use crate::kernel::{Currency, Money, months_after};

/// Months of a year.
const YEAR: i32 = 12;

/// What the twelve months before a day came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trailing {
    /// What each month that is known cost, by its first day.
    pub months: BTreeMap<Date, Decimal>,
    /// The first of the twelve.
    pub from: Date,
    /// The last of the twelve.
    pub to: Date,
}

impl Trailing {
    /// The twelve whole months before the month of a day, as far as they are known. The month of
    /// the day itself is not over, and a bill of it would pass for a whole one.
    #[must_use]
    pub fn before(day: Date, costs: &BTreeMap<Date, Decimal>) -> Self {
        let this = day.replace_day(1).unwrap_or(day);
        let (from, to) = (months_after(this, -YEAR), months_after(this, -1));
        let months = costs.range(from..=to).map(|(month, cost)| (*month, *cost)).collect();
        Self { months, from, to }
    }

    /// What the known months cost together: annual AI spend when all twelve are known, and less than
    /// it otherwise; it is never stretched to a year.
    #[must_use]
    pub fn sum(&self) -> Decimal {
        self.months.values().sum()
    }

    /// The same as money, rounded half away from zero to the minor unit. None when it is more than
    /// can be kept.
    #[must_use]
    pub fn money(&self, currency: Currency) -> Option<Money> {
        rounded(self.sum(), currency)
    }

    /// Months that are not known, by their first days.
    #[must_use]
    pub fn missing(&self) -> Vec<Date> {
        (0..YEAR)
            .map(|after| months_after(self.from, after))
            .filter(|month| !self.months.contains_key(month))
            .collect()
    }
}

/// A cost as money, rounded half away from zero to the minor unit.
#[must_use]
pub fn rounded(cost: Decimal, currency: Currency) -> Option<Money> {
    let minor = cost.checked_mul(Decimal::from(currency.scale()))?;
    let minor = minor.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    Some(Money {
        minor: i64::try_from(minor).ok()?,
        currency,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn costs(months: &[(Date, &str)]) -> BTreeMap<Date, Decimal> {
        months
            .iter()
            .map(|(month, cost)| (*month, cost.parse().unwrap()))
            .collect()
    }

    #[test]
    fn twelve_whole_months_before_today_make_a_year() {
        let known = costs(&[
            (date!(2025 - 10 - 01), "1000"),
            (date!(2025 - 11 - 01), "0.125"),
            (date!(2026 - 10 - 01), "0.25"),
            (date!(2026 - 11 - 01), "5000"),
        ]);
        let year = Trailing::before(date!(2026 - 11 - 23), &known);
        assert_eq!((year.from, year.to), (date!(2025 - 11 - 01), date!(2026 - 10 - 01)));
        assert_eq!(
            year.sum(),
            "0.375".parse().unwrap(),
            "neither what is older nor what is not over"
        );
        assert_eq!(
            year.money(Currency::USD),
            Some(Money {
                minor: 38,
                currency: Currency::USD
            })
        );
        let missing = year.missing();
        assert_eq!((missing.len(), missing[0]), (10, date!(2025 - 12 - 01)));
        let january = Trailing::before(date!(2026 - 01 - 31), &known);
        assert_eq!(
            (january.from, january.to),
            (date!(2025 - 01 - 01), date!(2025 - 12 - 01))
        );
    }

    #[test]
    fn a_whole_year_lacks_nothing() {
        let months: BTreeMap<Date, Decimal> = (0..12)
            .map(|after| (months_after(date!(2025 - 11 - 01), after), Decimal::ONE))
            .collect();
        let year = Trailing::before(date!(2026 - 11 - 01), &months);
        assert!(year.missing().is_empty());
        assert_eq!(year.sum(), Decimal::from(12));
    }

    #[test]
    fn costs_become_money_by_the_cent() {
        let yen = Currency::all().iter().find(|it| it.code() == "JPY").copied().unwrap();
        for (cost, currency, minor) in [
            ("0.005", Currency::USD, 1),
            ("-0.005", Currency::USD, -1),
            ("0.0049999", Currency::USD, 0),
            ("99.5", yen, 100),
        ] {
            assert_eq!(
                rounded(cost.parse().unwrap(), currency),
                Some(Money { minor, currency }),
                "{cost}"
            );
        }
        assert_eq!(rounded(Decimal::MAX, Currency::USD), None);
    }
}
