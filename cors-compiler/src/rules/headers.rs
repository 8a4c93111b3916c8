//! Rules of request headers and exposed response headers, found where they are read.

use super::{Level, Rule};
use crate::key::Key;

/// An invalid header name.
pub static HEADER_TOKEN: Rule = Rule {
    name: "header_token",
    level: Level::Error,
    keys: &[Key::AllowHeaders, Key::ExposeHeaders],
    summary: "an invalid header name",
    reason: "a header name is a token: letters, digits, and a few other characters such as `-` and `_`",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2",
    wrong: r#"allow_origins = ["https://example.com"], allow_headers = ["x-a, x-b"], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_headers = ["x-a", "x-b"], max_age = "2h""#,
};

/// A request header that only browsers set.
pub static FORBIDDEN_REQUEST_HEADER: Rule = Rule {
    name: "forbidden_request_header",
    level: Level::Error,
    keys: &[Key::AllowHeaders],
    summary: "a request header that pages cannot set",
    reason: "browsers set these headers themselves; pages cannot",
    source: "https://fetch.spec.whatwg.org/#forbidden-request-header",
    wrong: r#"allow_origins = ["https://example.com"], allow_headers = ["cookie"], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true"#,
};

/// A response header among request headers.
pub static RESPONSE_HEADER_ALLOWED: Rule = Rule {
    name: "response_header_allowed",
    level: Level::Deny,
    keys: &[Key::AllowHeaders],
    summary: "a response header in `allow_headers`",
    reason: "`allow_headers` lists the headers that pages send; only servers send this header",
    source: "https://www.iana.org/assignments/http-fields",
    wrong: r#"allow_origins = ["https://example.com"], allow_headers = ["access-control-allow-origin"], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_headers = ["content-type"], max_age = "2h""#,
};

/// A response header that no page can read.
pub static FORBIDDEN_RESPONSE_HEADER: Rule = Rule {
    name: "forbidden_response_header",
    level: Level::Error,
    keys: &[Key::ExposeHeaders],
    summary: "`set-cookie` in `expose_headers`",
    reason: "browsers never let a page read `set-cookie`, exposed or not",
    source: "https://fetch.spec.whatwg.org/#forbidden-response-header-name",
    wrong: r#"allow_origins = ["https://example.com"], expose_headers = ["set-cookie"]"#,
    right: r#"allow_origins = ["https://example.com"], expose_headers = ["x-request-id"]"#,
};

/// A request header among exposed ones.
pub static REQUEST_HEADER_EXPOSED: Rule = Rule {
    name: "request_header_exposed",
    level: Level::Deny,
    keys: &[Key::ExposeHeaders],
    summary: "a header in `expose_headers` that only requests or preflight responses have",
    reason: "`expose_headers` lists response headers that pages read; those responses never have this header",
    source: "https://www.iana.org/assignments/http-fields",
    wrong: r#"allow_origins = ["https://example.com"], expose_headers = ["access-control-allow-methods"]"#,
    right: r#"allow_origins = ["https://example.com"], expose_headers = ["x-request-id"]"#,
};
