//! Use cases of an assessment's lines.

use super::{Assessment, Component, Estimate, Line, LineDraft, Risk, model::PROPOSED, store};
use crate::{
    identity::Actor,
    kernel::{Error, Id, Money, Problems, Quarter, Result},
};

impl Risk<'_> {
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
        let old = before.line(line).ok_or(Error::NotFound("line"))?;
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
        let old = before.line(line).ok_or(Error::NotFound("line"))?;
        store::delete_line(&mut tx, before.id, line).await?;
        let said = format!("removed “{}”, {}", old.label, figures(old.estimate));
        self.finish(tx, actor, &workload, &before, said).await
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
        "" | PROPOSED => actor.name.clone(),
        name => problems.optional_text("estimator", name, 100),
    };
    let note = problems.optional_text("note", &draft.note, 1000);
    let estimate = match (low, likely, high) {
        (Some(low), Some(likely), Some(high)) => {
            let estimate = Estimate::new(low, likely, high, currency);
            problems.keep(
                "likely",
                estimate.map_err(|_| "Give them in order: low at most likely, likely at most high."),
            )
        }
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

fn figures(estimate: Estimate) -> String {
    format!(
        "{} / {} / {}",
        estimate.low().full(),
        estimate.likely().full(),
        estimate.high().full()
    )
}
