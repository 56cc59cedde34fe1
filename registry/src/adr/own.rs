//! The organisation's own templates, beside those that come with the product.

use sqlx::FromRow;

use super::{draft::LONGEST_TEXT, service::Records};
use crate::{
    args, audit,
    identity::{Act, Actor},
    kernel::{Error, Id, Instant, Problems, Result, Run, check},
};

/// A template people wrote.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct OwnTemplate {
    /// Which.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// When to choose it, in one sentence.
    pub why: String,
    /// The Markdown a new record starts with.
    pub body: String,
    /// Whether it is no longer offered.
    pub retired: bool,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The version read.
    pub version: i64,
}

/// A template as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnDraft {
    /// Its name.
    pub name: String,
    /// When to choose it.
    pub why: String,
    /// The Markdown.
    pub body: String,
}

impl OwnDraft {
    fn check(&self) -> Result<Self> {
        let mut problems = Problems::new();
        let name = problems.text("name", &self.name, 100);
        let why = problems.text("why", &self.why, 300);
        let body = self.body.replace("\r\n", "\n");
        problems.require(!body.trim().is_empty(), "body", "Write what a new record starts with.");
        problems.require(
            body.len() <= LONGEST_TEXT,
            "body",
            "This is longer than a million characters.",
        );
        check(problems)?;
        Ok(Self { name, why, body })
    }
}

const COLUMNS: &str = "SELECT id, name, why, body, retired, updated_at, version FROM adr_template ORDER BY name, id";
const ONE: &str = "SELECT id, name, why, body, retired, updated_at, version FROM adr_template WHERE id = $1";

impl Records<'_> {
    /// The organisation's templates by name, retired ones included.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn own_templates(&self, actor: &Actor) -> Result<Vec<OwnTemplate>> {
        actor.must(Act::Read)?;
        self.0.db.read().all(COLUMNS, args![]).await
    }

    /// One of the organisation's templates.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn own_template(&self, actor: &Actor, id: Id) -> Result<OwnTemplate> {
        actor.must(Act::Read)?;
        let found = self.0.db.read().optional(ONE, args![id]).await?;
        found.ok_or(Error::NotFound("template"))
    }

    /// Adds a template.
    ///
    /// # Errors
    /// Without the role architect; when a field is missing or too long.
    pub async fn add_template(&self, actor: &Actor, draft: &OwnDraft) -> Result<OwnTemplate> {
        actor.must(Act::WriteRecords)?;
        let OwnDraft { name, why, body } = draft.check()?;
        let made = OwnTemplate {
            id: self.0.id(),
            name,
            why,
            body,
            retired: false,
            updated_at: self.0.now(),
            version: 1,
        };
        let mut tx = self.0.write().await?;
        tx.run(
            "INSERT INTO adr_template (id, name, why, body, retired, updated_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![made.id, &made.name, &made.why, &made.body, made.retired, made.updated_at, made.version],
        )
        .await?;
        audit::record(&mut tx, self.0, actor, traced("added", &made)).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Changes a template; records begun from it stay. `version` is the one the person saw.
    ///
    /// # Errors
    /// Without the role architect; when a field is wrong, or somebody else saved in between.
    pub async fn change_template(&self, actor: &Actor, id: Id, draft: &OwnDraft, version: i64) -> Result<OwnTemplate> {
        actor.must(Act::WriteRecords)?;
        let OwnDraft { name, why, body } = draft.check()?;
        let mut after = self.own_template(actor, id).await?;
        (after.name, after.why, after.body) = (name, why, body);
        self.put(actor, after, version, "changed").await
    }

    /// Takes a template out of what is offered, or offers it again.
    ///
    /// # Errors
    /// Without the role architect, or when somebody else saved in between.
    pub async fn retire_template(&self, actor: &Actor, id: Id, retired: bool, version: i64) -> Result<OwnTemplate> {
        actor.must(Act::WriteRecords)?;
        let mut after = self.own_template(actor, id).await?;
        after.retired = retired;
        let act = if retired { "retired" } else { "offered again" };
        self.put(actor, after, version, act).await
    }

    async fn put(&self, actor: &Actor, mut after: OwnTemplate, version: i64, act: &'static str) -> Result<OwnTemplate> {
        after.updated_at = self.0.now();
        let mut tx = self.0.write().await?;
        let changed = tx
            .run(
                "UPDATE adr_template SET name = $1, why = $2, body = $3, retired = $4, updated_at = $5, version = version + 1 \
                 WHERE id = $6 AND version = $7",
                args![&after.name, &after.why, &after.body, after.retired, after.updated_at, after.id, version],
            )
            .await?;
        if changed == 0 {
            return Err(Error::Conflict {
                noun: "template",
                current: after.version,
            });
        }
        after.version = version + 1;
        audit::record(&mut tx, self.0, actor, traced(act, &after)).await?;
        tx.commit().await?;
        Ok(after)
    }
}

fn traced(act: &'static str, template: &OwnTemplate) -> audit::Event {
    audit::Event::new(act, "template", &template.name)
        .id(template.id)
        .at("/adrs/templates")
}
