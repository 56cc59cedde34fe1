//! Pictures of figures: the frame around a drawn chart, the bar of parts, the line in a cell. What
//! stands in the frame is drawn by `crate::chart`.
//!
//! Widths are SVG attributes, never `style`: the content security policy refuses inline styles.

use leptos::prelude::*;

use super::prop::{OptText, Slot};

/// A chart, already drawn to SVG, with its data under it as a table.
#[component]
pub fn ChartFrame(
    /// What the chart shows, in one sentence: read out in place of the picture.
    #[prop(into)]
    label: String,
    /// The drawing for a wide page, an `<svg>` element.
    #[prop(into)]
    svg: String,
    /// The drawing for a phone; the wide one is scaled unless given.
    #[prop(optional, into)]
    narrow: OptText,
    /// What to see in it, under the picture.
    #[prop(optional, into)]
    caption: OptText,
    /// The data as a [`Table`](super::table::Table).
    #[prop(optional, into)]
    data: Slot,
) -> impl IntoView {
    let class = if narrow.is_some() { "chart-wide" } else { "chart-any" };
    let narrow_label = label.clone();
    view! {
        <figure class="chart">
            <div class=class role="img" aria-label=label inner_html=svg></div>
            {narrow.get().map(|svg| view! { <div class="chart-narrow" role="img" aria-label=narrow_label inner_html=svg></div> })}
            {caption.get().map(|caption| view! { <figcaption>{caption}</figcaption> })}
            {data.get().map(|data| view! { <details class="data"><summary>"Figures as a table"</summary>{data}</details> })}
        </figure>
    }
}

/// One part of a [`CompositionBar`].
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is.
    pub label: String,
    /// Its amount, written for people.
    pub amount: String,
    /// A second figure, such as its points of the ratio; may be empty.
    pub note: String,
    /// Its share of the whole, 0 to 1.
    pub share: f64,
    /// Where the amount is explained, if anywhere.
    pub href: Option<String>,
}

/// What a sum is made of: one bar in up to five colours and the parts below it, in its order.
#[component]
pub fn CompositionBar(
    /// What the sum is, for screen readers.
    #[prop(into)]
    label: String,
    /// The parts, in a fixed order so that colours keep their meaning.
    parts: Vec<Part>,
) -> impl IntoView {
    let mut from = 0.0_f64;
    let bars = parts
        .iter()
        .zip(1..)
        .map(|(part, number)| {
            let (x, width) = (from * 100.0, part.share.clamp(0.0, 1.0) * 100.0);
            from += part.share.clamp(0.0, 1.0);
            let title = format!("{}: {}", part.label, part.amount);
            view! {
                <rect class=format!("s{number}") x=format!("{x:.3}%") width=format!("{width:.3}%") height="100%">
                    <title>{title}</title>
                </rect>
            }
        })
        .collect_view();
    let rows = parts
        .into_iter()
        .zip(1..)
        .map(|(part, number)| {
            let name = match part.href {
                Some(href) => view! { <a href=href>{part.label}</a> }.into_any(),
                None => part.label.into_any(),
            };
            let note = (!part.note.is_empty()).then(|| view! { <span class="n part-note">{part.note}</span> });
            view! {
                <li>
                    <svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class=format!("s{number}") width="10" height="10"></rect></svg>
                    <span>{name}</span>
                    <span class="n">{part.amount}</span>
                    {note}
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="composition">
            <svg class="composition-bar" aria-hidden="true" preserveAspectRatio="none">{bars}</svg>
            <ul aria-label=label>{rows}</ul>
        </div>
    }
}

/// A line without axes for a table cell: where the figures have been going.
#[component]
pub fn Sparkline(
    /// What it shows, with first and last value: “37.6 % to 22.4 % over nine quarters”.
    #[prop(into)]
    label: String,
    /// The values, oldest first. Fewer than two draw nothing.
    values: Vec<f64>,
) -> impl IntoView {
    (values.len() > 1).then(|| {
        let points = spread(&values, 92.0, 24.0);
        let line = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ");
        let end = points.last().map(|(x, y)| {
            view! { <circle cx=format!("{x:.1}") cy=format!("{y:.1}") r="2.2"></circle> }
        });
        view! { <svg class="spark" viewBox="0 0 92 24" role="img" aria-label=label><polyline points=line></polyline>{end}</svg> }
    })
}

/// Values spread over a drawing of this size, three pixels from each edge; equal values lie in
/// the middle.
fn spread(values: &[f64], width: f64, height: f64) -> Vec<(f64, f64)> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (wide, tall) = (width - 6.0, height - 6.0);
    let gap = wide / f64::from(u32::try_from(values.len().saturating_sub(1).max(1)).unwrap_or(1));
    let mut x = 3.0 - gap;
    values
        .iter()
        .map(|value| {
            x += gap;
            let up = if high > low { (value - low) / (high - low) } else { 0.5 };
            (x, 3.0 + tall * (1.0 - up))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::render::render;

    #[test]
    fn a_line_runs_from_edge_to_edge() {
        let points = spread(&[1.0, 3.0, 2.0], 92.0, 24.0);
        assert_eq!(points, vec![(3.0, 21.0), (46.0, 3.0), (89.0, 12.0)]);
        assert_eq!(spread(&[5.0, 5.0], 92.0, 24.0), vec![(3.0, 12.0), (89.0, 12.0)]);
    }

    #[test]
    fn the_parts_follow_one_another() {
        let part = |share| Part {
            label: "A".into(),
            amount: "$1".into(),
            note: String::new(),
            share,
            href: None,
        };
        let page = render(|| view! { <CompositionBar label="Exit cost" parts=vec![part(0.41), part(0.59)]/> });
        assert!(page.html.contains("x=\"41.000%\" width=\"59.000%\""), "{}", page.html);
        assert!(!page.html.contains("style="), "{}", page.html);
    }
}
