//! Adding, showing, changing and removing what is recorded of a workload: one flow for data assets
//! and models. What differs between them is in [`Form`].

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    asset::Recorded,
    identity::Act,
    kernel::{Error, Id, Problems},
    workload::Workload,
};

use super::parts;
use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Columns, Confirm, ErrorSummary, Here, Hidden, Look, PageHead, Section,
    },
    web::{Ctx, Fault, Reply, Typed, conflict, id_in},
};

/// A data asset or a fine-tuned model as its pages show it.
pub trait Form: Recorded + Send + Sync + Sized + 'static {
    /// What it is called.
    const NOUN: &'static str;
    /// Its folder in addresses, below that of the workload.
    const FOLDER: &'static str;
    /// Title of the page that adds one.
    const NEW: &'static str;
    /// What the removal leaves alone, in a sentence.
    const STAYS: &'static str;
    /// The form's fields with their labels.
    const FIELDS: &'static [(&'static str, &'static str)];

    async fn get(ctx: &Ctx, id: Id) -> Result<Self, Error>;
    async fn add(ctx: &Ctx, workload: Id, typed: &Typed) -> Result<Self, Error>;
    async fn change(&self, ctx: &Ctx, typed: &Typed, version: i64) -> Result<Self, Error>;
    async fn remove(&self, ctx: &Ctx) -> Result<Self, Error>;

    /// What the form of a new one starts with.
    fn fresh(workload: &Workload) -> Typed;
    /// The form's fields as they are stored.
    fn stored(&self) -> Typed;
    /// A field as people read it.
    fn readable(field: &str, value: &str) -> String;
    /// Which facts are missing, above the form; none when nothing is.
    fn callout(&self) -> Option<AnyView>;
    /// For whoever may only read.
    fn facts(&self) -> AnyView;
    /// The fields of the form.
    fn fields(typed: &Typed, problems: &Problems) -> AnyView;
}

async fn found<T: Form>(ctx: &Ctx, slug: &str, id: &str) -> Result<(Workload, T), Fault> {
    let workload = ctx.registry().workloads().get(&ctx.actor, slug).await?;
    let it = T::get(ctx, id_in(id, T::NOUN)?).await?;
    if it.workload_id() == workload.id {
        Ok((workload, it))
    } else {
        Err(Fault::not_found(T::NOUN))
    }
}

/// Back to the workload's list of assets and models.
async fn done(ctx: &Ctx, workload: &Workload, said: String) -> Reply {
    ctx.done(&format!("{}#assets", workload.path()), said).await
}

/// `GET /workloads/{slug}/…/new`
pub async fn new<T: Form>(ctx: Ctx, Path(slug): Path<String>) -> Reply {
    ctx.actor.must(Act::EditInventory)?;
    let workload = ctx.registry().workloads().get(&ctx.actor, &slug).await?;
    let typed = T::fresh(&workload);
    ctx.page(Here::Workloads, T::NEW, move || {
        form::<T>(&workload, None, &typed, &Problems::new(), None)
    })
    .await
}

/// `POST /workloads/{slug}/…`
pub async fn add<T: Form>(ctx: Ctx, Path(slug): Path<String>, typed: Typed) -> Reply {
    let workload = ctx.registry().workloads().get(&ctx.actor, &slug).await?;
    match T::add(&ctx, workload.id, &typed).await {
        Ok(it) => done(&ctx, &workload, format!("{} added.", it.name())).await,
        Err(Error::Invalid(problems)) => {
            ctx.page_again(Here::Workloads, T::NEW, move || {
                form::<T>(&workload, None, &typed, &problems, None)
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /workloads/{slug}/…/{id}`
pub async fn one<T: Form>(ctx: Ctx, Path((slug, id)): Path<(String, String)>) -> Reply {
    let (workload, it) = found::<T>(&ctx, &slug, &id).await?;
    let may_edit = ctx.may(Act::EditInventory);
    let title = it.name().to_owned();
    ctx.page(Here::Workloads, &title, move || {
        if may_edit {
            form(&workload, Some(&it), &it.stored(), &Problems::new(), None)
        } else {
            read(&workload, &it)
        }
    })
    .await
}

/// `POST /workloads/{slug}/…/{id}`
pub async fn change<T: Form>(ctx: Ctx, Path((slug, id)): Path<(String, String)>, typed: Typed) -> Reply {
    let (workload, it) = found::<T>(&ctx, &slug, &id).await?;
    let version = typed.number("version").unwrap_or(0);
    let title = it.name().to_owned();
    match it.change(&ctx, &typed, version).await {
        Ok(after) => done(&ctx, &workload, format!("{} saved.", after.name())).await,
        Err(Error::Invalid(problems)) => {
            ctx.page_again(Here::Workloads, &title, move || {
                form(&workload, Some(&it), &typed, &problems, None)
            })
            .await
        }
        Err(Error::Conflict { .. }) => {
            let (workload, newer) = found::<T>(&ctx, &slug, &id).await?;
            ctx.page_conflict(Here::Workloads, &title, move || {
                form(&workload, Some(&newer), &typed, &Problems::new(), Some(&newer))
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /workloads/{slug}/…/{id}/remove`
pub async fn remove<T: Form>(ctx: Ctx, Path((slug, id)): Path<(String, String)>) -> Reply {
    let (workload, it) = found::<T>(&ctx, &slug, &id).await?;
    let gone = it.remove(&ctx).await?;
    done(&ctx, &workload, format!("{} removed.", gone.name())).await
}

/// For whoever may only read.
fn read<T: Form>(workload: &Workload, it: &T) -> AnyView {
    let above = view! { <Breadcrumb links=parts::crumbs(workload)/> };
    let (name, of) = (it.name().to_owned(), workload.name.clone());
    let (callout, facts) = (it.callout(), it.facts());
    view! {
        <PageHead title=name sub=of above=above/>
        <Columns>{callout}{facts}</Columns>
    }
    .into_any()
}

/// The form, new or for what is recorded already. After a conflict, `newer` is what somebody else
/// saved: it is shown beside what was typed, and saving again builds on it.
fn form<T: Form>(
    workload: &Workload,
    it: Option<&T>,
    typed: &Typed,
    problems: &Problems,
    newer: Option<&T>,
) -> AnyView {
    let above = view! { <Breadcrumb links=parts::crumbs(workload)/> };
    let base = format!("{}/{}", workload.path(), T::FOLDER);
    let action = it.map_or_else(|| base.clone(), |it| format!("{base}/{}", it.id()));
    let title = it.map_or(T::NEW, T::name).to_owned();
    let version = newer.map_or_else(|| typed.get("version").to_owned(), |newer| newer.version().to_string());
    let conflict = newer.map(|newer| {
        let did = format!("saved this {}", T::NOUN);
        conflict(&did, &newer.stored(), typed, T::FIELDS, T::readable)
    });
    let callout = it
        .filter(|_| problems.is_empty() && newer.is_none())
        .and_then(T::callout);
    let remove = it.map(|it| {
        let text = format!(
            "{} is taken off the record of {}. {}",
            it.name(),
            workload.name,
            T::STAYS
        );
        let (label, action) = (format!("Remove {}", T::NOUN), format!("{base}/{}/remove", it.id()));
        view! { <Section title="Remove"><Confirm label=label text=text action=action/></Section> }
    });
    let save = match it {
        Some(_) => "Save".to_owned(),
        None => format!("Add {}", T::NOUN),
    };
    let (back, sub, fields) = (workload.path(), workload.name.clone(), T::fields(typed, problems));
    view! {
        <PageHead title=title sub=sub above=above/>
        <ErrorSummary problems=problems.clone()/>
        {conflict}
        {callout}
        <Columns>
            <form method="post" action=action class="form">
                {fields}
                <Hidden name="version" value=version/>
                <Buttons>
                    <Button look=Look::Primary>{save}</Button>
                    <ButtonLink href=back>"Cancel"</ButtonLink>
                </Buttons>
            </form>
            {remove}
        </Columns>
    }
    .into_any()
}
