//! Data assets: what their form asks, and what is shown of one.

use leptos::prelude::*;
use registry::{
    asset::{Asset, Draft, Kind},
    kernel::{Error, Id, Problems},
    workload::Workload,
};

use super::{forms::Form, parts};
use crate::{
    ui::{Checkbox, Choice, Fact, Facts, Section, Select, TextInput, sentence},
    web::{Ctx, Typed, error_of, value_of},
};

impl Form for Asset {
    const NOUN: &'static str = "data asset";
    const FOLDER: &'static str = "assets";
    const NEW: &'static str = "Add a data asset";
    const STAYS: &'static str = "The data themselves stay where they are.";
    const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("kind", "Kind"),
        ("name", "Name"),
        ("owner", "Owner"),
        ("location", "Location"),
        ("format", "Format"),
        ("open_format", "Open format"),
        ("retention", "Retention policy"),
        ("catalogue_entry", "Catalogue entry"),
        ("open_export", "Open-format export"),
        ("volume_gb", "Volume"),
    ];

    async fn get(ctx: &Ctx, id: Id) -> Result<Self, Error> {
        ctx.registry().assets().get(&ctx.actor, id).await
    }

    async fn add(ctx: &Ctx, workload: Id, typed: &Typed) -> Result<Self, Error> {
        ctx.registry().assets().add(&ctx.actor, workload, &draft(typed)).await
    }

    async fn change(&self, ctx: &Ctx, typed: &Typed, version: i64) -> Result<Self, Error> {
        let assets = ctx.registry().assets();
        assets.change(&ctx.actor, self.id, &draft(typed), version).await
    }

    async fn remove(&self, ctx: &Ctx) -> Result<Self, Error> {
        ctx.registry().assets().remove(&ctx.actor, self.id).await
    }

    fn fresh(workload: &Workload) -> Typed {
        Typed::of([("owner", workload.team.clone())])
    }

    fn stored(&self) -> Typed {
        Typed::of([
            ("kind", self.kind.key().to_owned()),
            ("name", self.name.clone()),
            ("owner", self.owner.clone()),
            ("location", self.location.clone()),
            ("format", self.format.clone()),
            (
                "open_format",
                if self.open_format {
                    "true".to_owned()
                } else {
                    String::new()
                },
            ),
            ("retention", self.retention.clone()),
            ("catalogue_entry", self.catalogue_entry.clone()),
            ("open_export", self.open_export.clone()),
            (
                "volume_gb",
                if self.volume_gb == 0 {
                    String::new()
                } else {
                    self.volume_gb.to_string()
                },
            ),
            ("version", self.version.to_string()),
        ])
    }

    fn readable(field: &str, value: &str) -> String {
        let name = match field {
            "kind" => value.parse().ok().map(Kind::label),
            "open_format" => Some(if value == "true" { "yes" } else { "no" }),
            _ => None,
        };
        name.unwrap_or(value).to_owned()
    }

    fn callout(&self) -> Option<AnyView> {
        parts::callout(&self.missing())
    }

    fn facts(&self) -> AnyView {
        let format = if self.open_format {
            format!("{} (open)", self.format)
        } else {
            self.format.clone()
        };
        let facts = [
            ("Kind", sentence(self.kind.label())),
            ("Owner", parts::recorded(&self.owner)),
            ("Location", parts::recorded(&self.location)),
            ("Format", parts::recorded(format.trim())),
            ("Volume", parts::volume(self.volume_gb)),
            ("Retention policy", parts::recorded(&self.retention)),
            ("Catalogue entry", parts::recorded(&self.catalogue_entry)),
            (
                "Open-format export",
                if self.open_format {
                    "not needed: the format is open".to_owned()
                } else {
                    parts::recorded(&self.open_export)
                },
            ),
        ]
        .into_iter()
        .map(|(term, value)| view! { <Fact term=term>{value}</Fact> })
        .collect_view();
        view! { <Section title="Facts"><Facts>{facts}</Facts></Section> }.into_any()
    }

    fn fields(typed: &Typed, problems: &Problems) -> AnyView {
        let (of, value) = (error_of(problems), value_of(typed));
        let kinds = Kind::all()
            .iter()
            .map(|kind| Choice::new(kind.key(), sentence(kind.label())))
            .collect::<Vec<_>>();
        let open = typed.get("open_format") == "true";
        view! {
            <Select label="Kind" name="kind" choices=kinds value=value("kind") none="Choose what it is" error=of("kind") required=true/>
            <TextInput label="Name" name="name" value=value("name") error=of("name") required=true
                hint="As the team calls it, such as Claims letters 2024."/>
            <TextInput label="Owner" name="owner" value=value("owner") error=of("owner") optional=true
                hint="Who answers for it."/>
            <TextInput label="Location" name="location" value=value("location") error=of("location") optional=true
                hint="Bucket, table or repository, such as s3://claims/train."/>
            <div class="fields">
                <TextInput label="Format" name="format" value=value("format") error=of("format") optional=true
                    hint="Such as Parquet or ONNX."/>
                <TextInput label="Volume" name="volume_gb" value=value("volume_gb") error=of("volume_gb") unit="GB" hint="In whole gigabytes."
                    inputmode="numeric" short=true optional=true/>
            </div>
            <Checkbox label="The format is open" name="open_format" checked=open
                hint="Others can read it as it lies there; then no export is needed."/>
            <TextInput label="Open-format export" name="open_export" value=value("open_export") error=of("open_export") optional=true
                hint="How it leaves in a format others read, such as a nightly job to Parquet."/>
            <TextInput label="Retention policy" name="retention" value=value("retention") error=of("retention") optional=true
                hint="How long it is kept and by which rule, such as 7 years, lifecycle rule claims-train."/>
            <TextInput label="Catalogue entry" name="catalogue_entry" value=value("catalogue_entry") error=of("catalogue_entry") optional=true
                hint="Where others find it described, such as glue:claims.train."/>
        }
        .into_any()
    }
}

fn draft(typed: &Typed) -> Draft {
    let of = value_of(typed);
    Draft {
        kind: of("kind"),
        name: of("name"),
        owner: of("owner"),
        location: of("location"),
        format: of("format"),
        open_format: of("open_format"),
        retention: of("retention"),
        catalogue_entry: of("catalogue_entry"),
        open_export: of("open_export"),
        volume_gb: of("volume_gb"),
    }
}
