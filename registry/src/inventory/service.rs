//! Use cases of services and dependencies; those of integration points are in `points.rs`.

use super::{
    Category, Layer, Service,
    draft::{Draft, ServiceDraft, ServiceFilter},
    model::{Dependency, ServiceUse, Services},
    store::{self, StoredPoint, Which},
};
use crate::{
    adr::{self, Cited},
    audit::{self, Differences, Event},
    identity::{Act, Actor},
    kernel::{Error, Id, Problems, Registry, Result, Run, Tx, slug},
    review::{Week, keep_signed},
};

/// The use cases of the inventory.
#[derive(Clone, Copy, Debug)]
pub struct Inventory<'a>(pub(super) &'a Registry);

impl Registry {
    /// Services, dependencies and integration points.
    #[must_use]
    pub fn inventory(&self) -> Inventory<'_> {
        Inventory(self)
    }
}

impl Inventory<'_> {
    /// Every service there is, behind one lookup.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn services(&self, actor: &Actor) -> Result<Services> {
        actor.must(Act::Read)?;
        store::services(&mut self.0.db.read()).await
    }

    /// Services with how much they are used: those in use first, then in the order of the catalogue.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn uses(&self, actor: &Actor, filter: &ServiceFilter) -> Result<Vec<ServiceUse>> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let services = store::services(&mut db).await?;
        let counts: std::collections::HashMap<String, store::UseRow> = store::uses(&mut db)
            .await?
            .into_iter()
            .map(|row| (row.service_key.clone(), row))
            .collect();
        let mut found: Vec<ServiceUse> = services
            .all()
            .map(|service| {
                let row = counts.get(&service.key);
                ServiceUse {
                    service: service.clone(),
                    added: services.is_added(&service.key),
                    workloads: row.map_or(0, |row| row.workloads),
                    points: row.map_or(0, |row| row.points),
                    leaking: row.map_or(0, |row| row.leaking),
                }
            })
            .filter(|one| filter.lets_through(&one.service, one.workloads))
            .collect();
        found.sort_by_key(|one| (-one.workloads, -one.points));
        Ok(found)
    }

    /// Adds a service the catalogue lacks.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when the draft has problems or the service exists.
    pub async fn add_service(&self, actor: &Actor, draft: &ServiceDraft) -> Result<Service> {
        actor.must(Act::EditInventory)?;
        let mut problems = Problems::new();
        let name = problems.text("name", &draft.name, 80);
        let key = slug(&name);
        problems.require(
            name.is_empty() || !key.is_empty(),
            "name",
            "Use at least one letter or digit.",
        );
        problems.require(
            key != "new",
            "name",
            "An address of Twoway has this name; add a word to it.",
        );
        let provider = problems.text("provider", &draft.provider, 80);
        let layer: Option<Layer> = draft.layer.parse().ok();
        problems.require(layer.is_some(), "layer", "Choose the layer it belongs to.");
        let category: Option<Category> = draft.category.parse().ok();
        problems.require(
            category.is_some(),
            "category",
            "Choose the coupling category to start from.",
        );
        let strong_use = problems.text("strong_use", &draft.strong_use, 300);
        let practice = problems.text("practice", &draft.practice, 500);
        let why = problems.optional_text("why", &draft.why, 500);
        let (Some(layer), Some(category), true) = (layer, category, problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        let service = Service {
            key,
            name,
            provider,
            layer,
            category,
            reason: category.explanation().to_owned(),
            strong_use,
            practice,
            why,
            alternative: String::new(),
        };
        let mut tx = self.0.write().await?;
        let services = store::services(&mut tx).await?;
        let same =
            |other: &Service| other.key == service.key || other.name.to_lowercase() == service.name.to_lowercase();
        if let Some(other) = services.all().find(|other| same(other)) {
            return Err(Error::invalid(
                "name",
                format!("{} is in the catalogue already.", other.name),
            ));
        }
        let id = self.0.id();
        store::insert_service(&mut tx, id, &service, self.0.now()).await?;
        let event = Event::new("added", "service", &service.name)
            .id(id)
            .at(format!("/services/{}", service.key))
            .detail(format!(
                "{}, {}, {}",
                service.provider,
                service.layer.label(),
                service.category.label()
            ));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(service)
    }

    /// Decision records a dependency can lean on: accepted ones, then proposed ones.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn records(&self, actor: &Actor) -> Result<Vec<Cited>> {
        actor.must(Act::Read)?;
        adr::citable(&mut self.0.db.read()).await
    }

    async fn dependencies(&self, actor: &Actor, which: Which) -> Result<Vec<Dependency>> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let services = store::services(&mut db).await?;
        store::dependencies(&mut db, &which, &services).await
    }

    /// All dependencies, by layer and service.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn all(&self, actor: &Actor) -> Result<Vec<Dependency>> {
        self.dependencies(actor, Which::default()).await
    }

    /// What a workload depends on, by layer and service.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn of_workload(&self, actor: &Actor, workload: Id) -> Result<Vec<Dependency>> {
        self.dependencies(
            actor,
            Which {
                workload: Some(workload),
                ..Which::default()
            },
        )
        .await
    }

    /// Which workloads depend on a service, by name.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn of_service(&self, actor: &Actor, key: &str) -> Result<Vec<Dependency>> {
        self.dependencies(
            actor,
            Which {
                service: Some(key.to_owned()),
                ..Which::default()
            },
        )
        .await
    }

    /// Which dependencies lean on a decision record.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn of_record(&self, actor: &Actor, record: Id) -> Result<Vec<Dependency>> {
        self.dependencies(
            actor,
            Which {
                record: Some(record),
                ..Which::default()
            },
        )
        .await
    }

    /// One dependency.
    ///
    /// # Errors
    /// When there is none.
    pub async fn get(&self, actor: &Actor, id: Id) -> Result<Dependency> {
        let found = self
            .dependencies(
                actor,
                Which {
                    id: Some(id),
                    ..Which::default()
                },
            )
            .await?;
        found.into_iter().next().ok_or(Error::NotFound("dependency"))
    }

    /// Attaches a service to a workload.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when the draft has problems, the workload depends
    /// on the service already, or the week that lists the dependencies is signed.
    pub async fn attach(&self, actor: &Actor, workload: Id, draft: &Draft) -> Result<Dependency> {
        actor.must(Act::EditInventory)?;
        let mut tx = self.0.write().await?;
        let services = store::services(&mut tx).await?;
        let service = services.find(draft.service.trim());
        let checked = draft.check(service, &services)?;
        let service = service.ok_or(Error::NotFound("service"))?;
        let name = store::workload(&mut tx, workload)
            .await?
            .ok_or(Error::NotFound("workload"))?;
        self.known_record(&mut tx, checked.record).await?;
        let id = self.0.id();
        let same = Which {
            workload: Some(workload),
            service: Some(service.key.clone()),
            ..Which::default()
        };
        if !store::dependencies(&mut tx, &same, &services).await?.is_empty() {
            let message = format!(
                "{name} depends on {} already; change that dependency instead.",
                service.name
            );
            return Err(Error::invalid("service", message));
        }
        store::insert(&mut tx, &checked.written(id, workload, &service.key, self.0)).await?;
        self.put_counts(&mut tx, id, checked.inside, checked.leaking).await?;
        let after = found(&mut tx, id, &services).await?;
        let detail = format!(
            "{}; {}",
            after.category.label(),
            points_in_words(after.points, after.leaking)
        );
        self.settle(&mut tx, actor, "attached", &after, detail).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Changes a dependency; the service stays. `version` is the one the person saw.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when the draft has problems, somebody else changed
    /// the dependency in between, or it would no longer be as a week of the review was signed.
    pub async fn change(&self, actor: &Actor, id: Id, draft: &Draft, version: i64) -> Result<Dependency> {
        actor.must(Act::EditInventory)?;
        let mut tx = self.0.write().await?;
        let services = store::services(&mut tx).await?;
        let before = found(&mut tx, id, &services).await?;
        let checked = draft.check(Some(&before.service), &services)?;
        self.known_record(&mut tx, checked.record).await?;
        let written = checked.written(id, before.workload_id, &before.service.key, self.0);
        if !store::update(&mut tx, &written, version).await? {
            return Err(Error::Conflict {
                noun: "dependency",
                current: before.version,
            });
        }
        self.put_counts(&mut tx, id, checked.inside, checked.leaking).await?;
        let after = found(&mut tx, id, &services).await?;
        self.settle(&mut tx, actor, "changed", &after, differences(&before, &after))
            .await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Removes a dependency with its integration points.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when there is no such dependency, or a signed week
    /// of the review lists it.
    pub async fn detach(&self, actor: &Actor, id: Id) -> Result<Dependency> {
        actor.must(Act::EditInventory)?;
        let mut tx = self.0.write().await?;
        let services = store::services(&mut tx).await?;
        let before = found(&mut tx, id, &services).await?;
        store::delete(&mut tx, id).await?;
        keep_signed(&mut tx, before.workload_id, Week::Inventory).await?;
        let event = Event::new("removed", "dependency", title(&before))
            .id(id)
            .at(format!("/workloads/{}", before.workload_slug))
            .detail(points_in_words(before.points, before.leaking));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(before)
    }

    async fn known_record(&self, tx: &mut Tx, record: Option<Id>) -> Result<()> {
        match record {
            Some(record) if adr::cited(tx, record).await?.is_none() => {
                Err(Error::invalid("record", "Choose a record from the list."))
            }
            _ => Ok(()),
        }
    }

    pub(super) async fn put_counts(&self, tx: &mut Tx, dependency: Id, inside: i64, leaking: i64) -> Result<()> {
        for (calls, leaking) in [(inside, false), (leaking, true)] {
            store::delete_counts(tx, dependency, leaking).await?;
            if calls > 0 {
                let point = StoredPoint {
                    id: self.0.id(),
                    dependency_id: dependency,
                    location: String::new(),
                    operation: String::new(),
                    calls,
                    leaking,
                };
                store::insert_point(tx, &point, self.0.now()).await?;
            }
        }
        Ok(())
    }

    /// Ends a change of points: the dependency has a new version, and the trail tells of it.
    pub(super) async fn touched(
        &self,
        mut tx: Tx,
        actor: &Actor,
        act: &'static str,
        dependency: Id,
        services: &Services,
        detail: String,
    ) -> Result<Dependency> {
        store::touch(&mut tx, dependency, self.0.now()).await?;
        let after = found(&mut tx, dependency, services).await?;
        self.settle(&mut tx, actor, act, &after, detail).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Ends a change of a dependency: what a signed week says must stand, and the trail tells of it.
    pub(super) async fn settle(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        act: &'static str,
        one: &Dependency,
        detail: String,
    ) -> Result<()> {
        keep_signed(tx, one.workload_id, Week::Inventory).await?;
        let event = Event::new(act, "dependency", title(one))
            .id(one.id)
            .at(one.path())
            .detail(detail);
        audit::record(tx, self.0, actor, event).await
    }
}

pub(super) async fn found(db: &mut impl Run, id: Id, services: &Services) -> Result<Dependency> {
    let found = store::dependencies(
        db,
        &Which {
            id: Some(id),
            ..Which::default()
        },
        services,
    )
    .await?;
    found.into_iter().next().ok_or(Error::NotFound("dependency"))
}

fn title(one: &Dependency) -> String {
    format!("{} of {}", one.service.name, one.workload)
}

/// `12 integration points, 2 leaking`.
fn points_in_words(points: i64, leaking: i64) -> String {
    match (points, leaking) {
        (0, _) => "no integration point".to_owned(),
        (1, 0) => "1 integration point".to_owned(),
        (1, _) => "1 integration point, leaking".to_owned(),
        (points, 0) => format!("{points} integration points"),
        (points, leaking) => format!("{points} integration points, {leaking} leaking"),
    }
}

pub(super) fn differences(before: &Dependency, after: &Dependency) -> String {
    let mut said = Differences::default();
    let globs = |one: &Dependency| one.boundary.replace('\n', ", ");
    let record = |one: &Dependency| one.record.as_ref().map(Cited::label).unwrap_or_default();
    said.field("category", before.category.label(), after.category.label());
    said.field("owner", &before.owner, &after.owner);
    said.field("boundary", &globs(before), &globs(after));
    said.field("exit option", &before.exit_name, &after.exit_name);
    said.field("runbook", &before.runbook, &after.runbook);
    said.field("record", &record(before), &record(after));
    said.field(
        "points",
        &points_in_words(before.points, before.leaking),
        &points_in_words(after.points, after.leaking),
    );
    said.in_words()
}
