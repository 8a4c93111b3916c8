//! A guard inside of a policy, or none.

use std::fmt;

use cors_tables::guard::GuardedRequest;

use super::{Guard, GuardRefusal};
use crate::Target;
use crate::policy::PolicySource;

/// No guard: what a policy has unless its method `with_guard` is called.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoGuard;

/// A [`Guard`], or [`NoGuard`].
///
/// This trait cannot be implemented outside of this crate.
pub trait OptionalGuard: sealed::Check + Clone + fmt::Debug + Send + Sync + 'static {}

impl<T: sealed::Check + Clone + fmt::Debug + Send + Sync + 'static> OptionalGuard for T {}

impl sealed::Check for NoGuard {
    fn refusal<'r>(
        &self,
        _: impl FnOnce() -> (GuardedRequest<'r>, Target<'r>),
    ) -> Option<GuardRefusal<'r>> {
        None
    }
}

impl<P: PolicySource> sealed::Check for Guard<P> {
    fn refusal<'r>(
        &self,
        request: impl FnOnce() -> (GuardedRequest<'r>, Target<'r>),
    ) -> Option<GuardRefusal<'r>> {
        let (request, target) = request();
        self.decide(request, target).err()
    }
}

pub(crate) mod sealed {
    use cors_tables::guard::GuardedRequest;

    use crate::Target;
    use crate::guard::GuardRefusal;

    /// See [`OptionalGuard`](super::OptionalGuard).
    pub trait Check {
        /// Why the request does not pass, if it does not.
        fn refusal<'r>(
            &self,
            request: impl FnOnce() -> (GuardedRequest<'r>, Target<'r>),
        ) -> Option<GuardRefusal<'r>>;
    }
}
