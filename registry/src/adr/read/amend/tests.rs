use proptest::prelude::*;

use super::*;
use crate::adr::{edit::prompts, template};

/// A record of each way to keep metadata.
const RECORDS: [(&str, &str); 16] = [
    (
        "0004-x.md",
        "# 4. Use S3\n\nDate: 2024-07-15\n\n## Status\n\nAccepted\n\n## Context\n\nDate: no.\n\n## Decision\n\nx\n",
    ),
    (
        "0004-x.md",
        "# 4. Use S3\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Context\r\n\r\nx\r\n",
    ),
    (
        "0004-x.md",
        "# Use S3\n\n* Status: accepted\n* Deciders: Ann, Bo <!-- all -->\n* Date: 2024-07-15\n\nTechnical Story: x\n\n## Context and Problem Statement\n\nx\n",
    ),
    (
        "0004-x.md",
        "# Use S3\n\n* **Status:** accepted\n* **Deciders:**\n  * Ann\n  * Bo\n\n## Context and Problem Statement\n\nx\n",
    ),
    (
        "0004-x.md",
        "---\nstatus: accepted\ndate: 2024-07-15 # when\ndeciders: [\"Ann\", Bo]\nconsulted:\n  - Cy\n  - 'Di'\n---\n# Use S3\n\n## Context and Problem Statement\n\nx\n",
    ),
    (
        "0004-x.md",
        "---\nstatus: \"accepted\"\ndecision-makers: {list everyone}\ninformed: ~\n---\n\n# Use S3\n\n## Decision Outcome\n\nx\n\n### Confirmation\n\ny\n",
    ),
    (
        "0004-x.md",
        "# Use S3\n\n## Context and Problem Statement\n\nx\n\n## Decision Outcome\n\ny\n",
    ),
    (
        "20240715-use-s3.md",
        "# Use S3\n\n- Status: accepted\n- Tags: a b\n\n## Context\n\nx\n",
    ),
    ("20240715-use-s3.md", "# Use S3\n\n## Context\n\nx\n"),
    (
        "0004-x.md",
        "# Use S3\n\n| | |\n|--|--|\n| **Status** | accepted |\n| **Date** | 2024-07-15 |\n\n## Context\n\nx\n",
    ),
    (
        "0004-x.md",
        "| Status | Date | Deciders |\n|---|---|---|\n| accepted | 2024-07-15 | Ann |\n\n## Context\n\nx\n",
    ),
    (
        "0004-x.md",
        "# Use S3\n\n**Status:** accepted | **Date:** 2024-07-15\n\n## Context\n\nx\n",
    ),
    (
        "adr/use-s3.md",
        "---\ntitle: Use S3\nstatus: accepted\ntags:\n- a\n- b\n---\n\nWords.\n",
    ),
    (
        "adr/0004-use-s3/README.md",
        "Use S3\n======\n\nStatus: accepted\\\nDate: 2024-07-15\\\n\n## Context\n\nx\n\n## Decision\n\ny\n",
    ),
    (
        "0004-x.rst",
        "Use S3\n======\n\n:Status: accepted\n:Date: 2024-07-15\n\nContext\n-------\n\nx\n",
    ),
    (
        "0004-x.md",
        "\u{feff}# Use S3\n\n## Status\n\naccepted\n\n## Deciders\n\n- Ann\n- Bo\n\n## Context\n\nx\n",
    ),
];

fn set(path: &str, source: &str, part: Part, typed: &str) -> Result<String, NotAmended> {
    amend(path, source.as_bytes(), part, typed).map(|bytes| String::from_utf8(bytes).unwrap())
}

/// How many lines of each text are not in the other, seen from both ends.
fn changed(before: &str, after: &str) -> (usize, usize) {
    let (old, new): (Vec<_>, Vec<_>) = (
        before.split_inclusive('\n').collect(),
        after.split_inclusive('\n').collect(),
    );
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let room = old.len().min(new.len()) - head;
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(room)
        .take_while(|(old, new)| old == new)
        .count();
    (old.len() - head - tail, new.len() - head - tail)
}

fn typed() -> impl Strategy<Value = (Part, String)> {
    let name =
        "[A-ZÄ][a-zé]{1,6}( [A-Z][a-z'’-]{1,5})?( \\([a-z ,]{1,6}\\))?|@[a-z]{2,6}|[A-Za-z#:\"'*|&{}\\[\\]`_ ]{1,8}";
    let day = (2000_u32..2030, 1_u32..13, 1_u32..29).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}"));
    let list = proptest::collection::vec(name, 0..4).prop_map(|names| names.join(", "));
    prop_oneof![
        day.prop_map(|day| (Part::Date, day)),
        (0_usize..5, list).prop_map(|(at, list)| {
            let part = Part::ALL[at];
            (part, if part == Part::Date { String::new() } else { list })
        }),
    ]
}

proptest! {
    #[test]
    fn one_field_changes_its_lines_and_reads_back(at in 0..RECORDS.len(), (part, typed) in typed()) {
        let (path, source) = RECORDS[at];
        let Ok(after) = set(path, source, part, &typed) else { return Ok(()) };
        let wanted = items(part, &typed).unwrap().join(", ");
        prop_assert_eq!(shown_of(path, &after, part), wanted);
        for other in Part::ALL.into_iter().filter(|other| *other != part) {
            prop_assert_eq!(shown_of(path, &after, other), shown_of(path, source, other));
        }
        // At most the key and the two names that stand below it in a record above.
        let (old, _) = changed(source, &after);
        prop_assert!(old <= 3, "{} lines of {}", old, source);
        // Setting it again to the same changes nothing.
        prop_assert_eq!(set(path, &after, part, &typed).unwrap(), after);
    }

    #[test]
    fn any_bytes_are_amended_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..120), typed in "\\PC{0,20}") {
        for part in Part::ALL {
            let _ = amend("adr/0001-x.md", &bytes, part, &typed);
        }
    }
}

#[test]
fn every_record_takes_ordinary_values() {
    for (path, source) in RECORDS {
        for (part, typed) in [
            (Part::Date, "2025-01-31"),
            (Part::Deciders, "Ann Lee, @bo"),
            (Part::Consulted, "Ed"),
            (Part::Informed, "Finance, Legal"),
            (Part::Tags, "data, cost"),
        ] {
            let result = set(path, source, part, typed);
            // A table across has a column for each field and takes no further one.
            let across = source.starts_with("| Status") && !matches!(part, Part::Date | Part::Deciders);
            if across {
                assert_eq!(result, Err(NotAmended::NoPlace), "{part:?} in {source}");
                continue;
            }
            let after = result.unwrap_or_else(|why| panic!("{part:?} in {source}: {why}"));
            assert_eq!(shown_of(path, &after, part), typed);
            // A single line, replaced or added with the empty lines around it.
            let (old, new) = changed(source, &after);
            assert!(old <= 3 && new <= 4, "{old} and {new} lines: {after}");
            let without = set(path, &after, part, "").unwrap_or_else(|why| panic!("{part:?} out of {after}: {why}"));
            assert_eq!(shown_of(path, &without, part), "", "{without}");
        }
    }
}

#[test]
fn a_value_is_written_as_its_neighbours_are() {
    let one = |at: usize, part, typed: &str| set(RECORDS[at].0, RECORDS[at].1, part, typed).unwrap();
    assert!(one(0, Part::Date, "2025-01-31").contains("\n\nDate: 2025-01-31\n\n"));
    assert!(one(0, Part::Tags, "a, b").contains("Date: 2024-07-15\n\nTags: a, b\n\n## Status"));
    assert!(one(1, Part::Date, "2025-01-31").starts_with("# 4. Use S3\r\n\r\nDate: 2025-01-31\r\n\r\n## Status"));
    assert!(one(2, Part::Tags, "a, b").contains("* Date: 2024-07-15\n* Tags: a, b\n\nTechnical"));
    assert!(one(3, Part::Deciders, "Cy, Di").contains("* **Deciders:**\n  * Cy\n  * Di\n\n## Context"));
    assert!(one(3, Part::Informed, "Cy").contains("  * Bo\n* **Informed:** Cy\n\n"));
    assert!(one(4, Part::Date, "2025-01-31").contains("date: 2025-01-31 # when\n"));
    assert!(one(4, Part::Deciders, "@ann, Bo").contains("deciders: [\"@ann\", Bo]\n"));
    assert!(one(4, Part::Consulted, "Ed, Flo").contains("consulted:\n  - Ed\n  - Flo\n---\n"));
    assert!(one(5, Part::Deciders, "Ann").contains("decision-makers: Ann\n"));
    assert!(one(5, Part::Informed, "Ann, Bo").contains("informed: Ann, Bo\n---\n"));
    assert!(one(5, Part::Tags, "a, b c").contains("informed: ~\ntags: [a, b c]\n---\n"));
    assert!(one(6, Part::Deciders, "Ann").starts_with("---\ndecision-makers: Ann\n---\n\n# Use S3\n"));
    assert!(one(7, Part::Date, "2025-01-31").contains("- Tags: a b\n- Date: 2025-01-31\n\n"));
    assert!(one(9, Part::Tags, "a").contains("| **Date** | 2024-07-15 |\n| **Tags** | a |\n\n"));
    assert!(one(11, Part::Tags, "a").contains("**Date:** 2024-07-15 | **Tags:** a\n"));
    assert!(one(11, Part::Date, "").contains("\n\n**Status:** accepted \n\n"));
    assert!(one(12, Part::Tags, "c").contains("tags:\n- c\n---\n"));
    assert!(one(13, Part::Tags, "c").contains("Date: 2024-07-15\\\nTags: c\\\n"));
    assert!(one(14, Part::Tags, "c").contains(":Date: 2024-07-15\n:Tags: c\n"));
    assert!(one(15, Part::Deciders, "Cy").contains("## Deciders\n\n- Cy\n\n## Context"));
    assert!(one(15, Part::Deciders, "Cy").starts_with('\u{feff}'));
}

#[test]
fn what_is_no_value_is_refused_with_a_reason() {
    let (path, source) = RECORDS[0];
    assert_eq!(set(path, source, Part::Date, "soon"), Err(NotAmended::NoDate));
    assert_eq!(set("README.md", "# T\n", Part::Tags, "a"), Err(NotAmended::NotAnAdr));
    // A pipe would begin another column.
    let (path, source) = RECORDS[11];
    assert_eq!(
        set(path, source, Part::Tags, "a|Date: b"),
        Err(NotAmended::ReadsDifferently)
    );
}

#[test]
fn templates_take_every_field() {
    for template in template::all() {
        for (part, typed) in [
            (Part::Date, "2025-01-31"),
            (Part::Deciders, "Ann, Bo"),
            (Part::Tags, "a, b"),
        ] {
            let after = set("adr/draft.md", template.body, part, typed)
                .unwrap_or_else(|why| panic!("{part:?} in {}: {why}", template.key));
            assert_eq!(shown_of("adr/draft.md", &after, part), typed);
            assert_eq!(prompts(&after), prompts(template.body));
        }
    }
}

#[test]
fn a_changed_field_wins_unless_the_text_was_changed_too() {
    let (path, source) = RECORDS[2];
    let with = |text: &str, typed: &str| bring(path, text, &[(Part::Deciders, typed, "Ann, Bo")]);
    assert_eq!(with(source, "Ann, Bo"), (source.to_owned(), Vec::new()));
    let (text, problems) = with(source, "Cy");
    assert!(
        text.contains("* Deciders: Cy") && problems.is_empty(),
        "{text} {problems:?}"
    );
    let other = source.replace("Ann, Bo", "Di");
    assert_eq!(with(&other, "Ann, Bo"), (other.clone(), Vec::new()));
    assert_eq!(with(&other, "Di"), (other.clone(), Vec::new()));
    let (text, problems) = with(&other, "Cy");
    assert_eq!(text, other);
    assert!(problems[0].1.contains("says “Di” now"), "{problems:?}");
    let gone = source.replace("* Deciders: Ann, Bo <!-- all -->\n", "");
    let (text, problems) = with(&gone, "Cy");
    assert_eq!(text, gone);
    assert_eq!(
        problems[0].1,
        "You changed the decision makers here, and the text no longer has any. Write them in the text, or empty this field."
    );
    assert_eq!(with(&gone, ""), (gone.clone(), Vec::new()));
}
