//! Data assets and fine-tuned models: what a review of the data layer and of reproducibility
//! looks at.

pub mod kind;

pub use kind::{AssetFact, Kind, ModelFact};
