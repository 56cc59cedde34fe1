//! The records over time: how many of each quarter stand in which status today, drawn and as a
//! table, each figure of which leads to its records.

use axum::extract::RawQuery;
use leptos::prelude::*;
use registry::{
    adr::{
        Log, Status,
        course::{Course, Dated, Period},
        log,
        record::label,
    },
    kernel::Quarter,
};

use super::navigation::views;
use crate::{
    cells,
    chart::{Drawn, DrawnChart, Ink, Stack, bars},
    ui::{
        Button, ButtonLink, Choice, Col, Columns, Day, Empty, Here, PageHead, Row, Section, Select, Slot, StatusBadge,
        Table, Two, count, none, sentence,
    },
    web::{Ctx, Reply, Typed, csv},
};

/// Records of one quarter that are named at most.
const MOST: i64 = 200;

/// Statuses from which on the table stands below the chart.
const WIDE: usize = 6;

/// What is asked for.
struct Asked {
    log: Option<String>,
    recorded: bool,
    quarter: Option<Quarter>,
    status: Option<Status>,
}

impl Asked {
    fn of(query: Option<&str>) -> Self {
        let typed = Typed::query(query);
        Self {
            log: typed.some("log").map(ToOwned::to_owned),
            recorded: typed.get("by") == "recorded",
            quarter: typed.some("quarter").and_then(|quarter| quarter.parse().ok()),
            status: typed.some("status").and_then(|status| status.parse().ok()),
        }
    }

    /// The address of the page with the same log and day, and perhaps a quarter.
    fn address(&self, path: &str, quarter: Option<Quarter>, status: Option<Status>) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        if let Some(log) = &self.log {
            out.append_pair("log", log);
        }
        if self.recorded {
            out.append_pair("by", "recorded");
        }
        if let Some(quarter) = quarter {
            out.append_pair("quarter", &quarter.to_string());
        }
        if let Some(status) = status {
            out.append_pair("status", status.as_str());
        }
        let query = out.finish();
        let anchor = if quarter.is_some() { "#records" } else { "" };
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}{anchor}")
        }
    }

    fn day(&self) -> &'static str {
        if self.recorded { "recorded" } else { "dated" }
    }
}

/// What a status is drawn with. Those in force stand lowest, so that their course is a line.
const INKS: [(Status, Ink, &str); 7] = [
    (Status::Accepted, Ink::Ok, "fill-ok"),
    (Status::Proposed, Ink::Watch, "fill-watch"),
    (Status::Draft, Ink::S3, "fill-s3"),
    (Status::Superseded, Ink::Ink3, "fill-ink-3"),
    (Status::Deprecated, Ink::S2, "fill-s2"),
    (Status::Rejected, Ink::Stop, "fill-stop"),
    (Status::Unknown, Ink::Ink, "fill-ink"),
];

/// `GET /adrs/timeline`
pub async fn page(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::of(query.as_deref());
    let records = ctx.registry().records();
    let log = asked.log.as_deref();
    let course = records.course(&ctx.actor, log, asked.recorded).await?;
    let logs = records.logs(&ctx.actor).await?;
    let named = match asked.quarter {
        Some(quarter) => {
            let period = Period {
                quarter,
                recorded: asked.recorded,
                status: asked.status,
            };
            records.of_quarter(&ctx.actor, &period, log, MOST).await?
        }
        None => Vec::new(),
    };
    let drawn = drawn(&ctx, &course, &asked).await;
    ctx.page(Here::Decisions, "Decision timeline", move || {
        view(&asked, &course, drawn, &logs, &named)
    })
    .await
}

/// `GET /adrs/timeline.csv`
pub async fn page_csv(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::of(query.as_deref());
    let records = ctx.registry().records();
    let course = records.course(&ctx.actor, asked.log.as_deref(), asked.recorded).await?;
    let mut head = vec!["quarter"];
    head.extend(Status::ALL.map(Status::as_str));
    let dated = course.quarters.iter().map(|one| {
        let figures = Status::ALL.map(|status| one.of(status).to_string());
        [one.quarter.to_string()].into_iter().chain(figures).collect()
    });
    let undated = (course.undated() > 0).then(|| {
        let figures = Status::ALL.map(|status| course.undated.get(&status).copied().unwrap_or_default().to_string());
        ["not known".to_owned()].into_iter().chain(figures).collect()
    });
    csv("decision-timeline", &head, dated.chain(undated))
}

/// What the chart shows, in a sentence.
fn said(course: &Course, asked: &Asked) -> String {
    let total: i64 = course
        .quarters
        .iter()
        .map(registry::adr::course::QuarterCount::total)
        .sum();
    let most = course.quarters.iter().max_by_key(|one| one.total());
    match (course.quarters.first(), course.quarters.last(), most) {
        (Some(first), Some(last), Some(most)) => format!(
            "{} {} from {} to {}; the most in {}: {}",
            sentence(&count(total, "record", "records")),
            asked.day(),
            first.quarter.label(),
            last.quarter.label(),
            most.quarter.label(),
            most.total()
        ),
        _ => "No record with a day".to_owned(),
    }
}

async fn drawn(ctx: &Ctx, course: &Course, asked: &Asked) -> Drawn {
    let labels: Vec<String> = course.quarters.iter().map(|one| one.quarter.label()).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let stacks: Vec<Stack> = INKS
        .iter()
        .filter(|(status, ..)| course.statuses().contains(status))
        .map(|(status, ink, _)| Stack {
            name: status.label().to_owned(),
            ink: *ink,
            counts: course
                .quarters
                .iter()
                .map(|one| u32::try_from(one.of(*status)).unwrap_or(u32::MAX))
                .collect(),
        })
        .collect();
    let label = said(course, asked);
    ctx.site.charts.both(|size| bars(&label, &labels, &stacks, size)).await
}

fn view(asked: &Asked, course: &Course, drawn: Drawn, logs: &[Log], named: &[Dated]) -> AnyView {
    let csv = asked.address("/adrs/timeline.csv", None, None);
    let actions: Slot = view! { <ButtonLink href=csv>"CSV"</ButtonLink> }.into();
    let logs: Vec<Choice> = logs
        .iter()
        .map(|log| Choice::new(log.key.clone(), log::title(&log.key, &log.name)))
        .collect();
    let days = vec![
        Choice::new("dated", "day of the decision"),
        Choice::new("recorded", "day recorded here"),
    ];
    let log = asked.log.clone().unwrap_or_default();
    let (sub, by) = (said(course, asked), asked.day());
    let content = if course.quarters.is_empty() {
        nothing(asked, course)
    } else {
        let (key, table) = (key(course), table(course, asked));
        // A wide table has no room at the chart's side.
        let class = if course.statuses().len() < WIDE {
            "chart-beside"
        } else {
            "chart-beside below"
        };
        let day = if asked.recorded {
            "the day a record was first stored here"
        } else {
            "the day of the decision, or while it is open the day its text names"
        };
        let caption = format!("By {day}. The colours are the statuses of today, from the ground up as in the key.");
        view! {
            <div class=class>
                <div>
                    {key}
                    <DrawnChart drawn title="Records by quarter and status" caption=caption/>
                </div>
                {table}
            </div>
        }
        .into_any()
    };
    let (undated, named) = (
        undated(course),
        asked.quarter.map(|quarter| records(asked, quarter, named)),
    );
    view! {
        <PageHead title="Decision timeline" sub=sub actions=actions/>
        {views("/adrs/timeline", asked.log.as_deref())}
        <Columns>
            <form method="get" action="/adrs/timeline" class="filters">
                <Select label="Log" name="log" choices=logs none="all logs" value=log/>
                <Select label="Quarters by" name="by" choices=days value=by/>
                <Button>"Show"</Button>
            </form>
            {content}
            {undated}
            {named}
        </Columns>
    }
    .into_any()
}

fn nothing(asked: &Asked, course: &Course) -> AnyView {
    if course.undated() > 0 {
        let other = Asked {
            recorded: true,
            log: asked.log.clone(),
            quarter: None,
            status: None,
        };
        let href = other.address("/adrs/timeline", None, None);
        let action: Slot = view! { <ButtonLink href=href>"By the day recorded"</ButtonLink> }.into();
        return view! {
            <Empty title="No record says when it was decided" action=action
                text="A record gets its day when it is accepted here, or from its text."/>
        }
        .into_any();
    }
    let action: Slot = view! { <ButtonLink href="/adrs">"To the list"</ButtonLink> }.into();
    view! { <Empty title="No records yet" text="Their course over time is drawn here once there are some." action=action/> }
        .into_any()
}

/// What the colours stand for, in the order of the parts from the ground up.
fn key(course: &Course) -> AnyView {
    let items = INKS
        .iter()
        .filter(|(status, ..)| course.statuses().contains(status))
        .map(|(status, _, class)| {
            view! {
                <li>
                    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><rect class=*class width="12" height="12" rx="1.5"></rect></svg>
                    {status.label()}
                </li>
            }
        })
        .collect_view();
    view! { <div class="graph-key"><ul aria-label="Colours of the statuses">{items}</ul></div> }.into_any()
}

fn table(course: &Course, asked: &Asked) -> AnyView {
    let occurring = course.statuses();
    let statuses: Vec<Status> = INKS
        .map(|(status, ..)| status)
        .into_iter()
        .filter(|status| occurring.contains(status))
        .collect();
    let cell = |number: i64, quarter: Quarter, status: Option<Status>| {
        if number == 0 {
            return none();
        }
        let href = asked.address("/adrs/timeline", Some(quarter), status);
        let of = status.map_or_else(|| "in all".to_owned(), |status| status.label().to_lowercase());
        let unseen = format!(" {of} in {}", quarter.label());
        view! { <a href=href>{number}<span class="unseen">{unseen}</span></a> }.into_any()
    };
    let rows: Vec<Row> = course
        .quarters
        .iter()
        .rev()
        .map(|one| {
            let mut cells = cells![one.quarter.label(), cell(one.total(), one.quarter, None)];
            cells.extend(
                statuses
                    .iter()
                    .map(|status| cell(one.of(*status), one.quarter, Some(*status))),
            );
            if one.total() == 0 {
                Row::faint(cells)
            } else {
                Row::new(cells)
            }
        })
        .collect();
    let mut cols = vec![Col::text("Quarter"), Col::num("All")];
    cols.extend(statuses.iter().map(|status| Col::num(status.label())));
    view! {
        <div class="quarters"><Table caption="Records by quarter and status, the latest first" rows=rows cols=cols matrix=true/></div>
    }
    .into_any()
}

fn undated(course: &Course) -> Option<AnyView> {
    let many = course.undated();
    (many > 0 && !course.quarters.is_empty()).then(|| {
        let verb = if many == 1 { "has" } else { "have" };
        let text = format!(
            "{} {verb} no day of decision that is known, and so no place here.",
            sentence(&count(many, "record", "records"))
        );
        view! { <p class="hint">{text}</p> }.into_any()
    })
}

/// The records behind a figure.
fn records(asked: &Asked, quarter: Quarter, named: &[Dated]) -> AnyView {
    let mut title = format!("Records {} in {}", asked.day(), quarter.label());
    if let Some(status) = asked.status {
        title = format!("{title}, now {}", status.label().to_lowercase());
    }
    let close = (asked.address("/adrs/timeline", None, None), "Close");
    if named.is_empty() {
        return view! {
            <Section title=title id="records" link=close><p class="note">"There is none."</p></Section>
        }
        .into_any();
    }
    let rows: Vec<Row> = named
        .iter()
        .map(|dated| {
            let record = &dated.record;
            let (href, on) = (record.address(), dated.on);
            cells![
                view! { <Two text=label(&record.log, record.number) note=record.title.clone() href=href/> },
                view! { <StatusBadge status=record.status.as_str() label=record.status.label()/> },
                view! { <Day on=on/> },
            ]
            .into()
        })
        .collect();
    let full = i64::try_from(named.len()).is_ok_and(|shown| shown == MOST);
    let more = full.then(|| view! { <p class="hint">{format!("The latest {MOST} are shown.")}</p> });
    let day = sentence(asked.day());
    view! {
        <Section title=title id="records" link=close>
            <Table caption="Records of the quarter, the latest first" rows=rows
                cols=vec![Col::text("Record"), Col::text("Status"), Col::text(day)]/>
            {more}
        </Section>
    }
    .into_any()
}
