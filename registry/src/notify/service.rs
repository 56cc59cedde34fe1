//! Use cases of the inbox.

use super::model::Facts;
use crate::{
    adr::{Filter as Records, Status},
    checklist::model::Filter as Decisions,
    identity::{Act, Actor},
    kernel::{Registry, Result},
    workload::Filter as Workloads,
};

/// The use cases of the inbox.
#[derive(Clone, Copy, Debug)]
pub struct Notifications<'a>(&'a Registry);

impl Registry {
    /// What waits for people.
    #[must_use]
    pub fn inbox(&self) -> Notifications<'_> {
        Notifications(self)
    }
}

impl Notifications<'_> {
    /// What [`super::Inbox::of`] tells from: a constant number of statements.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn facts(&self, actor: &Actor) -> Result<Facts> {
        actor.must(Act::Read)?;
        let proposed = Records {
            status: Some(Status::Proposed),
            limit: Some(50),
            ..Records::default()
        };
        let proposed = self.0.records().list(actor, &proposed).await?;
        Ok(Facts {
            today: self.0.today(),
            cycle: self.0.reviews().current(actor).await?,
            decidable: self.0.records().decidable(actor, &proposed).await?,
            proposed,
            asked: self.0.records().asked_of(actor).await?,
            due: self.0.records().due(actor).await?,
            workloads: self.0.workloads().list(actor, &Workloads::default()).await?,
            checklist: self.0.checklist().matrix(actor, &Decisions::default()).await?,
            failed_imports: self.0.sources().failing(actor).await?,
            conflicts: self.0.sources().conflicts(actor).await?,
        })
    }
}
