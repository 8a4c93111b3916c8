//! axum's `routes!`: each policy on separate handlers, mounted for the methods that the policy grants. And
//! one path with two policies.

use axum::Router;
use axum::routing::MethodRouter;

use super::axum::{handle as answer, recorded};
use super::log::Log;

/// Handlers with a policy: a module with one function for each method.
macro_rules! under {
    ($module:ident: $name:literal, $($method:ident)*) => {
        mod $module {
            use std::sync::LazyLock;

            use axum::body::Bytes;
            use axum::extract::State;
            use axum::response::Response;
            use cors_runtime::Policy;
            use cors_runtime::attr::cors;
            use http::{HeaderMap, Uri};

            static POLICY: LazyLock<Policy> =
                LazyLock::new(|| crate::policies::policy($name).policy.clone());

            $(
                #[cors(POLICY)]
                pub(super) async fn $method(
                    log: State<super::Log>,
                    uri: Uri,
                    headers: HeaderMap,
                    body: Bytes,
                ) -> Response {
                    super::answer(log, uri, headers, body).await
                }
            )*

            #[allow(dead_code, reason = "a policy that shares its path is mounted elsewhere")]
            pub(super) fn path() -> axum::routing::MethodRouter<super::Log> {
                cors_runtime::axum::routes![$($method($method)),*]
            }

            #[allow(dead_code, reason = "as above")]
            pub(super) fn only_get() -> axum::routing::MethodRouter<super::Log> {
                cors_runtime::axum::routes![get(get)]
            }
        }
    };
}

/// The policies, and the methods that they grant.
macro_rules! all {
    ($($module:ident: $name:literal, $($method:ident)*;)*) => {
        $(under!($module: $name, $($method)*);)*

        type Path = fn() -> MethodRouter<Log>;

        const ALL: &[(&str, Path, Path)] = &[$(($name, $module::path, $module::only_get)),*];
    };
}

all! {
    exact: "exact", get post put;
    exact_credentials: "exact-credentials", get post put;
    https: "https", get post put;
    https_credentials: "https-credentials", get post put;
    https_subdomains: "https-subdomains", get post put;
    https_subdomains_credentials: "https-subdomains-credentials", get post put;
    https_any_port: "https-any-port", get post put;
    https_any_port_credentials: "https-any-port-credentials", get post put;
    both_schemes: "both-schemes", get post put;
    both_schemes_credentials: "both-schemes-credentials", get post put;
    set: "set", get post put;
    set_credentials: "set-credentials", get post put;
    subdomains: "subdomains", get post put;
    subdomains_credentials: "subdomains-credentials", get post put;
    subdomains_without_two: "subdomains-without-two", get post put;
    subdomains_without_two_credentials: "subdomains-without-two-credentials", get post put;
    any_port: "any-port", get post put;
    any_port_credentials: "any-port-credentials", get post put;
    placeholder: "placeholder", get post put;
    placeholder_credentials: "placeholder-credentials", get post put;
    placeholder_with_regex: "placeholder-with-regex", get post put;
    placeholder_with_regex_credentials: "placeholder-with-regex-credentials", get post put;
    regex: "regex", get post put;
    regex_credentials: "regex-credentials", get post put;
    null: "null", get post put;
    null_credentials: "null-credentials", get post put;
    any: "any", get post put;
    mirror: "mirror", get post put patch delete;
    any_names: "any-names", get post put patch delete;
    any_names_and_authorization: "any-names-and-authorization", get post put patch delete;
    options: "options", get post put options;
    max_age_0: "max-age-0", get post put delete;
    max_age_1: "max-age-1", get post put delete;
    max_age_600: "max-age-600", get post put delete;
    strict: "strict", get delete;
    open: "open", get post put;
}

pub(super) fn routes(log: &Log) -> Router {
    let mut router = Router::new();
    for (name, path, only_get) in ALL {
        router = router
            .route(&format!("/p/{name}/x"), path())
            .route(&format!("/p/{name}/x/"), path())
            .route(&format!("/p/{name}/only-get"), only_get());
    }
    let shared = cors_runtime::axum::routes![
        get(strict::get),
        delete(strict::delete),
        put(open::put),
        post(open::post),
    ];
    recorded(router.route("/p/strict-and-open/x", shared).with_state(log.clone()), log)
}
