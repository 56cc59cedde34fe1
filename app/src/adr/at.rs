//! The record an address names: by log and number, `/adrs/{log}/{number}/…`, or while it has no
//! number by its identifier, `/adrs/drafts/{id}/…`. One handler serves both.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use registry::{
    adr::Record,
    kernel::{Error, Id},
};

use crate::web::{Ctx, Fault, Site};

/// A number in an address.
pub fn number(text: &str) -> Result<i64, Fault> {
    text.parse().map_err(|_| Fault::not_found("decision record"))
}

/// A draft's identifier in an address.
pub fn id(text: &str) -> Result<Id, Fault> {
    text.parse().map_err(|_| Fault::not_found("draft"))
}

/// Who asks, and the record they ask about.
pub struct At {
    /// Who asks.
    pub ctx: Ctx,
    /// The record.
    pub record: Record,
    /// What is done to it, where the address ends with that; else empty.
    pub act: String,
}

impl FromRequestParts<Site> for At {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let ctx = Ctx::from_request_parts(parts, site).await?;
        let named = RawPathParams::from_request_parts(parts, site)
            .await
            .map_err(IntoResponse::into_response)?;
        let record = found(&ctx, &named).await.map_err(IntoResponse::into_response)?;
        let act = of(&named, "act").unwrap_or_default().to_owned();
        Ok(Self { ctx, record, act })
    }
}

fn of<'a>(named: &'a RawPathParams, part: &str) -> Option<&'a str> {
    named.iter().find(|(name, _)| *name == part).map(|(_, value)| value)
}

async fn found(ctx: &Ctx, named: &RawPathParams) -> Result<Record, Fault> {
    let records = ctx.registry().records();
    match (of(named, "log"), of(named, "number"), of(named, "id")) {
        (Some(log), Some(wanted), _) => Ok(records.get(&ctx.actor, log, number(wanted)?).await?),
        (_, _, Some(wanted)) => Ok(records.draft(&ctx.actor, id(wanted)?).await?),
        _ => Err(Error::NotFound("decision record").into()),
    }
}
