//! The list of decision records, which is also the search through them.

use axum::extract::RawQuery;
use leptos::prelude::*;
use registry::{
    adr::{Door, Filter, Log, Status, Summary},
    identity::Act,
    kernel::money::grouped,
};

use crate::{
    cells,
    ui::{
        Button, ButtonLink, Choice, Col, Columns, Day, Empty, Here, Link, Look, PageHead, Pager, Row, Select, Slot,
        StatusBadge, Table, Tabs, TextInput, count, sentence,
    },
    web::{Ctx, Reply, Typed, csv, value_of},
};

/// Rows on one page of the list.
const PAGE: i64 = 100;

fn filter(typed: &Typed) -> Filter {
    Filter {
        text: typed.some("q").map(ToOwned::to_owned),
        log: typed.some("log").map(ToOwned::to_owned),
        status: typed.some("status").and_then(|status| status.parse().ok()),
        door: typed.some("door").and_then(|door| door.parse().ok()),
        limit: Some(PAGE),
        offset: typed.number("from").unwrap_or(0).max(0),
    }
}

/// The list's address with its filters, some of them replaced.
fn address(path: &str, typed: &Typed, replaced: &[(&str, &str)]) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for name in ["q", "log", "status", "door", "from"] {
        let value = replaced
            .iter()
            .find(|(key, _)| *key == name)
            .map_or_else(|| typed.get(name), |(_, value)| value);
        if !value.trim().is_empty() {
            out.append_pair(name, value);
        }
    }
    let query = out.finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// `GET /adrs`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let filter = filter(&typed);
    let records = ctx.registry().records();
    let found = records.list(&ctx.actor, &filter).await?;
    let counts = records.counts(&ctx.actor, &filter).await?;
    let logs = records.logs(&ctx.actor).await?;
    let may_write = ctx.may(Act::WriteRecords);
    ctx.page(Here::Decisions, "Decisions", move || {
        list_view(&found, &counts, &logs, &filter, &typed, may_write)
    })
    .await
}

/// `GET /adrs.csv`
pub async fn list_csv(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let all = Filter {
        limit: Some(10_000),
        offset: 0,
        ..filter(&typed)
    };
    let found = ctx.registry().records().list(&ctx.actor, &all).await?;
    let head = [
        "log",
        "number",
        "title",
        "status",
        "status_in_text",
        "door",
        "decided_on",
        "dialect",
        "file",
        "relations",
        "dependencies",
        "updated_at",
    ];
    let rows = found.into_iter().map(
        |Summary {
             adr,
             relations,
             dependencies,
             ..
         }| {
            vec![
                adr.log,
                adr.number.map(|number| number.to_string()).unwrap_or_default(),
                adr.title,
                adr.status.as_str().to_owned(),
                adr.raw_status.unwrap_or_default(),
                adr.door.map(|door| door.as_str().to_owned()).unwrap_or_default(),
                adr.decided_on.map(|on| on.to_string()).unwrap_or_default(),
                adr.dialect.as_str().to_owned(),
                adr.path.unwrap_or_default(),
                relations.to_string(),
                dependencies.to_string(),
                adr.updated_at.to_string(),
            ]
        },
    );
    csv("decisions", &head, rows)
}

fn rows(found: &[Summary], several_logs: bool) -> Vec<Row> {
    found
        .iter()
        .map(|summary| {
            let adr = &summary.adr;
            let href = adr.address();
            let title = adr.title.clone();
            let excerpt = summary
                .excerpt
                .clone()
                .map(|html| view! { <small class="excerpt" inner_html=html></small> });
            let relations = if summary.relations == 0 {
                "–".to_owned()
            } else {
                summary.relations.to_string()
            };
            let mut cells = cells![
                view! { <a class="n" href=href.clone()>{adr.label()}</a> },
                view! { <span class="two"><b><a href=href>{title}</a></b>{excerpt}</span> },
                view! { <StatusBadge status=adr.status.as_str() label=adr.status.label()/> },
                adr.decided_on
                    .map_or_else(|| "–".into_any(), |on| view! { <Day on=on/> }.into_any()),
                adr.door.map_or("–", Door::label),
            ];
            if several_logs {
                cells.push(adr.log_name.clone().into_any());
            }
            cells.push(relations.into_any());
            let past = matches!(adr.status, Status::Rejected | Status::Deprecated | Status::Superseded);
            if past { Row::faint(cells) } else { Row::new(cells) }
        })
        .collect()
}

/// One tab for all and one for each status that occurs.
fn tabs(counts: &[(Status, i64)], typed: &Typed) -> AnyView {
    let total: i64 = counts.iter().map(|(_, count)| count).sum();
    let figure = |count: i64| grouped(u64::try_from(count).unwrap_or(0));
    let at = |status: &str| address("/adrs", typed, &[("status", status), ("from", "")]);
    let mut links = vec![Link::new(at(""), format!("All {}", figure(total)))];
    for status in Status::ALL {
        let count = counts
            .iter()
            .find(|(known, _)| *known == status)
            .map_or(0, |(_, count)| *count);
        if count > 0 || typed.get("status") == status.as_str() {
            links.push(Link::new(
                at(status.as_str()),
                format!("{} {}", status.label(), figure(count)),
            ));
        }
    }
    view! { <Tabs label="Decisions by status" links=links here=at(typed.get("status"))/> }.into_any()
}

/// Where to take the log that is shown from here, once it is one.
fn exported(logs: &[Log], filter: &Filter) -> Option<AnyView> {
    let log = match (&filter.log, logs) {
        (Some(key), logs) => logs.iter().find(|log| log.key == *key)?,
        (None, [only]) => only,
        (None, _) => return None,
    };
    let key = log.key.clone();
    let about = format!("/adrs/logs/{key}");
    let [zip, tar, document] = ["zip", "tar.gz", "md"].map(|kind| {
        let file = format!("{key}.{kind}");
        view! { <a href=format!("/adrs/export/{file}") download=file.clone()>{file.clone()}</a> }
    });
    Some(
        view! {
            <p class="hint">
                "All of "<a href=about>{key}</a>" as files, byte for byte: "{zip}" or "{tar}"; as one document: "{document}". Drafts without a number are left out."
            </p>
        }
        .into_any(),
    )
}

fn list_view(
    found: &[Summary],
    counts: &[(Status, i64)],
    logs: &[Log],
    filter: &Filter,
    typed: &Typed,
    may_write: bool,
) -> AnyView {
    let write = || view! { <ButtonLink href="/adrs/new" look=Look::Primary>"Write a record"</ButtonLink> };
    let import = || view! { <ButtonLink href="/adrs/import">"Import"</ButtonLink> };
    let filtered = ["q", "log", "status", "door"]
        .into_iter()
        .any(|field| typed.some(field).is_some());
    let several_logs = logs.len() > 1;
    let rows = rows(found, several_logs);
    let shown = rows.len();
    let caption = if filter.text.is_some() {
        "Decisions, the best hits first"
    } else {
        "Decisions, drafts and the newest numbers first"
    };
    let mut cols = vec![
        Col::text("Record"),
        Col::text("Title"),
        Col::text("Status"),
        Col::text("Decided"),
        Col::text("Door").minor(),
    ];
    if several_logs {
        cols.push(Col::text("Log").minor());
    }
    cols.push(Col::num("Relations").minor());
    let table = if shown > 0 {
        view! { <Table caption=caption rows=rows cols=cols/> }.into_any()
    } else if filtered {
        let clear: Slot = view! { <ButtonLink href="/adrs">"Show all"</ButtonLink> }.into();
        let text = "Every word must occur, at least as the beginning of a word; very common words are left out. Try fewer words, or show all.";
        view! { <Empty title="No record matches" text=text action=clear/> }.into_any()
    } else {
        let action: Slot = if may_write {
            view! { {write()}{import()} }.into()
        } else {
            Slot::default()
        };
        view! {
            <Empty title="No decisions yet" action=action
                text="A decision record says what was decided, why, and what it would take to go back. Write the first one from a template, or import the Markdown records a repository already holds."/>
        }
        .into_any()
    };
    let total: i64 = counts
        .iter()
        .filter(|(status, _)| filter.status.is_none_or(|wanted| wanted == *status))
        .map(|(_, count)| count)
        .sum();
    let last = filter.offset + i64::try_from(shown).unwrap_or(0);
    let pager = (total > PAGE).then(|| {
        let at = |from: i64| address("/adrs", typed, &[("from", &from.to_string())]);
        let earlier = (filter.offset > 0).then(|| Link::new(at((filter.offset - PAGE).max(0)), "Earlier"));
        let later = (last < total).then(|| Link::new(at(last), "Later"));
        let shown = format!("{} to {last} of {total}", filter.offset + 1);
        view! { <Pager shown=shown earlier=earlier later=later/> }
    });
    let export = exported(logs, filter);
    let actions: Slot = view! {
        <ButtonLink href=address("/adrs.csv", typed, &[("from", "")])>"CSV"</ButtonLink>
        {may_write.then(import)}
        {may_write.then(write)}
    }
    .into();
    let sub = format!(
        "{} in {}",
        sentence(&count(total, "record", "records")),
        count(logs.len(), "log", "logs")
    );
    let log_choices: Vec<Choice> = logs
        .iter()
        .map(|log| Choice::new(log.key.clone(), format!("{} – {}", log.key, log.name)))
        .collect();
    let doors: Vec<Choice> = Door::ALL
        .iter()
        .map(|door| Choice::new(door.as_str(), door.label()))
        .collect();
    let value = value_of(typed);
    let (text, log, door, status) = (value("q"), value("log"), value("door"), value("status"));
    let keeps_status = (!status.is_empty()).then(|| view! { <input type="hidden" name="status" value=status/> });
    let tabs = tabs(counts, typed);
    view! {
        <PageHead title="Decisions" sub=sub actions=actions/>
        <Columns>
            <form method="get" action="/adrs" class="filters">
                <TextInput label="Search" name="q" kind="search" value=text/>
                <Select label="Log" name="log" choices=log_choices none="all logs" value=log/>
                <Select label="Door" name="door" choices=doors none="all doors" value=door/>
                {keeps_status}
                <Button>"Show"</Button>
            </form>
            <div>{tabs}{table}{pager}</div>
            {export}
        </Columns>
    }
    .into_any()
}
