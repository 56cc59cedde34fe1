//! SQL of what belongs to one record: versions, events, relations, diagnostics, dependencies.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sqlx::FromRow;

use super::{
    Adr,
    index::{Known, Reach},
    record::{Covered, Event, Related},
    store_cited::{CitedRow, cited_columns},
    version::{Version, Written},
};
use crate::{
    args,
    identity::Actor,
    kernel::{Id, Instant, Result, Run, bulk, db::Arg, stored},
};

/// Where the rows of texts go.
pub const VERSIONS: &str = "adr_version (adr_id, version, stood_at, source, at, person_id, person_name, origin, note)";

/// Stores a record's text as its next version.
pub async fn insert_version(
    db: &mut impl Run,
    adr: &Adr,
    source: &[u8],
    actor: &Actor,
    written: &Written,
) -> Result<()> {
    db.run(
        "INSERT INTO adr_version (adr_id, version, stood_at, source, at, person_id, person_name, origin, note) \
         SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7, $8 FROM adr_version WHERE adr_id = $1",
        args![
            adr.id,
            adr.version,
            source.to_vec(),
            adr.updated_at,
            actor.id,
            &actor.name,
            written.origin.key(),
            &written.note
        ],
    )
    .await?;
    Ok(())
}

/// The number of the newest text of each of these records.
pub async fn newest(db: &mut impl Run, adrs: &[Id]) -> Result<BTreeMap<Id, i64>> {
    if adrs.is_empty() {
        return Ok(BTreeMap::new());
    }
    let some = bulk::list(0, adrs.len());
    let sql = format!("SELECT adr_id, max(version) FROM adr_version WHERE adr_id IN ({some}) GROUP BY adr_id");
    let rows: Vec<(Id, i64)> = db.all(&sql, bulk::ids(adrs)).await?;
    Ok(rows.into_iter().collect())
}

#[derive(FromRow)]
struct VersionRow {
    version: i64,
    at: Instant,
    person_name: String,
    origin: String,
    note: String,
}

pub async fn versions(db: &mut impl Run, adr: Id) -> Result<Vec<Version>> {
    let rows: Vec<VersionRow> = db
        .all(
            "SELECT version, at, person_name, origin, note FROM adr_version WHERE adr_id = $1 ORDER BY version",
            args![adr],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Version {
                version: row.version,
                at: row.at,
                person: row.person_name,
                origin: stored(&row.origin)?,
                note: row.note,
            })
        })
        .collect()
}

pub async fn version_source(db: &mut impl Run, adr: Id, version: i64) -> Result<Option<Vec<u8>>> {
    let row: Option<(Vec<u8>,)> = db
        .optional(
            "SELECT source FROM adr_version WHERE adr_id = $1 AND version = $2",
            args![adr, version],
        )
        .await?;
    Ok(row.map(|row| row.0))
}

/// The text a record had when its row stood at a version; other things may have raised that since
/// the text was stored.
pub async fn source_at(db: &mut impl Run, adr: Id, stood_at: i64) -> Result<Option<Vec<u8>>> {
    let row: Option<(Vec<u8>,)> = db
        .optional(
            "SELECT source FROM adr_version WHERE adr_id = $1 AND stood_at <= $2 ORDER BY version DESC LIMIT 1",
            args![adr, stood_at],
        )
        .await?;
    Ok(row.map(|row| row.0))
}

pub async fn insert_event(db: &mut impl Run, id: Id, adr: Id, event: &Event, person: Option<Id>) -> Result<()> {
    db.run(
        "INSERT INTO adr_event (id, adr_id, at, person_id, person_name, from_status, to_status, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            id,
            adr,
            event.at,
            person,
            &event.person,
            event.from.map(super::Status::as_str),
            event.to.as_str(),
            &event.reason
        ],
    )
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct EventRow {
    at: Instant,
    person_name: String,
    from_status: Option<String>,
    to_status: String,
    reason: String,
}

pub async fn events(db: &mut impl Run, adr: Id) -> Result<Vec<Event>> {
    let rows: Vec<EventRow> = db
        .all(
            "SELECT at, person_name, from_status, to_status, reason FROM adr_event WHERE adr_id = $1 ORDER BY at, id",
            args![adr],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Event {
                at: row.at,
                person: row.person_name,
                from: row.from_status.as_deref().map(stored).transpose()?,
                to: stored(&row.to_status)?,
                reason: row.reason,
            })
        })
        .collect()
}

/// Where the rows of diagnostics go.
pub const DIAGNOSTICS: &str = "adr_diagnostic (adr_id, position, message)";

pub async fn set_diagnostics(db: &mut impl Run, adr: Id, messages: &[String]) -> Result<()> {
    db.run("DELETE FROM adr_diagnostic WHERE adr_id = $1", args![adr])
        .await?;
    let rows = messages.iter().zip(0_i64..);
    let rows = rows.map(|(message, position)| args![adr, position, message]).collect();
    bulk::insert(db, DIAGNOSTICS, rows).await
}

pub async fn diagnostics(db: &mut impl Run, adr: Id) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = db
        .all(
            "SELECT message FROM adr_diagnostic WHERE adr_id = $1 ORDER BY position",
            args![adr],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// A relation as it is stored.
pub struct Stored {
    pub kind: super::RelationKind,
    pub to: Option<Id>,
    pub raw: String,
    /// What it can be found by later, while it leads nowhere.
    pub reach: Option<Reach>,
}

impl Stored {
    /// The row of a record's relation.
    pub fn row(&self, from: Id, position: i64) -> Vec<Arg> {
        let reach = self.reach.as_ref();
        args![
            from,
            position,
            self.kind.as_str(),
            self.to,
            &self.raw,
            reach.map(|it| it.log.as_str()),
            reach.and_then(|it| it.number),
            reach.and_then(|it| it.file.as_deref())
        ]
    }
}

/// Where the rows of relations go.
pub const RELATIONS: &str =
    "adr_relation (from_id, position, kind, to_id, raw_target, target_log, target_number, target_file)";

pub async fn set_relations(db: &mut impl Run, from: Id, relations: &[Stored]) -> Result<()> {
    db.run("DELETE FROM adr_relation WHERE from_id = $1", args![from])
        .await?;
    let rows = relations.iter().zip(0_i64..);
    let rows = rows.map(|(relation, position)| relation.row(from, position)).collect();
    bulk::insert(db, RELATIONS, rows).await
}

/// A relation that leads nowhere yet: whose, which, from which log and file, and what it names.
#[derive(FromRow)]
pub struct Loose {
    pub from_id: Id,
    pub position: i64,
    pub kind: String,
    pub raw_target: String,
    /// Whether it was stored before it was noted what it can be found by.
    pub unnoted: bool,
    pub log: String,
    pub path: Option<String>,
}

const LOOSE: &str = "SELECT r.from_id, r.position, r.kind, r.raw_target, (r.target_log IS NULL) AS unnoted, \
                     l.key AS log, a.path FROM adr_relation r JOIN adr a ON a.id = r.from_id \
                     JOIN decision_log l ON l.id = a.log_id WHERE r.to_id IS NULL AND ";

/// Relations that lead nowhere yet and may mean one of these records, each once.
pub async fn loose_relations(db: &mut impl Run, new: &[Known]) -> Result<Vec<Loose>> {
    let mut numbers: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
    let mut names: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for one in new {
        numbers.entry(&one.log).or_default().extend(one.number);
        names.entry(&one.log).or_default().extend(one.names());
    }
    let mut found: Vec<Loose> = db.all(&format!("{LOOSE}r.target_log IS NULL"), args![]).await?;
    for (log, numbers) in numbers {
        let numbers: Vec<Arg> = numbers.into_iter().map(Arg::from).collect();
        found.extend(loose(db, log, "r.target_number", numbers).await?);
    }
    for (log, names) in names {
        let names: Vec<Arg> = names.into_iter().map(Arg::from).collect();
        found.extend(loose(db, log, "r.target_file", names).await?);
    }
    let mut seen = HashSet::new();
    found.retain(|it| seen.insert((it.from_id, it.position)));
    Ok(found)
}

async fn loose(db: &mut impl Run, log: &str, column: &str, keys: Vec<Arg>) -> Result<Vec<Loose>> {
    let mut found = Vec::new();
    let mut keys = keys.into_iter();
    loop {
        let mut args = args![log];
        args.extend(keys.by_ref().take(300));
        if args.len() == 1 {
            return Ok(found);
        }
        let sql = format!(
            "{LOOSE}r.target_log = $1 AND {column} IN ({})",
            bulk::list(1, args.len() - 1)
        );
        let rows: Vec<Loose> = db.all_planned(&sql, args).await?;
        found.extend(rows);
    }
}

/// Writes anew what relations lead to.
pub async fn tie_relations(db: &mut impl Run, rows: Vec<Vec<Arg>>) -> Result<()> {
    let over = "ON CONFLICT (from_id, position) DO UPDATE SET to_id = excluded.to_id, target_log = excluded.target_log, \
                target_number = excluded.target_number, target_file = excluded.target_file";
    bulk::upsert(db, RELATIONS, rows, over).await?;
    Ok(())
}

#[derive(FromRow)]
struct RelatedRow {
    outgoing: bool,
    kind: String,
    raw_target: String,
    #[sqlx(flatten)]
    other: CitedRow,
}

/// A record's relations from both sides, each said once: what both texts say is one relation,
/// and a bare mention is left out where something stronger is said.
pub async fn relations(db: &mut impl Run, adr: Id) -> Result<Vec<Related>> {
    let rows: Vec<RelatedRow> = db
        .all(
            concat!(
                "SELECT (n.from_id = $1) AS outgoing, n.kind, n.raw_target, ",
                cited_columns!(),
                " FROM adr_relation n \
                 LEFT JOIN adr r ON r.id = CASE WHEN n.from_id = $1 THEN n.to_id ELSE n.from_id END \
                 LEFT JOIN decision_log l ON l.id = r.log_id \
                 WHERE n.from_id = $1 OR n.to_id = $1 \
                 ORDER BY CASE WHEN n.from_id = $1 THEN 0 ELSE 1 END, n.position, r.number, n.from_id"
            ),
            args![adr],
        )
        .await?;
    let mut found: Vec<Related> = Vec::new();
    let mut seen = HashSet::new();
    for row in rows {
        let kind: super::RelationKind = stored(&row.kind)?;
        let kind = if row.outgoing { kind } else { kind.inverse() };
        let other = row.other.cited()?;
        let named = if other.is_none() {
            row.raw_target.clone()
        } else {
            String::new()
        };
        if seen.insert((kind, other.as_ref().map(|other| other.id), named)) {
            found.push(Related {
                kind,
                other,
                raw: row.raw_target,
            });
        }
    }
    let weak = |kind| matches!(kind, super::RelationKind::Mentions | super::RelationKind::MentionedBy);
    let strong: HashSet<Id> = found
        .iter()
        .filter(|one| !weak(one.kind))
        .filter_map(|one| Some(one.other.as_ref()?.id))
        .collect();
    found.retain(|one| !weak(one.kind) || one.other.as_ref().is_none_or(|other| !strong.contains(&other.id)));
    Ok(found)
}

#[derive(FromRow)]
struct CoveredRow {
    slug: String,
    workload: String,
    service: String,
}

pub async fn covers(db: &mut impl Run, adr: Id) -> Result<Vec<Covered>> {
    let rows: Vec<CoveredRow> = db
        .all(
            "SELECT w.slug, w.name AS workload, d.service_key AS service FROM dependency d \
             JOIN workload w ON w.id = d.workload_id WHERE d.adr_id = $1 ORDER BY lower(w.name), d.service_key",
            args![adr],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Covered {
            slug: row.slug,
            workload: row.workload,
            service: row.service,
        })
        .collect())
}
