//! What is known of a dependency and of the places where it is used.

use super::{Category, Layer, Service, catalogue};
use crate::{
    adr::Cited,
    kernel::{Id, Instant},
};

/// Every service there is: the built-in catalogue and those the organisation added.
#[derive(Clone, Debug, Default)]
pub struct Services {
    added: Vec<Service>,
}

impl Services {
    /// The built-in catalogue with these besides.
    #[must_use]
    pub fn with(added: Vec<Service>) -> Self {
        Self { added }
    }

    /// The built-in services in the order of the catalogue, then the added ones.
    pub fn all(&self) -> impl Iterator<Item = &Service> {
        catalogue::all().iter().chain(&self.added)
    }

    /// The service with this key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&Service> {
        catalogue::find(key).or_else(|| self.added.iter().find(|service| service.key == key))
    }

    /// Whether the organisation added it.
    #[must_use]
    pub fn is_added(&self, key: &str) -> bool {
        self.added.iter().any(|service| service.key == key)
    }

    /// The service with this key, or one that says no more than the key: a dependency outlives
    /// the catalogue it was chosen from.
    #[must_use]
    pub fn named(&self, key: &str) -> Service {
        self.find(key).cloned().unwrap_or_else(|| Service {
            key: key.to_owned(),
            name: key.to_owned(),
            provider: "not in the catalogue".to_owned(),
            layer: Layer::Compute,
            category: Category::Abstractable,
            reason: Category::Abstractable.explanation().to_owned(),
            strong_use: String::new(),
            practice: String::new(),
            why: String::new(),
            alternative: String::new(),
        })
    }

    /// Who provides them, each once, by name.
    #[must_use]
    pub fn providers(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.all().map(|service| service.provider.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// A service in a list, with how much it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceUse {
    /// The service.
    pub service: Service,
    /// Whether the organisation added it.
    pub added: bool,
    /// Workloads that depend on it.
    pub workloads: i64,
    /// Integration points over all of them.
    pub points: i64,
    /// Of these, outside their boundary.
    pub leaking: i64,
}

/// A service used by a workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Which.
    pub id: Id,
    /// The workload.
    pub workload_id: Id,
    /// The workload's name in addresses.
    pub workload_slug: String,
    /// The workload's name.
    pub workload: String,
    /// The service.
    pub service: Service,
    /// How tightly it is coupled here; may differ from the catalogue's.
    pub category: Category,
    /// Who answers for it.
    pub owner: String,
    /// The adapter that isolates it, as path globs; empty: none.
    pub boundary: String,
    /// Key of the service an exit leads to; empty: none named.
    pub exit_option: String,
    /// Name of that service.
    pub exit_name: String,
    /// Link to the runbook; empty: none.
    pub runbook: String,
    /// The decision record behind it.
    pub record: Option<Cited>,
    /// Integration points.
    pub points: i64,
    /// Of these, outside the boundary.
    pub leaking: i64,
    /// Of these, counted but without a place.
    pub unlocated_inside: i64,
    /// Outside the boundary, counted but without a place.
    pub unlocated_leaking: i64,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The version read.
    pub version: i64,
}

impl Dependency {
    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/workloads/{}/dependencies/{}", self.workload_slug, self.id)
    }

    /// Whether an accepted record covers it.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.record.as_ref().is_some_and(Cited::is_accepted)
    }

    /// Integration points covered by an accepted record: all or none.
    #[must_use]
    pub fn covered(&self) -> i64 {
        if self.is_covered() { self.points } else { 0 }
    }

    /// Whether the category calls for a record and there is none in force.
    #[must_use]
    pub fn wants_record(&self) -> bool {
        self.category.wants_record() && !self.is_covered()
    }
}

/// One place, or a count of places, where a dependency is called or declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Which.
    pub id: Id,
    /// The dependency.
    pub dependency_id: Id,
    /// The workload's name in addresses.
    pub workload_slug: String,
    /// The workload's name.
    pub workload: String,
    /// The service.
    pub service: Service,
    /// The coupling category of the dependency.
    pub category: Category,
    /// Where: `claims-api:src/llm.rs:42`. Empty: counted, not located yet.
    pub location: String,
    /// What is called: `InvokeModel`.
    pub operation: String,
    /// How many calls stand there.
    pub calls: i64,
    /// Whether it is outside the boundary.
    pub leaking: bool,
    /// The decision record of the dependency.
    pub record: Option<Cited>,
}

impl Point {
    /// Whether it is a count without a place.
    #[must_use]
    pub fn is_count(&self) -> bool {
        self.location.is_empty()
    }

    /// Whether an accepted record covers it.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.record.as_ref().is_some_and(Cited::is_accepted)
    }

    /// The page of its dependency.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/workloads/{}/dependencies/{}", self.workload_slug, self.dependency_id)
    }
}

/// How much of what is called stands behind a boundary and a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Rows: places and counts.
    pub rows: i64,
    /// Integration points, a count weighing what it counts.
    pub points: i64,
    /// Of these, outside their boundary.
    pub leaking: i64,
    /// Of these, covered by an accepted record.
    pub covered: i64,
}

impl Coverage {
    /// The share an accepted record covers, in percent; none without points.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn percent(self) -> Option<f64> {
        (self.points > 0).then(|| 100.0 * self.covered as f64 / self.points as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Service {
        Service {
            key: "vault".into(),
            name: "Vault".into(),
            ..Services::default().named("vault")
        }
    }

    #[test]
    fn one_lookup_finds_built_in_and_added_services() {
        let services = Services::with(vec![own()]);
        assert_eq!(
            services.find("bedrock").map(|service| service.name.as_str()),
            Some("Bedrock")
        );
        assert_eq!(
            services.find("vault").map(|service| service.name.as_str()),
            Some("Vault")
        );
        assert!(services.is_added("vault") && !services.is_added("bedrock"));
        assert_eq!(services.all().count(), catalogue::all().len() + 1);
        assert_eq!(services.find("gone"), None);
        assert_eq!(services.named("gone").name, "gone");
        assert!(services.providers().contains(&"AWS"));
    }

    #[test]
    fn coverage_is_a_share_of_calls() {
        let some = Coverage {
            rows: 3,
            points: 8,
            leaking: 1,
            covered: 6,
        };
        assert_eq!(some.percent(), Some(75.0));
        assert_eq!(Coverage::default().percent(), None);
    }
}
