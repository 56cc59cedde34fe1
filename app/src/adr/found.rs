//! Titles of what a search found, with its words marked as in the excerpt below them.

use leptos::prelude::*;
use registry::adr::search;

/// A title with the words marked that begin like one that is looked for.
pub fn title(title: &str, sought: &[String]) -> AnyView {
    if sought.is_empty() {
        return title.to_owned().into_any();
    }
    marked(title, sought)
        .into_iter()
        .map(|(hit, text)| {
            let text = text.to_owned();
            if hit {
                view! { <mark>{text}</mark> }.into_any()
            } else {
                text.into_any()
            }
        })
        .collect_view()
        .into_any()
}

/// A title cut before and after each word that is looked for.
fn marked<'a>(title: &'a str, sought: &[String]) -> Vec<(bool, &'a str)> {
    let mut parts = Vec::new();
    let (mut rest, mut between) = (title, 0);
    while let Some(first) = rest[between..].chars().next() {
        let word = first.is_alphanumeric();
        let length = rest[between..].find(|c: char| c.is_alphanumeric() != word);
        let end = length.map_or(rest.len(), |length| between + length);
        let low = rest[between..end].to_lowercase();
        if word && sought.iter().any(|it| meets(&low, it)) {
            parts.push((false, &rest[..between]));
            parts.push((true, &rest[between..end]));
            (rest, between) = (&rest[end..], 0);
        } else {
            between = end;
        }
    }
    parts.push((false, rest));
    parts.retain(|(_, part)| !part.is_empty());
    parts
}

/// Whether a word of a title, in small letters, is one that is looked for.
fn meets(word: &str, sought: &str) -> bool {
    if search::is_exact(sought) {
        word == sought
    } else {
        word.starts_with(sought)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_begin_like_those_sought_are_marked() {
        let sought = search::words("bed c");
        let parts = marked("Call Bedrock (c, not C++) directly", &sought);
        let hits: Vec<&str> = parts.iter().filter(|(hit, _)| *hit).map(|(_, part)| *part).collect();
        assert_eq!(hits, ["Bedrock", "c", "C"]);
        assert_eq!(parts[0], (false, "Call "));
        let whole: String = parts.iter().map(|(_, part)| *part).collect();
        assert_eq!(whole, "Call Bedrock (c, not C++) directly");
        assert!(marked("", &sought).is_empty());
    }
}
