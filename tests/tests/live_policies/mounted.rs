//! What follows a live policy: handlers, layers, functions and rows of maps.

use std::sync::LazyLock;

use actix_web::dev::Service as _;
use actix_web::test::TestRequest;
use actix_web::{App, HttpResponse};
use axum::Router;
use axum::extract::Request;
use axum::routing::get;
use cors_runtime::attr::cors;
use cors_runtime::axum::{protect, routes};
use cors_runtime::tower::CorsLayer;
use cors_runtime::{CLOSED, LivePolicy, Policy, PolicyMap, Target, policies, select};
use http::{HeaderMap, Method, StatusCode, header};
use tower::ServiceExt as _;

use super::{PAGE, answered_by_http, is_preflight, policy, request};

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
