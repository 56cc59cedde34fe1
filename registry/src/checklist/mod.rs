//! The reversibility checklist: twelve decisions per workload, each with a state, a due day and,
//! for five of them, a verdict the registry works out itself.
//!
//! Start at [`Decision`]; [`Item`] is one of them for one workload.

pub mod computed;
pub mod decision;
mod due;
pub mod model;
#[cfg(feature = "store")]
mod service;
pub mod state;
#[cfg(feature = "store")]
mod store;

pub use computed::{Computed, Facts, verdict};
pub use decision::Decision;
pub use due::due;
pub use model::{Draft, Failing, Filter, Item, LayerProgress, Owner};
#[cfg(feature = "store")]
pub use service::Checklist;
pub use state::{Claim, State};
