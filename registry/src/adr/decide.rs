//! Proposing and deciding: how a record's status changes.
//!
//! A change of status also changes the text's status line where the reader finds one, and nothing
//! of the text but the day of the decision. Neither the author of a record nor whoever wrote its
//! text as it is can accept it: a decision takes a second person, and as many approvals as its log
//! asks for.

use time::Date;

use super::{
    Adr, Status, edit,
    index::Known,
    lifecycle,
    read::{self, amend, patch},
    reviewing::found,
    said::{Said, settle},
    service::{Records, traced},
    sign_off::{Opinion, Standing, Verdict},
    store, store_known, store_sign_off as kept,
    succession::{in_place, successors, superseded_by},
    version::{Wording, Written},
};
use crate::{
    audit,
    identity::{Act, Actor},
    kernel::{Error, Id, Problems, Result, Tx, check, read_day, slug},
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
        let before = found(&mut tx, id).await?;
        lifecycle::may(before.status, Status::Proposed).map_err(|why| Error::invalid("", capital(&why.to_string())))?;
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
        // What was said of it before it was withdrawn was said of another proposal.
        let note = before.number.map(|_| "proposed again");
        let source = restatus(&after, &old, None);
        let written = match note {
            Some(note) => Some(Written::here(note)),
            None => (source != old).then(|| Written::by_status("")),
        };
        let after = self
            .change(&mut tx, actor, &before, after, (&source, written), "")
            .await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Changes a record's status with a reason, decided today. To accept, reject, deprecate or
    /// supersede needs the right to decide; to withdraw a proposal the right to write.
    ///
    /// # Errors
    /// Like [`Self::conclude`].
    pub async fn decide(&self, actor: &Actor, id: Id, to: Status, reason: &str) -> Result<Adr> {
        let conclusion = Conclusion {
            reason: reason.to_owned(),
            ..Conclusion::new(to)
        };
        self.conclude(actor, id, &conclusion).await
    }

    /// Changes a record's status. An acceptance takes the approvals its log asks for and retires
    /// what the record replaces in the same moment; to supersede names the accepted records that
    /// take its place.
    ///
    /// # Errors
    /// Without the right to decide; without a reason; when the lifecycle has no such step; by the
    /// author or the last writer, or too early, to accept; when a successor is missing or not in
    /// force; when the day of the decision is still to come; when the text is not the one seen.
    pub async fn conclude(&self, actor: &Actor, id: Id, conclusion: &Conclusion) -> Result<Adr> {
        let to = conclusion.to;
        actor.must(if matches!(to, Status::Draft | Status::Proposed) {
            Act::WriteRecords
        } else {
            Act::DecideRecords
        })?;
        let mut problems = Problems::new();
        let reason = problems.text("reason", &conclusion.reason, 2000);
        let mut tx = self.0.write().await?;
        let before = found(&mut tx, id).await?;
        if let Err(why) = lifecycle::may(before.status, to) {
            problems.add("to", capital(&why.to_string()));
        }
        if before.number.is_none() {
            problems.add("to", "A draft has to be proposed first.");
        }
        let decided_on = self.day_of(&mut problems, conclusion, &before);
        successors(&mut tx, &mut problems, conclusion, &before).await?;
        let wording = kept::wording(&mut tx, id).await?;
        if to == Status::Accepted && actor.id.is_some_and(|person| wording.is_by(person)) {
            check(problems)?;
            return Err(Error::refused(
                "You wrote this record, or its text as it is now; somebody else with the role Architect or Executive has to accept it.",
            ));
        }
        problems.require(
            conclusion.seen.is_none_or(|seen| seen == wording.version),
            "to",
            "The text has changed since you opened this page. Read it as it is now, then decide.",
        );
        if to == Status::Accepted {
            self.sign(&mut tx, actor, &before, wording, &mut problems).await?;
        }
        let by = if to == Status::Superseded {
            let by = in_place(&mut tx, &before).await?;
            problems.require(
                !by.is_empty() || problems.of("by").is_some(),
                "by",
                "Name the record that takes its place, or deprecate it.",
            );
            by
        } else {
            Vec::new()
        };
        check(problems)?;
        let (old, _) = store::source(&mut tx, id).await?;
        let after = Adr {
            status: to,
            updated_at: self.0.now(),
            decided_on,
            ..before.clone()
        };
        let phrase = superseded_by(to, &before.log, &by);
        let mut source = restatus(&after, &old, phrase.as_deref());
        if let (Status::Accepted | Status::Rejected, Some(day)) = (to, decided_on) {
            source = amend::decided(after.read_as(), &source, day);
        }
        let written = by_status(&before, &after, &old, &source);
        let after = self
            .change(&mut tx, actor, &before, after, (&source, written), &reason)
            .await?;
        if to == Status::Accepted {
            self.retire(&mut tx, actor, &after).await?;
        }
        tx.commit().await?;
        Ok(after)
    }

    /// The day a decision was taken: as given, else today; kept where nothing is decided. Where it was
    /// decided before the record came here, the text knows the day.
    fn day_of(self, problems: &mut Problems, conclusion: &Conclusion, before: &Adr) -> Option<Date> {
        if !matches!(conclusion.to, Status::Accepted | Status::Rejected) {
            return before.decided_on;
        }
        let today = self.0.today();
        let day = match conclusion.decided_on.trim() {
            "" if before.status == Status::Unknown => before.decided_on.unwrap_or(today),
            "" => today,
            day => problems.keep("decided_on", read_day(day))?,
        };
        problems.require(
            day <= today,
            "decided_on",
            "A decision cannot be taken on a day still to come.",
        );
        Some(day)
    }

    /// Notes that this person approves by accepting, if the log's quorum allows it.
    async fn sign(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        adr: &Adr,
        wording: Wording,
        problems: &mut Problems,
    ) -> Result<()> {
        let opinions = kept::opinions(tx, adr.id).await?;
        let quorum = kept::quorum(tx, adr.log_id).await?;
        let standing = Standing::of(wording, quorum, &opinions);
        if let Err(why) = standing.accept(actor.id) {
            problems.add("to", format!("{why}."));
        }
        let has_approved = standing.approvals.iter().any(|it| Some(it.person_id) == actor.id);
        if let Some(person_id) = actor.id.filter(|_| problems.is_empty() && !has_approved) {
            let opinion = Opinion {
                person_id,
                person: actor.name.clone(),
                verdict: Verdict::Approve,
                note: String::new(),
                text_version: wording.version,
                at: self.0.now(),
                active: true,
            };
            self.say(tx, actor, adr, &opinion).await?;
        }
        Ok(())
    }

    /// Stores a change of status: the row, the text as it is then and whether it is another one, the
    /// event, the trace.
    pub(super) async fn change(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        before: &Adr,
        mut after: Adr,
        (source, written): (&[u8], Option<Written>),
        reason: &str,
    ) -> Result<Adr> {
        let said = Said::of(after.path.as_deref(), source);
        said.stated.note_in(&mut after);
        self.store(tx, actor, &mut after, source, &said.named, written).await?;
        self.parts(tx, &after, &said).await?;
        if before.number.is_none() {
            settle(tx, &[Known::from(&after)]).await?;
        }
        // Where a part of it was replaced, or another successor came, the status is what it was.
        if after.status != before.status {
            self.event(tx, actor, &after, Some(before.status), reason).await?;
        }
        let act = match after.status {
            Status::Draft => "withdrew",
            Status::Proposed => "proposed",
            Status::Accepted => "accepted",
            Status::Rejected => "rejected",
            Status::Deprecated => "deprecated",
            Status::Superseded => "superseded",
            Status::Unknown => "changed",
        };
        let act = if after.status == before.status {
            "named a successor of"
        } else {
            act
        };
        let steps = format!("{} → {}", before.status, after.status);
        let detail = if reason.is_empty() {
            steps
        } else {
            format!("{steps}: {reason}")
        };
        audit::record(tx, self.0, actor, traced(act, &after).detail(detail)).await?;
        Ok(after)
    }
}

/// What to say of a change of status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    /// What the record becomes.
    pub to: Status,
    /// Why.
    pub reason: String,
    /// The day it was decided, `2026-11-22`; empty: today. When it was recorded is kept beside it.
    pub decided_on: String,
    /// To supersede: the numbers of the records that take its place, `12, 14` or `PLAT-12`.
    pub by: String,
    /// The version of the text the person read; none where nobody looks at a page.
    pub seen: Option<i64>,
}

impl Conclusion {
    /// A step to a status; nothing else said.
    #[must_use]
    pub fn new(to: Status) -> Self {
        Self {
            to,
            reason: String::new(),
            decided_on: String::new(),
            by: String::new(),
            seen: None,
        }
    }
}

/// The text a change of status made, where it made another one.
pub(super) fn by_status(before: &Adr, after: &Adr, old: &[u8], new: &[u8]) -> Option<Written> {
    let note = if before.status == after.status {
        "a successor was named".to_owned()
    } else {
        format!("{} → {}", before.status, after.status)
    };
    (old != new).then(|| Written::by_status(note))
}

/// The text with its status line changed, where the reader finds one and it then reads as meant.
pub(super) fn restatus(adr: &Adr, source: &[u8], phrase: Option<&str>) -> Vec<u8> {
    let path = adr.read_as();
    let phrase = phrase.unwrap_or(adr.status.as_str());
    patch::status(path, source, phrase)
        .ok()
        .filter(|patched| Said::of(Some(path), patched).status == adr.status)
        .unwrap_or_else(|| source.to_vec())
}

/// A sentence with its first letter capital and a full stop.
pub(super) fn capital(text: &str) -> String {
    format!("{}.", crate::kernel::sentence(text))
}
