//! Beginning a record from a template, and changing one: what the editor's form is answered with.
//! The form itself is in `editor`.

use axum::extract::RawQuery;
use leptos::prelude::*;
use registry::{
    adr::{
        Draft, Record, Unsaved,
        record::DRAFT,
        template::{self, Template},
    },
    identity::Act,
    kernel::{Error, Id, Problems},
};

use super::{
    at::At,
    begin,
    editor::{Beside, Merged, UNTOUCHED, form},
    fields, templates, typing,
};
use crate::{
    ui::{Here, Notice},
    web::{Answer, Ctx, Reply, Typed, value_of},
};

const NEW: &str = "Write a record";

/// Offers shown above the editor at most.
const OFFERED: usize = 3;

/// `GET /adrs/new`: the templates; with `?template=KEY` the editor, with `?take=PLACE` on what was
/// typed there and never saved.
pub async fn new(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let asked = Typed::query(query.as_deref());
    if let Some(place) = asked.some("take") {
        return take_up(&ctx, None, place, "/adrs/new").await;
    }
    let unsaved = ctx.registry().records().unsaved(&ctx.actor, None).await?;
    if let Some(typed) = begin::prefilled(&ctx, &asked).await? {
        return offering(&ctx, None, fields::of_text(DRAFT, typed), unsaved).await;
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
    offering(&ctx, None, fields::of_text(DRAFT, typed), unsaved).await
}

/// The editor on what was typed at a place and never saved.
async fn take_up(ctx: &Ctx, record: Option<Record>, place: &str, back: &str) -> Reply {
    if let Some(typed) = typing::taken(ctx, record.as_ref(), place).await? {
        return editor(ctx, record, typed, Answer::Open).await;
    }
    let said = "That was saved or discarded meanwhile, or too long ago.";
    ctx.on(back, Notice::info(said)).await
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
        Err(Error::Invalid(problems)) => {
            let problems = at_the_key(problems, &typed);
            editor(&ctx, None, typed, Answer::Wrong(problems)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What is wrong with a log's key stands where the key was typed: in the list of logs, or in the
/// field of a new one.
fn at_the_key(problems: Problems, typed: &Typed) -> Problems {
    if typed.some("new_log").is_none() {
        return problems;
    }
    let mut there = Problems::new();
    for (field, message) in problems.iter() {
        there.add(if field == "log" { "new_log" } else { field }, message);
    }
    there
}

/// `GET /adrs/{log}/{number}/edit`, with `?take=PLACE` on what was typed there and never saved.
pub async fn edit(At { ctx, record, .. }: At, RawQuery(query): RawQuery) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    opened(&ctx, record, query.as_deref()).await
}

async fn opened(ctx: &Ctx, record: Record, query: Option<&str>) -> Reply {
    if let Some(place) = Typed::query(query).some("take") {
        let back = format!("{}/edit", record.adr.address());
        return take_up(ctx, Some(record), place, &back).await;
    }
    let unsaved = ctx
        .registry()
        .records()
        .unsaved(&ctx.actor, Some(record.adr.id))
        .await?;
    let typed = stored(&record);
    offering(ctx, Some(record), typed, unsaved).await
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
pub async fn save(At { ctx, record, .. }: At, typed: Typed) -> Reply {
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
        Err(Error::Invalid(problems)) => {
            let problems = at_the_key(problems, &typed);
            editor(ctx, Some(record), typed, Answer::Wrong(problems)).await
        }
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
    record.map_or(DRAFT, |record| record.adr.read_as())
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
        reason: of("reason"),
        place: of("place"),
    }
}

/// The form's fields as they are stored.
pub fn stored(record: &Record) -> Typed {
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

async fn editor(ctx: &Ctx, record: Option<Record>, typed: Typed, answer: Answer<Merged>) -> Reply {
    shown(ctx, record, typed, answer, Vec::new()).await
}

/// The editor as it is opened, with what was typed before and never saved.
async fn offering(ctx: &Ctx, record: Option<Record>, typed: Typed, unsaved: Vec<Unsaved>) -> Reply {
    shown(ctx, record, typed, Answer::Open, unsaved).await
}

async fn shown(
    ctx: &Ctx,
    record: Option<Record>,
    typed: Typed,
    answer: Answer<Merged>,
    unsaved: Vec<Unsaved>,
) -> Reply {
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
    let (problems, newer) = (answer.problems(), answer.newer().copied());
    let place = typing::place(ctx, record.as_ref(), &typed).to_string();
    let person = ctx.actor.id.map(|id| id.to_string()).unwrap_or_default();
    // The browser's own copy of what was sent is needless then.
    let answered = !matches!(answer, Answer::Open);
    let view = move || {
        let read_by = self::path(record.as_ref()).to_owned();
        let address = record.as_ref().map_or_else(
            || "/adrs/new".to_owned(),
            |record| format!("{}/edit", record.adr.address()),
        );
        let tools = view! {
            <div class="tools">
                <div class="toolbar" role="toolbar" aria-label="Format the text" aria-controls="text"
                    data-person=person data-path=read_by data-answered=answered hidden></div>
                <p class="kept" role="status"></p>
            </div>
        }
        .into_any();
        let beside = Beside {
            newer,
            title,
            html,
            tools,
            place,
            offer: typing::offers(&unsaved, &address, OFFERED),
        };
        form(record.as_ref(), &logs, &typed, &problems, beside)
    };
    answer.page(ctx, Here::Decisions, &page_title, view).await
}
