//! The checklist on a workload's page: twelve cells, a line for each layer.

use leptos::prelude::*;
use registry::{
    checklist::{Decision, Item},
    inventory::Layer,
    workload::Workload,
};

use super::{cell_state, words};
use crate::{
    ui::{Cell, Link, Section, sentence},
    web::{Ctx, Fault},
};

/// The section of a workload's page.
///
/// # Errors
/// When the database fails.
pub async fn of_workload(ctx: &Ctx, workload: &Workload) -> Result<impl FnOnce() -> AnyView + Send + use<>, Fault> {
    let items = ctx.registry().checklist().of_workload(&ctx.actor, workload).await?;
    Ok(move || view(&items))
}

fn view(items: &[Item]) -> AnyView {
    let settled = items.iter().filter(|item| item.state.is_settled()).count();
    let late = items.iter().filter(|item| item.late).count();
    let overdue = if late == 0 {
        String::new()
    } else {
        format!(", {late} overdue")
    };
    let note = format!("{settled} of {} settled{overdue}", Decision::all().len());
    let layers = Layer::all()
        .iter()
        .map(|layer| {
            let cells = items
                .iter()
                .filter(|item| item.decision.layer() == *layer)
                .map(|item| {
                    view! {
                        <li>
                            <Cell state=cell_state(item) label=words(item) href=item.path()/>
                            <a href=item.path()>{item.decision.label()}</a>
                        </li>
                    }
                })
                .collect_view();
            view! { <li><h3>{sentence(layer.label())}</h3><ul>{cells}</ul></li> }
        })
        .collect_view();
    view! {
        <Section title="Checklist" note=note link=Link::new("/checklist", "All workloads") id="checklist">
            <ul class="twelve">{layers}</ul>
        </Section>
    }
    .into_any()
}
