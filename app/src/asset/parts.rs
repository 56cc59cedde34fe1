//! Small parts the pages of assets and models share.

use leptos::prelude::*;
use registry::{asset::missing_in_words, kernel::money::grouped, workload::Workload};

use crate::ui::{Badge, Callout, Link, NoticeKind, Tone, count, sentence};

/// The way to a workload.
pub fn crumbs(workload: &Workload) -> Vec<Link> {
    vec![
        Link::new("/workloads", "Workloads"),
        Link::new(workload.path(), workload.name.clone()),
    ]
}

/// What is missing, in a cell: how many facts and which, or that nothing is.
pub fn missing<F: std::fmt::Display>(missing: &[F]) -> AnyView {
    if missing.is_empty() {
        return view! { <Badge tone=Tone::Ok text="Complete"/> }.into_any();
    }
    let (number, words) = (count(missing.len(), "fact", "facts"), missing_in_words(missing));
    view! { <span class="two"><Badge tone=Tone::Watch text=number/><small>{words}</small></span> }.into_any()
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
