//! A record as safe HTML, and as a line or two of plain text.
//!
//! Markdown passes raw HTML through, so everything goes through ammonia: no script, no style, no
//! event attribute, no address but `http`, `https`, `mailto` and relative ones. Identifiers get a
//! prefix, so that a record cannot take the place of an element of the page around it.
//!
//! `blocks` shows code and diagrams, `highlight` colours code, `leads` says where links and
//! pictures go, `table` aligns columns, `tangle` tells raw HTML that would take too long to clean.

mod blocks;
mod highlight;
mod leads;
mod table;
mod tangle;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::{link, model::Target, read, record};
pub use leads::Leads;

/// The prefix of every identifier in rendered text.
const PREFIX: &str = "s-";

/// Deeper nesting than this is no prose; such a text is shown as it is written.
const DEEPEST: usize = 64;

/// Longer texts are shown as they are written, in bytes.
const LONGEST: usize = 2_000_000;

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(Some("noopener noreferrer nofollow"))
        .id_prefix(Some(PREFIX))
        .add_tag_attributes("code", ["class"])
        .allowed_classes(HashMap::from([
            ("div", HashSet::from(["footnote-definition"])),
            ("figure", HashSet::from([blocks::DIAGRAM])),
            ("span", {
                let mut classes = HashSet::from(highlight::CLASSES);
                classes.insert(leads::BROKEN);
                classes
            }),
            (
                "sup",
                HashSet::from(["footnote-definition-label", "footnote-reference"]),
            ),
        ]))
        .add_tag_attributes("div", ["id"])
        .rm_tags(["map", "area"]);
    for heading in ["h1", "h2", "h3", "h4", "h5", "h6"] {
        builder.add_tag_attributes(heading, ["id"]);
    }
    builder.attribute_filter(|element, attribute, value| match (element, attribute) {
        ("a", "href") => match value.strip_prefix('#') {
            Some(anchor) => Some(Cow::Owned(format!("#{PREFIX}{anchor}"))),
            None => Some(Cow::Borrowed(value)),
        },
        ("code", "class") => {
            let language = value.strip_prefix("language-")?;
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '_');
            (!language.is_empty() && language.chars().all(plain)).then_some(Cow::Borrowed(value))
        }
        _ => Some(Cow::Borrowed(value)),
    });
    builder
});

pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_WIKILINKS
}

/// The whole text as HTML, front matter and title included as they stand.
#[must_use]
pub fn render(text: &str) -> String {
    render_with(text, leads::as_written)
}

/// A record below its title: without front matter and leading heading, which the page shows.
#[must_use]
pub fn render_body(text: &str) -> String {
    render(read::body(text))
}

/// Like [`render_body`], with links to other records (`0007-x.md`, relative to this one, or
/// `[[PLAT-7]]`) led as the function says; it is asked for each link as it is written.
#[must_use]
pub fn render_body_with(text: &str, resolve: impl Fn(&str) -> Leads) -> String {
    render_with(read::body(text), resolve)
}

/// A comment of a log's record. `[[PLAT-12]]` and `[[ADR-12]]` lead to the page such a record has,
/// whether there is one or not.
#[must_use]
pub fn render_comment(text: &str, log: &str) -> String {
    let leads = |log: &str, number: u32| Leads::To {
        address: format!("/adrs/{log}/{number}"),
        label: record::label(log, Some(i64::from(number))),
    };
    render_with(text, |href| match link::target(href) {
        Some(Target::Number(number)) => leads(log, number),
        Some(Target::Record { log, number }) => leads(&log, number),
        Some(Target::File(_)) | None => Leads::AsWritten,
    })
}

/// What [`render_body_with`] asks its function for.
#[must_use]
pub fn hrefs(text: &str) -> Vec<String> {
    let text = read::body(text);
    let asked = std::cell::RefCell::new(Vec::new());
    let note = |href: &str| {
        asked.borrow_mut().push(href.to_owned());
        Leads::AsWritten
    };
    if text.len() <= LONGEST {
        leads::lead(Parser::new_ext(text, options()).collect(), &note);
    }
    asked.into_inner()
}

fn render_with(text: &str, resolve: impl Fn(&str) -> Leads) -> String {
    if text.len() > LONGEST {
        return verbatim(text);
    }
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut depth = 0_usize;
    let mut raw = String::new();
    for event in Parser::new_ext(text, options()) {
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Html(html) | Event::InlineHtml(html) => raw.push_str(html),
            _ => {}
        }
        if depth > DEEPEST {
            return verbatim(text);
        }
        events.push(match event {
            // A box nobody can tick is better said in a character than in a form control.
            Event::TaskListMarker(done) => Event::Text(if done { "☑ " } else { "☐ " }.into()),
            event => event,
        });
    }
    if tangle::is(&raw) {
        return verbatim(text);
    }
    let mut events = leads::lead(blocks::shown(events), &resolve);
    identify(&mut events);
    table::align(&mut events);
    let mut out = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut out, events.into_iter());
    CLEANER.clean(&out).to_string()
}

/// A text as it is written.
#[must_use]
pub fn verbatim(text: &str) -> String {
    format!(
        "<pre>{}</pre>",
        ammonia::clean_text(text).replace("&#10;", "\n").replace("&#32;", " ")
    )
}

/// Gives each heading an identifier made of its words, as GitHub does.
fn identify(events: &mut [Event<'_>]) {
    let mut taken: HashMap<String, usize> = HashMap::new();
    for at in 0..events.len() {
        if !matches!(events[at], Event::Start(Tag::Heading { .. })) {
            continue;
        }
        let words: String = events[at + 1..]
            .iter()
            .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
            .filter_map(|event| match event {
                Event::Text(words) | Event::Code(words) => Some(words.as_ref()),
                _ => None,
            })
            .collect();
        let slug = anchor(&words);
        let count = taken.entry(slug.clone()).or_default();
        let name = if *count == 0 { slug } else { format!("{slug}-{count}") };
        *count += 1;
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
            *id = Some(name.into());
        }
    }
}

/// The identifier of a heading with these words: `What would reverse it?` is
/// `what-would-reverse-it`.
#[must_use]
pub fn anchor(words: &str) -> String {
    let lower = words.trim().to_lowercase();
    let kept = lower
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    let slug: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
    if slug.is_empty() { "section".to_owned() } else { slug }
}

/// The first words of a record's argument as plain text, at most so many characters: the first
/// paragraph of its first section that is not its status, else its first paragraph.
#[must_use]
pub fn excerpt(text: &str, most: usize) -> String {
    let body = read::body(text);
    let body = body.get(..floor(body, 20_000)).unwrap_or("");
    let mut first = String::new();
    let mut paragraph: Option<String> = None;
    let mut heading: Option<String> = None;
    let (mut metadata, mut in_section, mut nested) = (false, false, 0_usize);
    for event in Parser::new_ext(body, options()) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(level)) => {
                let name = heading.take().unwrap_or_default().to_lowercase();
                metadata = matches!(name.trim(), "status" | "date" | "deciders" | "tags");
                in_section = level > HeadingLevel::H1;
            }
            Event::Start(Tag::List(_) | Tag::Table(_) | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_)) => nested += 1,
            Event::End(TagEnd::List(_) | TagEnd::Table | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) => {
                nested = nested.saturating_sub(1);
            }
            Event::Start(Tag::Paragraph) if nested == 0 => paragraph = Some(String::new()),
            Event::End(TagEnd::Paragraph) => {
                let Some(words) = paragraph.take().filter(|words| !words.trim().is_empty()) else {
                    continue;
                };
                if in_section && !metadata {
                    return cut(&words, most);
                }
                if first.is_empty() && !metadata {
                    first = words;
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(into) = heading.as_mut().or(paragraph.as_mut()) {
                    into.push_str(&words);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(into) = paragraph.as_mut() {
                    into.push(' ');
                }
            }
            _ => {}
        }
    }
    cut(&first, most)
}

fn floor(text: &str, most: usize) -> usize {
    (0..=most.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// At most so many characters, ending with a whole word.
fn cut(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(most) else {
        return line;
    };
    let kept = line[..end].rsplit_once(' ').map_or(&line[..end], |(kept, _)| kept);
    format!("{}…", kept.trim_end_matches([',', ';', '.', ':', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_text_is_harmless() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](java\u{0}script:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "![x](data:image/svg+xml;base64,PHN2Zz4=)",
            "<a href=\"vbscript:x\">x</a>",
            "<p style=\"position:fixed\">x</p>",
            "<iframe src=\"//evil.example\"></iframe>",
            "<svg onload=alert(1)><a xlink:href=\"javascript:alert(1)\">x</a></svg>",
            "<form action=/sign-out><input type=submit></form>",
            "<base href=\"//evil.example\">",
            "<meta http-equiv=refresh content=\"0;url=//evil.example\">",
            "<div id=\"main\" class=\"toast\" onclick=\"x()\">x</div>",
            "```\"><script>alert(1)</script>\nx\n```",
            "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>",
            "</textarea><script>alert(1)</script>",
            "[[<script>alert(1)</script>]]",
        ] {
            let html = render(hostile).to_lowercase();
            for bad in [
                "<script",
                "<img src=x onerror",
                "href=\"javascript",
                "href=\"vbscript",
                "href=\"data",
                "src=\"data",
                "style=",
                "<iframe",
                "<svg",
                "<form",
                "<input",
                "<base",
                "<meta",
                "onclick",
                "id=\"main\"",
                "toast",
            ] {
                assert!(!html.contains(bad), "{hostile} → {html}");
            }
        }
    }

    #[test]
    fn what_records_use_is_rendered() {
        let html = render(
            "## Why *now*?\n\n## Why now\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\n~~no~~ [^1]\n\n[^1]: Note.\n\n```rust\nfn x() {}\n```\n\n[up](#why-now) [[plat-12]] <https://example.org>\n",
        );
        for part in [
            "<h2 id=\"s-why-now\">",
            "<h2 id=\"s-why-now-1\">",
            "<td align=\"right\">2</td>",
            "☑ done",
            "☐ open",
            "<del>no</del>",
            "href=\"#s-1\"",
            "id=\"s-1\"",
            "<code class=\"language-rust\">",
            "href=\"#s-why-now\"",
            "href=\"/adrs/PLAT/12\"",
            "rel=\"noopener noreferrer nofollow\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn the_page_shows_the_title_once() {
        let html = render_body("---\nstatus: accepted\n---\n# Title\n\nText\n");
        assert_eq!(html, "<p>Text</p>\n");
    }

    #[test]
    fn endless_nesting_is_shown_as_written() {
        let html = render(&">".repeat(20_000));
        assert!(html.starts_with("<pre>"), "{}", &html[..40]);
        assert!(render(&"[".repeat(20_000)).len() < 200_000);
        assert_eq!(
            verbatim("a <b>\n c"),
            "<pre>a&#32;&lt;b&gt;\n&#32;c</pre>".replace("&#32;", " ")
        );
    }

    #[test]
    fn words_that_look_like_a_tables_style_stay() {
        let html = render(
            "`style=\"text-align: left\"` and\n\n| a | b |\n|:-:|---|\n| 1 ` style=\"text-align: left\"` | 2 |\n",
        );
        assert!(html.contains("<code>style=\"text-align: left\"</code>"), "{html}");
        assert!(
            html.contains("<th align=\"center\">a</th><th>b</th>") && html.contains("<td>2</td>"),
            "{html}"
        );
        assert!(
            html.contains("<td align=\"center\">1 <code> style=\"text-align: left\"</code></td>"),
            "{html}"
        );
    }

    #[test]
    fn raw_html_nested_without_end_is_shown_as_written() {
        for deep in ["<div>\n", "<b>", "<div><b></div>", "<div><!-- </div> -->\n"] {
            let html = render(&deep.repeat(6_000));
            assert!(html.starts_with("<pre>"), "{deep}");
        }
        let plain = "<details><summary>Why</summary>\n\n- <br> *so* <kbd>x</kbd>\n\n</details>\n\n".repeat(300);
        assert!(render(&plain).starts_with("<details>"));
    }

    #[test]
    fn an_excerpt_is_the_argument() {
        let text = "# 4. T\n\nDate: 2024-07-15\n\n## Status\n\nAccepted\n\n## Context\n\nClaims *wait* for `days`,\nwhich is [long](x.md).\n";
        assert_eq!(excerpt(text, 100), "Claims wait for days, which is long.");
        assert_eq!(excerpt(text, 20), "Claims wait for…");
        assert_eq!(excerpt("# T\n\nOnly this.\n", 100), "Only this.");
        assert_eq!(excerpt("", 100), "");
    }

    proptest! {
        #[test]
        fn any_text_is_rendered(text in "\\PC{0,200}") {
            let html = render_body(&text);
            prop_assert!(!html.contains("<script"));
            let short = excerpt(&text, 40);
            prop_assert!(short.chars().count() <= 41);
        }
    }
}
