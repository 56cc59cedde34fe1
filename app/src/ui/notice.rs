//! What the product says back: notices after an act, problems with a form, whole error pages.

use leptos::prelude::*;
use registry::kernel::Problems;
use serde::{Deserialize, Serialize};

use super::{
    action::{ButtonLink, Look},
    page::PageHead,
    prop::{Link, OptText, Tone},
    sign::Shape,
};

/// What kind of thing a [`Notice`] says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeKind {
    /// It is done.
    #[default]
    Done,
    /// Good to know.
    Info,
    /// Done, but look at something.
    Warning,
    /// Not done.
    Problem,
}

impl NoticeKind {
    fn tone(self) -> Tone {
        match self {
            Self::Done => Tone::Ok,
            Self::Info => Tone::Accent,
            Self::Warning => Tone::Watch,
            Self::Problem => Tone::Stop,
        }
    }
}

/// One sentence to the person about what just happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What kind of thing it says.
    pub kind: NoticeKind,
    /// The sentence.
    pub text: String,
}

impl Notice {
    /// It is done.
    pub fn done(text: impl Into<String>) -> Self {
        Self {
            kind: NoticeKind::Done,
            text: text.into(),
        }
    }

    /// Good to know.
    pub fn info(text: impl Into<String>) -> Self {
        Self {
            kind: NoticeKind::Info,
            text: text.into(),
        }
    }

    /// Done, but look at something.
    pub fn warning(text: impl Into<String>) -> Self {
        Self {
            kind: NoticeKind::Warning,
            text: text.into(),
        }
    }

    /// Not done.
    pub fn problem(text: impl Into<String>) -> Self {
        Self {
            kind: NoticeKind::Problem,
            text: text.into(),
        }
    }
}

/// A notice at the head of the content, read out when the page opens.
#[component]
pub fn Toast(
    /// What it says.
    notice: Notice,
) -> impl IntoView {
    view! { <Callout kind=notice.kind role="status">{notice.text}</Callout> }
}

/// A paragraph set off from the rest because it matters.
#[component]
pub fn Callout(
    /// What kind of thing it says.
    #[prop(optional)]
    kind: NoticeKind,
    /// `status` or `alert` when it answers an act.
    #[prop(optional, into)]
    role: OptText,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let tone = kind.tone();
    view! {
        <div class=format!("notice {}", tone.class()) role=role.get()>
            <Shape tone=tone/>
            <div>{children()}</div>
        </div>
    }
}

/// What is wrong with a form, at its top: each problem links to its field.
///
/// A problem with no field is plain text. Renders nothing when there is no problem.
#[component]
pub fn ErrorSummary(
    /// Field by field.
    problems: Problems,
) -> impl IntoView {
    (!problems.is_empty()).then(|| {
        let title = match problems.iter().count() {
            1 => "One thing has to be put right".to_owned(),
            many => format!("{many} things have to be put right"),
        };
        let items = problems
            .iter()
            .map(|(field, message)| {
                let message = message.to_owned();
                if field.is_empty() {
                    view! { <li>{message}</li> }.into_any()
                } else {
                    view! { <li><a href=format!("#{field}")>{message}</a></li> }.into_any()
                }
            })
            .collect_view();
        view! {
            <div class="notice stop summary" role="alert" tabindex="-1" autofocus=true id="problems">
                <Shape tone=Tone::Stop/>
                <div><h2>{title}</h2><ul>{items}</ul></div>
            </div>
        }
    })
}

/// The content of an error page: what happened, what it means, the way back.
#[component]
pub fn ErrorPage(
    /// The HTTP status.
    status: u16,
    /// What happened, in a few words.
    #[prop(into)]
    title: String,
    /// What it means and what can be done.
    #[prop(into)]
    text: String,
    /// The way back.
    back: Vec<Link>,
    /// What to quote when asking for help.
    #[prop(optional, into)]
    reference: OptText,
) -> impl IntoView {
    let links = back
        .into_iter()
        .enumerate()
        .map(|(index, link)| {
            let look = if index == 0 { Look::Primary } else { Look::Plain };
            view! { <ButtonLink href=link.href look=look>{link.text}</ButtonLink> }
        })
        .collect_view();
    view! {
        <div class="error-page">
            <p class="error-code">{status}</p>
            <PageHead title=title/>
            <p class="say">{text}</p>
            {reference.get().map(|reference| view! { <p class="note">"Reference for support: "<code>{reference}</code></p> })}
            <div class="buttons">{links}</div>
        </div>
    }
}
