//! Pages of data assets and fine-tuned models.

mod assets;
mod models;
mod parts;
mod section;

use axum::{
    Router,
    routing::{get, post},
};

pub use section::of_workload;

use crate::web::Site;

/// Routes of data assets and models.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/workloads/{slug}/assets", post(assets::add))
        .route("/workloads/{slug}/assets/new", get(assets::new))
        .route("/workloads/{slug}/assets/{id}", get(assets::one).post(assets::change))
        .route("/workloads/{slug}/assets/{id}/remove", post(assets::remove))
        .route("/workloads/{slug}/models", post(models::add))
        .route("/workloads/{slug}/models/new", get(models::new))
        .route("/workloads/{slug}/models/{id}", get(models::one).post(models::change))
        .route("/workloads/{slug}/models/{id}/remove", post(models::remove))
}
