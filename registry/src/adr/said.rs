//! What a text says of itself and of other records, as it is put beside it.

use std::collections::HashSet;

use time::Date;

use super::{
    Adr, Dialect, Raw, Relation, Status,
    index::{self, Index, Known, Reach},
    read::{self, Outcome, Parsed},
    record,
    store_entry::Named,
    store_known, store_parts, visible,
};
use crate::kernel::{Result, Run, stored};

/// What only a text knows of its record: its form, and status and day in its own words.
pub(super) struct Stated {
    pub dialect: Dialect,
    pub raw_status: Option<String>,
    pub raw_date: Option<String>,
}

impl Stated {
    pub(super) fn of(parsed: &Parsed) -> Self {
        let words = |at: Option<&Raw>| at.map(|raw| raw.text.clone());
        Self {
            dialect: parsed.dialect,
            raw_status: words(parsed.status_at.as_ref()),
            raw_date: words(parsed.date_at.as_ref()),
        }
    }

    /// Puts it into the row.
    pub(super) fn note_in(&self, adr: &mut Adr) {
        adr.dialect = self.dialect;
        adr.raw_status.clone_from(&self.raw_status);
        adr.raw_date.clone_from(&self.raw_date);
    }
}

/// What a text says of itself.
pub(super) struct Said {
    pub stated: Stated,
    /// Its heading; none when it has none.
    pub title: Option<String>,
    pub status: Status,
    /// The day it gives for the decision.
    pub date: Option<Date>,
    pub relations: Vec<Relation>,
    pub named: Named,
    pub diagnostics: Vec<String>,
}

impl Said {
    /// Reads a text. A draft may be anything, so one that reads as no record says nothing.
    pub(super) fn of(path: Option<&str>, source: &[u8]) -> Self {
        match read::record(path.unwrap_or(record::DRAFT), source).outcome {
            Outcome::Record(parsed) => Self::from(*parsed),
            Outcome::NotAnAdr(reason) => Self {
                stated: Stated {
                    dialect: Dialect::Plain,
                    raw_status: None,
                    raw_date: None,
                },
                title: None,
                status: Status::Unknown,
                date: None,
                relations: Vec::new(),
                named: Named::default(),
                diagnostics: vec![reason],
            },
        }
    }
}

impl From<Parsed> for Said {
    fn from(parsed: Parsed) -> Self {
        Self {
            stated: Stated::of(&parsed),
            named: Named::of(&parsed),
            title: parsed.title_at.is_some().then(|| visible(&parsed.title)),
            status: parsed.status,
            date: parsed.date,
            relations: parsed.relations,
            diagnostics: parsed.diagnostics.iter().map(ToString::to_string).collect(),
        }
    }
}

/// What the text names, tied to the records it means.
pub(super) fn tied(index: &Index, adr: &Adr, relations: &[Relation]) -> Vec<store_parts::Stored> {
    let mut out: Vec<store_parts::Stored> = Vec::new();
    let mut seen = HashSet::new();
    for relation in relations {
        let (log, path) = (adr.log.as_str(), adr.path.as_deref());
        let to = index.find(log, path, &relation.target).map(|known| known.id);
        if to != Some(adr.id) && (to.is_none() || seen.insert((relation.kind, to))) {
            out.push(store_parts::Stored {
                kind: relation.kind,
                to,
                raw: relation.target.to_string(),
                reach: to.is_none().then(|| Reach::of(log, path, &relation.target)),
            });
        }
    }
    out
}

/// What to say where a text states another status than the record is in: nobody decided that here.
pub(super) fn unlike(adr: &Adr, text: Option<Status>) -> Option<String> {
    let text = text.filter(|text| *text != Status::Unknown && *text != adr.status && adr.number.is_some())?;
    let here = adr.status;
    Some(read::Diagnostic::OtherStatus { text, here }.to_string())
}

/// Ties relations that led nowhere and mean one of these records, which have new numbers or files.
pub(super) async fn settle(db: &mut impl Run, new: &[Known]) -> Result<()> {
    let loose: Vec<_> = store_parts::loose_relations(db, new)
        .await?
        .into_iter()
        .map(|loose| (index::target(&loose.raw_target), loose))
        .collect();
    let references = loose
        .iter()
        .map(|(target, loose)| (loose.log.as_str(), loose.path.as_deref(), target));
    let index = store_known::known(db, references.collect()).await?;
    let mut rows = Vec::new();
    for (target, loose) in loose {
        let (log, path) = (loose.log.as_str(), loose.path.as_deref());
        let to = index.find(log, path, &target).map(|known| known.id);
        let to = to.filter(|to| *to != loose.from_id);
        if to.is_none() && !loose.unnoted {
            continue;
        }
        let tied = store_parts::Stored {
            kind: stored(&loose.kind)?,
            to,
            reach: to.is_none().then(|| Reach::of(log, path, &target)),
            raw: loose.raw_target,
        };
        rows.push(tied.row(loose.from_id, loose.position));
    }
    store_parts::tie_relations(db, rows).await
}
