//! Importing a folder or an archive of records in the browser.

use axum::{
    extract::{Multipart, multipart::MultipartError},
    http::StatusCode,
};
use leptos::prelude::*;
use registry::{
    adr::{
        Files, ImportReport, Log, archive,
        record::{Imported, Outcome},
    },
    identity::Act,
    kernel::{Error, Problems},
};

use crate::{
    cells,
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Callout, Col, Columns, ErrorSummary, Field, FileInput, Here, Link,
        Look, NoticeKind, PageHead, Row, StatusBadge, Table, TextInput,
    },
    web::{Ctx, Reply, Typed, error_of, value_of},
};

const TITLE: &str = "Import records";
/// The most files the page after an import lists.
const MOST_ROWS: usize = 2000;

/// `GET /adrs/import`
pub async fn new(ctx: Ctx) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let logs = ctx.registry().records().logs(&ctx.actor).await?;
    ctx.page(Here::Decisions, TITLE, move || {
        form(&logs, &Typed::default(), Problems::new())
    })
    .await
}

/// What a form with files was sent with, as far as it came.
#[derive(Default)]
struct Sent {
    typed: Vec<(String, String)>,
    files: Vec<(String, Vec<u8>)>,
    archive: Option<Vec<u8>>,
    /// The field that was being sent.
    at: &'static str,
}

async fn receive(mut multipart: Multipart, sent: &mut Sent) -> Result<(), MultipartError> {
    while let Some(field) = multipart.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_archive = name == "archive";
        if is_archive || name == "files" || name == "more" {
            sent.at = if is_archive { "archive" } else { "files" };
            let path = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await?.to_vec();
            // A file field nobody used is sent as one nameless, empty file.
            if path.is_empty() {
                continue;
            }
            if is_archive {
                sent.archive = Some(bytes);
            } else {
                sent.files.push((path, bytes));
            }
        } else {
            let value = field.text().await?;
            sent.typed.push((name, value));
        }
    }
    Ok(())
}

/// The files that were sent: those of the folder, or those in the archive.
async fn files(received: Result<(), MultipartError>, sent: Sent) -> Result<Files, Error> {
    if let Err(error) = received {
        let field = if sent.at.is_empty() { "files" } else { sent.at };
        let sentence = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            "Together the files are larger than 20 MB. Import such a folder with “twoway adr import”."
        } else {
            "The files did not arrive whole. Try again."
        };
        return Err(Error::invalid(field, sentence));
    }
    match (sent.archive, sent.files) {
        (Some(_), files) if !files.is_empty() => {
            let sentence = "Choose either an archive or a folder; only one can be imported at a time.";
            Err(Error::invalid("archive", sentence))
        }
        (Some(bytes), _) => {
            // Unpacking keeps a processor busy; pages are served meanwhile.
            let read = tokio::task::spawn_blocking(move || archive::read(&bytes)).await;
            let read = read.map_err(|_| Error::invalid("archive", archive::Refused::Damaged.to_string()))?;
            read.map_err(|refused| Error::invalid("archive", refused.to_string()))
        }
        (None, files) if files.is_empty() => {
            let sentence = "Choose a folder, or some files. A .zip or .tar.gz archive will do as well.";
            Err(Error::invalid("files", sentence))
        }
        (None, files) => Ok(Files {
            files,
            ..Files::default()
        }
        .within()),
    }
}

/// `POST /adrs/import`
pub async fn import(ctx: Ctx, multipart: Multipart) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let mut sent = Sent::default();
    let received = receive(multipart, &mut sent).await;
    let typed = Typed::of(std::mem::take(&mut sent.typed));
    let imported = match files(received, sent).await {
        Ok(Files { files, skipped }) => {
            let records = ctx.registry().records();
            let imported = records.import(&ctx.actor, typed.get("log"), typed.some("log_name"), files);
            imported.await.map(|mut report| {
                for (path, reason) in skipped {
                    report.skip(path, reason);
                }
                report
            })
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
            ctx.page_again(Here::Decisions, TITLE, move || form(&logs, &typed, problems))
                .await
        }
        Err(error) => Err(error.into()),
    }
}

fn form(logs: &[Log], typed: &Typed, problems: Problems) -> AnyView {
    let (of, value) = (error_of(&problems), value_of(typed));
    let above = view! { <Breadcrumb links=vec![Link::new("/adrs", "Decisions")] here="Import"/> };
    let known = logs
        .iter()
        .map(|log| view! { <option value=log.key.clone()>{log.name.clone()}</option> })
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
            <form method="post" action="/adrs/import" enctype="multipart/form-data" class="form">
                <p>"Markdown records of any of the usual forms: adr-tools, MADR 2 to 4, log4brains and others. Every file is kept byte for byte and listed with what it became; indexes and templates are left out and said so. All files are imported, or none."</p>
                <TextInput label="Key of the log" name="log" value=log error=log_error required=true short=true list="logs"
                    hint="Such as PLAT. Importing into a log again updates what changed."/>
                <datalist id="logs">{known}</datalist>
                <TextInput label="Name of the log" name="log_name" value=log_name error=name_error optional=true
                    hint="For a new log, such as Platform decisions."/>
                <Field label="Folder" name="files" error=files_error hint="The repository’s folder of records, with all folders in it.">
                    {folder}
                </Field>
                <details>
                    <summary>"Or choose single files"</summary>
                    <FileInput label="Files" name="more" multiple=true accept=".md,.markdown,.rst" optional=true/>
                </details>
                <FileInput label="Archive (.zip or .tar.gz)" name="archive" accept=".zip,.tar.gz,.tgz,.gz" error=archive_error optional=true
                    hint="Instead of a folder: up to 20 MB packed and 200 MB unpacked. Links in it are not followed, archives in it not opened."/>
                <Buttons>
                    <Button look=Look::Primary>"Import"</Button>
                    <ButtonLink href="/adrs">"Cancel"</ButtonLink>
                </Buttons>
            </form>
        </Columns>
    }
    .into_any()
}

/// The files the page lists: all, or of very many those that are records first.
fn listed(files: &[Imported]) -> Vec<&Imported> {
    if files.len() <= MOST_ROWS {
        return files.iter().collect();
    }
    let (records, others): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.outcome.facts().is_some());
    records.into_iter().chain(others).take(MOST_ROWS).collect()
}

fn done(report: &ImportReport) -> AnyView {
    let log = report.log.key.clone();
    let listed = listed(&report.files);
    let more = (listed.len() < report.files.len()).then(|| {
        let text =
            format!("{MOST_ROWS} of them are listed, records first. “twoway adr import” with --report lists all.");
        view! { <p class="hint">{text}</p> }
    });
    let rows: Vec<Row> = listed
        .into_iter()
        .map(|file| {
            let word = file.outcome.word();
            match (&file.outcome, file.outcome.facts()) {
                (Outcome::Skipped(reason), _) => {
                    Row::faint(cells![file.path.clone(), word, "", "", "", reason.clone()])
                }
                (_, Some(facts)) => {
                    let number = facts.number.unwrap_or_default();
                    let title = facts.title.clone();
                    let notes = facts
                        .diagnostics
                        .iter()
                        .map(|it| view! { <small>{it.clone()}</small> })
                        .collect_view();
                    Row::new(cells![
                        file.path.clone(),
                        word,
                        view! { <a class="n" href=format!("/adrs/{log}/{number}")>{format!("{log}-{number:04}")}</a> },
                        view! { <StatusBadge status=facts.status.as_str() label=facts.status.label()/> },
                        facts.dialect.label(),
                        view! { <span class="two"><span>{title}</span>{notes}</span> },
                    ])
                }
                (_, None) => Row::new(cells![file.path.clone(), word, "", "", "", ""]),
            }
        })
        .collect();
    let above =
        view! { <Breadcrumb links=vec![Link::new("/adrs", "Decisions"), Link::new("/adrs/import", "Import")]/> };
    let title = format!("Imported into {}", report.log.key);
    let to_log = format!("/adrs?log={}", report.log.key);
    let actions = view! { <ButtonLink href=to_log look=Look::Primary>"See the log"</ButtonLink> };
    let said = format!("{}. The log now holds {} records.", report.totals(), report.log.records);
    view! {
        <PageHead title=title sub=report.log.name.clone() above=above actions=actions/>
        <Columns>
            <Callout kind=NoticeKind::Done role="status">{said}</Callout>
            {more}
            <Table caption="What each file became" rows=rows
                cols=vec![
                    Col::text("File"), Col::text("Outcome"), Col::text("Record"), Col::text("Status"), Col::text("Dialect").minor(),
                    Col::text("Title, or why not"),
                ]/>
        </Columns>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use registry::adr::{Dialect, Status, record::Facts};

    use super::*;

    #[test]
    fn of_very_many_files_the_records_are_listed() {
        let file = |number: usize| Imported {
            path: format!("{number}.md"),
            outcome: Outcome::Skipped("No record.".into()),
        };
        let few: Vec<Imported> = (0..MOST_ROWS).map(file).collect();
        assert_eq!(listed(&few).len(), MOST_ROWS);
        let mut many: Vec<Imported> = (0..=MOST_ROWS).map(file).collect();
        many[MOST_ROWS].outcome = Outcome::New(Box::new(Facts {
            dialect: Dialect::Nygard,
            number: Some(1),
            status: Status::Accepted,
            raw_status: None,
            decided_on: None,
            raw_date: None,
            title: "Use SQS".into(),
            relations: Vec::new(),
            diagnostics: Vec::new(),
        }));
        let listed = listed(&many);
        assert_eq!((listed.len(), listed[0]), (MOST_ROWS, &many[MOST_ROWS]));
    }
}
