//! Use cases of the audit trail.

use sqlx::FromRow;

use super::store;
use crate::{
    identity::{Act, Actor},
    kernel::{Id, Instant, Registry, Result, Run},
};

/// What happened, before it has a time and a person.
#[derive(Clone, Debug)]
pub struct Event {
    act: &'static str,
    noun: &'static str,
    subject: String,
    subject_id: Option<Id>,
    address: Option<String>,
    detail: String,
}

impl Event {
    /// Somebody did `act` to the `noun` called `subject`; reads as a sentence: “Ada *signed* week 2”.
    #[must_use]
    pub fn new(act: &'static str, noun: &'static str, subject: impl Into<String>) -> Self {
        Self {
            act,
            noun,
            subject: subject.into(),
            subject_id: None,
            address: None,
            detail: String::new(),
        }
    }

    /// Which thing exactly.
    #[must_use]
    pub fn id(self, id: Id) -> Self {
        Self {
            subject_id: Some(id),
            ..self
        }
    }

    /// Its page.
    #[must_use]
    pub fn at(self, address: impl Into<String>) -> Self {
        Self {
            address: Some(address.into()),
            ..self
        }
    }

    /// What changed, in words.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            ..self
        }
    }
}

/// One line of the trail.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Entry {
    /// Which entry; entries sort by it.
    pub id: Id,
    /// When.
    pub at: Instant,
    /// Who; none for the command line.
    pub person_id: Option<Id>,
    /// Their name at that time.
    pub person_name: String,
    /// What they did.
    pub act: String,
    /// To what kind of thing.
    pub noun: String,
    /// Which.
    pub subject_id: Option<Id>,
    /// Its name at that time.
    pub subject: String,
    /// Its page.
    pub address: Option<String>,
    /// What changed, in words.
    pub detail: String,
}

/// Which entries to list, newest first.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this noun.
    pub noun: Option<String>,
    /// Only of this thing.
    pub subject: Option<Id>,
    /// Only where this text occurs in the name, the person or the detail.
    pub text: Option<String>,
    /// Only older than this entry.
    pub before: Option<Id>,
    /// At most so many.
    pub limit: i64,
}

/// Writes an event within the transaction of the act it tells of.
///
/// # Errors
/// When the database fails.
pub async fn record(db: &mut impl Run, registry: &Registry, actor: &Actor, event: Event) -> Result<()> {
    let entry = Entry {
        id: registry.id(),
        at: registry.now(),
        person_id: actor.id,
        person_name: actor.name.clone(),
        act: event.act.to_owned(),
        noun: event.noun.to_owned(),
        subject_id: event.subject_id,
        subject: event.subject,
        address: event.address,
        detail: event.detail,
    };
    store::insert(db, &entry).await
}

/// The use cases of the trail.
#[derive(Clone, Copy, Debug)]
pub struct Audit<'a>(&'a Registry);

impl Registry {
    /// The audit trail.
    #[must_use]
    pub fn audit(&self) -> Audit<'_> {
        Audit(self)
    }
}

impl Audit<'_> {
    /// Entries, newest first.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn list(&self, actor: &Actor, filter: &Filter) -> Result<Vec<Entry>> {
        actor.must(Act::Read)?;
        store::list(&mut self.0.db.read(), filter).await
    }
}
