//! How tightly a dependency binds the system to one implementation.

use crate::kernel::keyed;

keyed! {
    /// A coupling category. Ordered from loosest to tightest.
    pub enum Category: "coupling category" {
        /// The interface is an open standard that others implement too.
        OpenStandard = "open-standard", "open standard";
        /// The interface belongs to AWS, but an adapter can hide it.
        Abstractable = "aws-native-abstractable", "AWS-native but abstractable";
        /// The design itself rests on the service; a change is a redesign.
        DeeplyCoupled = "deeply-coupled", "deeply coupled by design";
    }
}

impl Category {
    /// One sentence that helps somebody choose.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::OpenStandard => {
                "Another product speaks the same protocol or reads the same format, so a change is configuration."
            }
            Self::Abstractable => {
                "The calls are AWS’s own but small enough to sit behind one adapter, so a change is that adapter."
            }
            Self::DeeplyCoupled => {
                "Definitions or behaviour live inside the service, so a change means designing that part again."
            }
        }
    }

    /// Whether choosing it should be backed by a decision record.
    #[must_use]
    pub const fn wants_record(self) -> bool {
        matches!(self, Self::DeeplyCoupled)
    }
}
