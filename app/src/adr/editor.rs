//! The editor's form: a record's fields, its text with the preview beside it, pictures.

use leptos::prelude::*;
use registry::{
    adr::{
        Door, Log, Record,
        compare::{comparable, passages},
        log,
    },
    kernel::Problems,
};

use super::{begin, fields, forms::stored, history, islands::Preview, navigation};
use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Choice, ErrorSummary, FileInput, Hidden, Look, PageHead, Prose,
        Radios, Select, TextArea, TextInput,
    },
    web::{Typed, conflict_saying, error_of, value_of},
};

/// Fields besides the text, each with the one that holds what it was opened with.
pub const UNTOUCHED: [(&str, &str); 3] = [("title", "seen_title"), ("door", "seen_door"), ("log", "seen_log")];

/// Those fields as a conflict names them.
const FIELDS: [(&str, &str); 3] = [("title", "Title"), ("door", "Door"), ("log", "Decision log")];

/// A field's value as a conflict shows it.
fn readable(field: &str, value: &str) -> String {
    match field {
        "door" => door(value.parse().ok()),
        _ => value.to_owned(),
    }
}

fn door(door: Option<Door>) -> String {
    door.map_or("not said", Door::label).to_owned()
}

/// What the text field holds after a conflict.
#[derive(Clone, Copy)]
pub enum Merged {
    /// What was typed and what was saved in between, brought together.
    Both,
    /// What was typed: both changed the same lines.
    Neither,
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
        .map(|log| Choice::new(log.key.clone(), log::title(&log.key, &log.name)))
        .collect();
    let open = typed.some("new_log").is_some() || of("log_name").is_some();
    view! {
        <Select label="Decision log" name="log" choices=choices value=value("log") error=of("log")/>
        <details class="more-fields" open=open>
            <summary>"Or begin a new log"</summary>
            <div class="pair">
                <TextInput label="Key" name="new_log" value=value("new_log") error=of("new_log") optional=true hint="Such as PLAT."/>
                <TextInput label="Name" name="log_name" value=value("log_name") error=of("log_name") optional=true/>
            </div>
        </details>
    }
    .into_any()
}

/// What the editor shows besides the record.
pub struct Beside {
    /// What the text holds after a conflict.
    pub newer: Option<Merged>,
    /// The page's title.
    pub title: String,
    /// The preview.
    pub html: String,
    /// The place of the toolbar.
    pub tools: AnyView,
    /// Where what is typed is kept until it is saved.
    pub place: String,
    /// What was typed before and never saved.
    pub offer: Option<AnyView>,
}

/// The field for why a text changes that somebody has decided on.
fn why(record: Option<&Record>, typed: &Typed, problems: &Problems) -> Option<AnyView> {
    let status = record
        .map(|record| record.adr.status)
        .filter(|status| status.is_decided())?;
    let (of, value) = (error_of(problems), value_of(typed));
    let (reason, error) = (value("reason"), of("reason"));
    let hint = format!("The record is {status}. Whoever relies on it reads this beside your name in its history.");
    Some(
        view! { <TextInput label="Why the text changes" name="reason" value=reason error=error required=true hint=hint/> }
            .into_any(),
    )
}

/// The form.
pub fn form(record: Option<&Record>, logs: &[Log], typed: &Typed, problems: &Problems, beside: Beside) -> AnyView {
    let Beside {
        newer,
        title,
        html,
        tools,
        place,
        offer,
    } = beside;
    let (of, value) = (error_of(problems), value_of(typed));
    let address = record.map(|record| record.adr.address());
    let action = address
        .as_ref()
        .map_or_else(|| "/adrs".to_owned(), |address| format!("{address}/edit"));
    let back = address.clone().unwrap_or_else(|| "/adrs".to_owned());
    let crumbs = record.map_or_else(navigation::start, |record| navigation::crumbs(&record.adr));
    let above = view! { <Breadcrumb links=crumbs/> };
    let numbered = record.is_some_and(|record| record.adr.number.is_some());
    let log = if numbered {
        view! { <Hidden name="log" value=value("log")/> }.into_any()
    } else {
        log_fields(logs, typed, problems)
    };
    let conflict = record.and_then(|record| newer.map(|merged| (record, merged))).map(|(record, merged)| {
        let next = match merged {
            Merged::Both => "You changed other lines of the text, so the field below holds both changes; what is stored now stands beside it. Read it through, then save.",
            Merged::Neither => "Nothing is lost: your text is in the field below, what is stored now beside it. You both changed the same lines; bring them together, then save.",
        };
        conflict_saying(next, "changed this record", &stored(record), typed, &FIELDS, readable)
    });
    let differ = record
        .filter(|_| matches!(newer, Some(Merged::Neither)))
        .and_then(|record| differ(&record.text(), typed.get("text")));
    let path = record.and_then(|record| record.adr.path.clone()).unwrap_or_default();
    let beside = match record.filter(|_| newer.is_some()) {
        Some(record) => {
            let by = record
                .versions
                .last()
                .map(|version| version.person.clone())
                .unwrap_or_default();
            let said = format!("Version {} of the text, by {by}", record.versions.len());
            let (title, theirs) = (record.adr.title.clone(), record.text());
            let facts = format!("Door: {} · Log: {}", door(record.adr.door), record.adr.log);
            view! {
                <section class="theirs">
                    <h2>"Stored now"</h2>
                    <p class="hint">{said}</p>
                    <p>"Title: "<b>{title}</b></p>
                    <p class="hint">{facts}</p>
                    <pre tabindex="0">{theirs}</pre>
                </section>
            }
            .into_any()
        }
        None => view! {
            <section aria-label="Preview">
                <h2>"Preview"</h2>
                <Preview field="text".to_owned() log="log".to_owned() path=path><Prose html=html/></Preview>
            </section>
        }
        .into_any(),
    };
    let version = record
        .filter(|_| newer.is_some())
        .map_or_else(|| value("version"), |record| record.adr.version.to_string());
    let save = if record.is_some() { "Save" } else { "Save draft" };
    view! {
        <PageHead title=title above=above/>
        <ErrorSummary problems=problems.clone()/>
        {conflict}
        {offer}
        <form method="post" action=action class="form editor">
            // The form's first button is the one that Enter in a field presses.
            <button type="submit" name="act" value="save" class="unseen" tabindex="-1" aria-hidden="true">{save}</button>
            // A picture that is too large is cut off, and what stands after it never arrives.
            <Hidden name="place" value=place/>
            <Hidden name="template" value=value("template")/>
            <Hidden name="version" value=version/>
            {record.is_some().then(|| UNTOUCHED.map(|(_, seen)| view! { <Hidden name=seen value=value(seen)/> }).collect_view())}
            {log}
            {begin::field(typed, problems)}
            <TextInput label="Title" name="title" value=value("title") error=of("title") required=true
                hint="The decision in a few words. It is put into the text’s heading."/>
            <Radios label="Door" name="door" choices=doors() value=value("door") error=of("door")
                hint="How hard will it be to walk back through this decision?"/>
            {fields::view(typed, problems)}
            {differ}
            <div class="sheets">
                {writing(tools, typed, problems)}
                {beside}
            </div>
            {why(record, typed, problems)}
            <Buttons>
                <Button look=Look::Primary name="act" value="save">{save}</Button>
                <Button name="act" value="preview">"Preview"</Button>
                <ButtonLink href=back>"Cancel"</ButtonLink>
            </Buttons>
        </form>
    }
    .into_any()
}

/// Where what is stored and what was typed part, for whoever has to bring them together.
fn differ(stored: &str, yours: &str) -> Option<AnyView> {
    let passages = comparable(stored, yours).then(|| passages(stored, yours))?;
    (!passages.is_empty()).then(|| {
        view! {
            <section class="differ">
                <h2>"Where the two texts differ"</h2>
                <p class="hint">"− is stored now, + is yours."</p>
                {history::diff(&passages, ("what is stored", "your text"))}
            </section>
        }
        .into_any()
    })
}

fn doors() -> Vec<Choice> {
    Door::ALL
        .iter()
        .map(|door| {
            let note = match door {
                Door::TwoWay => "The owning team can reverse it within a sprint or two.",
                Door::Costly => "It can be reversed at a price somebody has to approve.",
                Door::OneWay => "No budget worth planning for reverses it.",
            };
            Choice::new(door.as_str(), door.label()).note(note)
        })
        .collect()
}

/// The text with its toolbar, and the place for pictures.
fn writing(tools: AnyView, typed: &Typed, problems: &Problems) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    view! {
                <div class="writing">
                    {tools}
                    <TextArea label="Text" name="text" value=value("text") error=of("text") rows=24 code=true
                        hint="Markdown. Links to other records: 0007-x.md, or [[PLAT-7]]."/>
                    <div class="picture">
                        <FileInput label="Picture" name="picture" accept="image/png,image/jpeg,image/gif,image/webp,image/svg+xml"
                            error=of("picture") hint="PNG, JPEG, GIF, WebP or SVG, at most 5 MB. It is put into the text." optional=true/>
                        <button type="submit" class="button" formaction="/adrs/editor/attach" formenctype="multipart/form-data" formnovalidate>"Attach"</button>
                    </div>
                </div>
    }
    .into_any()
}
