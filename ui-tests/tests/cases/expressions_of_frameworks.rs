use std::time::Duration;

use cors_runtime::{Policy, cors};
use http::{Method, header};

static TOWER: Policy = cors! {
    allow_origins = Any,
    allow_methods = [Method::GET, Method::PUT, Method::OPTIONS],
    allow_headers = AllowHeaders::any(),
    expose_headers = [http::header::ETAG],
    max_age = Duration::from_secs(60 * 60),
};

static ENVIRONMENT: Policy = cors! {
    allow_origins = [
        concat!("https://", "example.com"),
        concat!("https://", env!("HOST")),
        env!("ORIGIN"),
        std::env::var("ORIGIN").unwrap(),
        option_env!("ORIGIN"),
        include_str!("origin.txt"),
        format!("https://{HOST}"),
    ],
    allow_headers = ["${HEADERS}"],
    max_age = 60 * 60,
};

static NOTATION: Policy = cors! {
    allow_origins: {"https://example.com"},
    allow_credentials = None,
    allow_methods = AllowMethods::mirror_request(),
    allow_headers = None,
    max_age = Some("1h"),
};

static REGEX: Policy = cors! {
    allow_origins = [/example/, Any],
    max_age = "1 hour",
};

fn main() {
    let _ = (&TOWER, &ENVIRONMENT, &NOTATION, &REGEX, header::ETAG, Method::PUT, Duration::ZERO);
}
