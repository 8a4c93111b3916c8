//! The rows: the code for each library, which runs here and is shown in the README.

use std::time::Duration;

use actix_cors::Cors;
use cors_runtime::{Policy, cors};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Method};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, Any, CorsLayer};

/// A line of the README's table.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) tower_http: Option<fn() -> CorsLayer>,
    pub(crate) tower_http_text: Option<&'static str>,
    pub(crate) unlike_tower_http: Option<Difference>,
    pub(crate) actix_cors: Option<fn() -> Cors>,
    pub(crate) actix_cors_text: Option<&'static str>,
    pub(crate) unlike_actix_cors: Option<Difference>,
    pub(crate) here: &'static Policy,
    pub(crate) here_text: &'static str,
}

/// A difference for pages after the migration.
#[derive(Clone, Copy)]
pub(crate) struct Difference {
    /// The requests that differ.
    pub(crate) occurs: fn(&str) -> bool,
}

/// The result of a request from a page over plain HTTP: a predicate on the end of an origin allows it, and
/// a pattern has a scheme.
const PLAIN_HTTP: &str = "from http://pr-7.app.example.com";

/// The origin of rows about something else.
const APP: &str = "https://app.example.com";

/// Defines a row: the code is run, and its text must be in the README. The base is what the three have in
/// common in addition to the row: nothing, an origin, or an origin and a request header.
macro_rules! row {
    (
        $name:literal, base: $base:ident,
        tower_http: $tower:tt $(unlike $tower_differs:expr)?,
        actix_cors: $actix:tt $(unlike $actix_differs:expr)?,
        here: [$($here:tt)*],
    ) => {{
        #[allow(unused_mut, unused_assignments, reason = "most rows have no difference")]
        let (mut unlike_tower_http, mut unlike_actix_cors) = (None, None);
        $(unlike_tower_http = Some(Difference { occurs: $tower_differs });)?
        $(unlike_actix_cors = Some(Difference { occurs: $actix_differs });)?
        Row {
            name: $name,
            tower_http: row!(@code CorsLayer, from_tower_http, $base, $tower),
            tower_http_text: row!(@text $tower),
            unlike_tower_http,
            actix_cors: row!(@code Cors, from_actix_cors, $base, $actix),
            actix_cors_text: row!(@text $actix),
            unlike_actix_cors,
            here: row!(@here $base, $($here)*),
            here_text: stringify!($($here)*),
        }
    }};
    (@code $type:ty, $peer:ident, $base:ident, none) => { None };
    (@code $type:ty, $peer:ident, $base:ident, ($whole:expr)) => {{
        fn make() -> $type {
            $whole
        }
        Some(make as fn() -> $type)
    }};
    (@code $type:ty, $peer:ident, $base:ident, [$($call:tt)*]) => {{
        fn make() -> $type {
            $peer::$base() $($call)*
        }
        Some(make as fn() -> $type)
    }};
    (@text none) => { None };
    (@text ($whole:expr)) => { Some(stringify!($whole)) };
    (@text [$($call:tt)*]) => { Some(stringify!($($call)*)) };
    (@here nothing, $($here:tt)*) => {{
        #[allow(deprecated, reason = "a row shows one key, without a maximum age")]
        static POLICY: Policy = cors! { $($here)* };
        &POLICY
    }};
    (@here origin, $($here:tt)*) => {{
        #[allow(deprecated, reason = "a row shows one key, without a maximum age")]
        static POLICY: Policy = cors! { allow_origins = ["https://app.example.com"], $($here)* };
        &POLICY
    }};
    (@here header, $($here:tt)*) => {{
        #[allow(deprecated, reason = "a row shows one key, without a maximum age")]
        static POLICY: Policy = cors! {
            allow_origins = ["https://app.example.com"],
            allow_headers = ["x-trace"],
            $($here)*
        };
        &POLICY
    }};
}

/// The base of rows for tower-http.
mod from_tower_http {
    use super::{APP, CorsLayer, HeaderName, HeaderValue};

    pub(super) fn nothing() -> CorsLayer {
        CorsLayer::new()
    }

    pub(super) fn origin() -> CorsLayer {
        nothing().allow_origin(HeaderValue::from_static(APP))
    }

    pub(super) fn header() -> CorsLayer {
        origin().allow_headers([HeaderName::from_static("x-trace")])
    }
}

/// The base of rows for actix-cors. It refuses preflights for safelisted methods that are not listed, which
/// a browser would allow.
mod from_actix_cors {
    use super::{APP, Cors};

    pub(super) fn nothing() -> Cors {
        Cors::default().allowed_methods(["GET", "POST"])
    }

    pub(super) fn origin() -> Cors {
        nothing().allowed_origin(APP)
    }

    pub(super) fn header() -> Cors {
        origin().allowed_header("x-trace")
    }
}

/// All rows, in the README's order.
pub(crate) fn all() -> Vec<Row> {
    vec![
        row! {
            "an origin", base: nothing,
            tower_http: [.allow_origin(HeaderValue::from_static("https://app.example.com"))],
            actix_cors: [.allowed_origin("https://app.example.com")],
            here: [allow_origins = ["https://app.example.com"]],
        },
        row! {
            "a list of origins", base: nothing,
            tower_http: [
                .allow_origin([
                    HeaderValue::from_static("https://app.example.com"),
                    HeaderValue::from_static("https://pr-7.app.example.com")
                ])
            ],
            actix_cors: [
                .allowed_origin("https://app.example.com")
                .allowed_origin("https://pr-7.app.example.com")
            ],
            here: [allow_origins = ["https://app.example.com", "https://pr-7.app.example.com"]],
        },
        row! {
            "subdomains", base: nothing,
            tower_http: [
                .allow_origin(AllowOrigin::predicate(|origin, _| {
                    origin.as_bytes().ends_with(b".app.example.com")
                }))
            ] unlike |tried| tried.ends_with(PLAIN_HTTP),
            actix_cors: [
                .allowed_origin_fn(|origin, _| origin.as_bytes().ends_with(b".app.example.com"))
            ] unlike |tried| tried.ends_with(PLAIN_HTTP),
            here: [allow_origins = ["https://*.app.example.com"]],
        },
        row! {
            "any origin", base: nothing,
            tower_http: [.allow_origin(Any)],
            actix_cors: [.allow_any_origin().send_wildcard()],
            here: [allow_origins = "*"],
        },
        row! {
            "credentials", base: origin,
            tower_http: [.allow_credentials(true)],
            actix_cors: [.supports_credentials()],
            here: [allow_credentials = true],
        },
        row! {
            "methods", base: origin,
            tower_http: [.allow_methods([Method::PUT, Method::DELETE])],
            actix_cors: [.allowed_methods(["PUT", "DELETE"])],
            here: [allow_methods = [PUT, DELETE]],
        },
        row! {
            "any method", base: origin,
            tower_http: [.allow_methods(Any)],
            // It lists the nine methods of its enum.
            actix_cors: [.allow_any_method()] unlike |tried| tried.starts_with("PURGE"),
            here: [allow_methods = "*"],
        },
        row! {
            "the requested method", base: origin,
            tower_http: [.allow_methods(AllowMethods::mirror_request())],
            actix_cors: none,
            here: [allow_methods = mirror_request],
        },
        row! {
            "request headers", base: origin,
            tower_http: [.allow_headers([AUTHORIZATION, CONTENT_TYPE])],
            actix_cors: [.allowed_headers(["authorization", "content-type"])],
            here: [allow_headers = ["authorization", "content-type"]],
        },
        row! {
            "any request header", base: origin,
            // A browser does not accept `*` for `Authorization`, and `Any` sends nothing else.
            tower_http: [.allow_headers(Any)] unlike |tried| tried.contains("authorization"),
            actix_cors: [.allow_any_header()],
            here: [allow_headers = ["*", "authorization"]],
        },
        row! {
            "the requested request headers", base: origin,
            tower_http: [.allow_headers(AllowHeaders::mirror_request())],
            actix_cors: none,
            here: [allow_headers = mirror_request],
        },
        row! {
            "response headers", base: origin,
            tower_http: [.expose_headers([HeaderName::from_static("x-total")])],
            actix_cors: [.expose_headers(["x-total"])],
            here: [expose_headers = ["x-total"]],
        },
        row! {
            "the preflight cache", base: header,
            tower_http: [.max_age(Duration::from_secs(3600))],
            actix_cors: [.max_age(3600)],
            here: [max_age = "1h"],
        },
        row! {
            "everything, without credentials", base: nothing,
            tower_http: (CorsLayer::permissive()) unlike |tried| tried.contains("authorization"),
            actix_cors: none,
            here: [
                allow_origins = "*",
                allow_methods = "*",
                allow_headers = ["*", "authorization"],
                expose_headers = "*"
            ],
        },
        row! {
            "everything, remembered for an hour", base: nothing,
            tower_http: none,
            // It lets any page act with the user's cookies, and lists nine methods.
            actix_cors: (Cors::permissive())
                unlike |tried| tried.contains("credentials: true") || tried.starts_with("PURGE"),
            here: [
                allow_origins = "*",
                allow_methods = "*",
                allow_headers = ["*", "authorization"],
                expose_headers = "*",
                max_age = "1h"
            ],
        },
    ]
}
