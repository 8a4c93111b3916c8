//! A policy together with where it applies: around an application, or on the handlers of a path.
//!
//! ```text
//! routes![get(list), put(update), delete(remove)]      list and update have API, remove ADMIN
//!
//!                 origins, headers, …   methods          max-age
//!   API           those of API          GET,HEAD,PUT     0
//!   ADMIN         those of ADMIN        DELETE           0
//!   no policy     none                  all of them      -
//! ```
//!
//! The mounted methods are an overlay on the decision and the answer, without a table of their own: many
//! paths may share one policy without copying it.
//!
//! If the policies of a path differ, max-age is 0. A browser's [preflight
//! cache](https://fetch.spec.whatwg.org/#cors-preflight-cache) is keyed by URL, not by handler, and would
//! apply the request headers that one policy allows to a handler of the other. In actix-web the handlers of
//! a path are not all known, so there it is always 0.

use std::panic::Location;

use cors_tables::policy::PolicyTable;
use cors_tables::stored::Text;

use super::PolicyData;

/// The methods that are mounted under a policy on one path.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(feature = "__handlers"),
    allow(dead_code, reason = "handlers have policies only in these frameworks")
)]
pub(crate) struct Mounted {
    pub(crate) overlay: cors_tables::policy::Mounted,
    /// The path, if the path itself answers and none of the handlers' policies.
    pub(crate) mounted_at: Option<&'static Location<'static>>,
}

/// A policy with where it applies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Applied<'p> {
    pub(crate) policy: &'p PolicyData,
    /// The mounted methods, if the policy is on handlers.
    pub(crate) mounted: Option<&'p Mounted>,
}

impl<'p> Applied<'p> {
    /// A policy that is not on handlers.
    #[inline]
    pub(crate) fn around(policy: &'p PolicyData) -> Self {
        Self { policy, mounted: None }
    }

    #[inline]
    pub(crate) fn table(self) -> &'p PolicyTable {
        &self.policy.table
    }

    #[inline]
    pub(crate) fn overlay(self) -> Option<&'p cors_tables::policy::Mounted> {
        self.mounted.map(|mounted| &mounted.overlay)
    }

    /// The name or location of the policy, for messages.
    pub(crate) fn label(self) -> Text {
        match self.mounted.and_then(|mounted| mounted.mounted_at) {
            Some(location) => Text::from(format!("{}:{}", location.file(), location.line())),
            None => self.policy.label.clone(),
        }
    }
}
