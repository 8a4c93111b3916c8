//! Where a map may be put: around applications, inside of nested routers, around handlers with policies.

use ::axum::Router;
use ::axum::routing::get;
use cors_runtime::attr::cors;
use cors_runtime::axum::{protect, routes};
use cors_runtime::tower::CorsLayer;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_METHOD};
use http::{HeaderValue, Method, StatusCode};

use crate::{ADMIN, PUBLIC, SITE, request};

async fn preflight(app: Router, path: &str, origin: &str) -> (StatusCode, Option<HeaderValue>) {
    let mut request = request(path, origin).expect("a request");
    *request.method_mut() = Method::OPTIONS;
    request.headers_mut().insert(ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("GET"));
    let response = cors_tests::axum::send(app, request).await;
    (response.status(), response.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN).cloned())
}

/// The preflight of a path is answered by the policy of its row.
#[tokio::test]
async fn preflights_are_answered_by_the_row() {
    let app = Router::new().route("/exact", get(async || "")).layer(CorsLayer::new(&SITE));
    for (path, origin, is_allowed) in [
        ("/exact", "https://exact.example", true),
        ("/exact", "https://admin.example", false),
        ("/%65xact", "https://exact.example", false),
        ("/%65xact", "https://rest.example", false),
    ] {
        let (status, allowed) = preflight(app.clone(), path, origin).await;
        assert_eq!(status.is_success(), is_allowed, "{path} {origin}");
        assert_eq!(allowed.is_some(), is_allowed, "{path} {origin}");
    }
}

/// In a nested router the path has lost its prefix, so no row can be chosen.
#[tokio::test]
async fn a_nested_router_is_refused() {
    let inner = Router::new().route("/exact", get(async || "")).layer(CorsLayer::new(&SITE));
    let twice = Router::new().nest("/admin", inner.clone());
    let app = Router::new().nest("/admin", inner).nest("/some", twice);
    for path in ["/admin/exact", "/some/admin/exact"] {
        for origin in ["https://admin.example", "https://exact.example", "https://rest.example"] {
            let (status, _) = preflight(app.clone(), path, origin).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path} {origin}");
        }
    }
}

#[cors(PUBLIC)]
async fn public() -> &'static str {
    "public"
}

/// A map around a handler with a policy is two policies, whether its row is `closed` or not.
#[tokio::test]
async fn a_handler_with_a_policy_is_refused() {
    static MIXED: cors_runtime::PolicyMap = cors_runtime::policies! {
        "/closed" => closed,
        _         => ADMIN,
    };
    let routes = || {
        Router::new().route("/open", routes![get(public)]).route("/closed", routes![get(public)])
    };
    let app = protect(routes(), &MIXED);
    for path in ["/open", "/closed"] {
        let request = request(path, "https://public.example").expect("a request");
        let response = cors_tests::axum::send(app.clone(), request).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert!(!response.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN), "{path}");
    }
}
