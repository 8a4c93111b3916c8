//! Policies and rows that another thread replaces while requests run.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::Service as _;
use actix_web::test::TestRequest;
use actix_web::{App, HttpResponse, web};
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use cors_runtime::tower::CorsLayer;
use cors_runtime::{LivePolicy, Policy};
use http::{Method, StatusCode, header};
use tower::{Layer as _, ServiceExt as _};

use super::{PAGE, answered_by, answered_by_http, is_preflight, policy, request};

/// How many policies take turns.
const POLICIES: usize = 7;

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
