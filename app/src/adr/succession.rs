//! What took a record's place, said above its text.

use leptos::prelude::*;
use registry::adr::{Record, RelationKind, Status, record::Related};

use super::written::as_written;
use crate::ui::{Callout, NoticeKind};

/// The successors of a superseded record, those that are not here too; none where no text names one.
pub fn superseded(record: &Record) -> Option<AnyView> {
    if record.adr.status != Status::Superseded {
        return None;
    }
    let successors: Vec<&Related> = record
        .relations
        .iter()
        .filter(|related| related.kind == RelationKind::SupersededBy)
        .collect();
    let last = successors.len().checked_sub(1)?;
    let links = successors
        .into_iter()
        .enumerate()
        .map(|(at, related)| {
            let joint = match at {
                0 => None,
                at if at == last => Some(" and "),
                _ => Some(", "),
            };
            match &related.other {
                Some(other) => {
                    view! { {joint}<a href=other.address()>{format!("{} {}", other.label(), other.title)}</a> }
                        .into_any()
                }
                None => view! { {joint}{as_written(&related.raw)}", which is not here" }.into_any(),
            }
        })
        .collect_view();
    Some(view! { <Callout kind=NoticeKind::Info><b>"Superseded by "</b>{links}"."</Callout> }.into_any())
}
