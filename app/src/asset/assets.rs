//! Adding, changing and removing a data asset.

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    asset::{Asset, Draft, Kind},
    identity::Act,
    kernel::{Error, Problems},
    workload::Workload,
};

use super::parts;
use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Checkbox, Choice, Columns, Confirm, ErrorSummary, Fact, Facts, Here,
        Hidden, Look, PageHead, Section, Select, TextInput, sentence,
    },
    web::{Ctx, Fault, Reply, Typed, conflict, error_of, id_in, value_of},
};

const NEW: &str = "Add a data asset";

/// The form's fields with their labels.
const FIELDS: [(&str, &str); 10] = [
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

async fn found(ctx: &Ctx, slug: &str, id: &str) -> Result<(Workload, Asset), Fault> {
    let workload = ctx.registry().workloads().get(&ctx.actor, slug).await?;
    let asset = ctx
        .registry()
        .assets()
        .get(&ctx.actor, id_in(id, "data asset")?)
        .await?;
    if asset.workload_id == workload.id {
        Ok((workload, asset))
    } else {
        Err(Fault::not_found("data asset"))
    }
}

/// `GET /workloads/{slug}/assets/new`
pub async fn new(ctx: Ctx, Path(slug): Path<String>) -> Reply {
    ctx.actor.must(Act::EditInventory)?;
    let workload = ctx.registry().workloads().get(&ctx.actor, &slug).await?;
    let typed = Typed::of([("owner", workload.team.clone())]);
    ctx.page(Here::Workloads, NEW, move || {
        form(&workload, None, &typed, &Problems::new(), None)
    })
    .await
}

/// `POST /workloads/{slug}/assets`
pub async fn add(ctx: Ctx, Path(slug): Path<String>, typed: Typed) -> Reply {
    let workload = ctx.registry().workloads().get(&ctx.actor, &slug).await?;
    match ctx
        .registry()
        .assets()
        .add(&ctx.actor, workload.id, &draft(&typed))
        .await
    {
        Ok(asset) => {
            ctx.done(&format!("{}#assets", workload.path()), format!("{} added.", asset.name))
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

/// `GET /workloads/{slug}/assets/{id}`
pub async fn one(ctx: Ctx, Path((slug, id)): Path<(String, String)>) -> Reply {
    let (workload, asset) = found(&ctx, &slug, &id).await?;
    let may_edit = ctx.may(Act::EditInventory);
    ctx.page(Here::Workloads, &asset.name.clone(), move || {
        if may_edit {
            form(&workload, Some(&asset), &stored(&asset), &Problems::new(), None)
        } else {
            read(&workload, &asset)
        }
    })
    .await
}

/// `POST /workloads/{slug}/assets/{id}`
pub async fn change(ctx: Ctx, Path((slug, id)): Path<(String, String)>, typed: Typed) -> Reply {
    let (workload, asset) = found(&ctx, &slug, &id).await?;
    let version = typed.number("version").unwrap_or(0);
    let title = asset.name.clone();
    match ctx
        .registry()
        .assets()
        .change(&ctx.actor, asset.id, &draft(&typed), version)
        .await
    {
        Ok(after) => {
            ctx.done(&format!("{}#assets", workload.path()), format!("{} saved.", after.name))
                .await
        }
        Err(Error::Invalid(problems)) => {
            ctx.page_again(Here::Workloads, &title, move || {
                form(&workload, Some(&asset), &typed, &problems, None)
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

/// `POST /workloads/{slug}/assets/{id}/remove`
pub async fn remove(ctx: Ctx, Path((slug, id)): Path<(String, String)>) -> Reply {
    let (workload, asset) = found(&ctx, &slug, &id).await?;
    let gone = ctx.registry().assets().remove(&ctx.actor, asset.id).await?;
    ctx.done(
        &format!("{}#assets", workload.path()),
        format!("{} removed.", gone.name),
    )
    .await
}

fn draft(typed: &Typed) -> Draft {
    let of = |field: &str| typed.get(field).to_owned();
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

fn stored(asset: &Asset) -> Typed {
    Typed::of([
        ("kind", asset.kind.key().to_owned()),
        ("name", asset.name.clone()),
        ("owner", asset.owner.clone()),
        ("location", asset.location.clone()),
        ("format", asset.format.clone()),
        (
            "open_format",
            if asset.open_format {
                "true".to_owned()
            } else {
                String::new()
            },
        ),
        ("retention", asset.retention.clone()),
        ("catalogue_entry", asset.catalogue_entry.clone()),
        ("open_export", asset.open_export.clone()),
        (
            "volume_gb",
            if asset.volume_gb == 0 {
                String::new()
            } else {
                asset.volume_gb.to_string()
            },
        ),
        ("version", asset.version.to_string()),
    ])
}

/// For whoever may only read.
fn read(workload: &Workload, asset: &Asset) -> AnyView {
    let above = view! { <Breadcrumb links=parts::crumbs(workload)/> };
    let format = if asset.open_format {
        format!("{} (open)", asset.format)
    } else {
        asset.format.clone()
    };
    let facts = [
        ("Kind", sentence(asset.kind.label())),
        ("Owner", parts::recorded(&asset.owner)),
        ("Location", parts::recorded(&asset.location)),
        ("Format", parts::recorded(format.trim())),
        ("Volume", parts::volume(asset.volume_gb)),
        ("Retention policy", parts::recorded(&asset.retention)),
        ("Catalogue entry", parts::recorded(&asset.catalogue_entry)),
        (
            "Open-format export",
            if asset.open_format {
                "not needed: the format is open".to_owned()
            } else {
                parts::recorded(&asset.open_export)
            },
        ),
    ]
    .into_iter()
    .map(|(term, value)| view! { <Fact term=term>{value}</Fact> })
    .collect_view();
    let callout = parts::callout(&asset.missing());
    let (name, of) = (asset.name.clone(), workload.name.clone());
    view! {
        <PageHead title=name sub=of above=above/>
        <Columns>{callout}<Section title="Facts"><Facts>{facts}</Facts></Section></Columns>
    }
    .into_any()
}

fn form(
    workload: &Workload,
    asset: Option<&Asset>,
    typed: &Typed,
    problems: &Problems,
    newer: Option<&Asset>,
) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let above = view! { <Breadcrumb links=parts::crumbs(workload)/> };
    let base = format!("{}/assets", workload.path());
    let action = asset.map_or_else(|| base.clone(), |asset| format!("{base}/{}", asset.id));
    let title = asset.map_or_else(|| NEW.to_owned(), |asset| asset.name.clone());
    let version = newer.map_or_else(|| value("version"), |newer| newer.version.to_string());
    let conflict = newer.map(|newer| conflict("data asset", &stored(newer), typed, &FIELDS));
    let callout = asset
        .filter(|_| problems.is_empty() && newer.is_none())
        .and_then(|asset| parts::callout(&asset.missing()));
    let kinds = Kind::all()
        .iter()
        .map(|kind| Choice::new(kind.key(), sentence(kind.label())))
        .collect::<Vec<_>>();
    let remove = asset.map(|asset| {
        let text = format!(
            "{} is taken off the record of {}. The data themselves stay where they are.",
            asset.name, workload.name
        );
        let action = format!("{base}/{}/remove", asset.id);
        view! { <Section title="Remove"><Confirm label="Remove data asset" text=text action=action/></Section> }
    });
    let open = typed.get("open_format") == "true";
    let save = if asset.is_some() { "Save" } else { "Add data asset" };
    let (back, sub) = (workload.path(), workload.name.clone());
    view! {
        <PageHead title=title sub=sub above=above/>
        <ErrorSummary problems=problems.clone()/>
        {conflict}
        {callout}
        <Columns>
            <form method="post" action=action class="form">
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
