//! What waits for people: the inbox, put together from every noun's own use cases.

pub mod model;
#[cfg(feature = "store")]
mod service;

pub use model::{Inbox, Item};
#[cfg(feature = "store")]
pub use service::Notifications;
