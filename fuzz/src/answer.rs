//! The whole path: from the bytes of a policy and of a request to the answer.
//!
//! ```text
//! allow_origins = ["https://example.com"]      the policy, in TOML
//! ---
//! OPTIONS                                      the request: its method,
//! origin: https://example.com                  and its header lines, any bytes
//! access-control-request-method: PUT
//! ---
//! vary: accept                                 the handler's response headers
//! ```

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use cors_runtime::{Policy, RequestKind};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

/// Any bytes as a policy, a request and a handler's response.
///
/// - Nothing panics, and the same request gets the same answer.
/// - A response is shared with the single origin of the request if the policy allows it, or with `*`; never
///   with credentials and `*`; never with two origins.
/// - Headers that are only for preflights are on no other response.
/// - If the answer depends on `Origin`, `Vary` lists it.
/// - The handler's headers are kept, except for those of the CORS protocol and those next to it; names are only added
///   to `Vary`.
/// - A refusal is one line without control characters, of limited length.
///
/// # Panics
///
/// If one of these does not hold.
pub fn answer(bytes: &[u8]) {
    let text = bytes.to_vec();
    let mut parts = split(&text, b"---\n");
    let source = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let request = parts.next().unwrap_or_default();
    let response = header_map(parts.next().unwrap_or_default());
    let (method, lines) = first_line(request);
    let (Some(policy), Ok(method)) = (policy(&source), Method::from_bytes(method)) else { return };
    check(&policy, &method, &header_map(lines), &response);
}

fn check(policy: &Policy, method: &Method, request: &HeaderMap, response: &HeaderMap) {
    let decision = policy.evaluate(method, request);
    let mut answered = response.clone();
    decision.apply_to(&mut answered);
    let mut again = response.clone();
    policy.evaluate(method, request).apply_to(&mut again);
    assert_eq!(answered, again, "the same request gets the same answer");

    let origins: Vec<_> = request.get_all(ORIGIN).iter().collect();
    let is_preflight = matches!(decision.kind(), RequestKind::Preflight { .. });
    assert_eq!(decision.status().is_some(), is_preflight);
    // Only `*` allows values that no browser sends.
    let is_any = policy.allows_origin(b"no origin at all");

    let shared: Vec<_> = answered.get_all(ACCESS_CONTROL_ALLOW_ORIGIN).iter().collect();
    let has_credentials = answered.contains_key(ACCESS_CONTROL_ALLOW_CREDENTIALS);
    match (is_any, origins.as_slice()) {
        (true, _) => assert!(shared == ["*"] && !has_credentials),
        (false, [origin]) if policy.allows_origin(origin.as_bytes()) => {
            assert_eq!(shared, [*origin]);
        }
        (false, _) => assert!(shared.is_empty() && !has_credentials),
    }
    for name in [ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE] {
        assert!(answered.get_all(&name).iter().count() <= 1, "{name} appears once");
        assert!(is_preflight || !answered.contains_key(&name), "{name} is for preflights");
    }
    let varies = |headers: &HeaderMap, name: &str| {
        let lines = headers.get_all(VARY).iter();
        let mut members = lines.flat_map(|line| line.as_bytes().split(|&byte| byte == b','));
        members.any(|member| {
            let member = member.trim_ascii();
            member == b"*" || member.eq_ignore_ascii_case(name.as_bytes())
        })
    };
    assert!(is_any || varies(&answered, "origin"), "the answer depends on the origin");
    let is_decided = |name: &HeaderName| is_of_cors(name) || is_next_to_cors(name);
    for name in response.keys().filter(|name| !is_decided(name)) {
        let kept = response.get_all(name).iter();
        let mut now = answered.get_all(name).iter();
        assert!(kept.eq(now.by_ref().take(response.get_all(name).iter().count())), "{name}");
        assert!(*name == VARY || now.next().is_none(), "{name} only stays");
    }
    if is_preflight {
        let mut alone = HeaderMap::new();
        decision.apply_to(&mut alone);
        assert_eq!(decision.to_headers(), alone, "both ways give the same");
    }
    if let Some(refusal) = decision.refusal() {
        let line = refusal.to_string();
        assert!(line.len() < 4096 && !line.chars().any(char::is_control), "{line:?}");
    }
}

fn is_of_cors(name: &HeaderName) -> bool {
    name.as_str().starts_with("access-control-")
}

/// A header that a policy may decide on by a key of its own.
fn is_next_to_cors(name: &HeaderName) -> bool {
    ["timing-allow-origin", "cross-origin-resource-policy", "activate-storage-access"]
        .contains(&name.as_str())
}

/// The policy of a text. Each text is compiled once, because most inputs change only the request.
fn policy(source: &str) -> Option<Policy> {
    static MADE: Mutex<Option<HashMap<String, Option<Policy>>>> = Mutex::new(None);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let made = made.get_or_insert_default();
    made.entry(source.to_owned()).or_insert_with(|| Policy::from_toml(source).ok()).clone()
}

/// The parts of `bytes` between the separators.
fn split<'b>(bytes: &'b [u8], separator: &[u8]) -> impl Iterator<Item = &'b [u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let part = rest?;
        let end = part.windows(separator.len()).position(|window| window == separator);
        rest = end.and_then(|end| part.get(end.saturating_add(separator.len())..));
        part.get(..end.unwrap_or(part.len()))
    })
}

fn first_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut parts = bytes.splitn(2, |&byte| byte == b'\n');
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

/// The lines that are headers.
fn header_map(lines: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in lines.split(|&byte| byte == b'\n') {
        let mut parts = line.splitn(2, |&byte| byte == b':');
        let name = HeaderName::from_bytes(parts.next().unwrap_or_default());
        let value = HeaderValue::from_bytes(parts.next().unwrap_or_default().trim_ascii_start());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    headers
}
