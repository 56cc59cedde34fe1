//! The axes of a trend: quarters from left to right, percent upwards. Bars have the quarters too.

use charming::{
    component::Axis,
    element::{AxisLabel, AxisLine, AxisTick, AxisType, LineStyle, SplitLine},
};

use super::{Ink, ON_TARGET_BELOW, REVIEW_ABOVE, Size, TrendPoint};

/// Size of axis and threshold labels, in pixels. A wide drawing may be shown somewhat smaller.
pub(super) fn small(size: Size) -> f64 {
    if size.is_narrow() { 11.0 } else { 12.0 }
}

/// The vertical axis: whole steps that hold every value and both thresholds with a little air.
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    step: f64,
}

impl Scale {
    pub(super) fn of(points: &[TrendPoint]) -> Self {
        let (mut low, mut high) = (ON_TARGET_BELOW, REVIEW_ABOVE);
        for point in points {
            let (from, to) = point.range().unwrap_or((REVIEW_ABOVE, REVIEW_ABOVE));
            let likely = point.likely().unwrap_or(REVIEW_ABOVE);
            low = low.min(from).min(likely);
            high = high.max(to).max(likely);
        }
        let fits = |step: &f64| (high - low) / step <= 5.0;
        let step = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0]
            .into_iter()
            .find(fits)
            .unwrap_or_else(|| 10_f64.powf(((high - low) / 5.0).log10().ceil()));
        let air = step / 4.0;
        Self {
            // A ratio is never negative; an axis below nought would say it could be.
            low: (((low - air) / step).floor() * step).max(low.min(0.0)),
            high: ((high + air) / step).ceil() * step,
            step,
        }
    }
}

pub(super) fn quarters_axis(quarters: &[&str], size: Size) -> Axis {
    // Counted from the end: the latest quarter always has its label.
    let room = if size.is_narrow() { 5 } else { 10 };
    let every = quarters.len().div_ceil(room).max(1);
    let shown = |index: usize| (quarters.len() - 1 - index).is_multiple_of(every);
    let mut year = "";
    let mut labels = Vec::with_capacity(quarters.len());
    for (index, quarter) in quarters.iter().copied().enumerate() {
        if !shown(index) {
            labels.push(String::new());
            continue;
        }
        labels.push(match quarter.split_once(" Q") {
            // The year stands where it changes: `24 Q4`, `25 Q1`, `Q2`.
            Some((years, number)) if years == year => format!("Q{number}"),
            Some((years, number)) if years.len() == 4 && years.is_ascii() => {
                format!("{} Q{number}", &years[2..])
            }
            _ => quarter.to_owned(),
        });
        year = quarter.split_once(" Q").map_or("", |(years, _)| years);
    }
    Axis::new()
        .type_(AxisType::Category)
        .data(labels)
        .axis_line(AxisLine::new().show(false))
        .axis_tick(AxisTick::new().show(false))
        .axis_label(AxisLabel::new().color(Ink::Ink3).font_size(small(size)).interval(0))
}

pub(super) fn ratio_axis(scale: &Scale, size: Size) -> Axis {
    Axis::new()
        .type_(AxisType::Value)
        .min(scale.low)
        .max(scale.high)
        .interval(scale.step)
        .split_line(SplitLine::new().line_style(LineStyle::new().color(Ink::Rule).width(1)))
        .axis_label(
            AxisLabel::new()
                .color(Ink::Ink3)
                .font_size(small(size))
                .formatter("{value} %"),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[f64]) -> Vec<TrendPoint> {
        let point = |value: &f64| TrendPoint {
            label: "2026 Q1".to_owned(),
            likely: Some(*value),
            range: None,
        };
        values.iter().map(point).collect()
    }

    #[test]
    fn the_scale_holds_every_value_and_both_thresholds() {
        for values in [
            &[22.4][..],
            &[],
            &[0.0, 3.0],
            &[55.0, 61.0],
            &[480.0],
            &[12_000.0],
            &[20.0, 40.0],
        ] {
            let scale = Scale::of(&points(values));
            assert!(scale.low >= 0.0 && scale.low <= 20.0 && scale.high > 40.0, "{values:?}");
            assert!(
                values.iter().all(|value| (scale.low..=scale.high).contains(value)),
                "{values:?}"
            );
            assert!((scale.high - scale.low) / scale.step <= 7.5, "{values:?}");
        }
    }
}
