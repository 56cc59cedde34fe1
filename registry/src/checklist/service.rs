//! Use cases of the checklist.

use std::collections::HashMap;

use time::Date;

use super::{
    Claim, Decision, Facts, State, due,
    model::{Draft, Failing, Filter, Item},
    store::{self, FactRow, Row},
    verdict,
};
use crate::{
    adr::{self, Cited},
    audit::{self, Differences, Entry, Event},
    identity::{Act, Actor, Role},
    inventory::{Layer, catalogue},
    kernel::{Error, Id, Problems, Quarter, Registry, Result, Run, check, read_day},
    workload::{self, Workload},
};

/// The use cases of the checklist.
#[derive(Clone, Copy, Debug)]
pub struct Checklist<'a>(&'a Registry);

impl Registry {
    /// The reversibility checklist.
    #[must_use]
    pub fn checklist(&self) -> Checklist<'_> {
        Checklist(self)
    }
}

impl Checklist<'_> {
    /// The decisions that match, by workload and then in the order of the checklist: three
    /// statements, however many workloads there are.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn matrix(&self, actor: &Actor, filter: &Filter) -> Result<Vec<Item>> {
        actor.must(Act::Read)?;
        let team = match &filter.team {
            None => None,
            Some(slug) => match self
                .0
                .people()
                .teams()
                .await?
                .into_iter()
                .find(|team| &team.slug == slug)
            {
                Some(team) => Some(team.id),
                None => return Ok(Vec::new()),
            },
        };
        let mut db = self.0.db.read();
        let workloads = workload::store::all(&mut db).await?;
        let mut items = self.items(&mut db, workloads, None).await?;
        items.retain(|item| {
            team.is_none_or(|team| item.team_id == team)
                && filter.state.is_none_or(|state| item.state == state)
                && (!filter.late || item.late)
        });
        Ok(items)
    }

    /// The twelve decisions of one workload.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn of_workload(&self, actor: &Actor, workload: &Workload) -> Result<Vec<Item>> {
        actor.must(Act::Read)?;
        self.items(&mut self.0.db.read(), vec![workload.clone()], Some(workload.id))
            .await
    }

    /// One decision of one workload.
    ///
    /// # Errors
    /// When there is no such workload.
    pub async fn item(&self, actor: &Actor, slug: &str, decision: Decision) -> Result<Item> {
        actor.must(Act::Read)?;
        self.one(&mut self.0.db.read(), slug, decision).await
    }

    /// What keeps O2 or O3 from passing; nothing for the other decisions.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn failing(&self, actor: &Actor, item: &Item) -> Result<Vec<Failing>> {
        actor.must(Act::Read)?;
        let leaks = match item.decision {
            Decision::O2 => true,
            Decision::O3 => false,
            _ => return Ok(Vec::new()),
        };
        let points = store::weak_points(&mut self.0.db.read(), item.workload_id).await?;
        let failing = points.into_iter().filter_map(|point| {
            let uncovered = point.adr_status.as_deref() != Some("accepted");
            if (leaks && !point.leaking) || (!leaks && !uncovered) {
                return None;
            }
            let service = point
                .service_name
                .or_else(|| catalogue::find(&point.service_key).map(|service| service.name.clone()))
                .unwrap_or(point.service_key);
            let place = [point.location, point.operation]
                .into_iter()
                .filter(|text| !text.is_empty());
            let what = std::iter::once(service).chain(place).collect::<Vec<_>>().join(" · ");
            let why = match (leaks, point.adr_title, point.adr_status) {
                (true, ..) => "called outside its boundary".to_owned(),
                (false, Some(title), Some(status)) => format!("“{title}” is {status}, not accepted"),
                (false, ..) => "no decision record".to_owned(),
            };
            Some(Failing {
                what,
                why,
                calls: point.calls,
            })
        });
        Ok(failing.collect())
    }

    /// The accepted records, from which a deliberate coupling chooses.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn records(&self, actor: &Actor) -> Result<Vec<Cited>> {
        actor.must(Act::Read)?;
        let mut records = adr::citable(&mut self.0.db.read()).await?;
        records.retain(Cited::is_accepted);
        Ok(records)
    }

    /// What was said of a decision before, newest first.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn history(&self, actor: &Actor, item: &Item) -> Result<Vec<Entry>> {
        let filter = audit::Filter {
            noun: Some("decision".to_owned()),
            subject: Some(item.workload_id),
            limit: 500,
            ..audit::Filter::default()
        };
        let path = item.path();
        let mut entries = self.0.audit().list(actor, &filter).await?;
        entries.retain(|entry| entry.address.as_ref() == Some(&path));
        Ok(entries)
    }

    /// Whether this person may move the decisions of a team's workloads: architects any,
    /// reviewers those of their own teams.
    #[must_use]
    pub fn may_move(&self, actor: &Actor, team: Id) -> bool {
        actor.may(Act::MoveChecklist) && (actor.roles.contains(&Role::Architect) || actor.is_of(team))
    }

    /// Says where a decision stands. `version` is the one the person saw, 0 for none.
    ///
    /// # Errors
    /// Without the role, or for a reviewer another team's workload; when the state's conditions
    /// are not met; when somebody else was faster.
    pub async fn move_to(
        &self,
        actor: &Actor,
        slug: &str,
        decision: Decision,
        draft: &Draft,
        version: i64,
    ) -> Result<Item> {
        actor.must(Act::MoveChecklist)?;
        let mut tx = self.0.write().await?;
        let before = self.one(&mut tx, slug, decision).await?;
        if !self.may_move(actor, before.team_id) {
            return Err(Error::refused(format!(
                "{} belongs to the team {}. Reviewers move the decisions of their own teams; an architect can move any.",
                before.workload, before.team
            )));
        }
        let row = self.read(&mut tx, &before, draft, version).await?;
        let written = if version == 0 {
            store::insert(&mut tx, &row).await?
        } else {
            store::update(&mut tx, &row).await?
        };
        if !written {
            return Err(Error::Conflict {
                noun: "decision",
                current: before.version,
            });
        }
        let after = self.one(&mut tx, slug, decision).await?;
        let event = Event::new(
            "moved",
            "decision",
            format!("{} of {}", decision.key(), before.workload),
        )
        .id(before.workload_id)
        .at(before.path())
        .detail(differences(&before, &after));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// A draft read into its types, every problem at its field.
    async fn read(&self, tx: &mut impl Run, before: &Item, draft: &Draft, version: i64) -> Result<Row> {
        let mut problems = Problems::new();
        let decision = before.decision;
        let state: Option<State> = draft.state.parse().ok();
        problems.require(state.is_some(), "state", "Choose where the decision stands.");
        let evidence = problems.optional_text("evidence", &draft.evidence, 2000);
        let reason = problems.optional_text("reason", &draft.reason, 2000);
        let owner = match draft.owner.trim() {
            "" => None,
            email => {
                let found = store::owner(tx, email).await?;
                problems.require(found.is_some(), "owner", "Choose somebody who may sign in.");
                found
            }
        };
        let record = match draft.adr.trim() {
            "" => None,
            id => {
                let found = match id.parse() {
                    Ok(id) => adr::cited(tx, id).await?,
                    Err(_) => None,
                };
                problems.require(found.is_some(), "adr", "Choose a record from the list.");
                found
            }
        };
        let rule = due(decision, self.registered_on(tx, &before.slug).await?, self.0.today());
        let due_on = match draft.due_on.trim() {
            "" => rule,
            // The quarter's end cannot be put off.
            _ if decision.layer() == Layer::Governance => rule,
            day => problems.keep("due_on", read_day(day)).unwrap_or(rule),
        };
        if let Some(state) = state {
            let claim = Claim {
                reason: &reason,
                record_accepted: record.as_ref().map(Cited::is_accepted),
                has_evidence: !evidence.is_empty(),
                has_owner: owner.is_some(),
            };
            for (field, message) in state.check(decision, claim).iter() {
                if problems.of(field).is_none() {
                    problems.add(field, message);
                }
            }
        }
        check(problems)?;
        Ok(Row {
            workload_id: before.workload_id,
            decision,
            state: state.unwrap_or(State::NotStarted),
            owner,
            due_on,
            evidence,
            reason,
            record,
            updated_at: self.0.now(),
            version,
        })
    }

    async fn registered_on(&self, db: &mut impl Run, slug: &str) -> Result<Date> {
        let found = workload::store::by_slug(db, slug).await?;
        Ok(found.ok_or(Error::NotFound("workload"))?.registered_on)
    }

    async fn one(&self, db: &mut impl Run, slug: &str, decision: Decision) -> Result<Item> {
        let workload = workload::store::by_slug(db, slug)
            .await?
            .ok_or(Error::NotFound("workload"))?;
        let id = workload.id;
        let items = self.items(db, vec![workload], Some(id)).await?;
        items
            .into_iter()
            .find(|item| item.decision == decision)
            .ok_or(Error::NotFound("decision"))
    }

    async fn items(&self, db: &mut impl Run, workloads: Vec<Workload>, only: Option<Id>) -> Result<Vec<Item>> {
        let today = self.0.today();
        let quarter = Quarter::of(today);
        let mut rows: HashMap<(Id, Decision), Row> = store::rows(db, only)
            .await?
            .into_iter()
            .map(|row| ((row.workload_id, row.decision), row))
            .collect();
        let facts: HashMap<Id, FactRow> = store::facts(db, only, quarter)
            .await?
            .into_iter()
            .map(|row| (row.workload_id, row))
            .collect();
        let mut items = Vec::with_capacity(workloads.len() * Decision::all().len());
        for workload in workloads {
            let tco = rows
                .get(&(workload.id, Decision::G3))
                .is_some_and(|row| !row.evidence.is_empty());
            let facts = judged(facts.get(&workload.id), quarter, tco);
            for decision in Decision::all() {
                let row = rows.remove(&(workload.id, *decision));
                items.push(item(&workload, *decision, row, &facts, today));
            }
        }
        Ok(items)
    }
}

/// The facts as the rules want them.
fn judged(row: Option<&FactRow>, quarter: Quarter, tco_worksheet: bool) -> Facts {
    let count = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
    Facts {
        quarter,
        points: row.map_or(0, |row| count(row.points)),
        leaking: row.map_or(0, |row| count(row.leaking)),
        covered: row.map_or(0, |row| count(row.covered)),
        assessment_sealed: row.is_some_and(|row| row.sealed > 0),
        review_chosen: row.is_some_and(|row| row.signed.is_some()),
        weeks_signed: row
            .and_then(|row| row.signed)
            .and_then(|signed| u8::try_from(signed).ok())
            .unwrap_or(0),
        tco_worksheet,
    }
}

fn item(workload: &Workload, decision: Decision, row: Option<Row>, facts: &Facts, today: Date) -> Item {
    let verdict = verdict(decision, facts);
    let claimed = row.as_ref().map_or(State::NotStarted, |row| row.state);
    let accepted = row
        .as_ref()
        .and_then(|row| row.record.as_ref())
        .is_some_and(Cited::is_accepted);
    let state = match (claimed, &verdict) {
        (State::NotApplicable, _) => State::NotApplicable,
        (State::DeliberateCoupling, _) if accepted => State::DeliberateCoupling,
        (_, Some(computed)) => computed.state(),
        // Its record was superseded or deprecated: the coupling has to be decided again.
        (State::DeliberateCoupling, None) => State::InProgress,
        (claimed, None) => claimed,
    };
    let rule = due(decision, workload.registered_on, today);
    let due_on = match &row {
        Some(row) if decision.layer() != Layer::Governance => row.due_on,
        _ => rule,
    };
    let (owner, evidence, reason, record, updated_at, version) = row.map_or_else(
        || (None, String::new(), String::new(), None, None, 0),
        |row| {
            (
                row.owner,
                row.evidence,
                row.reason,
                row.record,
                Some(row.updated_at),
                row.version,
            )
        },
    );
    Item {
        workload_id: workload.id,
        slug: workload.slug.clone(),
        workload: workload.name.clone(),
        team_id: workload.team_id,
        team: workload.team.clone(),
        decision,
        claimed,
        state,
        verdict,
        owner,
        due_on,
        evidence,
        reason,
        record,
        updated_at,
        version,
        late: !state.is_settled() && due_on < today,
    }
}

fn differences(before: &Item, after: &Item) -> String {
    let mut said = Differences::default();
    let owner = |item: &Item| item.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default();
    let record = |item: &Item| item.record.as_ref().map(Cited::citation).unwrap_or_default();
    said.field("state", before.claimed.label(), after.claimed.label());
    said.field("owner", &owner(before), &owner(after));
    said.field("due", &before.due_on.to_string(), &after.due_on.to_string());
    said.field("evidence", &before.evidence, &after.evidence);
    said.field("reason", &before.reason, &after.reason);
    said.field("record", &record(before), &record(after));
    said.in_words()
}
