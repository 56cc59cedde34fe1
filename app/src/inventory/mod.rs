//! Pages of services, dependencies and integration points.

mod dependency;
mod forms;
pub(crate) mod parts;
mod pick;
mod points;
mod section;
mod services;

use axum::{
    Router,
    routing::{get, post},
};

pub use section::of_workload;

use crate::web::Site;

/// Routes of services, dependencies and integration points.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/services", get(services::list).post(services::add))
        .route("/services.csv", get(services::list_csv))
        .route("/services/new", get(services::new))
        .route("/services/{key}", get(services::one))
        .route("/services/{key}/attach", get(services::attach))
        .route("/integration-points", get(points::list))
        .route("/integration-points.csv", get(points::list_csv))
        .route("/workloads/{slug}/dependencies", post(forms::attach))
        .route("/workloads/{slug}/dependencies/new", get(forms::new))
        .route("/workloads/{slug}/dependencies/{id}", get(dependency::one))
        .route(
            "/workloads/{slug}/dependencies/{id}/edit",
            get(forms::edit).post(forms::change),
        )
        .route("/workloads/{slug}/dependencies/{id}/remove", post(dependency::remove))
        .route(
            "/workloads/{slug}/dependencies/{id}/points",
            post(dependency::add_point),
        )
        .route(
            "/workloads/{slug}/dependencies/{id}/points/{point}/move",
            post(dependency::move_point),
        )
        .route(
            "/workloads/{slug}/dependencies/{id}/points/{point}/remove",
            post(dependency::remove_point),
        )
}
