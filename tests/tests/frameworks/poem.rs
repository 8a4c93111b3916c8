//! poem: errors become responses inside of the policy.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ::poem::error::NotFoundError;
use ::poem::http::StatusCode;
use ::poem::web::Path;
use ::poem::{EndpointExt as _, Error, IntoResponse as _, Response, Result, Route, get, handler};
use cors_runtime::poem::Cors;
use cors_runtime::{CLOSED, Policy, PolicyMap, cors, policies};
use cors_tests::poem::send;

use crate::{
    API, PAGE, allowed, assert_granted, assert_shared, assert_stacked, preflight, request,
};

#[handler]
fn hello() -> &'static str {
    "hello"
}

#[handler]
fn number(Path(number): Path<u8>) -> String {
    number.to_string()
}

#[handler]
fn fails() -> Result<&'static str> {
    Err(Error::from_string("no", StatusCode::IM_A_TEAPOT))
}

#[handler]
fn fails_with_a_response() -> Result<&'static str> {
    Err(Error::from_response((StatusCode::CONFLICT, "no").into_response()))
}

fn routes() -> Route {
    Route::new()
        .at("/", get(hello))
        .at("/number/:number", get(number))
        .at("/fails", get(fails))
        .at("/fails-with-a-response", get(fails_with_a_response))
}

#[tokio::test]
async fn every_response_has_its_headers() {
    let app = routes().with(Cors::new(&API));
    for path in ["/", "/number/1", "/fails", "/nowhere"] {
        assert_granted(&send(&app, preflight(path)).await, path);
    }
    for (method, path, status) in [
        ("GET", "/", 200),
        ("POST", "/", 405),
        ("OPTIONS", "/", 405),
        ("GET", "/nowhere", 404),
        ("GET", "/number/x", 400),
        ("GET", "/fails", 418),
        ("GET", "/fails-with-a-response", 409),
    ] {
        assert_shared(&send(&app, request(method, path)).await, status, path);
    }
}

/// The trap: an outer `catch_error` sees no errors.
#[tokio::test]
async fn errors_are_caught_inside() {
    let ran = Arc::new(AtomicBool::new(false));
    let page = {
        let ran = ran.clone();
        move |_: NotFoundError| {
            ran.store(true, Ordering::SeqCst);
            std::future::ready((StatusCode::NOT_FOUND, "an own page"))
        }
    };
    let outside = routes().with(Cors::new(&API)).catch_error(page.clone());
    let response = send(&outside, request("GET", "/nowhere")).await;
    assert_shared(&response, 404, "outside");
    assert!(!ran.load(Ordering::SeqCst));

    let inside = routes().catch_error(page).with(Cors::new(&API));
    let response = send(&inside, request("GET", "/nowhere")).await;
    assert_shared(&response, 404, "inside");
    assert!(ran.load(Ordering::SeqCst));
    assert_eq!(response.body(), "an own page");
}

/// The trap: preflights have no credentials.
#[tokio::test]
async fn authentication_outside_refuses_preflights() {
    let refuse = |_| std::future::ready(Err::<::poem::Request, _>(StatusCode::UNAUTHORIZED.into()));
    let outside = routes().with(Cors::new(&API)).before(refuse);
    let response = send(&outside, preflight("/")).await;
    assert_eq!((response.status().as_u16(), allowed(&response)), (401, None));
    let inside = routes().before(refuse).with(Cors::new(&API));
    assert_granted(&send(&inside, preflight("/")).await, "inside");
    assert_shared(&send(&inside, request("GET", "/")).await, 401, "inside");
}

static ADMIN: Policy = cors! { allow_origins = ["https://page.example", "https://admin.example"] };

#[tokio::test]
async fn two_policies_are_reported() {
    let app = Route::new().nest("/nested", routes().with(Cors::new(&ADMIN))).with(Cors::new(&API));
    assert_stacked(&send(&app, request("GET", "/nested")).await);
    assert_shared(&send(&app, request("GET", "/nowhere")).await, 404, "outside of the inner one");
    let twice = routes().with(Cors::new(&API)).with(Cors::new(&API));
    assert_shared(&send(&twice, request("GET", "/")).await, 200, "the same policy");
}

/// Passes the request to an endpoint in another task, where the note of the policy is not seen.
#[handler]
async fn in_another_task(request: &::poem::Request) -> Response {
    let mut inner = ::poem::Request::builder().finish();
    inner.headers_mut().clone_from(request.headers());
    let app = routes().with(Cors::new(&ADMIN));
    tokio::spawn(async move { ::poem::Endpoint::get_response(&app, inner).await }).await.unwrap()
}

#[tokio::test]
async fn two_policies_are_reported_across_tasks() {
    let app = Route::new().at("/", get(in_another_task)).with(Cors::new(&API));
    let response = send(&app, request("GET", "/")).await;
    assert_stacked(&response);
    // Its handler has run, so no page can read it.
    assert_eq!(allowed(&response), None);
    assert_eq!(response.headers()["vary"], "Origin");
}

static SITE: PolicyMap = policies! { "/open/{*rest}" => API, _ => CLOSED };

/// A map is for the path that the client sent, also where `nest` has removed its beginning.
#[tokio::test]
async fn maps_see_the_whole_path() {
    let inside = Route::new().nest("/open", routes().with(Cors::new(&SITE)));
    let outside = Route::new().nest("/open", routes()).with(Cors::new(&SITE));
    assert_shared(&send(&inside, request("GET", "/open/")).await, 200, "inside");
    assert_shared(&send(&outside, request("GET", "/open/")).await, 200, "outside");
    assert_eq!(allowed(&send(&outside, request("GET", "/other")).await), None);
}

/// Requests that are built by hand, as poem's test client does, have no original URI.
#[tokio::test]
async fn maps_see_the_path_of_the_test_client() {
    let app = routes().with(Cors::new(&SITE));
    for (path, is_allowed) in [("/open/x", true), ("/other", false)] {
        let request = ::poem::Request::builder().uri_str(path).header("origin", PAGE).finish();
        let response = ::poem::Endpoint::get_response(&app, request).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(response.header("access-control-allow-origin").is_some(), is_allowed, "{path}");
    }
}
