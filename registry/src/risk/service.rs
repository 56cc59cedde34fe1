//! Use cases of dependency risk.

use super::{
    Assessment, Band, Component, Draws, Estimate, Line, LineDraft, NoRatio, Platform, Point, Seal, Settings, Standing,
    propose, standing,
    store::{self, AssessmentRow},
};
use crate::{
    audit::{self, Event},
    identity::{Act, Actor, Role},
    kernel::{Error, Id, Money, Problems, Quarter, Registry, Result, Run, Tx, check, stored},
    workload::{self, Workload},
};

/// Where the settings are kept.
const SETTINGS: &str = "risk";

/// The use cases of dependency risk.
#[derive(Clone, Copy, Debug)]
pub struct Risk<'a>(&'a Registry);

impl Registry {
    /// Dependency risk: assessments, the ratio and its trend.
    #[must_use]
    pub fn risk(&self) -> Risk<'_> {
        Risk(self)
    }
}

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

fn already_sealed(sealed: &Seal, quarter: Quarter) -> Error {
    Error::refused(format!(
        "The assessment of {} was sealed on {} by {}. A sealed assessment never changes; the next quarter gets its own.",
        quarter.label(),
        sealed.at.day(),
        sealed.by
    ))
}

fn subject(assessment: &Assessment) -> String {
    format!("{} {}", assessment.workload, assessment.quarter.label())
}

/// Reads the assessment behind a row: two statements more.
async fn load(db: &mut impl Run, workload: &Workload, quarter: Quarter, row: AssessmentRow) -> Result<Assessment> {
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

    /// Adds a line.
    ///
    /// # Errors
    /// Without the role; when the draft has problems; when the assessment is sealed or signed.
    pub async fn add_line(&self, actor: &Actor, slug: &str, quarter: Quarter, draft: &LineDraft) -> Result<Assessment> {
        let (mut tx, workload, before) = self.begin(actor, slug, quarter, None).await?;
        let line = read(draft, &before, self.0.id(), actor)?;
        store::insert_line(&mut tx, before.id, &line).await?;
        let said = format!("added “{}”, {}", line.label, line.estimate.likely().full());
        self.finish(tx, actor, &workload, &before, said).await
    }

    /// Writes over a line. `version` is the assessment's version the person saw.
    ///
    /// # Errors
    /// As [`Self::add_line`]; when somebody else was faster.
    pub async fn save_line(
        &self,
        actor: &Actor,
        slug: &str,
        quarter: Quarter,
        line: Id,
        draft: &LineDraft,
        version: i64,
    ) -> Result<Assessment> {
        let (mut tx, workload, before) = self.begin(actor, slug, quarter, Some(version)).await?;
        let old = before
            .lines
            .iter()
            .find(|one| one.id == line)
            .ok_or(Error::NotFound("line"))?;
        let new = read(draft, &before, line, actor)?;
        store::update_line(&mut tx, before.id, &new).await?;
        let said = format!(
            "“{}”: {} → “{}”: {}",
            old.label,
            figures(old.estimate),
            new.label,
            figures(new.estimate)
        );
        self.finish(tx, actor, &workload, &before, said).await
    }

    /// Removes a line.
    ///
    /// # Errors
    /// As [`Self::save_line`].
    pub async fn delete_line(
        &self,
        actor: &Actor,
        slug: &str,
        quarter: Quarter,
        line: Id,
        version: i64,
    ) -> Result<Assessment> {
        let (mut tx, workload, before) = self.begin(actor, slug, quarter, Some(version)).await?;
        let old = before
            .lines
            .iter()
            .find(|one| one.id == line)
            .ok_or(Error::NotFound("line"))?;
        store::delete_line(&mut tx, before.id, line).await?;
        let said = format!("removed “{}”, {}", old.label, figures(old.estimate));
        self.finish(tx, actor, &workload, &before, said).await
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

    /// The prices and rates that new proposals are made from.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn settings(&self, actor: &Actor) -> Result<Settings> {
        actor.must(Act::Read)?;
        self.stored_settings(&mut self.0.db.read()).await
    }

    /// Changes the prices and rates. Assessments keep theirs until they are refreshed.
    ///
    /// # Errors
    /// Without the role administrator; when a figure makes no sense.
    pub async fn save_settings(&self, actor: &Actor, settings: &Settings) -> Result<()> {
        actor.must(Act::ChangeSettings)?;
        check(settings.check())?;
        let mut tx = self.0.write().await?;
        let before = self.stored_settings(&mut tx).await?;
        store::set_setting(&mut tx, SETTINGS, &json(settings)?, self.0.now()).await?;
        let event = Event::new("changed", "setting", "Prices and rates")
            .at("/settings")
            .detail(settings_differences(&before, settings));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await
    }

    async fn stored_settings(&self, db: &mut impl Run) -> Result<Settings> {
        match store::setting(db, SETTINGS).await? {
            Some(text) => serde_json::from_str(&text).map_err(|error| Error::Corrupt(error.to_string())),
            None => Ok(Settings::default()),
        }
    }

    async fn workload(&self, db: &mut impl Run, slug: &str) -> Result<Workload> {
        workload::store::by_slug(db, slug)
            .await?
            .ok_or(Error::NotFound("workload"))
    }

    async fn find(&self, db: &mut impl Run, workload: &Workload, quarter: Quarter) -> Result<Assessment> {
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

    fn must_estimate(&self, actor: &Actor, team: Id, name: &str, team_name: &str) -> Result<()> {
        actor.must(Act::EstimateRisk)?;
        if self.may_estimate(actor, team) {
            return Ok(());
        }
        Err(Error::refused(format!(
            "{name} belongs to the team {team_name}. Reviewers estimate the workloads of their own teams; an architect can estimate any.",
        )))
    }

    /// A transaction on an assessment that may be changed by this person.
    async fn begin(
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
    async fn finish(
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

/// A draft read into a line, every problem at its field.
fn read(draft: &LineDraft, assessment: &Assessment, id: Id, actor: &Actor) -> Result<Line> {
    let currency = assessment.currency;
    let mut problems = Problems::new();
    let component: Option<Component> = draft.component.parse().ok();
    problems.require(component.is_some(), "component", "Choose the component it belongs to.");
    let label = problems.text("label", &draft.label, 200);
    let amount = |problems: &mut Problems, field: &'static str, text: &str| {
        problems
            .keep(field, Money::parse(text, currency))
            .map(|money| money.minor)
    };
    let low = amount(&mut problems, "low", &draft.low);
    let likely = amount(&mut problems, "likely", &draft.likely);
    let high = amount(&mut problems, "high", &draft.high);
    let estimator = match draft.estimator.trim() {
        // Whoever saves a proposal stands behind it.
        "" | super::model::PROPOSED => actor.name.clone(),
        name => problems.optional_text("estimator", name, 100),
    };
    let note = problems.optional_text("note", &draft.note, 1000);
    let estimate = match (low, likely, high) {
        (Some(low), Some(likely), Some(high)) => problems.keep("likely", Estimate::new(low, likely, high, currency)),
        _ => None,
    };
    match (component, estimate) {
        (Some(component), Some(estimate)) if problems.is_empty() => Ok(Line {
            id,
            component,
            label,
            estimate,
            estimator,
            note,
        }),
        _ => Err(Error::Invalid(problems)),
    }
}

fn json(settings: &Settings) -> Result<String> {
    serde_json::to_string(settings).map_err(|error| Error::Corrupt(error.to_string()))
}

fn figures(estimate: Estimate) -> String {
    format!(
        "{} / {} / {}",
        estimate.low().full(),
        estimate.likely().full(),
        estimate.high().full()
    )
}

fn spend_text(spend: Option<Money>) -> String {
    spend.map_or_else(|| "not known".to_owned(), Money::full)
}

/// Which figures changed, by their names in the stored JSON.
fn settings_differences(before: &Settings, after: &Settings) -> String {
    let fields = |settings: &Settings| serde_json::to_value(settings).unwrap_or_default();
    let (before, after) = (fields(before), fields(after));
    let said: Vec<String> = after
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, value)| before.get(name.as_str()) != Some(value))
        .map(|(name, value)| {
            let old = before.get(name.as_str()).map(ToString::to_string).unwrap_or_default();
            format!("{}: {old} → {value}", name.replace('_', " "))
        })
        .collect();
    if said.is_empty() {
        "nothing changed".to_owned()
    } else {
        said.join("; ")
    }
}
