//! How a layer holds its policy.
//!
//! | you pass | the layer holds | a request costs |
//! | --- | --- | --- |
//! | `&API` of a `static` | a reference: [`StaticPolicy`] | nothing |
//! | a `Policy` by value | a handle: [`Policy`] | one more count of handles, where the policy was made when the program runs |

use std::fmt;
use std::sync::LazyLock;

use super::{Inner, PolicyData};
use crate::Policy;

/// A reference to a policy that lives as long as the program: what layers hold of a `static`.
#[derive(Clone, Copy)]
pub struct StaticPolicy(&'static PolicyData);

impl StaticPolicy {
    /// The reference of a policy in a static: its tables are there, or in memory that it holds on to.
    pub(crate) fn new(policy: &'static Policy) -> Self {
        match &policy.__inner {
            Inner::Fixed(data) => Self(data),
            Inner::Shared(data) => Self(data),
        }
    }

    /// What it points to.
    #[cfg(feature = "__handlers")]
    #[inline]
    pub(crate) fn data(self) -> &'static PolicyData {
        self.0
    }

    /// Whether both are the same policy.
    #[cfg(feature = "axum")]
    pub(crate) fn is(self, other: Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

/// Prints which policy it is.
impl fmt::Debug for StaticPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StaticPolicy").field(&self.0.label).finish()
    }
}

/// What a layer holds of its policy: a [`StaticPolicy`] or a [`Policy`].
///
/// It cannot be implemented outside of this crate.
pub trait PolicyHandle: sealed::Handle + Clone + fmt::Debug + Send + Sync + 'static {}

impl PolicyHandle for StaticPolicy {}
impl PolicyHandle for Policy {}

/// What can be passed as a policy to a layer: a reference to a `static` (or to a `LazyLock` of one), or a
/// [`Policy`] by value.
///
/// It cannot be implemented outside of this crate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a policy",
    label = "expected a reference to a `static` policy, or a `Policy`",
    note = "pass `&API` where `API` is a `static`, and any other policy by value"
)]
pub trait IntoPolicyHandle: sealed::IntoHandle {
    /// What the layer holds.
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

    use super::{Policy, PolicyData, StaticPolicy};

    pub trait Handle {
        /// The policy's tables.
        fn data(&self) -> &PolicyData;
    }

    impl Handle for StaticPolicy {
        #[inline]
        fn data(&self) -> &PolicyData {
            self.0
        }
    }

    impl Handle for Policy {
        #[inline]
        fn data(&self) -> &PolicyData {
            Policy::data(self)
        }
    }

    pub trait IntoHandle {}

    impl IntoHandle for &'static Policy {}
    impl IntoHandle for &'static LazyLock<Policy> {}
    impl IntoHandle for StaticPolicy {}
    impl IntoHandle for Policy {}
}
