//! `Debug` output of a request contains only its origin and what a refusal quotes.
//!
//! Programs print `{:?}` into logs. A secret is inserted into every header that CORS does not read, into
//! the path, the query and the body, and every public type is printed while it handles that request.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::fmt::Debug;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::HttpResponse;
use actix_web::dev::{Service as _, ServiceRequest, ServiceResponse, Transform as _};
use actix_web::test::TestRequest;
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use cors_runtime::tower::CorsLayer;
use cors_runtime::{Policy, PolicyFile, PolicyMap, RequestKind, Target, cors, policies};
use http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, COOKIE, ORIGIN,
};
use http::{HeaderName, HeaderValue, Method, Request, Response};
use tower::{Layer as _, Service as _};

const SECRET: &str = "s3cr3t";

static API: Policy = cors! {
    allow_origins     = ["https://page.example"],
    allow_credentials = true,
    allow_methods     = [PUT],
    allow_headers     = mirror_request,
    max_age           = "2h",
    accept_risk       = { mirror_headers = "a test" },
};
static ANY: Policy = cors! { allow_origins = "*" };

/// The requests that the types are printed with: of each kind, allowed and refused.
fn requests() -> Vec<Request<String>> {
    let secret = || HeaderValue::from_str(&format!("Bearer {SECRET}")).unwrap();
    let mut requests = Vec::new();
    for method in [Method::GET, Method::OPTIONS] {
        for origin in [None, Some("https://page.example"), Some("https://stranger.example")] {
            for requested in [None, Some("PUT"), Some("PURGE")] {
                let mut request = Request::builder()
                    .method(&method)
                    .uri(format!("/{SECRET}?token={SECRET}"))
                    .body(SECRET.to_owned())
                    .unwrap();
                let headers = request.headers_mut();
                for name in [AUTHORIZATION, COOKIE, HeaderName::from_static("x-api-key")] {
                    headers.append(name, secret());
                }
                let mut append = |name, value: Option<&'static str>| {
                    headers.extend(value.map(|value| (name, HeaderValue::from_static(value))));
                };
                append(ORIGIN, origin);
                append(ACCESS_CONTROL_REQUEST_METHOD, requested);
                append(ACCESS_CONTROL_REQUEST_HEADERS, requested.map(|_| "x-s3cr3t"));
                requests.push(request);
            }
        }
    }
    requests
}

/// The printed texts, by the public path of the type.
#[derive(Default)]
struct Printed(Vec<(&'static str, String)>);

impl Printed {
    fn add(&mut self, path: &'static str, value: &dyn Debug) {
        self.0.push((path, format!("{value:?}")));
        self.0.push((path, format!("{value:#?}")));
    }
}

/// A handler's future that prints its request, as futures with derived `Debug` do.
#[derive(Debug)]
struct Holding<R>(#[allow(dead_code, reason = "it is printed")] R);

impl<R> Future for Holding<R> {
    type Output = Result<Response<String>, Infallible>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Pending
    }
}

#[test]
fn no_type_prints_the_contents_of_a_request() {
    let mut printed = Printed::default();
    for policy in [&API, &ANY] {
        for request in requests() {
            decisions(policy, &request, &mut printed);
            tower(policy, &request, &mut printed);
            actix(policy, &request, &mut printed);
            async_frameworks(policy, &mut printed);
        }
    }
    handlers(&mut printed);
    texts(&mut printed);
    rows(&mut printed);
    for (path, text) in &printed.0 {
        assert!(!text.contains(SECRET), "{path} prints a secret: {text}");
        assert!(text.len() < 2000, "{path} prints {} bytes: {text}", text.len());
    }
    // The printed text is useful.
    let has = |wanted: &str| printed.0.iter().any(|(_, text)| text.contains(wanted));
    assert!(has(&format!(
        "Decision {{ policy: \"{}\", kind: \"actual\", origin: \"https://stranger.example\", \
         refusal: the origin `https://stranger.example` is not allowed; the closest allowed origin",
        API.location(),
    )));
    assert!(has("status: Some(204)") && has("status: Some(403)"));

    // Every public type is printed.
    for (listing, text) in [
        ("cors-runtime", include_str!("../../docs/api/cors-runtime.txt")),
        ("cors-tables", include_str!("../../docs/api/cors-tables.txt")),
    ] {
        for line in text.lines() {
            let Some((_, path)) = line.split_once("core::fmt::Debug for ") else { continue };
            let path = path.split('<').next().unwrap().trim();
            assert!(
                printed.0.iter().any(|(printed, _)| *printed == path),
                "{path} of {listing} is not printed by this test"
            );
        }
    }
}

fn decisions(policy: &Policy, request: &Request<String>, printed: &mut Printed) {
    let decision = policy.evaluate(request.method(), request.headers());
    printed.add("cors_runtime::Policy", policy);
    printed.add("cors_runtime::Decision", &decision);
    printed.add("cors_runtime::ResponseHeaders", &decision.response_headers());
    let is_granted = decision.status().is_none_or(|status| status == 204);
    if let Some(refusal) = decision.refusal() {
        printed.add("cors_tables::refusal::Refusal", &refusal);
        printed.add("cors_tables::refusal::Reason", &refusal.reason());
    }
    // The kind of a granted preflight contains the requested method.
    if is_granted {
        printed.add("cors_tables::request::RequestKind", &decision.kind());
    }
    if let RequestKind::Actual { origin } | RequestKind::Preflight { origin, .. } = decision.kind()
    {
        printed.add("cors_tables::request::FieldLine", &origin);
    }
}

fn tower(policy: &'static Policy, request: &Request<String>, printed: &mut Printed) {
    let layer = CorsLayer::new(policy);
    let mut service = layer.layer(tower::service_fn(|request: Request<String>| Holding(request)));
    let source = cors_runtime::IntoPolicySource::into_source(policy);
    printed.add("cors_runtime::StaticPolicy", &source);
    printed.add("cors_runtime::Select", &cors_runtime::select(|_| None));
    printed.add("cors_runtime::Target", &Target::new(request.uri(), request.headers()));
    printed.add("cors_runtime::tower::CorsLayer", &layer);
    printed.add("cors_runtime::tower::Cors", &layer.layer(()));
    printed.add("cors_runtime::tower::ResponseFuture", &service.call(request.clone()));

    guards(policy, request, printed);
    let app = Router::new().route(&format!("/{SECRET}"), get(async || SECRET));
    let mut protected = cors_runtime::axum::protect(Router::new(), policy);
    printed.add("cors_runtime::axum::Protected", &protected);
    let sent = request.clone().map(Body::from);
    printed.add("cors_runtime::tower::ResponseFuture", &protected.call(sent.map(Body::new)));
    let sent = request.clone().map(Body::from);
    let mut protected = cors_runtime::axum::protect(app, policy);
    printed.add("cors_runtime::tower::ResponseFuture", &protected.call(sent));
}

fn guards(policy: &'static Policy, request: &Request<String>, printed: &mut Printed) {
    let guard = policy.guard();
    printed.add("cors_runtime::guard::Guard", &guard);
    if let Err(refusal) = guard.check(&Method::POST, request.uri(), request.headers()) {
        printed.add("cors_runtime::guard::GuardRefusal", &refusal);
        printed.add("cors_tables::guard::Blocked", &refusal.reason());
    }
    let mut service = guard.layer(tower::service_fn(|request: Request<String>| Holding(request)));
    printed.add("cors_runtime::guard::GuardedFuture", &service.call(request.clone()));
    printed.add("cors_runtime::guard::Guarded", &guard.layer(()));
    let origin = request.headers().get(ORIGIN).map(HeaderValue::as_bytes);
    let action = cors_tables::guard::Action::Write;
    printed.add("cors_tables::guard::Action", &action);
    let guarded = cors_tables::guard::GuardedRequest {
        action,
        origin: origin.map(cors_runtime::FieldLine::One),
        fetch_site: None,
        authority: None,
    };
    printed.add("cors_tables::guard::GuardedRequest", &guarded);
    let guarding =
        cors_tables::guard::Guarding { passes_non_browsers: true, hosts: Some(&["localhost"]) };
    printed.add("cors_tables::guard::Guarding", &guarding);
}

/// A service whose future prints the request.
struct Echo;

impl actix_web::dev::Service<ServiceRequest> for Echo {
    type Response = ServiceResponse;
    type Error = actix_web::Error;
    type Future = Ready<Result<ServiceResponse, actix_web::Error>>;

    fn poll_ready(&self, _: &mut Context<'_>) -> Poll<Result<(), actix_web::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        ready(Ok(request.into_response(HttpResponse::Ok().body(SECRET))))
    }
}

fn actix(policy: &'static Policy, request: &Request<String>, printed: &mut Printed) {
    let cors = cors_runtime::actix_web::Cors::new(policy);
    printed.add("cors_runtime::actix_web::Cors", &cors);
    let mut sent = TestRequest::default()
        .method(request.method().as_str().parse().unwrap())
        .uri(&request.uri().to_string());
    for (name, value) in request.headers() {
        sent = sent.append_header((name.as_str(), value.as_bytes()));
    }
    let service = cors.new_transform(Echo).into_inner().unwrap();
    let future = service.call(sent.set_payload(SECRET).to_srv_request());
    printed.add("cors_runtime::actix_web::ResponseFuture", &future);
    #[derive(Debug)]
    struct Quiet;
    impl actix_web::dev::Service<ServiceRequest> for Quiet {
        type Response = ServiceResponse;
        type Error = actix_web::Error;
        type Future = Ready<Result<ServiceResponse, actix_web::Error>>;

        fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), actix_web::Error>> {
            Echo.poll_ready(cx)
        }

        fn call(&self, request: ServiceRequest) -> Self::Future {
            Echo.call(request)
        }
    }
    let service = cors.new_transform(Quiet).into_inner().unwrap();
    printed.add("cors_runtime::actix_web::CorsService", &service);
    let service = policy.guard().new_transform(Quiet).into_inner().unwrap();
    printed.add("cors_runtime::guard::GuardedMiddleware", &service);
    let mut sent = TestRequest::post().uri(&request.uri().to_string());
    for (name, value) in request.headers() {
        sent = sent.append_header((name.as_str(), value.as_bytes()));
    }
    let future = service.call(sent.to_srv_request());
    printed.add("cors_runtime::guard::GuardedMiddlewareFuture", &future);
}

/// The types of salvo, poem and rocket hold no request.
fn async_frameworks(policy: &'static Policy, printed: &mut Printed) {
    use cors_runtime::{poem, rocket, salvo};

    let guard = policy.guard();
    printed.add("cors_runtime::guard::NoGuard", &cors_runtime::guard::NoGuard);
    printed.add("cors_runtime::salvo::Cors", &salvo::Cors::new(policy).with_guard(guard.clone()));
    printed.add("cors_runtime::rocket::Cors", &rocket::Cors::new(policy).with_guard(guard.clone()));
    let cors = poem::Cors::new(policy).with_guard(guard.clone());
    printed.add("cors_runtime::poem::Cors", &cors);

    /// An endpoint that can be printed.
    #[derive(Debug)]
    struct Quiet;
    impl ::poem::Endpoint for Quiet {
        type Output = &'static str;

        async fn call(&self, _: ::poem::Request) -> ::poem::Result<&'static str> {
            Ok(SECRET)
        }
    }
    printed.add("cors_runtime::poem::CorsEndpoint", &::poem::EndpointExt::with(Quiet, cors));
    printed.add("cors_runtime::poem::GuardedEndpoint", &::poem::EndpointExt::with(Quiet, guard));
}

/// The return value of a handler with `#[cors]` contains its arguments.
fn handlers(printed: &mut Printed) {
    #[cors_runtime::attr::cors(API)]
    async fn greet(name: String) -> String {
        name
    }

    printed.add("cors_runtime::attr::MountWithRoutes", &greet(SECRET.to_owned()));
}

/// A policy may share its file with other settings, so only the mistake itself is printed.
fn texts(printed: &mut Printed) {
    use cors_compiler::finding::Findings;
    use cors_compiler::toml;

    let source = format!("# {SECRET}\nallow_origins = [\"https://page.example/\"]\n");
    let error = Policy::from_toml(&source).unwrap_err();
    printed.add("cors_runtime::PolicyError", &error);
    printed.add("cors_runtime::Finding", &error.findings().next().unwrap());
    let warned =
        Policy::from_toml(&format!("# {SECRET}\nallow_origins = '*'\nallow_methods = ['PUT']"));
    printed.add("cors_runtime::Warnings", &warned.unwrap().warnings().unwrap());
    let file = format!("# {SECRET}\n[policy.api]\nmax_age = '{SECRET}'\n");
    printed.add("cors_runtime::PolicyFile", &PolicyFile::from_toml(&file).unwrap());
    printed.add("cors_compiler::toml::PolicyFile", &toml::PolicyFile::parse(&file));
    let live = cors_runtime::LivePolicy::new(&API);
    let change = live.reload_toml(&format!("# {SECRET}\nallow_origins = '*'")).unwrap();
    printed.add("cors_runtime::LivePolicy", &live);
    printed.add("cors_runtime::PolicyChange", &change);
    printed.add("cors_runtime::ListChange", change.origins());
    let report = toml::compile(&source).unwrap_err();
    printed.add("cors_compiler::toml::Report", &report);
    let finding = report.findings().next().unwrap();
    printed.add("cors_compiler::toml::ReportedFinding", &finding);
    printed.add("cors_compiler::finding::Finding", finding.finding());
    printed.add("cors_compiler::finding::Note", &finding.finding().notes);
    let mut findings = Findings::default();
    let (_, locations) = toml::parse(&source, &mut findings);
    printed.add("cors_compiler::finding::Findings", &findings);
    printed.add("cors_compiler::toml::Locations", &locations);
}

/// Rows of maps, and rows of origins that are added at run time.
fn rows(printed: &mut Printed) {
    static SITE: PolicyMap = policies! { "/api/{*rest}" => API, _ => closed };
    static TENANTS: Policy = cors! { runtime_origins = ["https://{tenant}.example.app"] };

    printed.add("cors_runtime::Explanation", &API.explain());
    printed.add("cors_runtime::PolicyMap", &SITE);
    printed.add("cors_runtime::MapExplanation", &SITE.explain());
    let error = TENANTS.with_origins(["https://page.example/"]).unwrap_err();
    let refused = error.refused().first().unwrap();
    printed.add("cors_runtime::RuntimeOriginsError", &error);
    printed.add("cors_runtime::RefusedRow", refused);
    printed.add("cors_runtime::RowError", refused.error());
}
