//! Full-text search, the same on both engines as far as they allow: which words count, how a
//! text is laid into the index, and how hits are marked.

use std::{collections::HashSet, sync::LazyLock};

use pulldown_cmark::{Event, Options, Parser, TagEnd};

use super::read;

/// Stand around a hit in an excerpt; no text in the index holds them.
pub const START: char = '\u{2}';
/// Ends a hit.
pub const STOP: char = '\u{3}';

/// Put around punctuation in the index, so that `docs/adr`, `4.0` and `<tag>` are words and
/// punctuation to both engines and not a file, a version and a tag to one of them.
const JOINT: char = '\u{200b}';

/// English words too common to search for, by PostgreSQL's own list.
const COMMON: &[&str] = &[
    "i",
    "me",
    "my",
    "myself",
    "we",
    "our",
    "ours",
    "ourselves",
    "you",
    "your",
    "yours",
    "yourself",
    "yourselves",
    "he",
    "him",
    "his",
    "himself",
    "she",
    "her",
    "hers",
    "herself",
    "it",
    "its",
    "itself",
    "they",
    "them",
    "their",
    "theirs",
    "themselves",
    "what",
    "which",
    "who",
    "whom",
    "this",
    "that",
    "these",
    "those",
    "am",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "being",
    "have",
    "has",
    "had",
    "having",
    "do",
    "does",
    "did",
    "doing",
    "a",
    "an",
    "the",
    "and",
    "but",
    "if",
    "or",
    "because",
    "as",
    "until",
    "while",
    "of",
    "at",
    "by",
    "for",
    "with",
    "about",
    "against",
    "between",
    "into",
    "through",
    "during",
    "before",
    "after",
    "above",
    "below",
    "to",
    "from",
    "up",
    "down",
    "in",
    "out",
    "on",
    "off",
    "over",
    "under",
    "again",
    "further",
    "then",
    "once",
    "here",
    "there",
    "when",
    "where",
    "why",
    "how",
    "all",
    "any",
    "both",
    "each",
    "few",
    "more",
    "most",
    "other",
    "some",
    "such",
    "no",
    "nor",
    "not",
    "only",
    "own",
    "same",
    "so",
    "than",
    "too",
    "very",
    "s",
    "t",
    "can",
    "will",
    "just",
    "don",
    "should",
    "now",
];

/// The words of a search, each of which must occur, as the beginning of a word at least. Quotes,
/// operators and punctuation that somebody typed only part words.
#[must_use]
pub fn words(typed: &str) -> Vec<String> {
    parted(&typed.to_lowercase())
        .filter(|word| !is_common(word))
        .map(|word| cut(word).to_owned())
        .take(12)
        .collect()
}

/// The words of a text in lower case.
pub(super) fn parted(lower: &str) -> impl Iterator<Item = &str> {
    lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// Whether a word is too common to search for.
pub(super) fn is_common(word: &str) -> bool {
    static COMMON_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| COMMON.iter().copied().collect());
    COMMON_WORDS.contains(word)
}

/// As much of a word as is looked for.
pub(super) fn cut(word: &str) -> &str {
    word.char_indices().nth(60).map_or(word, |(at, _)| &word[..at])
}

/// Whether a word has to occur as it is. Nearly every text has words that begin with some one
/// letter; asking for those would find nothing.
#[must_use]
pub fn is_exact(word: &str) -> bool {
    word.chars().nth(1).is_none()
}

/// The words as FTS5 asks for them.
#[must_use]
pub fn for_sqlite(words: &[String]) -> String {
    words
        .iter()
        .map(|word| format!("\"{word}\"{}", if is_exact(word) { "" } else { "*" }))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A text as it is laid into the index.
#[must_use]
pub fn indexed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        // Control characters would pass for marks, and PostgreSQL takes no NUL.
        let c = if c.is_control() || c == JOINT { ' ' } else { c };
        let word = |c: char| c.is_alphanumeric();
        if c != ' ' && before != ' ' && word(c) != word(before) {
            out.push(JOINT);
        }
        out.push(c);
        before = c;
    }
    out
}

/// A record's words without its markup, for the index.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for event in Parser::new_ext(read::body(text), Options::ENABLE_TABLES) {
        match event {
            Event::Text(words) | Event::Code(words) => out.push_str(&words),
            // In an excerpt a heading runs on into its text.
            Event::End(TagEnd::Heading(_)) => out.push_str(": "),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::BlockQuote(_) | TagEnd::TableCell,
            ) => out.push(' '),
            _ => {}
        }
    }
    out
}

/// A text of the index as people read it.
#[must_use]
pub fn unmarked(text: &str) -> String {
    text.chars().filter(|c| !matches!(*c, START | STOP | JOINT)).collect()
}

/// An excerpt as safe HTML: everything escaped, hits in `<mark>`.
#[must_use]
pub fn marked(excerpt: &str) -> String {
    let mut out = String::with_capacity(excerpt.len() + 40);
    let mut open = false;
    for c in excerpt.chars() {
        match c {
            START if !open => {
                out.push_str("<mark>");
                open = true;
            }
            STOP if open => {
                out.push_str("</mark>");
                open = false;
            }
            START | STOP | JOINT => {}
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    if open {
        out.push_str("</mark>");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_becomes_words() {
        assert_eq!(
            words("foo\" OR (bar* NEAR/3 -baz):"),
            ["foo", "bar", "near", "3", "baz"]
        );
        assert!(words("the \" ( and").is_empty());
        assert_eq!(for_sqlite(&words("Model adapter")), "\"model\"* \"adapter\"*");
    }

    #[test]
    fn excerpts_are_escaped_and_marked() {
        let excerpt = format!("a <b> {START}model{STOP} & {START}open");
        assert_eq!(
            marked(&excerpt),
            "a &lt;b&gt; <mark>model</mark> &amp; <mark>open</mark>"
        );
        assert_eq!(
            marked(&indexed("docs/adr 4.0 <tag>\u{2}\0")),
            "docs/adr 4.0 &lt;tag&gt;  "
        );
    }
}
