//! Sealing an assessment: from then on it never changes.

use super::{
    Risk, Seal,
    service::{load, subject},
    store,
};
use crate::{
    audit::{self, Event},
    identity::{Act, Actor},
    kernel::{Error, Id, Quarter, Registry, Result, Run},
    workload,
};

/// Seals a workload's assessment of a quarter within the caller's transaction, with the names of
/// those who answer for it. From then on it never changes.
///
/// # Errors
/// When there is no assessment, it has no line, or it is sealed already.
pub async fn seal(
    tx: &mut impl Run,
    registry: &Registry,
    actor: &Actor,
    workload_id: Id,
    quarter: Quarter,
    by: &str,
) -> Result<()> {
    let workloads = workload::store::all(tx).await?;
    let workload = workloads
        .into_iter()
        .find(|one| one.id == workload_id)
        .ok_or(Error::NotFound("workload"))?;
    let Some(row) = store::find(tx, workload_id, quarter).await? else {
        return Err(Error::refused(format!(
            "{} has no assessment for {}. Open one under Dependency risk first.",
            workload.name,
            quarter.label()
        )));
    };
    let assessment = load(tx, &workload, quarter, row).await?;
    if let Some(sealed) = &assessment.sealed {
        return Err(already_sealed(sealed, quarter));
    }
    if assessment.lines.is_empty() {
        return Err(Error::refused(format!(
            "The assessment of {} for {} has no cost line. Add at least one before it is sealed.",
            workload.name,
            quarter.label()
        )));
    }
    let band = match registry.risk().band(&assessment).await {
        Ok(band) => Some(serde_json::to_string(&band).map_err(|error| Error::Corrupt(error.to_string()))?),
        Err(_) => None,
    };
    if !store::seal(tx, assessment.id, assessment.version, registry.now(), by, band).await? {
        return Err(Error::Conflict {
            noun: "assessment",
            current: assessment.version + 1,
        });
    }
    let ratio = match assessment.ratio() {
        Ok(ratio) => format!("ratio {ratio}"),
        Err(why) => format!("no ratio: {why}"),
    };
    let event = Event::new("sealed", "assessment", subject(&assessment))
        .id(assessment.id)
        .at(assessment.path())
        .detail(format!(
            "exit cost {}, {ratio}; by {by}",
            assessment.total.likely().full()
        ));
    audit::record(tx, registry, actor, event).await
}

/// Why a sealed assessment cannot be changed.
pub(super) fn already_sealed(sealed: &Seal, quarter: Quarter) -> Error {
    Error::refused(format!(
        "The assessment of {} was sealed on {} by {}. A sealed assessment never changes; the next quarter gets its own.",
        quarter.label(),
        sealed.at.day(),
        sealed.by
    ))
}

impl Risk<'_> {
    /// Seals the assessment of a workload that is not under review in that quarter.
    ///
    /// # Errors
    /// Without the role executive; when the workload is under review; as [`seal`].
    pub async fn seal(&self, actor: &Actor, slug: &str, quarter: Quarter) -> Result<()> {
        actor.must(Act::SealAssessment)?;
        let mut tx = self.0.write().await?;
        let workload = self.workload(&mut tx, slug).await?;
        if let Some((signed, _)) = store::review(&mut tx, workload.id, quarter).await? {
            return Err(Error::refused(format!(
                "{} is in the review of {}; its assessment is sealed when all four weeks are signed ({signed} so far).",
                workload.name,
                quarter.label()
            )));
        }
        seal(&mut tx, self.0, actor, workload.id, quarter, &actor.name).await?;
        tx.commit().await
    }

    /// Whether a workload's assessment waits for the signatures of a review instead of a seal.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn under_review(&self, actor: &Actor, workload: Id, quarter: Quarter) -> Result<bool> {
        actor.must(Act::Read)?;
        Ok(store::review(&mut self.0.db.read(), workload, quarter).await?.is_some())
    }
}
