//! The guard on requests with the types of `http`.

use http::header::{HOST, ORIGIN, UPGRADE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::{Blocked, Guard, action};
use crate::CLOSED;
use cors_tables::guard::Action;

fn headers(lines: &[(HeaderName, &'static str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        map.append(name, HeaderValue::from_static(value));
    }
    map
}

#[test]
fn actions() {
    for (method, has_upgrade, is_preflight, expected) in [
        ("OPTIONS", false, true, Action::Preflight),
        ("OPTIONS", false, false, Action::Read),
        ("GET", false, true, Action::Read),
        ("GET", true, false, Action::Connect),
        ("HEAD", false, false, Action::Read),
        ("CONNECT", false, false, Action::Connect),
        ("POST", false, false, Action::Write),
        ("POST", true, false, Action::Write),
        ("get", false, false, Action::Write),
        ("QUERY", false, true, Action::Write),
    ] {
        assert_eq!(action(method, has_upgrade, || is_preflight), expected, "{method}");
    }
}

#[test]
fn handshake_of_another_origin_is_refused() {
    let guard = CLOSED.guard();
    let uri = Uri::from_static("/socket");
    let evil =
        [(HOST, "api.example.com"), (ORIGIN, "https://evil.example"), (UPGRADE, "websocket")];
    let map = headers(&evil);
    let refusal = guard.check(&Method::GET, &uri, &map).unwrap_err();
    assert_eq!(refusal.reason(), Blocked::OriginNotAllowed { origin: b"https://evil.example" });
    let map = headers(&evil[..2]);
    assert!(guard.check(&Method::GET, &uri, &map).is_ok());
}

#[test]
fn authority_and_host_that_differ_are_no_own_host() {
    let guard = Guard::new(CLOSED.clone());
    let own = headers(&[(HOST, "api.example.com"), (ORIGIN, "https://api.example.com")]);
    let check =
        |uri: &'static str| guard.check(&Method::POST, &Uri::from_static(uri), &own).is_ok();
    assert!(check("/"));
    assert!(check("https://api.example.com/"));
    assert!(check("https://API.example.com/"));
    assert!(!check("https://other.example/"));
}
