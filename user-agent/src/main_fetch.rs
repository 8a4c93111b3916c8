//! [Main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch): whether a request goes to the page's
//! own origin, to another origin without sharing, or to another origin with the CORS protocol, with or
//! without a preflight.

use crate::blocking;
use crate::fetch_params::{Fetch, Unfiltered};
use crate::methods;
use crate::network::AsyncNetwork;
use crate::network_error::NetworkError;
use crate::origin::Origin;
use crate::request::{Mode, RedirectMode, Request, ResponseTainting};
use crate::request_headers::cors_unsafe_names;

impl<N: AsyncNetwork> Fetch<'_, N> {
    /// Steps 7 and 12. It is called again after a redirect, and doesn't filter the response.
    pub(crate) async fn main_fetch(&mut self) -> Result<Unfiltered, NetworkError> {
        let request = &mut self.request;
        // Step 7.
        blocking::check(request, self.allows_mixed_content)?;
        // Step 12.
        let is_own = Origin::of(&request.current_url).is_same_origin(&request.origin);
        if is_own && request.response_tainting == ResponseTainting::Basic {
            return self.http_fetch(false).await;
        }
        match request.mode {
            Mode::SameOrigin => return Err(NetworkError::OtherOrigin),
            Mode::NoCors => {
                if request.redirect_mode != RedirectMode::Follow {
                    return Err(NetworkError::Redirect);
                }
                request.response_tainting = ResponseTainting::Opaque;
                return self.http_fetch(false).await;
            }
            Mode::Cors => {}
        }
        if !matches!(request.current_url.scheme(), "http" | "https") {
            return Err(NetworkError::Scheme(request.current_url.scheme().to_owned()));
        }
        request.response_tainting = ResponseTainting::Cors;
        if !needs_cors_preflight(request) {
            return self.http_fetch(false).await;
        }
        let response = self.http_fetch(true).await;
        if response.is_err() {
            self.preflight_cache.clear(&self.request);
        }
        response
    }
}

/// Whether a request of mode "cors" to another origin needs a preflight, or a cached one. The
/// unsafe-request flag is set for all requests of `fetch()`.
fn needs_cors_preflight(request: &Request) -> bool {
    request.use_cors_preflight
        || !methods::is_cors_safelisted(&request.method)
        || !cors_unsafe_names(&request.header_list).is_empty()
}
