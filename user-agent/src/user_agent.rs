//! The user agent, with its state between requests.

use std::time::Duration;

use crate::cookies::CookieStore;
use crate::fetch_params::{Fetch, Unfiltered};
use crate::filtered_response;
use crate::network::Network;
use crate::network_error::NetworkError;
use crate::preflight_cache::{CHROMIUM_MAX_AGE_LIMIT, PreflightCache};
use crate::request::Request;
use crate::response::{Response, ResponseType};

/// A user agent with its CORS-preflight cache and its cookies.
#[derive(Clone, Debug)]
pub struct UserAgent {
    preflight_cache: PreflightCache,
    cookies: CookieStore,
}

impl UserAgent {
    /// A user agent without cached state, with Chromium's limit on max-age.
    #[must_use]
    pub fn new() -> Self {
        Self::with_max_age_limit(CHROMIUM_MAX_AGE_LIMIT)
    }

    /// A user agent that caches preflights for at most this many seconds.
    #[must_use]
    pub fn with_max_age_limit(seconds: u64) -> Self {
        Self { preflight_cache: PreflightCache::new(seconds), cookies: CookieStore::default() }
    }

    /// [`fetch()`](https://fetch.spec.whatwg.org/#fetch-method) at the given time, which must not decrease.
    ///
    /// # Errors
    ///
    /// If the page gets a network error.
    pub fn fetch(
        &mut self,
        network: &mut impl Network,
        request: Request,
        now: Duration,
    ) -> Result<Response, NetworkError> {
        let Self { preflight_cache, cookies } = self;
        let mut fetch = Fetch { preflight_cache, cookies, network, request, now };
        match fetch.main_fetch()? {
            // Main fetch, step 14.
            Unfiltered::Response(response) => {
                Ok(filtered_response::filter(&fetch.request, response))
            }
            Unfiltered::OpaqueRedirect => {
                Ok(filtered_response::opaque(ResponseType::OpaqueRedirect))
            }
        }
    }
}

impl Default for UserAgent {
    fn default() -> Self {
        Self::new()
    }
}
