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

/// A title cut into its words and what stands between, each with whether it is looked for.
fn marked<'a>(title: &'a str, sought: &[String]) -> Vec<(bool, &'a str)> {
    let mut parts = Vec::new();
    let mut rest = title;
    while let Some(first) = rest.chars().next() {
        let word = first.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != word).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        let low = part.to_lowercase();
        parts.push((word && sought.iter().any(|it| meets(&low, it)), part));
        rest = after;
    }
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
        let whole: String = parts.iter().map(|(_, part)| *part).collect();
        assert_eq!(whole, "Call Bedrock (c, not C++) directly");
        assert!(marked("", &sought).is_empty());
    }
}
