//! How a service detects that another policy is already around it.
//!
//! ```text
//! outer.call ──> outer enters ──> inner.call: is another policy around?  ──> 500, and an error event
//! outer.poll ──> outer enters ──> inner.poll ──> …
//! ```
//!
//! A service *enters* the scope while its inner service is called and while that service's future is
//! polled. It leaves a note in a thread-local cell, which costs a few instructions; a mark in the request's
//! extensions would cost three allocations. The note contains the address of the value of `Origin`. The
//! address stays the same when the request is moved, its headers are cloned or its path is rewritten, and
//! differs for a request that a handler makes and sends to another service. The outer service keeps the
//! value alive while the inner service handles the request, so that its address is not reused. (In a
//! program with one policy this is not necessary, and is only done for the value that is sent back.)
//!
//! If a policy is detected this way, the handler has not run. A service that hands requests to another
//! task, such as a buffer, hides the services behind it; then the [marks](super::marks) in the response are
//! used.

use std::cell::Cell;

use super::marks::{self, Mark};

thread_local! {
    static OUTER: Cell<Option<PolicyScope>> = const { Cell::new(None) };
}

/// A CORS request while it passes through a policy's service.
#[derive(Clone, Copy)]
pub(crate) struct PolicyScope {
    /// The mark of its policy, which is alive as long as the inner service handles the request.
    mark: &'static Mark,
    /// The address of the value of its `Origin`.
    origin: usize,
}

/// What a service finds around itself.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Around {
    /// No other policy can be seen from here. One may be in another task, so the response is marked, unless
    /// the program has no other policy.
    Nothing(Option<&'static Mark>),
    /// Another policy, which already applies to this request.
    Policy(&'static Mark),
    /// A policy that handles another request, whose handler makes this one. The response is not marked, so
    /// that the handler may pass it on.
    AnotherRequest,
}

impl PolicyScope {
    /// The scope of a request whose header map contains this value of `Origin`.
    #[inline]
    pub(crate) fn new(mark: &'static Mark, origin: &[u8]) -> Self {
        Self { mark, origin: origin.as_ptr().addr() }
    }

    /// Looks for the note of another policy.
    #[inline]
    pub(crate) fn around(self) -> Around {
        match OUTER.get() {
            Some(outer) if outer.origin != self.origin => Around::AnotherRequest,
            Some(outer) if !outer.mark.is(self.mark) => Around::Policy(outer.mark),
            Some(_) | None => Around::Nothing(marks::are_needed().then_some(self.mark)),
        }
    }

    /// Whether this is the value of the request's `Origin` itself, and not another one with the same bytes.
    pub(crate) fn is_origin(self, value: &[u8]) -> bool {
        value.as_ptr().addr() == self.origin
    }

    /// The mark of the policy.
    pub(crate) fn mark(self) -> &'static Mark {
        self.mark
    }

    /// Calls `inner` while the note is set, and restores the previous one afterwards. rocket's fairings call nothing.
    #[cfg(any(feature = "tower", feature = "actix-web", feature = "salvo", feature = "poem"))]
    #[inline]
    pub(crate) fn enter<R>(self, inner: impl FnOnce() -> R) -> R {
        let _back = Back(OUTER.replace(Some(self)));
        inner()
    }
}

/// Restores the previous note, even if the inner service panics.
#[cfg(any(feature = "tower", feature = "actix-web", feature = "salvo", feature = "poem"))]
struct Back(Option<PolicyScope>);

#[cfg(any(feature = "tower", feature = "actix-web", feature = "salvo", feature = "poem"))]
impl Drop for Back {
    fn drop(&mut self) {
        OUTER.set(self.0);
    }
}
