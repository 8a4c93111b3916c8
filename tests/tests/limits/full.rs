//! `http`'s header map has a maximum, beyond which its `insert` panics. No request makes the library reach
//! it, and a response that is full already is not shared.

use cors_runtime::{Policy, cors};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderName, HeaderValue, ORIGIN, VARY,
};
use http::{Method, StatusCode};

static MIRROR: Policy = cors! {
    allow_origins = ["https://page.example"],
    allow_methods = mirror_request,
    allow_headers = mirror_request,
    expose_headers = ["x-a"],
    max_age = "1h",
};

fn from_page(preflight: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ORIGIN, HeaderValue::from_static("https://page.example"));
    if preflight {
        headers.insert(ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("PUT"));
    }
    headers
}

/// A map without room for further names, except for `room` names.
fn full(room: usize) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut names = (0..).map(|index| HeaderName::try_from(format!("x-{index}")).unwrap());
    let value = HeaderValue::from_static("a");
    while headers.try_insert(names.next().unwrap(), value.clone()).is_ok() {}
    for index in 0..room {
        headers.remove(format!("x-{index}"));
    }
    headers
}

/// With any room, either all headers are written or none that shares the response, and no other header is
/// lost.
#[test]
fn full_response_is_not_shared() {
    // Origin, `Vary`, exposed names; for a preflight methods, names and max-age instead.
    for (is_preflight, needed) in [(false, 3), (true, 5)] {
        for room in 0..=needed {
            let request = from_page(is_preflight);
            let method = if is_preflight { Method::OPTIONS } else { Method::GET };
            let decision = MIRROR.evaluate(&method, &request);
            let before = full(room);
            let mut response = before.clone();
            decision.apply_to(&mut response);
            let has_all = response.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN);
            let of_cors = |name: &&HeaderName| name.as_str().starts_with("access-control-");
            let count = response.keys().filter(of_cors).count();
            assert_eq!(count > 0, has_all, "{room}");
            assert_eq!(response.contains_key(VARY), room > 0, "{room}");
            assert!(before.iter().all(|(name, value)| response.get(name) == Some(value)));
            if !is_preflight {
                assert_eq!(has_all, room >= needed, "{room}");
                let mut later = before.clone();
                decision.response_headers().apply_to(&mut later);
                assert_eq!(later, response, "{room}");
            }
        }
    }
}

/// A map whose only room comes from headers that the policy removes.
#[test]
fn removed_headers_make_room() {
    let request = from_page(false);
    let decision = MIRROR.evaluate(&Method::GET, &request);
    let mut response = full(1);
    response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("https://other.example"));
    decision.apply_to(&mut response);
    assert!(!response.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
    assert_eq!(response.get(VARY), Some(&HeaderValue::from_static("Origin")));
}

/// At most 4,096 bytes are mirrored, including the end of each line, and 32 empty elements: at most some
/// 2,080 lines of one name, and a map has room for any number of these.
#[test]
fn mirrored_lines_fit_into_a_map() {
    for (line, most) in [("x", 2_048), ("", 32)] {
        for count in [0, 1, most, most + 1, 15_000, 60_000] {
            let mut request = from_page(true);
            for _ in 0..count {
                request.append(ACCESS_CONTROL_REQUEST_HEADERS, HeaderValue::from_static(line));
            }
            let decision = MIRROR.evaluate(&Method::OPTIONS, &request);
            assert_eq!(decision.status(), Some(StatusCode::NO_CONTENT));
            let mirrored = if count <= most { count } else { 0 };
            let mut response = HeaderMap::new();
            decision.apply_to(&mut response);
            for headers in [response, decision.to_headers()] {
                let lines = headers.get_all(ACCESS_CONTROL_ALLOW_HEADERS).iter().count();
                assert_eq!(lines, mirrored, "{count} lines of {line:?}");
            }
        }
    }
}
