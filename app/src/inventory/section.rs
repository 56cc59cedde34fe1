//! What the page of a workload says of its dependencies.

use leptos::prelude::*;
use registry::{identity::Act, workload::Workload};

use super::parts;
use crate::{
    cells,
    ui::{ButtonLink, Col, Empty, Link, Look, Row, Section, Slot, Table, Two, count},
    web::{Ctx, Fault},
};

/// The section “Dependencies” of a workload's page.
///
/// # Errors
/// When the database fails.
pub async fn of_workload(ctx: &Ctx, workload: &Workload) -> Result<impl FnOnce() -> AnyView + Send + use<>, Fault> {
    let dependencies = ctx.registry().inventory().of_workload(&ctx.actor, workload.id).await?;
    let may_edit = ctx.may(Act::EditInventory);
    let (path, slug) = (workload.path(), workload.slug.clone());
    Ok(move || {
        let rows: Vec<Row> = dependencies
            .iter()
            .map(|one| {
                let mut note = vec![one.owner.clone()];
                if !one.exit_name.is_empty() {
                    note.push(format!("exit to {}", one.exit_name));
                }
                note.retain(|part| !part.is_empty());
                cells![
                    view! { <Two text=one.service.name.clone() note=note.join(" · ") href=one.path()/> },
                    parts::coupling(one.category),
                    one.points.to_string(),
                    one.leaking.to_string(),
                    parts::boundary(&one.boundary),
                    parts::record(one.record.as_ref()),
                ]
                .into()
            })
            .collect();
        let attach = |look: Look| {
            let href = format!("{path}/dependencies/new");
            view! { <ButtonLink href=href look=look>"Attach a service"</ButtonLink> }
        };
        let [points, leaking, covered] = [
            dependencies.iter().map(|one| one.points).sum::<i64>(),
            dependencies.iter().map(|one| one.leaking).sum(),
            dependencies.iter().map(registry::inventory::Dependency::covered).sum(),
        ];
        let note = (points > 0).then(|| {
            format!(
                "{}, {leaking} leaking, {covered} covered by an accepted record",
                count(points, "integration point", "integration points")
            )
        });
        if rows.is_empty() {
            let action: Slot = if may_edit {
                attach(Look::Primary).into()
            } else {
                Slot::default()
            };
            view! {
                <Section title="Dependencies" id="dependencies">
                    <Empty title="No dependencies yet" action=action
                        text="Attach each service this workload touches: its coupling category, the boundary that isolates it, and how many places call it."/>
                </Section>
            }
            .into_any()
        } else {
            let coverage = format!("/adrs/coverage?workload={slug}");
            let add = may_edit.then(|| attach(Look::Plain));
            let link = Link::new(format!("/integration-points?workload={slug}"), "All points");
            view! {
                <Section title="Dependencies" id="dependencies" note=note link=link>
                    <Table caption="Dependencies by layer" rows=rows
                        cols=vec![
                            Col::text("Service"), Col::text("Category"), Col::num("Points"), Col::num("Leaking"),
                            Col::text("Boundary").minor(), Col::text("Record"),
                        ]/>
                    <div class="buttons">{add}<ButtonLink href=coverage look=Look::Quiet>"Decision coverage"</ButtonLink></div>
                </Section>
            }
            .into_any()
        }
    })
}
