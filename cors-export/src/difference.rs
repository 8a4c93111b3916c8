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
    concerns: "a request with several lines of `Origin`, `Access-Control-Request-Method`, \
               `Access-Control-Request-Headers` or `Sec-Fetch-Storage-Access`, in versions before 1.23",
    instead: "the first line is evaluated",
    harmless: "browsers send one line, and compare the answer with their own origin and request",
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

/// Several lines of a mirrored list.
pub(crate) const JOINED_LISTS: Difference = Difference {
    name: "joined_lists",
    concerns: "several lines of `Access-Control-Request-Headers`, with `mirror_request`",
    instead: "the answer has one line with all of them",
    harmless: "both are the same list",
};

/// Several lines of a list cannot be joined.
pub(crate) const NO_SEVERAL_LISTS: Difference = Difference {
    name: "no_several_lists",
    concerns: "several lines of `Access-Control-Request-Headers`, with `mirror_request` or a header family",
    instead: "none of the requested headers is granted",
    harmless: "browsers send one line",
};

/// A mirrored list without names.
pub(crate) const EMPTY_LIST: Difference = Difference {
    name: "empty_list",
    concerns: "an empty `Access-Control-Request-Headers`, with `mirror_request`",
    instead: "`Access-Control-Allow-Headers` is left out instead of empty",
    harmless: "both grant no header",
};

/// Lists that are not as browsers send them.
pub(crate) const OTHER_LISTS: Difference = Difference {
    name: "other_lists",
    concerns: "an `Access-Control-Request-Headers` with letters in upper case, white space, empty elements or names out \
               of order, with a header family",
    instead: "the listed headers are granted, and none of a family",
    harmless: "browsers send names in lower case, in order, separated by single commas",
};

/// More steps backwards than this library's own server takes.
pub(crate) const MANY_OUT_OF_ORDER: Difference = Difference {
    name: "many_out_of_order",
    concerns: "more than 32 names in `Access-Control-Request-Headers` that are out of order or repeated, with a header \
               family",
    instead: "they are granted",
    harmless: "the limit bounds the time that this library's own server takes; each of the names is one that the policy \
               allows, and browsers send each once and in order",
};

/// Response headers that the target cannot remove by a prefix.
pub(crate) const UNKNOWN_HEADERS: Difference = Difference {
    name: "unknown_headers",
    concerns: "an `Access-Control-*` header of the upstream that no standard defines",
    instead: "it is passed on",
    harmless: "browsers ignore it",
};
