//! A policy with origins that were added at run time.
//!
//! ```text
//! Policy ──> Added ─┬─ base: tables, header values, templates    shared by all that have it
//!                   └─ the index of the added origins            its own
//! ```
//!
//! So thousands of tenants share one base: each takes the memory of its rows, and some 200 bytes.
//!
//! The marks by which a second policy on a request is detected are in the base, so two tenants on one request count as one
//! policy. That is harmless: their tables are the same, and the outer one decides on the preflight and on the response alone,
//! because it replaces the CORS headers of the response inside. Separate marks would need a slot for each tenant.

use cors_tables::added::AddedOrigins;

use super::{Inner, Policy, PolicyData};

/// The data of a policy with added origins.
#[doc(hidden)]
#[derive(Debug)]
pub struct Added {
    /// A policy without added origins.
    base: Policy,
    origins: AddedOrigins,
}

impl Added {
    /// The policy of `base` with these origins, which replace those that were added to `base`.
    pub(crate) fn new(base: &Policy, origins: AddedOrigins) -> Self {
        Self { base: base.base().clone(), origins }
    }

    #[inline]
    pub(crate) fn base(&self) -> &Policy {
        &self.base
    }

    #[inline]
    pub(crate) fn data(&self) -> &PolicyData {
        self.base.data()
    }
}

/// A policy as a decision uses it: its data, and the origins that were added to it.
///
/// After a decision only the data is needed, because the response does not depend on the other origins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PolicyRef<'p> {
    pub(crate) data: &'p PolicyData,
    pub(crate) added: Option<&'p AddedOrigins>,
}

impl<'p> PolicyRef<'p> {
    #[inline]
    pub(crate) fn of(policy: &'p Policy) -> Self {
        match &policy.__inner {
            Inner::Fixed(data) => Self { data, added: None },
            Inner::Shared(data) => Self { data, added: None },
            Inner::Added(added) => Self { data: added.data(), added: Some(&added.origins) },
        }
    }

    /// Whether the policy allows an origin, by its tables or by the added origins.
    #[inline]
    pub(crate) fn allows_origin(self, origin: &[u8]) -> bool {
        self.data.table.allows_origin(origin)
            || self.added.is_some_and(|added| added.contains(origin))
    }

    /// Whether both have the same tables and the same added origins, which are compared by address.
    #[cfg(feature = "axum")]
    pub(crate) fn is(self, other: Self) -> bool {
        let at = |added: Option<&'p AddedOrigins>| added.map(std::ptr::from_ref);
        std::ptr::eq(self.data, other.data) && at(self.added) == at(other.added)
    }
}
