//! How an adapter gets the policy for a request.
//!
//! ```text
//! request ── Target ──> source ── Selected ──> the decision          both inside of one closure
//!                                     └──────> a handle of the base  what the response needs later
//! ```
//!
//! | you pass | the adapter stores | cost per request |
//! | --- | --- | --- |
//! | `&API` of a `static` | a reference: [`StaticPolicy`] | none |
//! | a `Policy` by value | a handle: [`Policy`] | counting one more handle, if the policy was made at run time |
//! | `&LIVE` of a `static`, an `Arc<LivePolicy>` | the same | comparing two versions; counting one more handle, if the policy was made at run time |
//! | `&SITE` of a map | a reference: [`StaticMap`](super::map::StaticMap) | the choice of a row |
//! | [`select(…)`](crate::select) | a function: [`Select`](crate::Select) | the cost of the function |
//!
//! The decision is made inside of a closure, so that a source that can be replaced provides one policy for
//! the whole decision, and nothing of it is borrowed while the handler runs. The response is written from
//! the policy's base (everything but the origins that were added at run time), whose handle has no cost if
//! it is a static.

use std::fmt;
use std::sync::LazyLock;

use super::{Base, PolicyData, PolicyRef};
#[cfg(feature = "__service")]
use crate::stacked::Mark;
use crate::stacked::Marks;
use crate::{Policy, Target};

/// A reference to a policy that lives as long as the program, which adapters store for a `static`.
#[derive(Clone, Copy)]
pub struct StaticPolicy {
    policy: PolicyRef<'static>,
    base: StaticBase,
}

impl StaticPolicy {
    /// A reference to the tables of a policy in a static, or to the memory that it owns.
    pub(crate) fn new(policy: &'static Policy) -> Self {
        let policy = policy.policy_ref();
        Self { policy, base: StaticBase(policy.data) }
    }
}

/// Prints the name or the location of the policy.
impl fmt::Debug for StaticPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StaticPolicy").field(&self.policy.data.label).finish()
    }
}

/// The policy that a source selected for a request.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "__service"),
    allow(dead_code, reason = "only the services of frameworks read it")
)]
pub struct Selected<'p, H> {
    pub(crate) policy: PolicyRef<'p>,
    /// The marks for responses. A source whose policy can be replaced has its own marks, which don't
    /// change.
    pub(crate) marks: &'p Marks,
    /// The handle of the policy's base, for the response.
    pub(crate) handle: &'p H,
}

impl<H> Clone for Selected<'_, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H> Copy for Selected<'_, H> {}

impl<H> Selected<'_, H> {
    /// The mark for the response.
    #[cfg(feature = "__service")]
    #[inline]
    pub(crate) fn mark(self, is_on_handlers: bool) -> &'static Mark {
        self.marks.get(is_on_handlers, &self.policy.data.label)
    }
}

impl<'p> Selected<'p, Base> {
    /// A policy with its own marks.
    #[inline]
    pub(crate) fn of(policy: &'p Policy) -> Self {
        let handle = &policy.__base;
        let policy = policy.policy_ref();
        Self { policy, marks: &policy.data.marks, handle }
    }
}

/// The source of the policy for a request: a [`StaticPolicy`], a [`Policy`] or a [`Select`](crate::Select).
///
/// This trait cannot be implemented outside of this crate.
pub trait PolicySource: sealed::Source + Clone + fmt::Debug + Send + Sync + 'static {}

impl<P: sealed::Source + Clone + fmt::Debug + Send + Sync + 'static> PolicySource for P {}

impl sealed::Source for StaticPolicy {
    type Handle = StaticBase;

    #[inline(always)]
    fn with<'r, R>(
        &self,
        _: impl FnOnce() -> Target<'r>,
        decide: impl FnOnce(Selected<'_, StaticBase>) -> R,
    ) -> R {
        let Self { policy, base } = self;
        decide(Selected { policy: *policy, marks: &policy.data.marks, handle: base })
    }

    fn take_marks(&self, is_on_handlers: bool) {
        let _ = self.policy.data.marks.get(is_on_handlers, &self.policy.data.label);
    }
}

impl sealed::Source for Policy {
    type Handle = Base;

    #[inline]
    fn with<'r, R>(
        &self,
        _: impl FnOnce() -> Target<'r>,
        decide: impl FnOnce(Selected<'_, Base>) -> R,
    ) -> R {
        decide(Selected::of(self))
    }

    fn take_marks(&self, is_on_handlers: bool) {
        let data = self.data();
        let _ = data.marks.get(is_on_handlers, &data.label);
    }
}

/// What can be passed as a policy to an adapter: a reference to a `static` (or to a `LazyLock` of one), a
/// [`Policy`] by value, or [`select(…)`](crate::select), which chooses one for each request.
///
/// This trait cannot be implemented outside of this crate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a policy",
    label = "expected a reference to a `static` policy, or a `Policy`",
    note = "pass `&API` where `API` is a `static`, and any other policy by value",
    note = "to choose a policy by a request's host or path, pass `&SITE` of a `PolicyMap`, or `cors_runtime::select(|target| …)`"
)]
pub trait IntoPolicySource: sealed::IntoSource {
    /// The type that the adapter stores.
    type Source: PolicySource;

    /// The same as a source.
    #[doc(hidden)]
    fn into_source(self) -> Self::Source;
}

impl IntoPolicySource for &'static Policy {
    type Source = StaticPolicy;

    fn into_source(self) -> StaticPolicy {
        StaticPolicy::new(self)
    }
}

impl IntoPolicySource for &'static LazyLock<Policy> {
    type Source = StaticPolicy;

    fn into_source(self) -> StaticPolicy {
        StaticPolicy::new(self)
    }
}

impl sealed::IntoSource for &'static Policy {}
impl sealed::IntoSource for &'static LazyLock<Policy> {}

/// A source can be passed as it is.
impl<P: PolicySource> IntoPolicySource for P {
    type Source = Self;

    fn into_source(self) -> Self {
        self
    }
}

impl<P: PolicySource> sealed::IntoSource for P {}

/// The part of a policy that is kept until the response is written.
pub trait PolicyHandle: Clone + 'static {
    /// The policy's tables.
    fn data(&self) -> &PolicyData;

    /// The tables of a policy in a static, so that nothing is counted.
    fn fixed(&self) -> Option<&'static PolicyData>;

    /// The handle of a policy in a static.
    fn of_fixed(data: &'static PolicyData) -> Self;
}

/// The tables of a policy in a static.
#[derive(Debug, Clone, Copy)]
pub struct StaticBase(&'static PolicyData);

impl PolicyHandle for StaticBase {
    #[inline]
    fn data(&self) -> &PolicyData {
        self.0
    }

    #[inline]
    fn fixed(&self) -> Option<&'static PolicyData> {
        Some(self.0)
    }

    #[inline]
    fn of_fixed(data: &'static PolicyData) -> Self {
        Self(data)
    }
}

impl PolicyHandle for Base {
    #[inline]
    fn data(&self) -> &PolicyData {
        Self::data(self)
    }

    #[inline]
    fn fixed(&self) -> Option<&'static PolicyData> {
        match self {
            Self::Fixed(data) => Some(data),
            Self::Shared(_) => None,
        }
    }

    #[inline]
    fn of_fixed(data: &'static PolicyData) -> Self {
        Self::Fixed(data)
    }
}

pub(crate) mod sealed {
    use super::{PolicyHandle, Selected};
    use crate::Target;

    /// See [`PolicySource`](super::PolicySource).
    pub trait Source {
        /// What is kept for the response.
        type Handle: PolicyHandle + Send + Sync;

        /// Calls `decide` with the policy for a request. `target` is called only if the choice depends on it.
        fn with<'r, R>(
            &self,
            target: impl FnOnce() -> Target<'r>,
            decide: impl FnOnce(Selected<'_, Self::Handle>) -> R,
        ) -> R;

        /// Takes the marks of the policies before the first request, so that a program with several policies is
        /// recognised as such.
        fn take_marks(&self, is_on_handlers: bool);
    }

    pub trait IntoSource {}
}
