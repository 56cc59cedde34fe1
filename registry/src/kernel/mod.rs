//! What every noun shares: money, quarters, input problems, words, and with the feature `store` the
//! database, the clock, the actor and the error type.

#[cfg(feature = "store")]
pub mod bulk;
#[cfg(feature = "store")]
pub mod context;
#[cfg(feature = "store")]
pub mod db;
#[cfg(feature = "store")]
pub mod error;
pub mod instant;
pub mod keyed;
pub mod money;
pub mod problems;
pub mod quarter;
#[cfg(feature = "store")]
pub mod registry;
pub mod slug;
pub mod words;

#[cfg(feature = "store")]
pub use context::{Clock, Randomness};
#[cfg(feature = "store")]
pub use db::{Db, Engine, Run, Tx};
#[cfg(feature = "store")]
pub use error::{Error, Result, check, stored};
pub use instant::{Instant, months_after, read_day};
pub use keyed::NotListed;
pub(crate) use keyed::keyed;
pub use money::{Currency, Money};
pub use problems::Problems;
pub use quarter::Quarter;
#[cfg(feature = "store")]
pub use registry::Registry;
pub use slug::slug;
#[cfg(feature = "store")]
pub(crate) use words::like;
pub use words::sentence;

/// Every stored thing is named by a version 7 UUID: sortable by creation, unguessable enough
/// not to collide, the same on both engines.
pub type Id = uuid::Uuid;
