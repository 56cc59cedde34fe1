//! Dependency risk: what changing a layer would cost, as a share of a year's AI spend, and
//! whether that share climbs or falls.
//!
//! Start at [`Ratio`]; [`propose`] says where the exit cost comes from, [`Trend`] and [`Split`]
//! what became of it since, [`Band`] how sure it is.

pub mod band;
pub mod component;
pub mod estimate;
pub mod kendall;
pub mod propose;
pub mod ratio;
pub mod sentence;
pub mod settings;
pub mod split;
pub mod transfer;
pub mod trend;
pub mod verdict;
pub mod zone;

pub use band::{Band, Draws};
pub use component::Component;
pub use estimate::{Estimate, NotAnEstimate};
pub use ratio::{NoRatio, Ratio};
pub use settings::Settings;
pub use split::Split;
pub use trend::{Evidence, Trend};
pub use verdict::Verdict;
pub use zone::Zone;
