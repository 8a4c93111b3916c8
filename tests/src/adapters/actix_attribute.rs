//! `#[cors]` on actix-web's handlers, one for each method that the corpus knows.

use std::cell::RefCell;

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::guard::{self, GuardContext};
use actix_web::{App, HttpResponse, get, put, route, web};
use cors_runtime::Policy;
use cors_runtime::actix_web::Cors;
use cors_runtime::attr::cors;
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use http::{HeaderMap, HeaderValue, Method, Request, Response};

use super::{Handler, wait};
use crate::actix::{from_http, send};

thread_local! {
    static CURRENT: RefCell<Option<(&'static Policy, Handler)>> = const { RefCell::new(None) };
}

/// The policy of the request that is being sent, as a name that an attribute can have.
struct CurrentPolicy;

impl std::ops::Deref for CurrentPolicy {
    type Target = Policy;

    fn deref(&self) -> &Policy {
        let policy = CURRENT.with_borrow(|current| current.as_ref().map(|&(policy, _)| policy));
        policy.expect("a request is being sent")
    }
}

static POLICY: CurrentPolicy = CurrentPolicy;

fn respond() -> HttpResponse {
    let response = CURRENT.with_borrow(|current| current.as_ref().map(|(_, own)| own.run()));
    from_http(response.expect("a request is being sent"))
}

#[cors(POLICY)]
#[get("/")]
async fn gets() -> HttpResponse {
    respond()
}

#[cors(POLICY)]
#[put("/")]
async fn puts() -> HttpResponse {
    respond()
}

#[cors(POLICY)]
#[route("/", method = "PURGE")]
async fn purges() -> HttpResponse {
    respond()
}

/// The handlers of the methods that the policy grants around an application: with others the program
/// would not start, or they would be granted because they are mounted.
struct Handlers {
    policy: &'static Policy,
    origin: Option<HeaderValue>,
}

impl HttpServiceFactory for Handlers {
    fn register(self, config: &mut AppService) {
        gets.register(config);
        if self.grants("PUT") {
            puts.register(config);
        }
        if self.grants("PURGE") {
            purges.register(config);
        }
        // What a plain function needs, that no attribute can stand above.
        let is_preflight = |context: &GuardContext<'_>| {
            context.head().headers().contains_key("access-control-request-method")
        };
        let others = web::resource("/").guard(guard::Not(guard::fn_guard(is_preflight)));
        others.wrap(Cors::new(self.policy)).to(async || respond()).register(config);
    }
}

impl Handlers {
    fn grants(&self, method: &'static str) -> bool {
        let Some(origin) = self.origin.clone() else { return false };
        let asked = (ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static(method));
        let headers = HeaderMap::from_iter([(ORIGIN, origin), asked]);
        self.policy.evaluate(&Method::OPTIONS, &headers).refusal().is_none()
    }
}

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    CURRENT.set(Some((policy, handler)));
    let origin = request.headers().get(ORIGIN).cloned();
    let response = wait(send(App::new().service(Handlers { policy, origin }), request));
    CURRENT.set(None);
    response
}
