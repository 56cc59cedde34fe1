//! A week's tasks as they stand: drawn from the registry, merged with what people said by hand.

use std::collections::BTreeMap;

use super::{
    model::{Stored, TaskView, Tick},
    sign::Standing,
    tasks::Task,
};

/// Tasks as drawn, with ticks and exceptions of the same key. What was stored about a thing that
/// is gone no longer counts; a tick counts only while the task may be ticked by hand.
#[must_use]
pub fn merge(drawn: Vec<Task>, stored: &[Stored]) -> Vec<TaskView> {
    drawn
        .into_iter()
        .map(|task| {
            let said = stored.iter().find(|said| said.key == task.key);
            let tick = said.filter(|_| task.by_hand && !task.satisfied).and_then(tick_of);
            TaskView {
                standing: Standing {
                    done: task.satisfied || tick.is_some(),
                    exception: said.and_then(exception_of),
                    key: task.key,
                    title: task.title,
                },
                why: task.why,
                about: task.about,
                by_hand: task.by_hand && !task.satisfied,
                tick,
            }
        })
        .collect()
}

/// Tasks of a signed week, as they were signed.
#[must_use]
pub fn kept(stored: &[Stored]) -> Vec<TaskView> {
    stored
        .iter()
        .map(|said| TaskView {
            standing: Standing {
                key: said.key.clone(),
                title: said.title.clone(),
                done: said.done,
                exception: exception_of(said),
            },
            why: said.why.clone(),
            about: said.about.clone(),
            by_hand: false,
            tick: tick_of(said),
        })
        .collect()
}

fn tick_of(said: &Stored) -> Option<Tick> {
    let by_hand = said.done && !said.done_by.is_empty();
    by_hand.then(|| Tick {
        by: said.done_by.clone(),
        at: said.done_at,
        note: said.note.clone(),
    })
}

fn exception_of(said: &Stored) -> Option<(String, String, time::Date)> {
    let until = said.exception_until.filter(|_| !said.exception_reason.is_empty())?;
    Some((said.exception_reason.clone(), said.exception_owner.clone(), until))
}

/// What stands behind each task that is done, by its key: the value on record, or who confirmed
/// it with which note. A signature covers this beside the tasks themselves.
#[must_use]
pub fn held(tasks: &[TaskView], values: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    tasks
        .iter()
        .filter(|task| task.standing.done)
        .map(|task| {
            let key = task.standing.key.clone();
            let value = match &task.tick {
                Some(tick) => {
                    let at = tick.at.map(|at| at.to_string()).unwrap_or_default();
                    format!("confirmed by {} at {at}: {}", tick.by, tick.note)
                }
                None => values.get(&key).unwrap_or(&task.why).clone(),
            };
            (key, value)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn task(satisfied: bool, by_hand: bool) -> Task {
        Task {
            key: "a".to_owned(),
            title: "A".to_owned(),
            why: "because".to_owned(),
            satisfied,
            by_hand,
            about: "workload:1".to_owned(),
        }
    }

    fn ticked(by: &str) -> Stored {
        Stored {
            key: "a".to_owned(),
            done: true,
            done_by: by.to_owned(),
            note: "seen".to_owned(),
            ..Stored::default()
        }
    }

    #[test]
    fn a_tick_counts_only_by_hand_and_for_what_is_still_there() {
        let done = |task, stored: &[Stored]| merge(vec![task], stored)[0].standing.done;
        assert!(done(task(false, true), &[ticked("Ada")]));
        assert!(!done(task(false, false), &[ticked("Ada")]), "the registry decides");
        assert!(
            !done(task(false, true), &[ticked("")]),
            "the registry held it once, and no longer does"
        );
        assert!(done(task(true, false), &[]));
        let other = Stored {
            key: "gone".to_owned(),
            ..ticked("Ada")
        };
        assert!(!done(task(false, true), &[other]));
    }

    #[test]
    fn exceptions_stay_beside_what_is_done_and_values_are_held() {
        let excepted = Stored {
            key: "a".to_owned(),
            exception_reason: "next quarter".to_owned(),
            exception_owner: "Ada".to_owned(),
            exception_until: Some(date!(2027 - 01 - 31)),
            ..Stored::default()
        };
        let tasks = merge(vec![task(false, false)], &[excepted]);
        assert!(tasks[0].is_settled(date!(2027 - 01 - 31)));
        assert!(!tasks[0].is_settled(date!(2027 - 02 - 01)));
        assert!(held(&tasks, &BTreeMap::new()).is_empty());
        let values = BTreeMap::from([("a".to_owned(), "14".to_owned())]);
        assert_eq!(held(&merge(vec![task(true, false)], &[]), &values)["a"], "14");
        let by_ada = held(&merge(vec![task(false, true)], &[ticked("Ada")]), &values);
        assert!(
            by_ada["a"].starts_with("confirmed by Ada") && by_ada["a"].ends_with("seen"),
            "{by_ada:?}"
        );
    }
}
