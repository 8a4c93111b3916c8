//! salvo: the policy is on the service, and not on a router.

use cors_runtime::salvo::Cors;
use cors_runtime::{Policy, cors};
use cors_tests::salvo::{handle, send};
use http::Request;
use salvo_core::catcher::Catcher;
use salvo_core::prelude::*;

use crate::{API, allowed, assert_granted, assert_shared, assert_stacked, preflight, request};

#[handler]
async fn hello() -> &'static str {
    "hello"
}

#[handler]
async fn fails() -> Result<(), StatusError> {
    Err(StatusError::im_a_teapot())
}

/// Refuses everything, including preflights.
#[handler]
async fn authenticate(response: &mut Response, ctrl: &mut FlowCtrl) {
    response.render(StatusError::unauthorized());
    ctrl.skip_rest();
}

#[handler]
async fn panics() {
    panic!("a mistake");
}

fn routes() -> Router {
    Router::new()
        .get(hello)
        .push(Router::with_path("fails").get(fails))
        .push(Router::with_path("panics").get(panics))
        .push(Router::with_path("private").hoop(authenticate).get(hello))
}

#[tokio::test]
async fn on_a_service_everything_has_its_headers() {
    let service = Service::new(routes()).hoop(Cors::new(&API));
    for path in ["/", "/fails", "/private", "/nowhere"] {
        assert_granted(&send(&service, preflight(path)).await, path);
    }
    for (method, path, status) in [
        ("GET", "/", 200),
        ("POST", "/", 405),
        ("GET", "/nowhere", 404),
        ("GET", "/fails", 418),
        ("GET", "/private", 401),
        ("OPTIONS", "/", 405),
    ] {
        let response = send(&service, request(method, path)).await;
        assert_shared(&response, status, path);
        // The pages of errors are those of salvo.
        assert!(!response.body().is_empty(), "{method} {path}");
    }
}

#[handler]
async fn own_page(response: &mut Response, ctrl: &mut FlowCtrl) {
    response.render("an own page");
    ctrl.skip_rest();
}

#[tokio::test]
async fn pages_of_a_catcher_have_its_headers() {
    let service =
        Service::new(routes()).catcher(Catcher::default().hoop(own_page)).hoop(Cors::new(&API));
    let response = send(&service, request("GET", "/nowhere")).await;
    assert_shared(&response, 404, "a catcher");
    assert_eq!(response.body(), "an own page");
    // A refused preflight has no page.
    let mut refused = preflight("/");
    refused.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
    let response = send(&service, refused).await;
    assert_eq!((response.status().as_u16(), response.body().as_str()), (403, ""));
}

/// The trap: hoops of a router run for its routes only, and no route is for `OPTIONS`.
#[tokio::test]
async fn on_a_router_preflights_and_errors_have_none() {
    let service = Service::new(routes().hoop(Cors::new(&API)));
    assert_shared(&send(&service, request("GET", "/")).await, 200, "a route");
    for (sent, status) in
        [(preflight("/"), 405), (request("GET", "/nowhere"), 404), (request("POST", "/"), 405)]
    {
        let response = send(&service, sent).await;
        assert_eq!(response.status(), status);
        let names: Vec<_> =
            response.headers().keys().filter(|name| name.as_str().starts_with("access")).collect();
        assert!(names.is_empty(), "{response:?}");
    }
}

/// The trap: preflights have no credentials.
#[tokio::test]
async fn authentication_outside_refuses_preflights() {
    let service = Service::new(routes()).hoop(authenticate).hoop(Cors::new(&API));
    let response = send(&service, preflight("/")).await;
    assert_eq!(response.status(), 401);
    assert!(!response.headers().contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn a_panic_has_no_answer() {
    let service = Service::new(routes()).hoop(Cors::new(&API));
    let answer = tokio::spawn(async move { send(&service, request("GET", "/panics")).await });
    assert!(answer.await.unwrap_err().is_panic());
}

static ADMIN: Policy = cors! { allow_origins = ["https://page.example", "https://admin.example"] };

#[tokio::test]
async fn two_policies_are_reported() {
    let service = Service::new(routes().hoop(Cors::new(&ADMIN))).hoop(Cors::new(&API));
    assert_stacked(&send(&service, request("GET", "/")).await);
    // The same policy twice has no such effect.
    let service = Service::new(routes().hoop(Cors::new(&API))).hoop(Cors::new(&API));
    assert_shared(&send(&service, request("GET", "/")).await, 200, "the same policy");
}

/// Passes the request to a service in another task, where its note of the policy is not seen.
#[handler]
async fn in_another_task(request: &mut salvo_core::Request, response: &mut Response) {
    let mut inner = Request::get("/").body(String::new()).unwrap();
    inner.headers_mut().clone_from(request.headers());
    let answer = tokio::spawn(async move {
        let service = Service::new(routes()).hoop(Cors::new(&ADMIN));
        let request = salvo_core::Request::from_hyper(inner, http::uri::Scheme::HTTP);
        handle(&service, request).await
    });
    *response = answer.await.unwrap();
}

#[tokio::test]
async fn two_policies_are_reported_across_tasks() {
    let service = Service::new(Router::new().get(in_another_task)).hoop(Cors::new(&API));
    let response = send(&service, request("GET", "/")).await;
    assert_stacked(&response);
    // Its handler has run, so no page can read it.
    assert_eq!(allowed(&response), None);
    assert_eq!(response.headers()["vary"], "Origin");
}
