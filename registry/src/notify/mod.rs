//! What waits for people: the inbox, put together from every noun's own use cases.

mod attention;
pub mod model;
#[cfg(feature = "store")]
mod service;

pub use model::{Facts, Inbox, Item};
#[cfg(feature = "store")]
pub use service::Notifications;
