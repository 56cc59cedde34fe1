//! Small parts the pages of assets and models share.

use leptos::prelude::*;
use registry::{
    asset::missing_in_words,
    kernel::{Id, Problems, money::grouped},
    workload::Workload,
};

use crate::{
    ui::{Badge, Callout, Link, NoticeKind, Tone, sentence},
    web::{Fault, Typed},
};

/// An identifier from an address; anything else names nothing.
pub fn id(text: &str, noun: &str) -> Result<Id, Fault> {
    text.parse().map_err(|_| Fault::not_found(noun))
}

/// The way to a workload.
pub fn crumbs(workload: &Workload) -> Vec<Link> {
    vec![
        Link::new("/workloads", "Workloads"),
        Link::new(workload.path(), workload.name.clone()),
    ]
}

/// What is missing, in a cell: in words, or that nothing is.
pub fn missing<F: std::fmt::Display>(missing: &[F]) -> AnyView {
    if missing.is_empty() {
        view! { <Badge tone=Tone::Ok text="Complete"/> }.into_any()
    } else {
        view! { <Badge tone=Tone::Watch text=sentence(&missing_in_words(missing))/> }.into_any()
    }
}

/// What is missing, above a form.
pub fn callout<F: std::fmt::Display>(missing: &[F]) -> Option<AnyView> {
    (!missing.is_empty()).then(|| {
        let words = sentence(&missing_in_words(missing));
        view! { <Callout kind=NoticeKind::Warning><p>{words}". The quarterly review asks for it."</p></Callout> }
            .into_any()
    })
}

/// A text, or that it is not recorded.
pub fn recorded(text: &str) -> String {
    if text.is_empty() {
        "not recorded".to_owned()
    } else {
        text.to_owned()
    }
}

/// A volume: `1,200 GB`, or that it is not known.
pub fn volume(gb: i64) -> String {
    if gb == 0 {
        "not known".to_owned()
    } else {
        format!("{}\u{202f}GB", grouped(gb.unsigned_abs()))
    }
}

/// What somebody else saved, beside what was typed.
pub fn conflict(noun: &str, theirs: &Typed, typed: &Typed, fields: &[(&'static str, &'static str)]) -> AnyView {
    let differing = fields
        .iter()
        .filter(|(field, _)| theirs.get(field) != typed.get(field))
        .map(|(field, label)| {
            let (stored, yours) = (theirs.get(field).to_owned(), typed.get(field).to_owned());
            view! { <li><b>{*label}</b>": stored now is “"{stored}"”, you typed “"{yours}"”"</li> }
        })
        .collect_view();
    let first = format!("Somebody else saved this {noun} while you were editing.");
    view! {
        <Callout kind=NoticeKind::Warning role="alert">
            <p><b>{first}</b>" Nothing is lost: your text is in the form below. Compare, then save to replace what is stored."</p>
            <ul>{differing}</ul>
        </Callout>
    }
    .into_any()
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
