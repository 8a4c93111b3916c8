//! The middleware around an actix-web service.

use std::future::{Ready, ready};
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, always_ready};
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use actix_web::{Error, HttpResponse};

use crate::by_hand::{ByHandInActix, Exact, Few, Listed, Same, Subdomains, Trust};
use crate::clock::Case;
use crate::origins::list;
use crate::policies;
use crate::scenario::{Origins, Scenario};
use crate::table::{Row, Table, measure};

pub(crate) fn run(scenarios: &[Scenario], rounds: usize) -> Table {
    let rows = scenarios.iter().map(row).collect();
    Table {
        title: "actix-web 4",
        intro: "What the middleware adds to a service of actix-web whose response has two headers; \
                for preflights, to an empty answer.",
        columns: &["this library", "by hand", "by hand, same promises", "actix-cors"],
        ratios: &[
            ("ours : by hand", 0, 1),
            ("ours : same promises", 0, 2),
            ("actix-cors : ours", 3, 0),
        ],
        rows: measure(rows, rounds),
    }
}

fn row(scenario: &Scenario) -> Row {
    let inner =
        if scenario.is_preflight() { actix(scenario, NoContent) } else { actix(scenario, Handler) };
    let ours = cors_runtime::actix_web::Cors::new(policies::ours(scenario.origins));
    let [few, same] = match scenario.origins {
        Origins::Exact => by_hand(scenario, Exact),
        Origins::Listed(kind, n) => by_hand(scenario, Listed(policies::perfect_hash(kind, n))),
        Origins::Subdomains => by_hand(scenario, Subdomains),
    };
    let theirs = wrapped(scenario, &cors(scenario.origins));
    let cases = vec![wrapped(scenario, &ours), few, same, theirs];
    Row { name: scenario.name.clone(), inner: Some(inner), cases }
}

fn by_hand(scenario: &Scenario, trust: impl Trust) -> [Case; 2] {
    [
        wrapped(scenario, &ByHandInActix::new(trust, Few)),
        wrapped(scenario, &ByHandInActix::new(trust, Same)),
    ]
}

/// The case of the handler inside a middleware.
fn wrapped<M, B>(scenario: &Scenario, middleware: &M) -> Case
where
    M: Transform<
            Handler,
            ServiceRequest,
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        >,
    M::Transform: 'static,
    B: MessageBody + 'static,
{
    let service = now(middleware.new_transform(Handler));
    actix(scenario, service.unwrap_or_else(|()| panic!("a middleware refuses its configuration")))
}

/// The same policy for actix-cors.
fn cors(origins: Origins) -> Cors {
    let cors = Cors::default()
        .supports_credentials()
        .allowed_methods(["GET", "POST", "PUT"])
        .allowed_headers(["authorization", "content-type", "x-request-id"])
        .max_age(600);
    match origins {
        Origins::Exact => cors.allowed_origin("https://app.example.com"),
        Origins::Listed(kind, n) => {
            list(kind, n).iter().fold(cors, |cors, one| cors.allowed_origin(one))
        }
        Origins::Subdomains => cors.allowed_origin_fn(|origin, _| {
            let origin = origin.as_bytes();
            origin.starts_with(b"https://") && origin.ends_with(b".example.com")
        }),
    }
}

/// The handler: a response with two headers, the minimum of real ones.
#[derive(Debug, Clone, Copy)]
struct Handler;

impl Service<ServiceRequest> for Handler {
    type Response = ServiceResponse;
    type Error = Error;
    type Future = Ready<Result<ServiceResponse, Error>>;

    always_ready!();

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let mut response = HttpResponse::new(StatusCode::OK);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("2"));
        ready(Ok(request.into_response(response)))
    }
}

/// The minimum cost of an answer to a preflight: an empty one, without headers. It replaces the handler,
/// which a preflight does not reach.
#[derive(Debug, Clone, Copy)]
struct NoContent;

impl Service<ServiceRequest> for NoContent {
    type Response = ServiceResponse;
    type Error = Error;
    type Future = Ready<Result<ServiceResponse, Error>>;

    always_ready!();

    fn call(&self, request: ServiceRequest) -> Self::Future {
        ready(Ok(request.into_response(HttpResponse::new(StatusCode::NO_CONTENT))))
    }
}

/// The case of a service that all requests of a connection share.
fn actix<S, B>(scenario: &Scenario, service: S) -> Case
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    Case::consuming(requests(scenario), move |request| send(&service, request))
}

/// Sends this many requests through this library's middleware around the handler, or directly to the inner
/// service: the instruction count is the difference.
pub(crate) fn pass(scenario: &Scenario, calls: usize, is_wrapped: bool) {
    let make = requests(scenario);
    if is_wrapped {
        let ours = cors_runtime::actix_web::Cors::new(policies::ours(scenario.origins));
        let service = now(ours.new_transform(Handler)).expect("it accepts every policy");
        (0..calls).for_each(|_| send(&service, make()));
    } else if scenario.is_preflight() {
        (0..calls).for_each(|_| send(&NoContent, make()));
    } else {
        (0..calls).for_each(|_| send(&Handler, make()));
    }
}

/// Makes the requests of a scenario.
fn requests(scenario: &Scenario) -> impl Fn() -> ServiceRequest + use<> {
    let method = if scenario.is_preflight() { Method::OPTIONS } else { Method::GET };
    // actix-web uses an older version of `http`; its values count references too.
    let lines: Vec<(HeaderName, HeaderValue)> = scenario.headers.iter().map(converted).collect();
    move || {
        let request = TestRequest::default().method(method.clone());
        let with = |request: TestRequest, line: &(HeaderName, HeaderValue)| {
            request.insert_header(line.clone())
        };
        lines.iter().fold(request, with).to_srv_request()
    }
}

/// Sends a request through a service, including dropping the response.
fn send<S, B>(service: &S, request: ServiceRequest)
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let mut cx = Context::from_waker(Waker::noop());
    let is_ready = service.poll_ready(&mut cx).is_ready();
    let response = now(service.call(request));
    assert!(is_ready, "these services don't wait");
    drop(black_box(response));
}

fn converted((name, value): (&http::HeaderName, &http::HeaderValue)) -> (HeaderName, HeaderValue) {
    let bytes = bytes::Bytes::copy_from_slice(value.as_bytes());
    let name = HeaderName::from_bytes(name.as_str().as_bytes());
    (
        name.expect("names are valid in both versions"),
        HeaderValue::from_maybe_shared(bytes).expect("values are valid in both versions"),
    )
}

/// The output of a future that does not wait.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("these services don't wait"),
    }
}
