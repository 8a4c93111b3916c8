//! actix-web handlers whose patterns overlap: a preflight is answered by the policy of the handler that
//! gets the request, in every order of registration.
//!
//! The expected handler is not written down here: each one answers with its name, so the request itself
//! determines it. Every handler has `#[cors(…)]`, including `closed`. The test for handlers without the
//! attribute is at the end.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use actix_web::guard::{Guard, GuardContext};
use actix_web::{App, delete, get, guard, put, route, web};
use cors_runtime::Policy;
use cors_runtime::actix_web::Cors;
use cors_runtime::attr::cors;
use cors_tests::actix::send;
use http::{Request, Response};

const PAGE: &str = "https://page.example";

/// A policy with a unique request header, which identifies its answers.
macro_rules! policy {
    ($name:ident, $header:literal) => {
        static $name: Policy = cors_runtime::cors! {
            allow_origins = ["https://page.example"],
            allow_headers = [$header],
            max_age       = 0,
        };
    };
}

policy!(ONE, "x-one");
policy!(ANY, "x-any");
policy!(NUMBER, "x-number");
policy!(TAIL, "x-tail");
policy!(RESOURCE, "x-resource");
policy!(SCOPE, "x-scope");

#[cors(closed)]
#[put("/users/me")]
async fn me() -> &'static str {
    "closed"
}

#[cors(closed)]
#[put("/users/7")]
async fn seven() -> &'static str {
    "closed"
}

#[cors(closed)]
#[put("/users/me", guard = "is_beta")]
async fn me_in_beta() -> &'static str {
    "closed"
}

fn is_beta(context: &GuardContext<'_>) -> bool {
    guard::Host("beta.example").check(context)
}

#[cors(ONE)]
#[get("/users/me")]
async fn get_me() -> &'static str {
    "x-one"
}

#[cors(ANY)]
#[put("/users/{id}")]
async fn any() -> &'static str {
    "x-any"
}

#[cors(ANY)]
#[route("/users/{name}", method = "PUT", method = "DELETE")]
async fn any_by_another_name() -> &'static str {
    "x-any"
}

#[cors(NUMBER)]
#[put("/users/{id:[0-9]+}")]
async fn number() -> &'static str {
    "x-number"
}

#[cors(closed)]
#[delete("/users/{id:[0-9]+}")]
async fn delete_number() -> &'static str {
    "closed"
}

#[cors(TAIL)]
#[put("/{tail}*")]
async fn tail() -> &'static str {
    "x-tail"
}

#[cors(closed)]
#[put("/{path:.*}")]
async fn any_path() -> &'static str {
    "closed"
}

#[cors(closed)]
#[put("/me")]
async fn me_in_scope() -> &'static str {
    "closed"
}

#[cors(SCOPE)]
#[put("/{id}")]
async fn any_in_scope() -> &'static str {
    "x-scope"
}

/// Registers one handler or resource.
type Mount = fn(&mut web::ServiceConfig);

const MOUNTS: [(&str, Mount); 15] = [
    ("PUT /users/me, closed", |config| {
        config.service(me);
    }),
    ("PUT /users/7, closed", |config| {
        config.service(seven);
    }),
    ("PUT /users/me with a guard, closed", |config| {
        config.service(me_in_beta);
    }),
    ("GET /users/me", |config| {
        config.service(get_me);
    }),
    ("PUT /users/{id}", |config| {
        config.service(any);
    }),
    ("PUT, DELETE /users/{name}", |config| {
        config.service(any_by_another_name);
    }),
    ("PUT /users/{id:[0-9]+}", |config| {
        config.service(number);
    }),
    ("DELETE /users/{id:[0-9]+}, closed", |config| {
        config.service(delete_number);
    }),
    ("PUT /{tail}*", |config| {
        config.service(tail);
    }),
    ("PUT /{path:.*}, closed", |config| {
        config.service(any_path);
    }),
    ("scope /users with PUT /me, closed, and /{id}", |config| {
        config.service(web::scope("/users").service(me_in_scope).service(any_in_scope));
    }),
    ("scope /{kind} with PUT /{id} and /me, closed", |config| {
        config.service(web::scope("/{kind}").service(any_in_scope).service(me_in_scope));
    }),
    ("resource /users/{id} under Cors", |config| {
        let resource = web::resource("/users/{id}").route(web::put().to(async || "x-resource"));
        config.service(resource.wrap(Cors::new(&RESOURCE)));
    }),
    ("resource /users/me under a closed Cors", |config| {
        let resource = web::resource("/users/me").route(web::put().to(async || "closed"));
        config.service(resource.wrap(Cors::new(&cors_runtime::CLOSED)));
    }),
    ("scope /users under Cors", |config| {
        let scope = web::scope("/users").route("/{id}", web::put().to(async || "x-scope"));
        config.service(scope.wrap(Cors::new(&SCOPE)));
    }),
];

fn request(method: &str, path: &str, host: &str) -> Request<String> {
    let request = Request::builder().method(method).uri(path).header("host", host);
    request.header("origin", PAGE).body(String::new()).unwrap()
}

fn preflight(method: &str, path: &str, host: &str) -> Request<String> {
    let mut request = request("OPTIONS", path, host);
    request.headers_mut().insert("access-control-request-method", method.parse().unwrap());
    request
}

/// The request header that a preflight allows; none if it is refused.
fn granted(response: &Response<String>) -> Option<&str> {
    let is_shared = response.headers().contains_key("access-control-allow-origin");
    assert_eq!(response.status().is_success() && is_shared, is_shared, "{response:?}");
    is_shared.then(|| response.headers()["access-control-allow-headers"].to_str().unwrap())
}

/// Every ordered pair, and after each pair every fourth of the others.
fn orders() -> impl Iterator<Item = [(&'static str, Mount); 3]> {
    let all = || MOUNTS.into_iter().enumerate();
    all().flat_map(move |(a, first)| {
        all().filter(move |&(b, _)| b != a).flat_map(move |(b, second)| {
            let third = move |(c, third)| (c != a && c != b).then_some([first, second, third]);
            all().filter_map(third).step_by(4)
        })
    })
}

#[actix_web::test]
async fn preflight_is_answered_by_the_policy_of_the_handler_that_gets_the_request() {
    let (mut closed, mut open, mut unhandled) = (0, 0, 0);
    for mounts in orders() {
        let app =
            || App::new().configure(|config| mounts.iter().for_each(|(_, mount)| mount(config)));
        for (method, path, host) in [
            ("GET", "/users/me", "example.com"),
            ("PUT", "/users/me", "example.com"),
            ("PUT", "/users/me", "beta.example"),
            ("PUT", "/users/7", "example.com"),
            ("DELETE", "/users/7", "example.com"),
        ] {
            let handled = send(app(), request(method, path, host)).await;
            let requested = send(app(), preflight(method, path, host)).await;
            let names: Vec<_> = mounts.iter().map(|(name, _)| name).collect();
            let what = format!("{method} {path} of {host}: {names:?}");
            if handled.status().is_success() {
                let by_its_policy = Some(handled.body().as_str()).filter(|name| *name != "closed");
                assert_eq!(granted(&requested), by_its_policy, "{what}");
                closed += u32::from(by_its_policy.is_none());
                open += u32::from(by_its_policy.is_some());
                if by_its_policy.is_none() {
                    assert_eq!(requested.status(), 403, "{what}");
                }
            } else {
                unhandled += 1;
                // `Cors` around a scope or a resource grants what its policy allows, with or without a handler.
                let by_cors = ["x-scope", "x-resource"];
                let granted = granted(&requested);
                assert!(granted.is_none_or(|name| by_cors.contains(&name)), "{what}: {granted:?}");
            }
        }
    }
    assert!(closed > 400 && open > 400 && unhandled > 50, "{closed}, {open}, {unhandled}");
}

#[put("/users/me")]
async fn without_a_policy() -> &'static str {
    "without a policy"
}

/// A handler without `#[cors(…)]`: its route takes only its own method, so a preflight goes to whatever is
/// registered later and matches the path.
#[actix_web::test]
async fn handler_without_a_policy_leaves_its_preflights_to_later_matches() {
    let behind: [(Mount, &str); 4] = [
        (
            |config| {
                config.service(any);
            },
            "x-any",
        ),
        (
            |config| {
                config.service(tail);
            },
            "x-tail",
        ),
        (MOUNTS[12].1, "x-resource"),
        (MOUNTS[14].1, "x-scope"),
    ];
    let plain: [Mount; 2] = [
        |config| {
            config.service(without_a_policy);
        },
        |config| {
            config.route("/users/me", web::put().to(async || "without a policy"));
        },
    ];
    for (behind, header) in behind {
        for plain in plain {
            let app = || App::new().configure(plain).configure(behind);
            let requested = send(app(), preflight("PUT", "/users/me", "example.com")).await;
            assert_eq!(granted(&requested), Some(header));
            let handled = send(app(), request("PUT", "/users/me", "example.com")).await;
            assert_eq!(handled.body(), "without a policy");
        }
        // Solutions: the attribute, `Cors` around a resource, or a resource with a route inside, which
        // takes every `OPTIONS` request of its path.
        let closed: [(Mount, u16); 3] = [
            (
                |config| {
                    config.service(me);
                },
                403,
            ),
            (MOUNTS[13].1, 403),
            (
                |config| {
                    let route = web::put().to(async || "without a policy");
                    config.service(web::resource("/users/me").route(route));
                },
                405,
            ),
        ];
        for (closed, status) in closed {
            let app = || App::new().configure(closed).configure(behind);
            let requested = send(app(), preflight("PUT", "/users/me", "example.com")).await;
            assert_eq!(granted(&requested), None);
            assert_eq!(requested.status(), status);
        }
    }
}
