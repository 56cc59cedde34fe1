//! The metadata of a record, wherever its dialect puts it: front matter, a table, bullets or
//! lines before the first section, or a section of its own.

use std::ops::Range;

use super::{
    front::Front,
    scan::{Kind, Line, Text, trim},
    value::plain,
};
use crate::adr::{
    link,
    model::RelationKind,
    status::{self, Meaning, Status},
};

/// What a value is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Title,
    Status,
    Date,
    Deciders,
    Consulted,
    Informed,
    Tags,
    Relation(RelationKind),
}

impl Key {
    /// The key a name stands for, whatever its case and marks.
    pub fn of(name: &str) -> Option<Self> {
        let name = plain(name).replace('_', " ").to_lowercase();
        let name = name.trim().trim_end_matches(':').trim().replace('-', " ");
        Some(match name.as_str() {
            "title" => Self::Title,
            "status" | "state" | "decision status" => Self::Status,
            "date" | "decision date" | "decided" | "decided on" | "date decided" | "last modified" | "last updated"
            | "updated" | "created" | "date created" => Self::Date,
            "deciders" | "decider" | "decision makers" | "decision maker" | "author" | "authors" | "author(s)"
            | "approvers" | "participants" => Self::Deciders,
            "consulted" => Self::Consulted,
            "informed" => Self::Informed,
            "tags" | "tag" | "labels" | "categories" | "category" | "keywords" => Self::Tags,
            "supersedes" | "replaces" => Self::Relation(RelationKind::Supersedes),
            "superseded by" | "superceded by" | "replaced by" => Self::Relation(RelationKind::SupersededBy),
            "amends" => Self::Relation(RelationKind::Amends),
            "amended by" => Self::Relation(RelationKind::AmendedBy),
            "depends on" => Self::Relation(RelationKind::DependsOn),
            "relates to" | "related" | "related to" | "related decisions" | "related adrs" => {
                Self::Relation(RelationKind::RelatesTo)
            }
            _ => return None,
        })
    }
}

/// The place a value was found in, the most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    Front,
    Table,
    Pipe,
    Bullet,
    Line,
    Section,
}

/// One value.
#[derive(Clone, Debug)]
pub struct Field {
    pub key: Key,
    pub source: Source,
    /// All of the value.
    pub span: Range<usize>,
    /// Its items, when it is a list; otherwise the value once.
    pub items: Vec<Range<usize>>,
    /// The key as it was written, lower case: `decision-makers` tells a version of MADR.
    pub name: String,
}

/// More values than this are no metadata but an attempt to make reading slow.
const MOST: usize = 100;

/// All values, the most trusted first.
pub fn all(text: &Text<'_>, front: Option<&Front>, lines: &[Line]) -> Vec<Field> {
    let mut fields = Vec::new();
    for entry in front.map(|front| front.entries.as_slice()).unwrap_or_default() {
        if let Some(key) = Key::of(&entry.key)
            && !entry.items.is_empty()
        {
            let (span, items) = (entry.span.clone(), entry.items.clone());
            fields.push(Field {
                key,
                source: Source::Front,
                span,
                items,
                name: entry.key.clone(),
            });
        }
    }
    let end = lines
        .iter()
        .position(|line| matches!(line.kind, Kind::Heading(level) if level > 1) || section(text, line).is_some())
        .unwrap_or(lines.len());
    preamble(text, &lines[..end], &mut fields);
    sections(text, &lines[end..], &mut fields);
    fields.sort_by_key(|field| field.source);
    fields.truncate(MOST);
    fields
}

/// The key a section is named for.
pub fn section(text: &Text<'_>, line: &Line) -> Option<Key> {
    match line.kind {
        Kind::Heading(1 | 2) => {}
        _ => return None,
    }
    let words = text
        .get(line.heading(text))
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    Key::of(words).filter(|key| !matches!(key, Key::Title))
}

fn preamble(text: &Text<'_>, lines: &[Line], fields: &mut Vec<Field>) {
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        at += 1;
        if line.kind != Kind::Prose {
            continue;
        }
        let words = text.get(line.span.clone());
        if words.trim_start().starts_with('|') {
            let rows = 1 + lines[at..]
                .iter()
                .take_while(|line| text.get(line.span.clone()).trim_start().starts_with('|'))
                .count();
            table(text, &lines[at - 1..at - 1 + rows], fields);
            at += rows - 1;
            continue;
        }
        let piped = pipe(text, line.span.clone());
        if piped.len() > 1 {
            fields.extend(piped);
            continue;
        }
        let Some(mut field) = pair(text, line.span.clone()) else {
            continue;
        };
        // Deeper lines below belong to the value: a nested list, or a value that was wrapped.
        let indent = |line: &Line| {
            let words = text.get(line.span.clone());
            words.len() - words.trim_start().len()
        };
        let mut below = Vec::new();
        while let Some(next) = lines
            .get(at)
            .filter(|next| next.kind == Kind::Prose && indent(next) > indent(line))
        {
            if pair(text, next.span.clone()).is_some() {
                break;
            }
            below.push(unmarked(text, next.span.clone()));
            at += 1;
        }
        if let Some(last) = below.last() {
            let start = if field.span.is_empty() {
                below[0].start
            } else {
                field.span.start
            };
            field.span = start..last.end;
            field.items = if start == below[0].start {
                below
            } else {
                vec![field.span.clone()]
            };
        }
        if !field.span.is_empty() {
            fields.push(field);
        }
    }
}

/// A line without its bullet.
fn unmarked(text: &Text<'_>, span: Range<usize>) -> Range<usize> {
    let span = trim(text.all(), span);
    let words = text.get(span.clone());
    let bullet = words.starts_with("* ") || words.starts_with("- ") || words.starts_with("+ ");
    if bullet {
        trim(text.all(), span.start + 2..span.end)
    } else {
        span
    }
}

/// `* Status: x`, `**Status:** x`, `**Status: x**`, `Status: x`, `:Status: x`.
pub fn pair(text: &Text<'_>, span: Range<usize>) -> Option<Field> {
    let whole = trim(text.all(), span);
    let inner = unmarked(text, whole.clone());
    let source = if inner == whole { Source::Line } else { Source::Bullet };
    let words = text.get(inner.clone());
    let lead = usize::from(words.starts_with(':'));
    let colon = words.get(lead..)?.find(':')? + lead;
    if colon > 60 {
        return None;
    }
    let name = &words[lead..colon];
    let key = Key::of(name.trim_matches(['*', '_', '`', ' ']))?;
    let bold = name.trim_start().starts_with("**");
    let mut value = trim(text.all(), inner.start + colon + 1..inner.end);
    let cut = |value: Range<usize>, marks: &str, front: bool| {
        let words = text.get(value.clone());
        match if front {
            words.strip_prefix(marks)
        } else {
            words.strip_suffix(marks)
        } {
            Some(rest) if front => trim(text.all(), value.end - rest.len()..value.end),
            Some(rest) => trim(text.all(), value.start..value.start + rest.len()),
            None => value,
        }
    };
    value = cut(value, "\\", false);
    let closed = name.trim_end().ends_with(['*', '_']);
    if !closed {
        for marks in ["**", "__", "*"] {
            value = cut(value, marks, true);
        }
        if bold && text.get(value.clone()).matches("**").count() == 1 {
            value = cut(value, "**", false);
        }
    }
    let name = plain(name).to_lowercase();
    Some(Field {
        key,
        source,
        span: value.clone(),
        items: vec![value],
        name,
    })
}

/// `**Status:** X | **Date:** Y`, when at least two parts have a known name.
fn pipe(text: &Text<'_>, span: Range<usize>) -> Vec<Field> {
    let mut start = span.start;
    let mut fields = Vec::new();
    for part in text.get(span).split('|') {
        let end = start + part.len();
        if let Some(field) = pair(text, start..end).filter(|field| !field.span.is_empty()) {
            fields.push(Field {
                source: Source::Pipe,
                ..field
            });
        }
        start = end + 1;
    }
    fields
}

/// The cells of a table's row.
fn cells(text: &Text<'_>, span: Range<usize>) -> Vec<Range<usize>> {
    let span = trim(text.all(), span);
    let words = text.get(span.clone());
    let mut cells = Vec::new();
    let (mut start, mut escaped) = (span.start, false);
    for (at, byte) in words.bytes().enumerate() {
        if byte == b'|' && !escaped {
            cells.push(trim(text.all(), start..span.start + at));
            start = span.start + at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    if start < span.end {
        cells.push(trim(text.all(), start..span.end));
    }
    if words.starts_with('|') && !cells.is_empty() {
        cells.remove(0);
    }
    cells
}

/// A table whose header names the keys over one row of values, or whose first column does.
fn table(text: &Text<'_>, lines: &[Line], fields: &mut Vec<Field>) {
    let rows: Vec<Vec<Range<usize>>> = lines.iter().map(|line| cells(text, line.span.clone())).collect();
    let key = |cell: &Range<usize>| Key::of(text.get(cell.clone()));
    let rule = |row: &[Range<usize>]| {
        !row.is_empty()
            && row.iter().all(|cell| {
                text.get(cell.clone())
                    .bytes()
                    .all(|byte| matches!(byte, b'-' | b':' | b' '))
            })
    };
    let field = |key: Key, name: &Range<usize>, cell: &Range<usize>| Field {
        key,
        source: Source::Table,
        span: cell.clone(),
        items: vec![cell.clone()],
        name: text.get(name.clone()).to_lowercase(),
    };
    let Some(header) = rows.first() else { return };
    let across = header.iter().filter_map(key).count();
    let down: Vec<_> = rows
        .iter()
        .filter(|row| row.len() == 2 && key(&row[0]).is_some() && !row[1].is_empty())
        .collect();
    if across >= 2 || (across == 1 && header.len() == 1) {
        let Some(values) = rows.iter().skip(1).find(|row| !rule(row)) else {
            return;
        };
        for (name, cell) in header.iter().zip(values) {
            if let Some(key) = key(name).filter(|_| !cell.is_empty()) {
                fields.push(field(key, name, cell));
            }
        }
    } else {
        for row in down {
            if let Some(key) = key(&row[0]) {
                fields.push(field(key, &row[0], &row[1]));
            }
        }
    }
}

/// `## Status` and its like: the lines below, up to the next heading.
fn sections(text: &Text<'_>, lines: &[Line], fields: &mut Vec<Field>) {
    for (at, line) in lines.iter().enumerate() {
        let Some(key) = section(text, line) else {
            continue;
        };
        let body: Vec<&Line> = lines[at + 1..]
            .iter()
            .take_while(|line| !matches!(line.kind, Kind::Heading(_)))
            .collect();
        let mut items: Vec<Range<usize>> = Vec::new();
        for (at, line) in body.iter().enumerate() {
            if line.kind != Kind::Prose {
                continue;
            }
            let follows = at > 0 && body[at - 1].kind == Kind::Prose;
            if key == Key::Status
                && follows
                && goes_on(text, line)
                && items.last().is_some_and(|last| last.end <= line.span.start)
            {
                if let Some(last) = items.last_mut() {
                    last.end = trim(text.all(), line.span.clone()).end;
                }
                continue;
            }
            match pair(text, line.span.clone()) {
                Some(field) if field.key != key && !matches!(field.key, Key::Relation(_)) && !field.span.is_empty() => {
                    fields.push(Field {
                        source: Source::Section,
                        ..field
                    });
                }
                Some(field) if field.key == key && !field.span.is_empty() => items.push(field.span),
                _ => items.push(unmarked(text, line.span.clone())),
            }
        }
        if let (Some(first), Some(last)) = (items.first(), items.last()) {
            let span = first.start..last.end;
            let name = text.get(line.heading(text)).to_lowercase();
            fields.push(Field {
                key,
                source: Source::Section,
                span,
                items,
                name,
            });
        }
    }
}

/// Whether a line of a section goes on with the sentence of the line above it, rather than being
/// an item, a status or a relation of its own.
fn goes_on(text: &Text<'_>, line: &Line) -> bool {
    let span = trim(text.all(), line.span.clone());
    let words = text.get(span.clone());
    // “Amends [7](…)”, but not “which requires more”.
    let named = words
        .find(|c: char| c == '[' || c.is_ascii_digit())
        .map_or("", |at| &words[..at]);
    unmarked(text, line.span.clone()) == span
        && !words.starts_with('|')
        && pair(text, line.span.clone()).is_none()
        && status::meaning(words) == Meaning::Is(Status::Unknown)
        && link::kind(named).is_none()
        && link::definition(words).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adr::read::scan;

    fn found(source: &str) -> Vec<(Key, Source, String)> {
        let text = Text::new(source.as_bytes());
        all(&text, None, &scan::lines(&text, 0))
            .into_iter()
            .map(|field| (field.key, field.source, text.get(field.span).to_owned()))
            .collect()
    }

    #[test]
    fn metadata_is_found_where_each_dialect_puts_it() {
        let status = |source, value: &str| (Key::Status, source, value.to_owned());
        for line in ["* Status: accepted", "- **Status:** accepted", "* **Status**: accepted"] {
            assert_eq!(found(line), [status(Source::Bullet, "accepted")], "{line}");
        }
        for line in [
            "Status: accepted",
            "**Status: accepted**\\",
            "**Status:** accepted",
            ":Status: accepted",
        ] {
            assert_eq!(found(line), [status(Source::Line, "accepted")], "{line}");
        }
        let date = |source| (Key::Date, source, "2024-07-15".to_owned());
        assert_eq!(
            found("**Status:** accepted | **Date:** 2024-07-15"),
            [status(Source::Pipe, "accepted"), date(Source::Pipe)]
        );
        assert_eq!(
            found("| Status | Date |\n|:--|--|\n| accepted | 2024-07-15 |\n"),
            [status(Source::Table, "accepted"), date(Source::Table)]
        );
        assert_eq!(
            found("| | |\n|--|--|\n| **Status** | accepted |\n| Date | 2024-07-15 |\n"),
            [status(Source::Table, "accepted"), date(Source::Table)]
        );
        assert_eq!(
            found("# T\n\nDate: 2024-07-15\n\n## Status\n\naccepted\n\n## Context\n\nStatus: not this\n"),
            [date(Source::Line), status(Source::Section, "accepted")]
        );
    }

    #[test]
    fn nested_lists_belong_to_their_key() {
        let text = Text::new(b"* Deciders:\n  * Ann\n  * Bo\n* Status: accepted\n");
        let fields = all(&text, None, &scan::lines(&text, 0));
        let items: Vec<&str> = fields[0].items.iter().map(|item| text.get(item.clone())).collect();
        assert_eq!(items, ["Ann", "Bo"]);
        assert_eq!(text.get(fields[1].span.clone()), "accepted");
    }
}
