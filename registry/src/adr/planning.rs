//! What an import plans before it looks at texts: which record each file is of, and its number.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{sorting::Slot, store_import};

/// What is planned for a file before its text is looked at.
pub(super) struct Plan {
    pub number: i64,
    /// What to say of the number.
    pub note: Option<Note>,
    /// The path its record is known by.
    pub known_as: Option<String>,
}

/// Why a record's number is not its file's own.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// Files of this kind have none.
    Given(String),
    /// Somebody has to look at it.
    Unclear(String),
}

/// The paths a log knows that are not among the files.
pub(super) fn gone(slots: &[Slot], known: &HashMap<String, store_import::Known>) -> HashSet<String> {
    let here: HashSet<&str> = slots.iter().map(|slot| slot.path.as_str()).collect();
    known
        .keys()
        .filter(|path| !here.contains(path.as_str()))
        .cloned()
        .collect()
}

/// Which record each file is of, and a number for each that is of none, with what to say where it
/// is not the file's own.
pub(super) fn planned(
    slots: Vec<Slot>,
    known: &HashMap<String, store_import::Known>,
    gone: &HashSet<String>,
    mut taken: BTreeSet<i64>,
    next: i64,
) -> Vec<(Slot, Plan)> {
    // Of texts that several missing files had nobody can say which was moved.
    let mut missing: HashMap<&[u8], Option<&String>> = HashMap::new();
    for path in gone {
        if let Some(known) = known.get(path) {
            missing
                .entry(&known.hash)
                .and_modify(|it| *it = None)
                .or_insert(Some(path));
        }
    }
    let mut owns: Vec<(Option<String>, Option<i64>)> = Vec::with_capacity(slots.len());
    for slot in &slots {
        let known_as = if known.contains_key(&slot.path) {
            Some(slot.path.clone())
        } else {
            missing.get_mut(slot.hash.as_slice()).and_then(Option::take).cloned()
        };
        let own = match known_as.as_ref().and_then(|path| known.get(path)) {
            Some(known) => known.number,
            None => slot.said.map(i64::from).filter(|number| taken.insert(*number)),
        };
        owns.push((known_as, own));
    }
    let mut next = taken.last().map_or(next, |largest| next.max(largest + 1));
    slots
        .into_iter()
        .zip(owns)
        .map(|(slot, (known_as, own))| {
            let (number, note) = if let Some(number) = own {
                (number, None)
            } else {
                let number = next;
                next += 1;
                let note = match slot.said {
                    Some(said) => Note::Unclear(format!(
                        "Number {said} belongs to another record of this log; it became {number}."
                    )),
                    None if slot.by_day => Note::Given(format!("Its file goes by a day; it became number {number}.")),
                    None => Note::Unclear(format!("The file has no number; it became {number}.")),
                };
                (number, Some(note))
            };
            let plan = Plan { number, note, known_as };
            (slot, plan)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sorting;
    use super::*;
    use crate::kernel::Id;

    fn slot(path: &str, text: &str) -> Slot {
        let said = super::super::read::record(path, text.as_bytes());
        let super::super::read::Outcome::Record(parsed) = said.outcome else {
            unreachable!("{path}");
        };
        Slot {
            path: path.to_owned(),
            source: text.as_bytes().to_vec(),
            hash: sorting::hash(text.as_bytes()),
            said: parsed.number,
            by_day: super::super::read::goes_by_day(path),
        }
    }

    const TEXT: &str = "# T\n\n## Status\n\nAccepted\n\n## Context\n\nx\n";

    #[test]
    fn numbers_are_the_files_own_if_free() {
        let slots = [
            "0001-e.md",
            "0002-a.md",
            "0002-b.md",
            "0007-c.md",
            "2024-07-15-d.md",
            "20240716-f.md",
            "2024-07-17-g/README.md",
            "use-h.md",
        ];
        let slots = slots.map(|path| slot(path, TEXT)).into();
        let plan = planned(slots, &HashMap::new(), &HashSet::new(), BTreeSet::from([1]), 4);
        let numbers: Vec<i64> = plan.iter().map(|it| it.1.number).collect();
        // By path: 0001-e (1 is taken), 0002-a, 0002-b (2 is taken now), 0007-c, the dated one.
        assert_eq!(numbers, [8, 2, 9, 7, 10, 11, 12, 13]);
        assert_eq!(plan[1].1.note, None);
        let unclear = |at: usize| match &plan[at].1.note {
            Some(Note::Unclear(said)) => said.as_str(),
            _ => "",
        };
        assert_eq!(
            unclear(2),
            "Number 2 belongs to another record of this log; it became 9."
        );
        assert_eq!(unclear(7), "The file has no number; it became 13.");
        for at in [4, 5, 6] {
            assert!(matches!(plan[at].1.note, Some(Note::Given(_))), "{:?}", plan[at].1.note);
        }
    }

    #[test]
    fn a_text_known_under_a_path_that_is_gone_was_moved_once() {
        let known = |number: i64, text: &str| store_import::Known {
            id: Id::from_u128(1),
            number: Some(number),
            hash: sorting::hash(text.as_bytes()),
            here: false,
            begun_here: false,
        };
        let other = TEXT.replace('x', "y");
        let log = HashMap::from([
            ("0001-a.md".to_owned(), known(1, TEXT)),
            ("0002-b.md".to_owned(), known(2, &other)),
            ("0003-c.md".to_owned(), known(3, &other)),
        ]);
        let slots = vec![
            slot("x/0001-a.md", TEXT),
            slot("x/0002-b.md", &other),
            slot("y/0001-a.md", TEXT),
        ];
        let gone = gone(&slots, &log);
        assert_eq!(gone.len(), 3);
        let plan = planned(slots, &log, &gone, BTreeSet::from([1, 2, 3]), 4);
        let known_as: Vec<Option<&str>> = plan.iter().map(|it| it.1.known_as.as_deref()).collect();
        assert_eq!(known_as, [Some("0001-a.md"), None, None]);
        assert_eq!(plan.iter().map(|it| it.1.number).collect::<Vec<_>>(), [1, 4, 5]);
    }
}
