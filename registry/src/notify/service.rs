//! Use cases of the inbox.

use std::collections::BTreeMap;

use super::model::{Inbox, Item};
use crate::{
    adr::{Status, record::Filter as Records},
    checklist::model::Filter as Decisions,
    identity::{Act, Actor, Role},
    kernel::{Id, Quarter, Registry, Result},
    review::WeekState,
    risk::Zone,
    workload::Filter as Workloads,
};

/// The use cases of the inbox.
#[derive(Clone, Copy, Debug)]
pub struct Notifications<'a>(&'a Registry);

impl Registry {
    /// What waits for people.
    #[must_use]
    pub fn inbox(&self) -> Notifications<'_> {
        Notifications(self)
    }
}

impl Notifications<'_> {
    /// Everything that waits anywhere, marked with what waits for this person: a constant
    /// number of statements.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn of(&self, actor: &Actor) -> Result<Inbox> {
        actor.must(Act::Read)?;
        let mut items = self.weeks(actor).await?;
        items.extend(self.records(actor).await?);
        items.extend(self.workloads(actor).await?);
        items.extend(self.decisions(actor).await?);
        Ok(Inbox::of(items))
    }

    /// Weeks to sign, and the review to start.
    async fn weeks(&self, actor: &Actor) -> Result<Vec<Item>> {
        let now = Quarter::of(self.0.today());
        let current = self.0.reviews().current(actor).await?;
        let mut items = Vec::new();
        if current.as_ref().is_none_or(|cycle| cycle.quarter < now) {
            items.push(Item {
                text: format!("Start the review of {}", now.label()),
                href: "/reviews".to_owned(),
                note: "The three largest workloads, four weeks".to_owned(),
                due: Some(now.last_day()),
                mine: actor.may(Act::StartReview),
            });
        }
        for review in current.iter().flat_map(|cycle| &cycle.reviews) {
            // One entry a workload: the first week that is not signed; the later ones follow it.
            let Some(week) = review.weeks.iter().find(|week| week.state != WeekState::Signed) else {
                continue;
            };
            let title = week.place.week.label();
            let open = week.tasks.saturating_sub(week.settled);
            let (text, note) = if open == 0 {
                (
                    format!("Sign week {} of {}: {title}", week.place.week.number(), review.name),
                    review.team.clone(),
                )
            } else {
                let tasks = if open == 1 {
                    "1 task".to_owned()
                } else {
                    format!("{open} tasks")
                };
                let text = format!(
                    "Settle {tasks} in week {} of {}: {title}",
                    week.place.week.number(),
                    review.name
                );
                (text, review.team.clone())
            };
            let mine = actor.is_of(review.team_id) && (actor.may(Act::SignWeek) || actor.may(Act::WorkReview));
            items.push(Item {
                text,
                href: week.place.path(),
                note,
                due: Some(week.due_on),
                mine,
            });
        }
        Ok(items)
    }

    /// Records that wait for a decision.
    async fn records(&self, actor: &Actor) -> Result<Vec<Item>> {
        let filter = Records {
            status: Some(Status::Proposed),
            limit: Some(50),
            ..Records::default()
        };
        let proposed = self.0.records().list(actor, &filter).await?;
        let item = |summary: crate::adr::record::Summary| Item {
            text: format!("Decide on {}: {}", summary.adr.label(), summary.adr.title),
            href: summary.adr.address(),
            note: "Proposed".to_owned(),
            due: None,
            mine: actor.may(Act::DecideRecords)
                && (summary.adr.author_id.is_none() || summary.adr.author_id != actor.id),
        };
        Ok(proposed.into_iter().map(item).collect())
    }

    /// Workloads above 40 %, and calls that leak past a boundary.
    async fn workloads(&self, actor: &Actor) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        let leads = actor.roles.contains(&Role::Executive) || actor.roles.contains(&Role::Architect);
        for summary in self.0.workloads().list(actor, &Workloads::default()).await? {
            let ratio = summary.sealed.as_ref().and_then(|sealed| sealed.ratio().ok());
            if let (Some(ratio), Some(sealed)) = (ratio, &summary.sealed)
                && ratio.zone() == Zone::ReviewRequired
            {
                items.push(Item {
                    text: format!(
                        "Review the architecture of {}: {ratio} of its spend",
                        summary.workload.name
                    ),
                    href: format!("/risk/{}", summary.workload.slug),
                    note: format!("Above 40 % when {} was sealed", sealed.quarter.replace('-', " ")),
                    due: None,
                    mine: leads,
                });
            }
            if summary.leaking > 0 {
                let calls = if summary.leaking == 1 {
                    "1 call leaks".to_owned()
                } else {
                    format!("{} calls leak", summary.leaking)
                };
                items.push(Item {
                    text: format!("{calls} past the boundary of {}", summary.workload.name),
                    href: format!("/integration-points?workload={}&side=leaking", summary.workload.slug),
                    note: summary.workload.team.clone(),
                    due: None,
                    mine: actor.is_of(summary.workload.team_id) && actor.may(Act::EditInventory),
                });
            }
        }
        Ok(items)
    }

    /// Checklist decisions past their day, one entry a workload.
    async fn decisions(&self, actor: &Actor) -> Result<Vec<Item>> {
        let late = self
            .0
            .checklist()
            .matrix(
                actor,
                &Decisions {
                    late: true,
                    ..Decisions::default()
                },
            )
            .await?;
        let mut by_workload: BTreeMap<Id, Vec<_>> = BTreeMap::new();
        for item in late {
            by_workload.entry(item.workload_id).or_default().push(item);
        }
        let items = by_workload.into_values().filter_map(|late| {
            let first = late.first()?;
            let keys: Vec<&str> = late.iter().map(|item| item.decision.key()).collect();
            let due = late.iter().map(|item| item.due_on).min();
            let owned = late
                .iter()
                .any(|item| item.owner.as_ref().is_some_and(|owner| Some(owner.id) == actor.id));
            let text = match late.len() {
                1 => format!("Checklist decision {} of {} is overdue", keys.join(""), first.workload),
                many => format!("{many} checklist decisions of {} are overdue", first.workload),
            };
            let href = match late.len() {
                1 => first.path(),
                _ => "/checklist?late=true".to_owned(),
            };
            let mine = owned || (actor.is_of(first.team_id) && actor.may(Act::MoveChecklist));
            Some(Item {
                text,
                href,
                note: keys.join(", "),
                due,
                mine,
            })
        });
        Ok(items.collect())
    }
}
