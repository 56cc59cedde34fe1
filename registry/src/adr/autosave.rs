//! What somebody typed into the editor and has not saved: kept some seconds after they pause, for
//! themselves alone, until they save or discard it, at most [`KEPT`].
//!
//! It is no change of a record, so it leaves no trace in the audit; a save does.

use std::{fmt, str::FromStr};

use sqlx::FromRow;

use super::{attachments, edit, service::Records, store};
use crate::{
    args,
    identity::{Act, Actor},
    kernel::{Error, Id, Instant, Result, Run, Tx},
};

/// The longest form kept, in bytes: the longest text as a browser sends it at worst.
const LONGEST: usize = 3_500_000;
/// The most forms kept of one person; the oldest gives way to the next.
const MOST: i64 = 50;
/// What nobody came back to is forgotten after so long, and so are pictures only it shows.
pub(super) const KEPT: time::Duration = time::Duration::days(30);

/// Where one opened form is kept: `new-FORM` while its record is not saved yet, else
/// `RECORD-FORM`. Each opened form has a place of its own, so that no two overwrite each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The record that is edited; none for a new one.
    pub record: Option<Id>,
    form: Id,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.record {
            Some(record) => write!(f, "{record}-{}", self.form),
            None => write!(f, "new-{}", self.form),
        }
    }
}

impl FromStr for Place {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let nowhere = || Error::NotFound("form");
        let parsed = |id: &str| id.parse::<Id>().ok().filter(|_| id.len() == 36).ok_or_else(nowhere);
        let at = text.len().checked_sub(37).ok_or_else(nowhere)?;
        let (record, form) = text.split_at_checked(at).ok_or_else(nowhere)?;
        Ok(Self {
            record: match record {
                "new" => None,
                id => Some(parsed(id)?),
            },
            form: parsed(form.strip_prefix('-').ok_or_else(nowhere)?)?,
        })
    }
}

/// A form as it is typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typing<'a> {
    /// The title, to tell several forms apart.
    pub title: &'a str,
    /// The key of the door.
    pub door: &'a str,
    /// The record's text.
    pub text: &'a str,
    /// All fields, as a browser sends a form.
    pub fields: &'a str,
}

/// A form that was typed into and not saved.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Unsaved {
    /// Its [`Place`], as text.
    pub place: String,
    /// The title as it was typed.
    pub title: String,
    /// When it was kept last.
    pub at: Instant,
}

#[derive(FromRow)]
struct FieldsRow {
    fields: String,
}

#[derive(FromRow)]
struct SavedRow {
    saved: bool,
}

impl Records<'_> {
    /// The place of a form that is opened now.
    #[must_use]
    pub fn place(&self, record: Option<Id>) -> Place {
        Place {
            record,
            form: self.0.id(),
        }
    }

    /// Keeps what was typed, unless it is what the record holds anyway.
    ///
    /// # Errors
    /// Without the role architect; when it is too long, its record does not exist, or
    /// ([`Error::Conflict`]) the form was saved already.
    pub async fn autosave(&self, actor: &Actor, place: Place, typing: &Typing<'_>) -> Result<()> {
        actor.must(Act::WriteRecords)?;
        if typing.fields.len() > LONGEST {
            return Err(Error::invalid("text", "This is too long to be kept."));
        }
        let name = place.to_string();
        let mut tx = self.0.write().await?;
        let old = Instant::new(self.0.now().at() - KEPT);
        tx.run("DELETE FROM adr_autosave WHERE at < $1", args![old]).await?;
        if was_saved(&mut tx, actor, &name).await? {
            return Err(Error::Conflict {
                noun: "form",
                current: 0,
            });
        }
        if let Some(record) = place.record
            && holds(&mut tx, record, typing).await?
        {
            remove(&mut tx, actor, &name).await?;
            return tx.commit().await;
        }
        tx.run(
            "DELETE FROM adr_autosave WHERE person_id = $1 AND saved = $2 AND place <> $3 AND place NOT IN \
             (SELECT place FROM adr_autosave WHERE person_id = $1 AND saved = $2 AND place <> $3 \
             ORDER BY at DESC, place DESC LIMIT $4)",
            args![actor.id, false, name.as_str(), MOST - 1],
        )
        .await?;
        let title: String = typing.title.trim().chars().take(200).collect();
        tx.run(
            "INSERT INTO adr_autosave (person_id, place, adr_id, title, fields, saved, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (person_id, place) DO UPDATE SET title = excluded.title, fields = excluded.fields, at = excluded.at",
            args![
                actor.id,
                name.as_str(),
                place.record,
                title,
                typing.fields,
                false,
                self.0.now()
            ],
        )
        .await?;
        attachments::renew(&mut tx, self.0.now(), actor, place.record, typing.text).await?;
        tx.commit().await
    }

    /// The fields of a form that was not saved, as they were typed.
    ///
    /// # Errors
    /// When the person may not write, or the database fails.
    pub async fn autosaved(&self, actor: &Actor, place: Place) -> Result<Option<String>> {
        actor.must(Act::WriteRecords)?;
        let row: Option<FieldsRow> = self
            .0
            .db
            .read()
            .optional(
                "SELECT fields FROM adr_autosave WHERE person_id = $1 AND place = $2 AND saved = $3",
                args![actor.id, place.to_string(), false],
            )
            .await?;
        Ok(row.map(|row| row.fields))
    }

    /// The person's unsaved forms of a record, or of new ones, the latest first.
    ///
    /// # Errors
    /// When the person may not write, or the database fails.
    pub async fn unsaved(&self, actor: &Actor, record: Option<Id>) -> Result<Vec<Unsaved>> {
        actor.must(Act::WriteRecords)?;
        let mut db = self.0.db.read();
        if let Some(record) = record {
            return db
                .all(
                    "SELECT place, title, at FROM adr_autosave WHERE person_id = $1 AND saved = $2 AND adr_id = $3 \
                     ORDER BY at DESC, place DESC",
                    args![actor.id, false, record],
                )
                .await;
        }
        db.all(
            "SELECT place, title, at FROM adr_autosave WHERE person_id = $1 AND saved = $2 AND adr_id IS NULL \
             ORDER BY at DESC, place DESC",
            args![actor.id, false],
        )
        .await
    }

    /// Whether a form was saved, in the time in which that is remembered.
    ///
    /// # Errors
    /// When the person may not write, or the database fails.
    pub async fn was_saved(&self, actor: &Actor, place: Place) -> Result<bool> {
        actor.must(Act::WriteRecords)?;
        was_saved(&mut self.0.db.read(), actor, &place.to_string()).await
    }

    /// Forgets what the person typed at a place.
    ///
    /// # Errors
    /// When the person may not write, or the database fails.
    pub async fn discard(&self, actor: &Actor, place: Place) -> Result<()> {
        actor.must(Act::WriteRecords)?;
        let mut tx = self.0.write().await?;
        remove(&mut tx, actor, &place.to_string()).await?;
        tx.commit().await
    }
}

async fn was_saved(db: &mut impl Run, actor: &Actor, place: &str) -> Result<bool> {
    let row: Option<SavedRow> = db
        .optional(
            "SELECT saved FROM adr_autosave WHERE person_id = $1 AND place = $2",
            args![actor.id, place],
        )
        .await?;
    Ok(row.is_some_and(|row| row.saved))
}

/// Whether a record holds just what was typed.
async fn holds(tx: &mut Tx, record: Id, typing: &Typing<'_>) -> Result<bool> {
    let adr = store::by_id(tx, record)
        .await?
        .ok_or(Error::NotFound("decision record"))?;
    let door = adr.door.map_or("", super::Door::as_str);
    if adr.title != typing.title || door != typing.door {
        return Ok(false);
    }
    let (source, _) = store::source(tx, record).await?;
    Ok(edit::shown(&source) == typing.text)
}

async fn remove(tx: &mut Tx, actor: &Actor, place: &str) -> Result<()> {
    tx.run(
        "DELETE FROM adr_autosave WHERE person_id = $1 AND place = $2 AND saved = $3",
        args![actor.id, place, false],
    )
    .await?;
    Ok(())
}

/// Notes that a form was saved. A place that is none, such as that of the command line, has
/// nothing kept.
pub(super) async fn settle(tx: &mut Tx, now: Instant, actor: &Actor, place: &str) -> Result<()> {
    let Ok(place) = place.parse::<Place>() else {
        return Ok(());
    };
    if actor.id.is_none() {
        return Ok(());
    }
    tx.run(
        "INSERT INTO adr_autosave (person_id, place, adr_id, title, fields, saved, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (person_id, place) DO UPDATE SET title = excluded.title, fields = excluded.fields, \
         saved = excluded.saved, at = excluded.at",
        args![actor.id, place.to_string(), None::<Id>, "", "", true, now],
    )
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_form_of_a_record_or_of_none() {
        let (record, form) = (Id::from_u128(1), Id::from_u128(2));
        for place in [
            Place { record: None, form },
            Place {
                record: Some(record),
                form,
            },
        ] {
            assert_eq!(place.to_string().parse::<Place>().ok(), Some(place));
        }
        for nowhere in [
            String::new(),
            "new".to_owned(),
            form.to_string(),
            format!("-{form}"),
            format!("old-{form}"),
            format!("new{form}x"),
            format!("{record}{form}"),
            format!("ü{form}"),
            format!("{{{record}}}-{form}"),
        ] {
            assert!(nowhere.parse::<Place>().is_err(), "{nowhere}");
        }
    }
}
