//! Use cases of workloads.

use super::{
    Durability,
    model::{Draft, Filter, Summary, Workload},
    store,
};
use crate::{
    audit::{self, Differences, Event},
    identity::{Act, Actor, Team},
    kernel::{Currency, Error, Money, Problems, Registry, Result, check, slug},
};

/// The use cases of workloads.
#[derive(Clone, Copy, Debug)]
pub struct Workloads<'a>(&'a Registry);

impl Registry {
    /// Workloads.
    #[must_use]
    pub fn workloads(&self) -> Workloads<'_> {
        Workloads(self)
    }
}

/// A draft read into its types.
struct Checked {
    name: String,
    purpose: String,
    team: Team,
    durability: Durability,
    currency: Currency,
    spend: Option<Money>,
    accounts: String,
    regions: String,
    classification: String,
}

impl Draft {
    fn check(&self, teams: &[Team]) -> Result<Checked> {
        let mut problems = Problems::new();
        let name = problems.text("name", &self.name, 100);
        problems.require(
            name.is_empty() || !slug(&name).is_empty(),
            "name",
            "Use at least one letter or digit, so that the workload gets an address.",
        );
        let purpose = problems.optional_text("purpose", &self.purpose, 1000);
        let team = teams.iter().find(|team| team.slug == self.team).cloned();
        problems.require(
            team.is_some(),
            "team",
            "Choose the team that owns it and signs its reviews.",
        );
        let durability = self.durability.parse().ok();
        problems.require(durability.is_some(), "durability", "Choose a durability class.");
        let currency: Option<Currency> = problems.keep("currency", self.currency.parse());
        let spend = match currency {
            Some(currency) if !self.spend.trim().is_empty() => {
                problems.keep("spend", Money::parse(&self.spend, currency))
            }
            _ => None,
        };
        let accounts = problems.optional_text("accounts", &self.accounts, 500);
        let regions = problems.optional_text("regions", &self.regions, 500);
        let classification = problems.optional_text("classification", &self.classification, 200);
        if durability.is_some_and(Durability::needs_residency) {
            problems.require(
                !regions.is_empty(),
                "regions",
                "Regulated data processing needs its region and residency on record.",
            );
        }
        let (Some(team), Some(durability), Some(currency), true) = (team, durability, currency, problems.is_empty())
        else {
            return Err(Error::Invalid(problems));
        };
        check(problems)?;
        Ok(Checked {
            name,
            purpose,
            team,
            durability,
            currency,
            spend,
            accounts,
            regions,
            classification,
        })
    }
}

impl Workloads<'_> {
    /// Workloads with what is counted of each, the largest spend first.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn list(&self, actor: &Actor, filter: &Filter) -> Result<Vec<Summary>> {
        actor.must(Act::Read)?;
        store::list(&mut self.0.db.read(), filter).await
    }

    /// All workloads by name, without counts; for choosing one.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn names(&self, actor: &Actor) -> Result<Vec<Workload>> {
        actor.must(Act::Read)?;
        store::all(&mut self.0.db.read()).await
    }

    /// One workload by its name in addresses.
    ///
    /// # Errors
    /// When there is none.
    pub async fn get(&self, actor: &Actor, slug: &str) -> Result<Workload> {
        actor.must(Act::Read)?;
        store::by_slug(&mut self.0.db.read(), slug)
            .await?
            .ok_or(Error::NotFound("workload"))
    }

    /// Registers a workload.
    ///
    /// # Errors
    /// Without the role architect; when the draft has problems or the name is taken.
    pub async fn register(&self, actor: &Actor, draft: &Draft) -> Result<Workload> {
        actor.must(Act::EditWorkloads)?;
        let checked = draft.check(&self.0.people().teams().await?)?;
        let mut tx = self.0.write().await?;
        if store::name_taken(&mut tx, &checked.name, None).await? {
            return Err(Error::invalid("name", "A workload of this name exists already."));
        }
        let base = slug(&checked.name);
        let mut free = base.clone();
        let mut tried = 1;
        while store::slug_taken(&mut tx, &free).await? {
            tried += 1;
            free = format!("{base}-{tried}");
        }
        let workload = Workload {
            id: self.0.id(),
            slug: free,
            name: checked.name,
            purpose: checked.purpose,
            team_id: checked.team.id,
            team: checked.team.name,
            durability: checked.durability,
            currency: checked.currency,
            spend: checked.spend,
            accounts: checked.accounts,
            regions: checked.regions,
            classification: checked.classification,
            registered_on: self.0.today(),
            updated_at: self.0.now(),
            version: 1,
        };
        store::insert(&mut tx, &workload).await?;
        let event = Event::new("registered", "workload", &workload.name)
            .id(workload.id)
            .at(workload.path())
            .detail(format!("{}, {}", workload.team, workload.durability.label()));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(workload)
    }

    /// Changes a workload's facts. `version` is the one the person saw.
    ///
    /// # Errors
    /// Without the role architect; when the draft has problems, the name is taken, or somebody
    /// else changed the workload in between.
    pub async fn change(&self, actor: &Actor, slug: &str, draft: &Draft, version: i64) -> Result<Workload> {
        actor.must(Act::EditWorkloads)?;
        let checked = draft.check(&self.0.people().teams().await?)?;
        let mut tx = self.0.write().await?;
        let before = store::by_slug(&mut tx, slug)
            .await?
            .ok_or(Error::NotFound("workload"))?;
        if store::name_taken(&mut tx, &checked.name, Some(before.id)).await? {
            return Err(Error::invalid("name", "A workload of this name exists already."));
        }
        let after = Workload {
            name: checked.name,
            purpose: checked.purpose,
            team_id: checked.team.id,
            team: checked.team.name,
            durability: checked.durability,
            currency: checked.currency,
            spend: checked.spend,
            accounts: checked.accounts,
            regions: checked.regions,
            classification: checked.classification,
            updated_at: self.0.now(),
            version,
            ..before.clone()
        };
        if !store::update(&mut tx, &after).await? {
            return Err(Error::Conflict {
                noun: "workload",
                current: before.version,
            });
        }
        let event = Event::new("changed", "workload", &after.name)
            .id(after.id)
            .at(after.path())
            .detail(differences(&before, &after));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(Workload {
            version: version + 1,
            ..after
        })
    }
}

fn differences(before: &Workload, after: &Workload) -> String {
    let mut said = Differences::default();
    let spend = |spend: Option<Money>| spend.map_or_else(|| "not known".to_owned(), Money::full);
    said.field("name", &before.name, &after.name);
    said.field("team", &before.team, &after.team);
    said.field("durability class", before.durability.label(), after.durability.label());
    said.field("annual AI spend", &spend(before.spend), &spend(after.spend));
    said.field("accounts", &before.accounts, &after.accounts);
    said.field("regions", &before.regions, &after.regions);
    said.field("classification", &before.classification, &after.classification);
    if before.purpose != after.purpose {
        said.note("purpose rewritten");
    }
    said.in_words()
}
