//! Passwords: argon2id at the parameters OWASP's Password Storage Cheat Sheet names
//! (19 MiB, 2 iterations, 1 lane), hashed off the async threads.

use std::sync::OnceLock;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};

use crate::kernel::{Error, Randomness, Result};

/// The fewest characters a password may have (NIST SP 800-63B asks for 15 where it is the only factor
/// and 8 elsewhere; we stand between, with throttling).
pub const SHORTEST: usize = 12;
/// The most: beyond it, hashing becomes somebody's lever.
pub const LONGEST: usize = 200;

fn hasher() -> Argon2<'static> {
    // The parameters are constants within the crate's limits; the default is the same algorithm.
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password into a PHC string.
///
/// # Errors
/// When it is too short or too long.
pub async fn hash(random: &Randomness, password: &str) -> Result<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Error::invalid(
            "password",
            format!("At least {SHORTEST} characters; this is {length}."),
        ));
    }
    if length > LONGEST {
        return Err(Error::invalid("password", format!("At most {LONGEST} characters.")));
    }
    let salt: [u8; 16] = random.bytes();
    let password = password.to_owned();
    blocking(move || {
        let salt = SaltString::encode_b64(&salt).map_err(|error| Error::Corrupt(error.to_string()))?;
        let hash = hasher()
            .hash_password(password.as_bytes(), &salt)
            .map_err(|error| Error::Corrupt(error.to_string()))?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether the password is the one hashed. Without a hash (no such person) it takes as long and
/// says no, so that the time tells nothing.
///
/// # Errors
/// When the stored hash cannot be read.
pub async fn verify(hash: Option<String>, password: &str) -> Result<bool> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let password: String = password.chars().take(LONGEST + 1).collect();
    blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| {
            NOBODY
                .get_or_init(|| {
                    SaltString::encode_b64(b"nobody has this.")
                        .ok()
                        .and_then(|salt| hasher().hash_password(b"", &salt).ok().map(|hash| hash.to_string()))
                        .unwrap_or_default()
                })
                .clone()
        });
        let parsed = PasswordHash::new(&hash).map_err(|error| Error::Corrupt(error.to_string()))?;
        Ok(hasher().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Corrupt(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_verifies_and_another_does_not() {
        let random = Randomness::seeded(1);
        let hashed = hash(&random, "correct horse battery").await.unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(verify(Some(hashed.clone()), "correct horse battery").await.unwrap());
        assert!(!verify(Some(hashed), "correct horse batterz").await.unwrap());
        assert!(!verify(None, "").await.unwrap());
    }

    #[tokio::test]
    async fn short_passwords_are_refused() {
        assert!(matches!(
            hash(&Randomness::seeded(1), "short").await,
            Err(Error::Invalid(_))
        ));
    }
}
