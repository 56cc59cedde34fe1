//! What several review pages say alike.

use leptos::prelude::*;
use registry::review::{WeekBrief, WeekState};
use time::Date;

use crate::ui::{Badge, Tone, Week, WeekState as Square, count, day_text, sentence};

/// The four squares of a workload's review, each leading to its week.
#[must_use]
pub fn squares(weeks: &[WeekBrief]) -> Vec<Week> {
    let mut begun = false;
    weeks
        .iter()
        .map(|week| {
            let state = match week.state {
                WeekState::Signed => Square::Done,
                WeekState::Late => Square::Late,
                WeekState::Ready => Square::Now,
                // The first open week is the one being worked on.
                WeekState::Open if !begun => {
                    begun = true;
                    Square::Now
                }
                WeekState::Open => Square::Open,
            };
            Week {
                state,
                href: Some(week.place.path()),
            }
        })
        .collect()
}

/// The state of a week as a badge.
pub fn badge(state: WeekState) -> AnyView {
    let tone = match state {
        WeekState::Signed => Tone::Ok,
        WeekState::Ready => Tone::Accent,
        WeekState::Late => Tone::Stop,
        WeekState::Open => Tone::Neutral,
    };
    view! { <Badge tone=tone text=sentence(state.label())/> }.into_any()
}

/// When a week is due, or who signed it: “due 29 November 2026, 7 days left”.
pub fn timing(week: &WeekBrief) -> String {
    if let Some((name, at)) = &week.signed {
        return format!("signed by {name} on {}", day_text(at.day()));
    }
    format!("due {}, {}", day_text(week.due_on), left(week.days_left))
}

/// A day within a cycle, where the year goes without saying: `29 Nov`.
pub fn short_day(on: Date) -> String {
    let month: String = on.month().to_string().chars().take(3).collect();
    format!("{} {month}", on.day())
}

/// How long a week has: `7 days left`, `today`, `3 days late`.
pub fn left(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        days if days > 0 => format!("{} left", count(days, "day", "days")),
        days => format!("{} late", count(days.unsigned_abs(), "day", "days")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_in_words() {
        assert_eq!(
            [left(7), left(1), left(0), left(-3)],
            ["7 days left", "1 day left", "today", "3 days late"]
        );
    }
}
