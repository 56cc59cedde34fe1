//! The parts every page is laid out with: head, columns, sections, facts.

use leptos::prelude::*;

use super::prop::{Link, OptText, Slot};

/// The head of a page: its title, a line under it, and what can be done here.
#[component]
pub fn PageHead(
    /// The one `h1` of the page.
    #[prop(into)]
    title: String,
    /// A line beside the title: the period, the owner, the count.
    #[prop(optional, into)]
    sub: OptText,
    /// What stands above the title, usually a [`Breadcrumb`].
    #[prop(optional, into)]
    above: Slot,
    /// A badge beside the title.
    #[prop(optional, into)]
    badge: Slot,
    /// Buttons and links, the most important last.
    #[prop(optional, into)]
    actions: Slot,
) -> impl IntoView {
    view! {
        <header class="head">
            {above.get()}
            <div class="head-line">
                <h1>{title}</h1>
                {badge.get()}
                {sub.get().map(|sub| view! { <p class="sub">{sub}</p> })}
                {actions.get().map(|actions| view! { <div class="actions">{actions}</div> })}
            </div>
        </header>
    }
}

/// Where the page stands: links from the top down, then the page itself.
#[component]
pub fn Breadcrumb(
    /// From the outermost in.
    links: Vec<Link>,
    /// The name of this page.
    #[prop(optional, into)]
    here: OptText,
) -> impl IntoView {
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>
                {links.into_iter().map(|link| view! { <li><a href=link.href>{link.text}</a></li> }).collect_view()}
                {here.get().map(|here| view! { <li><span aria-current="page">{here}</span></li> })}
            </ol>
        </nav>
    }
}

/// The two columns of a page: what it is about, and facts about the thing at the right (below on
/// a narrow screen).
#[component]
pub fn Columns(
    /// The right column; without it the content takes the whole width.
    #[prop(optional, into)]
    facts: Slot,
    /// The content.
    children: Children,
) -> impl IntoView {
    let class = if facts.is_some() { "cols" } else { "cols alone" };
    view! {
        <div class=class>
            <div class="stack">{children()}</div>
            {facts.get().map(|facts| view! { <aside class="stack beside" aria-label="Facts">{facts}</aside> })}
        </div>
    }
}

/// A part of a page under its own heading.
#[component]
pub fn Section(
    /// The `h2`.
    #[prop(into)]
    title: String,
    /// A few words beside the heading.
    #[prop(optional, into)]
    note: OptText,
    /// Where more of it is.
    #[prop(optional, into)]
    link: Option<Link>,
    /// The anchor, when something links here.
    #[prop(optional, into)]
    id: OptText,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="section" id=id.get()>
            <div class="sec">
                <h2>{title}</h2>
                {note.get().map(|note| view! { <p class="note">{note}</p> })}
                {link.map(|link| view! { <a class="more" href=link.href>{link.text}</a> })}
            </div>
            {children()}
        </section>
    }
}

/// A list of [`Fact`]s about one thing.
#[component]
pub fn Facts(
    /// The facts.
    children: Children,
) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One fact: what it is, and its value.
#[component]
pub fn Fact(
    /// What it is.
    #[prop(into)]
    term: String,
    /// Its value.
    children: Children,
) -> impl IntoView {
    view! { <div><dt>{term}</dt><dd>{children()}</dd></div> }
}

/// A number worth a page's width: large serif figures with the unit raised.
#[component]
pub fn Figure(
    /// The digits, already written for people.
    #[prop(into)]
    value: String,
    /// What they count: `%`, `M`.
    #[prop(optional, into)]
    unit: OptText,
    /// What the number is, above it.
    #[prop(optional, into)]
    label: OptText,
    /// A few words after it.
    #[prop(optional, into)]
    note: OptText,
    /// A badge beside it.
    #[prop(optional, into)]
    badge: Slot,
    /// The middle size, for a facts column.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    view! {
        <div class="figure" class:small=small>
            {label.get().map(|label| view! { <p class="figure-label">{label}</p> })}
            <p class="figure-line">
                <span class="figure-value">{value}{unit.get().map(|unit| view! { <sup>{unit}</sup> })}</span>
                {badge.get()}
                {note.get().map(|note| view! { <span class="figure-note">{note}</span> })}
            </p>
        </div>
    }
}

/// The one sentence a figure comes down to, in the serif face.
#[component]
pub fn Say(
    /// The sentence.
    children: Children,
) -> impl IntoView {
    view! { <p class="say">{children()}</p> }
}

/// The opening of a page that leads with one figure: words at the left, its picture at the right.
#[component]
pub fn Hero(
    /// Usually a chart.
    #[prop(into)]
    picture: Slot,
    /// The figure, the sentence, the facts.
    children: Children,
) -> impl IntoView {
    view! { <div class="hero"><div>{children()}</div><div class="hero-picture">{picture.get()}</div></div> }
}

/// Rendered Markdown. The HTML must already be sanitised; this component only sets it.
#[component]
pub fn Prose(
    /// Sanitised HTML.
    #[prop(into)]
    html: String,
) -> impl IntoView {
    view! { <div class="prose" inner_html=html></div> }
}

/// What stands where there is nothing yet, and what to do first.
#[component]
pub fn Empty(
    /// What is not there: “No decisions yet”.
    #[prop(into)]
    title: String,
    /// Why it matters or how it comes to be, in one or two sentences.
    #[prop(optional, into)]
    text: OptText,
    /// The first thing to do.
    #[prop(optional, into)]
    action: Slot,
) -> impl IntoView {
    view! {
        <div class="empty">
            <svg class="empty-mark" viewBox="0 0 48 30" aria-hidden="true">
                <path d="M1 29h46M8 29V3h15v26M23 3l13 4v22"></path>
                <path d="M19 16v2"></path>
            </svg>
            <p class="empty-title">{title}</p>
            {text.get().map(|text| view! { <p>{text}</p> })}
            {action.get().map(|action| view! { <div class="empty-action">{action}</div> })}
        </div>
    }
}

/// A short list of things, each a link with a line under it.
#[component]
pub fn Todo(
    /// [`TodoItem`]s.
    children: Children,
) -> impl IntoView {
    view! { <ul class="todo">{children()}</ul> }
}

/// One thing to attend to.
#[component]
pub fn TodoItem(
    /// Where it is done.
    #[prop(into)]
    href: String,
    /// What to do.
    #[prop(into)]
    text: String,
    /// When it is late: how late, said first and in red.
    #[prop(optional, into)]
    late: OptText,
    /// Who asked, where it was found, by when.
    #[prop(optional, into)]
    note: OptText,
) -> impl IntoView {
    let late = late.get();
    let note = note.get();
    let both = late.is_some() && note.is_some();
    view! {
        <li>
            <a href=href>{text}</a>
            <small>
                {late.map(|late| view! { <span class="late">{late}</span> })}
                {both.then_some(" · ")}
                {note}
            </small>
        </li>
    }
}
