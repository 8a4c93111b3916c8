//! actix-cors, in a framework for which this library has no adapter yet.

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, fn_service};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::test::TestRequest;
use actix_web::{Error, HttpResponse};
use tower_layer::Layer;

use crate::clock::Case;
use crate::drive::{Handler, NoContent, shared};
use crate::origins::list;
use crate::policies;
use crate::scenario::{Origins, Scenario};
use crate::table::{Row, Table, measure};

pub(crate) fn run(scenarios: &[Scenario], rounds: usize) -> Table {
    let rows = scenarios.iter().map(row).collect();
    Table {
        title: "actix-cors",
        intro: "The library has no middleware for actix-web, so each adds to its own framework's \
                service: the tower layer to tower's, actix-cors to actix-web's.",
        columns: &["this library, on tower", "actix-cors, on actix-web"],
        ratios: &[("actix-cors : ours", 1, 0)],
        rows: measure(rows, rounds),
    }
}

fn row(scenario: &Scenario) -> Row {
    let layer = cors_runtime::tower::CorsLayer::new(&policies::ours(scenario.origins));
    let layered = shared::<_, ()>(scenario, layer.layer(Handler));
    let middleware = now(cors(scenario.origins).new_transform(fn_service(handler)))
        .unwrap_or_else(|()| panic!("actix-cors refuses its configuration"));
    let peer = actix(scenario, middleware);
    let cases = if scenario.is_preflight() {
        let inside = actix(scenario, fn_service(no_content));
        vec![layered.over(shared::<_, ()>(scenario, NoContent)), peer.over(inside)]
    } else {
        let inside = actix(scenario, fn_service(handler));
        vec![layered.over(shared::<_, ()>(scenario, Handler)), peer.over(inside)]
    };
    Row { name: scenario.name.clone(), inner: None, cases }
}

/// The same policy.
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

/// A response with two headers.
async fn handler(request: ServiceRequest) -> Result<ServiceResponse, Error> {
    let mut response = HttpResponse::Ok();
    response.insert_header(("content-type", "application/json"));
    response.insert_header(("content-length", "2"));
    Ok(request.into_response(response.finish()))
}

/// An empty answer.
async fn no_content(request: ServiceRequest) -> Result<ServiceResponse, Error> {
    Ok(request.into_response(HttpResponse::NoContent().finish()))
}

/// The case of a service that all requests of a connection share.
fn actix<S, B>(scenario: &Scenario, service: S) -> Case
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    let method = if scenario.is_preflight() { Method::OPTIONS } else { Method::GET };
    // actix-web is on an older version of `http`; its values count references too.
    let lines: Vec<(HeaderName, HeaderValue)> = scenario.headers.iter().map(converted).collect();
    let make = move || {
        let request = TestRequest::default().method(method.clone());
        let with = |request: TestRequest, line: &(HeaderName, HeaderValue)| {
            request.insert_header(line.clone())
        };
        lines.iter().fold(request, with).to_srv_request()
    };
    Case::consuming(make, move |request| {
        let mut cx = Context::from_waker(Waker::noop());
        let is_ready = service.poll_ready(&mut cx).is_ready();
        let response = now(service.call(request));
        assert!(is_ready, "nothing in here waits");
        drop(black_box(response));
    })
}

fn converted((name, value): (&http::HeaderName, &http::HeaderValue)) -> (HeaderName, HeaderValue) {
    let bytes = bytes::Bytes::copy_from_slice(value.as_bytes());
    let name = HeaderName::from_bytes(name.as_str().as_bytes());
    (
        name.expect("a name stays one"),
        HeaderValue::from_maybe_shared(bytes).expect("a value stays one"),
    )
}

/// The output of a future that does not wait.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing in here waits"),
    }
}
