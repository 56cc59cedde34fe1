//! While a record holds: its terms, what it replaces, and saying again that it holds.

use time::{Date, Duration};

use super::{
    Adr, Records, Status,
    record::{self, Event},
    reviewing::found,
    said::Said,
    service::traced,
    store, store_parts, store_terms,
    terms::{self, Draft, Due, Terms},
    version::Written,
};
use crate::{
    audit::{self, Differences},
    identity::{Act, Actor},
    kernel::{Error, Id, Money, Problems, Result, Tx, check, read_day},
};

impl Records<'_> {
    /// Writes the terms of a record and the workloads it is about. `version` is the one of the
    /// terms the person saw.
    ///
    /// # Errors
    /// Without the role architect; when something cannot be read; when the day an accepted record is
    /// due would move away; when somebody else wrote them in between.
    pub async fn set_terms(&self, actor: &Actor, id: Id, draft: &Draft, version: i64) -> Result<Adr> {
        actor.must(Act::WriteRecords)?;
        let names = self.0.workloads().names(actor).await?;
        let mut tx = self.0.write().await?;
        let adr = found(&mut tx, id).await?;
        let before = store_terms::terms(&mut tx, id).await?;
        let mut problems = Problems::new();
        let mut after = draft.check(&mut problems, self.0.today(), before.review_by);
        let mut about: Vec<(Id, &str)> = Vec::new();
        for slug in &draft.workloads {
            match names.iter().find(|workload| workload.slug == *slug) {
                Some(workload) if about.iter().any(|it| it.0 == workload.id) => {}
                Some(workload) => about.push((workload.id, &workload.name)),
                None => problems.add("workloads", format!("There is no workload {slug}.")),
            }
        }
        if let (Status::Accepted, Some(due)) = (adr.status, before.review_by)
            && after.review_by.is_none_or(|day| day > due)
        {
            problems.add(
                "review_by",
                format!("This record is to be looked at again by {due}. To move that day, say why it still holds."),
            );
        }
        check(problems)?;
        after.version = version;
        if !store_terms::write_terms(&mut tx, id, &after).await? {
            return Err(Error::Conflict {
                noun: "terms of this record",
                current: before.version,
            });
        }
        let old: Vec<String> = store_terms::workloads(&mut tx, id)
            .await?
            .into_iter()
            .map(|it| it.1)
            .collect();
        let ids: Vec<Id> = about.iter().map(|it| it.0).collect();
        store_terms::set_workloads(&mut tx, id, &ids).await?;
        let mut new: Vec<&str> = about.iter().map(|it| it.1).collect();
        new.sort_by_key(|name| name.to_lowercase());
        let detail = differences(&before, &after, &old.join(", "), &new.join(", "));
        let event = traced("changed the terms of", &adr).detail(detail);
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(adr)
    }

    /// Says that a record replaces another, or with `part` only that part of it, once it is
    /// accepted. `other` is its number, or `KEY-12` in another log.
    ///
    /// # Errors
    /// Without the role architect; when there is no such record; when this one is decided already.
    pub async fn replace(&self, actor: &Actor, id: Id, other: &str, part: &str) -> Result<Adr> {
        actor.must(Act::WriteRecords)?;
        let mut problems = Problems::new();
        let part = problems.optional_text("part", part, 200);
        let mut tx = self.0.write().await?;
        let adr = open(found(&mut tx, id).await?)?;
        let reference = record::reference(&adr.log, other);
        let old = match &reference {
            Some((log, number)) => store::by_number(&mut tx, log, *number).await?,
            None => None,
        };
        let old = old.filter(|old| old.id != id);
        match &old {
            None => problems.add(
                "replaces",
                "There is no other record with this number, such as 12 or PLAT-12.",
            ),
            Some(old) if matches!(old.status, Status::Rejected | Status::Draft | Status::Proposed) => problems.add(
                "replaces",
                format!(
                    "{} is {}; only a record that was in force is replaced.",
                    old.label(),
                    old.status
                ),
            ),
            Some(_) => {}
        }
        check(problems)?;
        if let Some(old) = old {
            store_terms::insert_replacement(&mut tx, id, old.id, &part).await?;
            let what = if part.is_empty() {
                old.label()
            } else {
                format!("{} in part: {part}", old.label())
            };
            self.changes_what_is_decided(&mut tx, actor, &adr, &format!("now replaces {what}"))
                .await?;
            let event = traced("noted what is replaced by", &adr).detail(what);
            audit::record(&mut tx, self.0, actor, event).await?;
        }
        tx.commit().await?;
        Ok(adr)
    }

    /// Takes back that a record replaces another.
    ///
    /// # Errors
    /// Without the role architect; when it was not said; when the record is decided already.
    pub async fn keep(&self, actor: &Actor, id: Id, other: Id) -> Result<Adr> {
        actor.must(Act::WriteRecords)?;
        let mut tx = self.0.write().await?;
        let adr = open(found(&mut tx, id).await?)?;
        if !store_terms::delete_replacement(&mut tx, id, other).await? {
            return Err(Error::NotFound("replacement"));
        }
        let old = found(&mut tx, other).await?;
        self.changes_what_is_decided(&mut tx, actor, &adr, &format!("no longer replaces {}", old.label()))
            .await?;
        let event = traced("noted what is kept beside", &adr).detail(old.label());
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(adr)
    }

    /// What a record replaces is signed off with it, so while it is proposed another answer to that
    /// is, for those who approve, another text.
    async fn changes_what_is_decided(self, tx: &mut Tx, actor: &Actor, adr: &Adr, note: &str) -> Result<()> {
        if adr.status != Status::Proposed {
            return Ok(());
        }
        let (source, _) = store::source(tx, adr.id).await?;
        let said = Said::of(adr.path.as_deref(), &source);
        let mut after = Adr {
            updated_at: self.0.now(),
            ..adr.clone()
        };
        let written = Some(Written::here(note));
        self.store(tx, actor, &mut after, &source, &said.named, written).await
    }

    /// Says that an accepted record still holds, why, and when to look at it again.
    ///
    /// # Errors
    /// Without the right to decide; without a reason; when the record is not in force; when the
    /// day is not still to come, or missing where there was one.
    pub async fn reaffirm(&self, actor: &Actor, id: Id, reason: &str, review_by: &str) -> Result<Adr> {
        actor.must(Act::DecideRecords)?;
        let mut problems = Problems::new();
        let reason = problems.text("reaffirm_reason", reason, 2000);
        let day = match review_by.trim() {
            "" => None,
            day => problems.keep("next_review_by", read_day(day)),
        };
        if let Some(day) = day {
            problems.require(
                day > self.0.today(),
                "next_review_by",
                "Choose a day that is still to come.",
            );
        }
        let mut tx = self.0.write().await?;
        let adr = found(&mut tx, id).await?;
        problems.require(
            adr.status == Status::Accepted,
            "",
            "Only an accepted record can be re-affirmed.",
        );
        let before = store_terms::terms(&mut tx, id).await?;
        problems.require(
            before.review_by.is_none() || !review_by.trim().is_empty(),
            "next_review_by",
            "Say by when to look at it again.",
        );
        check(problems)?;
        let after = Terms {
            review_by: day,
            ..before
        };
        if !store_terms::write_terms(&mut tx, id, &after).await? {
            return Err(Error::Conflict {
                noun: "terms of this record",
                current: after.version,
            });
        }
        // A step from accepted to accepted is a re-affirmation.
        let event = Event {
            at: self.0.now(),
            person: actor.name.clone(),
            from: Some(Status::Accepted),
            to: Status::Accepted,
            reason: reason.clone(),
        };
        store_parts::insert_event(&mut tx, self.0.id(), id, &event, actor.id).await?;
        let next = day.map_or_else(|| "no further day".to_owned(), |day| format!("next by {day}"));
        let event = traced("re-affirmed", &adr).detail(format!("{reason}; {next}"));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(adr)
    }

    /// Records in force that are due to be looked at again, the most urgent first.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn due(&self, actor: &Actor) -> Result<Vec<Due>> {
        actor.must(Act::Read)?;
        let until: Date = self.0.today() + Duration::days(terms::NOTICE);
        store_terms::due(&mut self.0.db.read(), until).await
    }
}

/// What a record replaces is part of what is decided, so it stands once it is.
fn open(adr: Adr) -> Result<Adr> {
    if matches!(adr.status, Status::Draft | Status::Proposed) {
        return Ok(adr);
    }
    Err(Error::invalid(
        "",
        "What a record replaces can be changed only until it is decided.",
    ))
}

fn differences(before: &Terms, after: &Terms, old: &str, new: &str) -> String {
    let mut said = Differences::default();
    let cost = |terms: &Terms| terms.cost.map(Money::full).unwrap_or_default();
    let day = |terms: &Terms| terms.review_by.map(|day| day.to_string()).unwrap_or_default();
    said.field("what would reverse it", &before.reversal, &after.reversal);
    said.field("cost", &cost(before), &cost(after));
    said.field("triggers", &before.triggers.join(", "), &after.triggers.join(", "));
    said.field("review by", &day(before), &day(after));
    said.field("workloads", old, new);
    said.in_words()
}
