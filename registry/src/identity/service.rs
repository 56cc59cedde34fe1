//! Use cases of people: set up, sign in, manage.

use std::collections::BTreeSet;

use sqlx::FromRow;

use super::{Act, Actor, Role, password, store, throttle};
use crate::{
    audit::{self, Event},
    kernel::{Error, Id, Instant, Problems, Registry, Result, check, slug},
};

/// A person as others see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: Id,
    /// Signs in with it.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Whether they may sign in.
    pub active: bool,
    /// What they may do.
    pub roles: BTreeSet<Role>,
    /// Where they belong.
    pub teams: Vec<Team>,
    /// Since when.
    pub created_at: Instant,
    /// The version read.
    pub version: i64,
}

/// A team owns workloads and signs their reviews.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Team {
    /// Which.
    pub id: Id,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// What is asked of a new person. The password is not printed.
#[derive(Clone, Default)]
pub struct NewPerson {
    /// Signs in with it.
    pub email: String,
    /// Their name.
    pub name: String,
    /// In the clear, only here.
    pub password: String,
    /// What they may do.
    pub roles: BTreeSet<Role>,
    /// Where they belong.
    pub teams: BTreeSet<Id>,
}

/// How a sign-in ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// Welcome: the person, and the epoch their session belongs to.
    Welcome(Id, i64),
    /// E-mail or password are wrong; which of them is not said.
    Wrong,
    /// Too many failures; wait.
    Wait,
}

/// The use cases of people.
#[derive(Clone, Copy, Debug)]
pub struct People<'a>(pub(super) &'a Registry);

impl Registry {
    /// People, roles and teams.
    #[must_use]
    pub fn people(&self) -> People<'_> {
        People(self)
    }
}

impl People<'_> {
    /// Whether nobody exists yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_empty(&self) -> Result<bool> {
        Ok(store::count(&mut self.0.db.read()).await? == 0)
    }

    /// Creates the first person, who administers and may write and decide. The caller has
    /// checked the one-time setup token.
    ///
    /// # Errors
    /// When somebody exists already, or the input is wrong.
    pub async fn set_up(&self, person: NewPerson) -> Result<Id> {
        let roles = [Role::Administrator, Role::Architect, Role::Executive]
            .into_iter()
            .collect();
        self.create(&Actor::operator(), NewPerson { roles, ..person }, true)
            .await
    }

    /// Adds a person.
    ///
    /// # Errors
    /// Without the role administrator; when the input is wrong or the e-mail is taken.
    pub async fn add(&self, actor: &Actor, person: NewPerson) -> Result<Id> {
        self.create(actor, person, false).await
    }

    async fn create(&self, actor: &Actor, person: NewPerson, only_first: bool) -> Result<Id> {
        actor.must(Act::ManagePeople)?;
        let mut problems = Problems::new();
        let email = problems.text("email", &person.email, 200);
        if !email.is_empty() {
            let sound = email.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && !host.is_empty() && !email.contains(char::is_whitespace)
            });
            problems.require(sound, "email", "Write an e-mail address like ada@example.com.");
        }
        let name = problems.text("name", &person.name, 100);
        let short = person.password.chars().count() < password::SHORTEST;
        problems.require(!short, "password", "At least 12 characters.");
        problems.require(!person.roles.is_empty(), "roles", "Choose at least one role.");
        check(problems)?;
        let password_hash = password::hash(self.0.random(), &person.password).await?;
        let now = self.0.now();
        let id = self.0.id();
        let row = store::PersonRow {
            id,
            email,
            name,
            password_hash,
            active: true,
            epoch: 1,
            created_at: now,
            version: 1,
        };
        let mut tx = self.0.write().await?;
        if only_first && store::count(&mut tx).await? > 0 {
            return Err(Error::refused("Twoway is set up already. Sign in instead."));
        }
        if store::by_email(&mut tx, &row.email).await?.is_some() {
            return Err(Error::invalid("email", "Somebody with this e-mail exists already."));
        }
        store::insert(&mut tx, &row).await?;
        store::set_roles(&mut tx, id, &person.roles).await?;
        store::set_teams(&mut tx, id, &person.teams).await?;
        let roles: Vec<&str> = person.roles.iter().map(|role| role.label()).collect();
        let event = Event::new("added", "person", &row.name)
            .id(id)
            .at("/people")
            .detail(roles.join(", "));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Checks an e-mail and password; failures are counted per account and per address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in(&self, email: &str, given: &str, address: &str) -> Result<SignIn> {
        let account: String = email.trim().to_lowercase().chars().take(200).collect();
        let now = self.0.now();
        let since = Instant::new(now.at() - throttle::WINDOW);
        let mut db = self.0.db.read();
        let (of_account, of_address) = store::failures(&mut db, &account, address, since).await?;
        if !throttle::lets_through(of_account, of_address) {
            return Ok(SignIn::Wait);
        }
        let person = store::by_email(&mut db, &account).await?.filter(|person| person.active);
        drop(db);
        let hash = person.as_ref().map(|person| person.password_hash.clone());
        let matches = password::verify(hash, given).await?;
        let mut tx = self.0.write().await?;
        let outcome = match person {
            Some(person) if matches => {
                store::forget_failures(&mut tx, &account, since).await?;
                SignIn::Welcome(person.id, person.epoch)
            }
            _ => {
                store::insert_failure(&mut tx, self.0.random().id(now), &account, address, now).await?;
                SignIn::Wrong
            }
        };
        tx.commit().await?;
        Ok(outcome)
    }

    /// Whom a session belongs to; none once they were deactivated or signed out everywhere.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn actor(&self, id: Id, epoch: i64) -> Result<Option<Actor>> {
        let found = store::actor(&mut self.0.db.read(), id).await?;
        Ok(found.filter(|(_, current)| *current == epoch).map(|(actor, _)| actor))
    }

    /// An active person by e-mail, to act on their behalf on the command line and in sample data.
    ///
    /// # Errors
    /// When there is none.
    pub async fn by_email(&self, email: &str) -> Result<Actor> {
        let mut db = self.0.db.read();
        let person = store::by_email(&mut db, email)
            .await?
            .ok_or(Error::NotFound("person"))?;
        let (actor, _) = store::actor(&mut db, person.id)
            .await?
            .ok_or(Error::NotFound("person"))?;
        Ok(actor)
    }

    /// Ends all sessions of the person, this one too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out_everywhere(&self, actor: &Actor) -> Result<()> {
        let id = actor.id.ok_or(Error::NotFound("person"))?;
        let mut tx = self.0.write().await?;
        store::raise_epoch(&mut tx, id).await?;
        let event = Event::new("signed out everywhere", "person", &actor.name)
            .id(id)
            .at("/account");
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await
    }

    /// Changes one's own password and ends all sessions.
    ///
    /// # Errors
    /// When the current one is wrong or the new one too short.
    pub async fn change_password(&self, actor: &Actor, current: &str, new: &str) -> Result<()> {
        let id = actor.id.ok_or(Error::NotFound("person"))?;
        let person = store::by_id(&mut self.0.db.read(), id)
            .await?
            .ok_or(Error::NotFound("person"))?;
        if !password::verify(Some(person.password_hash), current).await? {
            return Err(Error::invalid("current", "This is not your current password."));
        }
        let hash = password::hash(self.0.random(), new).await?;
        let mut tx = self.0.write().await?;
        store::set_password(&mut tx, id, &hash).await?;
        let event = Event::new("changed the password of", "person", &actor.name)
            .id(id)
            .at("/account");
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await
    }

    /// Everybody, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<Person>> {
        actor.must(Act::Read)?;
        store::list(&mut self.0.db.read()).await
    }

    /// Changes a person's name, roles, teams and whether they may sign in.
    ///
    /// # Errors
    /// Without the role administrator; when no active administrator would remain; when somebody
    /// else changed the person in between.
    pub async fn change(&self, actor: &Actor, person: &Person) -> Result<()> {
        actor.must(Act::ManagePeople)?;
        let mut problems = Problems::new();
        let name = problems.text("name", &person.name, 100);
        problems.require(!person.roles.is_empty(), "roles", "Choose at least one role.");
        check(problems)?;
        let mut tx = self.0.write().await?;
        let everybody = store::list(&mut tx).await?;
        let stored = everybody
            .iter()
            .find(|other| other.id == person.id)
            .ok_or(Error::NotFound("person"))?;
        let administers = |one: &Person| one.active && one.roles.contains(&Role::Administrator);
        let others = everybody
            .iter()
            .any(|other| other.id != person.id && administers(other));
        if administers(stored) && !administers(person) && !others {
            return Err(Error::invalid("roles", "Somebody must remain administrator."));
        }
        if !store::update(&mut tx, person.id, &name, person.active, person.version).await? {
            return Err(Error::Conflict {
                noun: "person",
                current: stored.version,
            });
        }
        store::set_roles(&mut tx, person.id, &person.roles).await?;
        store::set_teams(&mut tx, person.id, &person.teams.iter().map(|team| team.id).collect()).await?;
        let roles: Vec<&str> = person.roles.iter().map(|role| role.label()).collect();
        let detail = if person.active {
            roles.join(", ")
        } else {
            "deactivated".to_owned()
        };
        let event = Event::new("changed", "person", &name)
            .id(person.id)
            .at("/people")
            .detail(detail);
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await
    }

    /// All teams, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn teams(&self) -> Result<Vec<Team>> {
        store::teams(&mut self.0.db.read()).await
    }

    /// Adds a team.
    ///
    /// # Errors
    /// Without the role administrator; when the name is empty or taken.
    pub async fn add_team(&self, actor: &Actor, name: &str) -> Result<Team> {
        actor.must(Act::ManagePeople)?;
        let mut problems = Problems::new();
        let name = problems.text("team", name, 80);
        let slug = slug(&name);
        problems.require(
            name.is_empty() || !slug.is_empty(),
            "team",
            "Use at least one letter or digit.",
        );
        check(problems)?;
        let team = Team {
            id: self.0.id(),
            slug,
            name,
        };
        let mut tx = self.0.write().await?;
        if store::teams(&mut tx).await?.iter().any(|other| other.slug == team.slug) {
            return Err(Error::invalid("team", "A team of this name exists already."));
        }
        store::insert_team(&mut tx, &team).await?;
        let event = Event::new("added", "team", &team.name).id(team.id).at("/people");
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(team)
    }
}
