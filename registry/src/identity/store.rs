//! SQL of people and teams.

use std::collections::BTreeSet;

use sqlx::FromRow;

use super::{
    Actor, Role,
    service::{Person, Team},
};
use crate::{
    args,
    kernel::{Id, Instant, Result, Run, stored},
};

#[derive(FromRow)]
pub struct PersonRow {
    pub id: Id,
    pub email: String,
    pub name: String,
    pub password_hash: String,
    pub active: bool,
    pub epoch: i64,
    pub created_at: Instant,
    pub version: i64,
}

pub async fn by_email(db: &mut impl Run, email: &str) -> Result<Option<PersonRow>> {
    db.optional(
        "SELECT id, email, name, password_hash, active, epoch, created_at, version \
         FROM person WHERE lower(email) = $1",
        args![email.trim().to_lowercase()],
    )
    .await
}

pub async fn by_id(db: &mut impl Run, id: Id) -> Result<Option<PersonRow>> {
    db.optional(
        "SELECT id, email, name, password_hash, active, epoch, created_at, version FROM person WHERE id = $1",
        args![id],
    )
    .await
}

pub async fn count(db: &mut impl Run) -> Result<i64> {
    db.number("SELECT count(*) FROM person", args![]).await
}

#[derive(FromRow)]
struct ActorRow {
    name: String,
    email: String,
    epoch: i64,
    role: Option<String>,
    team_id: Option<Id>,
}

/// An active person with roles, teams and session epoch, in one statement.
pub async fn actor(db: &mut impl Run, id: Id) -> Result<Option<(Actor, i64)>> {
    let rows: Vec<ActorRow> = db
        .all(
            "SELECT p.name, p.email, p.epoch, r.role, m.team_id FROM person p \
             LEFT JOIN person_role r ON r.person_id = p.id \
             LEFT JOIN team_member m ON m.person_id = p.id \
             WHERE p.id = $1 AND p.active = $2",
            args![id, true],
        )
        .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let mut roles: BTreeSet<Role> = BTreeSet::new();
    for role in rows.iter().filter_map(|row| row.role.as_deref()) {
        roles.insert(stored(role)?);
    }
    let actor = Actor {
        id: Some(id),
        name: first.name.clone(),
        email: first.email.clone(),
        roles,
        teams: rows.iter().filter_map(|row| row.team_id).collect(),
    };
    Ok(Some((actor, first.epoch)))
}

pub async fn insert(db: &mut impl Run, person: &PersonRow) -> Result<()> {
    db.run(
        "INSERT INTO person (id, email, name, password_hash, active, epoch, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            person.id,
            &person.email,
            &person.name,
            &person.password_hash,
            person.active,
            person.epoch,
            person.created_at,
            person.version
        ],
    )
    .await?;
    Ok(())
}

pub async fn set_roles(db: &mut impl Run, person: Id, roles: &BTreeSet<Role>) -> Result<()> {
    db.run("DELETE FROM person_role WHERE person_id = $1", args![person])
        .await?;
    for role in roles {
        db.run(
            "INSERT INTO person_role (person_id, role) VALUES ($1, $2)",
            args![person, role.key()],
        )
        .await?;
    }
    Ok(())
}

pub async fn set_teams(db: &mut impl Run, person: Id, teams: &BTreeSet<Id>) -> Result<()> {
    db.run("DELETE FROM team_member WHERE person_id = $1", args![person])
        .await?;
    for team in teams {
        db.run(
            "INSERT INTO team_member (team_id, person_id) VALUES ($1, $2)",
            args![*team, person],
        )
        .await?;
    }
    Ok(())
}

/// Changes name and activity if the version still is the one read.
pub async fn update(db: &mut impl Run, id: Id, name: &str, active: bool, version: i64) -> Result<bool> {
    let changed = db
        .run(
            "UPDATE person SET name = $1, active = $2, version = version + 1, \
             epoch = CASE WHEN $3 THEN epoch ELSE epoch + 1 END WHERE id = $4 AND version = $5",
            args![name, active, active, id, version],
        )
        .await?;
    Ok(changed == 1)
}

pub async fn set_password(db: &mut impl Run, id: Id, hash: &str) -> Result<()> {
    db.run(
        "UPDATE person SET password_hash = $1, epoch = epoch + 1, version = version + 1 WHERE id = $2",
        args![hash, id],
    )
    .await?;
    Ok(())
}

pub async fn raise_epoch(db: &mut impl Run, id: Id) -> Result<()> {
    db.run("UPDATE person SET epoch = epoch + 1 WHERE id = $1", args![id])
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct RoleRow {
    person_id: Id,
    role: String,
}

#[derive(FromRow)]
struct MemberRow {
    person_id: Id,
    team_id: Id,
    slug: String,
    name: String,
}

/// Everybody with roles and teams: three statements, however many people.
pub async fn list(db: &mut impl Run) -> Result<Vec<Person>> {
    let people: Vec<PersonRow> = db
        .all(
            "SELECT id, email, name, password_hash, active, epoch, created_at, version \
             FROM person ORDER BY lower(name), id",
            args![],
        )
        .await?;
    let roles: Vec<RoleRow> = db.all("SELECT person_id, role FROM person_role", args![]).await?;
    let members: Vec<MemberRow> = db
        .all(
            "SELECT m.person_id, m.team_id, t.slug, t.name FROM team_member m \
             JOIN team t ON t.id = m.team_id ORDER BY lower(t.name)",
            args![],
        )
        .await?;
    people
        .into_iter()
        .map(|row| {
            let mut held = BTreeSet::new();
            for role in roles.iter().filter(|role| role.person_id == row.id) {
                held.insert(stored(&role.role)?);
            }
            let teams = members
                .iter()
                .filter(|member| member.person_id == row.id)
                .map(|member| Team {
                    id: member.team_id,
                    slug: member.slug.clone(),
                    name: member.name.clone(),
                })
                .collect();
            Ok(Person {
                id: row.id,
                email: row.email,
                name: row.name,
                active: row.active,
                roles: held,
                teams,
                created_at: row.created_at,
                version: row.version,
            })
        })
        .collect()
}

pub async fn teams(db: &mut impl Run) -> Result<Vec<Team>> {
    db.all("SELECT id, slug, name FROM team ORDER BY lower(name)", args![])
        .await
}

pub async fn insert_team(db: &mut impl Run, team: &Team) -> Result<()> {
    db.run(
        "INSERT INTO team (id, slug, name) VALUES ($1, $2, $3)",
        args![team.id, &team.slug, &team.name],
    )
    .await?;
    Ok(())
}

/// Failures since a moment: of the account, and from the address.
pub async fn failures(db: &mut impl Run, account: &str, address: &str, since: Instant) -> Result<(i64, i64)> {
    let of_account = db
        .number(
            "SELECT count(*) FROM sign_in_failure WHERE account = $1 AND at > $2",
            args![account, since],
        )
        .await?;
    let of_address = db
        .number(
            "SELECT count(*) FROM sign_in_failure WHERE address = $1 AND at > $2",
            args![address, since],
        )
        .await?;
    Ok((of_account, of_address))
}

pub async fn insert_failure(db: &mut impl Run, id: Id, account: &str, address: &str, at: Instant) -> Result<()> {
    db.run(
        "INSERT INTO sign_in_failure (id, account, address, at) VALUES ($1, $2, $3, $4)",
        args![id, account, address, at],
    )
    .await?;
    Ok(())
}

pub async fn forget_failures(db: &mut impl Run, account: &str, before: Instant) -> Result<()> {
    db.run(
        "DELETE FROM sign_in_failure WHERE account = $1 OR at < $2",
        args![account, before],
    )
    .await?;
    Ok(())
}
