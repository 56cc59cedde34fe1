//! One assessment: five components made of lines, what they add up to and how sure that is.

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    identity::Act,
    kernel::{Error, Money, Quarter},
    risk::{Assessment, Band, Component, Estimate, NoRatio, Settings},
    workload::Workload,
};

use super::{pages::band_facts, words::zone};
use crate::{
    cells,
    ui::{
        Breadcrumb, Button, ButtonLink, Callout, Col, Columns, CompositionBar, Confirm, Day, Empty, Fact, Facts,
        Figure, Here, Hidden, Link, Look, NoticeKind, PageHead, Part, Row, Section, Slot, Table, Time, Two, count,
        sentence,
    },
    web::{Ctx, Fault, Reply, csv},
};

/// What this person may do with an assessment.
#[derive(Clone, Copy)]
struct May {
    edit: bool,
    seal: bool,
}

/// Reads a quarter from an address.
pub fn quarter(text: &str) -> Result<Quarter, Fault> {
    text.parse().map_err(|_| Fault::not_found("quarter"))
}

/// `GET /risk/{workload}/{quarter}`, and the lines as CSV under the same address with `.csv`.
pub async fn one(ctx: Ctx, Path((slug, text)): Path<(String, String)>) -> Reply {
    let as_csv = text.strip_suffix(".csv");
    let quarter = quarter(as_csv.unwrap_or(&text))?;
    let risk = ctx.registry().risk();
    let assessment = match risk.assessment(&ctx.actor, &slug, quarter).await {
        Err(Error::NotFound("assessment")) if as_csv.is_none() => return none_yet(&ctx, &slug, quarter).await,
        other => other?,
    };
    if as_csv.is_some() {
        return lines_csv(&assessment);
    }
    let band = risk.band(&assessment).await;
    let reviewed = risk.under_review(&ctx.actor, assessment.workload_id, quarter).await?;
    let open = assessment.sealed.is_none();
    let may = May {
        edit: open && assessment.held.is_none() && risk.may_estimate(&ctx.actor, assessment.team_id),
        seal: open && !reviewed && !assessment.lines.is_empty() && ctx.may(Act::SealAssessment),
    };
    let title = format!("{}, {}", assessment.workload, quarter.label());
    ctx.page(Here::Risk, &title, move || view(&assessment, &band, reviewed, may))
        .await
}

async fn none_yet(ctx: &Ctx, slug: &str, quarter: Quarter) -> Reply {
    let workload = ctx.registry().workloads().get(&ctx.actor, slug).await?;
    let may = ctx.registry().risk().may_estimate(&ctx.actor, workload.team_id)
        && quarter <= Quarter::of(ctx.registry().today());
    let title = format!("{}, {}", workload.name, quarter.label());
    ctx.page(Here::Risk, &title, move || empty(&workload, quarter, may))
        .await
}

fn crumbs(slug: &str, workload: &str) -> AnyView {
    let links = vec![
        Link::new("/risk", "Dependency risk"),
        Link::new(format!("/risk/{slug}"), workload.to_owned()),
    ];
    view! { <Breadcrumb links=links/> }.into_any()
}

fn empty(workload: &Workload, quarter: Quarter, may: bool) -> AnyView {
    let action: Slot = if may {
        let path = format!("/risk/{}/{quarter}", workload.slug);
        view! { <form method="post" action=path><Button look=Look::Primary>"Begin with proposed lines"</Button></form> }
            .into()
    } else {
        Slot::default()
    };
    let title = format!("No assessment of {}", quarter.label());
    view! {
        <PageHead title=format!("Exit cost, {}", quarter.label()) sub=workload.name.clone() above=crumbs(&workload.slug, &workload.name)/>
        <Columns>
            <Empty title=title action=action
                text="An assessment estimates what leaving would cost, in five components. The registry proposes the first lines from the workload’s dependencies, data assets and models; people put right what they know better."/>
        </Columns>
    }
    .into_any()
}

fn lines_csv(assessment: &Assessment) -> Reply {
    let head = [
        "component",
        "line",
        "low",
        "likely",
        "high",
        "currency",
        "estimator",
        "note",
    ];
    let rows = assessment.lines.iter().map(|line| {
        vec![
            line.component.key().to_owned(),
            line.label.clone(),
            line.estimate.low().plain(),
            line.estimate.likely().plain(),
            line.estimate.high().plain(),
            line.estimate.currency().code().to_owned(),
            line.estimator.clone(),
            line.note.clone(),
        ]
    });
    csv(
        &format!("exit-cost-{}-{}", assessment.slug, assessment.quarter),
        &head,
        rows,
    )
}

fn view(assessment: &Assessment, band: &Result<Band, NoRatio>, reviewed: bool, may: May) -> AnyView {
    let ratio = assessment.ratio();
    let path = assessment.path();
    let actions: Slot = actions(assessment, may).into();
    let notices = notices(assessment, reviewed);
    let figure = match &ratio {
        Ok(one) => {
            let value = one.to_string().replace("\u{a0}%", "");
            view! { <Figure value=value unit="%" label="Exit cost as a share of annual AI spend" badge=zone(&ratio)/> }
                .into_any()
        }
        Err(why) => {
            let text = format!("There is no ratio: {why}.");
            let link = format!("/workloads/{}/edit", assessment.slug);
            view! {
                <Callout kind=NoticeKind::Warning>
                    {text}" Spend is a fact of the workload: "<a href=link>"record it there"</a>", then refresh this assessment."
                </Callout>
            }
            .into_any()
        }
    };
    let shares = shares(assessment);
    let composition = (assessment.total.likely().minor > 0)
        .then(|| view! { <CompositionBar label="Exit cost by component" parts=shares/> });
    let components = Component::all()
        .iter()
        .map(|component| self::component(assessment, *component, may.edit))
        .collect_view();
    let facts: Slot = facts(assessment, band).into();
    let title = format!("Exit cost, {}", assessment.quarter.label());
    view! {
        <PageHead title=title sub=assessment.workload.clone() above=crumbs(&assessment.slug, &assessment.workload) actions=actions/>
        <Columns facts=facts>
            <div class="stack" id=path.trim_start_matches('/').replace('/', "-")>{notices}{figure}{composition}</div>
            {components}
        </Columns>
    }
    .into_any()
}

fn actions(assessment: &Assessment, may: May) -> AnyView {
    let path = assessment.path();
    let refresh = may.edit.then(|| {
        view! { <form method="post" action=format!("{path}/refresh")><Button>"Refresh proposals and spend"</Button></form> }
    });
    let add = may
        .edit
        .then(|| view! { <ButtonLink href=format!("{path}/lines") look=Look::Primary>"Add a line"</ButtonLink> });
    let seal = may.seal.then(|| {
        let text = format!(
            "From then on the assessment of {} never changes, and the quarter gains its data point.",
            assessment.quarter.label()
        );
        view! { <Confirm label="Seal" text=text action=format!("{path}/seal") yes="Seal for ever"/> }
    });
    view! { <ButtonLink href=format!("{path}.csv")>"CSV"</ButtonLink>{refresh}{seal}{add} }.into_any()
}

fn notices(assessment: &Assessment, reviewed: bool) -> AnyView {
    let state = match (&assessment.sealed, &assessment.held) {
        (Some(seal), _) => {
            let (at, by) = (seal.at.at(), seal.by.clone());
            Some(view! { <Callout kind=NoticeKind::Info>"Sealed on "<Time at=at/>" by "{by}". It never changes again."</Callout> }.into_any())
        }
        (None, Some(held)) => {
            let held = held.clone();
            Some(view! { <Callout kind=NoticeKind::Info>{held}</Callout> }.into_any())
        }
        (None, None) if reviewed => {
            let href = format!("/reviews/{}/{}/week/4", assessment.quarter, assessment.slug);
            Some(
                view! {
                    <Callout kind=NoticeKind::Info>
                        "This workload is under review. Its assessment is sealed when all four weeks are signed; it belongs to "
                        <a href=href>"week 4"</a>"."
                    </Callout>
                }
                .into_any(),
            )
        }
        (None, None) => None,
    };
    let prices = assessment
        .no_proposals()
        .filter(|_| assessment.sealed.is_none())
        .map(|text| view! { <Callout kind=NoticeKind::Warning>{text}</Callout> });
    view! { {state}{prices} }.into_any()
}

fn shares(assessment: &Assessment) -> Vec<Part> {
    let whole = assessment.total.likely().units();
    let ratio = assessment.ratio().ok();
    Component::all()
        .iter()
        .map(|component| {
            let cost = assessment.subtotal(*component).likely();
            let share = if whole > 0.0 { cost.units() / whole } else { 0.0 };
            let note = ratio
                .map(|ratio| format!("{:.1} pts", ratio.percent() * share))
                .unwrap_or_default();
            let href = Some(format!("#{}", component.key()));
            Part {
                label: sentence(component.label()),
                amount: cost.short(),
                note,
                share,
                href,
            }
        })
        .collect()
}

/// One component with its lines.
fn component(assessment: &Assessment, component: Component, may_edit: bool) -> AnyView {
    let path = assessment.path();
    let rows: Vec<Row> = assessment
        .of(component)
        .map(|line| {
            let [low, likely, high] =
                [line.estimate.low(), line.estimate.likely(), line.estimate.high()].map(Money::full);
            let estimator = if line.is_proposed() {
                "proposed".to_owned()
            } else {
                line.estimator.clone()
            };
            let href = format!("{path}/lines/{}", line.id);
            let first = view! { <Two text=line.label.clone() note=line.note.clone()/> };
            let mut cells = cells![first, low, likely, high, estimator];
            if may_edit {
                let unseen = format!(" {}", line.label);
                cells.push(view! { <a href=href>"Change"<span class="unseen">{unseen}</span></a> }.into_any());
            }
            cells.into()
        })
        .collect();
    let lines = rows.len();
    let mut cols = vec![
        Col::text("Line"),
        Col::num("Low").minor(),
        Col::num("Likely"),
        Col::num("High").minor(),
        Col::text("Estimated by"),
    ];
    if may_edit {
        cols.push(Col::text("Change").hidden());
    }
    let content = if lines == 0 {
        view! { <p>"No line. "{component.explanation()}</p> }.into_any()
    } else {
        let total = (lines > 1).then(|| total(assessment.subtotal(component), may_edit));
        let caption = format!("Lines of {}", component.label());
        match total {
            Some(total) => view! { <Table caption=caption cols=cols rows=rows total=total/> }.into_any(),
            None => view! { <Table caption=caption cols=cols rows=rows/> }.into_any(),
        }
    };
    let note = if lines == 0 {
        String::new()
    } else {
        component.explanation().to_owned()
    };
    view! { <Section title=sentence(component.label()) note=note id=component.key()>{content}</Section> }.into_any()
}

fn total(sum: Estimate, may_edit: bool) -> Row {
    let [low, likely, high] = [sum.low(), sum.likely(), sum.high()].map(Money::full);
    let mut cells = cells!["Together", low, likely, high, ""];
    if may_edit {
        cells.push("".into_any());
    }
    cells.into()
}

fn facts(assessment: &Assessment, band: &Result<Band, NoRatio>) -> impl IntoView + use<> {
    let total = assessment.total;
    let spend = assessment.spend.map_or_else(|| "not known".to_owned(), Money::full);
    let sure = match band {
        Ok(band) => Some(band_facts(*band)),
        Err(_) => None,
    };
    let proposed = assessment.lines.iter().filter(|line| line.is_proposed()).count();
    let lines = count(assessment.lines.len(), "line", "lines");
    let untouched = match assessment.lines.len() - proposed {
        0 => "all as the registry proposed".to_owned(),
        several => format!("{several} by people, {proposed} as proposed"),
    };
    let [low, likely, high] = [total.low(), total.likely(), total.high()].map(Money::full);
    let prices = prices(&assessment.settings);
    view! {
        <Section title="Facts">
            <Facts>
                <Fact term="Exit cost, likely">{likely}<br/><small>{format!("lines from {low} to {high}")}</small></Fact>
                <Fact term="Annual AI spend">{spend}</Fact>
                {sure}
                <Fact term="Lines">{lines}<br/><small>{untouched}</small></Fact>
            </Facts>
        </Section>
        {prices}
    }
}

/// The prices and rates that the proposals were made from.
fn prices(settings: &Settings) -> impl IntoView + use<> {
    let money = |minor: i64| Money::new(minor, settings.currency).full();
    let days = |tenths: u32| {
        let text = if tenths.is_multiple_of(10) {
            (tenths / 10).to_string()
        } else {
            format!("{}.{}", tenths / 10, tenths % 10)
        };
        if tenths == 10 {
            "1 day".to_owned()
        } else {
            format!("{text} days")
        }
    };
    let rate = money(settings.day_rate);
    let points = [
        settings.open_standard_tenths,
        settings.abstractable_tenths,
        settings.deeply_coupled_tenths,
    ]
    .map(days);
    let inside = format!("{} % of that inside a boundary", settings.inside_percent);
    let first = settings.transfer.0.first().map_or(0, |tier| tier.micros);
    let last = settings.transfer.0.last().map_or(0, |tier| tier.micros);
    #[expect(clippy::cast_precision_loss, reason = "a price per gigabyte has few digits")]
    let per_gb = |micros: u64| format!("{}{:.3}", settings.currency.sign(), micros as f64 / 1e6);
    let transfer = format!("{} falling to {} per GB", per_gb(first), per_gb(last));
    let compute = money(settings.model_compute);
    let range = format!("{} % to {} % of likely", settings.low_percent, settings.high_percent);
    let checked = settings.checked_on;
    view! {
        <Section title="Prices and rates used" link=Link::new("/settings", "Settings")>
            <Facts>
                <Fact term="Last checked"><Day on=checked/></Fact>
                <Fact term="Day rate">{rate}</Fact>
                <Fact term="Rewriting a point">{points.join(" / ")}<br/><small>"open standard / abstractable / deeply coupled; "{inside}</small></Fact>
                <Fact term="Data transfer out">{transfer}</Fact>
                <Fact term="Training a model again">{compute}</Fact>
                <Fact term="Low and high of a proposal">{range}</Fact>
            </Facts>
        </Section>
    }
}

/// The form's hidden version, so that nobody overwrites what they have not seen.
pub fn version(assessment: &Assessment) -> AnyView {
    view! { <Hidden name="version" value=assessment.version.to_string()/> }.into_any()
}
