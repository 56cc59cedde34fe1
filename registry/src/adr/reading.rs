//! Use cases of reading the records as a whole: the list with its counts, and what it can be
//! narrowed to.

use super::{
    Status,
    filter::{COUNTED, Choices, Filter, Hits, Listing},
    record::Summary,
    service::Records,
    store_entry, store_list,
    store_query::Query,
};
use crate::{
    identity::{Act, Actor},
    kernel::{Result, Run},
};

/// Tags and people offered at most; others can be typed all the same.
const OFFERED: i64 = 300;

impl Records<'_> {
    /// A page of the list: the records, and how many there are in each status.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn listing(&self, actor: &Actor, filter: &Filter) -> Result<Listing> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let query = Query::of(&mut db, filter).await?;
        let (counts, more) = store_list::counts(&mut db, &query).await?;
        let reach = reach(&mut db, &query, &counts, more).await?;
        let found = store_list::list(&mut db, &query, true, Some(reach)).await?;
        let hits = hits(reach, more);
        Ok(Listing {
            found,
            counts,
            more,
            hits,
        })
    }

    /// How many records a filter hits.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn hits(&self, actor: &Actor, filter: &Filter) -> Result<Hits> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let query = Query::of(&mut db, filter).await?;
        let (counts, more) = store_list::counts(&mut db, &query).await?;
        Ok(hits(reach(&mut db, &query, &counts, more).await?, more))
    }

    /// Records as filtered, without excerpts: for a file of them.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn rows(&self, actor: &Actor, filter: &Filter) -> Result<Vec<Summary>> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let query = Query::of(&mut db, filter).await?;
        store_list::list(&mut db, &query, false, None).await
    }

    /// What the list can be narrowed to.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn choices(&self, actor: &Actor) -> Result<Choices> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let mut choices = Choices {
            tags: store_entry::tags(&mut db, OFFERED).await?,
            deciders: store_entry::deciders(&mut db, OFFERED).await?,
            ..Choices::default()
        };
        for (slug, name, service) in store_list::citing(&mut db).await? {
            if !choices.workloads.iter().any(|known| known.0 == slug) {
                choices.workloads.push((slug, name));
            }
            if !service.is_empty() {
                choices.services.push(service);
            }
        }
        choices.services.sort_unstable();
        choices.services.dedup();
        Ok(choices)
    }
}

/// How many records a filter hits, of a search that counts no further as far as [`COUNTED`] and one.
async fn reach(db: &mut impl Run, query: &Query, counts: &[(Status, i64)], more: bool) -> Result<i64> {
    let status = query.filter.status;
    if more && status.is_none() {
        return Ok(COUNTED + 1);
    }
    // Counting stopped before it had seen every record of the status.
    if more {
        return store_list::reach(db, query).await;
    }
    let wanted = |one| status.is_none_or(|wanted| wanted == one);
    let counted = counts.iter().filter(|(status, _)| wanted(*status));
    Ok(counted.map(|(_, count)| count).sum())
}

fn hits(reach: i64, more: bool) -> Hits {
    let more = more && reach > COUNTED;
    Hits {
        counted: if more { COUNTED } else { reach },
        more,
    }
}
