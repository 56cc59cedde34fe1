//! Proposing and deciding: how a record's status changes.
//!
//! A change of status also changes the text's status line where the reader finds one, and nothing
//! else of the text. The author of a record cannot accept it: a decision takes a second person.

use super::{
    Adr, Status, edit, lifecycle,
    read::{self, patch},
    record,
    service::{Records, Said, settle, traced},
    store, store_known,
};
use crate::{
    audit,
    identity::{Act, Actor},
    kernel::{Error, Id, Problems, Result, Tx, check, slug},
};

impl Records<'_> {
    /// Proposes a draft. It gets the next number of its log, and a file name for links to it; one
    /// that was withdrawn keeps the number it had.
    ///
    /// # Errors
    /// Without the role architect; when there is no text yet, or the record is no draft.
    pub async fn propose(&self, actor: &Actor, id: Id) -> Result<Adr> {
        actor.must(Act::WriteRecords)?;
        let mut tx = self.0.write().await?;
        let before = store::by_id(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("decision record"))?;
        lifecycle::may(before.status, Status::Proposed).map_err(|why| Error::invalid("", sentence(why)))?;
        let (old, _) = store::source(&mut tx, id).await?;
        if read::body(&edit::shown(&old)).trim().is_empty() {
            return Err(Error::invalid(
                "text",
                "Write the record before you propose it: there is no text below its title.",
            ));
        }
        let mut after = Adr {
            status: Status::Proposed,
            updated_at: self.0.now(),
            ..before.clone()
        };
        if after.number.is_none() {
            let number = store::take_number(&mut tx, before.log_id).await?;
            let slug = slug(&before.title);
            let slug = if slug.is_empty() { "record".to_owned() } else { slug };
            let path = format!("{number:04}-{slug}.md");
            let taken = store_known::has_path(&mut tx, before.log_id, &path).await?;
            after.number = Some(number);
            after.path = Some(if taken {
                format!("{number:04}-{slug}-{}.md", before.id.simple())
            } else {
                path
            });
        }
        self.change(tx, actor, &before, after, &old, None, "").await
    }

    /// Changes a record's status with a reason. To accept, reject, deprecate or supersede needs
    /// the right to decide; to withdraw a proposal the right to write. The author of a record
    /// cannot accept it.
    ///
    /// # Errors
    /// Without that right; without a reason; when the lifecycle has no such step.
    pub async fn decide(&self, actor: &Actor, id: Id, to: Status, reason: &str) -> Result<Adr> {
        self.conclude(actor, id, to, reason, None).await
    }

    /// Supersedes a record by another of its log, which the text's status line then names.
    ///
    /// # Errors
    /// Like [`Self::decide`]; when there is no such successor.
    pub async fn supersede(&self, actor: &Actor, id: Id, by: i64, reason: &str) -> Result<Adr> {
        self.conclude(actor, id, Status::Superseded, reason, Some(by)).await
    }

    async fn conclude(&self, actor: &Actor, id: Id, to: Status, reason: &str, by: Option<i64>) -> Result<Adr> {
        actor.must(if matches!(to, Status::Draft | Status::Proposed) {
            Act::WriteRecords
        } else {
            Act::DecideRecords
        })?;
        let mut problems = Problems::new();
        let reason = problems.text("reason", reason, 2000);
        let mut tx = self.0.write().await?;
        let before = store::by_id(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("decision record"))?;
        if let Err(why) = lifecycle::may(before.status, to) {
            problems.add("to", sentence(why));
        }
        if before.number.is_none() {
            problems.add("to", "A draft has to be proposed first.");
        }
        if let Some(number) = by {
            let other = store::by_number(&mut tx, &before.log, number).await?;
            problems.require(
                other.is_some_and(|other| other.id != id),
                "by",
                &format!("There is no other record {}.", record::label(&before.log, Some(number))),
            );
        }
        check(problems)?;
        if to == Status::Accepted && before.author_id.is_some() && before.author_id == actor.id {
            return Err(Error::refused(
                "You wrote this record; somebody else with the role Architect or Executive has to accept it.",
            ));
        }
        let (old, _) = store::source(&mut tx, id).await?;
        let mut after = Adr {
            status: to,
            updated_at: self.0.now(),
            ..before.clone()
        };
        if matches!(to, Status::Accepted | Status::Rejected) {
            after.decided_on = Some(self.0.today());
        }
        self.change(tx, actor, &before, after, &old, by, &reason).await
    }

    /// Stores a change of status: the row, the text's status line, the event, the trace.
    #[expect(clippy::too_many_arguments, reason = "one private step of two use cases")]
    async fn change(
        &self,
        mut tx: Tx,
        actor: &Actor,
        before: &Adr,
        mut after: Adr,
        old: &[u8],
        by: Option<i64>,
        reason: &str,
    ) -> Result<Adr> {
        let source = restatus(after.path.as_deref(), old, after.status, by);
        let said = Said::of(after.path.as_deref(), &source);
        said.note_in(&mut after);
        self.store(&mut tx, actor, &mut after, &source, &said.named, source != old)
            .await?;
        self.parts(&mut tx, &after, &said).await?;
        if before.number.is_none() {
            settle(&mut tx).await?;
        }
        self.event(&mut tx, actor, &after, Some(before.status), reason).await?;
        let act = match after.status {
            Status::Draft => "withdrew",
            Status::Proposed => "proposed",
            Status::Accepted => "accepted",
            Status::Rejected => "rejected",
            Status::Deprecated => "deprecated",
            Status::Superseded => "superseded",
            Status::Unknown => "changed",
        };
        let steps = format!("{} → {}", before.status, after.status);
        let detail = if reason.is_empty() {
            steps
        } else {
            format!("{steps}: {reason}")
        };
        audit::record(&mut tx, self.0, actor, traced(act, &after).detail(detail)).await?;
        tx.commit().await?;
        Ok(after)
    }
}

/// The text with its status line changed, where the reader finds one and it then reads as meant.
fn restatus(path: Option<&str>, source: &[u8], to: Status, successor: Option<i64>) -> Vec<u8> {
    let path = path.unwrap_or("adr/draft.md");
    let reference = successor.map(|number| format!("ADR-{number:04}"));
    patch::status(path, source, to, reference.as_deref())
        .ok()
        .filter(|patched| Said::of(Some(path), patched).status == to)
        .unwrap_or_else(|| source.to_vec())
}

/// A refusal of the lifecycle as a sentence.
fn sentence(why: lifecycle::Refused) -> String {
    let text = why.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    format!(
        "{}{}.",
        first.map(String::from_iter).unwrap_or_default(),
        letters.as_str()
    )
}
