//! The policy, and the guard alone, as fairings.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use rocket::fairing::{Fairing, Info, Kind, Result};
use rocket::{Build, Data, Request, Response, Rocket, async_trait};

use super::Cors;
use super::answer::{Answer, add_route};
use super::request::View;
use crate::around::{Begun, Handling, begin, refusal};
use crate::guard::{Guard, OptionalGuard};
use crate::policy::PolicySource;
use crate::policy::source::sealed::Source;
use crate::response::Finished;

/// Whether the application has a policy.
struct HasPolicy;

/// A request while it is handled.
struct Handled<H>(Mutex<Option<Handling<Cow<'static, str>, H>>>);

impl<H> Handled<H> {
    fn take(&self) -> Option<Handling<Cow<'static, str>, H>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[async_trait]
impl<P: PolicySource, G: OptionalGuard> Fairing for Cors<P, G> {
    fn info(&self) -> Info {
        // rocket prints the name if the launch fails, so it has the reason.
        let name = "CORS policy (an application can have only one)";
        Info { name, kind: Kind::Ignite | Kind::Request | Kind::Response }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> Result {
        if rocket.state::<HasPolicy>().is_some() {
            return Err(rocket);
        }
        Ok(add_route(rocket).manage(HasPolicy))
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let mut response = Response::new();
        let begun = begin(&self.policy, &View::new(request), &mut response);
        let answer = match begun {
            Begun::Preflight(code) => Answer::preflight(code, &response),
            Begun::Stacked => Answer::stacked(),
            Begun::Handled(handling) => {
                request.local_cache(|| Handled(Mutex::new(Some(handling))));
                match refusal(&self.guard, &View::new(request)) {
                    Some(refusal) => Answer::refused(&refusal),
                    None => return,
                }
            }
        };
        answer.keep(request);
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        if let Some(answer) = Answer::of(request) {
            answer.put(response);
        }
        let handled = || Handled::<<P as Source>::Handle>(Mutex::new(None));
        if let Some(handling) = request.local_cache(handled).take() {
            let code = response.status().code;
            if let Finished::Stacked = handling.finish(None, code, response) {
                Answer::stacked().put(response);
            }
        }
    }
}

/// A guard without a policy: `.attach(API.guard())`.
#[async_trait]
impl<P: PolicySource> Fairing for Guard<P> {
    fn info(&self) -> Info {
        let kind = Kind::Ignite | Kind::Request | Kind::Response;
        Info { name: "guard against requests of other sites", kind }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> Result {
        Ok(add_route(rocket))
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let refused = refusal(self, &View::new(request)).map(|it| Answer::refused(&it));
        if let Some(answer) = refused {
            answer.keep(request);
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        // A policy puts the answer itself, with its headers.
        if request.rocket().state::<HasPolicy>().is_none() {
            if let Some(answer) = Answer::of(request) {
                answer.put(response);
            }
        }
    }
}
