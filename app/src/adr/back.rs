//! Addresses that only take forms. A form that could not be taken leaves its address in the browser;
//! whoever opens it again gets the page the form stands on.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};

use super::{at::At, proceedings::ACTS, views::SAVED_VIEW};
use crate::web::{Ctx, Fault, Reply, id_in};

fn to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// `GET /adrs/views`
pub async fn to_list(_: Ctx) -> Reply {
    Ok(to("/adrs"))
}

/// `GET /adrs/views/{id}/delete`
pub async fn to_view(_: Ctx, Path(wanted): Path<String>) -> Reply {
    Ok(to(&format!("/adrs/views/{}", id_in(&wanted, SAVED_VIEW)?)))
}

/// `GET /adrs/logs/{key}/import` and `…/quorum`
pub async fn to_log(ctx: Ctx, Path(key): Path<String>) -> Reply {
    let log = ctx.registry().records().log(&ctx.actor, &key).await?;
    Ok(to(&format!("/adrs/logs/{}", log.key)))
}

/// `GET /adrs/editor/attach`
pub async fn to_new(_: Ctx) -> Reply {
    Ok(to("/adrs/new"))
}

/// `GET /adrs/templates/{id}/retire`
pub async fn to_templates(_: Ctx) -> Reply {
    Ok(to("/adrs/templates"))
}

/// `GET /adrs/{log}/{number}/propose` and `…/status`
pub async fn to_record(At { record, .. }: At) -> Reply {
    Ok(to(&record.adr.address()))
}

/// `GET /adrs/{log}/{number}/{act}`
pub async fn from_act(At { record, act, .. }: At) -> Reply {
    if !ACTS.contains(&act.as_str()) {
        return Err(Fault::not_found("page"));
    }
    Ok(to(&record.adr.address()))
}
