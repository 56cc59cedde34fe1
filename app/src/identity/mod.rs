//! Pages of people: setting up, signing in and out, one's own account, everybody.

mod account;
mod feeds;
mod people;
mod sign_in;

use axum::{
    Router,
    routing::{get, post},
};

use crate::web::Site;

/// Routes of people.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/setup", get(sign_in::setup_form).post(sign_in::set_up))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/account", get(account::page))
        .route("/account/password", post(account::change_password))
        .route("/account/sign-out-everywhere", post(account::sign_out_everywhere))
        .route("/account/feeds", post(feeds::make))
        .route("/account/feeds/end", post(feeds::end))
        .route("/people", get(people::list).post(people::add))
        .route("/people.csv", get(people::list_csv))
        .route("/people/new", get(people::new))
        .route("/people/{id}", get(people::one).post(people::change))
        .route("/teams", post(people::add_team))
}
