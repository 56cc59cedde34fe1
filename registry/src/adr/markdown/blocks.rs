//! Code in fences: coloured where its language is known, and drawn where it is a diagram.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::highlight;

/// The class of a figure that holds a diagram's source. The page's script puts the drawing
/// there; without it the source stays readable.
pub(super) const DIAGRAM: &str = "diagram";

/// The events with each fenced block as the HTML it is shown as.
pub(super) fn shown(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut out = Vec::with_capacity(events.len());
    let mut left = highlight::LONGEST_TOGETHER;
    let mut events = events.into_iter();
    while let Some(event) = events.next() {
        let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event else {
            out.push(event);
            continue;
        };
        let mut text = String::new();
        for event in events.by_ref() {
            match event {
                Event::Text(words) => text.push_str(&words),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let language = info.split([' ', ',', '{', '\t']).next().unwrap_or("").trim();
        out.push(Event::Html(block(language, &text, &mut left).into()));
    }
    out
}

fn block(language: &str, text: &str, left: &mut usize) -> String {
    let diagram = language.eq_ignore_ascii_case("mermaid");
    let coloured = if diagram || text.len() > *left {
        None
    } else {
        highlight::code(language, text)
    };
    if coloured.is_some() {
        *left -= text.len();
    }
    let html = coloured.unwrap_or_else(|| escaped(text));
    // A language that is no word is left out; the cleaner would drop its attribute anyway.
    let class = if language.is_empty() {
        String::new()
    } else {
        format!(" class=\"language-{}\"", escaped(language))
    };
    let code = format!("<pre><code{class}>{html}</code></pre>");
    if diagram {
        format!("<figure class=\"{DIAGRAM}\">{code}</figure>\n")
    } else {
        format!("{code}\n")
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use crate::adr::markdown::render;

    #[test]
    fn code_is_coloured_and_a_diagram_keeps_its_source() {
        let html = render(
            "```rust,ignore\nfn x() {}\n```\n\n```mermaid\nflowchart LR\n  A[\"<b>\"]-->B\n```\n\n```no-such\na < b\n```\n",
        );
        for part in [
            "<pre><code class=\"language-rust\"><span class=\"hl-k\">fn</span> <span class=\"hl-f\">x</span>",
            "<figure class=\"diagram\"><pre><code class=\"language-mermaid\">flowchart LR\n  A[\"&lt;b&gt;\"]--&gt;B\n</code></pre></figure>",
            "<pre><code class=\"language-no-such\">a &lt; b\n</code></pre>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn code_cannot_leave_its_block() {
        for hostile in [
            "```\"><script>alert(1)</script>\nx\n```",
            "```mermaid\n</code></pre><script>alert(1)</script>\n```",
            "```html\n</code></pre><img src=x onerror=alert(1)>\n```",
            "```js' onclick='x\nlet a = '</script>';\n```",
        ] {
            let html = render(hostile);
            for bad in ["<script", "<img", " onclick"] {
                assert!(!html.contains(bad), "{hostile} → {html}");
            }
        }
    }

    #[test]
    fn a_text_full_of_code_is_coloured_up_to_a_limit() {
        let block = format!("```rust\n{}```\n\n", "let a = 1;\n".repeat(1_500));
        let html = render(&block.repeat(8));
        assert_eq!(html.matches("<pre>").count(), 8);
        let coloured = html.matches("<pre><code class=\"language-rust\"><span").count();
        assert!((1..8).contains(&coloured), "{coloured}");
    }
}
