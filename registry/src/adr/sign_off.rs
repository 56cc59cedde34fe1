//! Whether a proposed record may be accepted: what was said of it, and how many have to agree.
//!
//! The newest opinion of each person counts. An approval is of the text as it was then, so a
//! changed text needs it again; a request for changes stays until its person takes it back. The
//! opinion of the author, and of whoever wrote the text as it is, never counts, and to accept is to
//! approve.

use super::{Cited, comment::Thread, terms::Terms, version::Wording};
use crate::kernel::{Id, Instant, keyed};

keyed! {
    /// What somebody says of a proposed record.
    pub enum Verdict: "verdict" {
        /// It may be accepted as it is.
        Approve = "approve", "Approve";
        /// It must not be accepted as it is.
        RequestChanges = "request-changes", "Request changes";
        /// Seen, and no opinion.
        Abstain = "abstain", "Abstain";
    }
}

impl Verdict {
    /// As it stands behind the person's name.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::RequestChanges => "asked for changes",
            Self::Abstain => "abstained",
        }
    }
}

/// What somebody said of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Who.
    pub person_id: Id,
    /// By the name they had.
    pub person: String,
    /// What.
    pub verdict: Verdict,
    /// Why, in their words; may be empty for an approval.
    pub note: String,
    /// The version of the text they spoke of.
    pub text_version: i64,
    /// When.
    pub at: Instant,
    /// Whether they may still sign in; who has left neither approves nor objects.
    pub active: bool,
}

/// A person or a team that was asked to look at a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which request.
    pub id: Id,
    /// The person, unless a team was asked.
    pub person: Option<Id>,
    /// The team, unless a person was asked.
    pub team: Option<Id>,
    /// The person's or team's name.
    pub name: String,
    /// Who asked, by the name they had.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// Somebody said that they have read a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Who.
    pub person_id: Id,
    /// By the name they had.
    pub person: String,
    /// The newest version of the text they have read.
    pub text_version: i64,
    /// When.
    pub at: Instant,
}

/// Another record that this one replaces, or that replaces this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The other.
    pub other: Cited,
    /// Which part is replaced, in words; empty: all of it.
    pub part: String,
}

/// What is kept beside a record's text: who was asked and said what, the discussion, the terms it
/// holds on, what it replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proceedings {
    /// Who was asked.
    pub asked: Vec<Asked>,
    /// Everything that was said, the oldest first.
    pub opinions: Vec<Opinion>,
    /// What that comes to, and of which version of the text.
    pub standing: Standing,
    /// Who has read it.
    pub readings: Vec<Reading>,
    /// The discussion.
    pub threads: Vec<Thread>,
    /// The terms it holds on.
    pub terms: Terms,
    /// Workloads it is about: slug and name.
    pub workloads: Vec<(String, String)>,
    /// What it replaces once it is accepted.
    pub replaces: Vec<Replacement>,
    /// What replaces it, accepted or not.
    pub replaced_by: Vec<Replacement>,
}

/// The most approvals a log may ask for.
pub const MOST: i64 = 9;

/// Where the sign-off of a record stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The words it is of.
    pub wording: Wording,
    /// Approvals an acceptance needs.
    pub quorum: i64,
    /// Approvals of the text as it is.
    pub approvals: Vec<Opinion>,
    /// Requests for changes.
    pub objections: Vec<Opinion>,
    /// Approvals of an earlier text.
    pub outdated: Vec<Opinion>,
    /// Who abstained.
    pub abstained: Vec<Opinion>,
}

/// Why a record may not be accepted yet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotYet {
    /// Somebody asked for changes.
    #[error("{0} asked for changes. They take it back by giving another opinion")]
    Objected(String),
    /// Too few have approved.
    #[error("The log asks for {quorum} approvals; with yours there are {there}")]
    TooFew {
        /// Asked for.
        quorum: i64,
        /// There, the acceptance included.
        there: i64,
    },
}

impl Standing {
    /// Sorts opinions, given in any order, by what they mean for the words as they are; those of
    /// whom these are mean nothing.
    #[must_use]
    pub fn of(wording: Wording, quorum: i64, opinions: &[Opinion]) -> Self {
        let mut newest: Vec<&Opinion> = Vec::new();
        for opinion in opinions.iter().filter(|it| it.active && !wording.is_by(it.person_id)) {
            match newest.iter_mut().find(|known| known.person_id == opinion.person_id) {
                Some(known) if known.at <= opinion.at => *known = opinion,
                Some(_) => {}
                None => newest.push(opinion),
            }
        }
        let mut standing = Self {
            wording,
            quorum,
            ..Self::default()
        };
        for opinion in newest {
            let place = match opinion.verdict {
                Verdict::Approve if opinion.text_version == wording.version => &mut standing.approvals,
                Verdict::Approve => &mut standing.outdated,
                Verdict::RequestChanges => &mut standing.objections,
                Verdict::Abstain => &mut standing.abstained,
            };
            place.push(opinion.clone());
        }
        standing
    }

    /// How many approvals there are if this person accepts now.
    #[must_use]
    pub fn with(&self, decider: Option<Id>) -> i64 {
        let others = self.approvals.iter().filter(|it| Some(it.person_id) != decider).count();
        i64::try_from(others)
            .unwrap_or(i64::MAX)
            .saturating_add(i64::from(decider.is_some()))
    }

    /// Whether it is for this person, who may decide, to do something: accept the record, or say
    /// what they think of it while more have to. Whoever asked for changes waits for them.
    #[must_use]
    pub fn waits_for(&self, person: Id) -> bool {
        let among = |opinions: &[Opinion]| opinions.iter().any(|it| it.person_id == person);
        if self.wording.is_by(person) || among(&self.objections) {
            return false;
        }
        let spoke = among(&self.approvals) || among(&self.abstained);
        !spoke || self.accept(Some(person)).is_ok()
    }

    /// Whether this person, whose words these are not, may accept the record.
    ///
    /// # Errors
    /// When somebody else asked for changes, or too few have approved.
    pub fn accept(&self, decider: Option<Id>) -> Result<(), NotYet> {
        let against: Vec<&str> = self
            .objections
            .iter()
            .filter(|it| Some(it.person_id) != decider)
            .map(|it| it.person.as_str())
            .collect();
        if !against.is_empty() {
            return Err(NotYet::Objected(against.join(", ")));
        }
        let there = self.with(decider);
        if there < self.quorum {
            return Err(NotYet::TooFew {
                quorum: self.quorum,
                there,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const WORDS: Wording = Wording {
        version: 3,
        author: Some(Id::from_u128(1)),
        writer: None,
    };

    fn opinion(person: u128, verdict: Verdict, text_version: i64, minute: u8) -> Opinion {
        let at = datetime!(2026-11-22 10:00 UTC) + time::Duration::minutes(i64::from(minute));
        Opinion {
            person_id: Id::from_u128(person),
            person: format!("P{person}"),
            verdict,
            note: String::new(),
            text_version,
            at: Instant::new(at),
            active: true,
        }
    }

    fn accept(quorum: i64, opinions: &[Opinion], decider: u128) -> Result<(), NotYet> {
        Standing::of(WORDS, quorum, opinions).accept(Some(Id::from_u128(decider)))
    }

    #[test]
    fn accepting_is_approving_and_the_author_does_not_count() {
        assert_eq!(accept(1, &[], 2), Ok(()));
        let too_few = |there| Err(NotYet::TooFew { quorum: 2, there });
        assert_eq!(accept(2, &[], 2), too_few(1));
        assert_eq!(accept(2, &[opinion(1, Verdict::Approve, 3, 0)], 2), too_few(1));
        assert_eq!(accept(2, &[opinion(2, Verdict::Approve, 3, 0)], 2), too_few(1));
        assert_eq!(accept(2, &[opinion(3, Verdict::Approve, 3, 0)], 2), Ok(()));
        assert_eq!(accept(2, &[opinion(3, Verdict::Abstain, 3, 0)], 2), too_few(1));
    }

    #[test]
    fn a_changed_text_needs_its_approvals_again_but_not_its_objections() {
        let old = [opinion(3, Verdict::Approve, 2, 0)];
        assert!(accept(2, &old, 2).is_err());
        assert_eq!(Standing::of(WORDS, 2, &old).outdated.len(), 1);
        let against = [opinion(3, Verdict::RequestChanges, 2, 0)];
        assert_eq!(accept(1, &against, 2), Err(NotYet::Objected("P3".into())));
        // Whoever objected and then accepts has changed their mind.
        assert_eq!(accept(1, &against, 3), Ok(()));
    }

    #[test]
    fn the_newest_opinion_counts_and_who_has_left_does_not() {
        let mut said = vec![
            opinion(3, Verdict::Approve, 3, 9),
            opinion(3, Verdict::RequestChanges, 3, 4),
        ];
        assert_eq!(accept(2, &said, 2), Ok(()));
        said.reverse();
        assert_eq!(accept(2, &said, 2), Ok(()));
        said.push(opinion(4, Verdict::RequestChanges, 3, 5));
        assert!(accept(2, &said, 2).is_err());
        said[2].active = false;
        assert_eq!(accept(2, &said, 2), Ok(()));
    }

    #[test]
    fn a_record_waits_for_who_can_do_something_about_it() {
        let waits = |quorum: i64, opinions: &[Opinion], person: u128| {
            let words = Wording {
                writer: Some(Id::from_u128(5)),
                ..WORDS
            };
            Standing::of(words, quorum, opinions).waits_for(Id::from_u128(person))
        };
        assert!(waits(1, &[], 2));
        assert!(!waits(1, &[], 1), "its author");
        assert!(!waits(1, &[], 5), "whoever wrote its text as it is");
        let approved = [opinion(2, Verdict::Approve, 3, 0)];
        assert!(waits(1, &approved, 2), "they can accept it");
        assert!(!waits(2, &approved, 2), "another has to agree");
        assert!(waits(2, &approved, 3));
        let old = [opinion(2, Verdict::Approve, 2, 0)];
        assert!(waits(2, &old, 2), "they approved another text");
        let against = [opinion(2, Verdict::RequestChanges, 3, 0)];
        assert!(!waits(1, &against, 2), "they wait for the changes");
        assert!(waits(1, &against, 3), "they have not said what they think");
        let both = [
            opinion(2, Verdict::RequestChanges, 3, 0),
            opinion(3, Verdict::Abstain, 3, 0),
        ];
        assert!(!waits(1, &both, 3), "they have, and cannot accept it");
    }
}
