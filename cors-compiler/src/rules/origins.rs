//! Rules of one origin, found where it is read.

use super::{Level, Rule};
use crate::key::Key;

/// No scheme, or one that no page comes from.
pub static ORIGIN_SCHEME: Rule = Rule {
    name: "origin_scheme",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin without a scheme, or with a scheme that no page has",
    reason: "an origin is a scheme, a host and a port, as in `https://example.com:8443`",
    source: "https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin",
    wrong: r#"allow_origins = ["example.com"]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};

/// A trailing slash, a path, a query or a fragment.
pub static ORIGIN_PATH: Rule = Rule {
    name: "origin_path",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin with a trailing slash, a path, a query or a fragment",
    reason: "browsers send only the scheme, host and port of a page, so this would never match",
    source: "https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin",
    wrong: r#"allow_origins = ["https://example.com/"]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};

/// A user name or password.
pub static ORIGIN_USER_INFO: Rule = Rule {
    name: "origin_user_info",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin with a user name or password",
    reason: "browsers send no user info in `Origin`, so this would never match",
    source: "https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin",
    wrong: r#"allow_origins = ["https://user@example.com"]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};

/// Upper-case letters in a scheme, or in the host of a web origin.
pub static ORIGIN_CASE: Rule = Rule {
    name: "origin_case",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin with upper-case letters",
    reason: "browsers send schemes and domains in lower case, and origins are compared byte by byte",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://Example.com"]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};

/// A host with letters beyond ASCII.
pub static ORIGIN_UNICODE: Rule = Rule {
    name: "origin_unicode",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin whose host has non-ASCII characters",
    reason: "browsers send the Punycode form of a host, so this would never match",
    source: "https://url.spec.whatwg.org/#concept-domain-to-ascii",
    wrong: r#"allow_origins = ["https://bücher.example"]"#,
    right: r#"allow_origins = ["https://xn--bcher-kva.example"]"#,
};

/// An invalid host.
pub static ORIGIN_HOST: Rule = Rule {
    name: "origin_host",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin whose host is not valid",
    reason: "a host consists of letters, digits, hyphens, underscores and dots",
    source: "https://url.spec.whatwg.org/#host-parsing",
    wrong: r#"allow_origins = ["https://exa^mple.com"]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};

/// An IP address that is not in its canonical form.
pub static ORIGIN_ADDRESS: Rule = Rule {
    name: "origin_address",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin whose IP address is not valid, or not in canonical form",
    reason: "browsers treat a host that ends in a number as an IP address, and send each address in one form only",
    source: "https://url.spec.whatwg.org/#host-serializing",
    wrong: r#"allow_origins = ["http://[2001:DB8::1]"]"#,
    right: r#"allow_origins = ["http://[2001:db8::1]"]"#,
};

/// An address range that is not in its canonical form.
pub static ADDRESS_RANGE: Rule = Rule {
    name: "address_range",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an address range that is not written as its first address and its prefix length",
    reason: "a range consists of its first address and its prefix length, as in `10.0.0.0/8` or `[fd00::/8]`; bits beyond the prefix must be zero",
    source: "https://www.rfc-editor.org/rfc/rfc4632#section-3.1",
    wrong: r#"allow_origins = ["http://10.1.2.3/8:*"]"#,
    right: r#"allow_origins = ["http://10.0.0.0/8:*"]"#,
};

/// An invalid port.
pub static ORIGIN_PORT: Rule = Rule {
    name: "origin_port",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin whose port is not valid, or not in the form a browser sends",
    reason: "a port is a number from 1 to 65535 without leading zeros",
    source: "https://url.spec.whatwg.org/#port-state",
    wrong: r#"allow_origins = ["https://example.com:08443"]"#,
    right: r#"allow_origins = ["https://example.com:8443"]"#,
};

/// The scheme's default port, written out.
pub static ORIGIN_DEFAULT_PORT: Rule = Rule {
    name: "origin_default_port",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin with its scheme's default port written out",
    reason: "browsers omit the default port, so this would never match",
    source: "https://url.spec.whatwg.org/#default-port",
    wrong: r#"allow_origins = ["https://example.com:443"]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};

/// A port that browsers do not load pages from.
pub static ORIGIN_BLOCKED_PORT: Rule = Rule {
    name: "origin_blocked_port",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin with a port that browsers block",
    reason: "browsers don't load pages from blocked ports, so this would never match",
    source: "https://fetch.spec.whatwg.org/#port-blocking",
    wrong: r#"allow_origins = ["http://localhost:6000"]"#,
    right: r#"allow_origins = ["http://localhost:8000"]"#,
};

/// Whitespace.
pub static ORIGIN_WHITE_SPACE: Rule = Rule {
    name: "origin_white_space",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin with whitespace in or around it",
    reason: "origins are compared byte by byte, and never contain whitespace",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = [" https://example.com"]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};

/// Several origins in one string.
pub static ORIGIN_SEVERAL: Rule = Rule {
    name: "origin_several",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "several origins in one string",
    reason: "browsers send one origin and accept one origin in the response, never a list",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-origin",
    wrong: r#"allow_origins = ["https://a.example, https://b.example"]"#,
    right: r#"allow_origins = ["https://a.example", "https://b.example"]"#,
};

/// A host that is too long for a name.
pub static ORIGIN_LENGTH: Rule = Rule {
    name: "origin_length",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin with a label over 63 bytes, a host over 253, or a scheme over 64",
    reason: "such a name cannot be resolved, so no page has this origin",
    source: "https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4",
    wrong: r#"allow_origins = ["https://a123456789b123456789c123456789d123456789e123456789f123456789g123.example"]"#,
    right: r#"allow_origins = ["https://a.example"]"#,
};

/// A `*` where none may be.
pub static ORIGIN_WILDCARD: Rule = Rule {
    name: "origin_wildcard",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "a `*` that is not the whole entry, a leading `*.`, or the whole port",
    reason: "a wildcard that is only part of a label matches unintended domains: `https://*example.com` would match `https://evilexample.com`",
    source: "https://nvd.nist.gov/vuln/detail/CVE-2019-25211",
    wrong: r#"allow_origins = ["https://*example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com"]"#,
};

/// `*` in a list with others.
pub static ANY_ORIGIN_BESIDE_OTHERS: Rule = Rule {
    name: "any_origin_beside_others",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "`*` next to other origins",
    reason: "`*` allows every origin, so the other entries have no effect",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-origin",
    wrong: r#"allow_origins = ["*", "https://example.com"]"#,
    right: r#"allow_origins = "*""#,
};

/// The origin `null`.
pub static NULL_ORIGIN: Rule = Rule {
    name: "null_origin",
    level: Level::Risk,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins],
    summary: "the origin `null`",
    reason: "every sandboxed frame on the web has the origin `null`, so allowing it allows any page",
    source: "https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque",
    wrong: r#"allow_origins = ["null"]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};
