//! The four weeks of a review.

use time::{Date, Duration};

use crate::kernel::keyed;

keyed! {
    /// A week of the review; its key is its number.
    pub enum Week: "review week" {
        /// Services, points, categories.
        Inventory = "1", "Inventory";
        /// Owners, retention, metadata, export.
        DataLayer = "2", "Data layer";
        /// What it takes to make each model again.
        ModelReproducibility = "3", "Model reproducibility";
        /// Five components, spend, ratio.
        DependencyRisk = "4", "Dependency risk";
    }
}

keyed! {
    /// Where a week of a review stands.
    pub enum WeekState: "week state" {
        /// Tasks remain, and there is time.
        Open = "open", "open";
        /// Every task is done or excepted; only the signature is missing.
        Ready = "ready", "ready to sign";
        /// Past its due day without a signature.
        Late = "late", "late";
        /// Signed.
        Signed = "signed", "signed";
    }
}

impl Week {
    /// 1 to 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Inventory => 1,
            Self::DataLayer => 2,
            Self::ModelReproducibility => 3,
            Self::DependencyRisk => 4,
        }
    }

    /// The week with this number, 1 to 4.
    #[must_use]
    pub fn of(number: u8) -> Option<Self> {
        Self::all().iter().copied().find(|week| week.number() == number)
    }

    /// How many days after the start it is due.
    #[must_use]
    pub const fn due_day(self) -> u8 {
        match self {
            Self::Inventory => 7,
            Self::DataLayer => 14,
            Self::ModelReproducibility => 21,
            Self::DependencyRisk => 30,
        }
    }

    /// The day it is due in a review that started on `start`.
    #[must_use]
    pub fn due(self, start: Date) -> Date {
        start.saturating_add(Duration::days(i64::from(self.due_day())))
    }

    /// What the signature says, in one sentence.
    #[must_use]
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Inventory => {
                "Every AWS service of the workload is listed, its integration points are counted and each has a category."
            }
            Self::DataLayer => {
                "Training data, model artifacts, evaluation sets and inference logs have an owner, a retention policy, catalogue metadata and an open-format export."
            }
            Self::ModelReproducibility => {
                "Each fine-tuned model could be made again: its data, configuration, benchmark, approval, target and rollback are on record."
            }
            Self::DependencyRisk => {
                "The five cost components and the year’s AI spend are estimated, and the ratio stands."
            }
        }
    }
}

impl WeekState {
    /// The state of a week from what is known about it. A week that is ready but past its due
    /// day is late: what is missing is the signature.
    #[must_use]
    pub fn of(signed: bool, tasks_settled: bool, due: Date, today: Date) -> Self {
        match (signed, tasks_settled) {
            (true, _) => Self::Signed,
            (false, _) if today > due => Self::Late,
            (false, true) => Self::Ready,
            (false, false) => Self::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn weeks_are_due_on_day_7_14_21_and_30() {
        let days: Vec<_> = Week::all().iter().map(|week| week.due(date!(2026 - 10 - 05))).collect();
        assert_eq!(
            days,
            [
                date!(2026 - 10 - 12),
                date!(2026 - 10 - 19),
                date!(2026 - 10 - 26),
                date!(2026 - 11 - 04)
            ]
        );
        assert_eq!(Week::of(3), Some(Week::ModelReproducibility));
        assert_eq!(Week::of(0).or(Week::of(5)), None);
        for week in Week::all() {
            assert_eq!(week.key(), week.number().to_string());
        }
    }

    #[test]
    fn a_week_is_late_only_after_its_due_day() {
        let due = date!(2026 - 10 - 12);
        let state = |signed, settled, today| WeekState::of(signed, settled, due, today);
        assert_eq!(state(false, false, due), WeekState::Open);
        assert_eq!(state(false, true, due), WeekState::Ready);
        assert_eq!(state(false, true, date!(2026 - 10 - 13)), WeekState::Late);
        assert_eq!(state(true, true, date!(2027 - 01 - 01)), WeekState::Signed);
    }
}
