//! What the page of a workload says of its data assets and models.

use leptos::prelude::*;
use registry::{identity::Act, workload::Workload};

use super::parts;
use crate::{
    cells,
    ui::{ButtonLink, Col, Empty, Look, Row, Section, Slot, Table, Two, none, sentence},
    web::{Ctx, Fault},
};

/// The section “Data assets and models” of a workload's page.
///
/// # Errors
/// When the database fails.
pub async fn of_workload(ctx: &Ctx, workload: &Workload) -> Result<impl FnOnce() -> AnyView + Send + use<>, Fault> {
    let assets = ctx.registry().assets().of_workload(&ctx.actor, workload.id).await?;
    let models = ctx
        .registry()
        .assets()
        .models_of_workload(&ctx.actor, workload.id)
        .await?;
    let may_edit = ctx.may(Act::EditInventory);
    let path = workload.path();
    Ok(move || {
        let asset_rows: Vec<Row> = assets
            .iter()
            .map(|asset| {
                let format = if asset.open_format {
                    format!("{} (open)", asset.format)
                } else {
                    asset.format.clone()
                };
                cells![
                    view! {
                        <Two text=asset.name.clone() note=sentence(asset.kind.label())
                            href=format!("{path}/assets/{}", asset.id)/>
                    },
                    parts::recorded(&asset.owner),
                    if format.trim().is_empty() {
                        none()
                    } else {
                        format.into_any()
                    },
                    parts::volume(asset.volume_gb),
                    parts::missing(&asset.missing()),
                ]
                .into()
            })
            .collect();
        let model_rows: Vec<Row> = models
            .iter()
            .map(|model| {
                cells![
                    view! {
                        <Two text=model.name.clone() note=model.base_model.clone()
                            href=format!("{path}/models/{}", model.id)/>
                    },
                    parts::recorded(&model.deployment_target),
                    parts::missing(&model.missing()),
                ]
                .into()
            })
            .collect();
        let complete = assets.iter().filter(|asset| asset.missing().is_empty()).count()
            + models.iter().filter(|model| model.missing().is_empty()).count();
        let all = assets.len() + models.len();
        let note = (all > 0).then(|| format!("{complete} of {all} complete"));
        let buttons = |look: Look| {
            let (asset, model) = (format!("{path}/assets/new"), format!("{path}/models/new"));
            view! {
                <ButtonLink href=asset look=look>"Add a data asset"</ButtonLink>
                <ButtonLink href=model>"Add a fine-tuned model"</ButtonLink>
            }
        };
        let content = if all == 0 {
            let action: Slot = if may_edit {
                buttons(Look::Primary).into()
            } else {
                Slot::default()
            };
            view! {
                <Empty title="No data assets or models yet" action=action
                    text="Record the training data, model artifacts, evaluation sets and inference logs this workload lives on, and each model that was fine-tuned for it."/>
            }
            .into_any()
        } else {
            let asset_table = (!asset_rows.is_empty()).then(|| {
                view! {
                    <Table caption="Data assets" rows=asset_rows
                        cols=vec![
                            Col::text("Data asset"), Col::text("Owner"), Col::text("Format").minor(), Col::num("Volume"),
                            Col::text("Missing"),
                        ]/>
                }
            });
            let model_table = (!model_rows.is_empty()).then(|| {
                view! {
                    <Table caption="Fine-tuned models" rows=model_rows
                        cols=vec![Col::text("Fine-tuned model"), Col::text("Serves at"), Col::text("Missing")]/>
                }
            });
            let add = may_edit.then(|| view! { <div class="buttons">{buttons(Look::Plain)}</div> });
            view! { {asset_table}{model_table}{add} }.into_any()
        };
        view! { <Section title="Data assets and models" id="assets" note=note>{content}</Section> }.into_any()
    })
}
