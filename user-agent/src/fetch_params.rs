//! The parameters and results of the algorithms.

use std::time::Duration;

use crate::cookies::CookieStore;
use crate::network::HttpResponse;
use crate::preflight_cache::PreflightCache;
use crate::request::Request;

/// [Fetch params](https://fetch.spec.whatwg.org/#fetch-params), with the state of the user agent.
#[derive(Debug)]
pub(crate) struct Fetch<'a, N> {
    pub(crate) allows_mixed_content: bool,
    pub(crate) preflight_cache: &'a mut PreflightCache,
    pub(crate) cookies: &'a mut CookieStore,
    pub(crate) network: &'a mut N,
    pub(crate) request: Request,
    pub(crate) now: Duration,
}

/// A response before filtering, or a redirect that was not followed.
#[derive(Debug)]
pub(crate) enum Unfiltered {
    Response(HttpResponse),
    OpaqueRedirect,
}
