//! What waits for whom, told from what was read.

use std::collections::BTreeMap;

use super::model::{Facts, Inbox, Item};
use crate::{
    adr::{Cited, record::Summary as Record, terms::Due},
    checklist::model::Item as Decision,
    identity::{Act, Actor, Role},
    kernel::{Id, Quarter},
    review::WeekState,
    risk::Zone,
};

impl Inbox {
    /// Everything that waits anywhere, marked with what waits for this person.
    #[must_use]
    pub fn of(actor: &Actor, facts: &Facts) -> Self {
        let mut items = weeks(actor, facts);
        items.extend(records(actor, facts));
        items.extend(workloads(actor, facts));
        items.extend(decisions(actor, facts));
        items.extend(imports(actor, facts));
        Self::sorted(items)
    }
}

/// Weeks to sign, and the review to start.
fn weeks(actor: &Actor, facts: &Facts) -> Vec<Item> {
    let now = Quarter::of(facts.today);
    let mut items = Vec::new();
    if facts.cycle.as_ref().is_none_or(|cycle| cycle.quarter < now) {
        items.push(Item {
            text: format!("Start the review of {}", now.label()),
            href: "/reviews".to_owned(),
            note: "The three largest workloads, four weeks".to_owned(),
            due: Some(now.last_day()),
            mine: actor.may(Act::StartReview),
        });
    }
    for review in facts.cycle.iter().flat_map(|cycle| &cycle.reviews) {
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
    items
}

/// Records that wait for an opinion, for a decision, or for somebody to say whether they still hold.
fn records(actor: &Actor, facts: &Facts) -> Vec<Item> {
    let asked = |record: &Cited| Item {
        text: format!("Say what you think of {}: {}", record.label(), record.title),
        href: format!("{}#sign-off", record.address()),
        note: "Your opinion is asked for".to_owned(),
        due: None,
        mine: true,
    };
    let waiting = |summary: &Record| Item {
        text: format!("Decide on {}: {}", summary.adr.label(), summary.adr.title),
        href: summary.adr.address(),
        note: "Proposed".to_owned(),
        due: None,
        mine: facts.decidable.contains(&summary.adr.id),
    };
    let due = |due: &Due| Item {
        text: format!("Say whether {} still holds: {}", due.record.label(), due.record.title),
        href: format!("{}#terms", due.record.address()),
        note: "To be looked at again".to_owned(),
        due: Some(due.review_by),
        mine: actor.may(Act::DecideRecords),
    };
    let spoken_for = |record: &&Record| !facts.asked.iter().any(|asked| asked.id == record.adr.id);
    let mut items: Vec<Item> = facts.asked.iter().map(asked).collect();
    items.extend(facts.proposed.iter().filter(spoken_for).map(waiting));
    items.extend(facts.due.iter().map(due));
    items
}

/// Workloads above 40 %, and calls that leak past a boundary.
fn workloads(actor: &Actor, facts: &Facts) -> Vec<Item> {
    let mut items = Vec::new();
    let leads = actor.roles.contains(&Role::Executive) || actor.roles.contains(&Role::Architect);
    for summary in &facts.workloads {
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
    items
}

/// Checklist decisions past their day, one entry a workload.
fn decisions(actor: &Actor, facts: &Facts) -> Vec<Item> {
    let mut by_workload: BTreeMap<Id, Vec<&Decision>> = BTreeMap::new();
    for item in facts.checklist.iter().filter(|item| item.late) {
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
    items.collect()
}

/// Imports of a repository that failed, and records that changed both here and in their file.
fn imports(actor: &Actor, facts: &Facts) -> Vec<Item> {
    let item = |(log, why): &(String, String)| Item {
        text: format!("The import into {log} failed"),
        href: format!("/adrs/logs/{log}"),
        note: why.clone(),
        due: None,
        mine: actor.may(Act::ChangeSettings) || actor.may(Act::WriteRecords),
    };
    let conflict = |(log, number, title): &(String, i64, String)| Item {
        text: format!(
            "Choose between two texts of {}: {title}",
            crate::adr::record::label(log, Some(*number))
        ),
        href: format!("/adrs/{log}/{number}/incoming"),
        note: "Changed here and in its file".to_owned(),
        due: None,
        mine: actor.may(Act::WriteRecords),
    };
    let failed = facts.failed_imports.iter().map(item);
    failed.chain(facts.conflicts.iter().map(conflict)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use time::{Date, macros::date};

    use super::*;
    use crate::review::{CycleOverview, Place, ReviewBrief, Week, WeekBrief};

    const TODAY: Date = date!(2026 - 11 - 22);

    fn person(role: Role, team: Id) -> Actor {
        Actor {
            roles: [role].into(),
            teams: [team].into(),
            ..Actor::operator()
        }
    }

    /// A review whose first week is signed and whose second has this many of its three tasks settled.
    fn facts(quarter: Quarter, team: Id, settled: usize) -> Facts {
        let week = |week: Week, state: WeekState| WeekBrief {
            place: Place::new(quarter, "claims", week),
            state,
            due_on: date!(2026 - 11 - 20),
            days_left: -2,
            tasks: 3,
            settled,
            signed: None,
        };
        let review = ReviewBrief {
            slug: "claims".to_owned(),
            name: "Claims".to_owned(),
            team_id: team,
            team: "Payments".to_owned(),
            spend: None,
            sealed: false,
            weeks: vec![
                week(Week::Inventory, WeekState::Signed),
                week(Week::DataLayer, WeekState::Late),
                week(Week::ModelReproducibility, WeekState::Open),
            ],
        };
        Facts {
            today: TODAY,
            cycle: Some(CycleOverview {
                quarter,
                started_on: TODAY,
                started_by: String::new(),
                reason: String::new(),
                reviews: vec![review],
            }),
            proposed: Vec::new(),
            decidable: BTreeSet::new(),
            asked: Vec::new(),
            due: Vec::new(),
            workloads: Vec::new(),
            checklist: Vec::new(),
            failed_imports: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    #[test]
    fn the_first_unsigned_week_waits_for_the_owning_team() {
        let (ours, theirs) = (Id::from_u128(1), Id::from_u128(2));
        let now = Quarter::of(TODAY);
        let inbox = Inbox::of(&person(Role::Reviewer, ours), &facts(now, ours, 3));
        assert_eq!(inbox.items.len(), 1);
        assert_eq!(
            inbox.items[0].text,
            format!("Sign week 2 of Claims: {}", Week::DataLayer.label())
        );
        assert!(inbox.items[0].mine);
        assert_eq!(inbox.items[0].days_late(TODAY), Some(2));
        let open = Inbox::of(&person(Role::Reviewer, theirs), &facts(now, ours, 1));
        assert!(
            open.items[0].text.starts_with("Settle 2 tasks in week 2 of Claims"),
            "{:?}",
            open.items
        );
        assert!(!open.items[0].mine, "another team's week");
        let reader = Inbox::of(&person(Role::Viewer, ours), &facts(now, ours, 1));
        assert!(!reader.items[0].mine, "a viewer works on nothing");
    }

    #[test]
    fn a_quarter_without_a_review_waits_for_whoever_may_start_it() {
        let team = Id::from_u128(1);
        let before = Quarter::of(TODAY).previous();
        let starts = |role: Role| -> BTreeSet<bool> {
            let inbox = Inbox::of(&person(role, team), &facts(before, team, 3));
            inbox
                .items
                .iter()
                .filter(|item| item.text.starts_with("Start the review"))
                .map(|item| item.mine)
                .collect()
        };
        assert_eq!(starts(Role::Executive), [true].into());
        assert_eq!(starts(Role::Viewer), [false].into());
    }
}
