//! Random requests and responses: those of browsers, and invalid ones.

use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use proptest::prelude::*;
use proptest::sample::select;

use crate::patterns::{origin, origin_like};

/// A request, which may differ from that of a browser.
pub(crate) fn request() -> impl Strategy<Value = Request<()>> {
    let lines = (origins(), values(acrm(), 0..3), values(acrh(), 0..5), values(junk(), 0..3));
    (method(), lines).prop_map(|(method, (origins, methods, headers, others))| {
        let mut request = Request::new(());
        *request.method_mut() = method;
        append(request.headers_mut(), &header::ORIGIN, &origins);
        append(request.headers_mut(), &header::ACCESS_CONTROL_REQUEST_METHOD, &methods);
        append(request.headers_mut(), &header::ACCESS_CONTROL_REQUEST_HEADERS, &headers);
        append(request.headers_mut(), &header::COOKIE, &others);
        request
    })
}

/// The lines of `Origin`: usually one, from a browser.
pub(crate) fn origins() -> impl Strategy<Value = Vec<HeaderValue>> {
    let own = origin().prop_map(|origin| HeaderValue::from_str(&origin).unwrap());
    prop_oneof![
        6 => own.prop_map(|origin| vec![origin]),
        3 => values(origin_like(), 0..4),
    ]
}

/// The headers of a handler's response, with several lines for some, and with CORS headers.
pub(crate) fn response() -> impl Strategy<Value = HeaderMap> {
    const NAMES: [&str; 15] = [
        "x-a",
        "content-type",
        "set-cookie",
        "cache-control",
        "timing-allow-origin",
        "access-control-unknown",
        "vary",
        "vary",
        "access-control-allow-origin",
        "access-control-allow-credentials",
        "access-control-allow-methods",
        "access-control-allow-headers",
        "access-control-expose-headers",
        "access-control-max-age",
        "access-control-allow-private-network",
    ];
    let vary = prop::collection::vec(
        select(&["Origin", "ORIGIN", "*", " accept", "accept-encoding ", "", "x-origin"][..]),
        0..4,
    );
    let vary = vary.prop_map(|members| members.join(",").into_bytes());
    let line = (select(&NAMES[..]), vary, junk());
    prop::collection::vec(line, 0..8).prop_map(|lines| {
        let mut headers = HeaderMap::new();
        for (name, vary, junk) in lines {
            let value = if name == "vary" { vary } else { junk };
            append(&mut headers, &HeaderName::from_static(name), &[value_of(&value)]);
        }
        headers
    })
}

fn append(headers: &mut HeaderMap, name: &HeaderName, values: &[HeaderValue]) {
    for value in values {
        headers.append(name, value.clone());
    }
}

fn method() -> impl Strategy<Value = Method> {
    let token = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,90}";
    prop_oneof![
        6 => Just(Method::OPTIONS),
        2 => Just(Method::GET),
        1 => Just(Method::PUT),
        1 => token.prop_map(|token| Method::from_bytes(token.as_bytes()).unwrap()),
    ]
}

/// Values of `Access-Control-Request-Method`.
fn acrm() -> impl Strategy<Value = Vec<u8>> {
    const KNOWN: [&str; 10] =
        ["GET", "PUT", "PATCH", "patch", "PURGE", "TRACE", "*", "PUT,DELETE", " PUT", ""];
    prop_oneof![
        4 => select(&KNOWN[..]).prop_map(|method| method.as_bytes().to_vec()),
        1 => junk(),
    ]
}

/// Values of `Access-Control-Request-Headers`.
fn acrh() -> impl Strategy<Value = Vec<u8>> {
    let pieces: [&[u8]; 14] = [
        b"x-a",
        b"X-A",
        b"x-b",
        b"authorization",
        b"content-type",
        b"accept",
        b"*",
        b",",
        b",",
        b",",
        b" ",
        b"\t",
        b"a b",
        b"\xe9",
    ];
    let list = prop::collection::vec(select(pieces.to_vec()), 0..30).prop_map(|list| list.concat());
    let browser = select(&["x-a", "x-a,x-b", "accept,authorization,content-type", "x-a,x-c"][..]);
    prop_oneof![
        3 => browser.prop_map(|list| list.as_bytes().to_vec()),
        3 => list,
        1 => (select(pieces.to_vec()), 1..6_000_usize).prop_map(|(piece, n)| piece.repeat(n)),
        1 => junk(),
    ]
}

/// Bytes that HTTP allows.
pub(crate) fn junk() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        1 => select(&["true", "*", "null", "600", "x-a", "https://example.com", ""][..])
            .prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..30),
    ]
}

fn values(
    bytes: impl Strategy<Value = Vec<u8>>,
    count: std::ops::Range<usize>,
) -> impl Strategy<Value = Vec<HeaderValue>> {
    prop::collection::vec(bytes.prop_map(|bytes| value_of(&bytes)), count)
}

/// The bytes as a value, without those that HTTP does not allow.
fn value_of(bytes: &[u8]) -> HeaderValue {
    let carried = |byte: &u8| *byte == b'\t' || (*byte >= b' ' && *byte != 0x7f);
    let bytes: Vec<u8> = bytes.iter().copied().filter(carried).collect();
    HeaderValue::from_bytes(&bytes).unwrap()
}
