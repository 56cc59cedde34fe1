//! The audit trail: who did what, when, to which thing.
//!
//! Every use case that writes calls [`record`] in its own transaction, so an act and its trace
//! are stored together or not at all.

#[cfg(feature = "store")]
mod differences;
#[cfg(feature = "store")]
mod service;
#[cfg(feature = "store")]
mod store;

#[cfg(feature = "store")]
pub(crate) use differences::Differences;
#[cfg(feature = "store")]
pub use service::{Audit, Entry, Event, Filter, record};
