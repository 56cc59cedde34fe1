//! The zones of the dependency-risk ratio.

use crate::kernel::keyed;

keyed! {
    /// What a ratio asks for.
    pub enum Zone: "zone" {
        /// Below 20 %.
        OnTarget = "on-target", "on target";
        /// From 20 % to 40 %, both included.
        Watch = "watch", "watch";
        /// Above 40 %.
        ReviewRequired = "architecture-review-required", "architecture review required";
    }
}

impl Zone {
    /// Below this the ratio is on target, in percent.
    pub const TARGET_PERCENT: u8 = 20;
    /// Above this an architecture review is required, in percent.
    pub const REVIEW_PERCENT: u8 = 40;

    /// The range in words.
    #[must_use]
    pub const fn range(self) -> &'static str {
        match self {
            Self::OnTarget => "below 20 %",
            Self::Watch => "20 % to 40 %",
            Self::ReviewRequired => "above 40 %",
        }
    }
}
