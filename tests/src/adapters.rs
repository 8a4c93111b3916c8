//! Every way in which a request meets a policy, each as one function.
//!
//! A new one is a small module here and a line in one of the lists: it puts the policy around the
//! `Handler` as a user would, sends the request, and hands back the response.
#![allow(
    clippy::expect_used,
    clippy::needless_pass_by_value,
    reason = "a test fails by panicking; adapters are functions of one type"
)]

mod actix_attribute;
mod actix_middleware;
mod axum;
mod decision;
mod tower;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cors_runtime::Policy;
use http::header::VARY;
use http::{HeaderValue, Request, Response};

/// A way in which a request meets a policy.
#[derive(Debug, Clone, Copy)]
pub struct Adapter {
    /// What a failing test calls it.
    pub name: &'static str,
    answer: fn(&'static Policy, Request<String>, Handler) -> Response<String>,
}

/// A policy around everything that answers on a path.
pub const AROUND: &[Adapter] = &[
    Adapter { name: "the decision", answer: decision::answer },
    Adapter { name: "the tower layer", answer: tower::answer },
    Adapter { name: "axum's protect", answer: axum::answer },
    Adapter { name: "actix-web's middleware", answer: actix_middleware::answer },
];

/// A policy on each handler, which answers for its own methods and no others.
pub const ON_HANDLERS: &[Adapter] =
    &[Adapter { name: "actix-web's attribute", answer: actix_attribute::answer }];

/// Every adapter.
pub fn all() -> impl Iterator<Item = &'static Adapter> {
    AROUND.iter().chain(ON_HANDLERS)
}

/// What came back, and whether the handler ran.
#[derive(Debug)]
pub struct Answer {
    /// The response.
    pub response: Response<String>,
    /// Whether the handler ran.
    pub handler_called: bool,
}

impl Adapter {
    /// Sends a request to a handler like the corpus' own: 200, `Vary: foo`, body `bar`.
    #[must_use]
    pub fn send(&self, policy: &'static Policy, request: Request<String>) -> Answer {
        let mut response = Response::new("bar".to_owned());
        response.headers_mut().insert(VARY, HeaderValue::from_static("foo"));
        self.send_to(response, policy, request)
    }

    /// Sends a request to a handler that gives this response.
    #[must_use]
    pub fn send_to(
        &self,
        response: Response<String>,
        policy: &'static Policy,
        request: Request<String>,
    ) -> Answer {
        let called = Arc::new(AtomicBool::new(false));
        let handler = Handler { called: Arc::clone(&called), response };
        let response = (self.answer)(policy, request, handler);
        Answer { response, handler_called: called.load(Ordering::Relaxed) }
    }
}

/// A handler that gives one response, and remembers that it was asked.
#[derive(Debug, Clone)]
struct Handler {
    called: Arc<AtomicBool>,
    response: Response<String>,
}

impl Handler {
    fn run(&self) -> Response<String> {
        self.called.store(true, Ordering::Relaxed);
        self.response.clone()
    }
}

/// Waits for a future in this thread.
fn wait<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime without drivers needs nothing").block_on(future)
}
