//! The parts of a policy: its base, and the origins that were added at run time.
//!
//! ```text
//! Policy ─┬─ base: tables, header values, templates    shared by all that have it
//!         └─ the index of the added origins            its own, if there are any
//! ```
//!
//! So thousands of tenants share one base: each takes the memory of its rows, and some 200 bytes.
//!
//! The response does not depend on the added origins, so a handle of the base is all that is kept of a policy while a
//! handler runs. It is the address of a static in most programs, and copying it then counts nothing.
//!
//! The marks by which a second policy on a request is detected are in the base, so two tenants on one request count as one
//! policy. That is harmless: their tables are the same, and the outer one decides on the preflight and on the response alone,
//! because it replaces the CORS headers of the response inside. Separate marks would need a slot for each tenant.

use std::sync::Arc;

use cors_tables::added::AddedOrigins;

use super::{Policy, PolicyData};

/// A handle of a policy's tables, and of what is made from them once.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub enum Base {
    /// In the program.
    Fixed(&'static PolicyData),
    /// In memory that all handles share.
    Shared(Arc<PolicyData>),
}

impl Base {
    #[inline]
    pub(crate) fn data(&self) -> &PolicyData {
        match self {
            Self::Fixed(data) => data,
            Self::Shared(data) => data,
        }
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
        Self { data: policy.__base.data(), added: policy.__added.as_deref() }
    }

    /// Whether the policy allows an origin, by its tables or by the added origins.
    #[inline]
    pub(crate) fn allows_origin(self, origin: &[u8]) -> bool {
        self.added.is_some_and(|added| added.contains(origin))
            || self.data.table.allows_origin(origin)
    }

    /// Whether both have the same tables and the same added origins, which are compared by address.
    #[cfg(feature = "axum")]
    pub(crate) fn is(self, other: Self) -> bool {
        let at = |added: Option<&'p AddedOrigins>| added.map(std::ptr::from_ref);
        std::ptr::eq(self.data, other.data) && at(self.added) == at(other.added)
    }
}
