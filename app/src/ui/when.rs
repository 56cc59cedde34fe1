//! Days and moments, for people and for machines at once.

use leptos::prelude::*;
use time::{Date, OffsetDateTime, UtcOffset};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day as people write it: “22 November 2026”.
#[must_use]
pub fn day_text(on: Date) -> String {
    let month = MONTHS
        .get(usize::from(u8::from(on.month())).saturating_sub(1))
        .unwrap_or(&"");
    format!("{} {month} {}", on.day(), on.year())
}

/// A moment as people write it, in UTC: “22 November 2026, 19:13 UTC”.
#[must_use]
pub fn moment_text(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    format!("{}, {:02}:{:02} UTC", day_text(at.date()), at.hour(), at.minute())
}

/// A moment in little room, where no script can write it in the reader's zone: “22 Nov 2026 19:13 UTC”.
#[must_use]
pub fn moment_short(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    let month: String = MONTHS
        .get(usize::from(u8::from(at.month())).saturating_sub(1))
        .unwrap_or(&"")
        .chars()
        .take(3)
        .collect();
    format!(
        "{} {month} {} {:02}:{:02} UTC",
        at.day(),
        at.year(),
        at.hour(),
        at.minute()
    )
}

/// A moment. Written in UTC; `data-local` lets a script write it in the reader's own zone.
#[component]
pub fn Time(
    /// The moment.
    at: OffsetDateTime,
) -> impl IntoView {
    let utc = at.to_offset(UtcOffset::UTC);
    let (year, month, day) = (utc.year(), u8::from(utc.month()), utc.day());
    let machine = format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        utc.hour(),
        utc.minute(),
        utc.second()
    );
    view! { <time data-local="" datetime=machine>{moment_text(at)}</time> }
}

/// A day, the same in every zone.
#[component]
pub fn Day(
    /// The day.
    on: Date,
) -> impl IntoView {
    let machine = format!("{:04}-{:02}-{:02}", on.year(), u8::from(on.month()), on.day());
    view! { <time datetime=machine>{day_text(on)}</time> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::render::render;
    use time::macros::{date, datetime};

    #[test]
    fn a_moment_is_written_in_utc() {
        assert_eq!(
            moment_text(datetime!(2026-11-23 01:05:09 +02:00)),
            "22 November 2026, 23:05 UTC"
        );
        let page = render(|| view! { <Time at=datetime!(2026-11-23 01:05:09 +02:00)/> });
        assert!(page.html.contains("datetime=\"2026-11-22T23:05:09Z\""), "{}", page.html);
    }

    #[test]
    fn a_moment_is_short_in_a_list_of_choices() {
        assert_eq!(moment_short(datetime!(2026-11-03 01:05 +02:00)), "2 Nov 2026 23:05 UTC");
    }

    #[test]
    fn a_day_is_written_out() {
        assert_eq!(day_text(date!(2026 - 01 - 02)), "2 January 2026");
    }
}
