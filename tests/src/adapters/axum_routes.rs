//! `#[cors]` on axum handlers, mounted by `routes!`.

use axum::Router;
use axum::routing::MethodRouter;
use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;
use http::header::ORIGIN;
use http::{HeaderValue, Request, Response};

use super::current::{self, CurrentPolicy, grants};
use super::{Handler, wait};
use crate::axum::send;

static POLICY: CurrentPolicy = CurrentPolicy;

#[cors(POLICY)]
async fn handler() -> Response<String> {
    current::run()
}

/// Of the methods that the policy grants, one in addition to the safelisted ones: that of the request, or
/// the requested method of a preflight. So the path has at most two kinds of handlers, and each method that
/// axum can route is mounted at some time.
fn path(policy: &Policy, origin: Option<&HeaderValue>, method: &str) -> MethodRouter {
    let grants = |name| name == method && grants(policy, origin, name);
    if grants("PUT") {
        routes![get(handler), post(handler), put(handler)]
    } else if grants("PATCH") {
        routes![get(handler), post(handler), patch(handler)]
    } else if grants("DELETE") {
        routes![get(handler), post(handler), delete(handler)]
    } else if grants("OPTIONS") {
        routes![get(handler), post(handler), options(handler)]
    } else {
        routes![get(handler), post(handler)]
    }
}

/// axum routes no other methods, and `routes!` mounts none that the policy does not grant.
pub(super) fn mounts(policy: &Policy, origin: Option<&HeaderValue>, method: &str) -> bool {
    match method {
        "GET" | "HEAD" | "POST" => true,
        "PUT" | "PATCH" | "DELETE" | "OPTIONS" => grants(policy, origin, method),
        _ => false,
    }
}

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    let method = super::method_in_question(&request).to_owned();
    let origin = request.headers().get(ORIGIN).cloned();
    current::with(policy, handler, || {
        let app = Router::new().route("/", path(policy, origin.as_ref(), &method));
        wait(send(app, request))
    })
}
