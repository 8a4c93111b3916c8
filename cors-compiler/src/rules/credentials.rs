//! Rules of credentials: what a wildcard cannot do beside them.

use super::{Level, Rule};
use crate::key::Key;

/// All of this file.
pub(super) const CREDENTIALS_RULES: &[&Rule] = &[
    &CREDENTIALS_WITH_ANY_ORIGIN,
    &CREDENTIALS_WITH_ANY_METHOD,
    &CREDENTIALS_WITH_ANY_HEADER,
    &CREDENTIALS_WITH_ANY_EXPOSED_HEADER,
];

/// Where a preflight's `*` is read as a name.
const PREFLIGHT: &str = "https://fetch.spec.whatwg.org/#cors-preflight-fetch";

/// `*` in `allow_origins`.
pub static CREDENTIALS_WITH_ANY_ORIGIN: Rule = Rule {
    name: "credentials_with_any_origin",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::AllowCredentials],
    summary: "`*` in `allow_origins` with credentials",
    reason: "the CORS check of a request with credentials fails where `Access-Control-Allow-Origin` is `*`",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = "*", allow_credentials = true"#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true"#,
};

/// `*` in `allow_methods`.
pub static CREDENTIALS_WITH_ANY_METHOD: Rule = Rule {
    name: "credentials_with_any_method",
    level: Level::Error,
    keys: &[Key::AllowMethods, Key::AllowCredentials],
    summary: "`*` in `allow_methods` with credentials",
    reason: "in the answer to a credentialed request `*` is the name of a method, not a wildcard",
    source: PREFLIGHT,
    wrong: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_methods = "*", max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_methods = [PUT, DELETE], max_age = "2h""#,
};

/// `*` in `allow_headers`.
pub static CREDENTIALS_WITH_ANY_HEADER: Rule = Rule {
    name: "credentials_with_any_header",
    level: Level::Error,
    keys: &[Key::AllowHeaders, Key::AllowCredentials],
    summary: "`*` in `allow_headers` with credentials",
    reason: "in the answer to a credentialed request `*` is the name of a header, not a wildcard",
    source: PREFLIGHT,
    wrong: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_headers = "*", max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_headers = ["content-type"], max_age = "2h""#,
};

/// `*` in `expose_headers`.
pub static CREDENTIALS_WITH_ANY_EXPOSED_HEADER: Rule = Rule {
    name: "credentials_with_any_exposed_header",
    level: Level::Error,
    keys: &[Key::ExposeHeaders, Key::AllowCredentials],
    summary: "`*` in `expose_headers` with credentials",
    reason: "in the response to a credentialed request `*` is the name of a header, not a wildcard",
    source: "https://fetch.spec.whatwg.org/#concept-response-cors-exposed-header-name-list",
    wrong: r#"allow_origins = ["https://example.com"], allow_credentials = true, expose_headers = "*""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true, expose_headers = ["x-request-id"]"#,
};
