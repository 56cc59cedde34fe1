//! The prices and rates behind every proposed cost. All can be edited; each page that shows a
//! figure made from them also says when they were last checked.

use serde::{Deserialize, Serialize};
use time::{Date, macros::date};

use super::transfer::Tiers;
use crate::{
    inventory::Category,
    kernel::{Currency, Problems},
};

time::serde::format_description!(day, Date, "[year]-[month]-[day]");

/// Prices and rates. Days are counted in tenths and shares in percent, so that every cost made
/// from them is exact to the minor unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The day somebody last compared these figures with the world.
    #[serde(with = "day")]
    pub checked_on: Date,
    /// What all amounts here are in.
    pub currency: Currency,
    /// Cost of one person for one day, minor units.
    pub day_rate: i64,
    /// Tenths of a day to rewrite one integration point of an open standard.
    pub open_standard_tenths: u32,
    /// Tenths of a day to rewrite one point that an adapter can hide.
    pub abstractable_tenths: u32,
    /// Tenths of a day to rewrite one deeply coupled point.
    pub deeply_coupled_tenths: u32,
    /// Share of that effort left when the point lies inside a boundary, percent.
    pub inside_percent: u32,
    /// The low end of a proposed estimate, percent of the likely cost.
    pub low_percent: u32,
    /// The high end of a proposed estimate, percent of the likely cost.
    pub high_percent: u32,
    /// What moving data out costs.
    pub transfer: Tiers,
    /// Tenths of a day to rebuild the pipelines of one data asset.
    pub pipeline_tenths: u32,
    /// Tenths of a day to check one data asset after the move and update what refers to it.
    pub revalidation_tenths: u32,
    /// Tenths of a day to convert one data asset that is in no open format.
    pub conversion_tenths: u32,
    /// Tenths of a day one person needs to learn the replacement of one dependency.
    pub retraining_tenths: u32,
    /// Share of that left when the dependency has a runbook, percent.
    pub runbook_percent: u32,
    /// Compute to fine-tune one model again when nothing better is known, minor units.
    pub model_compute: i64,
    /// Tenths of a day to evaluate one model that was made again.
    pub evaluation_tenths: u32,
    /// Tenths of a day to have it approved.
    pub approval_tenths: u32,
    /// What each fact missing from a model's record adds to its cost, percent.
    pub missing_fact_percent: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            checked_on: date!(2026 - 11 - 01),
            currency: Currency::USD,
            day_rate: 110_000,
            open_standard_tenths: 5,
            abstractable_tenths: 20,
            deeply_coupled_tenths: 50,
            inside_percent: 30,
            low_percent: 60,
            high_percent: 180,
            transfer: Tiers::default(),
            pipeline_tenths: 60,
            revalidation_tenths: 30,
            conversion_tenths: 80,
            retraining_tenths: 20,
            runbook_percent: 50,
            model_compute: 800_000,
            evaluation_tenths: 50,
            approval_tenths: 30,
            missing_fact_percent: 20,
        }
    }
}

impl Settings {
    /// Tenths of a day to rewrite one point of a category that no boundary holds.
    #[must_use]
    pub fn point_tenths(&self, category: Category) -> u32 {
        match category {
            Category::OpenStandard => self.open_standard_tenths,
            Category::Abstractable => self.abstractable_tenths,
            Category::DeeplyCoupled => self.deeply_coupled_tenths,
        }
    }

    /// What is wrong with edited settings, each at its field.
    #[must_use]
    pub fn check(&self) -> Problems {
        let mut problems = Problems::new();
        problems.require(self.day_rate >= 0, "day_rate", "A rate is never below zero.");
        problems.require(self.model_compute >= 0, "model_compute", "A cost is never below zero.");
        problems.require(
            self.low_percent <= 100,
            "low_percent",
            "The low end is at most 100 % of the likely cost.",
        );
        problems.require(
            self.high_percent >= 100,
            "high_percent",
            "The high end is at least 100 % of the likely cost.",
        );
        problems.require(
            self.inside_percent <= 100,
            "inside_percent",
            "A boundary never adds effort: at most 100 %.",
        );
        problems.require(
            self.runbook_percent <= 100,
            "runbook_percent",
            "A runbook never adds effort: at most 100 %.",
        );
        problems.require(!self.transfer.0.is_empty(), "transfer", "Give at least one price.");
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_storage_and_old_ones_gain_new_fields() {
        let settings = Settings {
            day_rate: 95_000,
            ..Settings::default()
        };
        let stored = serde_json::to_string(&settings).unwrap();
        assert!(stored.contains("\"checked_on\":\"2026-11-01\""), "{stored}");
        assert_eq!(serde_json::from_str::<Settings>(&stored).unwrap(), settings);
        let old: Settings = serde_json::from_str(r#"{"day_rate":95000}"#).unwrap();
        assert_eq!(old, settings);
    }

    #[test]
    fn defaults_are_sound_and_nonsense_is_named() {
        assert!(Settings::default().check().is_empty());
        let wrong = Settings {
            low_percent: 120,
            high_percent: 90,
            day_rate: -1,
            ..Settings::default()
        };
        let problems = wrong.check();
        for field in ["low_percent", "high_percent", "day_rate"] {
            assert!(problems.of(field).is_some(), "{field}");
        }
    }
}
