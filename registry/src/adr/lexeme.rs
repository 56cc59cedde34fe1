//! Words as PostgreSQL's search keeps them and is asked for them. It could read texts by itself, but
//! takes a quarter of a millisecond for a page and holds up the transaction for so long, which is
//! half of what an import may take; here an import does it aside, and by the rules of
//! [`super::excerpt`].

use std::collections::BTreeMap;

use rust_stemmers::{Algorithm, Stemmer};

use super::search;
use crate::kernel::db::TsVector;

/// So many places where a word occurs are kept; the first of them weigh the most by far.
const PLACES: usize = 16;

/// Places of words in a title; those in the text come after.
const TITLE: usize = 100;

/// The last place PostgreSQL tells from others.
const LAST: u16 = 16_383;

/// Bytes of words and their places. PostgreSQL keeps a megabyte; what does not fit is not found.
const MOST: usize = 900_000;

/// How much a word counts: in a title as weight A, in a text as B.
#[derive(Clone, Copy)]
#[repr(u16)]
enum Weight {
    A = 3,
    B = 2,
}

/// Words in the order of their bytes, as PostgreSQL wants them, each with its places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexemes(BTreeMap<String, Vec<u16>>);

impl Lexemes {
    /// The words of a title.
    pub fn of_title(title: &str) -> Self {
        Self::laid(title, 0, Weight::A)
    }

    /// The words of a text, which stand behind those of its title.
    pub fn of_body(text: &str) -> Self {
        Self::laid(text, TITLE, Weight::B)
    }

    fn laid(text: &str, before: usize, weight: Weight) -> Self {
        let stemmer = Stemmer::create(Algorithm::English);
        let folded = search::folded(text);
        let mut words: BTreeMap<String, Vec<u16>> = BTreeMap::new();
        let mut bytes = 0;
        for (at, word) in search::parted(&folded).enumerate() {
            if search::is_common(word) {
                continue;
            }
            let place = u16::try_from(before + at + 1).unwrap_or(LAST).min(LAST) | (weight as u16) << 14;
            let stem = stemmer.stem(search::cut(word));
            if let Some(places) = words.get_mut(&*stem) {
                bytes += 2;
                if places.len() < PLACES && places.last() != Some(&place) {
                    places.push(place);
                }
            } else {
                bytes += stem.len() + 4;
                words.insert(stem.into_owned(), vec![place]);
            }
            if bytes > MOST {
                break;
            }
        }
        Self(words)
    }

    /// With those of another, such as a text's with its title's.
    pub fn and(mut self, others: &Self) -> Self {
        for (word, places) in &others.0 {
            let all = self.0.entry(word.clone()).or_default();
            all.extend(places);
            // A place is told from others without its weight.
            all.sort_by_key(|place| place & LAST);
            all.dedup_by_key(|place| *place & LAST);
        }
        self
    }

    /// As PostgreSQL takes them.
    pub fn vector(&self) -> TsVector {
        let mut out = Vec::with_capacity(4 + self.0.len() * 16);
        out.extend(u32::try_from(self.0.len()).unwrap_or(0).to_be_bytes());
        for (word, places) in &self.0 {
            out.extend(word.as_bytes());
            out.push(0);
            out.extend(u16::try_from(places.len()).unwrap_or(0).to_be_bytes());
            out.extend(places.iter().flat_map(|place| place.to_be_bytes()));
        }
        TsVector(out)
    }
}

/// The words of a search, as a `tsquery` is written: as the beginnings of words, or as they are.
pub fn asked(words: &[String], beginnings: bool) -> String {
    let stemmer = Stemmer::create(Algorithm::English);
    let words = words.iter().map(|word| {
        let beginning = if beginnings && !search::is_exact(word) {
            ":*"
        } else {
            ""
        };
        format!("'{}'{beginning}", stemmer.stem(word))
    });
    words.collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words, and with their places as PostgreSQL writes them.
    fn written(lexemes: &Lexemes) -> String {
        let words = lexemes.0.iter().map(|(word, places)| {
            let places = places.iter().map(|place| {
                let weight = if place >> 14 == Weight::A as u16 { 'A' } else { 'B' };
                format!("{}{weight}", place & LAST)
            });
            format!("{word}:{}", places.collect::<Vec<_>>().join(","))
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_stemmed_and_placed() {
        let title = Lexemes::of_title("The adapters' Adapter");
        assert_eq!(written(&title), "adapt:2A,3A");
        let body = Lexemes::of_body("docs/adr 4.0, an adapter");
        assert_eq!(written(&body), "0:104B 4:103B adapt:106B adr:102B doc:101B");
        assert_eq!(
            written(&body.and(&title)),
            "0:104B 4:103B adapt:2A,3A,106B adr:102B doc:101B"
        );
        assert_eq!(written(&Lexemes::of_body("The and of")), "");
        let words = search::words("Adapters x");
        assert_eq!(asked(&words, true), "'adapt':* & 'x'");
        assert_eq!(asked(&words, false), "'adapt' & 'x'");
    }

    #[test]
    fn a_vector_is_written_as_postgresql_reads_it() {
        let TsVector(bytes) = Lexemes::of_title("One two one").vector();
        assert_eq!(bytes, *b"\0\0\0\x02one\0\0\x02\xc0\x01\xc0\x03two\0\0\x01\xc0\x02");
    }

    #[test]
    fn a_vector_stays_in_the_bounds_of_the_database() {
        let words: Vec<String> = (0..200_000).map(|n| format!("w{n:030}")).collect();
        let laid = Lexemes::of_body(&words.join(" "));
        assert!(laid.vector().0.len() < MOST + MOST / 8);
        assert!(written(&laid).contains(&format!(":{LAST}B")));
        let same = Lexemes::of_body(&"tables ".repeat(100_000));
        assert_eq!(written(&same).matches('B').count(), PLACES);
        let far = Lexemes::of_title(&format!("{} adapter adapter", "x ".repeat(20_000)));
        assert_eq!(written(&far).matches("16383A").count(), 1);
        assert!(Lexemes::of_body(&"x".repeat(10_000)).vector().0.len() < 100);
    }
}
