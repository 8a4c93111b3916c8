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
//! browser can name the missing method or header, and can cache the whole list. The decision knows the
//! reason in any case. A browser does not look up `GET`, `HEAD` and `POST` in the list, so if no handler
//! with the policy has them, only the status can refuse them.
//!
//! Source: [`#http-responses`](https://fetch.spec.whatwg.org/#http-responses) and the steps of
//! [`#cors-preflight-fetch`](https://fetch.spec.whatwg.org/#cors-preflight-fetch), which this code answers
//! one by one.

use crate::added::AddedOrigins;
use crate::fetch::{is_cors_safelisted_method, is_forbidden_method, is_token};
use crate::name_list::{self, ListRefusal};
use crate::policy::{AllowHeaders, AllowMethods, AllowOrigins, Mounted, PolicyTable};
use crate::refusal::Reason;
use crate::request::{FieldLine, HeaderList, RequestKind, classify};

/// A policy's decision on one request.
///
/// It contains no part of the request, so that it is small enough for a register. Messages need more, and
/// [`kind`](Self::kind) and [`reason`](Self::reason) look that up in the request again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision(Outcome);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    NotCors,
    /// The handler runs.
    Actual {
        origin: Result<(), Refused>,
    },
    /// A preflight that is answered 403.
    Refused(Refused),
    /// A preflight that is answered 204, with the policy's lists.
    Answered {
        method: Result<(), Refused>,
        headers: Result<(), Refused>,
    },
}

/// The part of a request that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    /// Its `Origin`.
    Origin,
    /// Its `Access-Control-Request-Method`.
    Method,
    /// The same, because no handler has the method.
    Unmounted,
    /// Its `Access-Control-Request-Headers`.
    Headers,
}

/// The longest method that is mirrored or covered by `*`, in bytes.
pub const MAX_METHOD_LEN: usize = 64;

impl Decision {
    /// Whether the response may be shared with the request's origin. The answer to a preflight for a method
    /// without a handler may not, regardless of the origin.
    #[must_use]
    #[inline]
    pub const fn origin_is_allowed(self) -> bool {
        matches!(self.0, Outcome::Actual { origin: Ok(()) } | Outcome::Answered { .. })
    }

    /// Whether the request is a preflight, which the policy answers instead of the handler.
    #[must_use]
    #[inline]
    pub const fn is_preflight(self) -> bool {
        matches!(self.0, Outcome::Refused(_) | Outcome::Answered { .. })
    }

    /// Whether the request is a preflight whose method is granted.
    #[must_use]
    #[inline]
    pub const fn method_is_granted(self) -> bool {
        matches!(self.0, Outcome::Answered { method: Ok(()), .. })
    }

    /// Whether the request is a preflight whose request headers are all granted.
    #[must_use]
    #[inline]
    pub const fn headers_are_granted(self) -> bool {
        matches!(self.0, Outcome::Answered { headers: Ok(()), .. })
    }

    /// The first of the origin, the method and the headers that is refused.
    #[inline]
    const fn refused(self) -> Option<Refused> {
        match self.0 {
            Outcome::Actual { origin: Err(refused) }
            | Outcome::Refused(refused)
            | Outcome::Answered { method: Err(refused), .. }
            | Outcome::Answered { headers: Err(refused), .. } => Some(refused),
            Outcome::NotCors | Outcome::Actual { .. } | Outcome::Answered { .. } => None,
        }
    }

    /// Whether the origin, the method or the headers are refused.
    #[must_use]
    #[inline]
    pub const fn is_refused(self) -> bool {
        self.refused().is_some()
    }

    /// The status of the answer, if the policy answers instead of the handler: 204 or 403.
    ///
    /// 204 is an [ok status](https://fetch.spec.whatwg.org/#ok-status), which a preflight needs.
    #[must_use]
    #[inline]
    pub const fn status(self) -> Option<u16> {
        match self.0 {
            Outcome::NotCors | Outcome::Actual { .. } => None,
            Outcome::Answered { .. } => Some(204),
            Outcome::Refused(_) => Some(403),
        }
    }

    /// The kind of the request, whose `headers` are those of the decision.
    #[must_use]
    pub fn kind<'r>(self, headers: impl HeaderList<'r>) -> RequestKind<'r> {
        match self.0 {
            Outcome::NotCors => RequestKind::NotCors,
            Outcome::Actual { .. } => classify(false, headers),
            Outcome::Refused(_) | Outcome::Answered { .. } => classify(true, headers),
        }
    }

    /// The reason why the origin, the method or the headers are refused: the first of the three that
    /// applies. `policy` and `headers` are those of the decision.
    #[must_use]
    pub fn reason<'r>(
        self,
        policy: &PolicyTable,
        headers: impl HeaderList<'r>,
    ) -> Option<Reason<'r>> {
        Some(match self.refused()? {
            Refused::Origin => match headers.origin()? {
                FieldLine::One(origin) => Reason::OriginNotAllowed { origin },
                FieldLine::Several => Reason::SeveralOrigins,
            },
            Refused::Method => match headers.access_control_request_method()? {
                FieldLine::One(method) => Reason::MethodNotAllowed { method },
                FieldLine::Several => Reason::SeveralMethods,
            },
            Refused::Unmounted => {
                let method = headers.access_control_request_method()?.value()?;
                Reason::MethodNotMounted { method }
            }
            Refused::Headers => match check_lines(policy, headers).err()? {
                ListRefusal::NotAllowed(name) => Reason::HeaderNotAllowed { name },
                ListRefusal::Malformed(element) => Reason::HeaderListMalformed { element },
                ListRefusal::OverLimit(rest) => Reason::HeaderListTooLong { rest },
            },
        })
    }
}

/// Evaluates a request, whose method is `OPTIONS` or another one, by a policy with the origins `added` to it, for handlers
/// with `mounted` methods.
///
/// It allocates nothing. Time: linear in the policy's lists, bounded for any request.
#[inline(always)]
pub fn decide<'r>(
    policy: &PolicyTable,
    added: Option<&AddedOrigins>,
    mounted: Option<&Mounted>,
    is_options: bool,
    headers: impl HeaderList<'r>,
) -> Decision {
    if is_options {
        return decide_on_options(policy, added, mounted, headers);
    }
    Decision(match classify(false, headers).origin() {
        Some(origin) => Outcome::Actual { origin: check_origin(policy, added, origin) },
        None => Outcome::NotCors,
    })
}

// A separate function, so that other requests don't save the registers that it uses.
#[inline(never)]
fn decide_on_options<'r>(
    policy: &PolicyTable,
    added: Option<&AddedOrigins>,
    mounted: Option<&Mounted>,
    headers: impl HeaderList<'r>,
) -> Decision {
    let (origin, method) = match classify(true, headers) {
        RequestKind::NotCors => return Decision(Outcome::NotCors),
        RequestKind::Actual { origin } => {
            return Decision(Outcome::Actual { origin: check_origin(policy, added, origin) });
        }
        RequestKind::Preflight { origin, method } => (origin, method),
    };
    let origin = check_origin(policy, added, origin);
    let sharing = match mounted {
        Some(mounted) => check_mounted(policy, mounted, origin, method),
        None => origin,
    };
    if let Err(refused) = sharing {
        return Decision(Outcome::Refused(refused));
    }
    let method = match mounted {
        Some(mounted) => check_method_of_handlers(mounted, method),
        None => check_method(policy, method),
    };
    Decision(Outcome::Answered { method, headers: check_headers(policy, headers) })
}

/// Whether the policy, or the origins `added` to it, allow the origin.
#[inline(always)]
fn check_origin(
    policy: &PolicyTable,
    added: Option<&AddedOrigins>,
    origin: FieldLine<'_>,
) -> Result<(), Refused> {
    let is_allowed = match &policy.allow_origins {
        AllowOrigins::Any => true,
        // The added ones first: a policy with a row for each customer has few of its own.
        AllowOrigins::Set { origins, .. } => origin.value().is_some_and(|origin| {
            added.is_some_and(|added| added.contains(origin)) || origins.contains(origin)
        }),
    };
    if is_allowed { Ok(()) } else { Err(Refused::Origin) }
}

/// Whether the answer to a preflight is shared with an origin, for a policy on handlers; `sharing` is whether the
/// policy allows the origin.
///
/// If no handler has the method, the browser sees that the method is not in the list. Browsers don't look up
/// safelisted methods there, so the status must refuse those. If there are no handlers at all, every
/// preflight is refused.
///
/// A mounted method that is missing from the policy's own list is also refused by the status, because the answer
/// lists the mounted methods. This can happen if one policy replaces another.
fn check_mounted(
    policy: &PolicyTable,
    mounted: &Mounted,
    sharing: Result<(), Refused>,
    method: FieldLine<'_>,
) -> Result<(), Refused> {
    let methods = mounted.methods;
    let FieldLine::One(method) = method else { return Err(Refused::Method) };
    let is_safelisted = is_cors_safelisted_method(method);
    let tells_browsers = !methods.is_empty() && !is_safelisted;
    let is_listed = match &policy.allow_methods {
        AllowMethods::List(list) => is_safelisted || list.names().contains(method),
        AllowMethods::AsMounted | AllowMethods::Any | AllowMethods::Mirror => true,
    };
    if !is_listed && methods.contains(method) {
        return sharing.and(Err(Refused::Method));
    }
    if methods.contains(method) || sharing.is_ok() && tells_browsers {
        return sharing;
    }
    Err(Refused::Unmounted)
}

/// Whether a handler has the method, for an origin with which the answer is shared: a safelisted method then has one.
fn check_method_of_handlers(mounted: &Mounted, method: FieldLine<'_>) -> Result<(), Refused> {
    let FieldLine::One(method) = method else { return Err(Refused::Method) };
    let is_mounted = mounted.methods.contains(method) || is_cors_safelisted_method(method);
    if is_mounted { Ok(()) } else { Err(Refused::Unmounted) }
}

/// CORS-preflight fetch, step 7.5: a safelisted method is allowed, even if it is not in the list.
#[inline]
fn check_method(policy: &PolicyTable, method: FieldLine<'_>) -> Result<(), Refused> {
    let FieldLine::One(method) = method else { return Err(Refused::Method) };
    let is_listed = match &policy.allow_methods {
        AllowMethods::List(list) => list.names().contains(method),
        AllowMethods::AsMounted => false,
        AllowMethods::Any | AllowMethods::Mirror => {
            method.len() <= MAX_METHOD_LEN && is_token(method) && !is_forbidden_method(method)
        }
    };
    // Last, because a browser rarely sends a preflight for such a method.
    if is_listed || is_cors_safelisted_method(method) { Ok(()) } else { Err(Refused::Method) }
}

/// CORS-preflight fetch, steps 7.6 and 7.7.
#[inline]
fn check_headers<'r>(policy: &PolicyTable, headers: impl HeaderList<'r>) -> Result<(), Refused> {
    let Some(requested) = headers.access_control_request_headers() else { return Ok(()) };
    // The forms of browsers and of attackers are decided without a second look-up.
    if let (AllowHeaders::List(list), FieldLine::One(line)) = (&policy.allow_headers, requested) {
        if list.names().has_browser_form(line) {
            return Ok(());
        }
        if line.len() > list.names().max_requested() {
            return Err(Refused::Headers);
        }
    }
    check_lines(policy, headers).map_err(|_| Refused::Headers)
}

/// The same for lists in any form.
#[inline(never)]
fn check_lines<'r>(
    policy: &PolicyTable,
    headers: impl HeaderList<'r>,
) -> Result<(), ListRefusal<'r>> {
    let lines = headers.access_control_request_headers_lines();
    match &policy.allow_headers {
        AllowHeaders::List(list) => name_list::all_in(list.names(), lines),
        AllowHeaders::Families(families) => families.grant(lines),
        AllowHeaders::Any => name_list::all_covered_by_wildcard(false, lines),
        AllowHeaders::AnyAndAuthorization => name_list::all_covered_by_wildcard(true, lines),
        AllowHeaders::Mirror => name_list::is_well_formed(lines),
    }
}
