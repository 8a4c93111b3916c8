//! A map around an axum application, of whose rows the last is the policy.

use axum::Router;
use axum::routing::any;
use cors_runtime::axum::protect;
use cors_runtime::{CLOSED, Policy, PolicyMap, cors, policies};
use http::{Request, Response};

use super::{Handler, wait};
use crate::axum::send;

/// The rows; the policy that is tested takes the place of the last one.
static ROWS: PolicyMap = policies! {
    "/other/{*rest}"               => CLOSED,
    "//other.example.com/{*rest}"  => TESTED,
    _                              => TESTED,
};

/// What the last row names.
static TESTED: Policy = cors! { closed };

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    let policies = vec![CLOSED.__static_source(), policy.__static_source()];
    let map: &'static PolicyMap = Box::leak(Box::new(PolicyMap {
        __policies: policies.leak(),
        __table: ROWS.__table,
        __location: "",
    }));
    let app = Router::new().route("/", any(async move || handler.run()));
    wait(send(protect(app, map), request))
}
