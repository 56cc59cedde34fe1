//! The laws of reading and changing a record: over fixtures of every dialect and trap, over
//! fixtures damaged at random, and over any bytes. `fuzz/` goes on where this ends.

#![expect(clippy::expect_used, clippy::panic, reason = "a broken law fails by panicking")]

mod check;
mod fixtures;

use proptest::prelude::*;
use registry::adr::{
    Dialect, Status, edit, markdown,
    read::{Diagnostic, Outcome, Parsed, patch, record},
};

fn parsed(path: &str, bytes: &[u8]) -> Parsed {
    match record(path, bytes).outcome {
        Outcome::Record(parsed) => *parsed,
        Outcome::NotAnAdr(reason) => panic!("{path}: {reason}"),
    }
}

#[test]
fn every_dialect_and_trap_is_read_as_meant() {
    let mut other = Vec::new();
    for fixture in fixtures::ALL {
        let read = parsed(fixture.path, fixture.bytes);
        let date = read.date.map(|date| date.to_string()).unwrap_or_default();
        let found = (read.dialect, read.status, date, read.title);
        let meant = (
            fixture.dialect,
            fixture.status,
            fixture.date.to_owned(),
            fixture.title.to_owned(),
        );
        if found != meant {
            other.push((fixture.path, found, meant));
        }
        check::all(fixture.bytes);
    }
    assert!(other.is_empty(), "path, found, meant: {other:#?}");
    for dialect in Dialect::ALL {
        assert!(fixtures::ALL.iter().any(|it| it.dialect == dialect), "{dialect}");
    }
}

#[test]
fn a_new_status_reads_as_meant_and_changes_one_line() {
    for fixture in fixtures::ALL {
        if parsed(fixture.path, fixture.bytes).status_at.is_none() {
            continue;
        }
        for status in [Status::Proposed, Status::Accepted, Status::Rejected, Status::Deprecated] {
            let patched = patch::status(fixture.path, fixture.bytes, status.as_str()).expect("there is a status");
            assert_eq!(parsed(fixture.path, &patched).status, status, "{}", fixture.path);
            let lines = |bytes: &[u8]| {
                bytes
                    .split(|byte| *byte == b'\n')
                    .map(<[u8]>::to_vec)
                    .collect::<Vec<_>>()
            };
            let (before, after) = (lines(fixture.bytes), lines(&patched));
            if before.len() == after.len() {
                let changed = before.iter().zip(&after).filter(|(old, new)| old != new).count();
                assert!(changed <= 1, "{} lines of {}", changed, fixture.path);
            }
        }
    }
}

#[test]
fn dates_of_every_shape_are_one_day() {
    for date in fixtures::DATES {
        let text = format!("# X\n\nDate: {date}\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n");
        let read = parsed("adr/0001-x.md", text.as_bytes());
        assert_eq!(
            read.date.map(|date| date.to_string()).as_deref(),
            Some("2024-07-15"),
            "{date}"
        );
        assert_eq!(read.date_at.map(|raw| raw.text).as_deref(), Some(date));
    }
}

#[test]
fn what_is_no_record_is_none() {
    for path in fixtures::NONE {
        let reading = record(path, b"# X\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n");
        assert!(matches!(reading.outcome, Outcome::NotAnAdr(_)), "{path}");
    }
}

#[test]
fn a_title_that_deceives_is_said() {
    let deceives = parsed("adr/0001-x.md", "# Use \u{202e}3S\u{200b}\n\nText.\n".as_bytes());
    assert!(
        deceives
            .diagnostics
            .contains(&Diagnostic::HiddenInTitle("U+200B, U+202E".to_owned())),
        "{:?}",
        deceives.diagnostics
    );
    assert_eq!(deceives.title, "Use 3S");
    let plain = parsed("adr/0001-x.md", "# שלום 👩‍🔧 naïve\n\nText.\n".as_bytes());
    assert_eq!(plain.title, "שלום 👩‍🔧 naïve");
    assert!(
        !plain
            .diagnostics
            .iter()
            .any(|it| matches!(it, Diagnostic::HiddenInTitle(_)))
    );
}

#[test]
fn another_title_leaves_a_number_in_the_heading() {
    for heading in [
        "7. Use X",
        "7 - Use X",
        "ADR-0007: Use X",
        "ADR 7 - Use X",
        "[ADR-007] Use X",
    ] {
        let source = format!("# {heading}\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n");
        let retitled = edit::retitle("adr/x.md", source.as_bytes(), "Use Y");
        assert_eq!(
            String::from_utf8_lossy(&retitled),
            source.replace("Use X", "Use Y"),
            "{heading}"
        );
        assert_eq!(parsed("adr/x.md", &retitled).number, Some(7));
    }
}

#[test]
fn a_status_of_several_lines_leaves_nothing_of_itself() {
    let fixture = fixtures::ALL
        .iter()
        .find(|it| it.path == "adr/0014-paragraph.md")
        .expect("the fixture");
    let patched = patch::status(fixture.path, fixture.bytes, "accepted").expect("there is a status");
    assert_eq!(
        String::from_utf8_lossy(&patched),
        "# Paragraph\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n"
    );
}

#[test]
fn a_record_of_very_many_links_is_read_in_time_and_says_so() {
    let begun = std::time::Instant::now();
    let links: Vec<String> = (0..150_000).map(|n| format!("- [x]({n:06}-x.md)\n")).collect();
    let links = links.concat();
    let read = parsed("adr/0001-x.md", format!("# X\n\n{links}").as_bytes());
    assert_eq!(read.relations.len(), 1_000);
    assert!(read.diagnostics.contains(&Diagnostic::ManyRelations(1_000)));
    let long = format!("# X\n\n{}[a](0002-a.md)\n\n[b](0003-b.md)\n", "x ".repeat(40_000));
    let read = parsed("adr/0001-x.md", long.as_bytes());
    assert_eq!(read.relations.len(), 1);
    assert!(read.diagnostics.contains(&Diagnostic::LongParagraph));
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn nested_raw_html_is_rendered_in_time() {
    for piece in ["<div>", "<div>\n", "<ul><li>", "<table>", "<b><p>", "<a<a", "<p a='"] {
        let begun = std::time::Instant::now();
        let html = markdown::render(&piece.repeat(100_000));
        assert!(html.len() < 10_000_000);
        assert!(begun.elapsed().as_secs() < 30, "{piece}: {:?}", begun.elapsed());
    }
}

#[test]
fn deep_nesting_and_long_lines_are_read_in_one_go() {
    for piece in [
        "> ", "- ", "  ", "[", "![", "*", "_", "<b>", "((", "| ", "#", "`", "&a *a ", "{", "\t",
    ] {
        let deep = format!("# X\n\n## Status\n\nAccepted\n\n{}x\n", piece.repeat(3_000));
        check::all(deep.as_bytes());
    }
}

/// Bytes of a fixture with some of them changed, left out, doubled or brought in from another.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let one = 0..fixtures::ALL.len();
    let blow = (any::<prop::sample::Index>(), 0_u8..5, any::<u8>());
    (one.clone(), one, prop::collection::vec(blow, 1..8)).prop_map(|(first, second, blows)| {
        let mut bytes = fixtures::ALL[first].bytes.to_vec();
        let other = fixtures::ALL[second].bytes;
        for (at, how, with) in blows {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = with,
                1 => bytes.truncate(at),
                2 => bytes.insert(at, with),
                3 => {
                    let doubled = bytes[at..].to_vec();
                    bytes.extend(doubled);
                }
                _ => {
                    let from = usize::from(with) % other.len();
                    bytes.splice(at..at, other[from..].iter().copied());
                }
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn damaged_records_keep_the_laws(bytes in damaged()) {
        check::all(&bytes);
    }

    #[test]
    fn any_bytes_keep_the_laws(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check::all(&bytes);
    }
}
