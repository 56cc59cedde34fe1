//! The page `/design`: every part of the interface with example content. Its figures are
//! examples; nothing here is read from the database.

use leptos::prelude::*;

use super::*;

/// The content of the page.
#[component]
pub fn DesignPage() -> impl IntoView {
    view! {
        <PageHead title="Design system" sub="Every part, with example content"/>
    }
}
