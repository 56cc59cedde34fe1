//! Starting a quarter's review.

use std::collections::BTreeSet;

use super::{
    Reviews,
    model::{CycleOverview, Proposal},
    pick::{self, Candidate},
    store::{self, CycleRow},
    week::Week,
};
use crate::{
    audit::{self, Event},
    identity::{Act, Actor},
    kernel::{Error, Problems, Quarter, Result, Run, check},
    workload::{Workload, store as workloads},
};

async fn propose(db: &mut impl Run, quarter: Quarter) -> Result<(Proposal, Vec<Workload>)> {
    let all = workloads::all(db).await?;
    let candidates: Vec<Candidate> = all
        .iter()
        .map(|workload| Candidate {
            id: workload.id,
            name: workload.name.clone(),
            spend: workload.spend,
        })
        .collect();
    let picked = pick::largest(candidates.clone(), pick::DEFAULT).map_err(|_| {
        "The workloads are billed in different currencies, and which of two currencies is more would be a guess. \
         Choose the workloads and say why."
            .to_owned()
    });
    let named = all
        .iter()
        .map(|workload| workload.slug.clone())
        .zip(candidates)
        .collect();
    Ok((
        Proposal {
            quarter,
            picked,
            all: named,
        },
        all,
    ))
}

impl Reviews<'_> {
    /// What a review of the quarter would look at: the largest workloads by annual AI spend.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn proposal(&self, actor: &Actor, quarter: Quarter) -> Result<Proposal> {
        actor.must(Act::Read)?;
        Ok(propose(&mut self.0.db.read(), quarter).await?.0)
    }

    /// Starts the review of a quarter today: the largest workloads by annual AI spend, or others
    /// with a reason, frozen with their figures; four weeks each.
    ///
    /// # Errors
    /// Without the role; when the quarter is ahead or its review has started; when there is no
    /// workload, currencies differ, or other workloads are picked without a reason.
    pub async fn start(
        &self,
        actor: &Actor,
        quarter: Quarter,
        picks: Option<(Vec<String>, String)>,
    ) -> Result<CycleOverview> {
        actor.must(Act::StartReview)?;
        let today = self.0.today();
        if quarter > Quarter::of(today) {
            return Err(Error::invalid("quarter", format!("{} has not begun.", quarter.label())));
        }
        let started = || {
            Error::invalid(
                "quarter",
                format!("The review of {} has started already.", quarter.label()),
            )
        };
        let mut tx = self.0.write().await?;
        if store::cycle(&mut tx, Some(quarter)).await?.is_some() {
            return Err(started());
        }
        let (proposal, all) = propose(&mut tx, quarter).await?;
        let (picked, reason) = choose(&proposal, picks)?;
        let cycle = CycleRow {
            id: self.0.id(),
            quarter: quarter.to_string(),
            started_on: today,
            started_by: actor.name.clone(),
            reason,
        };
        let inserted = store::insert_cycle(&mut tx, &cycle, self.0.now()).await;
        inserted.map_err(|error| if error.is_duplicate() { started() } else { error })?;
        for (position, candidate) in (1..).zip(&picked) {
            let workload = all
                .iter()
                .find(|one| one.id == candidate.id)
                .ok_or(Error::NotFound("workload"))?;
            let review = self.0.id();
            store::insert_review(
                &mut tx,
                review,
                cycle.id,
                workload.id,
                position,
                workload.spend,
                workload.currency,
            )
            .await?;
            for week in Week::all() {
                store::insert_week(&mut tx, self.0.id(), review, i64::from(week.number()), week.due(today)).await?;
            }
        }
        let names: Vec<&str> = picked.iter().map(|candidate| candidate.name.as_str()).collect();
        let mut detail = names.join(", ");
        if !cycle.reason.is_empty() {
            detail = format!("{detail}; picked by hand: {}", cycle.reason);
        }
        let event = Event::new("started", "review", quarter.label())
            .id(cycle.id)
            .at(format!("/reviews/{quarter}"))
            .detail(detail);
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        self.cycle(actor, quarter).await
    }
}

/// The proposed workloads, or those picked by hand and why; the same ones need no reason.
fn choose(proposal: &Proposal, picks: Option<(Vec<String>, String)>) -> Result<(Vec<Candidate>, String)> {
    if proposal.all.is_empty() {
        return Err(Error::invalid(
            "picks",
            "Register a workload first; the review looks at the largest.",
        ));
    }
    let Some((slugs, reason)) = picks else {
        let picked = proposal.picked.clone();
        return picked
            .map(|picked| (picked, String::new()))
            .map_err(|why| Error::invalid("picks", why));
    };
    let slugs: BTreeSet<String> = slugs.into_iter().collect();
    let mut problems = Problems::new();
    problems.require(!slugs.is_empty(), "picks", "Choose at least one workload.");
    let chosen: Vec<Candidate> = proposal
        .all
        .iter()
        .filter(|(slug, _)| slugs.contains(slug))
        .map(|(_, one)| one.clone())
        .collect();
    problems.require(
        chosen.len() == slugs.len(),
        "picks",
        "One of these workloads does not exist.",
    );
    let ids = |list: &[Candidate]| list.iter().map(|one| one.id).collect::<BTreeSet<_>>();
    let same = proposal.picked.as_ref().is_ok_and(|picked| ids(picked) == ids(&chosen));
    let mut reason = problems.optional_text("reason", &reason, 1000);
    problems.require(
        same || !reason.is_empty(),
        "reason",
        "Say why these and not the largest; the reason is kept with the review.",
    );
    check(problems)?;
    if same {
        reason.clear();
    }
    let count = chosen.len();
    let ordered = pick::largest(chosen.clone(), count).unwrap_or(chosen);
    Ok((ordered, reason))
}
