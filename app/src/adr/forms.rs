//! The editor: beginning a record from a template, and changing one.

use axum::extract::{Path, RawQuery};
use leptos::prelude::*;
use registry::{
    adr::{
        Door, Draft, Log, Record,
        template::{self, Template},
    },
    identity::Act,
    kernel::{Error, Problems},
};

use super::{
    begin,
    islands::Preview,
    record::{id, number},
};
use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Callout, Choice, ErrorSummary, Here, Hidden, Link, Look, NoticeKind,
        PageHead, Prose, Radios, Select, TextArea, TextInput,
    },
    web::{Ctx, Reply, Typed, error_of, value_of},
};

const NEW: &str = "Write a record";

/// `GET /adrs/new`: the templates; with `?template=KEY` the editor.
pub async fn new(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let asked = Typed::query(query.as_deref());
    if let Some(typed) = begin::prefilled(&ctx, &asked).await? {
        return editor(&ctx, None, typed, Answer::Open).await;
    }
    let Some(key) = asked.some("template") else {
        return ctx.page(Here::Decisions, NEW, templates).await;
    };
    let template = template::by_key(key).ok_or(Error::NotFound("template"))?;
    let logs = ctx.registry().records().logs(&ctx.actor).await?;
    let log = asked
        .some("log")
        .map(ToOwned::to_owned)
        .or_else(|| logs.first().map(|log| log.key.clone()));
    let typed = Typed::of([
        ("template", template.key.to_owned()),
        ("title", title_of(template)),
        ("text", template.body.to_owned()),
        ("log", log.unwrap_or_default()),
    ]);
    editor(&ctx, None, typed, Answer::Open).await
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

/// `GET /adrs/{log}/{number}/edit`
pub async fn edit(ctx: Ctx, Path((log, wanted)): Path<(String, String)>) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let record = ctx.registry().records().get(&ctx.actor, &log, number(&wanted)?).await?;
    let typed = stored(&record);
    editor(&ctx, Some(record), typed, Answer::Open).await
}

/// `GET /adrs/drafts/{id}/edit`
pub async fn edit_draft(ctx: Ctx, Path(wanted): Path<String>) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let record = ctx.registry().records().draft(&ctx.actor, id(&wanted)?).await?;
    let typed = stored(&record);
    editor(&ctx, Some(record), typed, Answer::Open).await
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
                    let typed = typed.with("text", both);
                    editor(ctx, Some(record), typed, Answer::Newer(Merged::Both)).await
                }
                None => editor(ctx, Some(record), typed, Answer::Newer(Merged::Neither)).await,
            }
        }
        Err(error) => Err(error.into()),
    }
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
    UNTOUCHED.into_iter().fold(typed, |typed, (field, seen)| {
        let value = typed.get(field).to_owned();
        typed.with(seen, value)
    })
}

/// Fields besides the text, each with the one that holds what it was opened with.
const UNTOUCHED: [(&str, &str); 2] = [("title", "seen_title"), ("door", "seen_door")];

/// What the editor answers.
enum Answer {
    /// Opened, or asked for a preview.
    Open,
    /// Not saved, because of this.
    Wrong(Problems),
    /// Not saved, because the record given is newer than what was edited.
    Newer(Merged),
}

/// What the text field holds after a conflict.
#[derive(Clone, Copy)]
enum Merged {
    /// What was typed and what was saved in between, brought together.
    Both,
    /// What was typed: both changed the same lines.
    Neither,
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
        Answer::Open => (Problems::new(), None),
    };
    let view = move || form(record.as_ref(), &logs, &typed, &problems, newer, title, html);
    match answer {
        Answer::Open => ctx.page(Here::Decisions, &page_title, view).await,
        Answer::Wrong(_) => ctx.page_again(Here::Decisions, &page_title, view).await,
        Answer::Newer(_) => ctx.page_conflict(Here::Decisions, &page_title, view).await,
    }
}

fn templates() -> AnyView {
    let cards = template::all()
        .iter()
        .map(|template| {
            let href = format!("/adrs/new?template={}", template.key);
            view! { <li><a href=href><b>{template.name}</b><span>{template.when_to_use}</span></a></li> }
        })
        .collect_view();
    let above = view! { <Breadcrumb links=vec![Link::new("/adrs", "Decisions")] here="New"/> };
    view! {
        <PageHead title=NEW above=above sub="Choose what it starts from"/>
        <ul class="templates">{cards}</ul>
    }
    .into_any()
}

/// Which log: a list, or where there is none yet the key and name of the first.
fn log_fields(logs: &[Log], typed: &Typed, problems: &Problems) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    if logs.is_empty() {
        return view! {
            <div class="pair">
                <TextInput label="Key of the decision log" name="log" value=value("log") error=of("log") required=true
                    hint="There is no log yet. Its key stands before each number, such as PLAT."/>
                <TextInput label="Name of the log" name="log_name" value=value("log_name") error=of("log_name") required=true
                    hint="Such as Platform decisions."/>
            </div>
        }
        .into_any();
    }
    let choices: Vec<Choice> = logs
        .iter()
        .map(|log| Choice::new(log.key.clone(), format!("{} – {}", log.key, log.name)))
        .collect();
    let open = typed.some("new_log").is_some();
    view! {
        <Select label="Decision log" name="log" choices=choices value=value("log") error=of("log")/>
        <details class="more-fields" open=open>
            <summary>"Or begin a new log"</summary>
            <div class="pair">
                <TextInput label="Key" name="new_log" value=value("new_log") optional=true hint="Such as PLAT."/>
                <TextInput label="Name" name="log_name" value=value("log_name") error=of("log_name") optional=true/>
            </div>
        </details>
    }
    .into_any()
}

fn form(
    record: Option<&Record>,
    logs: &[Log],
    typed: &Typed,
    problems: &Problems,
    newer: Option<Merged>,
    title: String,
    html: String,
) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let address = record.map(|record| record.adr.address());
    let action = address
        .as_ref()
        .map_or_else(|| "/adrs".to_owned(), |address| format!("{address}/edit"));
    let back = address.clone().unwrap_or_else(|| "/adrs".to_owned());
    let mut crumbs = vec![Link::new("/adrs", "Decisions")];
    crumbs.extend(record.map(|record| Link::new(record.adr.address(), record.adr.label())));
    let above = view! { <Breadcrumb links=crumbs/> };
    let numbered = record.is_some_and(|record| record.adr.number.is_some());
    let log = if numbered {
        view! { <Hidden name="log" value=value("log")/> }.into_any()
    } else {
        log_fields(logs, typed, problems)
    };
    let conflict = newer.map(|merged| {
        let next = match merged {
            Merged::Both => " You changed other lines, so the field below holds both changes; what is stored now stands beside it. Read it through, then save.",
            Merged::Neither => " Nothing is lost: your text is in the field below, what is stored now beside it. You both changed the same lines; bring them together, then save.",
        };
        view! {
            <Callout kind=NoticeKind::Warning role="alert">
                <p><b>"This record was changed while you were editing."</b>{next}</p>
            </Callout>
        }
    });
    let path = record.and_then(|record| record.adr.path.clone()).unwrap_or_default();
    let beside = match record.filter(|_| newer.is_some()) {
        Some(record) => {
            let by = record
                .versions
                .last()
                .map(|version| version.person.clone())
                .unwrap_or_default();
            let said = format!("Version {}, the text by {by}", record.adr.version);
            let (title, theirs) = (record.adr.title.clone(), record.text());
            view! {
                <section class="theirs">
                    <h2>"Stored now"</h2>
                    <p class="hint">{said}</p>
                    <p>"Title: "<b>{title}</b></p>
                    <pre tabindex="0">{theirs}</pre>
                </section>
            }
            .into_any()
        }
        None => view! {
            <section aria-label="Preview">
                <h2>"Preview"</h2>
                <Preview field="text".to_owned() log=value("log") path=path><Prose html=html/></Preview>
            </section>
        }
        .into_any(),
    };
    let version = record
        .filter(|_| newer.is_some())
        .map_or_else(|| value("version"), |record| record.adr.version.to_string());
    let doors: Vec<Choice> = Door::ALL
        .iter()
        .map(|door| {
            let note = match door {
                Door::TwoWay => "The owning team can reverse it within a sprint or two.",
                Door::Costly => "It can be reversed at a price somebody has to approve.",
                Door::OneWay => "No budget worth planning for reverses it.",
            };
            Choice::new(door.as_str(), door.label()).note(note)
        })
        .collect();
    let save = if record.is_some() { "Save" } else { "Save draft" };
    view! {
        <PageHead title=title above=above/>
        <ErrorSummary problems=problems.clone()/>
        {conflict}
        <form method="post" action=action class="form editor">
            {log}
            <TextInput label="Title" name="title" value=value("title") error=of("title") required=true
                hint="The decision in a few words. It is put into the text’s heading."/>
            {begin::field(typed, problems)}
            <Radios label="Door" name="door" choices=doors value=value("door") error=of("door")
                hint="How hard will it be to walk back through this decision?"/>
            <div class="sheets">
                <TextArea label="Text" name="text" value=value("text") error=of("text") rows=24 code=true
                    hint="Markdown. Links to other records: 0007-x.md, or [[PLAT-7]]."/>
                {beside}
            </div>
            <Hidden name="template" value=value("template")/>
            <Hidden name="version" value=version/>
            {record.is_some().then(|| UNTOUCHED.map(|(_, seen)| view! { <Hidden name=seen value=value(seen)/> }).collect_view())}
            <Buttons>
                <Button look=Look::Primary name="act" value="save">{save}</Button>
                <Button name="act" value="preview">"Preview"</Button>
                <ButtonLink href=back>"Cancel"</ButtonLink>
            </Buttons>
        </form>
    }
    .into_any()
}
