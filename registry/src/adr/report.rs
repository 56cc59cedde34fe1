//! What an import came to, file by file.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::Date;

use super::{Dialect, Log, RelationKind, Status};

/// What an import made of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Its path in the folder.
    pub path: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A record it was not before.
    New(Box<Facts>),
    /// A record whose text changed.
    Updated(Box<Facts>),
    /// A record as it was.
    Unchanged(Box<Facts>),
    /// A record as it was, whose file has another path now.
    Moved(Box<Facts>),
    /// A record as it was, whose file is no longer where it came from.
    Gone(Box<Facts>),
    /// A record that was changed both here and in its file; it stays, and the file's text waits
    /// beside it.
    Conflict(Box<Facts>),
    /// No record; the sentence says why.
    Skipped(String),
}

impl Outcome {
    /// In a word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::New(_) => "new",
            Self::Updated(_) => "updated",
            Self::Unchanged(_) => "unchanged",
            Self::Moved(_) => "moved",
            Self::Gone(_) => "gone",
            Self::Conflict(_) => "conflict",
            Self::Skipped(_) => "skipped",
        }
    }

    /// The record, unless it was skipped.
    #[must_use]
    pub fn facts(&self) -> Option<&Facts> {
        match self {
            Self::New(facts)
            | Self::Updated(facts)
            | Self::Unchanged(facts)
            | Self::Moved(facts)
            | Self::Gone(facts)
            | Self::Conflict(facts) => Some(facts),
            Self::Skipped(_) => None,
        }
    }
}

/// A file in a report: its path and outcome, then either why it was skipped or its facts.
#[derive(Serialize, Deserialize)]
struct Line<P, F> {
    path: P,
    outcome: P,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<P>,
    #[serde(flatten)]
    facts: Option<F>,
}

impl Serialize for Imported {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reason = match &self.outcome {
            Outcome::Skipped(reason) => Some(reason.as_str()),
            _ => None,
        };
        Line {
            path: self.path.as_str(),
            outcome: self.outcome.word(),
            reason,
            facts: self.outcome.facts(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Imported {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let line = Line::<String, Facts>::deserialize(deserializer)?;
        let kind: fn(Box<Facts>) -> Outcome = match line.outcome.as_str() {
            "new" => Outcome::New,
            "updated" => Outcome::Updated,
            "moved" => Outcome::Moved,
            "gone" => Outcome::Gone,
            "conflict" => Outcome::Conflict,
            _ => Outcome::Unchanged,
        };
        let outcome = match (line.facts, line.reason) {
            (Some(facts), None) => kind(Box::new(facts)),
            (_, reason) => Outcome::Skipped(reason.unwrap_or_default()),
        };
        Ok(Self {
            path: line.path,
            outcome,
        })
    }
}

/// An imported record in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The convention it follows.
    pub dialect: Dialect,
    /// Its number in the log; none only for a draft begun here.
    pub number: Option<i64>,
    /// The number as the file has it, where the record has another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_number: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// The status as the file has it.
    pub raw_status: Option<String>,
    /// The day of the decision; `2024-07-15` in a report.
    #[serde(serialize_with = "day", deserialize_with = "read_day", default)]
    pub decided_on: Option<Date>,
    /// The date as the file has it.
    pub raw_date: Option<String>,
    /// Its title.
    pub title: String,
    /// What it says of other records, in the order of the text.
    pub relations: Vec<Named>,
    /// What was unclear.
    pub diagnostics: Vec<String>,
    /// Why it waits for somebody to choose, where both the record and its file changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<String>,
    /// What the import did that nobody has to look at, such as giving a number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference to the field"
)]
fn day<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(|day| day.to_string()).serialize(serializer)
}

fn read_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    const DAY: &[time::format_description::BorrowedFormatItem<'static>] =
        time::macros::format_description!("[year]-[month]-[day]");
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| Date::parse(&text, DAY).ok()))
}

/// A relation as a file names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// What this record is to the other.
    pub kind: RelationKind,
    /// The other: a link, `ADR-0012` or `PLAT-12`.
    pub target: String,
}

/// What an import came to, file by file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// The log.
    pub log: Log,
    /// Whether the log was made by this import.
    pub made: bool,
    /// The files, by path.
    pub files: Vec<Imported>,
}

impl ImportReport {
    /// Adds a file that was not even read, with the reason.
    pub fn skip(&mut self, path: impl Into<String>, reason: impl Into<String>) {
        self.files.push(Imported {
            path: path.into(),
            outcome: Outcome::Skipped(reason.into()),
        });
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// How many files came to this: `new`, `updated`, `unchanged`, `conflict`, `skipped`.
    #[must_use]
    pub fn count(&self, word: &str) -> usize {
        self.files.iter().filter(|file| file.outcome.word() == word).count()
    }

    /// The totals in a sentence: `24 files: 20 new, 1 updated, 2 unchanged, 1 skipped`, and how many
    /// are in conflict, have another path or are no longer in the source if any are.
    #[must_use]
    pub fn totals(&self) -> String {
        let gone = self.count("gone");
        let files = self.files.len() - gone;
        let [new, updated, unchanged, skipped] =
            ["new", "updated", "unchanged", "skipped"].map(|word| self.count(word));
        let noun = if files == 1 { "file" } else { "files" };
        let conflicts = match self.count("conflict") {
            0 => String::new(),
            many => format!(", {many} in conflict"),
        };
        let moved = match self.count("moved") {
            0 => String::new(),
            many => format!(", {many} moved"),
        };
        let gone = match gone {
            0 => String::new(),
            many => format!("; {many} no longer in the source"),
        };
        format!(
            "{files} {noun}: {new} new, {updated} updated, {unchanged} unchanged, {skipped} skipped{moved}{conflicts}{gone}"
        )
    }
}
