//! A map of policies: one for each host and path.

use std::fmt;

use cors_tables::policy_map::{MapTable, RequestHost};

use super::Base;
use super::source::{IntoPolicySource, Selected, sealed};
use super::static_source::StaticSource;
use crate::{CLOSED, Policy, Target};

/// Policies by host and path, made by [`policies!`](crate::policies).
///
/// A map goes around the whole application, where a policy would: [`protect(app, &SITE)`](crate::axum::protect),
/// [`CorsLayer::new(&SITE)`](crate::tower::CorsLayer::new), and `App::wrap(Cors::new(&SITE))` in actix-web.
///
#[cfg_attr(feature = "macros", doc = "```")]
#[cfg_attr(not(feature = "macros"), doc = "```ignore")]
/// use cors_runtime::{Policy, PolicyMap, Target, cors, policies};
/// use http::HeaderMap;
///
/// static PUBLIC: Policy = cors! { allow_origins = "*" };
/// static ADMIN: Policy = cors! {
///     allow_origins     = ["https://admin.example.com"],
///     allow_credentials = true,
/// };
///
/// static SITE: PolicyMap = policies! {
///     "/public/{*rest}" => PUBLIC,
///     "/admin/{*rest}"  => ADMIN,
///     _                 => closed,
/// };
///
/// let policy_of = |path: &'static str| {
///     SITE.policy(Target::new(&http::Uri::from_static(path), &HeaderMap::new()))
/// };
/// assert!(policy_of("/public/logo.svg").allows_origin("https://example.com"));
/// assert!(!policy_of("/admin/users").allows_origin("https://example.com"));
/// // A file server may read this as `/admin/users`.
/// assert!(!policy_of("/public/..%2fadmin/users").allows_origin("https://admin.example.com"));
/// ```
///
/// # What is compared
///
/// The path as it was sent, and every other way in which a router, a file server or a middleware may read
/// it. Where they lead to different policies, the request gets none: it is answered as by
/// [`CLOSED`]. The host is that of the request's URI or of its `Host`, in lower case, without port and without a
/// trailing dot; where both are there and differ, a map with rows for hosts refuses the request.
/// `X-Forwarded-Host` is ignored.
pub struct PolicyMap {
    // Public, so that a macro can write a literal, of which a constant can be a static.
    #[doc(hidden)]
    pub __table: &'static MapTable,
    /// The policies by their numbers, without that of `closed`.
    #[doc(hidden)]
    pub __policies: &'static [StaticSource],
    #[doc(hidden)]
    pub __location: &'static str,
}

impl PolicyMap {
    /// The policy for requests to `target`: that of the first row that matches, or [`CLOSED`].
    ///
    /// Allocates nothing.
    #[must_use]
    pub fn policy(&self, target: Target<'_>) -> Policy {
        match self.source(target) {
            Some(source) => source.load(),
            None => CLOSED.clone(),
        }
    }

    /// The rows in order and the policies that they name, in words.
    #[must_use]
    pub fn explain(&self) -> MapExplanation<'_> {
        MapExplanation(self)
    }

    /// Where the map is declared: the file and the line of its macro, as in `src/main.rs:12`.
    #[must_use]
    pub fn location(&self) -> &str {
        self.__location
    }

    /// The source of the policy; `None` is closed.
    #[inline]
    fn source(&self, target: Target<'_>) -> Option<StaticSource> {
        let path = target.whole_path()?;
        let host =
            if self.__table.reads_host { target.request_host() } else { RequestHost::Absent };
        self.numbered(self.__table.select(host, path.as_bytes()))
    }

    /// The source of a policy by its number; `None` is closed.
    fn numbered(&self, number: u16) -> Option<StaticSource> {
        self.__policies.get(usize::from(number.checked_sub(1)?)).copied()
    }
}

/// Prints where it is declared; [`explain`](Self::explain) prints what it says.
impl fmt::Debug for PolicyMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PolicyMap").field(&self.__location).finish()
    }
}

/// A map in words, as [`PolicyMap::explain`] returns it.
///
/// `Display` prints it, several lines that end with a newline. The text is for people: any release may word it
/// differently.
#[derive(Debug, Clone, Copy)]
pub struct MapExplanation<'m>(&'m PolicyMap);

impl fmt::Display for MapExplanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(map) = *self;
        let rows = &map.__table.rows;
        writeln!(f, "Map {}", map.__location)?;
        let width = rows.iter().map(|row| row.pattern.chars().count()).max().unwrap_or_default();
        for row in rows.iter() {
            writeln!(f, "  {:width$}  {}", row.pattern.value(), row.name.value())?;
        }
        let mut explained = Vec::new();
        for row in rows.iter().filter(|row| !explained_before(&mut explained, row.policy)) {
            if let Some(source) = map.numbered(row.policy) {
                write!(f, "\n{}: {}", row.name.value(), source.load().explain())?;
            }
        }
        Ok(())
    }
}

/// Whether a number was there already; now it is.
fn explained_before(explained: &mut Vec<u16>, number: u16) -> bool {
    let is_there = explained.contains(&number);
    explained.push(number);
    is_there
}

/// A reference to a map that lives as long as the program: what adapters hold of a `static`.
#[derive(Debug, Clone, Copy)]
pub struct StaticMap(&'static PolicyMap);

impl IntoPolicySource for &'static PolicyMap {
    type Source = StaticMap;

    fn into_source(self) -> StaticMap {
        StaticMap(self)
    }
}

impl sealed::IntoSource for &'static PolicyMap {}

impl sealed::Source for StaticMap {
    type Handle = Base;

    #[inline]
    fn with<'r, R>(
        &self,
        target: impl FnOnce() -> Target<'r>,
        decide: impl FnOnce(Selected<'_, Base>) -> R,
    ) -> R {
        let source = self.0.source(target()).unwrap_or(StaticSource::Policy(&CLOSED));
        source.with(|| Target::NOTHING, decide)
    }

    fn take_marks(&self, is_on_handlers: bool) {
        CLOSED.take_marks(is_on_handlers);
        for source in self.0.__policies {
            source.take_marks(is_on_handlers);
        }
    }
}
