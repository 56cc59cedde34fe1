//! Saved views: filters of the list under a name, one's own or shared with everybody.

use sqlx::FromRow;

use super::service::Records;
use crate::{
    args, audit,
    identity::{Act, Actor},
    kernel::{Error, Id, Instant, Problems, Result, Run, check},
};

/// The longest query string that is kept, in characters.
const LONGEST: usize = 2_000;

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Which.
    pub id: Id,
    /// Its name, once for each owner.
    pub name: String,
    /// The query string of the list's address, without `?`.
    pub query: String,
    /// Whether everybody sees it.
    pub shared: bool,
    /// Whose it is.
    pub owner_id: Id,
    /// Their name.
    pub owner: String,
    /// When it was saved.
    pub created_at: Instant,
    /// The version read.
    pub version: i64,
}

impl View {
    /// Whether it belongs to a person, who alone may change it.
    #[must_use]
    pub fn is_of(&self, actor: &Actor) -> bool {
        actor.id == Some(self.owner_id)
    }
}

#[derive(FromRow)]
struct ViewRow {
    id: Id,
    name: String,
    query: String,
    shared: bool,
    owner_id: Id,
    owner: String,
    created_at: Instant,
    version: i64,
}

impl From<ViewRow> for View {
    fn from(row: ViewRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            query: row.query,
            shared: row.shared,
            owner_id: row.owner_id,
            owner: row.owner,
            created_at: row.created_at,
            version: row.version,
        }
    }
}

macro_rules! views {
    ($which:literal) => {
        concat!(
            "SELECT v.id, v.name, v.query, v.shared, v.owner_id, p.name AS owner, v.created_at, v.version \
             FROM saved_view v JOIN person p ON p.id = v.owner_id WHERE ",
            $which,
            " ORDER BY v.name_key, v.id"
        )
    };
}

/// Refuses a name its owner has given already, in words beside the field.
fn taken(error: Error) -> Error {
    if error.is_duplicate() {
        Error::invalid("name", "You have a view of this name already. Choose another name.")
    } else {
        error
    }
}

fn traced(act: &'static str, view: &View) -> audit::Event {
    audit::Event::new(act, "saved view", &view.name)
        .id(view.id)
        .at(format!("/adrs?{}", view.query))
}

impl Records<'_> {
    /// One's own saved views and those shared by others, by name.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn views(&self, actor: &Actor) -> Result<Vec<View>> {
        actor.must(Act::Read)?;
        let rows: Vec<ViewRow> = self
            .0
            .db
            .read()
            .all(views!("v.owner_id = $1 OR v.shared = $2"), args![actor.id, true])
            .await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// A saved view that is one's own or shared.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn view(&self, actor: &Actor, id: Id) -> Result<View> {
        actor.must(Act::Read)?;
        one(&mut self.0.db.read(), id)
            .await?
            .filter(|view| view.shared || view.is_of(actor))
            .ok_or(Error::NotFound("saved view"))
    }

    /// Saves a filter under a name.
    ///
    /// # Errors
    /// Without a name, with one the person uses already, or with nothing to save.
    pub async fn save_view(&self, actor: &Actor, name: &str, query: &str, shared: bool) -> Result<View> {
        actor.must(Act::Read)?;
        let owner_id = actor.id.ok_or(Error::NotFound("person"))?;
        let mut problems = Problems::new();
        let name = problems.text("name", name, 80);
        let query = query.trim().trim_start_matches('?').to_owned();
        problems.require(
            !query.is_empty(),
            "name",
            "Set a filter first; all records need no view.",
        );
        problems.require(query.len() <= LONGEST, "name", "The filter is too long to be saved.");
        check(problems)?;
        let view = View {
            id: self.0.id(),
            name,
            query,
            shared,
            owner_id,
            owner: actor.name.clone(),
            created_at: self.0.now(),
            version: 1,
        };
        let mut tx = self.0.write().await?;
        tx.run(
            "INSERT INTO saved_view (id, owner_id, name, name_key, query, shared, created_at, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![
                view.id,
                owner_id,
                &view.name,
                view.name.to_lowercase(),
                &view.query,
                shared,
                view.created_at,
                1_i64
            ],
        )
        .await
        .map_err(taken)?;
        audit::record(&mut tx, self.0, actor, traced("saved", &view)).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Renames one's own view, shares it, or keeps it to oneself. `version` is the one that was read.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is none of one's own; when the name is taken, or the view was
    /// changed in between.
    pub async fn change_view(&self, actor: &Actor, id: Id, name: &str, shared: bool, version: i64) -> Result<View> {
        actor.must(Act::Read)?;
        let mut problems = Problems::new();
        let name = problems.text("name", name, 80);
        check(problems)?;
        let mut tx = self.0.write().await?;
        let before = own(&mut tx, actor, id).await?;
        let changed = tx
            .run(
                "UPDATE saved_view SET name = $1, name_key = $2, shared = $3, version = version + 1 \
                 WHERE id = $4 AND version = $5",
                args![&name, name.to_lowercase(), shared, id, version],
            )
            .await
            .map_err(taken)?;
        if changed != 1 {
            return Err(Error::Conflict {
                noun: "saved view",
                current: before.version,
            });
        }
        let after = View {
            name,
            shared,
            version: version + 1,
            ..before.clone()
        };
        let seen = |shared| if shared { "shared" } else { "own" };
        let detail = format!(
            "{} ({}) → {} ({})",
            before.name,
            seen(before.shared),
            after.name,
            seen(after.shared)
        );
        audit::record(&mut tx, self.0, actor, traced("changed", &after).detail(detail)).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Deletes one's own view. Its feed ends.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is none of one's own.
    pub async fn delete_view(&self, actor: &Actor, id: Id) -> Result<View> {
        actor.must(Act::Read)?;
        let mut tx = self.0.write().await?;
        let view = own(&mut tx, actor, id).await?;
        tx.run("DELETE FROM saved_view WHERE id = $1", args![id]).await?;
        audit::record(&mut tx, self.0, actor, traced("deleted", &view)).await?;
        tx.commit().await?;
        Ok(view)
    }
}

async fn one(db: &mut impl Run, id: Id) -> Result<Option<View>> {
    let row: Option<ViewRow> = db.optional(views!("v.id = $1"), args![id]).await?;
    Ok(row.map(Into::into))
}

async fn own(db: &mut impl Run, actor: &Actor, id: Id) -> Result<View> {
    one(db, id)
        .await?
        .filter(|view| view.is_of(actor))
        .ok_or(Error::NotFound("saved view"))
}
