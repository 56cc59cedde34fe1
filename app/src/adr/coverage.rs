//! Which dependencies and integration points an accepted record covers, and which lack one.

use axum::extract::RawQuery;
use leptos::prelude::*;
use registry::{
    adr::Cited,
    inventory::{Category, CoverageFilter, Dependency, Service, Standing, Tally, coverage::by_record},
    kernel::money::grouped,
    workload::Workload,
};

use super::{begin, navigation::views};
use crate::{
    cells,
    inventory::parts,
    ui::{
        Button, ButtonLink, Choice, Col, Columns, Empty, Fact, Facts, Figure, Here, Link, Look, PageHead, Pager,
        Progress, Row, Section, Select, Slot, Table, Two, count, none, sentence,
    },
    web::{Ctx, Reply, Typed, csv},
};

const FILTERS: [&str; 3] = ["workload", "service", "category"];
/// Rows on one page of the list.
const PAGE: usize = 100;

fn filter(typed: &Typed) -> CoverageFilter {
    CoverageFilter {
        workload: typed.some("workload").map(ToOwned::to_owned),
        service: typed.some("service").map(ToOwned::to_owned),
        category: typed.some("category").and_then(|key| key.parse().ok()),
    }
}

/// All dependencies, by workload and service.
async fn dependencies(ctx: &Ctx) -> registry::kernel::Result<Vec<Dependency>> {
    let mut all = ctx.registry().inventory().all(&ctx.actor).await?;
    all.sort_by_cached_key(|one| {
        (
            one.workload.to_lowercase(),
            one.workload_slug.clone(),
            one.service.name.to_lowercase(),
        )
    });
    Ok(all)
}

/// What the page shows.
struct Shown {
    all: Vec<Dependency>,
    workloads: Vec<Workload>,
    typed: Typed,
    may_write: bool,
}

/// `GET /adrs/coverage`
pub async fn page(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let shown = Shown {
        all: dependencies(&ctx).await?,
        workloads: ctx.registry().workloads().names(&ctx.actor).await?,
        typed: Typed::query(query.as_deref()),
        may_write: begin::may(&ctx),
    };
    ctx.page(Here::Decisions, "Decision coverage", move || view(&shown))
        .await
}

/// `GET /adrs/coverage.csv`
pub async fn page_csv(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let filter = filter(&Typed::query(query.as_deref()));
    let all = dependencies(&ctx).await?;
    let head = [
        "workload",
        "service",
        "coupling_category",
        "owner",
        "points",
        "points_covered",
        "points_leaking",
        "coverage",
        "adr",
        "adr_status",
        "adr_title",
        "exit_option",
    ];
    let rows = all.into_iter().filter(|one| filter.lets_through(one)).map(|one| {
        let record = one.record.as_ref();
        vec![
            one.workload_slug.clone(),
            one.service.key.clone(),
            one.category.key().to_owned(),
            one.owner.clone(),
            one.points.to_string(),
            one.covered().to_string(),
            one.leaking.to_string(),
            one.standing().key().to_owned(),
            record.and_then(named).unwrap_or_default(),
            record
                .map(|record| record.status.as_str().to_owned())
                .unwrap_or_default(),
            record.map(|record| record.title.clone()).unwrap_or_default(),
            one.exit_option.clone(),
        ]
    });
    csv("decision-coverage", &head, rows)
}

/// A record by its number, which a draft has not.
fn named(record: &Cited) -> Option<String> {
    record.number.map(|_| record.label())
}

fn written(number: i64) -> String {
    grouped(number.unsigned_abs())
}

fn view(shown: &Shown) -> AnyView {
    let filter = filter(&shown.typed);
    let found: Vec<&Dependency> = shown.all.iter().filter(|one| filter.lets_through(one)).collect();
    let tally = Tally::of(found.iter().copied());
    let open: Vec<&Dependency> = found.iter().copied().filter(|one| !one.is_covered()).collect();
    let csv = format!("/adrs/coverage.csv?{}", parts::query(&shown.typed, &FILTERS, &[]));
    let actions: Slot = view! { <ButtonLink href=csv.trim_end_matches('?').to_owned()>"CSV"</ButtonLink> }.into();
    let facts: Slot = facts(tally, &found, &filter).into();
    let without = format!(
        "{} without an accepted record",
        count(open.len(), "dependency", "dependencies")
    );
    let sub = match tally.percent() {
        Some(percent) => format!("{percent} % of the points covered, {without}"),
        None => sentence(&without),
    };
    let (filters, missing, covered) = (filters(shown), missing(shown, &open, &found), covered(&found));
    view! {
        <PageHead title="Decision coverage" sub=sub actions=actions/>
        {views("/adrs/coverage", None)}
        <Columns facts=facts>
            <Section title="Without an accepted record">{filters}{missing}</Section>
            {covered}
        </Columns>
    }
    .into_any()
}

fn filters(shown: &Shown) -> AnyView {
    let mut services: Vec<&Service> = shown.all.iter().map(|one| &one.service).collect();
    services.sort_by_key(|service| (service.layer, service.name.to_lowercase(), &service.key));
    services.dedup_by_key(|service| &service.key);
    let services: Vec<Choice> = services
        .into_iter()
        .map(|one| Choice::new(one.key.clone(), one.name.clone()).group(sentence(one.layer.label())))
        .collect();
    let workloads: Vec<Choice> = shown
        .workloads
        .iter()
        .map(|one| Choice::new(one.slug.clone(), one.name.clone()))
        .collect();
    let categories: Vec<Choice> = Category::all()
        .iter()
        .map(|category| Choice::new(category.key(), category.label()))
        .collect();
    let [workload, service, category] = FILTERS.map(|name| shown.typed.get(name).to_owned());
    view! {
        <form method="get" action="/adrs/coverage" class="filters">
            <Select label="Workload" name="workload" choices=workloads none="all workloads" value=workload/>
            <Select label="Service" name="service" choices=services none="all services" value=service/>
            <Select label="Coupling category" name="category" choices=categories none="all categories" value=category/>
            <Button>"Show"</Button>
        </form>
    }
    .into_any()
}

/// What a dependency still needs: a record, or a decision on the one there is.
fn next_step(one: &Dependency, may_write: bool) -> AnyView {
    match (&one.record, one.standing()) {
        (Some(record), Standing::Pending) => {
            let text = if record.number.is_some() {
                "Decide on it"
            } else {
                "Go on writing"
            };
            view! { <a class="more" href=record.address()>{text}</a> }.into_any()
        }
        (_, Standing::Missing) if may_write => {
            let about = format!(" for {} of {}", one.service.name, one.workload);
            view! {
                <ButtonLink href=begin::address(one) look=Look::Plain>
                    "Write the record"<span class="unseen">{about}</span>
                </ButtonLink>
            }
            .into_any()
        }
        _ => none(),
    }
}

fn missing(shown: &Shown, open: &[&Dependency], found: &[&Dependency]) -> AnyView {
    if open.is_empty() {
        return nothing_missing(shown, found);
    }
    let skip = usize::try_from(shown.typed.number("from").unwrap_or(0)).unwrap_or(0);
    let skip = if skip < open.len() { skip } else { 0 };
    let rows: Vec<Row> = open
        .iter()
        .skip(skip)
        .take(PAGE)
        .map(|one| {
            let mut note = vec![one.workload.clone(), one.owner.clone()];
            note.retain(|part| !part.is_empty());
            let points = if one.points == 0 {
                "0".into_any()
            } else {
                let href = format!(
                    "/integration-points?workload={}&service={}&uncovered=1",
                    one.workload_slug, one.service.key
                );
                let leaking = (one.leaking > 0).then(|| view! { <small>{written(one.leaking)}" leaking"</small> });
                view! { <a href=href>{written(one.points)}</a>{leaking} }.into_any()
            };
            cells![
                view! { <Two text=one.service.name.clone() note=note.join(" · ") href=one.path()/> },
                parts::coupling(one.category),
                points,
                parts::record(one.record.as_ref()),
                next_step(one, shown.may_write),
            ]
            .into()
        })
        .collect();
    let last = skip + rows.len();
    let pager = (open.len() > PAGE).then(|| {
        let at = |from: usize| {
            let query = parts::query(&shown.typed, &FILTERS, &[("from", from.to_string())]);
            format!("/adrs/coverage?{query}")
        };
        let earlier = (skip > 0).then(|| Link::new(at(skip.saturating_sub(PAGE)), "Earlier"));
        let later = (last < open.len()).then(|| Link::new(at(last), "Later"));
        let shown = format!("{} to {last} of {}", skip + 1, open.len());
        view! { <Pager shown=shown earlier=earlier later=later/> }
    });
    view! {
        <Table caption="Dependencies without an accepted record, by workload and service" rows=rows
            cols=vec![
                Col::text("Dependency"), Col::text("Category").minor(), Col::num("Points"), Col::text("Record"), Col::text("Next step").hidden(),
            ]/>
        {pager}
    }
    .into_any()
}

fn nothing_missing(shown: &Shown, found: &[&Dependency]) -> AnyView {
    let all: Slot = view! { <ButtonLink href="/adrs/coverage">"Show all"</ButtonLink> }.into();
    if shown.all.is_empty() {
        let action: Slot = view! { <ButtonLink href="/workloads">"To the workloads"</ButtonLink> }.into();
        return view! {
            <Empty title="No dependencies yet" action=action
                text="Attach services to a workload first. Each is then listed here until an accepted record covers it."/>
        }
        .into_any();
    }
    if found.is_empty() {
        return view! { <Empty title="No dependency matches" text="Widen the filter, or show all." action=all/> }
            .into_any();
    }
    let filtered = FILTERS.iter().any(|name| shown.typed.some(name).is_some());
    let (text, action) = if filtered {
        ("An accepted record covers every dependency that matches.", all)
    } else {
        ("An accepted record covers every dependency.", Slot::default())
    };
    view! { <Empty title="Nothing is missing" text=text action=action/> }.into_any()
}

/// The accepted records and what rests on each.
fn covered(found: &[&Dependency]) -> Option<AnyView> {
    let by_record = by_record(found.iter().copied());
    if by_record.is_empty() {
        return None;
    }
    let rows: Vec<Row> = by_record
        .into_iter()
        .map(|(record, covered)| {
            let points: i64 = covered.iter().map(|one| one.points).sum();
            let items = covered
                .iter()
                .map(|one| {
                    let name = format!("{} of {}", one.service.name, one.workload);
                    view! { <li><a href=one.path()>{name}</a></li> }
                })
                .collect_view();
            cells![
                view! { <Two text=record.label() note=record.title.clone() href=record.address()/> },
                view! { <ul class="covers">{items}</ul> },
                written(points),
            ]
            .into()
        })
        .collect();
    Some(
        view! {
            <Section title="Covered, by record">
                <Table caption="Accepted records and what they cover, most points first" rows=rows
                    cols=vec![Col::text("Record"), Col::text("Covers"), Col::num("Points")]/>
            </Section>
        }
        .into_any(),
    )
}

/// Figures of what matches the filter, and of each workload in it.
fn facts(tally: Tally, found: &[&Dependency], filter: &CoverageFilter) -> AnyView {
    let narrowed = *filter != CoverageFilter::default();
    let title = if narrowed { "What is shown" } else { "Whole platform" };
    let figure = match tally.percent() {
        Some(percent) => {
            let note = format!("of {}", count(tally.points, "integration point", "integration points"));
            view! { <Figure value=percent.to_string() unit="%" note=note small=true/> }.into_any()
        }
        None => view! { <p class="note">"No integration point is counted here yet."</p> }.into_any(),
    };
    let (points, open_points) = (written(tally.covered), written(tally.points - tally.covered));
    let dependencies = format!(
        "{} of {}",
        written(tally.covered_dependencies),
        written(tally.dependencies)
    );
    let mut workloads: Vec<(&str, &str, Vec<&Dependency>)> = Vec::new();
    // Dependencies come by workload, so those of one follow each other.
    for one in found {
        match workloads.last_mut() {
            Some((slug, _, of)) if *slug == one.workload_slug => of.push(one),
            _ => workloads.push((&one.workload_slug, &one.workload, vec![one])),
        }
    }
    let several = workloads.len() > 1;
    let rows: Vec<Row> = workloads
        .into_iter()
        .map(|(slug, name, of)| {
            let tally = Tally::of(of);
            let href = format!("/adrs/coverage?workload={slug}");
            let share = if tally.points == 0 {
                "no points".into_any()
            } else {
                let [done, of] = [tally.covered, tally.points].map(|number| usize::try_from(number).unwrap_or(0));
                view! { <Progress label="Points covered" done=done of=of/> }.into_any()
            };
            cells![view! { <a href=href>{name.to_owned()}</a> }, share].into()
        })
        .collect();
    let by_workload = several.then(|| {
        view! {
            <Section title="By workload">
                <Table caption="Covered integration points by workload" rows=rows
                    cols=vec![Col::text("Workload"), Col::text("Covered").hidden()]/>
            </Section>
        }
    });
    view! {
        <Section title=title>
            {figure}
            <Facts>
                <Fact term="Points covered">{points}<br/><small>"their dependency has an accepted record"</small></Fact>
                <Fact term="Points not covered">{open_points}</Fact>
                <Fact term="Dependencies covered">{dependencies}</Fact>
            </Facts>
        </Section>
        {by_workload}
    }
    .into_any()
}
