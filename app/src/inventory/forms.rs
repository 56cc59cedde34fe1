//! Attaching a service to a workload and changing the dependency.

use axum::extract::{Path, RawQuery};
use leptos::prelude::*;
use registry::{
    adr::Cited,
    identity::Act,
    inventory::{Category, Dependency, Draft, Service, Services},
    kernel::{Error, Problems},
    workload::Workload,
};

use super::{parts, pick};
use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Choice, Columns, ErrorSummary, Fact, Facts, Here, Hidden, Link, Look,
        PageHead, Radios, Section, Select, Slot, TextArea, TextInput, sentence,
    },
    web::{Ctx, Fault, Reply, Typed, conflict, error_of, value_of},
};

/// What both forms need besides what was typed.
struct Known {
    workload: Workload,
    services: Services,
    records: Vec<Cited>,
}

async fn known(ctx: &Ctx, slug: &str) -> Result<Known, Fault> {
    let inventory = ctx.registry().inventory();
    Ok(Known {
        workload: ctx.registry().workloads().get(&ctx.actor, slug).await?,
        services: inventory.services(&ctx.actor).await?,
        records: inventory.records(&ctx.actor).await?,
    })
}

/// `GET /workloads/{slug}/dependencies/new`: first which service, then how it is used.
pub async fn new(ctx: Ctx, Path(slug): Path<String>, RawQuery(query): RawQuery) -> Reply {
    ctx.actor.must(Act::EditInventory)?;
    let known = known(&ctx, &slug).await?;
    let typed = Typed::query(query.as_deref());
    let Some(service) = known.services.find(typed.get("service")).cloned() else {
        return choose(&ctx, known, typed).await;
    };
    let typed = Typed::of([
        ("service", service.key.clone()),
        ("category", service.category.key().to_owned()),
        ("owner", known.workload.team.clone()),
        ("exit", service.alternative.clone()),
    ]);
    ctx.page(Here::Workloads, "Attach a service", move || {
        form(&known, &service, None, &typed, &Problems::new(), None)
    })
    .await
}

/// The catalogue to choose from; when a service was asked for that does not exist, it says so.
async fn choose(ctx: &Ctx, known: Known, typed: Typed) -> Reply {
    let attached = ctx
        .registry()
        .inventory()
        .of_workload(&ctx.actor, known.workload.id)
        .await?;
    let mut problems = Problems::new();
    problems.require(!typed.has("service"), "service", "Choose a service from the catalogue.");
    let again = !problems.is_empty();
    let content = move || pick::view(&known.workload, &known.services, &attached, &typed, &problems);
    if again {
        ctx.page_again(Here::Workloads, "Attach a service", content).await
    } else {
        ctx.page(Here::Workloads, "Attach a service", content).await
    }
}

/// `POST /workloads/{slug}/dependencies`
pub async fn attach(ctx: Ctx, Path(slug): Path<String>, typed: Typed) -> Reply {
    let known = known(&ctx, &slug).await?;
    match ctx
        .registry()
        .inventory()
        .attach(&ctx.actor, known.workload.id, &draft(&typed))
        .await
    {
        Ok(made) => {
            ctx.done(
                &made.path(),
                format!("{} is attached to {}.", made.service.name, made.workload),
            )
            .await
        }
        Err(Error::Invalid(problems)) => match known.services.find(typed.get("service")).cloned() {
            Some(service) => {
                ctx.page_again(Here::Workloads, "Attach a service", move || {
                    form(&known, &service, None, &typed, &problems, None)
                })
                .await
            }
            None => choose(&ctx, known, typed).await,
        },
        Err(error) => Err(error.into()),
    }
}

/// `GET /workloads/{slug}/dependencies/{id}/edit`
pub async fn edit(ctx: Ctx, Path((slug, id)): Path<(String, String)>) -> Reply {
    ctx.actor.must(Act::EditInventory)?;
    let one = parts::dependency(&ctx, &slug, &id).await?;
    let known = known(&ctx, &slug).await?;
    let typed = stored(&one);
    let title = format!("Change {}", one.service.name);
    ctx.page(Here::Workloads, &title, move || {
        form(&known, &one.service, Some(&one), &typed, &Problems::new(), None)
    })
    .await
}

/// `POST /workloads/{slug}/dependencies/{id}/edit`
pub async fn change(ctx: Ctx, Path((slug, id)): Path<(String, String)>, typed: Typed) -> Reply {
    let one = parts::dependency(&ctx, &slug, &id).await?;
    let version = typed.number("version").unwrap_or(0);
    let changed = ctx
        .registry()
        .inventory()
        .change(&ctx.actor, one.id, &draft(&typed), version)
        .await;
    let title = format!("Change {}", one.service.name);
    match changed {
        Ok(after) => ctx.done(&after.path(), format!("{} saved.", after.service.name)).await,
        Err(Error::Invalid(problems)) => {
            let known = known(&ctx, &slug).await?;
            ctx.page_again(Here::Workloads, &title, move || {
                form(&known, &one.service, Some(&one), &typed, &problems, None)
            })
            .await
        }
        Err(Error::Conflict { .. }) => {
            let known = known(&ctx, &slug).await?;
            let newer = parts::dependency(&ctx, &slug, &id).await?;
            ctx.page_conflict(Here::Workloads, &title, move || {
                form(
                    &known,
                    &newer.service,
                    Some(&newer),
                    &typed,
                    &Problems::new(),
                    Some(&newer),
                )
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

fn draft(typed: &Typed) -> Draft {
    let of = value_of(typed);
    Draft {
        service: of("service"),
        category: of("category"),
        owner: of("owner"),
        boundary: of("boundary"),
        exit_option: of("exit"),
        runbook: of("runbook"),
        record: of("record"),
        inside: of("inside"),
        leaking: of("leaking"),
    }
}

/// The form's fields as they are stored.
fn stored(one: &Dependency) -> Typed {
    let number = |number: i64| if number == 0 { String::new() } else { number.to_string() };
    Typed::of([
        ("service", one.service.key.clone()),
        ("category", one.category.key().to_owned()),
        ("owner", one.owner.clone()),
        ("boundary", one.boundary.clone()),
        ("exit", one.exit_option.clone()),
        ("runbook", one.runbook.clone()),
        (
            "record",
            one.record
                .as_ref()
                .map(|record| record.id.to_string())
                .unwrap_or_default(),
        ),
        ("inside", number(one.unlocated_inside)),
        ("leaking", number(one.unlocated_leaking)),
        ("version", one.version.to_string()),
    ])
}

/// The form's fields with their labels.
const FIELDS: [(&str, &str); 8] = [
    ("category", "Coupling category"),
    ("owner", "Owner"),
    ("boundary", "Boundary"),
    ("exit", "Exit option"),
    ("runbook", "Runbook"),
    ("record", "Decision record"),
    ("inside", "Counted inside"),
    ("leaking", "Counted leaking"),
];

/// A field as people read it: a name instead of a key or an identifier.
fn readable(field: &str, value: &str, known: &Known) -> String {
    match field {
        "category" => value.parse().map(Category::label).unwrap_or_default().to_owned(),
        "exit" if !value.is_empty() => known.services.named(value).name,
        "record" => {
            let found = known.records.iter().find(|record| record.id.to_string() == value);
            found.map_or_else(|| value.to_owned(), Cited::label)
        }
        _ => value.to_owned(),
    }
}

/// The records to choose from, with the present one even if it is no longer in force.
fn record_choices(records: &[Cited], present: Option<&Cited>) -> Vec<Choice> {
    let choice = |record: &Cited| {
        let label = match record.number {
            Some(_) => format!("{} · {}", record.label(), record.title),
            None => record.title.clone(),
        };
        Choice::new(record.id.to_string(), label).group(sentence(record.status.as_str()))
    };
    let gone = present.filter(|present| records.iter().all(|record| record.id != present.id));
    gone.into_iter().chain(records).map(choice).collect()
}

fn form(
    known: &Known,
    service: &Service,
    one: Option<&Dependency>,
    typed: &Typed,
    problems: &Problems,
    newer: Option<&Dependency>,
) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let workload = &known.workload;
    let title = if one.is_some() {
        format!("Change {}", service.name)
    } else {
        format!("Attach {}", service.name)
    };
    let base = format!("{}/dependencies", workload.path());
    let action = one.map_or_else(|| base.clone(), |one| format!("{}/edit", one.path()));
    let back = one.map_or_else(|| workload.path(), Dependency::path);
    let mut crumbs = vec![
        Link::new("/workloads", "Workloads"),
        Link::new(workload.path(), workload.name.clone()),
    ];
    crumbs.extend(one.map(|one| Link::new(one.path(), one.service.name.clone())));
    let above = view! { <Breadcrumb links=crumbs/> };
    let version = newer.map_or_else(|| value("version"), |newer| newer.version.to_string());
    let conflict = newer.map(|newer| {
        conflict(
            "saved this dependency",
            &stored(newer),
            typed,
            &FIELDS,
            |field, value| readable(field, value, known),
        )
    });
    let categories: Vec<Choice> = Category::all()
        .iter()
        .map(|category| {
            let start = if *category == service.category {
                " The catalogue starts here."
            } else {
                ""
            };
            Choice::new(category.key(), sentence(category.label())).note(format!("{}{start}", category.explanation()))
        })
        .collect();
    let exits = pick::choices(known.services.all().filter(|other| other.key != service.key));
    let records = record_choices(&known.records, one.and_then(|one| one.record.as_ref()));
    let no_records = records.is_empty();
    let record_hint = if no_records {
        "No record is proposed or accepted yet. Come back once one is; only an accepted one covers."
    } else {
        "The decision behind this use. Only an accepted record covers the integration points."
    };
    let counts_hint = if one.is_some() {
        "Counted without a place. Places you have located stand on the dependency’s page and are not meant here."
    } else {
        "How many places call or declare it, as far as you know today. You can locate them one by one later."
    };
    let other = one.is_none().then(|| {
        let href = format!("{base}/new");
        view! { <p><a class="more" href=href>"Choose another service"</a></p> }
    });
    let (save, key) = (
        if one.is_some() { "Save" } else { "Attach service" },
        service.key.clone(),
    );
    let (strong, practice, why) = (
        service.strong_use.clone(),
        service.practice.clone(),
        service.why.clone(),
    );
    let facts: Slot = view! {
        <Section title="From the catalogue">
            <Facts>
                <Fact term="Strong use">{strong}</Fact>
                <Fact term="Practice">{practice}</Fact>
                <Fact term="Why">{why}</Fact>
            </Facts>
            {other}
        </Section>
    }
    .into();
    let category_hint = format!(
        "The catalogue starts from “{}”: {}",
        service.category.label(),
        service.reason
    );
    view! {
        <PageHead title=title sub=workload.name.clone() above=above/>
        <ErrorSummary problems=problems.clone()/>
        {conflict}
        <Columns facts=facts>
            <form method="post" action=action class="form">
                {of("service").map(|error| view! { <p class="error" id="service">{error}</p> })}
                <Hidden name="service" value=key/>
                <Radios label="Coupling category" name="category" choices=categories value=value("category")
                    error=of("category") hint=category_hint required=true/>
                <TextInput label="Owner" name="owner" value=value("owner") error=of("owner") optional=true
                    hint="The person or team that answers for this use."/>
                <TextArea label="Boundary" name="boundary" value=value("boundary") error=of("boundary") rows=2 code=true optional=true
                    hint="Paths of the adapter that isolates it, one a line, such as src/adapters/bedrock/**. A call elsewhere leaks."/>
                <fieldset class="group">
                    <legend>"Integration points"</legend>
                    <p class="hint">{counts_hint}</p>
                    <div class="fields">
                        <TextInput label="Inside the boundary" name="inside" value=value("inside") error=of("inside") inputmode="numeric" short=true/>
                        <TextInput label="Leaking" name="leaking" value=value("leaking") error=of("leaking") inputmode="numeric" short=true/>
                    </div>
                </fieldset>
                <Select label="Decision record" name="record" choices=records value=value("record") none="No record yet"
                    error=of("record") hint=record_hint optional=true/>
                <Select label="Exit option" name="exit" choices=exits value=value("exit") none="None named" error=of("exit") optional=true
                    hint="Where an exit would lead. It is a direction, not a plan to leave."/>
                <TextInput label="Runbook" name="runbook" kind="url" value=value("runbook") error=of("runbook") optional=true
                    hint="Address of the steps for operating and replacing it. A runbook lowers the retraining estimate."/>
                <Hidden name="version" value=version/>
                <Buttons>
                    <Button look=Look::Primary>{save}</Button>
                    <ButtonLink href=back>"Cancel"</ButtonLink>
                </Buttons>
            </form>
        </Columns>
    }
    .into_any()
}
