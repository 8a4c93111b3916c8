//! The fixed sets of the Fetch standard, as predicates.
//!
//! There is one function per definition, with the standard's name and its anchor in
//! <https://fetch.spec.whatwg.org/>. The compiler calls them when it checks a policy, and the server when
//! it evaluates a preflight.

/// Whether `bytes` is a `token` of HTTP, the form of every method and header name.
///
/// Source: [RFC 9110, section 5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2).
///
/// ```
/// assert!(cors_tables::fetch::is_token(b"x-request-id"));
/// assert!(!cors_tables::fetch::is_token(b"x:foo"));
/// ```
pub fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|&byte| is_token_byte(byte))
}

/// Whether `byte` may be in a `token`.
pub const fn is_token_byte(byte: u8) -> bool {
    matches!(byte,
        b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`'
        | b'|' | b'~' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z')
}

/// A CORS-safelisted method: the browser sends it even if a policy does not list it.
///
/// Source: [`#cors-safelisted-method`](https://fetch.spec.whatwg.org/#cors-safelisted-method).
pub fn is_cors_safelisted_method(method: &[u8]) -> bool {
    matches!(method, b"GET" | b"HEAD" | b"POST")
}

/// A forbidden method: no page can send it, in upper or lower case.
///
/// Source: [`#forbidden-method`](https://fetch.spec.whatwg.org/#forbidden-method).
pub fn is_forbidden_method(method: &[u8]) -> bool {
    is_one_of(method, &["CONNECT", "TRACE", "TRACK"])
}

/// The methods that a browser upper-cases before it sends them. `PATCH` is not among them.
///
/// Source: [`#concept-method-normalize`](https://fetch.spec.whatwg.org/#concept-method-normalize).
pub const NORMALISED_METHODS: [&str; 6] = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];

/// A forbidden request-header: only the browser sets it, so a policy cannot allow it to a page.
///
/// Source: [`#forbidden-request-header`](https://fetch.spec.whatwg.org/#forbidden-request-header), the
/// first two steps; the third depends on the value of `X-HTTP-Method-Override` and similar headers.
pub fn is_forbidden_request_header_name(name: &[u8]) -> bool {
    is_one_of(name, &FORBIDDEN_REQUEST_HEADER_NAMES)
        || starts_with(name, "proxy-")
        || starts_with(name, "sec-")
}

/// The names of [`is_forbidden_request_header_name`], besides those that begin with `proxy-` or `sec-`.
pub const FORBIDDEN_REQUEST_HEADER_NAMES: [&str; 21] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// A forbidden response-header name: a page can never read it, even if it is exposed.
///
/// Source:
/// [`#forbidden-response-header-name`](https://fetch.spec.whatwg.org/#forbidden-response-header-name).
pub fn is_forbidden_response_header_name(name: &[u8]) -> bool {
    is_one_of(name, &["set-cookie", "set-cookie2"])
}

/// A CORS-safelisted response-header name: a page can always read it.
///
/// Source: [`#cors-safelisted-response-header-name`](https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name).
pub fn is_cors_safelisted_response_header_name(name: &[u8]) -> bool {
    is_one_of(
        name,
        &[
            "cache-control",
            "content-language",
            "content-length",
            "content-type",
            "expires",
            "last-modified",
            "pragma",
        ],
    )
}

/// A CORS non-wildcard request-header name: `*` in `Access-Control-Allow-Headers` does not
/// cover it.
///
/// Source: [`#cors-non-wildcard-request-header-name`](https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name).
pub fn is_cors_non_wildcard_request_header_name(name: &[u8]) -> bool {
    is_one_of(name, &["authorization"])
}

/// A response header of the CORS protocol, or the one that a draft once added, which is never a request
/// header.
///
/// Source: [`#http-responses`](https://fetch.spec.whatwg.org/#http-responses), which defines them.
pub fn is_cors_response_header_name(name: &[u8]) -> bool {
    is_one_of(
        name,
        &[
            "access-control-allow-credentials",
            "access-control-allow-headers",
            "access-control-allow-methods",
            "access-control-allow-origin",
            "access-control-allow-private-network",
            "access-control-expose-headers",
            "access-control-max-age",
        ],
    )
}

/// A header of the CORS protocol that is only in requests or only in answers to preflights, so that
/// exposing it is a mistake.
pub fn is_request_or_preflight_header_name(name: &[u8]) -> bool {
    is_one_of(
        name,
        &[
            "origin",
            "access-control-request-method",
            "access-control-request-headers",
            "access-control-request-private-network",
            "access-control-allow-methods",
            "access-control-allow-headers",
            "access-control-allow-private-network",
            "access-control-max-age",
        ],
    )
}

/// A bad port: browsers refuse to load anything from it, so no page has such an origin.
///
/// Source: [`#port-blocking`](https://fetch.spec.whatwg.org/#port-blocking).
///
/// ```
/// assert!(cors_tables::fetch::is_bad_port(6000));
/// assert!(!cors_tables::fetch::is_bad_port(8080));
/// ```
pub fn is_bad_port(port: u16) -> bool {
    BAD_PORTS.binary_search(&port).is_ok()
}

const BAD_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 10080,
];

/// The default port of a scheme that has one among those a page can come from.
///
/// Source: [URL, special scheme](https://url.spec.whatwg.org/#default-port).
pub fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

fn is_one_of(name: &[u8], lower_case: &[&str]) -> bool {
    lower_case.iter().any(|one| one.as_bytes().eq_ignore_ascii_case(name))
}

fn starts_with(name: &[u8], prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_ports_are_sorted() {
        assert!(BAD_PORTS.is_sorted());
        for port in [1, 22, 6000, 6665, 6669, 6697, 10080] {
            assert!(is_bad_port(port), "{port}");
        }
        for port in [80, 443, 3000, 8080, 65535] {
            assert!(!is_bad_port(port), "{port}");
        }
    }

    /// Members of each set, and similar names that are not members.
    #[test]
    fn sets_have_exactly_their_members() {
        type Row<'a> = (fn(&[u8]) -> bool, &'a [&'a str], &'a [&'a str]);
        let rows: [Row<'_>; 8] = [
            (is_token, &["a", "x-request-id", "!#$%&'*+-.^_`|~09AZaz"], &["", "a b", "a:", "é"]),
            (is_cors_safelisted_method, &["GET", "HEAD", "POST"], &["", "get", "PUT", "OPTIONS"]),
            (is_forbidden_method, &["CONNECT", "Trace", "track"], &["", "GET", "TRACES", "PATCH"]),
            (
                is_forbidden_response_header_name,
                &["set-cookie", "Set-Cookie2"],
                &["", "cookie", "set-cookie3", "x-set-cookie"],
            ),
            (
                is_cors_safelisted_response_header_name,
                &["Cache-Control", "content-type", "expires", "pragma"],
                &["", "etag", "set-cookie", "content-encoding"],
            ),
            (
                is_cors_non_wildcard_request_header_name,
                &["authorization", "Authorization"],
                &["", "proxy-authorization", "x-authorization"],
            ),
            (
                is_cors_response_header_name,
                &["Access-Control-Allow-Origin", "access-control-max-age"],
                &["", "origin", "access-control-request-method", "vary"],
            ),
            (
                is_request_or_preflight_header_name,
                &["Origin", "access-control-request-method", "access-control-max-age"],
                &["", "vary", "access-control-allow-origin", "access-control-expose-headers"],
            ),
        ];
        for (row, (is_member, members, others)) in rows.into_iter().enumerate() {
            for name in members {
                assert!(is_member(name.as_bytes()), "{row}: {name}");
            }
            for name in others {
                assert!(!is_member(name.as_bytes()), "{row}: {name}");
            }
        }
    }

    #[test]
    fn default_ports() {
        let ports = ["http", "https", "app", ""].map(default_port);
        assert_eq!(ports, [Some(80), Some(443), None, None]);
    }

    #[test]
    fn forbidden_names_are_case_insensitive() {
        for name in ["Cookie", "SEC-FETCH-MODE", "proxy-x", "Via"] {
            assert!(is_forbidden_request_header_name(name.as_bytes()), "{name}");
        }
        for name in ["proxy", "sec", "x-http-method-override", "authorization"] {
            assert!(!is_forbidden_request_header_name(name.as_bytes()), "{name}");
        }
    }
}
