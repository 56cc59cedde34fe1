//! Whether the ratio climbs, falls or stays, said only when the quarters show it.
//!
//! An exact two-sided Mann–Kendall test ([`Kendall`]) says whether the order of the quarters
//! means anything, the Theil–Sen slope how much, and a materiality band whether that matters.
//! H. B. Mann (1945), P. K. Sen (1968); interval as in Hollander and Wolfe, section 9.3.

use std::{cmp::Ordering, collections::BTreeMap};

use serde::Serialize;

use super::{
    Ratio, Verdict,
    kendall::{Kendall, MOST, at_most},
};
use crate::kernel::Quarter;

/// The level of the test and, as its complement, of the slope's interval.
pub const LEVEL: f64 = 0.10;
/// Fewer quarters than this can never reach the level.
pub const FEWEST: usize = 4;
/// A slope matters beyond this many points per quarter, unless somebody sets another figure.
pub const MATERIALITY: f64 = 1.0;

/// What the quarters show.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Trend {
    /// Quarters with a sealed ratio, the latest forty at most.
    pub quarters: usize,
    /// The verdict.
    pub verdict: Verdict,
    /// The figures behind it; none below four quarters.
    pub evidence: Option<Evidence>,
}

/// The figures behind a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// Rising pairs of quarters minus falling pairs.
    pub s: i64,
    /// The chance of an |S| this large if order meant nothing.
    pub p: f64,
    /// The Theil–Sen slope, in percentage points per quarter.
    pub slope: f64,
    /// The interval of the slope, at least 90 % sure.
    pub interval: (f64, f64),
    /// The materiality band it was held against, in points per quarter.
    pub materiality: f64,
}

impl Trend {
    /// The trend of sealed ratios in any order. Missing quarters are left out, not filled in:
    /// the slope uses the true distance between quarters. Of two ratios for one quarter the
    /// later in the list counts.
    #[must_use]
    pub fn of(sealed: impl IntoIterator<Item = (Quarter, Ratio)>, materiality: f64) -> Self {
        let by_quarter: BTreeMap<i64, Ratio> = sealed
            .into_iter()
            .map(|(quarter, ratio)| (index(quarter), ratio))
            .collect();
        let skipped = by_quarter.len().saturating_sub(MOST);
        let series: Vec<(i64, Ratio)> = by_quarter.into_iter().skip(skipped).collect();
        let quarters = series.len();
        if quarters < FEWEST {
            return Self {
                quarters,
                verdict: Verdict::InsufficientData,
                evidence: None,
            };
        }
        let evidence = weigh(&series, materiality);
        Self {
            quarters,
            verdict: judge(&evidence),
            evidence: Some(evidence),
        }
    }
}

/// Quarters counted from year 0, so that neighbours differ by one.
fn index(quarter: Quarter) -> i64 {
    i64::from(quarter.year()) * 4 + i64::from(quarter.number())
}

fn judge(evidence: &Evidence) -> Verdict {
    let Evidence {
        s,
        p,
        slope,
        interval,
        materiality,
    } = *evidence;
    if at_most(p, LEVEL) && s > 0 && slope > materiality {
        Verdict::Climbing
    } else if at_most(p, LEVEL) && s < 0 && slope < -materiality {
        Verdict::Declining
    } else if interval.0 >= -materiality && interval.1 <= materiality {
        Verdict::Flat
    } else {
        Verdict::Inconclusive
    }
}

fn weigh(series: &[(i64, Ratio)], materiality: f64) -> Evidence {
    let mut s = 0;
    let mut slopes = Vec::with_capacity(series.len() * (series.len() - 1) / 2);
    for (at, (x0, y0)) in series.iter().enumerate() {
        for (x1, y1) in series.iter().skip(at + 1) {
            s += match y1.compare(*y0) {
                Ordering::Greater => 1,
                Ordering::Equal => 0,
                Ordering::Less => -1,
            };
            slopes.push((y1.percent() - y0.percent()) / distance(*x0, *x1));
        }
    }
    slopes.sort_by(f64::total_cmp);
    Evidence {
        s,
        p: Kendall::of(&ties(series)).two_sided(s),
        slope: median(&slopes),
        interval: interval(&slopes, series.len()),
        materiality,
    }
}

/// At least one: quarters in a series differ.
#[expect(clippy::cast_precision_loss, reason = "quarters apart, a small number")]
fn distance(from: i64, to: i64) -> f64 {
    (to - from).max(1) as f64
}

/// Sizes of the groups of equal ratios.
fn ties(series: &[(i64, Ratio)]) -> Vec<usize> {
    let mut ratios: Vec<Ratio> = series.iter().map(|(_, ratio)| *ratio).collect();
    ratios.sort_by(|a, b| a.compare(*b));
    ratios
        .chunk_by(|a, b| a.compare(*b) == Ordering::Equal)
        .map(<[Ratio]>::len)
        .collect()
}

/// The middle of sorted values, zero for none.
fn median(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    match (sorted.get(half.wrapping_sub(1)), sorted.get(half)) {
        (Some(below), Some(above)) if sorted.len().is_multiple_of(2) => f64::midpoint(*below, *above),
        (_, Some(middle)) => *middle,
        _ => 0.0,
    }
}

/// The interval of slopes that the test at [`LEVEL`] would not reject: as many of the sorted
/// slopes are cut from either end as the rarest S allows.
fn interval(sorted: &[f64], quarters: usize) -> (f64, f64) {
    let pairs = i64::try_from(sorted.len()).unwrap_or(i64::MAX);
    let needed = Kendall::untied(quarters).needed(LEVEL).unwrap_or(pairs);
    let cut = usize::try_from((pairs - needed) / 2).unwrap_or(0);
    let low = sorted.get(cut).copied().unwrap_or(0.0);
    let high = sorted.iter().rev().nth(cut).copied().unwrap_or(0.0);
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Currency, Money};
    use proptest::prelude::*;

    /// Ratios in tenths of a percent, `None` for a missing quarter.
    fn trend(tenths: &[Option<i64>]) -> Trend {
        let usd = |minor| Money::new(minor, Currency::USD);
        let mut quarter: Quarter = "2024-Q1".parse().unwrap();
        let mut series = Vec::new();
        for tenths in tenths {
            if let Some(tenths) = tenths {
                series.push((quarter, Ratio::of(usd(*tenths), Some(usd(1000))).unwrap()));
            }
            quarter = quarter.next();
        }
        Trend::of(series, MATERIALITY)
    }

    fn full(tenths: &[i64]) -> Trend {
        trend(&tenths.iter().copied().map(Some).collect::<Vec<_>>())
    }

    #[test]
    fn nine_falling_quarters_are_declining() {
        let trend = full(&[380, 371, 352, 330, 318, 291, 270, 248, 224]);
        let evidence = trend.evidence.unwrap();
        assert_eq!(
            (trend.quarters, trend.verdict, evidence.s),
            (9, Verdict::Declining, -36)
        );
        assert!((evidence.p - 2.0 / 362_880.0).abs() < 1e-12);
        assert!(evidence.slope < -1.9 && evidence.slope > -2.2);
        assert!(evidence.interval.0 <= evidence.slope && evidence.slope <= evidence.interval.1);
    }

    #[test]
    fn four_rising_quarters_climb_and_three_say_nothing() {
        let four = full(&[200, 220, 240, 260]);
        assert_eq!(four.verdict, Verdict::Climbing);
        assert!((four.evidence.unwrap().slope - 2.0).abs() < 1e-9);
        let three = full(&[200, 220, 240]);
        assert_eq!((three.verdict, three.evidence), (Verdict::InsufficientData, None));
        assert_eq!(full(&[]).verdict, Verdict::InsufficientData);
    }

    #[test]
    fn the_interval_drops_one_slope_at_each_end_of_ten() {
        // n = 5: |S| must reach 8 of 10 pairs, so (10 − 8)/2 = 1 slope is cut at either end.
        // Values 20, 21, 23, 26, 30: slopes 1, 1.5, 2, 2, 2.5, 2.5, 3, 3, 3.5, 4.
        let evidence = full(&[200, 210, 230, 260, 300]).evidence.unwrap();
        assert!((evidence.interval.0 - 1.5).abs() < 1e-9, "{evidence:?}");
        assert!((evidence.interval.1 - 3.5).abs() < 1e-9, "{evidence:?}");
        assert!((evidence.slope - 2.5).abs() < 1e-9, "{evidence:?}");
    }

    #[test]
    fn a_significant_slope_inside_the_band_is_flat() {
        let trend = full(&[200, 202, 204, 206, 208, 210]);
        assert!(trend.evidence.unwrap().p < LEVEL);
        assert_eq!(trend.verdict, Verdict::Flat);
        assert_eq!(full(&[300; 6]).verdict, Verdict::Flat);
    }

    #[test]
    fn noise_is_inconclusive() {
        assert_eq!(full(&[200, 300, 180, 320, 210, 290]).verdict, Verdict::Inconclusive);
        // Four quarters need all six pairs in order; five of six are not enough.
        assert_eq!(full(&[200, 240, 230, 280]).verdict, Verdict::Inconclusive);
    }

    #[test]
    fn a_missing_quarter_lengthens_the_distance() {
        let gap = trend(&[Some(200), Some(220), None, Some(260), Some(280)]);
        assert_eq!((gap.quarters, gap.verdict), (4, Verdict::Climbing));
        assert!((gap.evidence.unwrap().slope - 2.0).abs() < 1e-9);
    }

    #[test]
    fn equal_ratios_are_tied_however_they_are_written() {
        let usd = |minor| Money::new(minor, Currency::USD);
        let quarter: Quarter = "2025-Q1".parse().unwrap();
        let series = [(1, 4), (2, 8), (3, 12), (25, 100)];
        let mut at = quarter;
        let sealed: Vec<_> = series
            .iter()
            .map(|(cost, spend)| {
                let here = at;
                at = at.next();
                (here, Ratio::of(usd(*cost), Some(usd(*spend))).unwrap())
            })
            .collect();
        let evidence = Trend::of(sealed, MATERIALITY).evidence.unwrap();
        assert_eq!(evidence.s, 0);
        assert!((evidence.p - 1.0).abs() < 1e-12);
    }

    #[test]
    fn only_the_latest_forty_quarters_count() {
        let long: Vec<i64> = (0..60).map(|at| 900 - at * 10).collect();
        let trend = full(&long);
        assert_eq!((trend.quarters, trend.evidence.unwrap().s), (40, -780));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_mirrored_series_has_the_same_p_and_the_opposite_slope(
            tenths in proptest::collection::vec(0..900_i64, 4..10),
        ) {
            let mirrored: Vec<i64> = tenths.iter().map(|value| 900 - value).collect();
            let (there, back) = (full(&tenths), full(&mirrored));
            let (a, b) = (there.evidence.unwrap(), back.evidence.unwrap());
            prop_assert_eq!(a.s, -b.s);
            prop_assert!((a.p - b.p).abs() < 1e-12 && a.p > 0.0 && a.p <= 1.0);
            prop_assert!((a.slope + b.slope).abs() < 1e-9);
            let opposite = match there.verdict {
                Verdict::Climbing => Verdict::Declining,
                Verdict::Declining => Verdict::Climbing,
                same => same,
            };
            prop_assert_eq!(back.verdict, opposite);
        }
    }
}
