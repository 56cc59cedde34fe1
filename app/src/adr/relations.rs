//! What a record is related to: other records, and the workloads that rest on it.

use leptos::prelude::*;
use registry::{
    adr::{
        Adr, Record, RelationKind,
        record::{Related, label},
    },
    inventory::model::Services,
};

use super::{graph, written::as_written};
use crate::ui::Section;

/// The other records it speaks of, by what they are to it.
pub fn section(adr: &Adr, relations: &[Related]) -> Option<AnyView> {
    if relations.is_empty() {
        return None;
    }
    let mut groups: Vec<(RelationKind, Vec<&Related>)> = Vec::new();
    for related in relations {
        match groups.iter_mut().find(|(kind, _)| *kind == related.kind) {
            Some((_, group)) => group.push(related),
            None => groups.push((related.kind, vec![related])),
        }
    }
    groups.sort_by_key(|(kind, _)| *kind);
    let groups = groups
        .into_iter()
        .map(|(kind, group)| {
            let items = group
                .into_iter()
                .map(|related| match &related.other {
                    Some(other) => {
                        let label = format!("{} {}", label(&other.log, other.number), other.title);
                        view! { <li><a href=other.address()>{label}</a><small>{other.status.as_str()}</small></li> }
                            .into_any()
                    }
                    None => view! { <li>{as_written(&related.raw)}<small>"not found here"</small></li> }.into_any(),
                })
                .collect_view();
            view! { <div><h3>{kind.label()}</h3><ul>{items}</ul></div> }
        })
        .collect_view();
    let graph = (graph::around(&adr.log, adr.number, adr.id), "Graph");
    Some(view! { <Section title="Relations" link=graph><div class="related">{groups}</div></Section> }.into_any())
}

/// The dependencies that cite it.
pub fn covers(record: &Record, services: &Services) -> Option<AnyView> {
    if record.covers.is_empty() {
        return None;
    }
    let items = record
        .covers
        .iter()
        .map(|it| {
            view! { <li><a href=format!("/workloads/{}", it.slug)>{it.workload.clone()}</a><small>{services.named(&it.service).name}</small></li> }
        })
        .collect_view();
    Some(
        view! { <Section title="Rests on this record"><div class="related"><ul>{items}</ul></div></Section> }
            .into_any(),
    )
}
