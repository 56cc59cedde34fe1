//! Signing a week: what exactly is signed, who may, and the signatures so far.

use leptos::prelude::*;
use registry::review::{Signature, WeekSheet, sign::Content};
use time::Date;

use super::week::May;
use crate::{
    cells,
    ui::{
        Badge, Button, Buttons, Callout, Col, Confirm, Hidden, Look, NoticeKind, Row, Section, Table, TextArea, Time,
        Tone, count, day_text,
    },
};

/// How many open tasks are named before the rest is counted.
const NAMED: usize = 4;

/// The section that signs, or says why not; none once the week is signed.
pub fn section(sheet: &WeekSheet, name: &str, today: Date) -> Option<AnyView> {
    if sheet.brief.signed.is_some() {
        return None;
    }
    let week = sheet.brief.place.week.number();
    let title = format!("Sign week {week}");
    if !sheet.refusals.is_empty() {
        let refusals = refusals(sheet, today);
        return Some(view! { <Section title=title id="sign">{refusals}</Section> }.into_any());
    }
    let action = format!("{}/sign", sheet.brief.place.path());
    let content = sheet.content.canonical().unwrap_or_default();
    let (summary, exact) = (summary(&sheet.content), exact(&sheet.content));
    let hash = sheet.hash.clone();
    let button = format!("Sign week {week} as {name}");
    Some(
        view! {
            <Section title=title note="Stored with your name, your role and the time" id="sign">
                <p>{summary}</p>
                <p class="hash"><span>"Fingerprint of what you sign (SHA-256)"</span><code>{hash.clone()}</code></p>
                {exact}
                <form method="post" action=action>
                    <Hidden name="hash" value=hash/>
                    <Hidden name="content" value=content/>
                    <Buttons><Button look=Look::Primary>{button}</Button></Buttons>
                </form>
            </Section>
        }
        .into_any(),
    )
}

fn refusals(sheet: &WeekSheet, today: Date) -> AnyView {
    let open: Vec<String> = sheet
        .tasks
        .iter()
        .filter_map(|task| {
            task.standing
                .obstacle(today)
                .map(|_| format!("“{}”", task.standing.title))
        })
        .collect();
    let (of_tasks, others): (Vec<String>, Vec<String>) = sheet
        .refusals
        .iter()
        .cloned()
        .partition(|why| open.iter().any(|title| why.contains(title.as_str())));
    let more = of_tasks.len().saturating_sub(NAMED);
    let rest = (more > 0).then(|| format!("{} still open.", count(more, "more task is", "more tasks are")));
    let lines = others.into_iter().chain(of_tasks.into_iter().take(NAMED)).chain(rest);
    let items = lines.map(|why| view! { <li>{why}</li> }).collect_view();
    view! {
        <Callout kind=NoticeKind::Info>
            <p><b>"What keeps you from signing"</b></p>
            <ul>{items}</ul>
        </Callout>
    }
    .into_any()
}

/// What is signed, counted.
fn summary(content: &Content) -> String {
    let by_hand = content
        .held
        .values()
        .filter(|value| value.starts_with("confirmed by "))
        .count();
    let done = content.tasks.iter().filter(|task| task.done).count();
    let excepted = content.tasks.len() - done;
    format!(
        "You sign {}: {} on record in the registry, {by_hand} confirmed by hand, {excepted} excepted.",
        count(content.tasks.len(), "task", "tasks"),
        done - by_hand
    )
}

/// Every line of the content: task, how it stands, and the value behind it.
fn exact(content: &Content) -> AnyView {
    let rows: Vec<Row> = content
        .tasks
        .iter()
        .map(|task| {
            let held = content.held.get(&task.key).cloned().unwrap_or_default();
            let stands = match &task.exception {
                Some(exception) => format!(
                    "Excepted until {} by {}: {}",
                    exception.expires, exception.owner, exception.reason
                ),
                None => held,
            };
            cells![task.title.clone(), stands].into()
        })
        .collect();
    let cols = vec![Col::text("Task"), Col::text("On record")];
    view! {
        <details class="data">
            <summary>"Exactly what is signed"</summary>
            <Table caption="What the signature covers" cols=cols rows=rows/>
        </details>
    }
    .into_any()
}

/// All signatures, the newest first, and the way to reopen.
pub fn history(sheet: &WeekSheet, may: May) -> Option<AnyView> {
    if sheet.signatures.is_empty() {
        return None;
    }
    let entries = sheet.signatures.iter().map(entry).collect_view();
    let signed = sheet.brief.signed.is_some();
    let action = format!("{}/reopen", sheet.brief.place.path());
    let reopen = match &sheet.fixed {
        Some(why) => Some(view! { <p class="note">{why.clone()}</p> }.into_any()),
        None => (signed && may.reopen).then(|| {
            view! {
                <Confirm label="Reopen this week" action=action
                    text="Its tasks can be changed again. The signature is marked withdrawn and kept, with your reason.">
                    <TextArea label="Reason" name="why" rows=2 required=true/>
                </Confirm>
            }
            .into_any()
        }),
    };
    Some(
        view! {
            <Section title="Signatures" note=count(sheet.signatures.len(), "signature", "signatures") id="signatures">
                <ul class="signatures">{entries}</ul>
                {reopen}
            </Section>
        }
        .into_any(),
    )
}

fn entry(signature: &Signature) -> AnyView {
    let (name, role, at) = (signature.name.clone(), signature.role.clone(), signature.at.at());
    let state = if signature.withdrawn.is_some() {
        view! { <Badge tone=Tone::Watch text="Withdrawn"/> }.into_any()
    } else {
        view! { <Badge tone=Tone::Ok text="Valid"/> }.into_any()
    };
    let withdrawn = signature.withdrawn.clone().map(|withdrawn| {
        let words = format!(
            "Reopened by {} on {}: {}",
            withdrawn.by,
            day_text(withdrawn.at.day()),
            withdrawn.reason
        );
        view! { <p class="note">{words}</p> }
    });
    let intact = if signature.is_intact() {
        "The stored content still has this hash."
    } else {
        "The stored content no longer has this hash: somebody changed it outside Twoway."
    };
    let (hash, content) = (signature.hash.clone(), signature.content.clone());
    view! {
        <li>
            <p><b>{name}</b>", "{role}", "<Time at=at/>" "{state}</p>
            {withdrawn}
            <p class="hash"><span>"SHA-256 of the signed content"</span><code>{hash}</code></p>
            <details class="data">
                <summary>"The signed content"</summary>
                <p class="note">{intact}</p>
                <pre class="signed-content">{content}</pre>
            </details>
        </li>
    }
    .into_any()
}
