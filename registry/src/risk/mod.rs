//! Dependency risk: what changing a layer would cost, as a share of a year's AI spend, and
//! whether that share climbs or falls.

pub mod component;
pub mod verdict;
pub mod zone;

pub use component::Component;
pub use verdict::Verdict;
pub use zone::Zone;
