//! What the platform touches: the service catalogue, the dependencies of each workload and the
//! places in code and infrastructure where they are called.

pub mod catalogue;
pub mod category;
#[cfg(feature = "store")]
mod check;
pub mod coverage;
pub mod draft;
pub mod layer;
pub mod model;
#[cfg(feature = "store")]
mod points;
#[cfg(feature = "store")]
mod service;
#[cfg(feature = "store")]
mod store;
#[cfg(feature = "store")]
mod tie;

pub use catalogue::Service;
pub use category::Category;
pub use coverage::{CoverageFilter, Standing, Tally};
pub use draft::{Draft, PointDraft, PointFilter, ServiceDraft, ServiceFilter};
pub use layer::Layer;
pub use model::{Coverage, Dependency, Point, ServiceUse, Services};
#[cfg(feature = "store")]
pub use service::Inventory;
#[cfg(feature = "store")]
pub(crate) use tie::rest_on;
