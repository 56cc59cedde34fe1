//! Words as PostgreSQL's search keeps them and is asked for them. It could read texts by itself, but
//! takes a quarter of a millisecond for a page and holds up the transaction for so long, which is
//! half of what an import may take; here an import does it aside, and by the rules of
//! [`super::excerpt`].

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
};

use rust_stemmers::{Algorithm, Stemmer};

use super::search::{self, Sought};
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

/// Words with their stems, as finding a stem takes ten times as long as looking it up, and texts
/// repeat most of their words.
struct Stems {
    stemmer: Stemmer,
    known: HashMap<Box<str>, Box<str>>,
}

/// So many stems each thread remembers.
const REMEMBERED: usize = 10_000;

thread_local! {
    static STEMS: RefCell<Stems> = RefCell::new(Stems {
        stemmer: Stemmer::create(Algorithm::English),
        known: HashMap::new(),
    });
}

impl Stems {
    fn of(&mut self, word: &str) -> &str {
        if !self.known.contains_key(word) {
            if self.known.len() >= REMEMBERED {
                self.known.clear();
            }
            let stem = self.stemmer.stem(word).into();
            self.known.insert(word.into(), stem);
        }
        &self.known[word]
    }
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
        STEMS.with_borrow_mut(|stems| Self::stemmed(stems, &search::folded(text), before, weight))
    }

    fn stemmed(stems: &mut Stems, folded: &str, before: usize, weight: Weight) -> Self {
        let mut words: BTreeMap<String, Vec<u16>> = BTreeMap::new();
        let mut bytes = 0;
        for (at, word) in search::parted(folded).enumerate() {
            if search::is_common(word) {
                continue;
            }
            let place = u16::try_from(before + at + 1).unwrap_or(LAST).min(LAST) | (weight as u16) << 14;
            let stem = stems.of(search::cut(word));
            if let Some(places) = words.get_mut(stem) {
                bytes += 2;
                if places.len() < PLACES && places.last() != Some(&place) {
                    places.push(place);
                }
            } else {
                bytes += stem.len() + 4;
                words.insert(stem.to_owned(), vec![place]);
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

    /// With words that stand at no place, which a search can ask for and no excerpt shows.
    pub fn with(mut self, facets: impl IntoIterator<Item = String>) -> Self {
        self.0.extend(facets.into_iter().map(|facet| (facet, Vec::new())));
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

/// The words of a search, as a `tsquery` is written.
pub fn asked(words: &[Sought]) -> String {
    let stemmer = Stemmer::create(Algorithm::English);
    let words = words.iter().map(|Sought { word, whole }| {
        let beginning = if *whole { "" } else { ":*" };
        format!("'{}'{beginning}", stemmer.stem(word))
    });
    words.collect::<Vec<_>>().join(" & ")
}

/// Facets as a `tsquery` is written, all of which a record has to have.
pub fn all_of(facets: &[String]) -> String {
    let facets = facets.iter().map(|facet| format!("'{facet}'"));
    facets.collect::<Vec<_>>().join(" & ")
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
        let words: Vec<Sought> = search::words("Adapters x").into_iter().map(Sought::from).collect();
        assert_eq!(asked(&words), "'adapt':* & 'x'");
    }

    #[test]
    fn a_vector_is_written_as_postgresql_reads_it() {
        let TsVector(bytes) = Lexemes::of_title("One two one").vector();
        assert_eq!(bytes, *b"\0\0\0\x02one\0\0\x02\xc0\x01\xc0\x03two\0\0\x01\xc0\x02");
    }

    #[test]
    fn facets_stand_at_no_place() {
        let facets = ["=l41q".to_owned(), "=t78q".to_owned()];
        let TsVector(bytes) = Lexemes::of_title("one").with(facets.clone()).vector();
        assert_eq!(bytes, *b"\0\0\0\x03=l41q\0\0\0=t78q\0\0\0one\0\0\x01\xc0\x01");
        assert_eq!(all_of(&facets), "'=l41q' & '=t78q'");
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
