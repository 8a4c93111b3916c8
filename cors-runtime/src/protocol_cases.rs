//! The headers on a response, for each kind of request and each kind of policy.
//!
//! The decisions are made by `cors-tables`, whose cases test them. These cases test the edits of `http`'s
//! header map: each header of the answer is written, whatever the map contained before, and with all three
//! functions that write headers.

use cors_tables::header_families::HeaderFamilies;
use cors_tables::name_list::NameList;
use cors_tables::origin_set::{Few, OriginSet, Strategy};
use cors_tables::policy::{
    AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, MaxAge, PolicyTable,
};
use cors_tables::request::RequestKind;
use cors_tables::stored::{List, Text};
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::Policy;
use crate::policy::{PolicyData, Templates};

type Lines = &'static [(&'static str, &'static str)];

const PAGE: (&str, &str) = ("origin", "https://page.example");
const OTHER: (&str, &str) = ("origin", "https://other.example");
const PUT: (&str, &str) = ("access-control-request-method", "PUT");

/// A policy with every header that it can send, as constants.
fn everything() -> PolicyTable {
    PolicyTable {
        allow_methods: AllowMethods::List(list("DELETE,PUT")),
        allow_headers: AllowHeaders::List(list("x-a,x-b")),
        expose_headers: ExposeHeaders::List(list("x-c")),
        max_age: Some(MaxAge { seconds: 60, value: Text::Fixed("60") }),
        ..of_one_origin(true)
    }
}

fn little() -> PolicyTable {
    of_one_origin(false)
}

fn of_one_origin(credentials: bool) -> PolicyTable {
    let origins = OriginSet { strategy: Strategy::One(Text::Fixed(PAGE.1)) };
    PolicyTable {
        allow_origins: AllowOrigins::Set { origins, credentials },
        ..PolicyTable::NOTHING
    }
}

fn any_origin() -> PolicyTable {
    PolicyTable {
        allow_origins: AllowOrigins::Any,
        allow_methods: AllowMethods::Any,
        ..PolicyTable::NOTHING
    }
}

fn same_method() -> PolicyTable {
    PolicyTable { allow_methods: AllowMethods::Mirror, ..little() }
}

fn same_headers() -> PolicyTable {
    PolicyTable { allow_headers: AllowHeaders::Mirror, ..little() }
}

fn families(listed: &'static str) -> PolicyTable {
    let prefixes = List::Fixed(&[Text::Fixed("x-meta-")]);
    let families = HeaderFamilies { listed: list(listed), prefixes };
    PolicyTable { allow_headers: AllowHeaders::Families(families), ..of_one_origin(true) }
}

fn list(names: &'static str) -> NameList {
    NameList::new(Text::Fixed(names))
}

fn policy(table: PolicyTable) -> Policy {
    Policy::shared(PolicyData::fixed(table, "here", "here"))
}

fn map(lines: Lines) -> HeaderMap {
    let line = |&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
    let mut map = HeaderMap::new();
    for (name, value) in lines.iter().map(line) {
        map.append(name, value);
    }
    map
}

/// The method of a preflight with these headers, if they can be those of a preflight.
fn method(request: &HeaderMap) -> Method {
    let has_method = request.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if has_method { Method::OPTIONS } else { Method::GET }
}

const REFUSED: Lines = &[("vary", "Origin")];

#[test]
fn headers_of_an_actual_response() {
    // The headers of the response before and after.
    const NOTHING: (Lines, Lines) = (&[], &[]);
    const A_VARY: (Lines, Lines) = (&[("vary", "accept")], &[("vary", "accept")]);
    const FOREIGN: (Lines, Lines) = (
        &[
            ("access-control-allow-origin", "*"),
            ("access-control-allow-origin", "null"),
            ("access-control-allow-credentials", "false"),
            ("access-control-max-age", "1"),
            ("x-access-control", "stays"),
            ("access-control-other", "goes"),
            ("vary", "accept"),
        ],
        &[("x-access-control", "stays"), ("vary", "accept")],
    );
    for (row, table, request, (before, stays), added) in [
        (
            1,
            everything(),
            &[PAGE][..],
            NOTHING,
            &[
                ("access-control-allow-origin", PAGE.1),
                ("access-control-allow-credentials", "true"),
                ("access-control-expose-headers", "x-c"),
                ("vary", "Origin"),
            ][..],
        ),
        (
            2,
            little(),
            &[PAGE],
            NOTHING,
            &[("access-control-allow-origin", PAGE.1), ("vary", "Origin")],
        ),
        (3, everything(), &[OTHER], NOTHING, REFUSED),
        (4, everything(), &[], NOTHING, REFUSED),
        (5, everything(), &[PAGE, PAGE], NOTHING, REFUSED),
        (6, any_origin(), &[OTHER], NOTHING, &[("access-control-allow-origin", "*")]),
        (7, any_origin(), &[], NOTHING, &[("access-control-allow-origin", "*")]),
        (8, everything(), &[OTHER], FOREIGN, REFUSED),
        (
            9,
            little(),
            &[PAGE],
            FOREIGN,
            &[("access-control-allow-origin", PAGE.1), ("vary", "Origin")],
        ),
        (10, any_origin(), &[OTHER], FOREIGN, &[("access-control-allow-origin", "*")]),
        (11, everything(), &[OTHER], A_VARY, REFUSED),
    ] {
        let before = map(before);
        let mut want = map(stays);
        for (name, value) in &map(added) {
            want.append(name, value.clone());
        }
        let request = map(request);
        let policy = policy(table);
        let decision = policy.evaluate(&method(&request), &request);
        assert_eq!(decision.status(), None, "{row}");
        if before.is_empty() {
            assert_eq!(decision.to_headers(), want, "{row}");
            let Templates { granted, refused } = &policy.data().templates;
            assert!(granted.get().is_none() && refused.get().is_none(), "{row}");
        }
        let (mut at_once, mut later) = (before.clone(), before);
        decision.apply_to(&mut at_once);
        assert_eq!(at_once, want, "{row}");
        decision.response_headers().apply_to(&mut later);
        assert_eq!(later, want, "{row}, later");
    }
}

#[test]
fn headers_of_the_answer_to_a_preflight() {
    const X_A: (&str, &str) = ("access-control-request-headers", "X-A");
    const X_B: (&str, &str) = ("access-control-request-headers", "X-B");
    const META: (&str, &str) = ("access-control-request-headers", "X-Meta-B");
    const SAFELISTED: (&str, &str) = ("access-control-allow-methods", "GET,HEAD,POST");
    const NO_TOKEN: (&str, &str) = ("access-control-request-headers", "a b");
    let all = &[
        ("access-control-allow-origin", PAGE.1),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-methods", "DELETE,PUT"),
        ("access-control-allow-headers", "x-a,x-b"),
        ("access-control-max-age", "60"),
        ("vary", "Origin"),
    ][..];
    let with_families = |names: &'static str| {
        let names = (!names.is_empty()).then_some(("access-control-allow-headers", names));
        let others = [
            ("access-control-allow-origin", PAGE.1),
            ("access-control-allow-credentials", "true"),
            SAFELISTED,
            ("vary", "Origin, Access-Control-Request-Headers"),
        ];
        &*others.into_iter().chain(names).collect::<Vec<_>>().leak()
    };
    for (row, table, request, status, want) in [
        (1, everything(), &[PAGE, PUT][..], 204, all),
        // Refused preflights get the lists too.
        (2, everything(), &[PAGE, ("access-control-request-method", "PATCH"), NO_TOKEN], 204, all),
        (3, everything(), &[OTHER, PUT], 403, REFUSED),
        (
            4,
            little(),
            &[PAGE, PUT],
            204,
            &[("access-control-allow-origin", PAGE.1), SAFELISTED, ("vary", "Origin")],
        ),
        (
            5,
            any_origin(),
            &[OTHER, PUT],
            204,
            &[("access-control-allow-origin", "*"), ("access-control-allow-methods", "*")],
        ),
        (
            6,
            same_method(),
            &[PAGE, PUT],
            204,
            &[
                ("access-control-allow-origin", PAGE.1),
                ("access-control-allow-methods", "PUT"),
                ("vary", "Origin, Access-Control-Request-Method"),
            ],
        ),
        (7, same_method(), &[OTHER, PUT], 403, REFUSED),
        (
            8,
            same_headers(),
            &[PAGE, PUT, X_A, X_B],
            204,
            &[
                ("access-control-allow-origin", PAGE.1),
                SAFELISTED,
                ("access-control-allow-headers", "X-A"),
                ("access-control-allow-headers", "X-B"),
                ("vary", "Origin, Access-Control-Request-Headers"),
            ],
        ),
        (
            9,
            same_headers(),
            &[PAGE, PUT, NO_TOKEN],
            204,
            &[
                ("access-control-allow-origin", PAGE.1),
                SAFELISTED,
                ("vary", "Origin, Access-Control-Request-Headers"),
            ],
        ),
        (10, families("x-a"), &[PAGE, PUT, META, X_A], 204, with_families("x-a,x-meta-b")),
        (11, families("x-a"), &[PAGE, PUT], 204, with_families("x-a")),
        (12, families("x-a"), &[PAGE, PUT, META, X_B], 204, with_families("x-a")),
        (13, families("x-a"), &[OTHER, PUT, META], 403, REFUSED),
        (14, families(""), &[PAGE, PUT, META], 204, with_families("x-meta-b")),
        (15, families(""), &[PAGE, PUT], 204, with_families("")),
    ] {
        let request = map(request);
        let policy = policy(table);
        let decision = policy.evaluate(&method(&request), &request);
        assert_eq!(decision.status().map(|status| status.as_u16()), Some(status), "{row}");
        let want = map(want);
        let mut response = HeaderMap::new();
        decision.apply_to(&mut response);
        assert_eq!(response, want, "{row}");
        // Twice: the second map is a clone if the first one left a template.
        assert_eq!((decision.to_headers(), decision.to_headers()), (want.clone(), want), "{row}");
    }
}

/// A map that was made for one request is reused for other origins, but not for other methods.
#[test]
fn answers_from_a_template() {
    const THIRD: (&str, &str) = ("origin", "https://third.example");
    const QUERY: (&str, &str) = ("access-control-request-method", "QUERY");
    let pages = PolicyTable {
        allow_origins: AllowOrigins::Set {
            origins: OriginSet {
                strategy: Few::new(&[PAGE.1, THIRD.1].map(Text::Fixed))
                    .map_or(Strategy::Nothing, Strategy::Few),
            },
            credentials: true,
        },
        ..everything()
    };
    for (row, table, refused, granted) in [
        (1, everything(), true, true),
        (2, pages, true, true),
        (3, any_origin(), false, true),
        (4, same_method(), true, false),
        (5, same_headers(), true, false),
        (6, families("x-a"), true, false),
    ] {
        let policy = policy(table);
        for lines in [&[PAGE, PUT], &[THIRD, PUT], &[PAGE, QUERY], &[OTHER, PUT], &[THIRD, QUERY]] {
            let request = map(lines);
            let decision = policy.evaluate(&Method::OPTIONS, &request);
            let mut response = HeaderMap::new();
            decision.apply_to(&mut response);
            assert_eq!(decision.to_headers(), response, "{row}: {lines:?}");
        }
        let templates = &policy.data().templates;
        let are_made = (templates.refused.get().is_some(), templates.granted.get().is_some());
        assert_eq!(are_made, (refused, granted), "{row}");
    }
}

#[test]
fn decision_describes_its_request() {
    let request = map(&[OTHER, PUT]);
    let policy = policy(everything());
    let decision = policy.evaluate(&Method::OPTIONS, &request);
    assert!(matches!(decision.kind(), RequestKind::Preflight { .. }));
    assert_eq!(decision.status(), Some(StatusCode::FORBIDDEN));
    assert!(decision.refusal().is_some_and(|refusal| refusal.to_string().contains(OTHER.1)));
    let request = map(&[PAGE, PUT]);
    assert!(policy.evaluate(&Method::OPTIONS, &request).refusal().is_none());
}

/// A map without room for further names, except for `room` names.
fn full(room: usize) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut names = (0..).map(|index| HeaderName::try_from(format!("x-{index}")).unwrap());
    while headers.try_insert(names.next().unwrap(), HeaderValue::from_static("a")).is_ok() {}
    for index in 0..room {
        headers.remove(format!("x-{index}"));
    }
    headers
}

/// Either all headers are written, or only `Vary`, so that caches know that the next answer may differ.
#[test]
fn response_without_room_is_not_shared() {
    for (lines, needed) in [(&[PAGE][..], 4), (&[PAGE, PUT], 6)] {
        let request = map(lines);
        let policy = policy(everything());
        let decision = policy.evaluate(&method(&request), &request);
        let mut all = HeaderMap::new();
        decision.apply_to(&mut all);
        assert_eq!(all.len(), needed);
        for room in 0..=needed {
            let mut want = full(room);
            if room == needed {
                want.extend(all.clone());
            } else if room > 0 {
                want.insert(VARY, HeaderValue::from_static("Origin"));
            }
            let mut response = full(room);
            decision.apply_to(&mut response);
            assert!(response == want, "{room} of {needed}");
            if method(&request) == Method::GET {
                let mut response = full(room);
                decision.response_headers().apply_to(&mut response);
                assert!(response == want, "{room} of {needed}, later");
            }
        }
    }
}
