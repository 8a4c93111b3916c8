//! The requests and answers of frameworks with the types of `http` 1.

use cors_tables::guard::GuardedRequest;
use http::header::{CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};

use super::RequestView;
use crate::Target;
use crate::guard::{GuardRefusal, guarded_request};
use crate::headers::{RequestHeaders, is_same_origin};
use crate::stacked::{ERROR_HEADER, EXPLANATION};

/// The head of a request.
#[derive(Clone, Copy)]
pub(crate) struct RequestHead<'r> {
    method: &'r Method,
    uri: &'r Uri,
    map: &'r HeaderMap,
    headers: RequestHeaders<'r>,
}

impl<'r> RequestHead<'r> {
    pub(crate) fn new(method: &'r Method, uri: &'r Uri, map: &'r HeaderMap) -> Self {
        Self { method, uri, map, headers: RequestHeaders::new(map) }
    }
}

impl RequestView for RequestHead<'_> {
    type Value = HeaderValue;
    type Headers<'r>
        = RequestHeaders<'r>
    where
        Self: 'r;

    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn target(&self) -> Target<'_> {
        Target::new(self.uri, self.map)
    }

    fn headers(&self) -> RequestHeaders<'_> {
        self.headers
    }

    fn first_origin(&self) -> Option<&[u8]> {
        self.headers.first_origin().map(HeaderValue::as_bytes)
    }

    fn is_same_origin(&self) -> bool {
        is_same_origin(self.map)
    }

    fn guarded(&self) -> GuardedRequest<'_> {
        guarded_request(self.method, self.map, self.target())
    }
}

/// A status that a decision has.
pub(crate) fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::FORBIDDEN)
}

/// An answer with a reason, which is in a header and in the body.
pub(crate) struct Explained {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) reason: String,
}

impl Explained {
    fn new(status: StatusCode, reason: String) -> Self {
        let mut headers = HeaderMap::new();
        // The sentences are escaped, so they are valid values; an empty map has room for them.
        if let Ok(value) = HeaderValue::try_from(reason.as_str()) {
            let _ = headers.try_insert(HeaderName::from_static(ERROR_HEADER), value);
        }
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        let _ = headers.try_insert(CONTENT_TYPE, text);
        Self { status, headers, reason }
    }

    /// The answer to a request to which two policies apply, which no page can read.
    pub(crate) fn stacked() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, EXPLANATION.to_owned())
    }

    /// The same, if it is detected in the response: a request without `Origin` would have had another response.
    pub(crate) fn stacked_inside() -> Self {
        let mut answer = Self::stacked();
        let _ = answer.headers.try_insert(VARY, HeaderValue::from_static("Origin"));
        answer
    }

    /// The answer to a request that a guard refuses.
    pub(crate) fn refused(refusal: &GuardRefusal<'_>) -> Self {
        Self::new(StatusCode::FORBIDDEN, refusal.to_string())
    }
}
