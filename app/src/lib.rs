//! Twoway.
