//! A policy: the handle, the data it points to, and where it applies.

mod applied;
mod base;
#[cfg(all(feature = "live", feature = "toml"))]
mod change;
mod data;
mod explanation;
#[cfg(feature = "live")]
mod live;
mod map;
mod refused_row;
mod runtime_origins;
mod select;
pub(crate) mod source;
mod static_source;

use std::fmt;
use std::sync::Arc;

pub(crate) use applied::{Applied, Mounted};
pub use base::Base;
pub(crate) use base::PolicyRef;
#[cfg(all(feature = "live", feature = "toml"))]
pub use change::{ListChange, PolicyChange};
use cors_tables::added::AddedOrigins;
use cors_tables::policy::PolicyTable;
use cors_tables::stored::Text;
pub use data::PolicyData;
pub(crate) use data::Templates;
pub use explanation::Explanation;
use http::{HeaderMap, Method};
#[cfg(feature = "live")]
pub use live::LivePolicy;
pub use map::{MapExplanation, PolicyMap};
pub use refused_row::{RefusedRow, RowError, RuntimeOriginsError};
pub use select::{Select, select};
pub(crate) use source::PolicyHandle;
#[cfg_attr(
    not(any(feature = "tower", feature = "actix-web")),
    allow(unused_imports, reason = "only the services of frameworks get policies from a source")
)]
pub(crate) use source::Selected;
pub use source::{IntoPolicySource, PolicySource, StaticPolicy};
pub use static_source::{NoPolicyOfRow, PolicyOfRow, StaticSource, named_source, source_of_row};

use crate::Decision;

/// A compiled policy: a handle to tables that never change.
///
/// [`cors!`](crate::cors) makes one in a `static` (or, from Rust 1.95 on, a `const`), and `Policy::from_toml` (feature `toml`)
/// makes one at run time. Cloning copies a pointer. A policy that was made at run time also counts its
/// handles, and its memory is freed with the last one.
#[derive(Clone)]
pub struct Policy {
    // Public, so that the macro can write a literal: `&API` of a `const` is promoted to a static only if
    // no function makes the value.
    #[doc(hidden)]
    pub __base: Base,
    /// The origins that were added while the program runs.
    #[doc(hidden)]
    pub __added: Option<Arc<AddedOrigins>>,
}

/// The policy that allows no origin: every preflight is answered 403, and pages of other origins cannot
/// read any response.
///
/// The same as `cors! { closed }`. On a handler, write `#[cors(closed)]`.
///
/// ```
/// use cors_runtime::CLOSED;
///
/// assert!(!CLOSED.allows_origin("https://example.com"));
/// ```
pub static CLOSED: Policy = Policy { __base: Base::Fixed(&NOTHING), __added: None };

/// The data that [`CLOSED`] points to.
static NOTHING: PolicyData =
    PolicyData::fixed(PolicyTable::NOTHING, "cors_runtime::CLOSED", "cors_runtime::CLOSED");

impl Policy {
    /// Evaluates a request: a pure function of the policy, the method and the header list.
    ///
    /// It allocates nothing, and takes bounded time for any request.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use cors_runtime::{Policy, cors};
    /// use http::{HeaderMap, Method, StatusCode, header};
    ///
    /// static API: Policy = cors! { allow_origins = ["https://example.com"], max_age = "2h" };
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert(header::ORIGIN, "https://example.com".parse()?);
    /// headers.insert(header::ACCESS_CONTROL_REQUEST_METHOD, "PUT".parse()?);
    ///
    /// let decision = API.evaluate(&Method::OPTIONS, &headers);
    /// assert_eq!(decision.status(), Some(StatusCode::NO_CONTENT));
    /// assert_eq!(
    ///     decision.refusal().map(|refusal| refusal.to_string()).as_deref(),
    ///     Some(
    ///         "the method `PUT` is not allowed; \
    ///          without `allow_methods`, a policy for a whole router allows only `GET`, `HEAD` and `POST`"
    ///     ),
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn evaluate<'a>(&'a self, method: &Method, headers: &'a HeaderMap) -> Decision<'a> {
        Decision::new(self, method, headers)
    }

    /// Whether the policy allows `origin`, the value of an `Origin` header: a string or bytes.
    ///
    /// To refuse requests of other origins that CORS does not stop, such as form posts or WebSocket
    /// handshakes, use [`guard`](Self::guard), which also handles requests without `Origin`, with several, and
    /// of the server's own pages. A policy with `"*"` allows any bytes.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use cors_runtime::{Policy, cors};
    ///
    /// static PAGES: Policy = cors! { allow_origins = ["https://*.example.com"] };
    ///
    /// assert!(PAGES.allows_origin("https://app.example.com"));
    /// assert!(!PAGES.allows_origin("https://example.com"));
    /// ```
    #[must_use]
    pub fn allows_origin(&self, origin: impl AsRef<[u8]>) -> bool {
        self.policy_ref().allows_origin(origin.as_ref())
    }

    /// A description of the policy: its name and location, every origin that it trusts, the requests that
    /// are allowed and the headers that pages can read, its tests, silenced rules and accepted risks.
    ///
    /// Origins are in the order of the policy, so two policies can be compared with `diff`.
    ///
    /// ```
    /// use cors_runtime::CLOSED;
    ///
    /// assert!(CLOSED.explain().to_string().starts_with("Policy cors_runtime::CLOSED\n"));
    /// ```
    #[must_use]
    pub fn explain(&self) -> Explanation<'_> {
        Explanation::new(self.policy_ref())
    }

    /// The location where the policy is declared: the file and the line of its macro, as in
    /// `src/main.rs:12`, or of the call that read its text.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.data().location
    }

    /// The name of the policy: that of its key `name`, or of `Policy::from_toml_named`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.data().table.outline.name.as_ref().map(Text::value)
    }

    /// The report of the policy's warnings, if it was read as text and has any.
    #[cfg(feature = "toml")]
    pub(crate) fn report(&self) -> Option<&cors_compiler::toml::Report> {
        self.data().warnings.as_ref()
    }

    /// The data that the handle points to.
    #[inline]
    pub(crate) fn data(&self) -> &PolicyData {
        self.__base.data()
    }

    /// The same with the origins that were added.
    #[inline]
    pub(crate) fn policy_ref(&self) -> PolicyRef<'_> {
        PolicyRef::of(self)
    }

    /// A policy whose tables were made at run time.
    #[cfg(any(feature = "toml", test))]
    pub(crate) fn shared(data: PolicyData) -> Self {
        Self { __base: Base::Shared(Arc::new(data)), __added: None }
    }
}

/// Prints the name or the location of the policy; [`explain`](Self::explain) prints its contents.
impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Policy").field(&self.data().label).finish()
    }
}
