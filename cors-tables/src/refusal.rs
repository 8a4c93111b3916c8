//! The reason of a refusal, as a value that can be matched and as a sentence.

use core::fmt;

use crate::ceiling::Ceiling;
use crate::escaped::Escaped;
use crate::header_families::HeaderFamilies;
use crate::name_list::{MAX_EMPTY_ELEMENTS, MAX_LIST_BYTES, Names, first_not_in};
use crate::origin_set::{OriginSet, WildcardOrigin};
use crate::policy::{AllowHeaders, AllowMethods, AllowOrigins, Mounted, PolicyTable};

/// The reason why a request is refused.
///
/// The bytes come from the request. `Debug` and [`Refusal`] print them escaped and limited in length.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason<'r> {
    /// The policy does not allow this origin.
    OriginNotAllowed {
        /// The value of `Origin`.
        origin: &'r [u8],
    },
    /// The request has several `Origin` headers, which browsers never send.
    SeveralOrigins,
    /// The policy does not allow the requested method of the preflight.
    MethodNotAllowed {
        /// The value of `Access-Control-Request-Method`.
        method: &'r [u8],
    },
    /// The path has no handler with a policy for the requested method of the preflight.
    MethodNotMounted {
        /// The value of `Access-Control-Request-Method`.
        method: &'r [u8],
    },
    /// The preflight has several `Access-Control-Request-Method` headers, which browsers never send.
    SeveralMethods,
    /// The policy does not allow a requested header of the preflight.
    HeaderNotAllowed {
        /// The first such name.
        name: &'r [u8],
    },
    /// `Access-Control-Request-Headers` is not a list of header names.
    HeaderListMalformed {
        /// The first element that is not a header name.
        element: &'r [u8],
    },
    /// `Access-Control-Request-Headers` exceeds the limits of [`crate::name_list`].
    HeaderListTooLong {
        /// The unread rest of the line that exceeded them.
        rest: &'r [u8],
    },
}

impl fmt::Debug for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (variant, field, bytes) = match *self {
            Self::OriginNotAllowed { origin } => ("OriginNotAllowed", "origin", origin),
            Self::MethodNotAllowed { method } => ("MethodNotAllowed", "method", method),
            Self::MethodNotMounted { method } => ("MethodNotMounted", "method", method),
            Self::HeaderNotAllowed { name } => ("HeaderNotAllowed", "name", name),
            Self::HeaderListMalformed { element } => ("HeaderListMalformed", "element", element),
            Self::HeaderListTooLong { rest } => ("HeaderListTooLong", "rest", rest),
            Self::SeveralOrigins => return f.write_str("SeveralOrigins"),
            Self::SeveralMethods => return f.write_str("SeveralMethods"),
        };
        f.debug_struct(variant).field(field, &Escaped(bytes)).finish()
    }
}

/// The reason why a request is refused, with the policy: prints a sentence that includes a fix.
///
/// `Debug` prints the same sentence. Neither prints any other part of the request.
#[derive(Clone, Copy)]
pub struct Refusal<'a> {
    reason: Reason<'a>,
    policy: &'a PolicyTable,
    mounted: Option<Mounted>,
}

impl<'a> Refusal<'a> {
    /// The refusal of a request by `policy` for `reason`, for handlers with `mounted` methods.
    // Only adapters make refusals. It would give users access to the tables, which are not part of the API.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        policy: &'a PolicyTable,
        mounted: Option<Mounted>,
        reason: Reason<'a>,
    ) -> Self {
        Self { reason, policy, mounted }
    }

    /// The reason, as a value.
    #[must_use]
    pub const fn reason(&self) -> Reason<'a> {
        self.reason
    }
}

impl fmt::Debug for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Refusal").field(&format_args!("{self}")).finish()
    }
}

impl fmt::Display for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            Reason::OriginNotAllowed { origin } => {
                write!(f, "the origin `{}` is not allowed", Escaped(origin))?;
                match &self.policy.allow_origins {
                    AllowOrigins::Any => Ok(()),
                    AllowOrigins::Set { origins, .. } => {
                        hint_at_origin(f, origins, self.policy.runtime_origins.as_deref(), origin)
                    }
                }
            }
            Reason::SeveralOrigins => {
                f.write_str("the request has several `Origin` headers, which browsers never send")
            }
            Reason::MethodNotAllowed { method } => {
                write!(f, "the method `{}` is not allowed", Escaped(method))?;
                match &self.policy.allow_methods {
                    AllowMethods::List(list) => hint_at_method(
                        f,
                        list.names(),
                        method,
                        "the policy allows",
                        "`allow_methods` lists",
                    ),
                    AllowMethods::AsMounted => f.write_str(
                        "; without `allow_methods`, a policy for a whole router allows only `GET`, \
                         `HEAD` and `POST`",
                    ),
                    AllowMethods::Any | AllowMethods::Mirror => {
                        f.write_str("; pages cannot send this method")
                    }
                }
            }
            Reason::MethodNotMounted { method } => {
                write!(f, "no handler with a policy handles `{}`", Escaped(method))?;
                match self.mounted {
                    Some(Mounted { methods, .. }) if methods.is_empty() => {
                        f.write_str("; this policy applies only to requests without a handler")
                    }
                    Some(Mounted { methods, .. }) => {
                        let (meant, all) =
                            ("this path has a handler for", "this path has handlers for");
                        hint_at_method(f, methods, method, meant, all)
                    }
                    None => Ok(()),
                }
            }
            Reason::SeveralMethods => f.write_str(
                "the preflight has several `Access-Control-Request-Method` headers, which browsers \
                 never send",
            ),
            Reason::HeaderNotAllowed { name } => self.header_is_not_allowed(f, name),
            Reason::HeaderListMalformed { element } => write!(
                f,
                "`Access-Control-Request-Headers` contains `{}`, which is not a valid header name",
                Escaped(element)
            ),
            Reason::HeaderListTooLong { rest } => match &self.policy.allow_headers {
                // The list was not read to its end, because it is longer than any list of allowed names.
                AllowHeaders::List(list) => match first_not_in(list.names(), rest) {
                    Some(name) => self.header_is_not_allowed(f, name),
                    None => f.write_str(
                        "`Access-Control-Request-Headers` repeats names or contains excess \
                         whitespace, which browsers never send",
                    ),
                },
                AllowHeaders::Families(_) => f.write_str(
                    "`Access-Control-Request-Headers` is longer than the limit of a policy with \
                     header families, or repeats names",
                ),
                AllowHeaders::Any | AllowHeaders::AnyAndAuthorization | AllowHeaders::Mirror => {
                    write!(
                        f,
                        "`Access-Control-Request-Headers` has more than {MAX_LIST_BYTES} bytes, or \
                         more than {MAX_EMPTY_ELEMENTS} empty elements"
                    )
                }
            },
        }
    }
}

impl Refusal<'_> {
    fn header_is_not_allowed(&self, f: &mut fmt::Formatter<'_>, name: &[u8]) -> fmt::Result {
        write!(f, "the request header `{}` is not allowed", Escaped(name))?;
        match &self.policy.allow_headers {
            AllowHeaders::Any => f.write_str(
                ": the Fetch standard excludes it from `*`, although current browsers send it; write \
                 `allow_headers = [\"*\", \"authorization\"]`",
            ),
            AllowHeaders::List(list) if list.is_empty() => {
                f.write_str("; the policy has no `allow_headers`")
            }
            AllowHeaders::List(list) => {
                write!(f, "; `allow_headers` lists {}", Quoted(list.names()))
            }
            AllowHeaders::Families(HeaderFamilies { listed, prefixes }) => {
                let mut before = "; `allow_headers` lists ";
                if !listed.is_empty() {
                    write!(f, "{before}{}", Quoted(listed.names()))?;
                    before = ", and ";
                }
                prefixes.iter().try_for_each(|prefix| {
                    write!(f, "{before}`{prefix}{{name}}`")?;
                    before = ", ";
                    Ok(())
                })
            }
            AllowHeaders::AnyAndAuthorization | AllowHeaders::Mirror => Ok(()),
        }
    }
}

fn hint_at_origin(
    f: &mut fmt::Formatter<'_>,
    origins: &OriginSet,
    ceiling: Option<&Ceiling>,
    origin: &[u8],
) -> fmt::Result {
    match ceiling {
        Some(ceiling) if ceiling.admits(origin) => {
            return f.write_str("; `runtime_origins` covers it, but the program has not added it");
        }
        Some(_) if origins.is_empty() => {
            return f.write_str("; `runtime_origins` does not cover it");
        }
        None if origins.is_empty() => return f.write_str(": the policy is closed"),
        _ => {}
    }
    if origin == b"null" {
        return f.write_str(
            ": sandboxed frames, `file:` and `data:` pages, and cross-origin redirects send it, \
             and any page can obtain it",
        );
    }
    if let Some(nearest) = origins.nearest(origin) {
        return write!(f, "; the closest allowed origin is `{nearest}`");
    }
    // Authors who write `https://*.example.com` often mean `https://example.com` too.
    let is_base = |pattern: &WildcardOrigin<'_>| {
        pattern.base().is_some_and(|base| origin.ends_with(base.as_bytes()))
    };
    match origins.wildcards().find(is_base) {
        Some(pattern) if pattern.is_below(origin) => {
            write!(f, "; `{pattern}` matches only subdomains")
        }
        Some(pattern) => write!(f, "; the closest pattern, `{pattern}`, does not match"),
        None => name_a_few(f, origins),
    }
}

/// A short list of origins is printed completely.
fn name_a_few(f: &mut fmt::Formatter<'_>, origins: &OriginSet) -> fmt::Result {
    const FEW: usize = 3;
    if origins.has_more_than(FEW) {
        return Ok(());
    }
    let mut before = "; `allow_origins` lists ";
    origins.try_for_each(|pattern| {
        write!(f, "{before}`{pattern}`")?;
        before = ", ";
        Ok(())
    })
}

/// The one method that was probably meant, or all allowed methods.
fn hint_at_method(
    f: &mut fmt::Formatter<'_>,
    list: Names<'_>,
    method: &[u8],
    meant: &str,
    all: &str,
) -> fmt::Result {
    match list.iter().find(|listed| listed.as_bytes().eq_ignore_ascii_case(method)) {
        Some(listed) => write!(f, ": methods are case-sensitive, and {meant} `{listed}`"),
        None => write!(f, "; {all} {}", Quoted(list)),
    }
}

/// Names in backquotes, with commas; the first few of a long list.
struct Quoted<'a>(Names<'a>);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 12;
        for (index, name) in self.0.iter().take(SHOWN).enumerate() {
            write!(f, "{}`{name}`", if index == 0 { "" } else { ", " })?;
        }
        match self.0.iter().count().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
