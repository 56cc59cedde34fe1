//! Workloads: the named AI systems that everything else is about.

pub mod durability;
pub mod model;
#[cfg(feature = "store")]
mod service;
#[cfg(feature = "store")]
pub(crate) mod store;

pub use durability::Durability;
pub use model::{Draft, Filter, Sealed, Summary, Workload};
#[cfg(feature = "store")]
pub use service::Workloads;
