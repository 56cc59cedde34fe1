//! A record whose file came in with another text while it had been changed here: both texts, and
//! the choice between them.

use leptos::prelude::*;
use registry::{
    adr::{
        Adr, Record,
        compare::{Passage, comparable, counts, passages},
        edit,
        incoming::{Incoming, Settle},
    },
    identity::Act,
    kernel::{Error, Problems},
};

use super::{at::At, file, history::diff, navigation};
use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Callout, Columns, Day, Empty, ErrorSummary, Here, Hidden, Look,
        NoticeKind, PageHead, Prose, Section, Slot, count,
    },
    web::{Ctx, Reply, Typed},
};

/// On a record's page: that another text waits.
pub fn callout(adr: &Adr) -> AnyView {
    let to = format!("{}/incoming", adr.address());
    view! {
        <Callout kind=NoticeKind::Warning>
            "Its file came in with another text after this record had been changed here. The text here was kept. "
            <a href=to>"Compare both and choose"</a>"."
        </Callout>
    }
    .into_any()
}

/// `GET /adrs/{log}/{number}/incoming`
pub async fn one(At { ctx, record, .. }: At) -> Reply {
    page(&ctx, record, Problems::new()).await
}

/// `GET /adrs/{log}/{number}/incoming.md`: the file's text as it came in.
pub async fn raw(At { ctx, record, .. }: At) -> Reply {
    let incoming = ctx.registry().records().incoming(&ctx.actor, record.adr.id).await?;
    let incoming = incoming.ok_or(Error::NotFound("waiting text"))?;
    let name = format!("incoming-{}", file::file_name(&record.adr));
    Ok(file::raw(&name, incoming.source))
}

/// `POST /adrs/{log}/{number}/incoming`
pub async fn settle(At { ctx, record, .. }: At, typed: Typed) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let records = ctx.registry().records();
    let Ok(how) = typed.get("how").parse::<Settle>() else {
        let problems = Problems::one("", "Choose what becomes of the two texts.");
        return page(&ctx, record, problems).await;
    };
    let (version, seen) = (typed.number("version").unwrap_or(0), typed.number("seen").unwrap_or(0));
    let settled = records
        .settle_incoming(&ctx.actor, record.adr.id, how, version, seen)
        .await;
    match settled {
        Ok(adr) => {
            let said = match how {
                Settle::Theirs => "has the file’s text now; the former one is a version of it",
                Settle::Ours => "keeps its text",
                Settle::Merge => "has both changes now",
            };
            ctx.done(&adr.address(), format!("{} {said}.", adr.label())).await
        }
        Err(Error::Conflict { .. }) => {
            let record = records.draft(&ctx.actor, record.adr.id).await?;
            let problems = Problems::one(
                "",
                "One of the texts changed while you looked. These are both as they are now.",
            );
            page(&ctx, record, problems).await
        }
        Err(Error::Invalid(problems)) => page(&ctx, record, problems).await,
        Err(error) => Err(error.into()),
    }
}

/// Both texts, as the page shows them.
struct Compared {
    incoming: Incoming,
    /// What the file changes in the text here; none when it is too long to compare.
    found: Option<Vec<Passage>>,
    /// The merge as HTML.
    merged: Option<String>,
}

async fn page(ctx: &Ctx, record: Record, problems: Problems) -> Reply {
    let records = ctx.registry().records();
    let title = format!("Two texts of {}", record.adr.label());
    let Some(incoming) = records.incoming(&ctx.actor, record.adr.id).await? else {
        return ctx
            .page(Here::Decisions, &title.clone(), move || nothing(&record, title))
            .await;
    };
    let merged = match &incoming.merged {
        Some(merged) => {
            let (adr, text) = (&record.adr, edit::shown(merged));
            Some(records.render(&ctx.actor, &adr.log, adr.path.as_deref(), &text).await?)
        }
        None => None,
    };
    let (ours, theirs) = (record.text(), edit::shown(&incoming.source));
    let compared = Compared {
        incoming,
        found: comparable(&ours, &theirs).then(|| passages(&ours, &theirs)),
        merged,
    };
    let (may, again) = (ctx.may(Act::WriteRecords), !problems.is_empty());
    let said = title.clone();
    let view = move || view(&record, said, compared, may, problems);
    if again {
        return ctx.page_again(Here::Decisions, &title, view).await;
    }
    ctx.page(Here::Decisions, &title, view).await
}

fn head(record: &Record, title: String) -> AnyView {
    let adr = &record.adr;
    let above = view! { <Breadcrumb links=navigation::crumbs(adr) here="Two texts"/> };
    let actions: Slot = view! { <ButtonLink href=adr.address()>"To the record"</ButtonLink> }.into();
    view! { <PageHead title=title sub=adr.title.clone() above=above actions=actions/> }.into_any()
}

fn nothing(record: &Record, title: String) -> AnyView {
    view! {
        {head(record, title)}
        <Columns>
            <Empty title="Nothing waits" text="The record and its file agree, or somebody has chosen between them already."/>
        </Columns>
    }
    .into_any()
}

fn view(record: &Record, title: String, compared: Compared, may: bool, problems: Problems) -> AnyView {
    let adr = &record.adr;
    let Compared {
        incoming,
        found,
        merged,
    } = compared;
    let (note, changed) = match found {
        None => (
            String::new(),
            view! { <p>"One of the texts is longer than 1 MB, too long to compare here. Open both below."</p> }
                .into_any(),
        ),
        Some(found) => {
            let (added, removed) = counts(&found);
            let note = format!(
                "{} only in the file, {} only here",
                count(added, "line", "lines"),
                count(removed, "line", "lines")
            );
            (note, diff(&found, ("the text here", "the file’s text")))
        }
    };
    let both = merged.is_some();
    let merge = may.then(|| {
        if both {
            view! { <Button look=Look::Primary name="how" value="merge">"Take both changes"</Button> }.into_any()
        } else {
            ().into_any()
        }
    });
    let choice = may.then(|| {
        view! {
            <form method="post" action=format!("{}/incoming", adr.address()) class="form">
                <Hidden name="version" value=adr.version.to_string()/>
                <Hidden name="seen" value=incoming.version.to_string()/>
                <Buttons>
                    {merge}
                    <Button name="how" value="theirs">"Take the file’s text"</Button>
                    <Button name="how" value="ours">"Keep the text here"</Button>
                </Buttons>
                <p class="hint">"Every text stays as a version of the record. Number and door stay as they are here; the file’s text brings its status."</p>
            </form>
        }
    });
    let how = if both {
        "They touch different lines, so both can be kept."
    } else {
        "They touch the same lines, so one of the two has to be chosen; the record can be edited afterwards."
    };
    let on = incoming.at.day();
    let (ours, theirs) = (
        format!("{}.md", adr.address()),
        format!("{}/incoming.md", adr.address()),
    );
    let merged = merged.map(|html| {
        view! {
            <Section title="Both changes together" note="Line ends and characters of the text here">
                <article class="reading"><Prose html=html/></article>
            </Section>
        }
    });
    view! {
        {head(record, title)}
        <ErrorSummary problems=problems/>
        <Columns>
            <Callout kind=NoticeKind::Warning>
                "Since the last import both changed: this record here, and its file, which came in on "<Day on=on/>". "{how}
            </Callout>
            <Section title="From the text here to the file’s" note=note>
                {changed}
                <p class="hint"><a href=theirs>"The file’s text as it came in"</a>", "<a href=ours>"the text here"</a></p>
            </Section>
            {choice}
            {merged}
        </Columns>
    }
    .into_any()
}
