//! I2: the form of the answer. I4: the contents of `Vary`. I6: the handler's headers are kept.

use std::collections::BTreeSet;

use cors_runtime::Policy;
use cors_tests::adapters::{DECISION, TOWER};
use cors_tests::server::{Server, from_http};
use cors_tests::written::Names;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response};
use proptest::prelude::*;

use crate::config;
use crate::messages::{origins, request, response};
use crate::policies::policy;

/// The response headers of the CORS protocol.
const CORS_NAMES: [&str; 6] = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-max-age",
];

/// Whether a header is controlled by the policy: one of the protocol's, or one that browsers have tried or
/// may introduce.
fn is_of_cors(name: &HeaderName) -> bool {
    name.as_str().starts_with("access-control-")
}

/// The server's response, which is the same in both ways.
fn answer(policy: &Policy, handler: &HeaderMap, request: &Request<()>) -> Response<()> {
    let server = |way| Server::new(policy.clone(), way, handler.clone());
    let by_tower = server(TOWER).answer(request.clone());
    let response = server(DECISION).answer(request.clone());
    assert_eq!(by_tower.status(), response.status());
    assert_eq!(by_tower.headers(), response.headers());
    response
}

fn is_preflight(request: &Request<()>) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(ORIGIN)
        && request.headers().contains_key("access-control-request-method")
}

/// The lines of the CORS protocol.
fn cors_lines(headers: &HeaderMap) -> Vec<(&str, &HeaderValue)> {
    let lines = headers.iter().filter(|(name, _)| is_of_cors(name));
    lines.map(|(name, value)| (name.as_str(), value)).collect()
}

/// The members of `Vary`, in lower case.
fn vary(headers: &HeaderMap) -> BTreeSet<Vec<u8>> {
    let lines = headers.get_all(VARY).into_iter();
    let members = lines.flat_map(|line| line.as_bytes().split(|&byte| byte == b','));
    let members = members.map(<[u8]>::trim_ascii).filter(|member| !member.is_empty());
    members.map(<[u8]>::to_ascii_lowercase).collect()
}

proptest! {
    #![proptest_config(config())]

    /// Values that a policy caches to answer faster don't change any answer, regardless of the order of
    /// requests.
    #[test]
    fn to_headers_equals_applying_to_an_empty_map(
        compiled in policy(),
        requests in prop::collection::vec(request(), 1..12),
    ) {
        for request in requests {
            let decision = compiled.policy.evaluate(request.method(), request.headers());
            let mut put = HeaderMap::new();
            decision.apply_to(&mut put);
            prop_assert_eq!(decision.to_headers(), put);
        }
    }

    #[test]
    fn i2_answers_are_well_formed(
        compiled in policy(),
        requests in prop::collection::vec((request(), response()), 1..12),
    ) {
        for (request, handler) in requests {
            let response = answer(&compiled.policy, &handler, &request);
            let headers = response.headers();
            for name in [
                ACCESS_CONTROL_ALLOW_ORIGIN,
                ACCESS_CONTROL_ALLOW_CREDENTIALS,
                ACCESS_CONTROL_EXPOSE_HEADERS,
                ACCESS_CONTROL_MAX_AGE,
                HeaderName::from_static("access-control-allow-methods"),
            ] {
                prop_assert!(headers.get_all(&name).iter().count() <= 1, "{}", name);
            }
            let mut of_cors = headers.keys().filter(|name| is_of_cors(name));
            prop_assert!(of_cors.all(|name| CORS_NAMES.contains(&name.as_str())));
            let mut received = request.headers().get_all(ORIGIN).into_iter();
            let origin = received.next().filter(|_| received.next().is_none());
            let allowed = headers.get(ACCESS_CONTROL_ALLOW_ORIGIN);
            if let Some(allowed) = allowed {
                prop_assert!(allowed == "*" || Some(allowed) == origin, "{:?}", allowed);
            }
            if let Some(credentials) = headers.get(ACCESS_CONTROL_ALLOW_CREDENTIALS) {
                prop_assert_eq!(credentials, "true");
                prop_assert!(allowed.is_some_and(|allowed| allowed != "*"));
                prop_assert!(compiled.written.credentials);
            }
            // Preflight-only headers are on no other response, and the reverse.
            let preflight_only = ["allow-methods", "allow-headers", "max-age"];
            let has = |name: &str| headers.contains_key(format!("access-control-{name}"));
            if is_preflight(&request) {
                prop_assert!(!has("expose-headers"));
                prop_assert_eq!(response.status(), if allowed.is_some() { 204 } else { 403 });
            } else {
                prop_assert!(!preflight_only.into_iter().any(has));
                prop_assert_eq!(response.status(), 200);
            }
            if allowed.is_none() {
                prop_assert_eq!(cors_lines(headers), vec![]);
            }
            // Mirrored values were requested, the method only once.
            let requested = |name: &str| -> Vec<_> {
                let name = format!("access-control-request-{name}");
                request.headers().get_all(name).into_iter().collect()
            };
            if compiled.written.methods == Names::Mirror
                && let Some(method) = headers.get("access-control-allow-methods")
            {
                prop_assert_eq!(requested("method"), vec![method]);
            }
            if compiled.written.headers == Names::Mirror {
                let names: Vec<_> =
                    headers.get_all("access-control-allow-headers").into_iter().collect();
                prop_assert!(names.is_empty() || names == requested("headers"));
            }
            // If one element is malformed, a browser ignores the whole list.
            let read = from_http(&response).header_list;
            for name in ["allow-methods", "allow-headers", "expose-headers"] {
                let list = read.extract_names(&format!("access-control-{name}"));
                prop_assert!(list.is_ok(), "{:?}", response);
            }
        }
    }

    #[test]
    fn i4_answers_that_differ_by_origin_vary_by_origin(
        compiled in policy(),
        requests in prop::collection::vec((request(), origins(), response()), 1..12),
    ) {
        for (request, other_origins, handler) in requests {
            let mut other = request.clone();
            other.headers_mut().remove(ORIGIN);
            for origin in other_origins {
                other.headers_mut().append(ORIGIN, origin);
            }
            let one = answer(&compiled.policy, &handler, &request);
            let two = answer(&compiled.policy, &handler, &other);
            if cors_lines(one.headers()) == cors_lines(two.headers()) {
                continue;
            }
            for response in [&one, &two] {
                let vary = vary(response.headers());
                let varies = vary.contains(&b"origin"[..]) || vary.contains(&b"*"[..]);
                // With `*`, no answer depends on which origin it is, but with an origin a request is a
                // preflight, and without one it is not. A cache stores no response to OPTIONS (RFC 9110,
                // section 9.3.7).
                let changes_kind = compiled.patterns.is_none()
                    && is_preflight(&request) != is_preflight(&other);
                prop_assert!(varies || changes_kind, "{:?}\n{:?}", one, two);
            }
        }
    }

    #[test]
    fn i6_headers_of_the_handler_are_kept(
        compiled in policy(),
        requests in prop::collection::vec((request(), response()), 1..12),
    ) {
        for (request, handler) in requests {
            if is_preflight(&request) {
                continue;
            }
            let response = answer(&compiled.policy, &handler, &request);
            let others = |headers: &HeaderMap| {
                let kept = headers.iter().filter(|(name, _)| !is_of_cors(name) && *name != VARY);
                kept.map(|(name, value)| (name.clone(), value.clone())).collect::<HeaderMap>()
            };
            prop_assert_eq!(others(response.headers()), others(&handler));
            let (before, after) = (vary(&handler), vary(response.headers()));
            prop_assert!(before.is_subset(&after), "{:?} {:?}", before, after);
            let added: Vec<_> = after.difference(&before).collect();
            prop_assert!(added.is_empty() || added == [b"origin"], "{:?}", added);
        }
    }
}
