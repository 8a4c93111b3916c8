//! Requests, with what the guard and other libraries decide.

/// A request to a server on `api.example.com`, whose policy trusts `https://app.example.com`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// Who sends it.
    pub(crate) what: &'static str,
    pub(crate) method: &'static str,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    /// Whether it passes the guard.
    pub(crate) passes: bool,
    /// Whether it passes a strict guard for `api.example.com`.
    pub(crate) passes_strict: bool,
}

const APP: (&str, &str) = ("origin", "https://app.example.com");
const EVIL: (&str, &str) = ("origin", "https://evil.example");
const OWN: (&str, &str) = ("origin", "https://api.example.com");
const NULL: (&str, &str) = ("origin", "null");
const HOST: (&str, &str) = ("host", "api.example.com");
const CROSS: (&str, &str) = ("sec-fetch-site", "cross-site");
const SAME_SITE: (&str, &str) = ("sec-fetch-site", "same-site");
const SAME_ORIGIN: (&str, &str) = ("sec-fetch-site", "same-origin");
const NONE: (&str, &str) = ("sec-fetch-site", "none");
const WEBSOCKET: (&str, &str) = ("upgrade", "websocket");

const fn row(
    what: &'static str,
    method: &'static str,
    headers: &'static [(&'static str, &'static str)],
    passes: bool,
    passes_strict: bool,
) -> Row {
    Row { what, method, headers, passes, passes_strict }
}

pub(crate) const ROWS: &[Row] = &[
    row("a form of another site", "POST", &[HOST, EVIL, CROSS], false, false),
    row("the same, without `Sec-Fetch-Site`", "POST", &[HOST, EVIL], false, false),
    row("a form of a trusted origin", "POST", &[HOST, APP, CROSS], true, true),
    row(
        "a form of a sibling domain",
        "POST",
        &[HOST, ("origin", "https://blog.example.com"), SAME_SITE],
        false,
        false,
    ),
    row("a form of the server's own pages", "POST", &[HOST, OWN, SAME_ORIGIN], true, false),
    row("the same, without `Sec-Fetch-Site`", "POST", &[HOST, OWN], true, false),
    row(
        "the same, `Host` with the default port",
        "POST",
        &[("host", "api.example.com:443"), OWN],
        true,
        false,
    ),
    row("a form of an own page without referrer", "POST", &[HOST, NULL, SAME_ORIGIN], true, false),
    row("a form in a sandboxed frame", "POST", &[HOST, NULL, CROSS], false, false),
    row("the same, without `Sec-Fetch-Site`", "POST", &[HOST, NULL], false, false),
    row("a form in a frame of the user's own address", "POST", &[HOST, NULL, NONE], true, false),
    row("`curl -X POST`", "POST", &[HOST], true, true),
    row("a redirect through another site", "POST", &[HOST, NULL, CROSS], false, false),
    row(
        "an own page over `http:`",
        "POST",
        &[HOST, ("origin", "http://api.example.com"), CROSS],
        false,
        false,
    ),
    row("two `Origin` lines", "POST", &[HOST, APP, EVIL], false, false),
    row("two `Origin` lines, reading", "GET", &[HOST, APP, EVIL], false, false),
    row("two `Sec-Fetch-Site` lines", "POST", &[HOST, SAME_ORIGIN, CROSS], false, false),
    row(
        "an unknown value of `Sec-Fetch-Site`",
        "POST",
        &[HOST, ("sec-fetch-site", "elsewhere")],
        false,
        false,
    ),
    row("a link on another site", "GET", &[HOST, CROSS], true, false),
    row("an image on another site", "GET", &[HOST, CROSS], true, false),
    row("`fetch()` of another site, reading", "GET", &[HOST, EVIL, CROSS], true, false),
    row("`fetch()` of a trusted origin, reading", "GET", &[HOST, APP, CROSS], true, true),
    row("a bookmark", "GET", &[HOST, NONE], true, true),
    row("a WebSocket of another site, in Chromium", "GET", &[HOST, EVIL, WEBSOCKET], false, false),
    row(
        "a WebSocket of another site, in Firefox or WebKit",
        "GET",
        &[HOST, EVIL, CROSS, WEBSOCKET],
        false,
        false,
    ),
    row("a WebSocket of a trusted origin", "GET", &[HOST, APP, WEBSOCKET], true, true),
    row("a WebSocket of an own page", "GET", &[HOST, OWN, WEBSOCKET], true, false),
    row("a WebSocket of a program", "GET", &[HOST, WEBSOCKET], true, true),
    row(
        "a WebSocket after DNS rebinding",
        "GET",
        &[("host", "evil.example"), EVIL, WEBSOCKET],
        true,
        false,
    ),
    row(
        "a form after DNS rebinding",
        "POST",
        &[("host", "evil.example"), EVIL, SAME_ORIGIN],
        true,
        false,
    ),
    row(
        "a preflight of another site",
        "OPTIONS",
        &[HOST, EVIL, ("access-control-request-method", "PUT")],
        true,
        true,
    ),
    row("`OPTIONS` of another site, not a preflight", "OPTIONS", &[HOST, EVIL, CROSS], true, false),
];
