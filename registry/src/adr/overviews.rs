//! Use cases that look at many records at once: their relations, and their course over time.

use super::{
    Cited,
    course::{Course, Dated, Period},
    graph::{Graph, GraphFilter},
    service::Records,
    store_cited, store_graph,
};
use crate::{
    identity::{Act, Actor},
    kernel::{Error, Result},
};

/// The most relations one graph is made from.
const MOST: i64 = 5_000;

impl Records<'_> {
    /// Records and how they are related, few enough to draw; and the record that is looked around.
    ///
    /// # Errors
    /// When the person may not read; [`Error::NotFound`] when there is no record to look around.
    pub async fn graph(&self, actor: &Actor, filter: &GraphFilter) -> Result<(Graph, Option<Cited>)> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let around = match filter.around {
            Some(id) => Some(
                store_cited::cited(&mut db, id)
                    .await?
                    .ok_or(Error::NotFound("decision record"))?,
            ),
            None => None,
        };
        let said = store_graph::said(&mut db, filter, MOST).await?;
        let more = i64::try_from(said.len()).is_ok_and(|read| read == MOST);
        let graph = Graph::of(said, filter.kind, around.as_ref());
        Ok((Graph { more, ..graph }, around))
    }

    /// Records by the quarter they were decided in, or with `recorded` first stored in.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn course(&self, actor: &Actor, log: Option<&str>, recorded: bool) -> Result<Course> {
        actor.must(Act::Read)?;
        let months = store_graph::months(&mut self.0.db.read(), log, recorded).await?;
        Ok(Course::of(months))
    }

    /// The records of one quarter, the latest first, at most so many.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn of_quarter(&self, actor: &Actor, period: &Period, log: Option<&str>, most: i64) -> Result<Vec<Dated>> {
        actor.must(Act::Read)?;
        store_graph::dated(&mut self.0.db.read(), period, log, most).await
    }
}
