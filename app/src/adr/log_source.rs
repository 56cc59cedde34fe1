//! The form that names the repository a log is imported from.

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    adr::{
        Log,
        source::{Schedule, Source, SourceDraft},
    },
    identity::Act,
    kernel::{Error, Problems},
};

use super::logs::{address, crumbs};
use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Choice, Columns, ErrorSummary, Here, Hidden, Look, PageHead, Select,
        TextInput,
    },
    web::{Answer, Ctx, Reply, Typed, conflict, error_of, value_of},
};

/// `GET /adrs/logs/{key}/source`
pub async fn edit(ctx: Ctx, Path(key): Path<String>) -> Reply {
    ctx.actor.must(Act::ChangeSettings)?;
    let of = ctx.registry().sources().of(&ctx.actor, &key).await?;
    let typed = stored(of.source.as_ref());
    form(&ctx, of.log, typed, Answer::Open).await
}

fn stored(source: Option<&Source>) -> Typed {
    let Some(source) = source else {
        return Typed::of([("version", "0"), ("schedule", Schedule::Off.key())]);
    };
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    Typed::of([
        ("url", source.url.clone()),
        ("branch", optional(&source.branch)),
        ("folder", optional(&source.folder)),
        ("schedule", source.schedule.key().to_owned()),
        ("version", source.version.to_string()),
    ])
}

/// `POST /adrs/logs/{key}/source`
pub async fn register(ctx: Ctx, Path(key): Path<String>, typed: Typed) -> Reply {
    ctx.actor.must(Act::ChangeSettings)?;
    let draft = SourceDraft {
        url: typed.get("url").to_owned(),
        branch: typed.get("branch").to_owned(),
        folder: typed.get("folder").to_owned(),
        schedule: typed.get("schedule").to_owned(),
    };
    let sources = ctx.registry().sources();
    let version = typed.number("version").unwrap_or(0);
    match sources.register(&ctx.actor, &key, &draft, version).await {
        Ok(()) => {
            let said = if draft.url.trim().is_empty() {
                "This log is no longer imported from a repository."
            } else {
                "The source of this log is saved."
            };
            ctx.done(&address(&key), said).await
        }
        Err(Error::Invalid(problems)) => {
            let of = sources.of(&ctx.actor, &key).await?;
            form(&ctx, of.log, typed, Answer::Wrong(problems)).await
        }
        Err(Error::Conflict { current, .. }) => {
            let of = sources.of(&ctx.actor, &key).await?;
            let now = stored(of.source.as_ref());
            let typed = typed.with("version", current.to_string());
            form(&ctx, of.log, typed, Answer::Newer(now)).await
        }
        Err(error) => Err(error.into()),
    }
}

const FIELDS: [(&str, &str); 4] = [
    ("url", "Repository"),
    ("branch", "Branch"),
    ("folder", "Folder"),
    ("schedule", "Import"),
];

async fn form(ctx: &Ctx, log: Log, typed: Typed, answer: Answer<Typed>) -> Reply {
    let title = format!("Where {} comes from", log.key);
    let (said, problems, theirs) = (title.clone(), answer.problems(), answer.newer().cloned());
    let view = move || form_view(&log, said, &typed, problems, theirs.as_ref());
    answer.page(ctx, Here::Decisions, &title, view).await
}

fn form_view(log: &Log, title: String, typed: &Typed, problems: Problems, theirs: Option<&Typed>) -> AnyView {
    let (of, value) = (error_of(&problems), value_of(typed));
    let above = view! { <Breadcrumb links=crumbs(log) here="Source"/> };
    let newer = theirs.map(|theirs| {
        conflict("changed this", theirs, typed, &FIELDS, |field, value| {
            let schedule = value.parse::<Schedule>().ok().filter(|_| field == "schedule");
            schedule.map_or_else(|| value.to_owned(), |schedule| schedule.label().to_owned())
        })
    });
    let schedules: Vec<Choice> = Schedule::all()
        .iter()
        .map(|schedule| Choice::new(schedule.key(), schedule.label()))
        .collect();
    let [url, branch, folder, schedule, version] = ["url", "branch", "folder", "schedule", "version"].map(&value);
    let [url_error, branch_error, folder_error, schedule_error] = ["url", "branch", "folder", "schedule"].map(&of);
    let (action, back) = (format!("{}/source", address(&log.key)), address(&log.key));
    let mut hint = "https://…, ssh://… or git@host:path, without a password: it is shown to everybody here. ssh uses the keys of the account Twoway runs under.".to_owned();
    if version != "0" {
        hint.push_str(" Empty it to import from no repository any more.");
    }
    view! {
        <PageHead title=title above=above/>
        <ErrorSummary problems=problems/>
        <Columns>
            {newer}
            <form method="post" action=action class="form">
                <p>"Twoway fetches one commit of the repository, without its history, and imports the records in it. A record that people changed here is never replaced; where its file changed too, both texts are kept until somebody chooses."</p>
                <Hidden name="version" value=version/>
                <TextInput label="Repository" name="url" value=url error=url_error inputmode="url" hint=hint/>
                <TextInput label="Branch" name="branch" value=branch error=branch_error optional=true short=true
                    hint="Without one, the branch the repository says."/>
                <TextInput label="Folder" name="folder" value=folder error=folder_error optional=true
                    hint="That holds the records, such as docs/adr. Without one, the whole repository is looked through."/>
                <Select label="Import" name="schedule" choices=schedules value=schedule error=schedule_error/>
                <Buttons>
                    <Button look=Look::Primary>"Save"</Button>
                    <ButtonLink href=back>"Cancel"</ButtonLink>
                </Buttons>
            </form>
        </Columns>
    }
    .into_any()
}
