//! Beginning the record a dependency lacks. What it starts from is in `prefill`.

use super::{
    Adr, Draft,
    prefill::{self, Start},
    service::Records,
};
use crate::{
    identity::{Act, Actor},
    inventory::{self, PointFilter},
    kernel::{Id, Result},
};

impl Records<'_> {
    /// What a record about a dependency starts from: template, title, text and log.
    ///
    /// # Errors
    /// When there is no such dependency.
    pub async fn start(&self, actor: &Actor, dependency: Id) -> Result<Start> {
        let inventory = self.0.inventory();
        let one = inventory.get(actor, dependency).await?;
        let filter = PointFilter {
            dependency: Some(dependency),
            limit: i64::try_from(prefill::PLACES).unwrap_or(i64::MAX) + 2,
            ..PointFilter::default()
        };
        let points = inventory.points(actor, &filter).await?;
        let all = inventory.all(actor).await?;
        let logs = self.logs(actor).await?;
        Ok(prefill::start(&one, &points, &all, &logs))
    }

    /// Begins a record and ties the dependency it is written for to it.
    ///
    /// # Errors
    /// As [`Records::write`]; also when another record stands behind the dependency by now.
    pub async fn write_for(&self, actor: &Actor, draft: &Draft, dependency: Id) -> Result<Adr> {
        actor.must(Act::WriteRecords)?;
        let mut tx = self.0.write().await?;
        let adr = self.begin(&mut tx, actor, draft).await?;
        inventory::rest_on(&mut tx, self.0, actor, dependency, adr.id).await?;
        tx.commit().await?;
        Ok(adr)
    }
}
