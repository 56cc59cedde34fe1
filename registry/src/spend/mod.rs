//! AI platform spend: what lines of a bill say, and which of them are AI.
//!
//! A bill comes as FOCUS 1.0 to 1.3 or as AWS CUR 2.0. Its columns are found by their names
//! ([`Columns`]), each row is read as a [`Line`], and a [`Rule`] that people can edit says which
//! lines are AI. A [`Bill`] keeps its lines summed to groups. A [`Mapping`] says
//! which workload a group belongs to, and [`Trailing`] what a year of it came to.

mod bill;
mod columns;
mod line;
pub mod mapping;
mod rule;
#[cfg(feature = "store")]
mod service;
#[cfg(feature = "store")]
mod store;
pub mod trailing;

pub use bill::{BadBill, Bill, Group, Mistake, Sum};
pub use columns::{Columns, Format, NotABill};
pub use line::{Charge, Line, Unreadable};
pub use mapping::Mapping;
pub use rule::{Entry, NotARule, NotAnEntry, Rule};
#[cfg(feature = "store")]
pub use service::{Became, File, Part, Spend, Taken};
pub use trailing::Trailing;
