//! How long a workload can be relied on to stay as it is, and so how much of its spend may be
//! committed in advance.

use crate::kernel::keyed;

keyed! {
    /// The durability class of a workload.
    pub enum Durability: "durability class" {
        /// Serves production traffic that will still be there next year.
        StableInference = "stable-production-inference", "stable production inference";
        /// Works on data a regulator has rules for.
        RegulatedData = "regulated-data-processing", "regulated data processing";
        /// Tries models that may not survive the quarter.
        Experimental = "experimental-model-evaluation", "experimental model evaluation";
        /// Runs outside the region, on devices or sites.
        FieldEdge = "field-deployed-edge", "field-deployed edge";
    }
}

impl Durability {
    /// The share of annual spend that may be committed in advance unless somebody sets another
    /// figure, in percent.
    #[must_use]
    pub const fn commitment_share(self) -> u8 {
        match self {
            Self::StableInference => 80,
            Self::RegulatedData => 50,
            Self::Experimental => 0,
            Self::FieldEdge => 20,
        }
    }

    /// One sentence that helps somebody choose.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::StableInference => {
                "Demand is steady and known, so most of the spend can be committed in return for a discount."
            }
            Self::RegulatedData => {
                "A rule on region or residency can force a move, so commit half and record where the data must stay."
            }
            Self::Experimental => "The model may be gone before the term ends, so nothing is committed.",
            Self::FieldEdge => "Most of the cost sits on devices and sites, so only the small cloud part is committed.",
        }
    }

    /// Whether region and residency must be recorded with the workload.
    #[must_use]
    pub const fn needs_residency(self) -> bool {
        matches!(self, Self::RegulatedData)
    }
}
