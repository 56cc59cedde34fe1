//! Why a ratio changed: because the exit became cheaper or dearer, or because spend did.

use super::Ratio;

/// The change between two ratios, split without a remainder into an exit-cost effect and a
/// spend effect, each weighed at the midpoint of the other:
///
/// `R1−R0 = (N1−N0)·½(1/D0+1/D1) + ½(N0+N1)·(1/D1−1/D0)`
///
/// where N is exit cost and D spend. All three are kept as integers over `2·D0·D1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    exit_cost: i128,
    spend: i128,
    denominator: i128,
}

/// The split in tenths of a percentage point, as people read it. The effects always add up to
/// the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenths {
    /// The change as a whole.
    pub change: i64,
    /// The part from the exit cost.
    pub exit_cost: i64,
    /// The part from spend.
    pub spend: i64,
}

impl Split {
    /// Splits the change from one ratio to the next; nothing when their currencies differ,
    /// because then the costs cannot be compared.
    #[must_use]
    pub fn between(before: Ratio, after: Ratio) -> Option<Self> {
        if before.spend().currency != after.spend().currency {
            return None;
        }
        // Amounts are below 2^63, so each product below is under 2^127 and fits.
        let [n0, d0, n1, d1] =
            [before.exit_cost(), before.spend(), after.exit_cost(), after.spend()].map(|money| i128::from(money.minor));
        Some(Self {
            exit_cost: (n1 - n0) * (d0 + d1),
            spend: (n0 + n1) * (d0 - d1),
            denominator: 2 * d0 * d1,
        })
    }

    /// The part from the exit cost, in percentage points.
    #[must_use]
    pub fn exit_cost_points(self) -> f64 {
        points(self.exit_cost, self.denominator)
    }

    /// The part from spend, in percentage points.
    #[must_use]
    pub fn spend_points(self) -> f64 {
        points(self.spend, self.denominator)
    }

    /// The whole change, in percentage points.
    #[must_use]
    pub fn change_points(self) -> f64 {
        points(self.exit_cost + self.spend, self.denominator)
    }

    /// Whether the ratio fell although the exit became no cheaper: it fell only because spend
    /// grew, which is no progress.
    #[must_use]
    pub fn fell_by_spend_alone(self) -> bool {
        self.exit_cost + self.spend < 0 && self.exit_cost >= 0
    }

    /// Rounded for people, so that the parts still add up.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "a change beyond 10^17 points saturates")]
    pub fn tenths(self) -> Tenths {
        let round = |points: f64| (points * 10.0).round() as i64;
        let (change, exit_cost) = (round(self.change_points()), round(self.exit_cost_points()));
        Tenths {
            change,
            exit_cost,
            spend: change.saturating_sub(exit_cost),
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "for reading and charts; the integers stay exact"
)]
fn points(numerator: i128, denominator: i128) -> f64 {
    numerator as f64 / denominator as f64 * 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Currency, Money};
    use proptest::prelude::*;

    fn ratio(cost: i64, spend: i64) -> Ratio {
        let usd = |minor| Money::new(minor, Currency::USD);
        Ratio::of(usd(cost), Some(usd(spend))).unwrap()
    }

    #[test]
    fn a_split_by_hand() {
        // From 30/100 = 30 % to 24/120 = 20 %: cost −6·½(1/100+1/120) = −5.5 points,
        // spend ½·54·(1/120−1/100) = −4.5 points.
        let split = Split::between(ratio(30, 100), ratio(24, 120)).unwrap();
        assert_eq!(
            split.tenths(),
            Tenths {
                change: -100,
                exit_cost: -55,
                spend: -45
            }
        );
        assert!(!split.fell_by_spend_alone());
    }

    #[test]
    fn growth_alone_is_told_apart_from_progress() {
        let grown = Split::between(ratio(30, 100), ratio(31, 150)).unwrap();
        assert!(grown.change_points() < 0.0 && grown.fell_by_spend_alone());
        let same_cost = Split::between(ratio(30, 100), ratio(30, 150)).unwrap();
        assert!(same_cost.fell_by_spend_alone());
        let risen = Split::between(ratio(30, 100), ratio(60, 150)).unwrap();
        assert!(!risen.fell_by_spend_alone());
    }

    #[test]
    fn two_currencies_have_no_split() {
        let euro = |minor| Money::new(minor, "EUR".parse().unwrap());
        let other = Ratio::of(euro(1), Some(euro(2))).unwrap();
        assert_eq!(Split::between(ratio(1, 2), other), None);
    }

    proptest! {
        #[test]
        fn the_parts_are_the_change_exactly(
            n0 in 0..=i64::MAX, d0 in 1..=i64::MAX, n1 in 0..=i64::MAX, d1 in 1..=i64::MAX,
        ) {
            let split = Split::between(ratio(n0, d0), ratio(n1, d1)).unwrap();
            let [n0, d0, n1, d1] = [n0, d0, n1, d1].map(i128::from);
            // R1−R0 over the same denominator 2·D0·D1.
            prop_assert_eq!(split.exit_cost + split.spend, 2 * (n1 * d0 - n0 * d1));
            prop_assert_eq!(split.denominator, 2 * d0 * d1);
            let tenths = split.tenths();
            prop_assert_eq!(tenths.exit_cost.saturating_add(tenths.spend), tenths.change);
            prop_assert!(split.change_points().is_finite());
        }

        #[test]
        fn turning_time_round_turns_the_signs(
            n0 in 0..1_000_000_i64, d0 in 1..1_000_000_i64, n1 in 0..1_000_000_i64, d1 in 1..1_000_000_i64,
        ) {
            let there = Split::between(ratio(n0, d0), ratio(n1, d1)).unwrap();
            let back = Split::between(ratio(n1, d1), ratio(n0, d0)).unwrap();
            prop_assert_eq!((there.exit_cost, there.spend), (-back.exit_cost, -back.spend));
        }
    }
}
