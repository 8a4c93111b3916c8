//! Policies in rocket 0.5: around an application.
//!
#![cfg_attr(feature = "macros", doc = "```no_run")]
#![cfg_attr(not(feature = "macros"), doc = "```ignore")]
//! use cors_runtime::{Policy, cors, rocket::Cors};
//! use rocket::{Build, Rocket, get, routes};
//!
//! static API: Policy = cors! { allow_origins = ["https://example.com"] };
//!
//! #[get("/")]
//! fn hello() -> &'static str {
//!     "hello"
//! }
//!
//! fn application() -> Rocket<Build> {
//!     rocket::build().mount("/", routes![hello]).attach(Cors::new(&API))
//! }
//! ```
//!
//! Attach the policy **last**: fairings run in the order in which they are attached, and one that is attached
//! later could change the request or the response after the policy. One policy is for the whole application:
//! with a second one it does not launch. For several paths or hosts, attach a
//! [`PolicyMap`](crate::PolicyMap).
//!
//! | answer | headers of the policy |
//! | --- | --- |
//! | of handlers, with their errors and panics | yes |
//! | of catchers: 404, 405, 422, … | yes |
//! | to preflights, for every path | yes; no handler and no catcher runs |
//! | 400 to a request that rocket cannot parse, such as one with an unknown method | no: rocket calls no fairing |
//!
//! **Preflights.** A fairing cannot answer a request. So the policy sends preflights to a route of its own, for
//! `OPTIONS` and a path that no application has, and later completes the answer. Fairings that run between
//! see that path, and rocket logs it. Routes for `OPTIONS` that an application has for CORS get no preflights
//! any more; remove them.
//!
//! **Methods.** rocket answers 400 to methods that it does not know, such as `PURGE`, so don't list them in
//! `allow_methods`. It takes the method of a form that begins with `_method=`: any page can send such a `POST`
//! without a preflight, and a handler of `PUT` or `DELETE` gets it. Use a [`Guard`].
//!
//! **Header values** that are not UTF-8 are dropped by rocket before any fairing runs.

mod answer;
mod fairing;
mod request;
mod response;

use std::fmt;

use crate::guard::{Guard, NoGuard};
use crate::policy::{IntoPolicySource, PolicySource, StaticPolicy};

/// Puts a policy around an application: `.attach(Cors::new(&API))`.
///
/// It answers preflights itself and puts the CORS headers on every other response.
#[derive(Clone, Copy)]
pub struct Cors<P = StaticPolicy, G = NoGuard> {
    policy: P,
    guard: G,
}

impl<P: PolicySource> Cors<P> {
    /// The fairing of a policy: `&API` of a `static`, a [`Policy`](crate::Policy) by value, a map, or
    /// [`select(…)`](crate::select) to choose one for each request.
    #[must_use]
    pub fn new(policy: impl IntoPolicySource<Source = P>) -> Self {
        let policy = policy.into_source();
        policy.take_marks(false);
        Self { policy, guard: NoGuard }
    }

    /// The same with a [`Guard`] inside of the policy: requests of other sites that CORS does not stop are
    /// answered 403.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use cors_runtime::{Policy, cors, rocket::Cors};
    ///
    /// static API: Policy = cors! {
    ///     allow_origins     = ["https://app.example.com"],
    ///     allow_credentials = true,
    /// };
    ///
    /// let app = rocket::build().attach(Cors::new(&API).with_guard(API.guard()));
    /// # let _ = app;
    /// ```
    #[must_use]
    pub fn with_guard<G: PolicySource>(self, guard: Guard<G>) -> Cors<P, Guard<G>> {
        Cors { policy: self.policy, guard }
    }
}

/// Prints the policy and the guard.
impl<P: fmt::Debug, G: fmt::Debug> fmt::Debug for Cors<P, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cors").field("policy", &self.policy).field("guard", &self.guard).finish()
    }
}
