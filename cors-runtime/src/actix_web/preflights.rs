//! What `#[cors(…)]` registers next to a handler: a resource that answers its preflights.
//!
//! ```text
//! #[cors(API)] #[put("/users")] async fn update_user …
//!
//!   PUT /users                          ──> the handler, with the policy's middleware around it
//!   OPTIONS /users, a preflight for PUT ──> this resource
//!   OPTIONS /users, one for DELETE      ──> the resource of the DELETE handler, or 404 or 405
//! ```
//!
//! Each handler of a path has such a resource, and actix-web tries them in the order of registration. The
//! guard accepts only preflights for the handler's methods, so this resource never grants what the policy
//! of another handler would refuse.

use std::future::ready;

use actix_web::guard::{Guard, GuardContext};
use actix_web::http::Method;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::{HttpRequest, HttpResponse, Resource, web};
use cors_tables::name_list::Names;
use cors_tables::policy::Mounted as Overlay;
use cors_tables::request::{RequestKind, classify};
use cors_tables::stored::Text;

use super::Cors;
use super::decision::{Decision, request_line};
use super::request::RequestHeaders;
use crate::policy::source::sealed::Source as _;
use crate::policy::{Applied, IntoPolicySource, Mounted, PolicySource, StaticSource};
use crate::{Target, events};

impl<P: PolicySource> Cors<P> {
    /// The middleware of `policy` for a service that answers requests without a handler, as in
    /// `.default_service(web::to(not_found).wrap(Cors::not_found(&API)))`.
    ///
    /// The response has the policy's headers, so a page of an allowed origin can read a 404. Every
    /// preflight is refused with 403: a default service gets the preflights for everything that has no
    /// answer of its own, including handlers without a policy, and [`Cors::new`] would grant them.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use actix_web::{App, HttpResponse, web};
    /// use cors_runtime::Policy;
    /// use cors_runtime::actix_web::Cors;
    ///
    /// # static API: Policy = cors_runtime::cors! { closed };
    /// let not_found = web::to(async || HttpResponse::NotFound().body("no such page"));
    /// let app = App::new().default_service(not_found.wrap(Cors::not_found(&API)));
    /// # let _ = app;
    /// ```
    ///
    /// It can also be used for a last `web::scope("")` or `web::resource("/{path}*")` that answers 404.
    #[must_use]
    pub fn not_found(policy: impl IntoPolicySource<Source = P>) -> Self {
        Self::mounted(policy.into_source(), on_one_handler(""))
    }
}

/// What is mounted on a handler of these methods, as in `GET,PUT`. Other handlers of the path register
/// themselves, so it is unknown whether they have the same policy.
fn on_one_handler(methods: &'static str) -> Mounted {
    let overlay = Overlay { methods: Names::new(methods), may_be_remembered: false };
    Mounted { overlay, mounted_at: None }
}

/// Answers the preflights for the `methods` of `path`, as in `GET,PUT`, with `policy`. `handler` is the
/// user's name of the function.
///
/// # Panics
///
/// If the policy has `allow_methods` without these methods. This is a mistake in the program, which is
/// found at start-up.
#[must_use]
#[track_caller]
pub fn preflights(
    policy: StaticSource,
    handler: &str,
    path: &str,
    methods: &'static str,
) -> Resource {
    let mounted = on_one_handler(methods);
    let methods = mounted.overlay.methods;
    if let Err((method, policy)) = policy.check_mounted(methods) {
        refuse(&policy, handler, path, method);
    }
    let answer = move |request: HttpRequest| {
        let head = request.head();
        let answer = policy.with(
            || Target::of_actix_web(head),
            |selected| Decision::new(selected.policy, Some(&mounted), head).preflight_response(),
        );
        // The guard accepts only preflights.
        ready(answer.unwrap_or_else(|| HttpResponse::new(StatusCode::FORBIDDEN)))
    };
    web::resource(path).guard(IsPreflight { policy, methods }).to(answer)
}

/// The middleware of a handler of these methods. It differs from the policy around an application, which
/// has no information about mounted methods.
#[must_use]
pub fn on_handler(policy: StaticSource, methods: &'static str) -> Cors<StaticSource> {
    Cors::mounted(policy, on_one_handler(methods))
}

#[track_caller]
#[allow(clippy::panic, reason = "a mistake in the program, which must not start")]
fn refuse(policy: &Text, handler: &str, path: &str, method: &str) -> ! {
    panic!(
        "`{handler}`, {method} {path}: the policy `{}` has `allow_methods` without `{method}`, so \
         pages could not send it; add `{method}` to the list, or remove `allow_methods`, so that \
         the policy grants whatever methods its handlers serve",
        policy.value(),
    )
}

/// A guard that accepts the preflights for some methods.
struct IsPreflight {
    policy: StaticSource,
    methods: Names<'static>,
}

/// Marks a request for which the event about a missing preflight header has been logged, because such a
/// request passes the guards of all handlers of its path.
struct HalfPreflightLogged;

impl Guard for IsPreflight {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        let head = context.head();
        match kind(&head.method, head.headers()) {
            // Several lines, which no browser sends, don't name a method.
            RequestKind::Preflight { method, .. } => {
                method.value().is_some_and(|method| self.methods.contains(method))
            }
            _ => {
                let headers = RequestHeaders::new(head.headers());
                let is_first = || context.req_data_mut().insert(HalfPreflightLogged).is_none();
                self.policy.with(
                    || Target::of_actix_web(head),
                    |selected| {
                        let applied = Applied::around(selected.policy.data);
                        events::log_half_preflight(applied, request_line(head), headers, is_first);
                    },
                );
                false
            }
        }
    }
}

/// The guard of a handler of `OPTIONS`, which must not take the preflights of handlers that are registered
/// after it.
#[must_use]
pub fn is_no_preflight(context: &GuardContext<'_>) -> bool {
    let head = context.head();
    !matches!(kind(&head.method, head.headers()), RequestKind::Preflight { .. })
}

fn kind<'r>(method: &Method, headers: &'r HeaderMap) -> RequestKind<'r> {
    classify(*method == Method::OPTIONS, RequestHeaders::new(headers))
}
