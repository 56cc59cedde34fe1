//! Changes one field of a record and nothing else: every byte outside the field stays.

use std::ops::Range;

use super::{
    Outcome,
    front::{self, Found},
    record,
    scan::Text,
};

/// Why a field could not be changed in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPatched {
    /// The file is no record.
    #[error("the file is not a decision record")]
    NotAnAdr,
    /// Nothing to replace.
    #[error("the record has no line for its status; add one and save again")]
    NoStatus,
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
/// `ACCEPTED`, `accepted`).
///
/// # Errors
/// When the file is no record, or has no place for a status.
pub fn status(path: &str, bytes: &[u8], phrase: &str) -> Result<Vec<u8>, NotPatched> {
    let Outcome::Record(parsed) = record(path, bytes).outcome else {
        return Err(NotPatched::NotAnAdr);
    };
    let old = parsed.status_at.ok_or(NotPatched::NoStatus)?;
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
    fn a_record_without_status_is_refused() {
        assert_eq!(status("0004-x.md", b"# T\n", "draft"), Err(NotPatched::NoStatus));
        assert_eq!(status("README.md", b"# T\n", "draft"), Err(NotPatched::NotAnAdr));
    }
}
