//! Records over time: how many of each quarter stand in which status today.

use std::collections::BTreeMap;

use time::{Date, Month};

use super::{Cited, Status};
use crate::kernel::Quarter;

/// One quarter's records by the status they are in today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarterCount {
    /// The quarter.
    pub quarter: Quarter,
    /// How many in each status that occurs.
    pub counts: BTreeMap<Status, i64>,
}

impl QuarterCount {
    /// How many in a status.
    #[must_use]
    pub fn of(&self, status: Status) -> i64 {
        self.counts.get(&status).copied().unwrap_or_default()
    }

    /// How many in all.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.counts.values().sum()
    }
}

/// The course of a log or of all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Every quarter from the first to the last with a record, the oldest first.
    pub quarters: Vec<QuarterCount>,
    /// Records of which the day is not known, by status.
    pub undated: BTreeMap<Status, i64>,
}

/// Which records of a course to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Of this quarter.
    pub quarter: Quarter,
    /// By the day they were first stored; else by the day they were decided.
    pub recorded: bool,
    /// Only in this status.
    pub status: Option<Status>,
}

/// A record and its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The record.
    pub record: Cited,
    /// When it was decided, or first stored.
    pub on: Date,
}

/// The longest course that is shown, in quarters; a slip in a date must not fill it with decades.
const LONGEST: usize = 80;

impl Course {
    /// Adds up months, `2026-11`, into quarters. A month that is none counts as not known, and so
    /// does one more than twenty years before the last.
    #[must_use]
    pub fn of(months: impl IntoIterator<Item = (Option<String>, Status, i64)>) -> Self {
        let mut dated: BTreeMap<Quarter, BTreeMap<Status, i64>> = BTreeMap::new();
        let mut undated: BTreeMap<Status, i64> = BTreeMap::new();
        for (month, status, count) in months {
            let counts = match month.as_deref().and_then(quarter) {
                Some(quarter) => dated.entry(quarter).or_default(),
                None => &mut undated,
            };
            *counts.entry(status).or_default() += count;
        }
        let mut quarters = Vec::new();
        let mut next = dated.keys().next_back().copied();
        while let Some(quarter) = next.filter(|_| !dated.is_empty() && quarters.len() < LONGEST) {
            let counts = dated.remove(&quarter).unwrap_or_default();
            quarters.push(QuarterCount { quarter, counts });
            next = Some(quarter.previous());
        }
        for (status, count) in dated.into_values().flatten() {
            *undated.entry(status).or_default() += count;
        }
        quarters.reverse();
        Self { quarters, undated }
    }

    /// The statuses that occur in a quarter, in the order of a record's life.
    #[must_use]
    pub fn statuses(&self) -> Vec<Status> {
        let occurs = |status: &Status| self.quarters.iter().any(|one| one.of(*status) > 0);
        Status::ALL.into_iter().filter(occurs).collect()
    }

    /// How many records have no day that is known.
    #[must_use]
    pub fn undated(&self) -> i64 {
        self.undated.values().sum()
    }
}

fn quarter(month: &str) -> Option<Quarter> {
    let (year, month) = month.split_once('-')?;
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, 1)
        .ok()
        .map(Quarter::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(month: &str, status: Status, count: i64) -> (Option<String>, Status, i64) {
        (Some(month.to_owned()), status, count)
    }

    #[test]
    fn months_add_up_to_quarters_without_a_gap() {
        let course = Course::of([
            month("2025-11", Status::Accepted, 2),
            month("2025-12", Status::Accepted, 1),
            month("2025-10", Status::Superseded, 4),
            month("2026-06", Status::Rejected, 1),
            (None, Status::Draft, 3),
            month("someday", Status::Draft, 2),
        ]);
        let told: Vec<_> = course
            .quarters
            .iter()
            .map(|one| (one.quarter.to_string(), one.total()))
            .collect();
        let told: Vec<_> = told.iter().map(|(quarter, total)| (quarter.as_str(), *total)).collect();
        assert_eq!(told, [("2025-Q4", 7), ("2026-Q1", 0), ("2026-Q2", 1)]);
        assert_eq!(course.quarters[0].of(Status::Accepted), 3);
        assert_eq!(
            course.statuses(),
            [Status::Accepted, Status::Rejected, Status::Superseded]
        );
        assert_eq!(course.undated(), 5);
    }

    #[test]
    fn a_slip_in_a_date_does_not_fill_the_chart_with_decades() {
        let course = Course::of([
            month("0202-01", Status::Accepted, 1),
            month("2026-01", Status::Accepted, 1),
        ]);
        assert_eq!((course.quarters.len(), course.undated()), (LONGEST, 1));
        assert_eq!(course.quarters[0].quarter.year(), 2006);
        assert_eq!(Course::of([]), Course::default());
    }
}
