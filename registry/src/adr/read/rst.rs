//! The headings of reStructuredText: a line of words over a line of one punctuation mark. Levels
//! follow the order in which the marks first appear.

use super::scan::{Kind, Line, Text, split};

/// The lines of a body, each with what it is.
pub fn lines(text: &Text<'_>, from: usize) -> Vec<Line> {
    let spans = split(text.all(), from);
    let rule = |at: usize| {
        let line = text.get(spans.get(at)?.clone()).trim_end();
        let mark = line.chars().next().filter(char::is_ascii_punctuation)?;
        (line.len() >= 3 && line.chars().all(|c| c == mark)).then_some(mark)
    };
    let mut levels: Vec<(char, bool)> = Vec::new();
    let mut out: Vec<Line> = Vec::new();
    for (at, span) in spans.iter().enumerate() {
        let words = text.get(span.clone());
        let kind = if words.trim().is_empty() {
            Kind::Blank
        } else if rule(at).is_some() {
            Kind::Underline
        } else if let Some(mark) = rule(at + 1) {
            let over = at > 0 && rule(at - 1) == Some(mark);
            let level = levels
                .iter()
                .position(|known| *known == (mark, over))
                .unwrap_or_else(|| {
                    levels.push((mark, over));
                    levels.len() - 1
                });
            Kind::Heading(u8::try_from(level + 1).unwrap_or(6).min(6))
        } else if words.starts_with(".. ") {
            Kind::Comment
        } else {
            Kind::Prose
        };
        out.push(Line {
            span: span.clone(),
            kind,
        });
    }
    out
}
