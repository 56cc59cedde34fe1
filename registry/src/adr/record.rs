//! A record as the registry keeps it, beside its text: number, status, door, history, relations.

use time::Date;

use super::{Cited, Dialect, Door, RelationKind, Status, version::Version};
use crate::kernel::{Id, Instant};

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

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn references_as_people_type_them() {
        let here = |number| Some(("PLAT".to_owned(), number));
        assert_eq!(reference("PLAT", " 12 "), here(12));
        assert_eq!(reference("PLAT", "ADR-0012"), here(12));
        assert_eq!(reference("PLAT", "#3"), here(3));
        assert_eq!(reference("PLAT", "eu-2-7"), Some(("EU-2".to_owned(), 7)));
        assert_eq!(reference("PLAT", "queues"), None);
    }
}
