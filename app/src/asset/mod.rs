//! Pages of data assets and fine-tuned models.

mod assets;
mod forms;
mod models;
mod parts;
mod section;

use axum::{
    Router,
    routing::{get, post},
};

use registry::asset::{Asset, Model};

pub use section::of_workload;

use crate::web::Site;
use forms::{add, change, new, one, remove};

/// Routes of data assets and models.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/workloads/{slug}/assets", post(add::<Asset>))
        .route("/workloads/{slug}/assets/new", get(new::<Asset>))
        .route("/workloads/{slug}/assets/{id}", get(one::<Asset>).post(change::<Asset>))
        .route("/workloads/{slug}/assets/{id}/remove", post(remove::<Asset>))
        .route("/workloads/{slug}/models", post(add::<Model>))
        .route("/workloads/{slug}/models/new", get(new::<Model>))
        .route("/workloads/{slug}/models/{id}", get(one::<Model>).post(change::<Model>))
        .route("/workloads/{slug}/models/{id}/remove", post(remove::<Model>))
}
