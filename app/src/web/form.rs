//! What the forms of several nouns share.

use leptos::prelude::*;
use registry::kernel::{Id, Problems};

use super::{Fault, Typed};
use crate::ui::{Callout, NoticeKind};

/// An identifier from an address; anything else names nothing.
///
/// # Errors
/// 404 with the noun that was looked for.
pub fn id_in(text: &str, noun: &str) -> Result<Id, Fault> {
    text.parse().map_err(|_| Fault::not_found(noun))
}

/// What is wrong with each field; owns the problems, as the children of a component must.
pub fn error_of(problems: &Problems) -> impl Fn(&str) -> Option<String> + Send + use<> {
    let problems = problems.clone();
    move |field| problems.of(field).map(ToOwned::to_owned)
}

/// What was typed into each field; owns it, as the children of a component must.
pub fn value_of(typed: &Typed) -> impl Fn(&str) -> String + Send + use<> {
    let typed = typed.clone();
    move |field| typed.get(field).to_owned()
}

/// What somebody else stored, beside what was typed, where the two differ. `did` says what they
/// did: `saved this workload`. `readable` is given a field and its value, and puts a name for a key.
pub fn conflict(
    did: &str,
    theirs: &Typed,
    typed: &Typed,
    fields: &[(&'static str, &'static str)],
    readable: impl Fn(&str, &str) -> String,
) -> AnyView {
    let differing = fields
        .iter()
        .filter(|(field, _)| theirs.get(field) != typed.get(field))
        .map(|(field, label)| {
            let (stored, yours) = (readable(field, theirs.get(field)), readable(field, typed.get(field)));
            view! { <li><b>{*label}</b>": stored now is “"{stored}"”, you typed “"{yours}"”"</li> }
        })
        .collect_view();
    let first = format!("Somebody else {did} while you were editing.");
    view! {
        <Callout kind=NoticeKind::Warning role="alert">
            <p><b>{first}</b>" Nothing is lost: your text is in the form below. Compare, then save to replace what is stored."</p>
            <ul>{differing}</ul>
        </Callout>
    }
    .into_any()
}
