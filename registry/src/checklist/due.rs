//! When a checklist decision is due.

use time::{Date, Duration};

use super::Decision;
use crate::{
    inventory::Layer,
    kernel::{Quarter, months_after},
};

/// The day a decision is due for a workload registered on a day: data decisions after 30 days,
/// compute at the end of that quarter, orchestration after six months, governance at the end of
/// every quarter, that is of the one `today` lies in.
#[must_use]
pub fn due(decision: Decision, registered_on: Date, today: Date) -> Date {
    match decision.layer() {
        Layer::Data => registered_on.saturating_add(Duration::days(30)),
        Layer::Compute => Quarter::of(registered_on).last_day(),
        Layer::Orchestration => months_after(registered_on, 6),
        Layer::Governance => Quarter::of(today).last_day(),
    }
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
}
