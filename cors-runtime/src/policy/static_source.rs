//! A source in a static, of any kind: the name in `#[cors(API)]`.

#[cfg(feature = "__handlers")]
use cors_tables::{name_list::Names, policy::AllowMethods, stored::Text};

#[cfg(feature = "__handlers")]
use super::source::sealed::Source as _;
use super::source::{Selected, sealed};
#[cfg(feature = "live")]
use crate::LivePolicy;
use crate::{Policy, Target};

/// A reference to a static that provides policies. It can represent every kind of source, so that kinds can
/// be mixed on the handlers of a path.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum StaticSource {
    /// A policy that stays the same.
    Policy(&'static Policy),
    /// A policy that may be replaced.
    #[cfg(feature = "live")]
    Live(&'static LivePolicy),
}

impl Policy {
    /// This policy as a source.
    #[doc(hidden)]
    #[must_use]
    pub const fn __static_source(&'static self) -> StaticSource {
        StaticSource::Policy(self)
    }
}

/// The types that the name in `#[cors(NAME)]` can have, or dereference to.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a policy",
    label = "expected the name of a policy",
    note = "a map of policies goes around the application; a handler has the policy of its row"
)]
pub trait NamedPolicy {
    /// The source.
    fn __cors_source(&'static self) -> StaticSource;
}

impl NamedPolicy for Policy {
    fn __cors_source(&'static self) -> StaticSource {
        self.__static_source()
    }
}

impl StaticSource {
    /// The current policy.
    pub(crate) fn load(self) -> Policy {
        match self {
            Self::Policy(policy) => policy.clone(),
            #[cfg(feature = "live")]
            Self::Live(live) => live.load(),
        }
    }

    /// Whether both are the same source.
    #[cfg(feature = "axum")]
    pub(crate) fn is(self, other: Self) -> bool {
        match (self, other) {
            // A constant may have several addresses, but its tables have one.
            (Self::Policy(one), Self::Policy(other)) => one.policy_ref().is(other.policy_ref()),
            #[cfg(feature = "live")]
            (Self::Live(one), Self::Live(other)) => std::ptr::eq(one, other),
            #[cfg(feature = "live")]
            (Self::Policy(_), Self::Live(_)) | (Self::Live(_), Self::Policy(_)) => false,
        }
    }

    /// Whether the policy may be replaced at run time.
    #[cfg(feature = "axum")]
    #[inline]
    pub(crate) fn can_be_replaced(self) -> bool {
        match self {
            Self::Policy(_) => false,
            #[cfg(feature = "live")]
            Self::Live(_) => true,
        }
    }

    /// Checks at start-up that a policy with `allow_methods` lists these methods.
    ///
    /// # Errors
    ///
    /// The first method that is not listed, and the policy's name for messages.
    #[cfg(feature = "__handlers")]
    pub(crate) fn check_mounted(self, methods: Names<'static>) -> Result<(), (&'static str, Text)> {
        let check = |selected: Selected<'_, Policy>| {
            let AllowMethods::List(list) = &selected.policy.data.table.allow_methods else {
                return Ok(());
            };
            match methods.iter().find(|name| !list.names().contains(name.as_bytes())) {
                Some(method) => Err((method, selected.policy.data.label.clone())),
                None => Ok(()),
            }
        };
        // The current policy, because no request selects one here.
        self.with(|| Target::NOTHING, check)
    }
}

impl sealed::Source for StaticSource {
    type Handle = Policy;

    #[inline]
    fn with<'r, R>(
        &self,
        _: impl FnOnce() -> Target<'r>,
        decide: impl FnOnce(Selected<'_, Policy>) -> R,
    ) -> R {
        match self {
            Self::Policy(policy) => decide(Selected::of(policy)),
            #[cfg(feature = "live")]
            Self::Live(live) => live.select(decide),
        }
    }

    fn take_marks(&self, is_on_handlers: bool) {
        match self {
            Self::Policy(policy) => policy.take_marks(is_on_handlers),
            #[cfg(feature = "live")]
            Self::Live(live) => live.take_marks(is_on_handlers),
        }
    }
}
