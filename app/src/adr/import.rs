//! Importing a folder or an archive of records in the browser.

use axum::{
    extract::{Multipart, RawQuery},
    http::{HeaderMap, HeaderName},
};
use leptos::prelude::*;
use registry::{
    adr::{
        Files, ImportReport, Log, archive, log,
        report::{Imported, Outcome},
        source::{MOST_KEPT, Origin},
        unlinked, visible,
    },
    identity::Act,
    kernel::{Error, Problems},
};

use super::written::as_written;
use crate::{
    cells,
    ui::{
        Badge, Breadcrumb, Button, ButtonLink, Buttons, Callout, Col, Columns, Day, ErrorSummary, Field, FileInput,
        Here, Link, Look, NoticeKind, PageHead, Row, StatusBadge, Table, TextInput, Tone, count, none,
    },
    web::{Ctx, Fault, Reply, Sent, SentFile, Typed, error_of, heavy, value_of},
};

const TITLE: &str = "Import records";

/// The field an archive is chosen in.
const ARCHIVE: &str = "archive";

/// `GET /adrs/import`, with `?log=KEY` into that log.
pub async fn new(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let logs = ctx.registry().records().logs(&ctx.actor).await?;
    let asked = Typed::query(query.as_deref());
    ctx.page(Here::Decisions, TITLE, move || form(&logs, &asked, Problems::new()))
        .await
}

/// The files that were sent, and what to call them: those of the folder, or those in the archive.
/// Beside its field what is wrong with them; a fault is ours.
async fn files(sent: Sent) -> Result<Result<(Files, Origin), Error>, Fault> {
    let refused = |field, sentence: String| Ok(Err(Error::invalid(field, sentence)));
    if let Some(broken) = sent.broken {
        let field = if broken.field == ARCHIVE { ARCHIVE } else { "files" };
        let sentence = if broken.too_large {
            "Together the files are larger than 20 MB. Import such a folder with “twoway adr import”."
        } else {
            "The files did not arrive whole. Try again."
        };
        return refused(field, sentence.to_owned());
    }
    let origin = |what: &str, name: &str| {
        let name: String = name
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(200)
            .collect();
        Origin {
            source: format!("{what} {name}").trim().to_owned(),
            revision: None,
        }
    };
    let (archives, files): (Vec<_>, Vec<_>) = sent.files.into_iter().partition(|file| file.field == ARCHIVE);
    let files: Vec<_> = files.into_iter().map(|file| (file.name, file.bytes)).collect();
    match (archives.into_iter().next_back(), files) {
        (Some(_), files) if !files.is_empty() => {
            let sentence = "Choose either an archive or a folder; only one can be imported at a time.";
            refused(ARCHIVE, sentence.to_owned())
        }
        (Some(SentFile { name, bytes, .. }), _) => match heavy::aside(move || archive::read(&bytes)).await? {
            Ok(files) => Ok(Ok((files, origin("Archive", &name)))),
            Err(why) => refused(ARCHIVE, why.to_string()),
        },
        (None, files) if files.is_empty() => {
            let sentence = "Choose a folder, or some files. A .zip or .tar.gz archive will do as well.";
            refused("files", sentence.to_owned())
        }
        (None, files) => {
            let folder = files.first().and_then(|(path, _)| path.split_once('/'));
            let origin = folder.map_or_else(|| origin("Files", ""), |(name, _)| origin("Folder", name));
            let files = Files {
                files,
                ..Files::default()
            };
            Ok(Ok((files.within(), origin)))
        }
    }
}

/// Sent by the script that shows how far an upload is.
const SCRIPT: HeaderName = HeaderName::from_static("x-upload");

/// `POST /adrs/import`
pub async fn import(ctx: Ctx, headers: HeaderMap, multipart: Multipart) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let mut sent = Sent::receive(multipart, &[ARCHIVE, "files", "more"]).await;
    let typed = std::mem::take(&mut sent.typed);
    let _room = heavy::room().await?;
    let imported = match files(sent).await? {
        Ok((files, origin)) => {
            let records = ctx.registry().records();
            let (log, name) = (typed.get("log"), typed.some("log_name"));
            records.import_from(&ctx.actor, log, name, files, &origin).await
        }
        Err(error) => Err(error),
    };
    match imported {
        Ok(report) => {
            ctx.page(Here::Decisions, "Imported records", move || done(&report))
                .await
        }
        Err(Error::Invalid(problems)) => {
            let logs = ctx.registry().records().logs(&ctx.actor).await?;
            let view = move || form(&logs, &typed, problems);
            // A script puts the page in place itself; a browser would call any other status a failure.
            if headers.contains_key(SCRIPT) {
                return ctx.page(Here::Decisions, TITLE, view).await;
            }
            ctx.page_again(Here::Decisions, TITLE, view).await
        }
        Err(error) => Err(error.into()),
    }
}

fn form(logs: &[Log], typed: &Typed, problems: Problems) -> AnyView {
    let (of, value) = (error_of(&problems), value_of(typed));
    let above = view! { <Breadcrumb links=vec![Link::new("/adrs", "Decisions")] here="Import"/> };
    let known = logs
        .iter()
        .map(|log| view! { <option value=log.key.clone()>{log::title(&log.key, &log.name)}</option> })
        .collect_view();
    // The attribute has no hyphen and Leptos does not know it.
    let folder = view! { <input type="file" id="files" name="files" multiple=true/> }.attr("webkitdirectory", "");
    let (log_error, files_error, name_error) = (of("log"), of("files"), of("log_name"));
    let archive_error = of("archive");
    let (log, log_name) = (value("log"), value("log_name"));
    view! {
        <PageHead title=TITLE above=above/>
        <ErrorSummary problems=problems/>
        <Columns>
            <form data-upload="" method="post" action="/adrs/import" enctype="multipart/form-data" class="form">
                <p>"Records in Markdown or reStructuredText, in the style of adr-tools, MADR, log4brains and others. The bytes of every file are kept. A report then lists what each file became; indexes and templates are skipped. If something stops the import, the log stays as it was."</p>
                <TextInput label="Key of the log" name="log" value=log error=log_error required=true short=true list="logs"
                    hint="Such as PLAT. Importing into a log again updates what changed."/>
                <datalist id="logs">{known}</datalist>
                <TextInput label="Name of the log" name="log_name" value=log_name error=name_error optional=true
                    hint="For a new log, such as Platform decisions."/>
                <Field label="Folder" name="files" error=files_error optional=true hint="The folder of records, with all folders in it.">
                    {folder}
                </Field>
                <details>
                    <summary>"Or choose single files"</summary>
                    <FileInput label="Files" name="more" multiple=true accept=".md,.markdown,.rst" optional=true/>
                </details>
                <FileInput label="Archive (.zip or .tar.gz)" name="archive" accept=".zip,.tar.gz,.tgz,.gz" error=archive_error optional=true
                    hint="Instead of a folder: up to 20 MB packed and 200 MB unpacked. Links in it are not followed, archives in it not opened."/>
                <p class="hint">"A Git repository is named on the page of its log, and imported from there. A new log begins with its first record: import a file of it here, or "<a href="/adrs/new">"write one"</a>"."</p>
                <Buttons>
                    <Button look=Look::Primary>"Import"</Button>
                    <ButtonLink href="/adrs">"Cancel"</ButtonLink>
                </Buttons>
            </form>
        </Columns>
    }
    .into_any()
}

/// Whether somebody has to look at what a file became: something in it was unclear, or it and its
/// record both changed.
fn needs_a_look(file: &Imported) -> bool {
    let unclear = file.outcome.facts().is_some_and(|facts| !facts.diagnostics.is_empty());
    unclear || matches!(file.outcome, Outcome::Conflict(_))
}

/// What the files came to, set off: their totals, and how many records need a look.
pub fn came_to(totals: &str, files: &[Imported]) -> AnyView {
    let many = files.iter().filter(|file| needs_a_look(file)).count();
    if many == 0 {
        let totals = totals.to_owned();
        return view! { <Callout kind=NoticeKind::Done role="status">{totals}</Callout> }.into_any();
    }
    let (verb, first) = if many == 1 {
        ("needs", "It stands first")
    } else {
        ("need", "They stand first")
    };
    let look = format!("{} {verb} a look. ", count(many, "record", "records"));
    let totals = format!("{first} below. {totals}");
    view! { <Callout kind=NoticeKind::Warning role="status"><b>{look}</b>{totals}</Callout> }.into_any()
}

/// The files the page lists, those that need a look first: all, or of very many those that are
/// records before the others.
fn listed(files: &[Imported]) -> Vec<&Imported> {
    let (look, settled): (Vec<_>, Vec<_>) = files.iter().partition(|file| needs_a_look(file));
    if files.len() <= MOST_KEPT {
        return look.into_iter().chain(settled).collect();
    }
    let (records, others): (Vec<_>, Vec<_>) = settled.into_iter().partition(|file| file.outcome.facts().is_some());
    look.into_iter().chain(records).chain(others).take(MOST_KEPT).collect()
}

/// A value as the registry has it, and below it as the file has it where that is more than
/// another way to write it.
fn beside(value: AnyView, said: &str, raw: Option<&str>) -> AnyView {
    let raw = raw.map(unlinked);
    let raw = raw
        .as_deref()
        .map(str::trim)
        .filter(|raw| !raw.is_empty() && !raw.eq_ignore_ascii_case(said));
    let Some(raw) = raw else { return value };
    let shown: String = raw.chars().take(80).collect();
    let more = if raw.chars().count() > 80 { "…" } else { "" };
    view! { <span class="raw"><span>{value}</span><small>"in the file: "{as_written(&shown)}{more}</small></span> }
        .into_any()
}

/// What each file became: the table of every report.
pub fn table(log: &str, files: &[Imported]) -> AnyView {
    let rows: Vec<Row> = listed(files)
        .into_iter()
        .map(|file| {
            let path = visible(&file.path);
            let path = view! { <span class="path">{path}</span> };
            let word = file.outcome.word();
            match (&file.outcome, file.outcome.facts()) {
                (Outcome::Skipped(reason), _) => Row::faint(cells![path, word, "", "", "", "", visible(reason)]),
                (outcome, Some(facts)) => {
                    let number = facts.number.unwrap_or_default();
                    let address = format!("/adrs/{log}/{number}");
                    let title = as_written(&facts.title);
                    let conflict = facts.conflict.iter().map(|it| ("Conflict", it));
                    let unclear = facts.diagnostics.iter().map(|it| ("Unclear", it));
                    let look = conflict
                        .chain(unclear)
                        .map(|(badge, it)| {
                            view! { <small><Badge tone=Tone::Watch text=badge/>" "{visible(it)}</small> }
                        })
                        .collect_view();
                    let notes = facts
                        .notes
                        .iter()
                        .map(|it| view! { <small>{visible(it)}</small> })
                        .collect_view();
                    let compare = matches!(outcome, Outcome::Conflict(_)).then(
                        || view! { <small><a href=format!("{address}/incoming")>"Compare and choose"</a></small> },
                    );
                    let record = view! { <a class="n" href=address>{format!("{log}-{number:04}")}</a> }.into_any();
                    let status =
                        view! { <StatusBadge status=facts.status.as_str() label=facts.status.label()/> }.into_any();
                    let decided_on = facts.decided_on.filter(|_| facts.status.is_decided());
                    let day = facts.decided_on.map(|on| on.to_string()).unwrap_or_default();
                    let decided = decided_on.map_or_else(none, |on| view! { <Day on=on/> }.into_any());
                    Row::new(cells![
                        path,
                        word,
                        beside(record, &number.to_string(), facts.raw_number.as_deref()),
                        beside(status, facts.status.as_str(), facts.raw_status.as_deref()),
                        beside(
                            decided,
                            if decided_on.is_some() { &day } else { "" },
                            facts.raw_date.as_deref()
                        ),
                        view! { <span class="whole">{facts.dialect.label()}</span> },
                        view! { <span class="two"><span>{title}</span>{look}{notes}{compare}</span> },
                    ])
                }
                (_, None) => Row::new(cells![path, word, "", "", "", "", ""]),
            }
        })
        .collect();
    view! {
        <Table caption="What each file became" rows=rows
            cols=vec![
                Col::text("File"), Col::text("Outcome").minor(), Col::text("Record"), Col::text("Status"),
                Col::text("Decided").minor(), Col::text("Dialect").minor(), Col::text("Title, or why not").plain(),
            ]/>
    }
    .into_any()
}

fn done(report: &ImportReport) -> AnyView {
    let log = report.log.key.clone();
    let more = (report.files.len() > MOST_KEPT).then(|| {
        let text =
            format!("{MOST_KEPT} of them are listed, records first. “twoway adr import” with --report lists all.");
        view! { <p class="hint">{text}</p> }
    });
    let above =
        view! { <Breadcrumb links=vec![Link::new("/adrs", "Decisions"), Link::new("/adrs/import", "Import")]/> };
    let title = format!("Imported into {log}");
    let (to_log, to_list) = (format!("/adrs/logs/{log}"), format!("/adrs?log={log}"));
    let actions = view! {
        <ButtonLink href=to_log>"About the log"</ButtonLink>
        <ButtonLink href=to_list look=Look::Primary>"See the log"</ButtonLink>
    };
    let held = count(report.log.records, "record", "records");
    let said = format!("{}. The log now holds {held}.", report.totals());
    let table = table(&log, &report.files);
    let said = came_to(&said, &report.files);
    let name = Some(report.log.name.clone()).filter(|name| *name != log);
    view! {
        <PageHead title=title sub=name above=above actions=actions/>
        <Columns>
            {said}
            {more}
            {table}
        </Columns>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use registry::adr::{Dialect, Status, report::Facts};

    use crate::ui::render;

    use super::*;

    /// A record that is new to the log.
    fn new(notes: &[&str], diagnostics: &[&str]) -> Facts {
        let owned = |said: &[&str]| said.iter().map(ToString::to_string).collect();
        Facts {
            dialect: Dialect::Nygard,
            number: Some(1),
            raw_number: None,
            status: Status::Accepted,
            raw_status: None,
            decided_on: None,
            raw_date: None,
            title: "Use SQS".into(),
            relations: Vec::new(),
            diagnostics: owned(diagnostics),
            conflict: None,
            notes: owned(notes),
        }
    }

    #[test]
    fn of_very_many_files_the_records_are_listed() {
        let file = |number: usize| Imported {
            path: format!("{number}.md"),
            outcome: Outcome::Skipped("No record.".into()),
        };
        let few: Vec<Imported> = (0..MOST_KEPT).map(file).collect();
        assert_eq!(listed(&few).len(), MOST_KEPT);
        let mut many: Vec<Imported> = (0..=MOST_KEPT).map(file).collect();
        many[MOST_KEPT].outcome = Outcome::New(Box::new(new(&[], &[])));
        let listed = listed(&many);
        assert_eq!((listed.len(), listed[0]), (MOST_KEPT, &many[MOST_KEPT]));
    }

    #[test]
    fn what_an_import_did_needs_no_look_and_what_is_unclear_does() {
        let file = |facts: Facts| Imported {
            path: "20240715-use-lakes.md".into(),
            outcome: Outcome::New(Box::new(facts)),
        };
        assert!(!needs_a_look(&file(new(&["It became number 1."], &[]))));
        assert!(needs_a_look(&file(new(&[], &["The date is odd."]))));
    }

    #[test]
    fn in_a_conflict_what_was_unclear_keeps_its_own_sign() {
        let facts = Facts {
            conflict: Some("Both changed.".into()),
            ..new(&[], &["The date is odd."])
        };
        let file = Imported {
            path: "0001-use-sqs.md".into(),
            outcome: Outcome::Conflict(Box::new(facts)),
        };
        let html = render(move || table("PLAT", &[file])).html;
        let at = |part: &str| html.find(part).unwrap_or_else(|| panic!("{part} in {html}"));
        assert_eq!(html.matches("Conflict").count(), 1);
        assert!(at("Conflict") < at("Both changed.") && at("Both changed.") < at("Unclear"));
        assert!(at("Unclear") < at("The date is odd."));
    }
}
