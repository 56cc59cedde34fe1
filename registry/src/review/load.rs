//! A cycle, or one review in it, read whole: nine statements, however many workloads there are.

use std::collections::BTreeMap;

use time::Date;

use super::{
    Place, Week, WeekState,
    gather::{Gathered, gather},
    merge::{held, kept, merge},
    model::{CycleOverview, ReviewBrief, Signature, Stored, TaskView, WeekBrief},
    sign::{Content, Standing},
    store::{self, CycleRow, WeekRow},
    tasks,
};
use crate::kernel::{Error, Id, Money, Quarter, Result, Run, stored};

/// A cycle with its reviews.
pub struct Loaded {
    pub cycle: CycleRow,
    pub quarter: Quarter,
    pub reviews: Vec<LoadedReview>,
}

/// One workload's review.
pub struct LoadedReview {
    pub row: WeekRow,
    pub quarter: Quarter,
    pub gathered: Gathered,
    pub weeks: Vec<LoadedWeek>,
}

/// One week.
pub struct LoadedWeek {
    pub row: WeekRow,
    pub week: Week,
    /// As drawn from the registry now, merged with what people said.
    pub drawn: Vec<TaskView>,
    /// As they stand: as drawn, or as they were signed.
    pub tasks: Vec<TaskView>,
    pub stored: Vec<Stored>,
    pub signatures: Vec<Signature>,
}

/// The cycle of a quarter or the latest, whole or only one review of it.
pub async fn load(db: &mut impl Run, quarter: Option<Quarter>, review: Option<Id>) -> Result<Option<Loaded>> {
    let Some(cycle) = store::cycle(db, quarter).await? else {
        return Ok(None);
    };
    let quarter: Quarter = stored(&cycle.quarter)?;
    let mut gathered = gather(db, cycle.id, quarter, review).await?;
    let mut said: BTreeMap<Id, Vec<Stored>> = BTreeMap::new();
    for (week, task) in store::tasks(db, cycle.id, review).await? {
        said.entry(week).or_default().push(task);
    }
    let mut signatures: BTreeMap<Id, Vec<Signature>> = BTreeMap::new();
    for (week, signature) in store::signatures(db, cycle.id, review).await? {
        signatures.entry(week).or_default().push(signature);
    }
    let mut reviews: Vec<LoadedReview> = Vec::new();
    for row in store::weeks(db, cycle.id, review).await? {
        if reviews.last().is_none_or(|last| last.row.review_id != row.review_id) {
            // A workload that came under review between two statements is shown the next time.
            let Some(gathered) = gathered.remove(&row.review_id) else {
                continue;
            };
            reviews.push(LoadedReview {
                row: row.clone(),
                quarter,
                gathered,
                weeks: Vec::new(),
            });
        }
        let Some(of) = reviews.last_mut().filter(|last| last.row.review_id == row.review_id) else {
            continue;
        };
        let number = u8::try_from(row.week).ok().and_then(Week::of);
        let week = number.ok_or_else(|| Error::Corrupt(format!("week {}", row.week)))?;
        let stored = said.remove(&row.week_id).unwrap_or_default();
        let drawn = merge(tasks::of(week, &of.gathered.facts), &stored);
        let tasks = if row.signed { kept(&stored) } else { drawn.clone() };
        let signatures = signatures.remove(&row.week_id).unwrap_or_default();
        of.weeks.push(LoadedWeek {
            row,
            week,
            drawn,
            tasks,
            stored,
            signatures,
        });
    }
    Ok(Some(Loaded {
        cycle,
        quarter,
        reviews,
    }))
}

/// The one review that was asked for.
pub fn only(loaded: Loaded) -> Result<LoadedReview> {
    loaded.reviews.into_iter().next().ok_or(Error::NotFound("review"))
}

impl Loaded {
    pub fn overview(&self, today: Date) -> Result<CycleOverview> {
        Ok(CycleOverview {
            quarter: self.quarter,
            started_on: self.cycle.started_on,
            started_by: self.cycle.started_by.clone(),
            reason: self.cycle.reason.clone(),
            reviews: self
                .reviews
                .iter()
                .map(|review| review.brief(today))
                .collect::<Result<_>>()?,
        })
    }
}

impl LoadedReview {
    pub fn brief(&self, today: Date) -> Result<ReviewBrief> {
        let currency = stored(&self.row.currency)?;
        Ok(ReviewBrief {
            slug: self.row.slug.clone(),
            name: self.row.name.clone(),
            team_id: self.row.team_id,
            team: self.row.team.clone(),
            spend: self.row.spend_minor.map(|minor| Money::new(minor, currency)),
            sealed: self.gathered.sealed,
            weeks: self.week_briefs(today),
        })
    }

    pub fn week_briefs(&self, today: Date) -> Vec<WeekBrief> {
        self.weeks
            .iter()
            .map(|week| {
                let settled = week
                    .tasks
                    .iter()
                    .filter(|task| week.row.signed || task.is_settled(today))
                    .count();
                let all = !week.tasks.is_empty() && settled == week.tasks.len();
                WeekBrief {
                    place: Place::new(self.quarter, &self.row.slug, week.week),
                    state: WeekState::of(week.row.signed, all, week.row.due_on, today),
                    due_on: week.row.due_on,
                    days_left: (week.row.due_on - today).whole_days(),
                    tasks: week.tasks.len(),
                    settled,
                    signed: week.signature().map(|signature| (signature.name.clone(), signature.at)),
                }
            })
            .collect()
    }

    /// The week with this number.
    pub fn week(&self, week: Week) -> Result<&LoadedWeek> {
        self.weeks
            .iter()
            .find(|loaded| loaded.week == week)
            .ok_or(Error::NotFound("review week"))
    }

    /// What a signature of the week would cover now.
    pub fn content(&self, week: &LoadedWeek, signer: &str, signed_at: String) -> Content {
        let standings: Vec<Standing> = week.drawn.iter().map(|task| task.standing.clone()).collect();
        let held = held(&week.drawn, &self.gathered.values);
        Content::new(
            self.quarter,
            &self.row.slug,
            week.week,
            signer,
            signed_at,
            &standings,
            held,
        )
    }
}

impl LoadedWeek {
    /// The signature that counts.
    pub fn signature(&self) -> Option<&Signature> {
        self.signatures.iter().find(|signature| signature.withdrawn.is_none())
    }
}
