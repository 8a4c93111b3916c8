//! `Policy::serve`, without a framework.

use cors_runtime::Policy;
use http::{Request, Response};

use super::{Handler, wait};

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    wait(policy.serve(request, async |_| handler.run())).map(Option::unwrap_or_default)
}
