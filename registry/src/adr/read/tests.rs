use proptest::prelude::*;
use time::macros::date;

use super::*;
use crate::adr::model::{RelationKind, Target};

fn parsed(path: &str, source: &str) -> Parsed {
    match record(path, source.as_bytes()).outcome {
        Outcome::Record(parsed) => *parsed,
        Outcome::NotAnAdr(reason) => panic!("{path}: {reason}"),
    }
}

fn pointers(parsed: &Parsed) -> Vec<(RelationKind, String)> {
    parsed
        .relations
        .iter()
        .map(|relation| (relation.kind, relation.target.to_string()))
        .collect()
}

#[test]
fn nygard_with_successor() {
    let read = parsed(
        "doc/adr/0004-use-queues.md",
        "# 4. Use queues\n\nDate: 2024-07-15\n\n## Status\n\nAccepted\n\nSuperceded by [9. Use streams](0009-use-streams.md)\n\n\
         Amended by [7. Retry](0007-retry.md)\n\n## Context\n\nSee [2](0002-x.md).\n\n## Decision\n\nYes.\n",
    );
    assert_eq!(read.dialect, Dialect::Nygard);
    assert_eq!((read.title.as_str(), read.number), ("Use queues", Some(4)));
    assert_eq!(read.status, Status::Superseded);
    assert_eq!(read.date, Some(date!(2024 - 07 - 15)));
    assert_eq!(
        pointers(&read),
        [
            (RelationKind::SupersededBy, "0009-use-streams.md".to_owned()),
            (RelationKind::AmendedBy, "0007-retry.md".to_owned()),
            (RelationKind::Mentions, "0002-x.md".to_owned()),
        ]
    );
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
}

#[test]
fn madr_of_each_version() {
    let body = "\n## Context and Problem Statement\n\nWhy?\n\n## Considered Options\n\n* A\n";
    let two = parsed(
        "0001-x.md",
        &format!("# X\n\n* Status: accepted\n* Deciders: Ann, Bo\n* Date: 15/07/2024\n{body}"),
    );
    assert_eq!(
        (two.dialect, two.deciders),
        (Dialect::Madr2, vec!["Ann".to_owned(), "Bo".to_owned()])
    );
    assert_eq!(two.date, Some(date!(2024 - 07 - 15)));
    let three = parsed(
        "0001-x.md",
        &format!("---\nstatus: proposed\ndeciders: Ann\ndate: 2024-07-15\n---\n# X\n{body}"),
    );
    assert_eq!((three.dialect, three.status), (Dialect::Madr3, Status::Proposed));
    let four = parsed(
        "0001-x.md",
        &format!(
            "---\nstatus: \"superseded by ADR-0123\"\ndecision-makers: [Ann]\nconsulted: Cy\ninformed:\n  - Di\n---\n# X\n{body}"
        ),
    );
    assert_eq!((four.dialect, four.status), (Dialect::Madr4, Status::Superseded));
    assert_eq!((four.consulted[0].as_str(), four.informed[0].as_str()), ("Cy", "Di"));
    assert_eq!(pointers(&four), [(RelationKind::SupersededBy, "ADR-0123".to_owned())]);
    let bare = parsed("0001-x.md", &format!("# X\n{body}"));
    assert_eq!((bare.dialect, bare.status), (Dialect::Madr, Status::Unknown));
    assert_eq!(bare.diagnostics, [Diagnostic::NoStatus]);
}

#[test]
fn log4brains_takes_silence_for_consent() {
    let read = parsed(
        "docs/adr/20240715-use-x.md",
        "# Use X\n\n- Tags: data lake\n\n## Context\n\nWhy?\n",
    );
    assert_eq!(
        (read.dialect, read.status, read.number),
        (Dialect::Log4brains, Status::Accepted, None)
    );
    assert_eq!(read.date, Some(date!(2024 - 07 - 15)));
    assert_eq!(read.tags, ["data", "lake"]);
    assert_eq!(read.diagnostics, [Diagnostic::AssumedAccepted]);
}

#[test]
fn a_table_without_heading() {
    let read = parsed(
        "docs/adr/003-publish-things.md",
        "| Status | Date | Author(s) |\n|:--|:--|:--|\n| Superseded by [ADR-011](011-outbox.md) | 2025-01-19 | [@ann](https://example.org) |\n\n## Context\n\nAs in [ADR-001].\n\n[ADR-001]: 001-drop.md\n",
    );
    assert_eq!(
        (read.dialect, read.title.as_str()),
        (Dialect::HeaderTable, "Publish things")
    );
    assert_eq!((read.status, read.number), (Status::Superseded, Some(3)));
    assert_eq!(read.deciders, ["@ann"]);
    assert_eq!(
        pointers(&read),
        [
            (RelationKind::SupersededBy, "011-outbox.md".to_owned()),
            (RelationKind::Mentions, "001-drop.md".to_owned())
        ]
    );
    assert_eq!(read.diagnostics, [Diagnostic::NoTitle]);
}

#[test]
fn other_forms() {
    let pipe = parsed(
        "7-x.md",
        "# ADR-7: X\n\n**Status:** Accepted | **Date:** July 15, 2024\n\nText.\n",
    );
    assert_eq!(
        (pipe.dialect, pipe.title.as_str(), pipe.status),
        (Dialect::PipeLine, "X", Status::Accepted)
    );
    let site = parsed(
        "x.md",
        "---\nid: adr7\ntitle: \"ADR 7: Use X\"\nstatus: { accepted }\ntags: [a, b]\n---\n\nText.\n",
    );
    assert_eq!(
        (site.dialect, site.title.as_str(), site.number),
        (Dialect::FrontMatter, "Use X", Some(7))
    );
    assert_eq!((site.status, site.tags.len()), (Status::Accepted, 2));
    let folder = parsed(
        "adr/2024-07-15-use-x/README.md",
        "# Use X\n\n## Rationale\n\nBecause.\n",
    );
    assert_eq!(
        (folder.dialect, folder.date),
        (Dialect::Folder, Some(date!(2024 - 07 - 15)))
    );
    let y = parsed(
        "0002-x.md",
        "# X\n\nIn the context of claims, facing audits, we decided for queues.\n",
    );
    assert_eq!(y.dialect, Dialect::YStatement);
    let rst = parsed(
        "0003-x.rst",
        "=====\nUse X\n=====\n\n:Date: 2024-07-15\n\nStatus\n------\n\nSuperseded by `4 <0004-y.rst>`_\n\nContext\n-------\n\nWhy.\n",
    );
    assert_eq!(
        (rst.dialect, rst.title.as_str(), rst.status),
        (Dialect::Rst, "Use X", Status::Superseded)
    );
    assert_eq!(pointers(&rst), [(RelationKind::SupersededBy, "0004-y.rst".to_owned())]);
}

#[test]
fn traps() {
    let fence = parsed(
        "0001-x.md",
        "# X\n\n```\n---\nstatus: rejected\n---\n# Not me\n## Status\nRejected\n```\n\n## Status\n\nAccepted\n",
    );
    assert_eq!((fence.title.as_str(), fence.status), ("X", Status::Accepted));
    let two = parsed(
        "0001-x.md",
        "---\nstatus: accepted\ndate: 2024-01-01\n---\n# 2. X\n\nDate: 2024-02-02\n\n## Status\n\nRejected\n\n## Context\n\nText\n",
    );
    assert_eq!(two.status, Status::Accepted);
    assert_eq!(
        two.diagnostics,
        [
            Diagnostic::TwoNumbers { file: 1, heading: 2 },
            Diagnostic::TwoStatuses {
                used: Status::Accepted,
                other: Status::Rejected
            },
            Diagnostic::TwoDates {
                used: date!(2024 - 01 - 01),
                other: date!(2024 - 02 - 02)
            },
        ]
    );
    let null = parsed("0001-x.md", "---\nstatus: null\ndate:\n---\n# X\n\nText\n");
    assert_eq!(
        (null.status, null.status_at, null.diagnostics),
        (Status::Unknown, None, vec![Diagnostic::NoStatus])
    );
    let hold = parsed("0001-x.md", "---\nstatus: on hold\n---\n# X\n\nText\n");
    assert_eq!(
        (hold.status, hold.status_at.unwrap().text.as_str()),
        (Status::Unknown, "on hold")
    );
    let open = parsed("0001-x.md", "---\nstatus: accepted\n\n# X\n\nText\n");
    assert!(open.diagnostics.contains(&Diagnostic::OpenFrontMatter));
    let left = parsed(
        "0001-x.md",
        "# X\n\n* Status: {proposed | accepted}\n* Date: {when}\n\nText\n",
    );
    assert!(left.diagnostics.contains(&Diagnostic::TemplateStatus));
    assert!(left.diagnostics.contains(&Diagnostic::UnreadDate("{when}".to_owned())));
    let bytes = b"\xef\xbb\xbf---\r\nstatus: accepted\r\n---\r\n# Caf\xe9\r\n\r\nText\r\n";
    let reading = record("0001-x.md", bytes);
    assert!(reading.text.starts_with("---"));
    let Outcome::Record(bad) = reading.outcome else {
        panic!("a record")
    };
    assert_eq!((bad.title.as_str(), bad.status), ("Caf\u{fffd}", Status::Accepted));
    assert_eq!(bad.diagnostics, [Diagnostic::NotUtf8(36)]);
    let empty = parsed("adr/use-x.md", "# Use X\n");
    assert_eq!(empty.diagnostics, [Diagnostic::NoStatus, Diagnostic::EmptyBody]);
}

#[test]
fn relations_of_every_kind() {
    let read = parsed(
        "adr/0005-x.md",
        "---\nstatus: accepted; supersedes ADR-0003 and ADR-4\namends: 0002-y.md\ndepends-on: [1, \"[[PLAT-9]]\"]\n---\n# X\n\n\
         See [itself](0005-x.md), [a page](https://example.org/x) and [seven](../adr/0007-z.md#why).\n\n## Links\n\n\
         * Refined by [8](0008-w.md)\n* [6](0006-v.md)\n",
    );
    let at = |kind, target: &str| (kind, target.to_owned());
    assert_eq!(
        pointers(&read),
        [
            at(RelationKind::Supersedes, "ADR-0003"),
            at(RelationKind::Supersedes, "ADR-0004"),
            at(RelationKind::Amends, "0002-y.md"),
            at(RelationKind::DependsOn, "ADR-0001"),
            at(RelationKind::DependsOn, "PLAT-9"),
            at(RelationKind::Mentions, "../adr/0007-z.md"),
            at(RelationKind::AmendedBy, "0008-w.md"),
            at(RelationKind::RelatesTo, "0006-v.md"),
        ]
    );
    assert_eq!(
        read.relations[4].target,
        Target::Record {
            log: "PLAT".to_owned(),
            number: 9
        }
    );
}

#[test]
fn what_is_no_record_says_why() {
    for (path, bytes) in [
        ("docs/adr/README.md", &b"# Decisions\n"[..]),
        ("docs/adr/template.md", b"# Title\n"),
        ("0001-x.md", b"# {short title}\n\n## Context\n"),
        ("0001-x.md", b"# [short title of solved problem and solution]\n"),
        ("0001-x.md", b""),
        ("0001-x.md", b" \r\n \xef\xbb\xbf"),
        ("0001-x.md", b"PK\x03\x04\x00\x00"),
        ("0001-x.md", b"\xff\xfe#\x00 \x00"),
        ("notes.md", b"# Notes\n\nBuy milk.\n"),
        ("x.png", b"\x89PNG"),
    ] {
        match record(path, bytes).outcome {
            Outcome::NotAnAdr(reason) => assert!(reason.ends_with('.'), "{reason}"),
            Outcome::Record(parsed) => panic!("{path}: {parsed:?}"),
        }
    }
}

#[test]
fn the_body_is_what_stands_below_the_title() {
    assert_eq!(body("---\nstatus: x\n---\n\n# T\n\nText\n"), "\nText\n");
    assert_eq!(body("T\n===\nText\n"), "Text\n");
    assert_eq!(body("\u{feff}Text\n# T\n"), "Text\n# T\n");
    assert_eq!(body("# T"), "");
}

#[test]
fn long_malice_is_read_in_one_go() {
    for piece in [
        "[",
        "[[",
        "](",
        "`",
        "` `` ",
        "<!--",
        "|",
        "| |\n",
        "Status: x\n",
        "* Deciders: a\n",
        "## Status\n\nx\n",
        "\n",
        "adr ",
        "[a](0002-b.md) ",
        "---\n",
        "key: v\n",
        " \n",
        "\\",
        "&",
        "#",
        "(",
        "\u{202e}",
        "1/1/",
        "x,",
        "> ",
    ] {
        for start in ["", "---\n", "---\na:\n", "# T\n\n", "# T\n\n## Status\n\n"] {
            let text = format!("{start}{}", piece.repeat(20_000 / piece.len()));
            let reading = record("adr/0001-x.md", text.as_bytes());
            assert_eq!(reading.text, text);
        }
    }
}

/// Pieces of records, glued together at random: nearer to real files than random characters.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "---\n",
        "status:",
        " accepted",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "# ",
        "## Status\n",
        "\n",
        "\r\n",
        "\r",
        "* ",
        "- ",
        "Date: ",
        "2024-07-15",
        "|",
        "|--|--|\n",
        "Status",
        "**",
        ":",
        "```\n",
        "<!--",
        "-->",
        "ADR-",
        "12",
        "superseded by ",
        "0001-x.md",
        "[[",
        "]]",
        "\"",
        "'",
        "\\",
        "é",
        "\u{202e}",
        "🙂",
        "\t",
        "    ",
        "===\n",
        "title: >-\n",
        "  x\n",
        "&a",
        "*a",
        "`",
        "[a]: b.md\n",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn spans_lie_inside(path: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    let Outcome::Record(parsed) = record(path, bytes).outcome else {
        return Ok(());
    };
    let single = [
        &parsed.title_at,
        &parsed.status_at,
        &parsed.date_at,
        &parsed.deciders_at,
        &parsed.tags_at,
    ];
    let raws = single
        .into_iter()
        .flatten()
        .chain(parsed.relations.iter().map(|relation| &relation.raw));
    for raw in raws {
        let found = bytes.get(raw.span.clone());
        prop_assert!(found.is_some(), "{raw:?} outside {} bytes", bytes.len());
        prop_assert_eq!(String::from_utf8_lossy(found.unwrap_or_default()), raw.text.as_str());
    }
    prop_assert!(!parsed.title.is_empty());
    // Writing the status that is there changes nothing outside its place.
    if let Some(old) = &parsed.status_at {
        let patched = patch::replace(bytes, old.span.clone(), "@");
        prop_assert_eq!(&patched[..old.span.start], &bytes[..old.span.start]);
        prop_assert_eq!(&patched[old.span.start + 1..], &bytes[old.span.end..]);
        prop_assert_eq!(
            patch::replace(&patched, old.span.start..old.span.start + 1, &old.text).len(),
            bytes.len() + lost(old)
        );
    }
    Ok(())
}

/// How much longer the shown text of a piece is than its bytes, where those are no UTF-8.
fn lost(raw: &Raw) -> usize {
    raw.text.len() - raw.span.len()
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400), name in "\\PC{0,20}") {
        spans_lie_inside("adr/0001-x.md", &bytes)?;
        spans_lie_inside("adr/0001-x.rst", &bytes)?;
        spans_lie_inside(&name, &bytes)?;
        spans_lie_inside(&format!("{name}.md"), &bytes)?;
    }

    #[test]
    fn any_text_is_read(text in pieces()) {
        spans_lie_inside("adr/0001-x.md", text.as_bytes())?;
        spans_lie_inside("adr/20240715-x/README.md", text.as_bytes())?;
        spans_lie_inside("adr/x.rst", text.as_bytes())?;
        let whole = text.ends_with(body(&text));
        prop_assert!(whole);
    }
}
