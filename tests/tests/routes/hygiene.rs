//! The macros don't depend on names in scope: functions, constants and types may have any names that Rust
//! permits.

use axum::http::StatusCode;
use axum::routing::MethodRouter;

use super::{PAGE, preflight, send};

/// Every name that the macros might use.
#[allow(
    dead_code,
    unused_macros,
    non_upper_case_globals,
    non_camel_case_types,
    non_snake_case,
    reason = "names that a program may have"
)]
mod crowded {
    use ::axum::routing::MethodRouter;
    use ::cors_runtime::attr::cors as with;
    use ::cors_runtime::axum::routes as mounted;

    pub(super) static API: ::cors_runtime::Policy = ::cors_runtime::cors! {
        allow_origins = ["https://page.example", "https://*.page.example", "http://localhost:*"],
        allow_methods = [PUT],
        allow_headers = ["content-type"],
        expose_headers = ["x-a"],
        max_age = "2h",
    };

    const policy: u8 = 0;
    const handler: u8 = 0;
    const routes: u8 = 0;
    const argument: u8 = 0;
    const name: u8 = 0;
    static TABLES: u8 = 0;
    struct Some;
    struct None;
    struct Ok;
    struct Err;
    struct Option;
    struct Result;
    struct String;
    struct Vec;
    struct Box;
    struct Policy;
    struct HasPolicy;
    struct MountWithRoutes;
    struct P;
    struct S;
    struct T;
    struct T1;
    trait Default {}
    trait Into {}
    trait From {}
    trait Future {}
    trait IntoFuture {}
    trait Send {}
    trait Sized {}
    trait FnOnce {}
    trait Clone {}
    mod core {}
    mod std {}
    mod cors_runtime {}
    mod axum {}
    mod cors {}
    macro_rules! concat {
        () => {};
    }
    macro_rules! file {
        () => {};
    }
    macro_rules! line {
        () => {};
    }

    #[with(API)]
    pub(super) async fn H() {}

    #[with(API)]
    pub(super) async fn F(policy_: ::axum::http::Method) {
        let _ = policy_;
    }

    #[with(allow_origins = ["https://page.example"], allow_methods = [DELETE], max_age = 0)]
    pub(super) async fn cors_policy() {}

    pub(super) fn app() -> MethodRouter {
        mounted![get(H), put(F), delete(cors_policy)]
    }
}

/// Without Rust's prelude, which includes the methods of its traits.
mod without_prelude {
    #![no_implicit_prelude]

    static API: ::cors_runtime::Policy = ::cors_runtime::cors! {
        allow_origins = ["https://page.example", "https://*.page.example"],
        allow_headers = ["content-type"],
        max_age = "2h",
    };

    #[::cors_runtime::attr::cors(API)]
    async fn list(_: ::axum::http::Method) {}

    #[::cors_runtime::attr::cors(allow_origins = ["https://page.example"], max_age = 0)]
    async fn update() {}

    #[::cors_runtime::attr::cors(API)]
    async fn remove<T: ::std::marker::Send + 'static>() {
        let _ = ::std::any::type_name::<T>();
    }

    pub(super) fn app() -> ::axum::routing::MethodRouter {
        ::cors_runtime::axum::routes![get(list), put(update), delete(remove::<u8>)]
    }
}

/// With a path to the crate, for programs that rename it.
mod renamed {
    pub(super) mod facade {
        pub(crate) use ::cors_runtime as cors;
    }

    static API: facade::cors::Policy = facade::cors::cors! {
        crate = facade::cors,
        allow_origins = ["https://page.example"],
        allow_headers = ["content-type"],
        max_age = "2h",
    };

    #[facade::cors::attr::cors(crate = facade::cors, API)]
    async fn list() {}

    #[facade::cors::attr::cors(crate = facade::cors, allow_origins = ["https://page.example"], max_age = 0)]
    #[utoipa::path(put, path = "/", responses((status = 200)))]
    async fn update() {}

    pub(super) fn app() -> ::axum::routing::MethodRouter {
        facade::cors::axum::routes![crate = facade::cors, get(list), put(update), delete(list)]
    }
}

async fn is_open(routes: MethodRouter) {
    let app = axum::Router::new().route("/", routes);
    for method in ["GET", "PUT", "DELETE"] {
        let response = send(&app, preflight(method, "/", PAGE)).await;
        assert_eq!(response.status(), StatusCode::NO_CONTENT, "{method}");
        assert_eq!(response.headers()["access-control-allow-origin"], PAGE, "{method}");
    }
}

#[tokio::test]
async fn with_names_of_every_kind() {
    is_open(crowded::app()).await;
}

#[tokio::test]
async fn without_the_prelude() {
    is_open(without_prelude::app()).await;
}

#[tokio::test]
async fn by_another_name() {
    is_open(renamed::app()).await;
}
