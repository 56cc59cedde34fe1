//! Which workloads a quarter's review looks at.

use std::cmp::Reverse;

use crate::kernel::{Id, Money, money::MoneyError};

/// How many workloads a review picks unless somebody sets another number.
pub const DEFAULT: usize = 3;

/// A workload that may be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub id: Id,
    /// Its name, which decides between equal spends.
    pub name: String,
    /// AI spend of the trailing twelve months.
    pub spend: Option<Money>,
}

/// The `count` candidates with the largest spend, largest first, equal ones by name. Those
/// without spend on record come last.
///
/// # Errors
/// When two candidates spend in different currencies: which is larger would be a guess.
pub fn largest(candidates: Vec<Candidate>, count: usize) -> Result<Vec<Candidate>, MoneyError> {
    let mut currency = None;
    for spend in candidates.iter().filter_map(|candidate| candidate.spend) {
        let first = *currency.get_or_insert(spend.currency);
        if first != spend.currency {
            return Err(MoneyError::TwoCurrencies(first.code(), spend.currency.code()));
        }
    }
    let mut picked = candidates;
    picked.sort_by_cached_key(|candidate| {
        (
            Reverse(candidate.spend.map(|spend| spend.minor)),
            candidate.name.to_lowercase(),
            candidate.id,
        )
    });
    picked.truncate(count);
    Ok(picked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Currency;

    fn candidate(name: &str, spend: Option<i64>) -> Candidate {
        Candidate {
            id: Id::nil(),
            name: name.to_owned(),
            spend: spend.map(|minor| Money::new(minor, Currency::USD)),
        }
    }

    fn names(candidates: Vec<Candidate>, count: usize) -> Vec<String> {
        largest(candidates, count)
            .unwrap()
            .into_iter()
            .map(|candidate| candidate.name)
            .collect()
    }

    #[test]
    fn the_largest_come_first_and_ties_go_by_name() {
        let all = vec![
            candidate("Unknown", None),
            candidate("search", Some(50)),
            candidate("Claims", Some(50)),
            candidate("Fraud", Some(90)),
            candidate("Pilot", Some(0)),
        ];
        assert_eq!(names(all.clone(), DEFAULT), ["Fraud", "Claims", "search"]);
        assert_eq!(names(all.clone(), 9), ["Fraud", "Claims", "search", "Pilot", "Unknown"]);
        assert_eq!(names(all, 0), [""; 0]);
    }

    #[test]
    fn two_currencies_are_not_compared() {
        let mut mixed = vec![candidate("a", Some(1)), candidate("b", Some(2))];
        mixed[1].spend = Some(Money::new(2, "EUR".parse().unwrap()));
        assert!(largest(mixed, 1).is_err());
    }
}
