//! Work that keeps a processor busy or holds whole logs in memory: packing and unpacking archives.

use tokio::sync::{Semaphore, SemaphorePermit};

use super::Fault;

/// How much of such work is done at a time; who comes later waits.
static ROOM: Semaphore = Semaphore::const_new(2);

/// Room for heavy work, held until it is dropped.
///
/// # Errors
/// Never while the server runs.
pub async fn room() -> Result<SemaphorePermit<'static>, Fault> {
    ROOM.acquire()
        .await
        .map_err(|error| Fault::panicked(&error.to_string()))
}

/// Does work that keeps a processor busy away from those that serve pages.
///
/// # Errors
/// When it panics: a fault of ours, with what it panicked with.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Fault::panicked(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn two_at_a_time_and_a_panic_is_a_fault_of_ours() {
        let (one, two) = (room().await.unwrap(), room().await.unwrap());
        let waiting = tokio::time::timeout(std::time::Duration::from_millis(20), room()).await;
        assert!(waiting.is_err(), "there is no room");
        drop((one, two));
        assert!(room().await.is_ok());
        assert_eq!(aside(|| 7).await.unwrap(), 7);
        assert!(aside(|| panic!("for the test")).await.is_err());
    }
}
