//! The reason why a guard refuses a request.

use std::fmt;

use cors_tables::guard::Blocked;

/// The reason why a [`Guard`](super::Guard) refuses a request: prints a sentence that includes a fix.
///
/// What it prints of the request is escaped and limited in length.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct GuardRefusal<'r> {
    pub(super) blocked: Blocked<'r>,
    pub(super) untrusted: Option<Untrusted>,
}

/// Why none of a policy's origins is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Untrusted {
    /// It allows any origin.
    AnyOrigin,
    /// It allows the origin, but without credentials.
    NoCredentials,
}

impl<'r> GuardRefusal<'r> {
    /// The reason, as a value.
    #[must_use]
    pub const fn reason(&self) -> Blocked<'r> {
        self.blocked
    }
}

impl fmt::Display for GuardRefusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.untrusted {
            None => self.blocked.fmt(f),
            Some(Untrusted::AnyOrigin) => f.write_str(
                "the request is from another origin, and a policy with `allow_origins = \"*\"` \
                 trusts no origin in particular; give the guard a policy that lists origins",
            ),
            Some(Untrusted::NoCredentials) => f.write_str(
                "the origin is in `allow_origins`, but the policy does not have \
                 `allow_credentials = true`, and this request may carry cookies; set it, or call \
                 `trust_without_credentials()` on the guard",
            ),
        }
    }
}

impl fmt::Debug for GuardRefusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GuardRefusal").field(&format_args!("{self}")).finish()
    }
}

impl std::error::Error for GuardRefusal<'_> {}
