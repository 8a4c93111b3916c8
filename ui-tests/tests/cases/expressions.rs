use std::time::Duration;

use cors_runtime::{Policy, cors};
use http::{Method, header};

const ORIGIN: &str = "https://example.com";

static POLICY: Policy = cors! {
    allow_origins = vec!["https://example.com"],
    allow_methods = [Method::PUT, Method::DELETE],
    allow_headers = [header::CONTENT_TYPE, AUTHORIZATION],
    expose_headers = ["x-request-id".to_owned()],
    max_age = Duration::from_secs(3600),
};

static OTHER: Policy = cors! {
    allow_origins = [ORIGIN, env!("ORIGIN"), #[cfg(debug_assertions)] "http://localhost:*"],
    allow_methods = [any],
    max_age = Some(60 * 60),
};

static NAMES: Policy = cors! {
    allow_origins = [ORIGIN],
    deny_origins = ORIGINS,
    expose_headers = &HEADERS,
    allow_methods = [if cfg!(debug_assertions) { PUT } else { DELETE }, PATCH],
    max_age = MAX_AGE,
    must_allow = [ORIGIN],
};

static IN_A_TABLE: Policy = cors! {
    cors = { allow_origins = ["https://example.com"] },
};

static WORDS: Policy = cors! {
    "Access-Control-Allow-Origin" = "https://a.example, b.example",
    allow-credentials = "true",
    allow_methods = "GET, PUT",
    max_age = 2h,
};

fn main() {
    let _ = (&POLICY, &OTHER, &NAMES, &IN_A_TABLE, &WORDS);
}
