//! `http`'s header map, as the decision reads it.

use cors_core::request::{HeaderList, Line};
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
    /// Whether there is a second line of it, which no browser sends.
    has_several_origins: bool,
}

impl<'r> RequestHeaders<'r> {
    pub(crate) fn new(map: &'r HeaderMap) -> Self {
        let mut origins = map.get_all(ORIGIN).into_iter();
        let origin = origins.next();
        Self { map, origin, has_several_origins: origins.next().is_some() }
    }

    /// The first line of `Origin`.
    pub(crate) fn first_origin(self) -> Option<&'r HeaderValue> {
        self.origin
    }

    /// All lines of a header that a preflight asks with.
    pub(crate) fn lines(self, name: HeaderName) -> impl Iterator<Item = &'r HeaderValue> {
        self.map.get_all(name).into_iter()
    }
}

impl<'r> HeaderList<'r> for RequestHeaders<'r> {
    #[inline]
    fn origin(self) -> Option<Line<'r>> {
        let origin = self.origin?;
        Some(if self.has_several_origins { Line::Several } else { Line::One(origin.as_bytes()) })
    }

    #[inline]
    fn access_control_request_method(self) -> Option<Line<'r>> {
        Line::read(self.lines(ACCESS_CONTROL_REQUEST_METHOD).map(HeaderValue::as_bytes))
    }

    #[inline]
    fn access_control_request_headers(self) -> impl Iterator<Item = &'r [u8]> {
        self.lines(ACCESS_CONTROL_REQUEST_HEADERS).map(HeaderValue::as_bytes)
    }
}
