//! What holds for any bytes at all; the bounded run in the tests and the fuzz target share it.

use registry::adr::{
    Raw, Status, edit, hidden, markdown,
    read::{self, Outcome, Parsed, patch},
    visible,
};

/// The paths a text is read under: what a file is called decides how it is read.
pub const PATHS: [&str; 5] = [
    "adr/0001-x.md",
    "docs/adr/20240715-x.md",
    "adr/2024-07-15-x/README.md",
    "adr/0001-x.rst",
    "x.md",
];

/// Checks the laws for these bytes; panics where one is broken.
pub fn all(bytes: &[u8]) {
    let shown = edit::shown(bytes);
    assert_eq!(
        edit::restore(bytes, &shown),
        bytes,
        "what comes back unchanged changes nothing"
    );
    let body = read::body(&shown);
    assert!(shown.ends_with(body), "the body is the end of the text");
    harmless(&markdown::render(&shown));
    for path in PATHS {
        if let Outcome::Record(parsed) = read::record(path, bytes).outcome {
            fields(bytes, &parsed);
            statuses(path, bytes, &parsed);
            titles(path, bytes, &parsed);
        }
    }
}

/// No script, no frame, no handler and no address that runs something is in a rendered text.
fn harmless(html: &str) {
    const BAD: [&str; 9] = [
        "script", "iframe", "object", "embed", "style", "form", "base", "meta", "link",
    ];
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        rest = tag;
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = tag.find([' ', '>', '/']).unwrap_or(tag.len());
        let name = tag[..end].to_ascii_lowercase();
        rest = &tag[end..];
        assert!(!BAD.contains(&name.as_str()), "{name} in {html}");
        // Written by a serialiser: each attribute is a name and a value in double quotes.
        while let Some((name, value)) = rest.strip_prefix(' ').and_then(|rest| rest.split_once("=\"")) {
            let Some((value, after)) = value.split_once('"') else {
                break;
            };
            rest = after;
            assert!(!name.starts_with("on") && name != "style", "{name} in {html}");
            let scheme = value.split(['/', '?', '#']).next().unwrap_or("").split_once(':');
            let runs = scheme.is_some_and(|(scheme, _)| {
                // As a browser reads an address: without what it drops, and a scheme begins with a letter.
                let outer = scheme.trim_matches(|c: char| c <= ' ').to_ascii_lowercase();
                let scheme = outer.replace(['\t', '\n', '\r'], "");
                let named = scheme.starts_with(|c: char| c.is_ascii_lowercase())
                    && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c));
                named && !matches!(scheme.as_str(), "http" | "https" | "mailto")
            });
            assert!(!(matches!(name, "href" | "src") && runs), "{value} in {html}");
        }
    }
}

/// Each field says where it stands, and that is what stands there.
fn fields(bytes: &[u8], parsed: &Parsed) {
    assert!(!parsed.title.is_empty());
    assert!(!parsed.title.chars().any(hidden), "what nobody sees is not in a title");
    assert!(
        !visible(&parsed.title)
            .chars()
            .any(|c| matches!(c, '\u{202a}'..='\u{202e}'))
    );
    let single = [
        &parsed.title_at,
        &parsed.status_at,
        &parsed.date_at,
        &parsed.deciders_at,
        &parsed.consulted_at,
        &parsed.informed_at,
        &parsed.tags_at,
    ];
    let raws = single
        .into_iter()
        .flatten()
        .chain(parsed.relations.iter().map(|it| &it.raw));
    for Raw { text, span } in raws {
        let found = bytes.get(span.clone()).expect("a place within the text");
        assert_eq!(String::from_utf8_lossy(found), text.as_str());
    }
}

/// Another status changes the place where the status stands and no other byte.
fn statuses(path: &str, bytes: &[u8], parsed: &Parsed) {
    let Some(old) = &parsed.status_at else {
        stated(path, bytes);
        return;
    };
    for phrase in Status::ALL.into_iter().map(Status::as_str).chain([
        "superseded by ADR-0009",
        "superseded by [9. \"T\"](0009-t.md)\n# x",
        "accepted, partly superseded by [[EU-2]] and ADR-0009",
    ]) {
        let patched = patch::status(path, bytes, phrase).expect("there is a place for it");
        // Quotes that the new words need may be put around them.
        let (before, after) = (&bytes[..old.span.start], &bytes[old.span.end..]);
        assert!(
            patched.starts_with(before) && patched.ends_with(after),
            "{phrase} in {path}"
        );
        let lines = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').count();
        let inside = lines(&bytes[old.span.clone()]);
        assert!(
            lines(&patched) <= lines(bytes) && lines(&patched) + inside > lines(bytes),
            "no line is added"
        );
    }
}

/// A status where there was none is put between the bytes there are, and reads as meant; or there
/// is no place for it.
fn stated(path: &str, bytes: &[u8]) {
    let Ok(patched) = patch::status(path, bytes, "rejected") else {
        return;
    };
    let head = bytes.iter().zip(&patched).take_while(|(old, new)| old == new).count();
    let (old, new) = (&bytes[head..], &patched[head..]);
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(old, new)| old == new)
        .count();
    // A key of front matter may be there for it with nothing, `null` or `[]` behind it.
    assert!(
        !old[..old.len() - tail].contains(&b'\n'),
        "only the status's own line changes"
    );
    let Outcome::Record(now) = read::record(path, &patched).outcome else {
        panic!("it stays a record");
    };
    assert_eq!(now.status, Status::Rejected);
}

/// Another title changes the place where the title stands and no other byte.
fn titles(path: &str, bytes: &[u8], parsed: &Parsed) {
    let retitled = edit::retitle(path, bytes, "Another title");
    if let (Some(at), true) = (&parsed.title_at, retitled != bytes) {
        assert!(retitled.starts_with(&bytes[..at.span.start]) && retitled.ends_with(&bytes[at.span.end..]));
        let Outcome::Record(now) = read::record(path, &retitled).outcome else {
            panic!("it stays a record");
        };
        assert_eq!(now.number, parsed.number, "a number in the heading stays");
    }
    assert_eq!(
        edit::retitle(path, bytes, &parsed.title),
        bytes,
        "the title it has changes nothing"
    );
}
