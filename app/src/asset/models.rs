//! Adding, changing and removing a fine-tuned model with its reproducibility record.

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    asset::{Model, ModelDraft, ModelFact},
    identity::Act,
    kernel::{Error, Problems},
    workload::Workload,
};

use super::parts;
use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Columns, Confirm, ErrorSummary, Fact, Facts, Here, Hidden, Look,
        PageHead, Section, TextArea, TextInput, sentence,
    },
    web::{Ctx, Fault, Reply, Typed, conflict, error_of, id_in, value_of},
};

const NEW: &str = "Add a fine-tuned model";

/// The form's fields with their labels.
const FIELDS: [(&str, &str); 8] = [
    ("name", "Name"),
    ("base_model", "Base model"),
    ("training_data", "Training data"),
    ("configuration", "Configuration"),
    ("benchmark", "Evaluation benchmark"),
    ("approval_path", "Approval path"),
    ("deployment_target", "Deployment target"),
    ("rollback_path", "Rollback path"),
];

/// The field of a fact, and how to answer.
fn field(fact: ModelFact) -> (&'static str, &'static str) {
    match fact {
        ModelFact::TrainingData => (
            "training_data",
            "Which data in which version, such as s3://claims/train at snapshot 2026-09-01.",
        ),
        ModelFact::Configuration => (
            "configuration",
            "Hyperparameters, code and container, best as a commit and an image digest.",
        ),
        ModelFact::Benchmark => (
            "benchmark",
            "What it must score on which set, such as F1 of at least 0.91 on eval-7.",
        ),
        ModelFact::ApprovalPath => ("approval_path", "Who lets it into production, in which order."),
        ModelFact::DeploymentTarget => ("deployment_target", "Where it serves: endpoint, cluster, device."),
        ModelFact::RollbackPath => (
            "rollback_path",
            "How to go back to the version before, and how long that takes.",
        ),
    }
}

async fn found(ctx: &Ctx, slug: &str, id: &str) -> Result<(Workload, Model), Fault> {
    let workload = ctx.registry().workloads().get(&ctx.actor, slug).await?;
    let model = ctx
        .registry()
        .assets()
        .get_model(&ctx.actor, id_in(id, "model")?)
        .await?;
    if model.workload_id == workload.id {
        Ok((workload, model))
    } else {
        Err(Fault::not_found("model"))
    }
}

/// `GET /workloads/{slug}/models/new`
pub async fn new(ctx: Ctx, Path(slug): Path<String>) -> Reply {
    ctx.actor.must(Act::EditInventory)?;
    let workload = ctx.registry().workloads().get(&ctx.actor, &slug).await?;
    ctx.page(Here::Workloads, NEW, move || {
        form(&workload, None, &Typed::default(), &Problems::new(), None)
    })
    .await
}

/// `POST /workloads/{slug}/models`
pub async fn add(ctx: Ctx, Path(slug): Path<String>, typed: Typed) -> Reply {
    let workload = ctx.registry().workloads().get(&ctx.actor, &slug).await?;
    match ctx
        .registry()
        .assets()
        .add_model(&ctx.actor, workload.id, &draft(&typed))
        .await
    {
        Ok(model) => {
            ctx.done(&format!("{}#assets", workload.path()), format!("{} added.", model.name))
                .await
        }
        Err(Error::Invalid(problems)) => {
            ctx.page_again(Here::Workloads, NEW, move || {
                form(&workload, None, &typed, &problems, None)
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /workloads/{slug}/models/{id}`
pub async fn one(ctx: Ctx, Path((slug, id)): Path<(String, String)>) -> Reply {
    let (workload, model) = found(&ctx, &slug, &id).await?;
    let may_edit = ctx.may(Act::EditInventory);
    ctx.page(Here::Workloads, &model.name.clone(), move || {
        if may_edit {
            form(&workload, Some(&model), &stored(&model), &Problems::new(), None)
        } else {
            read(&workload, &model)
        }
    })
    .await
}

/// `POST /workloads/{slug}/models/{id}`
pub async fn change(ctx: Ctx, Path((slug, id)): Path<(String, String)>, typed: Typed) -> Reply {
    let (workload, model) = found(&ctx, &slug, &id).await?;
    let version = typed.number("version").unwrap_or(0);
    let title = model.name.clone();
    match ctx
        .registry()
        .assets()
        .change_model(&ctx.actor, model.id, &draft(&typed), version)
        .await
    {
        Ok(after) => {
            ctx.done(&format!("{}#assets", workload.path()), format!("{} saved.", after.name))
                .await
        }
        Err(Error::Invalid(problems)) => {
            ctx.page_again(Here::Workloads, &title, move || {
                form(&workload, Some(&model), &typed, &problems, None)
            })
            .await
        }
        Err(Error::Conflict { .. }) => {
            let (workload, newer) = found(&ctx, &slug, &id).await?;
            ctx.page_conflict(Here::Workloads, &title, move || {
                form(&workload, Some(&newer), &typed, &Problems::new(), Some(&newer))
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /workloads/{slug}/models/{id}/remove`
pub async fn remove(ctx: Ctx, Path((slug, id)): Path<(String, String)>) -> Reply {
    let (workload, model) = found(&ctx, &slug, &id).await?;
    let gone = ctx.registry().assets().remove_model(&ctx.actor, model.id).await?;
    ctx.done(
        &format!("{}#assets", workload.path()),
        format!("{} removed.", gone.name),
    )
    .await
}

fn draft(typed: &Typed) -> ModelDraft {
    let of = |field: &str| typed.get(field).to_owned();
    ModelDraft {
        name: of("name"),
        base_model: of("base_model"),
        training_data: of("training_data"),
        configuration: of("configuration"),
        benchmark: of("benchmark"),
        approval_path: of("approval_path"),
        deployment_target: of("deployment_target"),
        rollback_path: of("rollback_path"),
    }
}

fn stored(model: &Model) -> Typed {
    let mut fields = vec![
        ("name", model.name.clone()),
        ("base_model", model.base_model.clone()),
        ("version", model.version.to_string()),
    ];
    fields.extend(
        ModelFact::all()
            .iter()
            .map(|fact| (field(*fact).0, model.fact(*fact).to_owned())),
    );
    Typed::of(fields)
}

/// For whoever may only read.
fn read(workload: &Workload, model: &Model) -> AnyView {
    let above = view! { <Breadcrumb links=parts::crumbs(workload)/> };
    let base = parts::recorded(&model.base_model);
    let facts = ModelFact::all()
        .iter()
        .map(|fact| {
            let (term, value) = (sentence(fact.label()), parts::recorded(model.fact(*fact)));
            view! { <Fact term=term>{value}</Fact> }
        })
        .collect_view();
    let callout = parts::callout(&model.missing());
    let (name, of) = (model.name.clone(), workload.name.clone());
    view! {
        <PageHead title=name sub=of above=above/>
        <Columns>
            {callout}
            <Section title="Reproducibility record"><Facts><Fact term="Base model">{base}</Fact>{facts}</Facts></Section>
        </Columns>
    }
    .into_any()
}

fn form(
    workload: &Workload,
    model: Option<&Model>,
    typed: &Typed,
    problems: &Problems,
    newer: Option<&Model>,
) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let above = view! { <Breadcrumb links=parts::crumbs(workload)/> };
    let base = format!("{}/models", workload.path());
    let action = model.map_or_else(|| base.clone(), |model| format!("{base}/{}", model.id));
    let title = model.map_or_else(|| NEW.to_owned(), |model| model.name.clone());
    let version = newer.map_or_else(|| value("version"), |newer| newer.version.to_string());
    let conflict = newer.map(|newer| conflict("model", &stored(newer), typed, &FIELDS));
    let callout = model
        .filter(|_| problems.is_empty() && newer.is_none())
        .and_then(|model| parts::callout(&model.missing()));
    let facts = ModelFact::all()
        .iter()
        .map(|fact| {
            let (name, hint) = field(*fact);
            view! {
                <TextArea label=sentence(fact.label()) name=name value=value(name) error=of(name) hint=hint rows=2 optional=true/>
            }
        })
        .collect_view();
    let remove = model.map(|model| {
        let text = format!(
            "{} is taken off the record of {}. The model itself stays where it is.",
            model.name, workload.name
        );
        let action = format!("{base}/{}/remove", model.id);
        view! { <Section title="Remove"><Confirm label="Remove model" text=text action=action/></Section> }
    });
    let save = if model.is_some() { "Save" } else { "Add model" };
    let (back, sub) = (workload.path(), workload.name.clone());
    view! {
        <PageHead title=title sub=sub above=above/>
        <ErrorSummary problems=problems.clone()/>
        {conflict}
        {callout}
        <Columns>
            <form method="post" action=action class="form">
                <TextInput label="Name" name="name" value=value("name") error=of("name") required=true
                    hint="As the team calls it, with its version, such as Triage v3."/>
                <TextInput label="Base model" name="base_model" value=value("base_model") error=of("base_model") optional=true
                    hint="What it was tuned from."/>
                {facts}
                <Hidden name="version" value=version/>
                <Buttons>
                    <Button look=Look::Primary>{save}</Button>
                    <ButtonLink href=back>"Cancel"</ButtonLink>
                </Buttons>
            </form>
            {remove}
        </Columns>
    }
    .into_any()
}
