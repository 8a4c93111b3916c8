//! The policy for attributes, if it is only known when the test runs.

use std::cell::RefCell;

use cors_runtime::Policy;
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use http::{HeaderMap, HeaderValue, Method, Response};

use super::Handler;

thread_local! {
    static CURRENT: RefCell<Option<(&'static Policy, Handler)>> = const { RefCell::new(None) };
}

/// The policy of the current request, which dereferences to a policy, as the name in `#[cors(…)]` must.
pub(super) struct CurrentPolicy;

impl std::ops::Deref for CurrentPolicy {
    type Target = Policy;

    fn deref(&self) -> &Policy {
        let policy = CURRENT.with_borrow(|current| current.as_ref().map(|&(policy, _)| policy));
        policy.expect("a request is being sent")
    }
}

/// Sends a request with its policy and its handler as the current ones.
pub(super) fn with<T>(policy: &'static Policy, handler: Handler, send: impl FnOnce() -> T) -> T {
    CURRENT.set(Some((policy, handler)));
    let answer = send();
    CURRENT.set(None);
    answer
}

/// Runs the current handler.
pub(super) fn run() -> Response<String> {
    let response = CURRENT.with_borrow(|current| current.as_ref().map(|(_, own)| own.run()));
    response.expect("a request is being sent")
}

/// Whether the policy, put around an application, grants a method to the page. Handlers for other methods
/// are not mounted: with a list of methods the program would not start, and without one the method would be
/// granted because it is mounted.
pub(super) fn grants(policy: &Policy, origin: Option<&HeaderValue>, method: &str) -> bool {
    let (Some(origin), Ok(method)) = (origin, HeaderValue::from_str(method)) else { return false };
    let headers =
        HeaderMap::from_iter([(ORIGIN, origin.clone()), (ACCESS_CONTROL_REQUEST_METHOD, method)]);
    policy.evaluate(&Method::OPTIONS, &headers).refusal().is_none()
}
