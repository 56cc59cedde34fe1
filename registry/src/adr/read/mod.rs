//! Reads a decision record of any dialect: start at [`record`].
//!
//! The original bytes stay canonical and with the caller. Reading finds where each field stands
//! (a byte range) and what it means; what could not be understood becomes a [`Diagnostic`], and
//! a file that is no record says why. Nothing is dropped silently, and no input panics.
//!
//! `scan` turns bytes into lines with offsets, `front` reads front matter, `fields` finds the
//! metadata, `value` understands it, `relations` follows the links, `dialect` names the form.

pub mod amend;
mod diagnostic;
mod dialect;
mod fields;
mod front;
pub(super) mod name;
pub mod patch;
mod relations;
mod rst;
mod scan;
mod value;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use time::Date;

pub use self::diagnostic::Diagnostic;

use self::{
    dialect::Headings,
    fields::{Field, Key},
    front::Found,
    name::{Name, Place},
    scan::{Kind, Line, Text},
    value::When,
};
use super::{
    attach, hidden,
    model::{Dialect, Raw, Relation},
    status::{self, Meaning, Status},
};

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// A record, or why not.
    pub outcome: Outcome,
    /// The text for display: bytes that are no UTF-8 shown as `�`, without byte order mark.
    pub text: String,
}

/// A record, or the reason it is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A decision record.
    Record(Box<Parsed>),
    /// Something else; one sentence says what.
    NotAnAdr(String),
}

/// A record as read. A field `…_at` says where in the file the value beside it stands; it is
/// absent when the value was inferred (a title from the file name, say) or there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parsed {
    /// The convention it follows.
    pub dialect: Dialect,
    /// Never empty; from the heading, the front matter or the file name. Not escaped.
    pub title: String,
    /// Where the title stands.
    pub title_at: Option<Raw>,
    /// From the file name, else from the heading; unique per log only if the log is sound.
    pub number: Option<u32>,
    /// The normalised status.
    pub status: Status,
    /// The status as written.
    pub status_at: Option<Raw>,
    /// The day of the decision; from the file name when the text has none.
    pub date: Option<Date>,
    /// The date as written.
    pub date_at: Option<Raw>,
    /// Who decided: deciders, decision makers or authors.
    pub deciders: Vec<String>,
    /// The deciders as written.
    pub deciders_at: Option<Raw>,
    /// Whose opinion was asked.
    pub consulted: Vec<String>,
    /// The consulted as written.
    pub consulted_at: Option<Raw>,
    /// Who was told.
    pub informed: Vec<String>,
    /// The informed as written.
    pub informed_at: Option<Raw>,
    /// In lower case.
    pub tags: Vec<String>,
    /// The tags as written.
    pub tags_at: Option<Raw>,
    /// Links to other records, in the order of the text; each kind and target once.
    pub relations: Vec<Relation>,
    /// What was unclear.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether a log tells this file from others by a day instead of a number, as log4brains does:
/// `20240715-use-x.md`, `2024-07-15-use-x.md`.
#[must_use]
pub fn goes_by_day(path: &str) -> bool {
    matches!(name::place(path), Place::File(name) | Place::Folder(name) if name.date.is_some())
}

/// Reads a file by its path inside the log and its bytes. Any bytes will do.
#[must_use]
pub fn record(path: &str, bytes: &[u8]) -> Reading {
    let shown = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).into_owned();
    let not = |reason: &str, text: String| Reading {
        outcome: Outcome::NotAnAdr(reason.to_owned()),
        text,
    };
    let place = match name::place(path) {
        Place::Not(reason) => return not(reason, shown),
        place => place,
    };
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return not("It is UTF-16 text; save it as UTF-8 and import it again.", shown);
    }
    if bytes.iter().take(8_000).any(|byte| *byte == 0) {
        return not("It is not text.", shown);
    }
    if shown
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .is_empty()
    {
        return not("It is empty.", shown);
    }
    match parse(path, &place, &Text::new(bytes)) {
        Ok(parsed) => Reading {
            outcome: Outcome::Record(Box::new(parsed)),
            text: shown,
        },
        Err(reason) => not(reason, shown),
    }
}

/// Whether a file is text by its name.
pub(super) fn is_text(name: &str) -> bool {
    name::is_text(name)
}

/// Why a file is no record, nor a picture one shows, whatever it holds, by its path inside the log alone.
#[must_use]
pub fn excluded(path: &str) -> Option<&'static str> {
    // No record, but shown by one.
    if attach::of_file(path).is_some() {
        return None;
    }
    match name::place(path) {
        Place::Not(reason) => Some(reason),
        _ => None,
    }
}

/// A record without front matter and title heading, as the page shows it below its own title.
/// The metadata before the first section stays, since people write prose there too.
#[must_use]
pub fn body(text: &str) -> &str {
    let scanned = Text::new(text.as_bytes());
    let from = match front::read(&scanned) {
        Found::Closed(_, body) => body,
        _ => scanned.start,
    };
    let lines = scan::lines(&scanned, from);
    let mut visible = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !matches!(line.kind, Kind::Blank | Kind::Comment));
    match visible.next() {
        Some((at, line)) if line.kind == Kind::Heading(1) => {
            let underlined = lines.get(at + 1).is_some_and(|line| line.kind == Kind::Underline);
            let next = at + 1 + usize::from(underlined);
            lines
                .get(next)
                .map_or("", |line| text.get(line.span.start..).unwrap_or(""))
        }
        _ => text.get(from..).unwrap_or(""),
    }
}

fn parse(path: &str, place: &Place, text: &Text<'_>) -> Result<Parsed, &'static str> {
    let mut diagnostics: Vec<Diagnostic> = text.bad.map(Diagnostic::NotUtf8).into_iter().collect();
    let is_rst = name::is_rst(path);
    let (front, from) = match front::read(text) {
        Found::None => (None, text.start),
        Found::Open => {
            diagnostics.push(Diagnostic::OpenFrontMatter);
            (None, text.start)
        }
        Found::Closed(front, body) => {
            diagnostics.extend(front.odd.iter().take(20).map(|line| Diagnostic::OddFrontMatter(*line)));
            (Some(front), body)
        }
    };
    let lines = if is_rst {
        rst::lines(text, from)
    } else {
        scan::lines(text, from)
    };
    let fields = fields::all(text, front.as_ref(), &lines);
    let headings = Headings::new(lines.iter().filter_map(|line| match line.kind {
        Kind::Heading(level) => Some((level, text.get(line.heading(text)).to_owned())),
        _ => None,
    }));
    let name = match place {
        Place::File(name) | Place::Folder(name) => name.clone(),
        Place::Not(reason) => return Err(reason),
    };
    let has = |key: Key| fields.iter().any(|field| field.key == key);
    if !name.is_record() && !name::in_log(path) && !has(Key::Status) && headings.known() < 2 {
        return Err("Nothing marks it as a decision: no number or date in its name, no status, no usual section.");
    }
    let heading = title_line(text, &lines);
    if heading.is_some_and(|line| is_template_title(text.get(line.heading(text)))) {
        return Err("It is a template for new records.");
    }
    let (title, title_at, in_heading) = title(text, heading, &fields, &name, path);
    if heading.is_none() && title_at.is_none() {
        diagnostics.push(Diagnostic::NoTitle);
    }
    let written = title_at.as_ref().map_or("", |raw| raw.text.as_str());
    let unseen: BTreeSet<char> = written.chars().filter(|c| hidden(*c)).collect();
    if !unseen.is_empty() {
        let codes: Vec<String> = unseen.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        diagnostics.push(Diagnostic::HiddenInTitle(codes.join(", ")));
    }
    let number = match (name.number, in_heading) {
        (Some(file), Some(heading)) if file != heading => {
            diagnostics.push(Diagnostic::TwoNumbers { file, heading });
            Some(file)
        }
        (file, heading) => file.or(heading),
    };
    let body = text.get(from..text.all().len());
    let dialect = dialect::of(place, is_rst, &fields, front.is_some(), &headings, body);
    if is_rst {
        diagnostics.push(Diagnostic::ShownAsText);
    }
    let (status, status_at) = status(text, &fields, dialect, &mut diagnostics);
    let (date, date_at) = date(text, &fields, &mut diagnostics);
    let (deciders, deciders_at) = listed(text, &fields, Key::Deciders, value::people);
    let (consulted, consulted_at) = listed(text, &fields, Key::Consulted, value::people);
    let (informed, informed_at) = listed(text, &fields, Key::Informed, value::people);
    let (tags, tags_at) = listed(text, &fields, Key::Tags, value::tags);
    let prose = |line: &Line| line.kind == Kind::Prose && !fields.iter().any(|field| overlaps(field, line));
    if !lines.iter().any(|line| prose(line) || line.kind == Kind::Code) {
        diagnostics.push(Diagnostic::EmptyBody);
    }
    let (relations, unclear) = relations::all(path, text, &lines, &fields, is_rst);
    diagnostics.extend(unclear);
    diagnostics.dedup();
    Ok(Parsed {
        dialect,
        title,
        title_at,
        number,
        status,
        status_at,
        date: date.or(name.date),
        date_at,
        deciders,
        deciders_at,
        consulted,
        consulted_at,
        informed,
        informed_at,
        tags,
        tags_at,
        relations,
        diagnostics,
    })
}

fn overlaps(field: &Field, line: &Line) -> bool {
    field.span.start <= line.span.end && line.span.start <= field.span.end
}

/// The first heading of level 1 that is not a section; a text whose first heading is of level 2
/// has none.
fn title_line<'a>(text: &Text<'_>, lines: &'a [Line]) -> Option<&'a Line> {
    lines
        .iter()
        .find(|line| matches!(line.kind, Kind::Heading(_)))
        .filter(|line| line.kind == Kind::Heading(1) && fields::section(text, line).is_none())
        .or_else(|| {
            lines
                .iter()
                .find(|line| line.kind == Kind::Heading(1) && fields::section(text, line).is_none())
        })
}

/// `{short title …}`, `[short title …]`, or a heading that is only a comment.
fn is_template_title(words: &str) -> bool {
    let bare = words.trim();
    let visible = value::uncommented(bare);
    let visible = visible.trim();
    let lower = visible.to_lowercase();
    (visible.is_empty() && bare.contains("<!--"))
        || (visible.starts_with('{') && visible.ends_with('}'))
        || (visible.starts_with('[') && visible.ends_with(']') && lower.contains("title"))
        || (visible.starts_with('<') && visible.ends_with('>') && lower.contains("title"))
        || matches!(lower.as_str(), "number. title" | "nnnn. title" | "title")
}

fn title(
    text: &Text<'_>,
    heading: Option<&Line>,
    fields: &[Field],
    name: &Name,
    path: &str,
) -> (String, Option<Raw>, Option<u32>) {
    let in_front = fields
        .iter()
        .find(|field| field.key == Key::Title)
        .map(|field| field.span.clone());
    let places = heading.map(|line| line.heading(text)).into_iter().chain(in_front);
    for span in places {
        let raw = text.raw(span);
        let (title, number) = value::title(&heading_words(&raw.text));
        if !title.is_empty() {
            return (title, Some(raw), number);
        }
    }
    let words = name.words();
    let (_, file) = name::split(path);
    let seen = |words: &str| words.chars().filter(|c| !value::unseen(*c)).collect::<String>();
    let title = [words.as_str(), file]
        .map(seen)
        .into_iter()
        .find(|title| !title.is_empty());
    (title.unwrap_or_else(|| "Untitled".to_owned()), None, None)
}

/// A heading, or a title in front matter, without the quotes and marks YAML puts around it.
fn heading_words(raw: &str) -> String {
    // The first line of a YAML block scalar says only how it is folded.
    let folds = |how: &str| {
        how.strip_prefix(['|', '>'])
            .is_some_and(|how| how.trim().chars().all(|c| matches!(c, '+' | '-' | '0'..='9')))
    };
    let words = match raw.split_once('\n') {
        Some((how, words)) if folds(how) => words,
        _ => raw,
    };
    let quote = words.bytes().next().filter(|byte| matches!(byte, b'"' | b'\''));
    front::unescaped(words.trim_matches(['"', '\'']), quote)
}

fn status(
    text: &Text<'_>,
    fields: &[Field],
    dialect: Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Status, Option<Raw>) {
    let mut stated = fields
        .iter()
        .filter(|field| field.key == Key::Status)
        .filter_map(|field| {
            let meanings = field
                .items
                .iter()
                .map(|item| (item.clone(), status::meaning(text.get(item.clone()))));
            let mut all: Vec<_> = meanings.collect();
            // adr-tools adds “Superceded by …” as a further line; it outweighs what stands above it.
            let after = all
                .iter()
                .position(|(_, meaning)| *meaning == Meaning::Is(Status::Superseded));
            (!all.is_empty()).then(|| all.swap_remove(after.unwrap_or(0)))
        });
    let Some((span, meaning)) = stated.next() else {
        let assumed = dialect == Dialect::Log4brains;
        diagnostics.push(if assumed {
            Diagnostic::AssumedAccepted
        } else {
            Diagnostic::NoStatus
        });
        return (if assumed { Status::Accepted } else { Status::Unknown }, None);
    };
    let raw = text.raw(span);
    let status = meaning.status();
    match meaning {
        Meaning::Template => diagnostics.push(Diagnostic::TemplateStatus),
        Meaning::PartlySuperseded => diagnostics.push(Diagnostic::PartlySuperseded),
        Meaning::Is(Status::Unknown) => {
            diagnostics.push(Diagnostic::UnknownStatus(short(&raw.text)));
        }
        Meaning::Is(_) => {}
    }
    if let Some((_, other)) = stated.find(|(_, other)| other.status() != status && other.status() != Status::Unknown) {
        diagnostics.push(Diagnostic::TwoStatuses {
            used: status,
            other: other.status(),
        });
    }
    (status, Some(raw))
}

/// The dates of a text, that of the decision first: “date” and “decided” before “last updated”
/// and “created”.
fn dated(fields: &[Field]) -> Vec<&Field> {
    let rank = |field: &&Field| usize::from(!(field.name == "date" || field.name.contains("deci")));
    let mut dated: Vec<&Field> = fields.iter().filter(|field| field.key == Key::Date).collect();
    dated.sort_by_key(|field| (rank(field), field.source));
    dated
}

fn date(text: &Text<'_>, fields: &[Field], diagnostics: &mut Vec<Diagnostic>) -> (Option<Date>, Option<Raw>) {
    let dated = dated(fields);
    let Some(first) = dated.first() else {
        return (None, None);
    };
    let raw = text.raw(first.items.first().cloned().unwrap_or_else(|| first.span.clone()));
    let Some(when) = value::date(&raw.text) else {
        if !raw.text.is_empty() {
            diagnostics.push(Diagnostic::UnreadDate(short(&raw.text)));
        }
        return (None, Some(raw));
    };
    match when {
        When::Ambiguous(_) => diagnostics.push(Diagnostic::AmbiguousDate(short(&raw.text))),
        When::Month(_) => diagnostics.push(Diagnostic::MonthOnly(short(&raw.text))),
        When::Day(_) => {}
    }
    let used = when.date();
    let others = dated.iter().skip(1).filter(|field| field.name == first.name);
    let other = others
        .filter_map(|field| value::date(text.get(field.span.clone())))
        .map(When::date)
        .find(|date| *date != used);
    diagnostics.extend(other.map(|other| Diagnostic::TwoDates { used, other }));
    (Some(used), Some(raw))
}

fn listed(text: &Text<'_>, fields: &[Field], key: Key, read: fn(&str) -> Vec<String>) -> (Vec<String>, Option<Raw>) {
    let Some(field) = fields.iter().find(|field| field.key == key) else {
        return (Vec::new(), None);
    };
    let mut values: Vec<String> = Vec::new();
    for item in &field.items {
        let raw = text.raw(item.clone());
        let before = raw.span.start.checked_sub(1).and_then(|at| text.byte(at));
        let quote = before.filter(|_| field.source == fields::Source::Front);
        let mut words = front::unescaped(&raw.text, quote);
        // In a list of tags each item is one, spaces and all; a comma says so.
        if key == Key::Tags && is_list(field) {
            words.push(',');
        }
        for value in read(&words) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    (values, Some(text.raw(field.span.clone())))
}

fn is_list(field: &Field) -> bool {
    field.source == fields::Source::Front && field.items.len() > 1
}

/// At most eighty characters on one line, for a sentence.
fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

#[cfg(test)]
mod tests;
