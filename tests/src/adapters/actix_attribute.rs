//! `#[cors]` on actix-web handlers, one for each method.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::guard::{self, GuardContext};
use actix_web::{App, HttpResponse, delete, get, head, patch, post, put, route, web};
use cors_runtime::Policy;
use cors_runtime::actix_web::Cors;
use cors_runtime::attr::cors;
use http::header::ORIGIN;
use http::{HeaderValue, Request, Response};

use super::current::{self, CurrentPolicy, grants};
use super::{Handler, wait};
use crate::actix::{from_http, send};

static POLICY: CurrentPolicy = CurrentPolicy;

fn respond() -> HttpResponse {
    from_http(current::run())
}

#[cors(POLICY)]
#[get("/")]
async fn gets() -> HttpResponse {
    respond()
}

#[cors(POLICY)]
#[head("/")]
async fn heads() -> HttpResponse {
    respond()
}

#[cors(POLICY)]
#[post("/")]
async fn posts() -> HttpResponse {
    respond()
}

#[cors(POLICY)]
#[put("/")]
async fn puts() -> HttpResponse {
    respond()
}

#[cors(POLICY)]
#[patch("/")]
async fn patches() -> HttpResponse {
    respond()
}

#[cors(POLICY)]
#[delete("/")]
async fn deletes() -> HttpResponse {
    respond()
}

#[cors(POLICY)]
#[route("/", method = "OPTIONS")]
async fn options() -> HttpResponse {
    respond()
}

#[cors(POLICY)]
#[route("/", method = "PURGE")]
async fn purges() -> HttpResponse {
    respond()
}

/// The handlers for the methods that the policy grants.
struct Handlers {
    policy: &'static Policy,
    origin: Option<HeaderValue>,
}

impl HttpServiceFactory for Handlers {
    fn register(self, config: &mut AppService) {
        gets.register(config);
        heads.register(config);
        posts.register(config);
        let grants = |method| grants(self.policy, self.origin.as_ref(), method);
        if grants("PUT") {
            puts.register(config);
        }
        if grants("PATCH") {
            patches.register(config);
        }
        if grants("DELETE") {
            deletes.register(config);
        }
        if grants("OPTIONS") {
            options.register(config);
        }
        if grants("PURGE") {
            purges.register(config);
        }
        // Requests with other methods, without their preflights.
        let is_preflight = |context: &GuardContext<'_>| {
            context.head().headers().contains_key("access-control-request-method")
        };
        let others = web::resource("/").guard(guard::Not(guard::fn_guard(is_preflight)));
        others.wrap(Cors::new(self.policy)).to(async || respond()).register(config);
    }
}

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    let origin = request.headers().get(ORIGIN).cloned();
    let app = App::new().service(Handlers { policy, origin });
    current::with(policy, handler, || wait(send(app, request)))
}
