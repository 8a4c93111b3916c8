//! What happened, told to whoever listens: events of the feature `tracing`.
//!
//! | level | event | fields |
//! | --- | --- | --- |
//! | debug | a decision on a CORS request | `policy`, `kind`, `origin`, `refusal` |
//! | debug | a response came with CORS headers that the policy did not decide | `policy` |
//! | warn | a policy read as text has warnings, each with its place and repair | `policy` |
//! | error | two policies met on one request | `outer`, `inner`; `path`, unless the response showed it |
//! | error | a response had no room for CORS headers | `policy`, `varies` |
//!
//! Everything that comes from a request or a policy's text is escaped and cut at a bound, so that it can neither
//! forge a line nor fill a log. Nothing is formatted when nobody listens, and without the feature
//! there is nothing here.

#[cfg(feature = "tracing")]
mod told {
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    use cors_core::refusal::{Escaped, Refusal};
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    use cors_core::request::{Line, RequestKind};

    use crate::Policy;
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    use crate::stacked::Stacked;

    /// A decision on a CORS request, once.
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    pub(crate) fn decided(policy: Policy, decision: &cors_core::Decision<'_>) {
        drop(Pending::new(policy, decision));
    }

    /// The event of a decision, until the response shows that the policy was the only one. It is
    /// logged when this is dropped, so also where a request is cancelled.
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    #[derive(Debug)]
    pub(crate) struct Pending(Option<Box<Decided>>);

    /// What such an event holds, when the request is gone.
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    #[derive(Debug)]
    struct Decided {
        policy: &'static str,
        kind: &'static str,
        origin: String,
        refusal: Option<String>,
    }

    #[cfg(any(feature = "actix-web", feature = "tower"))]
    impl Pending {
        /// The event of this decision; nothing if the request is not a CORS request, or if nobody
        /// listens.
        #[inline]
        pub(crate) fn new(policy: Policy, decision: &cors_core::Decision<'_>) -> Self {
            let is_wanted = tracing::enabled!(tracing::Level::DEBUG);
            Self(if is_wanted { Decided::new(policy, decision).map(Box::new) } else { None })
        }

        /// Logs nothing: another event says what happened.
        pub(crate) fn discard(mut self) {
            self.0 = None;
        }
    }

    #[cfg(any(feature = "actix-web", feature = "tower"))]
    impl Drop for Pending {
        #[inline]
        fn drop(&mut self) {
            if let Some(decided) = self.0.take() {
                decided.log();
            }
        }
    }

    #[cfg(any(feature = "actix-web", feature = "tower"))]
    impl Decided {
        #[cold]
        fn new(policy: Policy, decision: &cors_core::Decision<'_>) -> Option<Self> {
            let (kind, origin) = match decision.kind {
                RequestKind::NotCors => return None,
                RequestKind::Actual { origin } => ("actual", origin),
                RequestKind::Preflight { origin, .. } => ("preflight", origin),
            };
            let origin = match origin {
                Line::One(origin) => Escaped(origin),
                Line::Several => Escaped(b"(several lines)"),
            };
            let refusal = decision.refusal.map(|reason| Refusal::new(policy.table(), reason));
            Some(Self {
                policy: policy.place(),
                kind,
                origin: origin.to_string(),
                refusal: refusal.map(|refusal| refusal.to_string()),
            })
        }

        #[cold]
        fn log(self) {
            let Self { policy, kind, origin, refusal } = self;
            match refusal {
                None => tracing::debug!(policy, kind, %origin, "CORS request allowed"),
                Some(refusal) => {
                    tracing::debug!(policy, kind, %origin, %refusal, "CORS request refused");
                }
            }
        }
    }

    /// A response had CORS headers that its policy did not decide, and which were taken away.
    pub(crate) fn replaced(policy: Policy) {
        tracing::debug!(
            policy = policy.place(),
            "the handler's own Access-Control headers were replaced: the policy decides them"
        );
    }

    /// A response had no room in its header map, so nobody may read it; `varies` is whether caches
    /// are told on what that depends.
    pub(crate) fn without_room(policy: Policy, varies: bool) {
        tracing::error!(
            policy = policy.place(),
            varies,
            "a response has so many headers that there was no room for CORS headers, so no page can \
             read it: send fewer headers; a handler should not copy all that a request holds"
        );
    }

    /// A policy read as text compiled, and there is something to say about it all the same.
    #[cfg(feature = "text")]
    pub(crate) fn warned(policy: Policy, warnings: &cors_compiler::text::Report) {
        tracing::warn!(policy = policy.place(), "the policy has warnings\n{warnings}");
    }

    /// Two policies met on one request. Its path is not known any more where the response shows it.
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    pub(crate) fn stacked(stacked: Stacked, path: Option<&str>) {
        let Stacked { outer, inner } = stacked;
        match path {
            Some(path) => {
                let path = Escaped(path.as_bytes());
                tracing::error!(outer, inner, %path, "{stacked}");
            }
            None => tracing::error!(outer, inner, "{stacked}"),
        }
    }
}

/// The same where there is no `tracing`.
#[cfg(not(feature = "tracing"))]
mod told {
    use crate::Policy;
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    use crate::stacked::Stacked;

    #[cfg(any(feature = "actix-web", feature = "tower"))]
    pub(crate) fn decided(_: Policy, _: &cors_core::Decision<'_>) {}

    #[cfg(any(feature = "actix-web", feature = "tower"))]
    #[derive(Debug)]
    pub(crate) struct Pending;

    #[cfg(any(feature = "actix-web", feature = "tower"))]
    impl Pending {
        pub(crate) fn new(_: Policy, _: &cors_core::Decision<'_>) -> Self {
            Self
        }

        pub(crate) fn discard(self) {}
    }

    pub(crate) fn replaced(_: Policy) {}

    pub(crate) fn without_room(_: Policy, _: bool) {}

    #[cfg(feature = "text")]
    pub(crate) fn warned(_: Policy, _: &cors_compiler::text::Report) {}

    #[cfg(any(feature = "actix-web", feature = "tower"))]
    pub(crate) fn stacked(_: Stacked, _: Option<&str>) {}
}

#[cfg(feature = "text")]
pub(crate) use told::warned;
#[cfg(any(feature = "actix-web", feature = "tower"))]
pub(crate) use told::{Pending, decided, stacked};
pub(crate) use told::{replaced, without_room};
