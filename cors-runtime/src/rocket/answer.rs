//! Answers without a handler of the application.
//!
//! ```text
//! on_request    the answer is kept with the request, which is sent to the route of this file
//! route         an empty response
//! on_response   the answer replaces the response
//! ```
//!
//! rocket's fairings cannot answer, and a response that a handler has made is too late: the handler must not run.

use std::io::Cursor;
use std::sync::{LazyLock, Mutex, PoisonError};

use rocket::http::uri::Origin;
use rocket::http::{ContentType, Header, HeaderMap, Method, Status};
use rocket::route::{Handler, Outcome, Route};
use rocket::{Build, Data, Request, Response, Rocket, async_trait};

use crate::guard::GuardRefusal;
use crate::response::ResponseHeaderMap as _;
use crate::response::existing::is_of_cors;
use crate::stacked::{ERROR_HEADER, EXPLANATION};

/// The path of the route. The rank of the route is before all others.
const PATH: &str = "/.cors-runtime/answer";

static TARGET: LazyLock<Origin<'static>> =
    LazyLock::new(|| Origin::parse(PATH).unwrap_or(Origin::ROOT));

/// An answer that is kept until the response is made.
#[derive(Clone)]
pub(super) enum Answer {
    /// Of a policy, to a preflight.
    Preflight { status: Status, headers: HeaderMap<'static> },
    /// With a reason in a header and in the body.
    Explained { status: Status, reason: String },
}

impl Answer {
    pub(super) fn preflight(code: u16, response: &Response<'static>) -> Self {
        Self::Preflight { status: Status::new(code), headers: response.headers().clone() }
    }

    pub(super) fn stacked() -> Self {
        Self::Explained { status: Status::InternalServerError, reason: EXPLANATION.to_owned() }
    }

    pub(super) fn refused(refusal: &GuardRefusal<'_>) -> Self {
        Self::Explained { status: Status::Forbidden, reason: refusal.to_string() }
    }

    /// Keeps the answer, and sends the request to the route, so that no handler of the application runs.
    pub(super) fn keep(self, request: &mut Request<'_>) {
        *kept(request).lock().unwrap_or_else(PoisonError::into_inner) = Some(self);
        request.set_method(Method::Options);
        request.set_uri(TARGET.clone());
    }

    /// The answer that was kept with the request.
    pub(super) fn of(request: &Request<'_>) -> Option<Self> {
        kept(request).lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the response. Headers that other fairings add to every response stay.
    pub(super) fn put(self, response: &mut Response<'_>) {
        response.remove(is_of_cors);
        match self {
            Self::Preflight { status, headers } => {
                response.set_status(status);
                response.remove_header("content-type");
                response.set_sized_body(0, Cursor::new(""));
                for header in headers.into_iter() {
                    response.adjoin_header(header);
                }
            }
            Self::Explained { status, reason } => {
                response.set_status(status);
                response.set_header(ContentType::Plain);
                response.set_header(Header::new(ERROR_HEADER, reason.clone()));
                response.set_sized_body(reason.len(), Cursor::new(reason));
            }
        }
    }
}

/// What a request keeps.
#[derive(Default)]
struct Kept(Mutex<Option<Answer>>);

fn kept<'r>(request: &'r Request<'_>) -> &'r Mutex<Option<Answer>> {
    &request.local_cache(Kept::default).0
}

/// Whether the application has the route.
struct HasRoute;

/// Adds the route to the application, unless it has it.
pub(super) fn add_route(rocket: Rocket<Build>) -> Rocket<Build> {
    if rocket.state::<HasRoute>().is_some() {
        return rocket;
    }
    let mut route = Route::ranked(isize::MIN, Method::Options, PATH, EmptyResponse);
    route.name = Some("CORS answer".into());
    rocket.manage(HasRoute).mount("/", [route])
}

/// The handler of the route, which answers only requests that were sent to it.
#[derive(Clone)]
struct EmptyResponse;

#[async_trait]
impl Handler for EmptyResponse {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        match Answer::of(request) {
            Some(_) => Outcome::Success(Response::new()),
            None => Outcome::Forward((data, Status::NotFound)),
        }
    }
}
