//! What was written: rows with their places, nothing judged.

use crate::location::{Located, Location};

/// A map as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// The whole of it.
    pub location: Location,
    /// Its rows, in order, `_` among them.
    pub rows: Vec<Row>,
    /// Whether there were rows that could not be read.
    pub has_lost_rows: bool,
}

/// `"pattern" => POLICY`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The row, with the comma behind it.
    pub location: Location,
    /// Which requests it is for.
    pub requests: Located<Requests>,
    /// Their policy.
    pub policy: Located<Policy>,
}

/// Which requests a row is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requests {
    /// Those that match a pattern.
    Pattern(String),
    /// All: `_`.
    All,
}

/// The policy of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Policy {
    /// The one that allows no origin.
    Closed,
    /// The path of a static, as it was written. Equal paths are one policy.
    Named(String),
}

impl Row {
    /// Its pattern, unless it is for all requests.
    #[must_use]
    pub fn pattern(&self) -> Option<&str> {
        match &self.requests.value {
            Requests::Pattern(pattern) => Some(pattern),
            Requests::All => None,
        }
    }

    /// The host and the path of its pattern, as they are written; no host if it is for all of them. `None` if the
    /// row is for all requests.
    ///
    #[cfg_attr(feature = "edits", doc = "```")]
    #[cfg_attr(not(feature = "edits"), doc = "```ignore")]
    /// use cors_compiler::tokens::Checked;
    ///
    /// let checked =
    ///     Checked::of_map(r#""//{tenant:[a-z/]+}.example/api" => API, "/{*rest}" => WEB, _ => closed"#).unwrap();
    /// let rows = checked.map().rows.iter().map(|row| row.host_and_path());
    /// assert_eq!(
    ///     rows.collect::<Vec<_>>(),
    ///     [Some((Some("{tenant:[a-z/]+}.example"), "/api")), Some((None, "/{*rest}")), None]
    /// );
    /// ```
    #[must_use]
    pub fn host_and_path(&self) -> Option<(Option<&str>, &str)> {
        self.pattern().map(super::pattern::host_and_path)
    }

    /// The pattern or `_`, for messages.
    #[must_use]
    pub fn written(&self) -> &str {
        self.pattern().unwrap_or("_")
    }
}

impl Policy {
    /// As it is written.
    #[must_use]
    pub fn written(&self) -> &str {
        match self {
            Self::Closed => "closed",
            Self::Named(name) => name,
        }
    }
}
