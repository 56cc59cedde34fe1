//! The list of workloads and the page of one.

use axum::extract::{Path, RawQuery};
use leptos::prelude::*;
use registry::{
    identity::{Act, Team},
    kernel::Money,
    risk::ratio::{NoRatio, Ratio},
    workload::{Durability, Filter, Summary, Workload},
};

use crate::{
    asset, cells, checklist, inventory, review, risk,
    ui::{
        Breadcrumb, Button, ButtonLink, Choice, Col, Columns, Day, Empty, Fact, Facts, Here, Link, Look, Num, PageHead,
        Row, Section, Select, Slot, Table, TextInput, Two, ZoneBadge, count, none, sentence,
    },
    web::{Ctx, Reply, Typed, csv, value_of},
};

fn filter(typed: &Typed) -> Filter {
    Filter {
        team: typed.some("team").map(ToOwned::to_owned),
        durability: typed.some("class").map(ToOwned::to_owned),
        text: typed.some("q").map(ToOwned::to_owned),
    }
}

/// `GET /workloads`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let workloads = ctx.registry().workloads().list(&ctx.actor, &filter(&typed)).await?;
    let teams = ctx.registry().people().teams().await?;
    let may_add = ctx.may(Act::EditWorkloads);
    ctx.page(Here::Workloads, "Workloads", move || {
        list_view(&workloads, &teams, &typed, may_add)
    })
    .await
}

/// `GET /workloads.csv`
pub async fn list_csv(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let workloads = ctx.registry().workloads().list(&ctx.actor, &filter(&typed)).await?;
    let head = [
        "workload",
        "name",
        "team",
        "durability_class",
        "annual_ai_spend",
        "currency",
        "dependencies",
        "integration_points",
        "leaking",
        "covered_by_accepted_adr",
        "sealed_quarter",
        "exit_cost",
        "ratio_percent",
    ];
    let rows = workloads.into_iter().map(|summary| {
        let Summary {
            workload,
            dependencies,
            points,
            leaking,
            covered,
            sealed,
        } = summary;
        let ratio = sealed.as_ref().and_then(|sealed| sealed.ratio().ok());
        vec![
            workload.slug,
            workload.name,
            workload.team,
            workload.durability.key().to_owned(),
            workload.spend.map(Money::plain).unwrap_or_default(),
            workload.currency.code().to_owned(),
            dependencies.to_string(),
            points.to_string(),
            leaking.to_string(),
            covered.to_string(),
            sealed.as_ref().map(|sealed| sealed.quarter.clone()).unwrap_or_default(),
            sealed
                .as_ref()
                .map(|sealed| sealed.exit_cost.plain())
                .unwrap_or_default(),
            ratio.map(|ratio| format!("{:.1}", ratio.percent())).unwrap_or_default(),
        ]
    });
    csv("workloads", &head, rows)
}

/// A ratio as a table shows it: the figure with its zone, or why there is none.
fn ratio_cells(ratio: Option<Result<Ratio, NoRatio>>) -> (AnyView, AnyView) {
    match ratio {
        Some(Ok(ratio)) => {
            let zone = ratio.zone();
            (
                view! { <Num value=format!("{:.1}", ratio.percent()) unit="%"/> }.into_any(),
                view! { <ZoneBadge zone=zone.key() label=zone.label()/> }.into_any(),
            )
        }
        Some(Err(why)) => ("–".into_any(), view! { <small>{why.to_string()}</small> }.into_any()),
        None => ("–".into_any(), view! { <small>"Not assessed yet"</small> }.into_any()),
    }
}

fn list_view(workloads: &[Summary], teams: &[Team], typed: &Typed, may_add: bool) -> AnyView {
    let rows: Vec<Row> = workloads
        .iter()
        .map(|summary| {
            let workload = &summary.workload;
            let (ratio, zone) = ratio_cells(summary.sealed.as_ref().map(registry::workload::Sealed::ratio));
            let spend = workload.spend.map_or_else(|| "not known".to_owned(), Money::short);
            let coverage = if summary.points == 0 {
                none()
            } else {
                format!("{} of {}", summary.covered, summary.points).into_any()
            };
            cells![
                view! { <Two text=workload.name.clone() note=workload.durability.label() href=workload.path()/> },
                workload.team.clone(),
                spend,
                summary.dependencies.to_string(),
                coverage,
                summary.leaking.to_string(),
                ratio,
                zone,
            ]
            .into()
        })
        .collect();
    let filtered = typed.some("q").or(typed.some("team")).or(typed.some("class")).is_some();
    let add = || view! { <ButtonLink href="/workloads/new" look=Look::Primary>"Register a workload"</ButtonLink> };
    let table = if !rows.is_empty() {
        view! {
            <Table caption="Workloads, largest annual AI spend first" rows=rows
                cols=vec![
                    Col::text("Workload"), Col::text("Team"), Col::num("Spend a year"), Col::num("Services").minor(),
                    Col::num("Points covered"), Col::num("Leaking").minor(), Col::num("Risk"), Col::text("Zone"),
                ]/>
        }
        .into_any()
    } else if filtered {
        let clear: Slot = view! { <ButtonLink href="/workloads">"Show all"</ButtonLink> }.into();
        view! { <Empty title="No workload matches" text="Widen the filter, or show all." action=clear/> }.into_any()
    } else {
        let action: Slot = if may_add { add().into() } else { Slot::default() };
        view! {
            <Empty title="No workloads yet" action=action
                text="A workload is one AI system with an owning team: a chatbot, a fraud model, a document pipeline. Register the largest first; the quarterly review starts with it."/>
        }
        .into_any()
    };
    let query = |slug: &str, class: &str| {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("q", typed.get("q")), ("team", slug), ("class", class)] {
            if !value.is_empty() {
                out.append_pair(name, value);
            }
        }
        out.finish()
    };
    let csv = format!("/workloads.csv?{}", query(typed.get("team"), typed.get("class")));
    let actions: Slot = view! { <ButtonLink href=csv>"CSV"</ButtonLink>{may_add.then(add)} }.into();
    let sub = sentence(&count(workloads.len(), "workload", "workloads"));
    let team_choices: Vec<Choice> = teams
        .iter()
        .map(|team| Choice::new(team.slug.clone(), team.name.clone()))
        .collect();
    let classes: Vec<Choice> = Durability::all()
        .iter()
        .map(|class| Choice::new(class.key(), class.label()))
        .collect();
    let value = value_of(typed);
    let (text, team, class) = (value("q"), value("team"), value("class"));
    view! {
        <PageHead title="Workloads" sub=sub actions=actions/>
        <Columns>
            <Section title="AI systems, largest spend first">
                <form method="get" action="/workloads" class="filters">
                    <TextInput label="Search" name="q" kind="search" value=text/>
                    <Select label="Team" name="team" choices=team_choices none="all teams" value=team/>
                    <Select label="Durability class" name="class" choices=classes none="all classes" value=class/>
                    <Button>"Show"</Button>
                </form>
                {table}
            </Section>
        </Columns>
    }
    .into_any()
}

/// `GET /workloads/{slug}`
pub async fn one(ctx: Ctx, Path(slug): Path<String>) -> Reply {
    let workload = ctx.registry().workloads().get(&ctx.actor, &slug).await?;
    let dependencies = inventory::of_workload(&ctx, &workload).await?;
    let assets = asset::of_workload(&ctx, &workload).await?;
    let may_edit = ctx.may(Act::EditWorkloads);
    let checklist = checklist::of_workload(&ctx, &workload).await?;
    let reviews = review::of_workload(&ctx, &workload).await?;
    let risk = risk::of_workload(&ctx, &workload).await?;
    ctx.page(Here::Workloads, &workload.name.clone(), move || {
        let actions: Slot = if may_edit {
            view! { <ButtonLink href=format!("{}/edit", workload.path())>"Change"</ButtonLink> }.into()
        } else {
            Slot::default()
        };
        let facts: Slot = facts(&workload).into();
        let above = view! { <Breadcrumb links=vec![Link::new("/workloads", "Workloads")]/> };
        view! {
            <PageHead title=workload.name.clone() sub=workload.team.clone() above=above actions=actions/>
            <Columns facts=facts>
                <Section title="Purpose"><p>{workload.purpose.clone()}</p></Section>
                {dependencies()}
                {assets()}
                {checklist()}
                {reviews()}
                {risk()}
            </Columns>
        }
        .into_any()
    })
    .await
}

fn facts(workload: &Workload) -> impl IntoView + use<> {
    let or_missing = |text: &str| {
        if text.is_empty() {
            "not recorded".to_owned()
        } else {
            text.to_owned()
        }
    };
    let spend = workload.spend.map_or_else(|| "not known yet".to_owned(), Money::full);
    let [accounts, regions, classification] =
        [&workload.accounts, &workload.regions, &workload.classification].map(|text| or_missing(text));
    let (team, class, registered_on) = (
        workload.team.clone(),
        workload.durability.label(),
        workload.registered_on,
    );
    let share = format!("{} % of spend may be committed", workload.durability.commitment_share());
    view! {
        <Section title="Facts">
            <Facts>
                <Fact term="Team">{team}</Fact>
                <Fact term="Durability class">{class}<br/><small>{share}</small></Fact>
                <Fact term="Annual AI spend">{spend}</Fact>
                <Fact term="Accounts">{accounts}</Fact>
                <Fact term="Regions">{regions}</Fact>
                <Fact term="Classification">{classification}</Fact>
                <Fact term="Registered"><Day on=registered_on/></Fact>
            </Facts>
        </Section>
    }
}
