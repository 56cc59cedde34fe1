//! What somebody typed into the editor and has not saved: kept some seconds after they pause, for
//! themselves alone, until they save or discard it.
//!
//! It is no change of a record, so it leaves no trace in the audit; a save does.

use sqlx::FromRow;

use super::service::Records;
use crate::{
    args,
    identity::{Act, Actor},
    kernel::{Error, Id, Instant, Result, Run},
};

/// The place of a record that is not saved yet.
pub const NEW: &str = "new";
/// The longest form kept, in bytes: the longest text as a browser sends it at worst.
const LONGEST: usize = 3_500_000;

/// A form as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Autosave {
    /// The fields, as a browser sends a form.
    pub fields: String,
    /// When.
    pub at: Instant,
}

impl Records<'_> {
    /// Keeps what was typed. `place` is a record's identifier or [`NEW`].
    ///
    /// # Errors
    /// Without the role architect, or when it is too long or belongs nowhere.
    pub async fn autosave(&self, actor: &Actor, place: &str, fields: &str) -> Result<()> {
        actor.must(Act::WriteRecords)?;
        if fields.len() > LONGEST {
            return Err(Error::invalid("text", "This is too long to be kept."));
        }
        if place != NEW && place.parse::<Id>().is_err() {
            return Err(Error::NotFound("decision record"));
        }
        let mut tx = self.0.write().await?;
        tx.run(
            "INSERT INTO adr_autosave (person_id, place, fields, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (person_id, place) DO UPDATE SET fields = excluded.fields, at = excluded.at",
            args![actor.id, place, fields, self.0.now()],
        )
        .await?;
        tx.commit().await
    }

    /// What the person typed at a place and did not save.
    ///
    /// # Errors
    /// When the person may not write, or the database fails.
    pub async fn autosaved(&self, actor: &Actor, place: &str) -> Result<Option<Autosave>> {
        actor.must(Act::WriteRecords)?;
        self.0
            .db
            .read()
            .optional(
                "SELECT fields, at FROM adr_autosave WHERE person_id = $1 AND place = $2",
                args![actor.id, place],
            )
            .await
    }

    /// Forgets what the person typed at a place.
    ///
    /// # Errors
    /// When the person may not write, or the database fails.
    pub async fn discard(&self, actor: &Actor, place: &str) -> Result<()> {
        actor.must(Act::WriteRecords)?;
        let mut tx = self.0.write().await?;
        forget(&mut tx, actor, place).await?;
        tx.commit().await
    }
}

pub(super) async fn forget(db: &mut impl Run, actor: &Actor, place: &str) -> Result<()> {
    db.run(
        "DELETE FROM adr_autosave WHERE person_id = $1 AND place = $2",
        args![actor.id, place],
    )
    .await?;
    Ok(())
}
