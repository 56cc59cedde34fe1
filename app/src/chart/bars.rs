//! Counts over quarters as bars, each made of parts one upon the other, its height written above.

use charming::{
    Chart,
    component::{Axis, Grid},
    datatype::{CompositeValue, DataPoint},
    element::{AxisLabel, AxisType, Emphasis, ItemStyle, Label, LabelPosition, LineStyle, SplitLine, Symbol},
    series::{Bar, Line},
};

use super::{
    Ink, Size, Spec,
    axes::{quarters_axis, small},
};

/// Room around the plot for the axes' labels, in pixels.
const LEFT: f64 = 34.0;
const RIGHT: f64 = 4.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 28.0;

/// One part of every bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    /// What it counts.
    pub name: String,
    /// What it is drawn with.
    pub ink: Ink,
    /// How many in each quarter.
    pub counts: Vec<u32>,
}

/// Bars of counts, a bar for each quarter (`2026 Q4`), its parts from the ground up in the order
/// given. `label` is what the chart shows, in a sentence.
#[must_use]
pub fn bars(label: &str, quarters: &[&str], stacks: &[Stack], size: Size) -> Spec {
    let totals: Vec<u32> = (0..quarters.len())
        .map(|at| stacks.iter().map(|stack| count(stack, at)).fold(0, u32::saturating_add))
        .collect();
    let highest = totals.iter().copied().max().unwrap_or(0);
    let step = step(highest);
    let top = highest.div_ceil(step).max(1) * step;
    let mut chart = Chart::new()
        .animation(false)
        .grid(Grid::new().left(LEFT).right(RIGHT).top(TOP).bottom(BOTTOM))
        .x_axis(quarters_axis(quarters, size))
        .y_axis(
            Axis::new()
                .type_(AxisType::Value)
                .min(0)
                .max(i64::from(top))
                .interval(step)
                .split_line(SplitLine::new().line_style(LineStyle::new().color(Ink::Rule).width(1)))
                .axis_label(AxisLabel::new().color(Ink::Ink3).font_size(small(size))),
        );
    for stack in stacks {
        chart = chart.series(part(stack, quarters.len()));
    }
    chart = chart.series(totals_above(&totals, size));
    Spec {
        chart,
        size,
        label: label.to_owned(),
    }
}

fn count(stack: &Stack, at: usize) -> u32 {
    stack.counts.get(at).copied().unwrap_or_default()
}

/// A step of the axis that parts it into five at most.
fn step(highest: u32) -> u32 {
    let steps = (0..9_u32).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u32.pow(power)));
    steps
        .into_iter()
        .find(|step| highest.div_ceil(*step) <= 5)
        .unwrap_or(1_000_000_000)
}

fn part(stack: &Stack, quarters: usize) -> Bar {
    let counts = (0..quarters).map(|at| count(stack, at));
    Bar::new()
        .name(stack.name.as_str())
        .stack("all")
        .bar_width("64%")
        .emphasis(Emphasis::new().disabled(true))
        // The thin edge keeps parts apart where two colours are alike to a reader.
        .item_style(
            ItemStyle::new()
                .color(stack.ink)
                .border_color(Ink::Paper)
                .border_width(1),
        )
        .data(counts.map(shown).collect::<Vec<_>>())
}

/// The height of each bar as a figure upon it; what it is made of stands in the table.
fn totals_above(totals: &[u32], size: Size) -> Line {
    Line::new()
        .silent(true)
        .symbol(Symbol::Circle)
        .symbol_size(1)
        .show_symbol(true)
        .emphasis(Emphasis::new().disabled(true))
        .line_style(LineStyle::new().color(Ink::Ink2).opacity(0))
        .item_style(ItemStyle::new().color(Ink::Paper))
        .label(
            Label::new()
                .show(true)
                .position(LabelPosition::Top)
                .color(Ink::Ink2)
                .font_size(small(size)),
        )
        .data(totals.iter().copied().map(shown).collect::<Vec<_>>())
}

/// A count, or nothing at all where there is none.
fn shown(count: u32) -> DataPoint {
    let count = Some(count).filter(|count| *count > 0);
    DataPoint::Value(CompositeValue::OptionalNumber(
        count.map(|count| i64::from(count).into()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_has_whole_steps_and_five_at_most() {
        for (highest, expected) in [
            (0, 1),
            (1, 1),
            (5, 1),
            (6, 2),
            (11, 5),
            (26, 10),
            (99, 20),
            (100_000, 20_000),
        ] {
            assert_eq!(step(highest), expected, "{highest}");
        }
        assert_eq!(step(u32::MAX), 1_000_000_000);
    }
}
