//! Rules of trust: risks that a policy can take only by name, with a reason.

use super::{Level, Rule};
use crate::key::Key;

/// All of this file.
pub(super) const TRUST_RULES: &[&Rule] =
    &[&UNBOUNDED_TRUST, &INSECURE_ORIGIN, &NULL_ORIGIN, &MIRROR_HEADERS];

/// A pattern that lets in more registrable domains than its author can know.
pub static UNBOUNDED_TRUST: Rule = Rule {
    name: "unbounded_trust",
    level: Level::Risk,
    keys: &[Key::AllowOrigins, Key::DenyOrigins, Key::AllowCredentials],
    summary: "a pattern that matches more than eight registrable domains, or leaves the top-level domain open (for a leading `*.` without credentials a warning)",
    reason: "anyone who registers one of these domains gets the same access as the intended domains",
    source: "https://publicsuffix.org/learn/",
    wrong: r#"allow_origins = ["https://{branch}.vercel.app"], allow_credentials = true"#,
    right: r#"allow_origins = ["https://{branch}.preview.example.com"], allow_credentials = true"#,
};

/// Credentials over plain http.
pub static INSECURE_ORIGIN: Rule = Rule {
    name: "insecure_origin",
    level: Level::Risk,
    keys: &[Key::AllowOrigins, Key::DenyOrigins, Key::AllowCredentials],
    summary: "credentials for an `http:` origin that is not on the user's own machine",
    reason: "whoever sits on the way can put a script into an `http:` page, and act with the user's credentials",
    source: "https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy",
    wrong: r#"allow_origins = ["http://app.example.com"], allow_credentials = true"#,
    right: r#"allow_origins = ["https://app.example.com"], allow_credentials = true"#,
};

/// The origin `null`.
pub static NULL_ORIGIN: Rule = Rule {
    name: "null_origin",
    level: Level::Risk,
    keys: &[Key::AllowOrigins],
    summary: "the origin `null`",
    reason: "every sandboxed frame on the web has the origin `null`, so allowing it allows everybody",
    source: "https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque",
    wrong: r#"allow_origins = ["null"]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};

/// Any request header, with credentials.
pub static MIRROR_HEADERS: Rule = Rule {
    name: "mirror_headers",
    level: Level::Risk,
    keys: &[Key::AllowHeaders, Key::AllowCredentials],
    summary: "`allow_headers = mirror_request` with credentials",
    reason: "a page could set every header that the server or a proxy before it believes, such as `x-forwarded-user`",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-headers",
    wrong: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_headers = mirror_request, max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_headers = ["content-type"], max_age = "2h""#,
};
