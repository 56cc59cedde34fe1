//! Turning a view into HTML text.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::prelude::*;

/// Finished HTML and whether the browser has anything to bring to life in it.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The HTML.
    pub html: String,
    /// Whether it holds at least one island, so that the page must load the WebAssembly.
    pub has_island: bool,
}

/// Renders a view whose data is already there. Nothing reactive may live across an `.await`,
/// so this is synchronous: await first, then render.
pub fn render<V: IntoView>(view: impl FnOnce() -> V) -> Rendered {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().into_view().to_html());
    owner.unset_with_forced_cleanup();
    let has_island = html.contains("<leptos-island");
    Rendered { html, has_island }
}

/// Text made safe between tags and inside a double-quoted attribute.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_a_view_is_escaped() {
        let page = render(|| view! { <p title="\"><script>">"<script>alert(1)</script>"</p> });
        assert!(!page.html.contains("<script>"), "{}", page.html);
        assert!(!page.has_island);
    }

    #[test]
    fn escape_covers_text_and_attributes() {
        assert_eq!(escape("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
    }
}
