//! Two policies on one request.
//!
//! With a policy around an application and another one inside, the outer one would answer the preflight and
//! the inner one the request, which is not what the text of either policy describes. The contents of a
//! router cannot be inspected at start-up, so this is detected when a request with `Origin` arrives, and
//! answered 500. The same policy around two services has no such effect and is allowed. A policy on a
//! handler differs from the same policy around the application, because it has the mounted methods.
//!
//! | the request reaches the inner policy | detected by | the handler |
//! | --- | --- | --- |
//! | while the outer one calls or polls its service | the inner one, with a [note](policy_scope) of the outer | does not run |
//! | in another task or thread | the outer one, with the inner one's [mark](marks) in the response | has run |

mod marks;
mod policy_scope;

use std::fmt;

#[cfg(feature = "__service")]
pub(crate) use marks::are_needed as marks_are_needed;
pub(crate) use marks::{Mark, MarkValues, Marks};
#[cfg(feature = "__service")]
pub(crate) use policy_scope::Around;
pub(crate) use policy_scope::PolicyScope;

use cors_tables::stored::Text;

/// The mark of a response whose own `Vary` has `Origin` and other names in one line, where there is no room
/// for a mark. It is an extension of the response.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MarkedBy(pub(crate) &'static Mark);

/// The mark of another policy that has handled this response already, found in the values of its headers.
///
/// A response that is shared with the origin of another request is the answer to that request, which a
/// handler passes on. It does not count as a second policy.
pub(crate) fn inner_mark<'v>(
    policy_scope: PolicyScope,
    vary: impl Iterator<Item = &'v [u8]>,
    allow_origin: Option<&'v [u8]>,
    extension: Option<MarkedBy>,
) -> Option<&'static Mark> {
    let by_allow_origin = allow_origin.and_then(marks::mark_of);
    if by_allow_origin.is_none() && allow_origin.is_some_and(|value| !policy_scope.is_origin(value))
    {
        return None;
    }
    vary.filter_map(marks::mark_of)
        .chain(by_allow_origin)
        .chain(extension.map(|MarkedBy(mark)| mark))
        .find(|inner| !inner.is(policy_scope.mark()))
}

/// The header that contains the explanation: the body may be of any type, and developers see headers in the
/// browser's network panel.
pub(crate) const ERROR_HEADER: &str = "cors-error";

/// The text of the answer, for the developer who sees it.
pub(crate) const EXPLANATION: &str = "two CORS policies apply to this request: the outer one would \
     answer its preflight, and the inner one the request; keep one of them (the error event names \
     both)";

/// The same with the locations of both, for the log.
#[derive(Debug, Clone)]
pub(crate) struct Stacked {
    /// The name, if it has one, and the location of the outer policy.
    pub(crate) outer: Text,
    /// The same for the inner policy.
    pub(crate) inner: Text,
}

impl Stacked {
    /// One policy around another.
    pub(crate) fn new(outer: &'static Mark, inner: &'static Mark) -> Self {
        Self { outer: marks::label_of(outer), inner: marks::label_of(inner) }
    }
}

impl fmt::Display for Stacked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { outer, inner } = self;
        if outer == inner {
            return write!(
                f,
                "the CORS policy `{outer}` is applied to an application and to a handler in it: the \
                 outer one would answer preflights without knowing the methods of the handler; \
                 keep one of the two"
            );
        }
        write!(
            f,
            "two CORS policies apply to one request: `{outer}` would answer its preflight, and \
             `{inner}` the request; keep one of them"
        )
    }
}
