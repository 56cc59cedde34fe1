//! A laid-out graph as SVG: each box a link, each kind of relation a line of its own.
//!
//! Colours are classes (`style/graph.css`), so that light and dark need no drawing of their own.
//! What a colour says stands in the box in words, what a line says in the legend and the table.

use std::fmt::Write;

use leptos::prelude::*;
use registry::adr::{
    Cited, RelationKind, Status,
    graph::{EDGES, Edge, Graph},
    record::label,
};

use super::layout::{Part, Room};
use crate::ui::{StatusBadge, status_sign};

/// Width of an average letter of a box's title and of its small text, in pixels.
const LETTER: f64 = 6.3;
const SMALL_LETTER: f64 = 6.6;

/// The widest drawing, in pixels, that is made to fit the page's column.
const LEGIBLE: f64 = 1_500.0;

/// The parts of a graph, one drawing each.
pub fn parts(graph: &Graph, parts: &[Part], room: Room, here: Option<usize>) -> Vec<AnyView> {
    parts.iter().map(|part| one(graph, part, room, here)).collect()
}

fn one(graph: &Graph, part: &Part, room: Room, here: Option<usize>) -> AnyView {
    let lines = part
        .lines
        .iter()
        .map(|(edge, points)| line(graph, *edge, points))
        .collect_view();
    let boxes = part
        .boxes
        .iter()
        .map(|(node, x, y)| node_box(&graph.nodes[*node], (*x, *y), room, here == Some(*node)))
        .collect_view();
    let (width, height) = (part.width.ceil(), part.height.ceil());
    let view_box = format!("0 0 {width} {height}");
    let name = named(graph, part);
    // What would be too small to read when made to fit is slid through instead.
    let class = if part.width > LEGIBLE {
        "relations far"
    } else {
        "relations"
    };
    view! {
        <svg class=class role="group" aria-label=name width=width.to_string() height=height.to_string() viewBox=view_box>
            <g aria-hidden="true">{lines}</g>
            {boxes}
        </svg>
    }
    .into_any()
}

fn named(graph: &Graph, part: &Part) -> String {
    let first = part.boxes.first().map_or_else(String::new, |(node, ..)| {
        let node = &graph.nodes[*node];
        label(&node.log, node.number)
    });
    match part.boxes.len() {
        1 => first,
        2 => format!("{first} and another record"),
        many => format!("{first} and {} other records", many - 1),
    }
}

/// The line's class, which is also that of its sample in the legend.
fn class(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Supersedes | RelationKind::SupersededBy => "supersedes",
        RelationKind::Amends | RelationKind::AmendedBy => "amends",
        RelationKind::DependsOn | RelationKind::RequiredBy => "depends",
        RelationKind::RelatesTo => "relates",
        RelationKind::Mentions | RelationKind::MentionedBy => "mentions",
    }
}

fn line(graph: &Graph, edge: Edge, points: &[(f64, f64)]) -> AnyView {
    let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
    let said = format!(
        "{} {} {}",
        label(&from.log, from.number),
        edge.kind.label().to_lowercase(),
        label(&to.log, to.number)
    );
    let (path, head) = (path(points), head(edge.kind, points));
    view! {
        <g class=class(edge.kind)>
            <title>{said}</title>
            <path class="line" d=path></path>
            {head.map(|points| view! { <polygon class="tip" points=points></polygon> })}
        </g>
    }
    .into_any()
}

/// A line through the points, its corners rounded.
fn path(points: &[(f64, f64)]) -> String {
    let Some((first, rest)) = points.split_first() else {
        return String::new();
    };
    let mut out = format!("M{:.1} {:.1}", first.0, first.1);
    for pair in rest.windows(2) {
        let [at, next] = [pair[0], pair[1]];
        let middle = (f64::midpoint(at.0, next.0), f64::midpoint(at.1, next.1));
        let _ = write!(out, "Q{:.1} {:.1} {:.1} {:.1}", at.0, at.1, middle.0, middle.1);
    }
    if let Some(last) = rest.last() {
        let _ = write!(out, "L{:.1} {:.1}", last.0, last.1);
    }
    out
}

/// The tip of an arrow: the last point and two behind it. What relates to each other has none.
fn head(kind: RelationKind, points: &[(f64, f64)]) -> Option<String> {
    if kind == RelationKind::RelatesTo {
        return None;
    }
    let (end, before) = (points.last()?, points.get(points.len().checked_sub(2)?)?);
    let (dx, dy) = (end.0 - before.0, end.1 - before.1);
    let length = dx.hypot(dy);
    if length == 0.0 {
        return None;
    }
    let (dx, dy) = (dx / length, dy / length);
    let (back, side) = (8.0, 4.0);
    let foot = (end.0 - back * dx, end.1 - back * dy);
    Some(format!(
        "{:.1},{:.1} {:.1},{:.1} {:.1},{:.1}",
        end.0,
        end.1,
        foot.0 - side * dy,
        foot.1 + side * dx,
        foot.0 + side * dy,
        foot.1 - side * dx
    ))
}

fn node_box(node: &Cited, (x, y): (f64, f64), room: Room, here: bool) -> AnyView {
    let (width, height) = room.size();
    let key = node.status.as_str();
    let (tone, sign) = status_sign(key);
    let name = label(&node.log, node.number);
    let said = format!("{name} {}, {key}", node.title);
    let tooltip = said.clone();
    let lines = wrapped(&node.title, (width - 18.0) / LETTER)
        .into_iter()
        .zip(["35", "50"])
        .map(|(line, y)| view! { <text class="title" x="9" y=y>{line}</text> })
        .collect_view();
    let status = node.status.label();
    let space = width - 34.0;
    #[expect(clippy::cast_precision_loss, reason = "a name of a few letters")]
    let wide = (name.chars().count() + status.chars().count() + 1) as f64 * SMALL_LETTER;
    // A long key of a log leaves no room for the word; the sign and the title's tooltip stay.
    let word = (wide < space).then(|| {
        view! { <text class="word" x=format!("{:.1}", width - 9.0) y="18" text-anchor="end">{status}</text> }
    });
    let shown = cut(&name, space / SMALL_LETTER);
    let place = format!("translate({x:.1} {y:.1})");
    let current = here.then_some("true");
    view! {
        <a href=node.address() class=format!("box {tone}") aria-label=said aria-current=current>
            <g transform=place>
                <title>{tooltip}</title>
                <rect width=width.to_string() height=height.to_string() rx="4"></rect>
                <path class="sign" transform="translate(9 9.5) scale(.9)" d=sign></path>
                <text class="name" x="24" y="18">{shown}</text>
                {word}
                {lines}
            </g>
        </a>
    }
    .into_any()
}

/// A text in two lines at most, parted between words where that is possible.
fn wrapped(text: &str, letters: f64) -> Vec<String> {
    if cut(text, letters) == text {
        return vec![text.to_owned()];
    }
    let mut first = String::new();
    let mut rest = text;
    while let Some((word, after)) = rest.split_once(' ') {
        let longer = format!("{first}{word} ");
        if cut(longer.trim_end(), letters) != longer.trim_end() {
            break;
        }
        first = longer;
        rest = after;
    }
    if first.is_empty() {
        return vec![cut(text, letters)];
    }
    vec![first.trim_end().to_owned(), cut(rest, letters)]
}

/// The beginning of a text that fits, and a sign that there is more.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few dozen letters"
)]
fn cut(text: &str, letters: f64) -> String {
    let most = letters.max(4.0) as usize;
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most - 1).collect();
    format!("{}…", head.trim_end())
}

/// What lines and boxes mean.
pub fn legend(graph: &Graph) -> AnyView {
    let kinds = EDGES
        .iter()
        .filter(|kind| graph.edges.iter().any(|edge| edge.kind == **kind))
        .map(|kind| {
            let tip = head(*kind, &[(2.0, 6.0), (40.0, 6.0)]);
            view! {
                <li>
                    <svg class="relations sample" width="42" height="12" viewBox="0 0 42 12" aria-hidden="true">
                        <g class=class(*kind)>
                            <path class="line" d="M2 6L40 6"></path>
                            {tip.map(|points| view! { <polygon class="tip" points=points></polygon> })}
                        </g>
                    </svg>
                    {kind.label().to_lowercase()}
                </li>
            }
        })
        .collect_view();
    let statuses = Status::ALL
        .iter()
        .filter(|status| graph.nodes.iter().any(|node| node.status == **status))
        .map(|status| view! { <li><StatusBadge status=status.as_str() label=status.label()/></li> })
        .collect_view();
    view! {
        <div class="graph-key">
            <ul aria-label="Kinds of relations">{kinds}</ul>
            <ul aria-label="Statuses">{statuses}</ul>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_turn_smoothly_and_arrows_point_where_they_go() {
        assert_eq!(path(&[(0.0, 0.0), (10.0, 0.0)]), "M0.0 0.0L10.0 0.0");
        assert_eq!(
            path(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]),
            "M0.0 0.0Q10.0 0.0 10.0 5.0L10.0 10.0"
        );
        let right = head(RelationKind::Supersedes, &[(0.0, 0.0), (20.0, 0.0)]);
        assert_eq!(right.as_deref(), Some("20.0,0.0 12.0,4.0 12.0,-4.0"));
        assert_eq!(head(RelationKind::RelatesTo, &[(0.0, 0.0), (20.0, 0.0)]), None);
        assert_eq!(head(RelationKind::Amends, &[(1.0, 1.0), (1.0, 1.0)]), None);
        assert_eq!(head(RelationKind::Amends, &[(1.0, 1.0)]), None);
    }

    #[test]
    fn a_text_that_does_not_fit_says_so() {
        assert_eq!(cut("Use S3", 20.0), "Use S3");
        assert_eq!(cut("Use S3 for everything", 8.0), "Use S3…");
        assert_eq!(wrapped("Use S3", 8.0), ["Use S3"]);
        assert_eq!(wrapped("Use S3 for everything", 10.0), ["Use S3 for", "everything"]);
        assert_eq!(
            wrapped("Use S3 for everything and all", 10.0),
            ["Use S3 for", "everythin…"]
        );
        assert_eq!(wrapped("Incomprehensibilities", 10.0), ["Incompreh…"]);
    }
}
