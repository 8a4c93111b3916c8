//! `Cors::not_found`: a policy around the service for requests without a handler.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{App, Error, HttpResponse, get, put, web};
use cors_runtime::Policy;
use cors_runtime::actix_web::Cors;
use cors_runtime::attr::cors;
use cors_tests::actix::send;
use http::{Request, Response};

static API: Policy = cors_runtime::cors! {
    allow_origins = ["https://page.example"],
    allow_headers = ["x-page"],
    max_age       = "2h",
};

static ANY: Policy = cors_runtime::cors! {
    allow_origins = "*",
    allow_methods = "*",
    max_age       = "2h",
};

const PAGE: &str = "https://page.example";

#[cors(API)]
#[get("/users")]
async fn list() -> &'static str {
    "list"
}

#[put("/users")]
async fn without_a_policy() -> &'static str {
    "without a policy"
}

async fn not_found() -> HttpResponse {
    HttpResponse::NotFound().body("no such page")
}

/// An application with two handlers, and a service for all other requests.
type Mount = fn(&mut web::ServiceConfig, Cors);

const MOUNTS: [(&str, Mount); 4] = [
    ("the default service", |config, cors| {
        config.default_service(web::to(not_found).wrap(cors));
    }),
    ("a last scope", |config, cors| {
        config.service(web::scope("").default_service(web::to(not_found)).wrap(cors));
    }),
    ("a last scope with a resource", |config, cors| {
        let all = web::resource("/{path}*").to(not_found);
        config.service(web::scope("").service(all).wrap(cors));
    }),
    ("a last resource", |config, cors| {
        config.service(web::resource("/{path}*").to(not_found).wrap(cors));
    }),
];

fn app(
    mount: Mount,
    cors: Cors,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse,
        Error = Error,
        InitError = (),
    >,
> {
    App::new().configure(|config| {
        config.service(list).service(without_a_policy);
        mount(config, cors);
    })
}

fn request(method: &str, path: &str, origin: &str) -> Request<String> {
    let request = Request::builder().method(method).uri(path).header("origin", origin);
    request.body(String::new()).unwrap()
}

fn preflight(method: &str, path: &str) -> Request<String> {
    let mut request = request("OPTIONS", path, PAGE);
    request.headers_mut().insert("access-control-request-method", method.parse().unwrap());
    request
}

fn allowed_origin(response: &Response<String>) -> Option<&str> {
    let value = response.headers().get("access-control-allow-origin");
    value.map(|value| value.to_str().unwrap())
}

#[actix_web::test]
async fn preflights_are_refused() {
    for (name, mount) in MOUNTS {
        for policy in [&API, &ANY] {
            for (method, path) in [
                ("PUT", "/users"),
                ("DELETE", "/users"),
                ("get", "/users"),
                ("", "/users"),
                ("GET", "/nowhere"),
                ("PUT", "/nowhere"),
                ("OPTIONS", "/"),
            ] {
                let app = app(mount, Cors::not_found(policy));
                let response = send(app, preflight(method, path)).await;
                assert_eq!(response.status(), 403, "{name}: {method} {path}");
                // With `*`, every response can be read.
                let any = (allowed_origin(&response) == Some("*"))
                    .then_some("access-control-allow-origin");
                let names = response.headers().keys().map(http::HeaderName::as_str);
                let of_cors = names.filter(|name| name.starts_with("access-control-"));
                assert!(of_cors.eq(any), "{response:?}");
            }
            // The handler's own preflight is granted.
            let response =
                send(app(mount, Cors::not_found(policy)), preflight("GET", "/users")).await;
            assert_eq!(response.status(), 204, "{name}");
        }
    }
}

#[actix_web::test]
async fn a_page_can_read_a_404() {
    for (name, mount) in MOUNTS {
        for (policy, origin, allowed) in [
            (&API, PAGE, Some(PAGE)),
            (&API, "https://evil.example", None),
            (&ANY, "https://evil.example", Some("*")),
        ] {
            let app = || app(mount, Cors::not_found(policy));
            let response = send(app(), request("GET", "/nowhere", origin)).await;
            assert_eq!(response.status(), 404, "{name}");
            assert_eq!(response.body(), "no such page", "{name}");
            assert_eq!(allowed_origin(&response), allowed, "{name}");
            // An `OPTIONS` that is not a preflight is an ordinary request.
            let response = send(app(), request("OPTIONS", "/nowhere", origin)).await;
            assert_eq!(allowed_origin(&response), allowed, "{name}");
        }
    }
}

/// The reason for `not_found`: the ordinary middleware grants preflights for a handler that has no policy.
#[actix_web::test]
async fn ordinary_policy_answers_for_handlers_without_one() {
    for (name, mount) in MOUNTS {
        let response = send(app(mount, Cors::new(&ANY)), preflight("PUT", "/users")).await;
        assert_eq!(response.status(), 204, "{name}");
        let request = request("PUT", "/users", PAGE);
        let response = send(app(mount, Cors::new(&ANY)), request).await;
        assert_eq!(response.body(), "without a policy", "{name}");
    }
}

#[test]
fn refusal_has_a_reason() {
    use cors_tables::policy::Mounted;
    use cors_tables::refusal::{Reason, Refusal};
    use cors_tables::{PolicyTable, name_list::Names};

    let mounted = Mounted { methods: Names::new(""), may_be_remembered: false };
    let table = PolicyTable::NOTHING;
    assert_eq!(
        Refusal::new(&table, Some(mounted), Reason::MethodNotMounted { method: b"PUT" })
            .to_string(),
        "no handler with a policy handles `PUT`; this policy applies only to requests without a \
         handler"
    );
}
