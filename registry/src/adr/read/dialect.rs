//! Which convention a record follows, told from where its metadata stands and how its sections
//! are named.

use super::{
    fields::{Field, Key, Source},
    name::{Name, Place},
    value::plain,
};
use crate::adr::model::Dialect;

/// What the sections of records are called; two of these make a text a record.
const SECTIONS: &[&str] = &[
    "context",
    "decision",
    "decisions",
    "consequences",
    "considered options",
    "options considered",
    "options",
    "decision drivers",
    "decision outcome",
    "outcome",
    "rationale",
    "approach",
    "alternatives",
    "alternatives considered",
    "status",
    "problem",
    "problem statement",
    "motivation",
    "summary",
    "proposal",
    "implications",
    "assumptions",
    "argument",
    "positions",
    "issue",
];

/// The headings of a record, plain and in lower case, without a number before them.
pub struct Headings(Vec<(u8, String)>);

impl Headings {
    /// From headings with their level.
    pub fn new(headings: impl Iterator<Item = (u8, String)>) -> Self {
        let clean = |words: &str| {
            let words = plain(words).to_lowercase();
            words
                .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | ')'))
                .trim_end_matches(':')
                .to_owned()
        };
        Self(headings.map(|(level, words)| (level, clean(&words))).collect())
    }

    fn has(&self, words: &str) -> bool {
        self.0.iter().any(|(_, heading)| heading == words)
    }

    /// How many are known sections of records.
    pub fn known(&self) -> usize {
        let known = |heading: &str| SECTIONS.contains(&heading) || heading.starts_with("context and problem");
        self.0.iter().filter(|(_, heading)| known(heading)).count()
    }
}

/// Names the dialect.
pub fn of(place: &Place, rst: bool, fields: &[Field], front: bool, headings: &Headings, body: &str) -> Dialect {
    let source = |key: Key| fields.iter().find(|field| field.key == key).map(|field| field.source);
    let status = source(Key::Status);
    let any = |wanted: Source| fields.iter().any(|field| field.source == wanted);
    let named = |name: &str| {
        fields
            .iter()
            .any(|field| field.source == Source::Front && field.name == name)
    };
    let madr = headings.has("context and problem statement")
        || headings.has("decision outcome")
        || headings.has("considered options");
    let bullets = any(Source::Bullet);
    let compact = matches!(place, Place::File(Name { compact: true, .. }));
    let long = [
        "issue",
        "assumptions",
        "constraints",
        "positions",
        "argument",
        "implications",
        "related decisions",
    ]
    .into_iter()
    .filter(|heading| headings.has(heading))
    .count();
    let lower = body.to_lowercase();
    if rst {
        Dialect::Rst
    } else if compact {
        Dialect::Log4brains
    } else if any(Source::Table) {
        Dialect::HeaderTable
    } else if any(Source::Pipe) {
        Dialect::PipeLine
    } else if named("decision-makers") || (madr && headings.has("confirmation")) {
        Dialect::Madr4
    } else if named("deciders") || (madr && headings.has("validation")) {
        Dialect::Madr3
    } else if madr && bullets {
        Dialect::Madr2
    } else if madr && status == Some(Source::Front) {
        Dialect::Madr4
    } else if madr {
        Dialect::Madr
    } else if long >= 4 {
        // Before the next: this form has a section for the status too.
        Dialect::TyreeAkerman
    } else if status == Some(Source::Section)
        || (headings.has("context") && headings.has("decision") && headings.has("consequences"))
    {
        Dialect::Nygard
    } else if matches!(place, Place::Folder(_)) {
        Dialect::Folder
    } else if lower.contains("in the context of") && lower.contains("facing") && lower.contains("decided") {
        Dialect::YStatement
    } else if front && (status == Some(Source::Front) || source(Key::Title) == Some(Source::Front)) {
        Dialect::FrontMatter
    } else if bullets {
        Dialect::Madr2
    } else {
        Dialect::Plain
    }
}
