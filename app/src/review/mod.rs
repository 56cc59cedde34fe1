//! Pages of the 30-day review: the cycles, one quarter, one week.

mod cycle;
mod fix;
mod list;
mod parts;
mod sheet;
mod signature;
mod task;
mod week;
mod workload;

use axum::{
    Router,
    routing::{get, post},
};

pub use parts::squares;
pub use workload::of_workload;

use crate::web::Site;

/// Routes of reviews.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/reviews", get(list::list).post(list::start))
        .route("/reviews.csv", get(list::list_csv))
        .route("/reviews/{quarter}", get(cycle::one))
        .route("/reviews/{quarter}/{workload}/week/{week}", get(week::one))
        .route("/reviews/{quarter}/{workload}/week/{week}/task", post(week::task))
        .route("/reviews/{quarter}/{workload}/week/{week}/sign", post(week::sign))
        .route("/reviews/{quarter}/{workload}/week/{week}/reopen", post(week::reopen))
}
