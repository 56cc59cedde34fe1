//! What a new record starts from.
//!
//! The texts live beside this file as Markdown. Prompts are in italics: an answer takes the place
//! of each.

use serde::Serialize;

/// A starting point for a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Template {
    /// How it is named in addresses and forms.
    pub key: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// When to choose it, in one sentence.
    pub when_to_use: &'static str,
    /// The Markdown a new record starts with.
    pub body: &'static str,
}

const ALL: &[Template] = &[
    Template {
        key: "madr",
        name: "MADR 4.0, full",
        when_to_use: "Several options were weighed and people outside the team will ask why.",
        body: include_str!("templates/madr.md"),
    },
    Template {
        key: "madr-minimal",
        name: "MADR 4.0, minimal",
        when_to_use: "A two-way door: one page, three sections, decided this week.",
        body: include_str!("templates/madr-minimal.md"),
    },
    Template {
        key: "nygard",
        name: "Nygard",
        when_to_use: "The log is kept with adr-tools, or the decision had no real alternatives.",
        body: include_str!("templates/nygard.md"),
    },
    Template {
        key: "step-functions",
        name: "Why this agent workflow uses Step Functions",
        when_to_use: "A workflow's state and audit history will live in an AWS service (decision O1).",
        body: include_str!("templates/step-functions.md"),
    },
    Template {
        key: "bedrock-guardrails",
        name: "Why this model path uses Bedrock Guardrails",
        when_to_use: "A safety or compliance policy is enforced by the provider, not by your own code.",
        body: include_str!("templates/bedrock-guardrails.md"),
    },
    Template {
        key: "sagemaker-endpoint",
        name: "Why this workload stays on a SageMaker endpoint",
        when_to_use: "A long-running model stays on a managed endpoint instead of a container of your own (decision C1).",
        body: include_str!("templates/sagemaker-endpoint.md"),
    },
    Template {
        key: "model-abstraction",
        name: "Adopt a model abstraction layer",
        when_to_use: "Before the second service calls a model provider's API directly (decision C3).",
        body: include_str!("templates/model-abstraction.md"),
    },
    Template {
        key: "iceberg",
        name: "Store training data in Iceberg",
        when_to_use: "Training or evaluation data is about to land in a format one product owns (decision D1).",
        body: include_str!("templates/iceberg.md"),
    },
];

/// All templates, the general ones first.
#[must_use]
pub fn all() -> &'static [Template] {
    ALL
}

/// The template with a key.
#[must_use]
pub fn by_key(key: &str) -> Option<&'static Template> {
    ALL.iter().find(|template| template.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adr::{
        Status,
        read::{Outcome, record},
    };

    #[test]
    fn a_new_record_from_a_template_reads_as_a_draft() {
        for template in all() {
            let Outcome::Record(read) = record("0001-new.md", template.body.as_bytes()).outcome else {
                panic!("{} is no record", template.key);
            };
            // The minimal template of MADR has no metadata.
            let expected = if template.key == "madr-minimal" {
                Status::Unknown
            } else {
                Status::Draft
            };
            assert_eq!(read.status, expected, "{}", template.key);
            assert!(read.title_at.is_some(), "{}", template.key);
            assert!(read.relations.is_empty(), "{}: {:?}", template.key, read.relations);
            assert_eq!(by_key(template.key), Some(template));
        }
    }

    #[test]
    fn the_products_own_templates_ask_what_it_takes_to_go_back() {
        let own = [
            "madr",
            "step-functions",
            "bedrock-guardrails",
            "sagemaker-endpoint",
            "model-abstraction",
            "iceberg",
        ];
        for template in own.into_iter().filter_map(by_key) {
            for section in [
                "Context",
                "Decision drivers",
                "Considered options",
                "Decision",
                "Consequences",
                "What would reverse it",
                "Exit cost",
                "Triggers",
                "Review by",
            ] {
                let wanted = format!("## {section}\n");
                let madr = match section {
                    "Context" => "## Context and Problem Statement\n".to_owned(),
                    "Decision" => "## Decision Outcome\n".to_owned(),
                    other => format!("# {other}\n"),
                };
                let body = template.body.to_lowercase();
                let found = body.contains(&wanted.to_lowercase()) || body.contains(&madr.to_lowercase());
                assert!(found, "{}: {section}", template.key);
            }
        }
    }
}
