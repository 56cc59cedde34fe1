//! The sample firm: Harbour & Pine, wealth management and insurance, AWS first. Invented; its
//! figures are chosen so that every page has something to show. They stand in tables, a file each,
//! in `demo/firm/`; rows under a workload name it in their first column.

use std::sync::LazyLock;

use registry::{
    checklist::{Decision, State},
    identity::Role,
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

/// The key of its decision log.
pub const LOG: &str = "PLAT";
/// The name of its decision log.
pub const LOG_NAME: &str = "Platform decisions";
/// Where its people have their addresses.
pub const DOMAIN: &str = "demo.example";
/// Everybody's password; the demonstration is the only place with one that is known.
pub const PASSWORD: &str = "walk back through";

/// The teams.
pub const TEAMS: [&str; 6] = [
    "Claims Engineering",
    "Risk Engineering",
    "Advice Platform",
    "Document Services",
    "Model Platform",
    "Field Technology",
];

/// A person.
#[derive(Debug, Deserialize)]
pub struct Person {
    /// The local part of their address.
    pub at: String,
    pub name: String,
    /// What they are at the firm.
    pub is: String,
    /// By key, separated by spaces.
    #[serde(deserialize_with = "roles")]
    pub roles: Vec<Role>,
    /// Name of their team; empty: none.
    pub team: String,
}

/// A workload.
#[derive(Debug, Deserialize)]
pub struct Workload {
    pub name: String,
    pub team: String,
    /// The local part of the address of whoever signs for it.
    pub signer: String,
    pub durability: String,
    /// Annual AI spend today, in dollars.
    pub spend: i64,
    /// Exit cost nine quarters ago as a share of spend, in tenths of a percent.
    pub ratio_then: i64,
    /// The same today.
    pub ratio: i64,
    pub accounts: String,
    pub regions: String,
    pub classification: String,
    pub purpose: String,
}

/// A service a workload uses.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    workload: String,
    pub service: String,
    pub category: String,
    /// Number of the record that decided on it, if there is one.
    pub adr: Option<i64>,
    pub runbook: bool,
    pub exit: String,
    pub boundary: String,
}

/// A place where a workload calls a service.
#[derive(Debug, Deserialize)]
pub struct Point {
    workload: String,
    service: String,
    pub location: String,
    pub operation: String,
    pub calls: i64,
    pub leaking: bool,
}

/// A data asset of a workload.
#[derive(Debug, Deserialize)]
pub struct Asset {
    workload: String,
    pub kind: String,
    pub name: String,
    pub owner: String,
    pub location: String,
    pub format: String,
    pub open_format: bool,
    pub retention: String,
    pub catalogue_entry: String,
    pub open_export: String,
    pub volume_gb: i64,
}

/// A fine-tuned model of a workload.
#[derive(Debug, Deserialize)]
pub struct Model {
    workload: String,
    pub name: String,
    /// What it was tuned from.
    pub base: String,
    pub training_data: String,
    pub configuration: String,
    pub benchmark: String,
    pub approval_path: String,
    pub deployment_target: String,
    pub rollback_path: String,
}

/// Where a decision of the checklist stands for a workload.
#[derive(Debug, Deserialize)]
pub struct Decided {
    workload: String,
    pub decision: Decision,
    pub state: State,
    /// Number of the record a deliberate coupling rests on.
    pub adr: Option<i64>,
    pub evidence: String,
    pub reason: String,
}

/// How hard a record is to reverse, and when to look at it again.
#[derive(Debug, Deserialize)]
pub struct Terms {
    /// The record's number.
    pub adr: i64,
    pub door: String,
    pub reversal: String,
    /// In US dollars.
    pub cost: Option<i64>,
    /// Separated by semicolons.
    pub triggers: String,
    /// Days from the day of the demonstration; negative: overdue.
    pub review_in: Option<i64>,
    /// Slugs, separated by semicolons.
    pub workloads: String,
}

impl Workload {
    pub fn dependencies(&self) -> impl Iterator<Item = &'static Dependency> {
        FIRM.dependencies.iter().filter(|row| row.workload == self.name)
    }

    pub fn assets(&self) -> impl Iterator<Item = &'static Asset> {
        FIRM.assets.iter().filter(|row| row.workload == self.name)
    }

    pub fn models(&self) -> impl Iterator<Item = &'static Model> {
        FIRM.models.iter().filter(|row| row.workload == self.name)
    }

    /// What people decided, in the order of the checklist; not what the registry computes.
    pub fn decisions(&self) -> impl Iterator<Item = &'static Decided> {
        FIRM.decisions.iter().filter(|row| row.workload == self.name)
    }
}

impl Dependency {
    pub fn points(&self) -> impl Iterator<Item = &'static Point> {
        FIRM.points
            .iter()
            .filter(|row| row.workload == self.workload && row.service == self.service)
    }
}

/// The people; the first six are printed as sign-ins: one a role, then a reviewer of another team.
pub fn people() -> &'static [Person] {
    &FIRM.people
}

/// The workloads, the largest spend first.
pub fn workloads() -> &'static [Workload] {
    &FIRM.workloads
}

/// The terms of the records.
pub fn terms() -> &'static [Terms] {
    &FIRM.terms
}

/// The tables.
struct Firm {
    people: Vec<Person>,
    workloads: Vec<Workload>,
    dependencies: Vec<Dependency>,
    points: Vec<Point>,
    assets: Vec<Asset>,
    models: Vec<Model>,
    decisions: Vec<Decided>,
    terms: Vec<Terms>,
}

static FIRM: LazyLock<Firm> = LazyLock::new(|| Firm {
    people: table(include_str!("../../demo/firm/people.csv")),
    workloads: table(include_str!("../../demo/firm/workloads.csv")),
    dependencies: table(include_str!("../../demo/firm/dependencies.csv")),
    points: table(include_str!("../../demo/firm/points.csv")),
    assets: table(include_str!("../../demo/firm/assets.csv")),
    models: table(include_str!("../../demo/firm/models.csv")),
    decisions: table(include_str!("../../demo/firm/decisions.csv")),
    terms: table(include_str!("../../demo/firm/terms.csv")),
});

/// The rows of a table. Rows are checked by a test; one that cannot be read is left out rather than
/// stopping the program.
fn table<T: DeserializeOwned>(text: &str) -> Vec<T> {
    csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .filter_map(Result::ok)
        .collect()
}

fn roles<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Role>, D::Error> {
    let text = String::deserialize(input)?;
    text.split(' ')
        .map(|key| key.parse().map_err(serde::de::Error::custom))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_has_its_place() {
        let firm = &*FIRM;
        let rows = [
            (firm.people.len(), include_str!("../../demo/firm/people.csv")),
            (firm.workloads.len(), include_str!("../../demo/firm/workloads.csv")),
            (
                firm.dependencies.len(),
                include_str!("../../demo/firm/dependencies.csv"),
            ),
            (firm.points.len(), include_str!("../../demo/firm/points.csv")),
            (firm.assets.len(), include_str!("../../demo/firm/assets.csv")),
            (firm.models.len(), include_str!("../../demo/firm/models.csv")),
            (firm.decisions.len(), include_str!("../../demo/firm/decisions.csv")),
            (firm.terms.len(), include_str!("../../demo/firm/terms.csv")),
        ];
        for (read, text) in rows {
            assert_eq!(read, text.lines().count() - 1, "{:?}", text.lines().next());
        }
        let under = |count: fn(&Workload) -> usize| workloads().iter().map(count).sum::<usize>();
        assert_eq!(under(|one| one.dependencies().count()), firm.dependencies.len());
        assert_eq!(under(|one| one.assets().count()), firm.assets.len());
        assert_eq!(under(|one| one.models().count()), firm.models.len());
        assert_eq!(under(|one| one.decisions().count()), firm.decisions.len());
        let points = |one: &Workload| one.dependencies().map(|it| it.points().count()).sum();
        assert_eq!(under(points), firm.points.len());
        for team in people().iter().map(|one| &one.team).filter(|team| !team.is_empty()) {
            assert!(TEAMS.contains(&team.as_str()), "{team}");
        }
    }
}
