//! A whole axum application.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::routing::any;
use cors_runtime::Policy;
use cors_runtime::axum::protect;
use http::{Request, Response};
use tower::ServiceExt as _;

use super::{Handler, wait};

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    let app = Router::new().route("/", any(async move || handler.run()));
    wait(async {
        let Ok(response) = protect(app, policy).oneshot(request.map(Body::from)).await;
        let (head, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("the body is in memory");
        Response::from_parts(head, String::from_utf8_lossy(&body).into_owned())
    })
}
