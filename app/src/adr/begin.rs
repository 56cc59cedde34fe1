//! Beginning the record a dependency lacks: `/adrs/new?dependency=…` opens the editor with what
//! the registry knows, and saving ties the dependency to the record.

use leptos::prelude::*;
use registry::{
    adr::{Adr, Draft},
    identity::Act,
    inventory::Dependency,
    kernel::{Error, Problems, Result},
};

use crate::{
    ui::{Callout, Checkbox, Hidden, NoticeKind},
    web::{Ctx, Fault, Typed, id_in},
};

/// Where the editor opens for a dependency.
pub fn address(one: &Dependency) -> String {
    format!("/adrs/new?dependency={}", one.id)
}

/// Whether the person may write a record and tie a dependency to it.
pub fn may(ctx: &Ctx) -> bool {
    ctx.may(Act::WriteRecords) && ctx.may(Act::EditInventory)
}

/// The editor's fields, when the address asks for a dependency's record.
pub async fn prefilled(ctx: &Ctx, asked: &Typed) -> Result<Option<Typed>, Fault> {
    let Some(dependency) = asked.some("dependency") else {
        return Ok(None);
    };
    let id = id_in(dependency, "dependency")?;
    let start = ctx.registry().records().start(&ctx.actor, id).await?;
    Ok(Some(Typed::of([
        ("dependency", dependency.to_owned()),
        ("covers", "true".to_owned()),
        ("template", start.template.to_owned()),
        ("title", start.title),
        ("text", start.text),
        ("log", start.log.unwrap_or_default()),
    ])))
}

/// The fields with the name of the dependency, as the registry has it; without it when it has it
/// no more, and what people typed stays.
pub async fn named(ctx: &Ctx, typed: Typed) -> Result<Typed, Fault> {
    let Some(dependency) = typed.some("dependency") else {
        return Ok(typed);
    };
    let found = match dependency.parse() {
        Ok(id) => ctx.registry().inventory().get(&ctx.actor, id).await,
        Err(_) => Err(Error::NotFound("dependency")),
    };
    match found {
        Ok(one) => Ok(typed.with(NAME, format!("{} of {}", one.service.name, one.workload))),
        Err(Error::NotFound(_)) => Ok(typed.without("dependency").without("covers").with(NAME, "")),
        Err(error) => Err(error.into()),
    }
}

/// Said where the box was.
const GONE: &str = "The dependency this record was begun for was removed from the registry meanwhile. \
                    Save to keep the record without it.";

/// Field of what is shown and never sent; empty when the dependency is gone.
const NAME: &str = "dependency_name";

/// The box that ties the dependency to the record.
pub fn field(typed: &Typed, problems: &Problems) -> Option<AnyView> {
    let Some(id) = typed.some("dependency").map(ToOwned::to_owned) else {
        return typed
            .has(NAME)
            .then(|| view! { <Callout kind=NoticeKind::Warning><p id="covers">{GONE}</p></Callout> }.into_any());
    };
    let label = format!("This record is about {}", typed.get(NAME));
    let error = problems.of("covers").map(ToOwned::to_owned);
    let checked = typed.has("covers");
    Some(
        view! {
            <Hidden name="dependency" value=id/>
            <Checkbox label=label name="covers" checked=checked error=error
                hint="The dependency is tied to it on saving, and covered once the record is accepted."/>
        }
        .into_any(),
    )
}

/// Saves a new record, for the dependency if one is ticked.
///
/// # Errors
/// As the use case.
pub async fn write(ctx: &Ctx, draft: &Draft, typed: &Typed) -> Result<Adr> {
    let records = ctx.registry().records();
    let Some(dependency) = typed.some("dependency").filter(|_| typed.has("covers")) else {
        return records.write(&ctx.actor, draft).await;
    };
    let gone = || Error::invalid("covers", GONE);
    let id = dependency.parse().map_err(|_| gone())?;
    match records.write_for(&ctx.actor, draft, id).await {
        Err(Error::NotFound("dependency")) => Err(gone()),
        answer => answer,
    }
}
