//! The state a decision is in, and how the many spellings in the wild map onto it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::model::{NotKnown, stored_as_text};

/// Where a decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Being written.
    Draft,
    /// Open for review.
    Proposed,
    /// In force.
    Accepted,
    /// Considered and turned down.
    Rejected,
    /// No longer to be followed, nothing in its place.
    Deprecated,
    /// Replaced by another record.
    Superseded,
    /// The record says something else, or nothing; what it says is kept beside this.
    Unknown,
}

impl Status {
    /// All, in the order of a record's life.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Proposed,
        Self::Accepted,
        Self::Rejected,
        Self::Deprecated,
        Self::Superseded,
        Self::Unknown,
    ];

    /// How it is stored and written into a record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Deprecated => "deprecated",
            Self::Superseded => "superseded",
            Self::Unknown => "unknown",
        }
    }

    /// Whether somebody has decided: no longer open, and not merely unread.
    #[must_use]
    pub fn is_decided(self) -> bool {
        matches!(
            self,
            Self::Accepted | Self::Rejected | Self::Deprecated | Self::Superseded
        )
    }

    /// Its name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Proposed => "Proposed",
            Self::Accepted => "Accepted",
            Self::Rejected => "Rejected",
            Self::Deprecated => "Deprecated",
            Self::Superseded => "Superseded",
            Self::Unknown => "Unknown",
        }
    }
}

stored_as_text!(Status: "status of a decision");

/// What a raw status means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// One of the known states, or [`Status::Unknown`] for words nobody can map.
    Is(Status),
    /// Superseded in part: the rest is in force.
    PartlySuperseded,
    /// The choices of a template nobody has chosen from.
    Template,
}

impl Meaning {
    /// The status a record with this meaning is in.
    #[must_use]
    pub fn status(self) -> Status {
        match self {
            Self::Is(status) => status,
            Self::PartlySuperseded => Status::Accepted,
            Self::Template => Status::Unknown,
        }
    }
}

/// Words that stand for a state, beside the state's own name.
const WORDS: &[(&str, Status)] = &[
    ("draft", Status::Draft),
    ("wip", Status::Draft),
    ("idea", Status::Draft),
    ("todo", Status::Draft),
    ("proposed", Status::Proposed),
    ("proposal", Status::Proposed),
    ("pending", Status::Proposed),
    ("review", Status::Proposed),
    ("rfc", Status::Proposed),
    ("discussion", Status::Proposed),
    ("accepted", Status::Accepted),
    ("accept", Status::Accepted),
    ("approved", Status::Accepted),
    ("adopted", Status::Accepted),
    ("active", Status::Accepted),
    ("agreed", Status::Accepted),
    ("decided", Status::Accepted),
    ("implemented", Status::Accepted),
    ("final", Status::Accepted),
    ("ratified", Status::Accepted),
    ("rejected", Status::Rejected),
    ("declined", Status::Rejected),
    ("refused", Status::Rejected),
    ("withdrawn", Status::Rejected),
    ("abandoned", Status::Rejected),
    ("deprecated", Status::Deprecated),
    ("obsolete", Status::Deprecated),
    ("retired", Status::Deprecated),
    ("inactive", Status::Deprecated),
    ("superseded", Status::Superseded),
    ("superceded", Status::Superseded),
    ("superseeded", Status::Superseded),
    ("replaced", Status::Superseded),
];

/// What a status in the wild means: emoji, quotes, emphasis, links and trailing prose are seen
/// through; both spellings of “superseded” are known. Anything else is unknown, never guessed.
#[must_use]
pub fn meaning(raw: &str) -> Meaning {
    let text = raw.to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphabetic() || c == '\''))
        .filter(|word| !word.is_empty())
        .take(24)
        .collect();
    let known = |word: &str| WORDS.iter().find(|(name, _)| *name == word).map(|(_, status)| *status);
    let mut distinct: Vec<Status> = words.iter().filter_map(|word| known(word)).collect();
    distinct.sort_unstable();
    distinct.dedup();
    // Three or more different states side by side are the choices of a template; so are two
    // with a bar between them.
    if distinct.len() >= 3 && (text.contains('|') || text.contains(',') || text.contains('/'))
        || distinct.len() == 2 && text.contains(" | ")
        || text.trim_start_matches(['"', '\'', ' ']).starts_with("{{")
        || (text.trim().starts_with('{') && text.contains('|'))
    {
        return Meaning::Template;
    }
    let partly = |word: &&&str| matches!(**word, "partly" | "partially" | "part");
    if words.iter().take(2).any(|word| partly(&word)) && distinct.contains(&Status::Superseded) {
        return Meaning::PartlySuperseded;
    }
    if words
        .iter()
        .take(3)
        .any(|word| matches!(*word, "not" | "un" | "no" | "never"))
    {
        return Meaning::Is(Status::Unknown);
    }
    if let ["work", "in", "progress", ..] = words[..] {
        return Meaning::Is(Status::Draft);
    }
    // The first word decides; a known word a little later counts only in a short phrase, since
    // a sentence about a status is not a status.
    let reach = if words.len() <= 6 { 4 } else { 1 };
    let found = words.iter().take(reach).find_map(|word| known(word));
    Meaning::Is(found.unwrap_or(Status::Unknown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_words_read_back() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
            assert_eq!(meaning(status.label()), Meaning::Is(status));
        }
        assert!("done".parse::<Status>().is_err());
    }

    #[test]
    fn spellings_in_the_wild_are_seen_through() {
        for (raw, status) in [
            ("Accepted", Status::Accepted),
            ("✅ **Accepted**", Status::Accepted),
            (":white_check_mark: accepted", Status::Accepted),
            ("accepted; supersedes ADR-0045", Status::Accepted),
            ("\"superseded by ADR-0123\"", Status::Superseded),
            ("Superceded by [9. Help](0009-help.md)", Status::Superseded),
            ("[Accepted](https://example.org/vote/12)", Status::Accepted),
            ("PROPOSED", Status::Proposed),
            ("Pending", Status::Proposed),
            ("in review", Status::Proposed),
            ("Approved.", Status::Accepted),
            ("{ accepted }", Status::Accepted),
            ("not accepted", Status::Unknown),
            ("on hold", Status::Unknown),
            (
                "Use the status of the accepted deliverable in the roadmap",
                Status::Unknown,
            ),
            ("", Status::Unknown),
        ] {
            assert_eq!(meaning(raw).status(), status, "{raw}");
        }
        assert_eq!(meaning("Partly superseded"), Meaning::PartlySuperseded);
    }

    #[test]
    fn a_template_is_no_status() {
        for raw in [
            "{proposed | rejected | accepted | deprecated | … | superseded by ADR-0123",
            "[draft | proposed | rejected | accepted]",
            "Proposed, Accepted, Rejected, Deprecated, Superseded",
            "{Active | deprecation reason}",
        ] {
            assert_eq!(meaning(raw), Meaning::Template, "{raw}");
        }
    }
}
