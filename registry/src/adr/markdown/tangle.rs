//! Raw HTML nested so deep, or with so many attributes, that cleaning it would take minutes: the
//! time that takes grows with the square of both.

use std::collections::HashMap;

/// So many elements may be open at once.
const DEEPEST: usize = 200;

/// So many elements that can hold others may be opened in all. What closes an element is only
/// guessed here, and a guess that is wrong must not cost more than this.
const MOST: usize = 5_000;

/// So many attributes one tag may have.
const ATTRIBUTES: usize = 1_000;

/// Names differ within so many bytes.
const LONGEST_NAME: usize = 32;

/// Elements that hold nothing, or end where the next of their kind begins.
const FLAT: [&str; 25] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// Whether a person's raw HTML is better shown as it is written.
pub(super) fn is(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut open: HashMap<Vec<u8>, usize> = HashMap::new();
    let (mut depth, mut all) = (0_usize, 0_usize);
    // Up to where a comment hides what would close something.
    let mut hidden = 0;
    // Tags as people write them are gone through once.
    let mut looked_at = 0_usize;
    for (at, _) in html.match_indices('<') {
        let mut after = &bytes[at + 1..];
        if matches!(after.first(), Some(b'!' | b'?')) {
            if at >= hidden {
                let end = if after.starts_with(b"!--") { "-->" } else { ">" };
                hidden = html[at + 1..].find(end).map_or(html.len(), |length| at + 1 + length);
            }
            continue;
        }
        let closes = after.first() == Some(&b'/');
        if closes {
            after = &after[1..];
        }
        if !after.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let beginning = &after[..after.len().min(LONGEST_NAME)];
        let end = beginning
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
            .unwrap_or(beginning.len());
        let name = beginning[..end].to_ascii_lowercase();
        let flat = FLAT.iter().any(|it| it.as_bytes() == name);
        if closes {
            if let Some(count) = open.get_mut(&name).filter(|count| at >= hidden && **count > 0) {
                *count -= 1;
                depth -= 1;
            }
            continue;
        }
        let (count, length) = attributes(&after[end..]);
        looked_at += length;
        if count > ATTRIBUTES || looked_at > 4 * bytes.len() {
            return true;
        }
        if flat {
            continue;
        }
        *open.entry(name).or_default() += 1;
        depth += 1;
        all += 1;
        if depth > DEEPEST || all > MOST {
            return true;
        }
    }
    false
}

/// How many attributes stand between a tag's name and its end, as a browser reads them, and how
/// many bytes they take; what is beyond the limit is not counted.
fn attributes(bytes: &[u8]) -> (usize, usize) {
    let between = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/';
    let (mut at, mut count) = (0, 0);
    let skip = |from: usize, stop: &dyn Fn(&u8) -> bool| {
        bytes[from..]
            .iter()
            .position(stop)
            .map_or(bytes.len(), |length| from + length)
    };
    loop {
        at = skip(at, &|byte| !between(byte));
        if at >= bytes.len() || bytes[at] == b'>' || count > ATTRIBUTES {
            return (count, at);
        }
        count += 1;
        // An equals sign that begins a name is part of it.
        at = skip(at + 1, &|byte| between(byte) || matches!(byte, b'>' | b'='));
        let value = skip(at, &|byte| !byte.is_ascii_whitespace());
        if bytes.get(value) == Some(&b'=') {
            let value = skip(value + 1, &|byte| !byte.is_ascii_whitespace());
            at = match bytes.get(value) {
                Some(quote @ (b'"' | b'\'')) => (skip(value + 1, &|byte| byte == quote) + 1).min(bytes.len()),
                _ => skip(value, &|byte| byte.is_ascii_whitespace() || *byte == b'>'),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_no_tangle() {
        assert!(!is(""));
        assert!(!is(&"<p>a<br/><li>b".repeat(10_000)));
        assert!(!is(&"<div class=\"x\" title='>'><b>x</b></div>".repeat(1_000)));
        assert!(!is(&"a < b, 1 </ 2".repeat(10_000)));
    }

    #[test]
    fn depth_many_elements_and_many_attributes_are_one() {
        assert!(is(&"<div>".repeat(201)));
        assert!(is(&"<ul><li>".repeat(201)));
        assert!(is(&"<div><style></div></style>".repeat(5_001)));
        let many: String = (0..1_200).flat_map(|n| [" a".to_owned(), n.to_string()]).collect();
        assert!(is(&format!("<p{many}>")));
        assert!(is(&format!("<b title=\">\" {many}>")));
        assert_eq!(attributes(b" a=1 b = '2 3' c/d>e f"), (4, 18));
        assert_eq!(attributes(b" =a=1 \"").0, 2);
        assert_eq!(attributes(b" a=\"x").0, 1);
        assert!(is(&"<a<a<p b='".repeat(200_000)));
    }
}
