//! Titles of what a search found, with its words marked as in the excerpt below them.

use leptos::prelude::*;
use registry::adr::{excerpt::Excerpts, search};

/// The link to a record by its title, with the words marked that are looked for.
pub fn title(title: &str, href: String, sought: Option<&Excerpts>) -> AnyView {
    match sought {
        None => view! { <a href=href>{title.to_owned()}</a> }.into_any(),
        Some(sought) => view! { <a href=href inner_html=search::marked(&sought.marked(title))></a> }.into_any(),
    }
}
