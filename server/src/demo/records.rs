//! Generated decision records, to measure lists and the search at a size: through the import.

use std::fmt::Write as _;

use registry::{
    adr::Filter,
    identity::Actor,
    kernel::{Clock, Db, Instant, Randomness, Registry, Result},
};
use time::{Date, Duration};

use super::address;

/// Records of one log and of one import.
const LOG: usize = 5_000;

/// Different words in the texts. A word's rank says how often it occurs: the first in nearly every
/// record, the last in few.
const WORDS: usize = 4_000;

const SYLLABLES: [&str; 20] = [
    "ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu", "cha", "ple", "tri",
    "sto", "gru",
];
const STATUSES: [&str; 10] = [
    "accepted",
    "accepted",
    "accepted",
    "accepted",
    "accepted",
    "accepted",
    "proposed",
    "rejected",
    "deprecated",
    "superseded",
];
const PEOPLE: [&str; 12] = [
    "Ana Lima",
    "Bo Chen",
    "Carla Weiss",
    "Dev Patel",
    "Edda Holm",
    "Finn Roy",
    "Gita Rao",
    "Hugo Marsh",
    "Ines Faro",
    "Jon Aker",
    "Kira Nunn",
    "Leo Tamm",
];

/// Numbers that look random and are the same in each run.
struct Chance(u64);

impl Chance {
    /// A number below a bound.
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }

    /// A word: each rank half as likely as the one of half its size.
    fn word(&mut self) -> String {
        let octave = 1_usize << self.below(12);
        word((octave - 1 + self.below(octave)).min(WORDS - 1))
    }

    fn words(&mut self, many: usize) -> String {
        (0..many).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

/// The word of a rank; `scripts/bench.mjs` makes the same ones to search for.
fn word(rank: usize) -> String {
    [rank, rank / 20, rank / 400].map(|at| SYLLABLES[at % 20]).concat()
}

/// A record as a file.
fn file(chance: &mut Chance, number: usize, today: Date) -> (String, Vec<u8>) {
    let day = today - Duration::days(i64::try_from(chance.below(3_000)).unwrap_or(0));
    let title = chance.words(5);
    let mut text = format!(
        "---\nstatus: {}\ndate: {day}\ndecision-makers: {}, {}\ntags: [{}, {}]\n---\n\n# {title}\n\n## Context and Problem Statement\n\n",
        STATUSES[chance.below(STATUSES.len())],
        PEOPLE[chance.below(PEOPLE.len())],
        PEOPLE[chance.below(PEOPLE.len())],
        word(chance.below(40)),
        word(40 + chance.below(200)),
    );
    text.push_str(&chance.words(80));
    text.push_str(".\n\n## Considered Options\n\n");
    for _ in 0..3 {
        let _ = writeln!(text, "* {}", chance.words(6));
    }
    let _ = writeln!(text, "\n## Decision Outcome\n\n{}.", chance.words(80));
    if number > 10 {
        let other = number - 1 - chance.below(9);
        let _ = writeln!(
            text,
            "\nSee [the one before]({other:04}-generated.md) and ADR-{:04}.",
            other / 2 + 1
        );
    }
    (format!("{number:04}-generated.md"), text.into_bytes())
}

/// Imports generated records until there are `target` of them, log by log, and says how fast.
///
/// # Errors
/// When a use case refuses.
pub async fn record(db: &Db, today: Date, target: usize) -> Result<()> {
    let registry = Registry::new(db.clone(), Clock::fixed(Instant::start_of(today)), Randomness::system());
    let architect: Actor = registry.people().by_email(&address("architect")).await?;
    let count = registry.records().counts(&architect, &Filter::default()).await?;
    let there: i64 = count.iter().map(|(_, count)| count).sum();
    let mut left = target.saturating_sub(usize::try_from(there).unwrap_or(0));
    let logs = registry.records().logs(&architect).await?.len();
    let mut chance = Chance(u64::try_from(logs).unwrap_or(0));
    for log in logs.. {
        let many = left.min(LOG);
        if many == 0 {
            break;
        }
        let files: Vec<_> = (1..=many).map(|number| file(&mut chance, number, today)).collect();
        let (key, name) = (format!("GEN-{log}"), format!("Generated log {log}"));
        let begun = std::time::Instant::now();
        registry.records().import(&architect, &key, Some(&name), files).await?;
        let rate = f64::from(u32::try_from(many).unwrap_or(u32::MAX)) / begun.elapsed().as_secs_f64();
        left -= many;
        eprintln!("{key}: {many} records imported, {rate:.0} a second; {left} to go");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_differ() {
        let words: std::collections::BTreeSet<String> = (0..WORDS).map(word).collect();
        assert_eq!(words.len(), WORDS);
    }
}
