//! Which dependencies an accepted decision record stands behind, and which still lack one. The
//! rule itself is [`Dependency::is_covered`]; here it is counted and filtered.

use super::{Category, Dependency};
use crate::{
    adr::{Cited, Status},
    kernel::keyed,
};

keyed! {
    /// How far a dependency is from an accepted record.
    pub enum Standing: "coverage" {
        /// No record, or one that is no longer followed.
        Missing = "missing", "no record";
        /// A record is being written or waits for a decision.
        Pending = "pending", "record not accepted yet";
        /// An accepted record covers it.
        Covered = "covered", "covered";
    }
}

impl Dependency {
    /// How far it is from an accepted record.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match &self.record {
            _ if self.is_covered() => Standing::Covered,
            Some(record) if matches!(record.status, Status::Draft | Status::Proposed) => Standing::Pending,
            _ => Standing::Missing,
        }
    }
}

/// Which dependencies to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverageFilter {
    /// Only those of the workload with this slug.
    pub workload: Option<String>,
    /// Only those on the service with this key.
    pub service: Option<String>,
    /// Only those coupled like this.
    pub category: Option<Category>,
}

impl CoverageFilter {
    /// Whether a dependency is among them.
    #[must_use]
    pub fn lets_through(&self, one: &Dependency) -> bool {
        self.workload.as_ref().is_none_or(|slug| *slug == one.workload_slug)
            && self.service.as_ref().is_none_or(|key| *key == one.service.key)
            && self.category.is_none_or(|category| category == one.category)
    }
}

/// How much of some dependencies an accepted record covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Dependencies.
    pub dependencies: i64,
    /// Of these, covered.
    pub covered_dependencies: i64,
    /// Integration points of all of them.
    pub points: i64,
    /// Of these, covered.
    pub covered: i64,
}

impl Tally {
    /// Counts dependencies and their points.
    #[must_use]
    pub fn of<'a>(dependencies: impl IntoIterator<Item = &'a Dependency>) -> Self {
        dependencies.into_iter().fold(Self::default(), |sum, one| Self {
            dependencies: sum.dependencies + 1,
            covered_dependencies: sum.covered_dependencies + i64::from(one.is_covered()),
            points: sum.points + one.points,
            covered: sum.covered + one.covered(),
        })
    }

    /// The share of the points that is covered, in whole percent rounded down, so that 100 means
    /// every one; none without points.
    #[must_use]
    pub fn percent(self) -> Option<i64> {
        (self.points > 0).then(|| 100 * self.covered / self.points)
    }
}

/// The accepted records with what each covers, those that cover the most points first.
#[must_use]
pub fn by_record<'a>(dependencies: impl IntoIterator<Item = &'a Dependency>) -> Vec<(&'a Cited, Vec<&'a Dependency>)> {
    let mut found: Vec<(&Cited, Vec<&Dependency>)> = Vec::new();
    for one in dependencies {
        let Some(record) = one.record.as_ref().filter(|_| one.is_covered()) else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| known.id == record.id) {
            Some((_, covered)) => covered.push(one),
            None => found.push((record, vec![one])),
        }
    }
    found.sort_by_cached_key(|(record, covered)| {
        let points: i64 = covered.iter().map(|one| one.points).sum();
        (-points, record.log.clone(), record.number)
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        inventory::Services,
        kernel::{Id, Instant},
    };

    fn cited(number: i64, status: Status) -> Cited {
        Cited {
            id: Id::from_u128(u128::try_from(number).unwrap()),
            log: "PLAT".into(),
            number: Some(number),
            title: "T".into(),
            status,
        }
    }

    fn on(service: &str, points: i64, record: Option<Cited>) -> Dependency {
        Dependency {
            id: Id::nil(),
            workload_id: Id::nil(),
            workload_slug: "claims".into(),
            workload: "Claims".into(),
            service: Services::default().named(service),
            category: Category::Abstractable,
            owner: String::new(),
            boundary: String::new(),
            exit_option: String::new(),
            exit_name: String::new(),
            runbook: String::new(),
            record,
            points,
            leaking: 0,
            unlocated_inside: points,
            unlocated_leaking: 0,
            updated_at: Instant::start_of(time::macros::date!(2026 - 11 - 22)),
            version: 1,
        }
    }

    #[test]
    fn only_an_accepted_record_covers_and_only_an_open_one_is_waited_for() {
        let standing = |record| on("sqs", 3, record).standing();
        assert_eq!(standing(None), Standing::Missing);
        for status in Status::ALL {
            let expected = match status {
                Status::Accepted => Standing::Covered,
                Status::Draft | Status::Proposed => Standing::Pending,
                _ => Standing::Missing,
            };
            assert_eq!(standing(Some(cited(1, status))), expected, "{status}");
        }
    }

    #[test]
    fn points_are_counted_and_a_hundred_percent_means_all() {
        let all = [
            on("sqs", 999, Some(cited(1, Status::Accepted))),
            on("s3", 1, Some(cited(2, Status::Superseded))),
            on("eks", 0, None),
        ];
        let tally = Tally::of(&all);
        assert_eq!(
            (
                tally.dependencies,
                tally.covered_dependencies,
                tally.points,
                tally.covered
            ),
            (3, 1, 1000, 999)
        );
        assert_eq!(tally.percent(), Some(99));
        assert_eq!(Tally::of(&all[..1]).percent(), Some(100));
        assert_eq!(Tally::of(&all[2..]).percent(), None);
    }

    #[test]
    fn a_record_is_named_once_with_all_it_covers() {
        let all = [
            on("sqs", 1, Some(cited(2, Status::Accepted))),
            on("s3", 5, Some(cited(1, Status::Accepted))),
            on("eks", 7, Some(cited(2, Status::Accepted))),
            on("ecs", 9, Some(cited(3, Status::Proposed))),
        ];
        let found = by_record(&all);
        let named: Vec<_> = found.iter().map(|(record, all)| (record.number, all.len())).collect();
        assert_eq!(named, [(Some(2), 2), (Some(1), 1)]);
    }

    #[test]
    fn filters_narrow_together() {
        let one = on("sqs", 1, None);
        let filter = |workload: Option<&str>, service: Option<&str>, category| CoverageFilter {
            workload: workload.map(Into::into),
            service: service.map(Into::into),
            category,
        };
        assert!(filter(None, None, None).lets_through(&one));
        assert!(filter(Some("claims"), Some("sqs"), Some(Category::Abstractable)).lets_through(&one));
        assert!(!filter(Some("claims"), Some("s3"), None).lets_through(&one));
        assert!(!filter(Some("other"), None, None).lets_through(&one));
        assert!(!filter(None, None, Some(Category::OpenStandard)).lets_through(&one));
    }
}
