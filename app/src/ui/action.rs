//! What a person can press: buttons, links that look like buttons, confirmations, dialogs.

use leptos::prelude::*;

use super::prop::OptText;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// One of several things to do.
    #[default]
    Plain,
    /// The one thing this page is for.
    Primary,
    /// Cannot be undone easily.
    Danger,
    /// Barely more than a link.
    Quiet,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button primary",
            Self::Danger => "button danger",
            Self::Quiet => "button quiet",
        }
    }
}

/// A button that sends the form it stands in.
#[component]
pub fn Button(
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// Name of the value it sends, when a form has several buttons.
    #[prop(optional, into)]
    name: OptText,
    /// The value it sends.
    #[prop(optional, into)]
    value: OptText,
    /// Sends the form elsewhere.
    #[prop(optional, into)]
    formaction: OptText,
    /// The id of the form, when the button stands outside it.
    #[prop(optional, into)]
    form: OptText,
    /// What it does.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class=look.class()
            name=name.get()
            value=value.get()
            formaction=formaction.get()
            form=form.get()
        >
            {children()}
        </button>
    }
}

/// A link that looks like a button, for what only opens another page.
#[component]
pub fn ButtonLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// What it opens.
    children: Children,
) -> impl IntoView {
    view! { <a class=look.class() href=href>{children()}</a> }
}

/// The buttons at the end of a form, the most important first.
#[component]
pub fn Buttons(
    /// The buttons.
    children: Children,
) -> impl IntoView {
    view! { <div class="buttons">{children()}</div> }
}

/// A destructive act that asks once: opening it shows what will happen and the form that does it.
/// Works without JavaScript.
#[component]
pub fn Confirm(
    /// What the closed button says: “Withdraw”.
    #[prop(into)]
    label: String,
    /// What will happen, in one sentence.
    #[prop(into)]
    text: String,
    /// Where the form is sent.
    #[prop(into)]
    action: String,
    /// What the button inside says; the label unless given.
    #[prop(optional, into)]
    yes: OptText,
    /// Barely more than a link until it is opened; for one of many in a table.
    #[prop(optional)]
    quiet: bool,
    /// Hidden values or further fields of the form, such as a reason.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let yes = yes.get().unwrap_or_else(|| label.clone());
    view! {
        <details class="confirm">
            <summary class=if quiet { "button quiet" } else { "button danger" }>{label}</summary>
            <form class="confirm-card" method="post" action=action>
                <p>{text}</p>
                {children.map(|children| children())}
                <Buttons><Button look=Look::Danger>{yes}</Button></Buttons>
            </form>
        </details>
    }
}

/// A dialog above the page and the button that opens it. The browser opens and closes it itself
/// (the `popover` attribute): Escape, a press outside and the button inside all close it.
#[component]
pub fn Dialog(
    /// Its id, unique on the page.
    #[prop(into)]
    id: String,
    /// What the button that opens it says.
    #[prop(into)]
    open: String,
    /// The dialog's heading.
    #[prop(into)]
    title: String,
    /// How the button that opens it looks.
    #[prop(optional)]
    look: Look,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    view! {
        <button type="button" class=look.class() popovertarget=id.clone()>{open}</button>
        <dialog id=id.clone() popover="auto" aria-labelledby=title_id.clone()>
            <div class="dialog-head">
                <h2 id=title_id.clone()>{title}</h2>
                <button type="button" class="button quiet" popovertarget=id.clone() popovertargetaction="hide">"Close"</button>
            </div>
            {children()}
        </dialog>
    }
}
