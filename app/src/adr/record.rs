//! The page of one record: its text, the facts beside it, and the steps of its life.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use leptos::prelude::*;
use registry::{
    adr::{
        Record, Status, log,
        read::{self, Outcome},
    },
    identity::Act,
    inventory::model::Services,
    kernel::Problems,
};
use time::Date;

use super::{
    at::{id, number},
    decision::{self, Steps},
    discussion, facts,
    file::{file_name, raw},
    history, lost, navigation,
    proceedings::Beside,
    proposal, relations, sign_off, succession, terms,
    written::as_written,
};
use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Callout, ErrorSummary, Here, Link, Look, NoticeKind, PageHead, Prose, Slot,
        StatusBadge,
    },
    web::{Ctx, Reply, Typed},
};

/// `GET /adrs/{log}/{number}`, and with `.md` behind it the text as it is stored.
pub async fn one(ctx: Ctx, Path((log, wanted)): Path<(String, String)>) -> Reply {
    if let Some(wanted) = wanted.strip_suffix(".md") {
        let record = ctx.registry().records().get(&ctx.actor, &log, number(wanted)?).await?;
        return Ok(raw(&file_name(&record.adr), record.source));
    }
    let record = ctx.registry().records().get(&ctx.actor, &log, number(&wanted)?).await?;
    page(&ctx, record, &Typed::default(), Problems::new()).await
}

/// `GET /adrs/drafts/{id}`; a draft that has a number by now is found there.
pub async fn draft(ctx: Ctx, Path(wanted): Path<String>) -> Reply {
    if let Some(wanted) = wanted.strip_suffix(".md") {
        let record = ctx.registry().records().draft(&ctx.actor, id(wanted)?).await?;
        return Ok(raw(&file_name(&record.adr), record.source));
    }
    let record = ctx.registry().records().draft(&ctx.actor, id(&wanted)?).await?;
    if record.adr.number.is_some() {
        return Ok(Redirect::to(&record.adr.address()).into_response());
    }
    page(&ctx, record, &Typed::default(), Problems::new()).await
}

/// The record's page; again with what was typed where there are problems.
pub async fn page(ctx: &Ctx, record: Record, typed: &Typed, problems: Problems) -> Reply {
    let adr = &record.adr;
    let text = record.text();
    let html = ctx
        .registry()
        .records()
        .render(&ctx.actor, &adr.log, adr.path.as_deref(), &text)
        .await?;
    let title = format!("{} {}", adr.label(), adr.title);
    let beside = Beside::of(ctx, adr, &text).await?;
    let steps = decision::steps(&beside, adr);
    // They name what rests on the record.
    let services = if record.covers.is_empty() {
        Services::default()
    } else {
        ctx.registry().inventory().services(&ctx.actor).await?
    };
    let again = !problems.is_empty();
    let (typed, today) = (typed.clone(), ctx.registry().today());
    let view = move || {
        view(
            &record, &text, html, &beside, &steps, &services, today, &typed, problems,
        )
    };
    if again {
        return ctx.page_again(Here::Decisions, &title, view).await;
    }
    ctx.page(Here::Decisions, &title, view).await
}

#[expect(clippy::too_many_arguments, reason = "what one page shows, read by one caller")]
fn view(
    record: &Record,
    text: &str,
    html: String,
    beside: &Beside,
    steps: &Steps,
    services: &Services,
    today: Date,
    typed: &Typed,
    problems: Problems,
) -> AnyView {
    let adr = &record.adr;
    let may_write = beside.actor.may(Act::WriteRecords);
    let parsed = match read::record(adr.read_as(), &record.source).outcome {
        Outcome::Record(parsed) => Some(parsed),
        Outcome::NotAnAdr(_) => None,
    };
    let address = adr.address();
    let is_draft = adr.status == Status::Draft;
    let propose = (may_write && is_draft).then(|| {
        view! {
            <form method="post" action=format!("{address}/propose")><Button look=Look::Primary>"Propose"</Button></form>
        }
    });
    let change = may_write.then(|| view! { <ButtonLink href=format!("{address}/edit")>"Edit"</ButtonLink> });
    let actions: Slot =
        view! { <ButtonLink href=format!("{address}.md") look=Look::Quiet>"Markdown"</ButtonLink>{change}{propose} }
            .into();
    let crumbs = vec![
        Link::new("/adrs", "Decisions"),
        Link::new(format!("/adrs?log={}", adr.log), log::title(&adr.log, &adr.log_name)),
    ];
    let above = view! { <Breadcrumb links=crumbs here=adr.label()/> };
    let badge = view! { <StatusBadge status=adr.status.as_str() label=adr.status.label()/> };
    let disagrees = parsed
        .as_ref()
        .filter(|parsed| parsed.status != adr.status && parsed.status_at.is_some() && adr.number.is_some())
        .map(|parsed| {
            let said = parsed
                .status_at
                .as_ref()
                .map(|raw| raw.text.clone())
                .unwrap_or_default();
            let kept = adr.status.as_str();
            view! {
                <Callout kind=NoticeKind::Info>
                    "The text says “"{as_written(&said)}"”. What counts is the status kept here: "<b>{kept}</b>"."
                </Callout>
            }
        });
    let incoming = record.incoming.then(|| super::incoming::callout(adr));
    let prompts = proposal::prompts(adr, text);
    let facts = facts::section(record, parsed.as_deref());
    let changed = history::changed_later(record);
    let lost = lost::callout(adr, beside, !steps.open.is_empty(), typed);
    // While it is proposed the decision is what the page is for; afterwards a rarer step.
    let decision = decision::section(adr, beside, steps, today, typed, &problems);
    let (decision, later) = match adr.status {
        Status::Proposed => (decision, None),
        _ => (None, decision),
    };
    let superseded = succession::superseded(record);
    let deciders: &[String] = parsed.as_ref().map_or(&[], |parsed| &parsed.deciders);
    let terms = terms::section(adr, beside, today, typed, &problems);
    let replaces = terms::replaces(adr, beside, typed, &problems);
    let sign_off = sign_off::section(adr, beside, steps.accepts, deciders, typed, &problems);
    let discussion = discussion::section(adr, beside, typed, &problems);
    let jumps = navigation::parts(decision.is_some(), sign_off.is_some(), discussion.is_some());
    let related = view! { {relations::section(adr, &record.relations)}{relations::covers(record, services)} };
    let history = history::section(record);
    view! {
        <PageHead title=adr.title.clone() above=above badge=badge actions=actions/>
        <ErrorSummary problems=problems/>
        {lost}
        {jumps}
        <div class="cols record">
            <div class="stack">
                {superseded}
                {incoming}
                {disagrees}
                {changed}
                {prompts}
                <article class="reading"><Prose html=html/></article>
                {sign_off}
                {discussion}
                {history}
            </div>
            <aside class="stack beside" aria-label="Facts">{decision}{facts}{later}{terms}{replaces}{related}</aside>
        </div>
    }
    .into_any()
}
