//! The CORS headers of a response, for any HTTP library.
//!
//! An adapter has the policy's constant values in the types of its library and follows the [`Answer`]: for
//! each header it writes the constant, a value of the request, or nothing. It removes every other
//! `Access-Control-*` header, so that a browser never sees one that the policy did not decide.
//!
//! Source: [`#http-responses`](https://fetch.spec.whatwg.org/#http-responses); for `Vary`,
//! [`#cors-protocol-and-http-caches`](https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches).

use crate::decision::Decision;
use crate::policy::{AllowHeaders, AllowMethods, AllowOrigins, Mounted, PolicyTable};

/// The headers of the CORS protocol that a response gets.
///
/// ```
/// use cors_tables::answer::{Answer, Value};
/// assert_eq!(Answer::NOTHING.allow_origin, Value::Absent);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// `Access-Control-Allow-Origin`: the constant is `*`, the request's value is its `Origin`.
    pub allow_origin: Value,
    /// Whether `Access-Control-Allow-Credentials: true` is sent.
    pub allow_credentials: bool,
    /// Whether the policy's `Access-Control-Expose-Headers` is sent, if it has one.
    pub expose_headers: bool,
    /// `Access-Control-Allow-Methods`: the request's value is its `Access-Control-Request-Method`.
    pub allow_methods: Value,
    /// `Access-Control-Allow-Headers`.
    pub allow_headers: HeadersValue,
    /// Whether the policy's `Access-Control-Max-Age` is sent, if it has one.
    pub max_age: bool,
    /// The names that `Vary` must contain.
    pub vary: Vary,
}

/// The source of a header's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// The header is not sent.
    Absent,
    /// The policy's constant, if it has one.
    Constant,
    /// The request's value.
    Request,
}

/// The source of the value of `Access-Control-Allow-Headers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadersValue {
    /// The header is not sent.
    Absent,
    /// The policy's constant, if it has one.
    Constant,
    /// The request's `Access-Control-Request-Headers`, line by line.
    Request,
    /// The policy's constant and the requested names that belong to its families:
    /// [`HeaderFamilies::value`](crate::header_families::HeaderFamilies::value).
    ConstantAndRequested,
}

/// The request headers that the answer depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vary {
    /// `Origin`
    pub origin: bool,
    /// `Access-Control-Request-Method`
    pub method: bool,
    /// `Access-Control-Request-Headers`
    pub headers: bool,
}

impl Vary {
    /// The answer depends on none.
    pub const NOTHING: Self = Self { origin: false, method: false, headers: false };

    /// The value to add to `Vary`, if any.
    #[must_use]
    pub const fn value(self) -> Option<&'static str> {
        match (self.origin, self.method, self.headers) {
            (false, false, false) => None,
            (true, false, false) => Some("Origin"),
            (false, true, false) => Some("Access-Control-Request-Method"),
            (false, false, true) => Some("Access-Control-Request-Headers"),
            (true, true, false) => Some("Origin, Access-Control-Request-Method"),
            (true, false, true) => Some("Origin, Access-Control-Request-Headers"),
            (false, true, true) => {
                Some("Access-Control-Request-Method, Access-Control-Request-Headers")
            }
            (true, true, true) => {
                Some("Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
            }
        }
    }
}

/// Whether an existing line of `Vary` contains `name` or `*`.
///
/// ```
/// use cors_tables::answer::vary_line_names;
/// assert!(vary_line_names(b"accept , ORIGIN", "Origin"));
/// assert!(vary_line_names(b"*", "Origin"));
/// assert!(!vary_line_names(b"x-origin", "Origin"));
/// ```
#[must_use]
pub fn vary_line_names(line: &[u8], name: &str) -> bool {
    line.split(|&byte| byte == b',')
        .map(<[u8]>::trim_ascii)
        .any(|member| member == b"*" || member.eq_ignore_ascii_case(name.as_bytes()))
}

impl Answer {
    /// No header at all.
    pub const NOTHING: Self = Self {
        allow_origin: Value::Absent,
        allow_credentials: false,
        expose_headers: false,
        allow_methods: Value::Absent,
        allow_headers: HeadersValue::Absent,
        max_age: false,
        vary: Vary::NOTHING,
    };

    /// The answer of `policy` to a request with the decision `decision`, for handlers with `mounted`
    /// methods.
    #[must_use]
    #[inline]
    pub fn new(policy: &PolicyTable, mounted: Option<&Mounted>, decision: Decision) -> Self {
        let is_allowed = decision.origin_is_allowed();
        if !decision.is_preflight() {
            return Self::actual(policy, is_allowed);
        }
        let mut shared = share(policy, is_allowed);
        // Another method may belong to another handler, or have none.
        shared.vary.method = mounted.is_some();
        if is_allowed { grant(policy, mounted, decision, shared) } else { shared }
    }

    /// The answer of `policy` to a request that is not a preflight and whose origin it allows or refuses.
    #[must_use]
    #[inline]
    pub fn actual(policy: &PolicyTable, origin_is_allowed: bool) -> Self {
        let shared = share(policy, origin_is_allowed);
        Self { expose_headers: shared.allow_origin != Value::Absent, ..shared }
    }
}

/// The headers that the CORS check reads: they share a response with an origin.
///
/// With `*` they are the same for every request, so caches don't need to distinguish origins.
#[inline]
fn share(policy: &PolicyTable, origin_is_allowed: bool) -> Answer {
    let depends_on_origin =
        Answer { vary: Vary { origin: true, ..Vary::NOTHING }, ..Answer::NOTHING };
    match &policy.allow_origins {
        AllowOrigins::Any => Answer { allow_origin: Value::Constant, ..Answer::NOTHING },
        AllowOrigins::Set { credentials, .. } if origin_is_allowed => Answer {
            allow_origin: Value::Request,
            allow_credentials: *credentials,
            ..depends_on_origin
        },
        AllowOrigins::Set { .. } => depends_on_origin,
    }
}

/// The headers that only preflights have.
fn grant(
    policy: &PolicyTable,
    mounted: Option<&Mounted>,
    decision: Decision,
    shared: Answer,
) -> Answer {
    let mirrors_method = mounted.is_none() && matches!(policy.allow_methods, AllowMethods::Mirror);
    Answer {
        allow_methods: mirrored(mirrors_method, decision.method_is_granted()),
        allow_headers: granted_headers(&policy.allow_headers, decision.headers_are_granted()),
        max_age: true,
        vary: Vary {
            method: mirrors_method || shared.vary.method,
            headers: matches!(
                policy.allow_headers,
                AllowHeaders::Mirror | AllowHeaders::Families(_)
            ),
            ..shared.vary
        },
        ..shared
    }
}

/// Like [`mirrored`]. With families, the constant is sent with every answer, so that browsers can cache it.
fn granted_headers(headers: &AllowHeaders, are_granted: bool) -> HeadersValue {
    match (headers, are_granted) {
        (AllowHeaders::Mirror, true) => HeadersValue::Request,
        (AllowHeaders::Mirror, false) => HeadersValue::Absent,
        (AllowHeaders::Families(_), true) => HeadersValue::ConstantAndRequested,
        (AllowHeaders::Families(_), false)
        | (AllowHeaders::Any | AllowHeaders::AnyAndAuthorization | AllowHeaders::List(_), _) => {
            HeadersValue::Constant
        }
    }
}

/// The requested lists are mirrored only if they are granted: a list that is malformed or over a limit is
/// never sent back. Each list is decided independently of the other, so that `Vary` is exact.
fn mirrored(mirrors: bool, is_granted: bool) -> Value {
    match (mirrors, is_granted) {
        (false, _) => Value::Constant,
        (true, true) => Value::Request,
        (true, false) => Value::Absent,
    }
}
