//! Where the words of a search occur in a text: its title with them marked and the few lines shown
//! beneath it, the same on both engines.

use rust_stemmers::{Algorithm, Stemmer};

use super::search::{self, START, STOP};

/// Words in an excerpt.
const SHOWN: usize = 30;

/// Words before the first hit.
const BEFORE: usize = 5;

/// Words of a text that are looked through; both engines search more, and then the beginning is shown.
const READ: usize = 20_000;

/// A word that is looked for.
struct Sought {
    word: String,
    stem: String,
    exact: bool,
}

/// Finds the words of one search in titles and texts.
pub struct Excerpts {
    stemmer: Stemmer,
    sought: Vec<Sought>,
}

/// A word of a text, and which of those sought it is.
struct Word {
    start: usize,
    end: usize,
    is: Option<usize>,
}

impl Excerpts {
    /// For the words of [`super::search::words`].
    #[must_use]
    pub fn of(words: &[String]) -> Self {
        let stemmer = Stemmer::create(Algorithm::English);
        let sought = words
            .iter()
            .map(|word| Sought {
                word: word.clone(),
                stem: stemmer.stem(word).into_owned(),
                exact: search::is_exact(word),
            })
            .collect();
        Self { stemmer, sought }
    }

    /// The part of a text in which the most of the words occur, hits between [`START`] and [`STOP`].
    #[must_use]
    pub fn from(&self, text: &str) -> String {
        let words = self.words(text);
        if words.is_empty() {
            return String::new();
        }
        let best = self.best(&words);
        let from = best.saturating_sub(BEFORE);
        let to = (from + SHOWN).min(words.len());
        let mut out = String::new();
        if from > 0 {
            out.push('…');
        }
        let at = if from == 0 { 0 } else { words[from].start };
        let at = mark(&mut out, text, at, &words[from..to]);
        if to < words.len() {
            out.push('…');
        } else {
            out.push_str(text[at..].trim_end());
        }
        out
    }

    /// A whole line, such as a title, hits between [`START`] and [`STOP`].
    #[must_use]
    pub fn marked(&self, line: &str) -> String {
        let line = line.replace([START, STOP], " ");
        let mut out = String::with_capacity(line.len() + 8);
        let at = mark(&mut out, &line, 0, &self.words(&line));
        out.push_str(&line[at..]);
        out
    }

    /// The hit from which on the most different words occur soon; the first of those.
    fn best(&self, words: &[Word]) -> usize {
        let (mut best, mut most) = (0, 0);
        for (at, word) in words.iter().enumerate() {
            if word.is.is_none() {
                continue;
            }
            let mut seen = vec![false; self.sought.len()];
            for near in words[at..].iter().take(SHOWN - BEFORE) {
                if let Some(is) = near.is {
                    seen[is] = true;
                }
            }
            let many = seen.iter().filter(|seen| **seen).count();
            if many > most {
                (best, most) = (at, many);
            }
            if most == self.sought.len() {
                break;
            }
        }
        best
    }

    fn words(&self, text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        let mut start = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            match start {
                None if c.is_alphanumeric() => start = Some(at),
                Some(from) if !c.is_alphanumeric() && !search::ACCENTS.contains(&c) => {
                    words.push(Word {
                        start: from,
                        end: at,
                        is: self.is(&text[from..at]),
                    });
                    start = None;
                    if words.len() == READ {
                        break;
                    }
                }
                _ => {}
            }
        }
        words
    }

    /// Which of the words sought this is a form of, or begins with.
    fn is(&self, word: &str) -> Option<usize> {
        let folded = search::folded(word);
        let first = folded.chars().next()?;
        if !self.sought.iter().any(|it| it.word.starts_with(first)) {
            return None;
        }
        let stem = self.stemmer.stem(&folded);
        self.sought.iter().position(|it| {
            if it.exact {
                folded == it.word
            } else {
                folded.starts_with(&it.word) || stem.starts_with(&it.stem)
            }
        })
    }
}

/// Writes a text from a place to the end of these words of it, with the hits marked; where that is.
fn mark(out: &mut String, text: &str, mut at: usize, words: &[Word]) -> usize {
    for word in words {
        out.push_str(&text[at..word.start]);
        if word.is.is_some() {
            out.push(START);
            out.push_str(&text[word.start..word.end]);
            out.push(STOP);
        } else {
            out.push_str(&text[word.start..word.end]);
        }
        at = word.end;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(words: &[&str], text: &str) -> String {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Excerpts::of(&words).from(text).replace(START, "[").replace(STOP, "]")
    }

    #[test]
    fn forms_and_beginnings_of_a_word_are_hits() {
        let text = "The Adapter adapts; an adaption is no mode of modelling.";
        assert_eq!(
            shown(&["adapters", "model"], text),
            "The [Adapter] [adapts]; an [adaption] is no mode of [modelling]."
        );
        assert_eq!(shown(&["s"], "S3 in s parts"), "S3 in [s] parts");
        let resume = "R\u{e9}sum\u{e9}, re\u{301}sume\u{301}; r\u{e9}.";
        assert_eq!(
            shown(&["resume"], resume),
            "[R\u{e9}sum\u{e9}], [re\u{301}sume\u{301}]; r\u{e9}."
        );
    }

    #[test]
    fn a_title_is_shown_whole_with_the_forms_of_a_word_marked() {
        let marked = |typed: &str, title: &str| {
            let marked = Excerpts::of(&crate::adr::search::words(typed)).marked(title);
            marked.replace(START, "[").replace(STOP, "]")
        };
        let title = "Keep the queue behind a port";
        assert_eq!(marked("queues ports", title), "Keep the [queue] behind a [port]");
        assert_eq!(
            marked("bed c", "Call Bedrock (c, not C++) directly."),
            "Call [Bedrock] ([c], not [C]++) directly."
        );
        assert_eq!(marked("", title), title);
        assert_eq!(marked("a", &format!("{START}b{STOP} ")), " b  ", "no marks but ours");
        assert_eq!(marked("x", &"x ".repeat(40)), "[x] ".repeat(40));
    }

    #[test]
    fn the_part_with_the_most_words_is_shown() {
        let filler = "x ".repeat(100);
        let text = format!("alpha {filler} alpha beta {filler}");
        let shown = shown(&["alpha", "beta"], &text);
        assert!(shown.starts_with("…x x x x x"), "{shown}");
        assert!(shown.contains("[alpha] [beta]"), "{shown}");
        assert!(shown.ends_with('…'), "{shown}");
    }

    #[test]
    fn without_a_hit_the_beginning_is_shown() {
        assert_eq!(shown(&["zebra"], "One two."), "One two.");
        assert_eq!(shown(&["zebra"], ""), "");
        assert_eq!(shown(&[], "é ü"), "é ü");
    }
}
