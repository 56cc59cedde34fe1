//! Which other records a record points at, and how.

use std::{collections::HashSet, ops::Range};

use super::{
    Diagnostic,
    fields::{self, Field, Key},
    name::{self, Name, Place},
    scan::{Kind, Line, Text},
};
use crate::adr::{
    link::{self, Definitions, Link},
    model::{Relation, RelationKind, Target},
};

/// The longest paragraph that is searched for links, in bytes.
const LONGEST: usize = 64_000;

/// So many relations of one record are kept.
const MOST: usize = 1_000;

/// After so many references the rest of the text is not searched: most say the same again.
const ENOUGH: usize = 20 * MOST;

struct Finder<'a> {
    text: &'a Text<'a>,
    /// The record's own file name; a link to itself is no relation.
    own: &'a str,
    path: &'a str,
    definitions: Definitions,
    rst: bool,
    /// Whether something was too long to be searched.
    passed_over: bool,
    out: Vec<Relation>,
}

/// All relations, each kind and target once; a mere mention only when nothing stronger is said. And
/// what was left out.
pub fn all(
    path: &str,
    text: &Text<'_>,
    lines: &[Line],
    fields: &[Field],
    rst: bool,
) -> (Vec<Relation>, Vec<Diagnostic>) {
    let definitions = lines
        .iter()
        .filter(|line| line.kind == Kind::Prose)
        .filter_map(|line| link::definition(text.get(line.span.clone())))
        .collect();
    let mut finder = Finder {
        text,
        own: name::split(path).1,
        path,
        definitions,
        rst,
        passed_over: false,
        out: Vec::new(),
    };
    for field in fields {
        match field.key {
            Key::Status => {
                for item in &field.items {
                    finder.status(item.clone());
                }
            }
            Key::Relation(kind) => {
                for item in &field.items {
                    finder.named(item.clone(), kind);
                }
            }
            _ => {}
        }
    }
    finder.body(lines, fields);
    let enough = finder.out.len() >= ENOUGH;
    let explained: HashSet<Target> = finder
        .out
        .iter()
        .filter(|relation| relation.kind != RelationKind::Mentions)
        .map(|relation| relation.target.clone())
        .collect();
    let mut seen = HashSet::new();
    let mut out: Vec<Relation> = Vec::new();
    for relation in std::mem::take(&mut finder.out) {
        let weak = relation.kind == RelationKind::Mentions && explained.contains(&relation.target);
        if !weak && seen.insert((relation.kind, relation.target.clone())) {
            out.push(relation);
        }
    }
    out.sort_by_key(|relation| relation.raw.span.start);
    let mut unclear = Vec::new();
    if finder.passed_over {
        unclear.push(Diagnostic::LongParagraph);
    }
    if out.len() > MOST || enough {
        unclear.push(Diagnostic::ManyRelations(MOST));
        out.truncate(MOST);
    }
    (out, unclear)
}

impl Finder<'_> {
    fn links(&self, words: &str) -> Vec<Link> {
        if self.rst {
            rst_links(words)
        } else {
            link::links(words, &self.definitions)
        }
    }

    fn push(&mut self, kind: RelationKind, target: Option<Target>, span: Range<usize>) {
        let Some(target) = target else { return };
        if let Target::File(href) = &target {
            let own = link::resolve(self.path, href).is_some_and(|path| {
                path.trim_start_matches('/') == self.path.trim_start_matches("./").trim_start_matches('/')
            });
            // An absolute address that ends in this very file's path means this file.
            let absolute = href.contains("://") && !self.own.is_empty() && href.ends_with(&format!("/{}", self.path));
            if own || absolute {
                return;
            }
        }
        let raw = self.text.raw(span);
        self.out.push(Relation { kind, target, raw });
    }

    /// Whether a link in the text leads to a record rather than to other documentation: by its
    /// name, or because it lies beside this one.
    fn is_record(&self, target: &Target) -> bool {
        let Target::File(href) = target else {
            return true;
        };
        let Some(path) = link::resolve(self.path, href) else {
            return href.contains("://");
        };
        let (folders, file) = name::split(&path);
        match name::place(&path) {
            Place::Folder(_) => true,
            Place::File(found) => found.is_record() || folders == name::split(self.path).0,
            Place::Not(_) => Name::of(file).is_record() && !file.contains('.'),
        }
    }

    /// A status: links and bare numbers, each with the phrase before it; a further link after
    /// “and” or a comma keeps the phrase.
    fn status(&mut self, span: Range<usize>) {
        if span.len() > LONGEST {
            self.passed_over = true;
            return;
        }
        let words = self.text.get(span.clone()).to_owned();
        let found = self.links(&words);
        let inside = |range: &Range<usize>| {
            found
                .iter()
                .any(|link| link.span.start <= range.start && range.end <= link.span.end)
        };
        let mut points: Vec<(Range<usize>, Option<Target>)> = link::numbers(&words)
            .into_iter()
            .filter(|(range, _)| !inside(range))
            .map(|(range, number)| (range, Some(Target::Number(number))))
            .collect();
        points.extend(found.iter().map(|link| (link.span.clone(), link::target(&link.href))));
        points.sort_by_key(|(range, _)| range.start);
        let (mut last, mut end) = (None, 0);
        for (range, target) in points {
            let before = words.get(end..range.start).unwrap_or("");
            let kind = link::kind(before).or(last.filter(|_| continues(before)));
            end = range.end;
            last = kind;
            let kind = kind
                .or(matches!(target, Some(Target::File(_) | Target::Record { .. })).then_some(RelationKind::RelatesTo));
            if let Some(kind) = kind {
                self.push(kind, target, span.start + range.start..span.start + range.end);
            }
        }
    }

    /// The value of a field that is itself a relation: links, `ADR-12`, `12`, `0012-x.md`.
    fn named(&mut self, span: Range<usize>, kind: RelationKind) {
        if span.len() > LONGEST {
            self.passed_over = true;
            return;
        }
        let words = self.text.get(span.clone()).to_owned();
        let found = self.links(&words);
        if !found.is_empty() {
            for link in found {
                self.push(
                    kind,
                    link::target(&link.href),
                    span.start + link.span.start..span.start + link.span.end,
                );
            }
            return;
        }
        let mut start = 0;
        for part in words.split_inclusive([',', ';', '\n']) {
            let bare = part.trim_matches(|c: char| {
                c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\'' | '#' | '-' | '[' | ']')
            });
            let target = match link::numbers(bare).first() {
                Some((range, number)) if !name::is_text(bare) && range.start == 0 => Some(Target::Number(*number)),
                _ => bare.parse().ok().map(Target::Number).or_else(|| link::target(bare)),
            };
            self.push(kind, target, span.start + start..span.start + start + part.len());
            start += part.len();
        }
    }

    /// Links in the text, paragraph by paragraph, since a link may be wrapped.
    fn body(&mut self, lines: &[Line], fields: &[Field]) {
        let mut default = RelationKind::Mentions;
        let mut at = 0;
        while at < lines.len() && self.out.len() < ENOUGH {
            let line = &lines[at];
            at += 1;
            match line.kind {
                Kind::Heading(_) => {
                    default = section_default(self.text.get(line.heading(self.text)));
                    self.paragraph(line.span.clone(), RelationKind::Mentions, fields);
                }
                Kind::Prose => {
                    let start = line.span.start;
                    let mut end = line.span.end;
                    while let Some(next) = lines
                        .get(at)
                        .filter(|next| next.kind == Kind::Prose && !starts_item(self.text, next))
                    {
                        end = next.span.end;
                        at += 1;
                    }
                    let item = starts_item(self.text, line);
                    self.paragraph(start..end, if item { default } else { RelationKind::Mentions }, fields);
                }
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, span: Range<usize>, default: RelationKind, fields: &[Field]) {
        // Nobody writes paragraphs of this length; whoever does is told that it was not searched.
        if span.len() > LONGEST {
            self.passed_over = true;
            return;
        }
        let words = self.text.get(span.clone()).to_owned();
        if link::definition(&words).is_some() {
            return;
        }
        for found in self.links(&words) {
            let range = span.start + found.span.start..span.start + found.span.end;
            let taken = |field: &Field| {
                matches!(field.key, Key::Status | Key::Relation(_))
                    && field.span.start <= range.start
                    && range.end <= field.span.end
            };
            if fields.iter().any(taken) {
                continue;
            }
            let before = &words[..found.span.start];
            let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
            // Only a phrase that is all that stands before the link speaks of this record;
            // “A was superseded by [B]” in a sentence speaks of A.
            let phrase = line.trim_start_matches(['*', '-', '+', ' ', '\t']);
            let spoken = phrase.len() < 80 && phrase.split_whitespace().count() <= 4;
            let said = if spoken { link::kind(phrase) } else { None };
            let target = link::target(&found.href).filter(|target| said.is_some() || self.is_record(target));
            self.push(said.unwrap_or(default), target, range);
        }
    }
}

/// “, ”, “ and ” between two links.
fn continues(between: &str) -> bool {
    let bare = between.trim().trim_matches([',', ';', '&']).trim();
    bare.is_empty() || bare.eq_ignore_ascii_case("and")
}

fn starts_item(text: &Text<'_>, line: &Line) -> bool {
    let words = text.get(line.span.clone()).trim_start();
    words.starts_with("* ")
        || words.starts_with("- ")
        || words.starts_with("+ ")
        || words.starts_with('[') && link::definition(words).is_some()
}

/// In a list of links a bare link means more than a mention.
fn section_default(heading: &str) -> RelationKind {
    let heading = heading.to_lowercase();
    match Key::of(&heading) {
        Some(fields::Key::Relation(kind)) => kind,
        _ if heading.starts_with("links") || heading.starts_with("related") || heading.starts_with("see also") => {
            RelationKind::RelatesTo
        }
        _ => RelationKind::Mentions,
    }
}

/// `` `words <href>`_ `` and `:doc:` references.
fn rst_links(words: &str) -> Vec<Link> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(open) = words.get(from..).and_then(|rest| rest.find('`')).map(|at| from + at) {
        let Some(close) = words[open + 1..].find('`').map(|at| open + 1 + at) else {
            break;
        };
        let inner = &words[open + 1..close];
        from = close + 1;
        if let Some((label, href)) = inner.rsplit_once('<') {
            let href = href.trim_end().trim_end_matches('>').to_owned();
            out.push(Link {
                span: open..close + 1,
                words: label.trim().to_owned(),
                href,
            });
        } else if words[..open].ends_with(":doc:") {
            out.push(Link {
                span: open..close + 1,
                words: inner.to_owned(),
                href: inner.to_owned(),
            });
        }
    }
    out
}
