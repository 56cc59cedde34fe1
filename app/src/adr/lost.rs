//! What somebody typed into a form of a record's page that is gone by the time they send it,
//! because the record has moved on: shown, so that it can be copied.

use leptos::prelude::*;
use registry::{
    adr::{Adr, Status},
    identity::Act,
};

use super::proceedings::Beside;
use crate::{
    ui::{Callout, NoticeKind},
    web::Typed,
};

/// What was typed and has no field on the page. `decides` says whether the form that decides is there.
pub fn callout(adr: &Adr, beside: &Beside, decides: bool, typed: &Typed) -> Option<AnyView> {
    let may = |act| beside.actor.may(act);
    let proposed = adr.status == Status::Proposed;
    let open = matches!(adr.status, Status::Draft | Status::Proposed);
    let opines = proposed && may(Act::ReviewRecords) && !beside.own;
    let replaces = open && may(Act::WriteRecords);
    let reaffirms = adr.status == Status::Accepted && may(Act::DecideRecords);
    let fields = [
        ("note", "In your words", opines),
        ("reaffirm_reason", "Reason it still holds", reaffirms),
        ("replaces", "It replaces", replaces),
        ("part", "Only this part of it", replaces),
        ("reason", "Why", decides),
    ];
    let lost: Vec<AnyView> = fields
        .into_iter()
        .filter(|(_, _, there)| !there)
        .filter_map(|(field, label, _)| {
            let said = typed.some(field)?.to_owned();
            Some(view! { <dt>{label}</dt><dd><pre tabindex="0">{said}</pre></dd> }.into_any())
        })
        .collect();
    (!lost.is_empty()).then(|| {
        view! {
            <Callout kind=NoticeKind::Info>
                <p><b>"What you typed"</b>" was not kept. Copy what you still need, into a comment say."</p>
                <dl class="typed">{lost}</dl>
            </Callout>
        }
        .into_any()
    })
}
