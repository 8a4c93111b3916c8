//! Why a page does not get a response, as data.

/// Why a page does not get what it asked for. [`Outcome::causes`](crate::Outcome::causes) returns them, and messages
/// explain them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// `fetch()` throws, or the browser blocks the request: nothing is sent.
    NotPossible(String),
    /// The server does not answer.
    NoResponse(String),
    /// No CORS policy has seen the request: its response has no sign of one.
    NoPolicy {
        /// The status of that response.
        status: u16,
        /// Whether the request is a preflight.
        is_preflight: bool,
    },
    /// Authentication, or another check, answers before a CORS policy sees the request.
    CheckedBefore {
        /// The status of that response.
        status: u16,
        /// Whether the request is a preflight.
        is_preflight: bool,
    },
    /// The preflight passes, and the response comes from outside of a policy.
    OutsideOfPolicy {
        /// The status of that response.
        status: u16,
    },
    /// Two policies apply to the request.
    TwoPolicies {
        /// What the server says, in the header `cors-error`.
        explanation: Option<String>,
    },
    /// `allow_origins` does not have the page's origin.
    Origin {
        /// The origin that was sent.
        sent: String,
        /// What `Access-Control-Allow-Origin` has instead.
        answered: Option<String>,
        /// Whether it is `null` because of redirects.
        is_by_redirect: bool,
    },
    /// `allow_credentials` is not `true`.
    Credentials,
    /// The policy allows `*`, and the request includes credentials.
    AnyOriginWithCredentials,
    /// `allow_methods` does not have this method.
    Method {
        /// As sent.
        method: String,
        /// Whether there is a `*` that does not count, because the request includes credentials.
        has_wildcard: bool,
    },
    /// `allow_headers` does not have these names.
    Headers {
        /// In lower case.
        names: Vec<String>,
        /// Whether there is a `*` that does not count for them.
        has_wildcard: bool,
    },
    /// `allow_headers` has `*` but not `authorization`, which the Fetch standard excludes from `*`. Current browsers send
    /// it nevertheless, so neither [`expect_readable`](crate::Outcome::expect_readable) nor
    /// [`expect_not_sent`](crate::Outcome::expect_not_sent) holds.
    AuthorizationByWildcard,
    /// A policy has seen the preflight, but its response does not have an ok status.
    PreflightStatus(u16),
    /// A header of the preflight's response is not a list of names.
    Malformed(&'static str),
    /// A redirect that the browser does not follow.
    Redirect(String),
}
