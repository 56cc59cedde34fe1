//! What the platform touches: the service catalogue, the dependencies of each workload and the
//! places in code and infrastructure where they are called.

pub mod catalogue;
pub mod category;
pub mod layer;

pub use catalogue::Service;
pub use category::Category;
pub use layer::Layer;
