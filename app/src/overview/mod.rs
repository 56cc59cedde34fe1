//! The overview `/` and the inbox: where are we, which way, why, and what needs me.

mod inbox;
mod page;

use axum::{Router, routing::get};

use crate::web::Site;

/// Routes of the overview and the inbox.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/", get(page::page))
        .route("/inbox", get(inbox::page))
}
