//! What differs between two texts of a record, line by line and word by word, and how two
//! changes of one text are brought together.

use std::time::{Duration, Instant};

use similar::{Algorithm, ChangeTag, TextDiff, TextMerge};

/// How long a comparison may look for the shortest answer; after that it takes a longer one.
const PATIENCE: Duration = Duration::from_millis(300);
/// How long the comparison of one change may take before both are brought together.
const MERGE_PATIENCE: Duration = Duration::from_secs(1);
/// Texts of more lines than this are not brought together.
const MOST_LINES: usize = 20_000;
/// Texts longer than this, in bytes, are neither compared nor brought together.
const LONGEST: usize = 1_000_000;
/// Unchanged lines shown around what changed.
const AROUND: usize = 3;

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It stands in both texts.
    Kept,
    /// It stands in the older text only.
    Removed,
    /// It stands in the newer text only.
    Added,
}

/// A line of either text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What became of it.
    pub change: Change,
    /// Its number in the older text, from 1; none for an added one.
    pub old: Option<usize>,
    /// Its number in the newer text, from 1; none for a removed one.
    pub new: Option<usize>,
    /// The line without its end, in pieces: whether the piece is what changed, and its words.
    pub parts: Vec<(bool, String)>,
}

/// Lines that changed, with a few unchanged ones around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage(pub Vec<Line>);

/// Whether two texts are short enough to be compared while somebody waits.
#[must_use]
pub fn comparable(old: &str, new: &str) -> bool {
    old.len().max(new.len()) <= LONGEST
}

/// Where two texts differ; nothing when they are the same. Both are texts as
/// [`shown`](super::edit::shown), with lines ended by `\n`. Words are looked for until the
/// patience is used up, lines always.
#[must_use]
pub fn passages(old: &str, new: &str) -> Vec<Passage> {
    let deadline = Instant::now() + 2 * PATIENCE;
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Histogram)
        .timeout(PATIENCE)
        .diff_lines(old, new);
    diff.grouped_ops(AROUND)
        .iter()
        .map(|group| {
            let lines = group
                .iter()
                .flat_map(|op| diff.iter_inline_changes_deadline(op, Some(deadline)))
                .map(|line| {
                    let parts = line
                        .iter_strings_lossy()
                        .map(|(changed, text)| (changed, text.trim_end_matches('\n').to_owned()))
                        .filter(|(_, text)| !text.is_empty())
                        .collect();
                    Line {
                        change: match line.tag() {
                            ChangeTag::Equal => Change::Kept,
                            ChangeTag::Delete => Change::Removed,
                            ChangeTag::Insert => Change::Added,
                        },
                        old: line.old_index().map(|index| index + 1),
                        new: line.new_index().map(|index| index + 1),
                        parts,
                    }
                });
            Passage(lines.collect())
        })
        .collect()
}

/// How many lines were added and removed, in this order.
#[must_use]
pub fn counts(passages: &[Passage]) -> (usize, usize) {
    let of = |change: Change| {
        passages
            .iter()
            .flat_map(|passage| &passage.0)
            .filter(|line| line.change == change)
            .count()
    };
    (of(Change::Added), of(Change::Removed))
}

/// Both changes of one text in one, unless they touch the same lines, or a text is too long or too
/// different to be compared in time.
#[must_use]
pub fn merge(base: &str, mine: &str, theirs: &str) -> Option<String> {
    if !(comparable(base, mine) && comparable(base, theirs)) {
        return None;
    }
    if [mine, theirs].into_iter().any(|other| !soon_compared(base, other)) {
        return None;
    }
    let merge = TextMerge::from_lines(base, mine, theirs);
    (!merge.is_conflicted()).then(|| merge.to_string())
}

/// Whether a whole comparison of the lines is done within its patience. What brings texts together
/// makes the same one and knows no end; its work grows with lines times differences.
fn soon_compared(old: &str, new: &str) -> bool {
    let lines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
    if lines(old).max(lines(new)) > MOST_LINES {
        return false;
    }
    let begun = Instant::now();
    TextDiff::configure()
        .algorithm(Algorithm::Myers)
        .timeout(MERGE_PATIENCE)
        .diff_lines(old, new);
    begun.elapsed() < MERGE_PATIENCE
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OLD: &str =
        "# Use S3\n\n## Status\n\nProposed\n\n## Context\n\nFiles lie on one disk.\n\n## Decision\n\nWe use S3.\n";

    #[test]
    fn a_changed_word_is_marked_in_its_line() {
        let new = OLD
            .replace("one disk", "one old disk")
            .replace("We use S3.\n", "We use S3.\nAnd Iceberg.\n");
        let found = passages(OLD, &new);
        assert_eq!(counts(&found), (2, 1));
        let lines: Vec<&Line> = found.iter().flat_map(|passage| &passage.0).collect();
        let added = lines.iter().find(|line| line.change == Change::Added).unwrap();
        assert_eq!((added.old, added.new), (None, Some(9)));
        let marked: Vec<&str> = added
            .parts
            .iter()
            .filter(|(changed, _)| *changed)
            .map(|(_, text)| text.trim())
            .collect();
        assert_eq!(marked, ["old"]);
        assert!(passages(OLD, OLD).is_empty());
    }

    #[test]
    fn a_mark_that_was_typed_twice_is_marked_too() {
        let old = "* A gateway\n* Converse directly\n";
        let new = "* A gateway for all\n* * Converse directly\n";
        let found = passages(old, new);
        let lines = found.iter().flat_map(|passage| &passage.0);
        let marked: Vec<&str> = lines
            .flat_map(|line| &line.parts)
            .filter(|(changed, _)| *changed)
            .map(|(_, text)| text.trim())
            .collect();
        assert_eq!(marked, ["for all", "*"]);
    }

    #[test]
    fn changes_apart_are_brought_together_and_changes_of_one_line_are_not() {
        let mine = OLD.replace("one disk", "one old disk");
        let theirs = OLD.replace("We use S3.", "We use S3 Tables.");
        let both = merge(OLD, &mine, &theirs).unwrap();
        assert_eq!(both, mine.replace("We use S3.", "We use S3 Tables."));
        assert_eq!(merge(OLD, &mine, &OLD.replace("one disk", "two disks")), None);
        assert_eq!(merge(OLD, &mine, &mine).as_deref(), Some(mine.as_str()));
    }

    #[test]
    fn texts_with_nothing_in_common_are_given_up_in_time() {
        let text = |with: char| {
            (0..19_000)
                .flat_map(|n| [with.to_string(), n.to_string(), "\n".to_owned()])
                .collect::<String>()
        };
        let begun = Instant::now();
        assert_eq!(merge(&text('a'), &text('b'), &text('c')), None);
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        let long = text('a');
        let (mine, theirs) = (format!("x\n{long}"), format!("{long}y\n"));
        assert_eq!(merge(&long, &mine, &theirs), Some(format!("x\n{long}y\n")));
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_off_a_whole_comparison(
            old in proptest::collection::vec("[a-c ]{0,4}", 0..6), new in proptest::collection::vec("[a-c ]{0,4}", 0..6)
        ) {
            // So short a text is one passage with every line, or there is nothing to show.
            let (old, new) = (old.join("\n"), new.join("\n"));
            let found = passages(&old, &new);
            prop_assert_eq!(found.is_empty(), old == new);
            let lines: Vec<Line> = found.into_iter().flat_map(|passage| passage.0).collect();
            let text = |line: &Line| line.parts.iter().map(|(_, text)| text.as_str()).collect::<String>();
            let side = |other: Change, number: fn(&Line) -> Option<usize>, whole: &str| {
                let whole: Vec<&str> = whole.split('\n').collect();
                lines.iter().filter(|line| line.change != other).all(|line| {
                    number(line).is_some_and(|number| whole.get(number - 1).is_some_and(|had| *had == text(line)))
                })
            };
            prop_assert!(side(Change::Added, |line| line.old, &old));
            prop_assert!(side(Change::Removed, |line| line.new, &new));
        }

        #[test]
        fn one_sided_changes_always_merge(base in "[a-c\n]{0,30}", mine in "[a-c\n]{0,30}") {
            prop_assert_eq!(merge(&base, &mine, &base), Some(mine.clone()));
            prop_assert_eq!(merge(&base, &base, &mine), Some(mine));
        }
    }
}
