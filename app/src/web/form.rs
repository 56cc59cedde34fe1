//! What the forms of several nouns share.

use leptos::prelude::*;
use registry::kernel::{Id, Problems};

use super::{Ctx, Fault, Reply, Typed};
use crate::ui::{Callout, Here, NoticeKind};

/// An identifier from an address; anything else names nothing.
///
/// # Errors
/// 404 with the noun that was looked for.
pub fn id_in(text: &str, noun: &str) -> Result<Id, Fault> {
    text.parse().map_err(|_| Fault::not_found(noun))
}

/// What is wrong with each field; owns the problems, as the children of a component must.
pub fn error_of(problems: &Problems) -> impl Fn(&str) -> Option<String> + Send + use<> {
    let problems = problems.clone();
    move |field| problems.of(field).map(ToOwned::to_owned)
}

/// What was typed into each field; owns it, as the children of a component must.
pub fn value_of(typed: &Typed) -> impl Fn(&str) -> String + Send + use<> {
    let typed = typed.clone();
    move |field| typed.get(field).to_owned()
}

/// Why a form is shown.
#[derive(Clone, Debug)]
pub enum Answer<T = ()> {
    /// Opened, or asked for once more.
    Open,
    /// Not saved, because of this: status 422.
    Wrong(Problems),
    /// Not saved, because somebody else was faster: status 409. Holds what the page needs to say so.
    Newer(T),
}

impl<T> Answer<T> {
    /// What is wrong; nothing unless that is why the form is shown.
    pub fn problems(&self) -> Problems {
        match self {
            Self::Wrong(problems) => problems.clone(),
            Self::Open | Self::Newer(_) => Problems::new(),
        }
    }

    /// What the page needs to say that somebody else was faster, if that is why it is shown.
    pub fn newer(&self) -> Option<&T> {
        match self {
            Self::Newer(newer) => Some(newer),
            Self::Open | Self::Wrong(_) => None,
        }
    }

    /// The page with the form, under the status this has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(&self, ctx: &Ctx, here: Here, title: &str, form: impl FnOnce() -> AnyView + Send) -> Reply
    where
        T: Sync,
    {
        match self {
            Self::Open => ctx.page(here, title, form).await,
            Self::Wrong(_) => ctx.page_again(here, title, form).await,
            Self::Newer(_) => ctx.page_conflict(here, title, form).await,
        }
    }
}

/// What to do about a conflict, unless a form says it in its own words.
const COMPARE: &str = "Nothing is lost: your text is in the form below. Compare, then save to replace what is stored.";

/// What somebody else stored, beside what was typed, where the two differ. `did` says what they
/// did: `saved this workload`. `readable` is given a field and one of its values, and puts a name
/// for a key; of a box that is not ticked, the empty value.
pub fn conflict(
    did: &str,
    theirs: &Typed,
    typed: &Typed,
    fields: &[(&'static str, &'static str)],
    readable: impl Fn(&str, &str) -> String,
) -> AnyView {
    conflict_saying(COMPARE, did, theirs, typed, fields, readable)
}

/// Like [`conflict`], with what to do about it in the form's own words.
pub fn conflict_saying(
    next: &'static str,
    did: &str,
    theirs: &Typed,
    typed: &Typed,
    fields: &[(&'static str, &'static str)],
    readable: impl Fn(&str, &str) -> String,
) -> AnyView {
    // The boxes of a group come in the order of the form, what is stored in another.
    let sent = |of: &Typed, field: &str| -> Vec<String> {
        let mut values: Vec<String> = of.all(field).map(ToOwned::to_owned).collect();
        values.retain(|value| !value.is_empty());
        values.sort();
        values
    };
    let shown = |of: &Typed, field: &str| -> String {
        let values = sent(of, field);
        if values.is_empty() {
            return readable(field, "");
        }
        values
            .iter()
            .map(|value| readable(field, value))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let differing: Vec<AnyView> = fields
        .iter()
        .filter(|(field, _)| sent(theirs, field) != sent(typed, field))
        .map(|(field, label)| {
            let (stored, yours) = (shown(theirs, field), shown(typed, field));
            if stored.contains('\n') || yours.contains('\n') {
                return view! {
                    <li><b>{*label}</b>": what you typed is below, stored now is"<pre tabindex="0">{stored}</pre></li>
                }
                .into_any();
            }
            view! { <li><b>{*label}</b>": stored now is “"{stored}"”, you typed “"{yours}"”"</li> }.into_any()
        })
        .collect();
    let first = format!("Somebody else {did} while you were editing.");
    let differing = (!differing.is_empty()).then(|| view! { <ul>{differing}</ul> });
    view! {
        <Callout kind=NoticeKind::Warning role="alert">
            <p><b>{first}</b>" "{next}</p>
            {differing}
        </Callout>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::render;

    #[test]
    fn a_conflict_shows_every_value_that_differs() {
        let theirs = Typed::of([("name", "A"), ("to", "x"), ("to", "y"), ("text", "one\ntwo\n")]);
        let typed = Typed::of([("name", "A"), ("to", "y"), ("shared", "true"), ("text", "one\n")]);
        let fields = [
            ("name", "Name"),
            ("to", "About"),
            ("shared", "Shared"),
            ("text", "Text"),
        ];
        let page = render(|| {
            conflict("did it", &theirs, &typed, &fields, |field, value| {
                match (field, value) {
                    ("shared", "") => "no".to_owned(),
                    ("shared", _) => "yes".to_owned(),
                    (_, value) => value.to_uppercase(),
                }
            })
        });
        let html = page.html.replace("<!>", "");
        assert!(!html.contains("Name"), "{html}");
        assert!(html.contains("stored now is “X, Y”, you typed “Y”"), "{html}");
        assert!(html.contains("stored now is “no”, you typed “yes”"), "{html}");
        assert!(html.contains(">ONE\nTWO\n</pre>"), "{html}");
    }

    #[test]
    fn the_order_of_boxes_is_no_difference() {
        let (one, other) = (
            Typed::of([("to", "x"), ("to", "y")]),
            Typed::of([("to", "y"), ("to", "x")]),
        );
        let page = render(|| conflict("did it", &one, &other, &[("to", "About")], |_, value| value.to_owned()));
        assert!(!page.html.contains("About"), "{}", page.html);
    }
}
