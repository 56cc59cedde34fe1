//! Workloads: the named AI systems that everything else is about.

pub mod durability;

pub use durability::Durability;
