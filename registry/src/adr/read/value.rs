//! Values as people write them: dates, names, tags, titles.

use time::{Date, Month};

use crate::adr::hidden;

/// A date, and what was unclear about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A day.
    Day(Date),
    /// Day and month could be the other way round; read day first.
    Ambiguous(Date),
    /// Only a month is given; this is its first day.
    Month(Date),
}

impl When {
    /// The day.
    pub fn date(self) -> Date {
        match self {
            Self::Day(date) | Self::Ambiguous(date) | Self::Month(date) => date,
        }
    }
}

/// Reads the first date in a text. Shapes: `2024-07-15` (also with a time or prose behind),
/// `2024/07/15` and `2024.07.15`, `20240715`, `15/07/2024` and `15.07.2024`, `07/15/2024`,
/// `July 15, 2024`, `15 July 2024` and `15-Jul-2024`, `2024-07` and `July 2024`.
pub fn date(text: &str) -> Option<When> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(16)
        .collect();
    (0..words.len()).find_map(|at| at_words(&words[at..]))
}

fn at_words(words: &[&str]) -> Option<When> {
    let first = words.first()?;
    let digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    // `2024-07-15T10:00Z` splits as 2024, 07, 15T10, 00Z.
    let lead = |word: &&str| {
        let end = word.bytes().take_while(u8::is_ascii_digit).count();
        let rest = &word[end..];
        let rest_ok = rest.is_empty()
            || rest.starts_with(['T', 't'])
            || matches!(rest.to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th");
        rest_ok.then(|| word[..end].parse::<u16>().ok()).flatten()
    };
    if first.len() == 8 && digits(first) {
        let part = |range: std::ops::Range<usize>| first[range].parse::<u16>().ok();
        return day(part(0..4)?, part(4..6)?, part(6..8)?).map(When::Day);
    }
    if first.len() == 4 && digits(first) {
        let year = first.parse().ok()?;
        let month = words
            .get(1)
            .and_then(|word| if digits(word) { word.parse().ok() } else { name(word) })?;
        let within = words
            .get(2)
            .filter(|word| word.len() <= 2 || word.contains(['T', 't']))
            .and_then(lead);
        // “2023-07-2i” is a slip of the pen, not a month.
        let slip = within.is_none()
            && words
                .get(2)
                .is_some_and(|word| word.len() <= 2 && word.starts_with(|c: char| c.is_ascii_digit()));
        return match within {
            _ if slip => None,
            Some(number) => day(year, month, number).map(When::Day),
            None => day(year, month, 1).map(When::Month),
        };
    }
    if let Some(month) = name(first) {
        let second = words.get(1)?;
        if second.len() == 4 && digits(second) {
            return day(second.parse().ok()?, month, 1).map(When::Month);
        }
        let year = words.get(2).filter(|word| word.len() == 4)?.parse().ok()?;
        return day(year, month, lead(second)?).map(When::Day);
    }
    if first.len() > 4 {
        return None;
    }
    let (one, second) = (lead(first)?, words.get(1)?);
    let year = words
        .get(2)
        .and_then(lead)
        .filter(|year| (1000..=9999).contains(year))?;
    if let Some(month) = name(second) {
        return day(year, month, one).map(When::Day);
    }
    let two = lead(second)?;
    match (one, two) {
        (1..=12, 13..=31) => day(year, one, two).map(When::Day),
        (1..=12, 1..=12) if one != two => day(year, two, one).map(When::Ambiguous),
        _ => day(year, two, one).map(When::Day),
    }
}

fn day(year: u16, month: u16, day: u16) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    (1900..=2999).contains(&year).then_some(())?;
    Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()
}

/// The number of an English month, in full or its first three letters.
fn name(word: &str) -> Option<u16> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    (word.len() >= 3)
        .then(|| {
            MONTHS
                .iter()
                .position(|month| month.starts_with(&word) || (word == "sept" && *month == "september"))
        })
        .flatten()
        .and_then(|index| u16::try_from(index + 1).ok())
}

/// Text without Markdown: links become their words, emphasis, code marks, escapes, comments and
/// tags go, invisible and direction-changing characters too, space is one space.
pub fn plain(text: &str) -> String {
    let text = uncommented(text);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut in_target = false;
    let mut depth = 0_u32;
    while let Some(c) = chars.next() {
        if in_target {
            match c {
                '(' => depth += 1,
                ')' if depth == 0 => in_target = false,
                ')' => depth -= 1,
                _ => {}
            }
            continue;
        }
        match c {
            '\\' if chars.peek().is_some_and(char::is_ascii_punctuation) => {
                out.extend(chars.next());
            }
            ']' if chars.peek() == Some(&'(') => {
                chars.next();
                in_target = true;
                depth = 0;
            }
            '[' | ']' | '*' | '`' => {}
            '&' => out.push(entity(&mut chars)),
            c if unseen(c) => {}
            c => out.push(c),
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    words.join(" ")
}

/// Characters that are not seen but change what is. Joiners stay: words of some scripts need them.
pub fn unseen(c: char) -> bool {
    hidden(c) || (c.is_control() && !c.is_whitespace())
}

/// The character a reference such as `&#x20;` or `&amp;` stands for, after its `&`; the `&`
/// itself when it is none.
fn entity(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> char {
    let ahead: String = chars.clone().take(9).collect();
    let Some((name, _)) = ahead.split_once(';') else {
        return '&';
    };
    let code = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let found = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "nbsp" => Some(' '),
        _ => match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
            Some(hex) => code(hex, 16),
            None => name.strip_prefix('#').and_then(|digits| code(digits, 10)),
        },
    };
    let Some(found) = found else { return '&' };
    chars.nth(name.chars().count());
    if unseen(found) { ' ' } else { found }
}

/// Text without `<!-- … -->`; an unclosed comment reaches to the end.
pub fn uncommented(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("<!--") {
        out.push_str(&rest[..open]);
        rest = rest[open..].find("-->").map_or("", |close| &rest[open + close + 3..]);
    }
    out.push_str(rest);
    out
}

/// So many people or tags are read at most.
const MOST: usize = 200;

/// Names between commas or semicolons, at line ends, or handles between spaces.
pub fn people(text: &str) -> Vec<String> {
    let lines: Vec<String> = text.lines().map(plain).collect();
    let mut names: Vec<String> = Vec::new();
    for line in lines {
        let handles = line.split_whitespace().count() > 1 && line.split_whitespace().all(|word| word.starts_with('@'));
        let parts: Vec<&str> = if handles && !line.contains([',', ';']) {
            line.split_whitespace().collect()
        } else {
            outside_brackets(&line)
                .into_iter()
                .flat_map(|part| part.split(" and "))
                .collect()
        };
        for part in parts {
            let name = part.trim().trim_start_matches("- ").trim_end_matches('.').trim();
            let leftover = name.is_empty() || name.starts_with(['{', '<']) || name.ends_with('}') || name == "null";
            if !leftover && names.len() < MOST && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// The parts between commas and semicolons that stand in no brackets: “Jay (with Doug, Ann)” is
/// one.
fn outside_brackets(line: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    line.split(|c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';')
    })
    .collect()
}

/// Tags between commas, or between spaces when there is no comma.
pub fn tags(text: &str) -> Vec<String> {
    let text = plain(text);
    let by_comma = text.contains([',', ';']);
    let mut tags: Vec<String> = Vec::new();
    for part in text.split(|c: char| {
        if by_comma {
            matches!(c, ',' | ';')
        } else {
            c.is_whitespace()
        }
    }) {
        let tag = part.trim().trim_start_matches('#').trim().to_lowercase();
        if !tag.is_empty() && tags.len() < MOST && !tag.contains(['{', '}']) && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// A heading as title, with the number it carries: `7. Use X`, `ADR-0007: Use X`,
/// `ADR 7 - Use X`, `Architecture Decision Record: Use X`.
pub fn title(heading: &str) -> (String, Option<u32>) {
    let whole = plain(heading);
    let mut rest = whole.as_str();
    let mut named = false;
    let lower = rest.to_lowercase();
    for prefix in [
        "architecture decision record",
        "architectural decision record",
        "decision record",
        "adr",
    ] {
        if lower.starts_with(prefix) && whole.is_char_boundary(prefix.len()) {
            let after = &whole[prefix.len()..];
            if after.starts_with([' ', ':', '-', '#', '_', '–', '—']) || after.starts_with(|c: char| c.is_ascii_digit())
            {
                rest = after.trim_start_matches([' ', '#', '_', '-']);
                named = true;
                break;
            }
        }
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, after) = rest.split_at(digits);
    let separators = [':', '.', '-', '–', '—', ')', '|'];
    let separated =
        after.starts_with(separators) || after.starts_with(" -") || after.starts_with(" –") || after.starts_with(" —");
    let words = after.trim_start_matches(separators.as_slice()).trim_start();
    let spaced = words.len() < after.len() && (after[..after.len() - words.len()].ends_with(' ') || words.is_empty());
    if (1..=5).contains(&digits) && (separated && spaced || named) {
        let title = words.trim_start_matches(separators.as_slice()).trim();
        let title = if title.is_empty() { whole.as_str() } else { title };
        return (title.to_owned(), number.parse().ok());
    }
    if named && lower.contains(':') {
        let title = rest.trim_start_matches(separators.as_slice()).trim();
        if !title.is_empty() {
            return (title.to_owned(), None);
        }
    }
    (whole, None)
}

/// A heading longer than this is taken whole, in bytes.
const LONGEST_HEADING: usize = 1_000;

/// Where the words of a [`title`] begin in the heading as it is written: behind its number and
/// whatever leads to that.
pub fn words_at(heading: &str) -> usize {
    let (title, _) = title(heading);
    if heading.len() > LONGEST_HEADING || title == plain(heading) {
        return 0;
    }
    let ends: Vec<usize> = heading
        .char_indices()
        .map(|(at, _)| at)
        .filter(|at| plain(&heading[*at..]) == title)
        .collect();
    let (Some(first), Some(last)) = (ends.first().copied(), ends.last().copied()) else {
        return 0;
    };
    // Marks that close the number stand before the space, those that open the words behind it.
    let between = &heading[first..last];
    let space = between.char_indices().rfind(|(_, c)| c.is_whitespace());
    let at = space.map_or(first, |(at, c)| first + at + c.len_utf8());
    // A link around number and words cannot be kept for its first half.
    let lead = &heading[..at];
    if lead.matches('[').count() == lead.matches(']').count() {
        at
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn dates_of_every_shape_are_read() {
        for text in [
            "2024-07-15",
            "2024/07/15",
            "2024.7.15",
            "20240715",
            "15/07/2024",
            "15.07.2024",
            "07/15/2024",
            "July 15, 2024",
            "Jul 15th 2024",
            "15 July 2024",
            "15-Jul-2024",
            "2024-07-15T10:00:00Z",
            "'2024-07-15'",
            "2024-07-15 (Updated 2025-01-02)",
            "decided on 2024-07-15",
        ] {
            assert_eq!(super::date(text), Some(When::Day(date!(2024 - 07 - 15))), "{text}");
        }
        assert_eq!(super::date("03/04/2024"), Some(When::Ambiguous(date!(2024 - 04 - 03))));
        assert_eq!(super::date("2024-07"), Some(When::Month(date!(2024 - 07 - 01))));
        assert_eq!(super::date("July 2024"), Some(When::Month(date!(2024 - 07 - 01))));
        for text in [
            "",
            "2023-07-2i",
            "yyyy-mm-dd",
            "2024-13-01",
            "2024-02-30",
            "soon",
            "1.2.3",
            "{YYYY-MM-DD when}",
            "٢٠٢٤",
        ] {
            assert_eq!(super::date(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_separated_but_not_torn() {
        assert_eq!(people("@ann @bo"), ["@ann", "@bo"]);
        assert_eq!(
            people("Ann Lee, Bo; [@cy](https://example.org) and Di"),
            ["Ann Lee", "Bo", "@cy", "Di"]
        );
        assert_eq!(people("P\\&D team"), ["P&D team"]);
        assert_eq!(
            people("Jay (with Doug, Ann)&#x20;, Bo & co &amp; more"),
            ["Jay (with Doug, Ann)", "Bo & co & more"]
        );
        assert!(people("{list everyone involved}").is_empty());
        assert_eq!(tags("#api, Data Layer"), ["api", "data layer"]);
        assert_eq!(tags("one two"), ["one", "two"]);
    }

    #[test]
    fn titles_give_up_their_number() {
        let read = |text: &str| title(text);
        let is = |title: &str, number| (title.to_owned(), number);
        assert_eq!(read("7. Use *X*"), is("Use X", Some(7)));
        assert_eq!(read("ADR-0007: Use X"), is("Use X", Some(7)));
        assert_eq!(read("ADR 7 - Use X"), is("Use X", Some(7)));
        assert_eq!(read("[ADR-007] Use X"), is("Use X", Some(7)));
        assert_eq!(read("Architecture Decision Record: Use X"), is("Use X", None));
        assert_eq!(read("3.5 is enough"), is("3.5 is enough", None));
        assert_eq!(read("ADR tooling"), is("ADR tooling", None));
        assert_eq!(read("20 TB in S3"), is("20 TB in S3", None));
        assert_eq!(read("[Use X](http://a.b/(c))<!-- short -->"), is("Use X", None));
        assert_eq!(read("Pay\u{202e}lla\u{200b}"), is("Paylla", None));
        assert_eq!(read("A\u{ad}B\u{61c}C\u{e0041}"), is("ABC", None));
        for whole in ["نمی\u{200c}خواهم", "Use 👩\u{200d}🔧"] {
            assert_eq!(read(whole), is(whole, None));
        }
    }

    #[test]
    fn the_words_of_a_title_begin_behind_its_number() {
        for (heading, words) in [
            ("Use X", "Use X"),
            ("7. Use *X*", "Use *X*"),
            ("7. *Use* X", "*Use* X"),
            ("7 - Use X", "Use X"),
            ("ADR-0007: Use X", "Use X"),
            ("ADR 7 - Use X", "Use X"),
            ("[ADR-007] Use X", "Use X"),
            ("**ADR-7:** Use X", "Use X"),
            ("Architecture Decision Record: Use X", "Use X"),
            ("3.5 is enough", "3.5 is enough"),
            ("*Use* X", "*Use* X"),
            ("ADR-7", "ADR-7"),
            ("[7. Use X](x.md)", "[7. Use X](x.md)"),
        ] {
            assert_eq!(&heading[words_at(heading)..], words, "{heading}");
        }
    }
}
