//! [Network errors](https://fetch.spec.whatwg.org/#concept-network-error).

use std::fmt;

use crate::cors_check::CorsFailure;

/// The error that a page gets instead of a response, with the reason that a browser prints only in its
/// console.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NetworkError {
    /// The server could not be reached, or its response could not be read.
    Connection(String),
    /// A request of mode "same-origin" to another origin.
    OtherOrigin,
    /// A scheme other than `http` and `https`.
    Scheme(String),
    /// A port that browsers never connect to.
    BadPort(u16),
    /// A page over `https:` requests a URL over `http:` that is not on the user's machine.
    MixedContent,
    /// The CORS check of the preflight's response failed.
    PreflightNotShared(CorsFailure),
    /// The preflight's response does not have an ok status.
    PreflightStatus(u16),
    /// This header of the preflight's response does not follow its ABNF.
    PreflightMalformed(&'static str),
    /// `Access-Control-Allow-Methods` does not have this method.
    MethodNotAllowed(String),
    /// `Access-Control-Allow-Headers` does not have this name.
    HeaderNotAllowed(String),
    /// The CORS check of the response failed.
    NotShared(CorsFailure),
    /// A redirect, but the request's redirect mode is "error" or its mode does not allow it.
    Redirect,
    /// `Location` is not a valid URL, or there are several.
    RedirectMalformed,
    /// More than twenty redirects.
    TooManyRedirects,
    /// `Location` contains credentials.
    RedirectWithCredentials,
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connection(reason) => f.write_str(reason),
            Self::OtherOrigin => f.write_str("a request to another origin in mode same-origin"),
            Self::Scheme(scheme) => write!(f, "`{scheme}:` is neither http nor https"),
            Self::BadPort(port) => write!(f, "browsers don't connect to port {port}"),
            Self::MixedContent => {
                f.write_str("mixed content: a page over https requests a URL over http")
            }
            Self::PreflightNotShared(failure) => write!(f, "preflight: {failure}"),
            Self::PreflightStatus(status) => {
                write!(f, "the preflight was answered {status}, which is not an ok status")
            }
            Self::PreflightMalformed(name) => {
                write!(f, "the preflight's {name} is not a valid list of names")
            }
            Self::MethodNotAllowed(method) => {
                write!(f, "Access-Control-Allow-Methods lacks {method}")
            }
            Self::HeaderNotAllowed(name) => write!(f, "Access-Control-Allow-Headers lacks {name}"),
            Self::NotShared(failure) => failure.fmt(f),
            Self::Redirect => f.write_str("a redirect, which this request does not follow"),
            Self::RedirectMalformed => f.write_str("a redirect to an invalid URL"),
            Self::TooManyRedirects => f.write_str("more than twenty redirects"),
            Self::RedirectWithCredentials => {
                f.write_str("a redirect to a URL that contains credentials")
            }
        }
    }
}

impl std::error::Error for NetworkError {}
