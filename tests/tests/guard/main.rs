//! The guard: requests of other sites that CORS does not stop reach no handler.
//!
//! | file | contents |
//! | --- | --- |
//! | `rows` | requests, with what the guard decides |
//! | `page` | the table of `docs/guard.md`, with the decisions of other libraries |
//! | `browser` | a form post and a WebSocket handshake of another site, in three browsers |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod browser;
mod page;
mod rows;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::any;
use cors_runtime::actix_web::Cors;
use cors_runtime::axum::protect;
use cors_runtime::guard::Guard;
use cors_runtime::tower::CorsLayer;
use cors_runtime::{LivePolicy, Policy, PolicyMap, cors, policies, select};
use cors_tests::log::Log;
use cors_tests::{actix, axum as axum_tests};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use tower::{ServiceBuilder, ServiceExt as _, service_fn};

use rows::{ROWS, Row};

static API: Policy = cors! {
    allow_origins     = ["https://app.example.com"],
    allow_credentials = true,
    allow_methods     = [PUT],
    max_age           = "2h",
};
static PUBLIC: Policy = cors! { allow_origins = ["https://app.example.com"] };
static ANYONE: Policy = cors! { allow_origins = "*" };
static LIVE: LivePolicy = LivePolicy::new(&API);
static SITE: PolicyMap = policies! { "/public/{*rest}" => PUBLIC, _ => API };

fn request(row: &Row) -> Request<String> {
    let mut request = Request::builder().method(row.method).uri("/transfer");
    for (name, value) in row.headers {
        request = request.header(*name, *value);
    }
    request.body(String::new()).unwrap()
}

/// A handler of salvo and of rocket that counts its runs.
#[derive(Clone)]
struct Counted(Arc<dyn Fn() + Send + Sync>);

#[salvo_core::async_trait]
impl salvo_core::Handler for Counted {
    async fn handle(
        &self,
        _: &mut salvo_core::Request,
        _: &mut salvo_core::Depot,
        _: &mut salvo_core::Response,
        _: &mut salvo_core::FlowCtrl,
    ) {
        (self.0)();
    }
}

#[rocket::async_trait]
impl rocket::route::Handler for Counted {
    async fn handle<'r>(
        &self,
        _: &'r rocket::Request<'_>,
        _: rocket::Data<'r>,
    ) -> rocket::route::Outcome<'r> {
        (self.0)();
        rocket::route::Outcome::Success(rocket::Response::new())
    }
}

/// Sends a request through each adapter, with a handler that counts its runs.
async fn send(
    guard: impl Fn() -> Guard,
    row: &Row,
) -> Vec<(&'static str, Response<String>, usize)> {
    let runs = Arc::new(AtomicUsize::new(0));
    let count = {
        let runs = runs.clone();
        move || {
            runs.fetch_add(1, Ordering::SeqCst);
        }
    };
    let mut answers = Vec::new();
    let mut record =
        |name, response| answers.push((name, response, runs.swap(0, Ordering::SeqCst)));

    let handler = {
        let count = count.clone();
        service_fn(move |_: Request<String>| {
            count();
            std::future::ready(Ok::<_, std::convert::Infallible>(Response::new(String::new())))
        })
    };
    let service = ServiceBuilder::new().layer(CorsLayer::new(&API)).layer(guard()).service(handler);
    let Ok(response) = service.oneshot(request(row)).await;
    record("the tower layer", response);

    let counted = count.clone();
    let app = Router::new().fallback(any(async move || {
        counted();
    }));
    let app = protect(app, &API).with_guard(guard());
    record("axum's protect", axum_tests::send(app, request(row)).await);

    let counted = count.clone();
    let app = actix_web::App::new()
        .default_service(actix_web::web::to(move || {
            counted();
            std::future::ready(actix_web::HttpResponse::Ok().finish())
        }))
        .wrap(guard())
        .wrap(Cors::new(&API));
    record("actix-web's middleware", actix::send(app, request(row)).await);

    let handler = Counted(Arc::new(count));
    let routes = salvo_core::Router::with_path("{**rest}").goal(handler.clone());
    let policy = cors_runtime::salvo::Cors::new(&API).with_guard(guard());
    let service = salvo_core::Service::new(routes).hoop(policy);
    record("salvo's hoop", cors_tests::salvo::send(&service, request(row)).await);

    let counted = handler.clone();
    let endpoint = poem::endpoint::make_sync(move |_| (counted.0)());
    let policy = cors_runtime::poem::Cors::new(&API).with_guard(guard());
    let endpoint = poem::EndpointExt::with(endpoint, policy);
    record("poem's middleware", cors_tests::poem::send(&endpoint, request(row)).await);

    let policy = cors_runtime::rocket::Cors::new(&API).with_guard(guard());
    let routes = cors_tests::rocket::any_method("/<_..>", &handler);
    let app = cors_tests::rocket::application().mount("/", routes).attach(policy);
    let client = cors_tests::rocket::client(app).await;
    record("rocket's fairing", cors_tests::rocket::send(&client, request(row)).await);
    answers
}

#[actix_web::test]
async fn each_adapter_decides_each_row() {
    for row in ROWS {
        for (is_strict, passes) in [(false, row.passes), (true, row.passes_strict)] {
            let guard =
                || if is_strict { API.guard().strict(["api.example.com"]) } else { API.guard() };
            for (adapter, response, runs) in send(guard, row).await {
                let context = format!("{adapter}, strict: {is_strict}, {row:?}: {response:?}");
                let is_preflight = row.headers.iter().any(|(name, _)| name.starts_with("access"));
                if is_preflight {
                    assert_eq!(runs, 0, "{context}");
                    assert!(!response.headers().contains_key("cors-error"), "{context}");
                    continue;
                }
                assert_eq!(response.status() == StatusCode::FORBIDDEN, !passes, "{context}");
                assert_eq!(runs, usize::from(passes), "{context}");
                assert_eq!(response.headers().contains_key("cors-error"), !passes, "{context}");
                // The policy is outside of the guard.
                assert_eq!(response.headers()["vary"], "Origin", "{context}");
            }
        }
    }
}

#[test]
fn every_kind_of_row_is_present() {
    let with = |passes, passes_strict| {
        ROWS.iter().filter(|row| (row.passes, row.passes_strict) == (passes, passes_strict)).count()
    };
    assert!(with(true, true) > 3 && with(true, false) > 3 && with(false, false) > 3);
    assert_eq!(with(false, true), 0, "a strict guard allows nothing more");
}

fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    map
}

/// The reason why a form of `origin` is refused on a path.
fn refused<P: cors_runtime::PolicySource>(
    guard: &Guard<P>,
    path: &'static str,
    origin: &'static str,
) -> Option<String> {
    let headers = headers(&[("host", "api.example.com"), ("origin", origin)]);
    let uri = Uri::from_static(path);
    guard.check(&Method::POST, &uri, &headers).err().map(|refusal| refusal.to_string())
}

#[test]
fn policies_without_credentials_lend_their_origins_only_explicitly() {
    let app = "https://app.example.com";
    let reason = refused(&PUBLIC.guard(), "/", app).unwrap();
    assert!(reason.contains("`allow_credentials = true`"), "{reason}");
    assert!(reason.contains("trust_without_credentials()"), "{reason}");
    let explicit = PUBLIC.guard().trust_without_credentials();
    assert_eq!(refused(&explicit, "/", app), None);
    assert!(refused(&explicit, "/", "https://evil.example").is_some());
}

#[test]
fn any_origin_is_not_trusted() {
    for guard in [ANYONE.guard(), ANYONE.guard().trust_without_credentials()] {
        let reason = refused(&guard, "/", "https://app.example.com").unwrap();
        assert!(reason.contains("`allow_origins = \"*\"`"), "{reason}");
        assert_eq!(refused(&guard, "/", "https://api.example.com"), None, "its own pages pass");
    }
}

#[test]
fn other_sources_of_policies() {
    let app = "https://app.example.com";
    let live = LIVE.guard();
    assert_eq!(refused(&live, "/", app), None);
    LIVE.store(cors_runtime::CLOSED.clone());
    assert!(refused(&live, "/", app).is_some());

    let map = SITE.guard();
    assert_eq!(refused(&map, "/users", app), None);
    assert!(refused(&map, "/public/files", app).is_some(), "that row has no credentials");

    let chosen = Guard::new(select(|target| (target.path() == "/open").then(|| API.clone())));
    assert_eq!(refused(&chosen, "/open", app), None);
    assert!(refused(&chosen, "/", app).is_some(), "no policy trusts nothing");
    assert_eq!(refused(&Guard::new(API.clone()), "/", app), None);
}

#[test]
fn checks_allocate_nothing() {
    let guard = API.guard().strict(["api.example.com", "localhost:3000"]);
    let uri = Uri::from_static("/");
    let lists: Vec<_> = ROWS.iter().map(|row| (row.method, headers(row.headers))).collect();
    let allocated = allocation_counter::measure(|| {
        for (method, headers) in &lists {
            let method = if *method == "GET" { Method::GET } else { Method::POST };
            let _ = guard.check(&method, &uri, headers);
        }
    });
    assert_eq!(allocated.count_total, 0);
}

#[actix_web::test]
async fn refusals_are_logged() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(move || writer.clone())
        .without_time()
        .with_ansi(false)
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    send(|| API.guard(), &ROWS[0]).await;
    let text = log.text();
    let refused: Vec<_> = text.lines().filter(|line| line.contains("request refused")).collect();
    let refused: Vec<_> =
        refused.into_iter().filter(|line| line.contains("kind=\"guard\"")).collect();
    assert_eq!(refused.len(), 6, "{text}");
    for line in refused {
        assert!(line.contains("method=POST path=/transfer origin=https://evil.example"), "{line}");
        assert!(line.contains("is not in `allow_origins`"), "{line}");
    }
}
