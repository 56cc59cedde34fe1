//! Saved views: the list's filters under a name. They stand above the list, which also saves them.

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    adr::View,
    kernel::{Error, Problems},
};

use super::{
    feed::{self, Of},
    narrow::query,
    pages,
};
use crate::{
    ui::{
        Breadcrumb, Button, Buttons, Checkbox, Columns, Confirm, ErrorSummary, Here, Hidden, Link, Look, PageHead,
        Section, TextInput,
    },
    web::{Ctx, Reply, Typed, conflict, error_of, id_in, value_of},
};

/// What an address of a saved view names.
pub const SAVED_VIEW: &str = "saved view";

/// `POST /adrs/views`: saves what the list shows under a name.
pub async fn save(ctx: Ctx, typed: Typed) -> Reply {
    let shown = Typed::query(Some(typed.get("query")));
    let kept = query(&shown, &[("from", "")]);
    let saved = ctx
        .registry()
        .records()
        .save_view(&ctx.actor, typed.get("name"), &kept, typed.has("shared"))
        .await;
    match saved {
        Ok(view) => {
            ctx.done(
                &format!("/adrs?{}", view.query),
                format!("“{}” saved as a view.", view.name),
            )
            .await
        }
        Err(Error::Invalid(problems)) => pages::list_again(ctx, shown, typed, problems).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET /adrs/views/{id}`
pub async fn one(ctx: Ctx, Path(wanted): Path<String>) -> Reply {
    let view = ctx
        .registry()
        .records()
        .view(&ctx.actor, id_in(&wanted, SAVED_VIEW)?)
        .await?;
    let typed = of(&view);
    let title = view.name.clone();
    let own = view.is_of(&ctx.actor);
    ctx.page(Here::Decisions, &title, move || {
        page(&view, own, &typed, Problems::new(), ().into_any())
    })
    .await
}

/// `POST /adrs/views/{id}`: renames a view, shares it or keeps it to oneself.
pub async fn change(ctx: Ctx, Path(wanted): Path<String>, typed: Typed) -> Reply {
    let wanted = id_in(&wanted, SAVED_VIEW)?;
    let records = ctx.registry().records();
    let version = typed.number("version").unwrap_or(0);
    let changed = records
        .change_view(&ctx.actor, wanted, typed.get("name"), typed.has("shared"), version)
        .await;
    match changed {
        Ok(view) => {
            ctx.done(&format!("/adrs?{}", view.query), format!("“{}” saved.", view.name))
                .await
        }
        Err(Error::Invalid(problems)) => {
            let view = records.view(&ctx.actor, wanted).await?;
            let title = view.name.clone();
            ctx.page_again(Here::Decisions, &title, move || {
                page(&view, true, &typed, problems, ().into_any())
            })
            .await
        }
        Err(Error::Conflict { .. }) => {
            let view = records.view(&ctx.actor, wanted).await?;
            let title = view.name.clone();
            ctx.page_conflict(Here::Decisions, &title, move || {
                let fields = [("name", "Name"), ("shared", "Shared with everybody")];
                let both = conflict("changed this view", &of(&view), &typed, &fields, |field, value| match (
                    field, value,
                ) {
                    ("shared", "") => "no".to_owned(),
                    ("shared", _) => "yes".to_owned(),
                    (_, value) => value.to_owned(),
                });
                let typed = typed.with("version", view.version.to_string());
                page(&view, true, &typed, Problems::new(), both)
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /adrs/views/{id}/delete`
pub async fn delete(ctx: Ctx, Path(wanted): Path<String>) -> Reply {
    let view = ctx
        .registry()
        .records()
        .delete_view(&ctx.actor, id_in(&wanted, SAVED_VIEW)?)
        .await?;
    ctx.done("/adrs", format!("The view “{}” is deleted.", view.name)).await
}

fn of(view: &View) -> Typed {
    let mut fields = vec![("name", view.name.clone()), ("version", view.version.to_string())];
    if view.shared {
        fields.push(("shared", "true".to_owned()));
    }
    Typed::of(fields)
}

fn page(view: &View, own: bool, typed: &Typed, problems: Problems, notice: AnyView) -> AnyView {
    let crumbs = vec![Link::new("/adrs", "Decisions")];
    let above = view! { <Breadcrumb links=crumbs here="Saved view"/> };
    let wrong = error_of(&problems)("name");
    let address = format!("/adrs/views/{}", view.id);
    let list = format!("/adrs?{}", view.query);
    let feed = feed::path(&Of::View(view.id), None);
    let address_with = feed::path(&Of::View(view.id), Some("SECRET"));
    let sub = if own {
        "Saved by you".to_owned()
    } else {
        format!("Shared by {}", view.owner)
    };
    let value = value_of(typed);
    let (name, version, shared) = (value("name"), value("version"), typed.has("shared"));
    let delete = format!("{address}/delete");
    let form = own.then(|| {
        view! {
            <Section title="Name and readers">
                <form method="post" action=address class="form">
                    <Hidden name="version" value=version/>
                    <TextInput label="Name" name="name" value=name error=wrong required=true/>
                    <Checkbox label="Share with everybody" name="shared" checked=shared/>
                    <Buttons><Button look=Look::Primary>"Save"</Button></Buttons>
                </form>
            </Section>
            <Section title="Delete">
                <Confirm label="Delete this view" action=delete
                    text="The view and its feed end. The records stay."/>
            </Section>
        }
    });
    view! {
        <PageHead title=view.name.clone() sub=sub above=above/>
        {notice}
        <ErrorSummary problems=problems/>
        <Columns>
            <Section title="What it shows">
                <p><a href=list>"The records of this view"</a></p>
                <p class="hint">
                    <a href=feed>"Atom feed"</a>" of their changes of status. A feed reader needs a secret in the address. "
                    "You make one for all your feeds at "<a href="/account">"your account"</a>"; if you have it, add it here: "
                    <code class="address">{address_with}</code>". Making another ends the one you have."
                </p>
            </Section>
            {form}
        </Columns>
    }
    .into_any()
}

/// The saved views above the list, that of the address marked.
pub fn shelf(views: &[View], typed: &Typed, own: impl Fn(&View) -> bool) -> Option<AnyView> {
    if views.is_empty() {
        return None;
    }
    let now = query(typed, &[("from", "")]);
    let each = views
        .iter()
        .map(|view| {
            let here = view.query == now;
            let current = here.then_some("page");
            let by = (!own(view)).then(|| view! { <small>" by "{view.owner.clone()}</small> });
            let edit = here.then(|| {
                let word = if own(view) { "Edit" } else { "About" };
                view! {
                    <a class="edit" href=format!("/adrs/views/{}", view.id)>
                        {word}<span class="unseen">" the view “"{view.name.clone()}"”"</span>
                    </a>
                }
            });
            view! {
                <li>
                    <a href=format!("/adrs?{}", view.query) aria-current=current>{view.name.clone()}{by}</a>
                    {edit}
                </li>
            }
        })
        .collect_view();
    Some(view! { <nav class="views" aria-label="Saved views"><ul>{each}</ul></nav> }.into_any())
}

/// The form that saves what the list shows; open when something was wrong with it.
pub fn saving(typed: &Typed, said: &Typed, problems: &Problems) -> AnyView {
    let wrong = error_of(problems)("name");
    let open = !problems.is_empty();
    let kept = query(typed, &[("from", "")]);
    let (name, shared) = (said.get("name").to_owned(), said.has("shared"));
    view! {
        <details class="saving" open=open>
            <summary>"Save as a view"</summary>
            <form method="post" action="/adrs/views" class="filters">
                <Hidden name="query" value=kept/>
                <TextInput label="Name" name="name" value=name error=wrong required=true autocomplete="off"/>
                <Checkbox label="Share with everybody" name="shared" checked=shared/>
                <Button>"Save"</Button>
            </form>
        </details>
    }
    .into_any()
}
