//! Each kind of request with each kind of policy: the decision, and the headers that follow.
//!
//! The tables are those at the top of [`crate::decision`] and [`crate::answer`], written out. End-to-end
//! tests check what a page sees with a user agent; these tests show which value is wrong.

use std::boxed::Box;
use std::string::ToString;
use std::vec::Vec;

use crate::answer::{HeadersValue, Value, Vary, vary_line_names};
use crate::ceiling::Ceiling;
use crate::header_families::HeaderFamilies;
use crate::name_list::{NameList, Names};
use crate::origin_set::{Few, OriginSet, Scheme, Shape, Strategy, StringSet, WildcardGroup};
use crate::policy::{AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, Mounted, Outline};
use crate::request::FieldLine;
use crate::stored::{List, Stored, Text};
use crate::{
    Answer, Decision, HeaderList, PolicyTable, Reason, Refusal, RequestKind, classify, decide,
};

type Lines = &'static [&'static [u8]];

/// A request, with the lines of each of its headers.
#[derive(Clone, Copy)]
struct Request {
    method: &'static [u8],
    origin: Lines,
    asked_method: Lines,
    asked_headers: Lines,
}

impl HeaderList<'static> for Request {
    fn origin(self) -> Option<FieldLine<'static>> {
        FieldLine::read(self.origin.iter().copied())
    }

    fn access_control_request_method(self) -> Option<FieldLine<'static>> {
        FieldLine::read(self.asked_method.iter().copied())
    }

    fn access_control_request_headers(self) -> Option<FieldLine<'static>> {
        FieldLine::read(self.asked_headers.iter().copied())
    }

    fn access_control_request_headers_lines(self) -> impl Iterator<Item = &'static [u8]> {
        self.asked_headers.iter().copied()
    }

    fn sec_fetch_storage_access(self) -> Option<FieldLine<'static>> {
        None
    }
}

const FRIEND: &[u8] = b"https://example.com";
const STRANGER: &[u8] = b"https://example.org";
const TWO_ORIGINS: Lines = &[FRIEND, FRIEND];
const NOT_ALLOWED: Option<Reason<'_>> = Some(Reason::OriginNotAllowed { origin: STRANGER });

const PREFLIGHT: Request =
    Request { method: b"OPTIONS", origin: &[FRIEND], asked_method: &[b"PUT"], asked_headers: &[] };
const ACTUAL: Request = Request { method: b"GET", ..PREFLIGHT };

fn by(origin: Lines, request: Request) -> Request {
    Request { origin, ..request }
}

fn requesting(method: &'static [u8], headers: Lines) -> Request {
    Request { asked_method: Vec::from([method]).leak(), asked_headers: headers, ..PREFLIGHT }
}

const fn list(value: &'static str) -> NameList {
    NameList::new(Text::Fixed(value))
}

const METHODS: NameList = list("DELETE,PUT");
const HEADERS: NameList = list("x-bar,x-foo");

const SET: PolicyTable = PolicyTable {
    runtime_origins: None,
    allow_origins: AllowOrigins::Set {
        origins: OriginSet { strategy: Strategy::One(Text::Fixed("https://example.com")) },
        credentials: false,
    },
    allow_methods: AllowMethods::List(METHODS),
    allow_headers: AllowHeaders::List(HEADERS),
    expose_headers: ExposeHeaders::List(NameList::EMPTY),
    max_age: None,
    neighbours: None,
    outline: Outline::NOTHING,
};
const ANY: PolicyTable = PolicyTable {
    runtime_origins: None,
    allow_origins: AllowOrigins::Any,
    allow_methods: AllowMethods::List(METHODS),
    allow_headers: AllowHeaders::List(HEADERS),
    expose_headers: ExposeHeaders::List(NameList::EMPTY),
    max_age: None,
    neighbours: None,
    outline: Outline::NOTHING,
};

/// `x-foo`, and each name that begins with `x-meta-`.
const FAMILIES: HeaderFamilies = HeaderFamilies {
    listed: NameList::new(Text::Fixed("x-foo")),
    prefixes: List::Fixed(&[Text::Fixed("x-meta-")]),
};

fn methods(allow_methods: AllowMethods) -> PolicyTable {
    PolicyTable { allow_methods, ..SET }
}

fn headers(allow_headers: AllowHeaders) -> PolicyTable {
    PolicyTable { allow_headers, ..SET }
}

/// The decision, which finds the kind of the request again.
fn evaluate(policy: &PolicyTable, request: Request) -> Decision {
    let kind = classify(request.method == b"OPTIONS", request);
    let decision = decide(policy, None, None, request.method == b"OPTIONS", request);
    assert_eq!(decision.kind(request), kind);
    assert_eq!(decision.is_preflight(), matches!(kind, RequestKind::Preflight { .. }));
    assert_eq!(decision.is_refused(), decision.reason(policy, request).is_some());
    decision
}

/// Handlers for two methods under a policy.
const MOUNTED: Mounted = Mounted { methods: Names::new("GET,PUT"), may_be_remembered: true };

/// The decision for these handlers.
fn evaluate_for_handlers(policy: &PolicyTable, request: Request) -> Decision {
    decide(policy, None, Some(&MOUNTED), request.method == b"OPTIONS", request)
}

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

const ORIGIN: Vary = Vary { origin: true, ..Vary::NOTHING };
const REFUSED: Answer = Answer { vary: ORIGIN, ..Answer::NOTHING };
const SHARED: Answer = Answer { allow_origin: Value::Request, ..REFUSED };
const GRANTED: Answer = Answer {
    allow_methods: Value::Constant,
    allow_headers: HeadersValue::Constant,
    max_age: true,
    ..SHARED
};
const PUBLIC: Answer = Answer { allow_origin: Value::Constant, ..Answer::NOTHING };

#[test]
fn headers_that_follow() {
    let with_credentials = |policy| match policy {
        PolicyTable { allow_origins: AllowOrigins::Set { origins, .. }, .. } => PolicyTable {
            allow_origins: AllowOrigins::Set { origins, credentials: true },
            ..policy
        },
        PolicyTable { allow_origins: AllowOrigins::Any, .. } => policy,
    };
    let (method, header) = (methods(AllowMethods::Mirror), headers(AllowHeaders::Mirror));
    let family = headers(AllowHeaders::Families(FAMILIES));
    let by_method =
        |answer: Answer| Answer { vary: Vary { method: true, ..answer.vary }, ..answer };
    let by_headers =
        |answer: Answer| Answer { vary: Vary { headers: true, ..answer.vary }, ..answer };
    let (same_method, same_headers) = (
        Answer { allow_methods: Value::Request, ..by_method(GRANTED) },
        Answer { allow_headers: HeadersValue::Request, ..by_headers(GRANTED) },
    );
    let no_method = Answer { allow_methods: Value::Absent, ..same_method };
    let no_headers = Answer { allow_headers: HeadersValue::Absent, ..same_headers };
    let with_requested =
        Answer { allow_headers: HeadersValue::ConstantAndRequested, ..by_headers(GRANTED) };
    let credentials = |answer: Answer| Answer { allow_credentials: true, ..answer };
    let exposing = |answer: Answer| Answer { expose_headers: true, ..answer };
    for (row, policy, request, want) in [
        (1, SET, by(&[], ACTUAL), REFUSED),
        (2, SET, ACTUAL, exposing(SHARED)),
        (3, SET, by(&[STRANGER], ACTUAL), REFUSED),
        (4, with_credentials(SET), ACTUAL, credentials(exposing(SHARED))),
        (5, with_credentials(SET), by(&[STRANGER], ACTUAL), REFUSED),
        (6, ANY, by(&[], ACTUAL), exposing(PUBLIC)),
        (7, ANY, by(&[STRANGER], ACTUAL), exposing(PUBLIC)),
        (8, SET, PREFLIGHT, GRANTED),
        (9, SET, by(&[STRANGER], PREFLIGHT), REFUSED),
        (10, with_credentials(SET), PREFLIGHT, credentials(GRANTED)),
        (11, SET, requesting(b"PATCH", &[b"x-qux"]), GRANTED),
        (
            12,
            ANY,
            PREFLIGHT,
            Answer { vary: Vary::NOTHING, allow_origin: Value::Constant, ..GRANTED },
        ),
        (16, method.clone(), PREFLIGHT, same_method),
        (17, method.clone(), requesting(b"TRACE", &[]), no_method),
        (18, method.clone(), by(&[STRANGER], PREFLIGHT), REFUSED),
        (19, header.clone(), requesting(b"PUT", &[b"x-any"]), same_headers),
        (20, header.clone(), requesting(b"PUT", &[b"a b"]), no_headers),
        (21, header.clone(), requesting(b"TRACE", &[b"x-any"]), same_headers),
        (22, header.clone(), by(&[STRANGER], PREFLIGHT), REFUSED),
        (23, family.clone(), PREFLIGHT, with_requested),
        (24, family.clone(), requesting(b"PUT", &[b"x-meta-a"]), with_requested),
        (25, family.clone(), requesting(b"PUT", &[b"x-bar"]), by_headers(GRANTED)),
        (26, family.clone(), requesting(b"TRACE", &[b"x-meta-a"]), with_requested),
        (27, family.clone(), by(&[STRANGER], PREFLIGHT), REFUSED),
        (28, with_credentials(family.clone()), PREFLIGHT, credentials(with_requested)),
        (29, family.clone(), ACTUAL, exposing(SHARED)),
    ] {
        assert_eq!(Answer::new(&policy, None, evaluate(&policy, request)), want, "{row}");
    }
    for (row, policy, request, want) in [
        (1, SET, PREFLIGHT, GRANTED),
        (2, SET, by(&[STRANGER], PREFLIGHT), REFUSED),
        (3, SET, requesting(b"DELETE", &[]), GRANTED),
        (4, SET, requesting(b"POST", &[]), REFUSED),
        (5, methods(AllowMethods::Mirror), PREFLIGHT, GRANTED),
    ] {
        let decision = evaluate_for_handlers(&policy, request);
        assert_eq!(Answer::new(&policy, Some(&MOUNTED), decision), by_method(want), "{row}");
    }
}

#[test]
fn values_that_are_constant() {
    fn text(value: Option<&Text>) -> Option<&str> {
        value.map(Text::value)
    }
    let two = || list("a,b");
    let empty = || NameList::EMPTY;
    assert_eq!(text(AllowMethods::Any.value()), Some("*"));
    assert_eq!(text(AllowMethods::List(two()).value()), Some("a,b"));
    assert_eq!(text(AllowMethods::Mirror.value()), None);
    assert_eq!(text(AllowMethods::AsMounted.value()), Some("GET,HEAD,POST"));
    assert_eq!(text(AllowHeaders::Any.value()), Some("*"));
    assert_eq!(text(AllowHeaders::AnyAndAuthorization.value()), Some("*,authorization"));
    assert_eq!(text(AllowHeaders::List(two()).value()), Some("a,b"));
    assert_eq!(text(AllowHeaders::List(empty()).value()), None);
    assert_eq!(text(AllowHeaders::Mirror.value()), None);
    assert_eq!(text(ExposeHeaders::Any.value()), Some("*"));
    assert_eq!(text(ExposeHeaders::List(two()).value()), Some("a,b"));
    assert_eq!(text(ExposeHeaders::List(empty()).value()), None);
    assert_eq!(text(SET.only_origin()), Some("https://example.com"));
    let ceiling = Ceiling { covered: OriginSet::EMPTY, denied: OriginSet::EMPTY };
    let runtime_origins = Some(Stored::from(Box::new(ceiling)));
    for policy in [ANY, PolicyTable::NOTHING, PolicyTable { runtime_origins, ..SET }] {
        assert_eq!(text(policy.only_origin()), None, "{policy:?}");
    }
}

/// Exactly the flags that are set, in the standard's order.
#[test]
fn vary_lists_what_the_answer_depends_on() {
    for bits in 0..8_u8 {
        let [origin, method, headers] = [1, 2, 4].map(|bit| bits & bit != 0);
        let names = [
            (origin, "Origin"),
            (method, "Access-Control-Request-Method"),
            (headers, "Access-Control-Request-Headers"),
        ];
        let names: Vec<&str> = names.into_iter().filter(|name| name.0).map(|name| name.1).collect();
        let want = (!names.is_empty()).then(|| names.join(", "));
        assert_eq!(Vary { origin, method, headers }.value().map(ToString::to_string), want);
    }
}

/// The texts of refusals. The bytes come from the request: they are escaped and limited in length.
#[test]
fn refusals_are_escaped_and_limited() {
    let words = |policy: &PolicyTable, reason| Refusal::new(policy, None, reason).to_string();
    let origin = |origin| Reason::OriginNotAllowed { origin };
    assert_eq!(
        words(&SET, origin(b"http://example.com")),
        "the origin `http://example.com` is not allowed; the closest allowed origin is \
         `https://example.com`"
    );
    let text = words(&SET, origin(b"null"));
    assert!(text.contains("sandboxed frames") && !words(&SET, origin(b"a")).contains("sandboxed"));
    let hundred = [b'a'; 100];
    let more = [b'a'; 101];
    assert!(!words(&SET, origin(&hundred)).contains('…'));
    assert!(words(&SET, origin(&more)).contains("a…`"));
    assert!(words(&SET, origin(b"a\nb")).contains("`a\\nb`"));
    assert_eq!(Refusal::new(&SET, None, origin(b"a")).reason(), origin(b"a"));
}

/// Each text contains the fix.
#[test]
fn refusals_suggest_a_fix() {
    let many = list("a,b,c,d,e,f,g,h,i,j,k,l");
    let more = list("a,b,c,d,e,f,g,h,i,j,k,l,m,n");
    let twelve = "`a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`, `i`, `j`, `k`, `l`";
    let few = |list: &[&'static str]| {
        let texts: Vec<Text> = list.iter().map(|text| Text::Fixed(text)).collect();
        let strategy = Strategy::Few(Few::new(&texts).unwrap());
        PolicyTable {
            allow_origins: AllowOrigins::Set {
                origins: OriginSet { strategy },
                credentials: false,
            },
            ..SET
        }
    };
    let below = PolicyTable {
        allow_origins: AllowOrigins::Set {
            origins: OriginSet {
                strategy: Strategy::Wildcards(WildcardGroup {
                    scheme: Scheme::Https,
                    shape: Shape::Subdomains,
                    names: StringSet::One(Text::Fixed(".example.com")),
                }),
            },
            credentials: false,
        },
        ..SET
    };
    let origin = |origin| Reason::OriginNotAllowed { origin };
    let not_allowed = |method| Reason::MethodNotAllowed { method };
    let not_mounted = |method| Reason::MethodNotMounted { method };
    let header = |name| Reason::HeaderNotAllowed { name };
    let too_long = |rest| Reason::HeaderListTooLong { rest };
    let allowed_for_long = b"x-bar,".repeat(1_000);
    let long_name = b"a".repeat(10_000);
    for (policy, reason, ending) in [
        (
            SET,
            not_allowed(b"put"),
            "allowed: methods are case-sensitive, and the policy allows `PUT`",
        ),
        (
            SET,
            not_allowed(b"PATCH"),
            "`PATCH` is not allowed; `allow_methods` lists `DELETE`, `PUT`",
        ),
        (
            methods(AllowMethods::AsMounted),
            not_allowed(b"PUT"),
            "a whole router allows only `GET`, `HEAD` and `POST`",
        ),
        (methods(AllowMethods::Any), not_allowed(b"TRACE"), "; pages cannot send this method"),
        (SET, not_mounted(b"GET"), "no handler with a policy handles `GET`"),
        (
            SET,
            Reason::SeveralMethods,
            "several `Access-Control-Request-Method` headers, which browsers never send",
        ),
        (SET, Reason::SeveralOrigins, "several `Origin` headers, which browsers never send"),
        (
            headers(AllowHeaders::Any),
            header(b"authorization"),
            "write `allow_headers = [\"*\", \"authorization\"]`",
        ),
        (
            headers(AllowHeaders::List(NameList::EMPTY)),
            header(b"a"),
            "`a` is not allowed; the policy has no `allow_headers`",
        ),
        (SET, header(b"a"), "`a` is not allowed; `allow_headers` lists `x-bar`, `x-foo`"),
        (headers(AllowHeaders::List(many)), header(b"z"), twelve),
        (headers(AllowHeaders::List(more)), header(b"z"), "`k`, `l` and 2 more"),
        (
            SET,
            Reason::HeaderListMalformed { element: b"a b" },
            "contains `a b`, which is not a valid header name",
        ),
        (
            SET,
            too_long(b"x-bar,x-foo,x-baz"),
            "header `x-baz` is not allowed; `allow_headers` lists `x-bar`, `x-foo`",
        ),
        (
            SET,
            too_long(&allowed_for_long),
            "repeats names or contains excess whitespace, which browsers never send",
        ),
        (SET, too_long(&long_name), "aaa…` is not allowed; `allow_headers` lists `x-bar`, `x-foo`"),
        (
            headers(AllowHeaders::Mirror),
            too_long(b"a"),
            "has more than 4096 bytes, or more than 32 empty elements",
        ),
        (
            below.clone(),
            origin(b"https://example.com"),
            "; `https://*.example.com` matches only subdomains",
        ),
        (
            below.clone(),
            origin(b"http://a.example.com"),
            "; the closest pattern, `https://*.example.com`, does not match",
        ),
        (
            below.clone(),
            origin(b"https://a.test"),
            "`https://a.test` is not allowed; `allow_origins` lists `https://*.example.com`",
        ),
        (
            few(&["app://1", "app://2", "app://3"]),
            origin(b"https://a.test"),
            "lists `app://1`, `app://2`, `app://3`",
        ),
        (
            few(&["app://1", "app://2", "app://3", "app://4"]),
            origin(b"https://a.test"),
            "`https://a.test` is not allowed",
        ),
        (ANY, origin(b"https://a.test"), "`https://a.test` is not allowed"),
    ] {
        let words = Refusal::new(&policy, None, reason).to_string();
        assert!(words.ends_with(ending), "{words}, and not {ending}");
    }
    for (mounted, method, ending) in [
        ("GET,PUT", "DELETE", "handles `DELETE`; this path has handlers for `GET`, `PUT`"),
        ("GET,PUT", "get", ": methods are case-sensitive, and this path has a handler for `GET`"),
        ("", "PUT", "; this policy applies only to requests without a handler"),
    ] {
        let mounted = Mounted { methods: Names::new(mounted), ..MOUNTED };
        let reason = not_mounted(method.as_bytes());
        let words = Refusal::new(&SET, Some(mounted), reason).to_string();
        assert!(words.ends_with(ending), "{words}, and not {ending}");
    }
}

#[test]
fn lines_of_vary_that_name_a_header() {
    for (line, want) in [
        ("Origin", true),
        ("accept,\torigin ", true),
        ("accept, *", true),
        ("*", true),
        ("accept,x-origin", false),
        ("accept origin", false),
        ("", false),
    ] {
        assert_eq!(vary_line_names(line.as_bytes(), "Origin"), want, "{line:?}");
    }
}
