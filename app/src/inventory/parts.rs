//! Small parts the pages of the inventory share.

use leptos::prelude::*;
use registry::{
    adr::Cited,
    inventory::{Category, Dependency},
};

use crate::{
    ui::{Badge, CouplingBadge, StatusBadge, Tone, none},
    web::{Ctx, Fault, Typed, id_in},
};

/// One dependency, which must be one of the workload in the address.
pub async fn dependency(ctx: &Ctx, slug: &str, text: &str) -> Result<Dependency, Fault> {
    let found = ctx
        .registry()
        .inventory()
        .get(&ctx.actor, id_in(text, "dependency")?)
        .await?;
    if found.workload_slug == slug {
        Ok(found)
    } else {
        Err(Fault::not_found("dependency"))
    }
}

/// The badge of a coupling category.
pub fn coupling(category: Category) -> AnyView {
    view! { <CouplingBadge category=category.key() label=category.label()/> }.into_any()
}

/// Which side of the boundary.
pub fn side(leaking: bool) -> AnyView {
    if leaking {
        view! { <Badge tone=Tone::Watch text="Leaking"/> }.into_any()
    } else {
        view! { <Badge tone=Tone::Ok text="Inside"/> }.into_any()
    }
}

/// A decision record with its status, or that there is none.
pub fn record(record: Option<&Cited>) -> AnyView {
    match record {
        None => none(),
        Some(record) => {
            let name = match record.path() {
                Some(path) => view! { <a href=path title=record.title.clone()>{record.label()}</a> }.into_any(),
                None => record.label().into_any(),
            };
            view! { <span>{name}" "<StatusBadge status=record.status.as_str()/></span> }.into_any()
        }
    }
}

/// A boundary's globs, one a line, or that there is none.
pub fn boundary(text: &str) -> AnyView {
    if text.is_empty() {
        return none();
    }
    let lines = text
        .lines()
        .map(|line| view! { <code>{line.to_owned()}</code> })
        .collect_view();
    view! { <span class="globs">{lines}</span> }.into_any()
}

/// The filters that are set, as the query of another address of the same list.
pub fn query(typed: &Typed, names: &[&str], more: &[(&str, String)]) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for name in names {
        if let Some(value) = typed.some(name) {
            out.append_pair(name, value);
        }
    }
    for (name, value) in more {
        out.append_pair(name, value);
    }
    out.finish()
}
