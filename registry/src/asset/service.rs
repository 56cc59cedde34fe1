//! Use cases of data assets and models.

use super::{
    Kind, ModelFact,
    model::{Asset, Draft, Model, ModelDraft, missing_in_words},
    store,
};
use crate::{
    audit::{self, Event},
    identity::{Act, Actor},
    kernel::{Error, Id, Problems, Registry, Result, Tx, check},
    review::{Week, keep_signed},
};

/// The use cases of data assets and models.
#[derive(Clone, Copy, Debug)]
pub struct Assets<'a>(&'a Registry);

impl Registry {
    /// Data assets and fine-tuned models.
    #[must_use]
    pub fn assets(&self) -> Assets<'_> {
        Assets(self)
    }
}

/// An exabyte; more is a slip of the keyboard.
const MOST_GB: i64 = 1_000_000_000;

impl Draft {
    fn check(&self, id: Id, workload_id: Id, version: i64) -> Result<Asset> {
        let mut problems = Problems::new();
        let kind: Option<Kind> = self.kind.parse().ok();
        problems.require(kind.is_some(), "kind", "Choose what it is.");
        let name = problems.text("name", &self.name, 120);
        let owner = problems.optional_text("owner", &self.owner, 100);
        let location = problems.optional_text("location", &self.location, 300);
        let format = problems.optional_text("format", &self.format, 100);
        let retention = problems.optional_text("retention", &self.retention, 300);
        let catalogue_entry = problems.optional_text("catalogue_entry", &self.catalogue_entry, 300);
        let open_export = problems.optional_text("open_export", &self.open_export, 300);
        let volume = self.volume_gb.trim().replace([',', '\u{a0}', ' '], "");
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
            (Some(kind), Some(volume_gb)) if problems.is_empty() => Ok(Asset {
                id,
                workload_id,
                kind,
                name,
                owner,
                location,
                format,
                open_format: self.open_format == "true",
                retention,
                catalogue_entry,
                open_export,
                volume_gb,
                version,
            }),
            _ => Err(Error::Invalid(problems)),
        }
    }
}

impl ModelDraft {
    fn check(&self, id: Id, workload_id: Id, version: i64) -> Result<Model> {
        let mut problems = Problems::new();
        let name = problems.text("name", &self.name, 120);
        let base_model = problems.optional_text("base_model", &self.base_model, 120);
        let mut fact = |field, text| problems.optional_text(field, text, 1000);
        let model = Model {
            id,
            workload_id,
            name,
            base_model,
            training_data: fact("training_data", &self.training_data),
            configuration: fact("configuration", &self.configuration),
            benchmark: fact("benchmark", &self.benchmark),
            approval_path: fact("approval_path", &self.approval_path),
            deployment_target: fact("deployment_target", &self.deployment_target),
            rollback_path: fact("rollback_path", &self.rollback_path),
            version,
        };
        check(problems)?;
        Ok(model)
    }
}

/// What the trail says of what is still missing.
fn completeness(missing: &str) -> String {
    if missing.is_empty() {
        "complete".to_owned()
    } else {
        missing.to_owned()
    }
}

impl Assets<'_> {
    /// Data assets of a workload, by kind and name.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn of_workload(&self, actor: &Actor, workload: Id) -> Result<Vec<Asset>> {
        actor.must(Act::Read)?;
        store::assets(&mut self.0.db.read(), Some(workload), None).await
    }

    /// Fine-tuned models of a workload, by name.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn models_of_workload(&self, actor: &Actor, workload: Id) -> Result<Vec<Model>> {
        actor.must(Act::Read)?;
        store::models(&mut self.0.db.read(), Some(workload), None).await
    }

    /// One data asset.
    ///
    /// # Errors
    /// When there is none.
    pub async fn get(&self, actor: &Actor, id: Id) -> Result<Asset> {
        actor.must(Act::Read)?;
        let found = store::assets(&mut self.0.db.read(), None, Some(id)).await?;
        found.into_iter().next().ok_or(Error::NotFound("data asset"))
    }

    /// One model.
    ///
    /// # Errors
    /// When there is none.
    pub async fn get_model(&self, actor: &Actor, id: Id) -> Result<Model> {
        actor.must(Act::Read)?;
        let found = store::models(&mut self.0.db.read(), None, Some(id)).await?;
        found.into_iter().next().ok_or(Error::NotFound("model"))
    }

    /// Adds a data asset to a workload.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when the draft has problems, or the week of the
    /// review that lists them is signed.
    pub async fn add(&self, actor: &Actor, workload: Id, draft: &Draft) -> Result<Asset> {
        actor.must(Act::EditInventory)?;
        let asset = draft.check(self.0.id(), workload, 1)?;
        let mut tx = self.0.write().await?;
        let event = event(&mut tx, "added", &asset).await?;
        store::insert(&mut tx, &asset, self.0.now()).await?;
        keep_signed(&mut tx, asset.workload_id, Week::DataLayer).await?;
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(asset)
    }

    /// Changes a data asset. `version` is the one the person saw.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when the draft has problems, somebody else changed
    /// it in between, or it would no longer be as a week of the review was signed.
    pub async fn change(&self, actor: &Actor, id: Id, draft: &Draft, version: i64) -> Result<Asset> {
        actor.must(Act::EditInventory)?;
        let mut tx = self.0.write().await?;
        let before = store::assets(&mut tx, None, Some(id))
            .await?
            .into_iter()
            .next()
            .ok_or(Error::NotFound("data asset"))?;
        let after = draft.check(id, before.workload_id, version)?;
        if !store::update(&mut tx, &after).await? {
            return Err(Error::Conflict {
                noun: "data asset",
                current: before.version,
            });
        }
        keep_signed(&mut tx, after.workload_id, Week::DataLayer).await?;
        let event = event(&mut tx, "changed", &after)
            .await?
            .detail(asset_differences(&before, &after));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(Asset {
            version: version + 1,
            ..after
        })
    }

    /// Removes a data asset from the record; the data themselves are not touched.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when there is no such asset.
    pub async fn remove(&self, actor: &Actor, id: Id) -> Result<Asset> {
        actor.must(Act::EditInventory)?;
        let mut tx = self.0.write().await?;
        let before = store::assets(&mut tx, None, Some(id))
            .await?
            .into_iter()
            .next()
            .ok_or(Error::NotFound("data asset"))?;
        store::delete(&mut tx, id).await?;
        keep_signed(&mut tx, before.workload_id, Week::DataLayer).await?;
        let workload = of_workload(&mut tx, before.workload_id).await?;
        let event = event(&mut tx, "removed", &before)
            .await?
            .at(format!("/workloads/{}", workload.slug));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(before)
    }

    /// Adds a fine-tuned model to a workload.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when the draft has problems, or the week of the
    /// review that lists them is signed.
    pub async fn add_model(&self, actor: &Actor, workload: Id, draft: &ModelDraft) -> Result<Model> {
        actor.must(Act::EditInventory)?;
        let model = draft.check(self.0.id(), workload, 1)?;
        let mut tx = self.0.write().await?;
        let event = model_event(&mut tx, "added", &model).await?;
        store::insert_model(&mut tx, &model, self.0.now()).await?;
        keep_signed(&mut tx, model.workload_id, Week::ModelReproducibility).await?;
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(model)
    }

    /// Changes a model. `version` is the one the person saw.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when the draft has problems, somebody else changed
    /// it in between, or it would no longer be as a week of the review was signed.
    pub async fn change_model(&self, actor: &Actor, id: Id, draft: &ModelDraft, version: i64) -> Result<Model> {
        actor.must(Act::EditInventory)?;
        let mut tx = self.0.write().await?;
        let before = store::models(&mut tx, None, Some(id))
            .await?
            .into_iter()
            .next()
            .ok_or(Error::NotFound("model"))?;
        let after = draft.check(id, before.workload_id, version)?;
        if !store::update_model(&mut tx, &after).await? {
            return Err(Error::Conflict {
                noun: "model",
                current: before.version,
            });
        }
        keep_signed(&mut tx, after.workload_id, Week::ModelReproducibility).await?;
        let event = model_event(&mut tx, "changed", &after)
            .await?
            .detail(model_differences(&before, &after));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(Model {
            version: version + 1,
            ..after
        })
    }

    /// Removes a model from the record; the model itself is not touched.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when there is no such model.
    pub async fn remove_model(&self, actor: &Actor, id: Id) -> Result<Model> {
        actor.must(Act::EditInventory)?;
        let mut tx = self.0.write().await?;
        let before = store::models(&mut tx, None, Some(id))
            .await?
            .into_iter()
            .next()
            .ok_or(Error::NotFound("model"))?;
        store::delete_model(&mut tx, id).await?;
        keep_signed(&mut tx, before.workload_id, Week::ModelReproducibility).await?;
        let workload = of_workload(&mut tx, before.workload_id).await?;
        let event = model_event(&mut tx, "removed", &before)
            .await?
            .at(format!("/workloads/{}", workload.slug));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(before)
    }
}

async fn of_workload(tx: &mut Tx, id: Id) -> Result<store::OfWorkload> {
    store::workload(tx, id).await?.ok_or(Error::NotFound("workload"))
}

async fn event(tx: &mut Tx, act: &'static str, asset: &Asset) -> Result<Event> {
    let workload = of_workload(tx, asset.workload_id).await?;
    Ok(Event::new(act, "asset", format!("{} of {}", asset.name, workload.name))
        .id(asset.id)
        .at(format!("/workloads/{}/assets/{}", workload.slug, asset.id))
        .detail(format!(
            "{}; {}",
            asset.kind.label(),
            completeness(&missing_in_words(&asset.missing()))
        )))
}

async fn model_event(tx: &mut Tx, act: &'static str, model: &Model) -> Result<Event> {
    let workload = of_workload(tx, model.workload_id).await?;
    Ok(Event::new(act, "model", format!("{} of {}", model.name, workload.name))
        .id(model.id)
        .at(format!("/workloads/{}/models/{}", workload.slug, model.id))
        .detail(completeness(&missing_in_words(&model.missing()))))
}

/// What changed, in words an auditor can read without the page.
fn differences(fields: impl IntoIterator<Item = (&'static str, String, String)>) -> String {
    let said: Vec<String> = fields
        .into_iter()
        .filter(|(_, from, to)| from != to)
        .map(|(what, from, to)| {
            let or_none = |text: String| {
                if text.is_empty() { "none".to_owned() } else { text }
            };
            format!("{what}: {} → {}", or_none(from), or_none(to))
        })
        .collect();
    if said.is_empty() {
        "nothing changed".to_owned()
    } else {
        said.join("; ")
    }
}

fn asset_differences(before: &Asset, after: &Asset) -> String {
    let fields = |asset: &Asset| {
        [
            ("kind", asset.kind.label().to_owned()),
            ("name", asset.name.clone()),
            ("owner", asset.owner.clone()),
            ("location", asset.location.clone()),
            ("format", asset.format.clone()),
            ("open format", if asset.open_format { "yes" } else { "no" }.to_owned()),
            ("retention policy", asset.retention.clone()),
            ("catalogue metadata", asset.catalogue_entry.clone()),
            ("open-format export", asset.open_export.clone()),
            ("volume", format!("{} GB", asset.volume_gb)),
        ]
    };
    differences(
        fields(before)
            .into_iter()
            .zip(fields(after))
            .map(|((what, from), (_, to))| (what, from, to)),
    )
}

fn model_differences(before: &Model, after: &Model) -> String {
    let named = [
        ("name", before.name.clone(), after.name.clone()),
        ("base model", before.base_model.clone(), after.base_model.clone()),
    ];
    let facts = ModelFact::all().iter().map(|fact| {
        (
            fact.label(),
            before.fact(*fact).to_owned(),
            after.fact(*fact).to_owned(),
        )
    });
    differences(named.into_iter().chain(facts))
}
