//! A live policy that is replaced before each request. A request that is answered by the policy before it is
//! answered wrongly.

use std::convert::Infallible;

use actix_web::{App, web};
use cors_runtime::actix_web::Cors;
use cors_runtime::tower::CorsLayer;
use cors_runtime::{CLOSED, LivePolicy, Policy};
use http::{Request, Response};
use tower::{Layer as _, ServiceExt as _, service_fn};

use super::{Handler, wait};
use crate::actix::{from_http, send};

/// The live policy of this thread, with another policy in it.
fn live(policy: &Policy) -> &'static LivePolicy {
    thread_local! {
        static LIVE: &'static LivePolicy = Box::leak(Box::new(LivePolicy::new(&CLOSED)));
    }
    let live = LIVE.with(|live| *live);
    live.store(CLOSED.clone());
    live.store(policy.clone());
    live
}

pub(super) fn tower(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    let service = service_fn(async |_: Request<String>| Ok::<_, Infallible>(handler.run()));
    let Ok(response) = wait(CorsLayer::new(live(policy)).layer(service).oneshot(request));
    response
}

pub(super) fn actix_web(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    let respond = web::to(move || std::future::ready(from_http(handler.run())));
    wait(send(App::new().route("/", respond).wrap(Cors::new(live(policy))), request))
}
