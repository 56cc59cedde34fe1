//! A record as other nouns cite it: what a dependency, a decision of the checklist or another
//! record has to know of it.

use super::{Status, record};
use crate::kernel::Id;

/// A record without its text and history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Which.
    pub id: Id,
    /// Key of its decision log.
    pub log: String,
    /// Its number within the log; none while it is a draft.
    pub number: Option<i64>,
    /// Its title.
    pub title: String,
    /// Where it stands now.
    pub status: Status,
}

impl Cited {
    /// Whether it is in force, so that it covers what it is about.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.status == Status::Accepted
    }

    /// How it is called in short: `PLAT-0007`, or its title while it has no number.
    #[must_use]
    pub fn label(&self) -> String {
        match self.number {
            Some(_) => record::label(&self.log, self.number),
            None => self.title.clone(),
        }
    }

    /// How it is called in full: `PLAT-0012 – Adopt a model abstraction layer`.
    #[must_use]
    pub fn citation(&self) -> String {
        format!("{} – {}", record::label(&self.log, self.number), self.title)
    }

    /// Its page, that of a draft included.
    #[must_use]
    pub fn address(&self) -> String {
        record::address(&self.log, self.number, self.id)
    }

    /// Its page, once it has a number.
    #[must_use]
    pub fn path(&self) -> Option<String> {
        self.number.map(|_| self.address())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_record_in_force_covers() {
        let record = |status: Status| Cited {
            id: Id::nil(),
            log: "platform".into(),
            number: Some(7),
            title: "T".into(),
            status,
        };
        assert!(record(Status::Accepted).is_accepted());
        assert!(!record(Status::Proposed).is_accepted());
        assert_eq!(record(Status::Accepted).path().as_deref(), Some("/adrs/platform/7"));
        let draft = Cited {
            number: None,
            ..record(Status::Proposed)
        };
        assert_eq!(draft.label(), "T");
        assert_eq!(draft.path(), None);
    }

    #[test]
    fn a_citation_names_number_and_title() {
        let record = Cited {
            id: Id::nil(),
            log: "PLAT".into(),
            number: Some(12),
            title: "Adopt a model abstraction layer".into(),
            status: Status::Accepted,
        };
        assert_eq!(record.label(), "PLAT-0012");
        assert_eq!(record.citation(), "PLAT-0012 – Adopt a model abstraction layer");
    }
}
