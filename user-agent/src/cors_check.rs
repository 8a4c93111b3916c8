//! [CORS check](https://fetch.spec.whatwg.org/#concept-cors-check): whether a response is shared with the
//! page that sent the request.

use std::fmt;

use crate::header_list::{HeaderList, isomorphic_decode};
use crate::request::Request;

/// The reason why a response is not shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorsFailure {
    /// No `Access-Control-Allow-Origin`.
    NoOrigin,
    /// `Access-Control-Allow-Origin` is `*`, and the request includes credentials.
    WildcardWithCredentials,
    /// `Access-Control-Allow-Origin` has another value.
    OtherOrigin {
        /// The value, with all lines joined.
        allowed: String,
        /// The request's origin.
        origin: String,
    },
    /// The request includes credentials, and `Access-Control-Allow-Credentials` is not `true`.
    NoCredentials,
}

/// Whether a response with these headers is shared with the page that made `request`.
///
/// ```
/// use cors_user_agent::{HeaderList, Page, Request, cors_check::cors_check};
///
/// let request = Request::new(&Page::new("https://page.test")?, "GET", "https://api.test/")?;
/// let mut headers = HeaderList::default();
/// assert!(cors_check(&request, &headers).is_err());
/// headers.append("Access-Control-Allow-Origin", "https://page.test");
/// assert!(cors_check(&request, &headers).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// If it is not shared.
pub fn cors_check(request: &Request, response_headers: &HeaderList) -> Result<(), CorsFailure> {
    // Steps 1 and 2: several lines are joined, so that two of them don't match any origin.
    let Some(origin) = response_headers.get("access-control-allow-origin") else {
        return Err(CorsFailure::NoOrigin);
    };
    // Step 3.
    if !request.includes_credentials() && *origin == *b"*" {
        return Ok(());
    }
    // Step 4: byte by byte.
    let serialized = request.serialized_origin();
    if *origin != *serialized.as_bytes() {
        return Err(if *origin == *b"*" {
            CorsFailure::WildcardWithCredentials
        } else {
            let allowed = isomorphic_decode(&origin);
            CorsFailure::OtherOrigin { allowed, origin: serialized.to_owned() }
        });
    }
    // Step 5.
    if !request.includes_credentials() {
        return Ok(());
    }
    // Steps 6 to 8: byte by byte.
    match response_headers.get("access-control-allow-credentials").as_deref() {
        Some(b"true") => Ok(()),
        _ => Err(CorsFailure::NoCredentials),
    }
}

impl fmt::Display for CorsFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOrigin => f.write_str("the response has no Access-Control-Allow-Origin"),
            Self::WildcardWithCredentials => f.write_str(
                "Access-Control-Allow-Origin is `*`, which is not valid with credentials",
            ),
            Self::OtherOrigin { allowed, origin } => {
                write!(f, "Access-Control-Allow-Origin is `{allowed}`, not {origin}")
            }
            Self::NoCredentials => f.write_str("Access-Control-Allow-Credentials is not `true`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CredentialsMode, Page};

    fn shares(page: &Page, credentials: CredentialsMode, headers: &[(&str, &str)]) -> bool {
        let mut list = HeaderList::default();
        for (name, value) in headers {
            list.append(name, value);
        }
        let request = Request::new(page, "GET", "https://api.test/").unwrap();
        cors_check(&request.credentials(credentials), &list).is_ok()
    }

    #[test]
    fn origins_are_compared_byte_for_byte() {
        let page = Page::new("https://p.test").unwrap();
        for (value, shared) in [
            ("*", true),
            ("https://p.test", true),
            ("https://p.test/", false),
            ("https://P.test", false),
            ("https://p.test:443", false),
            ("null", false),
            ("", false),
            ("https://p.test, *", false),
        ] {
            let headers = [("Access-Control-Allow-Origin", value)];
            assert_eq!(shares(&page, CredentialsMode::SameOrigin, &headers), shared, "{value}");
        }
        let twice = [("access-control-allow-origin", "*"); 2];
        assert!(!shares(&page, CredentialsMode::Omit, &twice));
        let null = [("access-control-allow-origin", "null")];
        assert!(shares(&Page::opaque(), CredentialsMode::Omit, &null));
    }

    #[test]
    fn credentials_need_an_origin_and_true() {
        let page = Page::new("https://p.test").unwrap();
        for (origin, credentials, shared) in [
            ("https://p.test", "true", true),
            ("https://p.test", "True", false),
            ("https://p.test", "", false),
            ("*", "true", false),
        ] {
            let headers = [
                ("access-control-allow-origin", origin),
                ("access-control-allow-credentials", credentials),
            ];
            assert_eq!(shares(&page, CredentialsMode::Include, &headers), shared, "{headers:?}");
        }
    }
}
