//! How records point at one another: links in the text, the phrase before them, and paths.

use std::{collections::HashMap, ops::Range};

use super::{
    model::{RelationKind, Target},
    read::name,
};

/// A link in Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// All of it, as a range of the text it was found in.
    pub span: Range<usize>,
    /// The words of the link.
    pub words: String,
    /// Where it leads, without title.
    pub href: String,
}

/// The definitions of reference-style links, by lower-case label.
pub type Definitions = HashMap<String, String>;

/// Reads one line `[label]: href "title"`.
#[must_use]
pub fn definition(line: &str) -> Option<(String, String)> {
    let rest = line.trim_start().strip_prefix('[')?;
    let (label, rest) = rest.split_once("]:")?;
    let href = rest
        .split_whitespace()
        .next()?
        .trim_start_matches('<')
        .trim_end_matches('>');
    (!label.is_empty() && !label.contains(']') && !label.starts_with('^')).then(|| (folded(label), href.to_owned()))
}

fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// All links of a line or paragraph: inline, reference-style, `<…>` and `[[KEY-12]]`. Code spans
/// and images are passed over.
#[must_use]
pub fn links(text: &str, definitions: &Definitions) -> Vec<Link> {
    let bytes = text.as_bytes();
    let closing = closing_brackets(bytes);
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'`' => {
                let run = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
                let close = closing_ticks(bytes, at + run, run);
                at = close.unwrap_or(at + run);
            }
            b'!' if bytes.get(at + 1) == Some(&b'[') && bytes.get(at + 2) != Some(&b'[') => {
                at = one(text, at + 1, &closing, definitions).map_or(at + 2, |link| link.span.end);
            }
            b'[' => match one(text, at, &closing, definitions) {
                Some(link) => {
                    at = link.span.end;
                    out.push(link);
                }
                None => at += 1,
            },
            _ => at += 1,
        }
    }
    out
}

fn closing_ticks(bytes: &[u8], mut at: usize, run: usize) -> Option<usize> {
    while at < bytes.len() {
        if bytes[at] == b'`' {
            let length = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
            at += length;
            if length == run {
                return Some(at);
            }
        } else {
            at += 1;
        }
    }
    None
}

/// Longest label or address looked at, so that a line of a million brackets stays linear.
const REACH: usize = 2_000;

/// The link that begins with the bracket at an offset.
fn one(text: &str, at: usize, closing: &HashMap<usize, usize>, definitions: &Definitions) -> Option<Link> {
    if let Some(rest) = text[at..].strip_prefix("[[") {
        let end = rest.bytes().take(200).position(|byte| byte == b']')?;
        let name = rest.get(..end)?.trim();
        let span = at..at + 2 + end + 2;
        let closed = rest[end..].starts_with("]]");
        return closed.then(|| Link {
            span,
            words: name.to_owned(),
            href: format!("[[{name}]]"),
        });
    }
    let close = *closing.get(&at)?;
    let words = text.get(at + 1..close)?;
    let after = &text[close + 1..];
    if after.starts_with('(') {
        let end = balanced(text.as_bytes(), close + 1, b'(', b')')?;
        let inner = text.get(close + 2..end)?.trim();
        let href = match inner.strip_prefix('<') {
            Some(rest) => rest.split('>').next().unwrap_or(""),
            None => inner.split_whitespace().next().unwrap_or(""),
        };
        return Some(Link {
            span: at..end + 1,
            words: words.to_owned(),
            href: href.to_owned(),
        });
    }
    let (label, end) = match after
        .strip_prefix('[')
        .and_then(|rest| rest.get(..rest.bytes().take(REACH).position(|b| b == b']')?))
    {
        Some("") => (words, close + 3),
        Some(label) => (label, close + 3 + label.len()),
        None => (words, close + 1),
    };
    let href = definitions.get(&folded(label))?;
    Some(Link {
        span: at..end,
        words: words.to_owned(),
        href: href.clone(),
    })
}

/// Where each square bracket that is closed closes, by where it opens. One pass, so that a
/// thousand open brackets cost no more than a thousand letters.
fn closing_brackets(bytes: &[u8]) -> HashMap<usize, usize> {
    let mut open = Vec::new();
    let mut out = HashMap::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => open.push(at),
            b']' => {
                if let Some(start) = open.pop() {
                    out.insert(start, at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    out
}

/// Where the bracket that opens at an offset closes.
fn balanced(bytes: &[u8], at: usize, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0_usize;
    let mut skip = false;
    for (index, byte) in bytes.iter().enumerate().skip(at).take(REACH) {
        if skip {
            skip = false;
        } else if *byte == b'\\' {
            skip = true;
        } else if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth -= 1;
            if depth == 0 {
                return Some(index);
            }
        }
    }
    None
}

/// `ADR-0123`, `ADR 12`, `ADR#7` in words that are no link; each with its range.
#[must_use]
pub fn numbers(text: &str) -> Vec<(Range<usize>, u32)> {
    let lower = text.to_ascii_lowercase();
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(found) = lower.get(from..).and_then(|rest| rest.find("adr")) {
        let start = from + found;
        from = start + 3;
        let alone = !lower[..start].ends_with(|c: char| c.is_alphanumeric());
        let gap = lower[from..]
            .bytes()
            .take(2)
            .take_while(|byte| matches!(byte, b'-' | b' ' | b'#' | b'_'))
            .count();
        let digits = lower[from + gap..].bytes().take_while(u8::is_ascii_digit).count();
        if alone
            && (1..=5).contains(&digits)
            && let Ok(number) = lower[from + gap..from + gap + digits].parse()
        {
            from += gap + digits;
            out.push((start..from, number));
        }
    }
    out
}

/// What the words before a link say about it; the last phrase counts.
#[must_use]
pub fn kind(before: &str) -> Option<RelationKind> {
    use RelationKind::{AmendedBy, Amends, DependsOn, RelatesTo, RequiredBy, SupersededBy, Supersedes};
    const PHRASES: &[(&str, RelationKind)] = &[
        ("superseded by", SupersededBy),
        ("superceded by", SupersededBy),
        ("superseded-by", SupersededBy),
        ("superseeded by", SupersededBy),
        ("superseded in part by", AmendedBy),
        ("partly superseded by", AmendedBy),
        ("partially superseded by", AmendedBy),
        ("replaced by", SupersededBy),
        ("obsoleted by", SupersededBy),
        ("supersedes", Supersedes),
        ("supercedes", Supersedes),
        ("superseeds", Supersedes),
        ("replaces", Supersedes),
        ("obsoletes", Supersedes),
        ("partly supersedes", Amends),
        ("partially supersedes", Amends),
        ("amended by", AmendedBy),
        ("amended-by", AmendedBy),
        ("refined by", AmendedBy),
        ("clarified by", AmendedBy),
        ("extended by", AmendedBy),
        ("amends", Amends),
        ("refines", Amends),
        ("clarifies", Amends),
        ("extends", Amends),
        ("depends on", DependsOn),
        ("depends-on", DependsOn),
        ("requires", DependsOn),
        ("builds on", DependsOn),
        ("based on", DependsOn),
        ("required by", RequiredBy),
        ("required-by", RequiredBy),
        ("relates to", RelatesTo),
        ("relates-to", RelatesTo),
        ("related to", RelatesTo),
        ("related", RelatesTo),
        ("see also", RelatesTo),
    ];
    let lower = before.to_lowercase();
    PHRASES
        .iter()
        .filter_map(|(phrase, kind)| {
            let at = lower.rfind(phrase)?;
            let alone = !lower[..at].ends_with(char::is_alphanumeric)
                && !lower[at + phrase.len()..].starts_with(char::is_alphanumeric);
            // The phrase that ends last; of those the longest, so that “partly superseded by”
            // beats “superseded by”.
            alone.then_some((at + phrase.len(), phrase.len(), *kind))
        })
        .max_by_key(|(end, length, _)| (*end, *length))
        .map(|(_, _, kind)| kind)
}

/// The record a link leads to; none when it leads elsewhere (a web page, a picture, an anchor).
#[must_use]
pub fn target(href: &str) -> Option<Target> {
    if let Some(name) = href.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
        let name = name.split(['|', '#']).next().unwrap_or("").trim();
        if let Some((log, number)) = name.rsplit_once('-')
            && let Ok(number) = number.parse()
            && !log.is_empty()
            && log.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        {
            return Some(if log.eq_ignore_ascii_case("adr") {
                Target::Number(number)
            } else {
                Target::Record {
                    log: log.to_ascii_uppercase(),
                    number,
                }
            });
        }
        return (!name.is_empty() && name.len() < 300).then(|| Target::File(name.to_owned()));
    }
    let path = href.split(['#', '?']).next().unwrap_or("").trim_end_matches('/');
    let file = path.rsplit('/').next().unwrap_or("");
    let known = name::is_text(file);
    if path.is_empty() || href.starts_with("mailto:") {
        return None;
    }
    let elsewhere = is_elsewhere(path);
    let numbered = name::Name::of(file).is_record();
    let meant = if elsewhere {
        known && numbered
    } else {
        known || numbered && !file.contains('.')
    };
    meant.then(|| Target::File(path.to_owned()))
}

/// Whether a link leads to a web address rather than to a file of the log.
#[must_use]
pub fn is_elsewhere(href: &str) -> bool {
    href.contains("://") || href.starts_with("//")
}

/// The path a relative link means, from the path of the record that holds it: `docs/adr/7.md` and
/// `../x/8.md` give `docs/x/8.md`. None when it leaves the root or is a web address. Percent
/// escapes are decoded.
#[must_use]
pub fn resolve(from: &str, href: &str) -> Option<String> {
    if is_elsewhere(href) {
        return None;
    }
    let decoded = unescaped(href.split(['#', '?']).next().unwrap_or(""));
    let base = if decoded.starts_with('/') {
        ""
    } else {
        from.rsplit_once('/').map_or("", |(folder, _)| folder)
    };
    let mut parts: Vec<&str> = base
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |offset: usize| bytes.get(at + offset).and_then(|byte| char::from(*byte).to_digit(16));
        match (bytes[at], hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                at += 3;
            }
            (byte, _, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hrefs(text: &str) -> Vec<String> {
        let definitions = Definitions::from([("adr-001".to_owned(), "./001-drop.md".to_owned())]);
        links(text, &definitions).into_iter().map(|link| link.href).collect()
    }

    #[test]
    fn links_of_every_style_are_found() {
        assert_eq!(
            hrefs(
                "[a](b.md) [c [d]](<e f.md> \"t\") [ADR-001] [x][adr-001] [y][] ![i](j.png) `[k](l)` [[plat-12]] \\[m](n)"
            ),
            ["b.md", "e f.md", "./001-drop.md", "./001-drop.md", "[[plat-12]]"]
        );
        assert_eq!(
            definition("[ADR-001]: ./001.md 'One'"),
            Some(("adr-001".into(), "./001.md".into()))
        );
        assert_eq!(definition("[^1]: a note"), None);
    }

    #[test]
    fn a_phrase_says_the_kind() {
        assert_eq!(kind("Superceded by "), Some(RelationKind::SupersededBy));
        assert_eq!(kind("Accepted; supersedes "), Some(RelationKind::Supersedes));
        assert_eq!(kind("Partly superseded by "), Some(RelationKind::AmendedBy));
        assert_eq!(kind("* Refined by: "), Some(RelationKind::AmendedBy));
        assert_eq!(kind("as said in "), None);
    }

    #[test]
    fn only_records_are_targets() {
        assert_eq!(target("0004-x.md#why"), Some(Target::File("0004-x.md".into())));
        assert_eq!(
            target("https://git.example/repo/blob/main/adr/0004-x.md"),
            Some(Target::File("https://git.example/repo/blob/main/adr/0004-x.md".into()))
        );
        assert_eq!(
            target("[[plat-12]]"),
            Some(Target::Record {
                log: "PLAT".into(),
                number: 12
            })
        );
        for other in [
            "https://example.org/readme.md",
            "https://example.org",
            "#top",
            "picture.png",
            "mailto:a@b.md",
            "",
        ] {
            assert_eq!(target(other), None, "{other}");
        }
        assert_eq!(numbers("see ADR-0123, adr 7; padre 4"), [(4..12, 123), (14..19, 7)]);
    }

    #[test]
    fn paths_are_resolved_inside_the_root() {
        assert_eq!(
            resolve("docs/adr/7.md", "../x/8%20b.md#y"),
            Some("docs/x/8 b.md".into())
        );
        assert_eq!(resolve("7.md", "./8.md"), Some("8.md".into()));
        assert_eq!(resolve("docs/7.md", "/adr/8.md"), Some("adr/8.md".into()));
        assert_eq!(resolve("7.md", "../8.md"), None);
        assert_eq!(resolve("7.md", "https://example.org/8.md"), None);
    }
}
