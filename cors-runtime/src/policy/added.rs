//! A policy with origins that were added while the program runs.
//!
//! ```text
//! Policy ──> Added ─┬─ base: tables, header values, templates    shared by all that have it
//!                   └─ the index of the added origins            its own
//! ```
//!
//! So thousands of tenants share one base: each takes the memory of its rows, and some 200 bytes.

use std::sync::Arc;

use cors_tables::added::AddedOrigins;

use super::{Inner, Policy, PolicyData};

/// What a policy with added origins points to.
#[doc(hidden)]
#[derive(Debug)]
pub struct Added {
    base: Base,
    origins: AddedOrigins,
}

/// Where the tables are.
#[derive(Debug, Clone)]
enum Base {
    Fixed(&'static PolicyData),
    Shared(Arc<PolicyData>),
}

impl Added {
    /// The policy of `base` with these origins, and with none of those that `base` may have had added.
    pub(crate) fn new(base: &Policy, origins: AddedOrigins) -> Self {
        let base = match &base.__inner {
            Inner::Fixed(data) => Base::Fixed(data),
            Inner::Shared(data) => Base::Shared(Arc::clone(data)),
            Inner::Added(added) => added.base.clone(),
        };
        Self { base, origins }
    }

    #[inline]
    pub(crate) fn data(&self) -> &PolicyData {
        match &self.base {
            Base::Fixed(data) => data,
            Base::Shared(data) => data,
        }
    }
}

/// A policy as decisions take it: its data, and the origins that were added to it.
///
/// After a decision the data is enough: what a response gets does not depend on which origins there are.
#[derive(Debug, Clone, Copy)]
pub struct PolicyRef<'p> {
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

    /// Whether both have the same tables and the same added origins, which are not compared one by one.
    #[cfg(feature = "axum")]
    pub(crate) fn is(self, other: Self) -> bool {
        let at = |added: Option<&'p AddedOrigins>| added.map(std::ptr::from_ref);
        std::ptr::eq(self.data, other.data) && at(self.added) == at(other.added)
    }
}
