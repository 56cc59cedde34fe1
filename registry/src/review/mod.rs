//! The 30-day review: four weeks per workload, tasks drawn from the registry, a signature for
//! each week, and the rules for who may sign what.
//!
//! A week's tasks are drawn from the registry again each time somebody looks, and merged with
//! what people said by hand ([`merge`]); signing keeps them as they stood. Start at `service.rs`.

pub mod changes;
#[cfg(feature = "store")]
mod gather;
#[cfg(feature = "store")]
mod keep;
#[cfg(feature = "store")]
mod load;
pub mod merge;
pub mod model;
pub mod pick;
#[cfg(feature = "store")]
mod service;
pub mod sign;
#[cfg(feature = "store")]
mod signing;
#[cfg(feature = "store")]
mod start;
#[cfg(feature = "store")]
mod store;
pub mod tasks;
pub mod week;

#[cfg(feature = "store")]
pub(crate) use keep::keep_signed;
pub use model::{
    CycleOverview, CycleSummary, Due, ExceptionDraft, Place, Proposal, ReviewBrief, Signature, Stored, TaskView, Tick,
    WeekBrief, WeekSheet, Withdrawn, WorkloadReview,
};
#[cfg(feature = "store")]
pub use service::Reviews;
pub use week::{Week, WeekState};
