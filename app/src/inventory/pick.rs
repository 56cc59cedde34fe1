//! The first step of attaching a service: choosing it.

use leptos::prelude::*;
use registry::{
    inventory::{Dependency, Layer, Service, ServiceFilter, Services},
    kernel::Problems,
    workload::Workload,
};

use super::parts;
use crate::{
    cells,
    ui::{
        Breadcrumb, Button, ButtonLink, Choice, Col, Columns, Empty, ErrorSummary, Link, Look, PageHead, Row, Section,
        Select, Slot, Table, Tabs, TextInput, Two, count, sentence,
    },
    web::{Typed, error_of, value_of},
};

/// Services as choices of a list, grouped by layer.
pub fn choices<'a>(services: impl Iterator<Item = &'a Service>) -> Vec<Choice> {
    let mut all: Vec<&Service> = services.collect();
    all.sort_by_cached_key(|service| (service.layer, service.name.to_lowercase()));
    all.into_iter()
        .map(|service| Choice::new(service.key.clone(), service.name.clone()).group(sentence(service.layer.label())))
        .collect()
}

/// The page: a list for those who know the name, the catalogue by layer for those who do not.
pub fn view(
    workload: &Workload,
    services: &Services,
    attached: &[Dependency],
    typed: &Typed,
    problems: &Problems,
) -> AnyView {
    let is_attached = |key: &str| attached.iter().any(|one| one.service.key == key);
    let free = choices(services.all().filter(|service| !is_attached(&service.key)));
    let address = format!("{}/dependencies/new", workload.path());
    let searched = typed.some("q").is_some();
    // Without a search one layer at a time, so that the page stays short.
    let shown = typed.get("layer").parse().unwrap_or(Layer::Data);
    let filter = ServiceFilter {
        text: typed.some("q").map(ToOwned::to_owned),
        layer: (!searched).then(|| shown.key().to_owned()),
        ..ServiceFilter::default()
    };
    let found: Vec<&Service> = services
        .all()
        .filter(|service| filter.lets_through(service, 0))
        .collect();
    let layers = Layer::all()
        .iter()
        .filter_map(|layer| {
            let of_layer = found.iter().filter(|service| service.layer == *layer);
            let rows: Vec<Row> = of_layer.map(|service| row(service, attached, &address)).collect();
            let note = count(rows.len(), "service", "services");
            let title = sentence(layer.label());
            let caption = format!("Services of the {} layer", layer.label());
            let cols = vec![
                Col::text("Service"),
                Col::text("Starts as"),
                Col::text("What keeps it reversible").minor(),
            ];
            let table = (!rows.is_empty()).then(|| view! { <Table caption=caption rows=rows cols=cols/> });
            table.map(|table| {
                if searched {
                    view! { <Section title=title note=note>{table}</Section> }.into_any()
                } else {
                    table.into_any()
                }
            })
        })
        .collect_view();
    let tabs = (!searched).then(|| {
        let of = |layer: &Layer| format!("{address}?layer={}", layer.key());
        let links = Layer::all()
            .iter()
            .map(|layer| Link::new(of(layer), sentence(layer.label())))
            .collect();
        view! { <Tabs label="Layers" links=links here=of(&shown)/> }
    });
    let (here, below) = if searched {
        (None, Some(layers))
    } else {
        (Some(layers), None)
    };
    let nothing = found.is_empty().then(|| {
        let action: Slot = view! {
            <ButtonLink href=address.clone()>"Show all"</ButtonLink>
            <ButtonLink href="/services/new">"Add a service"</ButtonLink>
        }
        .into();
        view! { <Empty title="No service matches" text="Search for another word, or add what the catalogue lacks." action=action/> }
    });
    let links = vec![
        Link::new("/workloads", "Workloads"),
        Link::new(workload.path(), workload.name.clone()),
    ];
    let above = view! { <Breadcrumb links=links/> };
    let (of, value) = (error_of(problems), value_of(typed));
    let (error, wanted, text) = (of("service"), value("service"), value("q"));
    let (to_choose, to_search) = (address.clone(), address);
    view! {
        <PageHead title="Attach a service" sub=workload.name.clone() above=above/>
        <ErrorSummary problems=problems.clone()/>
        <Columns>
            <Section title="Which service?">
                <form method="get" action=to_choose class="filters">
                    <Select label="Service" name="service" choices=free value=wanted none="Choose a service" error=error required=true/>
                    <Button look=Look::Primary>"Continue"</Button>
                </form>
            </Section>
            <Section title="Or look through the catalogue">
                <form method="get" action=to_search class="filters">
                    <TextInput label="Search" name="q" kind="search" value=text/>
                    <Button>"Show"</Button>
                </form>
                {tabs}
                {here}
                {nothing}
            </Section>
            {below}
        </Columns>
    }
    .into_any()
}

fn row(service: &Service, attached: &[Dependency], address: &str) -> Row {
    match attached.iter().find(|one| one.service.key == service.key) {
        Some(one) => Row::faint(cells![
            view! { <Two text=service.name.clone() note="attached already" href=one.path()/> },
            parts::coupling(one.category),
            service.practice.clone(),
        ]),
        None => Row::new(cells![
            view! {
                <Two text=service.name.clone() note=service.strong_use.clone()
                    href=format!("{address}?service={}", service.key)/>
            },
            parts::coupling(service.category),
            service.practice.clone(),
        ]),
    }
}
