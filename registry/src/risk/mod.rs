//! Dependency risk: what changing a layer would cost, as a share of a year's AI spend, and
//! whether that share climbs or falls.
//!
//! Start at [`Ratio`]; [`propose`] says where the exit cost comes from, [`Trend`] and [`Split`]
//! what became of it since, [`Band`] how sure it is.

pub mod band;
pub mod component;
pub mod estimate;
pub mod kendall;
#[cfg(feature = "store")]
mod lines;
pub mod model;
#[cfg(feature = "store")]
mod prices;
pub mod propose;
pub mod ratio;
#[cfg(feature = "store")]
mod sealing;
pub mod sentence;
#[cfg(feature = "store")]
mod service;
pub mod settings;
pub mod split;
#[cfg(feature = "store")]
mod standing;
#[cfg(feature = "store")]
pub(crate) mod store;
pub mod transfer;
pub mod trend;
pub mod verdict;
pub mod zone;

pub use band::{Band, Draws};
pub use component::Component;
pub use estimate::{Estimate, NotAnEstimate};
pub use model::{Assessment, Line, LineDraft, Platform, PlatformQuarter, Point, Seal, Standing};
pub use ratio::{NoRatio, Ratio};
#[cfg(feature = "store")]
pub use sealing::seal;
#[cfg(feature = "store")]
pub use service::Risk;
pub use settings::Settings;
pub use split::Split;
pub use trend::{Evidence, Trend};
pub use verdict::Verdict;
pub use zone::Zone;
