//! Dependency risk on a workload's page.

use leptos::prelude::*;
use registry::{risk::Standing, workload::Workload};

use super::words::{change, range, zone};
use crate::{
    ui::{Figure, Link, Section, Sparkline},
    web::{Ctx, Fault},
};

/// The section of a workload's page.
///
/// # Errors
/// When the database fails.
pub async fn of_workload(ctx: &Ctx, workload: &Workload) -> Result<impl FnOnce() -> AnyView + Send + use<>, Fault> {
    let standing = ctx.registry().risk().of_workload(&ctx.actor, workload).await?;
    Ok(move || view(&standing))
}

fn view(standing: &Standing) -> AnyView {
    let link = Link::new(format!("/risk/{}", standing.slug), "All quarters");
    let Some(latest) = standing.latest() else {
        return view! {
            <Section title="Dependency risk" link=link id="risk">
                <p>"No quarter is sealed yet. An assessment estimates what leaving would cost."</p>
            </Section>
        }
        .into_any();
    };
    let ratio = latest.ratio();
    let note = latest.quarter.label();
    let figure = match &ratio {
        Ok(one) => {
            let value = one.to_string().replace("\u{a0}%", "");
            let (whole, parts) = change(standing.change());
            let note = if parts.is_empty() {
                String::new()
            } else {
                format!("{whole} since the quarter before ({parts})")
            };
            view! { <Figure value=value unit="%" note=note badge=zone(&ratio) small=true/> }.into_any()
        }
        Err(why) => view! { <p>"No ratio: "{why.to_string()}"."</p> }.into_any(),
    };
    let band = latest
        .band
        .map(|band| view! { <p><small>{format!("Likely range {}", range(band))}</small></p> });
    let values: Vec<f64> = standing
        .points
        .iter()
        .filter_map(|point| Some(point.ratio().ok()?.percent()))
        .collect();
    let label = match (values.first(), values.last()) {
        (Some(first), Some(last)) => format!("{first:.1} % to {last:.1} % over {} quarters", values.len()),
        _ => String::new(),
    };
    view! {
        <Section title="Dependency risk" note=note link=link id="risk">
            <div class="spread">
                <div>{figure}{band}</div>
                <Sparkline label=label values=values/>
            </div>
        </Section>
    }
    .into_any()
}
