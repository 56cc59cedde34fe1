//! The platform's ratio over time, and every workload's newest.

use leptos::prelude::*;
use registry::{
    kernel::{Money, Quarter},
    risk::{Band, NoRatio, Platform, Ratio, Split, Standing},
};

use super::words::{chance, change, evidence, points, range, zone};
use crate::{
    cells,
    chart::{Drawn, DrawnChart, TrendPoint, trend},
    ui::{
        ButtonLink, Callout, Col, Columns, CompositionBar, Empty, Fact, Facts, Figure, Here, NoticeKind, PageHead,
        Part, Row, Say, Section, Slot, Sparkline, Table, Two, count,
    },
    web::{Ctx, Reply, csv},
};

/// One quarter of a chart: the quarter, its ratio and its range.
pub type Quarterly = (Quarter, Result<Ratio, NoRatio>, Option<Band>);

/// Draws a trend; quarters between the first and the last that have no ratio show as a gap.
pub async fn drawn(ctx: &Ctx, title: &str, series: &[Quarterly]) -> Drawn {
    let mut points = Vec::new();
    if let (Some((first, ..)), Some((last, ..))) = (series.first(), series.last()) {
        let mut quarter = *first;
        while quarter <= *last {
            let found = series.iter().find(|(of, ..)| *of == quarter);
            points.push(TrendPoint {
                label: quarter.label(),
                likely: found
                    .and_then(|(_, ratio, _)| ratio.as_ref().ok())
                    .map(|ratio| ratio.percent()),
                range: found.and_then(|(_, _, band)| *band).map(|band| (band.low, band.high)),
            });
            quarter = quarter.next();
        }
    }
    ctx.site.charts.both(|size| trend(title, &points, size)).await
}

/// The chart with its figures.
pub fn chart(drawn: Drawn, title: &str, caption: String, series: &[Quarterly]) -> AnyView {
    let headers = ["Quarter", "Ratio", "Exit cost", "Annual AI spend", "Likely range"]
        .map(ToOwned::to_owned)
        .to_vec();
    let rows = series
        .iter()
        .rev()
        .map(|(quarter, ratio, band)| {
            let (text, cost, spend) = match ratio {
                Ok(ratio) => (ratio.to_string(), ratio.exit_cost().short(), ratio.spend().short()),
                Err(why) => (why.to_string(), "–".to_owned(), "–".to_owned()),
            };
            vec![
                quarter.label(),
                text,
                cost,
                spend,
                band.map_or_else(|| "–".to_owned(), range),
            ]
        })
        .collect();
    view! { <DrawnChart drawn=drawn title=title.to_owned() caption=caption headers=headers rows=rows/> }.into_any()
}

/// `GET /risk`
pub async fn platform(ctx: Ctx) -> Reply {
    let platform = ctx.registry().risk().platform(&ctx.actor).await?;
    let series: Vec<Quarterly> = platform
        .quarters
        .iter()
        .map(|one| (one.quarter, one.ratio.clone(), one.band))
        .collect();
    let drawn = drawn(&ctx, "Dependency risk, platform", &series).await;
    ctx.page(Here::Risk, "Dependency risk", move || {
        platform_view(&platform, &series, drawn)
    })
    .await
}

/// `GET /risk.csv`
pub async fn platform_csv(ctx: Ctx) -> Reply {
    let platform = ctx.registry().risk().platform(&ctx.actor).await?;
    let head = [
        "workload",
        "name",
        "team",
        "quarter",
        "exit_low",
        "exit_likely",
        "exit_high",
        "annual_ai_spend",
        "currency",
        "ratio_percent",
        "zone",
        "band_low_percent",
        "band_high_percent",
        "above_20_percent",
        "above_40_percent",
    ];
    let mut rows = Vec::new();
    for standing in platform.workloads {
        for point in standing.points {
            let ratio = point.ratio().ok();
            let of_band =
                |pick: fn(Band) -> f64| point.band.map(|band| format!("{:.3}", pick(band))).unwrap_or_default();
            rows.push(vec![
                standing.slug.clone(),
                standing.workload.clone(),
                standing.team.clone(),
                point.quarter.to_string(),
                point.exit_cost.low().plain(),
                point.exit_cost.likely().plain(),
                point.exit_cost.high().plain(),
                point.spend.map(Money::plain).unwrap_or_default(),
                point.exit_cost.currency().code().to_owned(),
                ratio.map(|ratio| format!("{:.3}", ratio.percent())).unwrap_or_default(),
                ratio.map(|ratio| ratio.zone().key().to_owned()).unwrap_or_default(),
                of_band(|band| band.low),
                of_band(|band| band.high),
                of_band(|band| band.above_target),
                of_band(|band| band.above_review),
            ]);
        }
    }
    csv("dependency-risk", &head, rows)
}

/// A ratio's digits, or a dash.
pub fn digits(ratio: &Result<Ratio, NoRatio>) -> String {
    ratio
        .as_ref()
        .map_or_else(|_| "–".to_owned(), |ratio| ratio.to_string().replace("\u{a0}%", ""))
}

fn platform_view(platform: &Platform, series: &[Quarterly], drawn: Drawn) -> AnyView {
    let ratio = platform.ratio();
    let actions: Slot = view! {
        <ButtonLink href="/settings">"Prices and rates"</ButtonLink>
        <ButtonLink href="/risk.csv">"CSV"</ButtonLink>
    }
    .into();
    let table = standings(&platform.workloads);
    let Some(latest) = platform.latest() else {
        let action: Slot = view! { <ButtonLink href="/workloads">"Workloads"</ButtonLink> }.into();
        return view! {
            <PageHead title="Dependency risk" actions=actions/>
            <Columns>
                <Empty title="No quarter is sealed yet" action=action
                    text="The ratio is what leaving would cost, divided by a year’s AI spend. It appears with the first sealed assessment: choose a workload, begin its assessment, seal it."/>
                {table}
            </Columns>
        }
        .into_any();
    };
    let warning = platform
        .warning()
        .map(|text| view! { <Callout kind=NoticeKind::Warning>{text}</Callout> });
    let split = platform
        .last_two()
        .and_then(|(before, after)| Split::between(before, after));
    let left_out = (latest.left_out > 0).then(|| {
        let text = format!(
            "{} left out: sealed without a ratio, because spend was missing or zero.",
            count(latest.left_out, "workload", "workloads")
        );
        view! { <Callout kind=NoticeKind::Info>{text}</Callout> }
    });
    let all = platform.workloads.len();
    let basis = if latest.fresh == all {
        format!(
            "{} of {all} workloads sealed in {}",
            latest.fresh,
            latest.quarter.label()
        )
    } else {
        format!(
            "{} of {}, {} sealed in {}; the others count with their newest assessment of the year before",
            latest.workloads,
            count(all, "workload", "workloads"),
            latest.fresh,
            latest.quarter.label()
        )
    };
    let parts = parts(&latest.components, ratio.as_ref().ok());
    let composition = (!parts.is_empty()).then(|| {
        view! { <Section title="What the exit cost is made of" note=latest.quarter.label() id="components"><CompositionBar label="Exit cost by component" parts=parts/></Section> }
    });
    let facts: Slot = platform_facts(platform, split).into();
    let (sub, say) = (latest.quarter.label(), platform.sentence());
    let caption = evidence(&platform.trend);
    let chart = chart(
        drawn,
        "Dependency-risk ratio of the platform by quarter",
        caption,
        series,
    );
    view! {
        <PageHead title="Dependency risk" sub=sub actions=actions/>
        <Columns facts=facts>
            <div class="stack">
                <Figure value=digits(&ratio) unit="%" label="Exit cost as a share of annual AI spend" badge=zone(&ratio)/>
                <Say>{say}</Say>
                {warning}
                {left_out}
            </div>
            <Section title="Quarter by quarter" note=basis>{chart}</Section>
            {composition}
            {table}
        </Columns>
    }
    .into_any()
}

/// The five components as parts of a bar, each with its points of the ratio.
fn parts(components: &[(registry::risk::Component, Money)], ratio: Option<&Ratio>) -> Vec<Part> {
    let whole: f64 = components.iter().map(|(_, cost)| cost.units()).sum();
    components
        .iter()
        .map(|(component, cost)| {
            let share = if whole > 0.0 { cost.units() / whole } else { 0.0 };
            let note = ratio
                .map(|ratio| format!("{:.1} pts", ratio.percent() * share))
                .unwrap_or_default();
            Part {
                label: crate::ui::sentence(component.label()),
                amount: cost.short(),
                note,
                share,
                href: None,
            }
        })
        .collect()
}

fn platform_facts(platform: &Platform, split: Option<Split>) -> impl IntoView + use<> {
    let latest = platform.latest();
    let band = latest.and_then(|latest| latest.band);
    let ratio = platform.ratio().ok();
    let change = split.map(|split| {
        let tenths = split.tenths();
        view! {
            <Fact term="Change since last quarter">
                {format!("{} points", points(tenths.change))}<br/>
                <small>{format!("exit cost {}, spend {}", points(tenths.exit_cost), points(tenths.spend))}</small>
            </Fact>
        }
    });
    let verdict = crate::ui::sentence(platform.trend.verdict.label());
    view! {
        <Section title="Facts">
            <Facts>
                {ratio.map(|ratio| view! { <Fact term="Exit cost">{ratio.exit_cost().full()}</Fact> })}
                {ratio.map(|ratio| view! { <Fact term="Annual AI spend">{ratio.spend().full()}</Fact> })}
                <Fact term="Trend">{verdict}</Fact>
                {change}
                {band.map(band_facts)}
            </Facts>
        </Section>
    }
}

/// How sure a ratio is, as facts.
pub fn band_facts(band: Band) -> AnyView {
    view! {
        <Fact term="Likely range">{range(band)}<br/><small>"nine cases in ten"</small></Fact>
        <Fact term="Chance of more than 20 %">{chance(band.above_target)}</Fact>
        <Fact term="Chance of more than 40 %">{chance(band.above_review)}</Fact>
    }
    .into_any()
}

fn standings(workloads: &[Standing]) -> AnyView {
    let rows: Vec<Row> = workloads
        .iter()
        .map(|standing| {
            let path = format!("/risk/{}", standing.slug);
            let name = |note: String| view! { <Two text=standing.workload.clone() note=note href=path/> };
            let Some(latest) = standing.latest() else {
                return Row::faint(cells![
                    name(standing.team.clone()),
                    "–",
                    "–",
                    "not assessed yet",
                    "–",
                    "–"
                ]);
            };
            let ratio = latest.ratio();
            let (whole, parts) = change(standing.change());
            let state = match &ratio {
                Ok(_) => zone(&ratio).get(),
                Err(why) => Some(view! { <small>{why.to_string()}</small> }.into_any()),
            };
            let values: Vec<f64> = standing
                .points
                .iter()
                .filter_map(|point| Some(point.ratio().ok()?.percent()))
                .collect();
            let label = format!(
                "{} over {}",
                standing.workload,
                count(values.len(), "quarter", "quarters")
            );
            let shown = ratio.as_ref().map_or_else(|_| "–".to_owned(), ToString::to_string);
            let name = name(format!(
                "{}, {}",
                standing.team,
                latest.quarter.label().replace(' ', "\u{a0}")
            ));
            let exit_cost = latest.exit_cost.likely().short();
            let change = view! { <Two text=whole note=parts/> };
            cells![
                name,
                exit_cost,
                shown,
                state,
                change,
                view! { <Sparkline label=label values=values/> }
            ]
            .into()
        })
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    view! {
        <Section title="By workload" note="Newest sealed assessment, largest exit cost first">
            <Table caption="Dependency risk by workload" rows=rows
                cols=vec![
                    Col::text("Workload"), Col::num("Exit cost"), Col::num("Ratio"), Col::text("Zone"),
                    Col::num("Since last quarter"), Col::text("Course").minor(),
                ]/>
        </Section>
    }
    .into_any()
}
