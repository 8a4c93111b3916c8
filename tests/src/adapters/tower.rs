//! The layer around a tower service.

use std::convert::Infallible;

use cors_runtime::Policy;
use cors_runtime::tower::CorsLayer;
use http::{Request, Response};
use tower::{Layer as _, ServiceExt as _, service_fn};

use super::{Handler, wait};

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    let service = service_fn(async |_: Request<String>| Ok::<_, Infallible>(handler.run()));
    let Ok(response) = wait(CorsLayer::new(policy).layer(service).oneshot(request));
    response
}
