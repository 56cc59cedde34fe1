//! How sure a ratio is: thousands of possible exits drawn from its lines.
//!
//! Each line is lognormal with its low and high as the ends of a 90 % interval,
//! σ = (ln high − ln low) ÷ (2 · 1.6449). All lines share an overrun factor: when one runs over,
//! others tend to. Drawing them independently would let overruns cancel and understate the tail.
//! The seed is fixed, so the same lines always give the same band.

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};

use super::{Estimate, NoRatio, Zone};
use crate::kernel::Money;

/// Where the standard normal distribution leaves one case in twenty above.
const Z95: f64 = 1.6449;

/// How a band is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draws {
    /// How many exits are drawn.
    pub count: u32,
    /// Where the drawing starts.
    pub seed: u64,
    /// How much of each line's uncertainty is the shared overrun: 0 none, 1 all of it. Each
    /// line keeps its own interval whatever this is.
    pub shared: f64,
}

impl Default for Draws {
    fn default() -> Self {
        Self {
            count: 20_000,
            seed: 20_261_101,
            shared: 0.5,
        }
    }
}

/// The range a ratio may lie in, in percent of annual AI spend; always finite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// One case in twenty lies below.
    pub low: f64,
    /// Half the cases lie below.
    pub middle: f64,
    /// One case in twenty lies above.
    pub high: f64,
    /// The chance that the ratio is above 20 %.
    pub above_target: f64,
    /// The chance that it is above 40 %.
    pub above_review: f64,
}

impl Band {
    /// Draws the band of a workload's lines against its annual spend.
    ///
    /// # Errors
    /// When spend is missing or not above zero, or a line is in another currency.
    pub fn of(lines: &[Estimate], spend: Option<Money>, draws: Draws) -> Result<Self, NoRatio> {
        let spend = spend.ok_or(NoRatio::SpendMissing)?;
        if spend.minor <= 0 {
            return Err(NoRatio::SpendZero);
        }
        if let Some(other) = lines.iter().find(|line| line.currency() != spend.currency) {
            return Err(NoRatio::TwoCurrencies(other.currency().code(), spend.currency.code()));
        }
        let shapes: Vec<Shape> = lines.iter().map(|line| Shape::of(*line)).collect();
        let shared = if draws.shared.is_finite() {
            draws.shared.clamp(0.0, 1.0)
        } else {
            0.0
        };
        let (common, own) = (shared.sqrt(), (1.0 - shared).sqrt());
        let mut random = ChaCha8Rng::seed_from_u64(draws.seed);
        let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
        let mut percents: Vec<f64> = (0..draws.count.max(1))
            .map(|_| {
                let overrun = normal();
                let cost: f64 = shapes
                    .iter()
                    .map(|shape| shape.cost(common * overrun + own * normal()))
                    .sum();
                cost / float(spend.minor) * 100.0
            })
            .collect();
        percents.sort_by(f64::total_cmp);
        Ok(Self {
            low: at_share(&percents, 5),
            middle: at_share(&percents, 50),
            high: at_share(&percents, 95),
            above_target: above(&percents, Zone::TARGET_PERCENT),
            above_review: above(&percents, Zone::REVIEW_PERCENT),
        })
    }
}

/// How a line's cost follows from a standard normal draw.
enum Shape {
    /// Certain.
    Constant(f64),
    /// Lognormal: the logarithm's middle and spread.
    Lognormal { middle: f64, spread: f64 },
    /// Probably nothing: half the cases cost nothing, and one in twenty more than this.
    Perhaps(f64),
}

impl Shape {
    fn of(line: Estimate) -> Self {
        let [low, likely, high] = [line.low(), line.likely(), line.high()].map(|money| float(money.minor));
        if line.low() == line.high() {
            Self::Constant(low)
        } else if low > 0.0 {
            let (from, to) = (low.ln(), high.ln());
            Self::Lognormal {
                middle: f64::midpoint(from, to),
                spread: (to - from) / (2.0 * Z95),
            }
        } else if likely > 0.0 {
            // Zero has no logarithm: take the likely cost for the middle and keep the high end.
            Self::Lognormal {
                middle: likely.ln(),
                spread: (high.ln() - likely.ln()) / Z95,
            }
        } else {
            Self::Perhaps(high)
        }
    }

    fn cost(&self, draw: f64) -> f64 {
        match self {
            Self::Constant(cost) => *cost,
            Self::Lognormal { middle, spread } => (middle + spread * draw).exp(),
            Self::Perhaps(high) => high * (draw / Z95).max(0.0),
        }
    }
}

/// The value so many percent of the way through sorted values.
fn at_share(sorted: &[f64], percent: usize) -> f64 {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or(0.0)
}

/// The share of sorted values above a whole number of percent.
#[expect(clippy::cast_precision_loss, reason = "counts of draws")]
fn above(sorted: &[f64], percent: u8) -> f64 {
    let below = sorted.partition_point(|value| *value <= f64::from(percent));
    (sorted.len() - below) as f64 / sorted.len().max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "a draw needs fewer digits than a double has")]
fn float(minor: i64) -> f64 {
    minor as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Currency;

    fn usd(low: i64, likely: i64, high: i64) -> Estimate {
        Estimate::new(low, likely, high, Currency::USD).unwrap()
    }

    fn band(lines: &[Estimate], spend: i64, shared: f64) -> Band {
        let draws = Draws {
            shared,
            ..Draws::default()
        };
        Band::of(lines, Some(Money::new(spend, Currency::USD)), draws).unwrap()
    }

    #[test]
    fn one_line_gives_back_its_own_interval() {
        // 6 % to 54 %: the middle of the logarithms is 18 %, P(> 20 %) = 1 − Φ(ln(20/18)/σ)
        // with σ = ln 9 / 3.2898 = 0.6679, so 1 − Φ(0.1578) = 0.4373; above 40 %: 0.1160.
        for shared in [0.0, 0.5, 1.0] {
            let band = band(&[usd(600, 2_000, 5_400)], 10_000, shared);
            assert!((band.low - 6.0).abs() < 0.3, "{band:?}");
            assert!((band.middle - 18.0).abs() < 0.5, "{band:?}");
            assert!((band.high - 54.0).abs() < 2.0, "{band:?}");
            assert!((band.above_target - 0.4373).abs() < 0.015, "{band:?}");
            assert!((band.above_review - 0.1160).abs() < 0.01, "{band:?}");
        }
    }

    #[test]
    fn a_certain_cost_has_no_width() {
        let band = band(&[usd(2_500, 2_500, 2_500)], 10_000, 0.5);
        assert_eq!((band.low, band.middle, band.high), (25.0, 25.0, 25.0));
        assert_eq!((band.above_target, band.above_review), (1.0, 0.0));
    }

    #[test]
    fn shared_overruns_widen_the_tail() {
        let lines = [usd(60, 100, 180); 20];
        let (alone, together) = (band(&lines, 10_000, 0.0), band(&lines, 10_000, 0.5));
        assert!(together.high - together.low > 2.0 * (alone.high - alone.low));
    }

    #[test]
    fn the_same_lines_always_give_the_same_band() {
        let lines = [usd(60, 100, 180), usd(0, 50, 400)];
        assert_eq!(band(&lines, 1_000, 0.5), band(&lines, 1_000, 0.5));
    }

    #[test]
    fn extremes_and_zeros_stay_finite() {
        let lines = [
            usd(0, 0, i64::MAX),
            usd(0, 1, i64::MAX),
            usd(1, 1, i64::MAX),
            usd(0, 0, 0),
        ];
        let wild = band(&lines, 1, 1.0);
        for value in [wild.low, wild.middle, wild.high, wild.above_target, wild.above_review] {
            assert!(value.is_finite(), "{wild:?}");
        }
        let nothing = band(&[], 5, 0.5);
        assert_eq!((nothing.low, nothing.high, nothing.above_target), (0.0, 0.0, 0.0));
        // Probably nothing, but 30 % in one case of twenty.
        let perhaps = band(&[usd(0, 0, 3_000)], 10_000, 0.5);
        assert!(perhaps.low.abs() < 1e-9, "{perhaps:?}");
        assert!((perhaps.high - 30.0).abs() < 1.0, "{perhaps:?}");
    }

    #[test]
    fn no_spend_no_band() {
        assert_eq!(Band::of(&[], None, Draws::default()), Err(NoRatio::SpendMissing));
        let zero = Some(Money::zero(Currency::USD));
        assert_eq!(Band::of(&[], zero, Draws::default()), Err(NoRatio::SpendZero));
    }
}
