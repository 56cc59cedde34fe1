//! One quarter's review: workloads by weeks.

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    kernel::{Money, Quarter},
    review::{CycleOverview, Week, WeekBrief, WeekState},
};

use super::{
    list::spend_words,
    parts::{badge, left, short_day},
};
use crate::{
    cells,
    ui::{
        Breadcrumb, ButtonLink, Col, Columns, Day, Fact, Facts, Figure, Here, Link, PageHead, Row, Section, Slot,
        Table, Two, count, day_text,
    },
    web::{Ctx, Fault, Reply, csv},
};

/// `GET /reviews/{quarter}` and `GET /reviews/{quarter}.csv`
pub async fn one(ctx: Ctx, Path(name): Path<String>) -> Reply {
    let (text, as_csv) = name
        .strip_suffix(".csv")
        .map_or((name.as_str(), false), |text| (text, true));
    let quarter: Quarter = text.parse().map_err(|_| Fault::not_found("review"))?;
    let cycle = ctx.registry().reviews().cycle(&ctx.actor, quarter).await?;
    if as_csv {
        return as_table(&cycle);
    }
    let title = format!("Review of {}", quarter.label());
    ctx.page(Here::Reviews, &title.clone(), move || page(&cycle, title))
        .await
}

fn as_table(cycle: &CycleOverview) -> Reply {
    let head = [
        "quarter",
        "workload",
        "name",
        "team",
        "annual_ai_spend",
        "currency",
        "week",
        "title",
        "state",
        "due_on",
        "days_left",
        "tasks",
        "settled",
        "signed_by",
        "signed_at",
        "assessment_sealed",
    ];
    let rows = cycle.reviews.iter().flat_map(|review| {
        review.weeks.iter().map(move |week| {
            let (by, at) = week
                .signed
                .clone()
                .map_or_else(Default::default, |(by, at)| (by, at.to_string()));
            let open = week.signed.is_none();
            vec![
                cycle.quarter.to_string(),
                review.slug.clone(),
                review.name.clone(),
                review.team.clone(),
                review.spend.map(Money::plain).unwrap_or_default(),
                review
                    .spend
                    .map(|spend| spend.currency.code().to_owned())
                    .unwrap_or_default(),
                week.place.week.number().to_string(),
                week.place.week.label().to_owned(),
                week.state.key().to_owned(),
                week.due_on.to_string(),
                if open {
                    week.days_left.to_string()
                } else {
                    String::new()
                },
                week.tasks.to_string(),
                week.settled.to_string(),
                by,
                at,
                review.sealed.to_string(),
            ]
        })
    });
    csv(&format!("review-{}", cycle.quarter), &head, rows)
}

fn page(cycle: &CycleOverview, title: String) -> AnyView {
    let above = view! { <Breadcrumb links=vec![Link::new("/reviews", "Reviews")]/> };
    let actions: Slot = view! { <ButtonLink href=format!("{}.csv", cycle.path())>"CSV"</ButtonLink> }.into();
    let weeks: Vec<&WeekBrief> = cycle.reviews.iter().flat_map(|review| &review.weeks).collect();
    let late = weeks.iter().filter(|week| week.state == WeekState::Late).count();
    let sealed = cycle.reviews.iter().filter(|review| review.sealed).count();
    let (all, of_all) = (weeks.len(), cycle.reviews.len());
    let note = match late {
        0 => "none late".to_owned(),
        late => format!("{late} late"),
    };
    let pick = if cycle.reason.is_empty() {
        "the largest by annual AI spend".to_owned()
    } else {
        format!("by hand: {}", cycle.reason)
    };
    let end = cycle
        .reviews
        .first()
        .and_then(|review| review.weeks.last())
        .map(|week| week.due_on);
    let (signed, started_on, started_by) = (cycle.signed(), cycle.started_on, cycle.started_by.clone());
    let facts: Slot = view! {
        <Figure label="Weeks signed" value=signed.to_string() unit=format!("of {all}") note=note small=true/>
        <Section title="Facts">
            <Facts>
                <Fact term="Started"><Day on=started_on/><br/><small>{started_by}</small></Fact>
                {end.map(|end| view! { <Fact term="Last day"><Day on=end/></Fact> })}
                <Fact term="Picked">{pick}</Fact>
                <Fact term="Ratios sealed">{format!("{sealed} of {of_all}")}</Fact>
            </Facts>
        </Section>
    }
    .into();
    let sub = format!(
        "started {}, {}",
        day_text(started_on),
        count(of_all, "workload", "workloads")
    );
    let rows = matrix(cycle);
    view! {
        <PageHead title=title sub=sub above=above actions=actions/>
        <Columns facts=facts>
            <Section title="Workloads by week" note="A signature needs every task done or excepted">{rows}</Section>
        </Columns>
    }
    .into_any()
}

/// Workloads by weeks, each cell in words and a link to its week.
pub fn matrix(cycle: &CycleOverview) -> AnyView {
    let mut cols = vec![Col::text("Workload")];
    cols.extend(
        Week::all()
            .iter()
            .map(|week| Col::text(format!("{} {}", week.number(), week.label()))),
    );
    let rows: Vec<Row> = cycle
        .reviews
        .iter()
        .map(|review| {
            let note = format!("{}, {}", review.team, spend_words(review.spend));
            let mut row =
                cells![view! { <Two text=review.name.clone() note=note href=format!("/workloads/{}", review.slug)/> }];
            row.extend(review.weeks.iter().map(cell));
            row.into()
        })
        .collect();
    view! { <Table caption="State of each workload’s four review weeks" cols=cols rows=rows/> }.into_any()
}

fn cell(week: &WeekBrief) -> AnyView {
    let state = badge(week.state);
    let (first, second) = match &week.signed {
        Some((name, at)) => (name.clone(), short_day(at.day())),
        None => (
            format!("{}, {}", short_day(week.due_on), left(week.days_left)),
            format!("{} of {} settled", week.settled, week.tasks),
        ),
    };
    let name = format!("Week {}, {}", week.place.week.number(), week.state.label());
    view! {
        <a class="week-cell" href=week.place.path() title=name>
            {state}
            <small>{first}</small>
            <small>{second}</small>
        </a>
    }
    .into_any()
}
