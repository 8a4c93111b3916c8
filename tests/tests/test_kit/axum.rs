//! Mistakes in programs with axum.

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use cors_runtime::attr::cors;
use cors_runtime::axum::{Protected, protect, routes};
use cors_runtime::tower::CorsLayer;
use cors_runtime::{Policy, cors as policy};
use cors_test::{Cause, Outcome, Server};

use super::{API, OTHER, assert_found, assert_message, message, page};

async fn rename() -> &'static str {
    "renamed"
}

#[cors(API)]
async fn show() -> &'static str {
    "a user"
}

/// Refuses requests without `Authorization`, as a middleware that doesn't know preflights.
async fn authenticate(request: Request, next: Next) -> Response {
    if request.headers().contains_key("authorization") {
        next.run(request).await
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

async fn rename_a_user<K>(app: &mut impl Server<K>) -> Outcome {
    let mut page = page();
    page.put("/users/1").header("Authorization", "Bearer t").header("x-trace", "1").fetch(app).await
}

#[tokio::test]
async fn layer_before_the_routes() {
    let mut mistake = Router::new().layer(CorsLayer::new(&API)).route("/users/{id}", put(rename));
    let mut corrected = Router::new().route("/users/{id}", put(rename)).layer(CorsLayer::new(&API));
    let found = rename_a_user(&mut mistake).await;
    assert_eq!(found.causes(), [Cause::NoPolicy { status: 405, is_preflight: true }]);
    assert_found("axum_layer_before_the_routes", &found, &rename_a_user(&mut corrected).await);
}

#[tokio::test]
async fn authentication_outside() {
    let app = || Router::new().route("/users/{id}", put(rename));
    let mut mistake = app().layer(CorsLayer::new(&API)).layer(from_fn(authenticate));
    let mut corrected = protect(app().layer(from_fn(authenticate)), &API);
    let found = rename_a_user(&mut mistake).await;
    assert_eq!(found.causes(), [Cause::CheckedBefore { status: 401, is_preflight: true }]);
    assert_found("axum_authentication_outside", &found, &rename_a_user(&mut corrected).await);
}

#[tokio::test]
async fn path_without_a_policy() {
    let users = || Router::new().route("/users/{id}", put(rename)).layer(CorsLayer::new(&API));
    let health = || Router::new().route("/health", get(async || "well"));
    let mut mistake = users().merge(health());
    let mut corrected =
        protect(Router::new().route("/users/{id}", put(rename)).merge(health()), &API);
    rename_a_user(&mut mistake).await.expect_readable();
    let found = page().get("/health").fetch(&mut mistake).await;
    assert_eq!(found.causes(), [Cause::NoPolicy { status: 200, is_preflight: false }]);
    let corrected = page().get("/health").fetch(&mut corrected).await;
    assert_found("axum_path_without_a_policy", &found, &corrected);
}

#[tokio::test]
async fn two_policies() {
    let app = || Router::new().route("/users/{id}", routes![get(show)]);
    let mut mistake = protect(app(), &OTHER);
    let mut corrected = app();
    let found = page().get("/users/1").header("x-trace", "1").fetch(&mut mistake).await;
    assert!(matches!(found.causes(), [Cause::TwoPolicies { explanation: Some(_) }]), "{found}");
    let corrected = page().get("/users/1").header("x-trace", "1").fetch(&mut corrected).await;
    assert_found("axum_two_policies", &found, &corrected);
}

/// The other layers of a program are outside of its policy: what they answer is not readable.
#[tokio::test]
async fn not_found_outside() {
    let mut mistake =
        Router::new().route("/users/{id}", put(rename)).route_layer(CorsLayer::new(&API));
    let mut corrected = protect(Router::new().route("/users/{id}", put(rename)), &API);
    let found = page().get("/missing").fetch(&mut mistake).await;
    assert_eq!(found.causes(), [Cause::NoPolicy { status: 404, is_preflight: false }]);
    assert_found(
        "axum_not_found_outside",
        &found,
        &page().get("/missing").fetch(&mut corrected).await,
    );
}

/// The preflight passes, and the authentication between the policy and the browser hides its refusal.
#[tokio::test]
async fn refusal_outside() {
    let handler = || {
        Router::new().route("/users/{id}", routes![get(show)].route_layer(from_fn(authenticate)))
    };
    let found = page().get("/users/1").header("x-trace", "1").fetch(&mut handler()).await;
    assert_eq!(found.causes(), [Cause::OutsideOfPolicy { status: 401 }]);
    assert_message("axum_refusal_outside", &message(|| found.expect_readable()));
}

fn public() -> Protected {
    static PUBLIC: Policy = policy! { allow_origins = "*" };
    protect(Router::new(), &PUBLIC)
}

/// The standard excludes `authorization` from `*`, and browsers send it: no expectation holds, in either direction.
#[tokio::test]
async fn authorization_by_a_wildcard() {
    static ANY: Policy = policy! {
        allow_origins = "*",
        allow_headers = "*",
        max_age = "1h",
        allow = [wildcard_without_authorization],
    };
    static BOTH: Policy = policy! {
        allow_origins = "*",
        allow_headers = ["*", "authorization"],
        max_age = "1h",
    };
    let app = |policy| protect(Router::new().route("/users/{id}", get(rename)), policy);
    let request = async |policy| {
        let mut page = page();
        let call = page.get("/users/1").header("authorization", "Bearer t").header("x-any", "1");
        call.fetch(&mut app(policy)).await
    };
    let found = request(&ANY).await;
    assert_eq!(found.causes(), [Cause::AuthorizationByWildcard]);
    assert_message("authorization_by_a_wildcard", &message(|| found.expect_readable()));
    let blocked = [message(|| found.expect_blocked()), message(|| found.expect_not_sent())];
    for text in blocked {
        assert!(text.contains("but current browsers send "), "{text}");
        assert!(text.contains("= note: the Fetch standard excludes `authorization`"), "{text}");
    }
    request(&BOTH).await.expect_readable();
    // Without `authorization`, `*` is what both say; with credentials it is a name.
    let mut page = page();
    let other = page.get("/users/1").header("x-any", "1").fetch(&mut app(&ANY)).await;
    other.expect_readable();
    let call = page.get("/users/1").credentials().header("authorization", "Bearer t");
    // The compiler refuses such a policy.
    let mut literal = Router::new().fallback(async || {
        [
            ("access-control-allow-origin", "https://app.example.com"),
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-headers", "*"),
        ]
    });
    let literal = call.header("x-any", "1").fetch(&mut literal).await;
    let names = vec!["authorization".to_owned(), "x-any".to_owned()];
    assert_eq!(literal.causes(), [Cause::Headers { names, has_wildcard: true }]);
    literal.expect_not_sent();
}

/// What a policy does not allow: each message names the key.
#[tokio::test]
async fn keys() {
    let router = Router::new()
        .route("/users/{id}", put(rename).get(rename))
        .route("/total", get(async || [("x-total", "3")]));
    let mut app = protect(router, &API);
    let mut page = page();
    let header =
        page.put("/users/1").header("x-trace", "1").header("x-request-id", "1").header("x-b", "2");
    let header = header.fetch(&mut app).await;
    let names = vec!["x-b".to_owned(), "x-request-id".to_owned()];
    assert_eq!(header.causes(), [Cause::Headers { names, has_wildcard: false }]);
    assert_message("header", &message(|| header.expect_readable()));
    let method = page.request("purge", "/users/1").fetch(&mut app).await;
    assert_message("method", &message(|| method.expect_readable()));
    let readable = page.get("/users/1").fetch(&mut app).await;
    assert_message("blocked", &message(|| readable.expect_blocked()));
    assert_message("not_sent", &message(|| readable.expect_not_sent()));
    assert_message("exposed", &message(|| readable.expect_header("ETag")));
    let exposed = page.get("/total").fetch(&mut app).await;
    assert_message("expose_headers", &message(|| exposed.expect_header("X-Total")));
    assert_message("status", &message(|| exposed.expect_status(404)));
    assert_message("no_preflight", &message(|| header.expect_no_preflight()));
    assert_message("preflight", &message(|| exposed.expect_preflight()));
    assert_message("sent", &message(|| header.expect_sent()));
    let credentials = page.get("/total").credentials().fetch(&mut public()).await;
    assert_message("any_origin", &message(|| credentials.expect_readable()));
    let mut evil = page.navigate("https://evil.example");
    let origin = evil.get("/users/1").credentials().fetch(&mut app).await;
    assert_message("origin", &message(|| origin.expect_readable()));
    let mut insecure = evil.calling("http://api.example.com");
    let mixed = insecure.get("/users/1").fetch(&mut app).await;
    assert_message("mixed_content", &message(|| mixed.expect_readable()));
}
