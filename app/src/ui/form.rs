//! Form fields. Each carries its label, its hint, what was typed and what is wrong with it.
//!
//! A field's id is its name; its error is `NAME-error`, its hint `NAME-hint`, and the control
//! names both in `aria-describedby`. [`super::notice::ErrorSummary`] links to the ids. What is
//! chosen rather than typed is in [`super::choose`].

use leptos::prelude::*;

use super::{prop::OptText, render::escape};

/// The ids a control is described by, if any.
pub(super) fn described_by(name: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (false, false) => None,
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-error")),
        (true, true) => Some(format!("{name}-error {name}-hint")),
    }
}

/// A labelled place for a control of the page's own; the ready-made controls below use it.
#[component]
pub fn Field(
    /// What is asked.
    #[prop(into)]
    label: String,
    /// The control's name and id.
    #[prop(into)]
    name: String,
    /// What is wrong with what was typed.
    #[prop(optional, into)]
    error: OptText,
    /// How to answer, under the label.
    #[prop(optional, into)]
    hint: OptText,
    /// Says “optional” beside the label.
    #[prop(optional)]
    optional: bool,
    /// The control.
    children: Children,
) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    let error_id = format!("{name}-error");
    let wrong = error.is_some();
    view! {
        <div class="field" class:wrong=wrong>
            <label for=name>{label}{optional.then(|| view! { <span class="optional">" optional"</span> })}</label>
            {hint.get().map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {children()}
            {error.get().map(|error| view! { <FieldError id=error_id message=error/> })}
        </div>
    }
}

/// The message beside a field that is wrong.
#[component]
pub(super) fn FieldError(
    /// Its id.
    id: String,
    /// What is wrong and what would be right.
    message: String,
) -> impl IntoView {
    view! {
        <p class="error" id=id>
            <svg viewBox="0 0 12 12" aria-hidden="true"><path d="M6 .8 11.6 11H.4z M6 4.4v3 M6 8.9v.6"></path></svg>
            <span class="unseen">"Error: "</span>
            {message}
        </p>
    }
}

/// One line of text; `kind` makes it a password, an e-mail address, a number or a date.
#[expect(clippy::fn_params_excessive_bools, reason = "each is named where it is given")]
#[component]
pub fn TextInput(
    /// What is asked.
    #[prop(into)]
    label: String,
    /// Name and id.
    #[prop(into)]
    name: String,
    /// What was typed before.
    #[prop(optional, into)]
    value: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: OptText,
    /// How to answer.
    #[prop(optional, into)]
    hint: OptText,
    /// The `type` attribute; `text` unless given.
    #[prop(default = "text")]
    kind: &'static str,
    /// Whether an empty answer is refused by the browser.
    #[prop(optional)]
    required: bool,
    /// Says “optional” beside the label.
    #[prop(optional)]
    optional: bool,
    /// Whether the page opens with the cursor here.
    #[prop(optional)]
    autofocus: bool,
    /// What the browser may fill in, such as `current-password`.
    #[prop(optional, into)]
    autocomplete: OptText,
    /// Which keyboard a phone shows, such as `decimal`.
    #[prop(optional, into)]
    inputmode: OptText,
    /// A unit after the field: `USD`, `%`, `days`.
    #[prop(optional, into)]
    unit: OptText,
    /// The id of a `<datalist>` with suggestions.
    #[prop(optional, into)]
    list: OptText,
    /// As wide as a figure rather than a sentence.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let describes = described_by(&name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    view! {
        <Field label=label name=name.clone() error=error hint=hint optional=optional>
            <span class="control" class:short=short>
                <input
                    type=kind
                    id=name.clone()
                    name=name
                    value=value
                    required=required
                    autofocus=autofocus
                    autocomplete=autocomplete.get()
                    inputmode=inputmode.get()
                    list=list.get()
                    aria-describedby=describes
                    aria-invalid=invalid
                />
                {unit.get().map(|unit| view! { <span class="affix">{unit}</span> })}
            </span>
        </Field>
    }
}

/// Several lines of text.
///
/// Leptos does not escape what stands inside a `<textarea>`, so a text holding `</textarea>`
/// would end the field and go on as HTML. This component escapes it; use no other.
#[component]
pub fn TextArea(
    /// What is asked.
    #[prop(into)]
    label: String,
    /// Name and id.
    #[prop(into)]
    name: String,
    /// What was typed before.
    #[prop(optional, into)]
    value: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: OptText,
    /// How to answer.
    #[prop(optional, into)]
    hint: OptText,
    /// Lines shown; it grows with its text where the browser can.
    #[prop(default = 4)]
    rows: u32,
    /// Whether an empty answer is refused by the browser.
    #[prop(optional)]
    required: bool,
    /// Says “optional” beside the label.
    #[prop(optional)]
    optional: bool,
    /// The typewriter face, for Markdown and code.
    #[prop(optional)]
    code: bool,
) -> impl IntoView {
    let describes = described_by(&name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    // A line feed directly after the tag is dropped by the parser, so one is always put there
    // and a text that begins with an empty line keeps it.
    let safe = format!("\n{}", escape(&value));
    view! {
        <Field label=label name=name.clone() error=error hint=hint optional=optional>
            <textarea
                id=name.clone()
                name=name
                rows=rows.to_string()
                class:code=code
                required=required
                aria-describedby=describes
                aria-invalid=invalid
                inner_html=safe
            ></textarea>
        </Field>
    }
}

/// One or more files. The form around it needs `enctype="multipart/form-data"`.
#[component]
pub fn FileInput(
    /// What is asked.
    #[prop(into)]
    label: String,
    /// Name and id.
    #[prop(into)]
    name: String,
    /// Which files the browser offers, such as `.md,.zip`.
    #[prop(optional, into)]
    accept: OptText,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: OptText,
    /// How to answer.
    #[prop(optional, into)]
    hint: OptText,
    /// Whether several can be chosen.
    #[prop(optional)]
    multiple: bool,
    /// Says “optional” beside the label.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let describes = described_by(&name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    view! {
        <Field label=label name=name.clone() error=error hint=hint optional=optional>
            <input
                type="file"
                id=name.clone()
                name=name
                accept=accept.get()
                multiple=multiple
                aria-describedby=describes
                aria-invalid=invalid
            />
        </Field>
    }
}

/// A value the form sends without showing it, such as the version that was read.
#[component]
pub fn Hidden(
    /// Name.
    #[prop(into)]
    name: String,
    /// Value.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::render::render;

    #[test]
    fn a_text_cannot_leave_its_textarea() {
        let typed = "a & b</textarea><script>alert(1)</script>";
        let page = render(|| view! { <TextArea label="Text" name="text" value=typed/> });
        assert_eq!(page.html.matches("</textarea>").count(), 1, "{}", page.html);
        assert!(!page.html.contains("<script"), "{}", page.html);
        assert!(
            page.html.contains("a &amp; b&lt;/textarea&gt;&lt;script&gt;"),
            "{}",
            page.html
        );
    }

    #[test]
    fn an_empty_first_line_is_kept() {
        let page = render(|| view! { <TextArea label="Text" name="text" value="\nsecond"/> });
        assert!(page.html.contains(">\n\nsecond</textarea>"), "{}", page.html);
    }

    #[test]
    fn a_wrong_field_names_its_error_and_keeps_what_was_typed() {
        let page = render(|| {
            view! { <TextInput label="Spend" name="spend" value="12 \"x\"" error=Some("Not an amount.") hint="A year"/> }
        });
        assert!(
            page.html.contains("aria-describedby=\"spend-error spend-hint\""),
            "{}",
            page.html
        );
        assert!(page.html.contains("aria-invalid=\"true\""), "{}", page.html);
        assert!(page.html.contains("id=\"spend-error\""), "{}", page.html);
        assert!(page.html.contains("12 &quot;x&quot;"), "{}", page.html);
    }

    #[test]
    fn a_good_field_is_not_marked() {
        let page = render(|| view! { <TextInput label="Spend" name="spend"/> });
        assert!(!page.html.contains("aria-invalid"), "{}", page.html);
        assert!(!page.html.contains("aria-describedby"), "{}", page.html);
    }
}
