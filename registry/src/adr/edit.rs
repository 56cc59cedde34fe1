//! Changing a record's text in a browser without touching what nobody changed.
//!
//! A browser hands back a text with its own line ends and without bytes it could not show. So a
//! saved text is laid over the stored bytes line by line: what begins and ends alike keeps its
//! bytes, only the lines between are new.

use super::{
    read::{Outcome, patch, record},
    template,
};

const MARK: &[u8] = b"\xef\xbb\xbf";

/// The text for a text field: no byte order mark, lines ended by `\n`, bytes that are no UTF-8
/// shown as `�`.
#[must_use]
pub fn shown(source: &[u8]) -> String {
    let bytes = source.strip_prefix(MARK).unwrap_or(source);
    normal(&String::from_utf8_lossy(bytes))
}

fn normal(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The bytes of a text that was shown from `source` and came back as `typed`.
#[must_use]
pub fn restore(source: &[u8], typed: &str) -> Vec<u8> {
    let typed = normal(typed);
    if typed == shown(source) {
        return source.to_vec();
    }
    let marked = source.starts_with(MARK);
    let body = source.strip_prefix(MARK).unwrap_or(source);
    let old: Vec<&[u8]> = body.split_inclusive(|byte| *byte == b'\n').collect();
    let new: Vec<&str> = typed.split_inclusive('\n').collect();
    let same = |old: &[u8], new: &str| normal(&String::from_utf8_lossy(old)) == new;
    let head = old.iter().zip(&new).take_while(|(old, new)| same(old, new)).count();
    let room = old.len().min(new.len()) - head;
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(room)
        .take_while(|(old, new)| same(old, new))
        .count();
    let ended = |line: &&&[u8]| line.ends_with(b"\r\n");
    let crlf = old.iter().filter(ended).count() * 2 > old.len();
    let mut out = if marked { MARK.to_vec() } else { Vec::new() };
    out.extend(old[..head].concat());
    // A lone carriage return and a new empty line would read as one line end.
    if !crlf && out.ends_with(b"\r") && new[head..].first().is_some_and(|line| line.starts_with('\n')) {
        out.pop();
        out.push(b'\n');
    }
    for line in &new[head..new.len() - tail] {
        match line.strip_suffix('\n').filter(|_| crlf) {
            Some(line) => {
                out.extend_from_slice(line.as_bytes());
                out.extend_from_slice(b"\r\n");
            }
            None => out.extend_from_slice(line.as_bytes()),
        }
    }
    out.extend(old[old.len() - tail..].concat());
    out
}

/// The bytes with another title where the old one stands; its number stays. Where there is no
/// heading, or one that would then say something else, they stay the same.
#[must_use]
pub fn retitle(path: &str, source: &[u8], title: &str) -> Vec<u8> {
    let Outcome::Record(parsed) = record(path, source).outcome else {
        return headed(source, title);
    };
    if parsed.title == title {
        return source.to_vec();
    }
    // A title such as “[x]” reads as a template's; then the heading stays and the field counts.
    patch::title(path, source, title).unwrap_or_else(|_| source.to_vec())
}

/// A text whose heading still is a template's gets the title; an empty one begins with it.
fn headed(source: &[u8], title: &str) -> Vec<u8> {
    let text = shown(source);
    let Some(line) = text.lines().find(|line| line.starts_with("# ")) else {
        let gap = if text.trim().is_empty() { "" } else { "\n" };
        return restore(source, &format!("# {title}\n{gap}{}", text.trim_start()));
    };
    restore(source, &text.replacen(line, &format!("# {title}"), 1))
}

/// Prompts of our templates that still stand in a text, in its order.
#[must_use]
pub fn prompts(text: &str) -> Vec<String> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    for template in template::all() {
        for prompt in italics(template.body) {
            if let Some(at) = text.find(&format!("*{prompt}*"))
                && !found.iter().any(|(_, known)| *known == prompt)
            {
                found.push((at, prompt));
            }
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(_, prompt)| prompt.to_owned()).collect()
}

/// What stands between single asterisks on one line.
fn italics(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| {
        let line = line.strip_prefix("* ").unwrap_or(line);
        let plain = !line.contains("**");
        line.split('*')
            .skip(1)
            .step_by(2)
            .filter(move |words| plain && words.len() > 3)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_comes_back_unchanged_changes_nothing(source in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(restore(&source, &shown(&source)), source);
        }

        #[test]
        fn what_is_typed_is_what_is_shown(
            source in "[a-c\r\n]{0,40}", typed in "[a-cä\n]{0,40}"
        ) {
            prop_assert_eq!(shown(&restore(source.as_bytes(), &typed)), typed);
        }
    }

    #[test]
    fn only_the_edited_line_changes() {
        let source = b"\xef\xbb\xbf# T\r\n\r\n\xff one\r\ntwo\r\nthree";
        let typed = shown(source).replace("two", "2\n2½");
        let expected = [
            b"\xef\xbb\xbf# T\r\n\r\n\xff one\r\n".as_slice(),
            "2\r\n2½\r\nthree".as_bytes(),
        ]
        .concat();
        assert_eq!(restore(source, &typed), expected);
    }

    #[test]
    fn a_line_after_a_lone_carriage_return_stays_a_line_of_its_own() {
        assert_eq!(restore(b"a\r", "a\n\n"), b"a\n\n");
        assert_eq!(restore(b"a\r", "a\nb"), b"a\rb");
    }

    #[test]
    fn a_title_is_put_into_the_heading() {
        let title =
            |source: &str, title: &str| String::from_utf8(retitle("adr/draft.md", source.as_bytes(), title)).unwrap();
        assert_eq!(
            title("# 4. Use S3\n\n## Status\n\nDraft\n", "Keep S3"),
            "# 4. Keep S3\n\n## Status\n\nDraft\n"
        );
        assert_eq!(title("# {short title}\n\nx\n", "Keep S3"), "# Keep S3\n\nx\n");
        assert_eq!(title("", "Keep S3"), "# Keep S3\n");
        assert_eq!(title("Just words.\n", "Keep S3"), "Just words.\n");
        for template in template::all() {
            assert!(
                title(template.body, "Keep S3").contains("\n# Keep S3\n")
                    || title(template.body, "Keep S3").starts_with("# Keep S3\n")
            );
        }
    }

    #[test]
    fn prompts_left_over_are_found() {
        for template in template::all() {
            assert!(!prompts(template.body).is_empty(), "{}", template.key);
        }
        assert!(prompts("# T\n\nWe *really* mean it.\n").is_empty());
    }
}
