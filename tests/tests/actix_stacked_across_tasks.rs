//! Two policies on one request in actix-web, with a middleware between them that passes the request to
//! another task: the second policy is detected in the response.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::future::{Ready, ready};
use std::pin::Pin;
use std::rc::Rc;

use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::header::{self, HeaderValue};
use actix_web::{App, Error, HttpRequest, HttpResponse, error, rt, web};
use cors_runtime::Policy;
use cors_runtime::actix_web::Cors;
use cors_tests::actix::{from_http, send};
use cors_tests::nested::{ADMIN, OPEN, ORIGINS, PAGES, PUBLIC};
use http::{Request, Response};

/// A middleware that answers in another task.
struct InAnotherTask;

struct Spawning<S> {
    inner: Rc<S>,
}

impl<S, B> Transform<S, ServiceRequest> for InAnotherTask
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: 'static,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Transform = Spawning<S>;
    type InitError = ();
    type Future = Ready<Result<Spawning<S>, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(Spawning { inner: Rc::new(inner) }))
    }
}

impl<S, B> Service<ServiceRequest> for Spawning<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: 'static,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ServiceResponse<B>, Error>>>>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let inner = Rc::clone(&self.inner);
        Box::pin(async move { rt::spawn(async move { inner.call(request).await }).await.unwrap() })
    }
}

fn request(origin: Option<&str>) -> Request<String> {
    let request = Request::builder().uri("/api/users");
    let request = match origin {
        Some(origin) => request.header("origin", origin),
        None => request,
    };
    request.body(String::new()).unwrap()
}

/// Answers with the `Vary` that the request asks for, or with an error.
async fn handler(
    request: HttpRequest,
    vary: web::Data<&'static str>,
) -> Result<HttpResponse, Error> {
    assert!(request.path().starts_with("/api"));
    if **vary == "an error" {
        return Err(error::ErrorBadRequest("secret"));
    }
    let mut response = HttpResponse::Ok();
    response.insert_header((header::SET_COOKIE, "session=1"));
    for line in vary.split('|').filter(|line| !line.is_empty()) {
        response.append_header((header::VARY, HeaderValue::from_static(line)));
    }
    Ok(response.body("secret"))
}

/// The response if `inner` is in another task than `outer`: around a scope, a resource, with compression
/// between them.
async fn answers(
    outer: &'static Policy,
    inner: &'static Policy,
    vary: &'static str,
    origin: Option<&str>,
) -> [Response<String>; 3] {
    let (inside, around) = (|| Cors::new(inner), || Cors::new(outer));
    let resource = || web::resource("/users").wrap(inside()).to(handler);
    let compressed =
        actix_web::middleware::from_fn(async |request, next: actix_web::middleware::Next<_>| {
            let mut response = next.call(request).await?;
            let vary = HeaderValue::from_static("accept-encoding");
            response.headers_mut().append(header::VARY, vary);
            Ok::<_, Error>(response)
        });
    let app = || App::new().app_data(web::Data::new(vary));
    let in_scope = web::scope("/api").service(resource()).wrap(InAnotherTask);
    let scope = web::scope("/api").route("/users", web::get().to(handler)).wrap(inside());
    [
        send(app().service(in_scope).wrap(around()), request(origin)).await,
        send(app().service(scope).wrap(InAnotherTask).wrap(around()), request(origin)).await,
        send(
            app()
                .service(
                    web::scope("/api").service(resource()).wrap(compressed).wrap(InAnotherTask),
                )
                .wrap(around()),
            request(origin),
        )
        .await,
    ]
}

const VARIES: [&str; 9] = [
    "",
    "Origin",
    "origin",
    "Accept",
    "Accept, Origin",
    "*",
    "Accept|Origin",
    "Origin|Origin",
    "an error",
];

#[actix_web::test]
async fn are_answered_500_and_not_shared() {
    for (outer, inner) in
        [(&PUBLIC, &ADMIN), (&PUBLIC, &OPEN), (&PAGES, &ADMIN), (&PAGES, &PUBLIC), (&ADMIN, &PAGES)]
    {
        for vary in VARIES {
            for origin in ORIGINS {
                for response in answers(outer, inner, vary, Some(origin)).await {
                    let what =
                        format!("{} in {}, {vary:?}, {origin}", inner.location(), outer.location());
                    assert_eq!(response.status(), 500, "{what}: {response:?}");
                    let headers = response.headers();
                    assert!(response.body().starts_with("two CORS policies apply to"), "{what}");
                    assert_eq!(headers["cors-error"], response.body().as_str(), "{what}");
                    assert_eq!(headers["vary"], "Origin", "{what}");
                    let is_of_cors =
                        |name: &&http::HeaderName| name.as_str().starts_with("access-control-");
                    assert_eq!(headers.keys().filter(is_of_cors).count(), 0, "{what}");
                    assert!(!headers.contains_key("set-cookie"), "{what}");
                }
            }
        }
    }
}

#[actix_web::test]
async fn may_be_the_same_one_twice_or_without_origin() {
    for vary in VARIES {
        let status = if vary == "an error" { 400 } else { 200 };
        for policy in [&PUBLIC, &PAGES, &ADMIN] {
            for origin in ORIGINS {
                for response in answers(policy, policy, vary, Some(origin)).await {
                    assert_eq!(response.status(), status, "{vary}");
                    assert_eq!(
                        response.headers().contains_key("access-control-allow-origin"),
                        policy.allows_origin(origin.as_bytes()),
                    );
                }
            }
        }
        for response in answers(&PUBLIC, &ADMIN, vary, None).await {
            assert_eq!(response.status(), status, "{vary}");
        }
    }
}

/// A handler that sends requests to another application, in its own task, and returns the response; even if
/// the memory of the request's `Origin` is reused.
#[actix_web::test]
async fn are_not_assumed_if_a_handler_sends_a_request() {
    for outer in [&PUBLIC, &PAGES, &ADMIN] {
        for origin in ORIGINS {
            let front = web::get().to(move |outside: HttpRequest| {
                let before = outside.headers().get("origin").unwrap().as_bytes().as_ptr().addr();
                drop(outside);
                async move {
                    let mut kept = Vec::new();
                    for _ in 0..50 {
                        let value = HeaderValue::from_str(origin).unwrap();
                        assert_ne!(value.as_bytes().as_ptr().addr(), before, "it is kept alive");
                        kept.push(value);
                    }
                    let behind =
                        web::resource("/api/users").wrap(Cors::new(&OPEN)).to(async || "behind");
                    from_http(send(App::new().service(behind), request(Some(origin))).await)
                }
            });
            let app = App::new().route("/api/users", front).wrap(Cors::new(outer));
            assert_eq!(send(app, request(Some(origin))).await.body(), "behind");
        }
    }
}
