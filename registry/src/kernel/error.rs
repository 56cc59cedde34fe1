//! The one error of every use case. A page, the command line and a test tell its kinds apart;
//! nobody reads its text to decide.

use super::Problems;

/// Why a use case did not happen. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or this person may not know of it. 404.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The person may not do this. 403.
    #[error("{0}")]
    Refused(String),
    /// What was typed cannot be taken. 422.
    #[error("{0}")]
    Invalid(Problems),
    /// Somebody else saved in between. 409, with both texts.
    #[error("somebody else changed this {noun} in between")]
    Conflict {
        /// What was edited.
        noun: &'static str,
        /// The version now stored.
        current: i64,
    },
    /// The database failed. 500.
    #[error("the database failed")]
    Store(#[from] sqlx::Error),
    /// Migrating the database failed.
    #[error("the database could not be brought up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A stored value cannot be read back: a fault of ours, or of somebody's hand in the database. 500.
    #[error("a stored value cannot be read: {0}")]
    Corrupt(String),
}

/// What every use case returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// One problem with one field.
    #[must_use]
    pub fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(Problems::one(field, message))
    }

    /// The person may not do this, said as a sentence.
    #[must_use]
    pub fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused(sentence.into())
    }

    /// Whether the database refused a second row of the same key.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Store(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self::Invalid(problems)
    }
}

/// Ends a validation: nothing when all is well, else all problems at once.
///
/// # Errors
/// When there is any problem.
pub fn check(problems: Problems) -> Result<()> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(problems))
    }
}

/// Reads a stored key back into its type.
///
/// # Errors
/// [`Error::Corrupt`] when the text is none of the known keys.
pub fn stored<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::Corrupt(text.to_owned()))
}
