//! What people see of Twoway: per noun its pages and forms (server only), its islands, and the
//! server functions the islands call.
//!
//! Start at `web` for what every page shares, `ui` for what pages are made of, then read one
//! noun; the others are alike.

pub mod adr;
#[cfg(feature = "ssr")]
pub mod asset;
#[cfg(feature = "ssr")]
pub mod audit;
#[cfg(feature = "ssr")]
pub mod chart;
#[cfg(feature = "ssr")]
pub mod checklist;
#[cfg(feature = "ssr")]
pub mod identity;
#[cfg(feature = "ssr")]
pub mod inventory;
#[cfg(feature = "ssr")]
pub mod overview;
#[cfg(feature = "ssr")]
pub mod review;
#[cfg(feature = "ssr")]
pub mod risk;
#[cfg(feature = "ssr")]
pub mod ui;
#[cfg(feature = "ssr")]
pub mod web;
#[cfg(feature = "ssr")]
pub mod workload;

/// Every page's route.
#[cfg(feature = "ssr")]
pub fn routes() -> axum::Router<web::Site> {
    axum::Router::new()
        .merge(adr::routes())
        .merge(asset::routes())
        .merge(audit::routes())
        .merge(checklist::routes())
        .merge(ui::design::routes())
        .merge(identity::routes())
        .merge(inventory::routes())
        .merge(overview::routes())
        .merge(review::routes())
        .merge(risk::routes())
        .merge(workload::routes())
        .route("/api/{*function}", axum::routing::post(web::api::answer))
}

/// Brings the islands of a page to life; the page's script calls it in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
