//! A decision log: what it holds, where it comes from, what its imports came to.

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    adr::{
        Log, Status, log,
        source::{Origins, Report, Run, Source},
        visible,
    },
    identity::Act,
    kernel::{Error, Problems},
};

use super::import::{came_to, table};
use crate::{
    cells,
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Callout, Col, Columns, Empty, ErrorSummary, Fact, Facts, Here, Link,
        Look, NoticeKind, PageHead, Row, Section, Slot, Table, TextInput, Time, count, none, sentence,
    },
    web::{Ctx, Fault, Reply, Typed, error_of, id_in},
};

/// A log's page.
pub fn address(log: &str) -> String {
    format!("/adrs/logs/{log}")
}

/// A log's name, where it is more than its key.
fn named(log: &Log) -> Option<String> {
    Some(log.name.clone()).filter(|name| !name.eq_ignore_ascii_case(&log.key))
}

/// The way to a log's page.
pub fn crumbs(log: &Log) -> Vec<Link> {
    vec![
        Link::new("/adrs", "Decisions"),
        Link::new(address(&log.key), log::title(&log.key, &log.name)),
    ]
}

/// That no log has a key.
pub fn unknown(key: &str) -> String {
    let key: String = key.trim().to_uppercase().chars().take(24).collect();
    format!("There is no log {}", visible(&key))
}

/// `GET /adrs/logs/{key}`
pub async fn one(ctx: Ctx, Path(key): Path<String>) -> Reply {
    let of = ctx.registry().sources().of(&ctx.actor, &key).await;
    let of = of.map_err(|error| match error {
        Error::NotFound("decision log") => Fault::missing(format!("{}.", unknown(&key))),
        error => error.into(),
    })?;
    page(&ctx, of, &Typed::default(), Problems::new()).await
}

async fn page(ctx: &Ctx, of: Origins, typed: &Typed, problems: Problems) -> Reply {
    let may = (ctx.may(Act::WriteRecords), ctx.may(Act::ChangeSettings));
    let again = !problems.is_empty();
    let title = of.log.name.clone();
    let now = ctx.registry().now();
    let busy = of
        .source
        .as_ref()
        .is_some_and(|source| source.leased_until.is_some_and(|until| until > now));
    let quorum = ctx.registry().records().quorum(&ctx.actor, &of.log.key).await?;
    let sign_off = sign_off(&of.log, quorum, may.1, typed, &problems);
    let view = move || view(&of, busy, may, sign_off, problems);
    if again {
        return ctx.page_again(Here::Decisions, &title, view).await;
    }
    ctx.page(Here::Decisions, &title, view).await
}

/// `POST /adrs/logs/{key}/import`
pub async fn ask(ctx: Ctx, Path(key): Path<String>) -> Reply {
    let sources = ctx.registry().sources();
    match sources.ask(&ctx.actor, &key).await {
        Ok(()) => {
            let said = "The import begins within seconds. Open this page again to see what it came to.";
            ctx.done(&address(&key), said).await
        }
        Err(Error::Invalid(problems)) => {
            let of = sources.of(&ctx.actor, &key).await?;
            page(&ctx, of, &Typed::default(), problems).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /adrs/logs/{key}/quorum`
pub async fn set_quorum(ctx: Ctx, Path(key): Path<String>, typed: Typed) -> Reply {
    let records = ctx.registry().records();
    match records.set_quorum(&ctx.actor, &key, typed.get("quorum")).await {
        Ok(()) => ctx.done(&address(&key), "Saved. It counts from now on.").await,
        Err(Error::Invalid(problems)) => {
            let of = ctx.registry().sources().of(&ctx.actor, &key).await?;
            page(&ctx, of, &typed, problems).await
        }
        Err(error) => Err(error.into()),
    }
}

/// How many approvals an acceptance takes, and for whoever may the form that changes it.
fn sign_off(
    log: &Log,
    quorum: i64,
    may_settle: bool,
    typed: &Typed,
    problems: &Problems,
) -> impl FnOnce() -> AnyView + Send + use<> {
    let error = error_of(problems)("quorum");
    let value = if typed.has("quorum") {
        typed.get("quorum").to_owned()
    } else {
        quorum.to_string()
    };
    let action = format!("{}/quorum", address(&log.key));
    move || {
        let said = match quorum {
            1 => "Before a record is accepted, somebody who wrote neither it nor its text as it is has to approve it. Accepting counts as an approval."
                .to_owned(),
            more => {
                format!(
                    "Before a record is accepted, {more} people who wrote neither it nor its text as it is have to approve it. Accepting counts as an approval."
                )
            }
        };
        let form = may_settle.then(|| {
            view! {
                <form method="post" action=action class="form filters">
                    <TextInput label="Approvals needed" name="quorum" value=value error=error inputmode="numeric" short=true/>
                    <Button>"Save"</Button>
                </form>
            }
        });
        view! { <Section title="Sign-off"><p class="note">{said}</p>{form}</Section> }.into_any()
    }
}

/// `GET /adrs/logs/{key}/imports/{run}`
pub async fn report(ctx: Ctx, Path((key, run)): Path<(String, String)>) -> Reply {
    let run = id_in(&run, "import")?;
    let report = ctx.registry().sources().report(&ctx.actor, &key, run).await?;
    let title = format!("An import into {}", report.log.key);
    ctx.page(Here::Decisions, &title.clone(), move || report_view(&report, title))
        .await
}

fn report_view(report: &Report, title: String) -> AnyView {
    let above = view! { <Breadcrumb links=crumbs(&report.log) here="Import"/> };
    let run = &report.run;
    let files = if report.files.is_empty() {
        view! { <Empty title="No file was read" text="The line above says why."/> }.into_any()
    } else {
        table(&report.log.key, &report.files)
    };
    let outcome = match run.error {
        Some(_) => outcome(run),
        None => came_to(&run.totals, &report.files),
    };
    let name = named(&report.log);
    let revision = run
        .revision
        .clone()
        .map(|revision| view! { <Fact term="Commit"><code>{revision}</code></Fact> });
    let (person, source, at) = (run.person.clone(), run.source.clone(), run.at.at());
    let facts = view! {
        <Section title="Facts">
            <Facts>
                <Fact term="When"><Time at=at/></Fact>
                <Fact term="By">{person}</Fact>
                <Fact term="From"><span class="break">{source}</span></Fact>
                {revision}
            </Facts>
        </Section>
    };
    view! {
        <PageHead title=title sub=name above=above/>
        <Columns facts=facts>
            {outcome}
            {files}
        </Columns>
    }
    .into_any()
}

/// What a run came to, set off.
fn outcome(run: &Run) -> AnyView {
    if let Some(error) = run.error.clone() {
        return view! { <Callout kind=NoticeKind::Problem><b>"The import failed. "</b>{error}</Callout> }.into_any();
    }
    let totals = run.totals.clone();
    view! { <Callout kind=NoticeKind::Done>{totals}</Callout> }.into_any()
}

fn view(
    of: &Origins,
    busy: bool,
    (may_write, may_settle): (bool, bool),
    sign_off: impl FnOnce() -> AnyView,
    problems: Problems,
) -> AnyView {
    let log = &of.log;
    let key = log.key.clone();
    let above = view! { <Breadcrumb links=vec![Link::new("/adrs", "Decisions")] here=key.clone()/> };
    let write = may_write.then(|| {
        view! {
            <ButtonLink href=format!("/adrs/import?log={key}")>"Import into this log"</ButtonLink>
            <ButtonLink href=format!("/adrs/new?log={key}")>"Write a record"</ButtonLink>
        }
    });
    let actions: Slot =
        view! { {write}<ButtonLink href=format!("/adrs?log={key}")>"See its records"</ButtonLink> }.into();
    let total: i64 = of.counts.iter().map(|(_, count)| count).sum();
    let conflicts = (!of.conflicts.is_empty()).then(|| {
        let items = of
            .conflicts
            .iter()
            .map(|(number, title)| {
                let to = format!("/adrs/{key}/{number}/incoming");
                let label = registry::adr::record::label(&key, Some(*number));
                view! { <li><a href=to>{label}" "{title.clone()}</a></li> }
            })
            .collect_view();
        let many = sentence(&count(of.conflicts.len(), "record", "records"));
        view! {
            <Callout kind=NoticeKind::Warning>
                <p><b>{many}" changed both here and in the file. Compare and choose:"</b></p>
                <ul>{items}</ul>
            </Callout>
        }
    });
    let source = source(log, of.source.as_ref(), busy, may_write, may_settle);
    let runs = runs(log, &of.runs);
    let last = of.runs.first().filter(|run| run.error.is_some()).map(outcome);
    let (facts, sign_off) = (facts(of, total), sign_off());
    let sub = named(log).map(|_| key);
    view! {
        <PageHead title=log.name.clone() sub=sub above=above actions=actions/>
        <ErrorSummary problems=problems/>
        <Columns facts=facts>
            {last}
            {conflicts}
            {sign_off}
            {source}
            {runs}
        </Columns>
    }
    .into_any()
}

fn facts(of: &Origins, total: i64) -> AnyView {
    let key = of.log.key.clone();
    let counts = of
        .counts
        .iter()
        .map(|(status, count): &(Status, i64)| {
            let to = format!("/adrs?log={key}&status={}", status.as_str());
            let (term, count) = (status.label(), count.to_string());
            view! { <Fact term=term><a class="n" href=to>{count}</a></Fact> }
        })
        .collect_view();
    let exports = ["zip", "tar.gz", "md"].map(|kind| {
        let file = format!("{key}.{kind}");
        let what = match kind {
            "zip" => "every file, as a zip archive",
            "md" => "all records as one document",
            _ => "every file, as a tar archive",
        };
        view! { <li><a href=format!("/adrs/export/{file}") download=file.clone()>{file.clone()}</a><small>{what}</small></li> }
    });
    let exports = exports.collect_view();
    let all = format!("/adrs?log={key}");
    view! {
        <Section title="Records">
            <Facts>
                <Fact term="All"><a class="n" href=all>{total.to_string()}</a></Fact>
                {counts}
            </Facts>
        </Section>
        <Section title="Export"><div class="related"><ul>{exports}</ul></div></Section>
    }
    .into_any()
}

fn source(log: &Log, source: Option<&Source>, busy: bool, may_write: bool, may_settle: bool) -> AnyView {
    let edit = may_settle.then(|| (format!("{}/source", address(&log.key)), "Change"));
    let content = match source {
        None => {
            let text = if may_settle {
                "Name the repository its files live in, and Twoway imports them on demand or on a schedule."
            } else {
                "Its records are written here or imported by hand. An administrator can name a repository to import from."
            };
            let action: Slot = if may_settle {
                let to = format!("{}/source", address(&log.key));
                view! { <ButtonLink href=to look=Look::Primary>"Name a repository"</ButtonLink> }.into()
            } else {
                Slot::default()
            };
            return view! {
                <Section title="Where it comes from"><Empty title="No repository" text=text action=action/></Section>
            }
            .into_any();
        }
        Some(source) => {
            let optional = |value: &Option<String>, none: &str| value.clone().unwrap_or_else(|| none.to_owned());
            let (branch, folder) = (
                optional(&source.branch, "the one the repository says"),
                optional(&source.folder, "all of it"),
            );
            let due = match (busy, source.due_at) {
                (true, _) => "being imported now".into_any(),
                (false, Some(at)) => view! { <Time at=at.at()/> }.into_any(),
                (false, None) => "when somebody asks".into_any(),
            };
            let import = (may_write && !busy).then(|| {
                view! {
                    <form method="post" action=format!("{}/import", address(&log.key))>
                        <Buttons><Button look=Look::Primary>"Import now"</Button></Buttons>
                    </form>
                }
            });
            let again = busy.then(|| {
                view! { <p><a href=address(&log.key)>"Look again"</a></p> }
            });
            let (url, schedule) = (source.url.clone(), source.schedule.label());
            view! {
                <Facts>
                    <Fact term="Repository"><code class="break">{url}</code></Fact>
                    <Fact term="Branch">{branch}</Fact>
                    <Fact term="Folder">{folder}</Fact>
                    <Fact term="Imported">{schedule}</Fact>
                    <Fact term="Next">{due}</Fact>
                </Facts>
                {import}
                {again}
            }
            .into_any()
        }
    };
    match edit {
        Some(link) => view! { <Section title="Where it comes from" link=link>{content}</Section> }.into_any(),
        None => view! { <Section title="Where it comes from">{content}</Section> }.into_any(),
    }
}

fn runs(log: &Log, runs: &[Run]) -> AnyView {
    if runs.is_empty() {
        return view! {
            <Section title="Imports"><Empty title="Nothing was imported yet" text="Each import is listed here with what it made of each file."/></Section>
        }
        .into_any();
    }
    let rows: Vec<Row> = runs
        .iter()
        .map(|run| {
            let to = format!("{}/imports/{}", address(&log.key), run.id);
            let said = run.error.clone().unwrap_or_else(|| run.totals.clone());
            let failed = run.error.is_some().then(|| view! { <b>"Failed: "</b> });
            let commit = run.revision.as_deref().map_or_else(none, |revision| {
                let short: String = revision.chars().take(10).collect();
                view! { <code>{short}</code> }.into_any()
            });
            let (person, from) = (run.person.clone(), run.source.clone());
            Row::new(cells![
                view! { <span class="two"><a class="n" href=to><Time at=run.at.at()/></a><small>{person}</small></span> },
                view! { <span class="two"><span>{failed}{said}</span><small class="break">{from}</small></span> },
                commit,
            ])
        })
        .collect();
    view! {
        <Section title="Imports" note="the latest first">
            <Table caption="Imports into this log" rows=rows
                cols=vec![Col::text("When, by whom"), Col::text("What it came to, from where").plain(), Col::text("Commit").minor()]/>
        </Section>
    }
    .into_any()
}
