//! Reviewing a record before it is decided: asking people, their opinions, the discussion.

use std::collections::BTreeSet;

use super::{
    Adr, Cited, Records, Status, Summary,
    comment::{self, Comment},
    decide, search,
    service::traced,
    sign_off::{Asked, Opinion, Proceedings, Standing, Verdict},
    store, store_sign_off as kept, store_terms,
};
use crate::{
    audit,
    identity::{Act, Actor, Person, Team},
    kernel::{Error, Id, Problems, Result, Tx, check},
};

/// A comment as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// What it says, in Markdown.
    pub text: String,
    /// What of the record it is about, copied from it; empty: the whole.
    pub passage: String,
    /// The comment it answers.
    pub answers: Option<Id>,
}

impl Records<'_> {
    /// What is kept beside a record's text: a constant number of statements.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such record.
    pub async fn proceedings(&self, actor: &Actor, adr: &Adr, text: &str) -> Result<Proceedings> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let opinions = kept::opinions(&mut db, adr.id).await?;
        let wording = kept::wording(&mut db, adr.id).await?;
        let quorum = kept::quorum(&mut db, adr.log_id).await?;
        let (replaces, replaced_by) = store_terms::replacements(&mut db, adr.id).await?;
        let comments = kept::comments(&mut db, adr.id).await?;
        Ok(Proceedings {
            asked: kept::asked(&mut db, adr.id).await?,
            standing: Standing::of(wording, quorum, &opinions),
            opinions,
            readings: kept::readings(&mut db, adr.id).await?,
            threads: comment::threads(comments, &search::plain(text)),
            terms: store_terms::terms(&mut db, adr.id).await?,
            workloads: store_terms::workloads(&mut db, adr.id).await?,
            replaces,
            replaced_by,
        })
    }

    /// Who can be asked about a record: active people who may say what they think of it, whose own
    /// words it is not; and the teams.
    ///
    /// # Errors
    /// When the person may not read, or there is no such record.
    pub async fn reviewers(&self, actor: &Actor, adr: Id) -> Result<(Vec<Person>, Vec<Team>)> {
        let mut people = self.0.people().list(actor).await?;
        let wording = kept::wording(&mut self.0.db.read(), adr).await?;
        people.retain(|person| {
            let may = person.roles.iter().any(|role| Act::ReviewRecords.allowed_to(*role));
            person.active && may && !wording.is_by(person.id)
        });
        Ok((people, self.0.people().teams().await?))
    }

    /// Asks people, by e-mail, and teams, by slug, to look at a proposed record. Who was asked
    /// already stays asked.
    ///
    /// # Errors
    /// Without the role architect; when nobody is named, or somebody who cannot be asked; when the
    /// record is not proposed.
    pub async fn ask(&self, actor: &Actor, id: Id, people: &[&str], teams: &[&str]) -> Result<Adr> {
        actor.must(Act::WriteRecords)?;
        let (may, known) = self.reviewers(actor, id).await?;
        let mut problems = Problems::new();
        problems.require(
            !people.is_empty() || !teams.is_empty(),
            "people",
            "Choose at least one person or team.",
        );
        let mut wanted: Vec<(Option<Id>, Option<Id>, String)> = Vec::new();
        let mut want = |person, team, name: &str| {
            if !wanted.iter().any(|it| (it.0, it.1) == (person, team)) {
                wanted.push((person, team, name.to_owned()));
            }
        };
        for email in people {
            match may.iter().find(|person| person.email.eq_ignore_ascii_case(email)) {
                Some(person) => want(Some(person.id), None, &person.name),
                None => problems.add("people", format!("{email} cannot be asked about this record.")),
            }
        }
        for slug in teams {
            match known.iter().find(|team| team.slug == **slug) {
                Some(team) => want(None, Some(team.id), &team.name),
                None => problems.add("teams", format!("There is no team {slug}.")),
            }
        }
        check(problems)?;
        let mut tx = self.0.write().await?;
        let adr = proposed(&mut tx, id).await?;
        let there = kept::asked(&mut tx, id).await?;
        let mut named = Vec::new();
        for (person, team, name) in wanted {
            if there.iter().any(|it| it.person == person && it.team == team) {
                continue;
            }
            let asked = Asked {
                id: self.0.id(),
                person,
                team,
                name,
                by: actor.name.clone(),
                at: self.0.now(),
            };
            kept::insert_ask(&mut tx, id, &asked).await?;
            named.push(asked.name);
        }
        if !named.is_empty() {
            let event = traced("asked about", &adr).detail(named.join(", "));
            audit::record(&mut tx, self.0, actor, event).await?;
        }
        tx.commit().await?;
        Ok(adr)
    }

    /// Takes a request back.
    ///
    /// # Errors
    /// Without the role architect; when there is no such request.
    pub async fn unask(&self, actor: &Actor, id: Id, request: Id) -> Result<Adr> {
        actor.must(Act::WriteRecords)?;
        let mut tx = self.0.write().await?;
        let adr = proposed(&mut tx, id).await?;
        let there = kept::asked(&mut tx, id).await?;
        let asked = there.iter().find(|it| it.id == request);
        let asked = asked.ok_or(Error::NotFound("request"))?;
        kept::delete_ask(&mut tx, request).await?;
        let event = traced("no longer asked about", &adr).detail(asked.name.clone());
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(adr)
    }

    /// Says what somebody thinks of a proposed record. `seen` is the version of the text they
    /// read; an opinion on a text that has changed since is refused.
    ///
    /// # Errors
    /// Without a role that may review; by its author or whoever wrote the text as it is; without a
    /// reason for changes asked for; when the record is not proposed.
    pub async fn opine(&self, actor: &Actor, id: Id, verdict: &str, note: &str, seen: i64) -> Result<Adr> {
        actor.must(Act::ReviewRecords)?;
        let mut tx = self.0.write().await?;
        let adr = proposed(&mut tx, id).await?;
        let person_id = actor.id.ok_or_else(nobody)?;
        let wording = kept::wording(&mut tx, id).await?;
        if wording.is_by(person_id) {
            return Err(Error::refused(
                "You wrote this record, or its text as it is now; its sign-off takes other people. You can comment on it.",
            ));
        }
        let mut problems = Problems::new();
        let verdict: Option<Verdict> = verdict.parse().ok();
        problems.require(verdict.is_some(), "verdict", "Choose what you think of it.");
        let note = if verdict == Some(Verdict::RequestChanges) {
            problems.text("note", note, 2000)
        } else {
            problems.optional_text("note", note, 2000)
        };
        problems.require(
            seen == wording.version,
            "verdict",
            "The text has changed since you opened this page. Read it as it is now, then say what you think of it.",
        );
        check(problems)?;
        let Some(verdict) = verdict else {
            return Err(Error::invalid("verdict", "Choose what you think of it."));
        };
        let opinion = Opinion {
            person_id,
            person: actor.name.clone(),
            verdict,
            note,
            text_version: wording.version,
            at: self.0.now(),
            active: true,
        };
        self.say(&mut tx, actor, &adr, &opinion).await?;
        tx.commit().await?;
        Ok(adr)
    }

    /// Stores an opinion and its trace. Who says something has read it.
    pub(super) async fn say(&self, tx: &mut Tx, actor: &Actor, adr: &Adr, opinion: &Opinion) -> Result<()> {
        kept::insert_opinion(tx, self.0.id(), adr.id, opinion).await?;
        kept::insert_reading(tx, adr.id, actor, opinion.text_version, opinion.at).await?;
        let mut detail = format!("version {} of the text", opinion.text_version);
        if !opinion.note.is_empty() {
            detail = format!("{detail}: {}", opinion.note);
        }
        let event = traced(opinion.verdict.said(), adr).detail(detail);
        audit::record(tx, self.0, actor, event).await
    }

    /// Notes that somebody has read version `seen` of a record's text.
    ///
    /// # Errors
    /// When there is no such record or version.
    pub async fn mark_read(&self, actor: &Actor, id: Id, seen: i64) -> Result<Adr> {
        actor.must(Act::Read)?;
        let mut tx = self.0.write().await?;
        let adr = found(&mut tx, id).await?;
        actor.id.ok_or_else(nobody)?;
        let wording = kept::wording(&mut tx, id).await?;
        if !(1..=wording.version).contains(&seen) {
            return Err(Error::NotFound("version of this record"));
        }
        if kept::insert_reading(&mut tx, id, actor, seen, self.0.now()).await? {
            let event = traced("read", &adr).detail(format!("version {seen} of the text"));
            audit::record(&mut tx, self.0, actor, event).await?;
        }
        tx.commit().await?;
        Ok(adr)
    }

    /// Comments on a record, on a passage of it, or on another comment.
    ///
    /// # Errors
    /// Without a role that may review; when nothing is said, or the passage is not in the text.
    pub async fn comment(&self, actor: &Actor, id: Id, remark: &Remark) -> Result<Id> {
        actor.must(Act::ReviewRecords)?;
        let person = actor.id.ok_or_else(nobody)?;
        let mut problems = Problems::new();
        let text = problems.text("comment", &remark.text, comment::LONGEST);
        let passage = problems.optional_text("passage", &remark.passage, comment::LONGEST_PASSAGE);
        let mut tx = self.0.write().await?;
        let adr = found(&mut tx, id).await?;
        let mut parent = None;
        if let Some(answers) = remark.answers {
            // An answer to an answer stands in the same thread.
            let answered = kept::comment(&mut tx, id, answers).await?;
            parent = Some(answered.parent.unwrap_or(answered.id));
        } else if !passage.is_empty() {
            let (source, _) = store::source(&mut tx, id).await?;
            let plain = search::plain(&super::edit::shown(&source));
            problems.require(
                comment::stands(&plain, &passage),
                "passage",
                "These words are not in the text of the record. Copy them from it, or leave this empty.",
            );
        }
        check(problems)?;
        let comment = Comment {
            id: self.0.id(),
            parent,
            person: actor.name.clone(),
            text,
            passage,
            text_version: kept::wording(&mut tx, id).await?.version,
            at: self.0.now(),
            resolved: None,
        };
        kept::insert_comment(&mut tx, id, &comment, person).await?;
        let act = if parent.is_some() {
            "answered a comment on"
        } else {
            "commented on"
        };
        audit::record(&mut tx, self.0, actor, traced(act, &adr)).await?;
        tx.commit().await?;
        Ok(comment.id)
    }

    /// Closes a thread, or opens it again.
    ///
    /// # Errors
    /// Without a role that may review; when there is no such thread.
    pub async fn resolve(&self, actor: &Actor, id: Id, thread: Id, resolved: bool) -> Result<Adr> {
        actor.must(Act::ReviewRecords)?;
        let mut tx = self.0.write().await?;
        let adr = found(&mut tx, id).await?;
        let first = kept::comment(&mut tx, id, thread).await?;
        if first.parent.is_some() {
            return Err(Error::NotFound("thread"));
        }
        if first.resolved.is_some() != resolved {
            let closed = resolved.then(|| (actor.name.as_str(), self.0.now()));
            kept::resolve(&mut tx, thread, closed).await?;
            let act = if resolved {
                "resolved a comment on"
            } else {
                "reopened a comment on"
            };
            audit::record(&mut tx, self.0, actor, traced(act, &adr)).await?;
        }
        tx.commit().await?;
        Ok(adr)
    }

    /// The proposed records that wait for this person's opinion of their text as it is: those they
    /// were asked about, by name or by team, and those they spoke of before the text changed.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn asked_of(&self, actor: &Actor) -> Result<Vec<Cited>> {
        actor.must(Act::Read)?;
        match actor.id.filter(|_| actor.may(Act::ReviewRecords)) {
            Some(person) => kept::waiting(&mut self.0.db.read(), person, &actor.teams).await,
            None => Ok(Vec::new()),
        }
    }

    /// Which of these proposed records this person can do something about as somebody who decides:
    /// accept them, or say what they think while more have to.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn decidable(&self, actor: &Actor, proposed: &[Summary]) -> Result<BTreeSet<Id>> {
        actor.must(Act::Read)?;
        let Some(person) = actor.id.filter(|_| actor.may(Act::DecideRecords)) else {
            return Ok(BTreeSet::new());
        };
        let ids: Vec<Id> = proposed.iter().map(|it| it.adr.id).collect();
        let standings = kept::standings(&mut self.0.db.read(), &ids).await?;
        let theirs = standings.into_iter().filter(|(_, standing)| standing.waits_for(person));
        Ok(theirs.map(|(id, _)| id).collect())
    }
}

/// A record, which nobody else changes until the transaction ends.
pub(super) async fn found(tx: &mut Tx, id: Id) -> Result<Adr> {
    store::lock(tx, id).await?;
    store::by_id(tx, id).await?.ok_or(Error::NotFound("decision record"))
}

/// A record that is open to opinions.
async fn proposed(tx: &mut Tx, id: Id) -> Result<Adr> {
    let adr = found(tx, id).await?;
    if adr.status == Status::Proposed {
        return Ok(adr);
    }
    Err(Error::invalid(
        "",
        decide::capital(&format!(
            "the record is {}; only a proposed one is reviewed",
            adr.status
        )),
    ))
}

fn nobody() -> Error {
    Error::refused("Only somebody who is signed in can do this.")
}
