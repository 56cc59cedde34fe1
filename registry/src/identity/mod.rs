//! People, their roles and teams, and what each role may do.
//!
//! Start at [`act`]: the one table that says who may do what.

pub mod act;
#[cfg(feature = "store")]
mod feed;
pub mod model;
#[cfg(feature = "store")]
pub mod password;
#[cfg(feature = "store")]
mod service;
#[cfg(feature = "store")]
mod store;
pub mod throttle;

pub use act::Act;
pub use model::{Actor, Role};
#[cfg(feature = "store")]
pub use service::{NewPerson, People, Person, SignIn, Team};
