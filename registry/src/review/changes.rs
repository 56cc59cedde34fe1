//! What differs between two contents of a week, in sentences: since it was read, or since it
//! was signed.

use std::collections::BTreeMap;

use super::sign::{Content, Exception, SignedTask};

/// Each difference as a sentence; none when both say the same. Signer and time do not count.
#[must_use]
pub fn between(before: &Content, after: &Content) -> Vec<String> {
    let by_key = |content: &Content| -> BTreeMap<String, SignedTask> {
        content
            .tasks
            .iter()
            .map(|task| (task.key.clone(), task.clone()))
            .collect()
    };
    let (old, new) = (by_key(before), by_key(after));
    let mut said = Vec::new();
    for (key, task) in &new {
        let Some(was) = old.get(key) else {
            said.push(format!("New: “{}”.", task.title));
            continue;
        };
        let (held_before, held_after) = (before.held.get(key), after.held.get(key));
        match (was.done, task.done) {
            (true, false) => said.push(format!("“{}” was done and is open now.", task.title)),
            (false, true) => said.push(format!("“{}” was open and is done now.", task.title)),
            _ if held_before != held_after => said.push(format!(
                "“{}”: was “{}”, is “{}” now.",
                task.title,
                held_before.map_or("nothing", String::as_str),
                held_after.map_or("nothing", String::as_str)
            )),
            _ if was.exception != task.exception => {
                said.push(format!("“{}”: {}.", task.title, exception(task.exception.as_ref())));
            }
            _ if was.title != task.title => said.push(format!("“{}” is now called “{}”.", was.title, task.title)),
            _ => {}
        }
    }
    said.extend(
        old.iter()
            .filter(|(key, _)| !new.contains_key(*key))
            .map(|(_, task)| format!("Gone: “{}”.", task.title)),
    );
    said
}

fn exception(now: Option<&Exception>) -> String {
    match now {
        Some(exception) => format!(
            "the exception now holds until {} ({})",
            exception.expires, exception.reason
        ),
        None => "the exception was taken back".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{Week, sign::Standing};

    fn content(tasks: &[(&str, bool, &str)]) -> Content {
        let standings: Vec<Standing> = tasks
            .iter()
            .map(|(key, done, _)| Standing {
                key: (*key).to_owned(),
                title: key.to_uppercase(),
                done: *done,
                exception: None,
            })
            .collect();
        let held = tasks
            .iter()
            .map(|(key, _, held)| ((*key).to_owned(), (*held).to_owned()))
            .collect();
        Content::new(
            "2026-Q4".parse().unwrap(),
            "claims",
            Week::Inventory,
            "",
            String::new(),
            &standings,
            held,
        )
    }

    #[test]
    fn every_difference_is_said_once() {
        let before = content(&[("a", true, "14"), ("b", false, ""), ("c", true, "")]);
        assert_eq!(between(&before, &before), [""; 0]);
        let signed = Content {
            signer: "Ada".to_owned(),
            signed_at: "now".to_owned(),
            ..before.clone()
        };
        assert_eq!(between(&before, &signed), [""; 0]);
        let after = content(&[("a", true, "15"), ("b", true, ""), ("d", false, "")]);
        assert_eq!(
            between(&before, &after),
            [
                "“A”: was “14”, is “15” now.",
                "“B” was open and is done now.",
                "New: “D”.",
                "Gone: “C”."
            ]
        );
    }
}
