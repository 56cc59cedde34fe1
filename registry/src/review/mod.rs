//! The 30-day review: four weeks per workload, tasks drawn from the registry, a signature for
//! each week, and the rules for who may sign what.

pub mod pick;
pub mod sign;
pub mod tasks;
pub mod week;

pub use week::{Week, WeekState};
