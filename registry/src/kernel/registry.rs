//! The registry itself: the database with the clock and the randomness its use cases run by.

use std::sync::Arc;

use super::{Clock, Db, Id, Instant, Randomness, Result, Tx};

/// Everything a use case needs; cheap to clone. Each noun adds a method that leads to its use
/// cases: `registry.workloads().get(&actor, "claims-triage")`.
#[derive(Clone, Debug)]
pub struct Registry {
    /// The database.
    pub db: Db,
    clock: Arc<Clock>,
    random: Arc<Randomness>,
}

impl Registry {
    /// A registry over an open database.
    #[must_use]
    pub fn new(db: Db, clock: Clock, random: Randomness) -> Self {
        Self {
            db,
            clock: Arc::new(clock),
            random: Arc::new(random),
        }
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Today, in UTC.
    #[must_use]
    pub fn today(&self) -> time::Date {
        self.now().day()
    }

    /// The randomness.
    #[must_use]
    pub fn random(&self) -> &Randomness {
        &self.random
    }

    /// A new identifier.
    #[must_use]
    pub fn id(&self) -> Id {
        self.random.id(self.now())
    }

    /// Begins a write transaction.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn write(&self) -> Result<Tx> {
        self.db.write().await
    }
}
