//! The table: every case, in the order in which the page runs them.

use crate::area::{ACCOUNT_AREA, OPEN_AREA, PARTNER_AREA};
use crate::cases::{Case, CaseRequest, Credentials, Expected, Outcome};

const GET: CaseRequest = CaseRequest {
    method: "GET",
    path: "",
    headers: &[],
    body: None,
    credentials: Credentials::SameOrigin,
    times: 1,
};
const GET_AS_USER: CaseRequest = CaseRequest { credentials: Credentials::Include, ..GET };
const POST: CaseRequest = CaseRequest { method: "POST", ..GET };
const PUT_JSON: CaseRequest = CaseRequest {
    method: "PUT",
    headers: &[("content-type", "application/json")],
    body: Some(r#"{"name":"Ada"}"#),
    ..GET
};

type Names = &'static [&'static str];

/// A response, with headers that the page can and cannot read.
const fn reads_of(status: u16, body: &'static str, exposed: Names, hidden: Names) -> Outcome {
    Outcome::Readable { status, body, exposed, hidden }
}
const fn reads(status: u16, body: &'static str) -> Outcome {
    reads_of(status, body, &[], &[])
}
/// No preflight: the request goes straight to the handler.
const fn simple(outcome: Outcome) -> Expected {
    Expected { outcome, preflights: 0, handled: 1 }
}
/// A preflight that passes, then the request.
const fn preflighted(outcome: Outcome) -> Expected {
    Expected { outcome, preflights: 1, handled: 1 }
}
/// A preflight after which the browser sends nothing more.
const STOPPED: Expected = Expected { outcome: Outcome::NetworkError, preflights: 1, handled: 0 };

/// Every case.
pub static TABLE: &[Case] = &[
    Case {
        id: "open-get",
        title: "A plain GET",
        area: &OPEN_AREA,
        request: CaseRequest { path: "/open/books", ..GET },
        expected: simple(reads_of(
            200,
            r#"["Emma","Middlemarch"]"#,
            &["content-type", "x-total-count"],
            &[],
        )),
        line: Some("allow_origins"),
        why: "`allow_origins` is `\"*\"`: any page may read the answer, and `expose_headers` \
              lets it read `x-total-count` as well.",
    },
    Case {
        id: "open-head",
        title: "HEAD, without listing it",
        area: &OPEN_AREA,
        request: CaseRequest { method: "HEAD", path: "/open/books", ..GET },
        expected: simple(reads_of(200, "", &["x-total-count"], &[])),
        line: Some("allow_origins"),
        why: "GET, HEAD and POST are CORS-safelisted methods: for an origin in `allow_origins` they \
              are always allowed, and no policy needs to list them.",
    },
    Case {
        id: "open-not-found",
        title: "A 404 that the page can read",
        area: &OPEN_AREA,
        request: CaseRequest { path: "/open/nowhere", ..GET },
        expected: simple(reads(404, r#"{"error":"nothing here"}"#)),
        line: Some("allow_origins"),
        why: "The policy is outside of the router, so `allow_origins` applies to its 404 too: the \
              page gets a status instead of a network error.",
    },
    Case {
        id: "open-credentials",
        title: "`*`, and a request with credentials",
        area: &OPEN_AREA,
        request: CaseRequest { path: "/open/books", ..GET_AS_USER },
        expected: simple(Outcome::NetworkError),
        line: Some("allow_origins"),
        why: "`allow_origins = \"*\"` does not cover credentials. The handler ran, but the browser \
              hides the response to a request with credentials from the page.",
    },
    Case {
        id: "open-json",
        title: "JSON, but no header is listed",
        area: &OPEN_AREA,
        request: CaseRequest {
            path: "/open/reviews",
            headers: &[("content-type", "application/json")],
            body: Some(r#"{"stars":5}"#),
            ..POST
        },
        expected: STOPPED,
        line: None,
        why: "With `application/json`, `content-type` needs to be allowed by a preflight, and OPEN has \
              no `allow_headers`.",
    },
    Case {
        id: "login",
        title: "Sign in: a cookie is set",
        area: &ACCOUNT_AREA,
        request: CaseRequest { path: "/account/login", credentials: Credentials::Include, ..POST },
        expected: simple(reads_of(200, r#"{"signed_in":"Ada"}"#, &[], &["set-cookie"])),
        line: Some("allow_credentials"),
        why: "`allow_credentials` lets the page read the response to a request with credentials, and \
              the browser stores its cookie.",
    },
    Case {
        id: "cookie-sent",
        title: "A GET that carries the cookie",
        area: &ACCOUNT_AREA,
        request: CaseRequest { path: "/account/profile", ..GET_AS_USER },
        expected: simple(reads(200, r#"{"name":"Ada"}"#)),
        line: Some("allow_credentials"),
        why: "The page sends credentials, so the request has the cookie; `allow_credentials` \
              lets the page read the response.",
    },
    Case {
        id: "cookie-withheld",
        title: "The same GET without it: a readable 401",
        area: &ACCOUNT_AREA,
        request: CaseRequest { path: "/account/profile", ..GET },
        expected: simple(reads(401, r#"{"error":"sign in first"}"#)),
        line: Some("allow_origins"),
        why: "Without credentials no cookie is sent, so the handler answers 401; `allow_origins` \
              applies to errors too, so the page can read it.",
    },
    Case {
        id: "put-json",
        title: "JSON by PUT",
        area: &ACCOUNT_AREA,
        request: CaseRequest {
            path: "/account/profile",
            credentials: Credentials::Include,
            ..PUT_JSON
        },
        expected: preflighted(reads(200, r#"{"saved":true}"#)),
        line: Some("allow_methods"),
        why: "PUT needs a preflight, and so does JSON: `allow_methods` lists PUT, and `allow_headers` \
              lists `content-type`. The preflight itself carries no cookie.",
    },
    Case {
        id: "preflight-cached",
        title: "Two PUTs, one preflight",
        area: &ACCOUNT_AREA,
        request: CaseRequest {
            path: "/account/profile",
            credentials: Credentials::Include,
            times: 2,
            ..PUT_JSON
        },
        expected: Expected { outcome: reads(200, r#"{"saved":true}"#), preflights: 1, handled: 2 },
        line: Some("max_age"),
        why: "`max_age` lets the browser cache the preflight for ten minutes: the second PUT goes \
              straight to the handler.",
    },
    Case {
        id: "custom-header",
        title: "A custom request header",
        area: &ACCOUNT_AREA,
        request: CaseRequest {
            path: "/account/profile",
            headers: &[("x-trace", "quickstart")],
            ..GET_AS_USER
        },
        expected: preflighted(reads(200, r#"{"name":"Ada"}"#)),
        line: Some("allow_headers"),
        why: "With `x-trace` even a GET needs a preflight; `allow_headers` lists that header.",
    },
    Case {
        id: "header-not-listed",
        title: "A header that is not listed",
        area: &ACCOUNT_AREA,
        request: CaseRequest {
            path: "/account/profile",
            headers: &[("x-debug", "1")],
            ..GET_AS_USER
        },
        expected: STOPPED,
        line: Some("allow_headers"),
        why: "`allow_headers` does not list `x-debug`. The browser compares the header with the \
              list in the answer, and does not send the request.",
    },
    Case {
        id: "method-not-listed",
        title: "A method that is not listed",
        area: &ACCOUNT_AREA,
        request: CaseRequest { method: "DELETE", path: "/account/profile", ..GET_AS_USER },
        expected: STOPPED,
        line: Some("allow_methods"),
        why: "The router has a DELETE, but `allow_methods` does not list it, so browsers don't send \
              it for a page.",
    },
    Case {
        id: "exposed-header",
        title: "A response header that is exposed",
        area: &ACCOUNT_AREA,
        request: CaseRequest { path: "/account/profile", ..GET_AS_USER },
        expected: simple(reads_of(200, r#"{"name":"Ada"}"#, &["x-request-id"], &[])),
        line: Some("expose_headers"),
        why: "`expose_headers` lists `x-request-id`, so the page can read it.",
    },
    Case {
        id: "hidden-header",
        title: "A response header that is not exposed",
        area: &ACCOUNT_AREA,
        request: CaseRequest { path: "/account/profile", ..GET_AS_USER },
        expected: simple(reads_of(200, r#"{"name":"Ada"}"#, &[], &["x-served-by"])),
        line: Some("expose_headers"),
        why: "The server sends `x-served-by` as well, but `expose_headers` does not list it, so the \
              page cannot see it.",
    },
    Case {
        id: "post-text",
        title: "POST of plain text: no preflight",
        area: &ACCOUNT_AREA,
        request: CaseRequest {
            path: "/account/notes",
            headers: &[("content-type", "text/plain")],
            body: Some("Remember the milk."),
            ..POST
        },
        expected: simple(reads(201, r#"{"noted":true}"#)),
        line: Some("allow_origins"),
        why: "A form could send this too, so browsers don't send a preflight; `allow_origins` decides only \
              whether the page can read the response.",
    },
    Case {
        id: "method-not-mounted",
        title: "A 405 that the page can read",
        area: &ACCOUNT_AREA,
        request: CaseRequest { path: "/account/profile", ..POST },
        expected: simple(reads(405, "")),
        line: Some("allow_origins"),
        why: "Every policy allows POST, but the router has no handler for it here. `allow_origins` \
              applies to its 405, as to every response.",
    },
    Case {
        id: "server-error",
        title: "A 500 that the page can read",
        area: &ACCOUNT_AREA,
        request: CaseRequest { path: "/account/statement", ..GET },
        expected: simple(reads(500, r#"{"error":"the ledger is closed"}"#)),
        line: Some("allow_origins"),
        why: "`allow_origins` applies to errors of the handler too, so the page can show them.",
    },
    Case {
        id: "partner-get",
        title: "A GET, but only another origin is allowed",
        area: &PARTNER_AREA,
        request: CaseRequest { path: "/partner/orders", ..GET },
        expected: simple(reads(200, r#"["42"]"#)),
        line: Some("allow_origins"),
        why: "`allow_origins` lists this origin.",
    },
    Case {
        id: "partner-post",
        title: "A POST that takes effect, but is hidden",
        area: &PARTNER_AREA,
        request: CaseRequest {
            path: "/partner/orders",
            headers: &[("content-type", "text/plain")],
            body: Some("One more, please."),
            ..POST
        },
        expected: simple(reads(201, r#"{"placed":true}"#)),
        line: Some("allow_origins"),
        why: "`allow_origins` lists this origin.",
    },
    Case {
        id: "partner-put",
        title: "A PUT that never arrives",
        area: &PARTNER_AREA,
        request: CaseRequest { path: "/partner/orders/42", ..PUT_JSON },
        expected: preflighted(reads(200, r#"{"changed":true}"#)),
        line: Some("allow_origins"),
        why: "`allow_origins` lists this origin, `allow_methods` lists PUT, and `allow_headers` lists \
              `content-type`.",
    },
];
