//! How a layer stores its policy.
//!
//! | you pass | the layer stores | cost per request |
//! | --- | --- | --- |
//! | `&API` of a `static` | a reference: [`StaticPolicy`] | none |
//! | a `Policy` by value | a handle: [`Policy`] | counting one more handle, if the policy was made at run time |

use std::fmt;
use std::sync::LazyLock;

use super::{PolicyData, PolicyRef};
use crate::Policy;

/// A reference to a policy that lives as long as the program, which layers store for a `static`.
#[derive(Clone, Copy)]
pub struct StaticPolicy(PolicyRef<'static>);

impl StaticPolicy {
    /// The reference of a policy in a static, whose tables are static or in memory that it keeps alive.
    pub(crate) fn new(policy: &'static Policy) -> Self {
        Self(policy.policy_ref())
    }

    /// The data that it points to.
    #[cfg(feature = "__handlers")]
    #[inline]
    pub(crate) fn data(self) -> &'static PolicyData {
        self.0.data
    }

    /// The same with the origins that were added.
    #[cfg(feature = "actix-web")]
    #[inline]
    pub(crate) fn policy_ref(self) -> PolicyRef<'static> {
        self.0
    }

    /// Whether both are the same policy.
    #[cfg(feature = "axum")]
    pub(crate) fn is(self, other: Self) -> bool {
        self.0.is(other.0)
    }
}

/// Prints the name or the location of the policy.
impl fmt::Debug for StaticPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StaticPolicy").field(&self.0.data.label).finish()
    }
}

/// The policy that a layer stores: a [`StaticPolicy`] or a [`Policy`].
///
/// This trait cannot be implemented outside of this crate.
pub trait PolicyHandle: sealed::Handle + Clone + fmt::Debug + Send + Sync + 'static {}

impl PolicyHandle for StaticPolicy {}
impl PolicyHandle for Policy {}

/// A value that can be passed to a layer as its policy: a reference to a `static` (or to a `LazyLock` of
/// one), or a [`Policy`] by value.
///
/// This trait cannot be implemented outside of this crate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a policy",
    label = "expected a reference to a `static` policy, or a `Policy`",
    note = "pass `&API` where `API` is a `static`, and any other policy by value"
)]
pub trait IntoPolicyHandle: sealed::IntoHandle {
    /// The type that the layer stores.
    type Handle: PolicyHandle;

    /// The same policy as a handle.
    #[doc(hidden)]
    fn into_handle(self) -> Self::Handle;
}

impl IntoPolicyHandle for &'static Policy {
    type Handle = StaticPolicy;

    fn into_handle(self) -> StaticPolicy {
        StaticPolicy::new(self)
    }
}

impl IntoPolicyHandle for &'static LazyLock<Policy> {
    type Handle = StaticPolicy;

    fn into_handle(self) -> StaticPolicy {
        StaticPolicy::new(self)
    }
}

impl IntoPolicyHandle for StaticPolicy {
    type Handle = Self;

    fn into_handle(self) -> Self {
        self
    }
}

impl IntoPolicyHandle for Policy {
    type Handle = Self;

    fn into_handle(self) -> Self {
        self
    }
}

mod sealed {
    use std::sync::LazyLock;

    use super::{Policy, PolicyData, PolicyRef, StaticPolicy};

    pub trait Handle {
        /// The policy's tables.
        fn data(&self) -> &PolicyData;

        /// The same with the origins that were added.
        fn policy_ref(&self) -> PolicyRef<'_>;
    }

    impl Handle for StaticPolicy {
        #[inline]
        fn data(&self) -> &PolicyData {
            self.0.data
        }

        #[inline]
        fn policy_ref(&self) -> PolicyRef<'_> {
            self.0
        }
    }

    impl Handle for Policy {
        #[inline]
        fn data(&self) -> &PolicyData {
            Policy::data(self)
        }

        #[inline]
        fn policy_ref(&self) -> PolicyRef<'_> {
            Policy::policy_ref(self)
        }
    }

    pub trait IntoHandle {}

    impl IntoHandle for &'static Policy {}
    impl IntoHandle for &'static LazyLock<Policy> {}
    impl IntoHandle for StaticPolicy {}
    impl IntoHandle for Policy {}
}
