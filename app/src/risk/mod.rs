//! Pages of dependency risk: the platform, a workload, an assessment, the settings behind them.

mod assessment;
mod forms;
mod pages;
mod section;
mod settings;
mod words;
mod workload;

use axum::{
    Router,
    routing::{get, post},
};

use crate::web::Site;

pub use pages::drawn;
pub use section::of_workload;
pub use words::points;

/// Routes of dependency risk and of the settings.
pub fn routes() -> Router<Site> {
    let line = "/risk/{workload}/{quarter}/lines/{line}";
    Router::new()
        .route("/risk", get(pages::platform))
        .route("/risk.csv", get(pages::platform_csv))
        .route("/risk/{workload}", get(workload::one))
        .route("/risk/{workload}/{quarter}", get(assessment::one).post(forms::open))
        .route("/risk/{workload}/{quarter}/refresh", post(forms::refresh))
        .route("/risk/{workload}/{quarter}/seal", post(forms::seal))
        .route("/risk/{workload}/{quarter}/lines", get(forms::new).post(forms::add))
        .route(line, get(forms::edit).post(forms::save))
        .route("/risk/{workload}/{quarter}/lines/{line}/delete", post(forms::delete))
        .route("/settings", get(settings::show).post(settings::save))
}
