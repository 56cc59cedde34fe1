//! The text of a record as lines with byte offsets: what is code, comment, heading or prose.

use std::ops::Range;

use crate::adr::model::Raw;

/// A text whose byte offsets are those of the file it came from.
#[derive(Debug)]
pub struct Text<'a> {
    bytes: &'a [u8],
    /// As long as `bytes`: each byte that is not UTF-8 became one U+001A, so offsets agree.
    scan: String,
    /// Where the first byte that is not UTF-8 lies.
    pub bad: Option<usize>,
    /// Where the text begins, after a byte order mark.
    pub start: usize,
}

impl<'a> Text<'a> {
    /// Takes any bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut scan = String::with_capacity(bytes.len());
        let mut bad = None;
        for chunk in bytes.utf8_chunks() {
            scan.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                bad.get_or_insert(scan.len());
                scan.extend(std::iter::repeat_n('\u{1a}', chunk.invalid().len()));
            }
        }
        let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        Self {
            bytes,
            scan,
            bad,
            start,
        }
    }

    /// The text of a range; empty when the range is not on character boundaries.
    pub fn get(&self, span: Range<usize>) -> &str {
        self.scan.get(span).unwrap_or("")
    }

    /// The piece of the file at a range, without surrounding space.
    pub fn raw(&self, span: Range<usize>) -> Raw {
        let span = trim(&self.scan, span);
        let bytes = self.bytes.get(span.clone()).unwrap_or(&[]);
        Raw {
            text: String::from_utf8_lossy(bytes).into_owned(),
            span,
        }
    }

    /// The byte at an offset.
    pub fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// All of it.
    pub fn all(&self) -> &str {
        &self.scan
    }
}

/// The range without space at its ends.
pub fn trim(text: &str, span: Range<usize>) -> Range<usize> {
    let part = text.get(span.clone()).unwrap_or("");
    let left = part.len() - part.trim_start().len();
    let start = (span.start + left).min(span.end);
    start..start + part.trim().len()
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing but space.
    Blank,
    /// In a fence, or the fence itself.
    Code,
    /// Wholly inside `<!-- … -->`.
    Comment,
    /// A heading of this level.
    Heading(u8),
    /// The line of `=` or `-` under a heading.
    Underline,
    /// Anything else.
    Prose,
}

/// A line without its line end.
#[derive(Clone, Debug)]
pub struct Line {
    /// Where its text lies.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

impl Line {
    /// The range of a heading's words, without marks.
    pub fn heading(&self, text: &Text<'_>) -> Range<usize> {
        let line = text.get(self.span.clone());
        let trimmed = line.trim_start();
        let mut start = self.span.start + (line.len() - trimmed.len());
        let mut end = self.span.end;
        if trimmed.starts_with('#') {
            start += trimmed.len() - trimmed.trim_start_matches('#').len();
            let rest = text.get(start..end).trim_end();
            let open = rest.trim_end_matches('#');
            // Closing marks count only after a space: “C#” keeps its sharp.
            end = start
                + if open.ends_with([' ', '\t']) || open.is_empty() {
                    open.len()
                } else {
                    rest.len()
                };
        }
        trim(text.all(), start..end)
    }
}

/// Splits a text into lines from an offset on, ending lines at `\n`, `\r\n` and a lone `\r`.
pub fn split(text: &str, from: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut start = from.min(bytes.len());
    let mut at = start;
    while at < bytes.len() {
        if bytes[at] == b'\n' || bytes[at] == b'\r' {
            lines.push(start..at);
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                at += 1;
            }
            start = at + 1;
        }
        at += 1;
    }
    if start < bytes.len() {
        lines.push(start..bytes.len());
    }
    lines
}

/// The lines of a body, each with what it is.
pub fn lines(text: &Text<'_>, from: usize) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut fence: Option<(char, usize)> = None;
    let mut comment = false;
    for span in split(text.all(), from) {
        let line = text.get(span.clone());
        let indent = line.len() - line.trim_start_matches(' ').len();
        let bare = line.trim();
        let kind = if let Some((mark, length)) = fence {
            let run = bare.len() - bare.trim_start_matches(mark).len();
            if run >= length && bare.trim_start_matches(mark).is_empty() && indent < 4 {
                fence = None;
            }
            Kind::Code
        } else if comment {
            comment = !bare.contains("-->");
            Kind::Comment
        } else if let Some(open) = opening(bare, indent) {
            fence = Some(open);
            Kind::Code
        } else if bare.is_empty() {
            Kind::Blank
        } else {
            // A comment may begin after text on the line; the rest of it is then comment.
            let tail = bare.rfind("<!--").map(|at| &bare[at..]);
            comment = tail.is_some_and(|tail| !tail.contains("-->"));
            if bare.starts_with("<!--") && (comment || bare.ends_with("-->") && bare.matches("<!--").count() == 1) {
                Kind::Comment
            } else {
                prose(bare, indent, &mut out)
            }
        };
        out.push(Line { span, kind });
    }
    out
}

/// The mark and length of a fence that this line opens.
fn opening(bare: &str, indent: usize) -> Option<(char, usize)> {
    if indent > 3 {
        return None;
    }
    ['`', '~'].into_iter().find_map(|mark| {
        let rest = bare.trim_start_matches(mark);
        let run = bare.len() - rest.len();
        (run >= 3 && !(mark == '`' && rest.contains('`'))).then_some((mark, run))
    })
}

/// A heading, the underline of one (which makes the line before it a heading), or prose.
fn prose(bare: &str, indent: usize, before: &mut [Line]) -> Kind {
    if indent < 4 && bare.starts_with('#') {
        let rest = bare.trim_start_matches('#');
        let level = bare.len() - rest.len();
        if level <= 6 && (rest.is_empty() || rest.starts_with([' ', '\t'])) {
            return Kind::Heading(u8::try_from(level).unwrap_or(6));
        }
    }
    let level = match bare.as_bytes() {
        [b'=', ..] if bare.bytes().all(|byte| byte == b'=') => 1,
        [b'-', _, ..] if bare.bytes().all(|byte| byte == b'-') => 2,
        _ => return Kind::Prose,
    };
    // Only the first line of a paragraph is made a heading: a title of several lines is rare,
    // and a rule under a paragraph or a list is common.
    let alone = before.len() < 2 || !matches!(before[before.len() - 2].kind, Kind::Prose);
    match before.last_mut() {
        Some(line) if line.kind == Kind::Prose && alone => {
            line.kind = Kind::Heading(level);
            Kind::Underline
        }
        _ => Kind::Prose,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<Kind> {
        lines(&Text::new(source.as_bytes()), 0)
            .into_iter()
            .map(|line| line.kind)
            .collect()
    }

    #[test]
    fn headings_in_fences_and_comments_are_none() {
        use Kind::{Blank, Code, Comment, Heading, Prose, Underline};
        assert_eq!(
            kinds("# One\r\n\r\n```\n# not\n```\n<!--\n## nor\n-->\nTwo\n---\n#hashtag\n"),
            [
                Heading(1),
                Blank,
                Code,
                Code,
                Code,
                Comment,
                Comment,
                Comment,
                Heading(2),
                Underline,
                Prose
            ]
        );
    }

    #[test]
    fn offsets_survive_bytes_that_are_no_text() {
        let bytes = b"\xef\xbb\xbf# Caf\xe9 \xff\xfe plan\n";
        let text = Text::new(bytes);
        assert_eq!(text.all().len(), bytes.len());
        let heading = lines(&text, text.start)[0].heading(&text);
        assert_eq!(&bytes[heading.clone()], b"Caf\xe9 \xff\xfe plan");
        assert_eq!(text.raw(heading).text, "Caf\u{fffd} \u{fffd}\u{fffd} plan");
        assert_eq!(text.bad, Some(8));
    }

    #[test]
    fn closing_marks_are_not_title() {
        let words = |source: &str| {
            let text = Text::new(source.as_bytes());
            let span = lines(&text, 0)[0].heading(&text);
            text.get(span).to_owned()
        };
        assert_eq!(words("## Status ##"), "Status");
        assert_eq!(words("# Use C#"), "Use C#");
        assert_eq!(words("#"), "");
    }
}
