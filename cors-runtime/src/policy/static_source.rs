//! A source in a static, of any kind: the name in `#[cors(API)]`.

use std::ops::Deref;

#[cfg(feature = "__handlers")]
use cors_tables::{name_list::Names, policy::AllowMethods, stored::Text};

use super::Base;
#[cfg(feature = "live")]
use super::live::InUse;
#[cfg(feature = "__handlers")]
use super::source::sealed::Source as _;
use super::source::{Selected, sealed};
#[cfg(feature = "live")]
use crate::LivePolicy;
use crate::{CLOSED, Policy, Target};

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

/// The types that the name in `#[cors(NAME)]` can have.
///
/// The trait is implemented for policies and for what dereferences to one, such as a `LazyLock`. Messages leave the
/// latter out, so that they name the type that was written, and not the one that it dereferences to.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a policy",
    label = "expected the name of a policy",
    note = "`#[cors(API)]` takes the name of a `static` of the type `Policy` or `LivePolicy`, or of a `LazyLock` of one",
    note = "a `PolicyMap` goes around the application, and handlers have the policy of their row"
)]
pub trait NamedPolicy {
    /// This policy as a source.
    fn named_source(&'static self) -> StaticSource;
}

impl NamedPolicy for Policy {
    fn named_source(&'static self) -> StaticSource {
        self.__static_source()
    }
}

#[diagnostic::do_not_recommend]
impl<D: Deref + ?Sized> NamedPolicy for D
where
    D::Target: NamedPolicy,
{
    fn named_source(&'static self) -> StaticSource {
        self.deref().named_source()
    }
}

/// The source that a name refers to.
///
/// It is a function, and not a method, because the error for a missing method does not have the text of the trait.
#[doc(hidden)]
pub fn named_source<P: NamedPolicy + ?Sized>(policy: &'static P) -> StaticSource {
    policy.named_source()
}

/// The types that the name in a row of `policies!` can have.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a policy",
    label = "expected the name of a policy",
    note = "a row of `policies!` takes the name of a `static` of the type `Policy` or `LivePolicy`, or `closed`",
    note = "a policy that is read when the program starts is the initial one of a `LivePolicy`, or is chosen by `select`"
)]
pub trait PolicyOfRow {}

impl PolicyOfRow for Policy {}

#[diagnostic::do_not_recommend]
impl<P: PolicyOfRow + ?Sized> PolicyOfRow for &P {}

/// The source of a row. A map is made at compile time, so `source` is made by a method of the types that are policies,
/// and not by a trait.
#[doc(hidden)]
#[must_use]
pub const fn source_of_row<P: PolicyOfRow + ?Sized>(
    _: &'static P,
    source: StaticSource,
) -> StaticSource {
    source
}

/// Gives that method to all other types, so that the only error is that of [`PolicyOfRow`].
#[doc(hidden)]
pub trait NoPolicyOfRow {
    /// The closed policy, in a map that does not compile.
    fn __static_source(&'static self) -> StaticSource {
        StaticSource::Policy(&CLOSED)
    }
}

impl<T: ?Sized> NoPolicyOfRow for T {}

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
        let check = |selected: Selected<'_, Base>| {
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
    type Handle = Base;

    #[inline]
    fn with<'r, R>(
        &self,
        _: impl FnOnce() -> Target<'r>,
        decide: impl FnOnce(Selected<'_, Base>) -> R,
    ) -> R {
        #[cfg(feature = "live")]
        let in_use = match self {
            Self::Policy(_) => InUse::NOTHING,
            Self::Live(live) => InUse::take(live),
        };
        let selected = match self {
            Self::Policy(policy) => Selected::of(policy),
            #[cfg(feature = "live")]
            Self::Live(live) => live.selected(&in_use),
        };
        // The only call: it is compiled in place, so that its result is not moved.
        let decided = decide(selected);
        #[cfg(feature = "live")]
        in_use.put_back();
        decided
    }

    fn take_marks(&self, is_on_handlers: bool) {
        match self {
            Self::Policy(policy) => policy.take_marks(is_on_handlers),
            #[cfg(feature = "live")]
            Self::Live(live) => live.take_marks(is_on_handlers),
        }
    }
}
