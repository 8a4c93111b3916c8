//! The decision: its status, whether the response is shared, and which methods and headers are granted.

use super::*;

#[test]
fn status_and_sharing() {
    let not_cors = by(&[], PREFLIGHT);
    let options = Request { asked_method: &[], ..PREFLIGHT };
    let put = Request { method: b"PUT", ..PREFLIGHT };
    for (row, policy, request, status, is_allowed, refusal) in [
        (1, SET, not_cors, None, false, None),
        (2, ANY, not_cors, None, false, None),
        (3, SET, ACTUAL, None, true, None),
        (4, SET, options, None, true, None),
        (5, SET, put, None, true, None),
        (6, SET, by(&[STRANGER], ACTUAL), None, false, NOT_ALLOWED),
        (7, ANY, by(&[STRANGER], ACTUAL), None, true, None),
        (8, SET, by(TWO_ORIGINS, ACTUAL), None, false, Some(Reason::SeveralOrigins)),
        (9, ANY, by(TWO_ORIGINS, ACTUAL), None, true, None),
        (10, SET, PREFLIGHT, Some(204), true, None),
        (11, SET, by(&[STRANGER], PREFLIGHT), Some(403), false, NOT_ALLOWED),
        (12, ANY, by(&[STRANGER], PREFLIGHT), Some(204), true, None),
        (13, SET, by(TWO_ORIGINS, PREFLIGHT), Some(403), false, Some(Reason::SeveralOrigins)),
        (14, ANY, by(TWO_ORIGINS, PREFLIGHT), Some(204), true, None),
        (
            15,
            PolicyTable::NOTHING,
            ACTUAL,
            None,
            false,
            Some(Reason::OriginNotAllowed { origin: FRIEND }),
        ),
    ] {
        let decision = evaluate(&policy, request);
        assert_eq!(decision.status(), status, "{row}");
        assert_eq!(decision.origin_is_allowed(), is_allowed, "{row}");
        assert_eq!(decision.reason(&policy, request), refusal, "{row}");
        let origin = request.origin.first().copied().unwrap_or_default();
        if request.origin.len() == 1 {
            assert_eq!(policy.allows_origin(origin), is_allowed, "{row}");
        }
    }
}

/// A preflight whose method is refused is answered with the lists, unless no handler is mounted.
#[test]
fn methods_that_are_granted() {
    const SIXTY_FOUR: &[u8] = &[b'M'; 64];
    const SIXTY_FIVE: &[u8] = &[b'M'; 65];
    for (allowed, granted, refused) in [
        (
            AllowMethods::List(METHODS),
            &["PUT", "DELETE", "GET", "HEAD", "POST"][..],
            &["put", "PATCH", ""][..],
        ),
        (AllowMethods::AsMounted, &["GET", "HEAD", "POST"], &["PUT", "get", ""]),
        (AllowMethods::Any, &["PUT", "patch", "GET"], &["", "A B", "TRACE", "connect"]),
        (AllowMethods::Mirror, &["PUT", "patch", "GET"], &["", "A B", "TRACE", "connect"]),
    ] {
        let policy = methods(allowed.clone());
        for method in granted {
            let decision = evaluate(&policy, requesting(method.as_bytes(), &[]));
            assert!(!decision.is_refused(), "{allowed:?} {method}");
            assert_eq!(decision.status(), Some(204), "{allowed:?} {method}");
            assert!(decision.method_is_granted(), "{allowed:?} {method}");
        }
        for method in refused {
            let request = requesting(method.as_bytes(), &[]);
            let decision = evaluate(&policy, request);
            let reason = Reason::MethodNotAllowed { method: method.as_bytes() };
            assert_eq!(decision.reason(&policy, request), Some(reason), "{allowed:?} {method}");
            assert_eq!(decision.status(), Some(204), "{allowed:?} {method}");
            assert!(
                !decision.method_is_granted() && decision.headers_are_granted(),
                "{allowed:?} {method}"
            );
        }
    }
    for mirrors in [methods(AllowMethods::Any), methods(AllowMethods::Mirror)] {
        assert!(evaluate(&mirrors, requesting(SIXTY_FOUR, &[])).method_is_granted());
        assert!(!evaluate(&mirrors, requesting(SIXTY_FIVE, &[])).method_is_granted());
    }
    let two = Request { asked_method: &[b"PUT", b"PUT"], ..PREFLIGHT };
    for policy in [SET, methods(AllowMethods::Any), methods(AllowMethods::AsMounted)] {
        let decision = evaluate(&policy, two);
        assert_eq!(decision.reason(&policy, two), Some(Reason::SeveralMethods));
        assert_eq!(decision.status(), Some(204));
    }
}

/// If the policy is on handlers, a method without a handler is refused: by the list if a browser looks up
/// the method there, otherwise by the status.
#[test]
fn methods_without_a_handler() {
    for allowed in [AllowMethods::List(METHODS), AllowMethods::AsMounted, AllowMethods::Mirror] {
        let policy = methods(allowed);
        for method in [b"GET", b"PUT"] {
            let decision = evaluate_for_handlers(&policy, requesting(method, &[]));
            assert_eq!((decision.is_refused(), decision.status()), (false, Some(204)));
            assert!(decision.method_is_granted());
        }
    }
    let two = Request { asked_method: &[b"PUT", b"PUT"], ..PREFLIGHT };
    let not_mounted = |method| Reason::MethodNotMounted { method };
    for (request, refusal, status) in [
        (requesting(b"HEAD", &[]), not_mounted(b"HEAD"), 403),
        (requesting(b"POST", &[]), not_mounted(b"POST"), 403),
        (by(&[STRANGER], requesting(b"POST", &[])), not_mounted(b"POST"), 403),
        (
            by(&[STRANGER], requesting(b"PUT", &[])),
            Reason::OriginNotAllowed { origin: STRANGER },
            403,
        ),
        (by(&[STRANGER], requesting(b"DELETE", &[])), not_mounted(b"DELETE"), 403),
        (two, Reason::SeveralMethods, 403),
        (requesting(b"DELETE", &[]), not_mounted(b"DELETE"), 204),
        (requesting(b"OPTIONS", &[]), not_mounted(b"OPTIONS"), 204),
        (requesting(b"get", &[]), not_mounted(b"get"), 204),
        (requesting(b"(", &[]), not_mounted(b"("), 204),
    ] {
        let decision = evaluate_for_handlers(&SET, request);
        assert_eq!(decision.reason(&SET, request), Some(refusal));
        assert_eq!(decision.status(), Some(status), "{refusal:?}");
        assert_eq!(decision.origin_is_allowed(), status == 204, "{refusal:?}");
        assert!(status == 403 || !decision.method_is_granted(), "{refusal:?}");
    }
}

#[test]
fn request_headers_that_are_granted() {
    let list = || AllowHeaders::List(HEADERS);
    let none = AllowHeaders::List(NameList::EMPTY);
    let both = || AllowHeaders::AnyAndAuthorization;
    for (row, allowed, lines, refusal) in [
        (1, list(), &[][..], None),
        (2, list(), &["x-foo,x-bar"], None),
        (3, list(), &["x-foo", "x-qux"], Some(Reason::HeaderNotAllowed { name: b"x-qux" })),
        (4, none, &["x-foo"], Some(Reason::HeaderNotAllowed { name: b"x-foo" })),
        (5, AllowHeaders::Any, &["x-any", "other"], None),
        (
            6,
            AllowHeaders::Any,
            &["Authorization"],
            Some(Reason::HeaderNotAllowed { name: b"Authorization" }),
        ),
        (7, AllowHeaders::Any, &["a b"], Some(Reason::HeaderListMalformed { element: b"a b" })),
        (8, both(), &["x-any,authorization"], None),
        (9, both(), &["a:b"], Some(Reason::HeaderListMalformed { element: b"a:b" })),
        (10, AllowHeaders::Mirror, &["x-any,authorization"], None),
        (11, AllowHeaders::Mirror, &["a/b"], Some(Reason::HeaderListMalformed { element: b"a/b" })),
        (
            12,
            AllowHeaders::Mirror,
            &[",", ",,,,,,,,,,,,,,,,", ",,,,,,,,,,,,,,,,"],
            Some(Reason::HeaderListTooLong { rest: b",,," }),
        ),
        (13, AllowHeaders::Families(FAMILIES), &["x-foo,x-meta-a", "X-Meta-B"], None),
        (
            14,
            AllowHeaders::Families(FAMILIES),
            &["x-meta-a,x-bar"],
            Some(Reason::HeaderNotAllowed { name: b"x-bar" }),
        ),
        (
            15,
            AllowHeaders::Families(FAMILIES),
            &["x-meta-"],
            Some(Reason::HeaderNotAllowed { name: b"x-meta-" }),
        ),
    ] {
        let lines: Vec<&[u8]> = lines.iter().map(|line: &&str| line.as_bytes()).collect();
        let (policy, request) = (headers(allowed), requesting(b"PUT", lines.leak()));
        let decision = evaluate(&policy, request);
        assert_eq!(decision.reason(&policy, request), refusal, "{row}");
        assert_eq!(decision.headers_are_granted(), refusal.is_none(), "{row}");
        assert!(decision.method_is_granted(), "{row}");
    }
}
