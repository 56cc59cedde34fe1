//! Use cases of decision logs: which there are, adding one, how many approvals it asks for.

use super::{Log, log, service::Records, sign_off::MOST, store, store_sign_off as kept};
use crate::{
    audit,
    identity::{Act, Actor},
    kernel::{Error, Problems, Result, Tx, check},
};

impl Records<'_> {
    /// The decision logs, by key.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn logs(&self, actor: &Actor) -> Result<Vec<Log>> {
        actor.must(Act::Read)?;
        store::logs(&mut self.0.db.read()).await
    }

    /// Adds a decision log.
    ///
    /// # Errors
    /// Without the role architect; when the key is none or taken, or there is no name.
    pub async fn add_log(&self, actor: &Actor, key: &str, name: &str) -> Result<Log> {
        actor.must(Act::WriteRecords)?;
        let mut problems = Problems::new();
        let key = problems.keep("log", log::key(key)).unwrap_or_default();
        let name = problems.text("log_name", name, 100);
        check(problems)?;
        let mut tx = self.0.write().await?;
        if store::log_by_key(&mut tx, &key).await?.is_some() {
            return Err(Error::invalid("log", "There is a log with this key already."));
        }
        let log = self.make_log(&mut tx, actor, key, name, None).await?;
        tx.commit().await?;
        Ok(log)
    }

    pub(super) async fn make_log(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        key: String,
        name: String,
        source: Option<String>,
    ) -> Result<Log> {
        let log = Log {
            id: self.0.id(),
            key,
            name,
            source,
            records: 0,
        };
        store::insert_log(tx, &log).await.map_err(|error| {
            if error.is_duplicate() {
                Error::invalid("log", "Somebody added this log in this moment. Try again.")
            } else {
                error
            }
        })?;
        let event = audit::Event::new("added", "decision log", &log.name)
            .id(log.id)
            .at(format!("/adrs?log={}", log.key));
        audit::record(tx, self.0, actor, event).await?;
        Ok(log)
    }

    /// Approvals an acceptance needs in a log.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such log.
    pub async fn quorum(&self, actor: &Actor, log: &str) -> Result<i64> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let log = store::log_by_key(&mut db, &log.to_ascii_uppercase()).await?;
        kept::quorum(&mut db, log.ok_or(Error::NotFound("decision log"))?.id).await
    }

    /// Sets how many approvals an acceptance needs in a log: 1 to 9, the acceptance included.
    ///
    /// # Errors
    /// Without the right to change settings; when the number is none of these.
    pub async fn set_quorum(&self, actor: &Actor, log: &str, quorum: &str) -> Result<()> {
        actor.must(Act::ChangeSettings)?;
        let mut tx = self.0.write().await?;
        let log = store::log_by_key(&mut tx, &log.to_ascii_uppercase()).await?;
        let log = log.ok_or(Error::NotFound("decision log"))?;
        let wanted = quorum.trim().parse::<i64>().ok();
        let wanted = wanted.filter(|number| (1..=MOST).contains(number));
        let Some(wanted) = wanted else {
            return Err(Error::invalid("quorum", format!("Give a number from 1 to {MOST}.")));
        };
        let before = kept::quorum(&mut tx, log.id).await?;
        if before != wanted {
            kept::set_quorum(&mut tx, log.id, wanted).await?;
            let event = audit::Event::new("changed", "decision log", &log.name)
                .id(log.id)
                .at(format!("/adrs?log={}", log.key))
                .detail(format!("approvals needed: {before} → {wanted}"));
            audit::record(&mut tx, self.0, actor, event).await?;
        }
        tx.commit().await
    }
}
