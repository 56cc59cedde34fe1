//! Twoway: what people see.

#[cfg(feature = "ssr")]
pub mod ui;
