//! The faces of the decisions: the list, their relations, their course over time, and what they
//! do not cover yet; and the parts of a record's page.

use leptos::prelude::*;
use registry::adr::Adr;

use crate::ui::{Link, Tabs};

const VIEWS: [(&str, &str); 4] = [
    ("/adrs", "List"),
    ("/adrs/graph", "Graph"),
    ("/adrs/timeline", "Timeline"),
    ("/adrs/coverage", "Coverage"),
];

/// Links among the faces; `here` is the path of the one that is shown. A log that is looked at is
/// kept where the other face knows logs.
pub fn views(here: &str, log: Option<&str>) -> AnyView {
    let at = |path: &str| match log {
        Some(log) if path != "/adrs/coverage" => {
            let log: String = form_urlencoded::byte_serialize(log.as_bytes()).collect();
            format!("{path}?log={log}")
        }
        _ => path.to_owned(),
    };
    let links = VIEWS.iter().map(|(path, text)| Link::new(at(path), *text)).collect();
    view! { <Tabs label="Decisions as" links=links here=at(here)/> }.into_any()
}

/// The way to the parts of the page, where those beside the text stand below it.
pub fn parts(decide: bool, sign_off: bool, discussion: bool) -> AnyView {
    let parts = [
        (decide, "#decide", "Decide"),
        (sign_off, "#sign-off", "Sign-off"),
        (discussion, "#discussion", "Discussion"),
        (true, "#history", "History"),
        (true, "#facts", "Facts"),
    ];
    let links = parts
        .into_iter()
        .filter(|(there, ..)| *there)
        .map(|(_, href, text)| view! { <li><a href=href>{text}</a></li> })
        .collect_view();
    view! { <nav class="jumps" aria-label="On this page"><ul>{links}</ul></nav> }.into_any()
}

/// The way to the list.
pub fn start() -> Vec<Link> {
    vec![Link::new("/adrs", "Decisions")]
}

/// The way to a record's page, from what belongs to it.
pub fn crumbs(adr: &Adr) -> Vec<Link> {
    let mut links = start();
    links.push(Link::new(adr.address(), adr.label()));
    links
}
