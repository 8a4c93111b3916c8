//! `closed`: a policy that allows no origin, in each of its forms and on each framework.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::Router;
use cors_runtime::attr::cors;
use cors_runtime::axum::{protect, routes};
use cors_runtime::{Policy, Reason};
use cors_tests::actix;
use http::{HeaderMap, Method, Request, Response};

static CLOSED: Policy = cors_runtime::cors! { closed };
static CLOSED_TOO: Policy = cors_runtime::cors! { closed = true };
const CONSTANT: Policy = cors_runtime::cors! { closed };
static OF_THE_CONSTANT: Policy = CONSTANT;

const PAGE: &str = "https://page.example";

fn forms() -> [Policy; 6] {
    let from_toml = Policy::from_toml("closed = true").unwrap();
    [
        CLOSED.clone(),
        CLOSED_TOO.clone(),
        CONSTANT,
        OF_THE_CONSTANT.clone(),
        cors_runtime::CLOSED.clone(),
        from_toml,
    ]
}

#[test]
fn all_forms_are_the_same_policy() {
    // After the first line, which has the location of each.
    let words = |policy: &Policy| {
        let words = policy.explain().to_string();
        words.split_once('\n').unwrap().1.to_owned()
    };
    for policy in forms() {
        assert_eq!(words(&policy), words(&CLOSED));
    }
    assert!(CLOSED.location().starts_with("tests/tests/closed.rs:"), "{}", CLOSED.location());
    assert_eq!(cors_runtime::CLOSED.location(), "cors_runtime::CLOSED");
}

#[test]
fn it_is_explained() {
    assert_eq!(
        CLOSED.explain().to_string(),
        format!("Policy {}\n", CLOSED.location())
            + "The policy is closed: no cross-origin page may read responses.\n\
               All preflights get 403. Other requests always reach the handler; only the browser \
               hides the response."
    );
}

#[test]
fn every_request_is_refused() {
    for policy in forms() {
        for origin in [PAGE, "null", "http://localhost:3000", "*", "closed", ""] {
            assert!(!policy.allows_origin(origin.as_bytes()), "{origin}");
            for method in ["GET", "HEAD", "POST", "PUT", "closed"] {
                let headers = HeaderMap::from_iter([
                    (http::header::ORIGIN, origin.parse().unwrap()),
                    (http::header::ACCESS_CONTROL_REQUEST_METHOD, method.parse().unwrap()),
                ]);
                let decision = policy.evaluate(&Method::OPTIONS, &headers);
                assert_eq!(decision.status().unwrap(), 403);
                let refusal = decision.refusal().unwrap();
                assert!(matches!(refusal.reason(), Reason::OriginNotAllowed { .. }));
                assert!(refusal.to_string().ends_with("is not allowed: the policy is closed"));
                let mut response = HeaderMap::new();
                decision.apply_to(&mut response);
                assert!(response.keys().all(|name| *name == http::header::VARY), "{response:?}");
            }
        }
    }
}

static API: Policy = cors_runtime::cors! {
    allow_origins = ["https://page.example"],
    allow_headers = ["x-page"],
    max_age       = "2h",
};

fn request(method: &str, path: &str) -> Request<String> {
    let request = Request::builder().method(method).uri(path).header("origin", PAGE);
    request.body(String::new()).unwrap()
}

fn preflight(method: &str, path: &str) -> Request<String> {
    let mut request = request("OPTIONS", path);
    request.headers_mut().insert("access-control-request-method", method.parse().unwrap());
    request
}

fn is_shared<B>(response: &Response<B>) -> bool {
    response.headers().keys().any(|name| name.as_str().starts_with("access-control-"))
}

mod on_axum {
    use super::*;

    #[cors(API)]
    async fn list() -> &'static str {
        "list"
    }

    #[cors(closed)]
    async fn update() -> [(&'static str, &'static str); 1] {
        [("access-control-allow-origin", "*")]
    }

    #[cors(closed = true)]
    async fn remove() -> &'static str {
        "removed"
    }

    #[cors(cors_runtime::CLOSED)]
    async fn add() -> &'static str {
        "added"
    }

    fn app() -> Router {
        Router::new().route("/", routes![get(list), put(update), delete(remove), post(add)])
    }

    #[tokio::test]
    async fn a_closed_handler_refuses_its_preflights() {
        for method in ["PUT", "DELETE", "POST", "PATCH"] {
            let response = cors_tests::axum::send(app(), preflight(method, "/")).await;
            assert_eq!(response.status(), 403, "{method}");
            assert!(!is_shared(&response), "{method}");
        }
        for method in ["PUT", "DELETE", "POST"] {
            let response = cors_tests::axum::send(app(), request(method, "/")).await;
            assert_eq!(response.status(), 200, "{method}: the handler runs");
            assert!(!is_shared(&response), "{method}");
        }
    }

    /// The permissions for the path's other handler must not be cached for the closed ones.
    #[tokio::test]
    async fn the_other_handlers_of_its_path_keep_their_policy() {
        let response = cors_tests::axum::send(app(), preflight("GET", "/")).await;
        assert_eq!(response.status(), 204);
        assert_eq!(response.headers()["access-control-max-age"], "0");
        assert_eq!(response.headers()["access-control-allow-headers"], "x-page");
    }

    #[tokio::test]
    async fn around_an_application() {
        let app = || {
            let router = Router::new().route("/", axum::routing::put(async || "put"));
            protect(router, &cors_runtime::CLOSED)
        };
        let response = cors_tests::axum::send(app(), preflight("PUT", "/")).await;
        assert_eq!(response.status(), 403);
        let response = cors_tests::axum::send(app(), request("PUT", "/")).await;
        assert_eq!(response.status(), 200);
        assert!(!is_shared(&response));
    }
}

mod on_actix_web {
    use super::*;
    use actix_web::{App, HttpResponse, delete, get, post, put, web};
    use cors_runtime::actix_web::Cors;

    #[cors(API)]
    #[get("/")]
    async fn list() -> &'static str {
        "list"
    }

    #[cors(closed)]
    #[put("/")]
    async fn update() -> HttpResponse {
        HttpResponse::Ok().insert_header(("access-control-allow-origin", "*")).finish()
    }

    #[cors(closed = true)]
    #[delete("/")]
    async fn remove() -> &'static str {
        "removed"
    }

    #[cors(cors_runtime::CLOSED)]
    #[post("/")]
    async fn add() -> &'static str {
        "added"
    }

    #[actix_web::test]
    async fn a_closed_handler_refuses_its_preflights() {
        let app = || App::new().service(list).service(update).service(remove).service(add);
        for method in ["PUT", "DELETE", "POST"] {
            let response = actix::send(app(), preflight(method, "/")).await;
            assert_eq!(response.status(), 403, "{method}");
            assert!(!is_shared(&response), "{method}");
            let response = actix::send(app(), request(method, "/")).await;
            assert_eq!(response.status(), 200, "{method}: the handler runs");
            assert!(!is_shared(&response), "{method}");
        }
        assert_eq!(actix::send(app(), preflight("GET", "/")).await.status(), 204);
    }

    #[actix_web::test]
    async fn around_an_application() {
        let app = || {
            let app = App::new().route("/", web::put().to(async || "put"));
            app.wrap(Cors::new(&cors_runtime::CLOSED))
        };
        assert_eq!(actix::send(app(), preflight("PUT", "/")).await.status(), 403);
        let response = actix::send(app(), request("PUT", "/")).await;
        assert_eq!(response.status(), 200);
        assert!(!is_shared(&response));
    }
}
