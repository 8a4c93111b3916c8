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

mod answers;
mod decisions;
mod refusals;

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
