//! Pages of workloads.

mod forms;
mod pages;

use axum::{Router, routing::get};

use crate::web::Site;

/// Routes of workloads.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/workloads", get(pages::list).post(forms::register))
        .route("/workloads.csv", get(pages::list_csv))
        .route("/workloads/new", get(forms::new))
        .route("/workloads/{slug}", get(pages::one))
        .route("/workloads/{slug}/edit", get(forms::edit).post(forms::change))
}
