//! Two policies on one request.
//!
//! With a policy around an application and another inside it, the outer one would answer the
//! preflight and the inner one the request: whoever reads the inner policy is deceived. No router
//! can be asked beforehand what is mounted in it, so the request itself tells, and is answered 500.
//! The same policy around two services deceives nobody, and passes. On a handler it is another: one
//! with the methods that are mounted.

mod passage;

use std::fmt;

pub(crate) use passage::Passage;

/// The name of the header in which the answer explains itself: a body of any type cannot hold a
/// text, and a developer sees headers in the browser's network panel.
pub(crate) const ERROR_HEADER: &str = "cors-error";

/// What the answer says, to the developer who meets it in the first run.
pub(crate) const EXPLANATION: &str = "two CORS policies on one request: the outer one would answer \
     its preflight and the inner one the request; keep one of them (an error event names both)";

/// The same with the places of both, for the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stacked {
    /// Where the outer policy is declared.
    pub(crate) outer: &'static str,
    /// Where the inner policy is declared.
    pub(crate) inner: &'static str,
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
