//! How data assets and models are read from drafts, stored and told of, so that
//! [`Assets`](super::Assets) writes both the same way.

use super::{
    Kind, ModelFact, Recorded,
    model::{Asset, Draft, Model, ModelDraft, missing_in_words},
    store,
};
use crate::{
    audit::Differences,
    kernel::{Error, Id, Instant, Problems, Result, Run, Tx, check},
    review::Week,
};

/// A data asset or a model as it is written.
pub(super) trait Stored: Recorded + Sized {
    /// What is asked of it, as typed.
    type Draft;
    /// What it is called.
    const NOUN: &'static str;
    /// What the trail calls it; its pages lie below `/workloads/…/` and this with an s.
    const TRAIL: &'static str;
    /// The week of a review that lists it.
    const WEEK: Week;

    /// A draft read into its types, every problem at its field.
    fn read(draft: &Self::Draft, id: Id, workload_id: Id, version: i64) -> Result<Self>;

    fn set_version(&mut self, version: i64);

    /// What the trail says of it besides its name.
    fn summary(&self) -> String;
    /// Tells of each field that another version changed.
    fn differences(&self, after: &Self) -> Differences;

    /// Those of a workload, the one with this identifier, or all.
    async fn find(db: &mut impl Run, workload: Option<Id>, id: Option<Id>) -> Result<Vec<Self>>;
    async fn insert(&self, tx: &mut Tx, at: Instant) -> Result<()>;
    /// Writes it, if the version still is the one in it.
    async fn update(&self, tx: &mut Tx) -> Result<bool>;
    async fn delete(&self, tx: &mut Tx) -> Result<()>;
}

/// An exabyte; more is a slip of the keyboard.
const MOST_GB: i64 = 1_000_000_000;

impl Stored for Asset {
    type Draft = Draft;
    const NOUN: &'static str = "data asset";
    const TRAIL: &'static str = "asset";
    const WEEK: Week = Week::DataLayer;

    fn read(draft: &Draft, id: Id, workload_id: Id, version: i64) -> Result<Self> {
        let mut problems = Problems::new();
        let kind: Option<Kind> = draft.kind.parse().ok();
        problems.require(kind.is_some(), "kind", "Choose what it is.");
        let name = problems.text("name", &draft.name, 120);
        let owner = problems.optional_text("owner", &draft.owner, 100);
        let location = problems.optional_text("location", &draft.location, 300);
        let format = problems.optional_text("format", &draft.format, 100);
        let retention = problems.optional_text("retention", &draft.retention, 300);
        let catalogue_entry = problems.optional_text("catalogue_entry", &draft.catalogue_entry, 300);
        let open_export = problems.optional_text("open_export", &draft.open_export, 300);
        let volume = draft.volume_gb.trim().replace([',', '\u{a0}', ' '], "");
        let volume_gb = match volume.as_str() {
            "" => Some(0),
            text => text.parse().ok().filter(|gb| (0..=MOST_GB).contains(gb)),
        };
        problems.require(
            volume_gb.is_some(),
            "volume_gb",
            "Write whole gigabytes, such as 1,200.",
        );
        match (kind, volume_gb) {
            (Some(kind), Some(volume_gb)) if problems.is_empty() => Ok(Self {
                id,
                workload_id,
                kind,
                name,
                owner,
                location,
                format,
                open_format: draft.open_format == "true",
                retention,
                catalogue_entry,
                open_export,
                volume_gb,
                version,
            }),
            _ => Err(Error::Invalid(problems)),
        }
    }

    fn set_version(&mut self, version: i64) {
        self.version = version;
    }

    fn summary(&self) -> String {
        format!("{}; {}", self.kind.label(), completeness(&self.missing()))
    }

    fn differences(&self, after: &Self) -> Differences {
        let open = |asset: &Self| if asset.open_format { "yes" } else { "no" };
        let volume = |asset: &Self| format!("{} GB", asset.volume_gb);
        let mut said = Differences::default();
        said.field("kind", self.kind.label(), after.kind.label());
        said.field("name", &self.name, &after.name);
        said.field("owner", &self.owner, &after.owner);
        said.field("location", &self.location, &after.location);
        said.field("format", &self.format, &after.format);
        said.field("open format", open(self), open(after));
        said.field("retention policy", &self.retention, &after.retention);
        said.field("catalogue metadata", &self.catalogue_entry, &after.catalogue_entry);
        said.field("open-format export", &self.open_export, &after.open_export);
        said.field("volume", &volume(self), &volume(after));
        said
    }

    async fn find(db: &mut impl Run, workload: Option<Id>, id: Option<Id>) -> Result<Vec<Self>> {
        store::assets(db, workload, id).await
    }

    async fn insert(&self, tx: &mut Tx, at: Instant) -> Result<()> {
        store::insert(tx, self, at).await
    }

    async fn update(&self, tx: &mut Tx) -> Result<bool> {
        store::update(tx, self).await
    }

    async fn delete(&self, tx: &mut Tx) -> Result<()> {
        store::delete(tx, self.id).await
    }
}

impl Stored for Model {
    type Draft = ModelDraft;
    const NOUN: &'static str = "model";
    const TRAIL: &'static str = "model";
    const WEEK: Week = Week::ModelReproducibility;

    fn read(draft: &ModelDraft, id: Id, workload_id: Id, version: i64) -> Result<Self> {
        let mut problems = Problems::new();
        let name = problems.text("name", &draft.name, 120);
        let base_model = problems.optional_text("base_model", &draft.base_model, 120);
        let mut fact = |field, text| problems.optional_text(field, text, 1000);
        let model = Self {
            id,
            workload_id,
            name,
            base_model,
            training_data: fact("training_data", &draft.training_data),
            configuration: fact("configuration", &draft.configuration),
            benchmark: fact("benchmark", &draft.benchmark),
            approval_path: fact("approval_path", &draft.approval_path),
            deployment_target: fact("deployment_target", &draft.deployment_target),
            rollback_path: fact("rollback_path", &draft.rollback_path),
            version,
        };
        check(problems)?;
        Ok(model)
    }

    fn set_version(&mut self, version: i64) {
        self.version = version;
    }

    fn summary(&self) -> String {
        completeness(&self.missing())
    }

    fn differences(&self, after: &Self) -> Differences {
        let mut said = Differences::default();
        said.field("name", &self.name, &after.name);
        said.field("base model", &self.base_model, &after.base_model);
        for fact in ModelFact::all() {
            said.field(fact.label(), self.fact(*fact), after.fact(*fact));
        }
        said
    }

    async fn find(db: &mut impl Run, workload: Option<Id>, id: Option<Id>) -> Result<Vec<Self>> {
        store::models(db, workload, id).await
    }

    async fn insert(&self, tx: &mut Tx, at: Instant) -> Result<()> {
        store::insert_model(tx, self, at).await
    }

    async fn update(&self, tx: &mut Tx) -> Result<bool> {
        store::update_model(tx, self).await
    }

    async fn delete(&self, tx: &mut Tx) -> Result<()> {
        store::delete_model(tx, self.id).await
    }
}

/// What the trail says of what is still missing.
fn completeness<F: std::fmt::Display>(missing: &[F]) -> String {
    if missing.is_empty() {
        "complete".to_owned()
    } else {
        missing_in_words(missing)
    }
}
