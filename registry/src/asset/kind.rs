//! Kinds of data asset, and the facts a review wants to find recorded.

use crate::kernel::keyed;

keyed! {
    /// What a data asset is.
    pub enum Kind: "kind of data asset" {
        /// What models learn from.
        TrainingData = "training-data", "training data";
        /// Weights and what belongs to them.
        ModelArtifact = "model-artifact", "model artifact";
        /// What models are measured with.
        EvaluationSet = "evaluation-set", "evaluation set";
        /// What went in and came out.
        InferenceLog = "inference-log", "inference log";
        /// Prompts and their versions.
        PromptSet = "prompt-set", "prompt set";
        /// Guardrails, access and usage rules.
        Policy = "policy", "policy";
    }
}

impl Kind {
    /// The four kinds the second week of a review looks for in every workload.
    #[must_use]
    pub const fn reviewed() -> [Self; 4] {
        [
            Self::TrainingData,
            Self::ModelArtifact,
            Self::EvaluationSet,
            Self::InferenceLog,
        ]
    }
}

keyed! {
    /// What must be recorded about a data asset.
    pub enum AssetFact: "fact about a data asset" {
        /// Somebody answers for it.
        Owner = "owner", "owner";
        /// How long it is kept.
        Retention = "retention", "retention policy";
        /// Where others find it described.
        Catalogue = "catalogue", "catalogue metadata";
        /// How it leaves in a format others read.
        OpenExport = "open-export", "open-format export";
    }
}

keyed! {
    /// What must be recorded about a fine-tuned model so that it could be made again.
    pub enum ModelFact: "fact about a model" {
        /// Which data, in which version.
        TrainingData = "training-data", "training data";
        /// Hyperparameters, code and container.
        Configuration = "configuration", "configuration";
        /// What it must score.
        Benchmark = "benchmark", "evaluation benchmark";
        /// Who lets it into production.
        ApprovalPath = "approval-path", "approval path";
        /// Where it serves.
        DeploymentTarget = "deployment-target", "deployment target";
        /// How to go back.
        RollbackPath = "rollback-path", "rollback path";
    }
}
