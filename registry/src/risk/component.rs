//! The five components every exit cost is made of.

use crate::kernel::keyed;

keyed! {
    /// A component of the exit cost.
    pub enum Component: "cost component" {
        /// Integration points × days × day rate.
        AdapterRewrite = "adapter-rewrite", "adapter rewrite";
        /// Volume × egress price, and what reads the data.
        DataMovement = "data-movement", "data movement";
        /// People × days × day rate.
        OperationalRetraining = "operational-retraining", "operational retraining";
        /// Compute, evaluation and approval for each model.
        FineTuning = "fine-tuning-reproduction", "fine-tuning reproduction";
        /// Commitments and penalties.
        ContractConstraints = "contract-constraints", "contract constraints";
    }
}

impl Component {
    /// What it counts, in one sentence.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::AdapterRewrite => {
                "The work of rewriting every place that calls or declares a dependency, less where a boundary holds it."
            }
            Self::DataMovement => {
                "The price of moving the data out, then rebuilding pipelines and checking what arrived."
            }
            Self::OperationalRetraining => {
                "The days people need before they run the replacement as well as what they run today."
            }
            Self::FineTuning => "Training each fine-tuned model again elsewhere, evaluating it and having it approved.",
            Self::ContractConstraints => {
                "Committed spend that would go unused, and what ending a contract early costs."
            }
        }
    }
}
