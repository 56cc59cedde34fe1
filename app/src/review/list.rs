//! The list of cycles, and starting one.

use leptos::prelude::*;
use registry::{
    identity::Act,
    kernel::{Error, Money, Problems, Quarter},
    review::{CycleOverview, CycleSummary, Proposal},
};

use super::cycle::matrix;
use crate::{
    cells,
    ui::{
        Button, ButtonLink, Buttons, Callout, Checkbox, Col, Columns, Day, Empty, ErrorSummary, Here, Hidden, Link,
        Look, NoticeKind, PageHead, Progress, Row, Section, Slot, Table, TextArea, Two, count,
    },
    web::{Ctx, Fault, Reply, Typed, csv, error_of},
};

/// `GET /reviews`
pub async fn list(ctx: Ctx) -> Reply {
    let data = Data::read(&ctx).await?;
    ctx.page(Here::Reviews, "Reviews", move || {
        view_of(&data, &Typed::default(), Problems::new())
    })
    .await
}

/// `POST /reviews`
pub async fn start(ctx: Ctx, typed: Typed) -> Reply {
    ctx.actor.must(Act::StartReview)?;
    let quarter: Quarter = typed.get("quarter").parse().map_err(|_| Fault::not_found("quarter"))?;
    let picks: Vec<String> = typed.all("picks").map(ToOwned::to_owned).collect();
    let reason = typed.get("reason").to_owned();
    match ctx
        .registry()
        .reviews()
        .start(&ctx.actor, quarter, Some((picks, reason)))
        .await
    {
        Ok(cycle) => {
            let workloads = count(cycle.reviews.len(), "workload", "workloads");
            let said = format!(
                "The review of {} has started with {workloads}. Week 1 is due in 7 days.",
                quarter.label()
            );
            ctx.done(&cycle.path(), said).await
        }
        Err(Error::Invalid(problems)) => {
            let data = Data::read(&ctx).await?;
            ctx.page_again(Here::Reviews, "Reviews", move || view_of(&data, &typed, problems))
                .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /reviews.csv`
pub async fn list_csv(ctx: Ctx) -> Reply {
    let cycles = ctx.registry().reviews().list(&ctx.actor).await?;
    let head = [
        "quarter",
        "started_on",
        "started_by",
        "workloads",
        "weeks",
        "signed",
        "late",
    ];
    let rows = cycles.into_iter().map(|cycle| {
        vec![
            cycle.quarter.to_string(),
            cycle.started_on.to_string(),
            cycle.started_by,
            cycle.workloads.to_string(),
            cycle.weeks.to_string(),
            cycle.signed.to_string(),
            cycle.late.to_string(),
        ]
    });
    csv("reviews", &head, rows)
}

struct Data {
    cycles: Vec<CycleSummary>,
    current: Option<CycleOverview>,
    /// What could be started now; none when this quarter's review runs.
    proposal: Option<Proposal>,
    quarter: Quarter,
    may_start: bool,
}

impl Data {
    async fn read(ctx: &Ctx) -> Result<Self, Fault> {
        let reviews = ctx.registry().reviews();
        let quarter = Quarter::of(ctx.registry().today());
        let cycles = reviews.list(&ctx.actor).await?;
        let current = reviews.current(&ctx.actor).await?;
        let runs = cycles.iter().any(|cycle| cycle.quarter == quarter);
        let proposal = if runs {
            None
        } else {
            Some(reviews.proposal(&ctx.actor, quarter).await?)
        };
        Ok(Self {
            cycles,
            current,
            proposal,
            quarter,
            may_start: ctx.may(Act::StartReview),
        })
    }
}

fn view_of(data: &Data, typed: &Typed, problems: Problems) -> AnyView {
    let actions: Slot = view! { <ButtonLink href="/reviews.csv">"CSV"</ButtonLink> }.into();
    let sub = (!data.cycles.is_empty()).then(|| count(data.cycles.len(), "cycle", "cycles"));
    let start = data.proposal.as_ref().map(|proposal| {
        let title = format!("Start the review of {}", data.quarter.label());
        let inside = if data.may_start {
            start_form(proposal, typed, &problems)
        } else {
            let text = format!(
                "The review of {} has not started. Somebody with the role architect or executive starts it.",
                data.quarter.label()
            );
            view! { <p>{text}</p> }.into_any()
        };
        view! { <Section title=title note="Four weeks: inventory, data layer, models, dependency risk">{inside}</Section> }
    });
    let current = data.current.as_ref().map(|cycle| {
        let title = format!("Latest: {}", cycle.quarter.label());
        let link = Link::new(cycle.path(), "Open the review");
        let rows = matrix(cycle);
        view! { <Section title=title link=link>{rows}</Section> }
    });
    let cycles = (!data.cycles.is_empty()).then(|| all(&data.cycles));
    let none = (data.cycles.is_empty() && !data.may_start).then(|| {
        view! {
            <Empty title="No review yet"
                text="Each quarter the three largest AI workloads are reviewed for 30 days. Four signatures seal the quarter’s ratio."/>
        }
    });
    view! {
        <PageHead title="Reviews" sub=sub actions=actions/>
        <ErrorSummary problems=problems/>
        <Columns>{none}{current}{start}{cycles}</Columns>
    }
    .into_any()
}

fn start_form(proposal: &Proposal, typed: &Typed, problems: &Problems) -> AnyView {
    if proposal.all.is_empty() {
        let action: Slot =
            view! { <ButtonLink href="/workloads/new" look=Look::Primary>"Register a workload"</ButtonLink> }.into();
        let text = "A review looks at the largest AI workloads; none is registered yet.";
        return view! { <Empty title="Nothing to review yet" text=text action=action/> }.into_any();
    }
    let of = error_of(problems);
    let proposed = |id| {
        proposal
            .picked
            .as_ref()
            .is_ok_and(|picked| picked.iter().any(|one| one.id == id))
    };
    let sent = typed.has("quarter");
    let mut workloads = proposal.all.clone();
    workloads.sort_by_key(|(_, one)| (!proposed(one.id), std::cmp::Reverse(one.spend.map(|spend| spend.minor))));
    let boxes = workloads
        .into_iter()
        .enumerate()
        .map(|(index, (slug, one))| {
            let ticked = if sent {
                typed.has_value("picks", &slug)
            } else {
                proposed(one.id)
            };
            let spend = one.spend.map_or_else(
                || "annual AI spend not known".to_owned(),
                |spend| format!("{} a year", spend.full()),
            );
            let id = if index == 0 {
                "picks".to_owned()
            } else {
                format!("picks-{slug}")
            };
            view! { <Checkbox label=one.name name="picks" value=slug checked=ticked hint=spend id=id/> }
        })
        .collect_view();
    let why = match &proposal.picked {
        Ok(picked) => {
            let names: Vec<String> = picked.iter().map(|one| one.name.clone()).collect();
            view! {
                <p>"Proposed by annual AI spend: "<b>{names.join(", ")}</b>
                ". The pick and its figures are frozen at the start."</p>
            }
            .into_any()
        }
        Err(why) => {
            let why = why.clone();
            view! { <Callout kind=NoticeKind::Warning>{why}</Callout> }.into_any()
        }
    };
    let quarter = proposal.quarter;
    let button = format!("Start the review of {}", quarter.label());
    let picks_error = of("picks")
        .or(of("quarter"))
        .map(|why| view! { <p class="late">{why}</p> });
    view! {
        <form method="post" action="/reviews" class="form">
            {why}
            <Hidden name="quarter" value=quarter.to_string()/>
            <fieldset class="group">
                <legend>"Workloads under review"</legend>
                {picks_error}
                {boxes}
            </fieldset>
            <TextArea label="Why these" name="reason" value=typed.get("reason") error=of("reason") rows=2 optional=true
                hint="Only if you pick others than proposed. The reason is kept with the review."/>
            <Buttons><Button look=Look::Primary>{button}</Button></Buttons>
        </form>
    }
    .into_any()
}

fn all(cycles: &[CycleSummary]) -> AnyView {
    let rows: Vec<Row> = cycles
        .iter()
        .map(|cycle| {
            let (signed, weeks) = (usize::try_from(cycle.signed).unwrap_or(0), usize::try_from(cycle.weeks).unwrap_or(0));
            let late = if cycle.late == 0 {
                "none".into_any()
            } else {
                view! { <span class="late">{cycle.late}</span> }.into_any()
            };
            cells![
                view! { <Two text=cycle.quarter.label() note=format!("started by {}", cycle.started_by) href=format!("/reviews/{}", cycle.quarter)/> },
                view! { <Day on=cycle.started_on/> },
                cycle.workloads.to_string(),
                view! { <Progress label="Weeks signed" done=signed of=weeks/> },
                late,
            ]
            .into()
        })
        .collect();
    let cols = vec![
        Col::text("Quarter"),
        Col::text("Started").minor(),
        Col::num("Workloads").minor(),
        Col::text("Weeks signed"),
        Col::num("Late"),
    ];
    view! { <Section title="All cycles"><Table caption="Review cycles, the latest first" cols=cols rows=rows/></Section> }
        .into_any()
}

/// What a workload spent when its review started.
pub fn spend_words(spend: Option<Money>) -> String {
    spend.map_or_else(
        || "spend not known".to_owned(),
        |spend| format!("{} a year", spend.short()),
    )
}
