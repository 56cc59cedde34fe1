//! A field a text does not have yet, put where its dialect keeps the others.

use super::{Change, Parsed, Part, Source, Whole, fields::Field};
use crate::adr::{
    model::Dialect,
    read::{fields, front, scan::Kind},
};

/// What to insert where; none when the text has no place for it.
pub(super) fn change(whole: &Whole<'_>, parsed: &Parsed, part: Part, items: &[String]) -> Option<Change> {
    let line = front_line(parsed.dialect, part, items);
    if let Some(front) = &whole.front {
        return Some((front.end..front.end, format!("{line}{}", whole.eol())));
    }
    beside(whole, part, items).or_else(|| {
        let value = items.join(", ");
        match parsed.dialect {
            Dialect::Rst => None,
            Dialect::Madr | Dialect::Madr3 | Dialect::Madr4 | Dialect::FrontMatter => {
                let (at, eol) = (whole.text.start, whole.eol());
                Some((at..at, format!("---{eol}{line}{eol}---{eol}{eol}")))
            }
            Dialect::Madr2 => below_title(whole, parsed, &format!("* {}: {value}", part.label())),
            Dialect::Log4brains => below_title(whole, parsed, &format!("- {}: {value}", part.label())),
            _ => below_title(whole, parsed, &format!("{}: {value}", part.label())),
        }
    })
}

/// A line of its own below the title.
pub(super) fn line(whole: &Whole<'_>, parsed: &Parsed, part: Part, items: &[String]) -> Option<Change> {
    if whole.is_rst {
        return None;
    }
    below_title(whole, parsed, &format!("{}: {}", part.label(), items.join(", ")))
}

fn front_line(dialect: Dialect, part: Part, items: &[String]) -> String {
    let name = match (part, dialect) {
        (Part::Deciders, Dialect::Madr | Dialect::Madr4) => "decision-makers",
        _ => part.name(),
    };
    let value = match part {
        Part::Tags => {
            let items: Vec<String> = items.iter().map(|item| front::written(item, true)).collect();
            format!("[{}]", items.join(", "))
        }
        _ => front::written(&items.join(", "), false),
    };
    format!("{name}: {value}")
}

/// Beside the last of the fields that stand before the first section, written as that one is.
fn beside(whole: &Whole<'_>, part: Part, items: &[String]) -> Option<Change> {
    let first = whole
        .lines
        .iter()
        .find(|line| matches!(line.kind, Kind::Heading(level) if level > 1))
        .map_or(usize::MAX, |line| line.span.start);
    let near = |field: &&Field| {
        matches!(
            field.source,
            Source::Bullet | Source::Line | Source::Pipe | Source::Table
        ) && field.span.end <= first
    };
    let last = whole.fields.iter().filter(near).max_by_key(|field| field.span.end)?;
    // A value on the line of its key shows how keys are written here.
    let model = whole
        .fields
        .iter()
        .filter(near)
        .filter(|field| field.source == last.source)
        .filter(|field| head(whole, field, part).is_some())
        .max_by_key(|field| field.span.end)?;
    let head = head(whole, model, part)?;
    let value = items.join(", ");
    let (line, end) = (whole.line(model.span.start), whole.line(last.span.end).end);
    let eol = whole.eol();
    match last.source {
        Source::Pipe => {
            let tail = whole.text.get(last.span.end..end);
            let closed = tail.trim_end().len();
            let at = last.span.end + closed;
            Some((at..at, format!(" | {head}{value}")))
        }
        Source::Table => {
            let tail = whole.text.get(model.span.end..line.end);
            Some((end..end, format!("{eol}{head}{}{tail}", value.replace('|', "\\|"))))
        }
        Source::Bullet => {
            let tail = marks(whole.text.get(model.span.end..line.end));
            Some((end..end, format!("{eol}{head}{value}{tail}")))
        }
        _ => {
            let tail = whole.text.get(model.span.end..line.end);
            // Lines of a paragraph run together in Markdown, unless the record keeps them so.
            let broken = tail.ends_with('\\') || tail.ends_with("  ") || whole.is_rst || adjacent(whole);
            let gap = if broken { eol.to_owned() } else { eol.repeat(2) };
            Some((end..end, format!("{gap}{head}{value}{tail}")))
        }
    }
}

/// The marks that close a value written in bold, without anything else that stands behind it.
fn marks(tail: &str) -> &str {
    let tail = tail.trim_end();
    if tail.chars().all(|c| matches!(c, '*' | '_')) {
        tail
    } else {
        ""
    }
}

/// Whether two of the lines with fields follow one another.
fn adjacent(whole: &Whole<'_>) -> bool {
    let lines: Vec<usize> = whole
        .fields
        .iter()
        .filter(|field| field.source == Source::Line)
        .map(|field| whole.line(field.span.start).start)
        .collect();
    let follows = |start: &usize| {
        let end = whole.line(*start).end;
        lines.iter().any(|other| *other > end && *other <= end + 2)
    };
    lines.iter().any(follows)
}

/// What stands before a field's value, with another name in it: `* **Tags:** `.
fn head(whole: &Whole<'_>, field: &Field, part: Part) -> Option<String> {
    let line = whole.line(field.span.start);
    let before = whole.text.get(line.start..field.span.start);
    let begin = if field.source == Source::Pipe {
        before.rfind('|').map_or(0, |at| at + 1)
    } else {
        0
    };
    let before = before.get(begin..)?;
    let before = if begin > 0 { before.trim_start() } else { before };
    let letters = |c: char| c.is_alphabetic();
    let from = before.find(letters)?;
    let to = before.rfind(letters)? + before.get(before.rfind(letters)?..)?.chars().next()?.len_utf8();
    let old = before.get(from..to)?;
    fields::Key::of(old)?;
    let capital = old.starts_with(char::is_uppercase);
    let name = if capital { part.label() } else { part.name() };
    Some(format!("{}{name}{}", &before[..from], &before[to..]))
}

/// A paragraph below the title.
fn below_title(whole: &Whole<'_>, parsed: &Parsed, words: &str) -> Option<Change> {
    let at = parsed.title_at.as_ref()?.span.start;
    let title = whole
        .lines
        .iter()
        .position(|line| line.span.start <= at && at <= line.span.end)?;
    let underlined = whole.lines.get(title + 1).filter(|line| line.kind == Kind::Underline);
    let end = underlined.unwrap_or(&whole.lines[title]).span.end;
    let eol = whole.eol();
    let rest = whole.text.get(end..whole.text.all().len());
    let gap = if rest.starts_with(&eol.repeat(2)) || rest.trim().is_empty() {
        ""
    } else {
        eol
    };
    Some((end..end, format!("{eol}{eol}{words}{gap}")))
}
