//! The secret in the address of a person's feeds. A feed reader cannot sign in, so its address
//! says for whom it reads; it opens feeds and nothing else.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::{Act, Actor, People, store};
use crate::{
    args,
    audit::{self, Event},
    kernel::{Error, Id, Instant, Result, Run},
};

fn hash(token: &str) -> String {
    Sha256::digest(token.as_bytes())
        .iter()
        .fold(String::with_capacity(64), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

impl People<'_> {
    /// Makes the secret of one's feeds anew; addresses with the former one end. It is handed out
    /// this once: only its hash is kept.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn make_feed_token(&self, actor: &Actor) -> Result<String> {
        actor.must(Act::Read)?;
        let id = actor.id.ok_or(Error::NotFound("person"))?;
        let token = self.0.random().secret();
        let mut tx = self.0.write().await?;
        tx.run("DELETE FROM feed_token WHERE person_id = $1", args![id]).await?;
        tx.run(
            "INSERT INTO feed_token (person_id, token_hash, made_at) VALUES ($1, $2, $3)",
            args![id, hash(&token), self.0.now()],
        )
        .await?;
        audit::record(&mut tx, self.0, actor, traced("made", actor, id)).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Ends the addresses of one's feeds.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn revoke_feed_token(&self, actor: &Actor) -> Result<()> {
        actor.must(Act::Read)?;
        let id = actor.id.ok_or(Error::NotFound("person"))?;
        let mut tx = self.0.write().await?;
        let ended = tx.run("DELETE FROM feed_token WHERE person_id = $1", args![id]).await?;
        if ended == 0 {
            return Err(Error::NotFound("feed address"));
        }
        audit::record(&mut tx, self.0, actor, traced("revoked", actor, id)).await?;
        tx.commit().await
    }

    /// When the secret of one's feeds was made, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feed_token_made(&self, actor: &Actor) -> Result<Option<Instant>> {
        let row: Option<(Instant,)> = self
            .0
            .db
            .read()
            .optional("SELECT made_at FROM feed_token WHERE person_id = $1", args![actor.id])
            .await?;
        Ok(row.map(|row| row.0))
    }

    /// For whom a feed is read; none when nobody active has this secret.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reader_of_feed(&self, token: &str) -> Result<Option<Actor>> {
        let mut db = self.0.db.read();
        let row: Option<(Id,)> = db
            .optional(
                "SELECT person_id FROM feed_token WHERE token_hash = $1",
                args![hash(token)],
            )
            .await?;
        let Some((person,)) = row else {
            return Ok(None);
        };
        Ok(store::actor(&mut db, person).await?.map(|(actor, _)| actor))
    }
}

fn traced(act: &'static str, actor: &Actor, id: Id) -> Event {
    Event::new(act, "feed address", &actor.name).id(id).at("/account")
}
