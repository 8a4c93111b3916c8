//! The data of a [`Policy`](crate::Policy): the tables, and values that are made from them once.

use std::sync::OnceLock;

use cors_tables::policy::PolicyTable;
use cors_tables::stored::Text;
use http::{HeaderMap, HeaderValue};

#[cfg(all(feature = "tracing", feature = "__service"))]
use crate::events::Reported;
use crate::response::Values;
use crate::stacked::Marks;

/// The tables of a policy, and the header values made from them once.
///
/// Cloning a stored `HeaderValue` costs a few nanoseconds; making one from a string for each response would
/// check every byte.
#[doc(hidden)]
#[derive(Debug)]
pub struct PolicyData {
    pub(crate) table: PolicyTable,
    pub(crate) values: Values<HeaderValue>,
    #[cfg(feature = "actix-web")]
    pub(crate) actix_values: Values<actix_web::http::header::HeaderValue>,
    pub(crate) templates: Templates,
    /// Where the policy is declared.
    pub(crate) location: Text,
    /// The name, if there is one, and the location of the policy, for messages.
    pub(crate) label: Text,
    #[cfg(feature = "toml")]
    pub(crate) warnings: Option<cors_compiler::toml::Report>,
    #[cfg_attr(
        not(feature = "__service"),
        allow(dead_code, reason = "only services of frameworks mark responses")
    )]
    pub(crate) marks: Marks,
    /// The response headers that were reported as unreadable.
    #[cfg(all(feature = "tracing", feature = "__service"))]
    pub(crate) reported: Reported,
}

/// Templates of the answers to preflights, made for the first preflight: cloning a map takes two thirds of
/// the time of making one.
#[derive(Debug)]
pub(crate) struct Templates {
    pub(crate) granted: OnceLock<HeaderMap>,
    pub(crate) refused: OnceLock<HeaderMap>,
}

impl PolicyData {
    /// The data of a policy that is declared at `location`, with its name for messages in `label`.
    /// Evaluated at compile time, in the initialiser of a static: the whole table is fixed.
    #[must_use]
    pub const fn fixed(table: PolicyTable, location: &'static str, label: &'static str) -> Self {
        Self {
            values: Values::<HeaderValue>::fixed(&table),
            #[cfg(feature = "actix-web")]
            actix_values: Values::<actix_web::http::header::HeaderValue>::fixed(&table),
            table,
            templates: Templates { granted: OnceLock::new(), refused: OnceLock::new() },
            location: Text::Fixed(location),
            label: Text::Fixed(label),
            #[cfg(feature = "toml")]
            warnings: None,
            marks: Marks::new(),
            #[cfg(all(feature = "tracing", feature = "__service"))]
            reported: Reported::new(),
        }
    }

    /// The same for a table that was made at run time.
    #[cfg(feature = "toml")]
    pub(crate) fn owned(
        table: PolicyTable,
        location: Text,
        label: Text,
        warnings: Option<cors_compiler::toml::Report>,
    ) -> Self {
        Self {
            values: Values::<HeaderValue>::owned(&table),
            #[cfg(feature = "actix-web")]
            actix_values: Values::<actix_web::http::header::HeaderValue>::owned(&table),
            location,
            label,
            warnings,
            ..Self::fixed(table, "", "")
        }
    }
}
