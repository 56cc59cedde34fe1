//! Values as a text has them, on the pages of its record.

use leptos::prelude::*;
use registry::adr::visible;

/// A value as it is written: what hides in it is shown by its code, and its writing direction turns
/// nothing beside it.
pub fn as_written(value: &str) -> AnyView {
    let value = visible(value);
    view! { <bdi>{value}</bdi> }.into_any()
}

/// Several of them, with commas between.
pub fn list(values: &[String]) -> AnyView {
    values
        .iter()
        .enumerate()
        .map(|(at, value)| {
            let comma = (at > 0).then_some(", ");
            view! { {comma}{as_written(value)} }
        })
        .collect_view()
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::render;

    #[test]
    fn what_hides_is_shown_and_turns_nothing() {
        let values = ["1 May".to_owned(), "\u{202e}<May>".to_owned()];
        assert_eq!(
            render(move || list(&values)).html.replace("<!>", ""),
            "<bdi>1 May</bdi>, <bdi>⟨U+202E⟩&lt;May&gt;</bdi>"
        );
    }
}
