//! [HTTP fetch](https://fetch.spec.whatwg.org/#concept-http-fetch): the preflight if one is needed, the
//! request, the CORS check, and the redirect if there is one.

use crate::cors_check::cors_check;
use crate::fetch_params::{Fetch, Unfiltered};
use crate::methods;
use crate::network::AsyncNetwork;
use crate::network_error::NetworkError;
use crate::request::{RedirectMode, ResponseTainting};
use crate::request_headers::cors_unsafe_names;

impl<N: AsyncNetwork> Fetch<'_, N> {
    pub(crate) async fn http_fetch(
        &mut self,
        make_cors_preflight: bool,
    ) -> Result<Unfiltered, NetworkError> {
        // Step 4.1.
        if make_cors_preflight && !self.is_covered_by_cache() {
            self.cors_preflight_fetch().await?;
        }
        // Step 4.3.
        let request = self.request.clone();
        let response = self.http_network_or_cache_fetch(&request).await?;
        // Step 4.4. With an HTTP cache, a 304 would be replaced by the updated response.
        if request.response_tainting == ResponseTainting::Cors {
            cors_check(&request, &response.header_list).map_err(NetworkError::NotShared)?;
        }
        // Step 6: a redirect status (https://fetch.spec.whatwg.org/#redirect-status).
        if matches!(response.status, 301 | 302 | 303 | 307 | 308) {
            return match request.redirect_mode {
                RedirectMode::Error => Err(NetworkError::Redirect),
                RedirectMode::Manual => Ok(Unfiltered::OpaqueRedirect),
                RedirectMode::Follow => self.http_redirect_fetch(response).await,
            };
        }
        // Step 7.
        Ok(Unfiltered::Response(response))
    }

    /// The negation of step 4.1's conditions: the cache contains the method, if it needs to, and every
    /// unsafe name.
    fn is_covered_by_cache(&self) -> bool {
        let (request, cache) = (&self.request, &*self.preflight_cache);
        let needs_no_method =
            methods::is_cors_safelisted(&request.method) && !request.use_cors_preflight;
        (needs_no_method || cache.has_method(request, &request.method, self.now))
            && cors_unsafe_names(&request.header_list)
                .iter()
                .all(|name| cache.has_header_name(request, name, self.now))
    }
}
