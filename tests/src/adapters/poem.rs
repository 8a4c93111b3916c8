//! The policy around a poem application.

use cors_runtime::Policy;
use cors_runtime::poem::Cors;
use http::{Request, Response};
use poem::endpoint::make_sync;
use poem::{Endpoint, EndpointExt as _, Route};

use super::socket::Handlers;
use super::{Handler, wait};
use crate::poem::{from_http, send};

pub(super) fn application(policy: &'static Policy, handlers: Handlers) -> impl Endpoint {
    let respond = make_sync(move |_| from_http(handlers.run()));
    Route::new().at("/", respond).with(Cors::new(policy))
}

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    wait(send(&application(policy, Handlers::of(handler)), request))
}
