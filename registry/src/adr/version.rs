//! The texts a record had, one after another: where each came from and why.

use super::{Status, record::Event};
use crate::kernel::{Id, Instant, keyed};

keyed! {
    /// Where a text of a record came from.
    pub enum Origin: "origin of a text" {
        /// Somebody wrote it here.
        Here = "here", "Written here";
        /// Its file had it.
        Import = "file", "From its file";
        /// Only its status line changed, with its status.
        Status = "status", "Change of status";
    }
}

/// A stored text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub version: i64,
    /// When it was stored.
    pub at: Instant,
    /// By whom, by the name they had.
    pub person: String,
    /// Where it came from.
    pub origin: Origin,
    /// Why, or what changed beside the text; may be empty.
    pub note: String,
}

/// What a text is stored with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it came from.
    pub origin: Origin,
    /// Why; may be empty.
    pub note: String,
}

impl Written {
    /// Somebody wrote it here, for this reason; it may be empty.
    #[must_use]
    pub fn here(note: impl Into<String>) -> Self {
        Self {
            origin: Origin::Here,
            note: note.into(),
        }
    }

    /// A change of status did, described so.
    #[must_use]
    pub fn by_status(note: impl Into<String>) -> Self {
        Self {
            origin: Origin::Status,
            note: note.into(),
        }
    }
}

/// The words a record stands for: its newest text but for changes of its status line. Opinions and
/// readings are of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// The number of that text.
    pub version: i64,
    /// Who began the record; none where it came as a file.
    pub author: Option<Id>,
    /// Who wrote that text or brought it in; none for a file that came in on a schedule.
    pub writer: Option<Id>,
}

impl Wording {
    /// Whether these words are this person's own, so that they cannot sign the record off: they
    /// began it, or they wrote its text as it is or brought it in.
    #[must_use]
    pub fn is_by(&self, person: Id) -> bool {
        [self.author, self.writer].contains(&Some(person))
    }
}

/// The newest text that was written after the record got the status it has, if that status was
/// decided; an auditor has to see it.
#[must_use]
pub fn changed_since_decision<'a>(status: Status, events: &[Event], versions: &'a [Version]) -> Option<&'a Version> {
    if !status.is_decided() {
        return None;
    }
    // A step to the same status is a re-affirmation; it was said of the text as it then was.
    let decided = events
        .iter()
        .filter(|event| event.to == status)
        .map(|event| event.at)
        .max()?;
    versions
        .iter()
        .rev()
        .find(|version| version.origin != Origin::Status)
        .filter(|version| version.at > decided)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn at(minute: i64) -> Instant {
        Instant::new(datetime!(2026-11-22 10:00 UTC) + time::Duration::minutes(minute))
    }

    fn version(number: i64, origin: Origin, minute: i64) -> Version {
        Version {
            version: number,
            at: at(minute),
            person: "Ada".into(),
            origin,
            note: String::new(),
        }
    }

    fn event(to: Status, minute: i64) -> Event {
        Event {
            at: at(minute),
            person: "Eve".into(),
            from: Some(Status::Proposed),
            to,
            reason: String::new(),
        }
    }

    #[test]
    fn a_text_written_after_the_decision_is_seen() {
        let events = [event(Status::Proposed, 1), event(Status::Accepted, 5)];
        let texts = [
            version(1, Origin::Here, 0),
            version(2, Origin::Status, 5),
            version(3, Origin::Here, 9),
            version(4, Origin::Status, 10),
        ];
        let later = |status, many: usize| changed_since_decision(status, &events, &texts[..many]).map(|it| it.version);
        assert_eq!(later(Status::Accepted, 2), None, "the decision itself");
        assert_eq!(later(Status::Accepted, 3), Some(3));
        assert_eq!(later(Status::Accepted, 4), Some(3));
        assert_eq!(later(Status::Proposed, 4), None, "nothing is decided yet");
        let again = [event(Status::Accepted, 5), event(Status::Accepted, 12)];
        assert_eq!(changed_since_decision(Status::Accepted, &again, &texts), None);
    }

    #[test]
    fn the_author_and_the_last_writer_do_not_sign() {
        let (ada, bo) = (Id::from_u128(1), Id::from_u128(2));
        let theirs = |author, writer| {
            let words = Wording {
                version: 3,
                author,
                writer,
            };
            [ada, bo].map(|person| words.is_by(person))
        };
        assert_eq!(theirs(Some(ada), Some(bo)), [true, true]);
        assert_eq!(theirs(Some(ada), Some(ada)), [true, false]);
        assert_eq!(theirs(None, Some(bo)), [false, true]);
        assert_eq!(theirs(None, None), [false, false]);
    }
}
