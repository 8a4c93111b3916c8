//! What the algorithms pass to one another.

use std::time::Duration;

use crate::cookies::CookieStore;
use crate::network::HttpResponse;
use crate::preflight_cache::PreflightCache;
use crate::request::Request;

/// [Fetch params](https://fetch.spec.whatwg.org/#fetch-params), with what the user agent remembers.
#[derive(Debug)]
pub(crate) struct Fetch<'a, N> {
    pub(crate) preflight_cache: &'a mut PreflightCache,
    pub(crate) cookies: &'a mut CookieStore,
    pub(crate) network: &'a mut N,
    pub(crate) request: Request,
    pub(crate) now: Duration,
}

/// A response that is not filtered yet, or a redirect that was not followed.
#[derive(Debug)]
pub(crate) enum Unfiltered {
    Response(HttpResponse),
    OpaqueRedirect,
}
