//! What the configuration of a system cannot express.

use std::fmt;

/// A part of a policy that the CORS feature of a system cannot express.
///
/// The text names the part of the policy; [`supported`](Self::supported) is what the system has instead.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loss {
    /// Origins of a pattern, or a listed origin.
    Origins {
        /// The entry of `allow_origins`.
        pattern: String,
        /// One of its origins that the system would refuse.
        witness: String,
        /// The entry of the system that is nearest to the pattern, if it would allow more than the policy.
        wider: Option<WiderEntry>,
        /// Which origins the system can express.
        form: String,
    },
    /// A method.
    Method {
        /// The method, or `*` for any.
        name: String,
        /// Which methods the system supports.
        form: String,
    },
    /// A request header.
    RequestHeader {
        /// Its name, or `*` for any.
        name: String,
        /// Which headers the system supports.
        form: String,
    },
    /// An exposed response header.
    ExposedHeader {
        /// Its name, or `*` for any.
        name: String,
        /// Which headers the system supports.
        form: String,
    },
    /// Credentials.
    Credentials,
}

/// An entry of a system that expresses a pattern, and allows origins that the policy refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WiderEntry {
    /// The entry.
    pub entry: String,
    /// An origin that it would allow, and that the policy refuses.
    pub witness: String,
}

impl Loss {
    /// What the system supports instead, such as ``supported methods: GET, HEAD, or `*` ``.
    #[must_use]
    pub fn supported(&self) -> Option<String> {
        let (what, form) = match self {
            Self::Origins { form, .. } => ("origins", form),
            Self::Method { form, .. } => ("methods", form),
            Self::RequestHeader { form, .. } => ("request headers", form),
            Self::ExposedHeader { form, .. } => ("exposed headers", form),
            Self::Credentials => return None,
        };
        Some(format!("supported {what}: {form}"))
    }

    /// The losses, and what the system supports instead, once for each kind of them.
    ///
    /// ```
    /// use cors_export::Loss;
    ///
    /// let method = |name: &str| Loss::Method { name: name.to_owned(), form: "GET, PUT".to_owned() };
    /// assert_eq!(
    ///     Loss::explain(&[method("PATCH"), method("PURGE")]),
    ///     [
    ///         "the method `PATCH` in `allow_methods`",
    ///         "the method `PURGE` in `allow_methods`",
    ///         "supported methods: GET, PUT",
    ///     ],
    /// );
    /// ```
    #[must_use]
    pub fn explain(losses: &[Self]) -> Vec<String> {
        let mut lines: Vec<String> = losses.iter().map(ToString::to_string).collect();
        for supported in losses.iter().filter_map(Self::supported) {
            if !lines.contains(&supported) {
                lines.push(supported);
            }
        }
        lines
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, key, name) = match self {
            Self::Origins { pattern, witness, .. } if pattern == witness => {
                return write!(f, "the origin `{pattern}` in `allow_origins`");
            }
            Self::Origins { pattern, witness, wider: None, .. } => {
                return write!(
                    f,
                    "`{pattern}` in `allow_origins`: origins such as `{witness}` would be refused",
                );
            }
            Self::Origins { pattern, wider: Some(WiderEntry { entry, witness }), .. } => {
                return write!(
                    f,
                    "`{pattern}` in `allow_origins`: the entry `{entry}` would also allow `{witness}`",
                );
            }
            Self::Method { name, .. } => ("method", "allow_methods", name),
            Self::RequestHeader { name, .. } => ("request header", "allow_headers", name),
            Self::ExposedHeader { name, .. } => ("exposed header", "expose_headers", name),
            Self::Credentials => return f.write_str("`allow_credentials = true`"),
        };
        match name.as_str() {
            "*" => write!(f, "any {what}, `*` in `{key}`"),
            name => write!(f, "the {what} `{name}` in `{key}`"),
        }
    }
}
