//! The relations between records, drawn, with a table of them from both sides. `layout` says where
//! everything stands, `draw` makes the picture.

mod draw;
mod layout;

use std::sync::Arc;

use axum::extract::RawQuery;
use leptos::prelude::*;
use registry::{
    adr::{
        Cited, Log, RelationKind,
        graph::{EDGES, Graph, GraphFilter, Said},
        log,
        record::label,
    },
    kernel::{Error, Id},
};

use self::layout::{Both, Room};
use super::navigation::views;
use crate::{
    cells,
    ui::{
        Button, ButtonLink, Callout, Choice, Col, Columns, Empty, Here, Hidden, NoticeKind, PageHead, Row, Section,
        Select, Slot, StatusBadge, Table, Two, count, sentence,
    },
    web::{Ctx, Fault, Reply, Typed, csv},
};

/// Broken links listed on the page; the CSV has all.
const BROKEN: usize = 100;

/// The address of the graph around a record.
pub fn around(log: &str, number: Option<i64>, id: Id) -> String {
    match number {
        Some(number) => format!("/adrs/graph?record={log}-{number}"),
        None => format!("/adrs/graph?record={id}"),
    }
}

/// The record `PLAT-7` or an identifier names.
async fn named(ctx: &Ctx, text: &str) -> Result<Id, Fault> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let missing = || Fault::from(Error::NotFound("decision record"));
    let (log, number) = text.rsplit_once('-').ok_or_else(missing)?;
    let number = number.parse().map_err(|_| missing())?;
    Ok(ctx.registry().records().get(&ctx.actor, log, number).await?.adr.id)
}

async fn filter(ctx: &Ctx, typed: &Typed) -> Result<GraphFilter, Fault> {
    let around = match typed.some("record") {
        Some(text) => Some(named(ctx, text).await?),
        None => None,
    };
    let kind = typed.some("kind").and_then(|kind| kind.parse::<RelationKind>().ok());
    Ok(GraphFilter {
        log: typed.some("log").map(ToOwned::to_owned).filter(|_| around.is_none()),
        kind: kind.filter(|kind| EDGES.contains(kind)),
        around,
        steps: typed.number("steps").unwrap_or(2).clamp(1, 3),
    })
}

/// What the page shows.
struct Shown {
    graph: Graph,
    around: Option<Cited>,
    /// Laid out for a wide column and for a phone; none when that failed.
    parts: Option<Arc<Both>>,
    logs: Vec<Log>,
    filter: GraphFilter,
    typed: Typed,
}

/// `GET /adrs/graph`
pub async fn page(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let filter = filter(&ctx, &typed).await?;
    let (graph, around) = ctx.registry().records().graph(&ctx.actor, &filter).await?;
    let logs = ctx.registry().records().logs(&ctx.actor).await?;
    let parts = layout::placed(graph.nodes.len(), &graph.edges, around.is_some())
        .await
        .inspect_err(|error| tracing::error!(%error, "a graph could not be laid out"))
        .ok();
    let shown = Shown {
        graph,
        around,
        parts,
        logs,
        filter,
        typed,
    };
    ctx.page(Here::Decisions, "Decision graph", move || view(&shown)).await
}

/// `GET /adrs/graph.csv`: each relation once, then what was not found.
pub async fn page_csv(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let filter = filter(&ctx, &Typed::query(query.as_deref())).await?;
    let (graph, _) = ctx.registry().records().graph(&ctx.actor, &filter).await?;
    let head = [
        "record",
        "record_status",
        "relation",
        "other",
        "other_status",
        "not_found",
    ];
    let name = |cited: &Cited| label(&cited.log, cited.number);
    let found = graph.edges.iter().map(|edge| {
        let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
        vec![
            name(from),
            from.status.as_str().to_owned(),
            edge.kind.as_str().to_owned(),
            name(to),
            to.status.as_str().to_owned(),
            String::new(),
        ]
    });
    let broken = graph.broken.iter().map(|said| {
        vec![
            name(&said.from),
            said.from.status.as_str().to_owned(),
            said.kind.as_str().to_owned(),
            String::new(),
            String::new(),
            said.raw.clone(),
        ]
    });
    csv("decision-relations", &head, found.chain(broken))
}

fn query(typed: &Typed) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for name in ["log", "kind", "record", "steps"] {
        if let Some(value) = typed.some(name) {
            out.append_pair(name, value);
        }
    }
    out.finish()
}

fn view(shown: &Shown) -> AnyView {
    let graph = &shown.graph;
    let sub = format!(
        "{}, {}",
        sentence(&count(graph.nodes.len(), "record", "records")),
        count(graph.edges.len(), "relation", "relations")
    );
    let csv = format!("/adrs/graph.csv?{}", query(&shown.typed));
    let actions: Slot = view! { <ButtonLink href=csv.trim_end_matches('?').to_owned()>"CSV"</ButtonLink> }.into();
    let (filters, picture, table, broken) = (filters(shown), picture(shown), table(graph), broken(&graph.broken));
    let title = match &shown.around {
        Some(record) => format!("Around {}", label(&record.log, record.number)),
        None => "Decision graph".to_owned(),
    };
    view! {
        <PageHead title=title sub=sub actions=actions/>
        {views("/adrs/graph", shown.filter.log.as_deref())}
        <Columns>
            <div class="drawn-relations">{filters}{picture}</div>
            {table}
            {broken}
        </Columns>
    }
    .into_any()
}

fn filters(shown: &Shown) -> AnyView {
    let kinds: Vec<Choice> = EDGES
        .iter()
        .map(|kind| Choice::new(kind.as_str(), kind.label().to_lowercase()))
        .collect();
    let kind = shown.filter.kind.map(RelationKind::as_str).unwrap_or_default();
    let first = if let Some(record) = &shown.around {
        let steps: Vec<Choice> = [("1", "1 relation"), ("2", "2 relations"), ("3", "3 relations")]
            .map(|(value, text)| Choice::new(value, text))
            .to_vec();
        let back = format!("{} {}", label(&record.log, record.number), record.title);
        view! {
            <p class="hint">"Looked at from "<a href=record.address()>{back}</a>". "<a href="/adrs/graph">"Show all records"</a></p>
            <Hidden name="record" value=shown.typed.get("record").to_owned()/>
            <Select label="As far as" name="steps" choices=steps value=shown.filter.steps.to_string()/>
        }
        .into_any()
    } else {
        let logs: Vec<Choice> = shown
            .logs
            .iter()
            .map(|log| Choice::new(log.key.clone(), log::title(&log.key, &log.name)))
            .collect();
        let log = shown.filter.log.clone().unwrap_or_default();
        view! { <Select label="Log" name="log" choices=logs none="all logs" value=log/> }.into_any()
    };
    view! {
        <form method="get" action="/adrs/graph" class="filters">
            {first}
            <Select label="Relations" name="kind" choices=kinds none="of every kind" value=kind/>
            <Button>"Show"</Button>
        </form>
    }
    .into_any()
}

fn picture(shown: &Shown) -> AnyView {
    let graph = &shown.graph;
    if graph.edges.is_empty() {
        return nothing(shown);
    }
    let here = shown.around.is_some().then_some(0);
    let drawn = match &shown.parts {
        Some(both) => {
            let wide = draw::parts(graph, &both.wide, Room::Wide, here);
            let narrow = draw::parts(graph, &both.phone, Room::Phone, here);
            let label = "Relations, drawn";
            view! {
                <div class="graph">
                    <div class="graph-wide" role="region" aria-label=label tabindex="0">{wide}</div>
                    <div class="graph-narrow" role="region" aria-label=label tabindex="0">{narrow}</div>
                </div>
            }
            .into_any()
        }
        None => {
            view! { <p class="chart-failed">"The graph could not be drawn; the table below has the relations."</p> }
                .into_any()
        }
    };
    view! { {left_out(graph)}{draw::legend(graph)}{drawn} }.into_any()
}

/// What is not in the drawing, and how to see it.
fn left_out(graph: &Graph) -> Option<AnyView> {
    let mut said = Vec::new();
    if graph.records_left_out > 0 {
        said.push(count(graph.records_left_out, "record", "records"));
    }
    if graph.relations_left_out > 0 {
        said.push(count(graph.relations_left_out, "relation", "relations"));
    }
    if said.is_empty() && !graph.more {
        return None;
    }
    let left = (!said.is_empty()).then(|| {
        format!(
            "{} left out: shown are the records with the most and strongest relations. ",
            {
                let one = graph.records_left_out + graph.relations_left_out == 1;
                format!("{} {}", sentence(&said.join(" and ")), if one { "is" } else { "are" })
            }
        )
    });
    let more = graph
        .more
        .then_some("Only the relations of the records stored last were looked at. ");
    Some(
        view! {
            <Callout kind=NoticeKind::Info>
                <p>{left}{more}"Choose a log or one kind of relation, or open a record and follow “Graph” beside its relations."</p>
            </Callout>
        }
        .into_any(),
    )
}

fn nothing(shown: &Shown) -> AnyView {
    if let Some(record) = &shown.around {
        let text = if shown.filter.kind.is_some() {
            "It has no relation of this kind. Look at every kind."
        } else {
            "It names no other record, and no other record names it."
        };
        let action: Slot = view! { <ButtonLink href=record.address()>"To the record"</ButtonLink> }.into();
        let title = format!("{} stands alone", label(&record.log, record.number));
        return view! { <Empty title=title text=text action=action/> }.into_any();
    }
    if shown.filter.log.is_some() || shown.filter.kind.is_some() {
        let action: Slot = view! { <ButtonLink href="/adrs/graph">"Show all"</ButtonLink> }.into();
        return view! { <Empty title="No relation matches" text="Choose another log or kind, or show all." action=action/> }
            .into_any();
    }
    let action: Slot = view! { <ButtonLink href="/adrs">"To the list"</ButtonLink> }.into();
    view! {
        <Empty title="No record names another yet" action=action
            text="A record is related to another by its text: a link to its file, [[PLAT-7]], or a phrase such as “Supersedes ADR-0007”."/>
    }
    .into_any()
}

/// Every drawn relation, read from both of its records.
fn table(graph: &Graph) -> Option<AnyView> {
    if graph.edges.is_empty() {
        return None;
    }
    let mut order: Vec<usize> = (0..graph.nodes.len()).collect();
    order.sort_by_key(|node| {
        let node = &graph.nodes[*node];
        (node.log.clone(), node.number, node.id)
    });
    let rows: Vec<Row> = order
        .into_iter()
        .map(|at| {
            let node = &graph.nodes[at];
            let items = graph
                .relations(at)
                .map(|(kind, other)| {
                    let name = label(&other.log, other.number);
                    view! {
                        <li>{kind.label()}" "<a href=other.address()>{name}</a>" "{other.title.clone()}</li>
                    }
                })
                .collect_view();
            cells![
                view! { <Two text=label(&node.log, node.number) note=node.title.clone() href=node.address()/> },
                view! { <StatusBadge status=node.status.as_str() label=node.status.label()/> },
                view! { <ul class="covers">{items}</ul> },
            ]
            .into()
        })
        .collect();
    Some(
        view! {
            <Section title="Relations as a table" id="relations">
                <Table caption="Records and their relations, from both sides" rows=rows
                    cols=vec![Col::text("Record"), Col::text("Status"), Col::text("Relations")]/>
            </Section>
        }
        .into_any(),
    )
}

fn broken(broken: &[Said]) -> Option<AnyView> {
    if broken.is_empty() {
        return None;
    }
    let rows: Vec<Row> = broken
        .iter()
        .take(BROKEN)
        .map(|said| {
            let from = &said.from;
            cells![
                view! { <Two text=label(&from.log, from.number) note=from.title.clone() href=from.address()/> },
                said.kind.label(),
                view! { <code class="names">{said.raw.clone()}</code> },
            ]
            .into()
        })
        .collect();
    let more = broken.len().saturating_sub(BROKEN);
    let more = (more > 0).then(|| view! { <p class="hint">{format!("And {more} more; the CSV lists all.")}</p> });
    let note = count(broken.len(), "link", "links");
    Some(
        view! {
            <Section title="Links that lead nowhere" note=note id="broken">
                <Table caption="What texts name and was not found" rows=rows
                    cols=vec![Col::text("Record"), Col::text("Says"), Col::text("Names")]/>
                {more}
            </Section>
        }
        .into_any(),
    )
}
