//! SQL that stores many records at once: an import of thousands makes few statements.

use super::{
    Adr, Status,
    record::Event,
    store,
    store_entry::{self, Body, Entry, Named},
    store_parts::{self, DIAGNOSTICS, RELATIONS, Stored, VERSIONS},
    version::Origin,
};
use crate::{
    args,
    identity::Actor,
    kernel::{
        Error, Id, Result, Run, bulk,
        db::{Arg, Tx},
    },
};

/// Records stored at once; so many texts an import holds twice.
pub const BATCH: usize = 100;

const EVENTS: &str = "adr_event (id, adr_id, at, person_id, person_name, from_status, to_status, reason, origin)";

/// A record with the text a file gives it, and the step its status takes, with an identifier for
/// that: from nothing for one that is not stored yet. The version of one that is stored is the
/// stored one.
pub struct Filed {
    pub adr: Adr,
    pub source: Vec<u8>,
    /// Of the source.
    pub hash: Vec<u8>,
    pub body: Body,
    pub named: Named,
    pub step: Option<(Id, Event)>,
}

impl Filed {
    fn row(&mut self) -> Vec<Arg> {
        store::row(&self.adr, &self.source, std::mem::take(&mut self.hash))
    }

    fn entry(&mut self) -> Entry<'_> {
        Entry {
            adr: self.adr.id,
            title: &self.adr.title,
            body: std::mem::take(&mut self.body),
            named: &self.named,
        }
    }
}

/// The steps of these records.
fn steps(filed: &[Filed], actor: &Actor) -> Vec<Vec<Arg>> {
    let steps = filed.iter().filter_map(|it| {
        let (id, step) = it.step.as_ref()?;
        Some(event(*id, it.adr.id, step, actor))
    });
    steps.collect()
}

fn event(id: Id, adr: Id, event: &Event, actor: &Actor) -> Vec<Arg> {
    args![
        id,
        adr,
        event.at,
        actor.id,
        &event.person,
        event.from.map(Status::as_str),
        event.to.as_str(),
        &event.reason,
        Origin::Import.key()
    ]
}

/// An imported text as the `version`th of a record whose row stands at `stood_at`. The name under
/// which it is kept tells people where it came from.
fn version(adr: &Adr, (version, stood_at): (i64, i64), source: Vec<u8>, actor: &Actor) -> Vec<Arg> {
    let person = format!("{}, by import", actor.name);
    let origin = Origin::Import.key();
    args![
        adr.id,
        version,
        stood_at,
        source,
        adr.updated_at,
        actor.id,
        person,
        origin,
        ""
    ]
}

/// Stores new records with their first version and event, and lays them into the index.
pub async fn insert(db: &mut Tx, mut fresh: Vec<Filed>, actor: &Actor) -> Result<()> {
    if fresh.is_empty() {
        return Ok(());
    }
    let rows = fresh.iter_mut().map(Filed::row).collect();
    bulk::insert(db, store::COLUMNS, rows).await?;
    bulk::insert(db, EVENTS, steps(&fresh, actor)).await?;
    store_entry::add(db, fresh.iter_mut().map(Filed::entry).collect()).await?;
    let versions = fresh
        .into_iter()
        .map(|Filed { adr, source, .. }| version(&adr, (1, adr.version), source, actor));
    bulk::insert(db, VERSIONS, versions.collect()).await
}

/// What becomes of a row that is there, if its version still is the one that was read.
const OVER: &str = "ON CONFLICT (id) DO UPDATE SET title = excluded.title, status = excluded.status, \
                    raw_status = excluded.raw_status, source = excluded.source, dialect = excluded.dialect, \
                    raw_date = excluded.raw_date, decided_on = excluded.decided_on, \
                    updated_at = excluded.updated_at, source_hash = excluded.source_hash, \
                    version = adr.version + 1 WHERE adr.version = excluded.version";

/// Stores records with the texts their files have now: the rows, the versions, the steps of their
/// status, and lays them into the index.
///
/// # Errors
/// [`Error::Conflict`] when one of them was changed since it was read.
pub async fn update(db: &mut Tx, mut changed: Vec<Filed>, actor: &Actor) -> Result<()> {
    let Some(first) = changed.first() else {
        return Ok(());
    };
    let current = first.adr.version;
    let rows = changed.iter_mut().map(Filed::row).collect();
    let written = bulk::upsert(db, store::COLUMNS, rows, OVER).await?;
    if usize::try_from(written).ok() != Some(changed.len()) {
        return Err(Error::Conflict {
            noun: "decision record",
            current,
        });
    }
    bulk::insert(db, EVENTS, steps(&changed, actor)).await?;
    store_entry::renew(db, changed.iter_mut().map(Filed::entry).collect()).await?;
    let ids: Vec<Id> = changed.iter().map(|new| new.adr.id).collect();
    let newest = store_parts::newest(db, &ids).await?;
    let versions = changed.into_iter().map(|Filed { adr, source, .. }| {
        let next = newest.get(&adr.id).map_or(1, |newest| newest + 1);
        version(&adr, (next, adr.version + 1), source, actor)
    });
    bulk::insert(db, VERSIONS, versions.collect()).await
}

/// What a text says of other records, and what was unclear in it.
pub struct Parts<'a> {
    pub adr: &'a Adr,
    pub relations: Vec<Stored>,
    pub notes: &'a [String],
    /// Whether the record is new, so that nothing is said of it yet.
    pub fresh: bool,
}

/// Writes anew what texts say of other records and what was unclear in them.
pub async fn set_parts(db: &mut Tx, said: &[Parts<'_>]) -> Result<()> {
    let old: Vec<Id> = said.iter().filter(|it| !it.fresh).map(|it| it.adr.id).collect();
    if !old.is_empty() {
        let some = bulk::list(0, old.len());
        for (table, column) in [("adr_relation", "from_id"), ("adr_diagnostic", "adr_id")] {
            let sql = format!("DELETE FROM {table} WHERE {column} IN ({some})");
            db.run(&sql, bulk::ids(&old)).await?;
        }
    }
    let relations = said.iter().flat_map(|it| {
        let rows = it.relations.iter().zip(0_i64..);
        rows.map(|(relation, position)| relation.row(it.adr.id, position))
    });
    bulk::insert(db, RELATIONS, relations.collect()).await?;
    let notes = said.iter().flat_map(|it| {
        let rows = it.notes.iter().zip(0_i64..);
        rows.map(|(note, position)| args![it.adr.id, position, note])
    });
    bulk::insert(db, DIAGNOSTICS, notes.collect()).await
}
