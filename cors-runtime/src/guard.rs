//! Refuses requests of other sites that CORS does not stop.

#[cfg(feature = "actix-web")]
mod actix_web;
#[cfg(feature = "__around")]
mod optional;
mod refusal;
#[cfg(feature = "tower")]
mod tower;

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "actix-web")]
pub use actix_web::{GuardedMiddleware, GuardedMiddlewareFuture};
pub use cors_tables::guard::Blocked;
use cors_tables::guard::{Action, GuardedRequest, Guarding};
use cors_tables::policy::AllowOrigins;
use cors_tables::request::FieldLine;
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, UPGRADE};
use http::{HeaderMap, HeaderValue, Method, Uri};
#[cfg(feature = "__around")]
pub use optional::{NoGuard, OptionalGuard};
pub use refusal::GuardRefusal;
use refusal::Untrusted;
#[cfg(feature = "tower")]
pub use tower::{Guarded, GuardedFuture};

use crate::policy::{IntoPolicySource, PolicyRef, PolicySource, StaticPolicy};
use crate::{Policy, PolicyMap, Target};

/// Refuses requests of other sites that CORS does not stop: WebSocket handshakes, form posts, requests to
/// servers on `localhost`.
///
/// CORS hides responses from pages, and asks the server before unusual requests. Browsers send all other
/// requests without asking, with cookies, from any page. The guard answers 403 to those that come from
/// another origin, unless the policy allows the origin *with credentials*.
///
#[cfg_attr(feature = "macros", doc = "```")]
#[cfg_attr(not(feature = "macros"), doc = "```ignore")]
/// use cors_runtime::{Policy, cors};
/// use http::{HeaderMap, Method, Uri, header};
///
/// static API: Policy = cors! {
///     allow_origins     = ["https://app.example.com"],
///     allow_credentials = true,
/// };
///
/// let guard = API.guard();
/// let uri = Uri::from_static("/transfer");
/// let mut headers = HeaderMap::new();
/// headers.insert(header::HOST, "api.example.com".parse()?);
/// headers.insert(header::ORIGIN, "https://evil.example".parse()?);
/// assert_eq!(
///     guard.check(&Method::POST, &uri, &headers).unwrap_err().to_string(),
///     "the origin `https://evil.example` is neither in `allow_origins` nor the server's own",
/// );
///
/// headers.insert(header::ORIGIN, "https://app.example.com".parse()?);
/// assert!(guard.check(&Method::POST, &uri, &headers).is_ok());
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
///
/// # Where to put it
///
/// Inside of the policy, so that preflights are answered and pages can read what passes:
///
/// | you have | write |
/// | --- | --- |
/// | axum | `protect(app, &API).with_guard(API.guard())` |
/// | a tower service | `ServiceBuilder::new().layer(CorsLayer::new(&API)).layer(API.guard())` |
/// | actix-web | `.wrap(API.guard()).wrap(Cors::new(&API))` |
/// | salvo, poem, rocket | `Cors::new(&API).with_guard(API.guard())` |
/// | anything with `http` types | [`check`](Self::check), before the handler runs |
///
/// It can also be used alone, around a WebSocket route for example. (A *guard* of actix-web is something
/// else: it chooses the route of a request.)
///
/// # What passes
///
/// In this order:
///
/// 1. Several lines of `Origin` or of `Sec-Fetch-Site`: refused.
/// 2. `GET`, `HEAD` and `OPTIONS` pass, unless the request opens a connection (`Upgrade`, `CONNECT`). So
///    handlers of these methods must not change anything.
/// 3. An `Origin` in the policy's set passes.
/// 4. `Sec-Fetch-Site: same-origin` and `none` (the user entered the address) pass, and any other value is
///    refused, including `same-site`: list the origins of the site that need access.
/// 5. Without `Sec-Fetch-Site`: without `Origin` the request is not from a page, or from an old browser, and
///    passes, unless [`refuse_non_browsers`](Self::refuse_non_browsers) is set; an `Origin` whose host and
///    port are the server's own passes; all others are refused, including `null`.
///
/// [`strict`](Self::strict) protects servers that attackers reach under a name of their own.
///
/// Source: [Fetch metadata](https://www.w3.org/TR/fetch-metadata/), the [`Origin`
/// header](https://fetch.spec.whatwg.org/#origin-header). `docs/guard.md` in the repository compares it with
/// other libraries.
#[derive(Clone)]
#[must_use = "a guard has no effect unless it is put around a service, or asked with `check`"]
pub struct Guard<P = StaticPolicy> {
    source: P,
    trusts_without_credentials: bool,
    passes_non_browsers: bool,
    hosts: Option<Arc<[String]>>,
}

impl<P: PolicySource> Guard<P> {
    /// The guard of a policy: `&API` of a `static`, a [`Policy`] by value, or another source.
    pub fn new(policy: impl IntoPolicySource<Source = P>) -> Self {
        Self {
            source: policy.into_source(),
            trusts_without_credentials: false,
            passes_non_browsers: true,
            hosts: None,
        }
    }

    /// Trusts the origins of policies without `allow_credentials` too.
    ///
    /// Such a policy lets its origins read public responses. Form posts and handshakes carry cookies
    /// regardless, so its origins are not trusted with them by default.
    pub fn trust_without_credentials(self) -> Self {
        Self { trusts_without_credentials: true, ..self }
    }

    /// Refuses requests with neither `Origin` nor `Sec-Fetch-Site`, which programs other than browsers send.
    ///
    /// Browsers before 2020 (Safari: before 2023) send neither with some requests.
    pub fn refuse_non_browsers(self) -> Self {
        Self { passes_non_browsers: false, ..self }
    }

    /// Checks every request except preflights, and its host: for servers on `localhost` or in a private
    /// network, such as MCP servers, which pages can reach under a name that an attacker points to the
    /// server's address (DNS rebinding).
    ///
    /// Only requests for these hosts pass. An entry with a port matches only that port. If there is
    /// an `Origin`, it must be in the policy's set: the server's own origins have to be listed in
    /// `allow_origins` as well.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use cors_runtime::{Policy, cors};
    ///
    /// static INSPECTOR: Policy = cors! {
    ///     allow_origins     = ["http://localhost:*", "http://127.0.0.1:*"],
    ///     allow_credentials = true,
    /// };
    /// let guard = INSPECTOR.guard().strict(["localhost", "127.0.0.1", "[::1]"]);
    /// # let _ = guard;
    /// ```
    pub fn strict<H: Into<String>>(self, hosts: impl IntoIterator<Item = H>) -> Self {
        Self { hosts: Some(hosts.into_iter().map(Into::into).collect()), ..self }
    }

    /// Decides whether a request passes. Allocates nothing.
    ///
    /// # Errors
    ///
    /// The reason why it does not. Answer 403.
    pub fn check<'r>(
        &self,
        method: &Method,
        uri: &'r Uri,
        headers: &'r HeaderMap,
    ) -> Result<(), GuardRefusal<'r>> {
        let target = Target::new(uri, headers);
        self.decide(guarded_request(method, headers, target), target)
    }

    fn decide<'r>(
        &self,
        request: GuardedRequest<'r>,
        target: Target<'r>,
    ) -> Result<(), GuardRefusal<'r>> {
        let guarding = Guarding {
            passes_non_browsers: self.passes_non_browsers,
            hosts: self.hosts.as_deref(),
        };
        self.source.with(
            || target,
            |selected| {
                let mut untrusted = None;
                let checked =
                    guarding.check(request, |origin| match self.trusts(selected.policy, origin) {
                        Ok(is_trusted) => is_trusted,
                        Err(why) => {
                            untrusted = Some(why);
                            false
                        }
                    });
                checked.map_err(|blocked| GuardRefusal { blocked, untrusted })
            },
        )
    }

    /// Whether the policy trusts an origin, or why none of its origins is trusted.
    fn trusts(&self, policy: PolicyRef<'_>, origin: &[u8]) -> Result<bool, Untrusted> {
        let AllowOrigins::Set { credentials, .. } = policy.data.table.allow_origins else {
            return Err(Untrusted::AnyOrigin);
        };
        let is_allowed = policy.allows_origin(origin);
        if is_allowed && !credentials && !self.trusts_without_credentials {
            return Err(Untrusted::NoCredentials);
        }
        Ok(is_allowed)
    }
}

/// What the guard reads of a request with the types of `http`.
pub(crate) fn guarded_request<'r>(
    method: &Method,
    headers: &'r HeaderMap,
    target: Target<'r>,
) -> GuardedRequest<'r> {
    let read = |name| FieldLine::read(headers.get_all(name).iter().map(HeaderValue::as_bytes));
    let is_preflight =
        || headers.contains_key(ORIGIN) && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    GuardedRequest {
        action: action(method.as_str(), headers.contains_key(UPGRADE), is_preflight),
        origin: read(ORIGIN.as_str()),
        fetch_site: read(FETCH_SITE),
        authority: target.host_and_port(),
    }
}

/// The header by which browsers report how the origin of a request relates to that of its target.
pub(crate) const FETCH_SITE: &str = "sec-fetch-site";

/// What a request does. Pages cannot set `Upgrade`, and browsers send it only with WebSocket handshakes.
pub(crate) fn action(
    method: &str,
    has_upgrade: bool,
    is_preflight: impl FnOnce() -> bool,
) -> Action {
    match method {
        "OPTIONS" if is_preflight() => Action::Preflight,
        "GET" | "HEAD" | "OPTIONS" if !has_upgrade => Action::Read,
        "GET" | "HEAD" | "OPTIONS" | "CONNECT" => Action::Connect,
        _ => Action::Write,
    }
}

impl Policy {
    /// A [`Guard`] that refuses requests of origins outside of this policy's set: `Guard::new(&API)`.
    pub fn guard(&'static self) -> Guard {
        Guard::new(self)
    }
}

impl PolicyMap {
    /// A [`Guard`] that refuses requests of origins outside of the set of the policy of their row.
    pub fn guard(&'static self) -> Guard<<&'static Self as IntoPolicySource>::Source> {
        Guard::new(self)
    }
}

#[cfg(feature = "live")]
impl crate::LivePolicy {
    /// A [`Guard`] that refuses requests of origins outside of the current policy's set.
    pub fn guard(&'static self) -> Guard<<&'static Self as IntoPolicySource>::Source> {
        Guard::new(self)
    }
}

impl<P: fmt::Debug> fmt::Debug for Guard<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard")
            .field("policy", &self.source)
            .field("trusts_without_credentials", &self.trusts_without_credentials)
            .field("passes_non_browsers", &self.passes_non_browsers)
            .field("hosts", &self.hosts)
            .finish()
    }
}

#[cfg(test)]
mod tests;
