//! Signing a week, and reopening one with a reason.

use sha2::{Digest, Sha256};
use time::Date;

use super::{
    Place, Reviews, changes,
    load::{LoadedReview, LoadedWeek},
    model::{Signature, Stored, TaskView, Withdrawn},
    sign::{self, Content, Refusal, Signer},
    store,
    week::Week,
};
use crate::{
    audit::{self, Event},
    identity::{Act, Actor, Role},
    kernel::{Error, Problems, Result, check, sentence},
    risk,
};

/// The SHA-256 of a content's canonical text, hexadecimal.
pub(super) fn hash_of(content: &Content) -> Result<String> {
    Ok(hash(&canonical(content)?))
}

fn canonical(content: &Content) -> Result<String> {
    content.canonical().map_err(|error| Error::Corrupt(error.to_string()))
}

fn hash(text: &str) -> String {
    format!("{:x}", Sha256::digest(text.as_bytes()))
}

impl Signature {
    /// Whether the stored content still has the stored hash.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        hash(&self.content) == self.hash
    }
}

/// Reads back what was signed.
pub(super) fn content_of(text: &str) -> Result<Content> {
    serde_json::from_str(text).map_err(|error| Error::Corrupt(error.to_string()))
}

/// Why a signed week cannot be reopened, if it cannot.
pub(super) fn fixed(review: &LoadedReview, week: &LoadedWeek) -> Option<String> {
    let sealed = week.row.signed && week.week == Week::DependencyRisk && review.gathered.sealed;
    sealed.then(|| {
        format!(
            "The assessment of {} is sealed, and a sealed ratio is kept for ever. What is wrong with it is put right in the next quarter’s review.",
            review.quarter.label()
        )
    })
}

/// Everything that keeps a person from signing a week, in sentences.
pub(super) fn refusals(review: &LoadedReview, week: &LoadedWeek, actor: &Actor, today: Date) -> Result<Vec<String>> {
    let signer = Signer {
        reviewer: actor.may(Act::SignWeek),
        owning_team: actor.is_of(review.row.team_id),
    };
    let standings: Vec<_> = week.tasks.iter().map(|task| task.standing.clone()).collect();
    let refused = sign::refusals(week.row.signed, signer, &standings, today);
    let mut said: Vec<String> = refused.iter().map(sentence_of).collect();
    if week.row.signed {
        return Ok(said);
    }
    if week.week == Week::DependencyRisk && !review.gathered.assessed {
        said.push(format!(
            "There is no assessment of {} with at least one line; signing seals it.",
            review.quarter.label()
        ));
    }
    let last = review
        .weeks
        .iter()
        .all(|other| other.row.signed || other.week == week.week);
    if last && week.week != Week::DependencyRisk && !review.gathered.sealed {
        let risk = review.week(Week::DependencyRisk)?;
        if let Some(signature) = risk.signature() {
            let now = review.content(risk, "", String::new());
            if !changes::between(&content_of(&signature.content)?, &now).is_empty() {
                said.push(
                    "This is the last signature and would seal the assessment, but the assessment has changed since \
                     week 4 was signed. Reopen week 4 and sign it again first."
                        .to_owned(),
                );
            }
        }
    }
    Ok(said)
}

fn sentence_of(refusal: &Refusal) -> String {
    format!("{}.", sentence(&refusal.to_string()))
}

impl Reviews<'_> {
    /// Signs a week: `seen` is the hash of the content the person was shown. With the last of
    /// the four signatures the quarter's assessment is sealed in the same transaction.
    ///
    /// # Errors
    /// - [`Error::Refused`] unless the person is a reviewer of the owning team.
    /// - [`Error::Conflict`] when the week is signed already, or its content is no longer what
    ///   was seen.
    /// - [`Error::Invalid`] with a sentence for each task that stands in the way.
    pub async fn sign(&self, actor: &Actor, place: &Place, seen: &str) -> Result<Signature> {
        actor.must(Act::SignWeek)?;
        let mut held = self.hold(place).await?;
        let week = held.week(place)?;
        let Some(person) = actor.id.filter(|_| actor.is_of(held.review.row.team_id)) else {
            return Err(Error::refused(sentence_of(&Refusal::NotOwningTeam)));
        };
        let conflict = Error::Conflict {
            noun: "review week",
            current: week.row.version,
        };
        if week.row.signed || hash_of(&held.review.content(week, "", String::new()))? != seen {
            return Err(conflict);
        }
        let mut problems = Problems::new();
        for refusal in refusals(&held.review, week, actor, self.0.today())? {
            problems.add("", refusal);
        }
        check(problems)?;
        let at = self.0.now();
        let content = canonical(&held.review.content(week, &actor.name, at.to_string()))?;
        let signature = Signature {
            name: actor.name.clone(),
            role: Role::Reviewer.label().to_owned(),
            at,
            hash: hash(&content),
            content,
            withdrawn: None,
        };
        let tasks: Vec<Stored> = week.tasks.iter().map(|task| snapshot(task, &week.stored)).collect();
        let (week_id, workload) = (week.row.week_id, held.review.row.workload_id);
        let completes = held
            .review
            .weeks
            .iter()
            .all(|other| other.row.signed || other.week == place.week);
        if !store::set_signed(&mut held.tx, week_id, true).await? {
            return Err(conflict);
        }
        store::forget_tasks(&mut held.tx, week_id).await?;
        for (position, task) in (1..).zip(&tasks) {
            store::put_task(&mut held.tx, self.0.id(), week_id, position, task).await?;
        }
        store::insert_signature(&mut held.tx, self.0.id(), week_id, person, &signature).await?;
        let mut detail = format!("{}, SHA-256 {}", place.week.label(), signature.hash);
        if completes && !held.review.gathered.sealed {
            let by = signers(&held.review, place.week, &actor.name);
            risk::seal(&mut held.tx, self.0, actor, workload, place.quarter, &by).await?;
            detail.push_str("; all four weeks are signed and the assessment is sealed");
        }
        let event = Event::new("signed", "review week", title(&held.review, place))
            .id(week_id)
            .at(place.path());
        audit::record(&mut held.tx, self.0, actor, event.detail(detail)).await?;
        held.tx.commit().await?;
        Ok(signature)
    }

    /// Reopens a signed week: its tasks can be changed again, and its signature is withdrawn but
    /// kept with the reason.
    ///
    /// # Errors
    /// Without the role; without a reason; when the week is not signed, or the fourth of a
    /// sealed assessment.
    pub async fn reopen(&self, actor: &Actor, place: &Place, reason: &str) -> Result<()> {
        actor.must(Act::ReopenWeek)?;
        let mut problems = Problems::new();
        let reason = problems.text("why", reason, 1000);
        check(problems)?;
        let mut held = self.hold(place).await?;
        let week = held.week(place)?;
        if let Some(why) = fixed(&held.review, week) {
            return Err(Error::refused(why));
        }
        let week_id = week.row.week_id;
        if !store::set_signed(&mut held.tx, week_id, false).await? {
            return Err(Error::refused("This week is not signed; there is nothing to reopen."));
        }
        let withdrawn = Withdrawn {
            at: self.0.now(),
            by: actor.name.clone(),
            reason: reason.clone(),
        };
        store::withdraw(&mut held.tx, week_id, &withdrawn).await?;
        let event = Event::new("reopened", "review week", title(&held.review, place))
            .id(week_id)
            .at(place.path());
        audit::record(&mut held.tx, self.0, actor, event.detail(reason)).await?;
        held.tx.commit().await
    }
}

/// Who signed the four weeks, each once, in the order of the weeks.
fn signers(review: &LoadedReview, week: Week, now: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for loaded in &review.weeks {
        let name = if loaded.week == week {
            Some(now)
        } else {
            loaded.signature().map(|signature| signature.name.as_str())
        };
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names.join(", ")
}

fn title(review: &LoadedReview, place: &Place) -> String {
    format!(
        "{}, week {} of {}",
        review.row.name,
        place.week.number(),
        place.quarter.label()
    )
}

/// A task as the signature keeps it.
fn snapshot(task: &TaskView, stored: &[Stored]) -> Stored {
    let said = stored
        .iter()
        .find(|said| said.key == task.standing.key)
        .cloned()
        .unwrap_or_default();
    let ticked = task.tick.is_some();
    let exception = task.standing.exception.clone().filter(|_| !task.standing.done);
    let (exception_reason, exception_owner, exception_until) = exception
        .map(|(reason, owner, until)| (reason, owner, Some(until)))
        .unwrap_or_default();
    Stored {
        key: task.standing.key.clone(),
        title: task.standing.title.clone(),
        why: task.why.clone(),
        about: task.about.clone(),
        done: task.standing.done,
        done_by: if ticked { said.done_by } else { String::new() },
        done_at: if ticked { said.done_at } else { None },
        note: if ticked { said.note } else { String::new() },
        exception_reason,
        exception_owner,
        exception_until,
    }
}
