//! The governance model of Twoway: what an architecture record, a workload, a review and the
//! dependency-risk ratio are, and the rules between them.
//!
//! One folder per noun. In each, `mod.rs` is the surface, `model.rs` the types, files named for
//! a rule hold that rule, `store.rs` the SQL and `service.rs` the use cases. Without the feature
//! `store` the crate is pure: types and rules only, no I/O, ready for WebAssembly.
//!
//! Start at [`kernel`] for what all nouns share, then read one noun; the others are alike.

pub mod adr;
pub mod asset;
pub mod audit;
pub mod checklist;
pub mod identity;
pub mod inventory;
pub mod kernel;
pub mod notify;
pub mod review;
pub mod risk;
pub mod spend;

#[cfg(feature = "testing")]
pub mod testing;
pub mod workload;
