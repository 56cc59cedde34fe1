//! The line of the dependency-risk ratio, quarter by quarter, against its two thresholds.

use charming::{
    Chart,
    component::Grid,
    datatype::{CompositeValue, DataPoint},
    element::{
        AreaStyle, Emphasis, ItemStyle, Label, LabelPosition, LineStyle, LineStyleType, MarkLine, MarkLineData,
        MarkLineVariant, Symbol,
    },
    series::Line,
};

use super::{
    Ink, Size, Spec,
    axes::{Scale, quarters_axis, ratio_axis, small},
};

/// Below this ratio, in percent, a workload is on target.
pub const ON_TARGET_BELOW: f64 = 20.0;
/// Above this ratio, in percent, an architecture review is required.
pub const REVIEW_ABOVE: f64 = 40.0;

/// Room around the plot for the axes' labels, in pixels.
const LEFT: f64 = 48.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 28.0;
/// How much of the chart's width a threshold's text needs, in pixels.
const THRESHOLD_TEXT: f64 = 190.0;

/// One quarter of a trend.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendPoint {
    /// The quarter as read aloud, `2026 Q4`; other text is shown as it is.
    pub label: String,
    /// The ratio in percent; `None` is a quarter without a sealed one and shows as a gap.
    pub likely: Option<f64>,
    /// The likely range in percent, low and high.
    pub range: Option<(f64, f64)>,
}

impl TrendPoint {
    pub(super) fn likely(&self) -> Option<f64> {
        self.likely.filter(|value| value.is_finite())
    }

    /// The range, if both ends are numbers; ends given in the wrong order are put right.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        let (low, high) = self.range?;
        (low.is_finite() && high.is_finite()).then(|| (low.min(high), low.max(high)))
    }
}

/// A trend with its band of likely values and the thresholds at [`ON_TARGET_BELOW`] and
/// [`REVIEW_ABOVE`]. `title` is what the line shows, such as “Dependency risk, platform”; with the
/// first and last value it becomes the chart's label.
#[must_use]
pub fn trend(title: &str, points: &[TrendPoint], size: Size) -> Spec {
    let scale = Scale::of(points);
    let first = points.iter().position(|point| point.likely().is_some());
    let last = points.iter().rposition(|point| point.likely().is_some());

    let labels: Vec<&str> = points.iter().map(|point| point.label.as_str()).collect();
    let mut chart = Chart::new()
        .animation(false)
        .grid(Grid::new().left(LEFT).right(RIGHT).top(TOP).bottom(BOTTOM))
        .x_axis(quarters_axis(&labels, size))
        .y_axis(ratio_axis(&scale, size));
    for series in band(points) {
        chart = chart.series(series);
    }
    chart = chart
        .series(threshold(
            points,
            size,
            &Threshold {
                at: REVIEW_ABOVE,
                text: "above 40 %: architecture review",
                above: true,
                ink: Ink::Stop,
            },
        ))
        .series(threshold(
            points,
            size,
            &Threshold {
                at: ON_TARGET_BELOW,
                text: "below 20 %: on target",
                above: false,
                ink: Ink::Ok,
            },
        ))
        .series(line(points));
    for (index, is_last) in ends(first, last) {
        chart = chart.series(end(points, index, is_last, &scale, size));
    }
    Spec {
        chart,
        size,
        label: sentence(title, points),
    }
}

/// The chart in words.
fn sentence(title: &str, points: &[TrendPoint]) -> String {
    let mut known = points
        .iter()
        .filter_map(|point| Some((point.label.as_str(), point.likely()?)));
    match (known.next(), known.next_back()) {
        (None, _) => format!("{title}: no figures yet"),
        (Some((quarter, value)), None) => format!("{title}: {value:.1} % in {quarter}"),
        (Some((from, old)), Some((to, new))) => {
            format!("{title}: from {old:.1} % in {from} to {new:.1} % in {to}; thresholds at 20 % and 40 %")
        }
    }
}

/// A series that is looked at, not pointed at.
fn still() -> Line {
    Line::new()
        .silent(true)
        .emphasis(Emphasis::new().disabled(true))
        .symbol(Symbol::None)
}

/// The likely range: its height stacked on its lower end, both without a line.
fn band(points: &[TrendPoint]) -> Vec<Line> {
    if points.iter().all(|point| point.range().is_none()) {
        return Vec::new();
    }
    let part = |pick: fn((f64, f64)) -> f64| {
        let data: Vec<DataPoint> = points.iter().map(|point| value(point.range().map(pick))).collect();
        still()
            .stack("range")
            .line_style(LineStyle::new().color(Ink::Accent).opacity(0))
            .data(data)
    };
    vec![
        part(|(low, _)| low),
        part(|(low, high)| high - low).area_style(AreaStyle::new().color(Ink::Accent).opacity(0.12)),
    ]
}

fn line(points: &[TrendPoint]) -> Line {
    let data: Vec<DataPoint> = points.iter().map(|point| value(point.likely())).collect();
    still()
        .symbol(Symbol::Circle)
        .symbol_size(7)
        .show_symbol(true)
        .line_style(LineStyle::new().color(Ink::Accent).width(2.25))
        .item_style(ring())
        .data(data)
}

/// The mark of a point that is not the latest.
fn ring() -> ItemStyle {
    ItemStyle::new()
        .color(Ink::Paper)
        .border_color(Ink::Accent)
        .border_width(2)
}

struct Threshold {
    at: f64,
    text: &'static str,
    /// Which side of the line the text stands on.
    above: bool,
    ink: Ink,
}

fn threshold(points: &[TrendPoint], size: Size, threshold: &Threshold) -> Line {
    let at_end = text_fits_better_at_end(points, f64::from(size.width) - LEFT - RIGHT, threshold);
    let position = match (at_end, threshold.above) {
        (true, true) => LabelPosition::InsideEndTop,
        (true, false) => LabelPosition::InsideEndBottom,
        (false, true) => LabelPosition::InsideStartTop,
        (false, false) => LabelPosition::InsideStartBottom,
    };
    let label = Label::new()
        .formatter(threshold.text)
        .position(position)
        .color(threshold.ink)
        .font_size(small(size));
    let mark = MarkLine::new()
        .silent(true)
        .symbol(vec![Symbol::None, Symbol::None])
        .line_style(
            LineStyle::new()
                .color(threshold.ink)
                .width(1)
                .type_(LineStyleType::Dashed),
        )
        .data(vec![MarkLineVariant::Simple(
            MarkLineData::new().y_axis(threshold.at).label(label),
        )]);
    still().mark_line(mark)
}

/// Whether the values keep further away from a threshold's text at the right end than at the left.
fn text_fits_better_at_end(points: &[TrendPoint], across: f64, threshold: &Threshold) -> bool {
    let middle = threshold.at + if threshold.above { 2.5 } else { -2.5 };
    #[expect(clippy::cast_precision_loss, reason = "a chart has a few dozen points")]
    let slot = across / points.len().max(1) as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small positive number of points"
    )]
    let reach = (THRESHOLD_TEXT / slot).ceil() as usize;
    let distance = |points: &mut dyn Iterator<Item = &TrendPoint>| {
        points
            .take(reach)
            .filter_map(|point| point.likely().map(|likely| (likely - middle).abs()))
            .fold(f64::INFINITY, f64::min)
    };
    // Far enough is far enough: then the right end, where the eye looks for it.
    let end = distance(&mut points.iter().rev());
    end > 4.0 || end >= distance(&mut points.iter())
}

/// The points that carry their value: first and last, or the only one.
fn ends(first: Option<usize>, last: Option<usize>) -> Vec<(usize, bool)> {
    match (first, last) {
        (Some(first), Some(last)) if first < last => vec![(first, false), (last, true)],
        (_, Some(last)) => vec![(last, true)],
        _ => Vec::new(),
    }
}

/// The value at an end of the line, and the mark of the last point.
fn end(points: &[TrendPoint], index: usize, is_last: bool, scale: &Scale, size: Size) -> Line {
    let likely = points[index].likely().unwrap_or_default();
    let ink = if is_last { Ink::Ink } else { Ink::Ink2 };
    // The text stands above its point unless a threshold's line would run through it.
    let pixels = (f64::from(size.height) - TOP - BOTTOM) / (scale.high - scale.low);
    let crossed = |at: f64| (4.0..26.0).contains(&((at - likely) * pixels));
    let position = if crossed(ON_TARGET_BELOW) || crossed(REVIEW_ABOVE) {
        LabelPosition::Bottom
    } else {
        LabelPosition::Top
    };
    let label = Label::new()
        .show(true)
        .formatter(format!("{likely:.1}").as_str())
        .position(position)
        .color(ink)
        .font_size(small(size) + 1.0)
        .font_weight(if is_last { "650" } else { "500" });
    let data: Vec<DataPoint> = (0..points.len())
        .map(|each| value((each == index).then_some(likely)))
        .collect();
    let series = still().symbol(Symbol::Circle).show_symbol(true).label(label).data(data);
    if is_last {
        series.symbol_size(9).item_style(ItemStyle::new().color(Ink::Accent))
    } else {
        series.symbol_size(7).item_style(ring())
    }
}

/// A value or a gap.
fn value(value: Option<f64>) -> DataPoint {
    DataPoint::Value(CompositeValue::OptionalNumber(value.map(Into::into)))
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
    fn the_label_tells_first_and_last() {
        let mut all = points(&[37.6, 30.0, 22.4]);
        all[2].label = "2026 Q3".to_owned();
        all.push(TrendPoint {
            label: "2026 Q4".to_owned(),
            likely: Some(f64::NAN),
            range: None,
        });
        assert_eq!(
            sentence("Risk", &all),
            "Risk: from 37.6 % in 2026 Q1 to 22.4 % in 2026 Q3; thresholds at 20 % and 40 %"
        );
        assert_eq!(sentence("Risk", &all[..1]), "Risk: 37.6 % in 2026 Q1");
        assert_eq!(sentence("Risk", &all[3..]), "Risk: no figures yet");
    }

    #[test]
    fn a_thresholds_text_keeps_away_from_the_line() {
        let below = Threshold {
            at: 20.0,
            text: "",
            above: false,
            ink: Ink::Ok,
        };
        let falling = points(&[60.0, 50.0, 40.0, 30.0, 18.0, 18.0]);
        let rising = points(&[18.0, 18.0, 30.0, 40.0, 50.0, 60.0]);
        assert!(!text_fits_better_at_end(&falling, 600.0, &below));
        assert!(text_fits_better_at_end(&rising, 600.0, &below));
    }
}
