//! What lives as long as the server.

use std::{
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
};

use registry::kernel::Registry;

use crate::{chart::Charts, ui::Assets};

/// The state of the running site; cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<SiteParts>);

/// What [`Site`] holds.
pub struct SiteParts {
    /// The model and its use cases.
    pub registry: Registry,
    /// Draws charts.
    pub charts: Charts,
    /// Addresses of the stylesheet, scripts and fonts.
    pub assets: Arc<Assets>,
    /// Where people reach the site, without a slash at the end.
    pub base_url: String,
    /// The one-time token that sets the site up.
    pub setup: SetupToken,
    /// Whether to take the caller's address from `X-Forwarded-For`.
    pub behind_proxy: bool,
}

impl Site {
    /// The state of a site.
    #[must_use]
    pub fn new(parts: SiteParts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for Site {
    type Target = SiteParts;

    fn deref(&self) -> &SiteParts {
        &self.0
    }
}

/// The token `serve` prints while nobody exists; gone once used.
pub struct SetupToken(Mutex<Option<String>>);

impl SetupToken {
    /// A token, or none when the site is set up already.
    #[must_use]
    pub fn new(token: Option<String>) -> Self {
        Self(Mutex::new(token))
    }

    /// Whether this is the token. Compared in constant time.
    #[must_use]
    pub fn is(&self, given: &str) -> bool {
        use subtle::ConstantTimeEq;
        let token = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        token
            .as_ref()
            .is_some_and(|token| token.as_bytes().ct_eq(given.trim().as_bytes()).into())
    }

    /// Forgets the token.
    pub fn spend(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
