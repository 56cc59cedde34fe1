//! The front matter of a record, read line by line.
//!
//! A tolerant reader of our own rather than a YAML crate, for three reasons: only flat keys
//! matter here; every value must remember its byte range, so that one can be changed without
//! touching the rest; and files in the wild hold text that is not valid YAML (`date: {when}`,
//! tabs, unclosed quotes) or means something else in it (`status: { accepted }` is a map). There
//! are no aliases to expand, so there is nothing to explode.

use std::ops::Range;

use super::scan::{Text, split, trim};

/// One key and what stands behind it.
#[derive(Debug)]
pub struct Entry {
    /// Lower case, `_` written as `-`.
    pub key: String,
    /// The value as it stands, quotes and brackets included; may span lines.
    pub span: Range<usize>,
    /// The values inside: one for a scalar, several for a list, none for null.
    pub items: Vec<Range<usize>>,
    /// All of its lines, the key included, without the last line's end.
    pub lines: Range<usize>,
}

/// The front matter between two fences.
#[derive(Debug, Default)]
pub struct Front {
    /// In the order they stand.
    pub entries: Vec<Entry>,
    /// Line numbers (from 1) that are no key, value or comment.
    pub odd: Vec<usize>,
    /// Where the closing fence begins.
    pub end: usize,
}

/// Front matter that begins the text, with the offset of the body after it.
pub enum Found {
    /// It does not begin with a fence.
    None,
    /// The fence is never closed.
    Open,
    /// Here it is; the body begins at the offset.
    Closed(Front, usize),
}

/// Reads the front matter, if the text begins with any.
pub fn read(text: &Text<'_>) -> Found {
    let lines = split(text.all(), text.start);
    let is = |span: &Range<usize>, fence: &str| text.get(span.clone()).trim_end() == fence;
    if !lines.first().is_some_and(|first| is(first, "---")) {
        return Found::None;
    }
    let Some(last) = lines.iter().skip(1).position(|line| is(line, "---") || is(line, "...")) else {
        return Found::Open;
    };
    let last = last + 1;
    let body = lines.get(last + 1).map_or(text.all().len(), |line| line.start);
    let mut front = entries(text, &lines[1..last]);
    front.end = lines[last].start;
    Found::Closed(front, body)
}

fn entries(text: &Text<'_>, lines: &[Range<usize>]) -> Front {
    let mut front = Front::default();
    let mut index = 0;
    while index < lines.len() {
        let span = lines[index].clone();
        let line = text.get(span.clone());
        index += 1;
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let Some((key, value)) = key_of(text, &span) else {
            front.odd.push(index + 1);
            continue;
        };
        // What belongs to the key: indented lines, and list items at its own column.
        let first = index;
        while index < lines.len() {
            let next = text.get(lines[index].clone());
            let item = next.starts_with("- ") || next.trim_end() == "-";
            if !(item || next.starts_with([' ', '\t']) || next.trim().is_empty() && more(text, &lines[index..])) {
                break;
            }
            index += 1;
        }
        let mut entry = entry(text, key, value, &lines[first..index]);
        entry.lines = span.start..entry.span.end.max(span.end);
        front.entries.push(entry);
    }
    front
}

/// Whether an indented line follows the blank ones.
fn more(text: &Text<'_>, lines: &[Range<usize>]) -> bool {
    lines
        .iter()
        .take(20)
        .map(|line| text.get(line.clone()))
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| line.starts_with([' ', '\t']))
}

/// `key: value` at the left edge.
fn key_of(text: &Text<'_>, span: &Range<usize>) -> Option<(String, Range<usize>)> {
    let line = text.get(span.clone());
    let colon = line.find(':')?;
    let after = &line[colon + 1..];
    let name = line[..colon].trim_end().trim_matches(['"', '\'']);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.' | '/');
    if line.starts_with([' ', '\t', '-'])
        || name.is_empty()
        || !name.chars().all(plain)
        || !(after.is_empty() || after.starts_with([' ', '\t']))
    {
        return None;
    }
    let key = name.to_lowercase().replace(['_', ' '], "-");
    Some((key, trim(text.all(), span.start + colon + 1..span.end)))
}

fn entry(text: &Text<'_>, key: String, value: Range<usize>, below: &[Range<usize>]) -> Entry {
    let value = uncommented(text, value);
    let words = text.get(value.clone());
    let below: Vec<Range<usize>> = below
        .iter()
        .map(|line| trim(text.all(), line.clone()))
        .filter(|line| !line.is_empty())
        .collect();
    let end = below.last().map_or(value.end, |line| line.end);
    let block = words.starts_with(['|', '>']) && words.len() <= 3;
    let listed = words.is_empty() && below.iter().any(|line| text.get(line.clone()).starts_with('-'));
    let span = match below.first() {
        Some(first) if words.is_empty() => first.start..end,
        _ => value.start..end,
    };
    let items = if listed {
        below
            .iter()
            .filter(|line| text.get((*line).clone()).starts_with('-'))
            .map(|line| line.start + 1..line.end)
            .collect()
    } else if words.is_empty() || block {
        match below.first() {
            Some(first) => only(first.start..end),
            None => Vec::new(),
        }
    } else if words.starts_with('[') && !words.starts_with("[[") && text.get(span.clone()).ends_with(']') {
        list(text, span.start + 1..span.end - 1)
    } else if words.starts_with('{') && text.get(span.clone()).ends_with('}') && span.len() >= 2 {
        only(span.start + 1..span.end - 1)
    } else {
        only(span.clone())
    };
    let items = items
        .into_iter()
        .map(|item| unquoted(text, trim(text.all(), item)))
        .filter(|item| !matches!(text.get(item.clone()), "" | "~" | "null" | "Null" | "NULL"))
        .collect();
    Entry {
        key,
        span,
        items,
        lines: 0..0,
    }
}

fn only(span: Range<usize>) -> Vec<Range<usize>> {
    std::iter::once(span).collect()
}

/// The parts of a flow list, split at commas outside quotes and brackets.
fn list(text: &Text<'_>, span: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut depth, mut quote, mut start) = (0_i32, None, span.start);
    let mut escaped = false;
    for (at, c) in text.get(span.clone()).char_indices() {
        let at = span.start + at;
        let literal = std::mem::take(&mut escaped);
        match (quote, c) {
            (Some('"'), _) if literal => {}
            (Some('"'), '\\') => escaped = true,
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') if text.get(start..at).trim().is_empty() => quote = Some(c),
            (None, '[' | '(' | '{') => depth += 1,
            (None, ']' | ')' | '}') => depth -= 1,
            (None, ',') if depth <= 0 => {
                parts.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(start..span.end);
    parts
}

/// A plain value without the comment behind it.
fn uncommented(text: &Text<'_>, span: Range<usize>) -> Range<usize> {
    let value = text.get(span.clone());
    if value.starts_with('#') {
        return span.start..span.start;
    }
    let from = closing(value).unwrap_or(0);
    match value[from..].find(" #") {
        Some(at) => trim(text.all(), span.start..span.start + from + at),
        None => span,
    }
}

/// Where the quote that a value begins with is closed; `\"` and `''` inside it close nothing.
fn closing(value: &str) -> Option<usize> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut letters = value.char_indices().skip(1).peekable();
    while let Some((at, c)) = letters.next() {
        if c == '\\' && quote == '"' {
            letters.next();
        } else if c == quote {
            let doubled = quote == '\'' && letters.peek().is_some_and(|(_, next)| *next == quote);
            if !doubled {
                return Some(at);
            }
            letters.next();
        }
    }
    None
}

/// The range inside a pair of quotes.
fn unquoted(text: &Text<'_>, span: Range<usize>) -> Range<usize> {
    let value = text.get(span.clone());
    if value.len() >= 2 && closing(value) == Some(value.len() - 1) {
        trim(text.all(), span.start + 1..span.end - 1)
    } else {
        span
    }
}

/// The words at a range that lies inside quotes or not: `\"` and `''` are the quote they stand
/// for. `before` is the byte before the range.
pub fn unescaped(words: &str, before: Option<u8>) -> String {
    match before {
        Some(b'"') => words.replace("\\\"", "\"").replace("\\\\", "\\"),
        Some(b'\'') => words.replace("''", "'"),
        _ => words.to_owned(),
    }
}

/// Words as they are written between quotes of this kind.
pub fn escaped(words: &str, quote: u8) -> String {
    if quote == b'"' {
        words.replace('\\', "\\\\").replace('"', "\\\"")
    } else {
        words.replace('\'', "''")
    }
}

/// A value as YAML: plain where every reader takes it for the same text, else in double quotes.
/// A comma is only an ordinary letter outside a list in brackets.
pub fn written(value: &str, in_list: bool) -> String {
    let line: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    let ordinary = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '+' | '(' | ')') || !in_list && c == ','
    };
    let word = matches!(
        line.to_ascii_lowercase().as_str(),
        "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | ".inf" | ".nan"
    );
    let plain =
        line.starts_with(char::is_alphanumeric) && line.chars().all(ordinary) && !word && line.parse::<f64>().is_err();
    if plain {
        line.to_owned()
    } else {
        format!("\"{}\"", escaped(line, b'"'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(source: &str, key: &str) -> Vec<String> {
        let text = Text::new(source.as_bytes());
        match read(&text) {
            Found::Closed(front, _) => front
                .entries
                .iter()
                .find(|entry| entry.key == key)
                .map(|entry| {
                    entry
                        .items
                        .iter()
                        .map(|item| text.get(item.clone()).to_owned())
                        .collect()
                })
                .unwrap_or_default(),
            _ => vec!["no front matter".to_owned()],
        }
    }

    #[test]
    fn values_of_every_shape_are_found() {
        let source = "---\n# a comment\nstatus: { accepted }\ndate: 2024-07-15 # when\nnull-key: ~\nempty:\n\
            deciders: [\"Ann, CTO\", Bo]\nconsulted:\n- Cy\n  - 'Di'\ntitle: >-\n  Two lines\n  of title\n\
            quoted: \"superseded by ADR-0123\" # old\nx_y: 1\n---\n# Body\n";
        assert_eq!(items(source, "status"), ["accepted"]);
        assert_eq!(items(source, "date"), ["2024-07-15"]);
        assert!(items(source, "null-key").is_empty());
        assert!(items(source, "empty").is_empty());
        assert_eq!(items(source, "deciders"), ["Ann, CTO", "Bo"]);
        assert_eq!(items(source, "consulted"), ["Cy", "Di"]);
        assert_eq!(items(source, "title"), ["Two lines\n  of title"]);
        assert_eq!(items(source, "quoted"), ["superseded by ADR-0123"]);
        assert_eq!(items(source, "x-y"), ["1"]);
    }

    #[test]
    fn quotes_inside_quotes_close_nothing() {
        let source = "---\ntitle: \"Say \\\"no\\\" # twice\" # why\nstatus: 'it''s # open' # yes\n\
            tags: [\"a \\\"b, c\\\"\", 'd''e']\nodd: \"a\" and \"b\"\n---\n";
        assert_eq!(items(source, "title"), ["Say \\\"no\\\" # twice"]);
        assert_eq!(items(source, "status"), ["it''s # open"]);
        assert_eq!(items(source, "tags"), ["a \\\"b, c\\\"", "d''e"]);
        assert_eq!(items(source, "odd"), ["\"a\" and \"b\""]);
        assert_eq!(unescaped("Say \\\"no\\\"", Some(b'"')), "Say \"no\"");
        assert_eq!(unescaped("it''s", Some(b'\'')), "it's");
    }

    #[test]
    fn values_are_quoted_where_they_have_to_be() {
        for plain in ["accepted", "2024-07-15", "Ann Lee (CTO)", "superseded by ADR-0009"] {
            assert_eq!(written(plain, true), plain);
        }
        assert_eq!(written("Ann, Bo", false), "Ann, Bo");
        for (value, expected) in [
            ("Ann, Bo", "\"Ann, Bo\""),
            ("@ann", "\"@ann\""),
            ("no", "\"no\""),
            ("12", "\"12\""),
            ("a: b # c", "\"a: b # c\""),
            ("say \"x\\\"", "\"say \\\"x\\\\\\\"\""),
            ("", "\"\""),
        ] {
            assert_eq!(written(value, true), expected, "{value}");
        }
    }

    #[test]
    fn hostile_front_matter_is_only_text() {
        assert_eq!(items("---\na: &x [1]\nstatus: *x\n---\n", "status"), ["*x"]);
        assert_eq!(items("---\nstatus: accepted\n", "status"), ["no front matter"]);
        assert_eq!(items("---\nstatus: \"unclosed\n---\n", "status"), ["\"unclosed"]);
        assert_eq!(items("---\nstatus: [\n---\n", "status"), ["["]);
    }
}
