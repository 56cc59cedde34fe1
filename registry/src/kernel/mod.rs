//! What every noun shares: money, quarters, input problems, and with the feature `store` the
//! database, the clock, the actor and the error type.

pub mod money;
pub mod problems;
pub mod quarter;

pub use money::{Currency, Money};
pub use problems::Problems;
pub use quarter::Quarter;

/// Every stored thing is named by a version 7 UUID: sortable by creation, unguessable enough
/// not to collide, the same on both engines.
pub type Id = uuid::Uuid;
