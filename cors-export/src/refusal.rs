//! Why a policy cannot be exported.

use std::fmt;

use cors_compiler::language::TooLarge;

/// Why a policy cannot be exported.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The policy has no `allow_methods`: its methods are those of the handlers that have it.
    MethodsOfHandlers,
    /// The policy has `runtime_origins`: the program adds origins to it.
    RuntimeOrigins,
    /// The policy has `mirror_request` for this key.
    Mirror {
        /// The key, `allow_methods` or `allow_headers`.
        key: &'static str,
    },
    /// The host of a listed origin, or every host that a pattern matches, has an empty label or an unusual character.
    UnusualHost {
        /// The origin or the pattern.
        origin: String,
    },
    /// A method or a header name has an unusual character.
    UnusualName {
        /// The name.
        name: String,
    },
    /// The regex of a pattern is longer than the target accepts.
    TooLong {
        /// The pattern.
        pattern: String,
        /// The limit of the target in bytes.
        limit: usize,
    },
    /// The automaton of a pattern would be too large.
    TooLarge(TooLarge),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MethodsOfHandlers => f.write_str(
                "the policy has no `allow_methods`, so its methods are those of the handlers that have it, which only \
                 the program knows; list them in `allow_methods` to export the policy",
            ),
            Self::RuntimeOrigins => f.write_str(
                "the policy has `runtime_origins`, and only the program knows which origins it adds",
            ),
            Self::Mirror { key } => write!(
                f,
                "`{key} = mirror_request` is answered with a part of the request, which this library checks and \
                 limits in length, and a configuration cannot; list the names in `{key}` to export the policy",
            ),
            Self::UnusualHost { origin } => write!(
                f,
                "the host of `{origin}` has an empty label, a trailing dot, or a character other than letters, digits, \
                 `-` and `_`, which exported configurations don't support",
            ),
            Self::UnusualName { name } => write!(
                f,
                "`{name}` has a character other than letters, digits, `-`, `_` and `.`, which exported configurations \
                 don't support",
            ),
            Self::TooLong { pattern, limit } => write!(
                f,
                "the regex of `{pattern}` would be longer than {limit} bytes, and cannot be split",
            ),
            Self::TooLarge(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<TooLarge> for Refusal {
    fn from(error: TooLarge) -> Self {
        Self::TooLarge(error)
    }
}
