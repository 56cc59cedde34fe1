//! What changed in a record's text between any two of its versions.

use axum::extract::{Path, RawQuery};
use leptos::prelude::*;
use registry::{
    adr::{
        Record,
        compare::{Change, Line, Passage, comparable, counts, passages},
        edit,
        version::{Version, changed_since_decision},
    },
    kernel::Instant,
};
use serde::Deserialize;

use super::{
    at::At,
    file::{file_name, raw},
    navigation,
};
use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Callout, Choice, Columns, Day, Empty, Here, Link, Look, NoticeKind, PageHead,
        Prose, Section, Select, Slot, StatusBadge, Time, count, moment_short,
    },
    web::{Ctx, Fault, Reply, Typed},
};

/// `GET /adrs/{log}/{number}/history?from=1&to=3`; without versions, what the last change did.
pub async fn one(At { ctx, record, .. }: At, RawQuery(query): RawQuery) -> Reply {
    page(&ctx, record, &Typed::query(query.as_deref())).await
}

/// On a record's page: its steps and the versions of its text, the latest first.
pub fn section(record: &Record) -> AnyView {
    let address = record.adr.address();
    let mut lines: Vec<(Instant, AnyView)> = record
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

/// On a record's page: that the text is not the one that was decided on.
pub fn changed_later(record: &Record) -> Option<AnyView> {
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

/// Which version an address names.
#[derive(Deserialize)]
pub struct Wanted {
    version: String,
}

/// `GET /adrs/{log}/{number}/versions/{version}`: a text as it read, and with `.md` behind it as it
/// is stored.
pub async fn version(At { ctx, record, .. }: At, Path(wanted): Path<Wanted>) -> Reply {
    let stored = wanted.version.strip_suffix(".md");
    let version: i64 = stored
        .unwrap_or(&wanted.version)
        .parse()
        .map_err(|_| Fault::not_found("version of this record"))?;
    let records = ctx.registry().records();
    let source = records.version(&ctx.actor, record.adr.id, version).await?;
    if stored.is_some() {
        return Ok(raw(&format!("v{version}-{}", file_name(&record.adr)), source));
    }
    let at = record.versions.iter().position(|known| known.version == version);
    let at = at.ok_or_else(|| Fault::not_found("version of this record"))?;
    let adr = &record.adr;
    let text = edit::shown(&source);
    let html = records.render(&ctx.actor, &adr.log, adr.path.as_deref(), &text).await?;
    let title = format!("{}, version {version}", adr.label());
    ctx.page(Here::Decisions, &title.clone(), move || {
        former(&record, at, title, html)
    })
    .await
}

/// A version of the text as it read, `at` counting from the oldest.
fn former(record: &Record, at: usize, title: String, html: String) -> AnyView {
    let adr = &record.adr;
    let address = adr.address();
    let mut crumbs = navigation::crumbs(adr);
    crumbs.push(Link::new(format!("{address}/history"), "History"));
    let Some(version) = record.versions.get(at) else {
        return ().into_any();
    };
    let number = version.version;
    let here = format!("Version {number}");
    let above = view! { <Breadcrumb links=crumbs here=here/> };
    let (from, person) = (version.at.at(), version.person.clone());
    let many = record.versions.len();
    let place = format!("Version {number} of {many}");
    let (until, compare) = match (record.versions.get(at + 1), record.versions.last()) {
        (Some(next), Some(last)) => {
            let href = format!("{address}/history?from={number}&to={}", last.version);
            (
                view! { ", as it read from "<Time at=from/>" to "<Time at=next.at.at()/>". " }.into_any(),
                Some(view! { <ButtonLink href=href>"Compare with now"</ButtonLink> }),
            )
        }
        _ => (view! { ", as it reads since "<Time at=from/>". " }.into_any(), None),
    };
    let source = format!("{address}/versions/{number}.md");
    let actions: Slot = view! {
        <ButtonLink href=source look=Look::Quiet>"Markdown"</ButtonLink>
        {compare}
        <ButtonLink href=address>"To the record"</ButtonLink>
    }
    .into();
    let sub = adr.title.clone();
    view! {
        <PageHead title=title sub=sub above=above actions=actions/>
        <Columns>
            <Callout kind=NoticeKind::Info>{place}{until}"Written by "{person}"."</Callout>
            <article class="reading framed"><Prose html=html/></article>
        </Columns>
    }
    .into_any()
}

/// Two versions of a record, the older first.
struct Pair {
    from: Version,
    to: Version,
}

/// The versions asked for, whichever way round; the last two where none are.
fn pair(record: &Record, asked: &Typed) -> Option<Pair> {
    let find = |field| {
        let wanted = asked.number(field)?;
        record.versions.iter().find(|version| version.version == wanted)
    };
    let [.., before, last] = record.versions.as_slice() else {
        return None;
    };
    let (from, to) = (find("from").unwrap_or(before), find("to").unwrap_or(last));
    let (from, to) = if from.version <= to.version {
        (from, to)
    } else {
        (to, from)
    };
    Some(Pair {
        from: from.clone(),
        to: to.clone(),
    })
}

async fn page(ctx: &Ctx, record: Record, asked: &Typed) -> Reply {
    let title = format!("History of {}", record.adr.label());
    let pair = pair(&record, asked);
    let mut found = Some(Vec::new());
    if let Some(pair) = &pair {
        let records = ctx.registry().records();
        let old = records.version(&ctx.actor, record.adr.id, pair.from.version).await?;
        let new = records.version(&ctx.actor, record.adr.id, pair.to.version).await?;
        let (old, new) = (edit::shown(&old), edit::shown(&new));
        found = comparable(&old, &new).then(|| passages(&old, &new));
    }
    ctx.page(Here::Decisions, &title.clone(), move || {
        view(&record, title, pair.as_ref(), found.as_deref())
    })
    .await
}

fn view(record: &Record, title: String, pair: Option<&Pair>, found: Option<&[Passage]>) -> AnyView {
    let adr = &record.adr;
    let above = view! { <Breadcrumb links=navigation::crumbs(adr) here="History"/> };
    let content = match pair {
        None => view! {
            <Empty title="One version so far" text="Once the text is saved again, this page shows what changed."/>
        }
        .into_any(),
        Some(pair) => compared(record, pair, found),
    };
    let actions: Slot = view! { <ButtonLink href=adr.address()>"To the record"</ButtonLink> }.into();
    let sub = adr.title.clone();
    view! {
        <PageHead title=title sub=sub above=above actions=actions/>
        <Columns>{content}</Columns>
    }
    .into_any()
}

fn compared(record: &Record, pair: &Pair, found: Option<&[Passage]>) -> AnyView {
    let choices: Vec<Choice> = record
        .versions
        .iter()
        .rev()
        .map(|version| {
            let said = format!(
                "Version {}, {}, {}",
                version.version,
                moment_short(version.at.at()),
                version.person
            );
            Choice::new(version.version.to_string(), said)
        })
        .collect();
    let (from, to) = (pair.from.version.to_string(), pair.to.version.to_string());
    let action = format!("{}/history", record.adr.address());
    // A version may be stored for what stands beside its text, such as the door. Its note is of that
    // step alone.
    let step = pair.from.version + 1 == pair.to.version && !pair.to.note.is_empty();
    let why = step.then(|| {
        let (number, note) = (pair.to.version, pair.to.note.clone());
        view! { {format!(" Version {number} was stored with the note: ")}<q>{note}</q>"." }
    });
    let (note, changed) = match found {
        None => (
            String::new(),
            view! { <p>"One of these texts is longer than 1 MB, too long to compare here. Both can be opened from the record’s history."</p> }.into_any(),
        ),
        Some([]) => (
            String::new(),
            view! { <p>"Both versions have the same text."{why}</p> }.into_any(),
        ),
        Some(found) => {
            let (added, removed) = counts(found);
            let note = format!(
                "Version {} to version {}: {} added, {} removed",
                pair.from.version,
                pair.to.version,
                count(added, "line", "lines"),
                count(removed, "line", "lines")
            );
            let name = |version: &Version| format!("version {}", version.version);
            let (old, new) = (name(&pair.from), name(&pair.to));
            (note, diff(found, (&old, &new)))
        }
    };
    view! {
        <form method="get" action=action class="filters versions">
            <Select label="From" name="from" choices=choices.clone() value=from/>
            <Select label="To" name="to" choices=choices value=to/>
            <Button>"Compare"</Button>
        </form>
        <Section title="What changed" note=note>{changed}</Section>
    }
    .into_any()
}

/// Passages as a table: a line in each row, numbered as in both texts, which go by these names: the
/// one that lines are taken from, and the one they are put into.
pub fn diff(found: &[Passage], (old, new): (&str, &str)) -> AnyView {
    let bodies = found
        .iter()
        .map(|passage| {
            let rows = passage.0.iter().map(|line| row(line, (old, new))).collect_view();
            view! { <tbody>{rows}</tbody> }
        })
        .collect_view();
    let (old, new) = (format!("Line in {old}"), format!("Line in {new}"));
    view! {
        <div class="diff" tabindex="0" role="region" aria-label="Changed lines">
            <table>
                <thead class="unseen"><tr><th scope="col">{old}</th><th scope="col">{new}</th><th scope="col">"Change"</th><th scope="col">"Text"</th></tr></thead>
                {bodies}
            </table>
        </div>
    }
    .into_any()
}

fn row(line: &Line, (old, new): (&str, &str)) -> AnyView {
    let number = |number: Option<usize>| number.map(|number| number.to_string());
    let words = line
        .parts
        .iter()
        .map(|(changed, text)| {
            let text = text.clone();
            if *changed {
                view! { <mark>{text}</mark> }.into_any()
            } else {
                text.into_any()
            }
        })
        .collect_view();
    let (class, sign, said) = match line.change {
        Change::Kept => ("", "", String::new()),
        Change::Removed => ("removed", "−", format!("only in {old}")),
        Change::Added => ("added", "+", format!("only in {new}")),
    };
    let text = match line.change {
        Change::Kept => words.into_any(),
        Change::Removed => view! { <del>{words}</del> }.into_any(),
        Change::Added => view! { <ins>{words}</ins> }.into_any(),
    };
    view! {
        <tr class=class>
            <td class="at">{number(line.old)}</td>
            <td class="at">{number(line.new)}</td>
            <td class="sign"><span aria-hidden="true">{sign}</span><span class="unseen">{said}</span></td>
            <td class="line">{text}</td>
        </tr>
    }
    .into_any()
}
