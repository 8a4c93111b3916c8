//! Reasons why a row cannot be added to a policy, for the program and for the customer.

use std::fmt;
use std::sync::Arc;

use cors_tables::escaped::Escaped;
use cors_tables::origin_set::MAX_ORIGIN_LEN;

/// The rows that cannot be added to a policy, by [`Policy::with_origins`](crate::Policy::with_origins).
///
/// `Display` prints each row with its index and the reason; if there are many, only the first ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimeOriginsError {
    /// Never empty.
    refused: Vec<RefusedRow>,
}

impl RuntimeOriginsError {
    pub(super) fn new(refused: Vec<RefusedRow>) -> Self {
        Self { refused }
    }

    /// All of them, by their index.
    #[must_use]
    pub fn refused(&self) -> &[RefusedRow] {
        &self.refused
    }
}

impl fmt::Display for RuntimeOriginsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 10;
        match self.refused.len() {
            1 => f.write_str("1 row cannot be added to the policy:")?,
            count => write!(f, "{count} rows cannot be added to the policy:")?,
        }
        self.refused.iter().take(SHOWN).try_for_each(|row| write!(f, "\n  {row}"))?;
        match self.refused.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

impl std::error::Error for RuntimeOriginsError {}

/// A row that cannot be added to a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    index: usize,
    row: Box<str>,
    error: RowError,
}

impl RefusedRow {
    pub(super) fn new(index: usize, row: &str, error: RowError) -> Self {
        Self { index, row: start_of(row).into(), error }
    }

    /// The index of the row, counted from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The row, or its beginning if it is longer than any origin.
    #[must_use]
    pub fn row(&self) -> &str {
        &self.row
    }

    /// The reason.
    #[must_use]
    pub fn error(&self) -> &RowError {
        &self.error
    }
}

/// As in ``row 3, `https://a.example/`: has a trailing slash``.
impl fmt::Display for RefusedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { index, row, error } = self;
        write!(f, "row {index}, `{}`: {error}", Escaped(row.as_bytes()))
    }
}

/// The beginning of a row, with as many bytes as an origin can have.
fn start_of(row: &str) -> &str {
    if row.len() <= MAX_ORIGIN_LEN {
        return row;
    }
    (0..=MAX_ORIGIN_LEN).rev().find_map(|end| row.get(..end)).unwrap_or_default()
}

/// The reason why a row is refused. `Display` prints a text that can be shown to the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowError {
    /// It is empty.
    Empty,
    /// It is longer than any origin.
    TooLong,
    /// It has whitespace or control characters.
    WhiteSpace,
    /// It has characters beyond ASCII.
    NotAscii,
    /// It has several origins.
    Several,
    /// It is a pattern, as in policies.
    Pattern,
    /// It has no scheme.
    NoScheme,
    /// It has a user name or a password.
    UserInfo,
    /// It has a trailing slash.
    TrailingSlash,
    /// It has a path, a query or a fragment.
    Path,
    /// Its scheme or its domain has upper-case letters.
    UpperCase,
    /// It has the default port of its scheme.
    DefaultPort,
    /// No pattern of the ceiling matches it.
    NotCovered {
        /// The patterns of `runtime_origins`, as written.
        patterns: Arc<[String]>,
    },
    /// The policy denies it.
    Denied {
        /// The pattern of `deny_origins`, as written.
        pattern: String,
    },
    /// The policy has no `runtime_origins`, and does not allow it.
    NoRuntimeOrigins,
}

impl RowError {
    /// Whether a row looks like a pattern. Browsers accept `*`, `{` and `}` in a host, but nobody who adds such a row
    /// means that one host.
    pub(super) fn is_pattern(row: &str) -> bool {
        row.contains(['*', '{', '}'])
    }

    /// The reason why the bytes of a row are not an origin that a browser sends, if there is one.
    pub(super) fn of_bytes(row: &str) -> Option<Self> {
        if row.is_empty() {
            return Some(Self::Empty);
        }
        if row.chars().any(|char| char.is_whitespace() || char.is_control()) {
            return Some(Self::WhiteSpace);
        }
        if row.len() > MAX_ORIGIN_LEN {
            return Some(Self::TooLong);
        }
        if !row.is_ascii() {
            return Some(Self::NotAscii);
        }
        if row.matches("://").nth(1).is_some() {
            return Some(Self::Several);
        }
        if Self::is_pattern(row) {
            return Some(Self::Pattern);
        }
        let Some((scheme, rest)) = row.split_once("://") else {
            return (row != "null").then_some(Self::NoScheme);
        };
        if let Some(end) = rest.find(['/', '\\', '?', '#']) {
            let is_slash = rest.get(end..) == Some("/");
            return Some(if is_slash { Self::TrailingSlash } else { Self::Path });
        }
        if rest.contains('@') {
            return Some(Self::UserInfo);
        }
        let has_upper_case = |text: &str| text.bytes().any(|byte| byte.is_ascii_uppercase());
        let default_port = match scheme.to_ascii_lowercase().as_str() {
            "https" => ":443",
            "http" => ":80",
            // The host of another scheme keeps its case, and its port.
            _ => return has_upper_case(scheme).then_some(Self::UpperCase),
        };
        if has_upper_case(row) {
            return Some(Self::UpperCase);
        }
        rest.ends_with(default_port).then_some(Self::DefaultPort)
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "is empty",
            Self::TooLong => "is longer than any origin",
            Self::WhiteSpace => "has white space or control characters",
            Self::NotAscii => "is not ASCII: browsers send the Punycode form, as in `xn--…`",
            Self::Several => "has several origins",
            Self::Pattern => "is a pattern: each row is one origin",
            Self::NoScheme => "has no scheme, such as `https://`",
            Self::UserInfo => "has a user name",
            Self::TrailingSlash => "has a trailing slash",
            Self::Path => "has a path, a query or a fragment",
            Self::UpperCase => "has upper-case letters",
            Self::DefaultPort => "has the default port of its scheme, which browsers leave out",
            Self::NotCovered { patterns } => return is_not_covered(f, patterns),
            Self::Denied { pattern } => return write!(f, "is denied by `{pattern}`"),
            Self::NoRuntimeOrigins => "is not allowed, and the policy has no `runtime_origins`",
        })
    }
}

/// Prints a short list of patterns completely.
fn is_not_covered(f: &mut fmt::Formatter<'_>, patterns: &[String]) -> fmt::Result {
    const SHOWN: usize = 3;
    f.write_str("is not covered by ")?;
    for (index, pattern) in patterns.iter().take(SHOWN).enumerate() {
        let before = match index {
            0 => "",
            index if index.saturating_add(1) == patterns.len() => " or ",
            _ => ", ",
        };
        write!(f, "{before}`{pattern}`")?;
    }
    match patterns.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        1 => f.write_str(" or another pattern"),
        more => write!(f, " or {more} other patterns"),
    }
}
