//! Fine-tuned models with their reproducibility record: what their form asks, and what is shown of
//! one.

use leptos::prelude::*;
use registry::{
    asset::{Model, ModelDraft, ModelFact},
    kernel::{Error, Id, Problems},
    workload::Workload,
};

use super::{forms::Form, parts};
use crate::{
    ui::{Fact, Facts, Section, TextArea, TextInput, sentence},
    web::{Ctx, Typed, error_of, value_of},
};

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

impl Form for Model {
    const NOUN: &'static str = "model";
    const FOLDER: &'static str = "models";
    const NEW: &'static str = "Add a fine-tuned model";
    const STAYS: &'static str = "The model itself stays where it is.";
    const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("name", "Name"),
        ("base_model", "Base model"),
        ("training_data", "Training data"),
        ("configuration", "Configuration"),
        ("benchmark", "Evaluation benchmark"),
        ("approval_path", "Approval path"),
        ("deployment_target", "Deployment target"),
        ("rollback_path", "Rollback path"),
    ];

    async fn get(ctx: &Ctx, id: Id) -> Result<Self, Error> {
        ctx.registry().assets().get_model(&ctx.actor, id).await
    }

    async fn add(ctx: &Ctx, workload: Id, typed: &Typed) -> Result<Self, Error> {
        let assets = ctx.registry().assets();
        assets.add_model(&ctx.actor, workload, &draft(typed)).await
    }

    async fn change(&self, ctx: &Ctx, typed: &Typed, version: i64) -> Result<Self, Error> {
        let assets = ctx.registry().assets();
        assets.change_model(&ctx.actor, self.id, &draft(typed), version).await
    }

    async fn remove(&self, ctx: &Ctx) -> Result<Self, Error> {
        ctx.registry().assets().remove_model(&ctx.actor, self.id).await
    }

    fn fresh(_: &Workload) -> Typed {
        Typed::default()
    }

    fn stored(&self) -> Typed {
        let mut fields = vec![
            ("name", self.name.clone()),
            ("base_model", self.base_model.clone()),
            ("version", self.version.to_string()),
        ];
        fields.extend(
            ModelFact::all()
                .iter()
                .map(|fact| (field(*fact).0, self.fact(*fact).to_owned())),
        );
        Typed::of(fields)
    }

    fn readable(_: &str, value: &str) -> String {
        value.to_owned()
    }

    fn callout(&self) -> Option<AnyView> {
        parts::callout(&self.missing())
    }

    fn facts(&self) -> AnyView {
        let base = parts::recorded(&self.base_model);
        let facts = ModelFact::all()
            .iter()
            .map(|fact| {
                let (term, value) = (sentence(fact.label()), parts::recorded(self.fact(*fact)));
                view! { <Fact term=term>{value}</Fact> }
            })
            .collect_view();
        view! {
            <Section title="Reproducibility record"><Facts><Fact term="Base model">{base}</Fact>{facts}</Facts></Section>
        }
        .into_any()
    }

    fn fields(typed: &Typed, problems: &Problems) -> AnyView {
        let (of, value) = (error_of(problems), value_of(typed));
        let facts = ModelFact::all()
            .iter()
            .map(|fact| {
                let (name, hint) = field(*fact);
                view! {
                    <TextArea label=sentence(fact.label()) name=name value=value(name) error=of(name) hint=hint rows=2 optional=true/>
                }
            })
            .collect_view();
        view! {
            <TextInput label="Name" name="name" value=value("name") error=of("name") required=true
                hint="As the team calls it, with its version, such as Triage v3."/>
            <TextInput label="Base model" name="base_model" value=value("base_model") error=of("base_model") optional=true
                hint="What it was tuned from."/>
            {facts}
        }
        .into_any()
    }
}

fn draft(typed: &Typed) -> ModelDraft {
    let of = value_of(typed);
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
