//! What an import makes of a file whose record is here already: by what both last agreed on it
//! tells who changed what since.

use std::collections::{HashMap, HashSet};

use super::{
    Adr, Status,
    planning::Plan,
    read::{self, Outcome, Parsed},
    record::Event,
    said::Stated,
    service::Records,
    sorting::{self, Found},
    store_bulk::{self, Filed},
    store_entry::{self, Body},
    store_import,
    store_incoming::IncomingRow,
};
use crate::{
    identity::Actor,
    kernel::{Id, Instant, Result, Run as _, Tx},
};

const CHANGED_HERE: &str = "The record was changed here since this file was imported; it stays as it is here.";
pub(super) const CONFLICT: &str =
    "Both the file and the record here changed since the last import. The record stays; its page shows both texts.";

/// A file and its record, as an import finds them.
#[derive(Clone, Copy)]
pub(super) struct Met<'a> {
    /// The file's text.
    pub file: &'a [u8],
    /// The record's text where it is another.
    pub record: Option<&'a [u8]>,
    /// Whether somebody wrote the record's text here.
    pub here: bool,
    /// What came in while it was changed here.
    pub row: Option<&'a IncomingRow>,
    /// The text the last import left.
    pub last: Option<&'a [u8]>,
    /// Whether the record had the file's text once.
    pub had: bool,
}

/// What an import makes of a file that is known.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known<'a> {
    /// Nothing, with a note perhaps.
    Stays {
        note: Option<&'static str>,
        /// Whether the file's text is from now on what both agree on.
        settles: bool,
    },
    /// The record takes its text; this is what they last agreed on.
    Changes(&'a [u8]),
    /// Both changed.
    Conflicts {
        /// Whether the file's text is another than the one that waits already.
        news: bool,
    },
}

/// What to make of a file that is known, by what it and its record last agreed on.
pub(super) fn known(met: Met<'_>) -> Known<'_> {
    let Met { file, here, row, .. } = met;
    let waits = row.is_some_and(|row| !row.settled);
    let Some(record) = met.record else {
        // They agree again, so later changes begin from here.
        let settles = waits || (here && row.is_none_or(|row| row.source != file));
        return Known::Stays { note: None, settles };
    };
    if !here {
        return Known::Changes(record);
    }
    let note = Some(CHANGED_HERE);
    match base(row, met.last) {
        Some(base) if base == record => Known::Changes(base),
        Some(base) if base == file => Known::Stays { note, settles: waits },
        None if met.had => Known::Stays { note, settles: false },
        _ => Known::Conflicts {
            news: row.is_none_or(|row| row.settled || row.source != file),
        },
    }
}

/// What a record and its file both began from: the text they last agreed on, if they ever did.
pub(super) fn base<'a>(row: Option<&'a IncomingRow>, last: Option<&'a [u8]>) -> Option<&'a [u8]> {
    match row {
        Some(row) if row.settled => Some(&row.source),
        Some(IncomingRow { base: Some(base), .. }) => Some(base),
        _ => last,
    }
}

/// A record whose text is to be replaced.
pub(super) struct Former<'a> {
    pub adr: &'a Adr,
    /// The text it and its file last agreed on.
    pub base: &'a [u8],
    /// Whether somebody chose the file's text, so that its status comes with it.
    pub chosen: bool,
    /// Whether people worked on it here: then it is accepted here or not at all.
    pub touched: bool,
}

/// The record with what its file says now, and what to say of it. Title, status and date follow
/// the file where they are what the former text said, or were chosen: else somebody decided them
/// here.
pub(super) fn renewed(former: &Former<'_>, parsed: &Parsed, now: Instant) -> (Adr, Option<String>) {
    let before = former.adr;
    let path = before.read_as();
    let then = match read::record(path, former.base).outcome {
        Outcome::Record(then) => Some(*then),
        Outcome::NotAnAdr(_) => None,
    };
    let then_status = then.as_ref().map_or(Status::Unknown, |then| then.status);
    let accepts = parsed.status == Status::Accepted && before.status != Status::Accepted;
    let follows = (former.chosen || before.status == then_status) && !(accepts && former.touched);
    let moved = then_status != parsed.status;
    let note = (moved && !follows && before.status != parsed.status).then(|| {
        let why = if accepts && former.touched {
            "people work on it here, so it is accepted here or not at all"
        } else {
            "that was decided here"
        };
        format!(
            "The file's status is {} now; the record is {}, and that stays: {why}.",
            parsed.status, before.status
        )
    });
    let dated = former.chosen
        || before.decided_on.is_none()
        || then.as_ref().is_some_and(|then| then.date == before.decided_on);
    let titled = former.chosen || then.as_ref().is_none_or(|then| cut(&then.title) == before.title);
    let mut adr = Adr {
        title: if titled {
            cut(&parsed.title)
        } else {
            before.title.clone()
        },
        status: if moved && follows { parsed.status } else { before.status },
        decided_on: if dated {
            parsed.date.or(before.decided_on)
        } else {
            before.decided_on
        },
        updated_at: now,
        ..before.clone()
    };
    Stated::of(parsed).note_in(&mut adr);
    (adr, note)
}

/// A title of a length lists can show.
pub(super) fn cut(title: &str) -> String {
    let title: String = super::visible(title)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(300)
        .collect();
    title.trim().to_owned()
}

/// What the database says of the known files of a part.
#[derive(Default)]
pub(super) struct Beside {
    pub adrs: HashMap<Id, Adr>,
    /// Texts that came in while their records were changed here.
    pub rows: HashMap<Id, IncomingRow>,
    /// The records' texts, where the files' are others.
    pub texts: HashMap<Id, Vec<u8>>,
    /// What the last import left, where somebody wrote here since.
    pub last: HashMap<Id, Vec<u8>>,
    /// Which of them had the file's text once.
    pub had: HashSet<Id>,
    /// Which of those that a file says are accepted people worked on here.
    pub touched: HashSet<Id>,
}

pub(super) async fn beside(
    tx: &mut Tx,
    log: &HashMap<String, store_import::Known>,
    found: &[Found<Plan>],
) -> Result<Beside> {
    let of = |file: &Found<Plan>| log.get(file.plan.known_as.as_ref()?);
    let known: Vec<_> = found.iter().filter_map(|file| Some((file, of(file)?))).collect();
    if known.is_empty() {
        return Ok(Beside::default());
    }
    let ids: Vec<Id> = known.iter().map(|(_, known)| known.id).collect();
    let adrs = store_import::records(tx, &ids).await?;
    let rows = store_import::incoming(tx, &ids).await?;
    let differ: Vec<_> = known.iter().filter(|(file, known)| file.hash != known.hash).collect();
    let others: Vec<Id> = differ.iter().map(|(_, known)| known.id).collect();
    let texts = store_import::texts(tx, &others).await?;
    let here: Vec<Id> = differ.iter().filter(|it| it.1.here).map(|it| it.1.id).collect();
    let last = store_import::last_imported(tx, &here).await?;
    let baseless: Vec<(Id, &[u8])> = differ
        .iter()
        .filter(|(_, known)| known.here)
        .filter(|(_, known)| base(rows.get(&known.id), last.get(&known.id).map(Vec::as_slice)).is_none())
        .map(|(file, known)| (known.id, file.source.as_slice()))
        .collect();
    let had = store_import::had(tx, &baseless).await?;
    let accepted: Vec<Id> = differ
        .iter()
        .filter(|(file, _)| file.parsed.status == Status::Accepted)
        .map(|(_, known)| known.id)
        .collect();
    let touched = store_import::touched(tx, &accepted).await?;
    Ok(Beside {
        adrs,
        rows,
        texts,
        last,
        had,
        touched,
    })
}

impl Records<'_> {
    /// The step a record takes because its file did.
    pub(super) fn step(self, actor: &Actor, adr: &Adr, from: Option<Status>) -> Event {
        let path = adr.path.as_deref().unwrap_or_default();
        let elsewhere = from.is_some() && adr.status == Status::Accepted;
        Event {
            at: self.0.now(),
            person: actor.name.clone(),
            from,
            to: adr.status,
            reason: if elsewhere {
                format!("Imported from {path}: accepted where the file is kept, not signed off here")
            } else {
                format!("Imported from {path}")
            },
        }
    }

    /// A record as it is to be written once its file's text is taken.
    pub(super) fn changed(
        self,
        actor: &Actor,
        former: &Adr,
        adr: Adr,
        parsed: &Parsed,
        source: Vec<u8>,
        body: Body,
    ) -> Filed {
        let step = (adr.status != former.status).then(|| (self.0.id(), self.step(actor, &adr, Some(former.status))));
        Filed {
            hash: sorting::hash(&source),
            named: store_entry::Named::of(parsed),
            step,
            adr,
            source,
            body,
        }
    }

    /// Stores one record with the text its file has now; the version in it then is the stored one.
    pub(super) async fn renew(
        self,
        tx: &mut Tx,
        actor: &Actor,
        former: &Former<'_>,
        source: &[u8],
        parsed: &Parsed,
    ) -> Result<Adr> {
        let (adr, _) = renewed(former, parsed, self.0.now());
        let body = store_entry::laid(tx.engine(), source).await?;
        let changed = self.changed(actor, former.adr, adr.clone(), parsed, source.to_vec(), body);
        store_bulk::update(tx, vec![changed], actor).await?;
        Ok(Adr {
            version: adr.version + 1,
            ..adr
        })
    }
}

/// Whose file is where now.
pub(super) type Moved = Vec<(Id, String)>;
