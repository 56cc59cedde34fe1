//! Characters that deceive a reader: they show nothing, or turn the order of what is shown.
//!
//! A text keeps them as they are written. A title is read without them, and a diagnostic names
//! them; other values that stand as they were written are shown with their codes.

use std::fmt::Write as _;

/// Whether a character shows nothing, or turns the writing direction, where somebody reads on.
/// Joiners inside words of scripts that need them and variation selectors are left alone.
#[must_use]
pub fn hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Words as one line of a terminal or a report: what is hidden and what controls a terminal is shown
/// as its code.
#[must_use]
pub fn legible(text: &str) -> String {
    coded(text, |c| hidden(c) || c.is_control())
}

/// A line as people may read it: what is hidden is shown as its code, such as `⟨U+202E⟩`.
#[must_use]
pub fn visible(text: &str) -> String {
    coded(text, hidden)
}

fn coded(text: &str, which: impl Fn(char) -> bool) -> String {
    if !text.chars().any(&which) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if which(c) {
            let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// A line with the words of its Markdown links, without their addresses.
#[must_use]
pub fn unlinked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let link = after
            .split_once("](")
            .filter(|(words, _)| !words.contains(['[', ']']))
            .and_then(|(words, target)| Some((words, target.split_once(')')?.1)));
        if let Some((words, behind)) = link {
            out.push_str(words);
            rest = behind;
        } else {
            out.push('[');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_link_its_words_are_kept() {
        assert_eq!(
            unlinked("superseded by [ADR-0005](0005-use-s3.md), [a] and [b] (c)"),
            "superseded by ADR-0005, [a] and [b] (c)"
        );
        assert_eq!(unlinked("[open](never"), "[open](never");
    }

    #[test]
    fn what_cannot_be_seen_is_shown_and_all_else_stays() {
        assert_eq!(
            visible("Use S3 👩‍🔧 für naïve Größe, 日本語, עברית, نمی‌خواهم"),
            "Use S3 👩‍🔧 für naïve Größe, 日本語, עברית, نمی‌خواهم"
        );
        assert_eq!(visible("Use \u{202e}3S\u{200b}"), "Use ⟨U+202E⟩3S⟨U+200B⟩");
        assert_eq!(legible("a\u{1b}[2Jb\u{202e}\n"), "a⟨U+001B⟩[2Jb⟨U+202E⟩⟨U+000A⟩");
        assert_eq!(visible("\u{feff}\u{2066}a\u{2069}"), "⟨U+FEFF⟩⟨U+2066⟩a⟨U+2069⟩");
    }
}
