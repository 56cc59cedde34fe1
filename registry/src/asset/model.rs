//! What is known of a data asset and of a fine-tuned model, and what is missing.

use super::{AssetFact, Kind, ModelFact};
use crate::kernel::Id;

/// Training data, a model artifact, an evaluation set, an inference log, a prompt set or a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Which.
    pub id: Id,
    /// The workload.
    pub workload_id: Id,
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Who answers for it; empty: nobody.
    pub owner: String,
    /// Where it lies: a bucket, a table, a repository.
    pub location: String,
    /// In what format.
    pub format: String,
    /// Whether others can read that format as it lies there.
    pub open_format: bool,
    /// How long it is kept and why; empty: no policy.
    pub retention: String,
    /// Where it is described for others; empty: nowhere.
    pub catalogue_entry: String,
    /// How it leaves in a format others read; empty: not written down.
    pub open_export: String,
    /// How much it is, in gigabytes; 0: not known.
    pub volume_gb: i64,
    /// The version read.
    pub version: i64,
}

impl Asset {
    /// The facts a review would ask for in vain. What already lies in an open format needs no
    /// export.
    #[must_use]
    pub fn missing(&self) -> Vec<AssetFact> {
        AssetFact::all()
            .iter()
            .copied()
            .filter(|fact| match fact {
                AssetFact::Owner => self.owner.is_empty(),
                AssetFact::Retention => self.retention.is_empty(),
                AssetFact::Catalogue => self.catalogue_entry.is_empty(),
                AssetFact::OpenExport => !self.open_format && self.open_export.is_empty(),
            })
            .collect()
    }
}

/// A fine-tuned model with what is needed to make it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Which.
    pub id: Id,
    /// The workload.
    pub workload_id: Id,
    /// Its name.
    pub name: String,
    /// What it was tuned from.
    pub base_model: String,
    /// Which data, in which version.
    pub training_data: String,
    /// Hyperparameters, code and container.
    pub configuration: String,
    /// What it must score.
    pub benchmark: String,
    /// Who lets it into production.
    pub approval_path: String,
    /// Where it serves.
    pub deployment_target: String,
    /// How to go back.
    pub rollback_path: String,
    /// The version read.
    pub version: i64,
}

impl Model {
    /// One of the six facts of its reproducibility record; empty when it is missing.
    #[must_use]
    pub fn fact(&self, fact: ModelFact) -> &str {
        match fact {
            ModelFact::TrainingData => &self.training_data,
            ModelFact::Configuration => &self.configuration,
            ModelFact::Benchmark => &self.benchmark,
            ModelFact::ApprovalPath => &self.approval_path,
            ModelFact::DeploymentTarget => &self.deployment_target,
            ModelFact::RollbackPath => &self.rollback_path,
        }
    }

    /// The facts of its reproducibility record that are not written down.
    #[must_use]
    pub fn missing(&self) -> Vec<ModelFact> {
        ModelFact::all()
            .iter()
            .copied()
            .filter(|fact| self.fact(*fact).is_empty())
            .collect()
    }
}

/// What a data asset and a model have in common: each is recorded of a workload.
pub trait Recorded {
    /// Which.
    fn id(&self) -> Id;
    /// The workload.
    fn workload_id(&self) -> Id;
    /// Its name.
    fn name(&self) -> &str;
    /// The version read.
    fn version(&self) -> i64;
}

impl Recorded for Asset {
    fn id(&self) -> Id {
        self.id
    }

    fn workload_id(&self) -> Id {
        self.workload_id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn version(&self) -> i64 {
        self.version
    }
}

impl Recorded for Model {
    fn id(&self) -> Id {
        self.id
    }

    fn workload_id(&self) -> Id {
        self.workload_id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn version(&self) -> i64 {
        self.version
    }
}

/// What is missing, as people read it: `no retention policy, no catalogue metadata`. Empty when
/// nothing is.
#[must_use]
pub fn missing_in_words<F: std::fmt::Display>(missing: &[F]) -> String {
    let words: Vec<String> = missing.iter().map(|fact| format!("no {fact}")).collect();
    words.join(", ")
}

/// What is asked of a data asset, as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Key of the kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Who answers for it.
    pub owner: String,
    /// Where it lies.
    pub location: String,
    /// In what format.
    pub format: String,
    /// `true` when the format is open.
    pub open_format: String,
    /// How long it is kept.
    pub retention: String,
    /// Where it is described.
    pub catalogue_entry: String,
    /// How it leaves in an open format.
    pub open_export: String,
    /// How much it is, in gigabytes; empty: not known.
    pub volume_gb: String,
}

/// What is asked of a fine-tuned model, as typed.
#[derive(Clone, Debug, Default)]
pub struct ModelDraft {
    /// Its name.
    pub name: String,
    /// What it was tuned from.
    pub base_model: String,
    /// Which data, in which version.
    pub training_data: String,
    /// Hyperparameters, code and container.
    pub configuration: String,
    /// What it must score.
    pub benchmark: String,
    /// Who lets it into production.
    pub approval_path: String,
    /// Where it serves.
    pub deployment_target: String,
    /// How to go back.
    pub rollback_path: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset() -> Asset {
        Asset {
            id: Id::nil(),
            workload_id: Id::nil(),
            kind: Kind::TrainingData,
            name: "Claims 2024".into(),
            owner: "Data platform".into(),
            location: "s3://claims/train".into(),
            format: "Parquet".into(),
            open_format: true,
            retention: "7 years".into(),
            catalogue_entry: "glue:claims.train".into(),
            open_export: String::new(),
            volume_gb: 400,
            version: 1,
        }
    }

    #[test]
    fn an_open_format_needs_no_export() {
        assert_eq!(asset().missing(), []);
        let closed = Asset {
            open_format: false,
            ..asset()
        };
        assert_eq!(closed.missing(), [AssetFact::OpenExport]);
        let exported = Asset {
            open_export: "nightly to Parquet".into(),
            ..closed
        };
        assert_eq!(exported.missing(), []);
    }

    #[test]
    fn what_is_missing_is_said_in_words() {
        let bare = Asset {
            retention: String::new(),
            catalogue_entry: String::new(),
            ..asset()
        };
        assert_eq!(
            missing_in_words(&bare.missing()),
            "no retention policy, no catalogue metadata"
        );
        assert_eq!(missing_in_words(&asset().missing()), "");
    }

    #[test]
    fn a_model_lacks_what_is_not_written_down() {
        let text = || "known".to_owned();
        let full = Model {
            id: Id::nil(),
            workload_id: Id::nil(),
            name: "Triage".into(),
            base_model: "Llama 3".into(),
            training_data: text(),
            configuration: text(),
            benchmark: text(),
            approval_path: text(),
            deployment_target: text(),
            rollback_path: text(),
            version: 1,
        };
        assert_eq!(full.missing(), []);
        let bare = Model {
            benchmark: String::new(),
            rollback_path: String::new(),
            ..full
        };
        assert_eq!(bare.missing(), [ModelFact::Benchmark, ModelFact::RollbackPath]);
        assert_eq!(
            missing_in_words(&bare.missing()),
            "no evaluation benchmark, no rollback path"
        );
    }
}
