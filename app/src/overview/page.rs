//! `/`: the platform's ratio and trend, the largest workloads in review, what the exit cost is
//! made of, the checklist, and what needs attention. Every tile leads to its list.

use leptos::prelude::*;
use registry::{
    adr::{Filter as Records, Status, Summary as Record},
    checklist::model::LayerProgress,
    inventory::{Coverage, PointFilter},
    kernel::{Money, Quarter},
    notify::Inbox,
    review::model::CycleOverview,
    risk::{Split, model::Platform},
    workload::Summary,
};
use time::Date;

use super::inbox::entry;
use crate::{
    cells,
    chart::{Drawn, DrawnChart, TrendPoint, trend},
    ui::{
        ButtonLink, CellState, Col, Columns, CompositionBar, Empty, Fact, Facts, Figure, Here, Hero, LayerCells,
        Layers, Link, Look, Num, PageHead, Part, Row, Say, Section, Slot, Sparkline, Table, Todo, TodoItem, Two, Weeks,
        ZoneBadge, count, day_text, none, sentence,
    },
    web::{Ctx, Reply},
};

/// How many things the overview lists where a page lists all.
const FEW: usize = 5;

/// Everything the overview shows, read before the view is built.
struct Overview {
    today: Date,
    platform: Platform,
    /// Taken out by the view: a drawing is shown once.
    chart: Option<Drawn>,
    live: String,
    cycle: Option<CycleOverview>,
    workloads: Vec<Summary>,
    progress: Vec<LayerProgress>,
    coverage: Coverage,
    decided: Vec<Record>,
    inbox: Inbox,
}

/// `GET /`
pub async fn page(ctx: Ctx) -> Reply {
    let (registry, actor) = (ctx.registry(), &ctx.actor);
    let facts = registry.inbox().facts(actor).await?;
    if facts.workloads.is_empty() {
        return ctx.page(Here::Overview, "Overview", first_steps).await;
    }
    let platform = registry.risk().platform(actor).await?;
    let points = trend_points(&platform);
    let chart = ctx
        .site
        .charts
        .both(|size| trend("Dependency risk of the platform by quarter", &points, size))
        .await;
    let accepted = Records {
        status: Some(Status::Accepted),
        limit: Some(200),
        ..Records::default()
    };
    let mut decided = registry.records().list(actor, &accepted).await?;
    decided.sort_by_key(|record| std::cmp::Reverse(record.adr.decided_on));
    decided.truncate(FEW);
    let overview = Overview {
        today: facts.today,
        platform,
        chart: Some(chart),
        live: ctx.site.assets.interactive.clone(),
        progress: LayerProgress::of(&facts.checklist),
        coverage: registry.inventory().coverage(actor, &PointFilter::default()).await?,
        decided,
        inbox: Inbox::of(actor, &facts),
        cycle: facts.cycle,
        workloads: facts.workloads,
    };
    ctx.page(Here::Overview, "Overview", move || view(overview)).await
}

/// The platform's quarters as the chart takes them; a quarter nobody sealed is a gap.
pub fn trend_points(platform: &Platform) -> Vec<TrendPoint> {
    let (Some(first), Some(last)) = (platform.quarters.first(), platform.quarters.last()) else {
        return Vec::new();
    };
    let mut points = Vec::new();
    let mut quarter = first.quarter;
    while quarter <= last.quarter {
        let known = platform.quarters.iter().find(|known| known.quarter == quarter);
        points.push(TrendPoint {
            label: quarter.label(),
            likely: known
                .and_then(|known| known.ratio.as_ref().ok())
                .map(|ratio| ratio.percent()),
            range: known
                .and_then(|known| known.band.as_ref())
                .map(|band| (band.low, band.high)),
        });
        quarter = quarter.next();
    }
    points
}

/// What a newcomer sees before anything is recorded.
fn first_steps() -> AnyView {
    let action: Slot =
        view! { <ButtonLink href="/workloads/new" look=Look::Primary>"Register a workload"</ButtonLink> }.into();
    view! {
        <PageHead title="Overview"/>
        <Empty title="Start with your largest AI workload" action=action
            text="Register it with its team and annual AI spend, attach the services it depends on, then start the quarter's review. The dependency-risk ratio appears here once the first quarter is sealed."/>
    }
    .into_any()
}

fn view(mut overview: Overview) -> AnyView {
    let quarter = Quarter::of(overview.today);
    let sub = format!("{} · as of {}", quarter.label(), day_text(overview.today));
    let chart = overview.chart.take();
    let hero = hero(&overview, chart);
    let (reviewed, made_of, checklist) = (largest(&overview), composition(&overview), checklist(&overview));
    let facts: Slot = beside(&overview).into();
    let actions: Slot = view! { <ButtonLink href="/risk">"Trend and assessments"</ButtonLink> }.into();
    view! {
        <PageHead title="Overview" sub=sub actions=actions/>
        {hero}
        <Columns facts=facts>{reviewed}{made_of}{checklist}</Columns>
    }
    .into_any()
}

/// The ratio with its zone and sentence, and the trend beside it.
fn hero(overview: &Overview, chart: Option<Drawn>) -> AnyView {
    let platform = &overview.platform;
    let latest = platform.latest();
    let figure = match platform.ratio() {
        Ok(ratio) => {
            let zone = ratio.zone();
            let badge: Slot = view! { <ZoneBadge zone=zone.key() label=sentence(zone.label())/> }.into();
            view! { <Figure label="Dependency risk, platform" value=format!("{:.1}", ratio.percent()) unit="%" badge=badge/> }.into_any()
        }
        Err(_) => view! { <Figure label="Dependency risk, platform" value="–"/> }.into_any(),
    };
    let said = platform.sentence();
    let warning = platform.warning();
    let mut facts: Vec<(String, String)> = Vec::new();
    if let Ok(ratio) = platform.ratio() {
        facts.push((
            "Exit cost".into(),
            format!("{} of {}", ratio.exit_cost().short(), ratio.spend().short()),
        ));
    }
    if let Some(band) = latest.and_then(|latest| latest.band.as_ref()) {
        facts.push(("Likely range".into(), format!("{:.1} – {:.1} %", band.low, band.high)));
        facts.push(("Chance above 40 %".into(), chance(band.above_review)));
    }
    if let Some((before, after)) = platform.last_two()
        && let Some(split) = Split::between(before, after)
    {
        let tenths = split.tenths();
        facts.push((
            "Since the quarter before".into(),
            format!(
                "{} points: {} exit cost, {} spend",
                points(tenths.change),
                points(tenths.exit_cost),
                points(tenths.spend)
            ),
        ));
    }
    if let Some(evidence) = &platform.trend.evidence {
        let p = if evidence.p < 0.001 {
            "p < 0.001".to_owned()
        } else {
            format!("p = {:.3}", evidence.p)
        };
        let slope = format!("{:+.1}", evidence.slope).replace('-', "−");
        facts.push((
            "Verdict".into(),
            format!(
                "{} ({p}, {slope} points a quarter)",
                sentence(platform.trend.verdict.label())
            ),
        ));
    }
    if let Some(latest) = latest {
        let fresh = format!(
            "{}: {} of {} sealed then",
            latest.quarter.label(),
            latest.fresh,
            count(latest.workloads, "workload", "workloads")
        );
        facts.push(("Newest quarter".into(), fresh));
    }
    let facts = facts
        .into_iter()
        .map(|(term, text)| view! { <Fact term=term>{text}</Fact> })
        .collect_view();
    let chart = chart.filter(|_| !platform.quarters.is_empty());
    let picture: Slot = match chart {
        None => view! {
            <Empty title="No quarter is sealed yet"
                text="When the four review weeks of a workload are signed, its assessment is sealed and the first point appears here."/>
        }
        .into(),
        Some(drawn) => {
        let headers = ["Quarter", "Ratio", "Low", "High", "Exit cost", "Spend"].map(str::to_owned).to_vec();
        let rows = chart_rows(platform);
        let live = overview.live.clone();
        view! { <DrawnChart drawn=drawn title="Dependency risk of the platform by quarter" headers=headers rows=rows live=live/> }.into()
        }
    };
    view! {
        <Hero picture=picture>
            {figure}
            <Say>{said}</Say>
            {warning.map(|warning| view! { <p class="note">{warning}</p> })}
            <Facts>{facts}</Facts>
        </Hero>
    }
    .into_any()
}

/// One row a quarter, gaps included, in the chart's order.
fn chart_rows(platform: &Platform) -> Vec<Vec<String>> {
    trend_points(platform)
        .into_iter()
        .map(|point| {
            let known = platform
                .quarters
                .iter()
                .find(|known| known.quarter.label() == point.label);
            let ratio = known.and_then(|known| known.ratio.clone().ok());
            let percent = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1} %"));
            vec![
                point.label,
                percent(point.likely),
                percent(point.range.map(|range| range.0)),
                percent(point.range.map(|range| range.1)),
                ratio.map_or_else(|| "–".to_owned(), |ratio| ratio.exit_cost().short()),
                ratio.map_or_else(|| "–".to_owned(), |ratio| ratio.spend().short()),
            ]
        })
        .collect()
}

fn chance(of_one: f64) -> String {
    let percent = of_one * 100.0;
    match percent {
        p if p < 0.1 => "below 0.1 %".to_owned(),
        p if p > 99.9 => "above 99.9 %".to_owned(),
        p => format!("{p:.1} %"),
    }
}

/// Tenths of a percentage point with a sign: `−2.3`.
fn points(tenths: i64) -> String {
    let sign = match tenths {
        0 => "±",
        t if t < 0 => "−",
        _ => "+",
    };
    format!("{sign}{}.{}", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
}

/// The workloads under review with their weeks; without a review the largest ones.
fn largest(overview: &Overview) -> AnyView {
    let in_review: Vec<&str> = overview
        .cycle
        .iter()
        .flat_map(|cycle| &cycle.reviews)
        .map(|review| review.slug.as_str())
        .collect();
    let mut shown: Vec<&Summary> = if in_review.is_empty() {
        overview.workloads.iter().take(3).collect()
    } else {
        overview
            .workloads
            .iter()
            .filter(|summary| in_review.contains(&summary.workload.slug.as_str()))
            .collect()
    };
    shown.sort_by_key(|summary| std::cmp::Reverse(summary.workload.spend.map_or(0, |spend| spend.minor)));
    let rows: Vec<Row> = shown
        .into_iter()
        .map(|summary| workload_row(overview, summary))
        .collect();
    let (title, note) = match &overview.cycle {
        Some(cycle) => {
            let day = (overview.today - cycle.started_on).whole_days() + 1;
            let progress = format!("{} of {} weeks signed", cycle.signed(), cycle.reviews.len() * 4);
            let when = if day <= 30 {
                format!("day {day} of 30")
            } else {
                "past its 30 days".to_owned()
            };
            (
                "Largest workloads, in review",
                format!("{} · {progress} · {when}", cycle.quarter.label()),
            )
        }
        None => ("Largest workloads", "no review has started".to_owned()),
    };
    let all = Link::new(
        "/workloads",
        format!("All {}", count(overview.workloads.len(), "workload", "workloads")),
    );
    let review = Link::new(
        overview
            .cycle
            .as_ref()
            .map_or_else(|| "/reviews".to_owned(), CycleOverview::path),
        "Review",
    );
    view! {
        <Section title=title note=note link=all>
            <Table caption="Largest workloads" rows=rows
                cols=vec![
                    Col::text("Workload"), Col::num("Spend a year"), Col::num("Exit cost").minor(), Col::num("Risk"),
                    Col::text("Zone"), Col::text("Quarters").minor(), Col::text("Review weeks"),
                ]/>
            <p class="note"><a href=review.href>{review.text}" of the quarter"</a></p>
        </Section>
    }
    .into_any()
}

fn workload_row(overview: &Overview, summary: &Summary) -> Row {
    let workload = &summary.workload;
    let standing = overview
        .platform
        .workloads
        .iter()
        .find(|standing| standing.slug == workload.slug);
    let past: Vec<f64> = standing
        .iter()
        .flat_map(|standing| &standing.points)
        .filter_map(|point| point.ratio().ok())
        .map(registry::risk::Ratio::percent)
        .collect();
    let spark = if past.len() < 2 {
        none()
    } else {
        let label = format!("from {:.1} % to {:.1} %", past[0], past[past.len() - 1]);
        view! { <Sparkline label=label values=past/> }.into_any()
    };
    let ratio = summary.sealed.as_ref().and_then(|sealed| sealed.ratio().ok());
    let (risk, zone) = match ratio {
        Some(ratio) => {
            let zone = ratio.zone();
            let label = sentence(zone.label());
            (
                view! { <b><Num value=format!("{:.1}", ratio.percent()) unit="%"/></b> }.into_any(),
                view! { <ZoneBadge zone=zone.key() label=label/> }.into_any(),
            )
        }
        None => ("–".into_any(), view! { <small>"Not assessed yet"</small> }.into_any()),
    };
    let brief = overview
        .cycle
        .iter()
        .flat_map(|cycle| &cycle.reviews)
        .find(|review| review.slug == workload.slug);
    let weeks = match brief {
        Some(brief) => {
            let weeks = crate::review::squares(&brief.weeks);
            view! { <Weeks of=workload.name.clone() weeks=weeks/> }.into_any()
        }
        None => view! { <small>"not in review"</small> }.into_any(),
    };
    cells![
        view! { <Two text=workload.name.clone() note=sentence(workload.durability.label()) href=workload.path()/> },
        workload.spend.map_or_else(|| "not known".to_owned(), Money::short),
        summary
            .sealed
            .as_ref()
            .map_or_else(|| "–".to_owned(), |sealed| sealed.exit_cost.short()),
        risk,
        zone,
        spark,
        weeks,
    ]
    .into()
}

/// The five components of the newest quarter.
fn composition(overview: &Overview) -> AnyView {
    let link = Link::new("/risk", "Assessments");
    let latest = overview
        .platform
        .latest()
        .filter(|latest| !latest.components.is_empty());
    let Some((latest, ratio)) = latest.and_then(|latest| Some((latest, latest.ratio.clone().ok()?))) else {
        return view! {
            <Section title="What the exit cost is made of" link=link>
                <Empty title="No assessment is sealed yet" text="The five components appear with the first sealed quarter."/>
            </Section>
        }
        .into_any();
    };
    let (whole, spend) = (ratio.exit_cost().units(), ratio.spend().units());
    let parts: Vec<Part> = latest
        .components
        .iter()
        .map(|(component, money)| Part {
            label: sentence(component.label()),
            amount: money.short(),
            note: if spend > 0.0 {
                format!("{:.1} %", money.units() / spend * 100.0)
            } else {
                String::new()
            },
            share: if whole > 0.0 { money.units() / whole } else { 0.0 },
            href: Some("/risk#components".to_owned()),
        })
        .collect();
    let note = format!("{}, as a share of spend", latest.quarter.label());
    view! {
        <Section title="What the exit cost is made of" note=note link=link>
            <CompositionBar label="Exit cost by component" parts=parts/>
        </Section>
    }
    .into_any()
}

/// Progress of the twelve decisions by layer.
fn checklist(overview: &Overview) -> AnyView {
    let layers = overview
        .progress
        .iter()
        .map(|layer| {
            let mut cells = Vec::new();
            let mut add = |state: CellState, times: usize| cells.extend(std::iter::repeat_n(state, times));
            add(CellState::Adopted, layer.adopted);
            add(CellState::Deliberate, layer.deliberate);
            add(CellState::NotApplicable, layer.not_applicable);
            add(CellState::Progress, layer.in_progress);
            add(CellState::Open, layer.open);
            add(CellState::Late, layer.late);
            let urgency = registry::checklist::Decision::all()
                .iter()
                .find(|decision| decision.layer() == layer.layer)
                .map(|decision| decision.urgency());
            let href = format!("/checklist#{}", layer.layer.key());
            view! { <LayerCells layer=sentence(layer.layer.label()) urgency=urgency cells=cells href=href/> }
        })
        .collect_view();
    let link = Link::new("/checklist", "Matrix");
    let (settled, all) = overview.progress.iter().fold((0, 0), |(settled, all), layer| {
        (settled + layer.settled(), all + layer.all())
    });
    view! {
        <Section title="Reversibility checklist" note=format!("{settled} of {all} settled") link=link>
            <Layers>{layers}</Layers>
        </Section>
    }
    .into_any()
}

/// The right column: what needs attention, coverage, what was decided lately.
fn beside(overview: &Overview) -> AnyView {
    let mine: Vec<_> = overview.inbox.mine().collect();
    let (title, shown) = if mine.is_empty() {
        ("Needs attention", overview.inbox.others().take(FEW).collect::<Vec<_>>())
    } else {
        ("Needs you", mine.into_iter().take(FEW).collect())
    };
    let attention = if shown.is_empty() {
        view! { <p class="note">"Nothing waits for anybody."</p> }.into_any()
    } else {
        let entries = shown.into_iter().map(|item| entry(item, overview.today)).collect_view();
        view! { <Todo>{entries}</Todo> }.into_any()
    };
    let Coverage {
        points,
        covered,
        leaking,
        ..
    } = overview.coverage;
    let without = points - covered;
    let coverage = if points == 0 {
        view! { <p class="note">"No integration point is recorded yet. Attach services to a workload and count where it calls them."</p> }.into_any()
    } else {
        let note = format!("of {}", count(points, "integration point", "integration points"));
        let gap = match without {
            0 => "Every one is covered by an accepted record.".to_owned(),
            1 => "1 has no accepted record.".to_owned(),
            many => format!("{many} have no accepted record."),
        };
        view! {
            <Figure small=true value=covered.to_string() note=note/>
            <p class="note">{gap}" "<a href="/integration-points?uncovered=true">"Which ones"</a></p>
            <p class="note">{sentence(&count(leaking, "call leaks", "calls leak"))}" past a boundary. "<a href="/integration-points?side=leaking">"Where"</a></p>
        }
        .into_any()
    };
    let decided = if overview.decided.is_empty() {
        view! { <p class="note">"No record is accepted yet. "<a href="/adrs/new">"Write the first"</a></p> }.into_any()
    } else {
        let entries = overview
            .decided
            .iter()
            .map(|record| {
                let text = format!("{} {}", record.adr.label(), record.adr.title);
                let when = record.adr.decided_on.map(|day| format!("accepted {}", day_text(day)));
                let door = record.adr.door.map(|door| format!("{} door", door.label()));
                let note = [when, door].into_iter().flatten().collect::<Vec<_>>().join(" · ");
                view! { <TodoItem href=record.adr.address() text=text note=note/> }
            })
            .collect_view();
        view! { <Todo>{entries}</Todo> }.into_any()
    };
    view! {
        <Section title=title link=Link::new("/inbox", "Inbox")>{attention}</Section>
        <Section title="Decision coverage" link=Link::new("/adrs/coverage", "Coverage")>{coverage}</Section>
        <Section title="Lately decided" link=Link::new("/adrs", "Decisions")>{decided}</Section>
    }
    .into_any()
}
