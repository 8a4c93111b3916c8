//! The expansion of `routes!`: the handlers with their policies, one by one, then the path.

use std::fmt;
use std::panic::Location;

use axum::routing::{MethodFilter, MethodRouter};
use cors_tables::name_list::Names;
use cors_tables::stored::Text;

use super::handler::{Mount, UnderPolicy};
use super::method_not_allowed::MethodNotAllowed;
use super::methods::Method;
use super::path::{Carried, Path};
use crate::attr::HasPolicy as _;
use crate::policy::StaticSource;

/// The handlers of a path, while they are being added.
pub struct Routes<S> {
    handlers: Vec<Carried>,
    router: MethodRouter<S>,
    /// Mounts the handler of `GET` for `HEAD` too.
    get_for_head: Option<Mounting<S>>,
}

/// A handler that is not mounted yet.
type Mounting<S> = Box<dyn FnOnce(MethodRouter<S>) -> MethodRouter<S>>;

impl<S> fmt::Debug for Routes<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes").field("handlers", &self.handlers).finish_non_exhaustive()
    }
}

#[allow(clippy::new_without_default, reason = "only the macro calls it")]
impl<S> Routes<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// No handler yet.
    #[must_use]
    pub fn new() -> Self {
        Self { handlers: Vec::new(), router: MethodRouter::new(), get_for_head: None }
    }

    /// Mounts a handler under the policy of its type; `name` is the user's name of the handler.
    ///
    /// # Panics
    ///
    /// See [`mount_under`](Self::mount_under).
    #[track_caller]
    #[must_use]
    pub fn mount<H, A, T>(self, method: Method, name: &str, handler: H) -> Self
    where
        H: UnderPolicy<A>,
        H::ForAxum: Mount<T, S>,
    {
        self.mount_under(H::Policy::policy(), method, name, H::ForAxum::from(handler))
    }

    /// Mounts a handler under a policy.
    ///
    /// # Panics
    ///
    /// If the policy has `allow_methods` without this method. This is a mistake in the program, which is
    /// found at start-up, like two handlers for one method in axum.
    #[track_caller]
    #[must_use]
    pub fn mount_under<T>(
        mut self,
        policy: StaticSource,
        method: Method,
        name: &str,
        handler: impl Mount<T, S>,
    ) -> Self {
        if let Err((_, label)) = policy.check_mounted(Names::new(method.name())) {
            refuse(method, name, &label);
        }
        self.handlers.push((method, policy));
        if method == Method::Get {
            let handler = handler.clone();
            let mount = |router| handler.mount(MethodFilter::HEAD, router);
            self.get_for_head = Some(Box::new(mount));
        }
        self.router = handler.mount(filter(method), self.router);
        self
    }

    /// The handlers, with their policies.
    #[track_caller]
    pub fn finish(mut self) -> MethodRouter<S> {
        // axum would send `HEAD` to the handler of `GET`, or to another one that is added after the
        // list and unknown to the policies. If `HEAD` is mounted here, axum refuses that one.
        let has_head = self.handlers.iter().any(|&(method, _)| method == Method::Head);
        if let Some(get_for_head) = self.get_for_head.take().filter(|_| !has_head) {
            self.router = get_for_head(self.router);
        }
        let Some(path) = Path::new(&self.handlers, Location::caller()) else { return self.router };
        // axum's 405, made explicit: `Router::method_not_allowed_fallback` would replace a default one
        // together with the layer around it, which answers preflights.
        self.router.fallback_service(MethodNotAllowed).layer(path)
    }
}

#[track_caller]
#[allow(clippy::panic, reason = "a mistake in the program, which must not start")]
fn refuse(method: Method, name: &str, policy: &Text) -> ! {
    let (word, method) = (method.name().to_ascii_lowercase(), method.name());
    panic!(
        "`{word}({name})`: the policy `{}` has `allow_methods` without `{method}`, so pages could \
         not send it; add `{method}` to the list, or remove `allow_methods`, so that the policy \
         grants whatever methods its handlers serve",
        policy.value(),
    )
}

fn filter(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Head => MethodFilter::HEAD,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Patch => MethodFilter::PATCH,
        Method::Delete => MethodFilter::DELETE,
        Method::Options => MethodFilter::OPTIONS,
    }
}
