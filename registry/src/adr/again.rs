//! What an import makes of a file whose record is here already: by what both last agreed on it
//! tells who changed what since.

use super::{
    Adr, Status, edit,
    import::{BY_IMPORT, Before, by_import, cut, facts},
    read::{self, Outcome, Parsed},
    record::Outcome as Became,
    service::{Records, Said},
    store,
    store_entry::{self, Entry},
    store_incoming::{self, IncomingRow},
    store_parts,
    version::{Origin, Written},
};
use crate::{
    identity::Actor,
    kernel::{Error, Result, Tx},
};

const CHANGED_HERE: &str = "The record was changed here since this file was imported; it stays as it is here.";
const CONFLICT: &str =
    "Both the file and the record here changed since the last import. The record stays; its page shows both texts.";

/// A record whose text is to be replaced.
pub(super) struct Former<'a> {
    pub adr: &'a Adr,
    /// The text it and its file last agreed on.
    pub base: &'a [u8],
    /// Whether somebody chose the file's text, so that its status comes with it.
    pub chosen: bool,
}

/// What an import makes of a file that is known.
enum Known {
    /// Nothing, with a note perhaps.
    Stays(Option<&'static str>),
    /// The record takes its text; this is what they last agreed on.
    Changes(Vec<u8>),
    /// Both changed.
    Conflicts,
}

impl Records<'_> {
    /// Imports a file whose record is known: what became of it, and the record if it changed.
    pub(super) async fn again(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        before: &Before,
        row: Option<&IncomingRow>,
        source: &[u8],
        parsed: &Parsed,
    ) -> Result<(Became, Option<Adr>)> {
        let id = before.adr.id;
        let said = |note: Option<&str>| Box::new(facts(&before.adr, parsed, note.map(str::to_owned)));
        match self.known(tx, before, row, source).await? {
            Known::Stays(note) => Ok((Became::Unchanged(said(note)), None)),
            Known::Conflicts => {
                if row.is_none_or(|row| row.settled || row.source != source) {
                    store_incoming::put_incoming(tx, id, source, self.0.now()).await?;
                }
                Ok((Became::Conflict(said(Some(CONFLICT))), None))
            }
            Known::Changes(base) => {
                let former = Former {
                    adr: &before.adr,
                    base: &base,
                    chosen: false,
                };
                let (adr, note) = self.renew(tx, actor, &former, source, parsed).await?;
                if row.is_some() {
                    store_incoming::drop_incoming(tx, id).await?;
                }
                Ok((Became::Updated(Box::new(facts(&adr, parsed, note))), Some(adr)))
            }
        }
    }

    /// What to make of a file that is known, by what it and its record last agreed on.
    async fn known(&self, tx: &mut Tx, before: &Before, row: Option<&IncomingRow>, source: &[u8]) -> Result<Known> {
        let edited = !before.last_by.ends_with(BY_IMPORT);
        if before.source == source {
            // They agree again, so later changes begin from here.
            if row.is_some_and(|row| !row.settled) || (edited && row.is_none_or(|row| row.source != source)) {
                store_incoming::put_settled(tx, before.adr.id, source, self.0.now()).await?;
            }
            return Ok(Known::Stays(None));
        }
        if !edited {
            return Ok(Known::Changes(before.source.clone()));
        }
        let base = store_incoming::base(tx, before.adr.id, row).await?;
        match base {
            Some(base) if base == before.source => Ok(Known::Changes(base)),
            Some(base) if base == source => {
                if row.is_some_and(|row| !row.settled) {
                    store_incoming::put_settled(tx, before.adr.id, source, self.0.now()).await?;
                }
                Ok(Known::Stays(Some(CHANGED_HERE)))
            }
            None if store_parts::had_source(tx, before.adr.id, source).await? => Ok(Known::Stays(Some(CHANGED_HERE))),
            _ => Ok(Known::Conflicts),
        }
    }

    /// The record with the text its file has now, and what to say of it. Title, status and date
    /// follow the file where they are what the former text said, or were chosen: else somebody
    /// decided them here.
    pub(super) async fn renew(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        former: &Former<'_>,
        source: &[u8],
        parsed: &Parsed,
    ) -> Result<(Adr, Option<String>)> {
        let before = former.adr;
        let path = before.path.as_deref().unwrap_or("adr/draft.md");
        let said = Said::from(parsed.clone());
        let then = match read::record(path, former.base).outcome {
            Outcome::Record(then) => Some(*then),
            Outcome::NotAnAdr(_) => None,
        };
        let then_status = then.as_ref().map_or(Status::Unknown, |then| then.status);
        let follows = former.chosen || before.status == then_status;
        let moved = then_status != parsed.status;
        let note = (moved && !follows && before.status != parsed.status).then(|| {
            format!(
                "The file's status is {} now; the record was decided as {} here, and that stays.",
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
            updated_at: self.0.now(),
            ..before.clone()
        };
        said.note_in(&mut adr);
        if !store::update(tx, &adr, source).await? {
            return Err(Error::Conflict {
                noun: "decision record",
                current: before.version,
            });
        }
        adr.version += 1;
        let written = Written {
            origin: Origin::Import,
            note: "",
        };
        store_parts::insert_version(tx, &adr, source, &by_import(actor), written).await?;
        let entry = Entry {
            adr: adr.id,
            title: &adr.title,
            text: &edit::shown(source),
            named: &said.named,
        };
        store_entry::renew(tx, &entry).await?;
        if adr.status != before.status {
            self.imported(tx, actor, &adr, Some(before.status)).await?;
        }
        Ok((adr, note))
    }
}
