//! What a [`Policy`](crate::Policy) points to: the tables, and what is made from them once.

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
/// A `HeaderValue` that is stored costs a few nanoseconds to clone; one made from a string for
/// each response costs a check of every byte.
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
    /// Which policy it is, for messages: its name, if it has one, and where it is declared.
    pub(crate) label: Text,
    #[cfg(feature = "toml")]
    pub(crate) warnings: Option<cors_compiler::toml::Report>,
    #[cfg_attr(
        not(feature = "__service"),
        allow(dead_code, reason = "only services of frameworks mark responses")
    )]
    pub(crate) marks: Marks,
    /// Which response headers were reported as unreadable.
    #[cfg(all(feature = "tracing", feature = "__service"))]
    pub(crate) reported: Reported,
}

/// The answers to preflights, made when the first of them is: to clone a map takes two thirds of
/// the time that it takes to make one.
#[derive(Debug)]
pub(crate) struct Templates {
    pub(crate) granted: OnceLock<HeaderMap>,
    pub(crate) refused: OnceLock<HeaderMap>,
}

impl PolicyData {
    /// The data of a policy that is declared at `location` and called `label`. Evaluated at compile
    /// time, in the initialiser of a static: all of the table is fixed.
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

    /// The same of a table that was made when the program runs.
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
