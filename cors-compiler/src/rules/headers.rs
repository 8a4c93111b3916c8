//! Rules of request headers and exposed response headers.

use super::{Level, Rule};
use crate::key::Key;

/// All of this file.
pub(super) const HEADERS_RULES: &[&Rule] = &[
    &HEADER_TOKEN,
    &FORBIDDEN_REQUEST_HEADER,
    &RESPONSE_HEADER_ALLOWED,
    &ANY_HEADER_BESIDE_OTHERS,
    &WILDCARD_WITHOUT_AUTHORIZATION,
    &FORBIDDEN_RESPONSE_HEADER,
    &REQUEST_HEADER_EXPOSED,
    &SAFELISTED_RESPONSE_HEADER,
    &UNPAIRED_HEADER,
];

/// An invalid header name.
pub static HEADER_TOKEN: Rule = Rule {
    name: "header_token",
    level: Level::Error,
    keys: &[Key::AllowHeaders, Key::ExposeHeaders],
    summary: "a header name that HTTP does not allow",
    reason: "a header name is a token: letters, digits, and a few other characters such as `-` and `_`",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2",
    wrong: r#"allow_origins = ["https://example.com"], allow_headers = ["x-a, x-b"], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_headers = ["x-a", "x-b"], max_age = "2h""#,
};

/// A request header that the browser alone sets.
pub static FORBIDDEN_REQUEST_HEADER: Rule = Rule {
    name: "forbidden_request_header",
    level: Level::Error,
    keys: &[Key::AllowHeaders],
    summary: "a request header that no page can set",
    reason: "a browser sets its forbidden request-headers itself and lets no page do so",
    source: "https://fetch.spec.whatwg.org/#forbidden-request-header",
    wrong: r#"allow_origins = ["https://example.com"], allow_headers = ["cookie"], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true"#,
};

/// A response header among request headers.
pub static RESPONSE_HEADER_ALLOWED: Rule = Rule {
    name: "response_header_allowed",
    level: Level::Deny,
    keys: &[Key::AllowHeaders],
    summary: "a header in `allow_headers` that only responses have",
    reason: "`allow_headers` lists what pages may send, and only servers send this header",
    source: "https://www.iana.org/assignments/http-fields",
    wrong: r#"allow_origins = ["https://example.com"], allow_headers = ["access-control-allow-origin"], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_headers = ["content-type"], max_age = "2h""#,
};

/// `*` in a list with others.
pub static ANY_HEADER_BESIDE_OTHERS: Rule = Rule {
    name: "any_header_beside_others",
    level: Level::Error,
    keys: &[Key::AllowHeaders, Key::ExposeHeaders],
    summary: "`*` beside headers that it covers",
    reason: "`*` covers the header, so it says nothing there, and one of the two is a mistake",
    source: "https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name",
    wrong: r#"allow_origins = "*", allow_headers = ["*", "content-type"], max_age = "2h""#,
    right: r#"allow_origins = "*", allow_headers = ["*", "authorization"], max_age = "2h""#,
};

/// `*`, which does not cover `authorization`.
pub static WILDCARD_WITHOUT_AUTHORIZATION: Rule = Rule {
    name: "wildcard_without_authorization",
    level: Level::Warning,
    keys: &[Key::AllowHeaders, Key::AllowCredentials],
    summary: "`*` in `allow_headers` without `authorization`",
    reason: "`*` does not cover `authorization`: a request with a token in it would be refused",
    source: "https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name",
    wrong: r#"allow_origins = "*", allow_headers = "*", max_age = "2h""#,
    right: r#"allow_origins = "*", allow_headers = ["*", "authorization"], max_age = "2h""#,
};

/// A response header that no page can read.
pub static FORBIDDEN_RESPONSE_HEADER: Rule = Rule {
    name: "forbidden_response_header",
    level: Level::Error,
    keys: &[Key::ExposeHeaders],
    summary: "`set-cookie` in `expose_headers`",
    reason: "no page can read `set-cookie`, exposed or not: the browser keeps it to itself",
    source: "https://fetch.spec.whatwg.org/#forbidden-response-header-name",
    wrong: r#"allow_origins = ["https://example.com"], expose_headers = ["set-cookie"]"#,
    right: r#"allow_origins = ["https://example.com"], expose_headers = ["x-request-id"]"#,
};

/// A request header among exposed ones.
pub static REQUEST_HEADER_EXPOSED: Rule = Rule {
    name: "request_header_exposed",
    level: Level::Deny,
    keys: &[Key::ExposeHeaders],
    summary: "a header in `expose_headers` that only requests or answers to preflights have",
    reason: "`expose_headers` lists what pages may read of a response, and the responses they read don't have this header",
    source: "https://www.iana.org/assignments/http-fields",
    wrong: r#"allow_origins = ["https://example.com"], expose_headers = ["access-control-allow-methods"]"#,
    right: r#"allow_origins = ["https://example.com"], expose_headers = ["x-request-id"]"#,
};

/// A response header that every page can read.
pub static SAFELISTED_RESPONSE_HEADER: Rule = Rule {
    name: "safelisted_response_header",
    level: Level::Warning,
    keys: &[Key::ExposeHeaders],
    summary: "a response header that every page can read",
    reason: "a page can read the safelisted response headers without their being exposed",
    source: "https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name",
    wrong: r#"allow_origins = ["https://example.com"], expose_headers = ["content-type", "x-request-id"]"#,
    right: r#"allow_origins = ["https://example.com"], expose_headers = ["x-request-id"]"#,
};

/// A header that travels both ways, in one list.
pub static UNPAIRED_HEADER: Rule = Rule {
    name: "unpaired_header",
    level: Level::Warning,
    keys: &[Key::AllowHeaders, Key::ExposeHeaders],
    summary: "one of two headers that belong together, such as `if-match` without `etag`",
    reason: "a page must send the one and read the other, and the policy allows one of the two",
    source: "https://fetch.spec.whatwg.org/#http-access-control-expose-headers",
    wrong: r#"allow_origins = ["https://example.com"], allow_headers = ["mcp-session-id"], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_headers = ["mcp-session-id"], expose_headers = ["mcp-session-id"], max_age = "2h""#,
};
