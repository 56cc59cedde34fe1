//! Pages of decision records. Start at `pages` for the list and `record` for one record.

pub mod api;
#[cfg(feature = "ssr")]
mod attach;
#[cfg(feature = "ssr")]
mod editor;
#[cfg(feature = "ssr")]
mod export;
#[cfg(feature = "ssr")]
mod fields;
#[cfg(feature = "ssr")]
mod forms;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod import;
#[expect(missing_docs, reason = "the island macro makes a struct without a comment")]
pub mod islands;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod record;
#[cfg(feature = "ssr")]
mod templates;
#[cfg(feature = "ssr")]
mod typing;

/// Routes of decision records.
#[cfg(feature = "ssr")]
pub fn routes() -> axum::Router<crate::web::Site> {
    use axum::routing::{get, post};
    axum::Router::new()
        .route("/adrs", get(pages::list).post(forms::write))
        .route("/adrs.csv", get(pages::list_csv))
        .route("/adrs/new", get(forms::new))
        .route("/adrs/export/{file}", get(export::download))
        .route("/adrs/import", get(import::new).post(import::import))
        .route("/adrs/editor/attach", post(attach::attach))
        .route("/adrs/editor/autosave", post(typing::autosave))
        .route("/adrs/editor/discard", post(typing::discard))
        .route("/adrs/editor/fields", post(typing::fields))
        .route("/adrs/templates", get(templates::list).post(templates::add))
        .route("/adrs/templates/new", get(templates::new))
        .route("/adrs/templates/{id}", get(templates::edit).post(templates::change))
        .route("/adrs/templates/{id}/retire", post(templates::retire))
        .route("/attachments/{id}/{name}", get(attach::show))
        .route("/adrs/drafts/{id}", get(record::draft))
        .route("/adrs/drafts/{id}/edit", get(forms::edit_draft).post(forms::save_draft))
        .route("/adrs/drafts/{id}/propose", post(record::propose_draft))
        .route("/adrs/drafts/{id}/history", get(history::draft))
        .route("/adrs/{log}/{number}", get(record::one))
        .route("/adrs/{log}/{number}/history", get(history::one))
        .route("/adrs/{log}/{number}/edit", get(forms::edit).post(forms::save))
        .route("/adrs/{log}/{number}/propose", post(record::propose))
        .route("/adrs/{log}/{number}/status", post(record::decide))
        .route("/adrs/{log}/{number}/versions/{version}", get(record::version))
        .route("/adrs/drafts/{id}/versions/{version}", get(record::version_of_draft))
}
