//! The answer: the headers that follow from a decision, and their values.

use super::*;

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
