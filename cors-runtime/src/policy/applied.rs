//! A policy where it applies: around an application, or on the handlers of a path.
//!
//! ```text
//! routes![get(list), put(update), delete(remove)]      list and update have API, remove ADMIN
//!
//!                 origins, headers, …   methods          max-age
//!   API           those of API          GET,HEAD,PUT     0
//!   ADMIN         those of ADMIN        DELETE           0
//!   nobody        none                  all of them      -
//! ```
//!
//! What is mounted is an overlay of the decision and of the answer, and no table of its own: many paths have one
//! policy, and none of them keeps a copy of it.
//!
//! Where the policies of a path differ, max-age is 0. A browser's
//! [preflight cache](https://fetch.spec.whatwg.org/#cors-preflight-cache) knows URLs and not
//! handlers: it would lend the request headers that one policy grants to a request for the other.
//! In actix-web nobody knows all handlers of a path, so there it is always 0.

use std::panic::Location;

use cors_tables::policy::PolicyTable;
use cors_tables::stored::Text;

use super::PolicyData;
#[cfg(feature = "__service")]
use crate::stacked::Mark;

/// What is mounted under a policy on one path.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(feature = "__handlers"),
    allow(dead_code, reason = "handlers have policies only in these frameworks")
)]
pub(crate) struct Mounted {
    pub(crate) overlay: cors_tables::policy::Mounted,
    /// Where the handlers are mounted, if the path itself answers, and none of their policies.
    pub(crate) mounted_at: Option<&'static Location<'static>>,
}

/// A policy where it applies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Applied<'p> {
    pub(crate) policy: &'p PolicyData,
    /// What is mounted under it, if it is on handlers.
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

    /// Which policy it is, for messages.
    pub(crate) fn label(self) -> Text {
        match self.mounted.and_then(|mounted| mounted.mounted_at) {
            Some(location) => Text::from(format!("{}:{}", location.file(), location.line())),
            None => self.policy.label.clone(),
        }
    }

    /// What it marks responses with.
    #[cfg(feature = "__service")]
    #[inline]
    pub(crate) fn mark(self) -> &'static Mark {
        self.policy.marks.get(self.mounted.is_some(), &self.policy.label)
    }
}
