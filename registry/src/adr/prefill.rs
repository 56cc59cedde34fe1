//! The record a dependency still lacks: which template it starts from, and what the registry
//! already knows and nobody should have to type again.

use std::fmt::Write;

use super::{Log, edit, template};
use crate::inventory::{Category, Dependency, Point};

/// How many places a text lists at most; a record is read by people.
pub const PLACES: usize = 30;

/// What the editor is opened with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Key of the template.
    pub template: &'static str,
    /// The title.
    pub title: String,
    /// The template's text with the title and what the registry knows.
    pub text: String,
    /// Key of the log to propose; none while there is no log.
    pub log: Option<String>,
}

/// Which template a record about a service starts from: the one made for that question, else
/// MADR, in short where the interface is an open standard and little needs arguing.
#[must_use]
pub fn template_for(service: &str, category: Category) -> &'static str {
    match service {
        "stepfunctions" => "step-functions",
        "bedrock-guardrails" => "bedrock-guardrails",
        "sagemaker" | "sagemaker-runtime" => "sagemaker-endpoint",
        "bedrock" | "bedrock-runtime" | "azure-openai" | "litellm" => "model-abstraction",
        "iceberg" | "s3tables" => "iceberg",
        _ if category == Category::OpenStandard => "madr-minimal",
        _ => "madr",
    }
}

/// What the record about a dependency starts from. `points` are its places, `all` the
/// dependencies of every workload, from whose records the log is guessed.
#[must_use]
pub fn start(one: &Dependency, points: &[Point], all: &[Dependency], logs: &[Log]) -> Start {
    let template = template_for(&one.service.key, one.category);
    let title = title(one, template);
    let body = template::by_key(template).map_or("", |template| template.body);
    let text = with_facts(body, &facts(one, points));
    let titled = edit::retitle(super::record::DRAFT, text.as_bytes(), &title);
    Start {
        template,
        title,
        text: edit::shown(&titled),
        log: log_for(one, all, logs),
    }
}

fn title(one: &Dependency, template: &str) -> String {
    // A heading is read for links too, and a title that begins with a bracket as a template's.
    let name = |text: &str| one_line(text).replace(['[', ']'], "");
    let (workload, service) = (name(&one.workload), name(&one.service.name));
    match (template, one.category) {
        ("step-functions", _) => format!("Use Step Functions for the workflow of {workload}"),
        ("bedrock-guardrails", _) => format!("Use Bedrock Guardrails on the model path of {workload}"),
        ("sagemaker-endpoint", _) => format!("Keep {workload} on a SageMaker endpoint"),
        ("model-abstraction", _) => format!("Put a model abstraction layer in front of {service} in {workload}"),
        ("iceberg", _) => format!("Store the training data of {workload} in Iceberg"),
        (_, Category::OpenStandard) => format!("Use {service} in {workload}"),
        (_, Category::Abstractable) => format!("Use {service} in {workload} behind an adapter"),
        (_, Category::DeeplyCoupled) => format!("Couple {workload} to {service} deliberately"),
    }
}

/// The log most records of the same workload are in, else most of all dependencies, else the one
/// with the most records.
fn log_for(one: &Dependency, all: &[Dependency], logs: &[Log]) -> Option<String> {
    let used = |log: &Log, same: bool| {
        all.iter()
            .filter(|other| !same || other.workload_id == one.workload_id)
            .filter(|other| other.record.as_ref().is_some_and(|record| record.log == log.key))
            .count()
    };
    // The first of equals: logs come by key.
    let best = logs
        .iter()
        .rev()
        .max_by_key(|log| (used(log, true), used(log, false), log.records))?;
    Some(best.key.clone())
}

/// The facts as the first thing under the heading that asks for the context.
fn with_facts(body: &str, facts: &str) -> String {
    let mut out = String::with_capacity(body.len() + facts.len() + 2);
    let mut put = false;
    for line in body.split_inclusive('\n') {
        out.push_str(line);
        if !put && line.starts_with("## Context") {
            out.push('\n');
            out.push_str(facts);
            put = true;
        }
    }
    if !put {
        out.push('\n');
        out.push_str(facts);
    }
    out
}

fn facts(one: &Dependency, points: &[Point]) -> String {
    let line = |term: &str, value: &str| format!("* **{term}:** {value}\n");
    let said = |text: &str, missing: &str| {
        if text.trim().is_empty() {
            missing.to_owned()
        } else {
            plain(text)
        }
    };
    let boundary = if one.boundary.trim().is_empty() {
        "none yet: every call is bare".to_owned()
    } else {
        let globs = one.boundary.lines().filter(|glob| !glob.trim().is_empty());
        globs.map(code).collect::<Vec<_>>().join(", ")
    };
    let counted = match (one.points, one.leaking) {
        (0, _) => "none registered yet".to_owned(),
        (points, 0) => format!("{points}, all inside the boundary"),
        (points, leaking) => format!("{points}, of which {leaking} outside the boundary"),
    };
    let mut out = String::from("From the dependency registry:\n\n");
    out += &line("Workload", &plain(&one.workload));
    out += &line(
        "Service",
        &format!(
            "{} ({}, {} layer)",
            plain(&one.service.name),
            plain(&one.service.provider),
            one.service.layer.label()
        ),
    );
    out += &line("Coupling", one.category.label());
    out += &line("Owner", &said(&one.owner, "not named yet"));
    out += &line("Boundary", &boundary);
    out += &line("Exit option", &said(&one.exit_name, "none named yet"));
    out += &line("Integration points", &counted);
    let placed: Vec<&Point> = points.iter().filter(|point| !point.is_count()).collect();
    if !placed.is_empty() {
        out += "\n| place | operation | calls | side |\n|---|---|---:|---|\n";
        for point in placed.iter().take(PLACES) {
            let side = if point.leaking { "leaking" } else { "inside" };
            let operation = if point.operation.is_empty() {
                String::new()
            } else {
                code(&point.operation)
            };
            let (place, calls) = (code(&point.location), point.calls);
            let _ = writeln!(out, "| {place} | {operation} | {calls} | {side} |");
        }
        if placed.len() > PLACES {
            let _ = writeln!(out, "\nThe registry lists more than these {PLACES} places.");
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text that Markdown shows as it is, in one line.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A code span that holds in a table too. A backtick would end it and a line end the table.
fn code(text: &str) -> String {
    format!("`{}`", one_line(text).replace('`', "'").replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        adr::{
            Cited, Status,
            read::{Outcome, record},
            record::DRAFT,
        },
        inventory::Services,
        kernel::{Id, Instant},
    };

    fn on(service: &str, category: Category) -> Dependency {
        Dependency {
            id: Id::from_u128(7),
            workload_id: Id::from_u128(1),
            workload_slug: "claims-triage".into(),
            workload: "Claims triage".into(),
            service: Services::default().named(service),
            category,
            owner: "Claims *platform*".into(),
            boundary: "src/flow/**\nsrc/adapters/**".into(),
            exit_option: "temporal".into(),
            exit_name: "Temporal".into(),
            runbook: String::new(),
            record: None,
            points: 5,
            leaking: 2,
            unlocated_inside: 0,
            unlocated_leaking: 2,
            updated_at: Instant::start_of(time::macros::date!(2026 - 11 - 22)),
            version: 1,
        }
    }

    fn at(one: &Dependency, location: &str) -> Point {
        Point {
            id: Id::nil(),
            dependency_id: one.id,
            workload_slug: one.workload_slug.clone(),
            workload: one.workload.clone(),
            service: one.service.clone(),
            category: one.category,
            location: location.into(),
            operation: "StartExecution".into(),
            calls: 3,
            leaking: false,
            record: None,
        }
    }

    fn log(key: &str, records: i64) -> Log {
        Log {
            id: Id::nil(),
            key: key.into(),
            name: key.into(),
            source: None,
            records,
        }
    }

    #[test]
    fn the_question_a_service_raises_chooses_the_template() {
        let key = |service| template_for(service, Category::DeeplyCoupled);
        assert_eq!(key("stepfunctions"), "step-functions");
        assert_eq!(key("bedrock-guardrails"), "bedrock-guardrails");
        assert_eq!(key("sagemaker"), "sagemaker-endpoint");
        assert_eq!(key("sagemaker-runtime"), "sagemaker-endpoint");
        assert_eq!(key("bedrock-runtime"), "model-abstraction");
        assert_eq!(key("azure-openai"), "model-abstraction");
        assert_eq!(key("s3tables"), "iceberg");
        assert_eq!(key("iceberg"), "iceberg");
        assert_eq!(key("dynamodb"), "madr");
        assert_eq!(template_for("sqs", Category::Abstractable), "madr");
        assert_eq!(template_for("kafka", Category::OpenStandard), "madr-minimal");
        // Not every service with the name of another asks the same question.
        assert_eq!(key("sagemaker-featurestore-runtime"), "madr");
    }

    #[test]
    fn every_start_reads_as_a_draft_with_its_title_and_says_what_is_known() {
        for service in crate::inventory::catalogue::all() {
            for category in Category::all() {
                let one = on(&service.key, *category);
                let start = start(&one, &[at(&one, "claims-api:src/flow/start.rs:42")], &[], &[]);
                let Outcome::Record(read) = record(DRAFT, start.text.as_bytes()).outcome else {
                    panic!("{} is no record", service.key);
                };
                assert_eq!(read.title, start.title, "{}", service.key);
                assert!(
                    matches!(read.status, Status::Draft | Status::Unknown),
                    "{}",
                    service.key
                );
                assert!(read.relations.is_empty(), "{}: {:?}", service.key, read.relations);
                assert!(read.deciders.is_empty() && read.tags.is_empty(), "{}", service.key);
                assert!(start.title.len() <= 200);
                let facts = start.text.find("From the dependency registry:").unwrap();
                let context = start.text.find("\n## Context").unwrap();
                assert!(context < facts, "{}", service.key);
                for known in [
                    "**Workload:** Claims triage\n",
                    "**Owner:** Claims \\*platform\\*\n",
                    "**Boundary:** `src/flow/**`, `src/adapters/**`\n",
                    "**Exit option:** Temporal\n",
                    "**Integration points:** 5, of which 2 outside the boundary\n",
                    "| `claims-api:src/flow/start.rs:42` | `StartExecution` | 3 | inside |\n",
                ] {
                    assert!(start.text.contains(known), "{}: {known}\n{}", service.key, start.text);
                }
                // The prompts of the template are still to be answered.
                assert!(!edit::prompts(&start.text).is_empty(), "{}", service.key);
            }
        }
    }

    #[test]
    fn what_nobody_said_is_said_to_be_missing_and_places_end() {
        let bare = Dependency {
            owner: " ".into(),
            boundary: String::new(),
            exit_name: String::new(),
            points: 0,
            leaking: 0,
            ..on("sqs", Category::Abstractable)
        };
        let text = start(&bare, &[], &[], &[]).text;
        for said in [
            "**Owner:** not named yet",
            "**Boundary:** none yet: every call is bare",
            "**Exit option:** none named yet",
            "**Integration points:** none registered yet",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!text.contains("| place |"));
        let one = on("sqs", Category::Abstractable);
        let many: Vec<Point> = (0..40).map(|number| at(&one, &format!("a|b`{number}"))).collect();
        let text = start(&one, &many, &[], &[]).text;
        assert_eq!(text.matches("StartExecution").count(), PLACES);
        assert!(
            text.contains("| `a\\|b'29` |") && text.contains("more than these 30 places"),
            "{text}"
        );
    }

    #[test]
    fn names_cannot_write_markdown() {
        let odd = Dependency {
            workload: "A <script>\n# B [[PLAT-1]]".into(),
            ..on("sqs", Category::Abstractable)
        };
        let start = start(&odd, &[], &[], &[]);
        assert!(
            !start.text.contains("<script>") || start.text.contains("\\<script\\>"),
            "{}",
            start.text
        );
        let Outcome::Record(read) = record(DRAFT, start.text.as_bytes()).outcome else {
            panic!("{}", start.text);
        };
        assert!(read.relations.is_empty(), "{:?}", read.relations);
    }

    #[test]
    fn the_log_is_the_one_its_neighbours_use() {
        let logs = [log("AAA", 2), log("BBB", 90), log("CCC", 3)];
        let one = on("sqs", Category::Abstractable);
        assert_eq!(log_for(&one, &[], &[]), None);
        assert_eq!(log_for(&one, &[], &logs).as_deref(), Some("BBB"));
        let record = |log: &str| {
            Some(Cited {
                id: Id::nil(),
                log: log.into(),
                number: Some(1),
                title: "T".into(),
                status: Status::Accepted,
            })
        };
        let elsewhere = Dependency {
            workload_id: Id::from_u128(2),
            record: record("CCC"),
            ..one.clone()
        };
        assert_eq!(
            log_for(&one, std::slice::from_ref(&elsewhere), &logs).as_deref(),
            Some("CCC")
        );
        let near = Dependency {
            record: record("AAA"),
            ..one.clone()
        };
        assert_eq!(
            log_for(&one, &[elsewhere.clone(), elsewhere, near], &logs).as_deref(),
            Some("AAA")
        );
    }
}
