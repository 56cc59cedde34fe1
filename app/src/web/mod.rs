//! What every page shares: the site's state, who asks ([`Ctx`]), what was typed ([`Typed`]) and
//! what goes wrong ([`Fault`]).
//!
//! A page is an axum handler: it awaits its data through the registry, then hands a finished
//! view to [`Ctx::page`]. A form's handler calls one use case and answers with a redirect, or
//! with the same page again, status 422, the values kept and each problem beside its field.

pub mod api;
mod csv;
mod ctx;
mod fault;
mod form;
pub mod heavy;
mod sent;
mod site;
mod typed;

pub use csv::csv;
pub use ctx::{Ctx, MayFrame, Nonce, SESSION_ACTOR, SignedIn, address_of, sign_in_session};
pub use fault::{Fault, FaultKind, Reply, fault_page};
pub use form::{Answer, conflict, conflict_saying, error_of, id_in, value_of};
pub use sent::{Sent, SentFile};
pub use site::{SetupToken, Site, SiteParts};
pub use typed::Typed;
