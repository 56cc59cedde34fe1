//! Pages of decision records. Start at `pages` for the list and `record` for one record.

pub mod api;
#[cfg(feature = "ssr")]
mod at;
#[cfg(feature = "ssr")]
mod attach;
#[cfg(feature = "ssr")]
mod back;
#[cfg(feature = "ssr")]
pub(crate) mod begin;
#[cfg(feature = "ssr")]
mod coverage;
#[cfg(feature = "ssr")]
mod decision;
#[cfg(feature = "ssr")]
mod discussion;
#[cfg(feature = "ssr")]
mod editor;
#[cfg(feature = "ssr")]
mod export;
#[cfg(feature = "ssr")]
mod facts;
#[cfg(feature = "ssr")]
pub(crate) mod feed;
#[cfg(feature = "ssr")]
mod fields;
#[cfg(feature = "ssr")]
mod file;
#[cfg(feature = "ssr")]
mod forms;
#[cfg(feature = "ssr")]
mod found;
#[cfg(feature = "ssr")]
mod graph;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod import;
#[cfg(feature = "ssr")]
mod incoming;
#[expect(missing_docs, reason = "the island macro makes a struct without a comment")]
pub mod islands;
#[cfg(feature = "ssr")]
mod list_csv;
#[cfg(feature = "ssr")]
mod log_links;
#[cfg(feature = "ssr")]
mod log_source;
#[cfg(feature = "ssr")]
mod logs;
#[cfg(feature = "ssr")]
mod lost;
#[cfg(feature = "ssr")]
mod narrow;
#[cfg(feature = "ssr")]
mod navigation;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod proceedings;
#[cfg(feature = "ssr")]
mod proposal;
#[cfg(feature = "ssr")]
mod record;
#[cfg(feature = "ssr")]
mod relations;
#[cfg(feature = "ssr")]
mod sign_off;
#[cfg(feature = "ssr")]
mod succession;
#[cfg(feature = "ssr")]
mod templates;
#[cfg(feature = "ssr")]
mod terms;
#[cfg(feature = "ssr")]
mod timeline;
#[cfg(feature = "ssr")]
mod typing;
#[cfg(feature = "ssr")]
mod views;
#[cfg(feature = "ssr")]
mod written;

/// Routes of decision records.
#[cfg(feature = "ssr")]
pub fn routes() -> axum::Router<crate::web::Site> {
    use axum::routing::{get, post};
    axum::Router::new()
        .route("/adrs", get(pages::list).post(forms::write))
        .route("/adrs.csv", get(list_csv::download))
        .route("/adrs/coverage", get(coverage::page))
        .route("/adrs/coverage.csv", get(coverage::page_csv))
        .route("/adrs/graph", get(graph::page))
        .route("/adrs/graph.csv", get(graph::page_csv))
        .route("/adrs/new", get(forms::new))
        .route("/adrs/export/{file}", get(export::download))
        .route("/adrs/feed/{file}", get(feed::of_log))
        .route("/adrs/feed/views/{file}", get(feed::of_view))
        .route("/adrs/views", get(back::to_list).post(views::save))
        .route("/adrs/views/{id}", get(views::one).post(views::change))
        .route("/adrs/views/{id}/delete", get(back::to_view).post(views::delete))
        .route("/adrs/import", get(import::new).post(import::import))
        .route("/adrs/logs/{key}", get(logs::one))
        .route(
            "/adrs/logs/{key}/source",
            get(log_source::edit).post(log_source::register),
        )
        .route("/adrs/logs/{key}/import", get(back::to_log).post(logs::ask))
        .route("/adrs/logs/{key}/quorum", get(back::to_log).post(logs::set_quorum))
        .route("/adrs/logs/{key}/imports/{run}", get(logs::report))
        .route(
            "/adrs/{log}/{number}/incoming",
            get(incoming::one).post(incoming::settle),
        )
        .route("/adrs/{log}/{number}/incoming.md", get(incoming::raw))
        .route("/adrs/timeline", get(timeline::page))
        .route("/adrs/timeline.csv", get(timeline::page_csv))
        .route("/adrs/editor/attach", get(back::to_new).post(attach::attach))
        .route("/adrs/editor/autosave", post(typing::autosave))
        .route("/adrs/editor/saved", get(typing::saved))
        .route("/adrs/editor/discard", post(typing::discard))
        .route("/adrs/editor/fields", post(typing::fields))
        .route("/adrs/templates", get(templates::list).post(templates::add))
        .route("/adrs/templates/new", get(templates::new))
        .route("/adrs/templates/{id}", get(templates::edit).post(templates::change))
        .route(
            "/adrs/templates/{id}/retire",
            get(back::to_templates).post(templates::retire),
        )
        .route("/attachments/{id}/{name}", get(attach::show))
        .route("/adrs/drafts/{id}", get(record::draft))
        .route("/adrs/drafts/{id}/edit", get(forms::edit).post(forms::save))
        .route(
            "/adrs/drafts/{id}/propose",
            get(back::to_record).post(proposal::propose),
        )
        .route("/adrs/drafts/{id}/history", get(history::one))
        .route("/adrs/{log}/{number}", get(record::one))
        .route("/adrs/{log}/{number}/history", get(history::one))
        .route("/adrs/{log}/{number}/edit", get(forms::edit).post(forms::save))
        .route(
            "/adrs/{log}/{number}/propose",
            get(back::to_record).post(proposal::propose),
        )
        .route(
            "/adrs/{log}/{number}/status",
            get(back::to_record).post(decision::decide),
        )
        .route("/adrs/drafts/{id}/terms", get(terms::form).post(terms::save))
        .route("/adrs/{log}/{number}/terms", get(terms::form).post(terms::save))
        .route("/adrs/drafts/{id}/{act}", get(back::from_act).post(proceedings::act))
        .route("/adrs/{log}/{number}/{act}", get(back::from_act).post(proceedings::act))
        .route("/adrs/{log}/{number}/versions/{version}", get(history::version))
        .route("/adrs/drafts/{id}/versions/{version}", get(history::version))
}
