//! The reversibility checklist: twelve decisions per workload, each with a state, a due day and,
//! for five of them, a verdict the registry works out itself.

pub mod computed;
pub mod decision;
mod due;
pub mod state;

pub use computed::{Computed, Facts, verdict};
pub use decision::Decision;
pub use due::due;
pub use state::{Claim, State};
