//! A policy that a function chooses for each request.

use std::fmt;

use super::source::{Selected, sealed};
use crate::{CLOSED, Policy, Target};

/// Chooses a policy for each request by its scheme, host and path.
///
/// The result is passed where a policy is passed: to `CorsLayer::new`, `protect`, and `Cors::new` of actix-web.
/// Requests for which the function returns `None` are closed to other origins, as under [`CLOSED`].
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
/// let app = Router::new().route("/", get(async || "hello"));
/// let app = cors_runtime::axum::protect(app, policy);
/// # let _ = app;
/// ```
///
/// Preflights carry no cookies and no `Authorization`, and browsers remember their answers by URL. So a choice can
/// depend on nothing else of a request, and the same [`Target`] must lead to policies that agree: what one of them
/// grants is used for a request that another one answers, until the remembered preflight expires.
///
/// The function is called once for each request, and must not block.
pub fn select<F>(choose: F) -> Select<F>
where
    F: Fn(Target<'_>) -> Option<Policy> + Clone + Send + Sync + 'static,
{
    Select { choose }
}

/// A function that chooses policies, made by [`select`].
#[derive(Clone, Copy)]
pub struct Select<F> {
    choose: F,
}

/// Prints nothing that the function captures.
impl<F> fmt::Debug for Select<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Select").finish_non_exhaustive()
    }
}

impl<F: Fn(Target<'_>) -> Option<Policy>> sealed::Source for Select<F> {
    type Handle = Policy;

    #[inline]
    fn with<'r, R>(
        &self,
        target: impl FnOnce() -> Target<'r>,
        decide: impl FnOnce(Selected<'_, Policy>) -> R,
    ) -> R {
        match (self.choose)(target()) {
            Some(policy) => decide(Selected::of(&policy)),
            None => decide(Selected::of(&CLOSED)),
        }
    }

    /// The policies are not known in advance. `CLOSED` is one of them, so any other is at least the second.
    fn take_marks(&self, is_on_handlers: bool) {
        CLOSED.take_marks(is_on_handlers);
    }
}
