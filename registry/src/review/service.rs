//! Use cases of reviews: looking, and working on tasks. Starting a cycle is in `start.rs`,
//! signing and reopening in `signing.rs`.

use super::{
    Place, changes,
    load::{LoadedReview, LoadedWeek, load, only},
    model::{CycleOverview, CycleSummary, Due, ExceptionDraft, Stored, WeekBrief, WeekSheet, WorkloadReview},
    sign::Content,
    signing, store,
    week::{Week, WeekState},
};
use crate::{
    audit::{self, Event},
    identity::{Act, Actor},
    kernel::{Error, Id, Problems, Quarter, Registry, Result, Tx, check, read_day, stored},
};

/// The use cases of reviews.
#[derive(Clone, Copy, Debug)]
pub struct Reviews<'a>(pub(super) &'a Registry);

impl Registry {
    /// The quarterly reviews.
    #[must_use]
    pub fn reviews(&self) -> Reviews<'_> {
        Reviews(self)
    }
}

/// A review that this transaction alone may change.
pub(super) struct Held {
    pub tx: Tx,
    pub review: LoadedReview,
}

impl Held {
    /// The week of a place.
    pub fn week(&self, place: &Place) -> Result<&LoadedWeek> {
        self.review.week(place.week)
    }
}

impl Reviews<'_> {
    /// All cycles, the latest first.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<CycleSummary>> {
        actor.must(Act::Read)?;
        store::cycles(&mut self.0.db.read(), self.0.today()).await
    }

    /// The cycle of a quarter with every workload and week.
    ///
    /// # Errors
    /// When there is none, or the person may not read.
    pub async fn cycle(&self, actor: &Actor, quarter: Quarter) -> Result<CycleOverview> {
        actor.must(Act::Read)?;
        let loaded = load(&mut self.0.db.read(), Some(quarter), None).await?;
        loaded.ok_or(Error::NotFound("review"))?.overview(self.0.today())
    }

    /// The latest cycle, if there is one: nine statements.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn current(&self, actor: &Actor) -> Result<Option<CycleOverview>> {
        actor.must(Act::Read)?;
        let loaded = load(&mut self.0.db.read(), None, None).await?;
        loaded.map(|loaded| loaded.overview(self.0.today())).transpose()
    }

    /// The weeks of the latest cycle that wait for this person's team, the most urgent first:
    /// for reviewers of the team all that are not signed, for its architects those with open tasks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_for(&self, actor: &Actor) -> Result<Vec<Due>> {
        let may_sign = actor.may(Act::SignWeek);
        if actor.teams.is_empty() || !(may_sign || actor.may(Act::WorkReview)) {
            return Ok(Vec::new());
        }
        let Some(cycle) = self.current(actor).await? else {
            return Ok(Vec::new());
        };
        let mut due: Vec<Due> = cycle
            .reviews
            .into_iter()
            .filter(|review| actor.is_of(review.team_id))
            .flat_map(|review| {
                let name = review.name;
                review.weeks.into_iter().map(move |week| Due {
                    name: name.clone(),
                    week,
                    may_sign,
                })
            })
            .filter(|due| due.week.state != WeekState::Signed && (may_sign || due.week.settled < due.week.tasks))
            .collect();
        due.sort_by_key(|due| due.week.due_on);
        Ok(due)
    }

    /// Everything about one week, with what keeps this person from signing it.
    ///
    /// # Errors
    /// When there is no such week, or the person may not read.
    pub async fn week(&self, actor: &Actor, place: &Place) -> Result<WeekSheet> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let id = store::review(&mut db, place.quarter, &place.workload)
            .await?
            .ok_or(Error::NotFound("review"))?;
        let loaded = load(&mut db, Some(place.quarter), Some(id))
            .await?
            .ok_or(Error::NotFound("review"))?;
        let review = only(loaded)?;
        let week = review.week(place.week)?;
        let today = self.0.today();
        let weeks = review.week_briefs(today);
        let brief = brief_of(&weeks, place.week)?;
        let now = review.content(week, "", String::new());
        let (content, hash, changed) = if let Some(signature) = week.signature() {
            let signed = signing::content_of(&signature.content)?;
            let changed = changes::between(&signed, &now);
            (signed, signature.hash.clone(), changed)
        } else {
            let hash = signing::hash_of(&now)?;
            (now, hash, Vec::new())
        };
        Ok(WeekSheet {
            name: review.row.name.clone(),
            team: review.row.team.clone(),
            brief,
            tasks: week.tasks.clone(),
            signatures: week.signatures.clone(),
            refusals: signing::refusals(&review, week, actor, today)?,
            fixed: signing::fixed(&review, week),
            sealed: review.gathered.sealed,
            weeks,
            content,
            hash,
            changed,
        })
    }

    /// A workload's part in every cycle, the latest first; none for one never reviewed.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn of_workload(&self, actor: &Actor, workload: Id, slug: &str) -> Result<Vec<WorkloadReview>> {
        actor.must(Act::Read)?;
        let today = self.0.today();
        let mut db = self.0.db.read();
        let rows = store::of_workload(&mut db, workload).await?;
        let mut reviews: Vec<WorkloadReview> = Vec::new();
        for row in &rows {
            let quarter: Quarter = stored(&row.quarter)?;
            if reviews.last().is_none_or(|last| last.quarter != quarter) {
                reviews.push(WorkloadReview {
                    quarter,
                    started_on: row.started_on,
                    weeks: Vec::new(),
                });
            }
            let week = u8::try_from(row.week).ok().and_then(Week::of);
            let week = week.ok_or_else(|| Error::Corrupt(format!("week {}", row.week)))?;
            let brief = WeekBrief {
                place: Place::new(quarter, slug, week),
                state: WeekState::of(row.signed, false, row.due_on, today),
                due_on: row.due_on,
                days_left: (row.due_on - today).whole_days(),
                tasks: 0,
                settled: 0,
                signed: row.signed_by.clone().zip(row.signed_at),
            };
            if let Some(last) = reviews.last_mut() {
                last.weeks.push(brief);
            }
        }
        // Only the latest can have weeks that wait for nothing but a signature.
        if let (Some(latest), Some(row)) = (reviews.first_mut(), rows.first())
            && latest.weeks.iter().any(|week| week.state == WeekState::Open)
            && let Some(loaded) = load(&mut db, Some(latest.quarter), Some(row.review_id)).await?
        {
            latest.weeks = only(loaded)?.week_briefs(today);
        }
        Ok(reviews)
    }

    /// Ticks a task that the registry cannot know about.
    ///
    /// # Errors
    /// Without the role; when the week is signed, the registry itself decides about the task, or
    /// the note is missing.
    pub async fn tick(&self, actor: &Actor, place: &Place, key: &str, note: &str) -> Result<()> {
        actor.must(Act::WorkReview)?;
        let mut problems = Problems::new();
        let note = problems.text("note", note, 500);
        check(problems)?;
        let said = Stored {
            done: true,
            done_by: actor.name.clone(),
            done_at: Some(self.0.now()),
            note,
            ..Stored::default()
        };
        self.say(actor, place, key, said).await
    }

    /// Notes why a task need not be done this time.
    ///
    /// # Errors
    /// Without the role; when the week is signed, the task is done, or reason, owner or a day in
    /// the future is missing.
    pub async fn except(&self, actor: &Actor, place: &Place, key: &str, draft: &ExceptionDraft) -> Result<()> {
        actor.must(Act::WorkReview)?;
        let mut problems = Problems::new();
        let exception_reason = problems.text("reason", &draft.reason, 500);
        let exception_owner = problems.text("owner", &draft.owner, 100);
        let day = read_day(&draft.until).ok();
        problems.require(day.is_some(), "until", "Give the last day it holds, like 2027-03-31.");
        let ahead = day.is_none_or(|day| day > self.0.today());
        problems.require(ahead, "until", "Give a day in the future.");
        check(problems)?;
        let said = Stored {
            exception_reason,
            exception_owner,
            exception_until: day,
            ..Stored::default()
        };
        self.say(actor, place, key, said).await
    }

    /// Takes back a tick or an exception.
    ///
    /// # Errors
    /// Without the role; when the week is signed.
    pub async fn take_back(&self, actor: &Actor, place: &Place, key: &str) -> Result<()> {
        actor.must(Act::WorkReview)?;
        self.say(actor, place, key, Stored::default()).await
    }

    async fn say(&self, actor: &Actor, place: &Place, key: &str, said: Stored) -> Result<()> {
        let mut held = self.hold(place).await?;
        let week = held.week(place)?;
        if week.row.signed {
            return Err(Error::refused(format!(
                "Week {} is signed; its tasks are locked. Reopen the week with a reason to change them.",
                place.week.number()
            )));
        }
        let position = week
            .tasks
            .iter()
            .position(|task| task.standing.key == key)
            .ok_or(Error::NotFound("review task"))?;
        let task = &week.tasks[position];
        if said.done && !task.by_hand {
            let why = "The registry ticks this task itself once the fact is recorded.";
            return Err(Error::invalid("note", why));
        }
        if said.exception_until.is_some() && task.standing.done {
            return Err(Error::invalid("reason", "This task is done; it needs no exception."));
        }
        let (act, detail) = if said.done {
            ("confirmed", said.note.clone())
        } else if let Some(until) = said.exception_until {
            (
                "excepted",
                format!(
                    "{}; {} answers for it until {until}",
                    said.exception_reason, said.exception_owner
                ),
            )
        } else {
            ("took back the answer to", String::new())
        };
        let event = Event::new(
            act,
            "review task",
            format!("{}: {}", held.review.row.name, task.standing.title),
        )
        .id(week.row.week_id)
        .at(place.path())
        .detail(detail);
        let said = Stored {
            key: task.standing.key.clone(),
            title: task.standing.title.clone(),
            why: task.why.clone(),
            about: task.about.clone(),
            ..said
        };
        let (week_id, position) = (week.row.week_id, i64::try_from(position).unwrap_or(i64::MAX));
        store::put_task(&mut held.tx, self.0.id(), week_id, position, &said).await?;
        audit::record(&mut held.tx, self.0, actor, event).await?;
        held.tx.commit().await
    }

    /// Begins a transaction that holds one review: nobody else writes to it until the end.
    pub(super) async fn hold(&self, place: &Place) -> Result<Held> {
        let mut tx = self.0.write().await?;
        let id = store::review(&mut tx, place.quarter, &place.workload)
            .await?
            .ok_or(Error::NotFound("review"))?;
        store::lock(&mut tx, id, place.quarter).await?;
        let loaded = load(&mut tx, Some(place.quarter), Some(id))
            .await?
            .ok_or(Error::NotFound("review"))?;
        Ok(Held {
            review: only(loaded)?,
            tx,
        })
    }

    /// What differs between the content of a week as a form carried it and as it is now.
    ///
    /// # Errors
    /// When there is no such week.
    pub async fn differences(&self, actor: &Actor, place: &Place, seen: &str) -> Result<Vec<String>> {
        let sheet = self.week(actor, place).await?;
        let seen: Option<Content> = serde_json::from_str(seen).ok();
        Ok(seen
            .map(|seen| changes::between(&seen, &sheet.content))
            .unwrap_or_default())
    }
}

fn brief_of(weeks: &[WeekBrief], week: Week) -> Result<WeekBrief> {
    weeks
        .iter()
        .find(|brief| brief.place.week == week)
        .cloned()
        .ok_or(Error::NotFound("review week"))
}
