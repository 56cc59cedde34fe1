//! The reversibility checklist: twelve decisions per workload, each with a state, a due day and,
//! for five of them, a verdict the registry works out itself.

pub mod decision;
pub mod state;

pub use decision::Decision;
pub use state::State;
