//! The discussion on a record's page: comments, about the whole or about a passage.

use leptos::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use registry::{
    adr::{
        Adr,
        comment::{Comment, LONGEST_PASSAGE, Thread},
        unlinked,
    },
    identity::Act,
    kernel::Problems,
};

use super::proceedings::Beside;
use crate::{
    ui::{Badge, Button, Buttons, Hidden, Look, Prose, Section, TextArea, Time, Tone, count},
    web::{Typed, error_of, value_of},
};

/// The section; none where there is nothing to read and nothing to write.
pub fn section(adr: &Adr, beside: &Beside, typed: &Typed, problems: &Problems) -> Option<AnyView> {
    let threads = &beside.kept.threads;
    if threads.is_empty() && !beside.actor.may(Act::ReviewRecords) {
        return None;
    }
    let open = threads.iter().filter(|thread| thread.first.resolved.is_none()).count();
    let note = if threads.is_empty() {
        String::new()
    } else {
        format!("{} of {} open", open, count(threads.len(), "thread", "threads"))
    };
    let shown = threads
        .iter()
        .map(|it| thread(adr, beside, it, typed, problems))
        .collect_view();
    let form = beside.actor.may(Act::ReviewRecords).then(|| form(adr, typed, problems));
    Some(view! { <Section title="Discussion" id="discussion" note=note><div class="threads">{shown}</div>{form}</Section> }.into_any())
}

fn thread(adr: &Adr, beside: &Beside, thread: &Thread, typed: &Typed, problems: &Problems) -> AnyView {
    let first = &thread.first;
    let passage = (!first.passage.is_empty()).then(|| {
        let words = first.passage.clone();
        if thread.stands {
            let href = format!("#:~:text={}", fragment(&words));
            view! { <blockquote><a href=href title="Show it in the text">{words}</a></blockquote> }.into_any()
        } else {
            let gone = format!(
                "The text no longer has this passage; it stood in version {}.",
                first.text_version
            );
            view! { <blockquote class="gone">{words}<small>{gone}</small></blockquote> }.into_any()
        }
    });
    let answers = thread.answers.iter().map(|answer| said(beside, answer)).collect_view();
    let resolved = first.resolved.as_ref().map(|(by, at)| {
        let (by, at) = (by.clone(), at.at());
        view! { <p class="resolved"><Badge tone=Tone::Ok text="Resolved"/>" by "{by}", "<Time at=at/></p> }
    });
    let steps = beside
        .actor
        .may(Act::ReviewRecords)
        .then(|| steps(adr, thread, typed, problems));
    let opening = said(beside, first);
    let id = format!("comment-{}", first.id);
    if first.resolved.is_some() {
        let summary = format!("Resolved · {}: {}", first.person, shortened(&first.text));
        return view! {
            <details class="thread" id=id><summary>{summary}</summary>{passage}{opening}{answers}{resolved}{steps}</details>
        }
        .into_any();
    }
    view! { <div class="thread" id=id>{passage}{opening}{answers}{steps}</div> }.into_any()
}

/// The beginning of a comment on one line, its links as their words.
fn shortened(text: &str) -> String {
    let text = unlinked(&text.replace("[[", "").replace("]]", ""));
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 80 {
        return line;
    }
    let cut: String = line.chars().take(79).collect();
    format!("{cut}…")
}

fn said(beside: &Beside, comment: &Comment) -> AnyView {
    let (person, at) = (comment.person.clone(), comment.at.at());
    let html = beside.comment(&comment.text);
    view! { <div class="comment"><p><b>{person}</b><small><Time at=at/></small></p><Prose html=html/></div> }.into_any()
}

/// Answering and closing.
fn steps(adr: &Adr, thread: &Thread, typed: &Typed, problems: &Problems) -> AnyView {
    let id = thread.first.id.to_string();
    let name = format!("answer-{id}");
    let value = typed.get(&name).to_owned();
    let failed = typed.get("answers") == id;
    let error = problems.of("comment").filter(|_| failed).map(ToOwned::to_owned);
    let act = |what: &str| format!("{}/{what}", adr.address());
    let closing = if thread.first.resolved.is_some() {
        ("reopen", "Open again")
    } else {
        ("resolve", "Resolve")
    };
    let (action, label) = (act(closing.0), closing.1);
    view! {
        <div class="steps">
            <details open=failed>
                <summary>"Answer"</summary>
                <form method="post" action=act("comment") class="form">
                    <Hidden name="answers" value=id.clone()/>
                    <TextArea label="Your answer" name=name value=value error=error rows=3 required=true/>
                    <Buttons><Button>"Answer"</Button></Buttons>
                </form>
            </details>
            <form method="post" action=action>
                <Hidden name="thread" value=id/>
                <Button look=Look::Quiet>{label}</Button>
            </form>
        </div>
    }
    .into_any()
}

fn form(adr: &Adr, typed: &Typed, problems: &Problems) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let answering = typed.some("answers").is_some();
    let action = format!("{}/comment", adr.address());
    let (text, passage) = (value("comment"), value("passage"));
    let (text_error, passage_error) = (of("comment").filter(|_| !answering), of("passage"));
    view! {
        <form method="post" action=action class="form">
            <TextArea label="Comment" name="comment" value=text error=text_error rows=3 required=true hint="Markdown; [[PLAT-12]] links to a record."/>
            <TextArea label="About this passage" name="passage" value=passage error=passage_error rows=2 optional=true
                hint="Words copied from the text above. Empty: about the record as a whole."/>
            <Buttons>
                <Button>"Comment"</Button>
                <button data-passages=LONGEST_PASSAGE.to_string() type="button" class="button quiet" hidden>"About the words I selected"</button>
            </Buttons>
        </form>
    }
    .into_any()
}

/// A passage as a text fragment of an address: its first and last words if it is long. A hyphen and
/// a comma mean something there, so they are written as `%2D` and `%2C`.
fn fragment(passage: &str) -> String {
    let words: Vec<&str> = passage.split_whitespace().collect();
    let parts = if words.len() > 8 {
        vec![words[..4].join(" "), words[words.len() - 4..].join(" ")]
    } else {
        vec![words.join(" ")]
    };
    let encoded: Vec<String> = parts
        .iter()
        .map(|part| utf8_percent_encode(part, NON_ALPHANUMERIC).to_string())
        .collect();
    encoded.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resolved_comment_is_named_by_its_words() {
        assert_eq!(
            shortened("See [[PLAT-12]] and\n[the wiki](https://example.com/a)."),
            "See PLAT-12 and the wiki."
        );
        assert_eq!(shortened(&"a".repeat(90)).chars().count(), 80);
    }

    #[test]
    fn a_long_passage_is_named_by_its_ends() {
        assert_eq!(fragment("one  two-three"), "one%20two%2Dthree");
        assert_eq!(fragment("a b c d e f g h i"), "a%20b%20c%20d,f%20g%20h%20i");
    }
}
