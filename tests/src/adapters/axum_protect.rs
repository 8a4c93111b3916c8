//! A whole axum application.

use axum::Router;
use axum::routing::any;
use cors_runtime::Policy;
use cors_runtime::axum::protect;
use http::{Request, Response};

use super::{Handler, wait};
use crate::axum::send;

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    let app = Router::new().route("/", any(async move || handler.run()));
    wait(send(protect(app, policy), request))
}
