//! The dashboard's one sentence, and the warning that keeps it honest.

use super::{NoRatio, Ratio, Split, Trend, Verdict, Zone, ratio::decimal};
use crate::kernel::{Money, sentence};

/// What the ratio says, in plain words: its size, where it is heading, how far from its target.
#[must_use]
pub fn dashboard(ratio: &Result<Ratio, NoRatio>, trend: &Trend) -> String {
    match ratio {
        Err(reason) => format!("There is no dependency-risk ratio: {reason}."),
        Ok(ratio) => format!(
            "Changing a layer would cost {ratio} of a year’s AI spend. {}; {}.",
            heading(trend),
            distance(*ratio)
        ),
    }
}

/// A warning when the last change looks like progress and is not.
#[must_use]
pub fn warning(before: Ratio, after: Ratio) -> Option<String> {
    Split::between(before, after).filter(|split| split.fell_by_spend_alone())?;
    let dearer = after.exit_cost().minor.saturating_sub(before.exit_cost().minor);
    let exit = if dearer == 0 {
        "the exit costs as much as before".to_owned()
    } else {
        format!(
            "the exit itself became {} dearer",
            Money::new(dearer, after.spend().currency).short()
        )
    };
    Some(format!(
        "The ratio fell only because spend grew; {exit}. That is not progress."
    ))
}

fn heading(trend: &Trend) -> String {
    let quarters = number(trend.quarters);
    let plural = if trend.quarters == 1 { "" } else { "s" };
    match trend.verdict {
        Verdict::Climbing => format!("Climbing over {quarters} quarters"),
        Verdict::Declining => format!("Declining over {quarters} quarters"),
        Verdict::Flat => format!("Flat over {quarters} quarters"),
        Verdict::Inconclusive => format!("{} quarters show no clear direction", sentence(&quarters)),
        Verdict::InsufficientData if trend.quarters == 0 => "No quarter is sealed yet".to_owned(),
        Verdict::InsufficientData => {
            format!("{} sealed quarter{plural} cannot show a trend yet", sentence(&quarters))
        }
    }
}

fn distance(ratio: Ratio) -> String {
    let tenths = ratio.tenths();
    let target = i128::from(Zone::TARGET_PERCENT) * 10;
    let review = i128::from(Zone::REVIEW_PERCENT) * 10;
    match ratio.zone() {
        Zone::OnTarget => format!(
            "{} points below the {}\u{a0}% line",
            decimal(target - tenths),
            Zone::TARGET_PERCENT
        ),
        Zone::Watch if tenths == target => "just short of target".to_owned(),
        Zone::Watch => format!("{} points above target", decimal(tenths - target)),
        Zone::ReviewRequired => format!(
            "{} points above the {}\u{a0}% line, an architecture review is required",
            decimal(tenths - review),
            Zone::REVIEW_PERCENT
        ),
    }
}

/// A count in words up to twelve.
fn number(count: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ];
    WORDS
        .get(count)
        .map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Currency;

    fn ratio(cost: i64, spend: i64) -> Ratio {
        let usd = |minor| Money::new(minor, Currency::USD);
        Ratio::of(usd(cost), Some(usd(spend))).unwrap()
    }

    fn trend(quarters: usize, verdict: Verdict) -> Trend {
        Trend {
            quarters,
            verdict,
            evidence: None,
        }
    }

    #[test]
    fn size_heading_distance() {
        let say = |tenths, quarters, verdict| {
            dashboard(&Ok(ratio(tenths, 1000)), &trend(quarters, verdict)).replace('\u{a0}', " ")
        };
        assert_eq!(
            say(224, 9, Verdict::Declining),
            "Changing a layer would cost 22.4 % of a year’s AI spend. Declining over nine quarters; 2.4 points above target."
        );
        assert_eq!(
            say(455, 14, Verdict::Climbing),
            "Changing a layer would cost 45.5 % of a year’s AI spend. Climbing over 14 quarters; 5.5 points above the 40 % line, an architecture review is required."
        );
        assert_eq!(
            say(150, 3, Verdict::InsufficientData),
            "Changing a layer would cost 15.0 % of a year’s AI spend. Three sealed quarters cannot show a trend yet; 5.0 points below the 20 % line."
        );
        assert!(
            say(200, 6, Verdict::Inconclusive).ends_with("Six quarters show no clear direction; just short of target.")
        );
    }

    #[test]
    fn no_ratio_says_why() {
        let none = dashboard(&Err(NoRatio::SpendMissing), &trend(0, Verdict::InsufficientData));
        assert_eq!(
            none,
            "There is no dependency-risk ratio: no annual AI spend is recorded."
        );
    }

    #[test]
    fn growth_alone_is_called_out() {
        let dearer = warning(ratio(30_000_000, 100_000_000), ratio(36_000_000, 150_000_000)).unwrap();
        assert!(
            dearer.contains("the exit itself became $60.0\u{a0}k dearer"),
            "{dearer}"
        );
        let same = warning(ratio(30, 100), ratio(30, 150)).unwrap();
        assert!(same.contains("as much as before"));
        assert_eq!(warning(ratio(30, 100), ratio(29, 150)), None);
        assert_eq!(warning(ratio(30, 100), ratio(31, 100)), None);
    }
}
