//! SQL of the sign-off of records: who was asked, opinions, comments, readings.

use std::collections::{BTreeSet, HashMap};

use sqlx::FromRow;

use super::{
    Cited,
    comment::Comment,
    sign_off::{Asked, Opinion, Reading, Standing},
    store_cited::{CitedRow, cited_columns},
    version::Wording,
};
use crate::{
    args,
    identity::Actor,
    kernel::{Error, Id, Instant, Result, Run, bulk, db::Arg, stored},
};

#[derive(FromRow)]
struct AskedRow {
    id: Id,
    person_id: Option<Id>,
    team_id: Option<Id>,
    name: Option<String>,
    by_name: String,
    at: Instant,
}

pub async fn asked(db: &mut impl Run, adr: Id) -> Result<Vec<Asked>> {
    let rows: Vec<AskedRow> = db
        .all(
            "SELECT k.id, k.person_id, k.team_id, coalesce(p.name, t.name) AS name, k.by_name, k.at FROM adr_ask k \
             LEFT JOIN person p ON p.id = k.person_id LEFT JOIN team t ON t.id = k.team_id \
             WHERE k.adr_id = $1 ORDER BY k.at, k.id",
            args![adr],
        )
        .await?;
    let asked = |row: AskedRow| Asked {
        id: row.id,
        person: row.person_id,
        team: row.team_id,
        name: row.name.unwrap_or_default(),
        by: row.by_name,
        at: row.at,
    };
    Ok(rows.into_iter().map(asked).collect())
}

pub async fn insert_ask(db: &mut impl Run, adr: Id, asked: &Asked) -> Result<()> {
    db.run(
        "INSERT INTO adr_ask (id, adr_id, person_id, team_id, by_name, at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT DO NOTHING",
        args![asked.id, adr, asked.person, asked.team, &asked.by, asked.at],
    )
    .await?;
    Ok(())
}

pub async fn delete_ask(db: &mut impl Run, id: Id) -> Result<()> {
    db.run("DELETE FROM adr_ask WHERE id = $1", args![id]).await?;
    Ok(())
}

/// The columns of [`WordingRow`], of the words of `adr r` as they are.
macro_rules! wording_columns {
    () => {
        "r.author_id AS words_author, w.version AS words_version, w.person_id AS words_writer"
    };
}

/// Joins those words to `adr r`.
macro_rules! wording_joined {
    () => {
        " LEFT JOIN adr_version w ON w.adr_id = r.id AND w.version = \
         (SELECT max(v.version) FROM adr_version v WHERE v.adr_id = r.id AND v.origin <> 'status')"
    };
}

#[derive(FromRow)]
#[expect(
    clippy::struct_field_names,
    reason = "columns that are joined to those of another table"
)]
struct WordingRow {
    words_author: Option<Id>,
    words_version: Option<i64>,
    words_writer: Option<Id>,
}

impl From<WordingRow> for Wording {
    fn from(row: WordingRow) -> Self {
        Self {
            version: row.words_version.unwrap_or_default(),
            author: row.words_author,
            writer: row.words_writer,
        }
    }
}

#[derive(FromRow)]
struct WaitingRow {
    #[sqlx(flatten)]
    record: CitedRow,
    #[sqlx(flatten)]
    words: WordingRow,
}

/// The proposed records that wait for a person's opinion of their words as they are, which are not
/// their own: asked about by name or by team, or spoken of before the words changed.
pub async fn waiting(db: &mut impl Run, person: Id, teams: &BTreeSet<Id>) -> Result<Vec<Cited>> {
    let mut args = args![person];
    args.extend(teams.iter().map(|team| Arg::from(*team)));
    let by_team = if teams.is_empty() {
        String::new()
    } else {
        format!(" OR k.team_id IN ({})", bulk::list(1, teams.len()))
    };
    let sql = format!(
        "SELECT {}, {} FROM adr r JOIN decision_log l ON l.id = r.log_id{} WHERE r.status = 'proposed' \
         AND (EXISTS (SELECT 1 FROM adr_ask k WHERE k.adr_id = r.id AND (k.person_id = $1{by_team})) \
         OR EXISTS (SELECT 1 FROM adr_opinion o WHERE o.adr_id = r.id AND o.person_id = $1 AND o.verdict <> 'abstain')) \
         AND NOT EXISTS (SELECT 1 FROM adr_opinion o WHERE o.adr_id = r.id AND o.person_id = $1 AND o.text_version = w.version) \
         ORDER BY l.key, r.number, r.id",
        cited_columns!(),
        wording_columns!(),
        wording_joined!(),
    );
    let rows: Vec<WaitingRow> = db.all(&sql, args).await?;
    rows.into_iter()
        .filter_map(|row| {
            let words = Wording::from(row.words);
            row.record
                .cited()
                .map(|record| record.filter(|_| !words.is_by(person)))
                .transpose()
        })
        .collect()
}

#[derive(FromRow)]
struct OpinionRow {
    adr_id: Id,
    person_id: Id,
    person_name: String,
    verdict: String,
    note: String,
    text_version: i64,
    at: Instant,
    active: bool,
}

impl TryFrom<OpinionRow> for Opinion {
    type Error = Error;

    fn try_from(row: OpinionRow) -> Result<Self> {
        Ok(Self {
            person_id: row.person_id,
            person: row.person_name,
            verdict: stored(&row.verdict)?,
            note: row.note,
            text_version: row.text_version,
            at: row.at,
            active: row.active,
        })
    }
}

/// Everything that was said of records, the oldest first.
async fn opinions_of(db: &mut impl Run, adrs: &[Id]) -> Result<Vec<OpinionRow>> {
    let sql = format!(
        "SELECT o.adr_id, o.person_id, o.person_name, o.verdict, o.note, o.text_version, o.at, p.active \
         FROM adr_opinion o JOIN person p ON p.id = o.person_id WHERE o.adr_id IN ({}) ORDER BY o.at, o.id",
        bulk::list(0, adrs.len())
    );
    db.all(&sql, bulk::ids(adrs)).await
}

/// Everything that was said of a record, the oldest first.
pub async fn opinions(db: &mut impl Run, adr: Id) -> Result<Vec<Opinion>> {
    let rows = opinions_of(db, &[adr]).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

#[derive(FromRow)]
struct StandingRow {
    id: Id,
    quorum: i64,
    #[sqlx(flatten)]
    words: WordingRow,
}

/// Where the sign-off of each of some records stands.
pub async fn standings(db: &mut impl Run, adrs: &[Id]) -> Result<HashMap<Id, Standing>> {
    if adrs.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT r.id, l.quorum, {} FROM adr r JOIN decision_log l ON l.id = r.log_id{} WHERE r.id IN ({})",
        wording_columns!(),
        wording_joined!(),
        bulk::list(0, adrs.len())
    );
    let rows: Vec<StandingRow> = db.all(&sql, bulk::ids(adrs)).await?;
    let mut said: HashMap<Id, Vec<Opinion>> = HashMap::new();
    for row in opinions_of(db, adrs).await? {
        said.entry(row.adr_id).or_default().push(row.try_into()?);
    }
    let standing = |row: StandingRow| {
        let opinions = said.get(&row.id).map_or(&[][..], Vec::as_slice);
        (row.id, Standing::of(row.words.into(), row.quorum, opinions))
    };
    Ok(rows.into_iter().map(standing).collect())
}

pub async fn insert_opinion(db: &mut impl Run, id: Id, adr: Id, opinion: &Opinion) -> Result<()> {
    db.run(
        "INSERT INTO adr_opinion (id, adr_id, person_id, person_name, verdict, note, text_version, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            id,
            adr,
            opinion.person_id,
            &opinion.person,
            opinion.verdict.key(),
            &opinion.note,
            opinion.text_version,
            opinion.at
        ],
    )
    .await?;
    Ok(())
}

/// The words of a record as they are.
pub async fn wording(db: &mut impl Run, adr: Id) -> Result<Wording> {
    let row: Option<WordingRow> = db
        .optional(
            concat!(
                "SELECT ",
                wording_columns!(),
                " FROM adr r",
                wording_joined!(),
                " WHERE r.id = $1"
            ),
            args![adr],
        )
        .await?;
    row.map(Into::into).ok_or(Error::NotFound("decision record"))
}

/// Approvals an acceptance needs in a log.
pub async fn quorum(db: &mut impl Run, log: Id) -> Result<i64> {
    let row: Option<(i64,)> = db
        .optional("SELECT quorum FROM decision_log WHERE id = $1", args![log])
        .await?;
    row.map(|row| row.0).ok_or(Error::NotFound("decision log"))
}

pub async fn set_quorum(db: &mut impl Run, log: Id, quorum: i64) -> Result<()> {
    db.run("UPDATE decision_log SET quorum = $1 WHERE id = $2", args![quorum, log])
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct CommentRow {
    id: Id,
    parent_id: Option<Id>,
    person_name: String,
    text: String,
    passage: String,
    text_version: i64,
    at: Instant,
    resolved_at: Option<Instant>,
    resolved_by: Option<String>,
}

impl From<CommentRow> for Comment {
    fn from(row: CommentRow) -> Self {
        Self {
            id: row.id,
            parent: row.parent_id,
            person: row.person_name,
            text: row.text,
            passage: row.passage,
            text_version: row.text_version,
            at: row.at,
            resolved: row.resolved_by.zip(row.resolved_at),
        }
    }
}

/// The comments on a record, the oldest first.
pub async fn comments(db: &mut impl Run, adr: Id) -> Result<Vec<Comment>> {
    let rows: Vec<CommentRow> = db
        .all(
            "SELECT id, parent_id, person_name, text, passage, text_version, at, resolved_at, resolved_by \
             FROM adr_comment WHERE adr_id = $1 ORDER BY at, id",
            args![adr],
        )
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub async fn comment(db: &mut impl Run, adr: Id, id: Id) -> Result<Comment> {
    let row: Option<CommentRow> = db
        .optional(
            "SELECT id, parent_id, person_name, text, passage, text_version, at, resolved_at, resolved_by \
             FROM adr_comment WHERE adr_id = $1 AND id = $2",
            args![adr, id],
        )
        .await?;
    row.map(Into::into).ok_or(Error::NotFound("comment"))
}

pub async fn insert_comment(db: &mut impl Run, adr: Id, comment: &Comment, person: Id) -> Result<()> {
    db.run(
        "INSERT INTO adr_comment (id, adr_id, parent_id, person_id, person_name, text, passage, text_version, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            comment.id,
            adr,
            comment.parent,
            person,
            &comment.person,
            &comment.text,
            &comment.passage,
            comment.text_version,
            comment.at
        ],
    )
    .await?;
    Ok(())
}

/// Closes a thread, or opens it again.
pub async fn resolve(db: &mut impl Run, comment: Id, resolved: Option<(&str, Instant)>) -> Result<()> {
    db.run(
        "UPDATE adr_comment SET resolved_by = $1, resolved_at = $2 WHERE id = $3",
        args![resolved.map(|it| it.0), resolved.map(|it| it.1), comment],
    )
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct ReadingRow {
    person_name: String,
    text_version: i64,
    at: Instant,
    person_id: Id,
}

/// Who has read a record, each with the newest version they read.
pub async fn readings(db: &mut impl Run, adr: Id) -> Result<Vec<Reading>> {
    let rows: Vec<ReadingRow> = db
        .all(
            "SELECT r.person_id, r.person_name, r.text_version, r.at FROM adr_reading r WHERE r.adr_id = $1 \
             AND r.text_version = (SELECT max(n.text_version) FROM adr_reading n \
             WHERE n.adr_id = r.adr_id AND n.person_id = r.person_id) ORDER BY r.at, r.person_id",
            args![adr],
        )
        .await?;
    let reading = |row: ReadingRow| Reading {
        person_id: row.person_id,
        person: row.person_name,
        text_version: row.text_version,
        at: row.at,
    };
    Ok(rows.into_iter().map(reading).collect())
}

/// Notes that somebody has read a version; false when that was noted before.
pub async fn insert_reading(db: &mut impl Run, adr: Id, actor: &Actor, text_version: i64, at: Instant) -> Result<bool> {
    let new = db
        .run(
            "INSERT INTO adr_reading (adr_id, person_id, text_version, person_name, at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (adr_id, person_id, text_version) DO NOTHING",
            args![adr, actor.id, text_version, &actor.name, at],
        )
        .await?;
    Ok(new > 0)
}
