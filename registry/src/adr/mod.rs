//! Architecture decision records.
//!
//! Start at [`read::record`]: it takes the bytes of a file in any of the known dialects and says
//! what it found and where. [`status`] and [`lifecycle`] hold which state a record is in and
//! which it may enter next, [`link`] how records point at one another, [`template`] what a new
//! record starts from. With the feature `store`, `markdown` turns a record into safe HTML.

pub mod lifecycle;
pub mod link;
#[cfg(feature = "store")]
pub mod markdown;
pub mod model;
pub mod read;
pub mod status;
pub mod template;

pub use model::{Dialect, Door, Raw, Relation, RelationKind, Target};
pub use status::Status;
