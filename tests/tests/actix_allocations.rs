//! actix-web's middleware makes no more allocations than its inner service, and for a preflight no more
//! than an empty response of actix-web. The allocations are counted.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::future::{Ready, ready};
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform as _, always_ready};
use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use actix_web::{Error, HttpResponse};
use allocation_counter::measure;
use cors_runtime::Policy;
use cors_runtime::actix_web::Cors;
use cors_tests::policy;
use serde_json::json;

/// Answers with a status only.
struct Empty(StatusCode);

impl Service<ServiceRequest> for Empty {
    type Response = ServiceResponse;
    type Error = Error;
    type Future = Ready<Result<ServiceResponse, Error>>;

    always_ready!();

    fn call(&self, request: ServiceRequest) -> Self::Future {
        ready(Ok(request.into_response(HttpResponse::new(self.0))))
    }
}

/// The output of a future that does not wait.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("these services don't wait"),
    }
}

/// How often a service allocates for a request; it frees nothing that it did not allocate.
fn allocations<B: MessageBody>(
    service: &impl Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    lines: &[(&'static str, &str)],
    method: &Method,
) -> u64 {
    let request = lines.iter().fold(TestRequest::default().method(method.clone()), |all, line| {
        let value: HeaderValue = line.1.parse().unwrap();
        // The values of a real request are slices of one shared buffer, and cloning one increments a
        // count. A parsed value becomes shared when it is first cloned.
        all.append_header((line.0, value.clone()))
    });
    let request = request.to_srv_request();
    let counted = measure(|| {
        let response = now(service.call(request));
        assert!(black_box(response).is_ok());
    });
    counted.count_total
}

fn policies() -> [&'static Policy; 4] {
    [
        json!({ "origins": ["*"], "methods": ["*"], "request_headers": ["*"] }),
        json!({ "origins": ["https://a.example"], "credentials": true, "methods": ["PUT"],
                "request_headers": ["content-type", "x-a"], "max_age": 600,
                "response_headers": ["x-b"] }),
        json!({ "origins": ["https://*.example:*"] }),
        json!({ "origins": ["https://a.example"], "credentials": true, "request_headers": ["*"] }),
    ]
    .map(|config| policy::from_config(&config).unwrap())
}

#[test]
fn only_those_of_the_service() {
    const ORIGIN: &str = "origin";
    const METHOD: &str = "access-control-request-method";
    const HEADERS: &str = "access-control-request-headers";
    let commas = ",".repeat(100_000);
    let requests: [(Method, &[(&'static str, &str)]); 7] = [
        (Method::GET, &[]),
        (Method::GET, &[(ORIGIN, "https://a.example")]),
        (Method::GET, &[(ORIGIN, "https://evil.example.org")]),
        (Method::GET, &[(ORIGIN, "https://a.example"), (ORIGIN, "null")]),
        (Method::OPTIONS, &[(ORIGIN, "https://a.example"), (METHOD, "PUT"), (HEADERS, "x-a")]),
        (Method::OPTIONS, &[(ORIGIN, "https://evil.example.org"), (METHOD, "PUT")]),
        (Method::OPTIONS, &[(ORIGIN, "https://a.example"), (METHOD, "PUT"), (HEADERS, &commas)]),
    ];
    for policy in policies() {
        for (method, lines) in &requests {
            let bare = Empty(StatusCode::NO_CONTENT);
            let wrapped = now(Cors::new(policy).new_transform(Empty(StatusCode::OK))).unwrap();
            // The first response of a thread fills actix-web's pool, which later ones use.
            allocations(&bare, lines, method);
            let (inside, all) =
                (allocations(&bare, lines, method), allocations(&wrapped, lines, method));
            assert_eq!(all, inside, "{method} {policy:?}");
        }
    }
}
