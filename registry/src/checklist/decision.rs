//! The twelve decisions of the reversibility checklist.

use crate::{inventory::Layer, kernel::keyed};

keyed! {
    /// A checklist decision. The label is the decision itself in a few words; the sentence is
    /// [`Decision::sentence`].
    pub enum Decision: "checklist decision" {
        /// Open formats for training data.
        D1 = "D1", "Training data in an open format";
        /// Telemetry that crosses tools.
        D2 = "D2", "Telemetry by purpose";
        /// Owners and lifecycle for data.
        D3 = "D3", "Owner and lifecycle for critical data";
        /// Containers for long-running inference.
        C1 = "C1", "Long-running inference in containers";
        /// Portable model artifacts.
        C2 = "C2", "Portable model artifacts";
        /// One interface to every model.
        C3 = "C3", "Model abstraction layer";
        /// The right orchestrator for the need.
        O1 = "O1", "Orchestrator by requirement";
        /// Provider calls behind boundaries.
        O2 = "O2", "Provider calls behind boundaries";
        /// Everything registered and recorded.
        O3 = "O3", "Integration points registered and recorded";
        /// The ratio is tracked.
        G1 = "G1", "Dependency risk tracked against spend";
        /// The review takes place.
        G2 = "G2", "Quarterly reversibility review";
        /// Reversibility weighs in new projects.
        G3 = "G3", "Reversibility in every TCO model";
    }
}

impl Decision {
    /// The layer it belongs to.
    #[must_use]
    pub const fn layer(self) -> Layer {
        match self {
            Self::D1 | Self::D2 | Self::D3 => Layer::Data,
            Self::C1 | Self::C2 | Self::C3 => Layer::Compute,
            Self::O1 | Self::O2 | Self::O3 => Layer::Orchestration,
            Self::G1 | Self::G2 | Self::G3 => Layer::Governance,
        }
    }

    /// How soon it should be made.
    #[must_use]
    pub const fn urgency(self) -> &'static str {
        match self.layer() {
            Layer::Data => "decide now (cost compounds monthly)",
            Layer::Compute => "this quarter",
            Layer::Orchestration => "within 6 months",
            Layer::Governance => "ongoing",
        }
    }

    /// The decision as a sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::D1 => "Training data is stored in Parquet or Iceberg, not in a proprietary format.",
            Self::D2 => {
                "CloudWatch serves AWS operations; OpenTelemetry is used where signals must be correlated across tools."
            }
            Self::D3 => "Critical training and evaluation data each have a named owner and a lifecycle policy.",
            Self::C1 => "Long-running inference runs in containers on EKS or ECS where portability or enclaves matter.",
            Self::C2 => "Model artifacts are kept as ONNX or Safetensors.",
            Self::C3 => "A model abstraction layer stands in front of every LLM call.",
            Self::O1 => {
                "Step Functions runs AWS-native workflows; Temporal or Prefect only where execution must be provider-neutral."
            }
            Self::O2 => "Provider-specific API calls stay behind interface boundaries.",
            Self::O3 => {
                "Every AWS-specific integration point is in the dependency registry and covered by a decision record."
            }
            Self::G1 => "Dependency risk is tracked as a share of total AI platform spend.",
            Self::G2 => "The three largest AI workloads have a reversibility review every quarter.",
            Self::G3 => "Reversibility is a weighted line in the TCO model of every new AI project.",
        }
    }

    /// Why it matters, short enough for a tooltip.
    #[must_use]
    pub const fn why(self) -> &'static str {
        match self {
            Self::D1 => "Every month of data in a closed format is another month to convert later.",
            Self::D2 => "Traces that end at one vendor’s edge cannot explain an incident that crosses it.",
            Self::D3 => "Data without an owner is neither deleted in time nor found in a hurry.",
            Self::C1 => "An OCI image starts in another account, region or enclave without a rewrite.",
            Self::C2 => "An artifact other runtimes can load outlives the service that trained it.",
            Self::C3 => "When a model is withdrawn, one adapter changes instead of every caller.",
            Self::O1 => "A second orchestrator costs more than it saves unless a requirement asks for it.",
            Self::O2 => "A call that leaks past its boundary is one more place to find and change.",
            Self::O3 => "What is not listed cannot be estimated, and coupling nobody recorded is accidental.",
            Self::G1 => "One ratio per quarter shows whether the way out gets shorter or longer.",
            Self::G2 => "Estimates go stale within months unless somebody looks at the largest systems.",
            Self::G3 => "A project that never priced its exit pays for it when the price is highest.",
        }
    }

    /// Whether the registry works out its verdict; such a decision takes no evidence by hand.
    #[must_use]
    pub const fn computed(self) -> bool {
        matches!(self, Self::O2 | Self::O3 | Self::G1 | Self::G2 | Self::G3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_decisions_three_to_a_layer_five_computed() {
        assert_eq!(Decision::all().len(), 12);
        for layer in Layer::all() {
            let count = Decision::all()
                .iter()
                .filter(|decision| decision.layer() == *layer)
                .count();
            assert_eq!(count, 3, "{layer}");
        }
        assert_eq!(Decision::all().iter().filter(|decision| decision.computed()).count(), 5);
    }
}
