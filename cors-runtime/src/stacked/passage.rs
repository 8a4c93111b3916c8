//! How a service finds out that another policy is around it already.
//!
//! ```text
//! outer.call ──> outer enters ──> inner.call: who is here already?  ──> 500, and an error event
//! outer.poll ──> outer enters ──> inner.poll ──> …
//! ```
//!
//! A service *enters* while its inner service is called and while that one's future is polled: it
//! leaves a note in a thread-local cell, which costs a few instructions, where a mark in the
//! request's extensions would cost three allocations. The note says where the value of `Origin`
//! lies in memory. That stays the same however often the request is moved, its headers are cloned
//! or its path is rewritten, and differs for a request that a handler makes itself and sends to
//! another service: that one is no stack.
//!
//! A service that hands requests to another task, as a buffer does, hides what is behind it.

use std::cell::Cell;

use crate::Policy;

thread_local! {
    static OUTER: Cell<Option<Passage>> = const { Cell::new(None) };
}

/// A CORS request on its way through a policy's service.
#[derive(Clone, Copy)]
pub(crate) struct Passage {
    policy: Policy,
    /// Where the value of its `Origin` lies.
    origin: usize,
}

impl Passage {
    /// The passage of a request whose header map holds this value of `Origin`.
    #[inline]
    pub(crate) fn new(policy: Policy, origin: &[u8]) -> Self {
        Self { policy, origin: origin.as_ptr().addr() }
    }

    /// The other policy that this request is under already, if there is one.
    #[inline]
    pub(crate) fn outer_policy(self) -> Option<Policy> {
        let outer = OUTER.get().filter(|outer| outer.origin == self.origin)?;
        (!outer.policy.is(self.policy)).then_some(outer.policy)
    }

    /// Calls `inner` with the note left, and takes it away afterwards.
    #[inline]
    pub(crate) fn enter<R>(self, inner: impl FnOnce() -> R) -> R {
        let _back = Back(OUTER.replace(Some(self)));
        inner()
    }
}

/// Puts the note back that was there before, even if the inner service panics.
struct Back(Option<Passage>);

impl Drop for Back {
    fn drop(&mut self) {
        OUTER.set(self.0);
    }
}
