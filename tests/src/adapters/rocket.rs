//! The policy attached to a rocket application, which is launched once for each policy.

use std::cell::RefCell;

use cors_runtime::Policy;
use cors_runtime::rocket::Cors;
use http::{Request, Response};
use rocket::local::asynchronous::Client;
use rocket::route::Outcome;
use rocket::{Build, Data, Rocket, async_trait};

use super::socket::Handlers;
use super::{Handler, wait};
use crate::rocket::{any_method, application, client, from_http, send};

/// Calls the handler of a test.
#[derive(Clone)]
struct Respond(Handlers);

#[async_trait]
impl rocket::route::Handler for Respond {
    async fn handle<'r>(&self, _: &'r rocket::Request<'_>, _: Data<'r>) -> Outcome<'r> {
        Outcome::Success(from_http(self.0.run()))
    }
}

pub(super) fn with_policy(policy: &'static Policy, handlers: Handlers) -> Rocket<Build> {
    application().mount("/", any_method("/", &Respond(handlers))).attach(Cors::new(policy))
}

struct Launched {
    policy: &'static Policy,
    client: Client,
    handlers: Handlers,
}

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    thread_local! {
        static LAUNCHED: RefCell<Option<Launched>> = const { RefCell::new(None) };
    }
    LAUNCHED.with_borrow_mut(|launched| {
        let current = launched.take().filter(|launched| std::ptr::eq(launched.policy, policy));
        let launched = launched.insert(current.unwrap_or_else(|| {
            let handlers = Handlers::default();
            let client = wait(client(with_policy(policy, handlers.clone())));
            Launched { policy, client, handlers }
        }));
        launched.handlers.set(handler);
        wait(send(&launched.client, request))
    })
}

/// rocket answers 400 to methods that it does not know, before any fairing runs.
pub(super) fn parses(method: &str) -> bool {
    method.parse::<rocket::http::Method>().is_ok_and(|known| known.as_str() == method)
}
