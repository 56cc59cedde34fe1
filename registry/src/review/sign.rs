//! Who may sign a week, and exactly what they sign.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use super::Week;
use crate::kernel::Quarter;

/// A person about to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Whether they hold the reviewer role.
    pub reviewer: bool,
    /// Whether they belong to the team that owns the workload.
    pub owning_team: bool,
}

/// Why a task need not be done this time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// The last day it holds, `2027-03-31`.
    pub expires: String,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
}

/// How a task stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Whether the registry or a person says it is done.
    pub done: bool,
    /// Reason, owner and last day of an exception, as entered.
    pub exception: Option<(String, String, Date)>,
}

/// Why a week cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is signed.
    #[error("this week is signed already; reopen it with a reason to change it")]
    AlreadySigned,
    /// Not a reviewer.
    #[error("only somebody with the reviewer role may sign")]
    NotReviewer,
    /// Another team's workload.
    #[error("only a member of the team that owns the workload may sign")]
    NotOwningTeam,
    /// Nothing to sign.
    #[error("this week has no tasks yet")]
    NoTasks,
    /// A task is neither done nor excepted.
    #[error("“{0}” is neither done nor excepted")]
    TaskOpen(String),
    /// An exception without a reason.
    #[error("the exception for “{0}” gives no reason")]
    ExceptionWithoutReason(String),
    /// An exception without an owner.
    #[error("the exception for “{0}” names no owner")]
    ExceptionWithoutOwner(String),
    /// An exception that no longer holds.
    #[error("the exception for “{0}” has expired")]
    ExceptionExpired(String),
}

impl Standing {
    /// Why the task stands in the way of a signature; nothing when it does not.
    #[must_use]
    pub fn obstacle(&self, today: Date) -> Option<Refusal> {
        if self.done {
            return None;
        }
        let title = || self.title.clone();
        match &self.exception {
            None => Some(Refusal::TaskOpen(title())),
            Some((reason, _, _)) if reason.trim().is_empty() => Some(Refusal::ExceptionWithoutReason(title())),
            Some((_, owner, _)) if owner.trim().is_empty() => Some(Refusal::ExceptionWithoutOwner(title())),
            Some((_, _, expires)) if *expires < today => Some(Refusal::ExceptionExpired(title())),
            Some(_) => None,
        }
    }
}

/// Whether every task is done or excepted, and there is at least one.
#[must_use]
pub fn settled(tasks: &[Standing], today: Date) -> bool {
    !tasks.is_empty() && tasks.iter().all(|task| task.obstacle(today).is_none())
}

/// Everything that stands in the way of this person signing this week; empty when nothing does.
#[must_use]
pub fn refusals(already_signed: bool, signer: Signer, tasks: &[Standing], today: Date) -> Vec<Refusal> {
    if already_signed {
        return vec![Refusal::AlreadySigned];
    }
    let mut refusals = Vec::new();
    if !signer.reviewer {
        refusals.push(Refusal::NotReviewer);
    }
    if !signer.owning_team {
        refusals.push(Refusal::NotOwningTeam);
    }
    if tasks.is_empty() {
        refusals.push(Refusal::NoTasks);
    }
    refusals.extend(tasks.iter().filter_map(|task| task.obstacle(today)));
    refusals
}

/// What a signature covers. Its fields stand in alphabetical order and its tasks are sorted by
/// key, so that the same content is always the same text, whoever writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The form of this text; a new form gets a new number.
    pub form: u8,
    /// What the registry held, name to value: spend, ratio, counts.
    pub held: BTreeMap<String, String>,
    /// The quarter under review.
    pub quarter: Quarter,
    /// When it was signed, in UTC.
    pub signed_at: String,
    /// Who signed.
    pub signer: String,
    /// The tasks as they stood.
    pub tasks: Vec<SignedTask>,
    /// The week's number.
    pub week: u8,
    /// The workload's slug.
    pub workload: String,
}

/// A task as it was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedTask {
    /// Whether it was done.
    pub done: bool,
    /// The exception that stood in for that.
    pub exception: Option<Exception>,
    /// Its key.
    pub key: String,
    /// What it said.
    pub title: String,
}

impl Content {
    /// What is signed: the tasks as they stand on a week, and what the registry held.
    #[must_use]
    pub fn new(
        quarter: Quarter,
        workload: &str,
        week: Week,
        signer: &str,
        signed_at: String,
        tasks: &[Standing],
        held: BTreeMap<String, String>,
    ) -> Self {
        let mut tasks: Vec<SignedTask> = tasks
            .iter()
            .map(|task| SignedTask {
                done: task.done,
                exception: task
                    .exception
                    .as_ref()
                    .filter(|_| !task.done)
                    .map(|(reason, owner, expires)| Exception {
                        expires: expires.to_string(),
                        owner: owner.trim().to_owned(),
                        reason: reason.trim().to_owned(),
                    }),
                key: task.key.clone(),
                title: task.title.clone(),
            })
            .collect();
        tasks.sort_by(|a, b| a.key.cmp(&b.key));
        Self {
            form: 1,
            held,
            quarter,
            signed_at,
            signer: signer.to_owned(),
            tasks,
            week: week.number(),
            workload: workload.to_owned(),
        }
    }

    /// The text that is hashed and kept.
    ///
    /// # Errors
    /// Never for content made by [`Content::new`]; the serialiser's type allows for it.
    pub fn canonical(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 11 - 22);
    const MEMBER: Signer = Signer {
        reviewer: true,
        owning_team: true,
    };

    fn task(key: &str, done: bool, exception: Option<(&str, &str, Date)>) -> Standing {
        Standing {
            key: key.to_owned(),
            title: key.to_uppercase(),
            done,
            exception: exception.map(|(reason, owner, day)| (reason.to_owned(), owner.to_owned(), day)),
        }
    }

    #[test]
    fn only_a_reviewer_of_the_owning_team_may_sign() {
        let tasks = [task("a", true, None)];
        assert_eq!(refusals(false, MEMBER, &tasks, TODAY), []);
        let stranger = Signer {
            reviewer: true,
            owning_team: false,
        };
        assert_eq!(refusals(false, stranger, &tasks, TODAY), [Refusal::NotOwningTeam]);
        let colleague = Signer {
            reviewer: false,
            owning_team: true,
        };
        assert_eq!(refusals(false, colleague, &tasks, TODAY), [Refusal::NotReviewer]);
        assert_eq!(refusals(true, MEMBER, &tasks, TODAY), [Refusal::AlreadySigned]);
        assert_eq!(refusals(false, MEMBER, &[], TODAY), [Refusal::NoTasks]);
    }

    #[test]
    fn every_task_is_done_or_excepted_in_full() {
        let cases = [
            (task("a", false, None), Some(Refusal::TaskOpen("A".to_owned()))),
            (
                task("a", false, Some(("", "Ada", TODAY))),
                Some(Refusal::ExceptionWithoutReason("A".to_owned())),
            ),
            (
                task("a", false, Some(("why", " ", TODAY))),
                Some(Refusal::ExceptionWithoutOwner("A".to_owned())),
            ),
            (
                task("a", false, Some(("why", "Ada", date!(2026 - 11 - 21)))),
                Some(Refusal::ExceptionExpired("A".to_owned())),
            ),
            (task("a", false, Some(("why", "Ada", TODAY))), None),
            (task("a", true, None), None),
        ];
        for (task, obstacle) in cases {
            assert_eq!(task.obstacle(TODAY), obstacle);
            assert_eq!(settled(&[task], TODAY), obstacle.is_none());
        }
        assert!(!settled(&[], TODAY));
    }

    fn content(tasks: &[Standing]) -> Content {
        let held = [("spend", "$1.00"), ("ratio", "22.4 %")];
        Content::new(
            "2026-Q4".parse().unwrap(),
            "claims",
            Week::Inventory,
            "Ada",
            "2026-11-22T10:00:00.000000Z".to_owned(),
            tasks,
            held.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        )
    }

    #[test]
    fn the_same_facts_are_the_same_text_in_any_order() {
        let (a, b) = (task("a", true, None), task("b", false, Some(("why", "Ada", TODAY))));
        let text = content(&[b.clone(), a.clone()]).canonical().unwrap();
        assert_eq!(text, content(&[a.clone(), b]).canonical().unwrap());
        assert_eq!(
            text,
            concat!(
                r#"{"form":1,"held":{"ratio":"22.4 %","spend":"$1.00"},"quarter":"2026-Q4","signed_at":"2026-11-22T10:00:00.000000Z","#,
                r#""signer":"Ada","tasks":[{"done":true,"exception":null,"key":"a","title":"A"},"#,
                r#"{"done":false,"exception":{"expires":"2026-11-22","owner":"Ada","reason":"why"},"key":"b","title":"B"}],"#,
                r#""week":1,"workload":"claims"}"#
            )
        );
        let changed = content(&[a, task("b", true, None)]).canonical().unwrap();
        assert_ne!(text, changed);
    }

    #[test]
    fn keys_are_sorted_at_every_depth_and_the_text_reads_back() {
        fn sorted(value: &serde_json::Value, text: &str) {
            // A BTreeMap writes its keys sorted: the same text means they were sorted already.
            let tree: BTreeMap<String, serde_json::Value> = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(serde_json::to_string(&tree).unwrap(), text);
        }
        let content = content(&[task("a", false, Some(("why", "Ada", TODAY)))]);
        let text = content.canonical().unwrap();
        sorted(&serde_json::from_str(&text).unwrap(), &text);
        let task = &content.tasks[0];
        sorted(
            &serde_json::to_value(task).unwrap(),
            &serde_json::to_string(task).unwrap(),
        );
        assert_eq!(serde_json::from_str::<Content>(&text).unwrap(), content);
    }
}
