//! Ratios, changes and chances as people read them.

use leptos::prelude::*;
use registry::risk::{Band, NoRatio, Ratio, Split, Trend};

use crate::ui::{Slot, ZoneBadge, sentence};

/// Tenths of a percentage point with their sign: `+1.2`, `−0.4`, `0.0`.
#[must_use]
pub fn points(tenths: i64) -> String {
    let sign = match tenths {
        0 => "",
        t if t < 0 => "−",
        _ => "+",
    };
    format!("{sign}{}.{}", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
}

/// The change since the quarter before: as a whole and in its two parts.
pub fn change(split: Option<Split>) -> (String, String) {
    let Some(split) = split else {
        return ("–".to_owned(), String::new());
    };
    let tenths = split.tenths();
    let parts = format!("exit cost {}, spend {}", points(tenths.exit_cost), points(tenths.spend));
    (format!("{} pts", points(tenths.change)), parts)
}

/// A band as a range: `14.1 to 33.0 %`.
pub fn range(band: Band) -> String {
    format!("{:.1} to {:.1}\u{a0}%", band.low, band.high)
}

/// A chance in whole percent that never claims certainty it has not.
pub fn chance(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        p if p > 0.0 && p < 1.0 => "under 1\u{a0}%".to_owned(),
        p if p > 99.0 && p < 100.0 => "over 99\u{a0}%".to_owned(),
        p => format!("{p:.0}\u{a0}%"),
    }
}

/// The zone of a ratio as a badge; nothing without a ratio.
pub fn zone(ratio: &Result<Ratio, NoRatio>) -> Slot {
    match ratio {
        Ok(ratio) => {
            let zone = ratio.zone();
            view! { <ZoneBadge zone=zone.key() label=sentence(zone.label())/> }.into()
        }
        Err(_) => Slot::default(),
    }
}

/// The figures behind a trend's verdict, in one line.
pub fn evidence(trend: &Trend) -> String {
    match trend.evidence {
        None => "A verdict needs at least four sealed quarters.".to_owned(),
        Some(evidence) => format!(
            "Mann–Kendall S = {}, {}; Theil–Sen slope {:+.1} points a quarter, interval {:+.1} to {:+.1}; \
             a slope matters beyond {:.1}.",
            evidence.s,
            certainty(evidence.p),
            evidence.slope,
            evidence.interval.0,
            evidence.interval.1,
            evidence.materiality
        )
        .replace("= -", "= −")
        .replace(" -", " −"),
    }
}

/// A p value that is never written as nought.
fn certainty(p: f64) -> String {
    if p < 0.001 {
        "p < 0.001".to_owned()
    } else {
        format!("p = {p:.3}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_written_out() {
        assert_eq!([points(12), points(-4), points(0)], ["+1.2", "−0.4", "0.0"]);
    }

    #[test]
    fn a_chance_is_not_rounded_to_certainty() {
        assert_eq!(
            [0.0, 0.004, 0.5, 0.996, 1.0]
                .map(chance)
                .map(|text| text.replace('\u{a0}', " ")),
            ["0 %", "under 1 %", "50 %", "over 99 %", "100 %"]
        );
    }
}
