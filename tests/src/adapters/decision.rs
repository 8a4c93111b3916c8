//! Only the decision, applied by hand.

use cors_runtime::Policy;
use http::{Request, Response};

use super::Handler;

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    let decision = policy.evaluate(request.method(), request.headers());
    let mut response = match decision.status() {
        Some(status) => {
            let mut response = Response::default();
            *response.status_mut() = status;
            response
        }
        None => handler.run(),
    };
    decision.apply_to(response.headers_mut());
    response
}
