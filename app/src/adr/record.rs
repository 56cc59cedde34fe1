//! The page of one record: its text, the facts beside it, and the steps of its life.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Redirect},
};
use leptos::prelude::*;
use registry::{
    adr::{
        Adr, Record, RelationKind, Status,
        decide::Conclusion,
        edit, lifecycle, log,
        read::{self, Outcome, Parsed},
        record::{Related, label},
        unlinked,
        version::changed_since_decision,
    },
    identity::Act,
    inventory::model::Services,
    kernel::{Error, Id, Problems, read_day},
};

use time::Date;

use super::{
    discussion, graph, lost, navigation,
    proceedings::Beside,
    sign_off, succession, terms,
    written::{as_written, list},
};
use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Callout, Choice, Day, ErrorSummary, Fact, Facts, Here, Hidden, Link,
        Look, NoticeKind, PageHead, Prose, Section, Select, Slot, StatusBadge, TextArea, TextInput, Time, count,
        sentence,
    },
    web::{Ctx, Fault, Reply, Typed, error_of, value_of},
};

/// A number in an address.
pub fn number(text: &str) -> Result<i64, Fault> {
    text.parse().map_err(|_| Fault::not_found("decision record"))
}

/// A draft's identifier in an address.
pub fn id(text: &str) -> Result<Id, Fault> {
    text.parse().map_err(|_| Fault::not_found("draft"))
}

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

/// What a record's file is called when it is saved.
pub fn file_name(adr: &Adr) -> String {
    let path = adr.path.as_deref().unwrap_or("draft.md");
    let name = path.rsplit('/').next().unwrap_or(path);
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect()
}

/// Bytes as plain text: never as HTML, whatever they hold.
pub fn raw(name: &str, source: Vec<u8>) -> axum::response::Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
    ];
    (headers, source).into_response()
}

/// `POST /adrs/drafts/{id}/propose`
pub async fn propose_draft(ctx: Ctx, Path(wanted): Path<String>) -> Reply {
    let wanted = id(&wanted)?;
    proposed(&ctx, wanted).await
}

/// `POST /adrs/{log}/{number}/propose`
pub async fn propose(ctx: Ctx, Path((log, wanted)): Path<(String, String)>) -> Reply {
    let record = ctx.registry().records().get(&ctx.actor, &log, number(&wanted)?).await?;
    proposed(&ctx, record.adr.id).await
}

async fn proposed(ctx: &Ctx, wanted: Id) -> Reply {
    match ctx.registry().records().propose(&ctx.actor, wanted).await {
        Ok(adr) => {
            let record = ctx.registry().records().draft(&ctx.actor, wanted).await?;
            let left = edit::prompts(&record.text()).len();
            let said = match left {
                0 => format!("Proposed as {}. Somebody else now decides on it.", adr.label()),
                left => format!(
                    "Proposed as {}. It still holds {} of its template.",
                    adr.label(),
                    count(left, "prompt", "prompts")
                ),
            };
            ctx.done(&adr.address(), said).await
        }
        Err(Error::Invalid(problems)) => {
            let record = ctx.registry().records().draft(&ctx.actor, wanted).await?;
            page(ctx, record, &Typed::default(), problems).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /adrs/{log}/{number}/status`
pub async fn decide(ctx: Ctx, Path((log, wanted)): Path<(String, String)>, typed: Typed) -> Reply {
    let records = ctx.registry().records();
    let record = records.get(&ctx.actor, &log, number(&wanted)?).await?;
    let Ok(to) = typed.get("to").parse::<Status>() else {
        let problems = Problems::one("to", "Choose what the record becomes.");
        return page(&ctx, record, &typed, problems).await;
    };
    let conclusion = Conclusion {
        to,
        reason: typed.get("reason").to_owned(),
        decided_on: typed.get("decided_on").to_owned(),
        by: typed.get("by").to_owned(),
        // A page that does not say which text it showed showed none.
        seen: Some(typed.number("seen").unwrap_or(0)),
    };
    match records.conclude(&ctx.actor, record.adr.id, &conclusion).await {
        Ok(adr) => {
            ctx.done(&adr.address(), format!("{} is {} now.", adr.label(), adr.status))
                .await
        }
        Err(Error::Invalid(problems)) => page(&ctx, record, &typed, problems).await,
        Err(error) => Err(error.into()),
    }
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
    let steps = steps(&beside, adr);
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

/// What a person may make of a record.
struct Steps {
    open: Vec<Status>,
    /// Whether only its being their own keeps them from accepting it.
    own: bool,
    /// Whether they can accept it now, with the approvals and objections there are.
    accepts: bool,
}

fn steps(beside: &Beside, adr: &Adr) -> Steps {
    let (mut open, mut own) = (Vec::new(), false);
    for to in lifecycle::next(adr.status).iter().copied() {
        let act = if matches!(to, Status::Draft | Status::Proposed) {
            Act::WriteRecords
        } else {
            Act::DecideRecords
        };
        // A draft is proposed by its own button.
        if !beside.actor.may(act) || adr.number.is_none() || adr.status == Status::Draft {
            continue;
        }
        if to == Status::Accepted && beside.own {
            own = true;
        } else {
            open.push(to);
        }
    }
    let accepts = open.contains(&Status::Accepted) && beside.kept.standing.accept(beside.actor.id).is_ok();
    Steps { open, own, accepts }
}

/// A step as the person takes it.
fn step(from: Status, to: Status) -> &'static str {
    match (from, to) {
        (Status::Proposed, Status::Draft) => "Withdraw to draft",
        (_, Status::Draft) => "Make it a draft",
        (_, Status::Proposed) => "Propose",
        (_, Status::Accepted) => "Accept",
        (_, Status::Rejected) => "Reject",
        (_, Status::Deprecated) => "Deprecate",
        (_, Status::Superseded) => "Supersede",
        (_, Status::Unknown) => "Unknown",
    }
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
    let left = if is_draft { edit::prompts(text) } else { Vec::new() };
    let prompts = (!left.is_empty()).then(|| {
        let shown = left
            .iter()
            .take(3)
            .map(|prompt| view! { <li>{prompt.clone()}</li> })
            .collect_view();
        let more = left.len().saturating_sub(3);
        let more = (more > 0).then(|| view! { <li>{format!("and {more} more")}</li> });
        let many = sentence(&count(left.len(), "prompt", "prompts"));
        view! {
            <Callout kind=NoticeKind::Warning>
                <p><b>{many}" of the template still stand in the text:"</b></p>
                <ul>{shown}{more}</ul>
            </Callout>
        }
    });
    let facts = facts(record, parsed.as_deref());
    let changed = changed_later(record);
    let lost = lost::callout(adr, beside, !steps.open.is_empty(), typed);
    // While it is proposed the decision is what the page is for; afterwards a rarer step.
    let decision = decision(adr, beside, steps, today, typed, &problems);
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
    let related = view! { {relations(adr, &record.relations)}{covers(record, services)} };
    let history = history(record);
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

/// That the text is not the one that was decided on.
fn changed_later(record: &Record) -> Option<AnyView> {
    let later = changed_since_decision(record.adr.status, &record.events, &record.versions)?;
    let before = record
        .versions
        .iter()
        .rev()
        .find(|version| version.version < later.version);
    let compare = before.map(|before| {
        let (from, to) = (before.version, later.version);
        let href = format!("{}/history?from={from}&to={to}", record.adr.address());
        view! { " "<a href=href>"See what changed"</a> }
    });
    let (number, status) = (later.version, record.adr.status.as_str());
    let (person, on) = (later.person.clone(), later.at.day());
    let note = (!later.note.is_empty()).then(|| format!(": {}", later.note));
    Some(
        view! {
            <Callout kind=NoticeKind::Warning>
                <p><b>"The text was changed after the record was "{status}"."</b>" Version "{number}", "{person}", "<Day on=on/>{note}"."{compare}</p>
            </Callout>
        }
        .into_any(),
    )
}

fn facts(record: &Record, parsed: Option<&Parsed>) -> AnyView {
    let adr = &record.adr;
    // A step to the same status is a re-affirmation.
    let last = record
        .events
        .iter()
        .rev()
        .find(|event| event.to == adr.status && event.from != Some(event.to));
    let since = last.map(|event| {
        let came = event.from.is_none() && event.to != Status::Draft;
        let term = if came {
            "Imported by".to_owned()
        } else {
            format!("{} by", adr.status.label())
        };
        // Of an import it says the file, which stands below.
        let reason = Some(event.reason.clone()).filter(|reason| !came && !reason.is_empty());
        let (person, on) = (event.person.clone(), event.at.day());
        view! {
            <Fact term=term>
                {person}", "<Day on=on/>
                {reason.map(|reason| view! { <br/><small>{reason}</small> })}
            </Fact>
        }
    });
    let raw_status = adr
        .raw_status
        .clone()
        .filter(|raw| !raw.trim().eq_ignore_ascii_case(adr.status.as_str()))
        .map(|raw| view! { <Fact term="Status in the text">{as_written(&unlinked(&raw))}</Fact> });
    let raw_date = adr
        .raw_date
        .clone()
        .filter(|raw| adr.decided_on.is_none_or(|on| on.to_string() != *raw));
    let is_decided = adr.status.is_decided();
    // While nobody has decided, the day is only what the text says.
    let open_day = adr
        .decided_on
        .or_else(|| adr.raw_date.as_deref().and_then(|raw| read_day(raw).ok()))
        .filter(|_| !is_decided);
    let decided = match (open_day, raw_date) {
        (Some(on), raw) => {
            let raw = raw.filter(|raw| *raw != on.to_string());
            let raw = raw.map(|raw| view! { <br/><small>"in the text: "{as_written(&raw)}</small> });
            Some(view! { <Fact term="Date in the text"><Day on=on/>{raw}</Fact> }.into_any())
        }
        (None, Some(raw)) if !is_decided => {
            Some(view! { <Fact term="Date in the text">{as_written(&raw)}</Fact> }.into_any())
        }
        (None, None) if !is_decided => None,
        (None, raw) => {
            let raw = raw.map(|raw| view! { <br/><small>"in the text: "{as_written(&raw)}</small> });
            let day = adr
                .decided_on
                .map_or_else(|| "not recorded".into_any(), |on| view! { <Day on=on/> }.into_any());
            Some(view! { <Fact term="Decided">{day}{raw}</Fact> }.into_any())
        }
    };
    let people = |term: &'static str, names: &[String]| {
        let named = list(names);
        (!names.is_empty()).then(|| view! { <Fact term=term>{named}</Fact> })
    };
    let said = parsed.map(|parsed| {
        view! {
            {people("Decision makers", &parsed.deciders)}
            {people("Consulted", &parsed.consulted)}
            {people("Informed", &parsed.informed)}
            {people("Tags", &parsed.tags)}
        }
    });
    let raw_number = adr.raw_number.as_deref().map(as_written);
    let raw_number = raw_number.map(|raw| view! { <Fact term="Number">{raw}" in its file"</Fact> });
    let unclear = (!record.diagnostics.is_empty()).then(|| {
        let items = record
            .diagnostics
            .iter()
            .map(|it| view! { <li>{it.clone()}</li> })
            .collect_view();
        view! { <Section title="Needs a look"><ul class="plain-list">{items}</ul></Section> }
    });
    let (label, dialect) = (adr.label(), adr.dialect.label());
    let author = record
        .author
        .clone()
        .map(|author| view! { <Fact term="Begun by">{author}</Fact> });
    let file = adr.path.as_deref().map(as_written);
    let file = file.map(|path| view! { <Fact term="File">{path}</Fact> });
    let changed = adr.updated_at.at();
    view! {
        <Section title="Facts" id="facts">
            <Facts>
                <Fact term="Record">{label}</Fact>
                {since}
                {raw_status}
                {decided}
                {said}
                {author}
                <Fact term="Dialect">{dialect}</Fact>
                {file}
                {raw_number}
                <Fact term="Last changed"><Time at=changed/></Fact>
            </Facts>
        </Section>
        {unclear}
    }
    .into_any()
}

/// The form that moves the record on, for whoever may.
fn decision(
    adr: &Adr,
    beside: &Beside,
    steps: &Steps,
    today: Date,
    typed: &Typed,
    problems: &Problems,
) -> Option<AnyView> {
    let own = steps.own.then(|| {
        view! { <p class="note">"You wrote this record, or its text as it is now, so somebody else has to accept it: an architect or an executive."</p> }
    });
    if steps.open.is_empty() {
        return own.map(|own| view! { <Section title="Decide" id="decide">{own}</Section> }.into_any());
    }
    let (of, value) = (error_of(problems), value_of(typed));
    let choices: Vec<Choice> = steps
        .open
        .iter()
        .map(|to| Choice::new(to.as_str(), step(adr.status, *to)))
        .collect();
    let can_supersede = steps.open.contains(&Status::Superseded);
    let by = can_supersede.then(|| {
        view! {
            <TextInput label="Superseded by" name="by" value=value("by") error=of("by") optional=true short=true
                hint="Numbers of the accepted records that take its place, such as 12 or 12, 14."/>
        }
    });
    let can_settle = steps
        .open
        .iter()
        .any(|to| matches!(to, Status::Accepted | Status::Rejected));
    let on = can_settle.then(|| {
        let day = if typed.has("decided_on") {
            value("decided_on")
        } else {
            // What was decided before the record came here was decided on the day its text gives.
            let day = adr.decided_on.filter(|_| adr.status == Status::Unknown);
            day.unwrap_or(today).to_string()
        };
        view! {
            <TextInput label="Decided on" name="decided_on" kind="date" value=day error=of("decided_on") short=true
                hint="When it was decided; today is kept as the day it was recorded."/>
        }
    });
    // It is what the page is for while the record can be accepted, and by this person.
    let look = if adr.status == Status::Proposed && steps.accepts {
        Look::Primary
    } else {
        Look::Plain
    };
    let action = format!("{}/status", adr.address());
    let seen = beside.kept.text_version.to_string();
    let (to, reason) = (value("to"), value("reason"));
    let (to_error, reason_error) = (of("to"), of("reason"));
    let wrong = ["to", "by", "decided_on", "reason"]
        .iter()
        .any(|name| of(name).is_some());
    let form = view! {
                <form method="post" action=action class="form">
                    <Hidden name="seen" value=seen/>
                    <Select label="What becomes of it" name="to" choices=choices none="Choose" value=to error=to_error required=true/>
                    {by}
                    {on}
                    <TextArea label="Why" name="reason" value=reason error=reason_error rows=3 required=true
                        hint="Kept with your name and the time."/>
                    <Buttons><Button look=look>"Record the decision"</Button></Buttons>
                </form>
    };
    Some(if adr.status == Status::Proposed {
        let standing = sentence(&sign_off::progress(beside));
        view! {
            <Section title="Decide" id="decide">
                <p class="hint"><a href="#sign-off">{standing}</a></p>
                {own}
                {form}
            </Section>
        }
        .into_any()
    } else {
        let label = match adr.status {
            Status::Accepted => "Retire or supersede it",
            _ => "Change its status",
        };
        view! { <section class="section later"><details open=wrong><summary>{label}</summary>{own}{form}</details></section> }.into_any()
    })
}

fn relations(adr: &Adr, relations: &[Related]) -> Option<AnyView> {
    if relations.is_empty() {
        return None;
    }
    let mut groups: Vec<(RelationKind, Vec<&Related>)> = Vec::new();
    for related in relations {
        match groups.iter_mut().find(|(kind, _)| *kind == related.kind) {
            Some((_, group)) => group.push(related),
            None => groups.push((related.kind, vec![related])),
        }
    }
    groups.sort_by_key(|(kind, _)| *kind);
    let groups = groups
        .into_iter()
        .map(|(kind, group)| {
            let items = group
                .into_iter()
                .map(|related| match &related.other {
                    Some(other) => {
                        let label = format!("{} {}", label(&other.log, other.number), other.title);
                        view! { <li><a href=other.address()>{label}</a><small>{other.status.as_str()}</small></li> }
                            .into_any()
                    }
                    None => view! { <li>{as_written(&related.raw)}<small>"not found here"</small></li> }.into_any(),
                })
                .collect_view();
            view! { <div><h3>{kind.label()}</h3><ul>{items}</ul></div> }
        })
        .collect_view();
    let graph = (graph::around(&adr.log, adr.number, adr.id), "Graph");
    Some(view! { <Section title="Relations" link=graph><div class="related">{groups}</div></Section> }.into_any())
}

fn covers(record: &Record, services: &Services) -> Option<AnyView> {
    if record.covers.is_empty() {
        return None;
    }
    let items = record
        .covers
        .iter()
        .map(|it| {
            view! { <li><a href=format!("/workloads/{}", it.slug)>{it.workload.clone()}</a><small>{services.named(&it.service).name}</small></li> }
        })
        .collect_view();
    Some(
        view! { <Section title="Rests on this record"><div class="related"><ul>{items}</ul></div></Section> }
            .into_any(),
    )
}

fn history(record: &Record) -> AnyView {
    let address = record.adr.address();
    let mut lines: Vec<(registry::kernel::Instant, AnyView)> = record
        .events
        .iter()
        .map(|event| {
            let to = event.to;
            let again = (event.from == Some(to)).then_some("re-affirmed by ");
            let said = view! {
                <StatusBadge status=to.as_str() label=to.label()/>
                <span>{again}{event.person.clone()}{Some(event.reason.clone()).filter(|it| !it.is_empty()).map(|it| view! { ": "{it} })}</span>
            };
            (event.at, said.into_any())
        })
        .collect();
    lines.extend(record.versions.iter().map(|version| {
        let href = format!("{address}/versions/{}", version.version);
        let note = Some(version.note.clone()).filter(|note| !note.is_empty());
        let note = note.map(|note| format!(": {note}"));
        let said = view! { <a href=href>{format!("Text, version {}", version.version)}</a><span>{version.person.clone()}{note}</span> };
        (version.at, said.into_any())
    }));
    lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let items = lines
        .into_iter()
        .map(|(at, said)| view! { <li>{said}<small><Time at=at.at()/></small></li> })
        .collect_view();
    let items = view! { <ol class="timeline">{items}</ol> };
    if record.versions.len() < 2 {
        return view! { <Section title="History" id="history">{items}</Section> }.into_any();
    }
    let compare = (format!("{address}/history"), "Compare versions");
    view! { <Section title="History" id="history" link=compare>{items}</Section> }.into_any()
}
