//! A record whose file came in with another text while it had been changed here: both texts are
//! kept until somebody chooses.

use super::{
    Adr,
    again::Former,
    compare, edit,
    said::Said,
    service::{Records, traced},
    sorting, store, store_import, store_incoming,
    version::Written,
};
use crate::{
    audit,
    identity::{Act, Actor},
    kernel::{Error, Id, Instant, Result},
};

/// The text of a record's file that waits beside the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// Its bytes.
    pub source: Vec<u8>,
    /// When it came in.
    pub at: Instant,
    /// Both changes in one text, where they touch different lines.
    pub merged: Option<Vec<u8>>,
    /// Which text it is, in case another comes in while somebody looks.
    pub version: i64,
}

/// What becomes of the two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settle {
    /// The file's text; the one here stays as a version.
    Theirs,
    /// The text here.
    Ours,
    /// Both changes in one text.
    Merge,
}

impl std::str::FromStr for Settle {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "theirs" => Ok(Self::Theirs),
            "ours" => Ok(Self::Ours),
            "merge" => Ok(Self::Merge),
            _ => Err(()),
        }
    }
}

impl Records<'_> {
    /// The text that came in for a record and waits for somebody to choose.
    ///
    /// # Errors
    /// When the person may not read, or there is no such record.
    pub async fn incoming(&self, actor: &Actor, id: Id) -> Result<Option<Incoming>> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let waiting = store_incoming::incoming(&mut db, id).await?.filter(|row| !row.settled);
        let Some(row) = waiting else {
            return Ok(None);
        };
        let (ours, _) = store::source(&mut db, id).await?;
        let base = store_incoming::base(&mut db, id, Some(&row)).await?;
        let theirs = row.source.clone();
        let merged = sorting::blocking(move || base.and_then(|base| merged(&base, &ours, &theirs))).await?;
        Ok(Some(Incoming {
            merged,
            source: row.source,
            at: row.at,
            version: row.version,
        }))
    }

    /// Settles which text a record keeps. `version` is the record's and `seen` that of the text
    /// that came in, as the person saw them. Number, status and door stay what they are here,
    /// except that the file's text brings its status as an import does.
    ///
    /// # Errors
    /// Without the role architect; when nothing waits any more; when either text changed in
    /// between; when both texts changed the same lines and the merge was asked for.
    pub async fn settle_incoming(&self, actor: &Actor, id: Id, how: Settle, version: i64, seen: i64) -> Result<Adr> {
        actor.must(Act::WriteRecords)?;
        // Before the transaction, so that a long comparison keeps nobody from writing. It is used
        // only where both texts still are those it was made of.
        let both = match how {
            Settle::Merge => self.incoming(actor, id).await?.and_then(|both| both.merged),
            Settle::Ours | Settle::Theirs => None,
        };
        let mut tx = self.0.write().await?;
        let before = store::by_id(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("decision record"))?;
        let row = store_incoming::incoming(&mut tx, id).await?.filter(|row| !row.settled);
        let row = row.ok_or(Error::NotFound("text that waits for this record"))?;
        let base = store_incoming::base(&mut tx, id, Some(&row)).await?;
        let conflict = Error::Conflict {
            noun: "decision record",
            current: before.version,
        };
        if before.version != version
            || row.version != seen
            || !store_incoming::settle_incoming(&mut tx, id, seen, self.0.now()).await?
        {
            return Err(conflict);
        }
        let (ours, _) = store::source(&mut tx, id).await?;
        let path = before.read_as().to_owned();
        let path = path.as_str();
        let (after, act) = match how {
            Settle::Ours => (before, "kept the text here of"),
            Settle::Merge => {
                let source = both.ok_or_else(|| {
                    Error::invalid(
                        "",
                        "Both texts changed the same lines; choose one of them, or edit the record.",
                    )
                })?;
                let said = Said::of(Some(path), &source);
                let retitled = said
                    .title
                    .clone()
                    .filter(|new| Said::of(Some(path), &ours).title.as_ref() != Some(new));
                let mut after = Adr {
                    title: retitled.unwrap_or_else(|| before.title.clone()),
                    updated_at: self.0.now(),
                    ..before
                };
                said.stated.note_in(&mut after);
                let written = (source != ours).then(|| Written::here("merged with the file's text"));
                self.store(&mut tx, actor, &mut after, &source, &said.named, written)
                    .await?;
                self.parts(&mut tx, &after, &said).await?;
                (after, "merged the file's text into")
            }
            Settle::Theirs => {
                let parsed = match super::read::record(path, &row.source).outcome {
                    super::read::Outcome::Record(parsed) => *parsed,
                    super::read::Outcome::NotAnAdr(reason) => return Err(Error::invalid("", reason)),
                };
                let touched = store_import::touched(&mut tx, &[id]).await?;
                let former = Former {
                    adr: &before,
                    base: base.as_deref().unwrap_or(&ours),
                    chosen: true,
                    touched: touched.contains(&id),
                };
                let after = self.renew(&mut tx, actor, &former, &row.source, &parsed).await?;
                self.parts(&mut tx, &after, &Said::from(parsed)).await?;
                // It is the text of the last import now; nothing is left to compare it with.
                store_incoming::drop_incoming(&mut tx, &[id]).await?;
                (after, "took the file's text into")
            }
        };
        audit::record(&mut tx, self.0, actor, traced(act, &after)).await?;
        tx.commit().await?;
        Ok(after)
    }
}

/// Both changes since the last import in one text, with the bytes of ours where nothing changed.
pub(super) fn merged(base: &[u8], ours: &[u8], theirs: &[u8]) -> Option<Vec<u8>> {
    let text = compare::merge(&edit::shown(base), &edit::shown(ours), &edit::shown(theirs))?;
    Some(edit::restore(ours, &text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_change_on_one_side_alone_is_what_the_merge_is(
            base in "[a-c\r\n]{0,30}", other in "[a-c\n]{0,30}"
        ) {
            let base = base.as_bytes();
            let theirs = edit::restore(base, &other);
            prop_assert_eq!(merged(base, &theirs, base), Some(theirs.clone()));
            // The file's change arrives with the line ends of the text here.
            let both = merged(base, base, &theirs).map(|both| edit::shown(&both));
            prop_assert_eq!(both, Some(edit::shown(&theirs)));
        }

        #[test]
        fn a_merge_never_loses_a_line_that_only_one_side_added(
            ours in "[x]{1,4}", theirs in "[y]{1,4}"
        ) {
            let base = "# T\n\none\n\ntwo\n\nthree\n";
            let mine = base.replace("one\n", &format!("one\n{ours}\n"));
            let file = base.replace("three\n", &format!("three\n{theirs}\n"));
            let both = merged(base.as_bytes(), mine.as_bytes(), file.as_bytes()).map(|both| edit::shown(&both));
            let expected = mine.replace("three\n", &format!("three\n{theirs}\n"));
            prop_assert_eq!(both, Some(expected));
        }
    }
}
