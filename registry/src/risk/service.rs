//! Use cases of dependency risk.

use super::{
    Assessment, Band, Draws, Estimate, Line, NoRatio, Platform, Point, Seal, Settings, Standing,
    prices::json,
    propose,
    sealing::already_sealed,
    standing,
    store::{self, AssessmentRow},
};
use crate::{
    audit::{self, Event},
    identity::{Act, Actor, Role},
    kernel::{Error, Id, Money, Quarter, Registry, Result, Run, Tx, stored},
    workload::{self, Workload},
};

/// The use cases of dependency risk.
#[derive(Clone, Copy, Debug)]
pub struct Risk<'a>(pub(super) &'a Registry);

impl Registry {
    /// Dependency risk: assessments, the ratio and its trend.
    #[must_use]
    pub fn risk(&self) -> Risk<'_> {
        Risk(self)
    }
}

pub(super) fn subject(assessment: &Assessment) -> String {
    format!("{} {}", assessment.workload, assessment.quarter.label())
}

/// Reads the assessment behind a row: two statements more.
pub(super) async fn load(
    db: &mut impl Run,
    workload: &Workload,
    quarter: Quarter,
    row: AssessmentRow,
) -> Result<Assessment> {
    let currency = stored(&row.currency)?;
    let lines = store::lines(db, row.id, currency).await?;
    let total = total(&lines, currency)?;
    let spend = row.spend_minor.map(|minor| Money::new(minor, currency));
    let sealed = row.sealed_at.map(|at| Seal {
        at,
        by: row.sealed_by.unwrap_or_default(),
    });
    let held = match store::review(db, workload.id, quarter).await? {
        Some((_, true)) if sealed.is_none() => Some(format!(
            "Week 4 of the {} review is signed, and the signature covers these figures. Reopen the week with a reason to change them.",
            quarter.label()
        )),
        _ => None,
    };
    let band = row.band.as_deref().and_then(|text| serde_json::from_str(text).ok());
    Ok(Assessment {
        id: row.id,
        workload_id: workload.id,
        slug: workload.slug.clone(),
        workload: workload.name.clone(),
        team_id: workload.team_id,
        team: workload.team.clone(),
        quarter,
        currency,
        spend,
        lines,
        total,
        settings: serde_json::from_str(&row.settings).map_err(|error| Error::Corrupt(error.to_string()))?,
        band,
        sealed,
        held,
        version: row.version,
    })
}

fn total(lines: &[Line], currency: crate::kernel::Currency) -> Result<Estimate> {
    Estimate::total(lines.iter().map(|line| line.estimate), currency)
        .map_err(|_| Error::invalid("high", "All lines together are more than can be counted."))
}

impl Risk<'_> {
    /// Whether this person may estimate a team's workloads: architects any, reviewers those of
    /// their own teams.
    #[must_use]
    pub fn may_estimate(&self, actor: &Actor, team: Id) -> bool {
        actor.may(Act::EstimateRisk) && (actor.roles.contains(&Role::Architect) || actor.is_of(team))
    }

    /// The workload's assessment for a quarter, begun with the registry's proposals if there is
    /// none.
    ///
    /// # Errors
    /// Without the role; when there is no such workload; when the quarter has not begun.
    pub async fn open(&self, actor: &Actor, slug: &str, quarter: Quarter) -> Result<Assessment> {
        actor.must(Act::EstimateRisk)?;
        if quarter > Quarter::of(self.0.today()) {
            return Err(Error::refused(format!("{} has not begun yet.", quarter.label())));
        }
        let mut tx = self.0.write().await?;
        let workload = self.workload(&mut tx, slug).await?;
        self.must_estimate(actor, workload.team_id, &workload.name, &workload.team)?;
        let settings = self.stored_settings(&mut tx).await?;
        let text = json(&settings)?;
        if store::insert(&mut tx, &workload, quarter, self.0.id(), &text, self.0.now()).await? {
            let begun = self.find(&mut tx, &workload, quarter).await?;
            self.propose(&mut tx, &workload, &begun, &settings).await?;
            let begun = self.find(&mut tx, &workload, quarter).await?;
            store::update(
                &mut tx,
                begun.id,
                begun.spend.map(|spend| spend.minor),
                begun.total,
                &text,
                begun.version,
            )
            .await?;
            let event = Event::new("began", "assessment", subject(&begun))
                .id(begun.id)
                .at(begun.path())
                .detail(format!(
                    "{} lines proposed, {}",
                    begun.lines.len(),
                    begun.total.likely().full()
                ));
            audit::record(&mut tx, self.0, actor, event).await?;
        }
        let assessment = self.find(&mut tx, &workload, quarter).await?;
        tx.commit().await?;
        Ok(assessment)
    }

    /// The workload's assessment for a quarter.
    ///
    /// # Errors
    /// When there is none.
    pub async fn assessment(&self, actor: &Actor, slug: &str, quarter: Quarter) -> Result<Assessment> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let workload = self.workload(&mut db, slug).await?;
        self.find(&mut db, &workload, quarter).await
    }

    /// How sure an assessment's ratio is: as it was sealed, or drawn now.
    ///
    /// # Errors
    /// Why there is no ratio.
    pub async fn band(&self, assessment: &Assessment) -> Result<Band, NoRatio> {
        if let Some(band) = assessment.band {
            return Ok(band);
        }
        let lines = assessment.lines.iter().map(|line| line.estimate).collect();
        standing::drawn(lines, assessment.spend, Draws::default()).await
    }

    /// Takes spend, prices and proposals anew from the registry. Lines a person estimated stay.
    ///
    /// # Errors
    /// Without the role; when the assessment is sealed or signed; when lines stand in another
    /// currency than the workload's spend now.
    pub async fn refresh(&self, actor: &Actor, slug: &str, quarter: Quarter) -> Result<Assessment> {
        let (mut tx, workload, before) = self.begin(actor, slug, quarter, None).await?;
        let kept = before.lines.iter().filter(|line| !line.is_proposed()).count();
        if kept > 0 && workload.currency != before.currency {
            return Err(Error::refused(format!(
                "{kept} lines are in {} and the spend of {} is now in {}. Remove them first; two currencies are never added.",
                before.currency.code(),
                workload.name,
                workload.currency.code()
            )));
        }
        let settings = self.stored_settings(&mut tx).await?;
        store::delete_proposed(&mut tx, before.id).await?;
        let now = Assessment {
            currency: workload.currency,
            spend: workload.spend,
            lines: before
                .lines
                .iter()
                .filter(|line| !line.is_proposed())
                .cloned()
                .collect(),
            settings: settings.clone(),
            ..before.clone()
        };
        self.propose(&mut tx, &workload, &now, &settings).await?;
        let said = format!("proposed again; spend {}", spend_text(workload.spend));
        self.finish(tx, actor, &workload, &now, said).await
    }

    /// The platform's ratio over time and every workload's standing: three statements, however
    /// many there are.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn platform(&self, actor: &Actor) -> Result<Platform> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let workloads = workload::store::all(&mut db).await?;
        let sealed = store::sealed(&mut db, None).await?;
        let sums = store::component_sums(&mut db).await?;
        standing::platform(workloads, &sealed, &sums).await
    }

    /// One workload's sealed quarters.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn of_workload(&self, actor: &Actor, workload: &Workload) -> Result<Standing> {
        actor.must(Act::Read)?;
        let sealed = store::sealed(&mut self.0.db.read(), Some(workload.id)).await?;
        Ok(Standing {
            workload_id: workload.id,
            slug: workload.slug.clone(),
            workload: workload.name.clone(),
            team: workload.team.clone(),
            points: sealed.iter().map(Point::try_from).collect::<Result<_>>()?,
        })
    }

    /// The quarters a workload has an assessment for, oldest first, and whether each is sealed.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn quarters(&self, actor: &Actor, workload: &Workload) -> Result<Vec<(Quarter, bool)>> {
        actor.must(Act::Read)?;
        let rows = store::quarters(&mut self.0.db.read(), workload.id).await?;
        rows.into_iter()
            .map(|(quarter, sealed)| Ok((stored(&quarter)?, sealed.is_some())))
            .collect()
    }

    pub(super) async fn workload(&self, db: &mut impl Run, slug: &str) -> Result<Workload> {
        workload::store::by_slug(db, slug)
            .await?
            .ok_or(Error::NotFound("workload"))
    }

    pub(super) async fn find(&self, db: &mut impl Run, workload: &Workload, quarter: Quarter) -> Result<Assessment> {
        let row = store::find(db, workload.id, quarter)
            .await?
            .ok_or(Error::NotFound("assessment"))?;
        load(db, workload, quarter, row).await
    }

    /// Refuses unless this person may change the assessment now, to leave out a form that could
    /// not be saved.
    ///
    /// # Errors
    /// Without the role; when the assessment is sealed or covered by a signature.
    pub fn check_editable(&self, actor: &Actor, assessment: &Assessment) -> Result<()> {
        self.must_estimate(actor, assessment.team_id, &assessment.workload, &assessment.team)?;
        if let Some(sealed) = &assessment.sealed {
            return Err(already_sealed(sealed, assessment.quarter));
        }
        match &assessment.held {
            Some(held) => Err(Error::refused(held.clone())),
            None => Ok(()),
        }
    }

    fn must_estimate(self, actor: &Actor, team: Id, name: &str, team_name: &str) -> Result<()> {
        actor.must(Act::EstimateRisk)?;
        if self.may_estimate(actor, team) {
            return Ok(());
        }
        Err(Error::refused(format!(
            "{name} belongs to the team {team_name}. Reviewers estimate the workloads of their own teams; an architect can estimate any.",
        )))
    }

    /// A transaction on an assessment that may be changed by this person.
    pub(super) async fn begin(
        &self,
        actor: &Actor,
        slug: &str,
        quarter: Quarter,
        version: Option<i64>,
    ) -> Result<(Tx, Workload, Assessment)> {
        actor.must(Act::EstimateRisk)?;
        let mut tx = self.0.write().await?;
        let workload = self.workload(&mut tx, slug).await?;
        let before = self.find(&mut tx, &workload, quarter).await?;
        self.check_editable(actor, &before)?;
        if version.is_some_and(|version| version != before.version) {
            return Err(Error::Conflict {
                noun: "assessment",
                current: before.version,
            });
        }
        Ok((tx, workload, before))
    }

    /// Writes the new sums, the trace, and commits.
    pub(super) async fn finish(
        &self,
        mut tx: Tx,
        actor: &Actor,
        workload: &Workload,
        now: &Assessment,
        said: String,
    ) -> Result<Assessment> {
        let lines = store::lines(&mut tx, now.id, now.currency).await?;
        let total = total(&lines, now.currency)?;
        let spend = now.spend.map(|spend| spend.minor);
        if !store::update(&mut tx, now.id, spend, total, &json(&now.settings)?, now.version).await? {
            return Err(Error::Conflict {
                noun: "assessment",
                current: now.version + 1,
            });
        }
        let event = Event::new("estimated", "assessment", subject(now))
            .id(now.id)
            .at(now.path())
            .detail(said);
        audit::record(&mut tx, self.0, actor, event).await?;
        let after = self.find(&mut tx, workload, now.quarter).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Stores the registry's proposals, except for what the assessment has a line for.
    async fn propose(
        &self,
        tx: &mut impl Run,
        workload: &Workload,
        assessment: &Assessment,
        settings: &Settings,
    ) -> Result<()> {
        if settings.currency != assessment.currency {
            return Ok(());
        }
        let facts = store::facts(tx, workload).await?;
        let lines = propose::lines(&facts, settings)
            .map_err(|error| Error::refused(format!("The costs cannot be worked out: {error}.")))?;
        for line in lines {
            if !store::covers(&assessment.lines, line.component, &line.label) {
                store::insert_line(tx, assessment.id, &store::proposed(self.0.id(), line)).await?;
            }
        }
        Ok(())
    }
}

fn spend_text(spend: Option<Money>) -> String {
    spend.map_or_else(|| "not known".to_owned(), Money::full)
}
