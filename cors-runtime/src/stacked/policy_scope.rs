//! How a service finds out that another policy is around it already.
//!
//! ```text
//! outer.call ──> outer enters ──> inner.call: who is here already?  ──> 500, and an error event
//! outer.poll ──> outer enters ──> inner.poll ──> …
//! ```
//!
//! A service *enters* while its inner service is called and while that one's future is polled: it
//! leaves a note in a thread-local cell, which costs a few instructions, where a mark in the
//! request's extensions would cost three allocations. The note contains the address of the value of
//! `Origin`. That stays the same however often the request is moved, its headers are cloned or its
//! path is rewritten, and differs for a request that a handler makes itself and sends to another
//! service. The outer service holds on to the value while the request is inside, so that its address
//! is not used again. (In a program whose services have one policy it does not have to, and does so only for
//! the value that it sends back.)
//!
//! Found this way, the handler has not run. A service that hands requests to another task, as a buffer
//! does, hides what is behind it: then the response tells, by the [marks](super::marks).

use std::cell::Cell;

use super::marks::{self, Mark};

thread_local! {
    static OUTER: Cell<Option<PolicyScope>> = const { Cell::new(None) };
}

/// A CORS request on its way through a policy's service.
#[derive(Clone, Copy)]
pub(crate) struct PolicyScope {
    /// That of its policy, which is alive as long as the request is inside.
    mark: &'static Mark,
    /// The address of the value of its `Origin`.
    origin: usize,
}

/// What a service finds around itself.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Around {
    /// No other policy that can be seen from here. One may be in another task, so the response is
    /// marked, unless the program has no other.
    Nothing(Option<&'static Mark>),
    /// Another policy, which this same request is under already.
    Policy(&'static Mark),
    /// A policy that handles another request: a handler of that one makes this one. Its response is
    /// not marked, so that the handler may pass it on.
    AnotherRequest,
}

impl PolicyScope {
    /// The passage of a request whose header map holds this value of `Origin`.
    #[inline]
    pub(crate) fn new(mark: &'static Mark, origin: &[u8]) -> Self {
        Self { mark, origin: origin.as_ptr().addr() }
    }

    /// Looks for a note of another policy.
    #[inline]
    pub(crate) fn around(self) -> Around {
        match OUTER.get() {
            Some(outer) if outer.origin != self.origin => Around::AnotherRequest,
            Some(outer) if !outer.mark.is(self.mark) => Around::Policy(outer.mark),
            Some(_) | None => Around::Nothing(marks::are_needed().then_some(self.mark)),
        }
    }

    /// Whether this is the value of the request's `Origin`, and not one with the same bytes.
    pub(crate) fn is_origin(self, value: &[u8]) -> bool {
        value.as_ptr().addr() == self.origin
    }

    /// The mark of the policy.
    pub(crate) fn mark(self) -> &'static Mark {
        self.mark
    }

    /// Calls `inner` with the note left, and takes it away afterwards.
    #[inline]
    pub(crate) fn enter<R>(self, inner: impl FnOnce() -> R) -> R {
        let _back = Back(OUTER.replace(Some(self)));
        inner()
    }
}

/// Puts the note back that was there before, even if the inner service panics.
struct Back(Option<PolicyScope>);

impl Drop for Back {
    fn drop(&mut self) {
        OUTER.set(self.0);
    }
}
