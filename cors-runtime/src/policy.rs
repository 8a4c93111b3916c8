//! The handle that everybody passes around, and the constant behind it.

use std::fmt;
use std::sync::OnceLock;

use cors_tables::explain::Explanation;
use cors_tables::policy::PolicyTable;
use cors_tables::stored::Text;
use http::{HeaderMap, HeaderValue, Method};

use crate::Decision;
#[cfg(all(feature = "tracing", any(feature = "actix-web", feature = "tower")))]
use crate::events::Reported;
use crate::response::Values;
use crate::stacked::{self, Mark};

/// A compiled policy: a `Copy` handle to constant tables.
///
/// [`cors!`](crate::cors) makes one, in a `static` or in a `const`; `Policy::from_toml`, of the
/// feature `text`, makes one when the program runs.
#[derive(Clone, Copy)]
pub struct Policy {
    inner: &'static PolicyData,
}

impl Policy {
    /// The policy that allows no origin: every preflight is answered 403, and no page of another
    /// origin can read a response.
    ///
    /// The same as `cors! { closed }`; on a handler it is written `#[cors(closed)]`.
    ///
    /// ```
    /// use cors_runtime::Policy;
    ///
    /// assert!(!Policy::CLOSED.allows_origin(b"https://example.com"));
    /// ```
    pub const CLOSED: Self = Self { inner: &CLOSED };

    /// The handle of a policy that the compiler laid out.
    #[doc(hidden)]
    #[must_use]
    pub const fn __new(inner: &'static PolicyData) -> Self {
        Self { inner }
    }

    /// Decides on a request: a pure function of the policy, the method and the header list.
    ///
    /// Allocates nothing. Time: bounded, whatever the request sends.
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
    ///          without `allow_methods` a policy around a router grants `GET`, `HEAD`, `POST`"
    ///     ),
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn evaluate<'a>(self, method: &Method, headers: &'a HeaderMap) -> Decision<'a> {
        Decision::new(self, method, headers)
    }

    /// Whether the policy allows `origin`, the bytes of an `Origin` header.
    ///
    /// The set of origins can guard what CORS does not cover, such as form posts, or WebSocket handshakes:
    /// browsers apply no CORS check to them, send cookies with them, and let any page open one.
    ///
    /// - **Without `Origin`, refuse.** Browsers send it with every handshake, from pages of the server's
    ///   own origin too, so list that origin. Programs that are not browsers may leave it out; if they are
    ///   to connect, let them authenticate with something other than cookies.
    /// - **With several `Origin` lines, refuse.** No browser sends them, and another program on the way
    ///   may read a different one.
    /// - A policy of `"*"` guards nothing: it allows any bytes.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use cors_runtime::{Policy, cors};
    /// use http::{HeaderMap, StatusCode, header};
    ///
    /// static PAGES: Policy = cors! { allow_origins = ["https://example.com"] };
    ///
    /// /// Call this before the connection is upgraded.
    /// fn check_handshake(request: &HeaderMap) -> Result<(), StatusCode> {
    ///     let mut origins = request.get_all(header::ORIGIN).iter();
    ///     match (origins.next(), origins.next()) {
    ///         (Some(origin), None) if PAGES.allows_origin(origin.as_bytes()) => Ok(()),
    ///         _ => Err(StatusCode::FORBIDDEN),
    ///     }
    /// }
    ///
    /// let mut request = HeaderMap::new();
    /// assert!(check_handshake(&request).is_err());
    /// request.append(header::ORIGIN, "https://example.com".parse()?);
    /// assert!(check_handshake(&request).is_ok());
    /// request.append(header::ORIGIN, "https://evil.example".parse()?);
    /// assert!(check_handshake(&request).is_err());
    /// # Ok::<(), http::header::InvalidHeaderValue>(())
    /// ```
    #[must_use]
    pub fn allows_origin(self, origin: &[u8]) -> bool {
        self.table().allows_origin(origin)
    }

    /// The policy in words: its name and location, every origin that it trusts, what requests from there
    /// may have and their pages may read, its tests, silenced rules and accepted risks.
    ///
    /// Origins are in the order of the policy, so two policies can be compared with `diff`.
    #[must_use]
    pub fn explain(self) -> impl fmt::Display {
        Explained(self)
    }

    /// Where the policy is declared: the file and the line of its macro, as in `src/main.rs:12`,
    /// or of the call that read its text.
    #[must_use]
    pub fn place(self) -> &'static str {
        &self.inner.place
    }

    /// The name of the policy: that of its key `name`, or of `Policy::from_toml_named`.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        self.table().outline.name.as_ref().map(Text::value)
    }

    /// Which policy it is, for messages: its name, if it has one, and where it is declared.
    #[must_use]
    pub(crate) fn label(self) -> &'static str {
        &self.inner.label
    }

    /// Whether this is the handle of the same tables.
    pub(crate) fn is(self, other: Self) -> bool {
        std::ptr::eq(self.inner, other.inner)
    }

    /// What this policy marks responses with.
    #[inline]
    pub(crate) fn mark(self) -> &'static Mark {
        self.inner.mark.get_or_init(|| stacked::assign(self))
    }

    /// A policy of these tables, which lives as long as the program.
    #[cfg(feature = "axum")]
    pub(crate) fn leaked(table: PolicyTable, place: &str) -> Self {
        let place = || Text::from(place.to_owned());
        Self { inner: Box::leak(Box::new(PolicyData::owned(table, place(), place()))) }
    }

    /// A policy of other tables that is still this one for messages. It lives as long as the program.
    #[cfg(any(feature = "actix-web", feature = "axum"))]
    pub(crate) fn derived(self, table: PolicyTable) -> Self {
        let policy = PolicyData {
            #[cfg(all(feature = "tracing", any(feature = "actix-web", feature = "tower")))]
            basis: Some(self),
            ..PolicyData::owned(table, Text::Fixed(self.place()), Text::Fixed(self.label()))
        };
        Self { inner: Box::leak(Box::new(policy)) }
    }

    /// Which response headers were reported as unreadable.
    #[cfg(all(feature = "tracing", any(feature = "actix-web", feature = "tower")))]
    pub(crate) fn reported(self) -> &'static Reported {
        self.inner.basis.map_or(&self.inner.reported, |basis| &basis.inner.reported)
    }

    pub(crate) const fn table(self) -> &'static PolicyTable {
        &self.inner.table
    }

    /// The report of the policy's warnings, if it was read as text and has some.
    #[cfg(feature = "text")]
    pub(crate) const fn report(self) -> Option<&'static cors_compiler::text::Report> {
        self.inner.warnings
    }

    /// The constant header values in actix-web's type.
    #[cfg(feature = "actix-web")]
    pub(crate) const fn actix_values(
        self,
    ) -> &'static Values<actix_web::http::header::HeaderValue> {
        &self.inner.actix_values
    }

    pub(crate) const fn templates(self) -> &'static Templates {
        &self.inner.templates
    }

    pub(crate) const fn values(self) -> &'static Values<HeaderValue> {
        &self.inner.values
    }
}

/// What [`Policy::CLOSED`] points to.
static CLOSED: PolicyData =
    PolicyData::fixed(PolicyTable::NOTHING, "Policy::CLOSED", "Policy::CLOSED");

/// Prints which policy it is; [`explain`](Self::explain) prints what it says.
impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Policy").field(&self.label()).finish()
    }
}

/// A policy in words, with its name and location.
struct Explained(Policy);

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(policy) = self;
        writeln!(f, "Policy {}", policy.label())?;
        Explanation::new(policy.table()).fmt(f)
    }
}

/// What a [`Policy`] points to: the tables, and the header values made from them once.
///
/// A `HeaderValue` that is stored costs a few nanoseconds to clone; one made from a string for
/// each response costs a check of every byte.
#[doc(hidden)]
#[derive(Debug)]
pub struct PolicyData {
    table: PolicyTable,
    values: Values<HeaderValue>,
    #[cfg(feature = "actix-web")]
    actix_values: Values<actix_web::http::header::HeaderValue>,
    templates: Templates,
    place: Text,
    label: Text,
    #[cfg(feature = "text")]
    warnings: Option<&'static cors_compiler::text::Report>,
    mark: OnceLock<Mark>,
    #[cfg(all(feature = "tracing", any(feature = "actix-web", feature = "tower")))]
    reported: Reported,
    /// What it was derived from, for a handler.
    #[cfg(all(feature = "tracing", any(feature = "actix-web", feature = "tower")))]
    basis: Option<Policy>,
}

/// The answers to preflights, made when the first of them is: to clone a map takes two thirds of
/// the time that it takes to make one.
#[derive(Debug)]
pub(crate) struct Templates {
    pub(crate) granted: OnceLock<HeaderMap>,
    pub(crate) refused: OnceLock<HeaderMap>,
}

impl PolicyData {
    /// What the policy of `table` has, which is declared at `place` and called `label`. Evaluated at compile
    /// time, in the initialiser of a static, where all text is fixed.
    #[must_use]
    pub const fn fixed(table: PolicyTable, place: &'static str, label: &'static str) -> Self {
        Self {
            values: Values::<HeaderValue>::fixed(&table),
            #[cfg(feature = "actix-web")]
            actix_values: Values::<actix_web::http::header::HeaderValue>::fixed(&table),
            table,
            templates: Templates { granted: OnceLock::new(), refused: OnceLock::new() },
            place: Text::Fixed(place),
            label: Text::Fixed(label),
            #[cfg(feature = "text")]
            warnings: None,
            mark: OnceLock::new(),
            #[cfg(all(feature = "tracing", any(feature = "actix-web", feature = "tower")))]
            reported: Reported::new(),
            #[cfg(all(feature = "tracing", any(feature = "actix-web", feature = "tower")))]
            basis: None,
        }
    }

    /// The same of a table that was made while the program runs.
    pub(crate) fn owned(table: PolicyTable, place: Text, label: Text) -> Self {
        Self {
            values: Values::<HeaderValue>::of(&table),
            #[cfg(feature = "actix-web")]
            actix_values: Values::<actix_web::http::header::HeaderValue>::of(&table),
            place,
            label,
            ..Self::fixed(table, "", "")
        }
    }

    /// The same, which was read from a text that has warnings.
    #[cfg(feature = "text")]
    pub(crate) fn with_warnings(self, warnings: &'static cors_compiler::text::Report) -> Self {
        Self { warnings: Some(warnings), ..self }
    }
}
