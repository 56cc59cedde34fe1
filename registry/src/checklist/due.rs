//! When a checklist decision is due.

use time::{Date, Duration, Month};

use super::Decision;
use crate::{inventory::Layer, kernel::Quarter};

/// The day a decision is due for a workload registered on a day: data decisions after 30 days,
/// compute at the end of that quarter, orchestration after six months, governance at the end of
/// every quarter, that is of the one `today` lies in.
#[must_use]
pub fn due(decision: Decision, registered_on: Date, today: Date) -> Date {
    match decision.layer() {
        Layer::Data => registered_on.saturating_add(Duration::days(30)),
        Layer::Compute => Quarter::of(registered_on).last_day(),
        Layer::Orchestration => six_months_after(registered_on),
        Layer::Governance => Quarter::of(today).last_day(),
    }
}

/// The same day of the month half a year on, or that month's last day when it is shorter.
fn six_months_after(day: Date) -> Date {
    let number = u8::from(day.month());
    let (year, number) = if number > 6 {
        (day.year() + 1, number - 6)
    } else {
        (day.year(), number + 6)
    };
    let month = Month::try_from(number).unwrap_or(day.month());
    Date::from_calendar_date(year, month, day.day().min(month.length(year))).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn each_layer_has_its_day() {
        let registered = date!(2026 - 08 - 31);
        let today = date!(2027 - 01 - 04);
        assert_eq!(due(Decision::D1, registered, today), date!(2026 - 09 - 30));
        assert_eq!(due(Decision::C2, registered, today), date!(2026 - 09 - 30));
        assert_eq!(due(Decision::O3, registered, today), date!(2027 - 02 - 28));
        assert_eq!(due(Decision::G1, registered, today), date!(2027 - 03 - 31));
    }

    #[test]
    fn half_a_year_ends_in_a_month_that_has_the_day() {
        assert_eq!(six_months_after(date!(2027 - 08 - 30)), date!(2028 - 02 - 29));
        assert_eq!(six_months_after(date!(2026 - 01 - 31)), date!(2026 - 07 - 31));
        assert_eq!(six_months_after(date!(2026 - 12 - 31)), date!(2027 - 06 - 30));
        assert_eq!(six_months_after(date!(9999 - 12 - 31)), Date::MAX);
    }
}
