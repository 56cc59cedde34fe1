//! Data assets and fine-tuned models: what a review of the data layer and of reproducibility
//! looks at.

pub mod kind;
pub mod model;
#[cfg(feature = "store")]
mod service;
#[cfg(feature = "store")]
mod store;
#[cfg(feature = "store")]
mod stored;

pub use kind::{AssetFact, Kind, ModelFact};
pub use model::{Asset, Draft, Model, ModelDraft, Recorded, missing_in_words};
#[cfg(feature = "store")]
pub use service::Assets;
