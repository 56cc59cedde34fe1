//! Words as PostgreSQL's search keeps them and is asked for them. It could read texts by itself, but
//! takes a quarter of a millisecond for a page and holds up the transaction for so long, which is
//! half of what an import may take; here an import does it aside, and by the rules of
//! [`super::excerpt`].

use std::{borrow::Cow, collections::BTreeMap, fmt::Write as _};

use rust_stemmers::{Algorithm, Stemmer};

use super::search;

/// So many places where a word occurs are kept; the first of them weigh the most by far.
const PLACES: usize = 16;

/// Places of words in a title; those in the text come after.
const TITLE: usize = 100;

/// The last place PostgreSQL tells from others.
const LAST: usize = 16_383;

/// Bytes of words and their places. PostgreSQL keeps a megabyte; what does not fit is not found.
const MOST: usize = 900_000;

/// The words of a title, as a `tsvector` is written.
pub fn of_title(title: &str) -> String {
    laid(title, 0, 'A')
}

/// The words of a text, to stand behind those of its title.
pub fn of_body(text: &str) -> String {
    laid(text, TITLE, 'B')
}

/// The words of a search, as a `tsquery` is written.
pub fn asked(words: &[String]) -> String {
    let stemmer = Stemmer::create(Algorithm::English);
    let words = words.iter().map(|word| {
        let beginning = if search::is_exact(word) { "" } else { ":*" };
        format!("'{}'{beginning}", stemmer.stem(word))
    });
    words.collect::<Vec<_>>().join(" & ")
}

fn laid(text: &str, before: usize, weight: char) -> String {
    let stemmer = Stemmer::create(Algorithm::English);
    let folded = search::folded(text);
    let mut places: BTreeMap<Cow<'_, str>, Vec<usize>> = BTreeMap::new();
    let mut bytes = 0;
    for (at, word) in search::parted(&folded).enumerate() {
        if search::is_common(word) {
            continue;
        }
        let word = places.entry(stemmer.stem(search::cut(word)));
        bytes += match &word {
            std::collections::btree_map::Entry::Vacant(new) => new.key().len() + 4,
            std::collections::btree_map::Entry::Occupied(_) => 2,
        };
        if bytes > MOST {
            break;
        }
        let places = word.or_default();
        if places.len() < PLACES {
            places.push((before + at + 1).min(LAST));
        }
    }
    let mut out = String::with_capacity(folded.len());
    for (word, places) in places {
        out.push_str(if out.is_empty() { "'" } else { " '" });
        out.push_str(&word);
        out.push('\'');
        for (nth, place) in places.into_iter().enumerate() {
            let joint = if nth == 0 { ':' } else { ',' };
            let _ = write!(out, "{joint}{place}{weight}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_stemmed_and_placed() {
        assert_eq!(of_title("The adapters' Adapter"), "'adapt':2A,3A");
        assert_eq!(of_body("docs/adr 4.0"), "'0':104B '4':103B 'adr':102B 'doc':101B");
        assert_eq!(of_body("The and of"), "");
        let words = search::words("Adapters x");
        assert_eq!(asked(&words), "'adapt':* & 'x'");
    }

    #[test]
    fn a_vector_stays_in_the_bounds_of_the_database() {
        let words: Vec<String> = (0..200_000).map(|n| format!("w{n:030}")).collect();
        let words = words.join(" ");
        let laid = of_body(&words);
        assert!(laid.len() < 2 * MOST, "{}", laid.len());
        assert!(laid.contains(&format!(":{LAST}B")));
        let same = of_body(&"tables ".repeat(1_000));
        assert_eq!(same.matches('B').count(), PLACES);
        assert!(of_body(&"x".repeat(10_000)).len() < 100);
    }
}
