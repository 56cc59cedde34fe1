//! Comments on a record, general or about a passage of its text.

use crate::kernel::{Id, Instant};

/// A comment, or an answer to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Which.
    pub id: Id,
    /// The comment it answers; none: it begins a thread.
    pub parent: Option<Id>,
    /// Who wrote it, by the name they had.
    pub person: String,
    /// What it says, in Markdown.
    pub text: String,
    /// What of the record it is about, as it was copied; empty: the whole record.
    pub passage: String,
    /// The version of the record's text it was written for.
    pub text_version: i64,
    /// When.
    pub at: Instant,
    /// Who closed the thread, and when; only a thread's first comment has it.
    pub resolved: Option<(String, Instant)>,
}

/// A comment with its answers, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// What began it.
    pub first: Comment,
    /// What was answered.
    pub answers: Vec<Comment>,
    /// Whether the passage still stands in the text; true for a general comment.
    pub stands: bool,
}

/// The longest comment, in characters.
pub const LONGEST: usize = 10_000;

/// The longest passage, in characters.
pub const LONGEST_PASSAGE: usize = 1_000;

/// Comments, the oldest first, as threads in the order they began; `plain` is the record's text
/// without its markup.
#[must_use]
pub fn threads(comments: Vec<Comment>, plain: &str) -> Vec<Thread> {
    let text = words(plain);
    let mut threads: Vec<Thread> = Vec::new();
    for comment in comments {
        match threads
            .iter_mut()
            .find(|thread| Some(thread.first.id) == comment.parent)
        {
            Some(thread) => thread.answers.push(comment),
            None => threads.push(Thread {
                stands: comment.passage.is_empty() || within(&text, &comment.passage),
                first: comment,
                answers: Vec::new(),
            }),
        }
    }
    threads
}

/// Whether a passage stands in a text: the same words in the same order, whatever stands between
/// them, since what somebody copies from a page has lost its markup and its line breaks.
#[must_use]
pub fn stands(plain: &str, passage: &str) -> bool {
    within(&words(plain), passage)
}

fn within(text: &str, passage: &str) -> bool {
    let wanted = words(passage);
    wanted.len() > 1 && text.contains(&wanted)
}

/// The words in lower case with a space around each, so that a passage matches whole words.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        out.extend(word.chars().flat_map(char::to_lowercase));
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn comment(id: u128, parent: Option<u128>, passage: &str) -> Comment {
        Comment {
            id: Id::from_u128(id),
            parent: parent.map(Id::from_u128),
            person: "Eve".into(),
            text: "Why?".into(),
            passage: passage.into(),
            text_version: 1,
            at: Instant::new(datetime!(2026-11-22 10:00 UTC)),
            resolved: None,
        }
    }

    #[test]
    fn a_passage_is_found_by_its_words() {
        let text = "We keep the adapter thin: one call, one model.";
        assert!(stands(text, "adapter thin:\n one   call"));
        assert!(stands(text, "Adapter Thin"));
        assert!(!stands(text, "adapter thick"));
        assert!(!stands(text, "dapter thin"), "whole words only");
        assert!(!stands(text, "—"), "no word at all");
    }

    #[test]
    fn answers_stand_under_what_they_answer() {
        let all = vec![
            comment(1, None, "thin"),
            comment(2, None, "gone words"),
            comment(3, Some(1), ""),
        ];
        let threads = threads(all, "keep it thin");
        assert_eq!(threads.len(), 2);
        assert_eq!(threads[0].answers.len(), 1);
        assert!(threads[0].stands && !threads[1].stands);
    }
}
