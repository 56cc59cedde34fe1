//! How fast one may guess a password.

use time::Duration;

/// Failures of one account within [`WINDOW`] before it must wait.
pub const FAILURES_PER_ACCOUNT: i64 = 5;
/// Failures from one address within [`WINDOW`] before it must wait: an office behind one
/// address types wrong more often than one person.
pub const FAILURES_PER_ADDRESS: i64 = 30;
/// How long a failure counts.
pub const WINDOW: Duration = Duration::minutes(15);

/// Whether another try is let through, given the failures within the window.
#[must_use]
pub fn lets_through(of_account: i64, of_address: i64) -> bool {
    of_account < FAILURES_PER_ACCOUNT && of_address < FAILURES_PER_ADDRESS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_try_waits() {
        assert!(lets_through(4, 0));
        assert!(!lets_through(5, 5));
        assert!(!lets_through(0, 30));
    }
}
