//! How the columns of a table are aligned.

use pulldown_cmark::{Alignment, Event, Tag};

/// Writes how a table's columns are aligned as the old attribute: the style that would say it
/// otherwise is not let through.
pub(super) fn align(events: &mut [Event<'_>]) {
    let mut sides: Vec<Alignment> = Vec::new();
    let (mut column, mut in_head) = (0_usize, false);
    for event in events {
        match event {
            Event::Start(Tag::Table(of)) => {
                sides = std::mem::replace(of, vec![Alignment::None; of.len()]);
            }
            Event::Start(Tag::TableHead) => (column, in_head) = (0, true),
            Event::Start(Tag::TableRow) => (column, in_head) = (0, false),
            Event::Start(Tag::TableCell) => {
                let side = match sides.get(column) {
                    Some(Alignment::Left) => "left",
                    Some(Alignment::Center) => "center",
                    Some(Alignment::Right) => "right",
                    Some(Alignment::None) | None => "",
                };
                column += 1;
                if !side.is_empty() {
                    let cell = if in_head { "th" } else { "td" };
                    *event = Event::InlineHtml(format!("<{cell} align=\"{side}\">").into());
                }
            }
            _ => {}
        }
    }
}
