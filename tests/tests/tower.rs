//! Requirements of the inner service on the tower layer, in addition to those on every adapter.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use cors_runtime::tower::CorsLayer;
use cors_tests::policy;
use http::{Request, Response};
use serde_json::json;
use tower::{Layer as _, ServiceExt as _, service_fn};

#[tokio::test]
async fn errors_of_the_inner_service_pass() {
    let policy = policy::from_config(&json!({ "origins": ["https://a.example"] })).unwrap();
    let request = Request::get("/").header("origin", "https://a.example");
    let request = request.body(String::new()).unwrap();
    let handler = service_fn(async |_: Request<String>| Err::<Response<String>, _>("broken"));
    let result = CorsLayer::new(policy).layer(handler).oneshot(request).await;
    assert_eq!(result.unwrap_err(), "broken");
}
