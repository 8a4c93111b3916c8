//! Two policies on one request.
//!
//! With a policy around an application and another inside it, the outer one would answer the
//! preflight and the inner one the request: whoever reads the inner policy is deceived. No router
//! can be asked beforehand what is mounted in it, so it is found when a request with `Origin` comes,
//! and that is answered 500. The same policy around two services deceives nobody, and passes. On a
//! handler it is another: one with the methods that are mounted.
//!
//! | the request reaches the inner policy | found by | the handler |
//! | --- | --- | --- |
//! | while the outer one calls or polls its service | the inner one, by a [note](passage) of the outer | does not run |
//! | in another task or thread | the outer one, by the inner's [mark](marks) in the response | has run |

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

/// What marks a response whose own `Vary` names `Origin` among others, in one line: that line has no
/// room for a mark. It is an extension of the response.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MarkedBy(pub(crate) &'static Mark);

/// The mark of the other policy that has handled this response already, by the values of its headers.
///
/// A response that is shared with the origin of another request is the answer to that one, and a
/// handler passes it on. It is not taken for a stack.
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

/// The name of the header in which the answer explains itself: a body of any type cannot hold a
/// text, and a developer sees headers in the browser's network panel.
pub(crate) const ERROR_HEADER: &str = "cors-error";

/// What the answer says, to the developer who meets it in the first run.
pub(crate) const EXPLANATION: &str = "two CORS policies on one request: the outer one would answer \
     its preflight and the inner one the request; keep one of them (an error event names both)";

/// The same with the places of both, for the log.
#[derive(Debug, Clone)]
pub(crate) struct Stacked {
    /// The name of the outer policy, if it has one, and where it is declared.
    pub(crate) outer: Text,
    /// The same of the inner policy.
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
                "the CORS policy of {outer} is around an application and on a handler in it as well: \
                 the outer one would answer preflights, and knows of no mounted method; keep one of \
                 the two"
            );
        }
        write!(
            f,
            "two CORS policies on one request: the one of {outer} would answer its preflight, and \
             the one of {inner} the request; keep one of them"
        )
    }
}
