//! Changes one field of a record and nothing else: every byte outside the field stays.

use std::ops::Range;

use super::{
    Outcome, amend,
    front::{self, Found},
    record,
    scan::Text,
    value,
};

pub use super::amend::decided;

/// Why a field could not be changed in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPatched {
    /// The file is no record.
    #[error("the file is not a decision record")]
    NotAnAdr,
    /// Nothing to replace, and no place where a status would be read.
    #[error("the record has no line for its status; add one and save again")]
    NoStatus,
    /// Another title there would change what else the heading says.
    #[error("the heading would not read as meant with this title")]
    NoTitle,
}

/// The bytes with a range replaced.
#[must_use]
pub fn replace(bytes: &[u8], span: Range<usize>, with: &str) -> Vec<u8> {
    let before = bytes.get(..span.start).unwrap_or(bytes);
    let after = bytes.get(span.end..).unwrap_or(&[]);
    [before, with.as_bytes(), after].concat()
}

/// The record with new words where its status stands: a status, or a phrase that begins with one,
/// such as `superseded by ADR-0009`. The first word takes the old one's case (`Accepted`,
/// `ACCEPTED`, `accepted`). A record that states no status gets a place for it, as its dialect has it.
///
/// # Errors
/// When the file is no record, or has no place where a status would be read.
pub fn status(path: &str, bytes: &[u8], phrase: &str) -> Result<Vec<u8>, NotPatched> {
    let Outcome::Record(parsed) = record(path, bytes).outcome else {
        return Err(NotPatched::NotAnAdr);
    };
    let Some(old) = parsed.status_at else {
        return amend::stated(path, bytes, phrase).map_err(|_| NotPatched::NoStatus);
    };
    let letters: Vec<char> = old.text.chars().filter(|c| c.is_alphabetic()).take(8).collect();
    let capital = letters.first().is_some_and(|c| c.is_uppercase());
    let all = capital && letters.len() > 1 && letters.iter().all(|c| c.is_uppercase());
    let phrase = phrase.replace(['\n', '\r'], " ");
    let end = phrase.find(|c: char| !c.is_alphabetic()).unwrap_or(phrase.len());
    let (word, rest) = phrase.split_at(end);
    let word = match word.chars().next() {
        Some(_) if all => word.to_uppercase(),
        Some(first) if capital => first.to_uppercase().chain(word.chars().skip(1)).collect(),
        _ => word.to_owned(),
    };
    let words = format!("{word}{rest}");
    // In front matter a link or colon would be read as YAML; inside quotes it is text. A value
    // that stands in quotes keeps them, since they lie outside the span.
    let text = Text::new(bytes);
    let quote = bytes
        .get(old.span.start.wrapping_sub(1))
        .copied()
        .filter(|byte| matches!(byte, b'"' | b'\''));
    let words = match (front::read(&text), quote) {
        (Found::Closed(_, body), Some(quote)) if old.span.start < body => front::escaped(&words, quote),
        (Found::Closed(_, body), None) if old.span.start < body => front::written(&words, false),
        _ => words,
    };
    Ok(replace(bytes, old.span, &words))
}

/// The record with other words where its title stands; a number that leads them stays.
///
/// # Errors
/// When the file is no record or has no heading, or no way to write the title leaves it a record
/// of the same number.
pub fn title(path: &str, bytes: &[u8], title: &str) -> Result<Vec<u8>, NotPatched> {
    let Outcome::Record(parsed) = record(path, bytes).outcome else {
        return Err(NotPatched::NotAnAdr);
    };
    let old = parsed.title_at.ok_or(NotPatched::NoTitle)?;
    let title = title.replace(['\n', '\r'], " ");
    let text = Text::new(bytes);
    let in_front = matches!(front::read(&text), Found::Closed(_, body) if old.span.start < body);
    let written = |lead: &str| {
        let words = format!("{lead}{title}");
        replace(
            bytes,
            old.span.clone(),
            &if in_front { front::written(&words, false) } else { words },
        )
    };
    let heading = if in_front {
        super::heading_words(&old.text)
    } else {
        old.text.clone()
    };
    let lead = &heading[..value::words_at(&heading)];
    let plain = value::title(&heading).1.map(|number| format!("{number}. "));
    let tries: Vec<Vec<u8>> = [Some(lead), plain.as_deref(), Some("")]
        .into_iter()
        .flatten()
        .map(written)
        .collect();
    let same_number = |bytes: &Vec<u8>| match record(path, bytes).outcome {
        Outcome::Record(now) => (now.number == parsed.number).then_some(now.title),
        Outcome::NotAnAdr(_) => None,
    };
    let read: Vec<Option<String>> = tries.iter().map(same_number).collect();
    // What reads as it was typed comes first; marks in a title are seen through when it is read.
    let best = read
        .iter()
        .position(|read| read.as_deref() == Some(title.trim()))
        .or_else(|| read.iter().position(Option::is_some));
    best.and_then(|best| tries.into_iter().nth(best))
        .ok_or(NotPatched::NoTitle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(path: &str, source: &str, phrase: &str) -> String {
        String::from_utf8(status(path, source.as_bytes(), phrase).unwrap()).unwrap()
    }

    #[test]
    fn only_the_status_changes() {
        let source = "\u{feff}# 4. Use S3\r\n\r\nDate: 2024-07-15\r\n\r\n## Status\r\n\r\nAccepted  \r\n\r\n## Context\r\n\r\nAccepted.\r\n";
        assert_eq!(
            patched("0004-x.md", source, "superseded by [9. Use it](0009-use-it.md)"),
            source.replacen("Accepted  ", "Superseded by [9. Use it](0009-use-it.md)  ", 1)
        );
        let source = "---\nstatus: \"accepted\" # yes\n---\n# T\n\n## Context and Problem Statement\n\nx\n";
        assert_eq!(
            patched("0004-x.md", source, "superseded by ADR-0009"),
            source.replacen("accepted", "superseded by ADR-0009", 1)
        );
        let source = "# T\n\n* **Status:** PROPOSED\n";
        assert_eq!(
            patched("0004-x.md", source, "accepted"),
            source.replace("PROPOSED", "ACCEPTED")
        );
    }

    #[test]
    fn bytes_that_are_no_text_stay() {
        let source = b"# T \xff\n\n* Status: draft\n\n\xfe\n";
        let out = status("0004-x.md", source, "proposed").unwrap();
        assert_eq!(out, b"# T \xff\n\n* Status: proposed\n\n\xfe\n");
    }

    #[test]
    fn a_record_without_status_gets_one_where_its_dialect_has_it() {
        assert_eq!(
            patched(
                "0004-x.md",
                "# T\n\n## Context and Problem Statement\n\nx\n\n## Considered Options\n\n* A\n",
                "accepted"
            ),
            "---\nstatus: accepted\n---\n\n# T\n\n## Context and Problem Statement\n\nx\n\n## Considered Options\n\n* A\n"
        );
        assert_eq!(
            patched(
                "0004-x.md",
                "---\r\nstatus:\r\ndate: 2024-07-15\r\n---\r\n# T\r\n\r\nx\r\n",
                "accepted"
            ),
            "---\r\nstatus: accepted\r\ndate: 2024-07-15\r\n---\r\n# T\r\n\r\nx\r\n"
        );
        assert_eq!(
            patched(
                "0004-x.md",
                "# 4. T\n\nDate: 2024-07-15\n\n## Context\n\nx\n",
                "accepted"
            ),
            "# 4. T\n\nDate: 2024-07-15\n\nStatus: accepted\n\n## Context\n\nx\n"
        );
        assert_eq!(
            patched(
                "20240715-x.md",
                "# T\n\n- Tags: data\n\n## Context\n\nx\n",
                "superseded by ADR-0009"
            ),
            "# T\n\n- Tags: data\n- Status: superseded by ADR-0009\n\n## Context\n\nx\n"
        );
        assert_eq!(patched("0004-x.md", "# T\n", "draft"), "# T\n\nStatus: draft\n");
    }

    #[test]
    fn a_record_with_no_place_for_a_status_is_refused() {
        assert_eq!(status("0004-x.rst", b"T\n=\n\nx\n", "draft"), Err(NotPatched::NoStatus));
        assert_eq!(status("README.md", b"# T\n", "draft"), Err(NotPatched::NotAnAdr));
    }

    #[test]
    fn a_status_of_several_lines_is_replaced_as_a_whole() {
        let source = "# 4. T\n\n## Status\n\nRejected, because it costs too much and nobody\nwants to run it.\n\nAmends [2. U](0002-u.md)\n\n## Context\n\nx\n";
        assert_eq!(
            patched("0004-x.md", source, "accepted"),
            "# 4. T\n\n## Status\n\nAccepted\n\nAmends [2. U](0002-u.md)\n\n## Context\n\nx\n"
        );
        let each = "# 4. T\n\n## Status\n\nAccepted\nSuperceded by [9. V](0009-v.md)\n\n## Context\n\nx\n";
        assert_eq!(
            patched("0004-x.md", each, "superseded by ADR-0012"),
            "# 4. T\n\n## Status\n\nAccepted\nSuperseded by ADR-0012\n\n## Context\n\nx\n"
        );
    }

    #[test]
    fn a_number_in_the_heading_outlives_its_title() {
        let titled = |path: &str, heading: &str| {
            let source = format!("{heading}\n\nx\n");
            String::from_utf8(title(path, source.as_bytes(), "Keep \"Y\": a").unwrap()).unwrap()
        };
        for (heading, expected) in [
            ("# 7. Use X", "# 7. Keep \"Y\": a"),
            ("# ADR-0007: Use X", "# ADR-0007: Keep \"Y\": a"),
            ("# ADR 7 - Use X", "# ADR 7 - Keep \"Y\": a"),
            ("# 7 - Use X", "# 7 - Keep \"Y\": a"),
            ("# [ADR-007] Use X", "# [ADR-007] Keep \"Y\": a"),
            ("# [7. Use X](x.md)", "# 7. Keep \"Y\": a"),
            ("---\nx: '# '\n---\n# Use X", "---\nx: '# '\n---\n# Keep \"Y\": a"),
            ("Use X\n=====", "Keep \"Y\": a\n====="),
            ("---\nx: y\n---\nUse X\n=====", "---\nx: y\n---\nKeep \"Y\": a\n====="),
            (
                "---\ntitle: \"7. Use X\"\n---\n",
                "---\ntitle: \"7. Keep \\\"Y\\\": a\"\n---\n",
            ),
            (
                "---\ntitle: 'ADR 7: Use X'\n---\n",
                "---\ntitle: \"ADR 7: Keep \\\"Y\\\": a\"\n---\n",
            ),
        ] {
            assert_eq!(titled("adr/x.md", heading), format!("{expected}\n\nx\n"), "{heading}");
        }
        assert_eq!(title("adr/x.md", b"# Use X\n\nx\n", "3. Y"), Err(NotPatched::NoTitle));
    }

    #[test]
    fn the_day_of_the_decision_is_written_where_a_text_has_one() {
        let day = time::macros::date!(2026 - 11 - 22);
        let with = |source: &str| String::from_utf8(decided("adr/0001-x.md", source.as_bytes(), day)).unwrap();
        assert_eq!(
            with("# T\n\nDate: 15/07/2024\n\n## Status\n\nAccepted\n\n## Context\n\nx\n"),
            "# T\n\nDate: 2026-11-22\n\n## Status\n\nAccepted\n\n## Context\n\nx\n"
        );
        assert_eq!(
            with("---\nstatus: accepted\ndate: {when}\n---\n# T\n\nx\n"),
            "---\nstatus: accepted\ndate: 2026-11-22\n---\n# T\n\nx\n"
        );
        for none in [
            "# T\n\n## Status\n\nAccepted\n",
            "# T\n\n* Created: 2024-07-15\n* Status: accepted\n\nx\n",
            "---\nupdated: 2024-07-15\n---\n# T\n\nx\n",
            "",
        ] {
            assert_eq!(with(none), none);
        }
    }
}
