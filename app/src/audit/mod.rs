//! The page `/audit`: who did what, when.

use axum::{Router, extract::RawQuery, routing::get};
use leptos::prelude::*;
use registry::audit::{Entry, Filter};

use crate::{
    cells,
    ui::{
        Button, ButtonLink, Choice, Col, Columns, Empty, Here, Link, PageHead, Pager, Row, Section, Select, Slot,
        Table, TextInput, Time, count, sentence,
    },
    web::{Ctx, Reply, Site, Typed, csv},
};

const NOUNS: [&str; 12] = [
    "record",
    "workload",
    "service",
    "dependency",
    "asset",
    "model",
    "decision",
    "review",
    "week",
    "assessment",
    "person",
    "team",
];
const PAGE: i64 = 100;

/// Routes of the audit trail.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/audit", get(page))
        .route("/audit.csv", get(list_csv))
}

fn filter(typed: &Typed, limit: i64) -> Filter {
    Filter {
        noun: typed.some("noun").map(ToOwned::to_owned),
        text: typed.some("q").map(ToOwned::to_owned),
        before: typed.some("before").and_then(|id| id.parse().ok()),
        subject: None,
        limit,
    }
}

async fn page(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let mut entries = ctx
        .registry()
        .audit()
        .list(&ctx.actor, &filter(&typed, PAGE + 1))
        .await?;
    let more = i64::try_from(entries.len()).unwrap_or(0) > PAGE;
    entries.truncate(usize::try_from(PAGE).unwrap_or(100));
    ctx.page(Here::Audit, "Audit", move || view(&entries, &typed, more))
        .await
}

async fn list_csv(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let entries = ctx
        .registry()
        .audit()
        .list(&ctx.actor, &filter(&typed, 1_000_000))
        .await?;
    let rows = entries.into_iter().map(|entry| {
        vec![
            entry.at.to_string(),
            entry.person_name,
            entry.act,
            entry.noun,
            entry.subject,
            entry.address.unwrap_or_default(),
            entry.detail,
        ]
    });
    csv(
        "audit",
        &["at", "person", "act", "noun", "subject", "page", "detail"],
        rows,
    )
}

fn view(entries: &[Entry], typed: &Typed, more: bool) -> AnyView {
    let rows: Vec<Row> = entries
        .iter()
        .map(|entry| {
            let subject = match &entry.address {
                Some(address) => view! { <a href=address.clone()>{entry.subject.clone()}</a> }.into_any(),
                None => entry.subject.clone().into_any(),
            };
            cells![
                view! { <Time at=entry.at.at()/> },
                entry.person_name.clone(),
                view! { <span>{entry.act.clone()}" the "{entry.noun.clone()}" "{subject}</span> },
                entry.detail.clone(),
            ]
            .into()
        })
        .collect();
    let shown = sentence(&count(entries.len(), "act", "acts"));
    let table = if rows.is_empty() {
        view! { <Empty title="Nothing here" text="No act matches. Widen the search, or clear it."/> }.into_any()
    } else {
        view! {
            <Table caption="What was done" rows=rows
                cols=vec![Col::text("When"), Col::text("Who"), Col::text("Did"), Col::text("Detail")]/>
        }
        .into_any()
    };
    let query = |extra: &str| {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for name in ["q", "noun"] {
            if let Some(value) = typed.some(name) {
                out.append_pair(name, value);
            }
        }
        if !extra.is_empty() {
            out.append_pair("before", extra);
        }
        out.finish()
    };
    let later = entries
        .last()
        .filter(|_| more)
        .map(|last| Link::new(format!("/audit?{}", query(&last.id.to_string())), "Earlier acts"));
    let actions: Slot = view! { <ButtonLink href=format!("/audit.csv?{}", query(""))>"CSV"</ButtonLink> }.into();
    let nouns = NOUNS.iter().map(|noun| Choice::new(*noun, *noun)).collect::<Vec<_>>();
    let (text, noun) = (typed.get("q").to_owned(), typed.get("noun").to_owned());
    view! {
        <PageHead title="Audit" sub="Who did what, when, to which thing. Written with the act itself; nobody can change it." actions=actions/>
        <Columns>
            <Section title="Trail" note=shown.clone()>
                <form method="get" action="/audit" class="filters">
                    <TextInput label="Search" name="q" kind="search" value=text/>
                    <Select label="Kind" name="noun" choices=nouns none="everything" value=noun/>
                    <Button>"Show"</Button>
                </form>
                {table}
                <Pager shown=shown earlier=None later=later/>
            </Section>
        </Columns>
    }
    .into_any()
}
