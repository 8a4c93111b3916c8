//! A policy that a function selects for each request.

use std::fmt;

use super::Base;
use super::source::{Selected, sealed};
use crate::{CLOSED, Policy, Target};

/// Selects a policy for each request by its scheme, host and path.
///
/// The result can be passed wherever a policy is: to `CorsLayer::new`, `protect`, and `Cors::new` of
/// actix-web. Requests for which the function returns `None` are closed to other origins, as with
/// [`CLOSED`].
///
#[cfg_attr(all(feature = "macros", feature = "axum"), doc = "```")]
#[cfg_attr(not(all(feature = "macros", feature = "axum")), doc = "```ignore")]
/// use std::collections::HashMap;
/// use std::sync::Arc;
///
/// use axum::{Router, routing::get};
/// use cors_runtime::{Policy, cors, select};
///
/// static ACME: Policy = cors! { allow_origins = ["https://acme.example"] };
///
/// let tenants = Arc::new(HashMap::from([("acme.example.app", ACME.clone())]));
/// let policy = select(move |target| tenants.get(target.host()?).cloned());
///
/// let app: Router = Router::new().route("/", get(async || "hello"));
/// let app = cors_runtime::axum::protect(app, policy);
/// # let _ = app;
/// ```
///
/// Preflights carry no cookies and no `Authorization`, and browsers cache their answers by URL. The
/// selection can therefore depend only on the [`Target`], and the same target must always lead to
/// compatible policies: the permissions of one are used for a request that another one answers, until the
/// cached preflight expires.
///
/// The function is called once per request, and must not block.
pub fn select<F>(choose: F) -> Select<F>
where
    F: Fn(Target<'_>) -> Option<Policy> + Clone + Send + Sync + 'static,
{
    Select { choose }
}

/// A function that selects policies, made by [`select`].
#[derive(Clone, Copy)]
pub struct Select<F> {
    choose: F,
}

/// Does not print what the function captures.
impl<F> fmt::Debug for Select<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Select").finish_non_exhaustive()
    }
}

impl<F: Fn(Target<'_>) -> Option<Policy>> sealed::Source for Select<F> {
    type Handle = Base;

    #[inline]
    fn with<'r, R>(
        &self,
        target: impl FnOnce() -> Target<'r>,
        decide: impl FnOnce(Selected<'_, Base>) -> R,
    ) -> R {
        let chosen = (self.choose)(target());
        // One call of `decide`, which is then compiled in place.
        decide(Selected::of(chosen.as_ref().unwrap_or(&CLOSED)))
    }

    /// The policies are not known in advance. `CLOSED` is one of them, so any other is at least the second.
    fn take_marks(&self, is_on_handlers: bool) {
        CLOSED.take_marks(is_on_handlers);
    }
}
