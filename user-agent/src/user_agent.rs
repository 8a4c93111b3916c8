//! The user agent, with its state between requests.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::cookies::CookieStore;
use crate::fetch_params::{Fetch, Unfiltered};
use crate::filtered_response;
use crate::network::{AsyncNetwork, Network};
use crate::network_error::NetworkError;
use crate::preflight_cache::{CHROMIUM_MAX_AGE_LIMIT, PreflightCache};
use crate::request::Request;
use crate::response::{Response, ResponseType};

/// A user agent with its CORS-preflight cache and its cookies.
#[derive(Clone, Debug)]
pub struct UserAgent {
    allows_mixed_content: bool,
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
        Self {
            allows_mixed_content: false,
            preflight_cache: PreflightCache::new(seconds),
            cookies: CookieStore::default(),
        }
    }

    /// The same, if pages over `https:` may request URLs over `http:`, which browsers block: for a server that another
    /// one with TLS will be in front of.
    #[must_use]
    pub fn with_mixed_content(self) -> Self {
        Self { allows_mixed_content: true, ..self }
    }

    /// [`fetch()`](https://fetch.spec.whatwg.org/#fetch-method) at the given time, with a network that answers at
    /// once.
    ///
    /// The time must not decrease. It may start anywhere; the `Expires` of cookies is compared with it as if it were
    /// the time since the Unix epoch.
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
        let fetched = pin!(self.fetch_async(network, request, now));
        // Nothing in it waits, because the network doesn't.
        match fetched.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result,
            Poll::Pending => Err(NetworkError::Connection("the network waits".to_owned())),
        }
    }

    /// The same with a network that answers later. It needs no runtime of its own.
    ///
    /// # Errors
    ///
    /// As [`fetch`](Self::fetch).
    pub async fn fetch_async(
        &mut self,
        network: &mut impl AsyncNetwork,
        request: Request,
        now: Duration,
    ) -> Result<Response, NetworkError> {
        let Self { allows_mixed_content, preflight_cache, cookies } = self;
        let allows_mixed_content = *allows_mixed_content;
        let mut fetch =
            Fetch { allows_mixed_content, preflight_cache, cookies, network, request, now };
        match fetch.main_fetch().await? {
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
