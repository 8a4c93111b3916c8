//! The edits, on every kind of header map.
//!
//! One table of cases runs with each implementation of [`ResponseHeaderMap`]: that of `http`, that of
//! actix-web, rocket's responses, and a map of strings as in other frameworks, which keeps the case of names and has room for a
//! fixed number of lines.

mod maps;

use std::marker::PhantomData;

use cors_tables::answer::{Answer, HeadersValue, Value, Vary};
use cors_tables::header_families::HeaderFamilies;
use cors_tables::name_list::NameList;
use cors_tables::neighbours::{Neighbours, TimingAllowOrigin};
use cors_tables::policy::{AllowHeaders, ExposeHeaders, MaxAge, PolicyTable};
use cors_tables::request::{FieldLine, HeaderList};
use cors_tables::stored::{List, Text};

use self::maps::{Lines, TestMap};
use super::map::Header;
use super::{Existing, RequestValues, Writer};
use crate::events::EventContext;
use crate::policy::{Applied, PolicyData};

fn map<M: TestMap>(lines: &Lines) -> M {
    let mut map = M::default();
    for (name, value) in lines {
        map.put(name, value);
    }
    map
}

fn policy() -> PolicyData {
    let table = PolicyTable {
        expose_headers: ExposeHeaders::List(NameList::new(Text::Fixed("x-c"))),
        max_age: Some(MaxAge { seconds: 60, value: Text::Fixed("60") }),
        ..PolicyTable::NOTHING
    };
    PolicyData::fixed(table, "here", "here")
}

fn writer(policy: &PolicyData, answer: Answer) -> Writer<'_> {
    let (applied, context) = (Applied::around(policy), &EventContext::NONE);
    Writer { applied, answer, storage_access: None, mark: None, context }
}

const BY_ORIGIN: Vary = Vary { origin: true, ..Vary::NOTHING };

/// The answer to an allowed origin, with every header that a response can get.
const SHARED: Answer = Answer {
    allow_origin: Value::Request,
    allow_credentials: true,
    expose_headers: true,
    vary: BY_ORIGIN,
    ..Answer::NOTHING
};

const REFUSED: Answer = Answer { vary: BY_ORIGIN, ..Answer::NOTHING };

/// Calls a test with every kind of map.
macro_rules! on_every_map {
    ($($test:ident),+) => {
        mod http_map {
            $(#[test] fn $test() { super::$test::<http::HeaderMap>(); })+
        }
        #[cfg(feature = "actix-web")]
        mod actix_web_map {
            $(#[test] fn $test() { super::$test::<actix_web::http::header::HeaderMap>(); })+
        }
        #[cfg(feature = "rocket")]
        mod rocket_response {
            $(#[test] fn $test() { super::$test::<rocket::Response<'static>>(); })+
        }
        mod map_of_texts {
            $(#[test] fn $test() { super::$test::<super::maps::Texts>(); })+
        }
    };
}

on_every_map!(
    vary_is_merged,
    headers_of_cors_are_replaced,
    a_line_that_equals_the_mark_is_replaced,
    values_of_the_request_are_sent_back,
    without_room_nothing_is_shared,
    headers_next_to_cors_need_room,
    requested_names_of_families_are_joined
);

/// `Vary` is never overwritten, and no name appears twice.
fn vary_is_merged<M: TestMap>() {
    const METHOD: &str = "Access-Control-Request-Method";
    const BY_BOTH: Vary = Vary { method: true, ..BY_ORIGIN };
    for (vary, before, after) in [
        (BY_ORIGIN, &[][..], &["Origin"][..]),
        (BY_ORIGIN, &["foo"], &["foo", "Origin"]),
        (BY_ORIGIN, &["accept", "foo"], &["accept", "foo", "Origin"]),
        (BY_ORIGIN, &["ORIGIN"], &["ORIGIN"]),
        (BY_ORIGIN, &["foo , origin"], &["foo , origin"]),
        (BY_ORIGIN, &["foo", "bar,origin"], &["foo", "bar,origin"]),
        (BY_ORIGIN, &["*"], &["*"]),
        (BY_ORIGIN, &["x-origin"], &["x-origin", "Origin"]),
        (BY_ORIGIN, &[""], &["", "Origin"]),
        (BY_BOTH, &[], &["Origin, Access-Control-Request-Method"]),
        (BY_BOTH, &["origin"], &["origin", METHOD]),
        (BY_BOTH, &["access-control-request-method"], &["access-control-request-method", "Origin"]),
        (BY_BOTH, &["*"], &["*"]),
        (Vary::NOTHING, &[], &[]),
        (Vary::NOTHING, &["foo"], &["foo"]),
    ] {
        let lines: Vec<_> = before.iter().map(|line| ("vary", *line)).collect();
        let mut response: M = map(&lines);
        let existing = Existing::of(&response);
        writer(&policy(), Answer { vary, ..Answer::NOTHING }).write(existing, None, &mut response);
        let want: Vec<_> =
            after.iter().map(|line| ("vary".to_owned(), (*line).to_owned())).collect();
        assert_eq!(response.sorted(), want, "{before:?}");
    }
}

/// CORS headers come only from the policy, even if the handler wrote some; other headers are kept.
fn headers_of_cors_are_replaced<M: TestMap>() {
    const FOREIGN: &Lines = &[
        ("Access-Control-Allow-Origin", "*"),
        ("access-control-allow-origin", "null"),
        ("access-control-allow-credentials", "false"),
        ("access-control-max-age", "1"),
        ("ACCESS-CONTROL-OTHER", "goes"),
        ("x-access-control", "stays"),
        ("Vary", "accept"),
    ];
    const OWN: &[(&str, &str)] = &[
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-origin", "https://page.example"),
        ("access-control-expose-headers", "x-c"),
    ];
    const STAYS: &[(&str, &str)] =
        &[("vary", "accept"), ("vary", "Origin"), ("x-access-control", "stays")];
    let any = Answer { allow_origin: Value::Constant, expose_headers: true, ..Answer::NOTHING };
    for (answer, before, want) in [
        (SHARED, &[][..], [OWN, &[("vary", "Origin")]].concat()),
        (SHARED, FOREIGN, [OWN, STAYS].concat()),
        (REFUSED, FOREIGN, STAYS.to_vec()),
        (
            any,
            FOREIGN,
            vec![
                ("access-control-allow-origin", "*"),
                ("access-control-expose-headers", "x-c"),
                ("vary", "accept"),
                ("x-access-control", "stays"),
            ],
        ),
        (Answer::NOTHING, FOREIGN, vec![("vary", "accept"), ("x-access-control", "stays")]),
    ] {
        let mut response: M = map(before);
        let origin = M::value("https://page.example");
        let existing = Existing::of(&response);
        writer(&policy(), answer).write(existing, Some(origin), &mut response);
        assert_eq!(response.sorted(), owned(&want), "{answer:?} on {before:?}");
    }
}

/// The mark is in the first line that is `Origin` alone, and in no other.
fn a_line_that_equals_the_mark_is_replaced<M: TestMap>() {
    for (vary, is_marked) in [
        (&[][..], true),
        (&["accept"], true),
        (&["Origin"], true),
        (&["accept", "Origin"], true),
        (&["origin"], false),
        (&["accept, Origin"], false),
        (&["*"], false),
    ] {
        let policy = policy();
        let mark = policy.marks.get(false, &policy.label);
        let lines: Vec<_> = vary.iter().map(|line| ("vary", *line)).collect();
        let mut response: M = map(&lines);
        let existing = Existing::of(&response);
        let writer = Writer { mark: Some(mark), ..writer(&policy, REFUSED) };
        assert_eq!(writer.write(existing, None, &mut response), is_marked, "{vary:?}");
        let address = mark.origin.as_ptr();
        let lines = response.lines(Header::Vary);
        let marked = lines.filter(|line| line.as_ptr() == address).count();
        assert_eq!(marked, usize::from(is_marked), "{vary:?}");
    }
}

/// A request from a page, with values of the type of a map.
struct Request<M>(PhantomData<M>);

impl<M> Clone for Request<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Request<M> {}

impl<M: TestMap> RequestValues for Request<M> {
    type Value = M::Value;

    fn origin_value(self) -> Option<M::Value> {
        Some(M::value("https://page.example"))
    }

    fn method_value(self) -> Option<M::Value> {
        Some(M::value("PUT"))
    }

    fn list_values(self) -> impl Iterator<Item = M::Value> {
        ["X-A", "x-b,x-c"].into_iter().map(M::value)
    }
}

impl<M> HeaderList<'static> for Request<M> {
    fn origin(self) -> Option<FieldLine<'static>> {
        None
    }

    fn access_control_request_method(self) -> Option<FieldLine<'static>> {
        None
    }

    fn access_control_request_headers(self) -> Option<FieldLine<'static>> {
        None
    }

    fn access_control_request_headers_lines(self) -> impl Iterator<Item = &'static [u8]> {
        [&b"X-Meta-A"[..], b"x-b"].into_iter()
    }

    fn sec_fetch_storage_access(self) -> Option<FieldLine<'static>> {
        None
    }
}

/// If the answer mirrors the requested headers, they are sent back line by line.
fn values_of_the_request_are_sent_back<M: TestMap>() {
    let answer = Answer {
        allow_origin: Value::Request,
        allow_methods: Value::Request,
        allow_headers: HeadersValue::Request,
        max_age: true,
        ..Answer::NOTHING
    };
    let mut response: M = map(&[("access-control-allow-headers", "goes")]);
    let existing = Existing::of(&response);
    writer(&policy(), answer).write_preflight(existing, Request::<M>(PhantomData), &mut response);
    let want = [
        ("access-control-allow-headers", "X-A"),
        ("access-control-allow-headers", "x-b,x-c"),
        ("access-control-allow-methods", "PUT"),
        ("access-control-allow-origin", "https://page.example"),
        ("access-control-max-age", "60"),
    ];
    assert_eq!(response.sorted(), owned(&want));
    let mut response = M::default();
    writer(&policy(), REFUSED).write_preflight(
        Existing::NOTHING,
        Request::<M>(PhantomData),
        &mut response,
    );
    assert_eq!(response.sorted(), owned(&[("vary", "Origin")]));
}

/// Either all headers are written, or only `Vary`, so that caches don't reuse the response for other
/// origins.
fn without_room_nothing_is_shared<M: TestMap>() {
    let origin = || Some(M::value("https://page.example"));
    let needed = 4;
    for room in 0..=needed {
        let Some(mut response) = M::with_room(room) else { return };
        let before = response.sorted().len();
        let existing = Existing::of(&response);
        writer(&policy(), SHARED).write(existing, origin(), &mut response);
        let added = response.sorted().len().abs_diff(before);
        assert_eq!(added, if room == needed { needed } else { room.min(1) }, "{room}");
        assert_eq!(response.lines(Header::Vary).count(), room.min(1), "{room}");

        let Some(mut response) = M::with_room(room) else { return };
        let preflight = Answer { max_age: true, expose_headers: false, ..SHARED };
        writer(&policy(), preflight).write_preflight(
            Existing::NOTHING,
            Request::<M>(PhantomData),
            &mut response,
        );
        let added = response.sorted().len().abs_diff(before);
        assert_eq!(added, if room == needed { needed } else { room.min(1) }, "{room}");
    }
}

/// A policy with a header next to the protocol, and with a family of headers.
fn policy_with_more() -> PolicyData {
    let families = HeaderFamilies {
        listed: NameList::new(Text::Fixed("x-b")),
        prefixes: List::Fixed(&[Text::Fixed("x-meta-")]),
    };
    let neighbours =
        Neighbours { timing: Some(TimingAllowOrigin::SameOrigins), ..Neighbours::NOTHING };
    let table = PolicyTable {
        allow_headers: AllowHeaders::Families(families),
        neighbours: Some(neighbours),
        ..PolicyTable::NOTHING
    };
    PolicyData::fixed(table, "here", "here")
}

/// A handler's header is replaced; without room for all headers, none of them is written.
fn headers_next_to_cors_need_room<M: TestMap>() {
    let origin = || Some(M::value("https://page.example"));
    let policy = policy_with_more();
    let mut response: M = map(&[("Timing-Allow-Origin", "*"), ("x-a", "stays")]);
    let existing = Existing::of(&response);
    writer(&policy, SHARED).write(existing, origin(), &mut response);
    let want = [
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-origin", "https://page.example"),
        ("timing-allow-origin", "https://page.example"),
        ("vary", "Origin"),
        ("x-a", "stays"),
    ];
    assert_eq!(response.sorted(), owned(&want));
    let needed = 4;
    for room in 0..=needed {
        let Some(mut response) = M::with_room(room) else { return };
        let before = response.sorted().len();
        let existing = Existing::of(&response);
        writer(&policy, SHARED).write(existing, origin(), &mut response);
        let added = response.sorted().len().abs_diff(before);
        assert_eq!(added, if room == needed { needed } else { room.min(1) }, "{room}");
    }
}

fn requested_names_of_families_are_joined<M: TestMap>() {
    let answer = Answer { allow_headers: HeadersValue::ConstantAndRequested, ..Answer::NOTHING };
    let mut response = M::default();
    let request = Request::<M>(PhantomData);
    let policy = policy_with_more();
    writer(&policy, answer).write_preflight(Existing::NOTHING, request, &mut response);
    let want = [("access-control-allow-headers", "x-b,x-meta-a")];
    assert_eq!(response.sorted(), owned(&want));
}

fn owned(lines: &Lines) -> Vec<(String, String)> {
    lines.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}
