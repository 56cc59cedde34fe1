//! SQL that stores many records at once: an import of thousands makes few statements.

use super::{
    Adr, edit,
    record::Event,
    store_entry::{self, Entry, Named},
    store_parts::{DIAGNOSTICS, RELATIONS, Stored, VERSIONS},
    version::Origin,
};
use crate::{
    args,
    identity::Actor,
    kernel::{
        Id, Result, Run, bulk,
        db::{Arg, Tx},
    },
};

/// Records stored at once; so many texts an import holds twice.
pub const BATCH: usize = 100;

/// A record that is not stored yet.
pub struct Fresh {
    pub adr: Adr,
    pub source: Vec<u8>,
    pub named: Named,
    /// Identifier of its first event.
    pub event: Id,
    pub began: Event,
}

/// Stores new records with their first version and event, and lays them into the index.
pub async fn insert(db: &mut Tx, fresh: Vec<Fresh>, actor: &Actor) -> Result<()> {
    if fresh.is_empty() {
        return Ok(());
    }
    let rows = fresh
        .iter()
        .map(|new| super::store::row(&new.adr, &new.source))
        .collect();
    bulk::insert(db, super::store::COLUMNS, rows).await?;
    let events = fresh.iter().map(|new| {
        let began = &new.began;
        args![
            new.event,
            new.adr.id,
            began.at,
            actor.id,
            &began.person,
            began.from.map(super::Status::as_str),
            began.to.as_str(),
            &began.reason
        ]
    });
    bulk::insert(
        db,
        "adr_event (id, adr_id, at, person_id, person_name, from_status, to_status, reason)",
        events.collect(),
    )
    .await?;
    let texts: Vec<String> = fresh.iter().map(|new| edit::shown(&new.source)).collect();
    let entries: Vec<Entry<'_>> = fresh
        .iter()
        .zip(&texts)
        .map(|(new, text)| Entry {
            adr: new.adr.id,
            title: &new.adr.title,
            text,
            named: &new.named,
        })
        .collect();
    store_entry::add(db, &entries).await?;
    let versions = fresh.into_iter().map(|Fresh { adr, source, .. }| {
        let (at, origin) = (adr.updated_at, Origin::Import.key());
        args![
            adr.id,
            1_i64,
            adr.version,
            source,
            at,
            actor.id,
            &actor.name,
            origin,
            ""
        ]
    });
    bulk::insert(db, VERSIONS, versions.collect()).await
}

/// Writes anew what texts say of other records and what was unclear in them.
pub async fn set_parts(db: &mut Tx, said: &[(&Adr, Vec<Stored>, &[String])]) -> Result<()> {
    if said.is_empty() {
        return Ok(());
    }
    let ids = || said.iter().map(|(adr, ..)| Arg::from(adr.id)).collect::<Vec<_>>();
    let some = bulk::list(0, said.len());
    for (table, column) in [("adr_relation", "from_id"), ("adr_diagnostic", "adr_id")] {
        db.run(&format!("DELETE FROM {table} WHERE {column} IN ({some})"), ids())
            .await?;
    }
    let relations = said.iter().flat_map(|(adr, relations, _)| {
        let rows = relations.iter().zip(0_i64..);
        rows.map(|(relation, position)| relation.row(adr.id, position))
    });
    bulk::insert(db, RELATIONS, relations.collect()).await?;
    let notes = said.iter().flat_map(|(adr, _, notes)| {
        let rows = notes.iter().zip(0_i64..);
        rows.map(|(note, position)| args![adr.id, position, note])
    });
    bulk::insert(db, DIAGNOSTICS, notes.collect()).await?;
    db.run(
        &format!(
            "UPDATE adr_entry SET diagnostics = (SELECT count(*) FROM adr_diagnostic d WHERE d.adr_id = adr_entry.adr_id) \
             WHERE adr_id IN ({some})"
        ),
        ids(),
    )
    .await?;
    Ok(())
}
