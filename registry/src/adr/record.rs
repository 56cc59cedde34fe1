//! A record as the registry keeps it, beside its text: number, status, door, history, relations.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::Date;

pub use super::filter::Filter;
use super::{Cited, Dialect, Door, RelationKind, Status, version::Version};
#[cfg(feature = "store")]
use crate::kernel::Problems;
use crate::kernel::{Id, Instant};

/// A decision log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Log {
    /// Which.
    #[serde(skip)]
    pub id: Id,
    /// Its key in addresses and references: `PLAT`.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The repository or folder it comes from.
    pub source: Option<String>,
    /// How many records it holds, drafts included.
    pub records: i64,
}

/// The path a text is read by that has no file yet.
pub const DRAFT: &str = "adr/draft.md";

/// A decision record without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adr {
    /// Which.
    pub id: Id,
    /// Its log.
    pub log_id: Id,
    /// The log's key.
    pub log: String,
    /// The log's name.
    pub log_name: String,
    /// Its number in the log; none until a draft begun here is proposed.
    pub number: Option<i64>,
    /// Its title.
    pub title: String,
    /// Where the decision stands. This counts, whatever the text says.
    pub status: Status,
    /// The status as its text has it.
    pub raw_status: Option<String>,
    /// How hard it is to walk back through.
    pub door: Option<Door>,
    /// The convention its text follows.
    pub dialect: Dialect,
    /// Its file in the log, from which other records' links find it.
    pub path: Option<String>,
    /// The number as its file or heading has it, where another was given.
    pub raw_number: Option<String>,
    /// The date as its text has it.
    pub raw_date: Option<String>,
    /// The day of the decision.
    pub decided_on: Option<Date>,
    /// Who began it; none for an import.
    pub author_id: Option<Id>,
    /// When it was first stored.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The version read.
    pub version: i64,
}

impl Adr {
    /// The path its text is read by: its file's, or [`DRAFT`].
    #[must_use]
    pub fn read_as(&self) -> &str {
        self.path.as_deref().unwrap_or(DRAFT)
    }

    /// Its page: `/adrs/PLAT/12`, or `/adrs/drafts/…` while it has no number.
    #[must_use]
    pub fn address(&self) -> String {
        address(&self.log, self.number, self.id)
    }

    /// How people refer to it: `PLAT-0012`, or `PLAT draft`.
    #[must_use]
    pub fn label(&self) -> String {
        label(&self.log, self.number)
    }

    /// The day of the decision. While nobody has decided, the day in its text is only that.
    #[must_use]
    pub fn decided(&self) -> Option<Date> {
        self.decided_on.filter(|_| self.status.is_decided())
    }
}

/// A log as people read it: `PLAT – Platform decisions`, and its key alone where that is its name.
#[must_use]
pub fn log_title(key: &str, name: &str) -> String {
    if name.trim().is_empty() || name.eq_ignore_ascii_case(key) {
        key.to_owned()
    } else {
        format!("{key} – {name}")
    }
}

/// A record's page: `/adrs/PLAT/12`, or `/adrs/drafts/…` while it has no number.
#[must_use]
pub fn address(log: &str, number: Option<i64>, id: Id) -> String {
    match number {
        Some(number) => format!("/adrs/{log}/{number}"),
        None => format!("/adrs/drafts/{id}"),
    }
}

/// `PLAT-0012`, or `PLAT draft`.
#[must_use]
pub fn label(log: &str, number: Option<i64>) -> String {
    number.map_or_else(|| format!("{log} draft"), |number| format!("{log}-{number:04}"))
}

/// Which record somebody means who types `12`, `ADR-0012`, `PLAT-12` or `#12`; a bare number is one
/// of the log they are in.
#[must_use]
pub fn reference(log: &str, typed: &str) -> Option<(String, i64)> {
    let typed = typed.trim().trim_start_matches('#');
    let (key, number) = typed.rsplit_once('-').unwrap_or(("", typed));
    let number = number.trim().parse().ok()?;
    let key = key.trim().to_ascii_uppercase();
    let own = key.is_empty() || key == "ADR";
    Some((if own { log.to_owned() } else { key }, number))
}

/// A record in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The record.
    pub adr: Adr,
    /// How many relations lead from it or to it.
    pub relations: i64,
    /// How many dependencies rest on it.
    pub dependencies: i64,
    /// Where the text searched for occurs, as safe HTML with `<mark>`; none without a search.
    pub excerpt: Option<String>,
}

/// What is asked when a record is written, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Key of the log.
    pub log: String,
    /// Name of the log if it is to be made; empty: it must exist.
    pub log_name: String,
    /// Key of the template; its text is taken when `text` is empty.
    pub template: Option<String>,
    /// The title; it is put into the text's heading.
    pub title: String,
    /// The text in Markdown.
    pub text: String,
    /// Key of the door; empty: not said.
    pub door: String,
    /// Why the text changes; needed once the record is decided.
    pub reason: String,
    /// The [`Place`](super::Place) of the form it was typed into, settled by the save; empty: none.
    pub place: String,
}

/// A record with everything its page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The record.
    pub adr: Adr,
    /// Its text, byte for byte.
    pub source: Vec<u8>,
    /// Who began it.
    pub author: Option<String>,
    /// Changes of its status, the oldest first.
    pub events: Vec<Event>,
    /// Its texts, the oldest first.
    pub versions: Vec<Version>,
    /// Its relations read from this side: what it says of others, then what others say of it.
    pub relations: Vec<Related>,
    /// What was unclear when it was read, in a sentence each.
    pub diagnostics: Vec<String>,
    /// Dependencies that rest on it.
    pub covers: Vec<Covered>,
    /// Whether its file came in with another text that nobody has settled yet.
    pub incoming: bool,
}

impl Record {
    /// The text for people: bytes that are no UTF-8 shown as `�`, lines ended by `\n`.
    #[must_use]
    pub fn text(&self) -> String {
        super::edit::shown(&self.source)
    }
}

/// A change of status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Instant,
    /// Who, by the name they had.
    pub person: String,
    /// From which status; none at its beginning.
    pub from: Option<Status>,
    /// To which.
    pub to: Status,
    /// Why.
    pub reason: String,
}

/// A relation as a record's page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// What this record is to the other.
    pub kind: RelationKind,
    /// The other; none when what the text names was not found.
    pub other: Option<Cited>,
    /// What the text names.
    pub raw: String,
}

/// A dependency that rests on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The workload's slug.
    pub slug: String,
    /// The workload's name.
    pub workload: String,
    /// Key of the service it depends on.
    pub service: String,
}

/// What is known of a log's key and name as typed.
///
/// # Errors
/// When the key is none: it begins with a letter and has up to 20 letters, digits or hyphens.
pub fn log_key(typed: &str) -> Result<String, &'static str> {
    let key = typed.trim().to_ascii_uppercase();
    let good = key.starts_with(|c: char| c.is_ascii_uppercase())
        && key.len() <= 20
        && !key.ends_with('-')
        && key
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
    if !good {
        return Err("A key begins with a letter and has up to 20 letters, digits or hyphens, such as PLAT.");
    }
    // “ADR-12” already means number 12 of the log it stands in.
    if key == "ADR" {
        return Err("ADR-12 means number 12 of the same log; choose another key, such as PLAT.");
    }
    Ok(key)
}

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

/// A log as files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The log.
    pub log: Log,
    /// The records, by path within the log, byte for byte; behind them the pictures they show.
    pub files: Vec<(String, Vec<u8>)>,
    /// How many of the files are records.
    pub records: usize,
    /// How many drafts were left out because they have no number yet.
    pub drafts: i64,
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

#[cfg(feature = "store")]
/// A draft's own fields, checked.
pub(crate) struct Checked {
    pub title: String,
    pub text: String,
    pub door: Option<Door>,
}

/// The longest text of a record, in bytes.
pub const LONGEST_TEXT: usize = 1_000_000;

#[cfg(feature = "store")]
impl Draft {
    /// Checks what needs no database.
    pub(crate) fn check(&self, problems: &mut Problems) -> Checked {
        let title: String = self
            .title
            .chars()
            .filter(|c| !super::visible::hidden(*c))
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let title = problems.text("title", &title, 200);
        let door = match self.door.trim() {
            "" => None,
            key => {
                let door = key.parse().ok();
                problems.require(door.is_some(), "door", "Choose one of the doors.");
                door
            }
        };
        let template = self.template.as_deref().filter(|key| !key.is_empty());
        let body = template.map(super::template::by_key);
        problems.require(body != Some(None), "template", "Choose one of the templates.");
        let text = match body.flatten() {
            Some(template) if self.text.trim().is_empty() => template.body.to_owned(),
            _ => self.text.replace("\r\n", "\n").replace('\0', ""),
        };
        problems.require(
            text.len() <= LONGEST_TEXT,
            "text",
            "This is longer than a million characters; keep evidence beside the record and link to it.",
        );
        Checked { title, text, door }
    }
}

#[cfg(test)]
mod tests {
    use super::{log_key, reference};

    #[test]
    fn references_as_people_type_them() {
        let here = |number| Some(("PLAT".to_owned(), number));
        assert_eq!(reference("PLAT", " 12 "), here(12));
        assert_eq!(reference("PLAT", "ADR-0012"), here(12));
        assert_eq!(reference("PLAT", "#3"), here(3));
        assert_eq!(reference("PLAT", "eu-2-7"), Some(("EU-2".to_owned(), 7)));
        assert_eq!(reference("PLAT", "queues"), None);
    }

    #[test]
    fn keys_of_logs() {
        assert_eq!(log_key(" plat "), Ok("PLAT".to_owned()));
        assert_eq!(log_key("EU-2"), Ok("EU-2".to_owned()));
        for bad in ["", "2X", "A B", "A/B", "ADR", "X-", "ÄRGER", "ABCDEFGHIJKLMNOPQRSTU"] {
            assert!(log_key(bad).is_err(), "{bad}");
        }
    }
}
