//! One workload's ratio, quarter by quarter, and its assessments.

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    identity::Act,
    kernel::{Money, Quarter},
    risk::{Split, Standing, sentence, trend::MATERIALITY},
};

use super::{
    pages::{Quarterly, band_facts, chart, digits, drawn},
    words::{change, evidence, zone},
};
use crate::{
    cells,
    chart::Drawn,
    ui::{
        Breadcrumb, Button, ButtonLink, Callout, Col, Columns, Empty, Fact, Facts, Figure, Here, Link, Look,
        NoticeKind, PageHead, Row, Say, Section, Slot, Table, Two,
    },
    web::{Ctx, Reply},
};

/// `GET /risk/{workload}`
pub async fn one(ctx: Ctx, Path(slug): Path<String>) -> Reply {
    let workload = ctx.registry().workloads().get(&ctx.actor, &slug).await?;
    let risk = ctx.registry().risk();
    let standing = risk.of_workload(&ctx.actor, &workload).await?;
    let quarters = risk.quarters(&ctx.actor, &workload).await?;
    let now = Quarter::of(ctx.registry().today());
    let may = ctx.may(Act::EstimateRisk) && risk.may_estimate(&ctx.actor, workload.team_id);
    let series: Vec<Quarterly> = standing
        .points
        .iter()
        .map(|point| (point.quarter, point.ratio(), point.band))
        .collect();
    let title = format!("Dependency risk, {}", workload.name);
    let drawn = drawn(&ctx, &title, &series).await;
    ctx.page(Here::Risk, &title, move || {
        workload_view(&standing, &quarters, now, may, &series, drawn)
    })
    .await
}

fn workload_view(
    standing: &Standing,
    quarters: &[(Quarter, bool)],
    now: Quarter,
    may: bool,
    series: &[Quarterly],
    drawn: Drawn,
) -> AnyView {
    let above = view! {
        <Breadcrumb links=vec![
            Link::new("/risk", "Dependency risk"),
            Link::new(format!("/workloads/{}", standing.slug), standing.workload.clone()),
        ]/>
    };
    let path = |quarter: Quarter| format!("/risk/{}/{quarter}", standing.slug);
    let begun = quarters.iter().any(|(quarter, _)| *quarter == now);
    let action = match (begun, may) {
        (true, _) => view! { <ButtonLink href=path(now) look=Look::Primary>{format!("Assessment of {}", now.label())}</ButtonLink> }.into_any(),
        (false, true) => view! {
            <form method="post" action=path(now)><Button look=Look::Primary>{format!("Begin the assessment of {}", now.label())}</Button></form>
        }
        .into_any(),
        (false, false) => ().into_any(),
    };
    let trend = standing.trend(MATERIALITY);
    let warning = match standing.points.as_slice() {
        [.., before, after] => before
            .ratio()
            .ok()
            .zip(after.ratio().ok())
            .and_then(|(before, after)| sentence::warning(before, after)),
        _ => None,
    };
    let warning = warning.map(|text| view! { <Callout kind=NoticeKind::Warning>{text}</Callout> });
    let opening = standing.latest().map(|latest| {
        let ratio = latest.ratio();
        let say = sentence::dashboard(&ratio, &trend);
        let label = format!("Exit cost as a share of annual AI spend, {}", latest.quarter.label());
        view! {
            <div class="stack">
                <Figure value=digits(&ratio) unit="%" label=label badge=zone(&ratio)/>
                <Say>{say}</Say>
                {warning}
            </div>
        }
    });
    let course = (!series.is_empty()).then(|| {
        let chart = chart(drawn, "Dependency-risk ratio by quarter", evidence(&trend), series);
        view! { <Section title="Quarter by quarter">{chart}</Section> }
    });
    let table = quarters_table(standing, quarters);
    let facts: Slot = match standing.latest().and_then(|latest| latest.band) {
        Some(band) => {
            let (whole, parts) = change(standing.change());
            let facts = band_facts(band);
            view! {
                <Section title="Facts">
                    <Facts>
                        <Fact term="Trend">{crate::ui::sentence(trend.verdict.label())}</Fact>
                        <Fact term="Change since last quarter">{whole}<br/><small>{parts}</small></Fact>
                        {facts}
                    </Facts>
                </Section>
            }
            .into()
        }
        None => Slot::default(),
    };
    let actions: Slot = action.into();
    view! {
        <PageHead title=standing.workload.clone() sub="Dependency risk" above=above actions=actions/>
        <Columns facts=facts>
            {opening}
            {course}
            {table}
        </Columns>
    }
    .into_any()
}

fn quarters_table(standing: &Standing, quarters: &[(Quarter, bool)]) -> AnyView {
    if quarters.is_empty() {
        return view! {
            <Empty title="No assessment yet"
                text="An assessment lists what leaving would cost, in five components. The registry proposes the first lines from dependencies, data assets and models."/>
        }
        .into_any();
    }
    let rows: Vec<Row> = quarters
        .iter()
        .rev()
        .map(|(quarter, sealed)| {
            let link = view! { <a href=format!("/risk/{}/{quarter}", standing.slug)>{quarter.label()}</a> };
            let at = standing.points.iter().position(|point| point.quarter == *quarter);
            let Some((at, point)) = at
                .and_then(|at| Some((at, standing.points.get(at)?)))
                .filter(|_| *sealed)
            else {
                return cells![link, "–", "–", "–", "being estimated", "–"].into();
            };
            let ratio = point.ratio();
            let before = at
                .checked_sub(1)
                .and_then(|at| standing.points.get(at))
                .and_then(|before| before.ratio().ok());
            let split = before
                .zip(ratio.as_ref().ok().copied())
                .and_then(|(before, after)| Split::between(before, after));
            let (whole, parts) = change(split);
            let state = match &ratio {
                Ok(_) => zone(&ratio).get(),
                Err(why) => Some(view! { <small>{why.to_string()}</small> }.into_any()),
            };
            let spend = point.spend.map_or_else(|| "not known".to_owned(), Money::short);
            let shown = ratio.as_ref().map_or_else(|_| "–".to_owned(), ToString::to_string);
            cells![
                link,
                point.exit_cost.likely().short(),
                spend,
                shown,
                state,
                view! { <Two text=whole note=parts/> },
            ]
            .into()
        })
        .collect();
    view! {
        <Section title="Assessments">
            <Table caption="Assessments, newest first" rows=rows
                cols=vec![
                    Col::text("Quarter"), Col::num("Exit cost"), Col::num("Annual AI spend"), Col::num("Ratio"),
                    Col::text("Zone"), Col::num("Since the quarter before"),
                ]/>
        </Section>
    }
    .into_any()
}
