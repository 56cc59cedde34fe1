//! Words made of what people typed: to begin a sentence with, to search by.

/// The text with a capital letter, to begin a sentence or a label.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The pattern for `lower(column) LIKE $1` that finds the text anywhere; signs that mean something
/// in a pattern count as spaces.
#[cfg(feature = "store")]
pub(crate) fn like(text: &str) -> String {
    let plain = text.to_lowercase().replace(['%', '_', '\\'], " ");
    format!("%{}%", plain.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_with_a_capital() {
        assert_eq!(sentence("no acts"), "No acts");
        assert_eq!(sentence("émigré"), "Émigré");
        assert_eq!(sentence(""), "");
    }

    #[cfg(feature = "store")]
    #[test]
    fn a_pattern_is_only_what_was_typed() {
        assert_eq!(like(" Claims "), "%claims%");
        assert_eq!(like("100%_"), "%100%");
    }
}
