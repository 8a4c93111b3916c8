//! A source in a static, of whatever kind: what `#[cors(API)]` names.

#[cfg(feature = "__handlers")]
use cors_tables::{name_list::Names, policy::AllowMethods, stored::Text};

#[cfg(feature = "__handlers")]
use super::sealed::Source as _;
use super::source::{Selected, sealed};
use crate::{Policy, Target};

/// A reference to a static that a policy comes from. Where kinds are mixed, as on the handlers of a path, it stands
/// for all of them.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum StaticSource {
    /// A policy that stays the same.
    Policy(&'static Policy),
}

impl Policy {
    /// This policy as a source.
    #[doc(hidden)]
    #[must_use]
    pub const fn __static_source(&'static self) -> StaticSource {
        StaticSource::Policy(self)
    }
}

/// What `#[cors(NAME)]` may name, or dereference to.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a policy",
    label = "expected the name of a policy",
    note = "a map of policies goes around the application; a handler has the policy of its row"
)]
pub trait NamedPolicy {
    /// The source that it is.
    fn __cors_source(&'static self) -> StaticSource;
}

impl NamedPolicy for Policy {
    fn __cors_source(&'static self) -> StaticSource {
        self.__static_source()
    }
}

impl StaticSource {
    /// The policy of the moment.
    pub(crate) fn load(self) -> Policy {
        match self {
            Self::Policy(policy) => policy.clone(),
        }
    }

    /// Whether both are the same source.
    #[cfg(feature = "axum")]
    pub(crate) fn is(self, other: Self) -> bool {
        match (self, other) {
            // A constant may have several addresses, and its tables have one.
            (Self::Policy(one), Self::Policy(other)) => one.policy_ref().is(other.policy_ref()),
        }
    }

    /// Whether another policy may take its place while the program runs.
    #[cfg(feature = "axum")]
    #[inline]
    pub(crate) fn can_be_replaced(self) -> bool {
        match self {
            Self::Policy(_) => false,
        }
    }

    /// Checks, when the program starts, that a policy which lists methods lists these.
    ///
    /// # Errors
    ///
    /// The first method that is not listed, and what messages call the policy.
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
        // The policy of the moment: no request is looked at.
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
        }
    }

    fn take_marks(&self, is_on_handlers: bool) {
        match self {
            Self::Policy(policy) => policy.take_marks(is_on_handlers),
        }
    }
}
