//! The terms a record holds on: what would reverse it, at what cost, what would make somebody want
//! to, and when to look at it again.

use time::{Date, Duration};

use super::Cited;
use crate::kernel::{Currency, Money, Problems, read_day};

/// How long before its day a record is due to be looked at again, in days.
pub const NOTICE: i64 = 30;

/// The terms of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// What would have to be done to reverse it.
    pub reversal: String,
    /// What that would cost.
    pub cost: Option<Money>,
    /// What would make the organisation reverse it.
    pub triggers: Vec<String>,
    /// The day by which somebody says again whether it still holds.
    pub review_by: Option<Date>,
    /// The version read; 0 while nothing was written.
    pub version: i64,
}

/// A record to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The record.
    pub record: Cited,
    /// By when.
    pub review_by: Date,
}

/// Terms as they are typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What would have to be done.
    pub reversal: String,
    /// What that would cost, as a number; empty: not known.
    pub cost: String,
    /// ISO 4217 code of the cost's currency.
    pub currency: String,
    /// What would make one want to, one a line.
    pub triggers: String,
    /// `2027-03-31`; empty: never.
    pub review_by: String,
    /// Slugs of the workloads the record is about.
    pub workloads: Vec<String>,
}

impl Draft {
    /// Checks what needs no database. A day may be past only if it was so before.
    #[must_use]
    pub fn check(&self, problems: &mut Problems, today: Date, before: Option<Date>) -> Terms {
        let reversal = problems.optional_text("reversal", &self.reversal, 2000);
        let currency: Option<Currency> = match self.cost.trim() {
            "" => None,
            _ => problems.keep("currency", self.currency.parse()),
        };
        let cost = currency.and_then(|currency| problems.keep("cost", Money::parse(&self.cost, currency)));
        let triggers: Vec<String> = self
            .triggers
            .lines()
            .map(|line| line.trim().trim_start_matches(['-', '*']).trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect();
        problems.require(triggers.len() <= 20, "triggers", "At most 20 triggers, one a line.");
        problems.require(
            triggers.iter().all(|line| line.chars().count() <= 300),
            "triggers",
            "At most 300 characters a trigger.",
        );
        let review_by = match self.review_by.trim() {
            "" => None,
            day => problems.keep("review_by", read_day(day)),
        };
        if let Some(day) = review_by.filter(|day| Some(*day) != before) {
            problems.require(day > today, "review_by", "Choose a day that is still to come.");
        }
        Terms {
            reversal,
            cost,
            triggers,
            review_by,
            version: 0,
        }
    }
}

/// Whether it is time to say again that a record holds.
#[must_use]
pub fn is_due(review_by: Date, today: Date) -> bool {
    review_by - today <= Duration::days(NOTICE)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn terms_are_read_as_typed() {
        let draft = Draft {
            reversal: "  Move the queue ".into(),
            cost: "12,000".into(),
            currency: "EUR".into(),
            triggers: "- Price above 0.10\n\n* Region closes\n".into(),
            review_by: "2027-03-31".into(),
            workloads: Vec::new(),
        };
        let mut problems = Problems::new();
        let terms = draft.check(&mut problems, date!(2026 - 11 - 22), None);
        assert!(problems.is_empty(), "{problems}");
        assert_eq!(terms.reversal, "Move the queue");
        assert_eq!(terms.cost.map(Money::full).as_deref(), Some("€12,000.00"));
        assert_eq!(terms.triggers, ["Price above 0.10", "Region closes"]);
        assert_eq!(terms.review_by, Some(date!(2027 - 03 - 31)));
    }

    #[test]
    fn a_day_in_the_past_is_refused_unless_it_stood_there() {
        let day = date!(2026 - 01 - 01);
        let draft = Draft {
            review_by: day.to_string(),
            cost: "much".into(),
            currency: "USD".into(),
            ..Draft::default()
        };
        let today = date!(2026 - 11 - 22);
        let mut problems = Problems::new();
        let _ = draft.check(&mut problems, today, None);
        assert!(problems.of("review_by").is_some() && problems.of("cost").is_some());
        let mut problems = Problems::new();
        let _ = draft.check(&mut problems, today, Some(day));
        assert!(problems.of("review_by").is_none());
    }

    #[test]
    fn due_a_month_before_its_day() {
        let today = date!(2026 - 11 - 22);
        assert!(is_due(date!(2026 - 12 - 22), today));
        assert!(!is_due(date!(2026 - 12 - 23), today));
        assert!(is_due(date!(2026 - 11 - 01), today));
    }
}
