//! Policies that are replaced while the server runs: each request is answered by one policy, in every adapter, and
//! what was replaced is freed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::convert::Infallible;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use actix_web::dev::Service as _;
use actix_web::test::TestRequest;
use actix_web::{App, HttpResponse, web};
use allocation_counter::measure;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::get;
use cors_runtime::attr::cors;
use cors_runtime::axum::{protect, routes};
use cors_runtime::tower::CorsLayer;
use cors_runtime::{CLOSED, LivePolicy, Policy, PolicyMap, Target, policies, select};
use http::{HeaderMap, Method, StatusCode, header};
use tower::{Layer as _, ServiceExt as _};

/// A page that every policy allows.
const PAGE: &str = "https://page.example";

/// How many policies take turns.
const POLICIES: usize = 7;

/// A policy that is recognised by each of its headers.
fn policy(number: usize) -> Policy {
    let age = number + 1;
    let credentials = number.is_multiple_of(2);
    let text = format!(
        "allow_origins = ['{PAGE}', 'https://p{number}.example']\nallow_credentials = {credentials}\n\
         allow_methods = ['M{number}']\nallow_headers = ['x-{number}']\n\
         expose_headers = ['y-{number}']\nmax_age = {age}\n"
    );
    Policy::from_toml(&text).unwrap()
}

fn preflight_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::ORIGIN, PAGE.parse().unwrap());
    headers.insert(header::ACCESS_CONTROL_REQUEST_METHOD, "PUT".parse().unwrap());
    headers
}

fn request(method: Method) -> Request {
    let mut request = Request::new(Body::empty());
    *request.headers_mut() = preflight_headers();
    if method != Method::OPTIONS {
        request.headers_mut().remove(header::ACCESS_CONTROL_REQUEST_METHOD);
    }
    *request.method_mut() = method;
    request
}

/// The number of the policy that answered, which all headers must agree on.
fn answered_by<'h>(is_preflight: bool, value: impl Fn(&str) -> Option<&'h str>) -> usize {
    assert_eq!(value("access-control-allow-origin"), Some(PAGE));
    let digits = |name: &str| -> usize {
        let value = value(name).unwrap_or_else(|| panic!("unknown method `{name}`"));
        let number = value.rsplit_once(['-', 'M']).map_or(value, |(_, number)| number);
        number.parse().unwrap()
    };
    let number = if is_preflight {
        assert_eq!(value("access-control-expose-headers"), None);
        assert_eq!(digits("access-control-allow-headers"), digits("access-control-max-age") - 1);
        assert_eq!(digits("access-control-allow-methods"), digits("access-control-allow-headers"));
        digits("access-control-allow-headers")
    } else {
        digits("access-control-expose-headers")
    };
    let credentials = value("access-control-allow-credentials");
    assert_eq!(credentials, number.is_multiple_of(2).then_some("true"), "of policy {number}");
    number
}

fn answered_by_http(is_preflight: bool, headers: &HeaderMap) -> usize {
    answered_by(is_preflight, |name| headers.get(name).map(|value| value.to_str().unwrap()))
}

fn is_preflight(method: &Method) -> bool {
    *method == Method::OPTIONS
}

/// Calls `with_swaps` while another thread replaces the policy each millisecond.
fn while_swapped(live: &Arc<LivePolicy>, with_swaps: impl FnOnce()) {
    let done = Arc::new(AtomicBool::new(false));
    let writer = std::thread::spawn({
        let (live, done) = (Arc::clone(live), Arc::clone(&done));
        let policies: Vec<Policy> = (0..POLICIES).map(policy).collect();
        move || {
            let mut swaps = 0;
            while !done.load(Ordering::Relaxed) {
                live.store(policies[swaps % POLICIES].clone());
                swaps += 1;
                std::thread::sleep(Duration::from_millis(1));
            }
            swaps
        }
    });
    with_swaps();
    done.store(true, Ordering::Relaxed);
    assert!(writer.join().unwrap() > 20);
}

/// Requests until at least `SWITCHES` of them were answered by another policy than the one before.
const SWITCHES: usize = 50;

#[test]
fn no_answer_of_tower_mixes_two_policies() {
    let live = Arc::new(LivePolicy::from(policy(0)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let handler = tower::service_fn(async |_: Request| {
        // Long enough for another policy to be stored between decision and response.
        tokio::time::sleep(Duration::from_millis(2)).await;
        Ok::<_, Infallible>(Response::new(Body::empty()))
    });
    let service = CorsLayer::new(Arc::clone(&live)).layer(handler);
    while_swapped(&live, || {
        let (mut last, mut switches) = (0, 0);
        while switches < SWITCHES {
            for method in [Method::OPTIONS, Method::GET] {
                let answered = service.clone().oneshot(request(method.clone()));
                let response = runtime.block_on(answered).unwrap();
                let number = answered_by_http(is_preflight(&method), response.headers());
                switches += usize::from(number != last);
                last = number;
            }
        }
    });
}

#[actix_web::test]
async fn no_answer_of_actix_web_mixes_two_policies() {
    let live = Arc::new(LivePolicy::from(policy(0)));
    let handler = async || {
        actix_web::rt::time::sleep(Duration::from_millis(2)).await;
        HttpResponse::Ok().finish()
    };
    let cors = cors_runtime::actix_web::Cors::new(Arc::clone(&live));
    let app = App::new().default_service(web::to(handler)).wrap(cors);
    let app = actix_web::test::init_service(app).await;
    let done = Arc::new(AtomicBool::new(false));
    let writer = std::thread::spawn({
        let (live, done) = (Arc::clone(&live), Arc::clone(&done));
        move || {
            while_swapped(&live, || {
                while !done.load(Ordering::Relaxed) {
                    std::thread::sleep(Duration::from_millis(1));
                }
            });
        }
    });
    let (mut last, mut switches) = (0, 0);
    while switches < SWITCHES {
        for method in [Method::OPTIONS, Method::GET] {
            let mut sent = TestRequest::default().method(method.as_str().parse().unwrap());
            for (name, value) in request(method.clone()).headers() {
                sent = sent.insert_header((name.as_str(), value.as_bytes()));
            }
            let response = app.call(sent.to_request()).await.unwrap();
            let headers = response.headers();
            let number = answered_by(is_preflight(&method), |name| {
                headers.get(name).map(|value| value.to_str().unwrap())
            });
            switches += usize::from(number != last);
            last = number;
        }
    }
    done.store(true, Ordering::Relaxed);
    writer.join().unwrap();
}

/// The rows of a policy take turns under its ceiling while requests run: each answer to an origin is whole, as the policy
/// allows it or as it refuses it, and an origin of the policy itself is allowed throughout.
#[test]
fn rows_are_replaced_while_requests_run() {
    static LIVE: LivePolicy = LivePolicy::new(&TENANTS);
    static TENANTS: Policy = cors_runtime::cors! {
        allow_origins     = ["https://page.example"],
        runtime_origins   = ["https://{tenant}.example.app"],
        deny_origins      = ["https://internal.example.app"],
        allow_credentials = true,
        allow_methods     = [PUT],
        max_age           = 60,
    };
    let rows = |tenant: usize| {
        let other = (0..100).map(|number| format!("https://t{number}.example.app"));
        other.chain([format!("https://tenant{tenant}.example.app")])
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let handler = tower::service_fn(async |_: Request| {
        tokio::time::sleep(Duration::from_millis(1)).await;
        Ok::<_, Infallible>(Response::new(Body::empty()))
    });
    let service = CorsLayer::new(&LIVE).layer(handler);
    // Whether the answer to an origin is that of a policy that allows it.
    let is_allowed = |method: Method, origin: &str| {
        let mut request = request(method.clone());
        request.headers_mut().insert(header::ORIGIN, origin.parse().unwrap());
        let response = runtime.block_on(service.oneshot(request)).unwrap();
        let value = |name| response.headers().get(name).map(|value| value.to_str().unwrap());
        let is_allowed = value(header::ACCESS_CONTROL_ALLOW_ORIGIN) == Some(origin);
        let if_allowed = |value: &'static str| is_allowed.then_some(value);
        assert_eq!(value(header::ACCESS_CONTROL_ALLOW_CREDENTIALS), if_allowed("true"));
        assert_eq!(value(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_some(), is_allowed);
        if method == Method::OPTIONS {
            let methods = value(header::ACCESS_CONTROL_ALLOW_METHODS);
            assert_eq!(methods, if_allowed("GET,HEAD,POST,PUT"));
            assert_eq!(response.status() == StatusCode::NO_CONTENT, is_allowed);
        }
        assert!(value(header::VARY).is_some_and(|vary| vary.contains("Origin")));
        is_allowed
    };
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for turn in 0.. {
                LIVE.set_origins(rows(turn % 2)).unwrap();
                // A refused list changes nothing.
                let refused = LIVE.set_origins(["https://internal.example.app"]).unwrap_err();
                assert_eq!(refused.refused().len(), 1);
                if done.load(Ordering::Relaxed) {
                    break;
                }
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        let _done = Done(&done);
        let (mut last, mut switches) = (false, 0);
        while switches < SWITCHES {
            for method in [Method::OPTIONS, Method::GET] {
                let is_now = is_allowed(method.clone(), "https://tenant0.example.app");
                switches += usize::from(is_now != last);
                last = is_now;
                assert!(is_allowed(method.clone(), PAGE));
                assert!(!is_allowed(method, "https://internal.example.app"));
            }
        }
    });
    // One of the two, and all others, whatever was in between.
    let policy = LIVE.load();
    let has = |tenant: usize| policy.allows_origin(format!("https://tenant{tenant}.example.app"));
    assert!(has(0) != has(1) && policy.allows_origin("https://t99.example.app"));
}

/// Ends the other thread, also if a test fails.
struct Done<'a>(&'a AtomicBool);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The rows that a new policy still covers stay with it.
#[test]
fn a_reload_keeps_the_rows_under_its_ceiling() {
    let live = LivePolicy::from(
        Policy::from_toml("runtime_origins = ['https://{tenant}.example.app']").unwrap(),
    );
    live.set_origins(["https://acme.example.app", "https://globex.example.app"]).unwrap();
    let text = "runtime_origins = ['https://{tenant}.example.app']\n\
                deny_origins = ['https://globex.example.app']\nmax_age = 60";
    let change = live.reload_toml(text).unwrap();
    assert_eq!(change.origins().lost(), ["https://globex.example.app"]);
    let policy = live.load();
    assert!(policy.allows_origin("https://acme.example.app"));
    assert!(!policy.allows_origin("https://globex.example.app"));
}

/// Deterministic: the handler itself replaces the policy, and the response is still that of the old one.
#[tokio::test]
async fn a_response_is_of_the_policy_that_decided() {
    static LIVE: LivePolicy = LivePolicy::new(&CLOSED);
    let handler = || get(async || LIVE.store(policy(3)));
    for app in [
        Router::new().route("/", handler()).layer(CorsLayer::new(&LIVE)),
        Router::new().fallback_service(protect(Router::new().route("/", handler()), &LIVE)),
    ] {
        LIVE.store(policy(2));
        let response = app.clone().oneshot(request(Method::GET)).await.unwrap();
        assert_eq!(answered_by_http(false, response.headers()), 2);
        let response = app.oneshot(request(Method::GET)).await.unwrap();
        assert_eq!(answered_by_http(false, response.headers()), 3);
    }
}

/// The policy of handlers, which is replaced: methods that the new policy leaves out are granted no longer, though
/// handlers are mounted for them.
#[tokio::test]
async fn handlers_follow_the_policy() {
    static API: LazyLock<Policy> = LazyLock::new(|| of_methods(&["PUT", "DELETE"]));
    static LIVE: LazyLock<LivePolicy> = LazyLock::new(|| LivePolicy::from(API.clone()));

    fn of_methods(methods: &[&str]) -> Policy {
        Policy::from_toml(&format!("allow_origins = ['{PAGE}']\nallow_methods = {methods:?}"))
            .unwrap()
    }

    #[cors(LIVE)]
    async fn handler() {}

    #[cors(LIVE)]
    #[actix_web::route("/", method = "GET", method = "PUT", method = "DELETE")]
    async fn of_actix() -> HttpResponse {
        HttpResponse::Ok().finish()
    }

    let app: Router =
        Router::new().route("/", routes![get(handler), put(handler), delete(handler)]);
    let granted = async |method: &str| {
        let mut request = request(Method::OPTIONS);
        let requested = method.parse().unwrap();
        request.headers_mut().insert(header::ACCESS_CONTROL_REQUEST_METHOD, requested);
        let response = app.clone().oneshot(request).await.unwrap();
        let methods = response.headers().get(header::ACCESS_CONTROL_ALLOW_METHODS);
        let methods = methods.map(|methods| methods.to_str().unwrap().to_owned());
        (response.status(), methods)
    };
    let actix = actix_web::test::init_service(App::new().service(of_actix)).await;
    let granted_by_actix = async |method: &str| {
        let request = TestRequest::default()
            .method(actix_web::http::Method::OPTIONS)
            .insert_header(("origin", PAGE))
            .insert_header(("access-control-request-method", method));
        actix.call(request.to_request()).await.unwrap().status().as_u16()
    };
    let granted_list = |list: &str| (StatusCode::NO_CONTENT, Some(list.to_owned()));
    assert_eq!(granted("PUT").await, granted_list("GET,HEAD,PUT,DELETE"));
    assert_eq!(granted_by_actix("PUT").await, 204);

    LIVE.store(of_methods(&["DELETE"]));
    assert_eq!(granted("PUT").await, granted_list("GET,HEAD,DELETE"));
    assert_eq!(granted("DELETE").await, granted_list("GET,HEAD,DELETE"));
    assert_eq!((granted_by_actix("PUT").await, granted_by_actix("DELETE").await), (403, 204));

    LIVE.store(CLOSED.clone());
    assert_eq!(granted("GET").await, (StatusCode::FORBIDDEN, None));
    assert_eq!(granted_by_actix("GET").await, 403);
}

/// A live policy around a service and around one inside of it is one policy, also if it is replaced in between.
#[tokio::test]
async fn a_live_policy_twice_is_one_policy() {
    static LIVE: LivePolicy = LivePolicy::new(&CLOSED);
    LIVE.store(policy(1));
    let inner = Router::new().route("/", get(async || {})).layer(CorsLayer::new(&LIVE));
    let swap = async |request: Request, next: axum::middleware::Next| {
        LIVE.store(policy(2));
        next.run(request).await
    };
    let app = inner.layer(axum::middleware::from_fn(swap)).layer(CorsLayer::new(&LIVE));
    let response = app.clone().oneshot(request(Method::GET)).await.unwrap();
    assert_eq!(answered_by_http(false, response.headers()), 1, "the outer one decides last");

    let app = app.layer(CorsLayer::new(policy(1)));
    let response = app.oneshot(request(Method::GET)).await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "another policy is another");
}

/// `select` chooses by host and path, and closes what it has no policy for.
#[tokio::test]
async fn a_function_chooses_the_policy() {
    let policies = [policy(0), policy(1)];
    let choose = select(move |target| match (target.host()?, target.path()) {
        ("zero.example", _) => Some(policies[0].clone()),
        ("one.example", "/") => Some(policies[1].clone()),
        _ => None,
    });
    let app = protect(Router::new().fallback(async || {}), choose);
    let answer = async |host: &'static str, path: &'static str, method: &Method| {
        let mut request = request(method.clone());
        request.headers_mut().insert(header::HOST, host.parse().unwrap());
        *request.uri_mut() = path.parse().unwrap();
        app.clone().oneshot(request).await.unwrap()
    };
    for method in [Method::OPTIONS, Method::GET] {
        for (host, number) in [("zero.example:8080", 0), ("one.example", 1)] {
            let response = answer(host, "/", &method).await;
            assert_eq!(answered_by_http(is_preflight(&method), response.headers()), number);
        }
        for (host, path) in [("one.example", "/other"), ("two.example", "/"), ("[", "/")] {
            let response = answer(host, path, &method).await;
            assert!(!response.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
            assert_eq!(response.status() == StatusCode::FORBIDDEN, is_preflight(&method));
        }
    }
}

/// The output of a future that does not wait.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("these services don't wait"),
    }
}

/// A request under a live policy allocates what one under the same policy as a static does: nothing for the decision,
/// and the header map of the response.
/// A row of a map can name a live policy, also by a reference, and follows it.
#[test]
fn a_row_of_a_map_follows_its_policy() {
    static LIVE: LivePolicy = LivePolicy::new(&CLOSED);
    static REFERENCE: &LivePolicy = &LIVE;
    static SITE: PolicyMap = policies! {
        "/direct/{*rest}"    => LIVE,
        "/reference/{*rest}" => REFERENCE,
        _                    => closed,
    };
    let allows = |path: &'static str| {
        let (uri, headers) = (http::Uri::from_static(path), HeaderMap::new());
        SITE.policy(Target::new(&uri, &headers)).allows_origin(PAGE)
    };
    assert_eq!(["/direct/x", "/reference/x", "/x"].map(allows), [false, false, false]);
    LIVE.store(policy(0));
    assert_eq!(["/direct/x", "/reference/x", "/x"].map(allows), [true, true, false]);
}

#[test]
fn a_request_allocates_nothing_more() {
    static FIXED: LazyLock<Policy> = LazyLock::new(|| policy(4));
    static LIVE: LivePolicy = LivePolicy::new(&CLOSED);
    LIVE.store(FIXED.clone());
    let inner = tower::service_fn(|_: Request| {
        std::future::ready(Ok::<_, Infallible>(Response::new(Body::empty())))
    });
    let (fixed, live) = (CorsLayer::new(&FIXED).layer(inner), CorsLayer::new(&LIVE).layer(inner));
    for method in [Method::OPTIONS, Method::GET] {
        let count = |service: &dyn Fn(Request) -> Response| {
            let (first, second) = (request(method.clone()), request(method.clone()));
            let _ = service(first);
            measure(|| drop(service(second))).count_total
        };
        let by_static = count(&|request| now(fixed.oneshot(request)).unwrap());
        let by_live = count(&|request| now(live.oneshot(request)).unwrap());
        assert_eq!(by_live, by_static, "{method}");
    }
    let headers = preflight_headers();
    let counted = measure(|| {
        let policy = LIVE.load();
        let _ = policy.evaluate(&Method::OPTIONS, &headers).status();
    });
    assert_eq!(counted.count_total, 0);
}

/// The same for rows under a ceiling. The full number is in the benchmark `load`.
#[test]
fn memory_is_flat_while_rows_are_replaced() {
    let base = Policy::from_toml("runtime_origins = ['https://{tenant}.example.app']").unwrap();
    let live = LivePolicy::from(base);
    let swap = |number: usize| {
        let rows = (0..1_000).map(|row| format!("https://t{row}-{number}.example.app"));
        live.set_origins(rows).unwrap();
        assert!(live.load().allows_origin(format!("https://t7-{number}.example.app")));
    };
    (10..20).for_each(swap);
    let counted = measure(|| (20..70).for_each(swap));
    assert!(counted.bytes_total > 50 * 40_000, "they are made: {counted:?}");
    // The table of other random seeds may have a few slots more.
    assert!(counted.bytes_current.abs() < 4_096, "they are freed: {counted:?}");
}

/// Swaps of policies of a thousand origins leave nothing that grows with their number.
#[test]
fn memory_is_flat() {
    let live = LivePolicy::from(policy(0));
    let many = |number: usize| {
        let origins: Vec<_> =
            (0..1_000).map(|origin| format!("https://o{origin}.n{number}.example")).collect();
        Policy::from_toml(&format!("allow_origins = {origins:?}")).unwrap()
    };
    let swap = |number: usize| {
        live.store(many(number));
        let allowed = format!("https://o7.n{number}.example");
        assert!(live.load().allows_origin(&allowed));
    };
    (0..10).for_each(swap);
    let counted = measure(|| (10..60).for_each(swap));
    assert!(counted.bytes_total > 50 * 20_000, "they are made: {counted:?}");
    assert!(counted.bytes_current.abs() < 4_096, "they are freed: {counted:?}");
}

/// A text with a mistake changes nothing, and a valid one returns the differences.
#[test]
fn a_reload_is_stored_or_refused() {
    let live = LivePolicy::from(policy(0));
    let error = live.reload_toml("allow_origins = ['https://a.example/']").unwrap_err();
    assert_eq!(error.findings().next().unwrap().rule(), "origin_path");
    assert!(live.load().allows_origin("https://p0.example"), "the old policy stays");

    let change = live
        .reload_toml(&format!(
            "allow_origins = ['{PAGE}', 'https://*.a.example', 'https://b.example']\nmax_age = '2h'\n\
             allow_methods = ['PUT']\nexpose_headers = '*'"
        ))
        .unwrap();
    assert_eq!(change.origins().gained(), ["https://*.a.example", "https://b.example"]);
    assert_eq!(change.origins().lost(), ["https://p0.example"]);
    assert_eq!(
        (change.methods().gained(), change.methods().lost()),
        (&["PUT".into()][..], &["M0".into()][..])
    );
    assert_eq!(change.headers().lost(), ["x-0"]);
    assert_eq!(change.exposed_headers().gained(), ["*"]);
    assert_eq!(change.credentials(), Some(false));
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    assert_eq!(change.max_age(), Some((seconds(1), seconds(7200))));
    assert_eq!(change.remembered_for(), Duration::from_secs(1));
    assert!(live.load().allows_origin("https://b.example"));

    assert_eq!(change.examples().lost(), ["https://p0.example"]);
    assert!(change.examples().gained().contains(&"https://b.example".to_owned()));

    // A rewritten pattern is no change.
    let change = live
        .reload_toml(&format!(
            "allow_origins = ['{PAGE}', {{ regex = 'https://[^.].*\\.a\\.example' }}, 'https://b.example']\n\
             max_age = '2h'\nallow_methods = ['PUT']\nexpose_headers = '*'"
        ))
        .unwrap();
    assert!(change.is_empty(), "{change:?}");
    live.reload_toml(&format!(
        "allow_origins = ['{PAGE}', 'https://*.a.example', 'https://b.example']\nmax_age = '2h'\n\
         allow_methods = ['PUT']\nexpose_headers = '*'"
    ))
    .unwrap();

    // An origin that a pattern covers is neither gained nor lost.
    let change = live
        .reload_toml(&format!(
            "allow_origins = ['{PAGE}', 'https://x.a.example', 'https://b.example']\nmax_age = '2h'\n\
             allow_methods = ['PUT']\nexpose_headers = '*'"
        ))
        .unwrap();
    assert_eq!(change.origins().gained(), [""; 0]);
    assert_eq!(change.origins().lost(), ["https://*.a.example"]);
    let lost = change.examples().lost();
    let is_lost =
        |origin: &String| origin.ends_with(".a.example") && !live.load().allows_origin(origin);
    assert!(!lost.is_empty() && lost.iter().all(is_lost), "{lost:?}");
    assert_eq!(
        change.to_string(),
        "origins lost: https://*.a.example\n\
         browsers may use preflights that they remember for up to 2 h"
    );
}
