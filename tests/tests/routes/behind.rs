//! Routes that are added after a list: no preflight is granted for a handler that has no policy.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{MethodFilter, MethodRouter, delete, get, head, on, options, patch, post, put};
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

use super::{ADMIN, ADMIN_PAGE, API, PAGE, actual, preflight, send};

/// The response header of handlers with a policy.
const GOVERNED: &str = "x-governed";

#[cors(API)]
async fn page() -> [(&'static str, &'static str); 1] {
    [(GOVERNED, "API")]
}

#[cors(ADMIN)]
async fn admin() -> [(&'static str, &'static str); 1] {
    [(GOVERNED, "ADMIN")]
}

async fn plain() -> &'static str {
    "no policy"
}

/// Lists with one policy and with two, with each method alone and with similar ones.
fn lists() -> Vec<(&'static str, MethodRouter)> {
    macro_rules! named {
        ($($list:tt)*) => { vec![$((stringify!($list), routes! $list)),*] };
    }
    named! {
        [get(page)]
        [head(page)]
        [post(page)]
        [put(page)]
        [patch(page)]
        [delete(page)]
        [options(page)]
        [get(page), head(page)]
        [head(page), get(page)]
        [get(page), post(page)]
        [get(page), put(page), options(page)]
        [post(page), put(page), patch(page), delete(page)]
        [get(page), head(admin)]
        [head(page), get(admin)]
        [get(page), put(admin)]
        [post(admin), put(page), delete(admin)]
        [get(page), head(page), post(page), put(page), patch(page), delete(page), options(page)]
    }
}

/// Everything that can be added after a list with axum's methods.
type Behind = fn(MethodRouter) -> MethodRouter;
fn behind() -> Vec<(&'static str, Behind)> {
    macro_rules! named {
        ($list:ident: $($behind:expr;)*) => {
            vec![$((stringify!($behind), (|$list: MethodRouter| $behind) as Behind)),*]
        };
    }
    named! { list:
        list;
        list.get(plain);
        list.head(plain);
        list.post(plain);
        list.put(plain);
        list.patch(plain);
        list.delete(plain);
        list.options(plain);
        list.trace(plain);
        list.on(MethodFilter::HEAD, plain);
        list.on(MethodFilter::GET.or(MethodFilter::HEAD), plain);
        list.on(MethodFilter::POST.or(MethodFilter::DELETE), plain);
        list.get_service(get(plain));
        list.head_service(get(plain));
        list.on_service(MethodFilter::PUT.or(MethodFilter::HEAD), put(plain).head(plain));
        list.merge(get(plain));
        list.merge(head(plain));
        list.merge(head(plain).post(plain));
        list.merge(on(MethodFilter::HEAD, plain));
        list.merge(put(plain).delete(plain).patch(plain));
        list.merge(options(plain));
        get(plain).merge(list);
        head(plain).merge(list);
        post(plain).merge(list);
        patch(plain).merge(list);
        delete(plain).merge(list);
        options(plain).merge(list);
        list.fallback(plain);
        list.fallback_service(axum::routing::any(plain));
        list.get(plain).fallback(plain);
        list.head(plain).fallback(plain);
        list.get(plain).head(plain).post(plain).put(plain).patch(plain).delete(plain);
        list.get(plain).post(plain);
        list.head(plain).get(plain);
    }
}

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"];

#[tokio::test]
async fn preflights_for_handlers_without_a_policy_are_refused() {
    let (mut started, mut granted) = (0, 0);
    for (put_name, put_behind) in behind() {
        for (list_name, list) in lists() {
            // Two handlers for one method make axum panic at start-up.
            let Ok(handlers) = catch_unwind(AssertUnwindSafe(|| put_behind(list))) else {
                continue;
            };
            started += 1;
            let app = Router::new().route("/", handlers);
            for method in METHODS {
                for origin in [PAGE, ADMIN_PAGE] {
                    let answer = send(&app, preflight(method, "/", origin)).await;
                    let header =
                        |name| answer.headers().get(name).map(|value| value.to_str().unwrap());
                    let is_in_list = header("access-control-allow-methods")
                        .is_some_and(|list| list.split(',').any(|listed| listed == method));
                    let is_safelisted = matches!(method, "GET" | "HEAD" | "POST");
                    let is_granted = answer.status().is_success()
                        && header("access-control-allow-origin") == Some(origin)
                        && (is_in_list || is_safelisted);
                    let response = send(&app, actual(method, "/", origin)).await;
                    let what = format!("{list_name}, {put_name}, {method} of {origin}");
                    if is_granted {
                        assert!(response.headers().contains_key(GOVERNED), "{what}");
                        granted += 1;
                    }
                    if response.status() == StatusCode::OK
                        && !response.headers().contains_key(GOVERNED)
                    {
                        let shared = response.headers().get("access-control-allow-origin");
                        assert_eq!(shared, None, "{what}");
                    }
                }
            }
        }
    }
    assert!(started > 300 && granted > 400, "{started} {granted}");
}

/// `HEAD` goes to the handler of `GET`, so axum refuses another one.
#[test]
fn handler_of_head_after_one_of_get_panics_at_start_up() {
    let mistakes: [Behind; 3] = [
        |list| list.head(plain),
        |list| list.merge(head(plain)),
        |list| list.on(MethodFilter::HEAD, plain),
    ];
    for mistake in mistakes {
        assert!(catch_unwind(AssertUnwindSafe(|| mistake(routes![get(page)]))).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| mistake(routes![put(page)]))).is_ok());
    }
}

/// `HEAD` is answered as axum answers it.
#[tokio::test]
async fn head_is_answered_by_the_handler_of_get() {
    let ours = Router::new().route("/", routes![get(page), put(page)]);
    let page = async || page().await;
    let axums = Router::new().route("/", get(page).put(page));
    for method in ["GET", "HEAD", "POST"] {
        let ours = send(&ours, actual(method, "/", PAGE)).await;
        let axums = send(&axums, actual(method, "/", PAGE)).await;
        assert_eq!(ours.status(), axums.status());
        for name in ["allow", "content-length", GOVERNED] {
            assert_eq!(ours.headers().get(name), axums.headers().get(name), "{method} {name}");
        }
        assert_eq!(super::body(ours).await, super::body(axums).await, "{method}");
    }
}
