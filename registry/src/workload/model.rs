//! What is known of a workload.

use time::Date;

use super::Durability;
use crate::{
    kernel::{Currency, Id, Instant, Money},
    risk::ratio::{NoRatio, Ratio},
};

/// A named AI system with an owning team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// Which.
    pub id: Id,
    /// Its name in addresses; stays when the name changes.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it does, in a sentence or two.
    pub purpose: String,
    /// The owning team.
    pub team_id: Id,
    /// The owning team's name.
    pub team: String,
    /// How steady it is.
    pub durability: Durability,
    /// What it is billed in.
    pub currency: Currency,
    /// Annual AI spend, if it is known.
    pub spend: Option<Money>,
    /// AWS accounts it runs in.
    pub accounts: String,
    /// Regions it runs in.
    pub regions: String,
    /// Classification of the data it works on.
    pub classification: String,
    /// The day it was registered; checklist dates count from it.
    pub registered_on: Date,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The version read.
    pub version: i64,
}

impl Workload {
    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/workloads/{}", self.slug)
    }
}

/// What is asked when a workload is registered or changed, as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Its name.
    pub name: String,
    /// What it does.
    pub purpose: String,
    /// Key of the owning team: its slug.
    pub team: String,
    /// Key of the durability class.
    pub durability: String,
    /// Annual AI spend as an amount; empty: not known yet.
    pub spend: String,
    /// ISO code of the currency.
    pub currency: String,
    /// Accounts, free text.
    pub accounts: String,
    /// Regions, free text.
    pub regions: String,
    /// Classification, free text.
    pub classification: String,
}

/// A workload in a list, with what the registry counts of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The workload.
    pub workload: Workload,
    /// Dependencies.
    pub dependencies: i64,
    /// Integration points.
    pub points: i64,
    /// Integration points outside the boundary.
    pub leaking: i64,
    /// Integration points covered by an accepted record.
    pub covered: i64,
    /// The newest sealed quarter, with exit cost (likely) and the spend it was measured against.
    pub sealed: Option<Sealed>,
}

/// A sealed assessment in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The quarter, `2026-Q3`.
    pub quarter: String,
    /// Exit cost, likely.
    pub exit_cost: Money,
    /// Annual AI spend it was divided by.
    pub spend: Option<Money>,
}

impl Sealed {
    /// Its dependency-risk ratio.
    ///
    /// # Errors
    /// Why there is none.
    pub fn ratio(&self) -> Result<Ratio, NoRatio> {
        Ratio::of(self.exit_cost, self.spend)
    }
}

/// Which workloads to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of the team with this slug.
    pub team: Option<String>,
    /// Only of this durability class, by key.
    pub durability: Option<String>,
    /// Only where this text occurs in the name or purpose.
    pub text: Option<String>,
}
