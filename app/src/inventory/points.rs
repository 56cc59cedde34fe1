//! Integration points across all workloads.

use axum::extract::RawQuery;
use leptos::prelude::*;
use registry::{
    inventory::{Coverage, Point, PointFilter, Service},
    kernel::money::grouped,
    workload::Workload,
};

use super::parts;
use crate::{
    cells,
    ui::{
        Button, ButtonLink, Checkbox, Choice, Col, Columns, Empty, Fact, Facts, Figure, Here, Link, PageHead, Pager,
        Row, Section, Select, Slot, Table, Two, count, sentence,
    },
    web::{Ctx, Reply, Typed, csv},
};

const FILTERS: [&str; 4] = ["workload", "service", "side", "uncovered"];
const PAGE: i64 = 100;

fn filter(typed: &Typed) -> PointFilter {
    let of = |name: &str| typed.some(name).map(ToOwned::to_owned);
    PointFilter {
        workload: of("workload"),
        service: of("service"),
        dependency: None,
        leaking: match typed.get("side") {
            "leaking" => Some(true),
            "inside" => Some(false),
            _ => None,
        },
        uncovered: typed.some("uncovered").is_some(),
        skip: (typed.number("page").unwrap_or(1).clamp(1, 1_000_000) - 1) * PAGE,
        limit: PAGE,
    }
}

/// What the page shows.
struct Shown {
    points: Vec<Point>,
    coverage: Coverage,
    platform: Coverage,
    workloads: Vec<Workload>,
    services: Vec<Service>,
    typed: Typed,
    skip: i64,
}

/// `GET /integration-points`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let inventory = ctx.registry().inventory();
    let filter = filter(&typed);
    let mut services: Vec<Service> = Vec::new();
    for one in inventory.all(&ctx.actor).await? {
        // Dependencies come sorted by service, so the same ones follow each other.
        if services.last().is_none_or(|last| last.key != one.service.key) {
            services.push(one.service);
        }
    }
    let shown = Shown {
        points: inventory.points(&ctx.actor, &filter).await?,
        coverage: inventory.coverage(&ctx.actor, &filter).await?,
        platform: inventory.coverage(&ctx.actor, &PointFilter::default()).await?,
        workloads: ctx.registry().workloads().names(&ctx.actor).await?,
        services,
        typed,
        skip: filter.skip,
    };
    ctx.page(Here::Services, "Integration points", move || list_view(shown))
        .await
}

/// `GET /integration-points.csv`
pub async fn list_csv(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let all = PointFilter {
        skip: 0,
        limit: 1_000_000,
        ..filter(&typed)
    };
    let points = ctx.registry().inventory().points(&ctx.actor, &all).await?;
    let head = [
        "workload",
        "service",
        "coupling_category",
        "location",
        "operation",
        "calls",
        "side",
        "adr",
        "adr_status",
        "covered",
    ];
    let rows = points.into_iter().map(|point| {
        let covered = point.is_covered().to_string();
        vec![
            point.workload_slug,
            point.service.key,
            point.category.key().to_owned(),
            point.location,
            point.operation,
            point.calls.to_string(),
            if point.leaking { "leaking" } else { "inside" }.to_owned(),
            point
                .record
                .as_ref()
                .map(registry::adr::Cited::label)
                .unwrap_or_default(),
            point
                .record
                .map(|record| record.status.as_str().to_owned())
                .unwrap_or_default(),
            covered,
        ]
    });
    csv("integration-points", &head, rows)
}

fn list_view(shown: Shown) -> AnyView {
    let Shown {
        points,
        coverage,
        platform,
        workloads,
        services,
        typed,
        skip,
    } = shown;
    let rows: Vec<Row> = points
        .iter()
        .map(|point| {
            let place = if point.is_count() {
                "Counted, no place yet".to_owned()
            } else {
                point.location.clone()
            };
            cells![
                view! { <Two text=place note=point.operation.clone() href=point.path()/> },
                point.workload.clone(),
                view! { <a href=format!("/services/{}", point.service.key)>{point.service.name.clone()}</a> },
                point.calls.to_string(),
                parts::side(point.leaking),
                parts::record(point.record.as_ref()),
            ]
            .into()
        })
        .collect();
    let filtered = FILTERS.iter().any(|name| typed.some(name).is_some());
    let table = if !rows.is_empty() {
        view! {
            <Table caption="Integration points by workload and service" rows=rows
                cols=vec![
                    Col::text("Place"), Col::text("Workload"), Col::text("Service"), Col::num("Calls"), Col::text("Side"),
                    Col::text("Record"),
                ]/>
        }
        .into_any()
    } else if filtered {
        let action: Slot = view! { <ButtonLink href="/integration-points">"Show all"</ButtonLink> }.into();
        let all_covered = typed.some("uncovered").is_some() && platform.points > 0;
        let text = if all_covered {
            "Every point that matches is covered by an accepted record."
        } else {
            "Widen the filter, or show all."
        };
        view! { <Empty title="No integration point matches" text=text action=action/> }.into_any()
    } else {
        let action: Slot = view! { <ButtonLink href="/workloads">"To the workloads"</ButtonLink> }.into();
        view! {
            <Empty title="No integration points yet" action=action
                text="An integration point is one place where a service is called or declared. Count them when you attach a service to a workload."/>
        }
        .into_any()
    };
    let address = |page: i64| {
        let query = parts::query(&typed, &FILTERS, &[("page", page.to_string())]);
        format!("/integration-points?{query}")
    };
    let page = skip / PAGE + 1;
    let earlier = (page > 1).then(|| Link::new(address(page - 1), "Earlier rows"));
    let later = (skip + PAGE < coverage.rows).then(|| Link::new(address(page + 1), "Later rows"));
    let last = (skip + PAGE).min(coverage.rows);
    let pager = (earlier.is_some() || later.is_some()).then(|| {
        let shown = format!("{} to {last} of {}", skip + 1, coverage.rows);
        view! { <Pager shown=shown earlier=earlier later=later/> }
    });
    let csv = format!("/integration-points.csv?{}", parts::query(&typed, &FILTERS, &[]));
    let actions: Slot = view! { <ButtonLink href=csv>"CSV"</ButtonLink> }.into();
    let [workload, service, side, _] = FILTERS.map(|name| typed.get(name).to_owned());
    let uncovered = typed.some("uncovered").is_some();
    let workloads = workloads
        .into_iter()
        .map(|one| Choice::new(one.slug, one.name))
        .collect::<Vec<_>>();
    let services: Vec<Choice> = services
        .into_iter()
        .map(|one| Choice::new(one.key, one.name).group(sentence(one.layer.label())))
        .collect();
    let sides = vec![Choice::new("leaking", "leaking"), Choice::new("inside", "inside")];
    let facts: Slot = facts(platform).into();
    let sub = sentence(&count(coverage.points, "point", "points"));
    view! {
        <PageHead title="Integration points" sub=sub actions=actions/>
        <Columns facts=facts>
            <Section title="Where the platform touches a service">
                <form method="get" action="/integration-points" class="filters">
                    <Select label="Workload" name="workload" choices=workloads none="all workloads" value=workload/>
                    <Select label="Service" name="service" choices=services none="all services" value=service/>
                    <Select label="Side of the boundary" name="side" choices=sides none="both" value=side/>
                    <Checkbox label="Only without an accepted record" name="uncovered" value="1" checked=uncovered/>
                    <Button>"Show"</Button>
                </form>
                {table}
                {pager}
            </Section>
        </Columns>
    }
    .into_any()
}

/// Decision coverage of the whole platform, whatever the filter.
fn facts(platform: Coverage) -> impl IntoView + use<> {
    let figure = match platform.percent() {
        Some(percent) => {
            view! { <Figure value=format!("{percent:.0}") unit="%" label="Decision coverage" small=true/> }.into_any()
        }
        None => view! { <p>"No integration point is registered yet."</p> }.into_any(),
    };
    let written = |number: i64| grouped(number.unsigned_abs());
    let (points, covered, leaking) = (
        written(platform.points),
        written(platform.covered),
        written(platform.leaking),
    );
    let uncovered = written(platform.points - platform.covered);
    view! {
        <Section title="Whole platform">
            {figure}
            <Facts>
                <Fact term="Points">{points}</Fact>
                <Fact term="Covered">{covered}<br/><small>"their dependency has an accepted record"</small></Fact>
                <Fact term="Uncovered"><a href="/integration-points?uncovered=1">{uncovered}</a></Fact>
                <Fact term="Leaking"><a href="/integration-points?side=leaking">{leaking}</a></Fact>
            </Facts>
        </Section>
    }
}
