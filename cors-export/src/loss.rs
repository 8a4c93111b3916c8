//! What the configuration of a system cannot express.

use std::fmt;

/// A part of a policy that the CORS feature of a system cannot express.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loss {
    /// Origins of a pattern, or a listed origin.
    Origins {
        /// The entry of `allow_origins`.
        pattern: String,
        /// One of its origins that the system would refuse.
        witness: String,
        /// What the system can express instead.
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

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Origins { pattern, witness, form } if pattern == witness => {
                write!(f, "the origin `{pattern}`: {form}")
            }
            Self::Origins { pattern, witness, form } => {
                write!(f, "`{pattern}`, for example `{witness}`: {form}")
            }
            Self::Method { name, form } if name == "*" => write!(f, "any method: {form}"),
            Self::Method { name, form } => write!(f, "the method `{name}`: {form}"),
            Self::RequestHeader { name, form } if name == "*" => {
                write!(f, "any request header: {form}")
            }
            Self::RequestHeader { name, form } => write!(f, "the request header `{name}`: {form}"),
            Self::ExposedHeader { name, form } if name == "*" => {
                write!(f, "any exposed header: {form}")
            }
            Self::ExposedHeader { name, form } => write!(f, "the exposed header `{name}`: {form}"),
            Self::Credentials => f.write_str("credentials: the system cannot allow them"),
        }
    }
}
