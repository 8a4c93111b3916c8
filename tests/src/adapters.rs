//! Every way to apply a policy to a request, each as one function.
//!
//! To add one, write a small module here and add a line to one of the lists. The function puts the policy
//! around the `Handler` as a user would, sends the request, and returns the response.
#![allow(
    clippy::expect_used,
    clippy::needless_pass_by_value,
    reason = "a test fails by panicking; adapters are functions of one type"
)]

mod actix_attribute;
mod actix_middleware;
mod axum_layer;
mod axum_protect;
mod axum_routes;
mod current;
mod decision;
mod live;
mod poem;
mod policy_map;
mod rocket;
mod salvo;
mod serve;
mod socket;
mod tower;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cors_runtime::Policy;
use http::header::{
    ACCESS_CONTROL_REQUEST_METHOD, CONNECTION, CONTENT_LENGTH, DATE, HeaderName, ORIGIN, VARY,
};
use http::{HeaderValue, Method, Request, Response};
use tokio::runtime::Runtime;

/// A way to apply a policy to a request.
#[derive(Debug, Clone, Copy)]
pub struct Adapter {
    /// The name in messages of failing tests.
    pub name: &'static str,
    answer: fn(&'static Policy, Request<String>, Handler) -> Response<String>,
    mounts: fn(&Policy, Option<&HeaderValue>, &str) -> bool,
    parses: fn(&str) -> bool,
}

/// `Policy::evaluate` and `Decision::apply_to`, as in an application without a framework.
pub const DECISION: Adapter = Adapter::new("the decision", decision::answer);
/// The tower layer.
pub const TOWER: Adapter = Adapter::new("the tower layer", tower::answer);

/// A policy around everything on a path.
pub const AROUND: &[Adapter] = &[
    DECISION,
    TOWER,
    Adapter::new("the function `serve`", serve::answer),
    Adapter::new("axum's layer", axum_layer::answer),
    Adapter::new("axum's protect", axum_protect::answer),
    Adapter::new("actix-web's middleware", actix_middleware::answer),
    Adapter::new("salvo's hoop", salvo::answer),
    Adapter::new("poem's middleware", poem::answer),
    Adapter::new("rocket's fairing", rocket::answer).which_parses(rocket::parses),
    Adapter::new("the tower layer, with a live policy", live::tower),
    Adapter::new("actix-web's middleware, with a live policy", live::actix_web),
    Adapter::new("a map around axum", policy_map::answer),
];

/// A policy on each handler, whose answers list only the methods of that handler.
pub const ON_HANDLERS: &[Adapter] = &[
    Adapter::new("axum's routes!", axum_routes::answer).which_mounts(axum_routes::mounts),
    Adapter::new("actix-web's attribute", actix_attribute::answer),
];

/// A policy around everything that a server answers, with requests over a socket.
pub const OVER_SOCKETS: &[Adapter] = &[
    Adapter::new("axum's server", socket::axum::answer),
    Adapter::new("actix-web's server", socket::actix_web::answer),
    Adapter::new("hyper's server, through tower", socket::hyper::answer),
    Adapter::new("salvo's server", socket::salvo::answer),
    Adapter::new("poem's server", socket::poem::answer),
    Adapter::new("rocket's server", socket::rocket::answer).which_parses(rocket::parses),
];

/// Every adapter.
pub fn all() -> impl Iterator<Item = &'static Adapter> {
    AROUND.iter().chain(ON_HANDLERS).chain(OVER_SOCKETS)
}

/// Headers that a server adds to every message, which are not relevant for CORS.
const OF_THE_MESSAGE: [HeaderName; 3] = [CONNECTION, CONTENT_LENGTH, DATE];

/// The response, and whether the handler ran.
#[derive(Debug)]
pub struct Answer {
    /// The response.
    pub response: Response<String>,
    /// How often the handler ran.
    pub handled: usize,
}

impl Adapter {
    const fn new(
        name: &'static str,
        answer: fn(&'static Policy, Request<String>, Handler) -> Response<String>,
    ) -> Self {
        Self { name, answer, mounts: |_, _, _| true, parses: |_| true }
    }

    /// The same, for adapters that cannot mount handlers for every method that a policy grants.
    const fn which_mounts(self, mounts: fn(&Policy, Option<&HeaderValue>, &str) -> bool) -> Self {
        Self { mounts, ..self }
    }

    /// The same, for frameworks that answer 400 to requests with methods that they don't know.
    const fn which_parses(self, parses: fn(&str) -> bool) -> Self {
        Self { parses, ..self }
    }

    /// Whether a request with this method can reach the policy.
    #[must_use]
    pub fn can_receive(&self, method: &str) -> bool {
        (self.parses)(method)
    }

    /// Whether there is a handler for the request's method, or for the requested method of a preflight. If
    /// there is none, the method is never granted, and the framework answers 405.
    #[must_use]
    pub fn has_handler_for(&self, policy: &Policy, request: &Request<String>) -> bool {
        (self.mounts)(policy, request.headers().get(ORIGIN), method_in_question(request))
    }

    /// Sends a request to a handler like that of the corpus: 200, `Vary: foo`, body `bar`.
    #[must_use]
    pub fn send(&self, policy: &'static Policy, request: Request<String>) -> Answer {
        let mut response = Response::new("bar".to_owned());
        response.headers_mut().insert(VARY, HeaderValue::from_static("foo"));
        self.send_to(response, policy, request)
    }

    /// Sends a request to a handler that returns this response.
    #[must_use]
    pub fn send_to(
        &self,
        response: Response<String>,
        policy: &'static Policy,
        request: Request<String>,
    ) -> Answer {
        let handler = Handler(Arc::new((AtomicUsize::new(0), response)));
        let mut response = (self.answer)(policy, request, handler.clone());
        for name in OF_THE_MESSAGE {
            response.headers_mut().remove(name);
        }
        Answer { response, handled: handler.0.0.load(Ordering::Relaxed) }
    }
}

/// The method of a request, or the requested method of a preflight.
fn method_in_question(request: &Request<String>) -> &str {
    let requested = request.headers().get(ACCESS_CONTROL_REQUEST_METHOD);
    let requested = requested.filter(|_| request.method() == Method::OPTIONS);
    requested.and_then(|requested| requested.to_str().ok()).unwrap_or(request.method().as_str())
}

/// A handler that returns one response, and counts how often it is called.
#[derive(Debug, Clone)]
struct Handler(Arc<(AtomicUsize, Response<String>)>);

impl Handler {
    fn run(&self) -> Response<String> {
        let (calls, response) = &*self.0;
        calls.fetch_add(1, Ordering::Relaxed);
        response.clone()
    }
}

/// Waits for a future in this thread.
fn wait<F: Future>(future: F) -> F::Output {
    thread_local! {
        // Never dropped: values that actix-web leaves in it then access other values of the thread.
        static RUNTIME: &'static Runtime = Box::leak(Box::new(
            tokio::runtime::Builder::new_current_thread()
                .build()
                .expect("a runtime without drivers needs nothing"),
        ));
    }
    RUNTIME.with(|runtime| runtime.block_on(future))
}
