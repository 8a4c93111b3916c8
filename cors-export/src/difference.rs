//! How the answers of another system differ from those of this library's own server.
//!
//! The tests of the targets accept these differences and no others, and the table in the documentation lists them.

/// A difference from this library's own server. None allows a page more than the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// A short name, for tests.
    pub name: &'static str,
    /// The requests or responses that are concerned.
    pub concerns: &'static str,
    /// What is done instead.
    pub instead: &'static str,
    /// Why that is harmless.
    pub harmless: &'static str,
}

/// Hosts with punctuation, or with empty labels.
pub(crate) const UNUSUAL_HOSTS: Difference = Difference {
    name: "unusual_hosts",
    concerns: "an origin that a pattern matches and whose host has an empty label, a trailing dot, or a character \
               other than letters, digits, `-` and `_`",
    instead: "it is refused",
    harmless: "such a name cannot be registered",
};

/// Only the first of several lines is visible.
pub(crate) const FIRST_LINE_ONLY: Difference = Difference {
    name: "first_line_only",
    concerns: "a request with several `Origin` lines, in versions before 1.23",
    instead: "the first line is evaluated",
    harmless: "browsers send one line, and compare the answer with their own origin",
};

/// A header without a value.
pub(crate) const EMPTY_VALUES: Difference = Difference {
    name: "empty_values",
    concerns: "an empty `Origin` or `Access-Control-Request-Method`",
    instead: "the request is treated as if the header were absent",
    harmless: "browsers never send one",
};

/// A colon in a requested method.
pub(crate) const COLON_IN_METHOD: Difference = Difference {
    name: "colon_in_method",
    concerns: "an `Access-Control-Request-Method` that ends with a colon",
    instead: "the request is not treated as a preflight",
    harmless: "a method cannot contain a colon",
};

/// Response headers that the target cannot remove by a prefix.
pub(crate) const UNKNOWN_HEADERS: Difference = Difference {
    name: "unknown_headers",
    concerns: "an `Access-Control-*` header of the upstream that no standard defines",
    instead: "it is passed on",
    harmless: "browsers ignore it",
};
