//! The fields beside a record's text: date, people, tags. They are the text's own, read from it
//! and written into it; the registry keeps none of them apart.

use leptos::prelude::*;
use registry::{
    adr::read::amend::{self, Part},
    kernel::Problems,
};

use crate::{
    ui::{Hidden, TextInput},
    web::{Typed, error_of, value_of},
};

/// The field that holds what a part showed when the form was made.
fn seen(part: Part) -> &'static str {
    match part {
        Part::Date => "seen_date",
        Part::Deciders => "seen_deciders",
        Part::Consulted => "seen_consulted",
        Part::Informed => "seen_informed",
        Part::Tags => "seen_tags",
        Part::Status => "seen_status",
    }
}

/// A form's fields as its text has them.
pub fn of_text(path: &str, typed: Typed) -> Typed {
    let shown = amend::shown_all(path, typed.get("text"));
    shown.into_iter().fold(typed, |typed, (part, shown)| {
        typed.with(part.name(), shown.clone()).with(seen(part), shown)
    })
}

/// The form with its fields brought into its text, and what kept any from it; such a field comes
/// back as it was typed.
pub fn into_text(path: &str, typed: Typed) -> (Typed, Problems) {
    let sent: Vec<Part> = Part::ALL.into_iter().filter(|part| typed.has(part.name())).collect();
    let asked: Vec<amend::Asked<'_>> = sent
        .iter()
        .map(|part| (*part, typed.get(part.name()), typed.get(seen(*part))))
        .collect();
    let (text, wrong) = amend::bring(path, typed.get("text"), &asked);
    let mut problems = Problems::new();
    let before = typed.clone();
    let mut typed = of_text(path, typed.with("text", text));
    for (part, why) in wrong {
        problems.add(part.name(), why);
        typed = typed
            .with(part.name(), before.get(part.name()))
            .with(seen(part), before.get(seen(part)));
    }
    (typed, problems)
}

/// The fields, as a part of the editor's form.
pub fn view(typed: &Typed, problems: &Problems) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let hidden = Part::ALL
        .map(|part| view! { <Hidden name=seen(part) value=value(seen(part))/> })
        .collect_view();
    view! {
        <fieldset class="group metadata">
            <legend>"In the text"</legend>
            <p class="hint">"Read from the text and written into it. The status is not here: it changes by proposing and deciding."</p>
            <div class="fields">
                <TextInput label="Date" name="date" value=value("date") error=of("date") optional=true hint="Such as 2024-07-15." short=true/>
                <TextInput label="Deciders" name="deciders" value=value("deciders") error=of("deciders") optional=true hint="Names, with commas."/>
                <TextInput label="Consulted" name="consulted" value=value("consulted") error=of("consulted") optional=true hint="Whose opinion was asked."/>
                <TextInput label="Informed" name="informed" value=value("informed") error=of("informed") optional=true hint="Who is told."/>
                <TextInput label="Tags" name="tags" value=value("tags") error=of("tags") optional=true hint="With commas."/>
            </div>
            {hidden}
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use registry::adr::record::DRAFT;

    use super::*;

    const TEXT: &str =
        "---\nstatus: draft\ndate:\ndecision-makers: Ann\n---\n\n# T\n\n## Context\n\nx\n\n## Decision Outcome\n\ny\n";

    #[test]
    fn fields_are_read_from_the_text_and_written_into_it() {
        let opened = of_text(DRAFT, Typed::of([("text", TEXT)]));
        assert_eq!((opened.get("deciders"), opened.get("seen_deciders")), ("Ann", "Ann"));
        let (saved, problems) = into_text(DRAFT, opened.clone().with("date", "2025-01-31").with("tags", "a, b"));
        assert!(problems.is_empty(), "{problems}");
        assert_eq!(
            saved.get("text"),
            TEXT.replace("date:\n", "date: 2025-01-31\n")
                .replace("Ann\n", "Ann\ntags: [a, b]\n")
        );
        assert_eq!(saved.get("seen_tags"), "a, b");
        // A form without the fields, such as another program's, leaves the text alone.
        let (kept, problems) = into_text(DRAFT, Typed::of([("text", TEXT)]));
        assert!(problems.is_empty());
        assert_eq!(kept.get("text"), TEXT);
    }

    #[test]
    fn what_cannot_be_written_comes_back_with_its_reason() {
        let opened = of_text(DRAFT, Typed::of([("text", TEXT)]));
        let (back, problems) = into_text(DRAFT, opened.with("date", "soon").with("deciders", "Bo"));
        assert_eq!(back.get("date"), "soon");
        assert_eq!(problems.of("date"), Some("Write a day, such as 2024-07-15."));
        assert!(back.get("text").contains("decision-makers: Bo\n"));
        assert_eq!(problems.of("deciders"), None);
    }
}
