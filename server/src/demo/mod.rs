//! The demonstration: a sample firm with two years of history, made through the same use cases
//! people use, so that everything in it could have been typed in.
//!
//! `firm.rs` with the tables in `demo/firm/` is who and what, `fill.rs` brings it into a registry, `history.rs` lives through its
//! quarters, `deliberation.rs` discusses its records, `scale.rs` and `records.rs` add generated workloads and decision records for measuring.

mod deliberation;
mod fill;
mod firm;
mod history;
mod records;
mod scale;

use include_dir::{Dir, include_dir};
use registry::kernel::{Clock, Db, Instant, Randomness, Registry, Result};
use time::Date;

pub use firm::{DOMAIN, PASSWORD};
pub use records::record;
pub use scale::grow;

/// The records of the sample firm.
static RECORDS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/demo/adr");

/// A sign-in of the demonstration.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Login {
    /// The role, by key.
    pub role: &'static str,
    /// What they are at the firm.
    pub is: &'static str,
    /// Their name.
    pub name: &'static str,
    /// Their e-mail.
    pub email: String,
    /// Their password.
    pub password: &'static str,
}

/// Everybody's sign-in; the first five are one a role.
#[must_use]
pub fn logins() -> Vec<Login> {
    firm::people()
        .iter()
        .map(|person| Login {
            role: person.roles.first().map_or("viewer", |role| role.key()),
            is: &person.is,
            name: &person.name,
            email: address(&person.at),
            password: PASSWORD,
        })
        .collect()
}

/// The address of somebody at the firm.
fn address(at: &str) -> String {
    format!("{at}@{DOMAIN}")
}

/// Fills an empty database with the sample firm as of a day; one that holds anybody is left as
/// it is. The same day gives the same firm, identifiers included.
///
/// # Errors
/// When a use case refuses, which is a fault of the sample.
pub async fn fill(db: &Db, today: Date) -> Result<bool> {
    let registry = Registry::new(
        db.clone(),
        Clock::fixed(Instant::start_of(today)),
        Randomness::seeded(2),
    );
    if !registry.people().is_empty().await? {
        return Ok(false);
    }
    db.hurried(async {
        let firm = fill::people_and_records(&registry, today).await?;
        history::live(&registry, &firm, today).await?;
        deliberation::add(&registry, &firm, today).await
    })
    .await?;
    Ok(true)
}
