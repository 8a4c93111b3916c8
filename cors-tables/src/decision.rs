//! A policy's decision on a request: a pure function.
//!
//! | request | origin allowed | origin refused |
//! | --- | --- | --- |
//! | not CORS | the handler runs | |
//! | actual | the handler runs; the response is shared | the handler runs; the response is not shared |
//! | preflight | 204 with the policy's lists, granted or not | 403 |
//! | preflight for `GET`, `HEAD` or `POST` without a handler, with the policy on handlers | 403 | 403 |
//!
//! A preflight whose method or header is not granted is still answered with the policy's lists, so that the
//! browser can name the missing method or header, and can cache the whole list. The decision contains the
//! reason in any case. A browser does not look up `GET`, `HEAD` and `POST` in the list, so if no handler
//! with the policy has them, only the status can refuse them.
//!
//! Source: [`#http-responses`](https://fetch.spec.whatwg.org/#http-responses) and the steps of
//! [`#cors-preflight-fetch`](https://fetch.spec.whatwg.org/#cors-preflight-fetch), which this code answers
//! one by one.

use crate::added::AddedOrigins;
use crate::fetch::{is_cors_safelisted_method, is_forbidden_method, is_token};
use crate::name_list::{self, ListRefusal, Names};
use crate::policy::{AllowHeaders, AllowMethods, AllowOrigins, Mounted, PolicyTable};
use crate::refusal::Reason;
use crate::request::{FieldLine, HeaderList, RequestKind};

/// A policy's decision on one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision<'r> {
    /// The kind of request.
    pub kind: RequestKind<'r>,
    /// The reason why the origin, the method or the headers are refused: the first of the three that
    /// applies.
    pub refusal: Option<Reason<'r>>,
    /// Whether a preflight's method is granted, for an allowed origin.
    pub method_is_granted: bool,
    /// Whether all of a preflight's request headers are granted, for an allowed origin.
    pub headers_are_granted: bool,
    origin_is_allowed: bool,
}

/// The longest method that is examined, in bytes.
const MAX_METHOD_LEN: usize = 64;

impl Decision<'_> {
    /// Whether the response may be shared with the request's origin. The answer to a preflight for a method
    /// without a handler may not, regardless of the origin.
    #[must_use]
    #[inline]
    pub fn origin_is_allowed(&self) -> bool {
        self.origin_is_allowed
    }

    /// The status of the answer, if the policy answers instead of the handler: 204 or 403.
    ///
    /// 204 is an [ok status](https://fetch.spec.whatwg.org/#ok-status), which a preflight needs.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self.kind {
            RequestKind::NotCors | RequestKind::Actual { .. } => None,
            RequestKind::Preflight { .. } if self.origin_is_allowed => Some(204),
            RequestKind::Preflight { .. } => Some(403),
        }
    }
}

/// Evaluates a classified request by a policy with the origins `added` to it, for handlers with `mounted` methods.
///
/// It allocates nothing. Time: linear in the policy's lists, bounded for any request.
#[inline(always)]
pub fn decide<'r>(
    policy: &PolicyTable,
    added: Option<&AddedOrigins>,
    mounted: Option<&Mounted>,
    kind: RequestKind<'r>,
    headers: impl HeaderList<'r>,
) -> Decision<'r> {
    let mut method_is_granted = true;
    let mut headers_are_granted = true;
    let (origin_is_allowed, refusal) = match kind {
        RequestKind::NotCors => (false, None),
        RequestKind::Actual { origin } if allows(policy, added, origin) => (true, None),
        RequestKind::Actual { origin } => (false, Some(reason_against(origin))),
        RequestKind::Preflight { origin, method } => {
            let request = (origin, method);
            let preflight = check_preflight(policy, added, mounted, request, headers);
            method_is_granted = preflight.method_is_granted;
            headers_are_granted = preflight.headers_are_granted;
            (preflight.origin_is_allowed, preflight.refusal)
        }
    };
    Decision { kind, refusal, method_is_granted, headers_are_granted, origin_is_allowed }
}

/// What a policy decides on a preflight.
struct Preflight<'r> {
    refusal: Option<Reason<'r>>,
    method_is_granted: bool,
    headers_are_granted: bool,
    origin_is_allowed: bool,
}

// A separate function, so that other requests don't save the registers that it uses.
#[inline(never)]
fn check_preflight<'r>(
    policy: &PolicyTable,
    added: Option<&AddedOrigins>,
    mounted: Option<&Mounted>,
    (origin, method): (FieldLine<'r>, FieldLine<'r>),
    headers: impl HeaderList<'r>,
) -> Preflight<'r> {
    if let Err(reason) = check_sharing(policy, added, mounted, origin, method) {
        return Preflight {
            refusal: Some(reason),
            method_is_granted: true,
            headers_are_granted: true,
            origin_is_allowed: false,
        };
    }
    let method = check_method(policy, mounted, method);
    let headers = check_headers(policy, headers);
    Preflight {
        refusal: method.and(headers).err(),
        method_is_granted: method.is_ok(),
        headers_are_granted: headers.is_ok(),
        origin_is_allowed: true,
    }
}

/// Whether the policy, or the origins `added` to it, allow the origin.
#[inline]
fn allows(policy: &PolicyTable, added: Option<&AddedOrigins>, origin: FieldLine<'_>) -> bool {
    match (&policy.allow_origins, origin) {
        (AllowOrigins::Any, _) => true,
        (AllowOrigins::Set { origins, .. }, FieldLine::One(origin)) => {
            origins.contains(origin) || added.is_some_and(|added| added.contains(origin))
        }
        (AllowOrigins::Set { .. }, FieldLine::Several) => false,
    }
}

/// Why an origin is refused.
fn reason_against(origin: FieldLine<'_>) -> Reason<'_> {
    match origin {
        FieldLine::One(origin) => Reason::OriginNotAllowed { origin },
        FieldLine::Several => Reason::SeveralOrigins,
    }
}

/// Whether the answer to a preflight is shared with the origin.
#[inline]
fn check_sharing<'r>(
    policy: &PolicyTable,
    added: Option<&AddedOrigins>,
    mounted: Option<&Mounted>,
    origin: FieldLine<'r>,
    method: FieldLine<'r>,
) -> Result<(), Reason<'r>> {
    let is_allowed = allows(policy, added, origin);
    let sharing = if is_allowed { Ok(()) } else { Err(reason_against(origin)) };
    match mounted {
        Some(mounted) => check_mounted(policy, mounted.methods, sharing, method),
        None => sharing,
    }
}

/// Like [`check_sharing`], for a policy on handlers.
///
/// If no handler has the method, the browser sees that the method is not in the list. Browsers don't look up
/// safelisted methods there, so the status must refuse those. If there are no handlers at all, every
/// preflight is refused.
///
/// A mounted method that is missing from the policy's own list is also refused by the status, because the answer
/// lists the mounted methods. This can happen if one policy replaces another.
fn check_mounted<'r>(
    policy: &PolicyTable,
    methods: Names<'_>,
    sharing: Result<(), Reason<'r>>,
    method: FieldLine<'r>,
) -> Result<(), Reason<'r>> {
    let FieldLine::One(method) = method else { return Err(Reason::SeveralMethods) };
    let is_safelisted = is_cors_safelisted_method(method);
    let tells_browsers = !methods.is_empty() && !is_safelisted;
    let is_listed = match &policy.allow_methods {
        AllowMethods::List(list) => is_safelisted || list.names().contains(method),
        AllowMethods::AsMounted | AllowMethods::Any | AllowMethods::Mirror => true,
    };
    if !is_listed && methods.contains(method) {
        return sharing.and(Err(Reason::MethodNotAllowed { method }));
    }
    if methods.contains(method) || sharing.is_ok() && tells_browsers {
        return sharing;
    }
    Err(Reason::MethodNotMounted { method })
}

/// CORS-preflight fetch, step 7.5: a safelisted method is allowed, even if it is not in the list.
fn check_method<'r>(
    policy: &PolicyTable,
    mounted: Option<&Mounted>,
    method: FieldLine<'r>,
) -> Result<(), Reason<'r>> {
    let FieldLine::One(method) = method else { return Err(Reason::SeveralMethods) };
    if let Some(mounted) = mounted.filter(|_| !is_cors_safelisted_method(method)) {
        let is_mounted = mounted.methods.contains(method);
        return if is_mounted { Ok(()) } else { Err(Reason::MethodNotMounted { method }) };
    }
    let granted = is_cors_safelisted_method(method)
        || match &policy.allow_methods {
            AllowMethods::List(list) => list.names().contains(method),
            AllowMethods::AsMounted => false,
            AllowMethods::Any | AllowMethods::Mirror => {
                method.len() <= MAX_METHOD_LEN && is_token(method) && !is_forbidden_method(method)
            }
        };
    if granted { Ok(()) } else { Err(Reason::MethodNotAllowed { method }) }
}

/// CORS-preflight fetch, steps 7.6 and 7.7.
fn check_headers<'r>(policy: &PolicyTable, headers: impl HeaderList<'r>) -> Result<(), Reason<'r>> {
    let lines = headers.access_control_request_headers();
    match &policy.allow_headers {
        AllowHeaders::List(list) => name_list::all_in(list.names(), lines),
        AllowHeaders::Any => name_list::all_covered_by_wildcard(false, lines),
        AllowHeaders::AnyAndAuthorization => name_list::all_covered_by_wildcard(true, lines),
        AllowHeaders::Mirror => name_list::is_well_formed(lines),
    }
    .map_err(|refusal| match refusal {
        ListRefusal::NotAllowed(name) => Reason::HeaderNotAllowed { name },
        ListRefusal::Malformed(element) => Reason::HeaderListMalformed { element },
        ListRefusal::OverLimit(rest) => Reason::HeaderListTooLong { rest },
    })
}
