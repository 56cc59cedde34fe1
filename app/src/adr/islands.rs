//! Islands of decision records: the preview beside the editor.

use leptos::prelude::*;

/// Shows a text field's Markdown as it will look, a moment after each change. Inside stands what
/// the server rendered, which is all there is without JavaScript.
#[island]
#[expect(clippy::must_use_candidate, reason = "a component, used by its tag")]
pub fn Preview(
    /// The id of the text field.
    field: String,
    /// The name of the field with the key of the record's log.
    log: String,
    /// The record's file in the log; empty for a draft.
    path: String,
    /// The text as the server rendered it.
    children: Children,
) -> impl IntoView {
    let shown = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        if let Some(shown) = shown.get() {
            following::follow(&field, &log, &path, &shown);
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (field, log, path);
    view! { <div class="preview" tabindex="0" node_ref=shown>{children()}</div> }
}

#[cfg(feature = "hydrate")]
mod following {
    use std::{cell::Cell, rc::Rc, time::Duration};

    use leptos::{prelude::*, task::spawn_local};
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{Element, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

    use crate::adr::api::preview;

    /// How long nothing must be typed before the preview follows.
    const PAUSE: Duration = Duration::from_millis(300);

    /// What a field of the form holds at this moment: somebody may choose another log.
    fn value(form: Option<&Element>, name: &str) -> String {
        let found = form.and_then(|form| form.query_selector(&format!("[name={name}]")).ok().flatten());
        let Some(found) = found else {
            return String::new();
        };
        match found.dyn_into::<HtmlSelectElement>() {
            Ok(list) => list.value(),
            Err(other) => other
                .dyn_into::<HtmlInputElement>()
                .map_or_else(|_| String::new(), |it| it.value()),
        }
    }

    /// Renders the field's text into an element whenever it has changed.
    pub fn follow(field: &str, log: &str, path: &str, shown: &Element) {
        let found = document().get_element_by_id(field);
        let Some(field) = found.and_then(|found| found.dyn_into::<HtmlTextAreaElement>().ok()) else {
            return;
        };
        let (log, path, shown) = (log.to_owned(), path.to_owned(), shown.clone());
        // Each change has a number; only the newest may still write.
        let newest = Rc::new(Cell::new(0_u32));
        let text = field.clone();
        let changed = Closure::<dyn FnMut()>::new(move || {
            let mine = newest.get().wrapping_add(1);
            newest.set(mine);
            let (newest, text, log, path, shown) = (
                Rc::clone(&newest),
                text.clone(),
                log.clone(),
                path.clone(),
                shown.clone(),
            );
            set_timeout(
                move || {
                    if newest.get() != mine {
                        return;
                    }
                    let form = text.closest("form").ok().flatten();
                    let log = value(form.as_ref(), &log);
                    spawn_local(async move {
                        let html = preview(log, path, text.value()).await;
                        if newest.get() != mine {
                            return;
                        }
                        match html {
                            Ok(html) => {
                                shown.set_inner_html(&format!("<div class=\"prose\">{html}</div>"));
                                let _ = shown.remove_attribute("data-stale");
                            }
                            Err(_) => {
                                let _ = shown.set_attribute("data-stale", "");
                            }
                        }
                    });
                },
                PAUSE,
            );
        });
        let _ = field.add_event_listener_with_callback("input", changed.as_ref().unchecked_ref());
        changed.forget();
    }
}
