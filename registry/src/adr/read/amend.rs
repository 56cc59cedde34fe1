//! Changes a record's date, people or tags in its text, and nothing else: where the value stands,
//! or, when there is none, in the way the record keeps such things. Start at [`amend`].
//!
//! Whatever was changed is read again before it is handed out: the field must read back as it
//! was given and everything else as it was, else the text stays and the reason is told.

mod insert;
mod stated;
#[cfg(test)]
mod tests;

pub use stated::decided;
pub(super) use stated::stated;

use std::ops::Range;

use super::{
    Outcome, Parsed,
    fields::{self, Field, Key, Source},
    front::{self, Entry, Found, Front},
    name, record, rst,
    scan::{self, Line, Text},
    value,
};

/// A field of a record that people set beside its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The day of the decision.
    Date,
    /// Who decided.
    Deciders,
    /// Whose opinion was asked.
    Consulted,
    /// Who was told.
    Informed,
    /// Tags.
    Tags,
    /// The status, which people change by deciding and not in a form.
    Status,
}

/// Why a field could not be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAmended {
    /// The date is none.
    #[error("Write a day, such as 2024-07-15.")]
    NoDate,
    /// The text reads as no record.
    #[error("The text does not read as a decision record yet; give it a heading and a section first.")]
    NotAnAdr,
    /// The record has no place for it that could be found.
    #[error("This text has no place for it that would be read again; write it into the text itself.")]
    NoPlace,
    /// The field would read differently, or another one would.
    #[error(
        "Written into this text, this would not read the same. Write it into the text itself, or leave out marks such as | or *."
    )]
    ReadsDifferently,
}

impl Part {
    /// Those of a form, in its order.
    pub const ALL: [Self; 5] = [Self::Date, Self::Deciders, Self::Consulted, Self::Informed, Self::Tags];

    /// Its name in forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Deciders => "deciders",
            Self::Consulted => "consulted",
            Self::Informed => "informed",
            Self::Tags => "tags",
            Self::Status => "status",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    fn key(self) -> Key {
        match self {
            Self::Date => Key::Date,
            Self::Deciders => Key::Deciders,
            Self::Consulted => Key::Consulted,
            Self::Informed => Key::Informed,
            Self::Tags => Key::Tags,
            Self::Status => Key::Status,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Date => "Date",
            Self::Deciders => "Deciders",
            Self::Consulted => "Consulted",
            Self::Informed => "Informed",
            Self::Tags => "Tags",
            Self::Status => "Status",
        }
    }
}

/// What a form shows for a part: the day as `2024-07-15`, or as it is written when it is no day;
/// names and tags with commas between them.
#[must_use]
pub fn shown(parsed: &Parsed, part: Part) -> String {
    let all = match part {
        Part::Date => {
            let Some(raw) = &parsed.date_at else {
                return String::new();
            };
            return match value::date(&raw.text) {
                Some(value::When::Day(day) | value::When::Ambiguous(day)) => day.to_string(),
                _ => value::plain(&raw.text),
            };
        }
        Part::Deciders => &parsed.deciders,
        Part::Consulted => &parsed.consulted,
        Part::Informed => &parsed.informed,
        Part::Tags => &parsed.tags,
        Part::Status => {
            return parsed
                .status_at
                .as_ref()
                .map(|raw| value::plain(&raw.text))
                .unwrap_or_default();
        }
    };
    all.join(", ")
}

/// What a form shows for each part of this text; nothing when the text is no record.
#[must_use]
pub fn shown_all(path: &str, text: &str) -> [(Part, String); 5] {
    let outcome = record(path, text.as_bytes()).outcome;
    Part::ALL.map(|part| match &outcome {
        Outcome::Record(parsed) => (part, shown(parsed, part)),
        Outcome::NotAnAdr(_) => (part, String::new()),
    })
}

/// What a form shows for a part of this text; empty when the text is no record.
#[must_use]
pub fn shown_of(path: &str, text: &str, part: Part) -> String {
    match record(path, text.as_bytes()).outcome {
        Outcome::Record(parsed) => shown(&parsed, part),
        Outcome::NotAnAdr(_) => String::new(),
    }
}

/// What was typed, as separate values.
fn items(part: Part, typed: &str) -> Result<Vec<String>, NotAmended> {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(match part {
        Part::Date if line.is_empty() => Vec::new(),
        Part::Date => match value::date(&line) {
            Some(value::When::Day(day) | value::When::Ambiguous(day)) => vec![day.to_string()],
            _ => return Err(NotAmended::NoDate),
        },
        Part::Tags => value::tags(&line),
        Part::Status => vec![line],
        _ => value::people(&line),
    })
}

/// The bytes of a record with one part set to what was typed; nothing typed takes it out.
///
/// # Errors
/// When it is no date, the text is no record or has no place for the part, or the text would not
/// read back as meant.
pub fn amend(path: &str, bytes: &[u8], part: Part, typed: &str) -> Result<Vec<u8>, NotAmended> {
    let items = items(part, typed)?;
    let Outcome::Record(before) = record(path, bytes).outcome else {
        return Err(NotAmended::NotAnAdr);
    };
    let wanted = items.join(", ");
    if shown(&before, part) == wanted {
        return Ok(bytes.to_vec());
    }
    let whole = Whole::of(path, bytes, part);
    let change = match (whole.field(part), whole.entry()) {
        (_, Some(entry)) if items.is_empty() => Some(whole.without(entry.lines.clone())),
        (_, Some(entry)) => Some(whole.in_front(entry, part, &items)),
        (Some(field), None) if items.is_empty() => Some(whole.out(field)),
        (Some(field), None) => Some(whole.over(field, part, &items)),
        (None, None) => insert::change(&whole, &before, part, &items),
    };
    let (span, with) = change.ok_or(NotAmended::NoPlace)?;
    let after = super::patch::replace(bytes, span, &with);
    let Outcome::Record(now) = record(path, &after).outcome else {
        return Err(NotAmended::ReadsDifferently);
    };
    let kept = Part::ALL
        .into_iter()
        .all(|other| other == part || shown(&now, other) == shown(&before, other));
    let same = kept
        && shown(&now, part) == wanted
        && now.title == before.title
        && now.number == before.number
        && now.status_at.map(|raw| raw.text) == before.status_at.map(|raw| raw.text)
        && now.relations == before.relations;
    if same {
        Ok(after)
    } else {
        Err(NotAmended::ReadsDifferently)
    }
}

/// A text taken apart.
struct Whole<'a> {
    text: Text<'a>,
    front: Option<Front>,
    lines: Vec<Line>,
    fields: Vec<Field>,
    /// Which line of front matter is the part's.
    entry: Option<usize>,
    is_rst: bool,
}

/// What is replaced by what.
type Change = (Range<usize>, String);

impl<'a> Whole<'a> {
    fn of(path: &str, bytes: &'a [u8], part: Part) -> Self {
        let text = Text::new(bytes);
        let is_rst = name::is_rst(path);
        let (front, from) = match front::read(&text) {
            Found::Closed(front, body) => (Some(front), body),
            _ => (None, text.start),
        };
        let lines = if is_rst {
            rst::lines(&text, from)
        } else {
            scan::lines(&text, from)
        };
        let fields = fields::all(&text, front.as_ref(), &lines);
        let mut whole = Self {
            text,
            front,
            lines,
            fields,
            entry: None,
            is_rst,
        };
        whole.entry = whole.entry_at(part);
        whole
    }

    /// The field that is read for a part.
    fn field(&self, part: Part) -> Option<&Field> {
        let of = |field: &&Field| field.key == part.key();
        if part != Part::Date {
            return self.fields.iter().find(of);
        }
        super::dated(&self.fields).into_iter().next()
    }

    /// The line of front matter that holds the part, or is there for it and empty.
    fn entry(&self) -> Option<&Entry> {
        self.front.as_ref()?.entries.get(self.entry?)
    }

    fn entry_at(&self, part: Part) -> Option<usize> {
        let entries = &self.front.as_ref()?.entries;
        match self.field(part) {
            Some(field) if field.source == Source::Front => entries.iter().position(|entry| entry.span == field.span),
            Some(_) => None,
            None => entries.iter().position(|entry| {
                // “updated” is a date as well, but not the day of the decision.
                Key::of(&entry.key) == Some(part.key())
                    && (part != Part::Date || entry.key == "date" || entry.key.contains("deci"))
            }),
        }
    }

    fn eol(&self) -> &'static str {
        if self.text.all().contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// The line around an offset, without its end.
    fn line(&self, at: usize) -> Range<usize> {
        let all = self.text.all();
        let is_end = |c: char| c == '\n' || c == '\r';
        let start = all
            .get(..at)
            .and_then(|before| before.rfind(is_end))
            .map_or(self.text.start, |end| end + 1);
        let end = all
            .get(at..)
            .and_then(|after| after.find(is_end))
            .map_or(all.len(), |length| at + length);
        start..end
    }

    /// Whole lines taken out, with the end of the last.
    fn without(&self, lines: Range<usize>) -> Change {
        let start = self.line(lines.start).start;
        let end = self.line(lines.end).end;
        let rest = self.text.get(end..self.text.all().len());
        let eol = ["\r\n", "\n", "\r"].into_iter().find(|eol| rest.starts_with(eol));
        (start..end + eol.map_or(0, str::len), String::new())
    }

    /// A value of front matter, in the form it has: a list stays a list.
    fn in_front(&self, entry: &Entry, part: Part, items: &[String]) -> Change {
        let old = self.text.get(entry.span.clone());
        let written = |in_list| items.iter().map(move |item| front::written(item, in_list));
        let with = if old.starts_with('[') {
            format!("[{}]", written(true).collect::<Vec<_>>().join(", "))
        } else if old.starts_with("- ") {
            let indent = self.text.get(self.line(entry.span.start).start..entry.span.start);
            let gap = format!("{}{indent}- ", self.eol());
            format!("- {}", written(true).collect::<Vec<_>>().join(&gap))
        } else if part == Part::Tags && entry.items.is_empty() {
            format!("[{}]", written(true).collect::<Vec<_>>().join(", "))
        } else {
            front::written(&items.join(", "), false)
        };
        let glued = self.text.get(0..entry.span.start).ends_with(':');
        (entry.span.clone(), if glued { format!(" {with}") } else { with })
    }

    /// A value in the body, over the old one.
    fn over(&self, field: &Field, part: Part, items: &[String]) -> Change {
        if part == Part::Date {
            let span = field.items.first().cloned().unwrap_or_else(|| field.span.clone());
            return (span, items.join(", "));
        }
        let before = self.line(field.span.start).start..field.span.start;
        let prefix = self.text.get(before);
        let beside_key = prefix.contains(':') || prefix.contains('|');
        let separate = !beside_key && (field.items.len() > 1 || !prefix.trim().is_empty());
        let with = match field.source {
            Source::Table => items.join(", ").replace('|', "\\|"),
            _ if separate => items.join(&format!("{}{prefix}", self.eol())),
            _ => items.join(", "),
        };
        (field.span.clone(), with)
    }

    /// A value in the body taken out, with what only led to it.
    fn out(&self, field: &Field) -> Change {
        let span = field.span.clone();
        match field.source {
            Source::Front | Source::Table => (span, String::new()),
            // With the bullet before the first.
            Source::Section => (self.line(span.start).start..span.end, String::new()),
            Source::Pipe => {
                let line = self.line(span.start);
                let before = self.text.get(line.start..span.start).rfind('|');
                let after = self.text.get(span.end..line.end).find('|');
                match (before, after) {
                    (Some(from), to) => {
                        let end = to.map_or(line.end, |to| span.end + to);
                        (line.start + from..end, String::new())
                    }
                    (None, Some(to)) => {
                        let rest = self.text.get(span.end + to + 1..line.end);
                        let gap = rest.len() - rest.trim_start().len();
                        (line.start..span.end + to + 1 + gap, String::new())
                    }
                    (None, None) => self.without(line),
                }
            }
            Source::Bullet | Source::Line => {
                let first = self.line(span.start);
                // The key of a nested list stands on the line above.
                let own = fields::pair(&self.text, first.clone()).is_some_and(|own| own.key == field.key);
                let from = if own { first.start } else { self.key_line(first.start) };
                self.without(from..span.end)
            }
        }
    }

    /// Where the line above an offset begins that is not blank.
    fn key_line(&self, before: usize) -> usize {
        let all = self.text.get(0..before).trim_end();
        self.line(all.len()).start
    }
}

/// What is said of a field that was changed while its line went out of the text.
fn gone(part: Part) -> String {
    let (what, has) = match part {
        Part::Status => ("the status", "no longer has one. Write it"),
        Part::Date => ("the date", "no longer has one. Write it"),
        Part::Deciders => ("the decision makers", "no longer has any. Write them"),
        Part::Consulted => ("who was consulted", "no longer says so. Write it"),
        Part::Informed => ("who was informed", "no longer says so. Write it"),
        Part::Tags => ("the tags", "no longer has any. Write them"),
    };
    format!("You changed {what} here, and the text {has} in the text, or empty this field.")
}

/// What is to become of a text's fields: the part, what was typed for it, and what it showed when
/// the form was opened.
pub type Asked<'a> = (Part, &'a str, &'a str);

/// A text with the fields of its form brought into it, and what kept any from it. A field that
/// nobody changed leaves the text alone. One that was changed wins, unless the text's own line was
/// changed to something else meanwhile: then the text stays, and both are told.
#[must_use]
pub fn bring(path: &str, text: &str, asked: &[Asked<'_>]) -> (String, Vec<(Part, String)>) {
    let mut out = text.to_owned();
    let mut problems = Vec::new();
    for (part, typed, seen) in asked {
        if typed.trim() == seen.trim() {
            continue;
        }
        let stands = shown_of(path, &out, *part);
        if typed.trim() == stands {
            continue;
        }
        if stands != seen.trim() {
            let said = if stands.is_empty() {
                gone(*part)
            } else {
                format!("The text was changed as well and says “{stands}” now. Make field and text agree.")
            };
            problems.push((*part, said));
            continue;
        }
        match amend(path, out.as_bytes(), *part, typed).map(String::from_utf8) {
            Ok(Ok(amended)) => out = amended,
            Ok(Err(_)) => problems.push((*part, NotAmended::ReadsDifferently.to_string())),
            Err(why) => problems.push((*part, why.to_string())),
        }
    }
    (out, problems)
}
