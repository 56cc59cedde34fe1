//! The catalogue of services: the list, the page of one, and adding one.

use axum::{
    extract::{Path, RawQuery},
    response::{IntoResponse, Redirect},
};
use leptos::prelude::*;
use registry::{
    identity::Act,
    inventory::{Category, Dependency, Layer, Service, ServiceDraft, ServiceFilter, ServiceUse, Services},
    kernel::{Error, Problems},
};

use super::parts;
use crate::{
    cells,
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Choice, Col, Columns, Empty, ErrorSummary, Fact, Facts, Here, Link,
        Look, PageHead, Radios, Row, Say, Section, Select, Slot, Table, TextArea, TextInput, Two, count, none,
        sentence,
    },
    web::{Ctx, Fault, Reply, Typed, csv, error_of, value_of},
};

const FILTERS: [&str; 5] = ["q", "layer", "provider", "category", "use"];

fn filter(typed: &Typed) -> ServiceFilter {
    let of = |name: &str| typed.some(name).map(ToOwned::to_owned);
    ServiceFilter {
        layer: of("layer"),
        provider: of("provider"),
        category: of("category"),
        text: of("q"),
        used: typed.get("use") == "used",
    }
}

/// `GET /services`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let inventory = ctx.registry().inventory();
    let uses = inventory.uses(&ctx.actor, &filter(&typed)).await?;
    let services = inventory.services(&ctx.actor).await?;
    let may_add = ctx.may(Act::EditInventory);
    ctx.page(Here::Services, "Services", move || {
        list_view(&uses, &services, &typed, may_add)
    })
    .await
}

/// `GET /services.csv`
pub async fn list_csv(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let uses = ctx.registry().inventory().uses(&ctx.actor, &filter(&typed)).await?;
    let head = [
        "service",
        "name",
        "provider",
        "layer",
        "coupling_category",
        "added_by_organisation",
        "workloads",
        "integration_points",
        "leaking",
        "strong_use",
        "reversibility_practice",
        "open_alternative",
    ];
    let rows = uses.into_iter().map(|one| {
        let service = one.service;
        vec![
            service.key,
            service.name,
            service.provider,
            service.layer.key().to_owned(),
            service.category.key().to_owned(),
            one.added.to_string(),
            one.workloads.to_string(),
            one.points.to_string(),
            one.leaking.to_string(),
            service.strong_use,
            service.practice,
            service.alternative,
        ]
    });
    csv("services", &head, rows)
}

fn list_view(listed: &[ServiceUse], services: &Services, typed: &Typed, may_add: bool) -> AnyView {
    let figure = |number: i64| {
        if number == 0 {
            none()
        } else {
            number.to_string().into_any()
        }
    };
    let rows: Vec<Row> = listed
        .iter()
        .map(|one| {
            let service = &one.service;
            let cells = cells![
                view! { <Two text=service.name.clone() note=service.strong_use.clone() href=format!("/services/{}", service.key)/> },
                service.provider.clone(),
                sentence(service.layer.label()),
                parts::coupling(service.category),
                figure(one.workloads),
                figure(one.points),
                figure(one.leaking),
            ];
            Row::new(cells)
        })
        .collect();
    let used = listed.iter().filter(|one| one.workloads > 0).count();
    let sub = format!("{}, {used} in use", count(listed.len(), "service", "services"));
    let add = || view! { <ButtonLink href="/services/new" look=Look::Primary>"Add a service"</ButtonLink> };
    let table = if rows.is_empty() {
        let action: Slot = view! { <ButtonLink href="/services">"Show all"</ButtonLink>{may_add.then(add)} }.into();
        view! { <Empty title="No service matches" text="Widen the filter, or add what the catalogue lacks." action=action/> }.into_any()
    } else {
        view! {
            <Table caption="Services, those most used first" rows=rows
                cols=vec![
                    Col::text("Service"), Col::text("Provider").minor(), Col::text("Layer"), Col::text("Starts as"),
                    Col::num("Workloads"), Col::num("Points"), Col::num("Leaking"),
                ]/>
        }
        .into_any()
    };
    let csv = format!("/services.csv?{}", parts::query(typed, &FILTERS, &[]));
    let actions: Slot = view! { <ButtonLink href=csv>"CSV"</ButtonLink>{may_add.then(add)} }.into();
    let layers = Layer::all()
        .iter()
        .map(|layer| Choice::new(layer.key(), sentence(layer.label())))
        .collect::<Vec<_>>();
    let categories = Category::all()
        .iter()
        .map(|one| Choice::new(one.key(), sentence(one.label())))
        .collect::<Vec<_>>();
    let providers = services
        .providers()
        .into_iter()
        .map(|name| Choice::new(name, name))
        .collect::<Vec<_>>();
    let [text, layer, provider, category, used] = FILTERS.map(|name| typed.get(name).to_owned());
    view! {
        <PageHead title="Services" sub=sentence(&sub) actions=actions/>
        <Columns>
            <Section title="What the platform touches, and what an exit leads to">
                <form method="get" action="/services" class="filters">
                    <TextInput label="Search" name="q" kind="search" value=text/>
                    <Select label="Layer" name="layer" choices=layers none="all layers" value=layer/>
                    <Select label="Provider" name="provider" choices=providers none="all providers" value=provider/>
                    <Select label="Category" name="category" choices=categories none="all categories" value=category/>
                    <Select label="Use" name="use" choices=vec![Choice::new("used", "in use here")] none="all" value=used/>
                    <Button>"Show"</Button>
                </form>
                {table}
            </Section>
        </Columns>
    }
    .into_any()
}

/// `GET /services/{key}`
pub async fn one(ctx: Ctx, Path(key): Path<String>) -> Reply {
    let inventory = ctx.registry().inventory();
    let services = inventory.services(&ctx.actor).await?;
    let service = services
        .find(&key)
        .cloned()
        .ok_or_else(|| Fault::not_found("service"))?;
    let dependencies = inventory.of_service(&ctx.actor, &key).await?;
    let added = services.is_added(&key);
    let workloads = if ctx.may(Act::EditInventory) {
        ctx.registry().workloads().names(&ctx.actor).await?
    } else {
        Vec::new()
    };
    let free: Vec<Choice> = workloads
        .into_iter()
        .filter(|workload| dependencies.iter().all(|one| one.workload_id != workload.id))
        .map(|workload| Choice::new(workload.slug, workload.name))
        .collect();
    let title = service.name.clone();
    ctx.page(Here::Services, &title, move || {
        one_view(&service, added, &dependencies, free)
    })
    .await
}

fn one_view(service: &Service, added: bool, dependencies: &[Dependency], free: Vec<Choice>) -> AnyView {
    let rows: Vec<Row> = dependencies
        .iter()
        .map(|one| {
            cells![
                view! { <Two text=one.workload.clone() note=one.owner.clone() href=one.path()/> },
                parts::coupling(one.category),
                parts::boundary(&one.boundary),
                one.points.to_string(),
                one.leaking.to_string(),
                parts::record(one.record.as_ref()),
            ]
            .into()
        })
        .collect();
    let users = if rows.is_empty() {
        view! { <Empty title="No workload uses it yet" text="Attach it on the page of a workload, with its category, boundary and integration points."/> }.into_any()
    } else {
        view! {
            <Table caption="Workloads that use it" rows=rows
                cols=vec![
                    Col::text("Workload"), Col::text("Category"), Col::text("Boundary").minor(), Col::num("Points"),
                    Col::num("Leaking"), Col::text("Record"),
                ]/>
        }
        .into_any()
    };
    let exit = service.exit_option().map(|exit| {
        let (href, name, use_it) = (
            format!("/services/{}", exit.key),
            exit.name.clone(),
            exit.strong_use.clone(),
        );
        view! {
            <Section title="The open alternative">
                <Two text=name note=use_it href=href/>
            </Section>
        }
    });
    let attach = (!free.is_empty()).then(|| {
        let action = format!("/services/{}/attach", service.key);
        view! {
            <form method="get" action=action class="filters">
                <Select label="Attach it to" name="workload" choices=free none="Choose a workload" required=true/>
                <Button>"Continue"</Button>
            </form>
        }
    });
    let points: i64 = dependencies.iter().map(|one| one.points).sum();
    let leaking: i64 = dependencies.iter().map(|one| one.leaking).sum();
    let users_count = dependencies.len().to_string();
    let list = format!("/integration-points?service={}", service.key);
    let why = Some(service.why.clone()).filter(|why| !why.is_empty());
    let (provider, layer, key) = (
        service.provider.clone(),
        sentence(service.layer.label()),
        service.key.clone(),
    );
    let facts: Slot = view! {
        <Section title="Facts">
            <Facts>
                <Fact term="Provider">{provider}</Fact>
                <Fact term="Layer">{layer}</Fact>
                <Fact term="Key"><code>{key}</code></Fact>
                <Fact term="Source">{if added { "added by your organisation" } else { "built-in catalogue" }}</Fact>
                <Fact term="Workloads">{users_count}</Fact>
                <Fact term="Points"><a href=list>{points.to_string()}</a></Fact>
                <Fact term="Leaking">{leaking.to_string()}</Fact>
            </Facts>
        </Section>
    }
    .into();
    let badge: Slot = parts::coupling(service.category).into();
    let above = view! { <Breadcrumb links=vec![Link::new("/services", "Services")]/> };
    let (strong, practice, reason) = (
        service.strong_use.clone(),
        service.practice.clone(),
        service.reason.clone(),
    );
    let title = service.name.clone();
    view! {
        <PageHead title=title above=above badge=badge/>
        <Columns facts=facts>
            <Section title="Strong use"><Say>{strong}</Say></Section>
            <Section title="What keeps it reversible">
                <p>{practice}</p>
                {why.map(|why| view! { <p class="hint">{why}</p> })}
            </Section>
            <Section title="Why it starts in this category"><p>{reason}</p></Section>
            {exit}
            <Section title="Workloads that use it">{users}{attach}</Section>
        </Columns>
    }
    .into_any()
}

/// `GET /services/{key}/attach?workload=…`: from the page of a service on to the form of a workload.
pub async fn attach(ctx: Ctx, Path(key): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let workload = ctx
        .registry()
        .workloads()
        .get(&ctx.actor, typed.get("workload"))
        .await?;
    let to = format!(
        "{}/dependencies/new?{}",
        workload.path(),
        parts::query(&typed, &[], &[("service", key)])
    );
    Ok(Redirect::to(&to).into_response())
}

/// `GET /services/new`
pub async fn new(ctx: Ctx) -> Reply {
    ctx.actor.must(Act::EditInventory)?;
    ctx.page(Here::Services, "Add a service", move || {
        form(&Typed::default(), &Problems::new())
    })
    .await
}

/// `POST /services`
pub async fn add(ctx: Ctx, typed: Typed) -> Reply {
    let of = value_of(&typed);
    let draft = ServiceDraft {
        name: of("name"),
        provider: of("provider"),
        layer: of("layer"),
        category: of("category"),
        strong_use: of("strong_use"),
        practice: of("practice"),
        why: of("why"),
    };
    match ctx.registry().inventory().add_service(&ctx.actor, &draft).await {
        Ok(service) => {
            let said = format!("{} is in the catalogue.", service.name);
            ctx.done(&format!("/services/{}", service.key), said).await
        }
        Err(Error::Invalid(problems)) => {
            ctx.page_again(Here::Services, "Add a service", move || form(&typed, &problems))
                .await
        }
        Err(error) => Err(error.into()),
    }
}

fn form(typed: &Typed, problems: &Problems) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let layers: Vec<Choice> = Layer::all()
        .iter()
        .map(|layer| Choice::new(layer.key(), sentence(layer.label())))
        .collect();
    let categories: Vec<Choice> = Category::all()
        .iter()
        .map(|one| Choice::new(one.key(), sentence(one.label())).note(one.explanation()))
        .collect();
    let above = view! { <Breadcrumb links=vec![Link::new("/services", "Services")]/> };
    view! {
        <PageHead title="Add a service" above=above/>
        <ErrorSummary problems=problems.clone()/>
        <form method="post" action="/services" class="form">
            <TextInput label="Name" name="name" value=value("name") error=of("name") required=true
                hint="As people call the product, such as Model Vault."/>
            <TextInput label="Provider" name="provider" value=value("provider") error=of("provider") required=true
                hint="Who provides or governs it; In-house for your own."/>
            <Select label="Layer" name="layer" choices=layers value=value("layer") none="Choose a layer" error=of("layer") required=true/>
            <Radios label="Coupling category to start from" name="category" choices=categories value=value("category")
                error=of("category") required=true hint="Each workload can choose another."/>
            <TextInput label="Strong use" name="strong_use" value=value("strong_use") error=of("strong_use") required=true
                hint="What it is good at, in a few words."/>
            <TextArea label="Reversibility practice" name="practice" value=value("practice") error=of("practice") rows=3 required=true
                hint="What keeps its use reversible: the adapter, the format, what lives outside it."/>
            <TextArea label="Why" name="why" value=value("why") error=of("why") rows=2 optional=true
                hint="What that practice gains."/>
            <Buttons>
                <Button look=Look::Primary>"Add service"</Button>
                <ButtonLink href="/services">"Cancel"</ButtonLink>
            </Buttons>
        </form>
    }
    .into_any()
}
