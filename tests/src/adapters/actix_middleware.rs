//! The middleware around an actix-web application.

use actix_web::{App, web};
use cors_runtime::Policy;
use cors_runtime::actix_web::Cors;
use http::{Request, Response};

use super::{Handler, wait};
use crate::actix::{from_http, send};

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    let respond = web::to(move || std::future::ready(from_http(handler.run())));
    wait(send(App::new().route("/", respond).wrap(Cors::new(policy)), request))
}
