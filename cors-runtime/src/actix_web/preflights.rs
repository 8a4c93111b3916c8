//! What `#[cors(…)]` mounts beside a handler: a resource that answers its preflights.
//!
//! ```text
//! #[cors(API)] #[put("/users")] async fn update_user …
//!
//!   PUT /users                          ──> the handler, with the policy's middleware around it
//!   OPTIONS /users, a preflight for PUT ──> this resource
//!   OPTIONS /users, one for DELETE      ──> the handler of DELETE's, or nobody: 404 or 405
//! ```
//!
//! Each handler of a path has its own, and actix asks them in the order in which they are mounted,
//! so the guard lets in nothing but preflights for the handler's own methods: what another policy
//! would refuse is never granted here.

use std::future::ready;

use actix_web::guard::{Guard, GuardContext};
use actix_web::http::Method;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::{HttpRequest, HttpResponse, Resource, web};
use cors_tables::name_list::Names;
use cors_tables::policy::{AllowMethods, Mounted as Overlay};
use cors_tables::request::{RequestKind, classify};

use super::Cors;
use super::decision::{Decision, request_line};
use super::request::RequestHeaders;
use crate::policy::{Applied, IntoPolicyHandle, Mounted, PolicyData, PolicyHandle, StaticPolicy};
use crate::{Policy, events};

impl<P: PolicyHandle> Cors<P> {
    /// The middleware of `policy` for what answers requests that no handler gets, as in
    /// `.default_service(web::to(not_found).wrap(Cors::not_found(&API)))`.
    ///
    /// The response has the policy's headers, so a page of an allowed origin can read a 404. Every
    /// preflight is refused with 403: a default service gets the preflights for everything that
    /// answers none itself, handlers without a policy among them, and [`Cors::new`] would grant
    /// them.
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
    /// It is also for a last `web::scope("")` or `web::resource("/{path}*")` that answers 404.
    #[must_use]
    pub fn not_found(policy: impl IntoPolicyHandle<Handle = P>) -> Self {
        Self::mounted(policy.into_handle(), on_one_handler(""))
    }
}

/// What is mounted on a handler of these methods, as in `GET,PUT`. Other handlers of the path mount themselves,
/// so nobody can say that they all have its policy.
fn on_one_handler(methods: &'static str) -> Mounted {
    let overlay = Overlay { methods: Names::new(methods), may_be_remembered: false };
    Mounted { overlay, mounted_at: None }
}

/// Answers the preflights for the `methods` of `path`, as in `GET,PUT`, by `policy`; `handler` is what the user
/// calls the function.
///
/// # Panics
///
/// The policy lists methods, and not these. That is a mistake in the program, found when the
/// program starts.
#[must_use]
#[track_caller]
pub fn preflights(
    policy: &'static Policy,
    handler: &str,
    path: &str,
    methods: &'static str,
) -> Resource {
    let policy = StaticPolicy::new(policy).data();
    let mounted = on_one_handler(methods);
    let methods = mounted.overlay.methods;
    if let AllowMethods::List(list) = &policy.table.allow_methods
        && let Some(method) = methods.iter().find(|name| !list.names().contains(name.as_bytes()))
    {
        refuse(policy, handler, path, method);
    }
    let answer = move |request: HttpRequest| {
        let applied = Applied { policy, mounted: Some(&mounted) };
        let answer = Decision::new(applied, request.head()).preflight_response();
        // The guard lets nothing but preflights in.
        ready(answer.unwrap_or_else(|| HttpResponse::new(StatusCode::FORBIDDEN)))
    };
    web::resource(path).guard(IsPreflight { policy, methods }).to(answer)
}

/// The middleware of a handler of these methods. It is of the policy on a handler, which is not the
/// one around an application: that knows of no mounted method.
#[must_use]
pub fn on_handler(policy: &'static Policy, methods: &'static str) -> Cors {
    Cors::mounted(StaticPolicy::new(policy), on_one_handler(methods))
}

#[track_caller]
#[allow(clippy::panic, reason = "a mistake in the program, which must not start")]
fn refuse(policy: &PolicyData, handler: &str, path: &str, method: &str) -> ! {
    panic!(
        "`{handler}`, {method} {path}: the policy of {} has `allow_methods` without `{method}`, so no \
         page could send it; add `{method}` to the list, or remove `allow_methods`, and the \
         methods are those of the handlers",
        policy.label,
    )
}

/// Lets in the preflights for some methods.
struct IsPreflight {
    policy: &'static PolicyData,
    methods: Names<'static>,
}

/// An event says already that the request looks like half a preflight: it passes the guards of all
/// handlers of its path.
struct HalfPreflightLogged;

impl Guard for IsPreflight {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        let head = context.head();
        match kind(&head.method, head.headers()) {
            // Several lines, which no browser sends, name no method.
            RequestKind::Preflight { method, .. } => {
                method.value().is_some_and(|method| self.methods.contains(method))
            }
            _ => {
                let headers = RequestHeaders::new(head.headers());
                let applied = Applied::around(self.policy);
                events::log_half_preflight(applied, request_line(head), headers, || {
                    context.req_data_mut().insert(HalfPreflightLogged).is_none()
                });
                false
            }
        }
    }
}

/// The guard of a handler of `OPTIONS`: it shall not take preflights from the handlers of other
/// methods that are mounted behind it.
#[must_use]
pub fn is_no_preflight(context: &GuardContext<'_>) -> bool {
    let head = context.head();
    !matches!(kind(&head.method, head.headers()), RequestKind::Preflight { .. })
}

fn kind<'r>(method: &Method, headers: &'r HeaderMap) -> RequestKind<'r> {
    classify(method.as_str().as_bytes(), RequestHeaders::new(headers))
}
