//! What is injected so that tests decide it: the time, and randomness.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use rand::{RngCore, SeedableRng, rngs::StdRng};
use time::{Duration, OffsetDateTime};

use super::{Id, Instant};

/// Where the time comes from.
#[derive(Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Stands still until moved; for tests and for sample data.
    Fixed(Mutex<Instant>),
}

impl Clock {
    /// A clock that stands at a moment.
    #[must_use]
    pub fn fixed(at: Instant) -> Self {
        Self::Fixed(Mutex::new(at))
    }

    /// The time.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    pub fn now(&self) -> Instant {
        match self {
            Self::System => Instant::new(OffsetDateTime::now_utc()),
            Self::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Puts a fixed clock to a moment; the machine's clock cannot be moved.
    pub fn set(&self, to: Instant) {
        if let Self::Fixed(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }

    /// Moves a fixed clock on.
    pub fn advance(&self, by: Duration) {
        self.set(Instant::new(self.now().at() + by));
    }
}

/// Where identifiers, salts and tokens come from.
#[derive(Debug)]
pub struct Randomness {
    generator: Mutex<StdRng>,
    made: AtomicU64,
}

impl Randomness {
    /// Seeded by the operating system.
    #[must_use]
    pub fn system() -> Self {
        Self::of(StdRng::from_os_rng())
    }

    /// The same sequence each time; for tests and sample data, never where people sign in.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::of(StdRng::seed_from_u64(seed))
    }

    fn of(generator: StdRng) -> Self {
        Self {
            generator: Mutex::new(generator),
            made: AtomicU64::new(0),
        }
    }

    /// Random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.generator
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut bytes);
        bytes
    }

    /// A new identifier: a version 7 UUID whose first random bits count up, so that those made
    /// within one millisecond keep their order.
    #[must_use]
    pub fn id(&self, now: Instant) -> Id {
        let mut random: [u8; 10] = self.bytes();
        let count = self.made.fetch_add(1, Ordering::Relaxed);
        random[0] = u8::try_from((count >> 8) & 0x0f).unwrap_or(0);
        random[1] = u8::try_from(count & 0xff).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(now.unix_millis(), &random).into_uuid()
    }

    /// A secret for a link or a one-time token: 160 bits in lower-case base 32.
    #[must_use]
    pub fn secret(&self) -> String {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        self.bytes::<32>()
            .iter()
            .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn identifiers_of_one_moment_keep_their_order() {
        let random = Randomness::seeded(1);
        let now = Instant::new(datetime!(2026-11-22 19:00 UTC));
        let made: Vec<Id> = (0..1000).map(|_| random.id(now)).collect();
        assert!(made.is_sorted());
        assert!(made.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn a_secret_is_long_and_plain() {
        let secret = Randomness::system().secret();
        assert_eq!(secret.len(), 32);
        assert!(
            secret
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        );
    }
}
