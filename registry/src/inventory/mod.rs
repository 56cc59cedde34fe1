//! What the platform touches: the service catalogue, the dependencies of each workload and the
//! places in code and infrastructure where they are called.

pub mod catalogue;
pub mod category;
pub mod layer;
pub mod model;
#[cfg(feature = "store")]
mod service;
#[cfg(feature = "store")]
mod store;

pub use catalogue::Service;
pub use category::Category;
pub use layer::Layer;
pub use model::{
    Coverage, Dependency, Draft, Point, PointDraft, PointFilter, Record, ServiceDraft, ServiceFilter, ServiceUse,
    Services,
};
#[cfg(feature = "store")]
pub use service::Inventory;
