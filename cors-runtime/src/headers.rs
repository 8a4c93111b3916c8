//! `http`'s header map, as the decision reads it.

use cors_core::request::{HeaderList, RequestHeader};
use http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderName, ORIGIN,
};
use http::{HeaderMap, HeaderValue};

/// A view of a request's header map, in which `Origin` has been looked up.
///
/// Looking a header up is most of what a decision costs, and the value of `Origin` is needed
/// again for the response.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestHeaders<'r> {
    map: &'r HeaderMap,
    origin: Option<&'r HeaderValue>,
    /// A second line, which no browser sends.
    second_origin: Option<&'r HeaderValue>,
}

impl<'r> RequestHeaders<'r> {
    pub(crate) fn new(map: &'r HeaderMap) -> Self {
        let mut origins = map.get_all(ORIGIN).into_iter();
        Self { map, origin: origins.next(), second_origin: origins.next() }
    }

    /// The first line of `Origin`.
    pub(crate) fn origin(self) -> Option<&'r HeaderValue> {
        self.origin
    }

    /// All lines of a header that a preflight asks with.
    pub(crate) fn lines(self, name: HeaderName) -> impl Iterator<Item = &'r HeaderValue> {
        self.map.get_all(name).into_iter()
    }
}

impl<'r> HeaderList<'r> for RequestHeaders<'r> {
    fn values(self, header: RequestHeader) -> impl Iterator<Item = &'r [u8]> {
        let (found, name) = match header {
            RequestHeader::Origin => ([self.origin, self.second_origin], None),
            RequestHeader::AccessControlRequestMethod => {
                ([None, None], Some(ACCESS_CONTROL_REQUEST_METHOD))
            }
            RequestHeader::AccessControlRequestHeaders => {
                ([None, None], Some(ACCESS_CONTROL_REQUEST_HEADERS))
            }
        };
        let looked_up = name.map(|name| self.lines(name)).into_iter().flatten();
        found.into_iter().flatten().chain(looked_up).map(HeaderValue::as_bytes)
    }
}
