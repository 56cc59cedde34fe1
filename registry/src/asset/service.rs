//! Use cases of data assets and models.

use super::{
    model::{Asset, Draft, Model, ModelDraft},
    store,
    stored::Stored,
};
use crate::{
    audit::{self, Event},
    identity::{Act, Actor},
    kernel::{Error, Id, Registry, Result, Run, Tx},
    review::keep_signed,
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

impl Assets<'_> {
    /// Data assets of a workload, by kind and name.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn of_workload(&self, actor: &Actor, workload: Id) -> Result<Vec<Asset>> {
        actor.must(Act::Read)?;
        Asset::find(&mut self.0.db.read(), Some(workload), None).await
    }

    /// Fine-tuned models of a workload, by name.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn models_of_workload(&self, actor: &Actor, workload: Id) -> Result<Vec<Model>> {
        actor.must(Act::Read)?;
        Model::find(&mut self.0.db.read(), Some(workload), None).await
    }

    /// One data asset.
    ///
    /// # Errors
    /// When there is none.
    pub async fn get(&self, actor: &Actor, id: Id) -> Result<Asset> {
        actor.must(Act::Read)?;
        one(&mut self.0.db.read(), id).await
    }

    /// One model.
    ///
    /// # Errors
    /// When there is none.
    pub async fn get_model(&self, actor: &Actor, id: Id) -> Result<Model> {
        actor.must(Act::Read)?;
        one(&mut self.0.db.read(), id).await
    }

    /// Adds a data asset to a workload.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when the draft has problems, or the week of the
    /// review that lists them is signed.
    pub async fn add(&self, actor: &Actor, workload: Id, draft: &Draft) -> Result<Asset> {
        self.add_one(actor, workload, draft).await
    }

    /// Adds a fine-tuned model to a workload.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when the draft has problems, or the week of the
    /// review that lists them is signed.
    pub async fn add_model(&self, actor: &Actor, workload: Id, draft: &ModelDraft) -> Result<Model> {
        self.add_one(actor, workload, draft).await
    }

    /// Changes a data asset. `version` is the one the person saw.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when the draft has problems, somebody else changed
    /// it in between, or it would no longer be as a week of the review was signed.
    pub async fn change(&self, actor: &Actor, id: Id, draft: &Draft, version: i64) -> Result<Asset> {
        self.change_one(actor, id, draft, version).await
    }

    /// Changes a model. `version` is the one the person saw.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when the draft has problems, somebody else changed
    /// it in between, or it would no longer be as a week of the review was signed.
    pub async fn change_model(&self, actor: &Actor, id: Id, draft: &ModelDraft, version: i64) -> Result<Model> {
        self.change_one(actor, id, draft, version).await
    }

    /// Removes a data asset from the record; the data themselves are not touched.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when there is no such asset.
    pub async fn remove(&self, actor: &Actor, id: Id) -> Result<Asset> {
        self.remove_one(actor, id).await
    }

    /// Removes a model from the record; the model itself is not touched.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when there is no such model.
    pub async fn remove_model(&self, actor: &Actor, id: Id) -> Result<Model> {
        self.remove_one(actor, id).await
    }

    async fn add_one<T: Stored>(&self, actor: &Actor, workload: Id, draft: &T::Draft) -> Result<T> {
        actor.must(Act::EditInventory)?;
        let after = T::read(draft, self.0.id(), workload, 1)?;
        let mut tx = self.0.write().await?;
        let event = event(&mut tx, "added", &after).await?;
        after.insert(&mut tx, self.0.now()).await?;
        self.finish(tx, actor, &after, event).await?;
        Ok(after)
    }

    async fn change_one<T: Stored>(&self, actor: &Actor, id: Id, draft: &T::Draft, version: i64) -> Result<T> {
        actor.must(Act::EditInventory)?;
        let mut tx = self.0.write().await?;
        let before: T = one(&mut tx, id).await?;
        let mut after = T::read(draft, id, before.workload_id(), version)?;
        if !after.update(&mut tx).await? {
            return Err(Error::Conflict {
                noun: T::NOUN,
                current: before.version(),
            });
        }
        let event = event(&mut tx, "changed", &after)
            .await?
            .detail(before.differences(&after).in_words());
        self.finish(tx, actor, &after, event).await?;
        after.set_version(version + 1);
        Ok(after)
    }

    async fn remove_one<T: Stored>(&self, actor: &Actor, id: Id) -> Result<T> {
        actor.must(Act::EditInventory)?;
        let mut tx = self.0.write().await?;
        let before: T = one(&mut tx, id).await?;
        before.delete(&mut tx).await?;
        let event = event(&mut tx, "removed", &before).await?;
        self.finish(tx, actor, &before, event).await?;
        Ok(before)
    }

    /// Ends every write: what a signed week says must stand, and the trail tells of it in the
    /// same transaction.
    async fn finish<T: Stored>(&self, mut tx: Tx, actor: &Actor, it: &T, event: Event) -> Result<()> {
        keep_signed(&mut tx, it.workload_id(), T::WEEK).await?;
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await
    }
}

async fn one<T: Stored>(db: &mut impl Run, id: Id) -> Result<T> {
    let found = T::find(db, None, Some(id)).await?;
    found.into_iter().next().ok_or(Error::NotFound(T::NOUN))
}

/// What the trail says of it. What was removed has no page any more; its workload has.
async fn event<T: Stored>(tx: &mut Tx, act: &'static str, it: &T) -> Result<Event> {
    let workload = store::workload(tx, it.workload_id())
        .await?
        .ok_or(Error::NotFound("workload"))?;
    let page = format!("/workloads/{}", workload.slug);
    let address = match act {
        "removed" => page,
        _ => format!("{page}/{}s/{}", T::TRAIL, it.id()),
    };
    Ok(Event::new(act, T::TRAIL, format!("{} of {}", it.name(), workload.name))
        .id(it.id())
        .at(address)
        .detail(it.summary()))
}
