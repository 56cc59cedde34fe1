//! The facts beside a record's text.

use leptos::prelude::*;
use registry::{
    adr::{Adr, Record, Status, read::Parsed, unlinked},
    kernel::read_day,
};
use time::Date;

use super::written::{as_written, list};
use crate::ui::{Day, Fact, Facts, Section, Time};

/// What is known of the record beside its text, and what was unclear in that.
pub fn section(record: &Record, parsed: Option<&Parsed>) -> AnyView {
    let adr = &record.adr;
    // A step to the same status is a re-affirmation.
    let last = record
        .events
        .iter()
        .rev()
        .find(|event| event.to == adr.status && event.from != Some(event.to));
    let since = last.map(|event| {
        let came = event.from.is_none() && event.to != Status::Draft;
        let term = if came {
            "Imported by".to_owned()
        } else {
            format!("{} by", adr.status.label())
        };
        // Of an import it says the file, which stands below.
        let reason = Some(event.reason.clone()).filter(|reason| !came && !reason.is_empty());
        let (person, on) = (event.person.clone(), event.at.day());
        view! {
            <Fact term=term>
                {person}", "<Day on=on/>
                {reason.map(|reason| view! { <br/><small>{reason}</small> })}
            </Fact>
        }
    });
    let raw_status = adr
        .raw_status
        .clone()
        .filter(|raw| !raw.trim().eq_ignore_ascii_case(adr.status.as_str()))
        .map(|raw| view! { <Fact term="Status in the text">{as_written(&unlinked(&raw))}</Fact> });
    let decided = day(adr);
    let people = |term: &'static str, names: &[String]| {
        let named = list(names);
        (!names.is_empty()).then(|| view! { <Fact term=term>{named}</Fact> })
    };
    let said = parsed.map(|parsed| {
        view! {
            {people("Decision makers", &parsed.deciders)}
            {people("Consulted", &parsed.consulted)}
            {people("Informed", &parsed.informed)}
            {people("Tags", &parsed.tags)}
        }
    });
    let raw_number = adr.raw_number.as_deref().map(as_written);
    let raw_number = raw_number.map(|raw| view! { <Fact term="Number">{raw}" in its file"</Fact> });
    let unclear = (!record.diagnostics.is_empty()).then(|| {
        let items = record
            .diagnostics
            .iter()
            .map(|it| view! { <li>{it.clone()}</li> })
            .collect_view();
        view! { <Section title="Needs a look"><ul class="plain-list">{items}</ul></Section> }
    });
    let (label, dialect) = (adr.label(), adr.dialect.label());
    let author = record
        .author
        .clone()
        .map(|author| view! { <Fact term="Begun by">{author}</Fact> });
    let file = adr.path.as_deref().map(as_written);
    let file = file.map(|path| view! { <Fact term="File">{path}</Fact> });
    let changed = adr.updated_at.at();
    view! {
        <Section title="Facts" id="facts">
            <Facts>
                <Fact term="Record">{label}</Fact>
                {since}
                {raw_status}
                {decided}
                {said}
                {author}
                <Fact term="Dialect">{dialect}</Fact>
                {file}
                {raw_number}
                <Fact term="Last changed"><Time at=changed/></Fact>
            </Facts>
        </Section>
        {unclear}
    }
    .into_any()
}

/// The day of the decision, and below it what the text says; while nobody has decided, the text's
/// day alone.
fn day(adr: &Adr) -> Option<AnyView> {
    let raw = adr.raw_date.as_deref();
    let in_the_text = |on: Option<Date>| {
        raw.filter(|raw| on.is_none_or(|on| on.to_string() != *raw))
            .map(|raw| view! { <br/><small>"in the text: "{as_written(raw)}</small> })
    };
    if adr.status.is_decided() {
        let day = adr
            .decided_on
            .map_or_else(|| "not recorded".into_any(), |on| view! { <Day on=on/> }.into_any());
        let raw = in_the_text(adr.decided_on);
        return Some(view! { <Fact term="Decided">{day}{raw}</Fact> }.into_any());
    }
    let on = adr.decided_on.or_else(|| read_day(raw?).ok());
    let said = match (on, raw) {
        (Some(on), _) => {
            let raw = in_the_text(Some(on));
            view! { <Day on=on/>{raw} }.into_any()
        }
        (None, Some(raw)) => as_written(raw),
        (None, None) => return None,
    };
    Some(view! { <Fact term="Date in the text">{said}</Fact> }.into_any())
}
