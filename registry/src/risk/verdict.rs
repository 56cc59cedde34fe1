//! What a trend amounts to.

use crate::kernel::keyed;

keyed! {
    /// The verdict on a series of quarterly ratios.
    pub enum Verdict: "verdict" {
        /// Significant and rising by more than the materiality band.
        Climbing = "climbing", "climbing";
        /// The slope's interval lies inside the materiality band.
        Flat = "flat", "flat";
        /// Significant and falling by more than the materiality band.
        Declining = "declining", "declining";
        /// Fewer than four quarters.
        InsufficientData = "insufficient-data", "insufficient data";
        /// Enough quarters, but they say neither.
        Inconclusive = "inconclusive", "inconclusive";
    }
}
