//! Form fields that are chosen rather than typed: lists, radio buttons, boxes to tick.

use leptos::prelude::*;

use super::{
    form::{Field, FieldError, described_by},
    prop::{Choice, OptText},
};

/// One of several values from a list.
#[component]
pub fn Select(
    /// What is asked.
    #[prop(into)]
    label: String,
    /// Name and id.
    #[prop(into)]
    name: String,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// What was chosen before.
    #[prop(optional, into)]
    value: String,
    /// The first, empty entry: “Choose a team”.
    #[prop(optional, into)]
    none: OptText,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: OptText,
    /// How to answer.
    #[prop(optional, into)]
    hint: OptText,
    /// Whether an empty answer is refused by the browser.
    #[prop(optional)]
    required: bool,
    /// Says “optional” beside the label.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let describes = described_by(&name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let options = choices
        .chunk_by(|one, next| one.group == next.group)
        .map(|group| {
            let heading = group
                .first()
                .map(|choice| choice.group.clone())
                .filter(|heading| !heading.is_empty());
            let options = group
                .iter()
                .cloned()
                .map(|choice| {
                    let chosen = choice.value == value;
                    view! { <option value=choice.value selected=chosen>{choice.label}</option> }
                })
                .collect_view();
            match heading {
                Some(heading) => view! { <optgroup label=heading>{options}</optgroup> }.into_any(),
                None => options.into_any(),
            }
        })
        .collect_view();
    view! {
        <Field label=label name=name.clone() error=error hint=hint optional=optional>
            <span class="control pick">
                <select id=name.clone() name=name required=required aria-describedby=describes aria-invalid=invalid>
                    {none.get().map(|none| view! { <option value="">{none}</option> })}
                    {options}
                </select>
            </span>
        </Field>
    }
}

/// One of a few values, each with a sentence of help, all in view.
#[component]
pub fn Radios(
    /// What is asked.
    #[prop(into)]
    label: String,
    /// Name; the first button has it as its id too.
    #[prop(into)]
    name: String,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// What was chosen before.
    #[prop(optional, into)]
    value: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: OptText,
    /// How to answer.
    #[prop(optional, into)]
    hint: OptText,
    /// Whether no answer is refused by the browser.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let describes = described_by(&name, hint.is_some(), error.is_some());
    let hint_id = format!("{name}-hint");
    let error_id = format!("{name}-error");
    let wrong = error.is_some();
    let buttons = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let id = if index == 0 { name.clone() } else { format!("{name}-{index}") };
            let chosen = choice.value == value;
            let note = Some(choice.note).filter(|note| !note.is_empty());
            view! {
                <label class="option" for=id.clone()>
                    <input type="radio" id=id.clone() name=name.clone() value=choice.value checked=chosen required=required/>
                    <span>{choice.label}{note.map(|note| view! { <small>{note}</small> })}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" class:wrong=wrong aria-describedby=describes>
            <legend>{label}</legend>
            {hint.get().map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            <div class="options">{buttons}</div>
            {error.get().map(|error| view! { <FieldError id=error_id message=error/> })}
        </fieldset>
    }
}

/// A box to tick. It sends `value` (`true` unless given) when ticked, and nothing otherwise.
#[component]
pub fn Checkbox(
    /// What ticking it says.
    #[prop(into)]
    label: String,
    /// Name.
    #[prop(into)]
    name: String,
    /// What it sends.
    #[prop(default = "true".to_owned(), into)]
    value: String,
    /// Whether it is ticked.
    #[prop(optional)]
    checked: bool,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: OptText,
    /// How to answer.
    #[prop(optional, into)]
    hint: OptText,
    /// The id where several boxes share a name; the name unless given.
    #[prop(optional, into)]
    id: OptText,
) -> impl IntoView {
    let id = id.get().unwrap_or_else(|| name.clone());
    let describes = described_by(&id, hint.is_some(), error.is_some());
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let wrong = error.is_some();
    let invalid = wrong.then_some("true");
    view! {
        <div class="field tick" class:wrong=wrong>
            <label class="option" for=id.clone()>
                <input type="checkbox" id=id.clone() name=name value=value checked=checked aria-describedby=describes aria-invalid=invalid/>
                <span>{label}{hint.get().map(|hint| view! { <small id=hint_id>{hint}</small> })}</span>
            </label>
            {error.get().map(|error| view! { <FieldError id=error_id message=error/> })}
        </div>
    }
}

/// Several of a few values, each a box to tick.
#[component]
pub fn Ticks(
    /// What is asked.
    #[prop(into)]
    label: String,
    /// Name of every box; the first has it as its id too.
    #[prop(into)]
    name: String,
    /// What can be ticked.
    choices: Vec<Choice>,
    /// What is ticked.
    chosen: Vec<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: OptText,
    /// How to answer.
    #[prop(optional, into)]
    hint: OptText,
) -> impl IntoView {
    let describes = described_by(&name, hint.is_some(), error.is_some());
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let wrong = error.is_some();
    let boxes = choices
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            // The list of problems leads to the first box.
            let id = if at == 0 { name.clone() } else { format!("{name}-{at}") };
            let checked = chosen.contains(&choice.value);
            view! { <Checkbox label=choice.label name=name.clone() value=choice.value checked=checked id=id/> }
        })
        .collect_view();
    view! {
        <fieldset class="field ticks" class:wrong=wrong aria-describedby=describes>
            <legend>{label}</legend>
            {hint.get().map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            <div>{boxes}</div>
            {error.get().map(|error| view! { <FieldError id=error_id message=error/> })}
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::render::render;

    #[test]
    fn the_chosen_value_stays_chosen() {
        let choices = || vec![Choice::new("a", "A"), Choice::new("b", "B")];
        let page = render(|| view! { <Select label="L" name="l" choices=choices() value="b"/> });
        assert!(page.html.contains("value=\"b\" selected"), "{}", page.html);
        assert_eq!(page.html.matches(" selected").count(), 1);
    }

    #[test]
    fn boxes_of_a_group_say_what_is_wrong_with_them() {
        let choices = || vec![Choice::new("a", "A"), Choice::new("b", "B")];
        let page = render(|| {
            view! { <Ticks label="L" name="l" choices=choices() chosen=vec!["b".to_owned()] error=Some("There is no such one.")/> }
        });
        assert_eq!(page.html.matches(" checked").count(), 1, "{}", page.html);
        assert!(page.html.contains("aria-describedby=\"l-error\""), "{}", page.html);
        assert!(
            page.html.contains("id=\"l\"") && page.html.contains("id=\"l-1\""),
            "{}",
            page.html
        );
    }

    #[test]
    fn choices_of_a_group_stand_under_its_heading() {
        let choices = || {
            vec![
                Choice::new("", "All"),
                Choice::new("a", "A").group("One"),
                Choice::new("b", "B").group("One"),
            ]
        };
        let page = render(|| view! { <Select label="L" name="l" choices=choices()/> });
        assert_eq!(
            page.html.matches("<optgroup label=\"One\">").count(),
            1,
            "{}",
            page.html
        );
        assert_eq!(page.html.matches("<option").count(), 3, "{}", page.html);
    }
}
