//! Full-text search, the same on both engines as far as they allow: which words count, how a
//! text is laid into the index, and how hits are marked.

use std::{borrow::Cow, collections::HashSet, ops::RangeInclusive, sync::LazyLock};

use pulldown_cmark::{Event, Options, Parser, TagEnd};
use unicode_normalization::UnicodeNormalization as _;

use super::read;

/// Stand around a hit in an excerpt; no text in the index holds them.
pub const START: char = '\u{2}';
/// Ends a hit.
pub const STOP: char = '\u{3}';

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
    parted(&folded(typed))
        .filter(|word| !is_common(word))
        .map(|word| cut(word).to_owned())
        .take(12)
        .collect()
}

/// A text as its words are compared: in lower case and without accents, however they are written.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            text.to_ascii_lowercase().into()
        } else {
            text.into()
        };
    }
    let bare: String = text.nfd().filter(|c| !ACCENTS.contains(c)).nfc().collect();
    bare.to_lowercase().into()
}

/// Combining diacritical marks, which SQLite's search leaves out of words as well.
pub(super) const ACCENTS: RangeInclusive<char> = '\u{300}'..='\u{36f}';

/// The words of a text as [`folded`].
pub(super) fn parted(folded: &str) -> impl Iterator<Item = &str> {
    folded
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

/// A word that is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// As [`words`] gives it.
    pub word: String,
    /// Whether it has to occur as it is, and not as the beginning of another.
    pub whole: bool,
}

impl From<String> for Sought {
    fn from(word: String) -> Self {
        let whole = is_exact(&word);
        Self { word, whole }
    }
}

/// The words as FTS5 asks for them.
#[must_use]
pub fn for_sqlite(words: &[Sought]) -> String {
    words
        .iter()
        .map(|Sought { word, whole }| format!("\"{word}\"{}", if *whole { "" } else { "*" }))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A text as it is laid into the index: control characters would pass for marks.
#[must_use]
pub fn indexed(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
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
            START | STOP => {}
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
        let sought: Vec<Sought> = words("Model x adapter").into_iter().map(Sought::from).collect();
        assert_eq!(for_sqlite(&sought), "\"model\"* \"x\" \"adapter\"*");
        assert_eq!(
            words("R\u{e9}sum\u{e9} re\u{301}sume\u{301} \u{c4}\u{df}"),
            ["resume", "resume", "a\u{df}"]
        );
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
