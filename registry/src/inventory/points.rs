//! Use cases of integration points.

use super::{
    Inventory,
    check::count,
    draft::{PointDraft, PointFilter},
    model::{Coverage, Dependency, Point},
    service::found,
    store::{self, StoredPoint},
};
use crate::{
    identity::{Act, Actor},
    kernel::{Error, Id, Problems, Result, check},
};

impl Inventory<'_> {
    /// Integration points over all workloads, or those a filter names.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn points(&self, actor: &Actor, filter: &PointFilter) -> Result<Vec<Point>> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let services = store::services(&mut db).await?;
        store::points(&mut db, filter, &services).await
    }

    /// How much of it is behind a boundary and covered by an accepted record.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn coverage(&self, actor: &Actor, filter: &PointFilter) -> Result<Coverage> {
        actor.must(Act::Read)?;
        store::coverage(&mut self.0.db.read(), filter).await
    }

    /// Adds a place where a dependency is called; its calls can be taken from those counted
    /// without a place.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when the draft has problems.
    pub async fn add_point(&self, actor: &Actor, dependency: Id, draft: &PointDraft) -> Result<Dependency> {
        actor.must(Act::EditInventory)?;
        let mut problems = Problems::new();
        let location = problems.text("location", &draft.location, 300);
        let operation = problems.optional_text("operation", &draft.operation, 120);
        let calls = count(&mut problems, "calls", &draft.calls, 1);
        let leaking = draft.leaking == "true";
        check(problems)?;
        let mut tx = self.0.write().await?;
        let services = store::services(&mut tx).await?;
        let before = found(&mut tx, dependency, &services).await?;
        let filter = PointFilter {
            dependency: Some(dependency),
            limit: i64::MAX,
            ..PointFilter::default()
        };
        let others = store::points(&mut tx, &filter, &services).await?;
        if others
            .iter()
            .any(|other| other.location == location && other.operation == operation)
        {
            return Err(Error::invalid(
                "location",
                "This place is registered already with the same operation.",
            ));
        }
        if draft.of_count == "true" {
            let left = if leaking {
                before.unlocated_leaking
            } else {
                before.unlocated_inside
            };
            let (mut inside, mut outside) = (before.unlocated_inside, before.unlocated_leaking);
            *(if leaking { &mut outside } else { &mut inside }) = (left - calls).max(0);
            self.put_counts(&mut tx, dependency, inside, outside).await?;
        }
        let detail = format!("{location}{}", if leaking { ", outside the boundary" } else { "" });
        let point = StoredPoint {
            id: self.0.id(),
            dependency_id: dependency,
            location,
            operation,
            calls,
            leaking,
        };
        store::insert_point(&mut tx, &point, self.0.now()).await?;
        self.touched(tx, actor, "added a point to", dependency, &services, detail)
            .await
    }

    /// Moves an integration point to the other side of the boundary.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when there is no such point.
    pub async fn move_point(&self, actor: &Actor, id: Id, leaking: bool) -> Result<Dependency> {
        actor.must(Act::EditInventory)?;
        let mut tx = self.0.write().await?;
        let services = store::services(&mut tx).await?;
        let point = store::point(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("integration point"))?;
        if point.location.is_empty() {
            // Counts of one side stay one row, so that they can be told as one figure.
            let before = found(&mut tx, point.dependency_id, &services).await?;
            let all = before.unlocated_inside + before.unlocated_leaking;
            let (inside, outside) = if leaking { (0, all) } else { (all, 0) };
            self.put_counts(&mut tx, point.dependency_id, inside, outside).await?;
        } else {
            store::set_leaking(&mut tx, id, leaking).await?;
        }
        let place = place(&point);
        let detail = if leaking {
            format!("{place} now leaks")
        } else {
            format!("{place} now inside the boundary")
        };
        self.touched(tx, actor, "moved a point of", point.dependency_id, &services, detail)
            .await
    }

    /// Removes an integration point.
    ///
    /// # Errors
    /// Without the role architect or reviewer; when there is no such point.
    pub async fn remove_point(&self, actor: &Actor, id: Id) -> Result<Dependency> {
        actor.must(Act::EditInventory)?;
        let mut tx = self.0.write().await?;
        let services = store::services(&mut tx).await?;
        let point = store::point(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("integration point"))?;
        store::delete_point(&mut tx, id).await?;
        self.touched(
            tx,
            actor,
            "removed a point from",
            point.dependency_id,
            &services,
            place(&point),
        )
        .await
    }
}

fn place(point: &StoredPoint) -> String {
    if point.location.is_empty() {
        format!("{} counted", point.calls)
    } else {
        point.location.clone()
    }
}
