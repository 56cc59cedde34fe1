//! The frame around every page: document head, rail, notice, content. Start at [`document`].

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    notice::{Notice, Toast},
    render::{escape, render},
};

/// Where the form that signs out is sent.
pub const SIGN_OUT: &str = "/sign-out";

/// Which entry of the rail the page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the page of that name")]
pub enum Here {
    Overview,
    Inbox,
    Decisions,
    Workloads,
    Services,
    Checklist,
    Reviews,
    Risk,
    Audit,
    People,
    Settings,
    Account,
    Design,
    #[default]
    None,
}

/// Who is signed in, as the frame shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Their name.
    pub name: String,
    /// Their roles in one line: “Architect, reviewer”.
    pub roles: String,
    /// Whether they may manage people.
    pub is_admin: bool,
}

/// Addresses of the site's files, with their hashes, made once at start.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// The stylesheet.
    pub css: String,
    /// The module that loads the islands' WebAssembly and brings them to life.
    pub js: String,
    /// The islands' WebAssembly.
    pub wasm: String,
    /// The bundle an island loads to make a chart interactive.
    pub charts: String,
    /// The script that loads that bundle when a chart is first pointed at.
    pub interactive: String,
    /// The script that writes moments in the reader's own zone.
    pub times: String,
    /// The script with the keys of a list.
    pub list_keys: String,
    /// The script that takes selected words of a record into a comment.
    pub passages: String,
    /// The script that shows how far an upload is.
    pub upload: String,
    /// The script that draws the diagrams of a page.
    pub diagrams: String,
    /// The script of the frame in which they are drawn.
    pub diagram_frame: String,
    /// The script of the editor: toolbar, shortcuts, pictures, saving what was typed.
    pub editor: String,
    /// The sans face.
    pub font_inter: String,
    /// The serif face.
    pub font_serif: String,
    /// The icon.
    pub favicon: String,
    /// Whether this is the demonstration with its sample data.
    pub demo: bool,
    /// Whether this is a development build that reloads itself.
    pub dev: bool,
}

/// Everything around a page's content.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The page's title, without the product's name.
    pub title: String,
    /// Its entry in the rail.
    pub here: Here,
    /// Who is signed in; without one the page has no rail.
    pub actor: Option<Who>,
    /// What the last act came to.
    pub notice: Option<Notice>,
    /// The nonce of this response's content security policy, for a page's own inline script.
    pub nonce: String,
    /// The site's files.
    pub assets: Arc<Assets>,
}

/// What marks a diagram in a page. Marks begin with a tag, which a text of people's cannot hold.
const DIAGRAM: &str = "<figure class=\"diagram\"";
/// What marks the editor, whose preview may come to hold a diagram: the place of its toolbar.
const EDITOR: &str = "<div class=\"tools\">";

/// What marks a moment, which a script writes in the reader's zone.
const MOMENT: &str = "<time data-local";
/// What marks a list with keys.
const KEYS: &str = "<div data-keys";
/// What marks a comment form that takes selected words.
const PASSAGES: &str = "<button data-passages";
/// What marks a form that sends files.
const UPLOAD: &str = "<form data-upload";

/// Whether a page holds diagrams, or may come to: then it has to be allowed a frame.
#[must_use]
pub fn draws_diagrams(page: &str) -> bool {
    page.contains(DIAGRAM) || page.contains(EDITOR)
}

/// In development: reloads the page once a newly started server answers.
const RELOAD: &str = "let first; setInterval(async () => { try { \
    const now = await (await fetch('/__dev/started')).text(); \
    if (first && first !== now) location.reload(); first = now; } catch {} }, 700);";

/// The complete HTML document around a page's content. The content is built inside, because an
/// island has to be made where it is rendered.
pub fn document<V: IntoView + 'static>(frame: &Frame, content: impl FnOnce() -> V) -> String {
    let body = render(|| match frame.actor.clone() {
        Some(who) => signed_in(frame, who, content().into_any()).into_any(),
        None => signed_out(frame, content().into_any()).into_any(),
    });
    let assets = &frame.assets;
    let at = |address: &str| escape(address);
    let (title, css, icon) = (escape(&frame.title), at(&assets.css), at(&assets.favicon));
    let (inter, serif) = (at(&assets.font_inter), at(&assets.font_serif));
    // The script is a file of this site, so it needs no nonce and a page stays the same text. It
    // sets `data-islands="ready"` on the root element when every island answers.
    let (preload, charts) = if body.has_island {
        let (js, wasm) = (at(&assets.js), at(&assets.wasm));
        (
            format!(
                "<link rel=\"modulepreload\" href=\"{js}\">\
                 <link rel=\"preload\" href=\"{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\
                 <script type=\"module\" src=\"{js}\"></script>"
            ),
            format!(" data-charts=\"{}\"", at(&assets.charts)),
        )
    } else {
        Default::default()
    };
    // Each is loaded by the pages that hold what it is for.
    let scripts: Vec<String> = [
        (MOMENT, &assets.times),
        (KEYS, &assets.list_keys),
        (PASSAGES, &assets.passages),
        (UPLOAD, &assets.upload),
        (EDITOR, &assets.editor),
        (DIAGRAM, &assets.diagrams),
    ]
    .into_iter()
    .filter(|(mark, _)| body.html.contains(mark) || *mark == DIAGRAM && body.html.contains(EDITOR))
    .map(|(_, address)| format!("<script type=\"module\" src=\"{}\"></script>", at(address)))
    .collect();
    let scripts = scripts.concat();
    let reload = if assets.dev {
        format!("<script nonce=\"{}\">{RELOAD}</script>", at(&frame.nonce))
    } else {
        String::new()
    };
    // Leptos marks where views begin and end; only islands need the marks.
    let body = if body.has_island {
        body.html
    } else {
        body.html.replace("<!>", "")
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"{charts}><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · Twoway</title>\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <meta name=\"theme-color\" media=\"(prefers-color-scheme: light)\" content=\"#fbfaf7\">\
         <meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"#15171a\">\
         <link rel=\"preload\" href=\"{inter}\" as=\"font\" type=\"font/woff2\" crossorigin>\
         <link rel=\"preload\" href=\"{serif}\" as=\"font\" type=\"font/woff2\" crossorigin>\
         <link rel=\"stylesheet\" href=\"{css}\"><link rel=\"icon\" href=\"{icon}\" type=\"image/svg+xml\">\
         {preload}{scripts}</head><body>{body}{reload}</body></html>"
    )
}

/// The product's name with its mark: two arrows, out and back through the same door.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <a class="mark" href="/">
            <svg viewBox="0 0 22 22" aria-hidden="true"><path d="M3 7.5h15M14 3.5l4 4M19 14.5H4M8 18.5l-4-4"></path></svg>
            "Twoway"
        </a>
    }
}

fn signed_in(frame: &Frame, who: Who, content: AnyView) -> impl IntoView + use<> {
    let notice = frame.notice.clone();
    view! {
        <a class="skip" href="#content">"Skip to the content"</a>
        <div class="frame">
            <header class="rail">
                <Mark/>
                <div class="rail-wide">{rail(frame, &who)}</div>
                <details class="menu">
                    <summary><span>"Menu"</span></summary>
                    <div class="menu-sheet">{rail(frame, &who)}</div>
                </details>
            </header>
            <main class="page" id="content" tabindex="-1">
                {notice.map(|notice| view! { <Toast notice=notice/> })}
                {content}
            </main>
        </div>
    }
}

fn signed_out(frame: &Frame, content: AnyView) -> impl IntoView + use<> {
    let notice = frame.notice.clone();
    view! {
        <a class="skip" href="#content">"Skip to the content"</a>
        <div class="cover">
            <header>
                <Mark/>
                <p class="cover-say">"If one layer had to change, how much of the system would we rewrite?"</p>
            </header>
            <main class="cover-page" id="content" tabindex="-1">
                {notice.map(|notice| view! { <Toast notice=notice/> })}
                {content}
            </main>
        </div>
    }
}

/// Search, entries and who is signed in. Stands in the page twice, for wide and narrow screens;
/// the stylesheet shows one.
fn rail(frame: &Frame, who: &Who) -> impl IntoView + use<> {
    let here = frame.here;
    let people = who.is_admin.then(|| entry(here, Here::People, "/people", "People"));
    let settings = who
        .is_admin
        .then(|| entry(here, Here::Settings, "/settings", "Settings"));
    let design = frame
        .assets
        .demo
        .then(|| entry(here, Here::Design, "/design", "Design system"));
    let account = (here == Here::Account).then_some("page");
    view! {
        <form class="search" role="search" action="/adrs" method="get">
            <svg viewBox="0 0 13 13" aria-hidden="true"><circle cx="5.5" cy="5.5" r="4"></circle><path d="m8.5 8.5 4 4"></path></svg>
            <input type="search" name="q" aria-label="Search decisions" placeholder="Search decisions" autocomplete="off"/>
        </form>
        <nav class="nav" aria-label="Main">
            <ul>
                {entry(here, Here::Overview, "/", "Overview")}
                {entry(here, Here::Inbox, "/inbox", "Inbox")}
            </ul>
            <p class="group">"Record"</p>
            <ul>
                {entry(here, Here::Decisions, "/adrs", "Decisions")}
                {entry(here, Here::Workloads, "/workloads", "Workloads")}
                {entry(here, Here::Services, "/services", "Services")}
            </ul>
            <p class="group">"Govern"</p>
            <ul>
                {entry(here, Here::Checklist, "/checklist", "Checklist")}
                {entry(here, Here::Reviews, "/reviews", "Reviews")}
                {entry(here, Here::Risk, "/risk", "Risk")}
            </ul>
            <p class="group">"Proof"</p>
            <ul>
                {entry(here, Here::Audit, "/audit", "Audit")}
                {people}
                {settings}
                {design}
            </ul>
        </nav>
        <div class="who">
            <p><a href="/account" aria-current=account>{who.name.clone()}</a><small>{who.roles.clone()}</small></p>
            <form method="post" action=SIGN_OUT><button type="submit" class="link">"Sign out"</button></form>
        </div>
        {frame.assets.demo.then(|| view! { <p class="demo">"Demonstration with sample data"</p> })}
    }
}

fn entry(here: Here, this: Here, href: &'static str, text: &'static str) -> impl IntoView + use<> {
    let current = (here == this).then_some("page");
    view! {
        <li>
            <a href=href aria-current=current>{text}</a>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame {
            title: "A </title><script>".into(),
            here: Here::Decisions,
            actor: Some(Who {
                name: "Ada <b>".into(),
                roles: "Architect".into(),
                is_admin: false,
            }),
            notice: Some(Notice::done("Saved.")),
            nonce: "n0nce".into(),
            assets: Arc::new(Assets {
                js: "/site/a.js".into(),
                wasm: "/site/a.wasm".into(),
                ..Assets::default()
            }),
        }
    }

    #[test]
    fn a_page_without_islands_loads_no_script() {
        let page = document(&frame(), || view! { <h1>"Decisions"</h1> });
        assert!(page.starts_with("<!DOCTYPE html>"));
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains("a.wasm"), "{page}");
        assert!(!page.contains("style="), "{page}");
        assert!(page.contains("Ada &lt;b&gt;"), "{page}");
    }

    #[test]
    fn a_page_with_an_island_loads_its_script() {
        let page = document(
            &frame(),
            || view! { <div inner_html="<leptos-island></leptos-island>"></div> },
        );
        assert!(
            page.contains("<script type=\"module\" src=\"/site/a.js\"></script>"),
            "{page}"
        );
        assert!(page.contains("href=\"/site/a.wasm\""), "{page}");
    }

    #[test]
    fn a_mark_in_a_text_loads_no_script() {
        let assets = Assets {
            times: "/site/times.js".into(),
            list_keys: "/site/keys.js".into(),
            passages: "/site/passages.js".into(),
            upload: "/site/upload.js".into(),
            ..Assets::default()
        };
        let frame = Frame {
            assets: Arc::new(assets),
            ..frame()
        };
        let said = "data-keys <div data-keys> data-local data-passages data-upload";
        let page = document(&frame, move || view! { <p title=said>{said}</p> });
        assert!(!page.contains("<script"), "{page}");
        let page = document(&frame, || {
            let at = time::OffsetDateTime::UNIX_EPOCH;
            view! {
                <super::super::Time at/>
                <div data-keys="" class="keys"></div>
                <form data-upload=""><button data-passages=""></button></form>
            }
        });
        assert_eq!(page.matches("<script").count(), 4, "{page}");
    }

    #[test]
    fn people_are_for_administrators() {
        let mut frame = frame();
        assert!(!document(&frame, || ()).contains("href=\"/people\""));
        frame.actor = Some(Who {
            name: "Ada".into(),
            roles: String::new(),
            is_admin: true,
        });
        assert!(document(&frame, || ()).contains("href=\"/people\""));
    }

    #[test]
    fn nobody_signed_in_sees_no_rail() {
        let frame = Frame { actor: None, ..frame() };
        assert!(!document(&frame, || ()).contains("class=\"rail\""));
    }
}
