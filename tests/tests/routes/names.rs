//! The policy travels with the function's name, and the function stays as it is.

use std::future::Future;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::{Method, StatusCode, Uri};
use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

use super::{API, PAGE, preflight, send};

/// Handlers in a module of their own, under the lints of a strict library.
#[deny(warnings, missing_docs, missing_debug_implementations)]
#[deny(clippy::all, clippy::pedantic, clippy::nursery)]
#[allow(unreachable_pub, clippy::redundant_pub_crate, reason = "a library's would be reachable")]
pub mod users {
    use cors_runtime::attr::cors;

    use super::super::API;

    /// Lists the users.
    #[cors(API)]
    pub async fn list_users() -> &'static str {
        "users"
    }

    #[cors(API)]
    pub(crate) async fn update_user() {}

    /// Handlers one level deeper.
    pub mod deeper {
        use cors_runtime::attr::cors;

        /// Keyword for a name.
        #[cors(crate::API)]
        pub async fn r#move() {}
    }
}

/// What `routes!` expands to under the same lints.
#[deny(warnings, missing_docs, unused_qualifications)]
#[deny(clippy::all, clippy::pedantic, clippy::nursery)]
mod strict {
    use axum::Router;
    use cors_runtime::axum::routes;

    use super::users::{list_users, update_user};

    pub(super) fn app() -> Router {
        let app = Router::new();
        app.route("/", routes![get(list_users), put(update_user)])
    }
}

mod re_exported {
    pub(crate) use super::users::deeper::r#move as relocate;
    pub(crate) use super::users::*;
}

mod globs {
    pub(crate) use super::users::*;
}

async fn is_open(app: Router, method: &str) {
    let response = send(&app, preflight(method, "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE);
}

fn at_root(routes: axum::routing::MethodRouter) -> Router {
    Router::new().route("/", routes)
}

#[tokio::test]
#[allow(unused_qualifications, reason = "each path is a way of its own")]
async fn by_whatever_way_a_name_comes() {
    use re_exported::list_users as by_alias;
    use users::list_users;
    is_open(at_root(routes![get(list_users)]), "GET").await;
    is_open(at_root(routes![get(by_alias)]), "GET").await;
    is_open(at_root(routes![get(users::list_users)]), "GET").await;
    is_open(at_root(routes![get(self::users::list_users), put(users::update_user)]), "PUT").await;
    is_open(at_root(routes![get(crate::names::users::list_users)]), "GET").await;
    is_open(at_root(routes![get(globs::list_users)]), "GET").await;
    is_open(at_root(routes![put(re_exported::update_user)]), "PUT").await;
    is_open(at_root(routes![patch(re_exported::relocate)]), "PATCH").await;
    is_open(at_root(routes![patch(users::deeper::r#move),]), "PATCH").await;
    is_open(at_root(cors_runtime::axum::routes! { delete(list_users) }), "DELETE").await;
    is_open(strict::app(), "PUT").await;
}

/// A test calls it like any function.
#[tokio::test]
async fn the_function_is_still_a_function() {
    assert_eq!(users::list_users().await, "users");
    let function: fn() -> _ = users::list_users;
    assert_eq!(function().await, "users");
    assert_eq!(ready().await, StatusCode::OK);
    assert_eq!(only_a_number(1), 2);
}

#[cors(API)]
fn ready() -> impl Future<Output = StatusCode> {
    std::future::ready(StatusCode::OK)
}

/// No handler, and no error: what it is for is not asked.
#[cors(API)]
#[allow(dead_code, reason = "no `routes!` can mount it")]
const fn only_a_number(of: u8) -> u8 {
    of + 1
}

#[cors(API)]
async fn extracts<T>(_: T) -> &'static str
where
    T: FromRequestParts<()>,
{
    std::any::type_name::<T>()
}

#[tokio::test]
async fn generic_and_not_async() {
    let app = at_root(routes![get(extracts::<Method>), put(extracts::<Uri>), delete(ready)]);
    for method in ["GET", "PUT", "DELETE"] {
        is_open(app.clone(), method).await;
    }
    let response = send(&app, super::plain("PUT", "/")).await;
    assert!(super::body(response).await.ends_with("Uri"));
}

#[tokio::test]
async fn inside_a_function() {
    static LOCAL: Policy = cors_runtime::cors! { allow_origins = ["https://page.example"] };
    #[cors(LOCAL)]
    async fn local() {}
    #[cors(allow_origins = ["https://page.example"])]
    async fn its_own() {}
    is_open(at_root(routes![get(local), put(its_own)]), "PUT").await;
}

static FROM_A_FILE: LazyLock<Policy> =
    LazyLock::new(|| Policy::from_toml("allow_origins = ['https://page.example']").unwrap());

static BY_REFERENCE: &Policy = &API;

const CONSTANT: Policy = cors_runtime::cors! { allow_origins = ["https://page.example"] };

#[tokio::test]
async fn any_value_that_is_a_policy_can_be_named() {
    #[cors(FROM_A_FILE)]
    async fn from_a_file() {}
    #[cors(BY_REFERENCE)]
    async fn by_reference() {}
    #[cors(CONSTANT)]
    async fn constant() {}
    let app = at_root(routes![get(from_a_file), put(by_reference), delete(constant)]);
    for method in ["GET", "PUT", "DELETE"] {
        is_open(app.clone(), method).await;
    }
}

/// The same constant on two handlers is one policy, and so is a static under two names.
#[tokio::test]
async fn one_policy_under_two_names_is_one() {
    #[cors(CONSTANT)]
    async fn one() {}
    #[cors(CONSTANT)]
    async fn two() {}
    #[cors(API)]
    async fn three() {}
    #[cors(BY_REFERENCE)]
    async fn four() {}
    let app = at_root(routes![get(one), put(two)]);
    let response = send(&app, preflight("PUT", "/", PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT");
    assert!(!response.headers().contains_key("access-control-max-age"));
    let app = at_root(routes![get(three), put(four)]);
    let response = send(&app, preflight("PUT", "/", PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT");
    assert_eq!(response.headers()["access-control-max-age"], "7200");
}

#[cors(API)]
#[cfg(any())]
async fn conditional() -> NoSuchType {}

#[cfg(not(any()))]
#[cors(API)]
async fn conditional() {}

#[cors(API)]
#[cfg_attr(all(), doc = "Documented.")]
#[axum::debug_handler]
async fn debugged_inside() {}

#[axum::debug_handler]
#[cors(API)]
async fn debugged_outside() {}

#[tracing::instrument]
#[cors(API)]
async fn instrumented_outside() {}

#[cors(API)]
#[tracing::instrument]
async fn instrumented_inside() {}

#[utoipa::path(get, path = "/", responses((status = 200)))]
#[cors(API)]
async fn described_outside() {}

#[cors(API)]
#[utoipa::path(put, path = "/", responses((status = 200)))]
async fn described_inside() {}

#[tokio::test]
async fn beside_other_attributes() {
    is_open(at_root(routes![get(conditional)]), "GET").await;
    is_open(at_root(routes![get(debugged_inside), put(debugged_outside)]), "PUT").await;
    is_open(at_root(routes![get(instrumented_inside), put(instrumented_outside)]), "PUT").await;
    is_open(at_root(routes![get(described_outside), put(described_inside)]), "PUT").await;
}

macro_rules! handler {
    ($name:ident, $policy:path) => {
        #[cors($policy)]
        async fn $name() {}
    };
}

handler!(made_by_a_macro, API);

macro_rules! mounted {
    ($($method:ident: $handler:path),*) => { routes![$($method($handler)),*] };
}

#[tokio::test]
async fn through_macros_by_example() {
    is_open(at_root(routes![get(made_by_a_macro)]), "GET").await;
    is_open(at_root(mounted![get: made_by_a_macro, put: users::update_user]), "PUT").await;
}
