//! A log as one Markdown document: every record a chapter, in order, with links between them.
//!
//! Each text is the record's own, except for what would otherwise break among the others:
//! headings stand one level deeper, links to records of the log lead to their chapters, and
//! reference links and footnotes, which count for a whole document, become the chapter's own.

use std::{collections::BTreeMap, fmt::Write as _, ops::Range};

use pulldown_cmark::{Event, LinkType, Parser, Tag};
use time::Date;

use super::{
    Adr, Log, edit,
    index::{Index, Known},
    link, markdown,
    read::{self, Outcome, Parsed},
    service::Records,
    store, store_source,
};
use crate::{
    identity::{Act, Actor},
    kernel::{Result, sentence},
};

/// A record as a chapter: what is known of it, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// The record.
    pub adr: Adr,
    /// Its text.
    pub source: Vec<u8>,
}

impl Records<'_> {
    /// The records of a log with their texts, by number. Drafts without a number are left out.
    ///
    /// # Errors
    /// [`crate::kernel::Error::NotFound`] when there is no such log.
    pub async fn chapters(&self, actor: &Actor, log: &str) -> Result<Vec<Chapter>> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let log = store_source::log(&mut db, log).await?;
        let mut found: Vec<Chapter> = store::of_log(&mut db, log.id)
            .await?
            .into_iter()
            .filter(|(adr, ..)| adr.number.is_some())
            .map(|(adr, source)| Chapter { adr, source })
            .collect();
        found.sort_by_key(|chapter| chapter.adr.number);
        Ok(found)
    }
}

/// The whole log as one document.
#[must_use]
pub fn of(log: &Log, chapters: &[Chapter]) -> String {
    let known = chapters.iter().map(|chapter| Known {
        id: chapter.adr.id,
        log: chapter.adr.log.clone(),
        number: chapter.adr.number,
        path: chapter.adr.path.clone(),
    });
    let index = Index::new(known.collect());
    let mut out = format!("# {}\n\n", escaped(&log.name));
    for Chapter { adr, .. } in chapters {
        let (label, title) = (adr.label(), escaped(&adr.title));
        let _ = writeln!(out, "- [{label} {title}](#{}) – {}", anchor(adr), adr.status);
    }
    for Chapter { adr, source } in chapters {
        let (anchor, label, title) = (anchor(adr), adr.label(), escaped(&adr.title));
        let _ = write!(out, "\n<a id=\"{anchor}\"></a>\n\n## {label} {title}\n\n");
        let path = adr.read_as();
        let text = edit::shown(source);
        let parsed = match read::record(path, source).outcome {
            Outcome::Record(parsed) => Some(*parsed),
            Outcome::NotAnAdr(_) => None,
        };
        out.push_str(&facts(adr, parsed.as_ref()));
        if path.to_ascii_lowercase().ends_with(".rst") {
            let fence = fence(&text);
            let _ = write!(out, "\n{fence}rst\n{}\n{fence}\n", text.trim_end());
            continue;
        }
        let body = chapter(read::body(&text), adr, &index);
        let body = body.trim();
        if !body.is_empty() {
            let _ = write!(out, "\n{body}\n");
        }
    }
    out
}

/// Where a record's chapter begins: `plat-0012`.
fn anchor(adr: &Adr) -> String {
    adr.label().to_ascii_lowercase().replace(' ', "-")
}

/// What the heading and the front matter of a record say, which its body does not.
fn facts(adr: &Adr, parsed: Option<&Parsed>) -> String {
    let mut lines = vec![format!("Status: {}", sentence(adr.status.as_str()))];
    let decided: Option<Date> = adr.decided_on;
    lines.extend(decided.map(|on| format!("Decided: {on}")));
    if let Some(parsed) = parsed {
        for (term, names) in [
            ("Decision makers", &parsed.deciders),
            ("Consulted", &parsed.consulted),
            ("Informed", &parsed.informed),
            ("Tags", &parsed.tags),
        ] {
            if !names.is_empty() {
                lines.push(format!("{term}: {}", escaped(&names.join(", "))));
            }
        }
    }
    lines.extend(adr.path.as_deref().map(|path| format!("File: {}", escaped(path))));
    lines.iter().fold(String::new(), |all, line| format!("{all}- {line}\n"))
}

/// Words that are words in Markdown too.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&') {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

/// A fence that no line of the text closes.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// What of a link's text changes: where it leads, if that is a chapter, and a reference, which
/// would mean another chapter's too.
fn relinked(text: &str, kind: LinkType, href: &str, title: &str, to: Option<String>) -> Option<(Range<usize>, String)> {
    match kind {
        LinkType::WikiLink { .. } => {
            let inner = text.trim_start_matches('[').trim_end_matches(']');
            let words = inner.rsplit('|').next().unwrap_or(inner);
            Some((0..text.len(), format!("[{words}]({})", to?)))
        }
        LinkType::Inline => {
            let at = text.rfind(href)?;
            Some((at..at + href.len(), to?))
        }
        LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
            let end = match kind {
                LinkType::Shortcut => text.len(),
                _ => text.rfind("][").map_or(text.len(), |at| at + 1),
            };
            let title = if title.is_empty() {
                String::new()
            } else {
                format!(" \"{}\"", title.replace('"', "\\\""))
            };
            let to = to.unwrap_or_else(|| href.to_owned());
            Some((
                end..text.len(),
                format!("(<{}>{title})", to.replace(['<', '>', '\n'], "")),
            ))
        }
        _ => None,
    }
}

/// The body of a record as it stands among others.
fn chapter(body: &str, adr: &Adr, index: &Index) -> String {
    // By where they begin; those that would overlap an earlier one are left out.
    let mut edits: BTreeMap<usize, (Range<usize>, String)> = BTreeMap::new();
    let mut put = |range: Range<usize>, with: String| {
        edits.entry(range.start).or_insert((range, with));
    };
    let parser = Parser::new_ext(body, markdown::options());
    let definitions: Vec<Range<usize>> = parser
        .reference_definitions()
        .iter()
        .map(|(_, it)| it.span.clone())
        .collect();
    let own = anchor(adr);
    let led = |href: &str| -> Option<String> {
        let known = index.find(&adr.log, adr.path.as_deref(), &link::target(href)?)?;
        Some(format!(
            "#{}",
            crate::adr::record::label(&known.log, known.number).to_ascii_lowercase()
        ))
    };
    for (event, range) in parser.into_offset_iter() {
        let Some(text) = body.get(range.clone()) else { continue };
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let level = level as usize;
                if text.starts_with('#') {
                    if level < 6 {
                        put(range.start..range.start, "#".to_owned());
                    }
                } else {
                    let lines: Vec<&str> = text.trim_end().lines().collect();
                    let words = lines.split_last().map_or(Vec::new(), |(_, words)| words.to_vec());
                    let words = words.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
                    put(range, format!("{} {words}\n", "#".repeat(level + 1)));
                }
            }
            Event::FootnoteReference(name) => put(range, format!("[^{own}-{name}]")),
            Event::Start(Tag::FootnoteDefinition(name)) => {
                let mark = format!("[^{name}]:");
                if text.starts_with(&mark) {
                    put(range.start..range.start + mark.len(), format!("[^{own}-{name}]:"));
                }
            }
            Event::Start(
                Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    ..
                }
                | Tag::Image {
                    link_type,
                    dest_url,
                    title,
                    ..
                },
            ) => {
                let to = match link_type {
                    LinkType::WikiLink { .. } => led(&format!("[[{dest_url}]]")),
                    _ => led(&dest_url),
                };
                if let Some((at, with)) = relinked(text, link_type, &dest_url, &title, to) {
                    put(range.start + at.start..range.start + at.end, with);
                }
            }
            _ => {}
        }
    }
    for span in definitions {
        put(span, String::new());
    }
    let mut out = String::with_capacity(body.len() + 64);
    let mut from = 0;
    for (range, with) in edits.into_values() {
        if range.start >= from {
            out.push_str(body.get(from..range.start).unwrap_or_default());
            out.push_str(&with);
            from = range.end;
        }
    }
    out.push_str(body.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::TagEnd;

    use super::*;
    use crate::{
        adr::{Dialect, Status},
        kernel::{Id, Instant},
    };

    fn chapter_of(number: i64, path: &str, text: &str) -> Chapter {
        let at = Instant::start_of(time::macros::date!(2026 - 11 - 22));
        let adr = Adr {
            id: Id::from_u128(u128::try_from(number).unwrap_or(0)),
            log_id: Id::nil(),
            log: "PLAT".into(),
            log_name: "Platform".into(),
            number: Some(number),
            title: format!("Title *{number}*"),
            status: Status::Accepted,
            raw_status: None,
            door: None,
            dialect: Dialect::Plain,
            path: Some(path.into()),
            raw_number: None,
            raw_date: None,
            decided_on: Some(time::macros::date!(2024 - 07 - 15)),
            author_id: None,
            created_at: at,
            updated_at: at,
            version: 1,
        };
        Chapter {
            adr,
            source: text.as_bytes().to_vec(),
        }
    }

    fn log() -> Log {
        Log {
            id: Id::nil(),
            key: "PLAT".into(),
            name: "Platform".into(),
            source: None,
            records: 2,
        }
    }

    #[test]
    fn chapters_stand_one_level_deeper_and_lead_to_each_other() {
        let one = "---\nstatus: accepted\ndecision-makers: Ann\n---\n# 1. First\n\n## Context\n\nSee [two](0002-b.md), [it][a], [[PLAT-2]] and\n[out](https://example.com/page).[^1]\n\nSetext\n------\n\n```\n# no heading\n```\n\n[a]: 0002-b.md \"T\"\n[^1]: Note.\n";
        let two = "# 2. Second\n\n###### Deep\n\nSee [it][a].[^1]\n\n[a]: https://example.com\n[^1]: Other.\n";
        let text = of(
            &log(),
            &[chapter_of(1, "0001-a.md", one), chapter_of(2, "0002-b.md", two)],
        );
        let expected = "# Platform\n\n- [PLAT-0001 Title \\*1\\*](#plat-0001) – accepted\n- [PLAT-0002 Title \\*2\\*](#plat-0002) – accepted\n\n<a id=\"plat-0001\"></a>\n\n## PLAT-0001 Title \\*1\\*\n\n- Status: Accepted\n- Decided: 2024-07-15\n- Decision makers: Ann\n- File: 0001-a.md\n\n### Context\n\nSee [two](#plat-0002), [it](<#plat-0002> \"T\"), [PLAT-2](#plat-0002) and\n[out](https://example.com/page).[^plat-0001-1]\n\n### Setext\n\n```\n# no heading\n```\n\n\n[^plat-0001-1]: Note.\n\n<a id=\"plat-0002\"></a>\n\n## PLAT-0002 Title \\*2\\*\n\n- Status: Accepted\n- Decided: 2024-07-15\n- File: 0002-b.md\n\n###### Deep\n\nSee [it](<https://example.com>).[^plat-0002-1]\n\n\n[^plat-0002-1]: Other.\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_fence_is_longer_than_any_in_the_text() {
        assert_eq!(fence("a"), "```");
        assert_eq!(fence("a ````` b"), "``````");
        let rst = of(&log(), &[chapter_of(1, "0001-a.rst", "Title\n=====\n\n```\n")]);
        assert!(rst.contains("\n````rst\nTitle\n=====\n\n```\n````\n"), "{rst}");
    }

    /// Levels of headings and where links lead, in order.
    fn outline(text: &str) -> Vec<String> {
        Parser::new_ext(text, markdown::options())
            .filter_map(|event| match event {
                Event::End(TagEnd::Heading(level)) => Some(format!("{level}")),
                _ => None,
            })
            .collect()
    }

    proptest! {
        #[test]
        fn any_text_becomes_a_chapter(text in "(# |## |a|\\[|\\]|\\(|\\)|\\^|:|\n|\\*|`|<|>|!|=|-| ){0,60}") {
            let chapter_of = chapter_of(1, "0001-a.md", "");
            let _ = outline(&chapter(&text, &chapter_of.adr, &Index::default()));
        }
    }
}
