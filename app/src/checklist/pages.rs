//! The matrix of workloads and decisions.

use axum::extract::RawQuery;
use leptos::prelude::*;
use registry::{
    checklist::{Decision, Filter, Item, LayerProgress, State},
    identity::Team,
    inventory::Layer,
};

use super::{cell_state, words};
use crate::{
    ui::{
        Button, ButtonLink, Cell, Checkbox, Choice, Columns, Empty, Fact, Facts, Here, PageHead, Progress, Section,
        Select, Slot, count, sentence,
    },
    web::{Ctx, Reply, Typed, csv},
};

fn filter(typed: &Typed) -> Filter {
    Filter {
        team: typed.some("team").map(ToOwned::to_owned),
        state: typed.some("state").and_then(|key| key.parse().ok()),
        late: typed.has("late"),
    }
}

/// `GET /checklist`
pub async fn matrix(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let filter = filter(&typed);
    let items = ctx.registry().checklist().matrix(&ctx.actor, &filter).await?;
    let teams = ctx.registry().people().teams().await?;
    let filtered = filter != Filter::default();
    ctx.page(Here::Checklist, "Checklist", move || {
        view(&items, &teams, &typed, filtered)
    })
    .await
}

/// `GET /checklist.csv`
pub async fn matrix_csv(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let items = ctx.registry().checklist().matrix(&ctx.actor, &filter(&typed)).await?;
    let head = [
        "workload",
        "name",
        "team",
        "layer",
        "decision",
        "title",
        "state",
        "due_on",
        "overdue",
        "owner",
        "evidence",
        "reason",
        "adr",
        "verdict",
        "updated_at",
    ];
    let rows = items.into_iter().map(|item| {
        let updated = item.updated_at.map(|at| at.to_string()).unwrap_or_default();
        let record = item
            .record
            .as_ref()
            .map(registry::adr::Cited::citation)
            .unwrap_or_default();
        vec![
            item.slug,
            item.workload,
            item.team,
            item.decision.layer().key().to_owned(),
            item.decision.key().to_owned(),
            item.decision.label().to_owned(),
            item.state.key().to_owned(),
            item.due_on.to_string(),
            item.late.to_string(),
            item.owner.map(|owner| owner.email).unwrap_or_default(),
            item.evidence,
            item.reason,
            record,
            item.verdict.map(|verdict| verdict.why).unwrap_or_default(),
            updated,
        ]
    });
    csv("checklist", &head, rows)
}

fn view(items: &[Item], teams: &[Team], typed: &Typed, filtered: bool) -> AnyView {
    let content = if items.is_empty() && filtered {
        let all: Slot = view! { <ButtonLink href="/checklist">"Show all"</ButtonLink> }.into();
        view! { <Empty title="No decision matches" text="Widen the filter, or show all." action=all/> }.into_any()
    } else if items.is_empty() {
        let action: Slot = view! { <ButtonLink href="/workloads">"Workloads"</ButtonLink> }.into();
        view! {
            <Empty title="No workloads yet" action=action
                text="Each workload takes twelve decisions about its data, compute, orchestration and governance. Register one, and they appear here with their due dates."/>
        }
        .into_any()
    } else {
        grid(items)
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["team", "state", "late"] {
        if let Some(value) = typed.some(name) {
            query.append_pair(name, value);
        }
    }
    let actions: Slot =
        view! { <ButtonLink href=format!("/checklist.csv?{}", query.finish())>"CSV"</ButtonLink> }.into();
    let team_choices: Vec<Choice> = teams
        .iter()
        .map(|team| Choice::new(team.slug.clone(), team.name.clone()))
        .collect();
    let states: Vec<Choice> = State::all()
        .iter()
        .map(|state| Choice::new(state.key(), sentence(state.label())))
        .collect();
    let (team, state, late) = (
        typed.get("team").to_owned(),
        typed.get("state").to_owned(),
        typed.has("late"),
    );
    let settled = items.iter().filter(|item| item.state.is_settled()).count();
    let overdue = items.iter().filter(|item| item.late).count();
    let sub = format!(
        "{settled} of {} settled, {overdue} overdue",
        count(items.len(), "decision", "decisions")
    );
    let facts: Slot = if items.is_empty() {
        Slot::default()
    } else {
        progress(items).into()
    };
    view! {
        <PageHead title="Checklist" sub=sub actions=actions/>
        <Columns facts=facts>
            <Section title="Twelve decisions per workload" note="Open a cell to see its evidence or to move it">
                <form method="get" action="/checklist" class="filters">
                    <Select label="Team" name="team" choices=team_choices none="all teams" value=team/>
                    <Select label="State" name="state" choices=states none="all states" value=state/>
                    <Checkbox label="Only overdue" name="late" checked=late/>
                    <Button>"Show"</Button>
                </form>
                {content}
            </Section>
        </Columns>
    }
    .into_any()
}

/// A row for each workload, a column for each decision, the columns grouped by layer.
fn grid(items: &[Item]) -> AnyView {
    let shown: Vec<Decision> = Decision::all()
        .iter()
        .copied()
        .filter(|decision| items.iter().any(|item| item.decision == *decision))
        .collect();
    let layers = Layer::all()
        .iter()
        .filter_map(|layer| {
            let of: Vec<&Decision> = shown.iter().filter(|decision| decision.layer() == *layer).collect();
            let first = of.first()?;
            let urgency = first.urgency().split(" (").next().unwrap_or_default();
            let (span, name, id) = (of.len().to_string(), sentence(layer.label()), layer.key());
            // The overview links to each layer.
            Some(view! { <th id=id scope="colgroup" role="columnheader" colspan=span class="layer-head">{name}<small>{urgency}</small></th> })
        })
        .collect_view();
    let keys = shown
        .iter()
        .map(|decision| {
            view! {
                <th scope="col" role="columnheader">
                    <abbr title=decision.label()>{decision.key()}</abbr>
                </th>
            }
        })
        .collect_view();
    let rows = items
        .chunk_by(|one, next| one.workload_id == next.workload_id)
        .map(|of| {
            let cells = shown
                .iter()
                .map(|decision| match of.iter().find(|item| item.decision == *decision) {
                    Some(item) => view! {
                        <td role="cell"><Cell state=cell_state(item) label=words(item) href=item.path()/></td>
                    }
                    .into_any(),
                    None => view! { <td role="cell"><span class="unseen">"Filtered out"</span></td> }.into_any(),
                })
                .collect_view();
            let (name, team, path) = of
                .first()
                .map(|item| (item.workload.clone(), item.team.clone(), format!("/workloads/{}", item.slug)))
                .unwrap_or_default();
            view! {
                <tr role="row">
                    <th scope="row" role="rowheader"><span class="two"><b><a href=path>{name}</a></b><small>{team}</small></span></th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    let legend = shown
        .iter()
        .map(|decision| view! { <div><dt>{decision.key()}</dt><dd>{decision.sentence()}</dd></div> })
        .collect_view();
    view! {
        <div class="table matrix decisions" role="region" aria-label="Decisions by workload" tabindex="0">
            <table role="table">
                <caption class="unseen">"Where each workload stands with each decision"</caption>
                <thead role="rowgroup">
                    <tr role="row"><td role="cell"></td>{layers}</tr>
                    <tr role="row"><th scope="col" role="columnheader">"Workload"</th>{keys}</tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
        <dl class="legend">{legend}</dl>
    }
    .into_any()
}

/// How far each layer is, over the decisions shown, and what the cells mean.
fn progress(items: &[Item]) -> impl IntoView + use<> {
    let lines = LayerProgress::of(items)
        .into_iter()
        .filter(|layer| layer.all() > 0)
        .map(|layer| {
            let name = sentence(layer.layer.label());
            let (label, done, of) = (format!("{name}, settled"), layer.settled(), layer.all());
            let late =
                (layer.late > 0).then(|| view! { <br/><span class="late">{format!("{} overdue", layer.late)}</span> });
            view! { <Fact term=name><Progress label=label done=done of=of/>{late}</Fact> }
        })
        .collect_view();
    let key = [
        ("adopted", "Adopted"),
        ("deliberate", "Deliberate coupling"),
        ("na", "Not applicable"),
        ("progress", "In progress"),
        ("late", "Overdue"),
        ("open", "Not started"),
    ]
    .map(|(class, label)| view! { <span><i class=class></i>{label}</span> });
    view! {
        <Section title="Settled by layer"><Facts>{lines}</Facts></Section>
        <p class="cells-key" aria-hidden="true">{key.into_iter().collect_view()}</p>
    }
}
