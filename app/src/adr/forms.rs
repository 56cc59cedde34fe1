//! Beginning a record from a template, and changing one: what the editor's form is answered with.
//! The form itself is in `editor`.

use axum::extract::{Path, RawQuery};
use leptos::prelude::*;
use registry::{
    adr::{
        self, Autosave, Draft, Record,
        template::{self, Template},
    },
    identity::Act,
    kernel::{Error, Id, Problems},
};

use super::{
    begin,
    editor::{Beside, Merged, UNTOUCHED, form},
    fields::{self, DRAFT},
    record::{id, number},
    templates, typing,
};
use crate::{
    ui::Here,
    web::{Ctx, Reply, Typed, value_of},
};

const NEW: &str = "Write a record";

/// `GET /adrs/new`: the templates; with `?template=KEY` the editor, with `?take=` on what was
/// typed there and never saved.
pub async fn new(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let asked = Typed::query(query.as_deref());
    if let Some(typed) = begin::prefilled(&ctx, &asked).await? {
        return editor(&ctx, None, typed, Answer::Open).await;
    }
    let unsaved = typing::unsaved(&ctx, adr::NEW, &Typed::default()).await?;
    if let Some(kept) = unsaved.as_ref().filter(|_| asked.has("take")) {
        return editor(&ctx, None, typing::taken(kept), Answer::Open).await;
    }
    let Some(key) = asked.some("template") else {
        return templates::choose(&ctx, unsaved, asked.some("log")).await;
    };
    let (title, text) = match template::by_key(key) {
        Some(template) => (title_of(template), template.body.to_owned()),
        None => (String::new(), templates::body(&ctx, key).await?),
    };
    let logs = ctx.registry().records().logs(&ctx.actor).await?;
    let log = asked
        .some("log")
        .map(ToOwned::to_owned)
        .or_else(|| logs.first().map(|log| log.key.clone()));
    let typed = Typed::of([
        ("template", key.to_owned()),
        ("title", title),
        ("text", text),
        ("log", log.unwrap_or_default()),
    ]);
    let answer = unsaved.map_or(Answer::Open, Answer::Offering);
    editor(&ctx, None, fields::of_text(DRAFT, typed), answer).await
}

/// A template that is about one question is titled by it; a general one is not.
fn title_of(template: &Template) -> String {
    let general = ["madr", "madr-minimal", "nygard"].contains(&template.key);
    let heading = template.body.lines().find_map(|line| line.strip_prefix("# "));
    heading.filter(|_| !general).unwrap_or_default().to_owned()
}

/// `POST /adrs`
pub async fn write(ctx: Ctx, typed: Typed) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let (typed, problems) = fields::into_text(DRAFT, typed);
    if !problems.is_empty() {
        return editor(&ctx, None, typed, Answer::Wrong(problems)).await;
    }
    if typed.get("act") == "preview" {
        return editor(&ctx, None, typed, Answer::Open).await;
    }
    match begin::write(&ctx, &draft(&typed), &typed).await {
        Ok(adr) => {
            ctx.done(
                &adr.address(),
                "The draft is saved. Propose it when it is ready to be decided on.",
            )
            .await
        }
        Err(Error::Invalid(problems)) => editor(&ctx, None, typed, Answer::Wrong(problems)).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET /adrs/{log}/{number}/edit`, with `?take=` on what was typed there and never saved.
pub async fn edit(ctx: Ctx, Path((log, wanted)): Path<(String, String)>, RawQuery(query): RawQuery) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let record = ctx.registry().records().get(&ctx.actor, &log, number(&wanted)?).await?;
    opened(&ctx, record, query.as_deref()).await
}

/// `GET /adrs/drafts/{id}/edit`
pub async fn edit_draft(ctx: Ctx, Path(wanted): Path<String>, RawQuery(query): RawQuery) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let record = ctx.registry().records().draft(&ctx.actor, id(&wanted)?).await?;
    opened(&ctx, record, query.as_deref()).await
}

async fn opened(ctx: &Ctx, record: Record, query: Option<&str>) -> Reply {
    let typed = stored(&record);
    let unsaved = typing::unsaved(ctx, &typing::place(Some(&record)), &typed).await?;
    let take = Typed::query(query).has("take");
    let (typed, answer) = match unsaved {
        Some(kept) if take => (typing::taken(&kept), Answer::Open),
        Some(kept) => (typed, Answer::Offering(kept)),
        None => (typed, Answer::Open),
    };
    editor(ctx, Some(record), typed, answer).await
}

/// The editor once more, with what a picture's upload made of it.
pub async fn again(ctx: &Ctx, record: Option<Id>, typed: Typed, problems: Problems) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let record = match record {
        Some(id) => Some(ctx.registry().records().draft(&ctx.actor, id).await?),
        None => None,
    };
    let answer = if problems.is_empty() {
        Answer::Open
    } else {
        Answer::Wrong(problems)
    };
    editor(ctx, record, typed, answer).await
}

/// `POST /adrs/{log}/{number}/edit`
pub async fn save(ctx: Ctx, Path((log, wanted)): Path<(String, String)>, typed: Typed) -> Reply {
    let record = ctx.registry().records().get(&ctx.actor, &log, number(&wanted)?).await?;
    saved(&ctx, record, typed).await
}

/// `POST /adrs/drafts/{id}/edit`
pub async fn save_draft(ctx: Ctx, Path(wanted): Path<String>, typed: Typed) -> Reply {
    let record = ctx.registry().records().draft(&ctx.actor, id(&wanted)?).await?;
    saved(&ctx, record, typed).await
}

async fn saved(ctx: &Ctx, record: Record, typed: Typed) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let (typed, problems) = fields::into_text(path(Some(&record)), typed);
    if !problems.is_empty() {
        return editor(ctx, Some(record), typed, Answer::Wrong(problems)).await;
    }
    if typed.get("act") == "preview" {
        return editor(ctx, Some(record), typed, Answer::Open).await;
    }
    let version = typed.number("version").unwrap_or(0);
    match ctx
        .registry()
        .records()
        .save(&ctx.actor, record.adr.id, &draft(&typed), version)
        .await
    {
        Ok(adr) => ctx.done(&adr.address(), format!("{} saved.", adr.label())).await,
        Err(Error::Invalid(problems)) => editor(ctx, Some(record), typed, Answer::Wrong(problems)).await,
        Err(Error::Conflict { .. }) => {
            let records = ctx.registry().records();
            let record = records.draft(&ctx.actor, record.adr.id).await?;
            let merged = records
                .merged(&ctx.actor, record.adr.id, version, typed.get("text"))
                .await?;
            // What was not touched here takes what is stored now.
            let now = stored(&record);
            let typed = UNTOUCHED.into_iter().fold(typed, |typed, (field, seen)| {
                let untouched = typed.get(field) == typed.get(seen);
                let typed = if untouched {
                    typed.with(field, now.get(field))
                } else {
                    typed
                };
                typed.with(seen, now.get(field))
            });
            match merged {
                Some(both) => {
                    let typed = fields::of_text(path(Some(&record)), typed.with("text", both));
                    editor(ctx, Some(record), typed, Answer::Newer(Merged::Both)).await
                }
                None => editor(ctx, Some(record), typed, Answer::Newer(Merged::Neither)).await,
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// The path a record's text is read by.
fn path(record: Option<&Record>) -> &str {
    record.and_then(|record| record.adr.path.as_deref()).unwrap_or(DRAFT)
}

fn draft(typed: &Typed) -> Draft {
    let of = value_of(typed);
    Draft {
        log: typed.some("new_log").unwrap_or(typed.get("log")).to_owned(),
        log_name: of("log_name"),
        // The text field holds the template's text already; an emptied one is meant empty.
        template: None,
        title: of("title"),
        text: of("text"),
        door: of("door"),
    }
}

/// The form's fields as they are stored.
fn stored(record: &Record) -> Typed {
    let typed = Typed::of([
        ("log", record.adr.log.clone()),
        ("title", record.adr.title.clone()),
        ("text", record.text()),
        (
            "door",
            record.adr.door.map(|door| door.as_str().to_owned()).unwrap_or_default(),
        ),
        ("version", record.adr.version.to_string()),
    ]);
    let typed = UNTOUCHED.into_iter().fold(typed, |typed, (field, seen)| {
        let value = typed.get(field).to_owned();
        typed.with(seen, value)
    });
    fields::of_text(path(Some(record)), typed)
}

/// What the editor answers.
enum Answer {
    /// Opened, or asked for a preview.
    Open,
    /// Opened, while something typed before was never saved.
    Offering(Autosave),
    /// Not saved, because of this.
    Wrong(Problems),
    /// Not saved, because the record given is newer than what was edited.
    Newer(Merged),
}

async fn editor(ctx: &Ctx, record: Option<Record>, typed: Typed, answer: Answer) -> Reply {
    let typed = begin::named(ctx, typed).await?;
    let records = ctx.registry().records();
    let logs = records.logs(&ctx.actor).await?;
    let path = record.as_ref().and_then(|record| record.adr.path.clone());
    let html = records
        .render(&ctx.actor, typed.get("log"), path.as_deref(), typed.get("text"))
        .await?;
    let title = record
        .as_ref()
        .map_or_else(|| NEW.to_owned(), |record| format!("Edit {}", record.adr.label()));
    let page_title = title.clone();
    let (problems, newer) = match &answer {
        Answer::Wrong(problems) => (problems.clone(), None),
        Answer::Newer(merged) => (Problems::new(), Some(*merged)),
        Answer::Open | Answer::Offering(_) => (Problems::new(), None),
    };
    let place = typing::place(record.as_ref());
    let offer = match &answer {
        Answer::Offering(kept) => Some(kept.clone()),
        _ => None,
    };
    let person = ctx.actor.id.map(|id| id.to_string()).unwrap_or_default();
    let view = move || {
        let read_by = self::path(record.as_ref()).to_owned();
        let take = record.as_ref().map_or_else(
            || "/adrs/new?take=1".to_owned(),
            |record| format!("{}/edit?take=1", record.adr.address()),
        );
        let tools = view! {
            <div class="tools">
                <div class="toolbar" role="toolbar" aria-label="Format the text" aria-controls="text" data-place=place.clone() data-person=person
                    data-path=read_by data-log=typed.get("log").to_owned() hidden></div>
            </div>
        }
        .into_any();
        let beside = Beside {
            newer,
            title,
            html,
            tools,
            place: place.clone(),
            offer: offer.map(|kept| typing::offer(&kept, take, place)),
        };
        form(record.as_ref(), &logs, &typed, &problems, beside)
    };
    match answer {
        Answer::Open | Answer::Offering(_) => ctx.page(Here::Decisions, &page_title, view).await,
        Answer::Wrong(_) => ctx.page_again(Here::Decisions, &page_title, view).await,
        Answer::Newer(_) => ctx.page_conflict(Here::Decisions, &page_title, view).await,
    }
}
