//! What the islands of decision records ask the server.

use leptos::prelude::*;

/// A record's text as the safe HTML its page shows, links led to the pages of the log's records.
///
/// # Errors
/// When nobody is signed in, or the database fails.
#[server(prefix = "/api", endpoint = "adrs/preview")]
pub async fn preview(
    /// Key of the log.
    log: String,
    /// The record's file in the log; empty for a draft.
    path: String,
    /// The text in Markdown.
    text: String,
) -> Result<String, ServerFnError> {
    let ctx = crate::web::api::ctx()?;
    let path = Some(path.as_str()).filter(|path| !path.is_empty());
    ctx.registry()
        .records()
        .render(&ctx.actor, &log, path, &text)
        .await
        .map_err(crate::web::api::failed)
}
